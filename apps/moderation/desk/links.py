"""Addresses within the desk. The filters go along from page to page."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse

DESK = "admin:moderation_reviewitem_desk"


def desk_url(query: str = "") -> str:
    return _with(reverse(DESK), query)


def item_url(id: UUID, query: str = "") -> str:
    return _with(reverse("admin:moderation_reviewitem_item", args=[id]), query)


def several_url(query: str = "") -> str:
    return _with(reverse("admin:moderation_reviewitem_several"), query)


def verb_url(verb: str, id: UUID, query: str = "") -> str:
    return _with(reverse(f"admin:moderation_reviewitem_{verb}", args=[id]), query)


def history_url(whose: str, id: UUID) -> str:
    return reverse("admin:moderation_reviewitem_history", args=[whose, id])


def history_links(submitter: Any, organization: Any) -> Mapping[str, str]:
    """Where the record of whom a thing comes from is read."""
    links = {"submitter_url": history_url("person", submitter.pk)}
    if organization is not None:
        links["organization_url"] = history_url("organization", organization.pk)
    return links


def _with(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address
