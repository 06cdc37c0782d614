from typing import Any

from django.contrib.auth.base_user import BaseUserManager

from hearth.kernel.authorization import PolicyQuerySet, with_grants


class UserQuerySet(PolicyQuerySet[Any]):
    def with_memberships(self) -> Any:
        """Load people with what their subject needs, in one query."""
        return with_grants(self)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Django's manager with our doors; rows are made by `services.person_for_claims` alone."""
