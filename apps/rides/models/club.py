from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from apps.rides.choices import Audience
from hearth.kernel.fields import internal, public

GUESTS_AT_MOST = 5


class ClubProfile(models.Model):
    """What only a club has. One without a row has the defaults."""

    organization = internal(
        models.OneToOneField(
            "organizations.Organization",
            primary_key=True,
            on_delete=models.PROTECT,
            related_name="club_profile",
            editable=False,
        )
    )
    usual_audience = public(
        models.CharField(
            "rides are usually for",
            max_length=8,
            choices=Audience.choices,
            default=Audience.MEMBERS,
            help_text="What a new ride starts with; whoever plans it may choose another.",
        )
    )
    guests_each = public(
        models.PositiveSmallIntegerField(
            "guests that a rider may bring",
            default=1,
            validators=[MinValueValidator(0), MaxValueValidator(GUESTS_AT_MOST)],
            help_text="Each takes a place, and whoever brings them looks after them.",
        )
    )
    how_we_ride = public(
        models.TextField(
            "how you ride",
            blank=True,
            max_length=2000,
            help_text="What somebody should know before their first ride with you; it stands on your page.",
        )
    )

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="club_audience_known", condition=Q(usual_audience__in=Audience.values)
            ),
            models.CheckConstraint(
                name="club_guests_as_offered", condition=Q(guests_each__lte=GUESTS_AT_MOST)
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization)
