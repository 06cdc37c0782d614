"""The last day of a trial: its people are asked once how it went; nothing ends by itself."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateField, DateTimeField, F, Func, Value
from django.db.models.functions import Cast, Coalesce

from apps.listings.choices import Moderation, Placement
from apps.listings.models import Pet
from hearth.kernel.authorization import system_subject
from hearth.kernel.events import record
from hearth.kernel.transactions import transactional

ASKED_FROM = timedelta(hours=8)
"""Into the last day, by the clock of whoever offers the pet: nobody is asked at night."""
FARTHEST_EAST = timedelta(hours=14)
AT_ONCE = 500


@transactional
def ask_how_trials_went(now: datetime) -> int:
    """Ask about trials whose last day has come, each once; return how many. Call it until there are none."""
    found = _over(now - ASKED_FROM)
    for pet in found:
        Pet.objects.filter(pk=pet.pk).update(trial_asked_at=now)
        record("pet.trial_ends", pet, by=system_subject(), data={"until": str(pet.trial_until)})
    return len(found)


def _over(moment: datetime) -> list[Pet]:
    """Lock the next ones; what somebody is at work on just now is left to the next run."""
    zone = Coalesce("organization__timezone", "user__timezone")
    here: Any = Func(zone, Value(moment, DateTimeField()), function="timezone", output_field=DateTimeField())
    rows = Pet.objects.filter(
        moderation=Moderation.APPROVED,
        placement=Placement.TRIAL,
        trial_asked_at__isnull=True,
        trial_until__lte=(moment + FARTHEST_EAST).date(),
    ).annotate(local_day=Cast(here, DateField()))
    due = rows.filter(trial_until__lte=F("local_day")).order_by("trial_until", "id")
    return list(due.select_for_update(of=("self",), skip_locked=True, no_key=True)[:AT_ONCE])
