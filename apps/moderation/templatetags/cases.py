"""Reports and appeals on the pages of others: on the desk, and beside a decision on its own thing."""

from typing import Any

from django import template
from django.db.models import Model

from apps.moderation.models import Decision, ReportCase
from apps.moderation.pages.decisions import entry_of
from apps.moderation.services.appeals import appealable_until
from hearth.kernel.authorization import can, subject_of

register = template.Library()


@register.simple_tag(takes_context=True)
def may_read_reports(context: dict[str, Any], case: ReportCase) -> bool:
    """Whether the reviewer may read what people wrote: not when it is about something of their own."""
    return can(subject_of(context["request"]), "view", case).allowed


@register.inclusion_tag("moderation/appeal_link.html", takes_context=True)
def appeal_link(context: dict[str, Any], kind: str, thing: Model) -> dict[str, Any]:
    """The way to an appeal against the last decision on a thing, or what became of one."""
    decision = Decision.objects.of_target(kind, thing.pk).select_related("appeal").first()
    subject = subject_of(context["request"])
    if decision is None or not can(subject, "view", decision).allowed:
        return {}
    return {"entry": entry_of(decision, subject, appealable_until(decision, thing))}
