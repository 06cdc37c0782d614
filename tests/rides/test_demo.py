"""The clubs of the demo: quickly there, in every state, and nothing in them that could not have happened."""

import time

import pytest
from django.utils import timezone

from apps.organizations.models import Membership, Organization
from apps.rides.choices import Audience, Kind, State, Status
from apps.rides.models import (
    PaceGroup,
    Participation,
    Ride,
    RideAttachment,
    RideInvitation,
    RideTemplate,
    RouteVersion,
    Series,
    SharedContact,
)
from hearth.local.demo.load import _upload, acting, person
from hearth.local.demo.riding.load import bring
from tests.cast import Cast
from tests.rides.riding import faults

pytestmark = pytest.mark.django_db
AT_MOST_S = 12
"""Of the processor, on a machine that tests something else beside; alone it takes a quarter."""


def test_brings_two_clubs_with_a_season(cast: Cast) -> None:
    for name in ("sam", "olga", "carlo", "lee", "ana", "petra"):
        cast.person(name)
    begun = time.process_time()
    bring(acting, person, _upload, timezone.now())
    assert time.process_time() - begun < AT_MOST_S
    assert {club.join_policy for club in Organization.objects.filter(kind="club")} == {"approval", "open"}
    assert not Organization.objects.filter(kind="club", logo=None).exists()
    rides = Ride.objects.all()
    assert 55 <= rides.count() <= 80
    assert [fault for ride in rides for fault in faults(ride)] == []
    for column, words in (("state", State), ("kind", Kind), ("audience", Audience)):
        assert set(rides.values_list(column, flat=True)) == set(words.values)
    places = Participation.objects.all()
    assert set(places.values_list("status", flat=True)) >= {
        Status.CONFIRMED,
        Status.WAITLISTED,
        Status.OFFERED,
        Status.WITHDRAWN,
    }
    assert places.filter(role="leader").exists()
    assert places.filter(host__isnull=False).exists()
    assert places.filter(attendance="no_show").exists()
    assert places.filter(disputed_at__isnull=False, settled_at=None).count() == 1
    assert RouteVersion.objects.filter(distance_m__gt=12_000, gain_m__gt=30).count() == 5
    assert not rides.filter(state="completed", distance_km=None).exists()
    for model in (PaceGroup, RideInvitation, RideTemplate, Series):
        assert model.objects.exists()
    assert Series.objects.filter(state="running").exists()
    assert SharedContact.objects.filter(participation__ride__state="active").exists()
    assert RideAttachment.objects.filter(ride__state="active", media__state="ready").exists()
    of_harbour = Membership.objects.filter(organization__name="Harbour Wheelers")
    assert set(of_harbour.values_list("role", flat=True)) == {
        "owner",
        "admin",
        "ride_captain",
        "ride_leader",
        "member",
    }
    assert set(of_harbour.values_list("status", flat=True)) == {"active", "pending", "suspended"}
