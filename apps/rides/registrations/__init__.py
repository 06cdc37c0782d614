"""What the shared apps need to know of clubs and their rides."""

from apps.rides.registrations import calendars, clubs, contacts, insight, mails, others, routes, sitemaps
from apps.rides.registrations.review import RIDE_REVIEW

__all__ = [
    "RIDE_REVIEW",
    "calendars",
    "clubs",
    "contacts",
    "insight",
    "mails",
    "others",
    "routes",
    "sitemaps",
]
