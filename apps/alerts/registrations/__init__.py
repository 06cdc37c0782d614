"""What other apps are told about alerts, found by itself at start."""

from apps.alerts.registrations import lists, mails, sitemaps

__all__ = ["lists", "mails", "sitemaps"]
