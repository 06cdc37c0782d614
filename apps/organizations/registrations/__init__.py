"""What the shared apps need to know of organisations and of the people in them."""

from apps.organizations.registrations import exports, members, organization
from apps.organizations.registrations.changes import CHANGE
from apps.organizations.registrations.review import REVIEW

__all__ = ["CHANGE", "REVIEW", "exports", "members", "organization"]
