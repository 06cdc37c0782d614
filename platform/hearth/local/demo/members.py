"""The people around the demo's rescues. They cannot be picked at sign-in; the cast stands beside them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.accounts.models import User
from apps.accounts.services import person_for_claims
from apps.accounts.tokens import Claims
from apps.organizations import services
from apps.organizations.models import Invitation, Membership, Organization
from hearth.kernel.authorization import Subject
from hearth.local.people import PEOPLE

Acting = Callable[[str], Subject]


@dataclass(frozen=True, kw_only=True)
class Volunteer:
    name: str
    sub: str
    rescue: str
    role: str = "member"
    days_ago: float
    suspended_for: str = ""
    """What the managers noted when they suspended this one."""


VOLUNTEERS = (
    Volunteer(
        name="June Castellano",
        sub="7c0a1d52-6f0e-4a39-9a53-1d4f0b7be101",
        rescue="Harbour Paws",
        role="admin",
        days_ago=198,
    ),
    Volunteer(
        name="Tariq Haddad",
        sub="7c0a1d52-6f0e-4a39-9a53-1d4f0b7be102",
        rescue="Harbour Paws",
        days_ago=121,
    ),
    Volunteer(
        name="Wendy Osei",
        sub="7c0a1d52-6f0e-4a39-9a53-1d4f0b7be103",
        rescue="Harbour Paws",
        days_ago=34,
    ),
    Volunteer(
        name="Lachlan Pryce",
        sub="7c0a1d52-6f0e-4a39-9a53-1d4f0b7be104",
        rescue="Harbour Paws",
        days_ago=88,
        suspended_for="Has the spare key and has not answered for weeks. Talk to him before lifting this.",
    ),
    Volunteer(
        name="Inés Moreau",
        sub="7c0a1d52-6f0e-4a39-9a53-1d4f0b7be105",
        rescue="Second Chance Farm",
        days_ago=60,
    ),
)

REQUEST = (
    "I came to see Biscuit on Saturday and stayed to wash bowls. I am home on weekdays, live two streets "
    "away, and could foster one dog at a time."
)
ASKED_DAYS_AGO = 2.4
TO_THE_VET = "You have patched up half of our dogs already. Now write into their listings yourself."
TO_PETRA = "Thank you for bringing hay. If you like, help us with the listings until you move?"


def gather(rescues: Mapping[str, Organization], acting: Acting, now: datetime) -> None:
    """Bring the volunteers in, with one request, one suspension and two invitations that are on their way."""
    for volunteer in VOLUNTEERS:
        rescue = rescues[volunteer.rescue]
        person = _welcome(volunteer, now)
        membership = services.add_member(rescue, person, volunteer.role, by=acting("sam"))
        if volunteer.suspended_for:
            services.suspend_membership(
                membership, by=acting("rosa"), reason="inactive", note=volunteer.suspended_for
            )
    harbour, farm = rescues["Harbour Paws"], rescues["Second Chance Farm"]
    services.request_membership(harbour, by=acting("ana"), message=REQUEST)
    services.invite(
        harbour, by=acting("rosa"), email="vet@saltwaterbay.example", role="member", message=TO_THE_VET
    )
    services.invite(farm, by=acting("milo"), email=PEOPLE["petra"].email, role="member", message=TO_PETRA)


def date_back(now: datetime) -> None:
    """Let everybody have come when their story says so; called after all others were dated."""
    for volunteer in VOLUNTEERS:
        came = now - timedelta(days=volunteer.days_ago)
        Membership.objects.filter(user__cognito_sub=volunteer.sub).update(created_at=came, joined_at=came)
    asked = now - timedelta(days=ASKED_DAYS_AGO)
    Membership.objects.filter(status=Membership.Status.PENDING).update(created_at=asked, joined_at=None)
    Invitation.objects.update(created_at=now - timedelta(hours=5))


def _welcome(volunteer: Volunteer, now: datetime) -> User:
    handle = volunteer.name.split()[0].lower().replace("é", "e")
    claims = Claims(
        sub=volunteer.sub, issued_at=now, email=f"{handle}@volunteers.example", name=volunteer.name
    )
    return person_for_claims(claims)[0]
