"""The states and verbs of rides and of places in them."""

from apps.rides.workflows.participation import PARTICIPATION
from apps.rides.workflows.ride import RIDE, RIDE_SHOWN, RIDE_STATES
from apps.rides.workflows.route import ROUTE
from apps.rides.workflows.series import SERIES

__all__ = ["PARTICIPATION", "RIDE", "RIDE_SHOWN", "RIDE_STATES", "ROUTE", "SERIES"]
