from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend

from apps.accounts.models import User
from hearth.kernel.authorization import with_grants


class SessionBackend(BaseBackend):
    """Finds the person of a session. There is no way in here: Cognito, or the local picker, is the door."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the person unless they were erased; one who is suspended stays known as such."""
        people = User.objects.exclude(status=User.Status.ERASED)
        mine = people.filter(pk=UUID(str(user_id))).select_related("avatar")
        found: User | None = with_grants(mine).first()
        return found
