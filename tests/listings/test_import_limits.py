"""What is counted of imports: those that are queued for real, and dry runs by themselves; no refusal."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hearth.kernel.models import RateCounter
from tests import factories
from tests.cast import Cast
from tests.kernel.jobs.files import no_file_stays
from tests.listings.importing import HEAD, start

__all__ = ["no_file_stays"]

pytestmark = pytest.mark.django_db

ROW = "{},Biscuit,dog,,,,\n"


def spent(name: str) -> int:
    return sum(RateCounter.objects.filter(name=name).values_list("spent", flat=True))


def test_wrong_files_and_dry_runs_cost_no_import(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    refused = start(cast, harbour, "colour,taste\nred,sweet\n")
    assert refused.status_code == 422
    assert start(cast, harbour, HEAD + ROW.format("HP-1"), dry_run=True).status_code == 202
    assert (spent("job.import"), spent("job.dry_run"), spent("job.send")) == (0, 1, 2)
    assert start(cast, harbour, HEAD + ROW.format("HP-1")).status_code == 202
    # The same that is under way already.
    assert start(cast, harbour, HEAD + ROW.format("HP-1")).status_code == 202
    assert (spent("job.import"), spent("job.dry_run")) == (1, 1)
    rosa, page = cast.browser("rosa"), "/jobs/new/imports/listings"
    given = {"organization": str(harbour.pk), "csv": SimpleUploadedFile("wrong.csv", b"colour\nred\n")}
    assert rosa.post(page, given).status_code == 422
    assert spent("job.import") == 1


def test_no_more_are_queued_than_a_day_allows(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    assert start(cast, harbour, HEAD + ROW.format("HP-1")).status_code == 202
    RateCounter.objects.filter(name="job.import").update(spent=20)
    assert start(cast, harbour, HEAD + ROW.format("HP-2")).status_code == 429
    assert start(cast, harbour, HEAD + ROW.format("HP-2"), dry_run=True).status_code == 202


def test_says_a_sentence_once_however_many_fields_it_is_about(cast: Cast) -> None:
    answer = cast.client("petra").post("/api/v1/pets", {"name": "Biscuit", "wings": 1, "horns": 2})
    told = answer.json()
    sentences = [error["detail"] for error in told["errors"]]
    assert sentences.count("There is no such field.") == 2
    assert told["detail"].count("There is no such field.") == 1
