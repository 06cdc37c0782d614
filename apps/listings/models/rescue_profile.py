from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from hearth.kernel.fields import internal, public

LONGEST_ANSWER = 30


class Sampled(models.IntegerChoices):
    """How many per cent of what is published at once is looked at afterwards, if not the usual share."""

    USUAL = 0, "As many as of everybody"
    QUARTER = 25, "One in four"
    HALF = 50, "Every other one"
    ALL = 100, "Every one"


class RescueProfile(models.Model):
    """What only a rescue has. One without a row has the defaults."""

    organization = internal(
        models.OneToOneField(
            "organizations.Organization",
            primary_key=True,
            on_delete=models.PROTECT,
            related_name="rescue_profile",
            editable=False,
        )
    )
    members_decide_applications = internal(
        models.BooleanField(
            "members decide on applications",
            default=True,
            help_text="When this is off, only admins decide who adopts a pet.",
        )
    )

    answer_within_days = internal(
        models.PositiveSmallIntegerField(
            "days to answer an application",
            default=7,
            validators=[MinValueValidator(1), MaxValueValidator(LONGEST_ANSWER)],
            help_text="Applicants are told until when you answer, and you are reminded on that day.",
        )
    )
    sampled = internal(
        models.PositiveSmallIntegerField(
            "checked afterwards",
            choices=Sampled.choices,
            default=Sampled.USUAL,
            help_text="How many of what you publish at once a moderator looks at: ask for more while new "
            "people write for you.",
        )
    )
    how_we_work = public(
        models.TextField(
            "how you work",
            blank=True,
            max_length=2000,
            help_text="What happens between an application and moving in; it stands on your page.",
        )
    )

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="rescue_answers_in_time",
                condition=Q(answer_within_days__gte=1, answer_within_days__lte=LONGEST_ANSWER),
            ),
            models.CheckConstraint(name="rescue_sampled_as_offered", condition=Q(sampled__in=Sampled.values)),
        ]

    def __str__(self) -> str:
        return str(self.organization)
