"""Browser sessions: like a token, a session narrows a person's role to what their sign-in carried."""

from time import time

from django.conf import settings
from django.contrib.auth import get_user, login
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from apps.accounts.models import User
from hearth.kernel.authorization import SignIn

NOTED_EVERY = 5 * 60
"""Seconds between two writes of when a session was last used."""


def begin_session(request: HttpRequest, user: User, sign_in: SignIn) -> None:
    """Sign a person in on this browser, remembering what their token said."""
    login(request, user, backend="apps.accounts.backends.SessionBackend")
    sign_in.keep_in(request.session)
    request.session["began"] = request.session["seen"] = int(time())


class SessionPerson(AuthenticationMiddleware):
    """Django's middleware, which here gives the person's row itself and no stand-in for it.

    Without a session cookie it leaves the session alone, so that public answers do not vary by cookie.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if not (key.isascii() and key.isalnum()):
            # No key of ours; one with a NUL character in it would break the look-up.
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
            request.session = type(request.session)()
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_session:
            _mind_the_age(request.session)
        request.user = get_user(request) if has_session else AnonymousUser()


def _mind_the_age(session: SessionBase) -> None:
    """End a session that is too old, and let one that is used live on: saving it moves its expiry."""
    now, began = int(time()), session.get("began")
    if began is None:
        return
    if now - began > settings.SESSION_ABSOLUTE_AGE:
        session.flush()
    elif now - session.get("seen", began) > NOTED_EVERY:
        session["seen"] = now
