from datetime import datetime
from typing import Any, Self
from uuid import UUID

from hearth.kernel.authorization import PolicyQuerySet


class FeaturedPlacementQuerySet(PolicyQuerySet[Any]):
    def at(self, moment: datetime) -> Self:
        return self.filter(during__contains=moment)

    def on_home(self) -> Self:
        return self.filter(surface="home")

    def on_organization(self, organization_id: UUID) -> Self:
        return self.filter(surface="organization", organization_id=organization_id)
