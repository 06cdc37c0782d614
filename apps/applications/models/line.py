from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.applications.choices import TURNS, LineStatus, TurnStatus
from apps.listings.models import Pet
from hearth.kernel.authorization import PolicyQuerySet
from hearth.kernel.fields import KEPT, data_subject, internal, personal
from hearth.kernel.waitlist import Line, Place

GIVES = ("available", "in_foster", "reserved", "trial")
"""Placements of a pet whose place is given or kept; one that is on hold gives none for a while."""


def has_place(pet: Pet) -> bool:
    """Whether the place of a pet is given or kept: published, in good hands, and not on hold."""
    return pet.moderation == "approved" and pet.placement in GIVES and pet.in_good_hands


class PetLine(Line):
    """The one place that a pet has, and the line of those who wait should it become free again.

    Made when the first application of a pet is approved or put in the line.
    """

    pet = internal(
        models.OneToOneField("listings.Pet", on_delete=models.PROTECT, related_name="line", editable=False)
    )

    status = internal(
        models.CharField(max_length=6, choices=LineStatus.choices, default=LineStatus.OPEN, editable=False)
    )

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = "line for a pet"
        verbose_name_plural = "lines for pets"
        constraints: ClassVar[list[Any]] = [
            *Line.Meta.constraints,
            models.CheckConstraint(name="pet_line_of_one", condition=Q(capacity=1)),
            models.CheckConstraint(name="pet_line_status_known", condition=Q(status__in=LineStatus.values)),
        ]

    def __str__(self) -> str:
        return f"The line for {self.pet}"

    @property
    def pauses(self) -> bool:
        return self.status != LineStatus.OPEN or not has_place(self.pet)


class Turn(Place):
    """An application's place in the line, or the pet's one place itself."""

    line = internal(models.ForeignKey(PetLine, on_delete=models.PROTECT, related_name="turns"))
    application = internal(
        models.ForeignKey(
            "applications.Application", on_delete=models.PROTECT, related_name="turns", editable=False
        )
    )
    user = data_subject(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
        )
    )
    status = personal(models.CharField(max_length=8, choices=TurnStatus.choices, editable=False), erased=KEPT)

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = "turn in a line"
        verbose_name_plural = "turns in lines"
        constraints: ClassVar[list[Any]] = [
            *TURNS.constraints(line="line", person="user"),
            models.CheckConstraint(name="turn_status_known", condition=Q(status__in=TurnStatus.values)),
        ]
        indexes: ClassVar[list[Any]] = [
            *TURNS.indexes(line="line"),
            models.Index(fields=["application", "-queued_at"], name="turn_of_application"),
        ]

    def __str__(self) -> str:
        return f"{self.line} · {self.get_status_display()}"
