"""What people report: gathered by what it is about, and decided once for all of them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils import timezone

from apps.moderation import reviewables
from apps.moderation.models import Decision, Report, ReportCase, ReviewItem
from apps.moderation.reviewables import Reviewable
from apps.moderation.services.deciding import decide
from apps.moderation.services.queue import open_item, seen_in, waiting, withdraw_item
from apps.moderation.workflows import REPORT_CASE
from hearth.kernel.authorization import Policy, Subject, can, require_for_new, system_subject
from hearth.kernel.events import record
from hearth.kernel.problems import Conflict, Invalid, NotAllowed, NotFound, WrongState
from hearth.kernel.transactions import transactional

State = ReportCase.State
REMOVE = Decision.Action.REMOVE.value
FULL, HALF = 2, 1
"""What a reporter's word weighs; HALF once their reports were dismissed again and again."""
TOO_OFTEN = 3
REMEMBERED = timedelta(days=90)
MOST_URGENT = 1000


@transactional
def file_report(*, by: Subject, kind: str, target: UUID, reason: str, note: str = "") -> tuple[Report, bool]:
    """Report something that the person may see; return the report, and whether it is a new one.

    A repeat gives the report that waits already. Raises NotFound for what they may not see, NotAllowed for
    what they could change themselves, WrongState for what is not shown, Invalid for an unknown kind or
    reason. Locks the reported thing, so that everybody who reports it meets in one case.
    """
    require_for_new(by, "create", Report)
    reviewable, thing = find_reportable(kind, target, by=by)
    reviewables.lock(thing, kind)
    check_reportable(reviewable, thing, by=by)
    if reason not in reviewable.reportable:
        raise Invalid([("/reason", "unknown", f"Give one of: {', '.join(reviewable.reportable)}.")])
    case = _open_case(reviewable, thing)
    if (earlier := case.reports.filter(reporter=by.user).first()) is not None:
        return earlier, False
    made = Report.objects.create(
        case=case,
        reporter=by.user,
        reason=reason,
        note=note.strip(),
        points=severity_of(reviewable, reason) * weight_of(by.user),
    )
    record("report.filed", made, by=by, reason=reason, data={"case": str(case.pk)})
    _let_wait(case)
    return made, True


def has_reported(kind: str, target: UUID, *, by: Subject) -> bool:
    """Whether their report on a thing waits already, so that another one would be a repeat."""
    about = {"case__kind": kind, "case__target_id": target, "case__state": State.OPEN}
    return bool(Report.objects.filter(reporter=by.id, **about).exists())


def find_reportable(kind: str, target: UUID, *, by: Subject) -> tuple[Reviewable, Any]:
    """Find what somebody wants to report; raise Invalid for the kind, NotFound for what they may not see."""
    reviewable = reviewables.kinds().get(kind)
    if reviewable is None or not reviewable.reportable:
        known = sorted(name for name, found in reviewables.kinds().items() if found.reportable)
        raise Invalid([("/kind", "unknown", f"Report one of: {', '.join(known)}.")])
    rows: Any = reviewable.rows()
    thing = rows.visible_to(by, _sight_of(reviewable)).filter(pk=target).first()
    if thing is None:
        raise NotFound()
    return reviewable, thing


def _sight_of(reviewable: Reviewable) -> str:
    """The action that tells who sees a thing: a policy has `report` where more is public than its row."""
    return "report" if "report" in Policy.of(reviewable.model).actions else "view"


def check_reportable(reviewable: Reviewable, thing: Any, *, by: Subject) -> None:
    """Refuse one's own, and what is not shown: there is nothing to take down."""
    if reviewable.submitter(thing).pk == by.id or can(by, "edit", thing).allowed:
        raise NotAllowed("This is yours: you can change it yourself.", rule="not_yours")
    if not _can_be_removed(reviewable, thing):
        raise WrongState(
            "It is not shown just now, so there is nothing to report.",
            state=reviewable.workflow.state_of(thing),
            allowed=[],
        )


def severity_of(reviewable: Reviewable, reason: str) -> int:
    """How grave a reason is: a kind names the gravest first, and the last one counts 1."""
    codes = list(reviewable.reportable)
    return len(codes) - codes.index(reason)


def weight_of(reporter: Any) -> int:
    """HALF for who was wrong three times in ninety days, and oftener than right; else FULL."""
    lately = Report.objects.filter(
        reporter=reporter, case__settled_at__gt=timezone.now() - REMEMBERED
    ).aggregate(
        wrong=Count("pk", filter=Q(case__state=State.DISMISSED)),
        right=Count("pk", filter=Q(case__state=State.UPHELD)),
    )
    return HALF if lately["wrong"] >= TOO_OFTEN and lately["wrong"] > lately["right"] else FULL


def hold_reported(case: ReportCase, action: str) -> None:
    """Raise Conflict when what was reported is gone, before its case is decided.

    It was locked with the case (see `Reviewable.is_about`), and whoever reports it holds the same lock: no
    report slips in behind the decision.
    """
    thing = case.target
    if action == REMOVE and (thing is None or not _can_be_removed(reviewables.of_kind(case.kind), thing)):
        raise Conflict("It is not shown any more. This closes by itself in a moment.")


def take_down(case: ReportCase, action: str, by: Subject, decision: Decision) -> None:
    """Remove what was reported, by its own decision: a strike, told to its owner, and open to an appeal."""
    if action != REMOVE:
        return
    reviewable, thing = reviewables.of_kind(case.kind), case.target
    item = waiting(thing, case.kind).first()
    seen = seen_in(reviewable, thing, item.origin if item else ReviewItem.Origin.SUBMITTED)
    decide(
        thing,
        by=by,
        action=REMOVE,
        seen_version=seen,
        reason=decision.reason,
        note=decision.note,
        kind=case.kind,
    )


@transactional
def follow_target(kind: str, target_id: UUID, *, removed: bool) -> None:
    """Close the case about something that is not shown any more: upheld where a reviewer removed it."""
    case = ReportCase.objects.open().about(kind, target_id).first()
    if case is None:
        return
    reviewable, thing = reviewables.of_kind(kind), case.target
    if thing is not None and _can_be_removed(reviewable, thing):
        return
    verb = "confirm" if removed else "close"
    REPORT_CASE.move(case, verb, by=system_subject(), settled_at=timezone.now())
    withdraw_item(case)


def _can_be_removed(reviewable: Reviewable, thing: Any) -> bool:
    verb = reviewable.workflow.of[reviewable.verbs[REMOVE]]
    return reviewable.workflow.state_of(thing) in verb.from_


def _open_case(reviewable: Reviewable, thing: Any) -> ReportCase:
    case: ReportCase | None = ReportCase.objects.open().about(reviewable.kind, thing.pk).first()
    return case or ReportCase.objects.create(
        kind=reviewable.kind,
        target_id=thing.pk,
        owner=reviewable.submitter(thing),
        organization_id=thing.organization_id,
    )


def _let_wait(case: ReportCase) -> None:
    """Put the case in the queue, or further forward: everybody who reports it adds to its urgency."""
    points = case.reports.aggregate(points=Sum("points"))["points"]
    priority = min(points, MOST_URGENT)
    if not waiting(case).update(priority=priority, updated_at=timezone.now()):
        open_item(case, by=system_subject(), origin=ReviewItem.Origin.REPORTED, priority=priority)
