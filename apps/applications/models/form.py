from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.applications.choices import FormState
from apps.applications.querysets import FormQuerySet
from hearth.kernel.fields import internal, mentions, public
from hearth.kernel.models import Record, one_line


class ApplicationForm(Record):
    """One version of what an organisation asks those who apply; the platform's own has no organisation.

    `sections` is `[{"title", "help", "questions": [{"key", "type", "label", "help", "required", "personal",
    "choices": [{"value", "label"}], "min", "max"}]}]`; see `apps.applications.forms`. A version that was
    put to use is never changed: answers stay with the questions that they answer.
    """

    organization = internal(
        models.ForeignKey(
            "organizations.Organization",
            null=True,
            on_delete=models.PROTECT,
            related_name="application_forms",
            editable=False,
        )
    )
    number = public(models.PositiveIntegerField(editable=False))
    title = public(models.CharField(max_length=80, validators=[one_line]))
    intro = public(models.TextField(max_length=1000, blank=True))
    sections = public(models.JSONField(default=list))
    state = internal(
        models.CharField(max_length=8, choices=FormState.choices, default=FormState.DRAFT, editable=False)
    )
    created_by = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL,
            null=True,
            on_delete=models.PROTECT,
            related_name="+",
            editable=False,
        )
    )

    objects: ClassVar[Any] = FormQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="form_state_known", condition=Q(state__in=FormState.values)),
            models.UniqueConstraint(
                fields=["organization", "number"], name="form_number_once", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["organization"],
                name="form_one_current",
                condition=Q(state="current"),
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["organization"],
                name="form_one_draft",
                condition=Q(state="draft"),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def questions(self) -> list[dict[str, Any]]:
        """All questions in their order, whatever section they stand in."""
        return [question for section in self.sections for question in section["questions"]]
