from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from hearth.kernel.authorization import PolicyQuerySet
from hearth.kernel.fields import data_subject, sensitive
from hearth.kernel.models import Record


class Household(Record):
    """What a person tells about their home once, and may put into each application that they send."""

    user = data_subject(
        models.OneToOneField(
            settings.AUTH_USER_MODEL,
            on_delete=models.PROTECT,
            related_name="household",
            editable=False,
        ),
        deleted=True,
    )
    answers = sensitive(models.JSONField(default=dict, blank=True))
    """By key, as the questions of `apps.applications.forms.HOUSEHOLD` have it."""

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return "A household"
