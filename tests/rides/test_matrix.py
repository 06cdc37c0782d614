"""Role × verb × state of rides and of places in them: policy, HTTP and lists of actions agree."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from apps.rides.choices import State, Status
from apps.rides.models import Participation, Ride
from apps.rides.workflows import PARTICIPATION, RIDE_STATES
from hearth.kernel.authorization import can
from hearth.kernel.authorization.policy import Policy
from tests.cast import Cast
from tests.matrices import REFUSED_BY_POLICY, Chapter, cells_of, every_cell, read_matrix, undone, undone_if
from tests.rides.scenes import ROLES, Scene

HERE = Path(__file__)
RIDES = read_matrix(HERE.with_name("matrix.txt"), list(ROLES))
PLACES = read_matrix(HERE.with_name("places.txt"), list(ROLES))
DONE = (200, 201)

pytestmark = pytest.mark.django_db


def by_hand(table: Any) -> set[str]:
    return {verb.name for verb in table.verbs if verb.by_hand}


def test_leaves_out_no_state_and_no_verb() -> None:
    whole = RIDES["a ride for members"]
    assert set(whole.states) == set(State.values)
    besides = {"view", "edit", "call_roll", "join", "bring_guest", "invite", "attach"}
    assert set(whole.blocks) == by_hand(RIDE_STATES) | besides
    told_elsewhere = {"create", "browse", "appoint", "see_roster", "see_files", "see_contacts"}
    assert set(Policy.of(Ride).actions) - set(whole.blocks) == told_elsewhere | {"remove", "feature"}
    assert set(PLACES["a ride that is open"].states) == set(Status.values)
    blocks = set().union(*(chapter.blocks for chapter in PLACES.values()))
    assert blocks == by_hand(PARTICIPATION) | {"view", "edit"}


def ask_ride(scene: Scene, verb: str, row: Ride) -> int:
    address = f"/api/v1/rides/{row.pk}"
    if verb == "view":
        return int(scene.client.get(address).status_code)
    if verb == "edit":
        return int(scene.client.patch(address, {"title": "Another one"}).status_code)
    below = {"join": "participations", "bring_guest": "participations"}
    below |= {"invite": "invitations", "attach": "attachments"}
    captain = Participation.objects.filter(ride=row, role="captain").first()
    bodies: dict[str, Callable[[], dict[str, Any]]] = {
        "reschedule": lambda: {"starts_at": (timezone.now() + timedelta(days=5)).isoformat()},
        "cancel": lambda: {"reason": "weather"},
        "resize": lambda: {"capacity": 40},
        "call_roll": lambda: {"outcomes": {str(captain.pk if captain else row.pk): "excused"}},
        "bring_guest": lambda: {"guest_name": "My sister"},
        "invite": lambda: {"user": str(scene.cast.person("petra").pk)},
        "attach": lambda: {"media": str(scene.upload().pk), "name": "Permit"},
    }
    body = bodies[verb]() if verb in bodies else {}
    return int(scene.client.post(f"{address}/{below.get(verb, verb)}", body).status_code)


def ask_place(scene: Scene, verb: str, row: Participation) -> int:
    address = f"/api/v1/participations/{row.pk}"
    if verb == "view":
        return int(scene.client.get(address).status_code)
    if verb == "edit":
        return int(scene.client.put(address, {"status": row.status}).status_code)
    bodies: dict[str, dict[str, Any]] = {
        "remove": {"reason": "asked"},
        "change_group": {"pace_group": None},
        "mark": {"attendance": "excused"},
        "dispute": {"text": "I was there."},
        "settle": {"answer": "So you were."},
    }
    return int(scene.client.post(f"{address}/{verb}", bodies.get(verb, {})).status_code)


def rides_of(scene: Scene, title: str, chapter: Chapter) -> dict[str, Ride]:
    audience = {"a ride for everybody": "public", "a ride for the invited": "invite"}.get(title, "members")
    hidden = {"moderation": "removed"} if "taken down" in title else {}
    return {state: scene.ride(state, audience=audience, **hidden) for state in chapter.states}


def places_of(scene: Scene, title: str, chapter: Chapter) -> dict[str, Participation]:
    """Ana's place in each state, each in a ride of its own."""
    state = {"under way": "active", "over": "completed"}.get(title.rpartition(" is ")[2], "published")
    found = {}
    for status in chapter.states:
        ride = scene.ride("completed" if "dispute" in title else state)
        place = Participation.objects.filter(ride=ride, user=scene.cast.ana)
        if status != Status.CONFIRMED:
            ride.confirmed_count -= 1
            place.delete()
            scene.place(ride, "ana", status)
        if "dispute" in title:
            place.update(dispute="It rained.", disputed_at=timezone.now())
        found[status] = place.get()
    return found


def cell(
    scene: Scene, verb: str, row: Any, expected: int, ask: Callable[..., int], *, asks: bool
) -> Iterator[str]:
    """Say what is not as expected of the policy, and when the verb is tried."""
    decision = can(scene.subject, verb, row)
    if decision.allowed is (expected in REFUSED_BY_POLICY):
        yield f"the policy says {decision}"
    if asks and (code := ask(scene, verb, row)) != expected:
        yield f"{code} instead of {expected}"


def tried(
    chapter: Chapter, verb: str, name: str, *, every: bool, first: bool
) -> Iterator[tuple[str, int, bool]]:
    """Like `cells_of`; a wrong state is tried once, too: the lists of actions tell of it in every state.

    In later chapters only what is done is tried.
    """
    seen: set[int] = set()
    for state, expected, asks in cells_of(chapter, verb, name, every=every):
        yield state, expected, asks and (every or expected in DONE or (first and expected not in seen))
        seen.add(expected)


def listed(scene: Scene, things: str, row: Any, codes: dict[str, int]) -> Iterator[str]:
    """Say where the list of actions is not what the cells are."""
    answer = scene.client.get(f"/api/v1/{things}/{row.pk}/actions")
    if answer.status_code != codes.get("view", 200):
        yield f"the actions are {answer.status_code}"
        return
    if answer.status_code == 200:
        allowed = {action["action"]: action["allowed"] for action in answer.json()}
        wrong = [verb for verb, code in codes.items() if allowed[verb] is not (code in DONE)]
        if wrong:
            yield f"the list of actions is wrong about {wrong}"


def complaints(cast: Cast, name: str, chapters: Any, things: str, every: bool) -> Iterator[str]:
    for number, (title, chapter) in enumerate(chapters.items()):
        with undone():
            anas = "member" if things == "rides" else "ride_leader"
            status = "suspended" if "suspended club" in title else "approved"
            scene = Scene(cast, ROLES[name], anas_role=anas, status=status)
            rows: Any = (rides_of if things == "rides" else places_of)(scene, title, chapter)
            ask: Any = ask_ride if things == "rides" else ask_place
            for verb in chapter.blocks:
                for state, expected, asks in tried(chapter, verb, name, every=every, first=not number):
                    with undone_if(asks):
                        found = list(cell(scene, verb, rows[state], expected, ask, asks=asks))
                    yield from (f"{title}: {name} would {verb} while {state}: {words}" for words in found)
            for state, row in rows.items():
                codes = {verb: block[name][state] for verb, block in chapter.blocks.items()}
                yield from (
                    f"{title}: {name} while {state}: {words}" for words in listed(scene, things, row, codes)
                )


@pytest.mark.parametrize("name", ROLES)
@every_cell
def test_matrix_of_rides(cast: Cast, name: str, every: bool) -> None:
    wrong = list(complaints(cast, name, RIDES, "rides", every))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ROLES)
@every_cell
def test_matrix_of_places(cast: Cast, name: str, every: bool) -> None:
    wrong = list(complaints(cast, name, PLACES, "participations", every))
    assert not wrong, "\n".join(wrong)
