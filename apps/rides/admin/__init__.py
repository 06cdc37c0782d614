from apps.rides.admin import contacts, rides, routes

__all__ = ["contacts", "rides", "routes"]
