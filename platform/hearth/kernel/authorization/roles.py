"""The system roles, weakest first, and the registries from which capabilities are derived."""

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum


class SystemRole(StrEnum):
    USER = "user"
    MODERATOR = "moderator"
    SITE_ADMIN = "site_admin"

    @property
    def wire(self) -> str:
        """The name on the wire, as the briefs spell it."""
        return {"user": "User", "moderator": "Moderator", "site_admin": "SiteAdmin"}[self.value]

    @classmethod
    def from_wire(cls, word: str) -> "SystemRole":
        """Raise KeyError for a name that is none."""
        return {role.wire: role for role in cls}[word]

    @property
    def rank(self) -> int:
        return list(type(self)).index(self)


def weaker(one: SystemRole, other: SystemRole) -> SystemRole:
    return min(one, other, key=lambda role: role.rank)


_of_system_role: dict[SystemRole, set[str]] = defaultdict(set)
_of_tenant_role: dict[tuple[str, str], set[str]] = defaultdict(set)
_ladders: dict[str, tuple[str, ...]] = {}
_known: dict[str, str] = {}

PREPARE_ORGANIZATION = "prepare_organization"
"""What is left to the top role while its organisation is pending or rejected: edit and resubmit."""


def declare_capabilities(descriptions: dict[str, str]) -> None:
    """Make capabilities known; granting one that nobody declared is a mistake found at start."""
    _known.update(descriptions)


def grant_to_system_role(role: SystemRole, capabilities: Iterable[str]) -> None:
    _of_system_role[role].update(_checked(capabilities))


def declare_roles(kind: str, roles: tuple[str, ...]) -> None:
    """Make the roles of a kind of organisation known, the highest first."""
    _ladders[kind] = roles


def grant_to_tenant_role(kind: str, role: str, capabilities: Iterable[str]) -> None:
    """Several apps may add to one role: the shared ones first, each community its own."""
    if role not in _ladders.get(kind, ()):
        raise LookupError(f"{kind} has no role {role}")
    _of_tenant_role[kind, role].update(_checked(capabilities))


def roles_of(kind: str) -> tuple[str, ...]:
    """The roles of a kind, the highest first; none for a kind that nobody declared."""
    return _ladders.get(kind, ())


def top_role(kind: str) -> str:
    return roles_of(kind)[0]


def rank_of(kind: str, role: str) -> int:
    """Higher is stronger; 0 for a role that the kind does not have."""
    ladder = roles_of(kind)
    return len(ladder) - ladder.index(role) if role in ladder else 0


def ladders() -> dict[str, tuple[str, ...]]:
    """Every kind with its roles, the highest first."""
    return dict(_ladders)


def derive_from_system(role: SystemRole) -> frozenset[str]:
    return frozenset(_of_system_role[role])


def derive_from_tenant(kind: str, role: str, state: str) -> frozenset[str]:
    """Capabilities of a membership, given the state of its organisation; a suspended one gives none."""
    if state == "approved":
        return frozenset(_of_tenant_role[kind, role])
    if state in ("pending", "rejected") and roles_of(kind)[:1] == (role,):
        return frozenset({PREPARE_ORGANIZATION})
    return frozenset()


def known_capabilities() -> dict[str, str]:
    return dict(_known)


def _checked(capabilities: Iterable[str]) -> set[str]:
    found = set(capabilities)
    if unknown := found - _known.keys():
        raise LookupError(f"undeclared capabilities: {', '.join(sorted(unknown))}")
    return found
