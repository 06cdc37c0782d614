from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import services
from apps.accounts.api.serializers import CapabilitiesSerializer, RoleInput, UserInput, UserSerializer
from apps.accounts.models import User
from hearth.kernel.api import etags
from hearth.kernel.api.serializers import NoInput
from hearth.kernel.api.views import Editing, PolicyViewSet, Reading
from hearth.kernel.authorization import require
from hearth.kernel.problems import BadQuery


class _People(PolicyViewSet):
    model = User
    serializer_class = UserSerializer

    def audience(self, obj: Any = None) -> str:
        return "own" if obj is not None and obj.pk == self.subject.id else "platform"


@extend_schema_view(retrieve=extend_schema(summary="Read a person"))
class UserViewSet(Reading, _People):
    """People by id, for themselves and for site admins."""

    @extend_schema(
        summary="Make sure that the token's person has a row",
        description="201 when this very request made the row, else 200.",
        request=None,
        responses={200: UserSerializer, 201: UserSerializer},
    )
    def create(self, request: Request, **kwargs: Any) -> Response:
        self.read_input(NoInput)
        me = self.subject.user
        if not getattr(request.auth, "first_seen", False):
            return self.answer(me)
        return self.answer(me, code=status.HTTP_201_CREATED, location=self.location_of(me))

    @extend_schema(
        summary="Give a system role, or take it back",
        description="For site admins; nobody changes their own. `User` takes every role back.",
        request=RoleInput,
        responses=UserSerializer,
    )
    @action(detail=True, methods=["post"])
    def grant_role(self, request: Request, **kwargs: Any) -> Response:
        user = self.find()
        require(self.subject, "grant_role", user)
        etags.check_if_match(request, user, required=False)
        given = self.read_input(RoleInput)
        return self.answer(services.grant_role(by=self.subject, user_id=user.pk, **given))


@extend_schema_view(
    retrieve=extend_schema(summary="Read about yourself"),
    partial_update=extend_schema(
        summary="Change what you say about yourself", request=UserInput(partial=True)
    ),
)
class MeViewSet(Reading, Editing, _People):
    """The person who asks."""

    needs_identity = True
    edit_serializer = UserInput

    def rows(self) -> QuerySet[Any]:
        return User.objects.filter(pk=self.subject.id)

    def find(self) -> User:
        user: User = self.subject.user
        return user

    def perform_edit(self, obj: User, given: dict[str, Any]) -> User:
        return services.edit_person(obj, by=self.subject, **given)

    @extend_schema(
        summary="What the person may do, on the whole platform and in one organisation",
        parameters=[OpenApiParameter("organization", UUID, description="An organisation's id")],
        responses=CapabilitiesSerializer,
    )
    def capabilities(self, request: Request, **kwargs: Any) -> Response:
        organization = _organization(request)
        found = self.subject.system_capabilities
        if organization:
            found |= self.subject.capabilities_in(organization)
        facts = {
            "system_role": self.subject.system_role,
            "organization": organization,
            "capabilities": sorted(found),
        }
        return self.cached(Response(CapabilitiesSerializer(facts).data))


def _organization(request: Request) -> UUID | None:
    if unknown := sorted(set(request.query_params) - {"organization"}):
        raise BadQuery(f"Unknown: {', '.join(name[:40] for name in unknown[:5])}.", known=["organization"])
    raw = request.query_params.get("organization")
    if raw is None:
        return None
    try:
        return UUID(raw)
    except ValueError:
        raise BadQuery("organization must be an id.") from None
