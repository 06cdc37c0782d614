"""Leaves that look at the subject alone: all rows or none."""

from dataclasses import dataclass

from django.db.models import Model

from hearth.kernel.authorization.algebra.trees import Rows, Rule
from hearth.kernel.authorization.roles import SystemRole
from hearth.kernel.authorization.subject import Subject


@dataclass(frozen=True)
class AboutSubject(Rule):
    """A leaf that looks at the subject alone: all rows or none."""

    def holds(self, subject: Subject) -> bool:
        raise NotImplementedError

    def check(self, subject: Subject, obj: Model | None) -> bool:
        return self.holds(subject)

    def q(self, subject: Subject) -> Rows:
        return self.holds(subject)


@dataclass(frozen=True)
class Anyone(AboutSubject):
    name = "anyone"

    def holds(self, subject: Subject) -> bool:
        return True


@dataclass(frozen=True)
class Nobody(AboutSubject):
    name = "nobody"

    def holds(self, subject: Subject) -> bool:
        return False


@dataclass(frozen=True)
class SignedIn(AboutSubject):
    name = "signed_in"

    def holds(self, subject: Subject) -> bool:
        return subject.is_active


@dataclass(frozen=True)
class SystemCapability(AboutSubject):
    """The subject's system role carries the capability."""

    capability: str

    @property
    def name(self) -> str:
        return self.capability

    def holds(self, subject: Subject) -> bool:
        return self.capability in subject.system_capabilities


@dataclass(frozen=True)
class HasSystemRole(AboutSubject):
    """The subject's system role is this one or stronger."""

    role: SystemRole

    @property
    def name(self) -> str:
        return f"role_{self.role.value}"

    def holds(self, subject: Subject) -> bool:
        return subject.is_active and subject.system_role.rank >= self.role.rank


@dataclass(frozen=True)
class FromClient(AboutSubject):
    """The token was issued to this app client."""

    client: str

    @property
    def name(self) -> str:
        return f"{self.client}_client"

    def holds(self, subject: Subject) -> bool:
        return subject.is_active and subject.client == self.client
