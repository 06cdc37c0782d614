from django.contrib import admin

from hearth.kernel.admin.base import PolicyAdmin
from hearth.kernel.admin.filters import among, named, occurring
from hearth.kernel.authorization import Policy
from hearth.kernel.limits import limits
from hearth.kernel.models import IdempotencyRecord, RateCounter, Reveal, Revision
from hearth.kernel.reveal import Reason


def _masked() -> list[str]:
    """The models whose rows are opened with a reason."""
    return [
        model._meta.label_lower for model, policy in Policy._of_model.items() if "reveal" in policy.actions
    ]


@admin.register(Reveal)
class RevealAdmin(PolicyAdmin):
    """Who looked at what was masked, and why."""

    list_display = ("created_at", "user", "target_type", "target_id", "reason", "expires_at")
    list_filter = (among("reason", lambda: Reason.choices), among("target_type", named(_masked)))
    search_fields = ("target_id",)
    list_select_related = ("user",)


@admin.register(RateCounter)
class RateCounterAdmin(PolicyAdmin):
    list_display = ("user", "name", "spent", "started_at")
    list_filter = (among("name", named(limits)),)
    list_select_related = ("user",)


@admin.register(IdempotencyRecord)
class IdempotencyRecordAdmin(PolicyAdmin):
    """Which answers are kept for repeats; what they say is their person's business."""

    list_display = ("created_at", "user", "key", "status")
    fields = ("created_at", "user", "key", "status")
    list_select_related = ("user",)


@admin.register(Revision)
class RevisionAdmin(PolicyAdmin):
    """Changes to approved content, as they were proposed and decided."""

    list_display = ("created_at", "target_type", "target_id", "number", "state", "by", "settled_at")
    list_filter = ("state", occurring("target_type"))
    search_fields = ("target_id",)
    list_select_related = ("by",)
