"""The export as a job: the same document, however many chunks it takes, and nobody else's."""

import json
from typing import Any

import pytest

from apps.accounts import jobs, services
from hearth.kernel.events.worker import drain
from hearth.kernel.jobs import run_waiting
from hearth.kernel.jobs.results import private_storage
from hearth.kernel.models import Job
from tests import factories
from tests.accounts.life import live, mark
from tests.cast import Cast
from tests.kernel.jobs.files import no_file_stays

pytestmark = pytest.mark.django_db

__all__ = ["no_file_stays"]

CANARY, OTHER = "greenparrot", "otherparrot"


def exported(cast: Cast) -> tuple[Job, str]:
    started = cast.client("ana").post("/api/v1/exports", {"kind": "my_data"})
    assert started.status_code == 202
    run_waiting()
    job = Job.objects.get(pk=started.json()["id"])
    with private_storage().open(job.file_key) as file:
        return job, file.read().decode()


def test_is_the_document_in_many_chunks(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "ROWS", 2)
    live(cast.ana, among=cast.rosa, reviewed_by=cast.mona)
    live(cast.petra, among=cast.rosa, reviewed_by=cast.mona)
    for number in range(5):
        factories.pet(cast.ana, name=f"Pet {number}")
    for other in (cast.petra, cast.rosa, cast.mona):
        mark(other, OTHER)
    mark(cast.ana, CANARY)
    job, words = exported(cast)
    found, whole = json.loads(words), as_json(services.export_of(cast.ana, by=cast.subject("ana")))
    # The job itself is in both, and stood still in one of them.
    for document in (found, whole):
        del document["exported_at"], document["kernel.job"]
    assert found == whole
    assert found["account"]["display_name"] == CANARY
    assert len(found["listings.pet"]) > 5
    assert job.done == job.total == job.result["counts"]["rows"]
    assert job.version > 10
    assert OTHER not in words


def test_of_an_empty_life_is_a_document_too(cast: Cast) -> None:
    _, words = exported(cast)
    assert json.loads(words)["account"]["email"] == "ana@hearth.example"
    drain()


def as_json(document: dict[str, Any]) -> Any:
    return json.loads(jobs._json(document))
