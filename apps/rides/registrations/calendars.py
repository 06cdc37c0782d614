"""What people's own calendars have of rides."""

from apps.calendars.entries import contribute_entries
from apps.rides.calendars import rides_in_calendar

contribute_entries("Rides of all your clubs in which you have a place, or wait for one")(rides_in_calendar)
