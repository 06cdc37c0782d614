"""Role × verb × state of saved searches and favourites: every cell of matrix.txt, by policy and over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.accounts.models import User
from apps.alerts.choices import SearchState
from apps.alerts.models import Favorite, SavedSearch
from apps.alerts.workflows import SAVED_SEARCH
from apps.listings.models import Pet
from hearth.kernel.authorization import can
from hearth.kernel.authorization.policy import Policy
from tests import factories
from tests.alerts.calls import saved_search
from tests.cast import Cast
from tests.matrices import REFUSED_BY_POLICY, Role, read_matrix, undone

ROLES = {
    **{name: Role(name) for name in ("ana", "petra", "rosa", "mona", "sam")},
    "nobody": Role(),
    "owner": Role("remy", owns=True),
    "quinn": Role("quinn", owns=True),
    "sam-suspended": Role("sam", suspended=True),
}
MATRIX = read_matrix(Path(__file__).with_name("matrix.txt"), list(ROLES))
SEARCHES, HEARTS = MATRIX["a saved search"], MATRIX["a favourite"]

pytestmark = pytest.mark.django_db


def client_of(cast: Cast, role: Role) -> Any:
    if role.suspended:
        User.objects.filter(pk=cast.person(role.person).pk).update(status="suspended")
    return cast.client(role.person, **role.token_claims())


def test_leaves_out_no_state_and_no_verb() -> None:
    routed = {verb.name for verb in SAVED_SEARCH.verbs if verb.by_hand} | {"view", "edit", "delete"}
    assert set(SEARCHES.states) == {*SearchState.values, "fed"}
    assert set(SEARCHES.blocks) == routed
    assert set(Policy.of(SavedSearch).actions) - routed == {"create", "browse"}


@pytest.mark.parametrize("name", ROLES)
def test_saved_searches(cast: Cast, name: str) -> None:
    role = ROLES[name]
    client = client_of(cast, role)
    owner = cast.person(role.person if role.owns else "remy")
    searches = {
        state: saved_search(
            owner, state="paused" if state == "paused" else "active", feed_open=state == "fed", feed_number=1
        )
        for state in SEARCHES.states
    }
    wrong = []
    for verb, rows in SEARCHES.blocks.items():
        for state, expected in rows[name].items():
            with undone():
                found = list(cell(client, role.subject(cast), verb, searches[state], expected))
            wrong += [f"{name} would {verb} while {state}: {words}" for words in found]
    assert not wrong, "\n".join(wrong)


def cell(client: Any, subject: Any, verb: str, search: SavedSearch, expected: int) -> Iterator[str]:
    """Say what is not as expected when the verb is tried."""
    decision = can(subject, verb, search)
    if decision.allowed is (expected in REFUSED_BY_POLICY):
        yield f"the policy says {decision}"
    address = f"/api/v1/saved-searches/{search.pk}"
    if verb == "view":
        answer = client.get(address)
    elif verb == "edit":
        answer = client.patch(address, {"name": "Cats, and only cats"})
    elif verb == "delete":
        answer = client.delete(address)
    else:
        answer = client.post(f"{address}/{verb}")
    if answer.status_code != expected:
        yield f"{answer.status_code} instead of {expected}: {answer.content!r}"
    unchanged = SavedSearch.objects.filter(pk=search.pk, version=search.version).exists()
    nothing_to_do = verb == ("open_feed" if search.feed_open else "close_feed")
    if unchanged is (expected < 300 and verb != "view" and not nothing_to_do):
        yield f"{'nothing' if unchanged else 'something'} changed"


@pytest.mark.parametrize("name", ROLES)
def test_favorites(cast: Cast, name: str) -> None:
    role = ROLES[name]
    client = client_of(cast, role)
    pets = {state: pet_in(cast, state) for state in HEARTS.states}
    if role.person:
        for state in ("kept", "kept-removed"):
            Favorite.objects.create(user=cast.person(role.person), pet=pets[state])
    wrong = []
    for verb, rows in HEARTS.blocks.items():
        for state, expected in rows[name].items():
            with undone():
                send = client.put if verb == "keep" else client.delete
                answer = send(f"/api/v1/pets/{pets[state].pk}/favorite")
                there = Favorite.objects.filter(pet=pets[state]).exists()
            if answer.status_code != expected:
                wrong.append(f"{name} would {verb} while {state}: {answer.status_code} instead of {expected}")
            was = bool(role.person) and state.startswith("kept")
            if there is not ((verb == "keep") if expected == 204 else was):
                wrong.append(f"{name} would {verb} while {state}: it is {'' if there else 'not '}there now")
    assert not wrong, "\n".join(wrong)


def pet_in(cast: Cast, state: str) -> Pet:
    placement = "reserved" if state == "reserved" else "available"
    return factories.pet(
        cast.petra,
        moderation="removed" if "removed" in state else "approved",
        placement=placement,
        photo_state="",
    )
