from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema, extend_schema_view

from apps.moderation.api.verbs import Decidable, decision_verb
from apps.organizations import services
from apps.organizations.api.organization_serializers import (
    MemberOrganizationSerializer,
    OrganizationCreateInput,
    OrganizationInput,
    PublicOrganizationSerializer,
)
from apps.organizations.models import Organization
from apps.organizations.workflows import ORGANIZATION
from hearth.kernel.api.serializers import ReasonInput
from hearth.kernel.api.views import Creating, Editing, Listing, Reading
from hearth.kernel.authorization import ANONYMOUS, can
from hearth.kernel.problems import NotFound

DECISIONS = frozenset({"approve", "reject", "suspend"})


class OrganizationFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=Organization.Kind.choices)
    region = django_filters.CharFilter(lookup_expr="iexact", max_length=80)

    class Meta:
        model = Organization
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(summary="Organisations that are approved, newest first"),
    retrieve=extend_schema(summary="One organisation, by id or slug", responses=MemberOrganizationSerializer),
    create=extend_schema(
        summary="Register an organisation",
        description="It waits for review; whoever registers it is its first admin.",
        request=OrganizationCreateInput,
        responses={201: MemberOrganizationSerializer},
    ),
    update=extend_schema(
        summary="Write the profile: every required field; optional ones that are left out stay",
        request=OrganizationInput,
        responses=MemberOrganizationSerializer,
    ),
    partial_update=extend_schema(
        summary="Change the profile", request=OrganizationInput, responses=MemberOrganizationSerializer
    ),
)
class OrganizationViewSet(Decidable, Creating, Editing, Reading, Listing):
    model = Organization
    serializer_class = PublicOrganizationSerializer
    filterset_class = OrganizationFilter
    write_serializer = OrganizationCreateInput
    edit_serializer = OrganizationInput
    lookup_value_regex = "[0-9A-Za-z_-]{1,90}"
    workflow = ORGANIZATION
    verbs = {
        "resubmit": services.resubmit_organization,
        "reinstate": services.reinstate_organization,
        **{verb: decision_verb(verb) for verb in DECISIONS},
    }
    verb_serializers = dict.fromkeys(DECISIONS - {"approve"}, ReasonInput)
    verbs_by_version = DECISIONS

    def listed(self) -> Any:
        return Organization.objects.visible_to(ANONYMOUS)

    def find(self) -> Any:
        found = self.get_queryset().by_id_or_slug(self.kwargs["id"]).first()  # type: ignore[attr-defined]
        if found is None:
            raise NotFound()
        return found

    def audience(self, obj: Any = None) -> str:
        if obj is None:
            return "public"
        inside = obj.pk in self.subject.organizations or can(self.subject, "browse", obj).allowed
        return "inside" if inside else "public"

    def represent(self, obj: Any) -> Any:
        inside = self.audience(obj) == "inside"
        return (MemberOrganizationSerializer if inside else PublicOrganizationSerializer)(obj).data

    def perform(self, given: dict[str, Any]) -> Organization:
        return services.create_organization(by=self.subject, **given)

    def perform_edit(self, obj: Organization, given: dict[str, Any]) -> Organization:
        return services.edit_organization(obj, by=self.subject, **given)
