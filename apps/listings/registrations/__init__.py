"""What the shared apps need to know of pets."""

from apps.listings.registrations import exports, mails, others
from apps.listings.registrations.review import CHANGE, REVIEW

__all__ = ["CHANGE", "REVIEW", "exports", "mails", "others"]
