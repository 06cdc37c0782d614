"""One application: the applicant's page of it, and that of those who decide."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from apps.applications import services
from apps.applications.choices import TURNS, WAIT_FOR_ANSWER, Status
from apps.applications.masking import OWN, PLATFORM, REVEALED, REVIEWER, audience_of
from apps.applications.models import Application, Message, Note, PetLine
from apps.applications.pages.acts import buttons_for
from apps.applications.pages.base import OfOnePage, inbox_url
from apps.applications.pages.reading import household_read, sections_read
from apps.applications.pages.telling import (
    badge,
    staff_label,
    told_applicant,
    told_moments,
    told_staff,
    who_offers,
    why,
)
from apps.applications.pages.thread_forms import MessageForm, NoteForm
from apps.applications.timeline import timeline_of
from hearth.kernel.authorization import Subject, can
from hearth.kernel.problems import Invalid

MOST_OTHERS = 8
MOST_MESSAGES = 200


class ApplicationPage(OfOnePage):
    """Everything about one application, as its reader may see it."""

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        application = self.load(id)
        if application.status == Status.DRAFT:
            return redirect("application-continue", application.pk)
        return self.show(application)

    def show(self, application: Application, *, status: int = 200, **forms: Any) -> HttpResponse:
        audience = audience_of(application, self.subject)
        not_taken = services.NOT_TAKEN if audience == OWN and not services.is_heard(application) else ""
        template = "applications/own.html" if audience == OWN else "applications/review.html"
        context = {
            "application": application,
            "pet": application.pet,
            "who": who_offers(application),
            "why": why(application),
            "audience": audience,
            "sections": sections_read(application, audience) if audience != PLATFORM else [],
            "household": household_read(application, audience) if audience != PLATFORM else [],
            "messages_sent": self.thread(application, audience),
            "may_write": can(self.subject, "write_message", application).allowed and not not_taken,
            "not_taken": not_taken,
            "message_form": MessageForm(auto_id="message_%s"),
            "buttons": buttons_for(application, self.subject),
            **(self._for_staff(application, audience) if audience != OWN else self._own(application)),
            **forms,
        }
        return render(self.request, template, context, status=status)

    def thread(self, application: Application, audience: str) -> list[dict[str, Any]]:
        if audience == PLATFORM:
            return []
        rows = Message.objects.filter(application=application).select_related("user", "organization")
        if audience != REVEALED:
            rows = rows.visible_to(self.subject)
        newest = list(rows.order_by("-created_at", "-id")[:MOST_MESSAGES])
        return [
            {
                "message": message,
                "text": message.text_for(self.subject.id),
                "is_removed": message.removed_at is not None,
                "mine": message.from_applicant == (audience == OWN),
                "name": _author(message, audience),
                "can_report": message.user_id != self.subject.id
                and can(self.subject, "report", message).allowed,
            }
            for message in reversed(newest)
        ]

    def _own(self, application: Application) -> dict[str, Any]:
        return {
            "badge": badge(application),
            "told": told_applicant(application),
            "timeline": told_moments(timeline_of(application, OWN), for_staff=False),
            "may_edit": application.status == Status.INFO_REQUESTED,
            "looks_on": application.status in (Status.REJECTED, Status.NOT_SELECTED, Status.EXPIRED),
            "pet_is_shown": can(self.subject, "view", application.pet).allowed,
        }

    def _for_staff(self, application: Application, audience: str) -> dict[str, Any]:
        notes = Note.objects.filter(application=application).select_related("user")
        takes_notes = can(self.subject, "write_note", application).allowed
        visible = Application.objects.visible_to(self.subject).sent().exclude(pk=application.pk)
        of_pet = (
            visible.filter(pet=application.pet_id).select_related("user").order_by("-submitted_at", "-id")
        )
        of_person = visible.filter(user=application.user_id).select_related("pet").order_by("-submitted_at")
        line = PetLine.objects.filter(pet=application.pet_id).first()
        waiting = waiting_beside(application, self.subject) if audience == REVIEWER else None
        return {
            "badge": badge(application, for_staff=True),
            "told": told_staff(application) if audience == REVIEWER else "",
            "timeline": told_moments(timeline_of(application, audience), for_staff=True),
            "inbox_url": inbox_url(application.organization) if audience == REVIEWER else "",
            "waiting": waiting,
            "takes_notes": takes_notes,
            "notes": list(notes.order_by("created_at", "id")) if takes_notes or audience == REVEALED else [],
            "note_form": NoteForm(auto_id="note_%s"),
            "others": _others(of_pet) if audience == REVIEWER else [],
            "elsewhere": _others(of_person) if audience == REVIEWER else [],
            "waiting_in_line": line.turns.filter(status=TURNS.waiting).count() if line else 0,
            "can_block": can(self.subject, "write_note", application).allowed,
            "can_reveal": audience == PLATFORM and can(self.subject, "reveal", application).allowed,
        }


class WriteMessagePage(ApplicationPage):
    """Takes the form below the thread."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        application = self.load(id)
        self.spend("application.write")
        form = MessageForm(request.POST, auto_id="message_%s")
        if form.is_valid() and self.sent(application, form):
            return redirect(f"{application.get_absolute_url()}#thread")
        return self.show(application, message_form=form, status=422)

    def sent(self, application: Application, form: MessageForm) -> bool:
        try:
            services.write_message(application, by=self.subject, **form.cleaned_data)
        except Invalid as problem:
            form.add_error("text", problem.detail)
            return False
        messages.success(self.request, "Sent.")
        return True


class WriteNotePage(ApplicationPage):
    """Takes the form below the notes."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        application = self.load(id)
        self.spend("application.write")
        form = NoteForm(request.POST, auto_id="note_%s")
        if form.is_valid() and self.noted(application, form):
            return redirect(f"{application.get_absolute_url()}#notes")
        return self.show(application, note_form=form, status=422)

    def noted(self, application: Application, form: NoteForm) -> bool:
        try:
            services.write_note(application, by=self.subject, **form.cleaned_data)
        except Invalid as problem:
            form.add_error("text", problem.detail)
            return False
        return True


def waiting_beside(application: Application, subject: Subject) -> Application | None:
    """The application of the same inbox that waits longest for those who decide, besides this one."""
    rows = Application.objects.filter(organization=application.organization_id, status__in=WAIT_FOR_ANSWER)
    if application.organization_id is None:
        rows = rows.filter(offered_by=application.offered_by_id)
    rows = rows.visible_to(subject, "begin_review").exclude(pk=application.pk).select_related("user", "pet")
    found: Application | None = rows.order_by("submitted_at", "id").first()
    return found


def _others(rows: Any) -> list[dict[str, Any]]:
    return [
        {"application": row, "badge": badge(row, for_staff=True), "label": staff_label(row.status)}
        for row in rows[:MOST_OTHERS]
    ]


def _author(message: Message, audience: str) -> str:
    """The applicant knows an organisation, and none of its people."""
    if audience == OWN and not message.from_applicant and message.organization is not None:
        return str(message.organization)
    return str(message.user)
