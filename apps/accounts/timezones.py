"""Times on pages stand in the reader's own timezone; the API speaks UTC to everybody."""

from collections.abc import Callable
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from apps.accounts.models import DEFAULT_TIMEZONE
from hearth.kernel.api.problems import is_api


@cache
def known_timezones() -> frozenset[str]:
    return frozenset(available_timezones())


class PersonTimezone:
    """Activates the timezone of whoever is signed in, else the platform's own; pages and admin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_api(request):
            return self.get_response(request)
        # Strangers have no session to look into: `SessionPerson` sees to that.
        wanted = getattr(request.user, "timezone", DEFAULT_TIMEZONE)
        zone = wanted if wanted in known_timezones() else DEFAULT_TIMEZONE
        with timezone.override(ZoneInfo(zone)):
            return self.get_response(request)
