"""Posting every field of every model to every write route changes only what is documented as writable."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from rest_framework.serializers import BooleanField, CharField, Serializer

from apps.accounts.api.serializers import UserInput
from apps.organizations.models import Membership
from hearth.kernel.models import Delivery, Event, RateCounter
from tests.api.doors import at_every
from tests.api.routes import ROUTES, TAKES_BODY, WRITES
from tests.api.snapshots import MODELS, Rows, snapshot
from tests.api.stage import Stage
from tests.api.writable import FOREIGN, IGNORED, PEOPLE, PLAUSIBLE, SECOND_VALUES, WORST, WRITABLE
from tests.cast import Cast
from tests.matrices import undone
from tests.shares import shares, some

STAMP = {"version", "updated_at"}
ELSEWHERE = {
    "images": {"PetPhoto"},
    "bonded_with": {"Pet_bonded_with"},
    "members_decide_applications": {"RescueProfile"},
    "answer_within_days": {"RescueProfile"},
    "sampled": {"RescueProfile"},
    "how_we_work": {"RescueProfile"},
}
"""Fields that are kept in rows of another kind; reviewed."""
UUIDS = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")

pytestmark = pytest.mark.django_db


def every_name() -> set[str]:
    found = set(FOREIGN)
    for model in MODELS:
        for column in model._meta.get_fields():
            found |= {column.name, getattr(column, "attname", column.name)}
    for route in ROUTES.values():
        kinds = [
            getattr(route.view, name, None)
            for name in ("serializer_class", "write_serializer", "edit_serializer")
        ]
        kinds += [*getattr(route.view, "verb_serializers", {}).values()]
        for kind in kinds:
            if kind is not None and issubclass(kind, Serializer):
                found |= {*kind().fields, *(kind.reads().fields if getattr(kind, "reads", None) else ())}
    return found


NAMES = every_name()


def effects(before: Rows, after: Rows) -> set[tuple[str, str, str, Any]]:
    """What came, went and changed, with fresh ids and times told as such."""
    known = {str(pk) for _, pk in before}

    def told(value: Any) -> str:
        if isinstance(value, datetime):
            return "now" if value.year >= 2026 and value not in times else str(value)
        return UUIDS.sub(lambda found: found[0] if found[0] in known else "new", str(value))

    times = {value for row in before.values() for value in row.values() if isinstance(value, datetime)}
    found = {(kind, str(pk), "gone", "") for kind, pk in before.keys() - after.keys()}
    for (kind, pk), row in after.items():
        old = before.get((kind, pk))
        if old is row:
            continue
        for column, value in row.items():
            if old is None or old[column] != value:
                found.add((kind, "new" if old is None else str(pk), column, told(value)))
    return found


def canaries(names: set[str], cast: Cast) -> dict[str, Any]:
    somebody = str(cast.max.pk)
    return {name: somebody if name in PEOPLE else PLAUSIBLE.get(name, f"canary-{name}") for name in names}


def complaints(stage: Stage, route: str) -> Iterator[str]:
    """Say what a body could do at a route that it should not."""
    call, writable, ignored = stage.call(route), set(WRITABLE[route]), IGNORED.get(route, set())
    before = snapshot()
    with undone():
        good = stage.send(route)
        usual = effects(before, snapshot())
    if good.status_code != call.code:
        yield f"the good call gives {good.status_code}: {good.content!r}"
    if ignored:
        with undone():
            answer = stage.send(route, canaries(ignored, stage.cast) | call.body)
            found = effects(before, snapshot())
        if answer.status_code != call.code:
            yield f"what was read cannot be sent back: {answer.status_code} {answer.content!r}"
        elif found != usual:
            yield f"something besides was changed: {sorted(found ^ usual, key=str)}"
    unknown = NAMES - writable - ignored
    with undone():
        answer = stage.send(route, call.body | canaries(unknown, stage.cast))
        found = effects(before, snapshot())
    pointers = {error["pointer"] for error in answer.json().get("errors", [])}
    wanted = {"/" + name.replace("~", "~0").replace("/", "~1") for name in unknown}
    if (answer.status_code, pointers) != (422, wanted):
        yield f"{answer.status_code} and {sorted(pointers ^ wanted)} for unknown fields"
    # An attempt is counted even when it is refused.
    if found := {effect for effect in found if effect[0] != "RateCounter"}:
        yield f"unknown fields changed {sorted(found, key=str)}"


def test_every_write_route_is_documented() -> None:
    assert set(WRITABLE) == set(WRITES)
    assert set(IGNORED) <= set(WRITES)
    assert not any(set(WRITABLE[route]) & names for route, names in IGNORED.items())
    assert len(NAMES) > 150


@at_every(TAKES_BODY)
def test_changes_only_what_is_writable(stage: Stage, route: str) -> None:
    wrong = list(complaints(stage, route))
    assert not wrong, "\n".join(wrong)


@shares(12)
@at_every(TAKES_BODY)
def test_refuses_a_dangerous_name_alone(stage: Stage, route: str, share: int) -> None:
    """All at once could hide one that counts only in company; so the worst come alone too."""
    call = stage.call(route)
    wrong = []
    dangerous = sorted(WORST - set(WRITABLE[route]) - IGNORED.get(route, set()))
    for name, value in canaries(set(some(dangerous, route, share)), stage.cast).items():
        with undone():
            answer = stage.send(route, call.body | {name: value})
        if answer.status_code != 422 or len(answer.json()["errors"]) != 1:
            wrong.append(f"{name}: {answer.status_code} {answer.content!r}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("route", "name"), [(route, name) for route, values in SECOND_VALUES.items() for name in values]
)
def test_each_writable_field_changes_its_own_columns(stage: Stage, cast: Cast, route: str, name: str) -> None:
    target = stage.call(route).target or cast.ana
    if name == "bonded_with":
        target.bonded_with.add(stage.shown)
    before = snapshot()
    answer = stage.send(route, {name: SECOND_VALUES[route][name]})
    assert answer.status_code == 200, answer.content
    after = snapshot()
    key = next(key for key in before if key[1] == target.pk and key[0] == type(target).__name__)
    changed = {column for column, value in after[key].items() if before[key][column] != value}
    assert changed == WRITABLE[route][name] | STAMP
    # An attempt may be counted, too.
    beside = {key[0], Event.__name__, Delivery.__name__, RateCounter.__name__}
    others = {kind for kind, _, _, _ in effects(before, after)} - beside
    assert others == ELSEWHERE.get(name, set())


def test_second_values_leave_out_nothing() -> None:
    for route, values in SECOND_VALUES.items():
        assert set(values) == set(WRITABLE[route])


def test_deleting_takes_no_orders(stage: Stage, cast: Cast) -> None:
    before = snapshot()
    with undone():
        stage.send("DELETE pets/{id}")
        usual = effects(before, snapshot())
    assert stage.send("DELETE pets/{id}", canaries(NAMES, cast)).status_code == 204
    assert effects(before, snapshot()) == usual


@pytest.mark.parametrize("route", ["POST pets", "POST media/uploads"])
def test_organization_is_only_one_that_the_person_acts_for(stage: Stage, cast: Cast, route: str) -> None:
    body = stage.call(route).body | {"organization": str(stage.harbour.pk)}
    assert stage.send(route, body).status_code == 403
    hidden = stage.send(route, body | {"organization": str(stage.closed.pk)})
    assert [error["pointer"] for error in hidden.json()["errors"]] == ["/organization"]
    paused = Membership.objects.filter(pk=stage.paused.pk, user=cast.petra)
    assert paused.update(status="active")
    assert stage.send(route, body).status_code == 201


def test_would_notice_a_leak(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: fields that may be written and should not are reported."""
    assert not list(complaints(stage, "PATCH users/me"))
    monkeypatch.setitem(UserInput._declared_fields, "email_verified", BooleanField())
    monkeypatch.setitem(UserInput._declared_fields, "cognito_sub", CharField())
    found = "\n".join(complaints(stage, "PATCH users/me"))
    assert "'email_verified', 'False'" in found
    assert "/cognito_sub" in found
