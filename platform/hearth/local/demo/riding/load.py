"""Brings the clubs, their people, routes and rides, at the times of their stories."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from apps.accounts.models import User
from apps.media.choices import ROUTE_TYPE, Purpose
from apps.media.models import MediaFile
from apps.organizations.models import Membership, Organization
from apps.organizations.services import change_settings, register_organization
from apps.rides.models import Route, RouteVersion
from apps.rides.services.routes import add_version, measure_version
from hearth.kernel.authorization import Subject
from hearth.local.demo.riding import people, season
from hearth.local.demo.riding.clubs import CLUBS, WAYS, Club, Way
from hearth.local.demo.riding.stories import Stories
from hearth.local.demo.riding.tracks import gpx_of
from hearth.local.demo.telling import Teller
from hearth.local.pictures.wheels import wheel_picture

Upload = Callable[..., MediaFile]
ROUTES_DAYS_AGO = 128
PROFILE = ("name", "suburb", "region", "address", "email", "phone", "website", "description")


def bring(
    acting: Callable[[str], Subject], person: Callable[[str], User], upload: Upload, now: datetime
) -> None:
    riders = people.welcome(Teller({}, acting, now, {}))
    teller = Teller({}, acting, now, riders)
    clubs = {club.name: _found(club, teller, person, upload) for club in CLUBS}
    everybody = people.gather(clubs, teller, person, lambda: acting("sam"))
    routes = {way.name: _drawn(way, clubs[way.club], teller, upload) for way in WAYS}
    season.bring(clubs, everybody, routes, now)
    Stories(clubs, routes, teller, upload).tell()
    # What was long ago is told to nobody today, and so not counted by the worker either.
    for club in clubs.values():
        count = Membership.objects.active().filter(organization=club).count()
        Organization.objects.filter(pk=club.pk).update(member_count=count)


def _found(club: Club, teller: Teller, person: Callable[[str], User], upload: Upload) -> Organization:
    """Register a club as a site admin does, and let its owner furnish it."""
    founder = teller.people.get(club.founder) or person(club.founder)
    with teller.at(club.days_ago):
        sam = teller.acting("sam")
        logo = upload(
            wheel_picture(club.look),
            by=sam,
            purpose=Purpose.LOGO,
            content_type="image/png",
            organization=None,
            alt_text=f"The mark of {club.name}",
        )
        made = register_organization(
            by=sam,
            kind="club",
            approved=True,
            admin=founder,
            logo=logo.pk,
            latitude=Decimal(club.latitude),
            longitude=Decimal(club.longitude),
            **{name: getattr(club, name) for name in PROFILE},
        )
        facts: dict[str, Any] = {"how_we_ride": club.how_we_ride, "guests_each": club.guests_each}
        return change_settings(made, by=teller.by(club.founder), join_policy=club.join_policy, **facts)


def _drawn(way: Way, club: Organization, teller: Teller, upload: Upload) -> Route:
    """Upload a route as a member does, and measure it as the worker would."""
    with teller.at(ROUTES_DAYS_AGO):
        by = teller.by(way.by)
        file = upload(
            gpx_of(way),
            by=by,
            purpose=Purpose.ROUTE,
            content_type=ROUTE_TYPE,
            organization=club,
            alt_text="",
        )
        route = add_version(None, club, media=file.pk, by=by, name=way.name)
        measure_version(RouteVersion.objects.select_related("media", "route").get(route=route))
    return route
