from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.alerts.choices import Cadence, SearchState
from apps.alerts.querysets import SavedSearchQuerySet
from hearth.kernel.fields import data_subject, internal, personal
from hearth.kernel.models import Record, one_line


class SavedSearch(Record):
    """What somebody looks for, by name, with the mails and the feed that tell them what is new."""

    user = data_subject(
        models.ForeignKey(
            settings.AUTH_USER_MODEL,
            on_delete=models.PROTECT,
            related_name="saved_searches",
            editable=False,
        ),
        deleted=True,
    )
    name = personal(models.CharField(max_length=80, validators=[one_line]), erased="A search")
    params = personal(models.JSONField(default=dict, editable=False))
    """The list's own parameters, each with its values: `{"species": ["dog"]}`."""
    cadence = internal(models.CharField(max_length=6, choices=Cadence.choices, default=Cadence.DAILY))
    state = internal(
        models.CharField(
            max_length=6, choices=SearchState.choices, default=SearchState.ACTIVE, editable=False
        )
    )
    told_until = internal(models.DateTimeField(default=timezone.now, editable=False))
    """Pets that were published until then were told, or were there when the search began."""
    last_told_at = personal(models.DateTimeField(null=True, editable=False))
    feed_number = internal(models.PositiveIntegerField(default=0, editable=False))
    """Counts the secret addresses: only the last one is good, and none while the feed is closed."""
    feed_open = internal(models.BooleanField(default=False, editable=False))

    objects: ClassVar[Any] = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = "saved search"
        verbose_name_plural = "saved searches"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="saved_search_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="saved_search_cadence_known", condition=Q(cadence__in=Cadence.values)
            ),
            models.CheckConstraint(
                name="saved_search_state_known", condition=Q(state__in=SearchState.values)
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["user", "-created_at", "-id"], name="saved_search_by_user"),
            models.Index(
                fields=["cadence", "id"],
                name="saved_search_to_tell",
                condition=Q(state="active", cadence__in=["daily", "weekly"]),
            ),
        ]

    def __str__(self) -> str:
        # Not by its name: that is its person's, and stands in titles of the admin.
        return f"Saved search {str(self.pk)[-8:]}"
