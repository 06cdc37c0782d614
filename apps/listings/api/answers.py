"""Which representation of a pet somebody gets, for every view that answers with pets."""

from typing import Any

from apps.listings.api.serializers import PrivatePetSerializer, PublicPetSerializer
from apps.listings.models import Pet
from hearth.kernel.api.views import PolicyViewSet
from hearth.kernel.authorization import can


class PetAnswers(PolicyViewSet):
    model = Pet
    serializer_class = PublicPetSerializer
    rereads = False

    def rows(self) -> Any:
        return Pet.objects.for_display()

    def audience(self, obj: Any = None) -> str:
        if obj is None or not can(self.subject, "view_private", obj).allowed:
            return "public"
        return "owner" if can(self.subject, "edit", obj).allowed else "reviewer"

    def representation(self, obj: Pet) -> str:
        # The answer names the organisation, whose name and badge may change without the pet; so may the
        # words for a photo of its new home, which of its companions are still there, and what is featured.
        offered_by, photo = obj.organization, obj.happy_photo
        badge = f"{offered_by.version}:{offered_by.verified}" if offered_by else ""
        badge += f":{photo.version}" if photo else ""
        badge += "".join(f":{other['id']}" for other in obj.companions)
        badge += ":featured" if obj.featured else ""
        # Its end moves without the row's version when its people are asked late.
        audience = self.audience(obj)
        return f"{audience}:{badge}" if audience == "public" else f"{audience}:{badge}:{obj.expires_at}"

    def represent(self, obj: Any) -> Any:
        context = {
            **self.get_serializer_context(),
            "subject": self.subject,
            "decisions": self.decisions,
            "changes": self.changes,
        }
        private = self.shows_private and self.audience(obj) != "public"
        return (PrivatePetSerializer if private else PublicPetSerializer)(obj, context=context).data

    decisions: dict[Any, Any] | None = None
    """The last decision per pet, where a whole page of them was loaded."""
    changes: dict[Any, Any] | None = None
    """The same of their changes."""
    shows_private = True
    """False for lists that give everybody the public fields, whoever asks."""
