from typing import Any, Self
from uuid import UUID

from django.db.models import QuerySet

from hearth.kernel.authorization import PolicyQuerySet


class OrganizationQuerySet(PolicyQuerySet[Any]):
    def by_id_or_slug(self, word: str) -> Self:
        try:
            return self.filter(pk=UUID(word))
        except ValueError:
            # The database takes no NUL character, not even to look for it.
            return self.filter(slug=word) if "\x00" not in word else self.none()


class MembershipQuerySet(PolicyQuerySet[Any]):
    def live(self) -> QuerySet[Any]:
        return self.filter(status="active")
