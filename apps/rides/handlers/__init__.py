"""What follows from the events of rides and of places in them."""

from apps.rides.handlers import contacts, following, losing, routes, telling

__all__ = ["contacts", "following", "losing", "routes", "telling"]
