from django.contrib import admin

from apps.applications.models import Block, Question
from hearth.kernel.admin import PolicyAdmin


@admin.register(Question)
class QuestionAdmin(PolicyAdmin):
    """What people ask about pets: answered by those who offer them, taken down on the review desk."""

    list_display = ("pet", "offered_by_whom", "status", "moderation", "created_at", "answered_at")
    list_filter = ("status", "moderation")
    search_fields = ("pet__name", "organization__name")
    list_select_related = ("pet", "organization", "offered_by")
    fields = ("pet", "organization", "text", "answer", "status", "moderation", "refusal", "answered_at")

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
