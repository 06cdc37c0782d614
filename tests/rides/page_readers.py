"""How tests read the pages of rides, and press their buttons."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

from django.utils import timezone

from apps.rides import services
from apps.rides.models import Ride
from tests.cast import Cast
from tests.rides.riding import acting


def text_of(answer: Any) -> str:
    """What a person reads in the middle of a page."""
    main = answer.content.decode().partition("<main")[2].partition(">")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def read(cast: Cast, path: str, who: str = "") -> str:
    answer = cast.browser(who).get(path)
    assert answer.status_code == 200, (who, path, answer.status_code)
    return text_of(answer)


def status(cast: Cast, path: str, who: str = "") -> int:
    return cast.browser(who).get(path).status_code


def press(cast: Cast, who: str, path: str, **given: Any) -> str:
    """Send a form and read where it leads."""
    return text_of(cast.browser(who).post(path, given, follow=True))


def begun(of: Ride) -> Ride:
    """The same ride, under way."""
    Ride.objects.filter(pk=of.pk).update(starts_at=timezone.now() - timedelta(minutes=30))
    fresh = Ride.objects.get(pk=of.pk)
    return services.start_ride(fresh, by=acting(fresh.captain))
