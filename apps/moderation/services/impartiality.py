"""Nobody decides on their own matters, nor keeps such an item from those who may."""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from apps.moderation import reviewables
from apps.moderation.models import Decision, ReportCase, ReviewItem
from apps.moderation.reviewables import Reviewable
from hearth.kernel.authorization import Policy, Subject, can
from hearth.kernel.problems import NotAllowed

CASES = "report"
SECOND_LOOK = "somebody_else_after_an_appeal"
NOT_YOURS = "This is yours or your organisation's: somebody else decides."
OVERRULED = "Your decision on this was taken back after an appeal: somebody else decides now."


def bar_to_all(item: ReviewItem, target: Any, *, by: Subject) -> str:
    """What keeps somebody from every decision on an item, by name; empty for who may make one."""
    if target is None:
        return ""
    return _bar_of_policy(item.kind, target, by) or bar_to_second_look(item, by=by)


def barred_among(items: Sequence[ReviewItem], *, by: Subject) -> set[UUID]:
    """The items of several that somebody is kept from altogether, and those about nothing any more.

    Asks once per kind, however many there are.
    """
    barred = set()
    for kind in {item.kind for item in items}:
        of_kind = {item.target_id: item.pk for item in items if item.kind == kind}
        reviewable = reviewables.of_kind(kind)
        scopes = (Policy.of(reviewable.model).scope(by, verb) for verb in reviewable.verbs.values())
        allowed = reviewable.model._default_manager.filter(reduce(or_, scopes), pk__in=of_kind)
        barred |= {of_kind[pk] for pk in of_kind.keys() - set(allowed.values_list("pk", flat=True))}
    again = [item for item in items if item.origin == ReviewItem.Origin.APPEALED]
    if again:
        mine = Decision.objects.filter(overturns__reviewer=by.id, target_id__in=[i.target_id for i in again])
        overruled = set(mine.values_list("target_id", flat=True))
        asked = (item for item in again if item.target_id in overruled)
        barred |= {item.pk for item in asked if bar_to_second_look(item, by=by)}
    return barred


def check_impartial(item: ReviewItem, target: Any, *, by: Subject) -> None:
    """Raise NotAllowed for whoever is kept from every decision on an item."""
    if target is not None:
        _check_policy(item.kind, target, by)
        check_second_look(item, by=by)


def bar_to_second_look(item: ReviewItem, *, by: Subject) -> str:
    """Keep whose decision was taken back from making it again on what waits because of that."""
    if item.origin != ReviewItem.Origin.APPEALED:
        return ""
    restored = Decision.objects.of_target(item.kind, item.target_id).filter(action=Decision.Action.RESTORE)
    overruled = restored.values_list("overturns__reviewer", flat=True).first()
    return SECOND_LOOK if overruled is not None and overruled == by.id else ""


def check_second_look(item: ReviewItem, *, by: Subject) -> None:
    if rule := bar_to_second_look(item, by=by):
        raise NotAllowed(OVERRULED, rule=rule)


def bar_to_removing(target: Any, action: str, *, by: Subject) -> str:
    """Keep who reported a thing from taking it down: that would uphold their own report."""
    case = _open_case(target, action)
    return _bar_of_policy(CASES, case, by) if case is not None else ""


def bars_to_removing(things: Iterable[Any], *, by: Subject) -> dict[UUID, str]:
    """The same of several things by their ids, in words: what a reviewer is told instead of being let try."""
    named = {thing.pk: thing for thing in things if not isinstance(thing, ReportCase)}
    barred = ReportCase.objects.open().filter(target_id__in=named)
    barred = barred.exclude(pk__in=ReportCase.objects.visible_to(by, "uphold").values("pk"))
    return {
        case.target_id: words_of(reviewables.of_kind(CASES), rule)
        for case in barred
        if case.kind in reviewables.kinds_of(named[case.target_id])
        and (rule := _bar_of_policy(CASES, case, by))
    }


def check_removing(target: Any, action: str, *, by: Subject) -> None:
    """Raise NotAllowed, as the queue does, for who could not uphold what was reported about a thing.

    Whoever upholds it was asked already, and the case is not open any more when the thing goes.
    """
    if (case := _open_case(target, action)) is not None:
        _check_policy(CASES, case, by)


def _open_case(target: Any, action: str) -> ReportCase | None:
    if action != Decision.Action.REMOVE or isinstance(target, ReportCase):
        return None
    about = ReportCase.objects.open().filter(kind__in=reviewables.kinds_of(target), target_id=target.pk)
    found: ReportCase | None = about.first()
    return found


def _bar_of_policy(kind: str, target: Any, by: Subject) -> str:
    rule = ""
    for verb in reviewables.of_kind(kind).verbs.values():
        answer = can(by, verb, target)
        if answer.allowed:
            return ""
        rule = rule or answer.rule
    return rule


def _check_policy(kind: str, target: Any, by: Subject) -> None:
    if rule := _bar_of_policy(kind, target, by):
        raise told(reviewables.of_kind(kind), NotAllowed(rule=rule))


def told(reviewable: Reviewable, refusal: NotAllowed) -> NotAllowed:
    """The same refusal in the words that the kind has for its rule."""
    return NotAllowed(reviewable.refusals.get(refusal.extra.get("rule", ""), ""), **refusal.extra)


def words_of(reviewable: Reviewable, rule: str) -> str:
    """What a reviewer is told of a rule that keeps them from deciding."""
    return reviewable.refusals.get(rule, NOT_YOURS)
