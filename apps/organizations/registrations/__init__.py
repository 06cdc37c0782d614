"""What the shared apps need to know of organisations and of the people in them."""

from apps.organizations.registrations import members
from apps.organizations.registrations.organization import REVIEW

__all__ = ["REVIEW", "members"]
