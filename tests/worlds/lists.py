"""Every list of the API with its documented base set, written down without a look at the lists' own code.

A list must be exactly: its base set ∩ what `can(view)` allows, row by row, ∩ its filters.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.curation.models import FeaturedPlacement
from apps.listings.ages import age_group
from apps.listings.models import Pet
from apps.moderation.models import Decision, Report, ReviewItem
from apps.notifications.models import Notification
from apps.organizations.models import Handover, Invitation, Membership, Organization, Verification
from hearth.kernel.authorization import ANONYMOUS, Subject, can
from hearth.kernel.models import Job
from tests.worlds.adopters_lists import lists_of_adopters, lists_of_rescue
from tests.worlds.build import World
from tests.worlds.listed import Filter, List, belonging_to, hidden, inside, is_word, needs_person
from tests.worlds.riders_lists import lists_of_riders


def free(pet: Pet) -> bool:
    return pet.moderation == "approved" and pet.placement in ("available", "in_foster")


def in_public(pet: Pet) -> bool:
    return can(ANONYMOUS, "view", pet).allowed


def grows(pet: Pet, value: str) -> bool:
    return age_group(pet.species, pet.birth_date, date.today()) == value  # noqa: DTZ011 - as the list does


PET_FILTERS = {
    "species": Filter(("dog", "cat", "bird"), is_word("species")),
    "breed": Filter(("lop", "Rex"), lambda pet, value: pet.breed.lower() == value.lower()),
    "age_group": Filter(("baby", "young", "adult", "senior"), grows),
    "size": Filter(("small", "large"), is_word("size")),
    "gender": Filter(("female", "unknown"), is_word("sex")),
    "region": Filter(("far shore",), lambda pet, value: pet.region.lower() == value),
}


def lists(world: World, subject: Subject) -> Iterator[List]:
    """Every list there is, for one reader, those below an organisation for two of them; reviewed."""
    mine = subject.id
    ids = tuple(str(house.pk) for house in world.organizations)
    at = Filter(ids, lambda pet, value: str(pet.organization_id) == value)
    public_status = Filter(
        ("approved", "on_hold", "reserved"),
        lambda pet, value: pet.status == value,
        replaces_base=lambda pet, subject: in_public(pet),
    )
    public = {**PET_FILTERS, "organization": at, "status": public_status}
    public |= search_filters(world)
    yield List("GET pets", "pets", Pet, lambda pet, subject: free(pet) and in_public(pet), public)
    own_status = Filter(("draft", "approved", "on_hold"), lambda pet, value: pet.status == value)
    yield List(
        "GET users/me/pets",
        "users/me/pets",
        Pet,
        lambda pet, subject: can(subject, "edit", pet).allowed,
        {**PET_FILTERS, "organization": at, "status": own_status},
        needs_person,
    )
    yield List(
        "GET organizations",
        "organizations",
        Organization,
        lambda house, subject: house.status == "approved",
        {
            "kind": Filter(("rescue",), is_word("kind")),
            "region": Filter(("FAR SHORE",), lambda house, value: house.region.lower() == value.lower()),
            "q": Filter(("house 1", "zebra"), lambda house, value: value in house.name.lower()),
            "verified": Filter(("true", "false"), lambda house, value: str(house.verified).lower() == value),
        },
    )
    yield List(
        "GET users",
        "users",
        User,
        lambda person, subject: True,
        {
            "system_role": Filter(("Moderator", "User"), lambda user, value: wire(user) == value),
            "status": Filter(("active", "suspended"), is_word("status")),
            "email_verified": Filter(("true", "false"), lambda u, v: str(u.email_verified).lower() == v),
            "q": Filter(("ana", "hearth"), found_by_words),
        },
        lambda subject: (
            needs_person(subject) or (0 if "manage_platform" in subject.system_capabilities else 403)
        ),
    )
    yield List(
        "GET users/me/memberships",
        "users/me/memberships",
        Membership,
        lambda membership, subject: membership.user_id == mine and stands(membership),
        {
            "status": Filter(
                ("active", "pending", "left"),
                is_word("status"),
                replaces_base=lambda membership, subject: membership.user_id == mine,
            ),
            "role": Filter(("admin", "member"), is_word("role")),
        },
        needs_person,
    )
    yield List(
        "GET users/me/invitations",
        "users/me/invitations",
        Invitation,
        lambda invitation, subject: (
            invitation.present_status == "pending" and addressed_to_me(invitation, subject)
        ),
        {
            "status": Filter(
                ("pending", "expired", "accepted"),
                is_word("present_status"),
                replaces_base=addressed_to_me,
            ),
            "role": Filter(("member", "staff"), is_word("role")),
        },
        needs_person,
    )
    yield List(
        "GET users/me/notifications",
        "users/me/notifications",
        Notification,
        lambda notification, subject: notification.user_id == mine,
        {"unread": Filter(("true", "false"), lambda row, value: str(row.read_at is None).lower() == value)},
        needs_person,
    )
    yield List(
        "GET users/me/jobs",
        "users/me/jobs",
        Job,
        lambda job, subject: job.owner_id == mine,
        {"state": Filter(("queued", "done", "failed"), is_word("state"))},
        needs_person,
    )
    yield List(
        "GET users/me/reports",
        "users/me/reports",
        Report,
        lambda report, subject: report.reporter_id == mine,
        {},
        needs_person,
    )
    yield List(
        "GET users/me/decisions",
        "users/me/decisions",
        Decision,
        lambda decision, subject: can(subject, "be_told", decision).allowed,
        {},
        needs_person,
    )
    yield List(
        "GET review/items",
        "review/items",
        ReviewItem,
        lambda item, subject: item.state == "open",
        {
            "kind": Filter(("pet", "organization", "report"), is_word("kind")),
            "origin": Filter(("submitted", "reported", "sampled"), is_word("origin")),
            "claimed": Filter(("mine", "free", "others"), lambda item, value: claim_of(item, mine) == value),
            "organization": Filter(ids, lambda item, value: str(item.organization_id) == value),
            "state": Filter(("decided", "open"), is_word("state"), replaces_base=lambda item, subject: True),
        },
        lambda subject: (
            needs_person(subject) or (0 if "review_content" in subject.system_capabilities else 403)
        ),
    )
    yield List(
        "GET featured-placements",
        "featured-placements",
        FeaturedPlacement,
        lambda placement, subject: True,
        {
            "surface": Filter(("home", "organization"), is_word("surface")),
            "organization": Filter(ids, lambda row, value: str(row.organization_id) == value),
        },
        lambda subject: (
            needs_person(subject) or (0 if "curate_featured" in subject.system_capabilities else 403)
        ),
    )
    yield from lists_of_adopters(world, subject)
    yield from lists_of_riders(world, subject)
    for house in world.organizations[:2]:
        yield from lists_of(house, world)
        yield from lists_of_rescue(house, world)


def search_filters(world: World) -> dict[str, Filter]:
    """What strangers search by besides; each pet tells “calm”."""
    near = {"near": "-33,151"}
    moment = (world.now - timedelta(minutes=1)).isoformat()
    return {
        **{
            name: Filter(("true", "false", "unknown"), is_word(name))
            for name in ("good_with_children", "good_with_dogs", "good_with_cats", "house_trained", "desexed")
        },
        "coat": Filter(("wire", "short"), is_word("coat")),
        "colour": Filter(("TAN",), lambda pet, value: value.lower() in pet.colours),
        "name": Filter(("et 1",), lambda pet, value: value in pet.name.lower()),
        "special_needs": Filter(
            ("true", "false"), lambda pet, value: (value == "true") == bool(pet.special_needs)
        ),
        "q": Filter(("calm", "calm -lop"), lambda pet, value: value == "calm" or pet.breed != "Lop"),
        "near": Filter(("-33,151",), lambda pet, value: pet.latitude == -33),
        "within_km": Filter(
            ("1", "400"), lambda pet, value: value == "400" or pet.latitude == -33, also=near
        ),
        "published_after": Filter(
            (moment,), lambda pet, value: pet.published_at >= datetime.fromisoformat(value)
        ),
        "published_before": Filter(
            (moment,), lambda pet, value: pet.published_at < datetime.fromisoformat(value)
        ),
    }


def lists_of(house: Organization, world: World) -> Iterator[List]:
    """The lists below one organisation, which is 404 to who may not see it."""
    belongs = belonging_to(house)
    below = f"organizations/{house.pk}"
    public = {
        **PET_FILTERS,
        "organization": Filter((str(house.pk),), lambda pet, value: str(pet.organization_id) == value),
        "status": Filter(
            ("approved", "on_hold", "reserved"),
            lambda pet, value: pet.status == value,
            replaces_base=lambda pet, subject: belongs(pet, subject) and in_public(pet),
        ),
        **search_filters(world),
    }
    yield List(
        "GET organizations/{organization}/pets",
        f"{below}/pets",
        Pet,
        lambda pet, subject: belongs(pet, subject) and free(pet) and in_public(pet),
        public,
        hidden(house),
    )
    yield List(
        "GET organizations/{parent}/memberships",
        f"{below}/memberships",
        Membership,
        lambda membership, subject: belongs(membership, subject) and stands(membership),
        {
            "status": Filter(("active", "pending", "left"), is_word("status"), replaces_base=belongs),
            "role": Filter(("admin", "member", "owner"), is_word("role")),
        },
        inside(house),
    )
    yield List(
        "GET organizations/{parent}/invitations",
        f"{below}/invitations",
        Invitation,
        belongs,
        {
            "status": Filter(("pending", "expired", "accepted"), is_word("present_status")),
            "role": Filter(("member", "staff"), is_word("role")),
        },
        inside(house),
    )
    yield List(
        "GET organizations/{parent}/verifications",
        f"{below}/verifications",
        Verification,
        belongs,
        {},
        lambda subject: inside(house)(subject) or (0 if can(subject, "see_evidence", house).allowed else 403),
    )
    yield List(
        "GET organizations/{parent}/handovers",
        f"{below}/handovers",
        Handover,
        belongs,
        {},
        inside(house),
    )


def claim_of(item: ReviewItem, reader: Any) -> str:
    if item.claimed_until is None or item.claimed_until <= timezone.now():
        return "free"
    return "mine" if item.claimed_by_id == reader else "others"


def stands(membership: Membership) -> bool:
    return membership.status in ("pending", "active", "suspended")


def wire(user: User) -> str:
    return {"user": "User", "moderator": "Moderator", "site_admin": "SiteAdmin"}[user.system_role]


def found_by_words(user: User, value: str) -> bool:
    return value in user.display_name.lower() or value in (user.email or "").lower()


def addressed_to_me(invitation: Invitation, subject: Subject) -> bool:
    if invitation.user_id is not None:
        return bool(invitation.user_id == subject.id)
    mine = (subject.user.email or "").lower() if subject.user.email_verified else ""
    return bool(mine) and str(invitation.email).lower() == mine
