"""The fixed cast: the same people as in the demo, made when a test first mentions them."""

import time
from typing import Any

from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from apps.accounts.models import User
from apps.accounts.tokens import claims_of
from hearth.kernel.authorization import SignIn, Subject, SystemRole, subject_for
from hearth.local import issuer
from hearth.local.people import PEOPLE

_tokens: dict[tuple[Any, ...], str] = {}
"""Signing takes as long as many a request: whoever comes again within the minute brings the same token."""
FACTS = f"SELECT id, system_role FROM {User._meta.db_table} WHERE cognito_sub = %s"
_ROLES = {"Moderators": SystemRole.MODERATOR, "SiteAdmins": SystemRole.SITE_ADMIN}


class Cast:
    """`cast.rosa` is her row, `cast.client("rosa")` her API client, `cast.browser("rosa")` her browser."""

    def __getattr__(self, name: str) -> User:
        if name not in PEOPLE:
            raise AttributeError(name)
        return self.person(name)

    def person(self, name: str) -> User:
        """Return the person's row as the demo has it: role and status included."""
        who = PEOPLE[name]
        roles = [_ROLES[group] for group in who.groups]
        user, _ = User.objects.get_or_create(
            cognito_sub=who.sub,
            defaults={
                "email": who.email,
                "email_verified": True,
                "display_name": who.display_name,
                "system_role": roles[0] if roles else SystemRole.USER,
                "status": User.Status.SUSPENDED if name == "quinn" else User.Status.ACTIVE,
            },
        )
        return user

    def subject(self, name: str, /) -> Subject:
        """The person as services and policies see them."""
        return subject_for(self.person(name), SignIn(SystemRole.SITE_ADMIN, PEOPLE[name].client))

    def token(self, name: str, /, **claims: Any) -> str:
        """Sign a token of a person whose row exists."""
        key = (name, PEOPLE[name], *self._facts(name), int(time.time() // 60), repr(sorted(claims.items())))
        if key not in _tokens:
            _tokens[key] = issuer.token_for(name, **claims)
        return _tokens[key]

    def _facts(self, name: str) -> tuple[Any, ...]:
        """What a token tells of the row; asked with every client, hence in plain SQL."""
        with connection.cursor() as cursor:
            cursor.execute(FACTS, [PEOPLE[name].sub])
            found: tuple[Any, ...] | None = cursor.fetchone()
        if found is None:
            user = self.person(name)
            return user.pk, user.system_role
        return found

    def client(self, name: str = "", /, **claims: Any) -> APIClient:
        """An API client with the person's signed token, or with none; claims override the token's own."""
        client = APIClient()
        if name:
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {self.token(name, **claims)}")
        return client

    def browser(self, name: str = "", /, **claims: Any) -> Client:
        """A browser with the person's session, or with none."""
        client = Client()
        if name:
            client.force_login(self.person(name), backend="apps.accounts.backends.SessionBackend")
            session = client.session
            claims_of(issuer.payload_for(name, **claims), issuer.CLIENTS).keep_in(session)
            session.save()
        return client
