"""Review items of every kind in every state, and somebody who looks at them; for the matrix."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.accounts.models import User
from apps.media.models import MediaFile
from apps.moderation import reviewables
from apps.moderation.models import Appeal, Decision, Report, ReportCase, ReviewItem
from apps.organizations.models import Organization
from hearth.kernel.authorization import Subject
from hearth.kernel.ids import uuid7
from hearth.kernel.models import Revision
from tests import factories
from tests.cast import Cast
from tests.matrices import Role
from tests.moderation.records import decided

QUEUE = "/api/v1/review/items"
STATES = {"open": "open", "held": "open", "mine": "open", "decided": "decided", "withdrawn": "withdrawn"}
"""The state that an item has in the column of a matrix."""


class Scene:
    """The people of one cell; each chapter's maker adds what is looked at."""

    def __init__(self, cast: Cast, title: str, role: Role) -> None:
        self.cast, self.role, self.chapter = cast, role, CHAPTERS[title]
        self.harbour = self.rescue("Harbour Paws")
        self.sender = cast.petra if self.chapter.private else cast.rosa
        factories.organization("Second Chance Farm", founder=cast.milo)
        if role.suspended:
            User.objects.filter(pk=cast.person(role.person).pk).update(status="suspended")
        self.client = cast.client(role.person, **role.token_claims())
        self.targets: dict[UUID, Any] = {}
        """What each item is about."""

    @cached_property
    def subject(self) -> Subject:
        """Who looks, as they are once everything stands there."""
        return self.role.subject(self.cast)

    @cached_property
    def me(self) -> User:
        return self.cast.person(self.role.person or "max")

    @cached_property
    def max(self) -> User:
        return self.cast.max

    @property
    def owner(self) -> User:
        return self.me if self.role.owns else self.sender

    def rescue(self, name: str, status: str = "approved") -> Organization:
        """Rosa runs it, Remy helps; a role that founded it has left."""
        made = factories.organization(name, founder=self.cast.rosa, status=status)
        factories.membership(made, self.cast.remy)
        if self.role.owns:
            Organization.objects.filter(pk=made.pk).update(created_by=self.me)
        if self.role.member:
            factories.membership(made, self.me, self.role.member)
        return made

    @cached_property
    def lists(self) -> dict[str, Any]:
        """The queue by state, once everything stands there."""
        return {state: self.client.get(f"{QUEUE}?limit=100&state={state}") for state in set(STATES.values())}

    def item(self, column: str) -> ReviewItem:
        """An item of the chapter's kind in the state of a column."""
        state = STATES[column]
        made = self.chapter.make(self, column, self.chapter.target_states[state])
        target = type(made)._default_manager.get(pk=made.pk)
        ReviewItem.objects.filter(target_id=target.pk).delete()
        owner = target.owner if isinstance(target, ReportCase) else self.sender
        submitter = self.me if self.role.submitted else owner
        seen = reviewables.of_kind(self.chapter.kind).seen(target)
        facts = {"submitter": submitter, "state": state, "revision": seen, **self.claim(column)}
        item = factories.review_item(target, kind=self.chapter.kind, **facts)
        self.targets[item.pk] = target
        if state == "decided":
            by_max = {"reviewer": self.max, "submitter": submitter, "action": "approve"}
            facts = {"kind": item.kind, "target_id": target.pk, "revision_seen": 1, **by_max}
            Decision.objects.create(id=uuid7(), item=item, **facts)
        return item

    def claim(self, column: str) -> dict[str, Any]:
        holder = {"held": self.max, "mine": self.me}.get(column)
        return (
            {"claimed_by": holder, "claimed_until": timezone.now() + timedelta(minutes=5)} if holder else {}
        )

    def ask(self, verb: str, item: ReviewItem, **headers: str) -> Any:
        if verb == "list":
            return self.lists[item.state]
        if verb == "retrieve":
            return self.client.get(f"{QUEUE}/{item.pk}")
        if verb in ("claim", "release"):
            return self.client.post(f"{QUEUE}/{item.pk}/{verb}")
        given = {"action": verb, "reason": self.chapter.reasons.get(verb, "")}
        seen = headers or {"If-Match": f'"{item.version}-seen"'}
        return self.client.post(f"{QUEUE}/{item.pk}/decide", given, headers=seen)


def make_pet(scene: Scene, column: str, status: str, **facts: Any) -> Any:
    ours = None if scene.chapter.private else scene.harbour
    return factories.pet(scene.owner, moderation=status, organization=ours, **facts)


def make_changed_pet(scene: Scene, column: str, status: str) -> Any:
    return with_change(make_pet(scene, column, status), column, scene.owner)


def make_organization(scene: Scene, column: str, status: str) -> Any:
    return scene.rescue(f"Harbour Paws {column}", status)


def make_changed_organization(scene: Scene, column: str, status: str) -> Any:
    return with_change(make_organization(scene, column, status), column, scene.owner)


def make_photo(scene: Scene, column: str, status: str) -> MediaFile:
    return factories.photo(scene.owner, state=status)


def make_reported(scene: Scene, column: str, status: str) -> ReportCase:
    """Ana reported the pet, or whoever is to be involved."""
    pet = make_pet(scene, column, "approved")
    settled = {} if status == "open" else {"settled_at": timezone.now()}
    about = {"kind": "pet", "target_id": pet.pk, "owner": scene.owner, "organization": pet.organization}
    case = ReportCase.objects.create(state=status, **about, **settled)
    reporter = scene.me if scene.role.involved else scene.cast.ana
    Report.objects.create(case=case, reporter=reporter, reason="scam", points=1)
    return case


def make_appeal(scene: Scene, column: str, status: str) -> Appeal:
    """Max took the pet down, or whoever is to be involved."""
    now = timezone.now()
    pet = make_pet(scene, column, "removed", published_at=now, expires_at=now)
    first_reviewer = scene.me if scene.role.involved else scene.max
    ours = {"organization": pet.organization}
    first = decided(scene.owner, first_reviewer, "remove", target=pet.pk, **ours)
    settled = {} if status == "open" else {"settled_at": now}
    return Appeal.objects.create(
        decision=first, appellant=scene.owner, first_reviewer=first_reviewer, state=status, **ours, **settled
    )


def with_change(target: Any, column: str, by: User) -> Any:
    """Let a change of the description be what was sent in."""
    settled = {} if STATES[column] == "open" else {"state": "approved", "settled_at": timezone.now()}
    Revision.objects.create(
        target_type=target._meta.label_lower,
        target_id=target.pk,
        organization_id=target.organization_id,
        number=1,
        data={"description": "A calmer companion than anybody thought, " + target.description},
        was={"description": target.description},
        by=by,
        **settled,
    )
    return target


@dataclass(frozen=True)
class Chapter:
    """What a chapter of the matrix is about."""

    kind: str
    make: Callable[[Scene, str, str], Any]
    """Makes a target: the scene, the column, and the state that the target is to have."""
    target_states: dict[str, str]
    """By the state of the item."""
    reasons: dict[str, str]
    private: bool = False
    """True where it is Petra's own and no organisation's."""
    route: str = ""
    """Where the target's own verbs are: `/api/v1/<route>/{id}/<verb>`; empty where it has none."""


PET = {"open": "pending", "decided": "approved", "withdrawn": "withdrawn"}
PET_REASONS = {"request_changes": "photos", "reject": "selling", "remove": "scam"}
PUBLIC = dict.fromkeys(("open", "decided", "withdrawn"), "approved")
HOUSE = {"open": "pending", "decided": "approved", "withdrawn": "rejected"}
HOUSE_REASONS = {"reject": "incomplete", "remove": "safety"}
ORPHAN = {"open": "approved", "decided": "suspended", "withdrawn": "approved"}
PHOTO = dict.fromkeys(("open", "decided", "withdrawn"), "ready")
CASE = {"open": "open", "decided": "closed", "withdrawn": "closed"}
CHAPTERS = {
    "petra's own pet": Chapter("pet", make_pet, PET, PET_REASONS, private=True, route="pets"),
    "a pet of Harbour Paws": Chapter("pet", make_pet, PET, PET_REASONS, route="pets"),
    "a change of petra's own pet": Chapter(
        "pet_change", make_changed_pet, PUBLIC, {"reject": "photos"}, private=True, route="pets"
    ),
    "Harbour Paws itself": Chapter(
        "organization", make_organization, HOUSE, HOUSE_REASONS, route="organizations"
    ),
    "a change of Harbour Paws": Chapter(
        "organization_change",
        make_changed_organization,
        PUBLIC,
        {"reject": "misleading"},
        route="organizations",
    ),
    "Harbour Paws without an admin": Chapter(
        "organization_without_admin", make_organization, ORPHAN, {"remove": "no_admin"}, route="organizations"
    ),
    "a photo of petra's": Chapter(
        "photo", make_photo, PHOTO, {"remove": "cruelty"}, private=True, route="media"
    ),
    "reports about a pet of Harbour Paws": Chapter(
        "report", make_reported, CASE, {"remove": "scam", "reject": "no_breach"}
    ),
    "an appeal of Harbour Paws": Chapter(
        "appeal", make_appeal, CASE, {"approve": "mistake", "reject": "stands"}
    ),
}

ELSEWHERE = {"question", "message"}
"""Kinds that are only taken down after a report; tests/applications has what becomes of them."""
