"""Puts the clubs of a planned world, their rides, and who takes part in them into the database."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from apps.integrations.models import StravaActivity
from apps.media.models import MediaFile
from apps.organizations.models import Membership, Organization
from apps.rides.choices import LEADERS_AT_MOST
from apps.rides.models import (
    PaceGroup,
    Participation,
    Ride,
    RideAttachment,
    RideInvitation,
    RideTemplate,
    Route,
    RouteVersion,
    Series,
)
from tests.worlds.plan import ClubMember, Plan, PlannedClub, PlannedRide

if TYPE_CHECKING:
    from tests.worlds.build import World

RECORDED = {
    "name": "Ride",
    "sport": "Ride",
    "started_at": "2030-05-04T20:30:00Z",
    "distance_m": 1,
} | dict.fromkeys(("moving_s", "elapsed_s", "gain_m"), 1)


def build(world: World, plan: Plan) -> None:
    world.clubs = Organization.objects.bulk_create(
        _club(world, planned, number) for number, planned in enumerate(plan.clubs)
    )
    Membership.objects.bulk_create(
        _membership(world, club, each)
        for club, planned in zip(world.clubs, plan.clubs, strict=True)
        for each in planned.members
    )
    _build_ways(world, plan)
    world.rides = Ride.objects.bulk_create(
        _ride(world, planned, number) for number, planned in enumerate(plan.rides)
    )
    pairs = list(zip(world.rides, plan.rides, strict=True))
    places = [place for ride, planned in pairs for place in _places(world, ride, planned)]
    Participation.objects.bulk_create(places)
    PaceGroup.objects.bulk_create(PaceGroup(**_of(ride), name="Quick") for ride in world.rides)
    RideInvitation.objects.bulk_create(
        RideInvitation(**_of(ride), user=world.people[who], invited_by=ride.user)
        for ride, planned in pairs
        for who in sorted(planned.invited)
    )
    files = _files(world, "attachment", [None for _ in pairs])
    RideAttachment.objects.bulk_create(
        RideAttachment(**_of(ride), media=file, name="Briefing", user=ride.user)
        for ride, file in zip(world.rides, files, strict=True)
    )
    StravaActivity.objects.bulk_create(
        StravaActivity(user=place.user, ride=place.ride, activity=number, details=RECORDED)
        for number, place in enumerate(place for place in places if place.user)
    )


def _build_ways(world: World, plan: Plan) -> None:
    """What each club plans rides from: a route with a version, a template and a series."""
    made = [(club, club.created_by) for club in world.clubs]
    world.routes = Route.objects.bulk_create(
        Route(organization=club, user=founder, name="Water", newest=1, latest=1) for club, founder in made
    )
    Route.objects.bulk_create(
        Route(organization=club, user=founder, name="Dry river", standing="archived")
        for club, founder in made
    )
    RouteVersion.objects.bulk_create(
        RouteVersion(route=route, organization=route.organization, number=1, media=file, user=route.user)
        for route, file in zip(world.routes, _files(world, "route", [*world.clubs]), strict=True)
    )
    words = {"title": "Again", "meeting_point": "Quay"}
    RideTemplate.objects.bulk_create(
        RideTemplate(organization=club, user=founder, **words) for club, founder in made
    )
    when = {"first_date": world.now.date(), "local_time": time(7), "timezone": "UTC", "rrule": "FREQ=WEEKLY"}
    Series.objects.bulk_create(
        Series(
            organization=club,
            user=founder,
            captain=world.people[planned.captain],
            state=planned.series_state,
            audience=planned.series_audience,
            **when,
            **words,
        )
        for (club, founder), planned in zip(made, plan.clubs, strict=True)
    )


def _club(world: World, planned: PlannedClub, number: int) -> Organization:
    return Organization(
        kind="club",
        name=f"Club {number}",
        slug=f"club-{number}",
        status=planned.status,
        region=planned.region,
        suburb="Wattle Cove",
        latitude=(-33, -30)[number % 2],
        longitude=151,
        created_by=world.people[planned.captain],
        created_at=world.now,
    )


def _membership(world: World, club: Organization, planned: ClubMember) -> Membership:
    return Membership(
        organization=club, user=world.people[planned.person], role=planned.role, status=planned.status
    )


def _ride(world: World, planned: PlannedRide, number: int) -> Ride:
    no_captain = planned.state == "draft"
    return Ride(
        organization=world.clubs[planned.club % len(world.clubs)],
        user=world.people[planned.planner],
        captain=None if no_captain else world.people[planned.captain],
        title=f"{('Loop', 'Hills')[number % 2]} {number}",
        meeting_point="Quay",
        starts_at=world.now + timedelta(hours=planned.hours),
        state=planned.state,
        moderation=planned.moderation,
        audience=planned.audience,
        kind=planned.kind,
        difficulty=planned.difficulty,
        created_at=world.now,
    )


def _places(world: World, ride: Ride, planned: PlannedRide) -> list[Participation]:
    """The captain's, where there is one; the others'; and that of a guest of the planner's."""
    facts: dict[str, Any] = {**_of(ride), "created_at": world.now}
    made = (
        [Participation(**facts, user=ride.captain, status="confirmed", role="captain")]
        if ride.captain
        else []
    )
    slots = iter(range(1, LEADERS_AT_MOST + 1))
    for place in planned.places:
        if ride.captain == (person := world.people[place.person]):
            continue
        leads = {"role": "leader", "leader_slot": next(slots)} if _may_lead(place.role, place.status) else {}
        ends = {"offer_expires_at": world.now + timedelta(hours=1)} if place.status == "offered" else {}
        made.append(Participation(**facts, user=person, status=place.status, **leads, **ends))
    made.append(Participation(**facts, host=ride.user, guest_name="Kim", status=planned.guest_status))
    return made


def _may_lead(role: str, status: str) -> bool:
    return role == "leader" and status == "confirmed"


def _of(ride: Ride) -> dict[str, Any]:
    return {"ride": ride, "organization": ride.organization}


def _files(world: World, purpose: str, houses: list[Organization | None]) -> list[MediaFile]:
    """One for each, of an organisation where that keeps it."""
    return MediaFile.objects.bulk_create(
        MediaFile(
            owner=world.people["max"],
            organization=house,
            purpose=purpose,
            state="ready",
            size=1,
            content_type="application/pdf" if purpose == "attachment" else "application/gpx+xml",
            key=f"uploads/{purpose}/{each}",
            private_key=f"{purpose}/{each}",
        )
        for each, house in enumerate(houses)
    )
