from typing import Any, Self

from hearth.kernel.authorization import PolicyQuerySet


class ApiClientQuerySet(PolicyQuerySet[Any]):
    def live(self) -> Self:
        """Not revoked, and of somebody who is not suspended."""
        return self.filter(revoked_at__isnull=True, user__status="active")
