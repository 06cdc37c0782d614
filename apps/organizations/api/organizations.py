from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.response import Response
from rest_framework.reverse import reverse

from apps.moderation.api.verbs import Decidable, decision_verb
from apps.organizations import kinds, services
from apps.organizations.api.hot import ORGANIZATIONS
from apps.organizations.api.organization_serializers import (
    ArchiveInput,
    ManagedOrganizationSerializer,
    MemberOrganizationSerializer,
    OneOrganizationSerializer,
    OrganizationCreateInput,
    OrganizationInput,
    PublicOrganizationSerializer,
    SlugInput,
    UnverifyInput,
    VerifyInput,
)
from apps.organizations.api.settings import HasSettings
from apps.organizations.details import details_of
from apps.organizations.models import Membership, Organization
from apps.organizations.workflows import ORGANIZATION
from hearth.kernel.api.hot import HotListing
from hearth.kernel.api.serializers import ReasonInput
from hearth.kernel.api.views import SAFE, Creating, Editing, Listing, Reading
from hearth.kernel.authorization import ANONYMOUS, Decision, can
from hearth.kernel.ids import is_id
from hearth.kernel.keyset import Keyset
from hearth.kernel.models import Revision
from hearth.kernel.problems import NotFound
from hearth.kernel.revisions import pending_of
from hearth.kernel.workflow import Verb

DECISIONS = frozenset({"approve", "reject", "suspend", "approve_change", "reject_change"})
HELD_BACK = (
    "Name, logo and description of an approved organisation wait for a moderator, unless it is trusted: "
    "`pending_revision` has what waits. Writing the approved values again takes the change back."
)


class Moved(Exception):
    """The organisation is found at another address now."""


class OrganizationFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=kinds.offered)
    region = django_filters.CharFilter(lookup_expr="iexact", max_length=80)
    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains", max_length=80)
    # Not a BooleanFilter, which takes any word for no wish at all.
    verified = django_filters.ChoiceFilter(
        choices=[("true", "With the badge"), ("false", "Without")], method="by_badge"
    )

    class Meta:
        model = Organization
        fields: list[str] = []

    def by_badge(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.verified() if value == "true" else rows.unverified()
        return found


@extend_schema_view(
    list=extend_schema(summary="Organisations that are approved, newest first"),
    retrieve=extend_schema(
        summary="One organisation, by id or slug",
        responses={
            200: OneOrganizationSerializer,
            301: OpenApiResponse(description="It had this slug once; Location has the present one"),
        },
    ),
    create=extend_schema(
        summary="Register an organisation",
        description="A rescue or a restaurant waits for review; clubs are registered by site admins. "
        "Whoever registers it has its highest role.",
        request=OrganizationCreateInput,
        responses={201: OneOrganizationSerializer},
    ),
    update=extend_schema(
        summary="Write the profile: every required field; optional ones that are left out stay",
        description=HELD_BACK,
        request=OrganizationInput,
        responses=OneOrganizationSerializer,
    ),
    partial_update=extend_schema(
        summary="Change the profile",
        description=HELD_BACK,
        request=OrganizationInput,
        responses=OneOrganizationSerializer,
    ),
)
class OrganizationViewSet(Decidable, HasSettings, Creating, Editing, Reading, HotListing):
    model = Organization
    hot = ORGANIZATIONS
    more_for_the_known = True
    serializer_class = PublicOrganizationSerializer
    filterset_class = OrganizationFilter
    write_serializer = OrganizationCreateInput
    edit_serializer = OrganizationInput
    lookup_value_regex = "[0-9A-Za-z_-]{1,90}"
    workflow = ORGANIZATION
    verbs = {
        "change_slug": services.change_slug,
        "resubmit": services.resubmit_organization,
        "reinstate": services.reinstate_organization,
        "withdraw_change": services.withdraw_change,
        "archive": services.archive_organization,
        "unarchive": services.unarchive_organization,
        "verify": services.verify_organization,
        "unverify": services.unverify_organization,
        **{verb: decision_verb(verb) for verb in DECISIONS},
    }
    verb_serializers = {
        "change_slug": SlugInput,
        "archive": ArchiveInput,
        "verify": VerifyInput,
        "unverify": UnverifyInput,
        **dict.fromkeys(DECISIONS - {"approve", "approve_change"}, ReasonInput),
    }
    limits = {"create": "organization.create"}
    more_orders = (Keyset("name", "id"),)
    not_of_a_row = Listing.not_of_a_row | {"found"}
    # A badge is given to a name that was looked at.
    verbs_by_version = DECISIONS | {"verify"}

    def rows(self) -> Any:
        return Organization.objects.select_related("logo")

    def listed(self) -> Any:
        return self.rows().visible_to(ANONYMOUS)

    def find(self) -> Any:
        word = self.kwargs["id"]
        found = self.get_queryset().by_id_or_slug(word).first()  # type: ignore[attr-defined]
        if found is None:
            raise NotFound()
        if self.request.method in SAFE and word != found.slug and not is_id(word):
            raise Moved(found.slug)
        return found

    def handle_exception(self, exc: Exception) -> Response:
        if not isinstance(exc, Moved):
            return super().handle_exception(exc)
        name = self.request.resolver_match.view_name  # type: ignore[union-attr]
        address = reverse(name, kwargs={**self.kwargs, "id": str(exc)}, request=self.request)
        query = self.request.META.get("QUERY_STRING", "")
        moved = Response(status=status.HTTP_301_MOVED_PERMANENTLY)
        moved["Location"] = f"{address}?{query}" if query else address
        return self.cached(moved)

    def check_create(self) -> None:
        super().check_create()
        given = self.request.data.get("kind") if isinstance(self.request.data, Mapping) else None
        if isinstance(given, str) and given in kinds.KINDS:
            services.check_may_found(kinds.KINDS[given], self.subject)

    def guard(self, obj: Any, verb: Verb) -> None:
        super().guard(obj, verb)
        if verb.name == "verify":
            # The state says nothing of a repeat here, and the version that it names is the one before.
            given = VerifyInput(data=self.request.data)
            if given.is_valid():
                services.refuse_repeat(obj, by=self.subject, **given.validated_data)

    def audience(self, obj: Any = None) -> str:
        if obj is None:
            return "public"
        if can(self.subject, "see_change", obj).allowed:
            return "managing"
        return "inside" if obj.pk in self.subject.organizations else "public"

    details: dict[str, Any] | None = None
    """What its kind adds to the answer about one organisation; none for lists."""

    def answer(self, obj: Organization, **kwargs: Any) -> Response:
        self.details = details_of(obj)
        return super().answer(obj, **kwargs)

    def representation(self, obj: Organization) -> str:
        # A badge ends by itself, a logo's words change without its organisation, and so do the details.
        seen = f"{self.audience(obj)}:{obj.verified}:{obj.logo.version if obj.logo else 0}"
        return f"{seen}:{self.details}" if self.details else seen

    def represent(self, obj: Any) -> Any:
        context = self.get_serializer_context()
        audience = self.audience(obj)
        if audience == "managing":
            waiting = self.pending if self.pending is not None else pending_of([obj])
            found = ManagedOrganizationSerializer(obj, context={**context, "pending": waiting}).data
        else:
            shape = MemberOrganizationSerializer if audience == "inside" else PublicOrganizationSerializer
            found = shape(obj, context=context).data
        return {**found, **(self.details or {})}

    pending: dict[UUID, Revision] | None = None
    """The changes that wait about the organisations of a page."""

    def complete(self, items: Sequence[Organization]) -> None:
        self.pending = pending_of(item for item in items if self.audience(item) == "managing")

    def explained(self, obj: Organization) -> dict[str, Decision]:
        asked = Membership(organization=obj, user=self.subject.user)
        return {**super().explained(obj), "join": can(self.subject, "request", asked)}

    def obstacle(self, obj: Any, action: str) -> str:
        if action == "join":
            return services.refusal_to_join(obj, by=self.subject)
        about_change = action in ("withdraw_change", "approve_change", "reject_change")
        if about_change and not pending_of([obj]):
            return "no_change_waits"
        if action == "unverify" and obj.verified_until is None:
            return "no_badge"
        return super().obstacle(obj, action)

    def perform(self, given: dict[str, Any]) -> Organization:
        return services.create_organization(by=self.subject, **given)

    def perform_edit(self, obj: Organization, given: dict[str, Any]) -> Organization:
        return services.edit_organization(obj, by=self.subject, **given)
