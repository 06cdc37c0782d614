from typing import Any, ClassVar

from django.db import models

from hearth.kernel.fields import internal


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

    objects: ClassVar[Any] = models.Manager()

    def __str__(self) -> str:
        return str(self.organization)
