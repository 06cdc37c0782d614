"""Photos that a file names by their addresses: fetched once each, and none that fails takes its row along."""

from typing import Any
from unittest import mock

import pytest
from django.db import connection

from apps.listings.importing import photos
from apps.listings.models import FetchedPhoto, Pet
from apps.media import fetching
from apps.media.models import MediaFile
from apps.organizations.models import Organization
from hearth.kernel.events.worker import drain
from hearth.kernel.jobs import run_waiting
from hearth.kernel.models import Event, Revision
from tests import factories
from tests.cast import Cast
from tests.kernel.jobs.files import no_file_stays
from tests.listings.importing import fetched, imported, last_job, rows_as_csv, start, table
from tests.media.remote import Remote, jpeg, remote

__all__ = ["no_file_stays", "remote"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour(cast: Cast) -> Organization:
    return factories.organization("Harbour Paws", founder=cast.rosa)


def rows_with(*addresses: str) -> str:
    facts = {"reference": "HP-1", "name": "Bo", "species": "dog"}
    return rows_as_csv([{**facts, "photos": "\n".join(addresses)}])


def test_brings_each_once_through_the_usual_pipeline(
    cast: Cast, harbour: Organization, remote: Remote
) -> None:
    first, second = remote.photo("/1.jpg", jpeg()), remote.photo("/2.jpg", jpeg(quality=85))
    text = rows_with(first, second, first)
    assert imported(cast, harbour, text)["counts"] == {"created": 1, "photos_taken": 2}
    pet = Pet.objects.get()
    assert [photo.media.state for photo in pet.photo_list] == ["processing", "processing"]
    drain()
    ready = list(MediaFile.objects.order_by("created_at"))
    assert [(file.state, file.organization, file.owner) for file in ready] == [
        ("ready", harbour, cast.rosa)
    ] * 2
    assert imported(cast, harbour, text)["counts"] == {"unchanged": 1}
    assert remote.asked == ["/1.jpg", "/2.jpg"]
    assert Event.objects.filter(name="media.uploaded").count() == 2
    third = remote.photo("/3.jpg", jpeg(quality=75))
    assert imported(cast, harbour, rows_with(first, third))["counts"] == {"unchanged": 1, "photos_taken": 1}
    assert len(Pet.objects.get().photo_list) == 3


def test_reports_what_failed_and_keeps_the_row(cast: Cast, harbour: Organization, remote: Remote) -> None:
    good = remote.photo("/good.jpg", jpeg())
    gone = "https://photos.example.org/gone.jpg"
    text = rows_with("http://photos.example.org/1.jpg", "https://127.0.0.1/latest/meta-data", good, gone)
    found = imported(cast, harbour, text)
    assert found["counts"] == {"created": 1, "photos_failed": 2, "photos_taken": 1}
    said = " ".join(error["detail"] for each in found["errors"] for error in each["errors"])
    assert "begin with https://" in said
    assert "not fetched from this host" in said
    assert f"{gone}: Its server answered with 404." in said
    rows = table(fetched(cast, last_job()))
    assert [row["reference"] for row in rows] == ["HP-1", "HP-1"]
    assert "answered with 404" in rows[1]["problem"]
    remote.photo("/gone.jpg", jpeg(quality=85))
    again = imported(cast, harbour, rows_as_csv([{"reference": "HP-1", "photos": gone}]))
    assert again["counts"] == {"unchanged": 1, "photos_taken": 1}


def test_what_is_no_photo_is_refused_like_any_upload(
    cast: Cast, harbour: Organization, remote: Remote
) -> None:
    page = remote.photo("/page", b"<html><script>alert(1)</script></html>")
    assert imported(cast, harbour, rows_with(page))["counts"] == {"created": 1, "photos_taken": 1}
    drain()
    assert MediaFile.objects.get().state == "refused"


def test_proposes_them_for_a_published_listing(cast: Cast, harbour: Organization, remote: Remote) -> None:
    pet = factories.pet(cast.rosa, organization=harbour, reference="HP-1")
    address = remote.photo("/1.jpg", jpeg())
    assert imported(cast, harbour, rows_with(address))["counts"] == {"updated": 1, "photos_taken": 1}
    assert len(pet.photo_list) == 1
    assert len(Revision.objects.get(state="open").data["images"]) == 2


def test_a_dry_run_fetches_nothing(cast: Cast, harbour: Organization, remote: Remote) -> None:
    good = remote.photo("/1.jpg", jpeg())
    found = imported(cast, harbour, rows_with(good, "https://evil.example/1.jpg"), dry_run=True)
    assert found["counts"] == {"created": 1, "photos_failed": 1}
    assert remote.asked == []
    assert not FetchedPhoto.objects.exists()


def test_asks_outside_the_transaction_and_adds_once(
    cast: Cast, harbour: Organization, remote: Remote
) -> None:
    """What was fetched and not committed is fetched anew, and stands on the listing once."""
    address = remote.photo("/1.jpg", jpeg())
    depths = []
    real = fetching.fetch

    def watched(wanted: str) -> Any:
        depths.append(len(connection.savepoint_ids))
        return real(wanted)

    start(cast, harbour, rows_with(address))
    outside = len(connection.savepoint_ids)
    with mock.patch.object(photos, "fetch", watched):
        with mock.patch.object(photos, "_add", side_effect=RuntimeError("the worker ended")):
            run_waiting(60)
        assert FetchedPhoto.objects.get().state == "waiting"
        job = last_job()
        type(job).objects.filter(pk=job.pk).update(available_at=job.created_at)
        run_waiting(60)
    assert depths == [outside, outside]
    assert remote.asked == ["/1.jpg", "/1.jpg"]
    assert len(Pet.objects.get().photo_list) == MediaFile.objects.count() == 1
    assert last_job().result["counts"] == {"created": 1, "photos_taken": 1}


def test_takes_no_more_than_a_listing_holds(cast: Cast, harbour: Organization, remote: Remote) -> None:
    many = [remote.photo(f"/{n}.jpg", jpeg()) for n in range(14)]
    found = imported(cast, harbour, rows_with(*many[:12], *many[12:]))
    assert found["counts"] == {"created": 1, "photos_failed": 1, "photos_taken": 12}
    found = imported(cast, harbour, rows_with(many[13]))
    assert found["counts"] == {"unchanged": 1, "photos_failed": 1}
    assert "At most 12 photos" in found["errors"][0]["errors"][0]["detail"]
