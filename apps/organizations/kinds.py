"""The kinds of organisation as one table: what each is called, who runs it, and how people come in.

A community registers the kind that it brings from its `policies`, and there grants the shared capabilities
and its own to the kind's roles.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils.choices import CallableChoiceIterator

from hearth.kernel.authorization import declare_roles


class JoinPolicy(models.TextChoices):
    OPEN = "open", "Anybody may join"
    APPROVAL = "approval", "People ask, and are let in"
    INVITE_ONLY = "invite_only", "By invitation only"


@dataclass(frozen=True, kw_only=True)
class OrganizationKind:
    name: str
    label: str
    plural: str
    community: str
    """The community that has to be switched on for one of this kind to be registered."""
    roles: tuple[str, ...]
    """The highest first; `Membership.Role` has their labels."""
    top_role_moves_by_offer: bool = False
    """True where nobody is simply given the top role: it is offered by who has it, and accepted."""
    join_policy: JoinPolicy
    """What a new one starts with; its managers may change it."""
    founded_by_platform: bool = False
    """True where only a site admin registers one, approved from the start; else anybody, for review."""
    page: str
    """The name of its public page's address, where its community is switched on."""

    @property
    def top_role(self) -> str:
        return self.roles[0]

    @property
    def lowest_role(self) -> str:
        return self.roles[-1]

    @property
    def is_offered(self) -> bool:
        return self.community in settings.COMMUNITIES


KINDS: dict[str, OrganizationKind] = {}


def register(*kinds: OrganizationKind) -> None:
    """Make kinds known, and their roles with them."""
    for kind in kinds:
        KINDS[kind.name] = kind
        declare_roles(kind.name, kind.roles)


register(
    OrganizationKind(
        name="rescue",
        label="Rescue",
        plural="Rescues",
        community="rehoming",
        roles=("admin", "member"),
        join_policy=JoinPolicy.APPROVAL,
        page="rescue",
    ),
    OrganizationKind(
        name="club",
        label="Club",
        plural="Clubs",
        community="riding",
        roles=("owner", "admin", "ride_captain", "ride_leader", "member"),
        top_role_moves_by_offer=True,
        join_policy=JoinPolicy.APPROVAL,
        founded_by_platform=True,
        page="club",
    ),
    OrganizationKind(
        name="restaurant",
        label="Restaurant",
        plural="Restaurants",
        community="dining",
        roles=("manager", "staff"),
        join_policy=JoinPolicy.INVITE_ONLY,
        page="organization",
    ),
)


def choices() -> list[tuple[str, str]]:
    return [(kind.name, kind.label) for kind in KINDS.values()]


CHOICES = CallableChoiceIterator(choices)
"""Every kind, read each time: communities register theirs after these models are loaded."""


def offered() -> list[tuple[str, str]]:
    """The kinds of the communities that are switched on, as choices."""
    return [(kind.name, kind.label) for kind in KINDS.values() if kind.is_offered]
