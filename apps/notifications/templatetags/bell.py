from typing import Any

from django import template

from apps.notifications.models import Notification
from hearth.kernel.authorization import Subject

register = template.Library()

MOST_SHOWN = 99


@register.simple_tag
def unread_count(subject: Subject) -> dict[str, Any]:
    """How many notifications wait for a person, up to “99+”: one query, which only looks at unread ones."""
    unread = Notification.objects.known().visible_to(subject).unread()
    found = unread[: MOST_SHOWN + 1].count()
    return {"number": found, "label": f"{MOST_SHOWN}+" if found > MOST_SHOWN else str(found)}
