"""Questions on the page of a pet, one's own, and the inboxes of those who answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.applications.blocks import is_blocked
from apps.applications.contact_details import contact_details_in
from apps.applications.models import Question
from apps.applications.pages.base import acting_for, inbox_url
from apps.applications.pages.question_forms import AskForm, RejectForm
from apps.applications.services import questions as services
from apps.applications.words import LONGEST_ANSWER
from apps.applications.workflows.questions import QUESTIONS
from apps.listings.models import Pet
from apps.listings.sections import contribute_section
from apps.organizations.models import Organization
from apps.organizations.sections import Tab, contribute_tab
from hearth.kernel.authorization import Subject, can
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.paging import links_of
from hearth.kernel.pages.verbs import possible_verbs
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import NotFound

ON_THE_PAGE = 5
"""How many questions a pet's page shows; the others are a click away."""
PER_PAGE = 20
NEWEST = Keyset("-created_at", "-id")
WAITING_FIRST = Keyset("-waits", "-created_at", "-id")
BADGES = {"pending": "pending", "answered": "info", "published": "approved", "removed": "removed"}

contribute_tab(
    Tab("questions", "Questions", page="organization-questions", capability="answer_questions", order=30)
)


@contribute_section("below", "applications/questions.html", order=20)
def questions_of(pet: Pet, subject: Subject) -> dict[str, Any] | None:
    """The newest questions about a pet, one's own that are not public, and the way to ask."""
    if pet.moderation != "approved" or pet.status == "adopted":
        return None
    found = list(_published(pet)[: ON_THE_PAGE + 1])
    return {
        "pet": pet,
        "questions": found[:ON_THE_PAGE],
        "more": len(found) > ON_THE_PAGE,
        "mine": _own(pet, subject),
        **asking(pet, subject),
    }


def asking(pet: Pet, subject: Subject) -> dict[str, Any]:
    """Whether somebody may ask here; for the blocked it looks like a pet that takes no questions."""
    may_ask = can(subject, "create", services.new_question(pet, subject)).allowed
    mine = subject.is_active and not may_ask
    takes = services.takes_questions(pet)
    if subject.is_active and takes:
        takes = not is_blocked(subject.id, pet)
    return {
        "answers": mine,
        "takes_questions": takes,
        "inbox_url": inbox_url(pet.organization, "questions") if mine else "",
        "form": AskForm() if takes and not mine and subject.is_active else None,
    }


class PetQuestionsPage(Page):
    """All published questions of a pet; takes the form that stands on the pet's page too."""

    access = "public"
    shared = True

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        return self._show(self.load(id))

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        pet = self.load(id)
        services.check_may_ask(pet, by=self.subject)
        services.check_takes_questions(pet, by=self.subject)
        self.spend("question.ask")
        form = AskForm(request.POST)
        if not form.is_valid():
            return self._show(pet, form, status=422)
        made = self.try_form(form, lambda: services.ask_question(pet, by=self.subject, **form.cleaned_data))
        if made is None:
            return self._show(pet, form, status=422)
        messages.success(request, "Your question is sent. We write to you when there is an answer.")
        return redirect(f"{pet.get_absolute_url()}#questions")

    def load(self, id: UUID) -> Pet:
        found: Pet | None = Pet.objects.for_display().visible_to(self.subject).filter(pk=id).first()
        if found is None:
            raise NotFound()
        return found

    def after_refusal(self) -> str:
        return f"{reverse('pet', args=[self.kwargs['id']])}#questions"

    def _show(self, pet: Pet, form: AskForm | None = None, status: int = 200) -> HttpResponse:
        page = NEWEST.page(_published(pet), limit=PER_PAGE, cursor=self.request.GET.get("cursor"))
        first = "cursor" not in self.request.GET
        section = {
            "pet": pet,
            "questions": page.items,
            "mine": _own(pet, self.subject) if first else [],
            **asking(pet, self.subject),
        }
        if form is not None:
            section["form"] = form
        context = {"pet": pet, "section": section, "form": form, "page": links_of(page)}
        return render(self.request, "applications/pet_questions.html", context, status=status)


class MyQuestionsPage(Page):
    access = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Question.objects.for_display().filter(user=self.subject.id).visible_to(self.subject)
        page = NEWEST.page(rows, limit=PER_PAGE, cursor=request.GET.get("cursor"))
        visible = set(
            Pet.objects.in_public()
            .filter(pk__in={question.pet_id for question in page.items})
            .values_list("pk", flat=True)
        )
        context = {
            "entries": [
                {**_entry(question, self.subject), "pet_is_shown": question.pet_id in visible}
                for question in page.items
            ],
            "rehomes": Pet.objects.filter(user=self.subject.id, organization=None).exists(),
            "page": links_of(page),
        }
        return render(request, "applications/my_questions.html", context)


class InboxPage(Page):
    """What waits for an answer, and below it what was answered."""

    access = "signed_in"
    organization: Organization | None = None

    def show(self, rows: Any) -> HttpResponse:
        rows = rows.for_display().visible_to(self.subject, "answer").not_of_blocked()
        page = WAITING_FIRST.page(rows, limit=PER_PAGE, cursor=self.request.GET.get("cursor"))
        context = {
            "organization": self.organization,
            "entries": [_entry(question, self.subject) for question in page.items],
            "reject_form": RejectForm(auto_id=False),
            "longest_answer": LONGEST_ANSWER,
            "page": links_of(page),
        }
        return render(self.request, "applications/inbox.html", context)


class ReceivedPage(InboxPage):
    """Questions about the pets that somebody rehomes themselves."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(Question.objects.filter(organization=None, offered_by=self.subject.id))


class OrganizationInboxPage(InboxPage):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        self.organization = acting_for(slug, self.subject, "answer_questions")
        return self.show(Question.objects.filter(organization=self.organization))


def _published(pet: Pet) -> Any:
    rows = Question.objects.select_related("organization").filter(pet=pet).published()
    return rows.order_by("-created_at", "-id")


def _own(pet: Pet, subject: Subject) -> list[dict[str, Any]]:
    """What the person asked about the pet and others do not see, with what they can do about it."""
    if not subject.is_active:
        return []
    rows = Question.objects.for_display().filter(pet=pet, user=subject.id)
    rows = rows.exclude(status__in=("published", "withdrawn")).order_by("-created_at", "-id")
    return [_entry(question, subject) for question in rows[:ON_THE_PAGE]]


def _entry(question: Question, subject: Subject) -> dict[str, Any]:
    """A question as its own people see it, with the buttons that they have."""
    details = contact_details_in(question.text) if question.waits else []
    return {
        "question": question,
        "badge": BADGES.get(question.word, "draft"),
        "verbs": {verb.name: verb.label for verb in possible_verbs(question, QUESTIONS, subject)},
        "can_reword": question.waits and can(subject, "reword", question).allowed,
        "can_correct": bool(question.answer) and can(subject, "correct", question).allowed,
        "can_block": can(subject, "block", question).allowed,
        "details": details if can(subject, "answer", question).allowed else [],
        "why_not": services.WHY_NOT.get(question.refusal, ""),
    }
