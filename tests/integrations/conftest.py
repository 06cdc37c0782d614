from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from tests.integrations.strava_server import Strava, playing


@pytest.fixture
def strava(settings: Any) -> Iterator[Strava]:
    """Strava as it is played on this machine, and settings that lead there."""
    with playing(Strava(now=timezone.now().timestamp())) as played:
        settings.STRAVA_BASE_URL = played.url
        yield played
