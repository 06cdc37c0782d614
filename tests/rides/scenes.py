"""A club with a ride in any state, or a place in any state, for the matrices of who may do what."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from apps.media.models import MediaFile
from apps.rides.choices import Role as RideRole
from apps.rides.choices import State
from apps.rides.models import Participation, Ride, RideInvitation
from tests import factories
from tests.applications.application_calls import attachment
from tests.cast import Cast
from tests.matrices import Role

ROLES = {
    "nobody": Role(),
    **{
        name: Role(name)
        for name in ("ana", "petra", "lee", "rosa", "remy", "olga", "milo", "mona", "sam", "quinn", "carlo")
    },
}
MEMBERS = {"lee": "ride_leader", "petra": "member", "rosa": "ride_captain", "remy": "ride_leader"}


class Scene:
    """Olga's club: Lee captains a ride that Ana proposed and joined; so did Quinn, who is suspended by now,
    and Carlo, who has left the club."""

    def __init__(
        self, cast: Cast, role: Role, *, anas_role: str = "member", status: str = "approved"
    ) -> None:
        self.cast = cast
        self.club = factories.organization("Harbour Wheelers", founder=cast.olga, kind="club")
        for name, word in {**MEMBERS, "ana": anas_role, "quinn": "member"}.items():
            factories.membership(self.club, cast.person(name), word)
        factories.membership(self.club, cast.carlo, "ride_leader", status="left")
        if status != "approved":
            type(self.club).objects.filter(pk=self.club.pk).update(status=status)
            self.club.refresh_from_db()
        self.client, self.subject = cast.client(role.person), role.subject(cast)

    def ride(self, state: str, **facts: Any) -> Ride:
        """A ride in half an hour, or just begun; everybody in it is known to be home once it is under way."""
        cast, facts = self.cast, {"audience": "members", **facts}
        made: Ride = Ride.objects.create(
            organization=self.club,
            user=cast.ana,
            captain=None if state == State.DRAFT else cast.lee,
            state=state,
            title=f"It is {state}",
            meeting_point="Quay",
            starts_at=timezone.now() + timedelta(minutes=-5 if state == State.ACTIVE else 30),
            **facts,
        )
        if state != State.DRAFT:
            self.place(made, "lee", role=RideRole.CAPTAIN)
            if facts["audience"] != "invite":
                self.place(made, "ana")
            self.place(made, "quinn")
            self.place(made, "carlo")
        if facts["audience"] == "invite":
            RideInvitation.objects.create(
                ride=made, organization=self.club, user=cast.ana, invited_by=cast.lee
            )
        return made

    def place(self, ride: Ride, name: str, status: str = "confirmed", **facts: Any) -> Participation:
        """Somebody's place in any state, counted as the ride counts."""
        ends = timezone.now() + timedelta(minutes=10) if status == "offered" else None
        known = "attended" if ride.state in (State.ACTIVE, State.COMPLETED) else "unknown"
        made: Participation = Participation.objects.create(
            ride=ride,
            organization=self.club,
            user=self.cast.person(name),
            status=status,
            offer_expires_at=ends,
            **{"attendance": known, **facts},
        )
        ride.confirmed_count += status == "confirmed"
        ride.offered_count += status == "offered"
        ride.save(update_fields=["confirmed_count", "offered_count"])
        return made

    def upload(self) -> MediaFile:
        """A file of whoever acts, that belongs to nothing yet."""
        made = attachment(self.subject.user or self.cast.ana)
        MediaFile.objects.filter(pk=made.pk).update(used_at=None)
        return made
