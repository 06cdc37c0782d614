"""The kernel's own routes as the tests that walk every route need them (see tests/api/calls.py)."""

from typing import Any

from django.core.files.base import ContentFile

from hearth.kernel.jobs.results import key_for, private_storage
from hearth.kernel.models import Job, JobPiece
from tests.api.calls import Call, GoodCall
from tests.kernel.jobs.making import a_job


def set_stage(stage: Any) -> None:
    petra = stage.cast.petra
    stage.waiting_job = a_job(petra)
    stage.stopped_job = a_job(petra, "failed", error="Something broke.")
    JobPiece.objects.create(job=stage.stopped_job, role="given", text="name")
    errors = [{"row": 3, "errors": [{"pointer": "/name", "code": "required", "detail": "Give it a name."}]}]
    stage.done_job = a_job(petra, "done", result={"counts": {"refused": 1}, "errors": errors})
    key = key_for(stage.done_job, "numbers.csv")
    private_storage().delete(key)
    private_storage().save(key, ContentFile(b"0,1\r\n"))
    Job.objects.filter(pk=stage.done_job.pk).update(file_key=key)
    stage.done_job.refresh_from_db()


CALLS: dict[str, GoodCall] = {
    "GET meta/workflows": lambda s: Call(""),
    "GET meta/capabilities": lambda s: Call(""),
    "GET users/me/jobs": lambda s: Call("petra"),
    "GET jobs/{id}": lambda s: Call("petra", s.done_job),
    "GET jobs/{id}/actions": lambda s: Call("petra", s.waiting_job),
    "GET jobs/{id}/result": lambda s: Call("petra", s.done_job),
    "POST jobs/{id}/cancel": lambda s: Call("petra", s.waiting_job),
    "POST jobs/{id}/resume": lambda s: Call("petra", s.stopped_job),
    "POST exports": lambda s: Call("petra", body={"kind": "my_data"}, code=202),
    "POST imports": lambda s: Call(
        "rosa",
        body={
            "kind": "listings",
            "organization": str(s.harbour.pk),
            "csv": "reference,name,species\n1,Bo,dog\n",
        },
        code=202,
    ),
}

WRITABLE: dict[str, dict[str, set[str]]] = {
    "POST jobs/{id}/cancel": {},
    "POST jobs/{id}/resume": {},
    "POST exports": {"kind": {"kind"}, "organization": {"organization_id", "params"}},
    "POST imports": {
        "kind": {"kind"},
        "organization": {"organization_id", "params"},
        "csv": {"params"},
        "json": set(),
        "gzip": set(),
        "dry_run": {"params"},
        "options": {"params"},
    },
}

FILTERS = {"GET users/me/jobs": {"state"}}

VISITS = {
    "jobs/new/": lambda s: {"place": "exports", "word": "listings"},
    "jobs/<uuid:id>": lambda s: {"id": s.done_job, "verb": "cancel"},
}
