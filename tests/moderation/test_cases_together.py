"""Many people at one thing at once: one case, and nobody who decides on their own decision."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection

from apps.accounts.models import User
from apps.listings.models import Pet
from apps.moderation import reviewables
from apps.moderation.models import Appeal, Decision, Report, ReportCase, ReviewItem
from apps.moderation.policies import REVIEWS
from apps.moderation.services import decide, decide_item, file_appeal, file_report
from hearth.kernel.authorization import Policy, Subject, subject_for
from hearth.kernel.problems import AlreadyDecided
from tests import factories
from tests.cast import Cast
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 24


def crowd() -> list[Subject]:
    people = [User.objects.create(cognito_sub=f"person-{number}") for number in range(CROWD)]
    return [subject_for(person) for person in people]


def report_at_once(pet: Pet, people: list[Subject]) -> list[Any]:
    facts: dict[str, Any] = {"kind": "pet", "target": pet.pk, "reason": "scam"}
    return together(*[partial(file_report, by=person, **facts) for person in people])


def cases_of(pet: Pet) -> int:
    return ReportCase.objects.filter(target_id=pet.pk).count()


@contextmanager
def without(model: Any, name: str) -> Iterator[None]:
    """Take a constraint away for a while; what it would have refused goes before it comes back."""
    constraint = next(found for found in model._meta.constraints if found.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        for rows in (Report, ReviewItem, ReportCase) if model is ReportCase else ():
            rows.objects.all().delete()
        if model is Appeal:
            Appeal.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


def test_everybody_who_reports_one_thing_meets_in_one_case(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, pet = crowd(), factories.pet(cast.petra)
    outcomes = report_at_once(pet, people)
    assert [is_new for _, is_new in outcomes] == [True] * CROWD
    assert (cases_of(pet), Report.objects.count(), ReviewItem.objects.count()) == (1, CROWD, 1)
    item, points = ReviewItem.objects.get(), Report.objects.values_list("points", flat=True)
    assert item.priority == sum(points)

    # Six look before any of them writes, as they could if nobody held the reported thing.
    few = people[:6]
    looked = threading.Barrier(len(few))
    create = ReportCase.objects.create

    def look_then_wait(**facts: Any) -> ReportCase:
        looked.wait(timeout=10)
        return create(**facts)

    monkeypatch.setattr(reviewables, "lock", lambda target, kind="": target)
    monkeypatch.setattr(ReportCase.objects, "create", look_then_wait)
    second = factories.pet(cast.petra)
    outcomes = report_at_once(second, few)
    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == len(few) - 1
    assert cases_of(second) == 1

    # The negative control: without the constraint, too, everybody has a case of their own.
    third = factories.pet(cast.petra)
    with without(ReportCase, "report_case_one_open"):
        report_at_once(third, few)
        assert cases_of(third) == len(few)


def appealed(cast: Cast) -> tuple[ReviewItem, Appeal]:
    pet = factories.pet(cast.petra)
    decision = decide(pet, by=cast.subject("mona"), action="remove", reason="scam", seen_version=1)
    appeal, _ = file_appeal(decision, by=cast.subject("petra"), text="It is none.")
    return ReviewItem.objects.get(target_id=appeal.pk), appeal


def race(cast: Cast, item: ReviewItem) -> list[Any]:
    """Mona, who decided first, and Max, who did not, at one moment."""
    by = [cast.subject("mona"), cast.subject("max")]
    return together(*[partial(decide_item, item, by=who, action="reject", reason="stands") for who in by])


def test_of_two_in_one_appeal_the_database_refuses_the_first_reviewer(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for verb in ("grant", "deny"):
        monkeypatch.setitem(Policy.of(Appeal).actions, verb, REVIEWS)
    item, appeal = appealed(cast)
    with pytest.raises(IntegrityError, match="appeal_decided_by_another"):
        decide_item(item, by=cast.subject("mona"), action="reject", reason="stands")
    outcomes = race(cast, item)
    assert isinstance(outcomes[0], IntegrityError | AlreadyDecided), outcomes[0]
    assert isinstance(outcomes[1], Decision), outcomes[1]
    appeal.refresh_from_db()
    assert (appeal.state, appeal.decided_by, appeal.first_reviewer) == ("denied", cast.max, cast.mona)

    # The negative control: without the check nothing keeps her from it.
    item, appeal = appealed(cast)
    with without(Appeal, "appeal_decided_by_another"):
        decide_item(item, by=cast.subject("mona"), action="reject", reason="stands")
        appeal.refresh_from_db()
        assert appeal.decided_by == cast.mona
