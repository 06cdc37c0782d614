"""What applications and questions share: whose pet it is about."""

from django.conf import settings
from django.db import models

from hearth.kernel.fields import internal, mentions


class AboutPet(models.Model):
    """About a pet, and for those who offer it; both are copied from the pet and never change."""

    pet = internal(
        models.ForeignKey("listings.Pet", on_delete=models.PROTECT, related_name="%(class)ss", editable=False)
    )
    organization = internal(
        models.ForeignKey(
            "organizations.Organization",
            null=True,
            on_delete=models.PROTECT,
            related_name="%(class)ss",
            editable=False,
        )
    )
    offered_by = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
        )
    )
    """Who listed it; where there is an organisation, the organisation decides and not they."""

    class Meta:
        abstract = True
