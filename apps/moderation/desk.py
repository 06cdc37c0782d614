"""The review desk's screen: a page of ours inside the admin. Deciding is the services' business."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from apps.moderation import reviewables, services
from apps.moderation.models import Decision, ReviewItem
from hearth.kernel.authorization import Subject, can, subject_of
from hearth.kernel.edge import strict
from hearth.kernel.problems import AlreadyDone, NotFound, Problem

AT_ONCE = 25
DESK = "admin:moderation_reviewitem_desk"
STYLES = {"approve": "primary", "request_changes": "secondary", "reject": "danger", "remove": "danger"}


def urls(protect: Callable[[Any], Any]) -> list[Any]:
    """The desk's addresses, behind the admin's own door."""
    return [
        path("desk/", protect(desk), name="moderation_reviewitem_desk"),
        path("desk/items/<uuid:id>/", protect(decide_item), name="moderation_reviewitem_decide"),
        path("desk/remove/<slug:kind>/<uuid:id>/", protect(remove), name="moderation_reviewitem_remove"),
    ]


@strict
@require_http_methods(["GET", "HEAD"])
def desk(request: HttpRequest) -> HttpResponse:
    subject = subject_of(request)
    tab = "decided" if request.GET.get("tab") == "decided" else "waiting"
    waiting = ReviewItem.objects.waiting().visible_to(subject)
    context: dict[str, Any] = {"tab": tab, "waiting_count": waiting.order_by()[:1001].count()}
    if tab == "waiting":
        context["entries"] = _waiting(
            list(waiting.in_turn().select_related("submitter", "organization")[:AT_ONCE]), subject
        )
    else:
        decisions = Decision.objects.visible_to(subject).select_related(
            "reviewer", "submitter", "organization"
        )
        context["entries"] = _decided(list(decisions.order_by("-decided_at", "-id")[:AT_ONCE]), subject)
    return render(request, "moderation/desk.html", context)


@strict
@require_http_methods(["POST"])
def decide_item(request: HttpRequest, id: UUID) -> HttpResponse:
    item = ReviewItem.objects.visible_to(subject_of(request)).filter(pk=id).first()

    def decide(**given: Any) -> Decision:
        if item is None:
            raise NotFound()
        if request.POST.get("version") != str(item.revision):
            raise Problem("It was changed while you looked at it. Here is the new version.")
        return services.decide_item(item, **given)

    return _decide(request, decide, request.POST.get("action", ""))


@strict
@require_http_methods(["POST"])
def remove(request: HttpRequest, kind: str, id: UUID) -> HttpResponse:
    """Take something published down, from the list of decisions or from its own admin page."""
    reviewable = reviewables.kinds().get(kind)
    target = reviewable.rows().filter(pk=id).first() if reviewable else None

    def decide(**given: Any) -> Decision:
        if target is None:
            raise NotFound()
        return services.decide(target, seen_version=target.version, kind=kind, **given)

    return _decide(request, decide, "remove")


def _decide(request: HttpRequest, decide: Callable[..., Decision], action: str) -> HttpResponse:
    note, reason = request.POST.get("note", "")[:2000], request.POST.get("reason", "")
    try:
        decision = decide(by=subject_of(request), action=action, reason=reason, note=note.replace("\x00", ""))
    except AlreadyDone:
        messages.info(request, "You decided this already.")
    except Problem as problem:
        messages.error(request, problem.detail or problem.title)
    else:
        reviewable = reviewables.of_kind(decision.kind)
        target = reviewable.rows().filter(pk=decision.target_id).first()
        title = reviewable.title(target) if target else decision.kind
        messages.success(request, f"{title}: {decision.get_action_display().lower()}.")
    return redirect(DESK)


def _entry(reviewable: reviewables.Reviewable, target: Any) -> dict[str, Any]:
    """What the desk shows of a target, whatever its kind."""
    return {
        **reviewable.preview(target),
        "title": reviewable.title(target),
        "kind_label": reviewable.kind_label,
        "words": reviewable.words,
        "preview_template": reviewable.preview_template,
    }


def _waiting(items: list[ReviewItem], subject: Subject) -> list[dict[str, Any]]:
    targets = reviewables.targets_of(items)
    entries = []
    for item in items:
        reviewable, target = reviewables.of_kind(item.kind), targets.get((item.kind, item.target_id))
        if target is None:
            continue
        decision = can(subject, "decide", item)
        entries.append(
            {
                **_entry(reviewable, target),
                "id": item.pk,
                "submitter": item.submitter,
                "organization": item.organization if item.organization_id != item.target_id else None,
                "waiting_since": item.opened_at,
                "version": item.revision,
                "decide_url": reverse("admin:moderation_reviewitem_decide", args=[item.pk]),
                "refusal": ""
                if decision.allowed
                else "This is yours or your organisation's: somebody else decides.",
                "actions": _actions(reviewable, target),
            }
        )
    return entries


def _actions(reviewable: reviewables.Reviewable, target: Any) -> list[dict[str, Any]]:
    """The actions of the present state, each with its reasons; one without reasons needs none."""
    possible = reviewable.workflow.allowed(target)
    return [
        {
            "action": action,
            "label": reviewable.workflow.of[verb].label,
            "words": reviewable.workflow.of[verb].explains,
            "style": STYLES[action],
            "reasons": list(reviewable.reasons.get(action, {}).items()),
        }
        for action, verb in reviewable.verbs.items()
        if verb in possible
    ]


def _decided(decisions: list[Decision], subject: Subject) -> list[dict[str, Any]]:
    targets = reviewables.targets_of(decisions)
    entries, seen = [], set()
    for decision in decisions:
        reviewable = reviewables.of_kind(decision.kind)
        target = targets.get((decision.kind, decision.target_id))
        if target is None:
            continue
        removable = decision.target_id not in seen and _may_remove(reviewable, target, subject)
        seen.add(decision.target_id)
        entries.append(
            {
                **_entry(reviewable, target),
                "id": decision.pk,
                "submitter": decision.submitter,
                "organization": decision.organization
                if decision.organization_id != decision.target_id
                else None,
                "version": target.version,
                "decide_url": reverse("admin:moderation_reviewitem_remove", args=[decision.kind, target.pk]),
                "decision": {
                    "status": decision.action,
                    "label": decision.get_action_display(),
                    "by": decision.reviewer,
                    "when": decision.decided_at,
                    "reason_label": reviewable.reason_label(decision.reason),
                    "note": decision.note,
                },
                "actions": [
                    action
                    for action in _actions(reviewable, target)
                    if removable and action["action"] == "remove"
                ],
            }
        )
    return entries


def _may_remove(reviewable: reviewables.Reviewable, target: Any, subject: Subject) -> bool:
    verb = reviewable.verbs.get("remove", "")
    return verb in reviewable.workflow.allowed(target) and can(subject, verb, target).allowed
