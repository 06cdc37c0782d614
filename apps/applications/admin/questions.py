from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action

from apps.applications.admin.revealing import RevealForm, RevealingAdmin
from apps.applications.models import Block, Question
from hearth.kernel.admin import PolicyAdmin, dialog
from hearth.kernel.authorization import can
from hearth.kernel.reveal import is_revealed


@admin.register(Question)
class QuestionAdmin(RevealingAdmin):
    """What people ask about pets: answered by those who offer them, taken down on the review desk.

    What was not published is between both sides; whoever must read it says why, and it is written down.
    """

    list_display = ("pet", "offered_by_whom", "status", "moderation", "created_at", "answered_at")
    list_filter = ("status", "moderation")
    search_fields = ("pet__name", "organization__name")
    list_select_related = ("pet", "organization", "offered_by")
    fields = (
        *("pet", "organization", "question", "its_answer", "status", "moderation", "refusal"),
        "answered_at",
    )
    readonly_fields = ("question", "its_answer")
    actions_detail = ("open_words",)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            by = self.subject(request)
            found.is_open = can(by, "view_private", found).allowed or is_revealed(found, by)
        return found

    @admin.display(description="question")
    def question(self, row: Question) -> str:
        return row.text if getattr(row, "is_open", False) else "Masked: it is private"

    @admin.display(description="answer")
    def its_answer(self, row: Question) -> str:
        if not row.answer:
            return "None"
        return row.answer if getattr(row, "is_open", False) else "Masked: it is private"

    @action(
        **dialog(
            "reveal",
            "Open the words…",
            "For a quarter of an hour. It is written down that you looked, and why.",
            title="Open question and answer to yourself?",
            submit="Open",
            form=RevealForm,
        )
    )
    def open_words(self, request: HttpRequest, form: RevealForm, object_id: str) -> HttpResponse:
        return self.open_to(request, form, object_id)

    @admin.display(description="offered by")
    def offered_by_whom(self, question: Question) -> str:
        return str(question.organization or "A private owner")


@admin.register(Block)
class BlockAdmin(PolicyAdmin):
    """Who is kept away from whom. Whoever blocked somebody lifts it themselves, and their note is theirs."""

    list_display = ("person", "kept_from", "created_at")
    search_fields = ("organization__name",)
    list_select_related = ("person", "user", "organization")
    fields = ("person", "kept_from", "created_at")

    @admin.display(description="kept away from")
    def kept_from(self, block: Block) -> str:
        return str(block.organization or block.user)
