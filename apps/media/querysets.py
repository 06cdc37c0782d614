from typing import Any, Self
from uuid import UUID

from hearth.kernel.authorization import PolicyQuerySet


class MediaQuerySet(PolicyQuerySet[Any]):
    def awaiting(self) -> Self:
        return self.filter(state="awaiting_upload")

    def locked_for(self, media_id: UUID) -> Any:
        """Read one row and keep its lock until the transaction ends; raise DoesNotExist when it is gone."""
        return self.select_for_update(no_key=True).get(pk=media_id)
