"""The pages that start an export or an import, one for each kind, with an example of the file it takes."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import content_disposition_header

from hearth.kernel.authorization import Subject
from hearth.kernel.jobs import Kind, limit_of, offered, start_job
from hearth.kernel.jobs.options import check_options
from hearth.kernel.jobs.texts import MOST_BYTES, text_of
from hearth.kernel.pages.jobs import UNDER_WAY
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import Invalid, NotAllowed, NotFound

LIMITS = {"exports": "job.export", "imports": "job.send"}
BUTTONS = {"exports": "Start the export", "imports": "Import now"}
FILES = {
    "csv": ("CSV file", ".csv,.gz,text/csv", "CSV in UTF-8"),
    "json": ("JSON file", ".json,.gz,application/json", "JSON in UTF-8"),
}


class StartForm(forms.Form):
    """Asks only what the kind needs: for which organisation, the file to work on, and its options."""

    organization = forms.ChoiceField(label="Organisation")

    def __init__(self, kind: Kind, places: Iterable[tuple[UUID, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind.capability:
            choices = [(str(pk), name) for pk, name in places]
            self.fields["organization"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["organization"]
        if kind.takes:
            label, accept, form = FILES[kind.takes]
            self.fields[kind.takes] = forms.FileField(
                label=label,
                help_text=f"{form}, five megabytes at most; it may be packed with gzip.",
                widget=forms.FileInput(attrs={"accept": accept, "data-packed": ""}),
            )
        for option in kind.options:
            facts: dict[str, Any] = {
                "label": option.label, "help_text": option.explains, "required": False,
            }  # fmt: skip
            self.fields[option.name] = (
                forms.BooleanField(**facts) if option.is_flag else forms.CharField(max_length=300, **facts)
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        said = {option.name: cleaned.get(option.name) for option in self.kind.options}
        try:
            check_options(self.kind.options, said)
        except Invalid as refusal:
            for error in refusal.errors:
                self.add_error(error["pointer"].rpartition("/")[2], error["detail"])
        return cleaned

    def given(self) -> dict[str, Any]:
        """What the job is started with; raises Invalid for a file that is no text."""
        chosen = self.cleaned_data.get("organization")
        return {
            "organization_id": UUID(chosen) if chosen else None,
            "given": self._text(),
            "options": {option.name: self.cleaned_data[option.name] for option in self.kind.options},
        }

    def _text(self) -> str:
        if not self.kind.takes:
            return ""
        file: UploadedFile = self.cleaned_data[self.kind.takes]
        return text_of(file.read(MOST_BYTES + 1), f"/{self.kind.takes}")


class StartingPage(Page):
    access = "signed_in"

    def kind(self, place: str, word: str) -> Kind:
        found = offered(place).get(word) if place in LIMITS else None
        if found is None:
            raise NotFound()
        if found.needs and found.needs not in self.subject.system_capabilities:
            raise NotAllowed(rule=found.needs)
        return found


class StartPage(StartingPage):
    """What one sort of job does and wants, and the buttons that try it or start it."""

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
        dry_run = kind.can_be_tried and "dry_run" in request.POST
        limit = limit_of(place, dry_run=dry_run)
        job = self.try_form(
            form, lambda: start_job(kind, by=self.subject, dry_run=dry_run, limit=limit, **form.given())
        )
        if job is None:
            return self._show(kind, form, status=422)
        messages.success(request, UNDER_WAY)
        return redirect("job", job.pk)

    def _show(self, kind: Kind, form: StartForm, status: int = 200) -> HttpResponse:
        place = kind.name.partition(".")[0]
        nowhere = "organization" in form.fields and not form.fields["organization"].choices  # type: ignore[attr-defined]
        context = {"kind": kind, "form": form, "nowhere": nowhere, "button": BUTTONS[place], "place": place}
        return render(self.request, "jobs/start.html", context, status=status)


class TemplatePage(StartingPage):
    """An example of the file that a kind takes, to download and fill in."""

    def get(self, request: HttpRequest, place: str, word: str) -> HttpResponse:
        kind = self.kind(place, word)
        if kind.template is None:
            raise NotFound()
        named = content_disposition_header(as_attachment=True, filename=f"{kind.word}.csv") or "attachment"
        return HttpResponse(
            kind.template(), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": named}
        )


def places_of(kind: Kind, subject: Subject) -> list[tuple[UUID, str]]:
    """The organisations in which the subject may start a job of this kind, by name."""
    if not kind.capability or kind.names is None:
        return []
    names = kind.names(subject.organizations_with(kind.capability))
    return sorted(names.items(), key=lambda each: each[1].casefold())


urlpatterns = [
    path("jobs/new/<slug:place>/<slug:word>", StartPage.as_view(), name="job-start"),
    path("jobs/new/<slug:place>/<slug:word>/template", TemplatePage.as_view(), name="job-template"),
]
