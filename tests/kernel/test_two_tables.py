"""A model with several state columns: its tables asked as one, each shut by the other where it says so."""

import pytest

from hearth.kernel.workflow import Verb, Workflow, Workflows, workflows


def verb(name: str, from_: set[str], to: str | None, **facts: object) -> Verb:
    return Verb(name=name, from_=from_, to=to, event=f"door.{name}", label=name, explains=name, **facts)  # type: ignore[arg-type]


class Door:
    """As much of a row as the tables look at."""

    def __init__(self, leaf: str, lock: str) -> None:
        self.leaf, self.lock = leaf, lock


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> tuple[Workflow, Workflow]:
    monkeypatch.setattr("hearth.kernel.workflow._WORKFLOWS", dict(workflows()))
    unlocked = {"lock": {"unlocked"}}
    leaf = Workflow(
        name="leaf",
        field="leaf",
        states=("open", "shut"),
        verbs=(verb("open", {"shut"}, "open", only_while=unlocked), verb("shut", {"open"}, "shut")),
    )
    lock = Workflow(
        name="lock",
        field="lock",
        states=("locked", "unlocked"),
        only_while={"leaf": {"shut"}},
        verbs=(verb("lock", {"unlocked"}, "locked"), verb("unlock", {"locked"}, "unlocked")),
    )
    return leaf, lock


@pytest.mark.parametrize(
    ("leaf", "lock", "allowed"),
    [
        ("open", "unlocked", ["shut"]),
        ("shut", "unlocked", ["open", "lock"]),
        ("shut", "locked", ["unlock"]),
        ("open", "locked", ["shut"]),
    ],
)
def test_verbs_of_both(tables: tuple[Workflow, Workflow], leaf: str, lock: str, allowed: list[str]) -> None:
    both, door = Workflows(*tables), Door(leaf, lock)
    assert both.allowed(door) == allowed  # type: ignore[arg-type]
    assert {name for name in both.of if both.has_room(door, name)} == set(allowed)  # type: ignore[arg-type]
    assert [each.name for each in both.verbs] == ["open", "shut", "lock", "unlock"]


def test_a_name_that_both_have_stops_the_start(tables: tuple[Workflow, Workflow]) -> None:
    with pytest.raises(LookupError, match="verb of the same name"):
        Workflows(tables[0], tables[0])
