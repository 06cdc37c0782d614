"""The kinds of organisation as one table: what each is called, who runs it, and how people come in.

Roles are told to the kernel, and the shared capabilities granted, in `policies`; each community adds its own
capabilities to the same roles.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import models


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
    """The name of its public page's address."""

    @property
    def top_role(self) -> str:
        return self.roles[0]

    @property
    def lowest_role(self) -> str:
        return self.roles[-1]

    @property
    def is_offered(self) -> bool:
        return self.community in settings.COMMUNITIES


KINDS: Mapping[str, OrganizationKind] = {
    kind.name: kind
    for kind in (
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
            page="organization",
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
}

CHOICES = [(kind.name, kind.label) for kind in KINDS.values()]


def offered() -> list[tuple[str, str]]:
    """The kinds of the communities that are switched on, as choices."""
    return [(kind.name, kind.label) for kind in KINDS.values() if kind.is_offered]
