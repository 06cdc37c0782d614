from apps.rides.admin import rides

__all__ = ["rides"]
