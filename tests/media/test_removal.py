"""A photo that is taken down is shown nowhere; one that looks like another is looked at."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from apps.media import removal
from apps.media.models import MediaFile
from apps.media.services import looking_like, quarantine
from apps.moderation.models import Decision, ReviewItem
from apps.moderation.services.restoring import restore
from apps.notifications.models import Mail
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Event
from tests import factories
from tests.cast import Cast
from tests.media import pictures
from tests.media.sending import Work, upload

pytestmark = pytest.mark.django_db

HASH = "0f0f33cc55aa1234"
THREE_BITS_OFF = "0f0f33cc55aa1233"
FOUR_BITS_OFF = "0f0f33cc55aa123b"


def published(cast: Cast, name: str = "petra") -> MediaFile:
    """A photo whose files are where they should be."""
    made = factories.photo(cast.person(name))
    made.renditions = {
        size: {"key": f"photos/{made.pk}/{size}-1.webp", "width": 8, "height": 6}
        for size in ("thumbnail", "card", "full")
    }
    made.save()
    for rendition in made.renditions.values():
        default_storage.save(rendition["key"], ContentFile(b"RIFF"))
    return made


def remove(cast: Cast, media: MediaFile, who: str = "mona", reason: str = "not_theirs") -> Any:
    given = {"reason": reason, "note": "It is Milo's."}
    seen = {"If-Match": f'"{media.version}-seen"'}
    return cast.client(who).post(f"/api/v1/media/{media.pk}/remove", given, headers=seen)


def places(media: MediaFile) -> tuple[int, int]:
    """How many of its files are public, and how many in quarantine."""
    keys = [rendition["key"] for rendition in (media.renditions | media.withheld).values()]
    return sum(map(default_storage.exists, keys)), sum(map(quarantine().exists, keys))


def test_disappears_with_its_files_and_its_owner_is_told(cast: Cast) -> None:
    media = published(cast)
    answer = remove(cast, media)
    assert (answer.status_code, answer.json()["state"], answer.json()["renditions"]) == (200, "removed", None)
    media.refresh_from_db()
    assert (media.renditions, media.full_url, media.is_ready) == ({}, "", False)
    drain()
    assert places(media) == (0, 3)
    mail = Mail.objects.get()
    assert (mail.user, mail.kind, mail.context["note"]) == (cast.petra, "media.removed", "It is Milo's.")


def test_moving_the_files_twice_is_harmless(cast: Cast) -> None:
    media = published(cast)
    remove(cast, media)
    media.refresh_from_db()
    first, *_ = media.withheld.values()
    quarantine().save(first["key"], ContentFile(b"RIFF"))  # a worker ended between copying and deleting
    for _ in range(2):
        removal.move_files(media)
        assert places(media) == (0, 3)


def test_comes_back_after_an_appeal(cast: Cast) -> None:
    media = published(cast)
    remove(cast, media)
    drain()
    restore(Decision.objects.get(), by=cast.subject("max"))
    media.refresh_from_db()
    assert (media.state, media.withheld, bool(media.card_url)) == ("ready", {}, True)
    drain()
    assert places(media) == (3, 0)


def test_files_are_forgotten_when_no_appeal_is_left(cast: Cast) -> None:
    media = published(cast)
    remove(cast, media)
    drain()
    media.refresh_from_db()
    assert removal.forget_removed(before=media.updated_at) == 0
    assert removal.forget_removed(before=media.updated_at + removal.KEPT_FOR) == 1
    assert places(media) == (0, 0)


@pytest.mark.parametrize("who", ["ana", "petra", "milo"])
def test_is_for_reviewers_alone(cast: Cast, who: str) -> None:
    media = published(cast)
    assert remove(cast, media, who).status_code == (403 if who == "petra" else 404)
    assert MediaFile.objects.get().is_ready


def test_reviewers_still_see_it_and_nobody_else(cast: Cast) -> None:
    media = published(cast)
    remove(cast, media)
    address = f"/admin/media/mediafile/{media.pk}/withheld/card/"
    for _ in ("before the files are moved", "after"):
        answer = cast.browser("mona").get(address)
        assert (answer.status_code, b"".join(answer)) == (200, b"RIFF")
        assert "no-store" in answer["Cache-Control"]
        drain()
    assert cast.browser("petra").get(address).status_code == 403
    assert cast.browser("mona").get(address.replace("card", "huge")).status_code == 404


def test_can_be_reported_by_who_sees_the_picture_alone(cast: Cast) -> None:
    media = published(cast)
    given = {"kind": "photo", "target": str(media.pk), "reason": "cruelty"}
    assert cast.client("ana").get(f"/api/v1/media/{media.pk}").status_code == 404
    assert cast.client("ana").post("/api/v1/reports", given).status_code == 201
    unready = factories.photo(cast.petra, state="processing")
    assert cast.client("ana").post("/api/v1/reports", {**given, "target": str(unready.pk)}).status_code == 404


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ({"owner": "milo", "perceptual_hash": HASH}, True),
        ({"owner": "milo", "perceptual_hash": THREE_BITS_OFF}, True),
        ({"owner": "milo", "perceptual_hash": FOUR_BITS_OFF}, False),
        ({"owner": "petra", "perceptual_hash": HASH}, False),
        ({"owner": "petra", "perceptual_hash": HASH, "state": "removed"}, True),
        ({"owner": "milo", "perceptual_hash": HASH, "state": "refused"}, False),
    ],
)
def test_notices_what_looks_alike(cast: Cast, other: dict[str, Any], alike: bool) -> None:
    owner = cast.person(other.pop("owner"))
    factories.photo(owner, **other)
    media = factories.photo(cast.petra, perceptual_hash=HASH)
    assert looking_like(media).exists() is alike


def test_an_even_surface_looks_like_nothing(cast: Cast) -> None:
    factories.photo(cast.milo, perceptual_hash="0" * 16)
    assert not looking_like(factories.photo(cast.petra, perceptual_hash="0" * 16)).exists()


def test_same_picture_of_somebody_else_waits_for_a_reviewer(cast: Cast, work: Work) -> None:
    rings = Image.radial_gradient("L").resize((640, 480)).convert("RGB")
    upload(cast.client("milo"), pictures.encoded(rings), work)
    assert not ReviewItem.objects.exists()
    second = upload(cast.client("petra"), pictures.encoded(rings.resize((600, 450)), quality=60), work)
    item = ReviewItem.objects.get()
    assert (str(item.target_id), item.kind, item.origin) == (second["id"], "photo", "flagged")
    assert item.submitter == cast.petra
    address = f"/api/v1/review/items/{item.pk}"
    tag = cast.client("mona").get(address)["ETag"]
    approved = cast.client("mona").post(f"{address}/decide", {"action": "approve"}, headers={"If-Match": tag})
    assert approved.status_code == 200
    assert Event.objects.filter(name="media.approved").count() == 1
