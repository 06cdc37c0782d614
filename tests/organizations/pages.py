"""What the tests of the pages about people share: a rescue with two in it, and how to read and press."""

import re
from typing import Any

import pytest
from django.http import HttpResponse

from apps.organizations import services
from apps.organizations.models import Invitation, Membership, Organization
from tests import factories
from tests.cast import Cast

MEMBERS, INVITATIONS, MINE = (
    "/organizations/harbour-paws/members",
    "/organizations/harbour-paws/invitations",
    "/memberships",
)


@pytest.fixture
def harbour(cast: Cast) -> Organization:
    """Rosa runs it, Remy helps."""
    made = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(made, cast.remy)
    return made


def place(cast: Cast, name: str) -> Membership:
    found: Membership = Membership.objects.live().get(user=cast.person(name))
    return found


def place_of(row: Membership) -> Membership:
    found: Membership = Membership.objects.get(pk=row.pk)
    return found


def act(cast: Cast, who: str, row: Membership, verb: str, **given: Any) -> HttpResponse:
    url = f"{MEMBERS}/{row.pk}/{verb}"
    return cast.browser(who).post(url, {"version": row.version, **given}, follow=True)  # type: ignore[return-value]


def says(answer: HttpResponse, words: str) -> bool:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return words in " ".join(text.split())


def invited(cast: Cast, email: str = "ana@hearth.example", role: str = "member") -> Invitation:
    organization = Organization.objects.get(slug="harbour-paws")
    return services.invite(organization, by=cast.subject("rosa"), email=email, role=role)
