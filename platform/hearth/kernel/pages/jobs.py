"""A person's own jobs: what is under way, how far it is, what came of it; and the pages that start one."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from hearth.kernel.authorization import Subject
from hearth.kernel.jobs import JOB, Kind, cancel_job, offered, resume_job, start_job
from hearth.kernel.jobs.kinds import label_of
from hearth.kernel.jobs.results import hand_over
from hearth.kernel.keyset import Keyset
from hearth.kernel.models import Job
from hearth.kernel.pages.verbs import possible_verbs
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import NotFound
from hearth.kernel.tables import spoken

PER_PAGE = 30
ROWS_SHOWN = 20
MOST_BYTES = 1024 * 1024
LIMITS = {"exports": "job.export", "imports": "job.import"}
TONES = {"queued": "info", "running": "waiting", "done": "good", "failed": "stop"}
BUTTONS = {"exports": "Start the export", "imports": "Start the import"}


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
            "page": {
                "next_url": f"?cursor={page.next_cursor}" if page.next_cursor else "",
                "previous_url": f"?cursor={page.previous_cursor}" if page.previous_cursor else "",
            },
        }
        return render(request, "jobs/list.html", context)


class OwnJobPage(Page):
    access = "signed_in"

    def load(self, id: UUID) -> Job:
        found = Job.objects.visible_to(self.subject).filter(pk=id, owner=self.subject.id).first()
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
        context = {
            "job": job,
            "label": label_of(job.kind),
            "verbs": [verb for verb in verbs if verb.name != "resume" or job.is_kept],
            "tone": TONES.get(job.state, ""),
            "counts": counts_of(job),
            "refused": refused,
            "errors": errors,
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


class ResultPage(OwnJobPage):
    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        return hand_over(self.load(id), by=self.subject)


class StartForm(forms.Form):
    """Asks only what the kind needs: for which organisation, and the file to work on."""

    organization = forms.ChoiceField(label="Organisation")
    csv = forms.FileField(
        label="CSV file",
        help_text="In UTF-8, one megabyte at most.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def __init__(self, kind: Kind, places: Iterable[tuple[UUID, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind.capability:
            choices = [(str(pk), name) for pk, name in places]
            self.fields["organization"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["organization"]
        if kind.check is None:
            del self.fields["csv"]

    def clean_csv(self) -> str:
        file: UploadedFile = self.cleaned_data["csv"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError("A file may have one megabyte: split it.", code="too_large")
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("Save it as CSV in UTF-8.", code="not_utf8") from None

    def given(self) -> dict[str, Any]:
        chosen = self.cleaned_data.get("organization")
        return {
            "organization_id": UUID(chosen) if chosen else None,
            "given": self.cleaned_data.get("csv", ""),
        }


class StartPage(Page):
    """What one sort of job does and wants, and the button that starts it."""

    access = "signed_in"

    def get(self, request: HttpRequest, place: str, word: str) -> HttpResponse:
        kind = self.kind(place, word)
        start = {"organization": request.GET.get("organization", "")}
        return self._show(kind, StartForm(kind, places_of(kind, self.subject), initial=start))

    def post(self, request: HttpRequest, place: str, word: str) -> HttpResponse:
        kind = self.kind(place, word)
        form = StartForm(kind, places_of(kind, self.subject), request.POST, request.FILES)
        if not form.is_valid():
            return self._show(kind, form, status=422)
        self.spend(LIMITS[place])
        job = self.try_form(form, lambda: start_job(kind, by=self.subject, **form.given()))
        if job is None:
            return self._show(kind, form, status=422)
        messages.success(
            request, "It is under way. You can leave this page, and we tell you when it is done."
        )
        return redirect("job", job.pk)

    def kind(self, place: str, word: str) -> Kind:
        found = offered(place).get(word) if place in LIMITS else None
        if found is None:
            raise NotFound()
        return found

    def _show(self, kind: Kind, form: StartForm, status: int = 200) -> HttpResponse:
        place = kind.name.partition(".")[0]
        nowhere = "organization" in form.fields and not form.fields["organization"].choices  # type: ignore[attr-defined]
        context = {"kind": kind, "form": form, "nowhere": nowhere, "button": BUTTONS[place]}
        return render(self.request, "jobs/start.html", context, status=status)


def places_of(kind: Kind, subject: Subject) -> list[tuple[UUID, str]]:
    """The organisations in which the subject may start a job of this kind, by name."""
    if not kind.capability or kind.names is None:
        return []
    names = kind.names(subject.organizations_with(kind.capability))
    return sorted(names.items(), key=lambda each: each[1].casefold())


urlpatterns = [
    path("jobs", JobsPage.as_view(), name="jobs"),
    path("jobs/new/<slug:place>/<slug:word>", StartPage.as_view(), name="job-start"),
    path("jobs/<uuid:id>", JobPage.as_view(), name="job"),
    path("jobs/<uuid:id>/result", ResultPage.as_view(), name="job-result"),
    path("jobs/<uuid:id>/<slug:verb>", JobVerbPage.as_view(), name="job-verb"),
]
