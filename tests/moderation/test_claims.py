"""For ten minutes an item is one reviewer's, and nobody else's to decide; then it is nobody's."""

import threading
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from apps.moderation.models import Decision, ReviewItem
from apps.moderation.problems import Claimed
from apps.moderation.services import claim, claims
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Event
from hearth.kernel.problems import NotAllowed
from tests import factories
from tests.cast import Cast
from tests.together import together

QUEUE = "/api/v1/review/items"

pytestmark = pytest.mark.django_db


class Waiting:
    """Petra's pet in the queue, as Mona, Max and Sam see it over HTTP."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.pet = factories.pet(cast.petra, moderation="pending")
        self.item = ReviewItem.objects.get()
        self.address = f"{QUEUE}/{self.item.pk}"

    def post(self, who: str, verb: str, body: Any = None, **headers: str) -> Any:
        return self.cast.client(who).post(f"{self.address}/{verb}", body or {}, headers=headers)

    def decide(self, who: str, seen: str = '"1-seen"') -> Any:
        return self.post(who, "decide", {"action": "approve"}, **{"If-Match": seen})

    def lapse(self) -> None:
        ReviewItem.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))


@pytest.fixture
def waiting(cast: Cast) -> Waiting:
    return Waiting(cast)


def test_says_who_holds_it_and_until_when(waiting: Waiting) -> None:
    answer = waiting.post("mona", "claim")
    assert answer.status_code == 200
    assert answer.json()["claimed_by"] == str(waiting.cast.mona.pk)
    left = datetime.fromisoformat(answer.json()["claimed_until"]) - timezone.now()
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
    assert Event.objects.filter(name="review.claimed").count() == 1


def test_claiming_again_extends_without_another_event(waiting: Waiting) -> None:
    waiting.post("mona", "claim")
    soon = timezone.now() + timedelta(minutes=1)
    ReviewItem.objects.update(claimed_until=soon)
    answer = waiting.post("mona", "claim")
    assert datetime.fromisoformat(answer.json()["claimed_until"]) > soon + timedelta(minutes=8)
    assert Event.objects.filter(name="review.claimed").count() == 1


def test_keeps_everybody_else_from_claiming_and_deciding_on_every_way(waiting: Waiting) -> None:
    waiting.post("mona", "claim")
    client = waiting.cast.client("max")
    own_route = f"/api/v1/pets/{waiting.pet.pk}/approve"
    refusals = [
        waiting.post("max", "claim"),
        waiting.decide("max"),
        waiting.decide("max", '"7-seen"'),  # The claim is told before the version.
        client.post(own_route, headers={"If-Match": '"1-seen"'}),
    ]
    for answer in refusals:
        found = answer.json()
        assert (answer.status_code, found["code"]) == (409, "claimed"), found
        assert found["claimed_by"] == str(waiting.cast.mona)
        assert found["claimed_until"].endswith("Z")
    told = {row["action"]: row for row in client.get(f"{waiting.address}/actions").json()}
    assert told["decide"] == {"action": "decide", "allowed": False, "rule": "claimed"}
    on_pet = {row["action"]: row for row in client.get(f"/api/v1/pets/{waiting.pet.pk}/actions").json()}
    assert on_pet["approve"]["rule"] == "claimed"
    assert not Decision.objects.exists()
    assert waiting.decide("mona").status_code == 200


def test_keeps_a_verb_that_decides_on_several_kinds_whichever_is_held(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    item = factories.review_item(harbour, kind="organization_without_admin", submitter=cast.rosa)
    claim(item, by=cast.subject("max"))
    address, seen = f"/api/v1/organizations/{harbour.pk}/suspend", {"If-Match": '"1-seen"'}
    answer = cast.client("mona").post(address, {"reason": "rules"}, headers=seen)
    assert (answer.status_code, answer.json()["code"]) == (409, "claimed")
    assert cast.client("max").post(address, {"reason": "rules"}, headers=seen).status_code == 200


def test_cannot_be_used_to_keep_one_s_own_matters_from_the_others(cast: Cast) -> None:
    pet = factories.pet(cast.mona)
    item = factories.review_item(pet, submitter=cast.petra)
    with pytest.raises(NotAllowed):
        claim(item, by=cast.subject("mona"))
    assert ReviewItem.objects.get().claimed_by is None


def test_lapses_after_ten_minutes(waiting: Waiting) -> None:
    waiting.post("mona", "claim")
    waiting.lapse()
    read = waiting.cast.client("max").get(waiting.address).json()
    assert (read["claimed_by"], read["claimed_until"]) == (None, None)
    assert waiting.post("max", "claim").json()["claimed_by"] == str(waiting.cast.max.pk)
    assert waiting.decide("mona").json()["code"] == "claimed"
    waiting.lapse()
    assert waiting.decide("mona").status_code == 200


def test_is_let_go_by_its_holder_and_by_site_admins_alone(waiting: Waiting) -> None:
    waiting.post("mona", "claim")
    assert waiting.post("max", "release").status_code == 403
    assert waiting.post("mona", "release").json()["claimed_by"] is None
    assert waiting.post("mona", "release").status_code == 200  # A repeat is harmless.
    waiting.post("mona", "claim")
    assert waiting.post("sam", "release").json()["claimed_by"] is None
    assert Event.objects.filter(name="review.released").count() == 2
    assert waiting.post("max", "claim").status_code == 200


def test_leaves_the_version_and_changes_the_tag(waiting: Waiting) -> None:
    read = waiting.cast.client("mona").get(waiting.address)
    claimed = waiting.post("mona", "claim")
    assert claimed["ETag"] != read["ETag"]
    assert claimed.json()["version"] == read.json()["version"]
    assert waiting.decide("mona", read["ETag"]).status_code == 200
    assert ReviewItem.objects.get().claimed_by is None


def test_filters_by_claim(waiting: Waiting) -> None:
    def found(who: str, word: str) -> int:
        return len(waiting.cast.client(who).get(QUEUE, {"claimed": word}).json()["results"])

    assert [found("mona", word) for word in ("mine", "free", "others")] == [0, 1, 0]
    waiting.post("mona", "claim")
    assert [found("mona", word) for word in ("mine", "free", "others")] == [1, 0, 0]
    assert [found("max", word) for word in ("mine", "free", "others")] == [0, 0, 1]
    waiting.lapse()
    assert [found("mona", word) for word in ("mine", "free", "others")] == [0, 1, 0]
    for query in ({"claimed": "zzz"}, {"kind": "zzz"}):
        assert waiting.cast.client("mona").get(QUEUE, query).status_code == 400


def claim_at_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Both claims stand behind every check before either writes, where the lock lets them."""
    item = Waiting(cast).item
    people, checked = [cast.subject("mona"), cast.subject("max")], threading.Barrier(2)
    check = claims.check_claim

    def check_then_wait(*args: Any, **kwargs: Any) -> None:
        check(*args, **kwargs)
        with suppress(threading.BrokenBarrierError):
            checked.wait(timeout=1)

    monkeypatch.setattr(claims, "check_claim", check_then_wait)
    return together(*[partial(claim, item, by=person) for person in people])


@pytest.mark.django_db(transaction=True)
def test_one_of_two_at_once_wins(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = claim_at_once(cast, monkeypatch)
    lost = [outcome for outcome in outcomes if isinstance(outcome, Claimed)]
    assert len(lost) == 1, outcomes
    assert lost[0].extra["claimed_by"] == str(ReviewItem.objects.get().claimed_by)


@pytest.mark.django_db(transaction=True)
def test_both_would_win_without_the_lock(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control."""
    monkeypatch.setattr(claims, "_locked", lambda item: ReviewItem.objects.get(pk=item.pk))
    outcomes = claim_at_once(cast, monkeypatch)
    assert all(isinstance(outcome, ReviewItem) for outcome in outcomes), outcomes


@pytest.mark.parametrize("how", ["revoke_role", "suspend"])
def test_ends_with_the_role_of_whoever_holds_it(waiting: Waiting, how: str) -> None:
    waiting.post("mona", "claim")
    sam = waiting.cast.client("sam")
    sam.post(
        f"/api/v1/users/{waiting.cast.mona.pk}/{how}", {"reason": "left" if how == "revoke_role" else "abuse"}
    )
    assert waiting.post("max", "claim").status_code == 409
    drain()
    assert waiting.post("max", "claim").status_code == 200
