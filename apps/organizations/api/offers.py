from typing import Any, ClassVar

from apps.organizations.models.expiry import Expiring
from apps.organizations.services.expiry import expire_if_due
from hearth.kernel.api.views import SAFE, PolicyViewSet
from hearth.kernel.workflow import Verb, Workflow


class Offers(PolicyViewSet):
    """Rows that expire by themselves: reading says so at once, and a verb that comes late writes it down."""

    workflow_of_offer: ClassVar[Workflow]

    def find(self) -> Any:
        found: Expiring = super().find()
        if self.request.method not in SAFE:
            expire_if_due(found, self.workflow_of_offer)
        return found

    def guard(self, obj: Any, verb: Verb) -> None:
        # What ran out was written down after the row was read.
        super().guard(self.reload(obj) if obj.is_due else obj, verb)

    def in_state(self, obj: Any, action: str) -> bool:
        verb = self.workflow_of_offer.of.get(action)
        return verb is None or obj.present_status in verb.from_

    def representation(self, obj: Any) -> str:
        # It expires, and people and organisations change their names, without a new version.
        return f"{self.audience(obj)}:{obj.present_status}:{obj.organization.name}:{obj.organization.slug}"
