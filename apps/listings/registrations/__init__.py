"""What the shared apps need to know of pets."""

from apps.listings.registrations import mails, others
from apps.listings.registrations.review import CHANGE, REVIEW

__all__ = ["CHANGE", "REVIEW", "mails", "others"]
