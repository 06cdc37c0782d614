"""Each list is its documented base set ∩ can(view), row by row; pages in both directions lose nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from apps.listings.models import Pet
from apps.moderation.models import ReviewItem
from apps.organizations.models import Organization
from hearth.kernel.authorization import Subject, can
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

REVIEWERS = ("mona", "sam")
PEOPLE = ("", "ana", "petra", "rosa", "remy", "milo", "mona", "sam", "quinn")


class World:
    """Pets of four owners on every step of both axes, several published in the very same moment."""

    def __init__(self, cast: Cast) -> None:
        self.harbour = factories.organization("Harbour Paws", founder=cast.rosa)
        factories.membership(self.harbour, cast.remy)
        self.farm = factories.organization("Second Chance Farm", founder=cast.milo)
        closed = factories.organization("Closed Gate", founder=cast.milo, status="suspended")
        for state in ("pending", "rejected"):
            made = factories.organization(f"A {state} one", founder=cast.ana, status=state)
            factories.review_item(made, kind="organization", submitter=cast.ana)
        factories.organization("Tail Winds", founder=cast.rosa)
        self.now = timezone.now()
        for owner, organization in (
            *((cast.petra, None), (cast.quinn, None), (cast.rosa, self.harbour)),
            *((cast.remy, self.harbour), (cast.milo, self.farm), (cast.milo, closed)),
        ):
            self.pets(owner, organization)
        Organization.objects.update(created_at=self.now)
        ReviewItem.objects.update(opened_at=self.now)
        ReviewItem.objects.filter(submitter=cast.remy).update(state="withdrawn")

    def pets(self, owner: Any, organization: Organization | None) -> None:
        states = [("approved", place) for place in ("available", "in_foster", "on_hold", "adopted", "trial")]
        states += [(state, "available") for state in ("draft", "pending", "rejected", "removed", "withdrawn")]
        for number, (moderation, placement) in enumerate(states):
            moment = self.now - timedelta(minutes=number % 2)
            shown = {"published_at": moment} if moderation == "approved" else {}
            facts = {"moderation": moderation, "placement": placement, "created_at": moment, **shown}
            factories.pet(owner, organization=organization, photo_state="", **facts)


def free(pet: Pet) -> bool:
    return pet.moderation == "approved" and pet.placement in ("available", "in_foster")


def newest_by(*fields: str) -> Callable[[Any], Any]:
    return lambda row: tuple(getattr(row, name) for name in fields)


def lists(world: World, subject: Subject) -> dict[str, tuple[list[Any], Callable[[Any], Any], bool]]:
    """Per address: the rows that must be there, what orders them, and whether the greatest comes first."""
    nobody = Subject()
    pets = [pet for pet in Pet.objects.all() if can(subject, "view", pet).allowed]
    public = [pet for pet in pets if free(pet) and can(nobody, "view", pet).allowed]
    return {
        "pets": (public, newest_by("published_at", "id"), True),
        f"organizations/{world.harbour.slug}/pets": (
            [pet for pet in public if pet.organization_id == world.harbour.pk],
            newest_by("published_at", "id"),
            True,
        ),
        f"organizations/{world.farm.pk}/pets": (
            [pet for pet in public if pet.organization_id == world.farm.pk],
            newest_by("published_at", "id"),
            True,
        ),
        "users/me/pets": (
            [pet for pet in pets if can(subject, "edit", pet).allowed],
            newest_by("created_at", "id"),
            True,
        ),
        "organizations": (
            [
                row
                for row in Organization.objects.filter(status="approved")
                if can(subject, "view", row).allowed
            ],
            newest_by("created_at", "id"),
            True,
        ),
        "review/items": (
            [row for row in ReviewItem.objects.filter(state="open") if can(subject, "view", row).allowed],
            newest_by("opened_at", "id"),
            False,
        ),
    }


def follow(client: APIClient, url: str, direction: str) -> tuple[list[list[str]], str]:
    """The pages from here on, as lists of ids, and the address of the last one."""
    pages = []
    while True:
        answer = client.get(url).json()
        pages.append([row["id"] for row in answer["results"]])
        if not answer[direction]:
            return pages, url
        url = answer[direction]


def subject_of(cast: Cast, who: str) -> Subject:
    return cast.subject(who) if who else Subject()


@pytest.mark.parametrize("who", PEOPLE)
def test_list_is_exactly_what_one_may_see(cast: Cast, who: str) -> None:
    world, client = World(cast), cast.client(who)
    sizes = {}
    for address, (rows, key, descending) in lists(world, subject_of(cast, who)).items():
        answer = client.get(f"/api/v1/{address}?limit=100")
        closed = {"users/me/pets": who in ("", "quinn"), "review/items": who not in REVIEWERS}
        if closed.get(address):
            assert answer.status_code == (403 if who else 401)
            continue
        expected = [str(row.pk) for row in sorted(rows, key=key, reverse=descending)]
        assert [row["id"] for row in answer.json()["results"]] == expected, address
        sizes[address] = len(expected)
    # The same for everybody: two free ones each of petra, quinn, rosa, remy and milo.
    assert sizes["pets"] == 10
    own = {"petra": 10, "rosa": 20, "remy": 20, "milo": 10}
    assert sizes.get("users/me/pets", 0) == own.get(who, 0)
    assert sizes.get("review/items", 0) == (7 if who in REVIEWERS else 0)


@pytest.mark.parametrize("who", ["rosa", "mona"])
def test_pages_give_the_same_order_in_both_directions(cast: Cast, who: str) -> None:
    world, client = World(cast), cast.client(who)
    for address, (rows, key, descending) in lists(world, subject_of(cast, who)).items():
        if address == "review/items" and who not in REVIEWERS:
            continue
        expected = [str(row.pk) for row in sorted(rows, key=key, reverse=descending)]
        forward, last = follow(client, f"/api/v1/{address}?limit=2", "next")
        assert sum(forward, []) == expected, address  # noqa: RUF017
        assert all(len(page) == 2 for page in forward[:-1])
        backward, first = follow(client, last, "previous")
        assert backward[::-1] == forward, address
        assert not client.get(first).json()["previous"]
        again, _ = follow(client, first, "next")
        assert again == forward, address


def test_row_that_vanishes_between_pages_skips_nobody(cast: Cast) -> None:
    World(cast)
    client = cast.client()
    whole = [row["id"] for row in client.get("/api/v1/pets?limit=100").json()["results"]]
    page = client.get("/api/v1/pets?limit=2").json()
    Pet.objects.filter(pk__in=[row["id"] for row in page["results"]]).update(placement="deceased")
    rest, _ = follow(client, page["next"], "next")
    assert sum(rest, []) == whole[2:]  # noqa: RUF017
