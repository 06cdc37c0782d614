from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view

from apps.organizations.api.organization_serializers import VerificationSerializer
from apps.organizations.models import Organization, Verification
from hearth.kernel.api.views import Listing, Nested
from hearth.kernel.authorization import can, require
from hearth.kernel.keyset import Keyset


@extend_schema_view(
    list=extend_schema(
        summary="Why it has, or had, its badge, newest first",
        description="For reviewers and its managers; a reviewer's notes are for reviewers alone.",
    )
)
class VerificationViewSet(Nested, Listing):
    model = Verification
    parent_model = Organization
    serializer_class = VerificationSerializer
    needs_identity = True
    order = Keyset("-granted_at", "-id")

    def listed(self) -> Any:
        require(self.subject, "see_evidence", self.parent)
        return self.rows().filter(organization=self.parent)

    def audience(self, obj: Any = None) -> str:
        return "reviewer" if can(self.subject, "verify", self.parent).allowed else "manager"
