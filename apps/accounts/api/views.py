from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import services
from apps.accounts.api.filters import UserFilter
from apps.accounts.api.serializers import (
    CapabilitiesSerializer,
    EraseInput,
    GrantRoleInput,
    RevokeRoleInput,
    SuspendInput,
    UserInput,
    UserSerializer,
)
from apps.accounts.models import User
from apps.accounts.workflows import USER
from hearth.kernel.api import etags
from hearth.kernel.api.serializers import NoInput
from hearth.kernel.api.views import Editing, Listing, PolicyViewSet, Reading
from hearth.kernel.authorization import require, require_for_new
from hearth.kernel.problems import BadQuery


class _People(Editing, PolicyViewSet):
    model = User
    serializer_class = UserSerializer
    edit_serializer = UserInput
    workflow = USER
    limits = {"create": "user.create", "export": "user.export"}

    def audience(self, obj: Any = None) -> str:
        return "own" if obj is not None and obj.pk == self.subject.id else "platform"

    def rows(self) -> QuerySet[Any]:
        return User.objects.select_related("avatar")

    def obstacle(self, obj: User, action: str) -> str:
        if action == "erase" and (reasons := services.obstacles(obj)):
            return str(reasons[0].extra.get("rule") or reasons[0].extra.get("reason") or reasons[0].code)
        return super().obstacle(obj, action)

    def perform_edit(self, obj: User, given: dict[str, Any]) -> User:
        return services.edit_person(obj, by=self.subject, **given)

    @extend_schema(
        summary="Take along everything that we know about you",
        description=(
            "One JSON document to save: the account, every row about the person by table, addresses of their "
            "files, and what they did. Other people are in it only as far as we told you of them."
        ),
        responses={(200, "application/json"): OpenApiTypes.OBJECT},
    )
    @action(detail=True, methods=["get"])
    def export(self, request: Request, **kwargs: Any) -> Response:
        person = self.find()
        require(self.subject, "export", person)
        self.spend("export")
        response = Response(services.export_of(person, by=self.subject))
        response["Content-Disposition"] = 'attachment; filename="my-data.json"'
        return self.cached(response)


@extend_schema_view(
    list=extend_schema(summary="Find people", description="For site admins; the newest first."),
    retrieve=extend_schema(summary="Read a person"),
    update=extend_schema(summary="Replace what you say about yourself", request=UserInput),
    partial_update=extend_schema(
        summary="Change what you say about yourself", request=UserInput(partial=True)
    ),
)
class UserViewSet(Reading, Listing, _People):
    """People by id, for themselves and for site admins."""

    filterset_class = UserFilter
    workflow = USER
    verbs = {
        "grant_role": services.grant_role,
        "revoke_role": services.revoke_role,
        "suspend": services.suspend_person,
        "reinstate": services.reinstate_person,
        "erase": services.erase_person,
    }
    verb_serializers = {
        "grant_role": GrantRoleInput,
        "revoke_role": RevokeRoleInput,
        "suspend": SuspendInput,
        "erase": EraseInput,
    }

    def list(self, request: Request, **kwargs: Any) -> Response:
        require_for_new(self.subject, "browse", User)
        return super().list(request, **kwargs)

    @extend_schema(
        summary="Make sure that the token's person has a row",
        description="201 when this very request made the row, else 200.",
        request=None,
        responses={200: UserSerializer, 201: UserSerializer},
    )
    def create(self, request: Request, **kwargs: Any) -> Response:
        self.spend("create")
        self.read_input(NoInput)
        me = self.subject.user
        if not getattr(request.auth, "first_seen", False):
            return self.answer(me)
        return self.answer(me, code=status.HTTP_201_CREATED, location=self.location_of(me))


@extend_schema_view(
    retrieve=extend_schema(summary="Read about yourself"),
    partial_update=extend_schema(
        summary="Change what you say about yourself", request=UserInput(partial=True)
    ),
)
class MeViewSet(Reading, _People):
    """The person who asks."""

    needs_identity = True

    def find(self) -> User:
        user: User = self.subject.user
        return user

    @extend_schema(
        summary="Close your account for good",
        description=(
            "What is personal is erased; what belongs to organisations stays under “Former member”. 409 "
            "while an organisation has nobody else to lead it (`organizations` lists them), and for the last "
            "active site admin."
        ),
    )
    def destroy(self, request: Request, **kwargs: Any) -> Response:
        me = self.find()
        require(self.subject, "erase", me)
        etags.check_if_match(request, me, required=False)
        services.erase_person(me, by=self.subject)
        return self.cached(Response(status=status.HTTP_204_NO_CONTENT))

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
