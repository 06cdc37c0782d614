"""What moderation brings to the registries of others, and to its own."""

from apps.moderation.registrations import appeals, messages, reports

__all__ = ["appeals", "messages", "reports"]
