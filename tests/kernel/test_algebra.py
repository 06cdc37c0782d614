"""`check` and `q` answer the same question: over random trees and rows, NULLs included."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import Q
from django.db.models.sql.where import WhereNode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.applications.models import Application
from apps.listings.models import Pet
from apps.organizations.models import Organization
from hearth.kernel.authorization import Grant, Policy, Subject, SystemRole, narrowing
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
    lists = [(narrow, seen(narrow, True)) for narrow in narrowed(rows)]

    @settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(tree=TREES, who=st.sampled_from(people), number=st.integers(0, len(lists) - 1))
    def agree(tree: Rule, who: Subject, number: int) -> None:
        scope = scope_of(tree, who)
        listed = set(Pet.objects.filter(scope).values_list("pk", flat=True))
        checked = {row.pk for row in rows if tree.check(who, row)}
        assert listed == checked, tree.name
        narrow, shown = lists[number]
        assert seen(narrow, scope) == checked & shown, (tree.name, number)
        outcomes.update([bool(listed), len(listed) == len(rows)])

    agree()
    assert outcomes == {True, False}


def scope_of(tree: Rule, who: Subject) -> Q:
    policy = Policy.__new__(Policy)
    policy.model, policy.actions = Pet, {"view": tree}
    return policy.scope(who)


def seen(rows: Any, scope: Q | bool) -> set[UUID]:
    """What a list shows of a scope, asked without what the list says already."""
    left = narrowing.left_of(scope, rows) if isinstance(scope, Q) else scope
    return set(
        () if left is False else (rows if left is True else rows.filter(left)).values_list("pk", flat=True)
    )


def narrowed(rows: list[Pet]) -> list[Any]:
    """Lists that say of their rows in every way what the leaves ask."""
    house, owner = next(row for row in rows if row.organization_id), rows[0].user
    unpaid = Q(adoption_fee=None) | Q(adoption_fee=0)
    return [
        Pet.objects.filter(user=owner),
        Pet.objects.filter(user_id=owner.pk).filter(organization=None),
        Pet.objects.filter(Q(organization=house.organization_id) & Q(moderation="approved")),
        Pet.objects.filter(organization__in=[house.organization, None], moderation__in=["draft", "removed"]),
        Pet.objects.filter(adoption_fee__in=[0, 50], published_at__isnull=False),
        Pet.objects.filter(adoption_fee__in=[0, 120]).exclude(adoption_fee__in=[0]),
        Pet.objects.filter(unpaid, published_at__isnull=True),
        Pet.objects.filter(~Q(user=owner), breed="admin"),
        Pet.objects.filter(user__display_name=owner.display_name, pk__in=[row.pk for row in rows[:9]]),
        Pet.objects.filter(organization=None) | Pet.objects.filter(user=owner),
    ]


def test_a_list_asks_nothing_twice(cast: Cast) -> None:
    tree = Mine("user") | (Missing("organization") & ~In("moderation", ("draft",)))
    scope = scope_of(tree, cast.subject("ana"))
    assert narrowing.left_of(scope, Pet.objects.filter(user=cast.ana)) is True
    assert narrowing.left_of(scope, Pet.objects.filter(user=cast.rosa, moderation="draft")) is False
    others = Pet.objects.filter(organization=None, moderation__in=["pending", "approved"])
    assert narrowing.left_of(scope, others) is True
    assert narrowing.left_of(scope, Pet.objects.filter(moderation__in=["draft", "approved"])) == scope
    own = Application.objects.filter(user=cast.ana)
    assert str(own.visible_to(cast.subject("ana")).query) == str(own.exclude(pk__in=[]).query)


def test_would_notice_an_alternative_taken_for_a_demand(
    world: tuple[list[Pet], list[Subject]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: what holds for some of the rows is taken to hold for all."""

    def all_of(where: WhereNode) -> Any:
        for child in where.children:
            yield from all_of(child) if isinstance(child, WhereNode) else [child]

    rows, _people = world
    scope = scope_of(Mine("user"), Subject(rows[0].user, now=NOW))
    either = narrowed(rows)[-1]
    right = seen(either, scope)
    monkeypatch.setattr(narrowing, "_demanded", all_of)
    assert seen(either, scope) != right


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
