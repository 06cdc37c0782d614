"""What the shared apps need to know of clubs and their rides."""

from apps.rides.registrations import others

__all__ = ["others"]
