"""Changes at one moment: what is approved is what was seen, and a photo goes to one listing."""

import threading
from collections import Counter
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction

from apps.listings.models import Pet, PetPhoto, ProposedPhoto
from apps.listings.services import changes, edit_pet, photos
from apps.media.querysets import MediaQuerySet
from apps.moderation.models import Decision
from apps.moderation.services import decide, deciding
from hearth.kernel.models import Revision
from hearth.kernel.problems import StaleVersion
from tests import factories
from tests.cast import Cast
from tests.listings.test_changes import OTHER
from tests.together import crowd, together

pytestmark = pytest.mark.django_db(transaction=True)


UNSEEN = f"{OTHER} Call me under the usual number."
AT_ONCE = 12


def edit_while_they_decide(cast: Cast, *, owner_first: bool = False) -> Counter[str]:
    """Let Mona approve the changes of a dozen pets as she saw them, while Petra changes each once more.

    Returns how often which of them got through; through 24 connections.
    """
    pets = [factories.pet(cast.petra) for _ in range(AT_ONCE)]
    with transaction.atomic():
        for pet in pets:
            factories.change(pet, description=OTHER)
    mona, petra = cast.subject("mona"), cast.subject("petra")
    edited = [threading.Event() for _ in pets]

    def attempt(place: int) -> str:
        number, edits = divmod(place, 2)
        pet = Pet.objects.get(pk=pets[number].pk)
        try:
            if edits:
                edit_pet(pet, by=petra, description=UNSEEN)
                return "edited"
            if owner_first:
                edited[number].wait(timeout=20)
            decide(pet, by=mona, action="approve", seen_version=1, kind="pet_change")
            return "approved"
        except StaleVersion:
            return "edit refused" if edits else "decision refused"
        finally:
            if edits:
                edited[number].set()

    outcomes = crowd(attempt, 2 * AT_ONCE)
    assert not [outcome for outcome in outcomes if not isinstance(outcome, str)], outcomes
    return Counter(outcomes)


def shows_only_what_was_seen() -> bool:
    approved = set(Decision.objects.values_list("target_id", flat=True))
    return all(
        pet.description == (OTHER if pet.pk in approved else factories.DESCRIPTION)
        for pet in Pet.objects.all()
    )


def test_a_decision_applies_exactly_what_was_seen(cast: Cast) -> None:
    counted = edit_while_they_decide(cast)
    assert counted["approved"] + counted["decision refused"] == AT_ONCE
    assert counted["edited"] + counted["edit refused"] == AT_ONCE
    assert counted["decision refused"] <= counted["edited"]  # nobody is refused for nothing
    assert shows_only_what_was_seen()
    states = Counter(Revision.objects.values_list("state", flat=True))
    assert (states["open"], states["approved"]) == (counted["edited"], counted["approved"])
    waiting = Revision.objects.filter(state="open").values_list("data", flat=True)
    assert all(data == {"description": UNSEEN} for data in waiting)
    assert edit_while_they_decide(cast, owner_first=True)["decision refused"] == AT_ONCE
    assert shows_only_what_was_seen()


def test_without_asking_what_was_seen_it_would_apply_the_rest(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "check_seen", lambda *args: None)
    assert edit_while_they_decide(cast, owner_first=True)["approved"] == AT_ONCE
    assert {pet.description for pet in Pet.objects.all()} == {UNSEEN}


def codes_of_a_race(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A draft and a published listing ask for the same photo; whoever was let through waits for the other."""
    both = threading.Barrier(2)

    def after_the_other(keep: Any) -> Any:
        def run(*args: Any) -> None:
            with suppress(threading.BrokenBarrierError):
                both.wait(timeout=1)
            keep(*args)

        return run

    monkeypatch.setattr(photos, "put_photos", after_the_other(photos.put_photos))
    monkeypatch.setattr(changes, "keep_photos", after_the_other(changes.keep_photos))
    wanted = {"images": [str(factories.photo(cast.petra).pk)]}
    pets = [factories.pet(cast.petra, moderation="draft", photo_state=""), factories.pet(cast.petra)]
    clients = [cast.client("petra"), cast.client("petra")]

    def ask(place: int) -> int:
        return int(clients[place].patch(f"/api/v1/pets/{pets[place].pk}", wanted).status_code)

    return sorted(together(lambda: ask(0), lambda: ask(1)))


def test_a_photo_goes_to_one_of_them(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes_of_a_race(cast, monkeypatch) == [200, 422]
    assert PetPhoto.objects.count() + ProposedPhoto.objects.count() == 2


def test_without_the_lock_it_would_go_to_both(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MediaQuerySet, "select_for_update", lambda self, **kwargs: self)
    assert codes_of_a_race(cast, monkeypatch) == [200, 200]
