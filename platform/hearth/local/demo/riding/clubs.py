"""The clubs of the demo, and the five ways that they ride. Places, coast and hills are invented."""

from dataclasses import dataclass

from hearth.local.demo.riding.people import HARBOUR, SNOWGUM

Stop = tuple[float, float, float]
"""Latitude, longitude, height in metres."""


@dataclass(frozen=True, kw_only=True)
class Club:
    name: str
    founder: str
    join_policy: str
    look: str
    """The seed of its logo."""
    suburb: str
    region: str
    address: str
    latitude: str
    longitude: str
    email: str
    phone: str
    website: str
    description: str
    how_we_ride: str
    guests_each: int
    days_ago: float


@dataclass(frozen=True, kw_only=True)
class Way:
    """A route as its few turning points; the generator rides what lies between."""

    name: str
    club: str
    by: str
    stops: tuple[Stop, ...]


CLUBS = (
    Club(
        name=HARBOUR,
        founder="olga",
        join_policy="approval",
        look="harbour",
        suburb="Wattle Cove",
        region="Saltwater Bay",
        address="The fountain, Ferry Square, Wattle Cove",
        latitude="-35.71200",
        longitude="150.18100",
        email="ride@harbourwheelers.example",
        phone="02 5550 0163",
        website="https://harbourwheelers.example",
        description=(
            "Road riding around Saltwater Bay since somebody missed the last ferry and cycled home. We meet "
            "at the fountain three times a week: a quick hour before work, a long Saturday, and a Sunday on "
            "which the café matters more than the kilometres.\n\n"
            "There are fifteen of us, between nineteen and seventy-four. Nobody is too slow for Sunday, "
            "and nobody has yet been too fast for Carlo."
        ),
        how_we_ride=(
            "Two abreast where the road allows it, lights on, and we call out holes. On social rides nobody "
            "is left behind: we wait at the top. On training rides you should know the way home.\n\n"
            "Come with a spare tube, water and something to eat. Your first ride is on Sunday; tell whoever "
            "leads it that it is."
        ),
        guests_each=1,
        days_ago=141,
    ),
    Club(
        name=SNOWGUM,
        founder="walt",
        join_policy="open",
        look="snowgum",
        suburb="Snowgum",
        region="High Country",
        address="The old station, Snowgum",
        latitude="-36.24100",
        longitude="148.81700",
        email="hello@snowgumgravel.example",
        phone="02 5550 0177",
        website="https://snowgumgravel.example",
        description=(
            "Gravel, fire trails and the occasional creek, an hour above everybody else. Wide tyres, a "
            "sandwich, and a map that somebody drew. Anybody may join: press the button and turn up."
        ),
        how_we_ride=(
            "We regroup at every gate, and whoever opens it closes it. There is no reception past Bellbird, "
            "so nobody rides alone, and somebody always carries the big first-aid kit."
        ),
        guests_each=2,
        days_ago=134,
    ),
)

LIGHTHOUSE, COFFEE, RANGE, RAILWAY, CREST = (
    "Lighthouse loop",
    "Old Jetty and back",
    "Over Fernleigh Rise",
    "The railway that was",
    "Bellbird crest",
)
WAYS = (
    Way(
        name=LIGHTHOUSE,
        club=HARBOUR,
        by="carlo",
        stops=(
            (-35.7120, 150.1810, 6),
            (-35.6980, 150.1430, 74),
            (-35.6640, 150.1690, 38),
            (-35.6510, 150.2080, 21),
            (-35.6440, 150.2420, 58),
            (-35.6690, 150.2310, 12),
            (-35.6950, 150.2050, 9),
            (-35.7120, 150.1810, 6),
        ),
    ),
    Way(
        name=COFFEE,
        club=HARBOUR,
        by="lee",
        stops=(
            (-35.7120, 150.1810, 6),
            (-35.7260, 150.1880, 14),
            (-35.7380, 150.2060, 4),
            (-35.7610, 150.1890, 19),
            (-35.7730, 150.1640, 8),
            (-35.7480, 150.1580, 27),
            (-35.7120, 150.1810, 6),
        ),
    ),
    Way(
        name=RANGE,
        club=HARBOUR,
        by="carlo",
        stops=(
            (-35.7120, 150.1810, 6),
            (-35.7310, 150.1400, 92),
            (-35.7560, 150.0970, 388),
            (-35.7890, 150.0610, 524),
            (-35.8310, 150.0940, 301),
            (-35.8480, 150.1520, 187),
            (-35.8210, 150.2190, 11),
            (-35.7730, 150.1640, 8),
            (-35.7120, 150.1810, 6),
        ),
    ),
    Way(
        name=RAILWAY,
        club=SNOWGUM,
        by="rue",
        stops=(
            (-36.2410, 148.8170, 1012),
            (-36.2120, 148.8620, 986),
            (-36.1820, 148.9010, 954),
            (-36.1570, 148.9480, 921),
            (-36.1890, 148.9330, 968),
            (-36.2250, 148.8790, 1004),
            (-36.2410, 148.8170, 1012),
        ),
    ),
    Way(
        name=CREST,
        club=SNOWGUM,
        by="walt",
        stops=(
            (-36.2410, 148.8170, 1012),
            (-36.1940, 148.7810, 1238),
            (-36.1310, 148.8040, 1421),
            (-36.0730, 148.8690, 1530),
            (-36.0280, 148.9560, 1287),
            (-35.9460, 149.0490, 894),
        ),
    ),
)
