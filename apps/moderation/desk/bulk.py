"""Several items with one decision: first what they are, then what became of each."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.moderation import reviewables, services
from apps.moderation.desk.item import STYLES, why_not
from apps.moderation.desk.links import desk_url, item_url
from apps.moderation.desk.queue import Filters, claim_of, origin_words
from apps.moderation.desk.titles import GONE, kind_words, title_of
from apps.moderation.desk.views import read_words
from apps.moderation.models import ReviewItem
from apps.moderation.services.bulk import MOST, Outcome
from apps.moderation.services.deciding import actions_of
from apps.moderation.services.impartiality import barred_among, bars_to_removing
from hearth.kernel.api.problems import as_problem
from hearth.kernel.authorization import Subject, can, subject_of
from hearth.kernel.edge import strict
from hearth.kernel.edge.caching import FOR_NOBODY
from hearth.kernel.pages import differences


@strict
@require_http_methods(["POST"])
def several(request: HttpRequest) -> HttpResponse:
    """Show the chosen items with what all of them can be decided with; with an action, decide."""
    subject, filters = subject_of(request), Filters.read(request.GET)
    words = read_words(request)
    seen = _seen(request.POST.getlist("seen"))
    # A reason belongs to its action: `reject:duplicate` says nothing when all of them are approved.
    action, _, reason = words["reason"].partition(":")
    words["reason"] = reason if action == words["action"] else ""
    if words["action"] and seen:
        outcomes = services.decide_many(seen, by=subject, **words)
        return _show(request, "moderation/several_done.html", _results(outcomes, subject), filters)
    chosen = _ids(request.POST.getlist("item"))
    if not chosen:
        messages.info(request, "Choose some items first.")
        return redirect(desk_url(filters.query()))
    return _show(request, "moderation/several.html", _selection(chosen, subject), filters)


def _selection(chosen: list[UUID], subject: Subject) -> dict[str, Any]:
    """The chosen ones as they are now, which is what a decision then names, and what they share."""
    rows = (
        ReviewItem.objects.visible_to(subject).waiting().filter(pk__in=chosen, kind__in=reviewables.kinds())
    )
    items = list(rows.select_related("submitter", "organization", "claimed_by").in_turn())
    targets = reviewables.targets_of(items)
    refused = barred_among(items, by=subject)
    barred = bars_to_removing(targets.values(), by=subject)
    entries, shared = [], None
    for item in items:
        target = targets.get((item.kind, item.target_id))
        if target is None:
            continue
        entry = _entry(item, target, subject, is_refused=item.pk in refused)
        entries.append(entry)
        if not entry["refusal"]:
            mine = _actions(item, target)
            if target.pk in barred:
                mine.pop("remove", None)
            shared = mine if shared is None else _in_both(shared, mine)
    return {
        "entries": entries,
        "actions": _as_choices(shared or {}),
        "has_reasons": any((shared or {}).values()),
        "left_out": len(chosen) - len(entries),
    }


def _entry(item: ReviewItem, target: Any, subject: Subject, *, is_refused: bool) -> dict[str, Any]:
    reviewable = reviewables.of_kind(item.kind)
    services.stand_for(item, target)
    preview = reviewable.preview(target)
    thing = preview.get("reported") or preview.get("appealed") or preview
    holder = claim_of(item, subject)
    is_refused = is_refused or not can(subject, "decide", item).allowed
    refusal = why_not(item, target, reviewable, subject) if is_refused else ""
    if holder is not None and not holder["mine"]:
        refusal = f"{holder['by']} is looking at this."
    return {
        "id": item.pk,
        "seen": f"{item.pk}:{item.version}",
        "title": reviewable.title(target),
        "kind_label": kind_words(item, target),
        "submitter": item.submitter,
        "organization": item.organization,
        **origin_words(item),
        "photo": next(iter(thing.get("photos", [])), None),
        "photo_url": thing.get("photo_url", ""),
        "description": preview.get("summary") or thing.get("description", ""),
        "changes": differences.shown(services.changes_of(item, target)),
        "refusal": refusal,
        "url": item_url(item.pk),
    }


Shared = dict[str, dict[str, str]]
"""Actions, each with the reason codes and words that it needs; none where it needs no reason."""


def _actions(item: ReviewItem, target: Any) -> Shared:
    reasons = reviewables.of_kind(item.kind).reasons_for(target)
    return {action: dict(reasons.get(action, {})) for action in actions_of(item, target)}


def _in_both(one: Shared, other: Shared) -> Shared:
    """What two kinds can be decided with alike: an action with reasons needs one that both of them know."""
    shared: Shared = {}
    for action in one.keys() & other.keys():
        reasons = {code: words for code, words in one[action].items() if code in other[action]}
        if reasons or not (one[action] or other[action]):
            shared[action] = reasons
    return shared


def _as_choices(shared: Shared) -> list[dict[str, Any]]:
    labels = {
        "approve": "Approve",
        "request_changes": "Ask for changes",
        "reject": "Reject",
        "remove": "Remove",
    }
    return [
        {
            "action": action,
            "label": labels[action],
            "style": STYLES[action],
            "reasons": [
                {"code": code, "words": words, "message": ""} for code, words in shared[action].items()
            ],
        }
        for action in STYLES
        if action in shared
    ]


def _results(outcomes: list[Outcome], subject: Subject) -> dict[str, Any]:
    rows = ReviewItem.objects.visible_to(subject).filter(pk__in=[outcome.id for outcome in outcomes])
    items = {item.pk: item for item in rows}
    targets = reviewables.targets_of(items.values())
    results = [_result(outcome, items.get(outcome.id), targets) for outcome in outcomes]
    return {"results": results, "done": sum(result["ok"] for result in results)}


def _result(outcome: Outcome, item: ReviewItem | None, targets: dict[Any, Any]) -> dict[str, Any]:
    target = targets.get((item.kind, item.target_id)) if item is not None else None
    problem = as_problem(outcome.refusal) if outcome.refusal is not None else None
    return {
        "title": title_of(item, target) if item is not None else GONE,
        "ok": outcome.decision is not None,
        "label": reviewables.of_kind(outcome.decision.kind).outcome(outcome.decision.action)
        if outcome.decision
        else "Not decided",
        "status": outcome.decision.action if outcome.decision else "stop",
        "words": str(problem) if problem is not None else "",
        "url": item_url(outcome.id) if problem is not None and item is not None else "",
    }


def _ids(words: list[str]) -> list[UUID]:
    found = []
    for word in words[:MOST]:
        try:
            found.append(UUID(word))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _seen(words: list[str]) -> list[tuple[UUID, int]]:
    """Each item with the version that was shown of it."""
    found: dict[UUID, int] = {}
    for word in words[:MOST]:
        pk, _, version = word.partition(":")
        if (ids := _ids([pk])) and version.isascii() and version.isdigit() and len(version) < 10:
            found[ids[0]] = int(version)
    return list(found.items())


def _show(request: HttpRequest, template: str, context: dict[str, Any], filters: Filters) -> HttpResponse:
    query = filters.query()
    context |= {"tab": "several", "back_url": desk_url(query)}
    response = render(request, template, context)
    response["Cache-Control"] = FOR_NOBODY
    return response
