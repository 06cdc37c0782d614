"""Review items of every kind in every state, and somebody who looks at them; for the matrix."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, Self
from uuid import UUID, uuid4

from django.utils import timezone

from apps.accounts.models import User
from apps.applications.models import Message, Question
from apps.media.models import MediaFile
from apps.moderation import reviewables
from apps.moderation.models import Appeal, Decision, Report, ReportCase, ReviewItem
from apps.organizations.models import Organization
from apps.rides.models import Ride
from hearth.kernel.authorization import Subject, can
from hearth.kernel.ids import uuid7
from hearth.kernel.models import Revision
from tests import factories
from tests.applications import applying, asked
from tests.cast import Cast
from tests.matrices import Role
from tests.moderation.records import decided

QUEUE = "/api/v1/review/items"
STATES = {"open": "open", "held": "open", "mine": "open", "decided": "decided", "withdrawn": "withdrawn"}
"""The state that an item has in the column of a matrix."""


class Scene:
    """The rows of one chapter, and somebody who looks at them; the chapter's maker adds what is looked at."""

    def __init__(self, cast: Cast, title: str, role: Role) -> None:
        self.cast, self.role = cast, role
        self.title, self.chapter = title, CHAPTERS[title]
        self.rescues: list[Organization] = []
        self.harbour = self.rescue("Harbour Paws")
        self.sender = cast.person(self.chapter.sender or ("petra" if self.chapter.private else "rosa"))
        factories.organization("Second Chance Farm", founder=cast.milo, slug=str(uuid4()))
        self.targets: dict[UUID, Any] = {}
        """What each item is about."""
        self.items: dict[str, ReviewItem] = {}
        """One item in each column, once `fill` made them."""
        self.come_in()

    def come_in(self) -> None:
        if self.role.suspended:
            User.objects.filter(pk=self.me.pk).update(status="suspended")
        self.client = self.cast.client(self.role.person, **self.role.token_claims())
        self._allowed: dict[tuple[str, UUID], bool] = {}

    def fill(self) -> Self:
        """Put an item of the chapter's kind into every column."""
        self.items = {column: self.item(column) for column in STATES}
        return self

    def seen_by(self, role: Role) -> "Scene":
        """The same rows with somebody else in front of them; those that they own are made for them."""
        if role.owns:
            return Scene(self.cast, self.title, role).fill()
        other = deepcopy(self)
        for remembered in ("me", "owner", "subject", "lists"):
            other.__dict__.pop(remembered, None)
        other.role = role
        for rescue in other.rescues if role.member else ():
            factories.membership(rescue, other.me, role.member)
        for column, item in other.items.items():
            taken = other.claim(column) if column == "mine" else {}
            sent = {"submitter": other.me} if role.submitted else {}
            for name, value in (taken | sent).items():
                setattr(item, name, value)
            if taken | sent:
                ReviewItem.objects.filter(pk=item.pk).update(**taken, **sent)
            if sent:
                Decision.objects.filter(item=item).update(**sent)
        other.come_in()
        return other

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

    @cached_property
    def owner(self) -> User:
        return self.me if self.role.owns else self.sender

    def rescue(self, name: str, status: str = "approved", **facts: Any) -> Organization:
        """Rosa runs it, Remy helps; a role that founded it has left."""
        made = factories.organization(name, founder=self.cast.rosa, status=status, slug=str(uuid4()), **facts)
        factories.membership(made, self.cast.remy)
        if self.role.owns:
            Organization.objects.filter(pk=made.pk).update(created_by=self.me)
        if self.role.member:
            factories.membership(made, self.me, self.role.member)
        self.rescues.append(made)
        return made

    @cached_property
    def lists(self) -> dict[str, Any]:
        """The queue by state, once everything stands there."""
        return {state: self.client.get(f"{QUEUE}?limit=100&state={state}") for state in set(STATES.values())}

    def allows(self, action: str, row: Any) -> bool:
        """What the row's policy says to whoever looks; it is asked once, for nothing here changes it."""
        if (action, row.pk) not in self._allowed:
            self._allowed[action, row.pk] = can(self.subject, action, row).allowed
        return self._allowed[action, row.pk]

    def promised(self, item: ReviewItem) -> dict[str, bool]:
        """What `GET …/actions` says; nothing where the item is not there for them."""
        answer = self.client.get(f"{QUEUE}/{item.pk}/actions")
        return {row["action"]: row["allowed"] for row in answer.json()} if answer.status_code == 200 else {}

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


def make_question(scene: Scene, column: str, status: str) -> Question:
    """Ana asks about a pet of Harbour Paws, or whoever is to own it."""
    pet = factories.pet(scene.cast.rosa, organization=scene.harbour, photo_state="")
    return asked.question(pet, scene.owner, status="removed" if status == "removed" else "published")


def make_message(scene: Scene, column: str, status: str) -> Message:
    """Ana writes along her application, or whoever is to own it."""
    pet = factories.pet(scene.cast.rosa, organization=scene.harbour, photo_state="")
    application = applying.application(pet, scene.owner, status="under_review")
    gone = {"removed_at": timezone.now()} if status == "removed" else {}
    return applying.message(application, scene.owner, text="Hm.", moderation=status, **gone)


def make_ride(scene: Scene, column: str, status: str) -> Ride:
    """Rosa planned it for her club, or whoever is to own it."""
    club = scene.rescue("Harbour Wheelers", kind="club")
    made: Ride = Ride.objects.create(
        organization=club,
        user=scene.owner,
        captain=scene.cast.rosa,
        state="published",
        moderation=status,
        audience="public",
        title="Lighthouse loop",
        meeting_point="Quay",
        starts_at=timezone.now() + timedelta(days=2),
    )
    return made


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
    sender: str = ""
    """Who sent it; usually Petra, or Rosa for Harbour Paws."""
    route: str = ""
    """Where the target's own verbs are: `/api/v1/<route>/{id}/<verb>`; empty where it has none."""


PET = {"open": "pending", "decided": "approved", "withdrawn": "withdrawn"}
PET_REASONS = {"request_changes": "photos", "reject": "selling", "remove": "scam"}
PUBLIC = dict.fromkeys(("open", "decided", "withdrawn"), "approved")
HOUSE = {"open": "pending", "decided": "approved", "withdrawn": "rejected"}
HOUSE_REASONS = {"reject": "incomplete", "remove": "safety"}
ORPHAN = {"open": "approved", "decided": "suspended", "withdrawn": "approved"}
PHOTO = dict.fromkeys(("open", "decided", "withdrawn"), "ready")
WORDS = {"open": "shown", "decided": "removed", "withdrawn": "shown"}
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
    "a question about a pet of Harbour Paws": Chapter(
        "question", make_question, WORDS, {"remove": "private"}, sender="ana", route="questions"
    ),
    "a message to Harbour Paws": Chapter("message", make_message, WORDS, {"remove": "scam"}, sender="ana"),
    "a ride of Harbour Wheelers": Chapter("ride", make_ride, WORDS, {"remove": "danger"}, route="rides"),
}
"""How one of each kind comes into the queue; reviewed."""
