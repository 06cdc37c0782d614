"""Questions on the page of a pet, one's own, and the inboxes of those who answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.applications.blocks import is_blocked
from apps.applications.contact_details import contact_details_in
from apps.applications.models import Question
from apps.applications.pages.question_forms import (
    AnswerForm,
    AskForm,
    ConfirmForm,
    RejectForm,
    with_confirmation,
)
from apps.applications.policies import QUESTION_LIMITS
from apps.applications.services import questions as services
from apps.applications.workflows.questions import QUESTIONS
from apps.listings.models import Pet
from apps.listings.sections import contribute_section
from apps.organizations.models import Organization
from apps.organizations.sections import Tab, contribute_tab
from hearth.kernel.authorization import Subject, can, require
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.verbs import possible_verbs
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import Invalid, NotFound

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
        "inbox_url": _inbox_url(pet.organization) if mine else "",
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
        context = {"pet": pet, "section": section, "form": form, "page": _links(page)}
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
            "page": _links(page),
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
            "page": _links(page),
        }
        return render(self.request, "applications/inbox.html", context)


class ReceivedPage(InboxPage):
    """Questions about the pets that somebody rehomes themselves."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(Question.objects.filter(organization=None, offered_by=self.subject.id))


class OrganizationInboxPage(InboxPage):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        self.organization = answering_for(slug, self.subject)
        return self.show(Question.objects.filter(organization=self.organization))


def answering_for(slug: str, subject: Subject) -> Organization:
    """Find an organisation for which somebody answers; it has no such page for anybody else."""
    found: Organization | None = (
        Organization.objects.select_related("logo").at_address(slug).visible_to(subject).first()
    )
    if found is None or "answer_questions" not in subject.capabilities_in(found.pk):
        raise NotFound()
    return found


@dataclass(frozen=True, kw_only=True)
class Act:
    """One verb on a page; its form is shown by itself when something in it needs another look."""

    service: Callable[..., Question]
    title: str
    button: str
    done: str
    form: type[forms.Form] = ConfirmForm
    publishes: bool = False
    fills: str = ""
    """The column that the form begins with."""


class QuestionVerbPage(Page):
    """Takes every button beside a question, and asks again what should be thought over."""

    access = "signed_in"
    acts: ClassVar[dict[str, Act]] = {
        "answer": Act(
            service=services.answer_question,
            title="Answer privately",
            button="Send answer",
            done="Your answer is sent. Nobody else reads it.",
            form=AnswerForm,
        ),
        "answer_and_publish": Act(
            service=services.answer_and_publish,
            title="Answer and publish",
            button="Publish",
            done="Question and answer stand on {pet}’s page now.",
            form=AnswerForm,
            publishes=True,
        ),
        "publish": Act(
            service=services.publish_question,
            title="Publish question and answer",
            button="Publish",
            done="Question and answer stand on {pet}’s page now.",
            publishes=True,
        ),
        "hide": Act(
            service=services.hide_question,
            title="Hide question and answer",
            button="Hide",
            done="It is not on {pet}’s page any more.",
        ),
        "reject": Act(
            service=services.reject_question,
            title="Turn the question down",
            button="Turn down",
            done="The question is turned down; we say why to the person who asked.",
            form=RejectForm,
        ),
        "correct": Act(
            service=services.correct_answer,
            title="Correct the answer",
            button="Save answer",
            done="Saved.",
            form=AnswerForm,
            publishes=True,
            fills="answer",
        ),
        "reword": Act(
            service=services.reword_question,
            title="Change your question",
            button="Save question",
            done="Saved.",
            form=AskForm,
            fills="text",
        ),
        "withdraw": Act(
            service=services.withdraw_question,
            title="Take your question back",
            button="Take it back",
            done="Your question is taken back.",
        ),
    }

    def get(self, request: HttpRequest, id: UUID, verb: str) -> HttpResponse:
        act, question = self.load(id, verb)
        initial = {act.fills: getattr(question, act.fills)} if act.fills else {}
        return self._show(question, act, act.form(initial=initial))

    def post(self, request: HttpRequest, id: UUID, verb: str) -> HttpResponse:
        act, question = self.load(id, verb)
        self.spend(QUESTION_LIMITS[verb])
        form = act.form(request.POST)
        if not form.is_valid():
            return self._show(question, act, form, status=422)
        given = dict(form.cleaned_data)
        if act.publishes:
            given["confirmed"] = request.POST.get("confirmed") == "on"
        try:
            act.service(question, by=self.subject, **given)
        except Invalid as problem:
            return self._show(question, act, self._refused(act, problem), status=422)
        messages.success(request, act.done.format(pet=question.pet.name))
        return redirect(self.after_refusal())

    def load(self, id: UUID, verb: str) -> tuple[Act, Question]:
        act = self.acts.get(verb)
        found = Question.objects.for_display().visible_to(self.subject).filter(pk=id).first()
        if act is None or found is None:
            raise NotFound()
        self.question = found
        require(self.subject, verb, found)
        QUESTIONS.guard(found, verb, by=self.subject)
        return act, found

    question: Question | None = None

    def after_refusal(self) -> str:
        if self.question is None:
            return reverse("my-questions")
        if self.question.user_id == self.subject.id:
            return reverse("my-questions")
        return f"{_inbox_url(self.question.organization)}#question-{self.question.pk}"

    def _refused(self, act: Act, problem: Invalid) -> forms.Form:
        """The form again with what speaks against it, and with the box that publishes all the same."""
        warned = any(error["code"] == "contact_details" for error in problem.errors)
        kind = with_confirmation(act.form) if warned else act.form
        form = kind(self.request.POST)
        form.is_valid()
        for error in problem.errors:
            name = error["pointer"].strip("/")
            form.add_error(name if name in form.fields else None, error["detail"])
        return form

    def _show(self, question: Question, act: Act, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {
            "question": question,
            "act": act,
            "form": form,
            "shows_answer": bool(question.answer) and "answer" not in form.fields,
            "shows_text": "text" not in form.fields,
            "back_url": self.after_refusal(),
        }
        return render(self.request, "applications/question.html", context, status=status)


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


def _inbox_url(organization: Organization | None) -> str:
    if organization is None:
        return reverse("received-questions")
    return reverse("organization-questions", args=[organization.slug])


def _links(page: Any) -> dict[str, str]:
    return {
        "next_url": f"?cursor={page.next_cursor}" if page.next_cursor else "",
        "previous_url": f"?cursor={page.previous_cursor}" if page.previous_cursor else "",
    }
