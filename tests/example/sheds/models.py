from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from hearth.kernel.fields import KEPT, data_subject, internal, mentions, personal, public
from hearth.kernel.models import one_line
from hearth.kernel.waitlist import Line, Place
from tests.example.sheds.choices import WORDS, LoanStatus, ToolStatus
from tests.example.sheds.querysets import LoanQuerySet, ToolQuerySet


class Tool(Line):
    """Something to borrow, in so many pieces; of a private person, or of a shed that keeps it."""

    name = public(models.CharField(max_length=80, validators=[one_line]), erased="")
    description = public(models.TextField(max_length=2000, blank=True), erased="")
    user = data_subject(
        models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tools"),
        unless="organization",
    )
    organization = internal(
        models.ForeignKey(
            "organizations.Organization",
            null=True,
            blank=True,
            on_delete=models.PROTECT,
            related_name="tools",
        )
    )
    status = public(models.CharField(max_length=10, choices=ToolStatus.choices, default=ToolStatus.PENDING))
    published_at = public(models.DateTimeField(null=True, editable=False))
    needed_at = public(models.DateTimeField(null=True, blank=True))
    """When a working bee begins, for what is only lent for one; NULL for any time."""

    objects: ClassVar[Any] = ToolQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            *Line.Meta.constraints,
            models.CheckConstraint(name="tool_status_known", condition=Q(status__in=ToolStatus.values)),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["-published_at", "-id"], name="tool_public", condition=Q(status="approved"))
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def begins_at(self) -> Any:
        return self.needed_at

    @property
    def pauses(self) -> bool:
        return self.status != ToolStatus.APPROVED

    def get_absolute_url(self) -> str:
        return reverse("tool", args=[self.pk])


class Loan(Place):
    """Somebody's turn with a tool, from the line to the day they bring it back."""

    tool = internal(models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="loans"))
    user = data_subject(
        models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="loans")
    )
    lender = mentions(models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"))
    organization = internal(
        models.ForeignKey("organizations.Organization", null=True, on_delete=models.PROTECT, related_name="+")
    )
    status = personal(models.CharField(max_length=10, choices=LoanStatus.choices), erased=KEPT)
    pieces = personal(
        models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)]), erased=KEPT
    )

    objects: ClassVar[Any] = LoanQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            *WORDS.constraints(line="tool", person="user"),
            models.CheckConstraint(name="loan_status_known", condition=Q(status__in=LoanStatus.values)),
            models.CheckConstraint(name="loan_of_something", condition=Q(pieces__gte=1)),
        ]
        indexes: ClassVar[list[Any]] = [
            *WORDS.indexes(line="tool"),
            models.Index(fields=["user", "-created_at", "-id"], name="loan_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.tool} · {self.get_status_display()}"
