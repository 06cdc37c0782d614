"""Public rides and clubs as search engines read them: an event of sport, and who holds it."""

from typing import Any

from django.utils.safestring import SafeString

from apps.organizations.models import Organization
from apps.rides.choices import State
from apps.rides.models import Ride
from hearth.kernel.authorization import ANONYMOUS, can
from hearth.kernel.pages.structured import absolute, as_script, filled

STATUS = {State.POSTPONED.value: "EventPostponed", State.CANCELLED.value: "EventCancelled"}


def ride_as_script(ride: Ride) -> SafeString | str:
    """A ride that everybody may see; nothing for any other. Nobody's name is in it."""
    if not can(ANONYMOUS, "view", ride).allowed:
        return ""
    club = ride.organization
    region = filled({"addressRegion": club.region, "addressCountry": club.country})
    place = {
        "@type": "Place",
        "name": ride.meeting_point,
        "address": {"@type": "PostalAddress", **region},
        "geo": _geo(ride.latitude, ride.longitude),
    }
    return as_script(
        {
            "@type": "SportsEvent",
            "@id": absolute(ride.get_absolute_url()),
            "url": absolute(ride.get_absolute_url()),
            "name": ride.title,
            "description": ride.description,
            "sport": "Cycling",
            "startDate": ride.starts_here.isoformat(timespec="minutes"),
            "endDate": ride.ends_at.astimezone(ride.zone).isoformat(timespec="minutes"),
            "eventStatus": f"https://schema.org/{STATUS.get(ride.state, 'EventScheduled')}",
            "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
            "location": filled(place),
            "maximumAttendeeCapacity": ride.capacity,
            "organizer": _name_of(club),
        }
    )


def club_as_script(club: Organization) -> SafeString | str:
    """A club that everybody may see, without its street: only its members read that."""
    if club.status != Organization.Status.APPROVED:
        return ""
    address = filled(
        {"addressLocality": club.suburb, "addressRegion": club.region, "addressCountry": club.country}
    )
    where = {"@type": "Place", "address": {"@type": "PostalAddress", **address}}
    return as_script(
        {
            **_name_of(club),
            "@id": absolute(club.get_absolute_url()),
            "description": club.description,
            "sport": "Cycling",
            "logo": absolute(club.logo_url) if club.logo_url else "",
            "telephone": club.phone,
            "email": club.email,
            "sameAs": club.website,
            "location": filled({**where, "geo": _geo(club.latitude, club.longitude)}),
        }
    )


def _name_of(club: Organization) -> dict[str, Any]:
    return {"@type": "SportsOrganization", "name": club.name, "url": absolute(club.get_absolute_url())}


def _geo(latitude: Any, longitude: Any) -> dict[str, Any] | None:
    if latitude is None or longitude is None:
        return None
    return {"@type": "GeoCoordinates", "latitude": float(latitude), "longitude": float(longitude)}
