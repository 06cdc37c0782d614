from typing import Any, Self
from uuid import UUID

from django.apps import apps
from django.utils import timezone

from hearth.kernel.authorization import PolicyQuerySet


class OrganizationQuerySet(PolicyQuerySet[Any]):
    def by_id_or_slug(self, word: str) -> Self:
        """Find it by its id, its address or any address that it once had."""
        try:
            return self.filter(pk=UUID(word))
        except ValueError:
            # The database takes no NUL character, not even to look for it.
            return self.at_address(word) if "\x00" not in word else self.none()

    def at_address(self, slug: str) -> Self:
        addresses = apps.get_model("organizations.Address").objects.filter(slug=slug)
        return self.filter(pk__in=addresses.values("organization"))

    def verified(self) -> Self:
        """Those that have the badge now, as `Organization.verified` says of one."""
        return self.filter(verified_until__gt=timezone.now())

    def unverified(self) -> Self:
        return self.exclude(verified_until__isnull=False, verified_until__gt=timezone.now())


class VerificationQuerySet(PolicyQuerySet[Any]):
    def live(self) -> Self:
        """Not ended by anybody, though perhaps expired; at most one per organisation."""
        return self.filter(ended_at__isnull=True)
