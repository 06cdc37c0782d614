"""What people's own calendars have of rides."""

from apps.calendars.entries import contribute_entries
from apps.rides.calendars import rides_in_calendar

contribute_entries(rides_in_calendar)
