"""The record of a person or an organisation: how far they are trusted, and every decision about theirs."""

from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from apps.moderation import services
from apps.moderation.desk.decided import page_of
from apps.moderation.desk.item import standing_words
from apps.moderation.models import Decision, ReviewItem
from hearth.kernel.authorization import Subject, subject_of
from hearth.kernel.edge import strict
from hearth.kernel.edge.caching import FOR_NOBODY


@strict
@require_http_methods(["GET", "HEAD"])
def of(request: HttpRequest, whose: str, id: UUID) -> HttpResponse:
    """Show the record of whose things they are: a person's own, or an organisation's."""
    subject = subject_of(request)
    if whose == "person":
        found = get_user_model()._default_manager.filter(pk=id).first()
        own: dict[str, Any] = {"submitter": found, "organization": None}
        standing = services.standing(found) if found is not None else None
    elif whose == "organization":
        found = (
            ReviewItem._meta.get_field("organization").related_model._default_manager.filter(pk=id).first()
        )
        own = {"organization": found}
        standing = services.standing(None, found) if found is not None else None
    else:
        raise Http404
    if found is None or standing is None:
        raise Http404
    decisions = Decision.objects.visible_to(subject).filter(**own)
    context = {
        "tab": "history",
        "whose": whose,
        "name": str(found),
        "standing": standing_words(standing),
        "counts": _counts(decisions),
        "waiting": _waiting(own, subject),
        **page_of(decisions, subject, request.GET.get("cursor", "")),
    }
    response = render(request, "moderation/history.html", context)
    response["Cache-Control"] = FOR_NOBODY
    return response


def _counts(decisions: Any) -> list[tuple[str, int]]:
    labels = dict(Decision.Action.choices)
    found = dict(decisions.order_by().values_list("action").annotate(Count("pk")))
    return [(str(labels[action]), found[action]) for action in labels if action in found]


def _waiting(own: dict[str, Any], subject: Subject) -> int:
    rows = ReviewItem.objects.waiting().visible_to(subject).filter(**own)
    return int(rows.order_by()[:1001].count())
