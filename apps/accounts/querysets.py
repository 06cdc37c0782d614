from typing import Any

from django.contrib.auth.base_user import BaseUserManager

from hearth.kernel.authorization import PolicyQuerySet, with_grants


class UserQuerySet(PolicyQuerySet[Any]):
    def with_memberships(self) -> Any:
        """Load people with what their subject needs, in one query."""
        return with_grants(self)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_or_create_for_cognito(self, claims: Any) -> Any:
        """Give django-cognito-jwt the person of verified claims."""
        from apps.accounts.services import person_for_claims

        return person_for_claims(claims)[0]
