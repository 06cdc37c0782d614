"""Worlds that Hypothesis makes up: organisations, people, roles, states, and what they own."""

from dataclasses import dataclass

from hypothesis import strategies as st

from apps.applications.choices import FormState, QuestionStatus, Standing, Status
from apps.listings.choices import Moderation, Placement, Sex, Size, Species
from apps.moderation.models import ReportCase, ReviewItem
from apps.organizations.kinds import KINDS
from apps.organizations.models import Handover, Invitation, Membership, Organization
from apps.rides import choices as rides
from apps.rides.choices import Audience, SeriesState
from hearth.kernel.models import Job

PEOPLE = ("ana", "petra", "rosa", "remy", "milo", "mona", "sam", "quinn")
STAY_ACTIVE = ("mona", "sam")
REGIONS = ("Saltwater Bay", "Far Shore")
BREEDS = ("", "Lop", "Rex")
AGES = (None, 40, 600, 2500, 5000)
"""Days."""
MINUTES = st.integers(0, 3)
"""How long ago something began; few values, so that the order's tie-break is needed."""


@dataclass(frozen=True)
class Place:
    """Somebody's place in an organisation; the role counts from the top of its ladder."""

    person: str
    role: int
    status: str


@dataclass(frozen=True)
class PlannedOrganization:
    kind: str
    status: str
    verified: str
    region: str
    founder: str
    places: tuple[Place, ...]
    minutes: int


@dataclass(frozen=True)
class PlannedPet:
    owner: str
    organization: int | None
    moderation: str
    placement: str
    species: str
    region: str
    breed: str
    size: str
    sex: str
    days: int | None
    facts: int
    """What nobody's access hangs on is told by its digits: coat, what it gets along with, where it is."""
    minutes: int


@dataclass(frozen=True)
class PlannedInvitation:
    organization: int
    to: str
    by_address: bool
    status: str
    expired: bool


@dataclass(frozen=True)
class PlannedHandover:
    organization: int
    giver: str
    receiver: str
    status: str


@dataclass(frozen=True)
class PlannedNotification:
    person: str
    read: bool
    minutes: int


@dataclass(frozen=True)
class PlannedJob:
    person: str
    state: str


@dataclass(frozen=True)
class PlannedReport:
    person: str
    state: str


@dataclass(frozen=True)
class PlannedDecision:
    submitter: str
    organization: int | None
    kind: str
    action: str


@dataclass(frozen=True)
class PlannedApplication:
    person: str
    pet: int
    status: str
    late: bool
    sent: bool
    """Of one that was withdrawn or ended: whether it ever was more than a draft."""
    minutes: int


@dataclass(frozen=True)
class PlannedQuestion:
    person: str
    pet: int
    word: str
    minutes: int


@dataclass(frozen=True)
class PlannedBlock:
    person: str
    by: str
    organization: int | None


@dataclass(frozen=True)
class PlannedForm:
    organization: int
    state: str


@dataclass(frozen=True)
class PlannedFavorite:
    person: str
    pet: int


@dataclass(frozen=True)
class ClubMember:
    person: str
    role: str
    status: str


@dataclass(frozen=True)
class PlannedClub:
    captain: str
    """Who founded it, and captains its series."""
    status: str
    region: str
    members: tuple[ClubMember, ...]
    series_state: str
    series_audience: str


@dataclass(frozen=True)
class RidePlace:
    person: str
    role: str
    status: str


@dataclass(frozen=True)
class PlannedRide:
    club: int
    planner: str
    captain: str
    """Nobody is, of a draft."""
    state: str
    moderation: str
    audience: str
    kind: str
    difficulty: str
    hours: int
    """How soon it begins."""
    places: tuple[RidePlace, ...]
    invited: frozenset[str]
    guest_status: str


@dataclass(frozen=True)
class Plan:
    organizations: tuple[PlannedOrganization, ...]
    pets: tuple[PlannedPet, ...]
    invitations: tuple[PlannedInvitation, ...]
    handovers: tuple[PlannedHandover, ...]
    notifications: tuple[PlannedNotification, ...]
    jobs: tuple[PlannedJob, ...]
    reports: tuple[PlannedReport, ...]
    decisions: tuple[PlannedDecision, ...]
    applications: tuple[PlannedApplication, ...]
    questions: tuple[PlannedQuestion, ...]
    blocks: tuple[PlannedBlock, ...]
    forms: tuple[PlannedForm, ...]
    favorites: tuple[PlannedFavorite, ...]
    searchers: tuple[str, ...]
    """Who has a saved search, and a program that reads."""
    clubs: tuple[PlannedClub, ...]
    rides: tuple[PlannedRide, ...]
    review_states: tuple[str, ...]
    suspended: frozenset[str]
    askers: tuple[str, ...]


def words(choices: type) -> st.SearchStrategy[str]:
    return st.sampled_from([str(value) for value in choices.values])  # type: ignore[attr-defined]


def several(one: st.SearchStrategy[object], least: int, most: int) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(one, min_size=least, max_size=most).map(tuple)


people = st.sampled_from(PEOPLE)
# States in which much can happen come up more often than a fair choice among all would have them.
standings = st.sampled_from(["approved"] * 4 + [str(value) for value in Organization.Status.values])
places = st.builds(
    Place,
    people,
    st.integers(0, 4),
    st.sampled_from(["active"] * 4 + [str(value) for value in Membership.Status.values]),
)
organizations = st.builds(
    PlannedOrganization,
    kind=st.sampled_from(["rescue"] * 4 + [*KINDS]),
    status=standings,
    verified=st.sampled_from(["no", "yes", "expired"]),
    region=st.sampled_from(REGIONS),
    founder=people,
    places=st.lists(places, max_size=6, unique_by=lambda place: place.person).map(tuple),
    minutes=MINUTES,
)
pets = st.builds(
    PlannedPet,
    owner=people,
    organization=st.none() | st.integers(0, 3),
    moderation=st.sampled_from(["approved"] * 4 + [str(value) for value in Moderation.values]),
    placement=st.sampled_from(["available"] * 3 + [str(value) for value in Placement.values]),
    species=words(Species),
    region=st.sampled_from(REGIONS),
    breed=st.sampled_from(BREEDS),
    size=words(Size),
    sex=words(Sex),
    days=st.sampled_from(AGES),
    facts=st.integers(0, 9999),
    minutes=MINUTES,
)
invitations = st.builds(
    PlannedInvitation,
    organization=st.integers(0, 3),
    to=people,
    by_address=st.booleans(),
    status=st.sampled_from(["pending"] * 3 + [str(value) for value in Invitation.Status.values]),
    expired=st.booleans(),
)
handovers = st.builds(
    PlannedHandover,
    organization=st.integers(0, 3),
    giver=people,
    receiver=people,
    status=words(Handover.Status),
)
notifications = st.builds(PlannedNotification, person=people, read=st.booleans(), minutes=MINUTES)
jobs = st.builds(PlannedJob, person=people, state=words(Job.State))
reports = st.builds(PlannedReport, person=people, state=words(ReportCase.State))
decisions = st.builds(
    PlannedDecision,
    submitter=people,
    organization=st.none() | st.integers(0, 3),
    kind=st.sampled_from(["pet", "pet", "organization", "report", "appeal"]),
    action=st.sampled_from(["approve", "request_changes", "reject", "remove"]),
)
PETS = st.integers(0, 7)
applications = st.builds(
    PlannedApplication,
    person=people,
    pet=PETS,
    status=words(Status),
    late=st.booleans(),
    sent=st.booleans(),
    minutes=MINUTES,
)
questions = st.builds(
    PlannedQuestion,
    person=people,
    pet=PETS,
    word=st.sampled_from([str(value) for value in (*QuestionStatus.values, Standing.REMOVED)]),
    minutes=MINUTES,
)
blocks = st.builds(PlannedBlock, person=people, by=people, organization=st.none() | st.integers(1, 2))
forms = st.builds(PlannedForm, organization=st.integers(0, 3), state=words(FormState))
favorites = st.builds(PlannedFavorite, person=people, pet=PETS)
club_members = st.builds(
    ClubMember,
    people,
    st.sampled_from(["owner", "admin", "ride_captain", "ride_leader", "member"]),
    st.sampled_from(["active"] * 4 + [str(value) for value in Membership.Status.values]),
)
clubs = st.builds(
    PlannedClub,
    captain=people,
    status=standings,
    region=st.sampled_from(REGIONS),
    members=st.lists(club_members, max_size=6, unique_by=lambda member: member.person).map(tuple),
    series_state=words(SeriesState),
    series_audience=words(Audience),
)
ride_places = st.builds(
    RidePlace,
    people,
    st.sampled_from(["participant", "leader"]),
    st.sampled_from(["confirmed"] * 2 + [str(value) for value in rides.Status.values]),
)
ridden = st.builds(
    PlannedRide,
    club=st.integers(0, 1),
    planner=people,
    captain=people,
    state=st.sampled_from(["published"] * 3 + [str(value) for value in rides.State.values]),
    moderation=st.sampled_from(["shown", "shown", "removed"]),
    audience=words(Audience),
    kind=st.sampled_from(["social", "training"]),
    difficulty=st.sampled_from(["moderate", "hard"]),
    hours=st.sampled_from([-30, -2, 2, 48]),
    places=st.lists(ride_places, max_size=4, unique_by=lambda place: place.person).map(tuple),
    invited=st.frozensets(people, max_size=2),
    guest_status=st.sampled_from(["confirmed", "waitlisted", "withdrawn"]),
)
plans = st.builds(
    Plan,
    organizations=several(organizations, 2, 4),
    pets=several(pets, 1, 8),
    invitations=several(invitations, 1, 6),
    handovers=several(handovers, 0, 2),
    notifications=several(notifications, 0, 5),
    jobs=several(jobs, 0, 3),
    reports=several(reports, 0, 3),
    decisions=several(decisions, 0, 4),
    applications=several(applications, 2, 7),
    questions=several(questions, 2, 7),
    blocks=several(blocks, 2, 5),
    forms=several(forms, 1, 4),
    favorites=several(favorites, 1, 5),
    searchers=several(people, 1, 4),
    clubs=several(clubs, 1, 2),
    rides=several(ridden, 2, 4),
    review_states=several(words(ReviewItem.State), 3, 3),
    suspended=st.frozensets(st.sampled_from([who for who in PEOPLE if who not in STAY_ACTIVE]), max_size=2),
    askers=st.lists(st.sampled_from(["", *PEOPLE]), min_size=2, max_size=2, unique=True).map(tuple),
)
