from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view, inline_serializer
from rest_framework import serializers
from rest_framework.reverse import reverse

from apps.applications.choices import QUESTION_WORDS, Standing
from apps.applications.contact_details import contact_details_in
from apps.applications.models import Question
from apps.applications.policies import QUESTION_LIMITS
from apps.applications.services import questions as services
from apps.applications.words import LONGEST_ANSWER, LONGEST_QUESTION
from apps.applications.workflows.questions import QUESTIONS
from apps.listings.models import Pet
from apps.moderation.api.verbs import Decidable, decision_verb
from apps.organizations.models import Organization
from hearth.kernel.api import idempotency
from hearth.kernel.api.serializers import AudienceSerializer, ReasonInput, StrictSerializer
from hearth.kernel.api.views import Creating, Editing, Listing, Nested, PolicyViewSet, Reading, Revealing
from hearth.kernel.authorization import can
from hearth.kernel.keyset import Keyset
from hearth.kernel.reveal import is_revealed

ASKER, ANSWERING, REVIEWER = "asker", "answering", "reviewer"
PLATFORM, REVEALED = "platform", "revealed"
INSIDE = {ASKER, ANSWERING, REVIEWER, REVEALED}
CONTACT_DETAILS = inline_serializer(
    "ContactDetail",
    {
        "field": serializers.ChoiceField(choices=[("text", "text"), ("answer", "answer")]),
        "kind": serializers.CharField(help_text="`phone`, `email`, `link` or `address`"),
        "found": serializers.CharField(),
    },
    many=True,
)


class QuestionSerializer(AudienceSerializer[Question]):
    """A question and its answer. Nobody but those who answer learns who asked."""

    pet_name = serializers.CharField(source="pet.name")
    text = serializers.SerializerMethodField(
        help_text="Null for site admins while it is private, until they open it (`reveal`)"
    )
    answer = serializers.SerializerMethodField(help_text="Empty while there is none; null as `text` is")
    answered_by = serializers.CharField(
        source="answered_as", help_text="The organisation's name, or “The owner”"
    )
    status = serializers.ChoiceField(source="word", choices=QUESTION_WORDS)
    is_public = serializers.BooleanField()
    reason = serializers.CharField(source="refusal", help_text="Why it was turned down, as a code")
    reason_label = serializers.SerializerMethodField()
    asked_by = serializers.CharField(source="user.display_name", help_text="For those who answer alone")
    contact_details = serializers.SerializerMethodField(
        help_text="What in it looks like a way to reach somebody, to be looked at before it is published"
    )
    only_for = {
        "reason": INSIDE,
        "reason_label": INSIDE,
        "asked_by": {ANSWERING},
        "contact_details": {ANSWERING},
    }

    class Meta:
        model = Question
        fields = (
            "id",
            "pet",
            "pet_name",
            "text",
            "answer",
            "answered_by",
            "status",
            "is_public",
            "reason",
            "reason_label",
            "asked_by",
            "contact_details",
            "created_at",
            "answered_at",
            "published_at",
            "version",
        )
        read_only_fields = fields

    def get_text(self, question: Question) -> str | None:
        return None if self.context.get("audience") == PLATFORM else question.text

    def get_answer(self, question: Question) -> str | None:
        if self.context.get("audience") == PLATFORM:
            return None
        hidden = question.moderation == Standing.REMOVED and self.context.get("audience") == ASKER
        return "" if hidden else question.answer

    def get_reason_label(self, question: Question) -> str:
        return services.WHY_NOT.get(question.refusal, "")

    @extend_schema_field(CONTACT_DETAILS)
    def get_contact_details(self, question: Question) -> list[dict[str, str]]:
        return [
            {"field": field, "kind": detail.kind, "found": detail.found}
            for field in ("text", "answer")
            for detail in contact_details_in(getattr(question, field))
        ]


class QuestionInput(StrictSerializer):
    reads = QuestionSerializer

    text = serializers.CharField(max_length=LONGEST_QUESTION)


class AnswerInput(StrictSerializer):
    answer = serializers.CharField(max_length=LONGEST_ANSWER)


class PublishInput(StrictSerializer):
    confirmed = serializers.BooleanField(
        default=False, help_text="Publish it though something in it looks like contact details"
    )


class AnswerAndPublishInput(PublishInput):
    answer = serializers.CharField(max_length=LONGEST_ANSWER)


class AnswerEdit(PublishInput):
    reads = QuestionSerializer

    answer = serializers.CharField(max_length=LONGEST_ANSWER)


class QuestionEdit(AnswerEdit):
    """`text` is for the person who asked, the rest for those who answer."""

    text = serializers.CharField(max_length=LONGEST_QUESTION)


class RejectInput(StrictSerializer):
    reason = serializers.ChoiceField(choices=list(services.WHY_NOT.items()))


class QuestionFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=QUESTION_WORDS, method="by_word")

    class Meta:
        model = Question
        fields: list[str] = []

    def by_word(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.with_word(value)
        return found


class Questions(PolicyViewSet):
    model = Question
    serializer_class = QuestionSerializer
    rereads = False

    def rows(self) -> Any:
        return Question.objects.for_display()

    def audience(self, obj: Any = None) -> str:
        if obj is None:
            return "listed"
        if obj.user_id == self.subject.id:
            return ASKER
        if can(self.subject, "answer", obj).allowed:
            return ANSWERING
        if can(self.subject, "view_private", obj).allowed:
            return REVIEWER if can(self.subject, "browse", obj).allowed else "public"
        return REVEALED if self.detail and is_revealed(obj, self.subject) else PLATFORM

    def representation(self, obj: Question) -> str:
        # Pets, organisations and people change their names without a new version of the question.
        audience = self.audience(obj)
        asked_by = obj.user.display_name if audience == ANSWERING else ""
        return "\n".join([audience, obj.pet.name, obj.answered_as, asked_by])

    def location_of(self, obj: Any) -> str:
        return reverse("api-question-detail", kwargs={"id": str(obj.pk)}, request=self.request)


@extend_schema_view(
    list=extend_schema(
        summary="What people asked about a pet, with the answers, newest first",
        description="What was published; whoever is signed in also finds their own questions, as they stand.",
    ),
    create=extend_schema(
        summary="Ask those who offer a pet something",
        description="They alone read it, until they publish it with their answer; it never says who asked. "
        "Ten a day. 409 where no questions are taken just now.",
        request=QuestionInput,
        responses={201: QuestionSerializer},
    ),
)
class PetQuestionsViewSet(Nested, Creating, Listing, Questions):
    parent_model = Pet
    write_serializer = QuestionInput
    limits = {"create": "question.ask"}

    def listed(self) -> Any:
        return self.rows().filter(pet=self.parent).published_or_of(self.subject.id)

    def check_create(self) -> None:
        services.check_may_ask(self.parent, by=self.subject)

    def make(self) -> idempotency.Made:
        # State before content.
        services.check_takes_questions(self.parent, by=self.subject)
        return super().make()

    def perform(self, given: dict[str, Any]) -> Question:
        return services.ask_question(self.parent, by=self.subject, **given)


@extend_schema_view(
    retrieve=extend_schema(summary="One question"),
    partial_update=extend_schema(
        summary="Say it in other words: the question while it waits, the answer once there is one",
        description="The person who asked writes `text`, those who answer write `answer`. What looks like "
        "contact details in something published is 422 `contact_details` until it is sent with `confirmed`.",
        request=QuestionEdit,
    ),
)
class QuestionViewSet(Decidable, Revealing, Editing, Reading, Questions):
    http_method_names = ["get", "post", "patch", "head", "options"]
    edit_serializer = QuestionInput
    workflow = QUESTIONS
    verbs = {
        "answer": services.answer_question,
        "answer_and_publish": services.answer_and_publish,
        "publish": services.publish_question,
        "hide": services.hide_question,
        "reject": services.reject_question,
        "withdraw": services.withdraw_question,
        "remove": decision_verb("remove"),
    }
    verb_serializers = {
        "answer": AnswerInput,
        "answer_and_publish": AnswerAndPublishInput,
        "publish": PublishInput,
        "reject": RejectInput,
        "remove": ReasonInput,
    }
    verbs_by_version = frozenset({"remove"})
    limits = {**QUESTION_LIMITS, "edit": "question.change"}

    def find(self) -> Any:
        found = super().find()
        self.edit_action = "reword" if found.user_id == self.subject.id else "correct"
        return found

    def read_input(
        self, kind: type[serializers.BaseSerializer[Any]], *, partial: bool = False
    ) -> dict[str, Any]:
        if kind is self.edit_serializer and self.edit_action == "correct":
            kind = AnswerEdit
        return super().read_input(kind, partial=partial)

    def perform_edit(self, obj: Question, given: dict[str, Any]) -> Question:
        if self.edit_action == "reword":
            wanted = given.get("text", obj.text)
            return services.reword_question(obj, by=self.subject, text=wanted)
        return services.correct_answer(
            obj,
            by=self.subject,
            answer=given.get("answer", obj.answer),
            confirmed=given.get("confirmed", False),
        )


@extend_schema_view(list=extend_schema(summary="What you asked, newest first"))
class MyQuestionsViewSet(Listing, Questions):
    needs_identity = True
    filterset_class = QuestionFilter

    def listed(self) -> Any:
        return self.rows().filter(user=self.subject.id)


class Inbox(Listing, Questions):
    """What waits for an answer comes first; the blocked are left out of that."""

    needs_identity = True
    filterset_class = QuestionFilter
    order = Keyset("-waits", "-created_at", "-id")
    more_orders = (Keyset("-created_at", "-id"),)

    def received(self, **whose: Any) -> Any:
        return self.rows().filter(**whose).visible_to(self.subject, "answer").not_of_blocked()


@extend_schema_view(
    list=extend_schema(summary="What people ask about the pets that you rehome yourself; what waits, first")
)
class ReceivedQuestionsViewSet(Inbox):
    def listed(self) -> Any:
        return self.received(organization=None, offered_by=self.subject.id)


@extend_schema_view(
    list=extend_schema(
        summary="What people ask about an organisation's pets; what waits, first",
        description="For those who answer questions there; others find none.",
    )
)
class OrganizationQuestionsViewSet(Nested, Inbox):
    parent_model = Organization

    def listed(self) -> Any:
        return self.received(organization=self.parent)
