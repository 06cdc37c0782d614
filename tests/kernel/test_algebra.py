"""`check` and `q` answer the same question: over random trees and rows, NULLs included."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.listings.models import Pet
from apps.organizations.models import Organization
from hearth.kernel.authorization import Grant, Policy, Subject, SystemRole
from hearth.kernel.authorization.algebra import (
    After,
    And,
    Anyone,
    Before,
    FromClient,
    HasSystemRole,
    HasTopRole,
    In,
    InMyOrganization,
    Mine,
    Missing,
    MyAddress,
    NamedIn,
    Nobody,
    Not,
    Or,
    Outranks,
    ParentIn,
    Rule,
    SignedIn,
    SystemCapability,
    TakesPart,
    ThingAllows,
    Until,
)
from tests import factories
from tests.cast import Cast

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
LEAVES: list[Rule] = [
    Anyone(),
    Nobody(),
    SignedIn(),
    SystemCapability("review_content"),
    HasSystemRole(SystemRole.MODERATOR),
    FromClient("staff"),
    In("moderation", ("approved",)),
    In("moderation", ("draft", "pending", "removed")),
    In("adoption_fee", (0, 50)),
    Missing("organization"),
    Missing("published_at"),
    Missing("adoption_fee"),
    Mine("user"),
    InMyOrganization("organization"),
    InMyOrganization("organization", "manage_listings"),
    ParentIn("organization", "organizations.Organization", ("approved",)),
    ParentIn("user", "accounts.User", ("active",)),
    Before("published_at"),
    After("published_at"),
    Until("birth_date"),
    TakesPart("listings.PetPhoto", "pet", "media__owner"),
    TakesPart("organizations.Membership", "organization", "user", ("active",), of="organization"),
    Outranks("manage_listings", role="breed"),
    HasTopRole("organization"),
    MyAddress("breed"),
    NamedIn("revised", "kernel.Revision", "listings.pet", kind_field="target_type"),
    ThingAllows(
        "organization_open_to_you",
        lambda: {"approved": (Organization, "edit"), "pending": (Organization, "view")},
        kind="moderation",
        id="organization",
        thing="organization",
    ),
]
TREES = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=10,
)


@pytest.fixture
def world(cast: Cast) -> tuple[list[Pet], list[Subject]]:
    """Rows that differ in everything the leaves look at, and subjects of every kind."""
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    closed = factories.organization("Closed Gate", founder=cast.milo, status="suspended")
    rows = []
    for number, moderation in enumerate(["approved", "draft", "pending", "removed", "approved", "approved"]):
        for organization in (None, harbour, closed):
            facts = {
                "organization": organization,
                "breed": ["admin", "member", "rosa@hearth.example", ""][(number + len(rows)) % 4],
                "adoption_fee": [None, 0, 50, 120][(number + len(rows)) % 4],
                "birth_date": [None, *(NOW.date() + timedelta(days) for days in (-1, 0, 1))][len(rows) % 4],
                "photo_state": ["ready", ""][len(rows) % 2],
            }
            owner = [cast.petra, cast.rosa, cast.quinn][number % 3]
            if moderation == "approved":
                facts["published_at"] = NOW + timedelta(hours=number - 3)
            rows.append(factories.pet(owner, moderation=moderation, **facts))
    everything = (
        Grant(harbour.pk, "rescue", "admin", "approved"),
        Grant(closed.pk, "rescue", "admin", "suspended"),
    )
    people = [
        Subject(now=NOW),
        Subject(cast.petra, now=NOW, client="customer"),
        Subject(cast.rosa, now=NOW, grants=everything[:1], client="staff"),
        Subject(cast.milo, now=NOW, grants=everything),
        Subject(cast.mona, SystemRole.MODERATOR, now=NOW),
        Subject(cast.sam, SystemRole.SITE_ADMIN, grants=everything[:1], now=NOW),
        Subject(cast.quinn, SystemRole.SITE_ADMIN, grants=everything, now=NOW, client="staff"),
    ]
    return list(Pet.objects.filter(pk__in=[row.pk for row in rows])), people


def test_agree_over_random_trees(world: tuple[list[Pet], list[Subject]]) -> None:
    rows, people = world
    outcomes: set[bool] = set()

    @settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(tree=TREES, who=st.sampled_from(people))
    def agree(tree: Rule, who: Subject) -> None:
        policy = Policy.__new__(Policy)
        policy.model, policy.actions = Pet, {"view": tree}
        listed = set(Pet.objects.filter(policy.scope(who)).values_list("pk", flat=True))
        checked = {row.pk for row in rows if tree.check(who, row)}
        assert listed == checked, tree.name
        outcomes.update([bool(listed), len(listed) == len(rows)])

    agree()
    assert outcomes == {True, False}


def test_would_notice_a_leaf_whose_sides_differ(world: tuple[list[Pet], list[Subject]]) -> None:
    """Negative control: SQL's own NULL rule under NOT is not what `check` says."""

    class ForgetsNull(In):
        def q(self, subject: Subject) -> object:  # type: ignore[override]
            return super().q(subject) | Missing(self.field).q(subject)

    rows, people = world
    tree = ForgetsNull("adoption_fee", (50,))
    listed = set(Pet.objects.filter(tree.q(people[0])).values_list("pk", flat=True))
    assert listed != {row.pk for row in rows if tree.check(people[0], row)}


def test_leaf_about_rows_never_allows_an_action_on_no_row(world: tuple[list[Pet], list[Subject]]) -> None:
    about_subjects = {"anyone", "nobody", "signed_in", "review_content", "role_moderator", "staff_client"}
    for leaf in LEAVES:
        if leaf.name not in about_subjects:
            assert not any(leaf.check(who, None) for who in world[1]), leaf.name


@pytest.mark.django_db
def test_unknown_action_is_refused_and_lists_nothing(cast: Cast) -> None:
    factories.pet(cast.petra)
    policy, sam = Policy.of(Pet), cast.subject("sam")
    assert policy.decide(sam, "teleport", Pet.objects.get()).rule == "unknown_action"
    assert not Pet.objects.filter(policy.scope(sam, "teleport")).exists()


def test_refusal_names_the_part_that_says_no() -> None:
    rule = SystemCapability("review_content") & ~Mine("user")
    nobody = Subject()
    assert rule.refusal(nobody, None) == "review_content"
    assert (Mine("user") | Nobody()).name == "yours or nobody"
    assert (~(Anyone() & Nobody())).name == "not (anyone and nobody)"


def test_ids_are_time_ordered_version_7() -> None:
    from hearth.kernel.ids import uuid7

    made = [uuid7() for _ in range(50)]
    assert all(one.version == 7 and one.variant == uuid4().variant for one in made)
    assert isinstance(made[0], UUID)
    assert made[0].int >> 80 <= made[-1].int >> 80
