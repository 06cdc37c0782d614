"""Connecting Strava in the account, and the webhook that Strava calls."""

import json
import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.integrations import services
from apps.integrations.models import StravaActivity, StravaConnection
from apps.integrations.pages.telling import readable, told
from apps.integrations.strava import client
from apps.integrations.strava.config import is_on
from apps.integrations.strava.inbox import receive
from hearth.kernel.api.permissions import Anyone
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import NotAllowed, NotFound, Problem, TooLarge, Unavailable

STATE = "strava_state"
GOOD_FOR = 600
"""Seconds that somebody may take to say yes at Strava."""
LARGEST_NOTICE = 8 * 1024
MOST_SHOWN = 20


class StravaPage(Page):
    access = "signed_in"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_on():
            return self.refused(NotFound())
        return super().dispatch(request, *args, **kwargs)

    def mine(self) -> StravaConnection | None:
        rows = StravaConnection.objects.defer("tokens").filter(user=self.subject.user)
        found: StravaConnection | None = rows.first()
        return found

    def after_refusal(self) -> str:
        return reverse("strava")


class StravaAccountPage(StravaPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        rows = StravaActivity.objects.filter(user=self.subject.user).select_related("ride")
        latest = readable(rows.order_by("-created_at", "-id")[:MOST_SHOWN])
        context = {
            "connection": self.mine(),
            "activities": [(row.ride, told(row)) for row in latest],
            "tab": "strava",
        }
        return render(request, "integrations/strava.html", context)


class ConnectPage(StravaPage):
    """Leads to Strava, with a word that only this session knows."""

    def get(self, request: HttpRequest) -> HttpResponse:
        self.spend("strava.connect")
        state = secrets.token_urlsafe(32)
        request.session[STATE] = [state, timezone.now().timestamp()]
        return redirect(client.authorize_url(state, f"{settings.SITE_URL}{reverse('strava-callback')}"))


class CallbackPage(StravaPage):
    """Where Strava sends people back to."""

    def get(self, request: HttpRequest) -> HttpResponse:
        given = request.GET
        if not self._began_here(request, given.get("state", "")):
            messages.error(request, "This took too long, or began somewhere else. Please try again.")
            return redirect("strava")
        if given.get("error"):
            messages.info(request, "Strava stays unconnected.")
            return redirect("strava")
        scopes = given.get("scope", "").split(",")
        if not {"activity:read", "activity:read_all"}.intersection(scopes):
            messages.error(request, "Without your activities there is nothing to match.")
            return redirect("strava")
        try:
            services.connect_strava(by=self.subject, code=given.get("code", "")[:200])
        except (Unavailable, Problem) as problem:
            if problem.status not in (409, 503):
                raise
            messages.error(request, str(problem))
            return redirect("strava")
        messages.success(request, "Strava is connected. What you record of our rides appears beside them.")
        return redirect("strava")

    def _began_here(self, request: HttpRequest, state: str) -> bool:
        """Whether this very session asked, a short while ago; its word is good once."""
        word, at = request.session.pop(STATE, None) or ("", 0.0)
        fresh = timezone.now().timestamp() - at <= GOOD_FOR
        return bool(word) and fresh and constant_time_compare(word, state)


class DisconnectPage(StravaPage):
    def post(self, request: HttpRequest) -> HttpResponse:
        connection = self.mine()
        if connection is not None:
            services.disconnect_strava(connection, by=self.subject)
        messages.success(request, "Strava is disconnected, and what we had from it is deleted.")
        return redirect("strava")


@extend_schema(exclude=True)
class StravaHook(APIView):
    """The address that Strava's subscription names, which ends with a word that only Strava was told.

    See docs/strava.md.
    """

    authentication_classes: Any = ()
    permission_classes: Any = (Anyone,)
    parser_classes: Any = ()
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not is_on() or not constant_time_compare(kwargs["word"], settings.STRAVA_VERIFY_TOKEN):
            raise NotFound()

    def get(self, request: Request, word: str) -> Response:
        """Show that the subscription is ours: name its word, and get the challenge back."""
        given = request.query_params
        known = constant_time_compare(given.get("hub.verify_token", ""), settings.STRAVA_VERIFY_TOKEN)
        if given.get("hub.mode") != "subscribe" or not known:
            raise NotAllowed(rule="verify_token")
        return Response({"hub.challenge": given.get("hub.challenge", "")[:200]})

    def post(self, request: Request, word: str) -> Response:
        """Write down what may have changed, and answer at once whatever it is."""
        body = request._request.read(LARGEST_NOTICE + 1)
        if len(body) > LARGEST_NOTICE:
            raise TooLarge()
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            raise Problem("This is no JSON.") from None
        if not isinstance(said, dict):
            raise Problem("Send one JSON object.")
        receive(said)
        return Response({})
