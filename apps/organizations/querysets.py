from typing import Any, Self
from uuid import UUID

from django.db.models import QuerySet

from hearth.kernel.authorization import PolicyQuerySet


class OrganizationQuerySet(PolicyQuerySet[Any]):
    def by_id_or_slug(self, word: str) -> Self:
        try:
            return self.filter(pk=UUID(word))
        except ValueError:
            return self.filter(slug=word)


class MembershipQuerySet(PolicyQuerySet[Any]):
    def live(self) -> QuerySet[Any]:
        return self.filter(status="active")
