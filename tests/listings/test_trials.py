"""On the last day of a trial its people are asked how it went."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.listings.models import Pet
from apps.listings.services import adopt_pet, ask_how_trials_went
from apps.notifications.models import Mail, Notification
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Event
from hearth.kernel.scheduling import run_due
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
EIGHT_IN_SYDNEY = datetime(2031, 5, 3, 22, tzinfo=UTC)
"""Of the fourth of May."""


def on_trial(cast: Cast) -> Pet:
    pet = factories.pet(cast.petra, placement="trial", photo_state="")
    Pet.objects.filter(pk=pet.pk).update(trial_until="2031-05-04")
    type(cast.petra).objects.filter(pk=cast.petra.pk).update(timezone="Australia/Sydney")
    return Pet.objects.get(pk=pet.pk)


def test_asks_in_the_morning_of_that_day_where_its_people_live(cast: Cast) -> None:
    on_trial(cast)
    assert ask_how_trials_went(EIGHT_IN_SYDNEY - HOUR) == 0
    assert ask_how_trials_went(EIGHT_IN_SYDNEY) == 1
    assert ask_how_trials_went(EIGHT_IN_SYDNEY + HOUR) == 0


def test_asks_once_late_and_doubled(cast: Cast) -> None:
    pet = on_trial(cast)
    for _ in range(2):
        run_due(EIGHT_IN_SYDNEY + 50 * HOUR, only="listings.trials")
    run_due(EIGHT_IN_SYDNEY + 90 * HOUR, only="listings.trials")
    assert Event.objects.filter(name="pet.trial_ends").count() == 1
    drain()
    (mail,) = Mail.objects.filter(kind="pet.trial_ends")
    assert (mail.user, mail.context["until"]) == (cast.petra, "2031-05-04")
    assert Notification.objects.filter(kind="pet.trial_ends", user=cast.petra).count() == 1
    assert cast.client("petra").post(f"/api/v1/pets/{pet.pk}/adopt").status_code == 200


def test_asks_nobody_who_has_said_so(cast: Cast) -> None:
    pet = on_trial(cast)
    assert ask_how_trials_went(EIGHT_IN_SYDNEY) == 1
    adopt_pet(pet, by=cast.subject("petra"))
    drain()
    assert not Mail.objects.filter(kind="pet.trial_ends").exists()
    assert Pet.objects.get(pk=pet.pk).trial_asked_at is None
    assert ask_how_trials_went(EIGHT_IN_SYDNEY) == 0


def test_asks_the_rescue_by_its_own_clock(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa, timezone="Pacific/Kiritimati")
    pet = factories.pet(cast.rosa, organization=harbour, placement="trial", photo_state="")
    Pet.objects.filter(pk=pet.pk).update(trial_until="2031-05-04")
    in_kiritimati = datetime(2031, 5, 3, 18, tzinfo=UTC)
    assert ask_how_trials_went(in_kiritimati - HOUR) == 0
    assert ask_how_trials_went(in_kiritimati) == 1
