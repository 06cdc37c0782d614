import math
from datetime import timedelta
from typing import Any

from django import template
from django.urls import reverse

from apps.organizations.models import Organization
from apps.organizations.sections import contributed_tabs, whole_hours
from hearth.kernel.authorization import ANONYMOUS, Subject

register = template.Library()

TABS = (
    # name, label, the page's name, the capability that opens it (any member where there is none)
    ("members", "Members", "organization-members", ""),
    ("invitations", "Invitations", "organization-invitations", "manage_members"),
)
LAST = ("settings", "Settings", "organization-settings", "manage_organization")


@register.simple_tag(takes_context=True)
def tabs_of(context: dict[str, Any], organization: Organization) -> list[dict[str, str]]:
    """The pages behind an organisation's public one that this person may open; none for strangers."""
    subject: Subject = context.get("subject") or ANONYMOUS
    if organization.pk not in subject.organizations:
        return []
    found = [{"name": "page", "label": "Page", "url": organization.get_absolute_url()}]
    contributed = (
        (tab.name, tab.label, tab.page, tab.capability)
        for tab in contributed_tabs()
        if tab.kind in ("", organization.kind)
    )
    for name, label, page, capability in (*TABS, *contributed, LAST):
        if not capability or capability in subject.capabilities_in(organization.pk):
            found.append({"name": name, "label": label, "url": reverse(page, args=[organization.slug])})
    return found if len(found) > 1 else []


@register.filter
def within(span: timedelta | None) -> str:
    """A length of time as a promise, rounded up: “within 3 hours”, “within a day”; empty for none."""
    if span is None:
        return ""
    hours = whole_hours(span)
    if hours < 24:
        return "within an hour" if hours == 1 else f"within {hours} hours"
    days = math.ceil(hours / 24)
    return "within a day" if days == 1 else f"within {days} days"
