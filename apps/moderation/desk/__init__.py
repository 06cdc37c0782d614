"""The review desk: pages of ours inside the admin. Deciding is the services' business."""

from collections.abc import Callable
from typing import Any

from django.urls import path

from apps.moderation.desk import bulk, decided, history, views
from apps.moderation.desk.links import DESK

__all__ = ["DESK", "urls"]


def urls(protect: Callable[[Any], Any]) -> list[Any]:
    """The desk's addresses, behind the admin's own door."""
    return [
        path("desk/", protect(views.desk), name="moderation_reviewitem_desk"),
        path("desk/items/<uuid:id>/", protect(views.item), name="moderation_reviewitem_item"),
        path("desk/items/<uuid:id>/claim/", protect(views.claim), name="moderation_reviewitem_claim"),
        path("desk/items/<uuid:id>/release/", protect(views.release), name="moderation_reviewitem_release"),
        path("desk/several/", protect(bulk.several), name="moderation_reviewitem_several"),
        path("desk/decided/", protect(decided.decided), name="moderation_reviewitem_decided"),
        path(
            "desk/remove/<slug:kind>/<uuid:id>/", protect(decided.remove), name="moderation_reviewitem_remove"
        ),
        path("desk/of/<slug:whose>/<uuid:id>/", protect(history.of), name="moderation_reviewitem_history"),
    ]
