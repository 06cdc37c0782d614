"""People report what breaks the rules; a reviewer decides once for all who reported the same."""

from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.listings.models import Pet
from apps.moderation.models import Decision, Report, ReportCase, ReviewItem
from apps.moderation.services import decide as remove
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Delivery, Event
from hearth.kernel.problems import NotAllowed
from tests import factories
from tests.cast import Cast
from tests.moderation.records import locked_tables

pytestmark = pytest.mark.django_db
REPORTS = "/api/v1/reports"
QUEUE = "/api/v1/review/items"


def report(cast: Cast, who: str, thing: Any, **given: str) -> Any:
    body = {"kind": "pet", "target": str(thing.pk), "reason": "scam", **given}
    return cast.client(who).post(REPORTS, body)


def decide(cast: Cast, who: str, action: str, **given: str) -> Any:
    client, item = cast.client(who), ReviewItem.objects.get(kind="report", state="open")
    tag = client.get(f"{QUEUE}/{item.pk}")["ETag"]
    return client.post(f"{QUEUE}/{item.pk}/decide", {"action": action, **given}, headers={"If-Match": tag})


def told(cast: Cast, who: str) -> list[str]:
    rows = cast.client(who).get("/api/v1/users/me/notifications").json()["results"]
    return [row["kind"] for row in rows]


def test_gathers_everybody_in_one_case_that_waits_more_urgently_with_each(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    first = report(cast, "ana", pet, note="She asked for money first.")
    assert (first.status_code, first.json()["state"]) == (201, "open")
    assert first["Location"].endswith(f"{REPORTS}/{first.json()['id']}")
    before = ReviewItem.objects.get()
    assert (before.kind, before.origin, before.submitter) == ("report", "reported", cast.petra)
    assert report(cast, "rosa", pet, reason="gone").status_code == 201
    after = ReviewItem.objects.get()
    assert after.priority > before.priority > 0
    assert (ReportCase.objects.count(), Report.objects.count()) == (1, 2)


def test_graver_reasons_come_first(cast: Cast) -> None:
    grave, light = factories.pet(cast.petra), factories.pet(cast.petra)
    report(cast, "ana", light, reason="gone")
    report(cast, "ana", grave, reason="welfare")
    waiting = cast.client("mona").get(QUEUE).json()["results"]
    cases = {str(case.pk): case.target_id for case in ReportCase.objects.all()}
    assert [cases[item["target_id"]] for item in waiting] == [grave.pk, light.pk]


def test_repeat_is_harmless_and_gives_the_same(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    first, again = report(cast, "ana", pet), report(cast, "ana", pet, reason="gone")
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    assert again.json()["reason"] == "scam"
    assert Event.objects.filter(name="report.filed").count() == 1


def test_upholding_removes_the_thing_by_its_own_decision(cast: Cast) -> None:
    pet = factories.pet(cast.petra, name="Biscuit")
    report(cast, "ana", pet, note="Please look.")
    report(cast, "rosa", pet)
    assert decide(cast, "mona", "remove", reason="scam", note="Three people paid.").status_code == 200
    pet.refresh_from_db()
    assert pet.moderation == "removed"
    of_pet = Decision.objects.get(kind="pet")
    assert (of_pet.action, of_pet.reason, of_pet.note) == ("remove", "scam", "Three people paid.")
    assert (of_pet.reviewer, of_pet.submitter) == (cast.mona, cast.petra)
    assert ReportCase.objects.get().state == "upheld"
    assert not ReviewItem.objects.filter(state="open").exists()
    drain()
    for reporter in ("ana", "rosa"):
        assert told(cast, reporter) == ["report.upheld"]
        mine = cast.client(reporter).get("/api/v1/users/me/reports").json()["results"]
        assert [(row["state"], row["title"]) for row in mine] == [("upheld", "")]
    assert told(cast, "petra") == ["pet.removed"]
    said = " ".join(str(message.body) for message in mail.outbox if "ana@" in message.to[0])
    assert "Three people paid" not in said


def test_reason_for_upholding_is_one_of_the_things_own(cast: Cast) -> None:
    report(cast, "ana", factories.pet(cast.petra))
    item = ReviewItem.objects.get()
    reasons = cast.client("mona").get(f"{QUEUE}/{item.pk}").json()["reasons"]
    assert "welfare" in reasons["remove"]
    assert "no_admin" not in reasons["remove"]
    refused = decide(cast, "mona", "remove", reason="no_admin")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/reason")
    assert (Pet.objects.get().moderation, ReportCase.objects.get().state) == ("approved", "open")


def test_dismissing_leaves_it_and_tells_why(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    report(cast, "ana", pet)
    answer = decide(cast, "mona", "reject", reason="no_breach", note="The fee covers vaccinations.")
    assert answer.status_code == 200
    pet.refresh_from_db()
    assert (pet.moderation, ReportCase.objects.get().state) == ("approved", "dismissed")
    drain()
    assert told(cast, "ana") == ["report.dismissed"]
    assert "The fee covers vaccinations." in mail.outbox[0].body
    assert told(cast, "petra") == []
    # Nothing keeps it from being reported anew.
    assert report(cast, "ana", pet).status_code == 201
    assert ReportCase.objects.count() == 2


@pytest.mark.parametrize("way", ["withdrawn", "erased", "removed"])
def test_closes_by_itself_when_the_thing_goes_otherwise(cast: Cast, way: str) -> None:
    pet = factories.pet(cast.petra)
    report(cast, "ana", pet)
    if way == "withdrawn":
        assert cast.client("petra").post(f"/api/v1/pets/{pet.pk}/withdraw").status_code == 200
    elif way == "erased":
        assert cast.client("petra").delete("/api/v1/users/me").status_code == 204
    else:
        body = {"reason": "scam"}
        seen = {"If-Match": '"1-seen"'}
        assert cast.client("max").post(f"/api/v1/pets/{pet.pk}/remove", body, headers=seen).status_code == 200
    late = decide(cast, "mona", "remove", reason="scam")
    assert (late.status_code, ReportCase.objects.get().state) == (409, "open")
    drain()
    state = "upheld" if way == "removed" else "closed"
    assert (ReportCase.objects.get().state, ReviewItem.objects.get(kind="report").state) == (
        state,
        "withdrawn",
    )
    assert told(cast, "ana") == [f"report.{state}"]


def test_erased_reporter_leaves_the_case_and_no_word(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    for who in ("ana", "rosa"):
        report(cast, who, pet, note=f"{who} says so.")
    waited = ReviewItem.objects.get().priority
    assert cast.client("ana").delete("/api/v1/users/me").status_code == 204
    drain()
    assert sorted(Report.objects.values_list("note", flat=True)) == ["", "rosa says so."]
    assert (ReportCase.objects.get().state, ReviewItem.objects.get().priority) == ("open", waited)
    assert decide(cast, "mona", "remove", reason="scam").status_code == 200
    drain()
    assert told(cast, "rosa") == ["report.upheld"]
    assert [message.to for message in mail.outbox if "reported" in message.subject] == [[cast.rosa.email]]
    assert not Delivery.objects.exclude(state="done").exists()


def test_demands_to_see_the_thing_as_it_is(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    report(cast, "ana", pet)
    client, item = cast.client("mona"), ReviewItem.objects.get()
    tag = client.get(f"{QUEUE}/{item.pk}")["ETag"]
    edit = {"story": "Now without a fee."}
    assert cast.client("petra").patch(f"/api/v1/pets/{pet.pk}", edit).status_code == 200
    body = {"action": "remove", "reason": "scam"}
    assert client.post(f"{QUEUE}/{item.pk}/decide", body, headers={"If-Match": tag}).status_code == 412
    # Another report makes nobody look again.
    tag = client.get(f"{QUEUE}/{item.pk}")["ETag"]
    report(cast, "rosa", pet)
    assert client.post(f"{QUEUE}/{item.pk}/decide", body, headers={"If-Match": tag}).status_code == 200


def test_who_reported_it_cannot_take_it_down_by_another_way(cast: Cast) -> None:
    pet, why = factories.pet(cast.petra), "You reported it yourself: somebody else decides."
    assert report(cast, "mona", pet).status_code == 201
    address, body, seen = f"/api/v1/pets/{pet.pk}", {"reason": "scam"}, {"If-Match": '"1-seen"'}
    refused = cast.client("mona").post(f"{address}/remove", body, headers=seen)
    assert (refused.status_code, refused.json()["detail"]) == (403, why)
    told = {row["action"]: row["allowed"] for row in cast.client("mona").get(f"{address}/actions").json()}
    assert told["remove"] is False
    desk = f"/admin/moderation/reviewitem/desk/remove/pet/{pet.pk}/"
    said = cast.browser("mona").post(desk, {**body, "version": "1"}, follow=True).content.decode()
    assert why in said
    with pytest.raises(NotAllowed, match=why):
        remove(pet, by=cast.subject("mona"), action="remove", reason="scam", seen_version=1)
    assert not Decision.objects.exists()
    assert cast.client("max").post(f"{address}/remove", body, headers=seen).status_code == 200


@pytest.mark.parametrize("action", ["remove", "reject"])
def test_deciding_locks_what_was_reported_before_the_case(cast: Cast, action: str) -> None:
    """Whoever reports it locks it first and then its item: the other way round, both would wait forever."""
    report(cast, "ana", factories.pet(cast.petra))
    reason = {"remove": "scam", "reject": "no_breach"}[action]
    with CaptureQueriesContext(connection) as queries:
        assert decide(cast, "mona", action, reason=reason).status_code == 200
    places = [locked_tables(queries).index(name) for name in ("listings_pet", "moderation_reportcase")]
    assert places == sorted(places)


def test_limits_reports_to_twenty_a_day(cast: Cast) -> None:
    pets = [factories.pet(cast.petra, photo_state="") for _ in range(21)]
    codes = [report(cast, "ana", pet).status_code for pet in (pets[0], *pets)]
    assert codes == [201, 200, *[201] * 19, 429], "a repeat costs nothing"
    assert report(cast, "ana", pets[0]).status_code == 200
    assert Report.objects.count() == 20


def test_weighs_reporters_less_who_are_wrong_again_and_again(cast: Cast) -> None:
    def points_of_next() -> int:
        report(cast, "ana", factories.pet(cast.petra, photo_state=""))
        return Report.objects.latest("created_at").points

    full = points_of_next()
    for _ in range(2):
        decide(cast, "mona", "reject", reason="no_breach")
        assert points_of_next() == full
    decide(cast, "mona", "reject", reason="no_breach")
    assert points_of_next() * 2 == full
    # Being right makes up for it.
    ReportCase.objects.filter(state="dismissed").update(state="upheld")
    assert points_of_next() == full
