from typing import Any

import django_filters
from django.http import HttpResponse, HttpResponseRedirect
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from apps.applications import services
from apps.applications.api.serializers import (
    TRIAGED,
    AnswersInput,
    ApplicationInput,
    ApplicationSerializer,
    AppointmentInput,
    AskApplicantInput,
    MessageInput,
    MomentSerializer,
    TriageInput,
    TurnDownInput,
)
from apps.applications.choices import OPEN, Status
from apps.applications.lines import with_turns
from apps.applications.masking import audience_of, reads_answer
from apps.applications.models import Application
from apps.applications.policies import APPLICATION_LIMITS
from apps.applications.timeline import timeline_of
from apps.applications.workflows import APPLICATION
from apps.listings.models import Pet
from apps.organizations.models import Organization
from hearth.kernel.api.problems import document
from hearth.kernel.api.views import (
    SAFE,
    Creating,
    Editing,
    Listing,
    Nested,
    PolicyViewSet,
    Reading,
    Revealing,
)
from hearth.kernel.authorization import require_for_new
from hearth.kernel.keyset import Keyset
from hearth.kernel.problems import BadQuery, NotFound

PRIVATE_HELP = (
    "Answers that a question marks as personal are masked for those who decide until somebody begins to read."
)


class ApplicationFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=Status.choices)

    class Meta:
        model = Application
        fields: list[str] = []


class InboxFilter(ApplicationFilter):
    pet = django_filters.UUIDFilter(field_name="pet")
    overdue = django_filters.ChoiceFilter(
        choices=[("true", "true"), ("false", "false")],
        method="by_promise",
        help_text="Those that wait longer than was promised, or all others",
    )

    def by_promise(self, rows: Any, name: str, value: str) -> Any:
        return rows.overdue() if value == "true" else rows.exclude(pk__in=rows.overdue().values("pk"))


class Applications(PolicyViewSet):
    model = Application
    serializer_class = ApplicationSerializer
    needs_identity = True

    def rows(self) -> Any:
        return Application.objects.for_display().select_related("decided_by")

    def get_queryset(self) -> Any:
        # What writes looks at the line under its lock, and reads the row again for its answer.
        rows = super().get_queryset()
        return with_turns(rows) if self.request.method in SAFE else rows

    def reload(self, obj: Any) -> Any:
        return with_turns(self.rows()).get(pk=obj.pk)

    def answer(self, obj: Any, **how: Any) -> Response:
        return super().answer(obj if "turn_facts" in vars(obj) else self.reload(obj), **how)

    def audience(self, obj: Any = None) -> str:
        return audience_of(obj, self.subject, alone=self.detail) if obj is not None else "listed"

    def representation(self, obj: Any) -> str:
        # What is shown with it, and changes without it.
        names = (
            obj.pet.name,
            obj.pet.status,
            obj.organization and obj.organization.name,
            obj.user.display_name,
        )
        return "\n".join(
            map(str, [self.audience(obj), obj.position, obj.offer_expires_at, obj.is_overdue, *names])
        )

    def location_of(self, obj: Any) -> str:
        return reverse("api-application-detail", kwargs={"id": str(obj.pk)}, request=self.request)


class Inbox(Listing, Applications):
    """Those that wait for somebody, the one that waits longest first."""

    order = Keyset("submitted_at", "id")
    filterset_class = InboxFilter

    def open_unless_asked(self, rows: Any) -> Any:
        given = self.request.query_params
        # What is overdue is open. Said twice, PostgreSQL would expect hardly a row.
        asked = "status" in given or given.get("overdue") == "true"
        return with_turns(rows.sent() if asked else rows.filter(status__in=OPEN))


@extend_schema_view(
    list=extend_schema(
        summary="The applications for a pet: one's own, and for those who decide all that were sent",
        description=PRIVATE_HELP,
    ),
    create=extend_schema(
        summary="Apply for a pet",
        description="Answers are held against the pet's form (GET …/application-form); each error points at "
        "its question. 409 while you have one that is live, with its id in `application`.",
        request=ApplicationInput,
        responses={201: ApplicationSerializer},
    ),
)
class PetApplicationsViewSet(Nested, Creating, Listing, Applications):
    parent_model = Pet
    filterset_class = ApplicationFilter
    write_serializer = ApplicationInput
    limits = {"create": "applications"}

    def listed(self) -> Any:
        return with_turns(self.rows().filter(pet=self.parent))

    def check_create(self) -> None:
        super().check_create()
        services.refuse_own_pet(self.parent, by=self.subject)

    def perform(self, given: dict[str, Any]) -> Application:
        start = services.start_application if given["draft"] else services.apply
        return start(
            self.parent,
            by=self.subject,
            answers=given.get("applicant_info"),
            shares_household=given.get("shares_household", False),
        )


@extend_schema_view(list=extend_schema(summary="One's own applications, newest first"))
class MyApplicationsViewSet(Listing, Applications):
    filterset_class = ApplicationFilter

    def listed(self) -> Any:
        return with_turns(self.rows().filter(user=self.subject.id))


@extend_schema_view(
    list=extend_schema(
        summary="Applications for the pets that one rehomes privately, the longest waiting first",
        description="Those that are open; `status` asks for others.",
    )
)
class ReceivedApplicationsViewSet(Inbox):
    def listed(self) -> Any:
        return self.open_unless_asked(self.rows().filter(offered_by=self.subject.id, organization=None))


@extend_schema_view(
    list=extend_schema(
        summary="An organisation's applications, the longest waiting first",
        description=f"For those who decide. Open ones; `status` asks for others. {PRIVATE_HELP}",
    )
)
class OrganizationApplicationsViewSet(Nested, Inbox):
    parent_model = Organization

    def listed(self) -> Any:
        return self.open_unless_asked(self.rows().filter(organization=self.parent))


@extend_schema_view(
    retrieve=extend_schema(summary="One application", description=PRIVATE_HELP),
    update=extend_schema(
        summary="Change answers of a draft, or when more was asked for",
        request=AnswersInput,
    ),
    partial_update=extend_schema(
        summary="Change some answers of a draft, or when more was asked for",
        description="Answers are merged into those that are there; null takes one out.",
        request=AnswersInput,
    ),
)
class ApplicationViewSet(Revealing, Editing, Reading, Applications):
    workflow = APPLICATION
    edit_serializer = AnswersInput
    limits = APPLICATION_LIMITS
    verbs = {
        "submit": services.submit_application,
        "begin_review": services.begin_review,
        "request_info": services.request_info,
        "answer": services.answer_info,
        "invite_to_meeting": services.invite_to_meeting,
        "plan_home_check": services.plan_home_check,
        "approve": services.approve_application,
        "reject": services.reject_application,
        "withdraw": services.withdraw_application,
        "waitlist": services.waitlist_application,
        "accept_offer": services.accept_offer,
        "pass_offer": services.pass_offer,
        "take_it_for_me": services.take_it_for_me,
        "ask_me_first": services.ask_me_first,
    }
    verb_serializers = {
        "request_info": AskApplicantInput,
        "answer": MessageInput,
        "invite_to_meeting": AppointmentInput,
        "plan_home_check": AppointmentInput,
        "approve": MessageInput,
        "reject": TurnDownInput,
    }

    def obstacle(self, obj: Application, action: str) -> str:
        if action == "write_message" and obj.user_id == self.subject.id and not services.is_heard(obj):
            return "takes_messages"
        return services.obstacle(obj, action)

    def perform_edit(self, obj: Application, given: dict[str, Any]) -> Application:
        return services.edit_application(
            obj,
            by=self.subject,
            answers=given.get("applicant_info"),
            shares_household=given.get("shares_household"),
        )

    @extend_schema(
        summary="Begin to read, put in the line or turn down up to fifty at once",
        description="Every row stands for itself: `results` has, in order, the new state or the problem.",
        request=TriageInput,
        responses=TRIAGED,
    )
    @action(detail=False, methods=["post"])
    def triage(self, request: Request, **kwargs: Any) -> Response:
        require_for_new(self.subject, "create", Application)
        self.spend("triage")
        outcomes = services.triage(by=self.subject, **self.read_input(TriageInput))
        return self.cached(Response({"results": [_told(outcome) for outcome in outcomes]}))

    @extend_schema(
        summary="What happened to it, the first thing first",
        description="The applicant reads of an organisation, and of none of its people by name.",
        responses=MomentSerializer(many=True),
    )
    @action(detail=True, methods=["get"])
    def timeline(self, request: Request, **kwargs: Any) -> Response:
        obj = self.find()
        return self.cached(Response(MomentSerializer(timeline_of(obj, self.audience(obj)), many=True).data))

    @extend_schema(
        summary="A file that answers a question",
        description="Leads to a signed link that lives for a minute.",
        responses={302: OpenApiResponse(description="To the file")},
    )
    @action(detail=True, methods=["get"], url_path=r"files/(?P<key>[a-z0-9_]{1,40})")
    def files(self, request: Request, key: str, **kwargs: Any) -> HttpResponse:
        if request.query_params:
            raise BadQuery("This address takes no parameters.", known=[])
        obj = self.find()
        if not reads_answer(obj, key, self.audience(obj)):
            raise NotFound()
        link = services.hand_over_file(obj, key, by=self.subject)
        return self.cached(HttpResponseRedirect(link))


def _told(outcome: services.Outcome) -> dict[str, Any]:
    refused = document(outcome.refusal) if outcome.refusal is not None else None
    status = outcome.application.status if outcome.application is not None else None
    return {"id": str(outcome.id), "ok": refused is None, "status": status, "problem": refused}
