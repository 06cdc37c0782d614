"""Telling people, by the site and by mail, as they wish. See docs/notifications.md."""

from apps.notifications.services.forgetting import (
    forget_names,
    forget_notifications,
    forget_person,
    forget_words,
)
from apps.notifications.services.sending import SENT_AGAIN, send_again
from apps.notifications.services.telling import notify, notify_address, read, read_all
from apps.notifications.services.wishes import set_wishes, stop_mail, wishes_of

__all__ = [
    "SENT_AGAIN",
    "forget_names",
    "forget_notifications",
    "forget_person",
    "forget_words",
    "notify",
    "notify_address",
    "read",
    "read_all",
    "send_again",
    "set_wishes",
    "stop_mail",
    "wishes_of",
]
