from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.applications.choices import QUESTION_WORDS, QuestionStatus, Standing
from apps.applications.models.offered import AboutPet
from apps.applications.querysets.questions import QuestionQuerySet
from apps.applications.words import LONGEST_ANSWER, LONGEST_QUESTION
from hearth.kernel.fields import KEPT, data_subject, internal, mentions, personal, public
from hearth.kernel.models import Record


class Question(AboutPet, Record):
    """What somebody asks about a pet, and the answer; published, everybody reads both without a name.

    `status` says how far those who offer the pet are with it, `moderation` whether it may stand at all.
    """

    user = data_subject(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="questions", editable=False
        )
    )
    text = personal(models.TextField(max_length=LONGEST_QUESTION), erased="This question was erased.")
    answer = public(models.TextField(max_length=LONGEST_ANSWER, blank=True))
    """The words of those who offer the pet; a private owner's go with their account (`registrations`)."""
    answered_by = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL,
            null=True,
            on_delete=models.PROTECT,
            related_name="+",
            editable=False,
        )
    )
    answered_at = internal(models.DateTimeField(null=True, editable=False))
    published_at = internal(models.DateTimeField(null=True, editable=False))
    status = personal(
        models.CharField(
            max_length=10,
            choices=QuestionStatus.choices,
            default=QuestionStatus.PENDING,
            editable=False,
        ),
        erased=KEPT,
    )
    waits = internal(models.BooleanField(default=True, editable=False))
    """Whether it waits for an answer; the inbox begins with these."""
    moderation = internal(
        models.CharField(max_length=8, choices=Standing.choices, default=Standing.SHOWN, editable=False)
    )
    refusal = internal(models.CharField(max_length=30, blank=True, editable=False))
    """The code of why it was turned down."""

    objects: ClassVar[Any] = QuestionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="question_status_known", condition=Q(status__in=QuestionStatus.values)
            ),
            models.CheckConstraint(
                name="question_standing_known", condition=Q(moderation__in=Standing.values)
            ),
            models.CheckConstraint(
                name="question_waits_while_pending",
                condition=Q(waits=True, status="pending") | (Q(waits=False) & ~Q(status="pending")),
            ),
            models.CheckConstraint(
                name="question_answered_in_full",
                condition=~Q(status__in=["answered", "published", "hidden"])
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(name="question_of_another", condition=~Q(user=F("offered_by"))),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["user", "-created_at", "-id"], name="question_by_user"),
            models.Index(
                fields=["pet", "-created_at", "-id"],
                name="question_public",
                condition=Q(status="published", moderation="shown"),
            ),
            models.Index(fields=["pet", "user"], name="question_of_person"),
            models.Index(
                fields=["organization", "-waits", "-created_at", "-id"],
                name="question_inbox",
                condition=Q(organization__isnull=False),
            ),
            models.Index(
                fields=["offered_by", "-waits", "-created_at", "-id"],
                name="question_private_inbox",
                condition=Q(organization__isnull=True),
            ),
            models.Index(fields=["status", "-id"], name="question_by_status"),
            models.Index(fields=["-id"], name="question_removed", condition=Q(moderation="removed")),
        ]

    def __str__(self) -> str:
        return f"A question about {self.pet}"

    def get_absolute_url(self) -> str:
        return f"{self.pet.get_absolute_url()}#question-{self.pk}"

    @property
    def is_public(self) -> bool:
        return self.status == QuestionStatus.PUBLISHED and self.moderation == Standing.SHOWN

    @property
    def word(self) -> str:
        """The one word that the API and the pages use."""
        return str(self.moderation if self.moderation == Standing.REMOVED else self.status)

    @property
    def word_label(self) -> str:
        return str(dict(QUESTION_WORDS)[self.word])

    @property
    def answered_as(self) -> str:
        """Under whose name the answer stands: that of the organisation, or of nobody in particular."""
        if not self.answer:
            return ""
        return self.organization.name if self.organization else "The owner"
