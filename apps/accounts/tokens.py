"""What a Cognito access token must be before anything in it is believed, and what we then know."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import jwt
from django.conf import settings
from django_cognito_jwt.validator import TokenError, TokenValidator

from apps.accounts.keys import keys_at
from hearth.kernel.authorization import SignIn, SystemRole
from hearth.kernel.authorization.roles import weaker

LEEWAY = 10
"""Seconds that the issuer's clock may differ from ours."""
MAX_LENGTH = 8192

_GROUPS = {"Moderators": SystemRole.MODERATOR, "SiteAdmins": SystemRole.SITE_ADMIN}


@dataclass(frozen=True, kw_only=True)
class Claims(SignIn):
    """A verified token. `email` is there only when the pool has verified it."""

    sub: str
    issued_at: datetime
    email: str = ""
    name: str = ""
    first_seen: bool = field(default=False, compare=False)
    """Whether this very request made the person's row."""


class AccessTokenValidator(TokenValidator):
    """The stock validator with its holes closed.

    `audience` maps the names of the app clients to their ids. Raises TokenError, and KeysUnavailableError
    while nobody can say whether the token is good.
    """

    def validate(self, token: bytes | str) -> Claims:
        if len(token) > MAX_LENGTH:
            raise TokenError("the token is too long")
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            if not isinstance(kid, str):
                raise TokenError("the token does not name its key")
            key = keys_at(settings.COGNITO_JWKS_URL).get(kid)
            if key is None:
                raise TokenError("the token's key is unknown")
            payload = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                issuer=self.pool_url,
                leeway=LEEWAY,
                # An access token names its client in `client_id`, not in `aud`.
                options={"require": ["exp", "iat", "iss", "sub"], "verify_aud": False},
            )
            return claims_of(payload, self.audience)
        except (jwt.PyJWTError, ValueError, OverflowError, RecursionError) as error:
            raise TokenError(str(error)) from error


def claims_of(payload: dict[str, Any], clients: dict[str, str]) -> Claims:
    """Read the payload of a token whose signature, issuer and times are good; raises TokenError."""
    if payload.get("token_use") != "access":
        raise TokenError("only access tokens are accepted")
    client = {ident: name for name, ident in clients.items()}.get(str(payload.get("client_id")))
    if client is None:
        raise TokenError("the token was issued to another client")
    sub = payload.get("sub")
    if not isinstance(sub, str) or not 1 <= len(sub) <= 128 or not sub.isprintable() or sub != sub.strip():
        raise TokenError("the token's subject is not usable")
    return Claims(
        sub=sub,
        client=client,
        system_role=_role(payload),
        signed_in_at=_moment(payload.get("auth_time", payload["iat"])),
        issued_at=_moment(payload["iat"]),
        email=_verified_address(payload),
        name=_name(payload.get("name")),
    )


def _role(payload: dict[str, Any]) -> SystemRole:
    """Take the strongest group, narrowed by the claim of the pre-token trigger where it is present."""
    groups = payload.get("cognito:groups")
    names = {name for name in groups if isinstance(name, str)} if isinstance(groups, list) else set()
    roles = [role for name, role in _GROUPS.items() if name in names]
    strongest = max(roles, key=lambda role: role.rank, default=SystemRole.USER)
    if "system_role" not in payload:
        return strongest
    claimed = next((role for role in SystemRole if role.wire == payload["system_role"]), SystemRole.USER)
    return weaker(strongest, claimed)


def _moment(seconds: Any) -> datetime:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise TokenError("the token's times are not numbers")
    return datetime.fromtimestamp(seconds, UTC)


def _verified_address(payload: dict[str, Any]) -> str:
    """Cognito's attribute is a string, a trigger may write a boolean."""
    email = payload.get("email")
    if not isinstance(email, str) or payload.get("email_verified") not in (True, "true"):
        return ""
    usable = 3 <= len(email) <= 254 and email.isprintable() and " " not in email and "@" in email[1:-1]
    return email if usable else ""


def _name(value: Any) -> str:
    return " ".join(value.split())[:80] if isinstance(value, str) and value.isprintable() else ""
