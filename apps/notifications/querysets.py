from typing import Self

from apps.notifications.kinds import registered
from hearth.kernel.authorization import PolicyQuerySet


class NotificationQuerySet(PolicyQuerySet):
    def known(self) -> Self:
        """Those whose texts exist: a community that is switched off takes its kinds with it."""
        return self.filter(kind__in=registered())

    def unread(self) -> Self:
        return self.filter(read_at=None)
