from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from apps.accounts.timezones import DEFAULT_TIMEZONE, known_timezones
from hearth.kernel.api.problems import is_api


class PersonTimezone:
    """Gives pages and the admin the timezone of whoever is signed in; the API speaks UTC to everybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_api(request):
            return self.get_response(request)
        # A stranger has no session to look into: `SessionPerson` sees to that.
        wanted = getattr(request.user, "timezone", DEFAULT_TIMEZONE)
        zone = wanted if wanted in known_timezones() else DEFAULT_TIMEZONE
        with timezone.override(ZoneInfo(zone)):
            return self.get_response(request)
