"""Who is asking: a Cognito access token for programs, a session for our own pages."""

import re
from dataclasses import replace
from typing import Any

from django.conf import settings
from django_cognito_jwt import JSONWebTokenAuthentication
from django_cognito_jwt.validator import TokenError
from rest_framework import authentication, status
from rest_framework.exceptions import APIException, AuthenticationFailed
from rest_framework.request import Request

from apps.accounts.keys import KeysUnavailableError
from apps.accounts.models import User
from apps.accounts.services import person_for_claims
from apps.accounts.tokens import AccessTokenValidator, Claims
from hearth.kernel.authorization import SignIn

CHALLENGE = 'Bearer realm="hearth"'
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]+")


class KeyServerSilent(APIException):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "The service that signs tokens does not answer just now, so yours cannot be checked."
    default_code = "unavailable"


class CognitoAuthentication(JSONWebTokenAuthentication):
    """django-cognito-jwt's class, hardened; `request.auth` is the token's Claims.

    A suspended person is let through as such: they read public things, and whatever needs an identity
    refuses them by name.
    """

    def authenticate(self, request: Request) -> tuple[User, Claims] | None:
        token = self.get_jwt_token(request)
        if token is None:
            return None
        try:
            claims = self.get_token_validator(request).validate(token)
        except TokenError as error:
            raise AuthenticationFailed(f"This token cannot be accepted: {error}.") from error
        except KeysUnavailableError as error:
            raise KeyServerSilent() from error
        user, created = person_for_claims(claims)
        if user.status == User.Status.ERASED:
            raise AuthenticationFailed("This account is gone.")
        return user, replace(claims, first_seen=created)

    def get_jwt_token(self, request: Request) -> str | None:
        scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = token.strip()
        if not _TOKEN.fullmatch(token):
            raise AuthenticationFailed("Send one token after the word Bearer.")
        return token

    def get_token_validator(self, request: Request) -> AccessTokenValidator:
        return AccessTokenValidator(
            settings.COGNITO_AWS_REGION, settings.COGNITO_USER_POOL, settings.COGNITO_AUDIENCE
        )

    def authenticate_header(self, request: Request) -> str:
        sent = request.META.get("HTTP_AUTHORIZATION", "").strip().lower().startswith("bearer")
        return f'{CHALLENGE}, error="invalid_token"' if sent else CHALLENGE


class SessionAuthentication(authentication.SessionAuthentication):
    """The session of our own pages, with CSRF; `request.auth` is its SignIn."""

    def authenticate(self, request: Request) -> tuple[Any, SignIn] | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None  # a look into the session would make the public answer vary by cookie
        user = request._request.user
        if not user.is_authenticated:
            return None
        self.enforce_csrf(request)
        return user, SignIn.from_session(request._request)

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE
