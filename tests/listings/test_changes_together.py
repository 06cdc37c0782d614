"""One photo, two listings that want it at one moment: no constraint spans both tables, a lock does."""

import threading
from contextlib import suppress
from typing import Any

import pytest

from apps.listings.models import PetPhoto, ProposedPhoto
from apps.listings.services import changes, photos
from apps.media.querysets import MediaQuerySet
from tests import factories
from tests.cast import Cast
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


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
