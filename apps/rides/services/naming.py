"""Whose names stand in what others are told about rides, so that they can go when that person is erased."""

from typing import Any

from django.db.models import Q

from apps.accounts.models import FORMER_MEMBER, User
from apps.notifications.services import forget_names
from apps.rides.models import Participation, Ride, RideInvitation

FACTS = ("person", "captain")


def named(fact: str, person: User | None) -> dict[str, Any]:
    """A person's name as a fact of a message, and beside it whose it is."""
    return {fact: str(person), f"{fact}_id": str(person.pk) if person else ""}


def forget_name_of(person: User) -> None:
    """Take an erased person's name out of what others were told of rides that they had a part in."""
    places = Participation.objects.filter(user=person)
    invitations = RideInvitation.objects.filter(invited_by=person)
    theirs = Q(user=person) | Q(pk__in=places.values("ride")) | Q(pk__in=invitations.values("ride"))
    about = [*Ride.objects.filter(theirs).values_list("pk", flat=True), *places.values_list("pk", flat=True)]
    forget_names(about, facts=FACTS, instead=FORMER_MEMBER, whose=person.pk)
