"""What was decided lately; what is public can be taken down from here too."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from apps.moderation import reviewables, services
from apps.moderation.desk.item import action_words, decision_words, left_out
from apps.moderation.desk.links import DESK, history_links
from apps.moderation.desk.queue import AT_ONCE
from apps.moderation.desk.titles import things_of, title_of
from apps.moderation.desk.views import REFUSALS, read_version, read_words, tell_decision
from apps.moderation.models import Decision
from apps.moderation.reviewables import Reviewable
from apps.moderation.services.impartiality import bars_to_removing
from hearth.kernel.api.problems import as_problem
from hearth.kernel.authorization import Subject, can, subject_of
from hearth.kernel.edge import strict
from hearth.kernel.edge.caching import FOR_NOBODY
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.paging import links_of
from hearth.kernel.problems import AlreadyDone, BadQuery, NotFound, StaleVersion

ORDER = Keyset("-decided_at", "-id")
IT_MOVED = "It changed while you were looking at it. Look at it again before you take it down."
PAGE = "admin:moderation_reviewitem_decided"


@strict
@require_http_methods(["GET", "HEAD"])
def decided(request: HttpRequest) -> HttpResponse:
    subject = subject_of(request)
    decisions = Decision.objects.visible_to(subject)
    context = {"tab": "decided", **page_of(decisions, subject, request.GET.get("cursor", ""))}
    response = render(request, "moderation/decided.html", context)
    response["Cache-Control"] = FOR_NOBODY
    return response


@strict
@require_http_methods(["POST"])
def remove(request: HttpRequest, kind: str, id: UUID) -> HttpResponse:
    """Take something published down."""
    words = read_words(request)
    try:
        reviewable = reviewables.kinds().get(kind)
        target = reviewable.rows().filter(pk=id).first() if reviewable else None
        if reviewable is None or target is None:
            raise NotFound()
        decision = services.decide(
            target,
            by=subject_of(request),
            action="remove",
            reason=words["reason"],
            note=words["note"],
            seen_version=read_version(request),
            of_row=True,
            kind=kind,
        )
    except AlreadyDone:
        messages.info(request, "You decided this already.")
    except StaleVersion:
        messages.error(request, IT_MOVED)
    except REFUSALS as error:
        problem = as_problem(error)
        messages.error(request, str(problem))
    else:
        tell_decision(request, decision, target)
    return redirect(PAGE)


def page_of(decisions: Any, subject: Subject, cursor: str) -> dict[str, Any]:
    """A page of decisions, the newest first, each with what it was about."""
    rows = decisions.select_related("reviewer", "submitter", "organization", "appeal")
    try:
        page = ORDER.page(rows, limit=AT_ONCE, cursor=cursor)
    except BadQuery:
        page = ORDER.page(rows, limit=AT_ONCE)
    return {
        "entries": _entries(list(page.items), subject),
        "page": links_of(page),
        "desk_url": reverse(DESK),
    }


def _entries(decisions: list[Decision], subject: Subject) -> list[dict[str, Any]]:
    things = things_of(decisions)
    barred = bars_to_removing(things.values(), by=subject)
    found, seen = [], set()
    for decision in decisions:
        reviewable = reviewables.kinds().get(decision.kind)
        thing = things.get((decision.kind, decision.target_id))
        is_newest = decision.target_id not in seen
        seen.add(decision.target_id)
        entry = {
            **decision_words(decision),
            **history_links(decision.submitter, decision.organization),
            "id": decision.pk,
            "title": title_of(decision, thing),
            "page_url": _page_of(thing),
            "submitter": decision.submitter,
            "organization": decision.organization if decision.organization_id != decision.target_id else None,
        }
        if is_newest and reviewable is not None and thing is not None:
            entry |= _removal(reviewable, thing, subject, barred.get(thing.pk, ""))
        found.append(entry)
    return found


def _removal(reviewable: Reviewable, thing: Any, subject: Subject, barred: str) -> dict[str, Any]:
    """What an entry offers to take its thing down; why it does not where only this reviewer may not."""
    if not _may_remove(reviewable, thing, subject):
        return {}
    if barred:
        return {"left_out": left_out(reviewable, barred)}
    return {
        "remove": {
            **action_words(reviewable, "remove"),
            "key": "",
            "reasons": [
                {"code": code, "words": words, "message": reviewable.messages.get(code, "")}
                for code, words in reviewable.reasons_for(thing).get("remove", {}).items()
            ],
        },
        "version": thing.version,
        "decide_url": reverse("admin:moderation_reviewitem_remove", args=[reviewable.kind, thing.pk]),
    }


def _may_remove(reviewable: Reviewable, thing: Any, subject: Subject) -> bool:
    verb = reviewable.verbs.get("remove", "")
    return verb in reviewable.workflow.allowed(thing) and can(subject, verb, thing).allowed


def _page_of(thing: Any) -> str:
    address = getattr(thing, "get_absolute_url", None)
    return str(address()) if address is not None else ""
