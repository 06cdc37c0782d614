"""News and digests by the clock: harmless when it comes late, twice or not at all."""

from collections.abc import Mapping

from django.db.models import Exists, OuterRef
from django.utils import timezone

from apps.accounts.models import User
from apps.alerts import services
from apps.alerts.choices import Cadence
from apps.alerts.models import SavedSearch
from hearth.kernel.scheduling import Run, daily, every, scheduled, weekly


@scheduled("alerts.tell_followers", every(minutes=2), atomic=False)
def tell_followers(run: Run) -> str:
    """Tell people how their favourites stand now."""
    now, told = timezone.now(), 0
    while done := services.tell_followers(now):
        told += done
    return f"{told} looked at"


def _zones(cadence: Cadence) -> Mapping[str, str]:
    """The timezones in which somebody waits for such mails, each a key of its own."""
    theirs = SavedSearch.objects.mailed(cadence).filter(user=OuterRef("pk"))
    zones = User.objects.filter(Exists(theirs)).values_list("timezone", flat=True).distinct()
    return {zone: zone for zone in zones}


@scheduled("alerts.daily_digests", daily("08:00", zone=lambda: _zones(Cadence.DAILY)), atomic=False)
def write_daily_digests(run: Run) -> str:
    """Write about new pets to people whose searches tell every day, at eight where they live."""
    return _written(Cadence.DAILY, run)


@scheduled(
    "alerts.weekly_digests", weekly("saturday", "08:00", zone=lambda: _zones(Cadence.WEEKLY)), atomic=False
)
def write_weekly_digests(run: Run) -> str:
    """The same for searches that tell once a week."""
    return _written(Cadence.WEEKLY, run)


def _written(cadence: Cadence, run: Run) -> str:
    searches, mails = services.send_digests(cadence, run.key, run.due_at)
    return f"{mails} mails for {searches} searches"
