from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from apps.organizations.models.organization import Organization
from hearth.kernel.fields import internal, public


class Address(models.Model):
    """A word under which an organisation is, or once was, found; it is theirs for ever.

    Rows are written by a trigger on the organisation's `slug` and by nobody else, so that no way of
    writing can forget the claim or take a word that another organisation had.
    """

    slug = public(models.SlugField(max_length=90, primary_key=True, editable=False))
    organization = internal(
        models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="addresses", editable=False)
    )
    claimed_at = internal(models.DateTimeField(default=timezone.now, editable=False))

    objects: ClassVar[Any] = models.Manager()

    def __str__(self) -> str:
        return self.slug
