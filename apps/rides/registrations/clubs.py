"""How new members are welcomed, and the names under which others know what happens in clubs."""

from typing import Any
from uuid import UUID

from apps.notifications.kinds import Kind, register
from apps.organizations.models import Membership, Organization
from apps.organizations.welcoming import welcome_with
from apps.rides.clubs import profile_of
from apps.rides.models import Ride
from apps.rides.workflows import RIDE
from hearth.kernel.events import publish_as
from hearth.kernel.models import Event


def _to_begin_with(membership_id: UUID) -> dict[str, Any] | None:
    """How the club rides and what it rides next, read when the mail goes out; None for who has left."""
    membership = Membership.objects.active().filter(pk=membership_id).first()
    if membership is None:
        return None
    ride = Ride.objects.next_of(membership.organization_id).for_members().first()
    return {
        "how_we_ride": profile_of(membership.organization_id).how_we_ride,
        "ride_title": ride.title if ride else "",
        "ride_starts_at": ride.starts_at.isoformat() if ride else "",
    }


register(
    Kind(
        name="club.welcome",
        label="You became a member of a club",
        group="Rides",
        template="rides/mail/welcome",
        secrets=_to_begin_with,
        sample={
            "organization_name": "Harbour Wheelers",
            "role": "Member",
            "role_code": "member",
            "former_role": "",
            "reason": "",
            "reason_code": "",
            "path": "/clubs/harbour-wheelers",
            "how_we_ride": "We wait at the top of every climb, and there is cake at the end.",
            "ride_title": "Lighthouse loop",
            "ride_starts_at": "2030-05-04T20:30:00+00:00",
        },
    )
)
welcome_with("club", "club.welcome")


def _of_a_club(event: Event) -> bool:
    of = event.organization_id
    return of is not None and Organization.objects.filter(pk=of, kind="club").exists()


publish_as(
    "user_joined_club",
    "membership.joined",
    "membership.approved",
    explains="Somebody became a member of a club.",
    only_if=_of_a_club,
)
publish_as(
    "ride_created", RIDE.of["publish"].event, explains="A ride was published, to those whom it is for."
)
