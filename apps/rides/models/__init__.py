"""Clubs' rides, and who takes part in them."""

from apps.rides.models.attachment import RideAttachment
from apps.rides.models.club import ClubProfile
from apps.rides.models.contact import EmergencyContact, SharedContact
from apps.rides.models.facts import RideFacts
from apps.rides.models.invitation import RideInvitation
from apps.rides.models.pace import PaceGroup
from apps.rides.models.participation import Participation
from apps.rides.models.ride import Ride
from apps.rides.models.route import Route, RouteVersion
from apps.rides.models.series import RideTemplate, Series

__all__ = [
    "ClubProfile",
    "EmergencyContact",
    "PaceGroup",
    "Participation",
    "Ride",
    "RideAttachment",
    "RideFacts",
    "RideInvitation",
    "RideTemplate",
    "Route",
    "RouteVersion",
    "Series",
    "SharedContact",
]
