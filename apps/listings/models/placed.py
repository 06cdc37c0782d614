"""Where an animal is: the second axis of a listing, and what goes with some of its states."""

from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from apps.listings.choices import Placement
from hearth.kernel.fields import internal, public

HAPPY_WORDS_AT_MOST = 1000


class Placed(models.Model):
    """The columns that only `PLACEMENT` moves, and the happy ending that an adopted animal's people tell."""

    placement = internal(
        models.CharField(
            max_length=12, choices=Placement.choices, default=Placement.AVAILABLE, editable=False
        )
    )
    placement_reason = internal(models.CharField(max_length=20, blank=True, editable=False))
    """Why it is on hold, or came back."""
    trial_until = internal(models.DateField(null=True, editable=False))
    """The last day of a trial."""
    trial_asked_at = internal(models.DateTimeField(null=True, editable=False))
    """When its people were asked how that trial went."""
    adopted_at = public(models.DateTimeField(null=True, editable=False))
    shown_until = internal(models.DateField(null=True, editable=False))
    """The last day on which the page of an adopted animal is public."""
    happy_ending = public(
        models.TextField(blank=True, editable=False, validators=[MaxLengthValidator(HAPPY_WORDS_AT_MOST)]),
        erased="",
    )
    happy_photo = public(
        models.OneToOneField(
            "media.MediaFile",
            null=True,
            editable=False,
            on_delete=models.PROTECT,
            related_name="happy_ending_of",
        )
    )
    family_agreed = internal(models.BooleanField(default=False, editable=False))
    """Whether the new family agreed to be told about: only then with a photo, and for a year."""

    class Meta:
        abstract = True


PLACEMENT_CONSTRAINTS: list[Any] = [
    models.CheckConstraint(name="pet_placement_known", condition=Q(placement__in=Placement.values)),
    models.CheckConstraint(
        name="pet_trial_has_an_end",
        condition=Q(placement="trial", trial_until__isnull=False)
        | (~Q(placement="trial") & Q(trial_until__isnull=True)),
    ),
    models.CheckConstraint(
        name="pet_trial_asked_about", condition=Q(placement="trial") | Q(trial_asked_at__isnull=True)
    ),
    models.CheckConstraint(
        name="pet_adopted_has_dates",
        condition=Q(placement="adopted", adopted_at__isnull=False, shown_until__isnull=False)
        | (~Q(placement="adopted") & Q(adopted_at__isnull=True, shown_until__isnull=True)),
    ),
    models.CheckConstraint(
        name="pet_reason_where_there_is_one",
        condition=Q(placement_reason="") | Q(placement__in=["on_hold", "returned"]),
    ),
    models.CheckConstraint(
        name="pet_happy_when_adopted",
        condition=Q(placement="adopted") | Q(happy_ending="", happy_photo__isnull=True, family_agreed=False),
    ),
    models.CheckConstraint(
        name="pet_happy_photo_is_agreed", condition=Q(happy_photo__isnull=True) | Q(family_agreed=True)
    ),
]
"""Every placement has exactly the facts that belong to it."""
