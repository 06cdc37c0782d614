"""Reactions to what happens to organisations and to the people in them."""

from apps.organizations.handlers import members, organization, orphans

__all__ = ["members", "organization", "orphans"]
