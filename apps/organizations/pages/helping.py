"""Where a site admin helps an organisation to move in or out: long work, started in a member's place."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.organizations.acting import those_who_may
from apps.organizations.models import Organization
from apps.organizations.pages.public import find
from hearth.kernel.authorization import Subject, require_for_new
from hearth.kernel.jobs import Kind, limit_of, offered, start_job
from hearth.kernel.models import Job
from hearth.kernel.pages.job_starts import BUTTONS, LIMITS, StartForm, StartingPage

STARTED = "It is under way, and {} is told."


class HelpForm(StartForm):
    """Asks besides whose work it is: whoever is chosen owns what comes of it."""

    member = forms.ChoiceField(
        label="In whose place",
        help_text="It may no more than they may, and what comes of it is theirs. They are told.",
    )
    field_order = ("organization", "member")

    def __init__(
        self, kind: Kind, organization: Organization, people: Sequence[Subject], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(kind, [(organization.pk, organization.name)], *args, **kwargs)
        self.fields["organization"].widget = forms.HiddenInput()
        self.fields["organization"].initial = str(organization.pk)
        self.people = {str(person.id): person for person in people}
        choices = [(pk, str(person.user)) for pk, person in self.people.items()]
        self.fields["member"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Subject:
        return self.people[self.cleaned_data["member"]]


class HelpingPage(StartingPage):
    """What may be started for this organisation; only for those who look after all of them."""

    def load(self, slug: str) -> Organization:
        require_for_new(self.subject, "start_for", Job)
        return find(slug, self.subject)


class HelpPage(HelpingPage):
    """The exports and imports of an organisation that can be started for its members."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = self.load(slug)
        choices = [
            {"kind": kind, "url": reverse("organization-help-start", args=[found.slug, place, word])}
            for place in LIMITS
            for word, kind in offered(place).items()
            if kind.capability
        ]
        return render(request, "organizations/helping.html", {"organization": found, "choices": choices})


class HelpStartPage(HelpingPage):
    """Starts one of them: whose it is, its file, and a check that changes nothing before."""

    def get(self, request: HttpRequest, slug: str, place: str, word: str) -> HttpResponse:
        found, kind = self.load(slug), self.kind(place, word)
        return self._show(found, kind, HelpForm(kind, found, self._people(found, kind)))

    def post(self, request: HttpRequest, slug: str, place: str, word: str) -> HttpResponse:
        found, kind = self.load(slug), self.kind(place, word)
        form = HelpForm(kind, found, self._people(found, kind), request.POST, request.FILES)
        if not form.is_valid():
            return self._show(found, kind, form, status=422)
        self.spend(LIMITS[place])
        dry_run = kind.can_be_tried and "dry_run" in request.POST
        job = self.try_form(
            form,
            lambda: start_job(
                kind,
                by=form.chosen,
                asked_by=self.subject,
                dry_run=dry_run,
                limit=limit_of(place, dry_run=dry_run),
                **form.given(),
            ),
        )
        if job is None:
            return self._show(found, kind, form, status=422)
        messages.success(request, STARTED.format(form.chosen.user))
        if job.brought_by_id == self.subject.id:
            return redirect("job", job.pk)
        return redirect("admin:kernel_job_change", job.pk)

    def _people(self, organization: Organization, kind: Kind) -> list[Subject]:
        return list(those_who_may(organization, kind.capability)) if kind.capability else []

    def _show(
        self, organization: Organization, kind: Kind, form: HelpForm, status: int = 200
    ) -> HttpResponse:
        place = kind.name.partition(".")[0]
        context = {
            "kind": kind,
            "form": form,
            "place": place,
            "button": BUTTONS[place],
            "helped": organization,
            "nowhere": not form.people,
        }
        return render(self.request, "jobs/start.html", context, status=status)
