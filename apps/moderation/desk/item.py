"""The right side of the desk: one item with everything that a decision on it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from apps.moderation import reviewables, services
from apps.moderation.desk.links import history_links, verb_url
from apps.moderation.desk.queue import claim_of, origin_words, waiting
from apps.moderation.desk.times import since
from apps.moderation.desk.titles import is_about_another, kind_words
from apps.moderation.models import Decision, ReportCase, ReviewItem
from apps.moderation.reviewables import Reviewable
from apps.moderation.services.deciding import actions_of
from apps.moderation.services.impartiality import (
    NOT_YOURS,
    OVERRULED,
    bar_to_second_look,
    bars_to_removing,
    words_of,
)
from apps.moderation.services.messages import text_for, written_for
from apps.moderation.services.snapshots import difference
from hearth.kernel.authorization import Subject, can
from hearth.kernel.pages import differences

STYLES = {"approve": "primary", "request_changes": "secondary", "reject": "danger", "remove": "danger"}
KEYS = {"approve": "a", "request_changes": "c", "reject": "r", "remove": "d"}
TOLD = {("report", "reject"): "who reported it", ("appeal", ""): "who appealed"}
"""Whom a note goes to, where that is not the owner of what is decided on."""
MOST_EARLIER = 8


@dataclass(frozen=True)
class Draft:
    """What a reviewer had written when something came between, so that they need not write it again."""

    action: str = ""
    reason: str = ""
    note: str = ""
    seen: int = 0
    refusal: str = ""
    errors: tuple[str, ...] = ()


def load(id: UUID, subject: Subject) -> tuple[ReviewItem | None, Any]:
    """Find an item that the reviewer may see, as its target is now; None for what is not there."""
    rows = ReviewItem.objects.visible_to(subject).select_related("submitter", "organization", "claimed_by")
    item: ReviewItem | None = rows.filter(pk=id, kind__in=reviewables.kinds()).first()
    return item, target_of(item) if item is not None else None


def target_of(item: ReviewItem) -> Any:
    """Load what an item is about, and let the item say its present number."""
    target = reviewables.targets_of([item]).get((item.kind, item.target_id))
    if target is not None:
        services.stand_for(item, target)
    return target


def entry_of(reviewable: Reviewable, target: Any) -> dict[str, Any]:
    """What the desk shows of a target, whatever its kind."""
    return {
        **reviewable.preview(target),
        "title": reviewable.title(target),
        "kind_label": reviewable.kind_label,
        "words": reviewable.words,
        "preview_template": reviewable.preview_template,
    }


def context_of(
    item: ReviewItem, target: Any, subject: Subject, *, query: str = "", draft: Draft | None = None
) -> dict[str, Any]:
    """Everything that is shown of one item; `draft` is what was tried before, to go on from."""
    reviewable = reviewables.of_kind(item.kind)
    draft = draft or Draft()
    refusal = why_not(item, target, reviewable, subject)
    since = difference(reviewable, target, draft.seen, item) if 0 < draft.seen < item.version else ()
    entry = entry_of(reviewable, target)
    possible = actions_of(item, target)
    barred = bars_to_removing([target], by=subject).get(target.pk, "") if "remove" in possible else ""
    return {
        **entry,
        "kind_label": kind_words(item, target),
        **waiting(item, timezone.now()),
        **history_links(item.submitter, item.organization),
        "id": item.pk,
        "item": item,
        "is_open": item.state == ReviewItem.State.OPEN,
        **origin_words(item),
        "submitter": item.submitter,
        "organization": item.organization if item.organization_id != item.target_id else None,
        "version": item.version,
        "holder": claim_of(item, subject),
        "claim_url": verb_url("claim", item.pk, query),
        "release_url": verb_url("release", item.pk, query),
        "may_release": can(subject, "release", item).allowed,
        "decide_url": verb_url("item", item.pk, query),
        "refusal": refusal,
        "changes": differences.shown(services.changes_of(item, target)),
        "is_sent_again": item.sent_back is not None,
        "since": differences.shown(since or ()),
        "draft": draft,
        "actions": [] if refusal else actions_for(item, target, reviewable, draft, left_out=barred),
        "left_out": left_out(reviewable, barred) if barred and not refusal else None,
        "earlier": earlier_decisions(item, target),
        "report_cases": reports_about(item, target, subject),
        "noticed": noticed_photos(entry, subject, query),
        "standing": standing_of(item, reviewable),
    }


def why_not(item: ReviewItem, target: Any, reviewable: Reviewable, subject: Subject) -> str:
    """Why this reviewer decides nothing about it; empty where they decide something."""
    if not can(subject, "decide", item).allowed:
        return NOT_YOURS
    if bar_to_second_look(item, by=subject):
        return OVERRULED
    asked = [can(subject, reviewable.verbs[action], target) for action in actions_of(item, target)]
    if not asked or any(decision.allowed for decision in asked):
        return ""
    return words_of(reviewable, asked[0].rule)


def left_out(reviewable: Reviewable, why: str) -> dict[str, str]:
    """The one action among others that this reviewer is not offered, and why."""
    return {"label": reviewable.workflow.of[reviewable.verbs["remove"]].label, "why": why}


def actions_for(
    item: ReviewItem, target: Any, reviewable: Reviewable, draft: Draft, *, left_out: str = ""
) -> list[dict[str, Any]]:
    """The actions of the present state, each with its reasons and the words that go with them."""
    reasons = reviewable.reasons_for(target)
    actions = [action for action in actions_of(item, target) if not (left_out and action == "remove")]
    removed, thing = _what_goes(reviewable, target)
    written = written_for({reviewable.kind, removed.kind})

    def message(action: str, code: str) -> str:
        told, about = (removed, thing) if action == "remove" else (reviewable, target)
        return text_for(told, code, about, item.submitter, written=written)

    return [
        {
            **action_words(reviewable, action),
            "style": style_of(action, actions),
            "told": TOLD.get((item.kind, action)) or TOLD.get((item.kind, ""), "the owner"),
            "reasons": [
                {
                    "code": code,
                    "words": words,
                    "message": message(action, code),
                    "chosen": draft.action == action and draft.reason == code,
                }
                for code, words in reasons.get(action, {}).items()
            ],
            "chosen": draft.action == action,
        }
        for action in actions
    ]


def _what_goes(reviewable: Reviewable, target: Any) -> tuple[Reviewable, Any]:
    """What is removed, by its own decision, where a report is found to be right."""
    if is_about_another(reviewable) and target.target is not None:
        return reviewables.of_kind(target.kind), target.target
    return reviewable, target


def style_of(action: str, actions: Sequence[str]) -> str:
    """How loud a button is: where nothing can be approved, to reject is to leave the thing as it is."""
    return "secondary" if action == "reject" and "approve" not in actions else STYLES[action]


def action_words(reviewable: Reviewable, action: str) -> dict[str, str]:
    verb = reviewable.workflow.of[reviewable.verbs[action]]
    return {
        "action": action,
        "label": verb.label,
        "explains": verb.explains,
        "style": STYLES[action],
        "key": KEYS[action],
    }


def earlier_decisions(item: ReviewItem, target: Any) -> list[dict[str, Any]]:
    """What was decided about the thing before, whatever it waited for then."""
    kinds, pk = _about(item, target)
    rows = Decision.objects.filter(kind__in=kinds, target_id=pk).select_related("reviewer", "appeal")
    return [decision_words(decision) for decision in rows.order_by("-decided_at", "-id")[:MOST_EARLIER]]


def decision_words(decision: Decision) -> dict[str, Any]:
    """A decision as one reads it in a list."""
    reviewable = reviewables.kinds().get(decision.kind)
    appeal = getattr(decision, "appeal", None)
    return {
        "action": decision.action,
        "label": reviewable.outcome(decision.action) if reviewable else decision.get_action_display(),
        "kind_label": reviewable.kind_label if reviewable else decision.kind,
        "by": decision.reviewer,
        "when": decision.decided_at,
        "ago": f"{since(decision.decided_at, timezone.now())} ago",
        "reason_label": reviewable.reason_label(decision.reason) if reviewable else decision.reason,
        "note": decision.note,
        "appeal": appeal.get_state_display().lower() if appeal else "",
    }


def reports_about(item: ReviewItem, target: Any, subject: Subject) -> list[Mapping[str, Any]]:
    """The cases about the thing, open or over; a reviewer sees none about what is theirs."""
    kinds, pk = _about(item, target)
    rows = ReportCase.objects.visible_to(subject).filter(kind__in=kinds, target_id=pk)
    if item.kind == "report":
        rows = rows.exclude(pk=item.target_id)
    counted = rows.annotate(people=Count("reports")).order_by("-created_at")[:MOST_EARLIER]
    return [
        {
            "people": case.people,
            "state": case.state,
            "label": case.get_state_display(),
            "when": case.created_at,
        }
        for case in counted
    ]


def noticed_photos(entry: Mapping[str, Any], subject: Subject, query: str) -> list[Mapping[str, str]]:
    """The items about single photos of a thing, which look like others or were reported."""
    photos = [photo["id"] for photo in entry.get("photos", ()) if photo.get("id")]
    if not photos:
        return []
    rows = ReviewItem.objects.waiting().visible_to(subject)
    rows = rows.filter(kind__in=reviewables.kinds(), target_id__in=photos)
    return [
        {"url": verb_url("item", item.pk, query), "label": str(item.get_origin_display())}
        for item in rows.in_turn()
    ]


def standing_of(item: ReviewItem, reviewable: Reviewable) -> dict[str, Any] | None:
    """How far whom it comes from is trusted, and why; not asked where no decision would be about them."""
    if not reviewable.judges_submitter and not is_about_another(reviewable):
        return None
    return standing_words(services.standing(item.submitter, item.organization_id))


def standing_words(standing: services.Standing) -> dict[str, Any]:
    words = {
        "struck": "Something of theirs was rejected or removed in the last 90 days.",
        "clean_record": "Their last listings were approved without a change.",
        "verified": "Verified, and what was looked at was fine.",
        "too_new": "Not enough of theirs was approved yet.",
    }
    return {
        "trusted": standing.trusted,
        "label": "Trusted" if standing.trusted else "Not trusted yet",
        "why": words.get(standing.why, standing.why),
        "clean": standing.clean,
        "last_strike": standing.last_strike,
    }


def _about(item: ReviewItem, target: Any) -> tuple[list[str], UUID]:
    """The kinds and the id of the thing itself; of a report or an appeal, of what that is about."""
    if getattr(target, "target", None) is not None:
        return reviewables.kinds_of(target.target), target.target.pk
    return reviewables.kinds_of(target), target.pk
