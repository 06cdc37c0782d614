"""Reads the matrices that people review (`matrix.txt` beside the tests), and runs one cell at a time.

A matrix has chapters (`== title`), each with a line of states and one block per verb (`-- verb`). In a block
every line names roles and, after the bar, the status code of each state. Roles of one line are treated alike;
a block must name every role exactly once, so that a cell can be wrong but never missing.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import transaction

from hearth.kernel.authorization import SignIn, Subject, SystemRole, subject_for
from hearth.local.people import PEOPLE
from tests.cast import Cast
from tests.shares import some

REFUSED_BY_POLICY = {401, 403, 404}
"""Any other code, an error too, means that the policy let the person through."""


@dataclass
class Chapter:
    title: str
    states: list[str] = field(default_factory=list)
    blocks: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    """verb → role → state → status code"""


def read_matrix(path: Path, roles: list[str]) -> dict[str, Chapter]:
    chapters: dict[str, Chapter] = {}
    chapter, verb = Chapter(""), ""
    for line in path.read_text().splitlines():
        words = line.partition("#")[0].split()
        if not words:
            continue
        if words[0] == "==":
            chapter = chapters[" ".join(words[1:])] = Chapter(" ".join(words[1:]))
        elif words[0] == "--":
            verb = words[1]
            assert verb not in chapter.blocks, f"{verb} stands there twice"
            chapter.blocks[verb] = {}
        elif "|" not in words:
            chapter.states = words
        else:
            bar = words.index("|")
            codes = [int(word) for word in words[bar + 1 :]]
            for role in words[:bar]:
                assert role not in chapter.blocks[verb], f"{chapter.title}, {verb}: {role} is there twice"
                chapter.blocks[verb][role] = dict(zip(chapter.states, codes, strict=True))
    for chapter in chapters.values():
        for verb, rows in chapter.blocks.items():
            assert set(rows) == set(roles), f"{chapter.title}, {verb}: {set(roles) ^ set(rows)}"
    return chapters


@dataclass(frozen=True)
class Role:
    """Somebody of the cast in a certain position towards the thing that is acted upon."""

    person: str = ""
    owns: bool = False
    """It is theirs: they listed or founded it."""
    submitted: bool = False
    """They sent it for review."""
    involved: bool = False
    """They reported it, or made the decision that is appealed against."""
    member: str = ""
    """Their role in the organisation that it belongs to."""
    suspended: bool = False
    groups: bool = True
    """False for a token that carries no groups, which narrows the person to a plain user."""

    def token_claims(self) -> dict[str, object]:
        return {} if self.groups else {"cognito:groups": None, "system_role": "User"}

    def subject(self, cast: Cast) -> Subject:
        if not self.person:
            return Subject()
        role = SystemRole.SITE_ADMIN if self.groups else SystemRole.USER
        return subject_for(cast.person(self.person), SignIn(role, PEOPLE[self.person].client))


EVERYBODY = {
    "nobody": Role(),
    "ana": Role("ana"),
    "petra": Role("petra"),
    "rosa": Role("rosa"),
    "remy": Role("remy"),
    "milo": Role("milo"),
    "mona": Role("mona"),
    "mona-owner": Role("mona", owns=True),
    "mona-member": Role("mona", member="member"),
    "mona-off-duty": Role("mona", groups=False),
    "sam": Role("sam"),
    "sam-suspended": Role("sam", suspended=True),
    "quinn": Role("quinn"),
}
"""The cast, and Mona, who moderates, in the positions in which she may not."""


every_cell = pytest.mark.parametrize(
    "every", [False, pytest.param(True, marks=pytest.mark.soak)], ids=["some", "every"]
)
"""Try all cells over HTTP in the long run only, and otherwise what `cells_of` says.

For the longest matrices (pets, applications, memberships); docs/testing.md says what the others try when.
"""
TURNS = 3
"""So many roles share what all of them would be answered alike."""


def cells_of(chapter: Chapter, verb: str, name: str, *, every: bool) -> Iterator[tuple[str, int, bool]]:
    """A role's cells of one verb: state, status code, and whether to try it over HTTP.

    What a policy refuses is tried once for each code: for the other states there are the policy and the list
    of actions, which whoever uses this asks in every state. What is let through is tried in every state, and
    those who are answered alike take turns.
    """
    refused: set[int] = set()
    rows = chapter.blocks[verb]
    for state, expected in rows[name].items():
        if expected in REFUSED_BY_POLICY:
            tries = expected not in refused
            refused.add(expected)
        else:
            alike = [role for role, codes in rows.items() if codes[state] == expected]
            tries = name in some(alike, f"{chapter.title} {verb} {state}", min(TURNS, len(alike)))
        yield state, expected, every or tries


def undone_if(anything_happens: bool) -> AbstractContextManager[None]:
    """Spare the savepoint where only policies are asked."""
    return undone() if anything_happens else nullcontext()


@contextmanager
def undone() -> Iterator[None]:
    """Forget in the end whatever happened within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
