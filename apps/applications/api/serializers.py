"""Shapes of applications, of what is written along them, and of households."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from apps.applications.choices import Ending, Status
from apps.applications.forms import HOUSEHOLD_FORM, json_schema
from apps.applications.masking import PLATFORM, REVEALED, REVIEWER, answers_for, household_for
from apps.applications.models import Application, Household, Message, Note
from apps.applications.services import MOST_AT_ONCE
from apps.applications.services.bulk import VERBS
from apps.applications.words import LONGEST_MESSAGE
from apps.listings.models import Pet
from apps.organizations.api.member_serializers import OrganizationReference, PersonReference
from hearth.kernel.api.serializers import AudienceSerializer, StrictSerializer

INSIDE = frozenset({REVIEWER, REVEALED, PLATFORM})
ANSWERS_HELP = "By the keys of the form's questions"


class Answers(serializers.DictField):
    """Answers by key, each of whatever shape its question has; the form's own rules are asked later."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=serializers.JSONField(allow_null=True), **kwargs)


class AppliedPet(serializers.ModelSerializer[Pet]):
    status = serializers.CharField(read_only=True)

    class Meta:
        model = Pet
        fields = ("id", "name", "species", "status")


class ApplicationSerializer(AudienceSerializer[Application]):
    """An application, with the answers that its reader may see."""

    pet = AppliedPet(read_only=True)
    organization = OrganizationReference(read_only=True, allow_null=True)
    applicant = PersonReference(source="user", read_only=True)
    applicant_info = serializers.SerializerMethodField(help_text=ANSWERS_HELP)
    household = serializers.SerializerMethodField(help_text="As it was when the application was sent")
    masked = serializers.SerializerMethodField(
        help_text="Keys with an answer that is hidden from you so far; the household's begin with a dot"
    )
    is_overdue = serializers.BooleanField(read_only=True)
    decided_by = PersonReference(read_only=True, allow_null=True)
    reason = serializers.CharField(
        source="ending", read_only=True, help_text="Why it ended, as a code; empty where nobody gave one"
    )
    queued_at = serializers.DateTimeField(read_only=True, allow_null=True, help_text="Since when it waits")
    position = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="Where it stands in the line, from one"
    )
    takes_it = serializers.BooleanField(
        read_only=True,
        allow_null=True,
        help_text="Whether the pet is theirs at their turn without asking first (`take_it_for_me`); null "
        "while it does not wait",
    )
    offer_expires_at = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="Until when the pet is kept for an answer"
    )
    only_for = {"decided_by": INSIDE, "reminders": INSIDE}

    class Meta:
        model = Application
        fields = (
            *("id", "pet", "organization", "applicant", "form", "status", "applicant_info", "masked"),
            *("shares_household", "household", "submitted_at", "reviewed_at", "respond_by", "is_overdue"),
            *("reminders", "planned_at", "decided_at", "decided_by", "reason"),
            *("queued_at", "position", "takes_it", "offer_expires_at", "created_at", "updated_at", "version"),
        )
        read_only_fields = fields

    @extend_schema_field(Answers())
    def get_applicant_info(self, application: Application) -> Any:
        return answers_for(application, self.context["audience"])[0]

    @extend_schema_field(Answers())
    def get_household(self, application: Application) -> Any:
        return household_for(application, self.context["audience"])[0]

    def get_masked(self, application: Application) -> list[str]:
        audience = self.context["audience"]
        _, answers = answers_for(application, audience)
        _, household = household_for(application, audience)
        return [*answers, *(f".{key}" for key in household)]


class AnswersInput(StrictSerializer):
    reads = ApplicationSerializer

    applicant_info = Answers(
        required=False,
        help_text=f"{ANSWERS_HELP}; null takes an answer out, and your household does not stand in for it",
    )
    shares_household = serializers.BooleanField(
        required=False, help_text="Let the household that you keep stand in, and send a copy with it"
    )


class ApplicationInput(AnswersInput):
    draft = serializers.BooleanField(default=False, help_text="Keep it for now: nobody else sees it")


class MessageInput(StrictSerializer):
    """Words that go with a verb, into the thread."""

    message = serializers.CharField(max_length=LONGEST_MESSAGE, required=False, allow_blank=True, default="")


class AskApplicantInput(StrictSerializer):
    message = serializers.CharField(max_length=LONGEST_MESSAGE, help_text="What you would like to know")


class AppointmentInput(MessageInput):
    at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="When, where it is agreed already"
    )


class TurnDownInput(StrictSerializer):
    reason = serializers.ChoiceField(choices=Ending.choices)
    note = serializers.CharField(
        max_length=LONGEST_MESSAGE,
        required=False,
        allow_blank=True,
        default="",
        help_text="Told to the applicant beside the reason",
    )


class TriageInput(StrictSerializer):
    """One verb for many; `reason` and `note` go with `reject`."""

    ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_AT_ONCE)
    verb = serializers.ChoiceField(choices=sorted(VERBS))
    reason = serializers.ChoiceField(choices=Ending.choices, required=False)
    note = serializers.CharField(max_length=LONGEST_MESSAGE, required=False, allow_blank=True, default="")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["verb"] == "reject" and "reason" not in given:
            raise serializers.ValidationError({"reason": ["Say why."]})
        return given


TRIAGED = inline_serializer(
    "TriageOutcomes",
    {
        "results": inline_serializer(
            "TriageOutcome",
            {
                "id": serializers.UUIDField(),
                "ok": serializers.BooleanField(),
                "status": serializers.ChoiceField(choices=Status.choices, allow_null=True),
                "problem": serializers.DictField(allow_null=True, help_text="What refused it"),
            },
            many=True,
        )
    },
)


class MessageSerializer(serializers.ModelSerializer[Message]):
    """A message as somebody who takes part reads it."""

    author = serializers.SerializerMethodField(
        help_text="The applicant knows an organisation, and none of its people"
    )
    text = serializers.SerializerMethodField()
    is_removed = serializers.SerializerMethodField(help_text="It was taken down after a report")

    class Meta:
        model = Message
        fields = ("id", "from_applicant", "author", "text", "is_removed", "created_at", "version")
        read_only_fields = fields

    def get_author(self, message: Message) -> str:
        reader_applied = message.applicant_id == self.context["subject"].id
        if reader_applied and not message.from_applicant and message.organization is not None:
            return str(message.organization)
        return str(message.user)

    def get_text(self, message: Message) -> str:
        return message.text_for(self.context["subject"].id)

    def get_is_removed(self, message: Message) -> bool:
        return message.removed_at is not None


class NoteSerializer(serializers.ModelSerializer[Note]):
    author = PersonReference(source="user", read_only=True)

    class Meta:
        model = Note
        fields = ("id", "author", "text", "created_at", "version")
        read_only_fields = fields


class MessageText(StrictSerializer):
    reads = MessageSerializer
    text = serializers.CharField(max_length=LONGEST_MESSAGE)


class NoteText(StrictSerializer):
    reads = NoteSerializer
    text = serializers.CharField(max_length=LONGEST_MESSAGE)


class MomentSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    event = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    from_state = serializers.CharField()
    to_state = serializers.CharField()
    reason = serializers.CharField()
    by = serializers.ChoiceField(choices=["applicant", "organization", "owner", "platform"])
    name = serializers.CharField()


class HouseholdSerializer(serializers.ModelSerializer[Household]):
    answers = Answers(read_only=True)
    schema = serializers.SerializerMethodField(help_text="The questions, as JSON Schema 2020-12")

    class Meta:
        model = Household
        fields = ("answers", "schema", "updated_at", "version")
        read_only_fields = fields

    @extend_schema_field(serializers.DictField())
    def get_schema(self, household: Household) -> Any:
        return json_schema(HOUSEHOLD_FORM)


class HouseholdInput(StrictSerializer):
    reads = HouseholdSerializer
    answers = Answers()
