"""Up to fifty decisions in one request: every row stands for itself."""

from typing import Any
from uuid import uuid4

import pytest

from apps.listings.models import Pet
from apps.moderation import reviewables
from apps.moderation.models import Decision, ReviewItem
from apps.moderation.services import claim, decide_item
from hearth.kernel.models import Event
from tests import factories
from tests.cast import Cast

ADDRESS = "/api/v1/review/items/decide"

pytestmark = pytest.mark.django_db


def named(*items: ReviewItem, version: int = 1) -> list[dict[str, Any]]:
    return [{"id": str(item.pk), "version": version} for item in items]


def waiting(cast: Cast, number: int, owner: str = "petra") -> list[ReviewItem]:
    pets = [factories.pet(cast.person(owner), moderation="pending") for _ in range(number)]
    return [ReviewItem.objects.get(target_id=pet.pk) for pet in pets]


def post(cast: Cast, items: list[dict[str, Any]], action: str = "approve", **more: Any) -> Any:
    headers = more.pop("headers", {})
    return cast.client("mona").post(ADDRESS, {"items": items, "action": action, **more}, headers=headers)


def test_answers_with_a_result_per_row_in_their_order(cast: Cast) -> None:
    good, moved, held, decided, gone, another = waiting(cast, 6)
    (own,) = waiting(cast, 1, owner="mona")
    Pet.objects.filter(pk=moved.target_id).update(version=2)
    claim(held, by=cast.subject("max"))
    decide_item(decided, by=cast.subject("max"), action="reject", reason="selling")
    assert cast.client("petra").post(f"/api/v1/pets/{gone.target_id}/withdraw").status_code == 200
    rows = [*named(good, moved, held, own, decided, gone, another), {"id": str(uuid4()), "version": 1}]
    answer = post(cast, rows)
    assert answer.status_code == 200
    results = answer.json()["results"]
    assert [row["id"] for row in results] == [row["id"] for row in rows]
    assert [row["problem"] and row["problem"]["code"] for row in results] == [
        None,
        "stale_version",
        "claimed",
        "not_allowed",
        "already_decided",
        "wrong_state",
        None,
        "not_found",
    ]
    assert [row["ok"] for row in results] == [row["problem"] is None for row in results]
    by_code = {row["problem"]["code"]: row["problem"] for row in results if not row["ok"]}
    assert by_code["stale_version"]["version"] == 2
    assert by_code["claimed"]["claimed_by"] == by_code["already_decided"]["decided_by"] == str(cast.max)
    mine = Decision.objects.filter(reviewer=cast.mona)
    assert {row["decision"]["id"] for row in results if row["ok"]} == {str(made.pk) for made in mine}
    assert {made.item_id for made in mine} == {good.pk, another.pk}


def test_takes_fifty(cast: Cast) -> None:
    results = post(cast, [{"id": str(uuid4()), "version": 1} for _ in range(50)]).json()["results"]
    assert [row["problem"]["status"] for row in results] == [404] * 50


def test_kinds_of_a_community_that_is_switched_off_wait(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    (item,) = waiting(cast, 1)
    known = {kind: found for kind, found in reviewables.kinds().items() if kind != "pet"}
    monkeypatch.setattr(reviewables, "_kinds", known)
    client = cast.client("mona")
    assert client.get("/api/v1/review/items").json()["results"] == []
    assert client.get(f"/api/v1/review/items/{item.pk}").status_code == 404
    assert post(cast, named(item)).json()["results"][0]["problem"]["code"] == "not_found"


def test_a_reason_that_one_kind_lacks_refuses_its_rows_alone(cast: Cast) -> None:
    (item,) = waiting(cast, 1)
    harbour = factories.organization("Harbour Paws", founder=cast.rosa, status="pending")
    other = factories.review_item(harbour, kind="organization", submitter=cast.rosa)
    answer = post(cast, named(item, other), "reject", reason="selling", note="Twice now.")
    first, second = answer.json()["results"]
    assert first["decision"]["note"] == "Twice now."
    assert second["problem"]["errors"][0]["pointer"] == "/reason"


def test_sent_again_says_the_same_and_decides_nothing_anew(cast: Cast) -> None:
    items = waiting(cast, 2)
    first = post(cast, named(*items)).json()
    assert post(cast, named(*items)).json() == first
    keyed = {"Idempotency-Key": "morning round"}
    more = waiting(cast, 2)
    stored = post(cast, named(*more), headers=keyed)
    ReviewItem.objects.filter(pk=more[0].pk).update(state="withdrawn")
    again = post(cast, named(*more), headers=keyed)
    assert again["Idempotent-Replayed"] == "true"
    assert again.json() == stored.json()
    other = post(cast, named(*items), headers=keyed)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert Decision.objects.count() == Event.objects.filter(name="pet.approved").count() == 4


@pytest.mark.parametrize(
    ("items", "pointer"),
    [
        ([], "/items"),
        ([{"id": str(uuid4()), "version": 1}] * 2, "/items"),
        ([{"id": str(uuid4()), "version": 1} for _ in range(51)], "/items"),
        ([{"id": "no id", "version": 1}], "/items/0/id"),
        ([{"id": str(uuid4())}], "/items/0/version"),
        ([{"id": str(uuid4()), "version": 1, "state": "decided"}], "/items/0/state"),
        ("nonsense", "/items"),
    ],
)
def test_refuses_what_is_no_list_of_items(cast: Cast, items: Any, pointer: str) -> None:
    answer = post(cast, items)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_is_for_reviewers(cast: Cast) -> None:
    items = named(*waiting(cast, 1))
    for who, code in (("", 401), ("rosa", 403), ("quinn", 403)):
        answer = cast.client(who).post(ADDRESS, {"items": items, "action": "approve"})
        assert answer.status_code == code
    assert not Decision.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_row_s_crash_leaves_the_others_decided(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each row has a transaction of its own: nothing of the broken one stays, all of the others."""
    first, broken, last = waiting(cast, 3)
    save = Decision.save

    def crash(self: Decision, *args: Any, **kwargs: Any) -> None:
        if self.target_id == broken.target_id:
            raise RuntimeError("the power went out")
        save(self, *args, **kwargs)

    monkeypatch.setattr(Decision, "save", crash)
    results = post(cast, named(first, broken, last)).json()["results"]
    assert [row["ok"] for row in results] == [True, False, True]
    assert results[1]["problem"]["code"] == "server_error"
    assert ReviewItem.objects.waiting().get() == broken
    assert set(Decision.objects.values_list("item", flat=True)) == {first.pk, last.pk}
