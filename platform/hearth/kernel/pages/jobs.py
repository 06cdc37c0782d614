"""A person's own jobs: what is under way, how far it is, and what came of it."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from hearth.kernel.jobs import JOB, cancel_job, limit_of, resume_job, start_after_dry_run
from hearth.kernel.jobs.kinds import label_of
from hearth.kernel.jobs.owners import refusal_of_file
from hearth.kernel.jobs.results import hand_over
from hearth.kernel.keyset import Keyset
from hearth.kernel.models import Job
from hearth.kernel.pages.paging import links_of
from hearth.kernel.pages.verbs import possible_verbs
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import NotFound
from hearth.kernel.tables import spoken

PER_PAGE = 30
ROWS_SHOWN = 20
UNDER_WAY = "It is under way. You can leave this page, and we tell you when it is done."
TONES = {"queued": "info", "running": "waiting", "done": "good", "failed": "stop"}


class JobsPage(Page):
    """Everything that the person started, newest first."""

    access = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        mine = Job.objects.visible_to(self.subject).filter(owner=self.subject.id)
        page = Keyset("-created_at", "-id").page(mine, limit=PER_PAGE, cursor=request.GET.get("cursor"))
        context = {
            "jobs": [
                {
                    "row": job,
                    "label": label_of(job.kind),
                    "tone": TONES.get(job.state, ""),
                    "counts": counts_of(job),
                }
                for job in page.items
            ],
            "any_live": any(job.is_live for job in page.items),
            "page": links_of(page),
        }
        return render(request, "jobs/list.html", context)


class OwnJobPage(Page):
    access = "signed_in"

    def load(self, id: UUID) -> Job:
        # A site admin sees how far all are, in the admin; pages show what came of them, too.
        found = Job.objects.visible_to(self.subject, "download").filter(pk=id).first()
        if found is None:
            raise NotFound()
        return found

    def after_refusal(self) -> str:
        return reverse("job", args=[self.kwargs["id"]])


class JobPage(OwnJobPage):
    """One job; while it is live the page shows by itself how far it is."""

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        job = self.load(id)
        verbs = possible_verbs(job, JOB, self.subject)
        refused = job.result.get("counts", {}).get("refused", 0)
        errors = [] if job.is_live else rows_of(job)
        withheld = bool(refusal_of_file(job, self.subject))
        can_follow = job.is_dry_run and job.state == Job.State.DONE and job.is_kept and not withheld
        context = {
            "job": job,
            "label": label_of(job.kind),
            "verbs": [verb for verb in verbs if verb.name != "resume" or job.is_kept],
            "tone": TONES.get(job.state, ""),
            "counts": counts_of(job),
            "refused": refused,
            "errors": errors,
            "can_follow": can_follow,
            "withheld": withheld and bool(job.file_name),
            "more_errors": max(refused - len(errors), 0) if errors else 0,
        }
        return render(request, "jobs/job.html", context)


def counts_of(job: Job) -> list[tuple[str, int]]:
    """The numbers of the result, with their names in words."""
    return [(spoken(name), number) for name, number in job.result.get("counts", {}).items()]


def rows_of(job: Job) -> list[dict[str, Any]]:
    """The first rows that were refused, each with the names of the fields that are to blame."""
    return [
        {
            "row": each["row"],
            "errors": [
                {"field": error["pointer"].strip("/").replace("_", " "), "detail": error["detail"]}
                for error in each["errors"]
            ],
        }
        for each in job.result.get("errors", [])[:ROWS_SHOWN]
    ]


class JobVerbPage(OwnJobPage):
    services: ClassVar[dict[str, Any]] = {"cancel": cancel_job, "resume": resume_job}

    def post(self, request: HttpRequest, id: UUID, verb: str) -> HttpResponse:
        job = self.load(id)
        if verb not in self.services:
            raise NotFound()
        if verb == "resume":
            self.spend("job.resume")
        self.services[verb](job, by=self.subject)
        return redirect("job", job.pk)


class ForRealPage(OwnJobPage):
    """Does what a dry run has tried, with the file that it was given."""

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        tried = self.load(id)
        job = start_after_dry_run(tried, by=self.subject, limit=limit_of("imports"))
        messages.success(request, UNDER_WAY)
        return redirect("job", job.pk)


class ResultPage(OwnJobPage):
    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        return hand_over(self.load(id), by=self.subject)


urlpatterns = [
    path("jobs", JobsPage.as_view(), name="jobs"),
    path("jobs/<uuid:id>", JobPage.as_view(), name="job"),
    path("jobs/<uuid:id>/result", ResultPage.as_view(), name="job-result"),
    path("jobs/<uuid:id>/for-real", ForRealPage.as_view(), name="job-for-real"),
    path("jobs/<uuid:id>/<slug:verb>", JobVerbPage.as_view(), name="job-verb"),
]
