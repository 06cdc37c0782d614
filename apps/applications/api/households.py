from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.applications import services
from apps.applications.api.serializers import HouseholdInput, HouseholdSerializer
from apps.applications.models import Household
from hearth.kernel.api import etags
from hearth.kernel.api.views import PolicyViewSet


@extend_schema_view(
    retrieve=extend_schema(summary="What you keep about your home, with the questions"),
    update=extend_schema(
        summary="Keep what your home is like",
        description="Told once; an application takes it over only where you say so.",
        request=HouseholdInput,
        responses=HouseholdSerializer,
    ),
)
class HouseholdViewSet(PolicyViewSet):
    model = Household
    serializer_class = HouseholdSerializer
    needs_identity = True
    limits = {"edit": "application.write"}

    def representation(self, obj: Household) -> str:
        return f"own:{obj._state.adding}"

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.answer(services.household_of(self.subject.user))

    def update(self, request: Request, **kwargs: Any) -> Response:
        self.spend("edit")
        etags.check_if_match(request, services.household_of(self.subject.user), required=False)
        given = self.read_input(HouseholdInput)
        return self.answer(services.keep_household(by=self.subject, **given))
