"""Who is asking: verified claims ∩ database, loaded in one query and fixed for the request."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Model
from django.db.models.expressions import RawSQL
from django.utils import timezone

from hearth.kernel.authorization.roles import SystemRole, derive_from_system, derive_from_tenant, weaker


@dataclass(frozen=True)
class Grant:
    """One active membership: a role in an organisation of some kind, which is itself in some state."""

    organization_id: UUID
    kind: str
    role: str
    state: str
    withheld: frozenset[str] = frozenset()
    """Capabilities that the organisation's own settings take from this role."""

    @cached_property
    def capabilities(self) -> frozenset[str]:
        return derive_from_tenant(self.kind, self.role, self.state) - self.withheld

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> "Grant":
        withheld = frozenset(row.get("withheld") or ())
        return cls(UUID(row["organization"]), row["kind"], row["role"], row["state"], withheld)


@dataclass(frozen=True)
class SignIn:
    """What a verified token said, kept as `request.auth` or in a browser's session."""

    system_role: SystemRole = SystemRole.USER
    client: str = ""
    signed_in_at: datetime | None = None

    def keep_in(self, session: Any) -> None:
        moment = self.signed_in_at.isoformat() if self.signed_in_at else ""
        session["sign_in"] = [self.system_role.value, self.client, moment]

    @classmethod
    def from_session(cls, request: Any) -> "SignIn":
        """A session that kept nothing has the weakest role."""
        role, client, moment = request.session.get("sign_in") or [SystemRole.USER.value, "", ""]
        return cls(SystemRole(role), client, datetime.fromisoformat(moment) if moment else None)


@dataclass(frozen=True, eq=False)
class Subject:
    """The person (or nobody, or the system itself) behind a request, and what follows from that.

    A person who is not active keeps their name here but has no role, no grants and owns nothing.
    """

    user: Any = None
    system_role: SystemRole = SystemRole.USER
    grants: tuple[Grant, ...] = ()
    client: str = ""
    signed_in_at: datetime | None = None
    sign_in_role: SystemRole = SystemRole.SITE_ADMIN
    """What the token or session would allow at most; the database may allow less."""
    is_system: bool = False
    now: datetime = field(default_factory=timezone.now)

    @property
    def today(self) -> date:
        """The day on which they ask; of ANONYMOUS, which outlives every request, the present one."""
        return timezone.localdate(None if self is ANONYMOUS else self.now)

    @property
    def is_active(self) -> bool:
        return self.user is not None and self.user.is_active

    @property
    def id(self) -> UUID | None:
        """The id that owning and taking part are compared with; None unless the person is active."""
        return self.user.pk if self.is_active else None

    @property
    def address(self) -> str:
        """The person's confirmed e-mail address in lower case; empty when there is none."""
        return str(self.user.email).lower() if self.is_active and self.user.email_verified else ""

    @cached_property
    def system_capabilities(self) -> frozenset[str]:
        return derive_from_system(self.system_role) if self.is_active else frozenset()

    def organizations_with(self, capability: str) -> frozenset[UUID]:
        if not self.is_active:
            return frozenset()
        return frozenset(grant.organization_id for grant in self.grants if capability in grant.capabilities)

    def capabilities_in(self, organization_id: UUID) -> frozenset[str]:
        if not self.is_active:
            return frozenset()
        mine = [grant.capabilities for grant in self.grants if grant.organization_id == organization_id]
        return frozenset().union(*mine)

    def role_in(self, organization_id: UUID) -> str:
        """The role of the active membership there; empty when there is none."""
        if not self.is_active:
            return ""
        return next((grant.role for grant in self.grants if grant.organization_id == organization_id), "")

    def refreshed(self) -> "Subject":
        """The same person and sign-in as the database has them now; for services that hold a lock."""
        if self.user is None:
            return self
        user = with_grants(type(self.user)._default_manager.filter(pk=self.user.pk)).get()
        return subject_for(user, SignIn(self.sign_in_role, self.client, self.signed_in_at))

    @cached_property
    def organizations(self) -> frozenset[UUID]:
        """Every organisation with an active membership, whatever its state."""
        return frozenset(grant.organization_id for grant in self.grants) if self.is_active else frozenset()


ANONYMOUS = Subject()


def system_subject() -> Subject:
    """The platform itself, for handlers and scheduled work; policies do not apply to it, workflows do."""
    return Subject(is_system=True)


_load_grants: Callable[[], Any] | None = None


def load_grants_with(annotation: Callable[[], Any]) -> None:
    """Register the expression that gives, for a row of the user table, its memberships as a JSON array.

    Each element is an object with `organization`, `kind`, `role` and `state`, and perhaps `withheld`.
    """
    global _load_grants
    _load_grants = annotation


def with_grants(users: Any) -> Any:
    """Load people and their memberships in the same query."""
    if _load_grants is None:
        return users
    return users.annotate(loaded_grants=_in_sql(users.model, _load_grants))


@cache
def _in_sql(people: type[Model], annotation: Callable[[], Any]) -> RawSQL:
    """The registered expression as SQL: always the same, and dearer to compose than to run."""
    query = people._default_manager.annotate(composed=annotation()).query
    expression = query.annotations["composed"]
    sql, params = query.get_compiler(connection=connection).compile(expression)
    return RawSQL(sql, params, expression.output_field)  # noqa: S611 - the ORM wrote it


def subject_for(user: Any, sign_in: SignIn | None = None) -> Subject:
    """Build the subject of a person; the role of their token only narrows the one in the database."""
    if user is None or not user.is_authenticated:
        return Subject()
    rows = getattr(user, "loaded_grants", None)
    if rows is None:
        found = with_grants(type(user)._default_manager.filter(pk=user.pk)).first()
        rows = getattr(found, "loaded_grants", None)
    grants = tuple(Grant.from_row(row) for row in rows or [])
    role = SystemRole(user.system_role) if user.is_active else SystemRole.USER
    if sign_in is None:
        return Subject(user, role, grants)
    narrowed = weaker(role, sign_in.system_role)
    return Subject(user, narrowed, grants, sign_in.client, sign_in.signed_in_at, sign_in.system_role)


def subject_of(request: Any) -> Subject:
    """Return the subject of a DRF or Django request, built once per request."""
    django_request = getattr(request, "_request", request)
    user = request.user
    known: Subject | None = getattr(django_request, "subject", None)
    if known is None or known.user is not (user if user.is_authenticated else None):
        # An anonymous request must not touch the session, or its answer would vary by cookie.
        known = Subject()
        if user.is_authenticated:
            known = subject_for(user, getattr(request, "auth", None) or SignIn.from_session(django_request))
        django_request.subject = known
    return known


def anonymous_user() -> AnonymousUser:
    return AnonymousUser()
