"""What people reported, an appeal, a copied photo: something for the moderators to weigh."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import F

from apps.listings.models import Pet
from apps.media.choices import Purpose
from apps.media.handlers import look_for_twins
from apps.media.models import MediaFile
from apps.moderation import reviewables
from apps.moderation.models import Appeal, Decision, Report, ReportCase, ReviewItem
from apps.moderation.services import claim, file_appeal, file_report
from hearth.kernel.authorization import Subject
from hearth.kernel.models import Event

Acting = Callable[[str], Subject]

REPORTED = "Hugo"
REPORTS = (
    ("ana", "wrong_facts", "I visited him: he bites as soon as he is lifted, and the page does not say so."),
    ("remy", "gone", ""),
    ("milo", "wrong_facts", "He was two years old last spring already."),
)
APPEALED = "Golden puppies"
APPEAL = (
    "These are not for trade. My neighbour's dog had them and I only help. The fee pays for the vet and the "
    "food, and I can show you the bills."
)
COPIED = "Biscuit"
LOOKED_AT = "Domino"
"""What max has before him when the demo starts."""
REPORTED_AGO, APPEALED_AGO, COPIED_AGO = timedelta(hours=20), timedelta(hours=31), timedelta(hours=3)


def bring(pets: dict[str, Pet], acting: Acting, upload: Callable[..., MediaFile]) -> None:
    for name, reason, note in REPORTS:
        file_report(by=acting(name), kind="pet", target=pets[REPORTED].pk, reason=reason, note=note)
    rejected = Decision.objects.get(target_id=pets[APPEALED].pk, action=Decision.Action.REJECT)
    file_appeal(rejected, by=acting("quinn"), text=APPEAL)
    _copy_photo(Pet.objects.for_display().get(pk=pets[COPIED].pk), acting("quinn"), upload)


def date_back(now: datetime, acting: Acting, pets: dict[str, Pet]) -> None:
    """Date the cases as the rest of the demo; answers are due from when people began to wait."""
    for kind, rows, ago in (
        ("report", (ReportCase, Report), REPORTED_AGO),
        ("appeal", (Appeal,), APPEALED_AGO),
        ("photo", (), COPIED_AGO),
    ):
        when: dict[str, Any] = {"created_at": now - ago, "updated_at": now - ago}
        for model in rows:
            model.objects.update(**when)
        ReviewItem.objects.filter(kind=kind).update(opened_at=now - ago, **when)
    for kind, reviewable in reviewables.kinds().items():
        ReviewItem.objects.filter(kind=kind).update(due_at=F("opened_at") + reviewable.due_within)
    claim(ReviewItem.objects.waiting().get(target_id=pets[LOOKED_AT].pk), by=acting("max"))


def _copy_photo(shown: Pet, thief: Subject, upload: Callable[..., MediaFile]) -> None:
    """Send somebody else's photo as one's own, which the worker notices."""
    with default_storage.open(shown.photo_list[0].media.renditions["full"]["key"]) as file:
        content = file.read()
    copy = upload(
        content,
        by=thief,
        purpose=Purpose.PET_PHOTO,
        content_type="image/webp",
        organization=None,
        alt_text="Puppy, ready to go today",
    )
    look_for_twins(Event.objects.get(name="media.ready", target_id=copy.pk))
