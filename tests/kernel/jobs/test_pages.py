"""The pages about long work, the admin's and the terminal's view of it."""

from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hearth.kernel.jobs import run_waiting
from hearth.kernel.models import Event, Job
from tests import factories
from tests.cast import Cast
from tests.kernel.jobs.making import a_job, marks
from tests.kernel.jobs.test_running import fresh, one_chunk

pytestmark = pytest.mark.django_db


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_leads_from_ones_data_to_the_file(cast: Cast) -> None:
    ana = cast.browser("ana")
    assert reverse("job-start", args=["exports", "my_data"]) in words(ana.get("/account/data"))
    started = ana.post(reverse("job-start", args=["exports", "my_data"]))
    job = Job.objects.get()
    assert started["Location"] == f"/jobs/{job.pk}"
    live = words(ana.get(f"/jobs/{job.pk}"))
    assert "data-live" in live
    assert '<noscript><meta http-equiv="refresh"' in live
    run_waiting()
    done = words(ana.get(f"/jobs/{job.pk}"))
    assert "data-live" not in done
    assert "Download my-data.json" in done
    assert ana.get(f"/jobs/{job.pk}/result")["Content-Disposition"].startswith("attachment")
    assert "Export of my data" in words(ana.get("/jobs"))


def test_has_buttons_for_what_is_possible(cast: Cast) -> None:
    ana, job = cast.browser("ana"), a_job(cast.ana, steps=4)
    run_waiting(stop=one_chunk())
    page = words(ana.get(f"/jobs/{job.pk}"))
    assert "1 of 4" in page
    assert 'value="25"' in page
    assert "Cancel" in page
    assert "Resume" not in page
    ana.post(f"/jobs/{job.pk}/cancel")
    page = words(ana.get(f"/jobs/{job.pk}"))
    assert "it was cancelled" in page
    assert "Resume" in page
    ana.post(f"/jobs/{job.pk}/resume")
    run_waiting()
    assert marks(job) == [0, 1, 2, 3]
    assert "It goes on" not in words(ana.post(f"/jobs/{job.pk}/cancel", follow=True))
    assert fresh(job).state == "done"


def test_shows_them_to_nobody_else(cast: Cast) -> None:
    job = a_job(cast.ana)
    for who in ("petra", "sam"):
        browser = cast.browser(who)
        assert browser.get(f"/jobs/{job.pk}").status_code == 404
        assert browser.post(f"/jobs/{job.pk}/cancel").status_code == 404
    assert cast.browser().get("/jobs")["Location"].startswith("/sign-in")
    assert cast.browser("ana").post(f"/jobs/{job.pk}/explode").status_code == 404
    assert cast.browser("ana").get("/jobs/new/secrets/listings").status_code == 404


def test_imports_a_file_and_shows_what_was_refused(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    rosa, page = cast.browser("rosa"), reverse("job-start", args=["imports", "listings"])
    assert page in words(rosa.get("/my/listings"))
    assert "Harbour Paws" in words(rosa.get(page))
    for wrong in (b"", b"\xff\xfe", b"name\n1\n", b"x" * 5_000_001):
        given = {"organization": str(harbour.pk), "csv": SimpleUploadedFile("pets.csv", wrong)}
        assert rosa.post(page, given).status_code == 422
    assert rosa.post(page, {"organization": "x"}).status_code == 422
    text = "reference,name,species\n1,Bo,dog\n2,<b>,dragon\n"
    given = {"organization": str(harbour.pk), "csv": SimpleUploadedFile("pets.csv", text.encode())}
    assert rosa.post(page, given).status_code == 302
    run_waiting()
    found = words(rosa.get(f"/jobs/{Job.objects.get().pk}"))
    assert "Row 3" in found
    assert "is not a valid choice" in found
    assert "no organisation" in words(cast.browser("ana").get(page))


def test_breaks_for_no_result_whatever_it_holds(cast: Cast) -> None:
    job = a_job(cast.ana, "done", result={"said": "anything"}, kind="exports.gone")
    assert "Everything is done." in words(cast.browser("ana").get(f"/jobs/{job.pk}"))
    assert cast.client("ana").get(f"/api/v1/jobs/{job.pk}").json()["result"] == {"counts": {}, "errors": []}


def test_site_admins_see_how_far_each_is_and_stop_it(cast: Cast) -> None:
    job = a_job(cast.ana, steps=4, result={"counts": {"greenparrot": 1}})
    run_waiting(stop=one_chunk())
    sam, change = cast.browser("sam"), reverse("admin:kernel_job_change", args=[job.pk])
    with CaptureQueriesContext(connection) as few:
        assert "1 of 4 (25 %)" in words(sam.get(reverse("admin:kernel_job_changelist")))
    for _ in range(5):
        a_job(cast.petra)
    with CaptureQueriesContext(connection) as many:
        sam.get(reverse("admin:kernel_job_changelist"))
    assert len(few) == len(many)
    assert "greenparrot" not in words(sam.get(change))
    cancel = reverse("admin:kernel_job_cancel", args=[job.pk])
    assert sam.get(cancel).status_code == 200
    assert fresh(job).state == "running", "The dialog only asks."
    sam.post(cancel, {"_form_submitted": "1"})
    assert fresh(job).state == "cancelled"
    assert Event.objects.get(name="job.cancelled").actor == cast.sam
    sam.post(reverse("admin:kernel_job_resume", args=[job.pk]), {"_form_submitted": "1"})
    assert fresh(job).state == "queued"
    assert cast.browser("mona").get(change).status_code in (302, 403)


def test_site_admins_stop_and_resume_many_at_once(cast: Cast) -> None:
    live, failed, done = a_job(cast.ana), a_job(cast.petra, "failed"), a_job(cast.ana, "done")
    chosen = {"_selected_action": [str(job.pk) for job in (live, failed, done)]}
    listed, sam = reverse("admin:kernel_job_changelist"), cast.browser("sam")
    answer = words(sam.post(listed, {"action": "cancel_chosen", **chosen}, follow=True))
    assert "Stopped: 1." in answer
    assert "moved on or is deleted: 2." in answer
    assert fresh(live).state == "cancelled"
    assert "Resumed: 2." in words(sam.post(listed, {"action": "resume_chosen", **chosen}, follow=True))
    assert [fresh(job).state for job in (live, failed, done)] == ["queued", "queued", "done"]
    assert cast.browser("mona").post(listed, {"action": "cancel_chosen", **chosen}).status_code == 403
    assert fresh(live).state == "queued"


def test_the_terminal_lists_runs_and_stops(cast: Cast) -> None:
    def said(*command: str) -> str:
        out = StringIO()
        call_command("jobs", *command, stdout=out)
        return out.getvalue()

    assert said() == "none\n"
    job, other = a_job(cast.ana, steps=2), a_job(cast.petra)
    run_waiting(only=job.pk, stop=one_chunk())
    assert "50 %" in said("list")
    assert "1 of 2 (50 %) · Counting" in said("cancel", str(job.pk))
    assert str(job.pk) not in said("list")
    assert "cancelled" in said("list", "--all")
    assert "Nothing to do now" in said("run", str(job.pk))
    said("resume", str(job.pk))
    assert said("run", str(job.pk)) == "tests.count · done · 2 of 2 (100 %) · Counting · counted: 2\n"
    assert "done · 2 of 2 (100 %)" in said("show", str(job.pk), "--follow")
    assert fresh(other).state == "queued"
    assert "done · 5 of 5" in said("run")
    with pytest.raises(CommandError, match="not possible"):
        said("cancel", str(job.pk))
    with pytest.raises(CommandError, match="no such job"):
        said("show", "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be0ff")
