"""A job's whole life over HTTP: started, watched, cancelled, resumed, fetched, and gone."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from storages.backends.s3 import S3Storage

from apps.accounts.models import User
from apps.notifications.models import Mail, Notification
from hearth.kernel.events.worker import drain
from hearth.kernel.jobs import results, run_waiting, running
from hearth.kernel.jobs.results import STILL_WRITTEN, empty_expired, key_for, private_storage, put_together
from hearth.kernel.models import Event, Job, JobPiece
from hearth.kernel.scheduling import Run, works
from tests import factories
from tests.cast import Cast
from tests.kernel.jobs.making import a_job, marks
from tests.kernel.jobs.test_running import one_chunk

pytestmark = pytest.mark.django_db

HERE = "/api/v1/jobs"


def at(job: Job, verb: str = "") -> str:
    return f"{HERE}/{job.pk}{verb and '/'}{verb}"


def test_goes_from_start_to_file(cast: Cast) -> None:
    ana = cast.client("ana")
    started = ana.post("/api/v1/exports", {"kind": "my_data"})
    assert started.status_code == 202
    assert started["RateLimit-Limit"] == "20"
    place = started["Location"]
    assert place.endswith(f"{HERE}/{started.json()['id']}")
    assert ana.get(place).json()["state"] == "queued"
    assert ana.get(f"{place}/result").status_code == 409
    run_waiting()
    found = ana.get(place).json()
    assert (found["state"], found["progress"]["percent"], found["file"]) == ("done", 100, "my-data.json")
    answer = ana.get(f"{place}/result")
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert answer["Cache-Control"] == "private, no-store"
    assert json.loads(answer.content)["account"]["email"] == "ana@hearth.example"
    names = Event.objects.filter(target_id=found["id"]).order_by("sequence").values_list("name", flat=True)
    assert list(names) == ["job.queued", "job.started", "job.done"]
    assert Event.objects.filter(target_id=found["id"]).first().actor == cast.ana
    drain()
    assert Notification.objects.get(user=cast.ana).context["file"] == "my-data.json"
    assert Mail.objects.get(user=cast.ana).kind == "job.done"


def test_the_same_one_is_started_once(cast: Cast) -> None:
    ana = cast.client("ana")
    first, again = (ana.post("/api/v1/exports", {"kind": "my_data"}).json()["id"] for _ in range(2))
    other = cast.client("petra").post("/api/v1/exports", {"kind": "my_data"}).json()["id"]
    assert first == again != other
    run_waiting()
    assert ana.post("/api/v1/exports", {"kind": "my_data"}).json()["id"] != first
    key = {"Idempotency-Key": "once"}
    replayed = [ana.post("/api/v1/exports", {"kind": "my_data"}, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in replayed] == [202, 202]
    assert replayed[0].json() == replayed[1].json()
    assert replayed[1]["Location"] == replayed[0]["Location"]


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/kind", "required"),
        ({"kind": "everything"}, "/kind", "invalid_choice"),
        ({"kind": "listings"}, "/organization", "required"),
        (
            {"kind": "listings", "organization": "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be0ff"},
            *("/organization", "does_not_exist"),
        ),
        (
            {"kind": "my_data", "organization": "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be0ff"},
            "/organization",
            "unknown",
        ),
    ],
)
def test_says_what_is_wrong_with_a_start(cast: Cast, body: Any, pointer: str, code: str) -> None:
    answer = cast.client("ana").post("/api/v1/exports", body)
    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]
    assert not Job.objects.exists()


def test_is_cancelled_in_the_middle_and_resumed_where_it_was(cast: Cast) -> None:
    ana, job = cast.client("ana"), a_job(cast.ana)
    run_waiting(stop=one_chunk())
    run_waiting(stop=one_chunk())
    answer = ana.post(at(job, "cancel"))
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    assert ana.post(at(job, "cancel")).status_code == 200, "A repeat is harmless."
    assert run_waiting() == 0
    assert marks(job) == [0, 1]
    assert ana.get(at(job, "result")).status_code == 409
    assert ana.post(at(job, "resume")).json()["state"] == "queued"
    assert ana.post(at(job, "resume")).status_code == 200
    run_waiting()
    assert marks(job) == [0, 1, 2, 3, 4]
    assert ana.get(at(job, "result")).content == b"0\n1\n2\n3\n4\n"
    late = ana.post(at(job, "cancel"))
    assert (late.status_code, late.json()["state"], late.json()["allowed"]) == (409, "done", [])


def test_honours_the_version_that_was_seen(cast: Cast) -> None:
    ana, job = cast.client("ana"), a_job(cast.ana)
    tag = ana.get(at(job))["ETag"]
    assert ana.get(at(job), headers={"If-None-Match": tag}).status_code == 304
    run_waiting(stop=one_chunk())
    assert ana.get(at(job), headers={"If-None-Match": tag}).status_code == 200
    assert ana.post(at(job, "cancel"), headers={"If-Match": tag}).status_code == 412


def test_cannot_be_resumed_beside_the_same_one(cast: Cast) -> None:
    stopped = a_job(cast.ana, "failed", params={"one": 1})
    a_job(cast.ana, params={"one": 1})
    answer = cast.client("ana").post(at(stopped, "resume"))
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_is_nobodys_but_its_owners(cast: Cast) -> None:
    """Roles × states: what each may see and do, for all routes about one job."""
    expected = {
        "": dict.fromkeys(("read", "actions", "result", "cancel", "resume"), 401),
        "quinn": dict.fromkeys(("read", "actions", "result", "cancel", "resume"), 403),
        "petra": dict.fromkeys(("read", "actions", "result", "cancel", "resume"), 404),
        "mona": dict.fromkeys(("read", "actions", "result", "cancel", "resume"), 404),
    }
    allowed = {
        "queued": {"read": 200, "actions": 200, "result": 409, "cancel": 200, "resume": 409},
        "running": {"read": 200, "actions": 200, "result": 409, "cancel": 200, "resume": 409},
        "done": {"read": 200, "actions": 200, "result": 404, "cancel": 409, "resume": 409},
        "failed": {"read": 200, "actions": 200, "result": 409, "cancel": 409, "resume": 200},
        "cancelled": {"read": 200, "actions": 200, "result": 409, "cancel": 409, "resume": 200},
    }
    wrong = []
    for state, of_owner in allowed.items():
        of_admin = {**of_owner, "result": 403}
        for who, codes in {**expected, "ana": of_owner, "sam": of_admin}.items():
            client = cast.client(who)
            for verb, code in codes.items():
                job = a_job(cast.ana, state)
                if verb in ("cancel", "resume"):
                    answer = client.post(at(job, verb))
                else:
                    answer = client.get(at(job, "" if verb == "read" else verb))
                if answer.status_code != code:
                    wrong.append(
                        f"{who or 'nobody'}, {state}, {verb}: {answer.status_code} instead of {code}"
                    )
    assert not wrong, "\n".join(wrong)


def test_keeps_results_from_site_admins(cast: Cast) -> None:
    job = a_job(cast.ana, "failed", error="No more room.", result={"counts": {"seen": 1}})
    assert cast.client("ana").get(at(job)).json()["result"]["counts"] == {"seen": 1}
    seen = cast.client("sam").get(at(job)).json()
    assert {"result", "file"} & seen.keys() == set()
    assert (seen["progress"]["done"], seen["error"]) == (0, "No more room.")


def test_says_what_may_be_done(cast: Cast) -> None:
    def actions(job: Job) -> dict[str, str]:
        found = cast.client("ana").get(at(job, "actions")).json()
        return {each["action"]: "yes" if each["allowed"] else each["rule"] for each in found}

    assert actions(a_job(cast.ana)) == {
        "view": "yes", "cancel": "yes", "resume": "state", "download": "state",
    }  # fmt: skip
    gone = timezone.now() - timedelta(seconds=1)
    late = a_job(cast.ana, "failed", expires_at=gone)
    assert actions(late)["resume"] == "expired"
    assert cast.client("ana").post(at(late, "resume")).json()["reason"] == "expired"


def test_lists_ones_own(cast: Cast) -> None:
    jobs = [a_job(cast.ana), a_job(cast.ana, "done")]
    a_job(cast.petra)
    ana = cast.client("ana")
    with CaptureQueriesContext(connection) as few:
        found = ana.get("/api/v1/users/me/jobs").json()["results"]
    assert [each["id"] for each in found] == [str(job.pk) for job in reversed(jobs)]
    assert len(ana.get("/api/v1/users/me/jobs?state=done").json()["results"]) == 1
    for _ in range(5):
        a_job(cast.ana, "failed")
    with CaptureQueriesContext(connection) as many:
        assert len(ana.get("/api/v1/users/me/jobs").json()["results"]) == 7
    assert len(many) == len(few) == 2


def test_files_expire(cast: Cast) -> None:
    job = a_job(cast.ana)
    run_waiting()
    stopped = a_job(cast.ana, "failed", result={"counts": {"refused": 1}, "errors": [{"row": 2}]})
    JobPiece.objects.create(job=stopped, role="given", text="name\n")
    key = Job.objects.get(pk=job.pk).file_key
    assert private_storage().exists(key)
    assert empty_expired() == 0
    Job.objects.update(expires_at=timezone.now())
    assert cast.client("ana").get(at(job, "result")).status_code == 404
    assert empty_expired() == 0, "Whoever stopped just now may still be writing."
    Job.objects.update(settled_at=timezone.now() - STILL_WRITTEN)
    work = works()["kernel.empty_jobs"]
    assert work.do(Run(work.name, "", timezone.now())) == "2 jobs"
    assert not private_storage().exists(key)
    assert not JobPiece.objects.exists()
    assert Job.objects.get(pk=stopped.pk).result == {"counts": {"refused": 1}}
    assert empty_expired() == 0


def test_leads_to_a_link_that_lives_a_minute_where_a_bucket_has_the_file(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = {"access_key": "key", "secret_key": "secret", "region_name": "ap-southeast-2"}
    bucket = S3Storage(bucket_name="hearth-private", signature_version="s3v4", **facts)
    monkeypatch.setattr(results, "private_storage", lambda: bucket)
    job = a_job(cast.ana, "done", file_key="jobs/1/my-data.json")
    answer = cast.client("ana").get(at(job, "result"))
    assert (answer.status_code, answer["Cache-Control"]) == (302, "private, no-store")
    link = urlsplit(answer["Location"])
    said = {name: values[0] for name, values in parse_qs(link.query).items()}
    assert link.hostname == "hearth-private.s3.amazonaws.com"
    assert link.path == "/jobs/1/my-data.json"
    assert said["X-Amz-Expires"] == "60"
    assert said["response-content-disposition"] == 'attachment; filename="my-data.json"'
    assert cast.client("petra").get(at(job, "result")).status_code == 404


def test_goes_with_its_owner(cast: Cast) -> None:
    done = a_job(cast.ana)
    run_waiting()
    live = a_job(cast.ana, "running")
    JobPiece.objects.create(job=live, role="given", text="name\n")
    key = Job.objects.get(pk=done.pk).file_key
    assert cast.client("ana").delete("/api/v1/users/me").status_code == 204
    drain()
    assert not private_storage().exists(key)
    assert not JobPiece.objects.exists()
    assert Job.objects.get(pk=live.pk).state == "cancelled"
    assert run_waiting() == 0


def test_leaves_no_file_of_somebody_who_was_erased_while_it_was_written(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def erased_meanwhile(job: Job) -> None:
        assert cast.client("ana").delete("/api/v1/users/me").status_code == 204
        drain()
        put_together(job)

    job = a_job(cast.ana, steps=1)
    monkeypatch.setattr(running, "put_together", erased_meanwhile)
    run_waiting()
    key = key_for(job, "numbers.txt")
    assert private_storage().exists(key)
    Job.objects.update(settled_at=timezone.now() - STILL_WRITTEN)
    assert empty_expired() == 1
    assert not private_storage().exists(key)


def test_a_suspended_owner_gets_nothing_out(cast: Cast) -> None:
    job = a_job(cast.ana)
    run_waiting()
    User.objects.filter(pk=cast.ana.pk).update(status="suspended")
    assert cast.client("ana").get(at(job, "result")).json()["code"] == "account_suspended"
    assert cast.client("ana").post("/api/v1/exports", {"kind": "my_data"}).status_code == 403


def test_exports_are_counted(cast: Cast) -> None:
    ana = cast.client("ana")
    codes = [ana.post("/api/v1/exports", {"kind": "nothing"}).status_code for _ in range(21)]
    assert codes == [*[422] * 20, 429]


def test_a_member_without_the_capability_is_refused(cast: Cast) -> None:
    club = factories.organization("Elsewhere", founder=cast.rosa, kind="rescue", status="pending")
    answer = cast.client("rosa").post("/api/v1/exports", {"kind": "listings", "organization": str(club.pk)})
    assert (answer.status_code, answer.json()["rule"]) == (403, "manage_listings_in_organization")
