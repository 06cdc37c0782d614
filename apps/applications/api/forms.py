"""Versions of the questions that an organisation asks those who apply."""

from typing import Any, ClassVar

import django_filters
from drf_spectacular.utils import OpenApiTypes, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from apps.applications import services
from apps.applications.choices import FormState, QuestionType
from apps.applications.forms import form_for, json_schema
from apps.applications.models import ApplicationForm
from apps.applications.workflows import FORM
from apps.listings.models import Pet
from apps.organizations.models import Organization
from apps.organizations.services.locking import require_for_row
from hearth.kernel.api.serializers import StrictSerializer
from hearth.kernel.api.views import Creating, Editing, Listing, Nested, PolicyViewSet, Reading
from hearth.kernel.keyset import Keyset
from hearth.kernel.models import one_line


class ChoiceShape(serializers.Serializer[Any]):
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


@extend_schema_field({"oneOf": [{"type": "number"}, {"type": "string"}, {"type": "null"}]})
class Bound(serializers.JSONField):
    """A number, or a day as text; null for no bound."""


class FormQuestion(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="Small letters, digits, underscores")
    type = serializers.ChoiceField(choices=QuestionType.choices)
    label = serializers.CharField()  # type: ignore[assignment]
    help = serializers.CharField(required=False)
    required = serializers.BooleanField(required=False)  # type: ignore[assignment]
    personal = serializers.BooleanField(
        required=False, help_text="Nobody reads the answer before somebody begins to read the application"
    )
    choices = ChoiceShape(many=True, required=False)
    min = Bound(
        required=False, help_text="Characters of a text, a number, a day, or how many of several choices"
    )
    max = Bound(required=False)


class FormSection(serializers.Serializer[Any]):
    title = serializers.CharField()
    help = serializers.CharField(required=False)
    questions = FormQuestion(many=True)


@extend_schema_field(FormSection(many=True))
class Sections(serializers.JSONField):
    """Sections as they come: what is wrong in them is said with a pointer to the very place."""


class FormSerializer(serializers.ModelSerializer[ApplicationForm]):
    sections = FormSection(many=True, read_only=True)

    class Meta:
        model = ApplicationForm
        fields: ClassVar[tuple[str, ...]] = (
            *("id", "organization", "number", "title", "intro", "sections", "state"),
            *("created_at", "updated_at", "version"),
        )
        read_only_fields = fields


class PetFormSerializer(FormSerializer):
    schema = serializers.SerializerMethodField(help_text="The same as JSON Schema 2020-12")

    class Meta(FormSerializer.Meta):
        fields = (*FormSerializer.Meta.fields, "schema")
        read_only_fields = fields

    @extend_schema_field(serializers.DictField())
    def get_schema(self, form: ApplicationForm) -> Any:
        return json_schema(form)


class FormInput(StrictSerializer):
    reads = FormSerializer

    title = serializers.CharField(max_length=80, validators=[one_line], required=False)
    intro = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    sections = Sections(required=False, help_text="All of them; what is left out is gone")


class FormFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=FormState.choices)

    class Meta:
        model = ApplicationForm
        fields: list[str] = []


class Forms(PolicyViewSet):
    model = ApplicationForm
    serializer_class = FormSerializer

    def location_of(self, obj: Any) -> str:
        return reverse("api-application-form-detail", kwargs={"id": str(obj.pk)}, request=self.request)


@extend_schema_view(
    list=extend_schema(
        summary="The versions of an organisation's questions, newest first",
        description="Everybody reads what is, or was, in use; a draft is the organisation's own.",
    ),
    create=extend_schema(
        summary="Begin the next version",
        description="Without `sections` it is a copy of what is asked now. One draft at a time.",
        request=FormInput,
        responses={201: FormSerializer},
    ),
)
class OrganizationFormsViewSet(Nested, Creating, Listing, Forms):
    parent_model = Organization
    order = Keyset("-number", "-id")
    filterset_class = FormFilter
    write_serializer = FormInput
    limits = {"create": "application_form.create"}

    def listed(self) -> Any:
        return self.rows().filter(organization=self.parent)

    def check_create(self) -> None:
        require_for_row(self.subject, "create", ApplicationForm(organization=self.parent))

    def perform(self, given: dict[str, Any]) -> ApplicationForm:
        return services.create_form(self.parent, by=self.subject, **given)


@extend_schema_view(
    retrieve=extend_schema(summary="One version of a form"),
    update=extend_schema(summary="Change a draft", request=FormInput),
    partial_update=extend_schema(summary="Change some of a draft", request=FormInput),
)
class FormViewSet(Editing, Reading, Forms):
    workflow = FORM
    edit_serializer = FormInput
    http_method_names = ["get", "head", "options", "post", "patch"]
    verbs = {"publish": services.publish_form}
    limits = dict.fromkeys(("edit", "publish"), "application_form.edit")

    def perform_edit(self, obj: ApplicationForm, given: dict[str, Any]) -> ApplicationForm:
        return services.edit_form(obj, by=self.subject, **given)

    @extend_schema(
        summary="A form as JSON Schema 2020-12, to draw it and to check answers",
        description="`x-sections` keeps order and headings; `x-type` says how to ask, `x-personal` what "
        "stays hidden until somebody begins to read.",
        responses={200: OpenApiTypes.OBJECT},
    )
    @action(detail=True, methods=["get"], url_path="schema", url_name="schema")
    def read_schema(self, request: Request, **kwargs: Any) -> Response:
        return self.cached(Response(json_schema(self.find())))


@extend_schema_view(
    retrieve=extend_schema(summary="What those who apply for a pet are asked", responses=PetFormSerializer)
)
class PetFormViewSet(Nested, Forms):
    parent_model = Pet
    serializer_class = PetFormSerializer

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.answer(form_for(self.parent))
