"""What the answer about one organisation has of its kind besides: of a rescue, all that its page says."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.applications.models import Application
from apps.listings.models import RescueProfile
from tests import factories
from tests.applications.applying import application, neighbors
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HOUSES = "/api/v1/organizations"


def test_a_rescue_says_how_it_works_and_how_soon_it_answers(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    address = f"{HOUSES}/{harbour.pk}"
    for who in ("", "ana", "rosa", "mona"):
        for word in (harbour.slug, harbour.pk):
            answer = cast.client(who).get(f"{HOUSES}/{word}").json()
            assert answer["rescue"] == {"how_we_work": "", "median_reply_hours": None}, who
    told = cast.client("rosa").patch(f"{address}/settings", {"how_we_work": "We meet you twice."})
    assert told.status_code == 200
    pet, sent = factories.pet(cast.rosa, organization=harbour, photo_state=""), timezone.now()
    for minutes, person in zip((20, 310, 1800), neighbors(3), strict=True):
        read = sent + timedelta(minutes=minutes)
        application(pet, person, status="under_review", submitted_at=sent, replied_at=read)
    found = {"how_we_work": "We meet you twice.", "median_reply_hours": 6}
    assert cast.client().get(address).json()["rescue"] == found
    assert cast.client("rosa").patch(address, {"suburb": "Gull Point"}).json()["rescue"] == found


def test_its_tag_changes_with_what_no_version_counts(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    pet, sent = factories.pet(cast.rosa, organization=harbour, photo_state=""), timezone.now()
    rows = [
        application(pet, person, status="under_review", submitted_at=sent, replied_at=sent)
        for person in neighbors(3)
    ]
    for change in (
        lambda: RescueProfile.objects.create(organization=harbour, how_we_work="Slowly."),
        lambda: Application.objects.filter(pk=rows[0].pk).update(replied_at=None),
    ):
        answers = {who: cast.client(who).get(f"{HOUSES}/{harbour.slug}") for who in ("", "rosa")}
        for who, answer in answers.items():
            known = {"If-None-Match": answer["ETag"]}
            assert cast.client(who).get(f"{HOUSES}/{harbour.slug}", headers=known).status_code == 304
        change()
        for who, answer in answers.items():
            known = {"If-None-Match": answer["ETag"]}
            assert cast.client(who).get(f"{HOUSES}/{harbour.slug}", headers=known).status_code == 200


def test_what_was_read_may_be_sent_back_and_changes_nothing(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    read = cast.client("rosa").get(f"{HOUSES}/{harbour.pk}").json()
    read["rescue"]["how_we_work"] = "Otherwise."
    answer = cast.client("rosa").put(f"{HOUSES}/{harbour.pk}", read)
    assert (answer.status_code, answer.json()["rescue"]["how_we_work"]) == (200, "")


def test_other_kinds_and_lists_have_no_such_thing(cast: Cast) -> None:
    factories.organization("Riders", founder=cast.milo, kind="club")
    factories.organization("Harbour Paws", founder=cast.rosa)
    for who in ("", "milo", "rosa"):
        assert "rescue" not in cast.client(who).get(f"{HOUSES}/riders").json()
        rows = cast.client(who).get(HOUSES).json()["results"]
        assert len(rows) == 2
        assert not any("rescue" in row for row in rows), who


def test_costs_two_queries_besides(cast: Cast) -> None:
    counted = []
    for name, kind in (("Grill", "restaurant"), ("Harbour Paws", "rescue")):
        house = factories.organization(name, founder=cast.rosa, kind=kind)
        with CaptureQueriesContext(connection) as seen:
            assert cast.client().get(f"{HOUSES}/{house.pk}").status_code == 200
        counted.append(len(seen))
    assert counted[1] - counted[0] == 2
