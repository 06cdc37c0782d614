from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from apps.media import choices, likeness
from apps.media.querysets import MediaQuerySet
from hearth.kernel.fields import data_subject, internal, public
from hearth.kernel.models import Record


class MediaFile(Record):
    """A file that somebody uploads: first in quarantine as it came, then published as pictures made from it.

    `content_type` and `size` are what was announced until the file is there, then what it is. A row without
    a content type is a slot: it stands behind an upload form that knows nothing of the file yet.
    """

    Purpose = choices.Purpose
    State = choices.State

    owner = data_subject(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="media_files", editable=False
        ),
        unless="organization",
    )
    organization = internal(
        models.ForeignKey(
            "organizations.Organization",
            null=True,
            blank=True,
            on_delete=models.PROTECT,
            related_name="media_files",
            editable=False,
        )
    )
    purpose = internal(models.CharField(max_length=12, choices=choices.Purpose.choices, editable=False))
    key = internal(models.CharField(max_length=120, unique=True, editable=False))
    content_type = internal(models.CharField(max_length=40, blank=True, editable=False))
    size = internal(models.PositiveIntegerField(default=0, editable=False))
    width = public(models.PositiveIntegerField(null=True, editable=False))
    height = public(models.PositiveIntegerField(null=True, editable=False))
    checksum = internal(models.CharField(max_length=64, blank=True, editable=False))
    perceptual_hash = internal(models.CharField(max_length=16, blank=True, editable=False))
    alt_text = public(models.CharField(max_length=choices.ALT_TEXT_AT_MOST, blank=True), erased="")
    state = internal(
        models.CharField(
            max_length=16,
            choices=choices.State.choices,
            default=choices.State.AWAITING_UPLOAD,
            editable=False,
        )
    )
    refusal = internal(
        models.CharField(max_length=20, choices=choices.Refusal.choices, blank=True, editable=False)
    )
    renditions = public(models.JSONField(default=dict, blank=True, editable=False))
    """By name: `{"key": …, "width": …, "height": …}`, the key in the public storage."""
    withheld = internal(models.JSONField(default=dict, blank=True, editable=False))
    """What `renditions` were of a photo that was taken down; the same keys, in quarantine by then."""
    private_key = internal(models.CharField(max_length=120, blank=True, editable=False))
    """Where a private file lies in the private storage."""
    used_at = internal(models.DateTimeField(null=True, editable=False))
    """When something began to refer to a private file; what nothing refers to is forgotten."""

    objects: ClassVar[Any] = MediaQuerySet.as_manager()

    class Meta:
        verbose_name = "file"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="media_state_known", condition=Q(state__in=choices.State.values)),
            models.CheckConstraint(
                name="media_purpose_known", condition=Q(purpose__in=choices.Purpose.values)
            ),
            models.CheckConstraint(
                name="media_refused_says_why",
                condition=Q(state="refused", refusal__in=choices.Refusal.values)
                | (~Q(state="refused") & Q(refusal="")),
            ),
            models.CheckConstraint(
                name="media_ready_is_measured",
                condition=~Q(state="ready")
                | Q(width__isnull=False, width__gt=0, height__isnull=False, height__gt=0, size__gt=0)
                | (Q(purpose__in=choices.PRIVATE, size__gt=0) & ~Q(private_key="")),
            ),
            models.CheckConstraint(
                name="media_private_stays_private",
                condition=~Q(purpose="attachment") | Q(renditions={}, withheld={}, organization__isnull=True),
            ),
            models.CheckConstraint(
                name="media_route_is_a_clubs",
                condition=~Q(purpose="route") | Q(renditions={}, withheld={}, organization__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["owner", "purpose", "organization"],
                name="media_one_slot",
                condition=Q(state="awaiting_upload", content_type=""),
                nulls_distinct=False,
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["-created_at", "-id"], name="media_newest"),
            models.Index(fields=["owner", "-created_at", "-id"], name="media_by_owner"),
            models.Index(
                fields=["created_at", "id"],
                name="media_unused",
                condition=Q(purpose="attachment", used_at__isnull=True),
            ),
            models.Index(
                fields=["created_at", "id"],
                name="media_unused_route",
                condition=Q(purpose="route", used_at__isnull=True),
            ),
            # The admin's list of those that are not ready photos of pets, as nearly all are.
            models.Index(
                fields=["state", "-created_at", "-id"], name="media_by_state", condition=~Q(state="ready")
            ),
            models.Index(
                fields=["purpose", "-created_at", "-id"],
                name="media_by_purpose",
                condition=~Q(purpose="pet_photo"),
            ),
            models.Index(
                fields=["refusal", "-created_at", "-id"], name="media_by_refusal", condition=~Q(refusal="")
            ),
            *likeness.indexes(),
            # The admin's search, `icontains`: UPPER(…) LIKE.
            GinIndex(OpClass(Upper("alt_text"), "gin_trgm_ops"), name="media_like"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} · {self.get_state_display()}"

    @property
    def is_private(self) -> bool:
        return self.purpose in choices.PRIVATE

    @property
    def is_ready(self) -> bool:
        return self.state == choices.State.READY

    @property
    def is_refused(self) -> bool:
        return self.state == choices.State.REFUSED

    @property
    def is_removed(self) -> bool:
        """Whether a moderator took it down."""
        return self.state == choices.State.REMOVED

    @property
    def has_arrived(self) -> bool:
        """Whether there is a file that is, or may become, a picture."""
        return self.state in (choices.State.PROCESSING, choices.State.READY)

    @property
    def is_settled(self) -> bool:
        """Whether nothing more will happen to it: pages can stop waiting."""
        return self.is_ready or self.is_refused or self.is_removed

    @property
    def refusal_message(self) -> str:
        """Why it was refused, as a sentence for its owner; empty when it was not."""
        return str(choices.Refusal(self.refusal).label) if self.refusal else ""

    @property
    def alt(self) -> str:
        return self.alt_text

    @property
    def thumb_url(self) -> str:
        return self.url_of(choices.Rendition.THUMBNAIL)

    @property
    def card_url(self) -> str:
        return self.url_of(choices.Rendition.CARD)

    @property
    def full_url(self) -> str:
        return self.url_of(choices.Rendition.FULL)

    def url_of(self, name: str) -> str:
        """Return the public address of a rendition; empty until the file is ready."""
        return default_storage.url(self.renditions[name]["key"]) if name in self.renditions else ""
