"""What the shared apps need to know of files."""

from apps.media.registrations import people
from apps.media.registrations.review import REVIEW

__all__ = ["REVIEW", "people"]
