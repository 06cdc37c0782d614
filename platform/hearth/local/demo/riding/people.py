"""Who rides in the demo. They cannot be picked at sign-in; Olga, Carlo, Lee, Ana and Petra can."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from apps.accounts.models import User
from apps.accounts.services import person_for_claims
from apps.accounts.tokens import Claims
from apps.organizations import services
from apps.organizations.models import Membership, Organization
from hearth.kernel.authorization import Subject
from hearth.local.demo.telling import Teller

HARBOUR, SNOWGUM = "Harbour Wheelers", "Snowgum Gravel"
SUB = "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be3{:02}"


@dataclass(frozen=True, kw_only=True)
class Rider:
    """Somebody of a club; a `name` for whoever is not of the cast."""

    short: str
    name: str = ""
    club: str = HARBOUR
    role: str = "member"
    days_ago: float
    """When they came."""
    keen: float = 0.5
    """How likely they come to a ride."""


RIDERS = (
    Rider(short="olga", role="owner", days_ago=140, keen=0.6),
    Rider(short="carlo", role="ride_captain", days_ago=139, keen=0.75),
    Rider(short="lee", role="ride_leader", days_ago=138, keen=0.8),
    Rider(short="dana", name="Dana Okonkwo", role="ride_leader", days_ago=137, keen=0.6),
    Rider(short="hamish", name="Hamish Teague", role="ride_leader", days_ago=120, keen=0.5),
    Rider(short="ines", name="Inès Carvalho", role="admin", days_ago=136, keen=0.4),
    Rider(short="theo", name="Theo Marchetti", days_ago=134, keen=0.7),
    Rider(short="priya", name="Priya Raman", days_ago=131, keen=0.65),
    Rider(short="jonas", name="Jonas Wirth", days_ago=126, keen=0.55),
    Rider(short="ana", days_ago=101, keen=0.55),
    Rider(short="mei", name="Mei Takahashi", days_ago=94, keen=0.6),
    Rider(short="bruno", name="Bruno Falk", days_ago=80, keen=0.3),
    Rider(short="petra", days_ago=66, keen=0.35),
    Rider(short="aoife", name="Aoife Brannigan", days_ago=52, keen=0.6),
    Rider(short="sunil", name="Sunil Perera", days_ago=31, keen=0.6),
    Rider(short="freya", name="Freya Nystrom", days_ago=17, keen=0.7),
    Rider(short="walt", name="Walt Kirkbride", club=SNOWGUM, role="owner", days_ago=133, keen=0.8),
    Rider(short="rue", name="Rue Adeyemi", club=SNOWGUM, role="ride_captain", days_ago=130, keen=0.7),
    Rider(short="kit", name="Kit Larsson", club=SNOWGUM, role="ride_leader", days_ago=110, keen=0.6),
    Rider(short="noemi", name="Noémi Varga", club=SNOWGUM, days_ago=104, keen=0.5),
    Rider(short="otto", name="Otto Brandvold", club=SNOWGUM, days_ago=73, keen=0.6),
    Rider(short="lucia", name="Lucía Ferrer", club=SNOWGUM, days_ago=40, keen=0.7),
)
ASKING = Rider(short="kirra", name="Kirra Dunleavy", days_ago=1.4)
"""Who would like to join, and has not been answered yet."""
REQUEST = (
    "I rode along on the coffee ride twice and have stopped pretending it was for the coffee. I can hold "
    "25 on the flat and fix a puncture without crying."
)
SUSPENDED, SUSPENDED_FOR = "bruno", "Rode through two red lights with the group behind him, and argued."
EVERYBODY = (*RIDERS, ASKING)


def riders_of(club: str) -> list[Rider]:
    return [rider for rider in RIDERS if rider.club == club]


def welcome(teller: Teller) -> dict[str, User]:
    """Make the rows of those who are not of the cast; return them by their short names."""
    return dict(_welcomed(teller))


def _welcomed(teller: Teller) -> Iterator[tuple[str, User]]:
    for number, rider in enumerate(EVERYBODY):
        if rider.name:
            with teller.at(rider.days_ago + 1):
                claims = Claims(
                    sub=SUB.format(number),
                    issued_at=teller.now,
                    email=f"{rider.short}@riders.example",
                    name=rider.name,
                )
                yield rider.short, person_for_claims(claims)[0]


def gather(
    clubs: Mapping[str, Organization],
    teller: Teller,
    person: Callable[[str], User],
    sam: Callable[[], Subject],
) -> dict[str, Any]:
    """Let everybody have joined when their story says so; return all of them by their short names."""
    everybody = {rider.short: teller.people.get(rider.short) or person(rider.short) for rider in EVERYBODY}
    for rider in RIDERS:
        if rider.role != "owner":
            with teller.at(rider.days_ago):
                services.add_member(clubs[rider.club], everybody[rider.short], rider.role, by=sam())
    with teller.at(6):
        rows = Membership.objects.filter(user=everybody[SUSPENDED], organization=clubs[HARBOUR])
        services.suspend_membership(rows.get(), by=teller.by("olga"), reason="conduct", note=SUSPENDED_FOR)
    with teller.at(ASKING.days_ago):
        services.request_membership(clubs[HARBOUR], by=teller.by(ASKING.short), message=REQUEST)
    return everybody
