"""Rides that something happened to, each led through the services at its time."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from apps.media.choices import Purpose
from apps.media.models import MediaFile
from apps.organizations.models import Organization
from apps.rides import services
from apps.rides.models import Participation, Ride, Route
from hearth.local.demo.riding.briefing import pdf_of
from hearth.local.demo.riding.clubs import COFFEE, CREST, LIGHTHOUSE, RANGE
from hearth.local.demo.riding.people import HARBOUR, SNOWGUM
from hearth.local.demo.riding.season import FOUNTAIN, GRAVEL, HERE, SATURDAY, STATION, SUNDAY, on_day
from hearth.local.demo.telling import Teller

ALL_GROUPS = (
    {"name": "Brisk", "slowest_kmh": 27, "fastest_kmh": 31, "capacity": 8},
    {"name": "Steady", "slowest_kmh": 22, "fastest_kmh": 26, "capacity": 10},
)
Coming = tuple[tuple[int, str, tuple[str, ...]], ...]
"""In how many weeks, who captains it, and who said yes so far."""
SATURDAYS: Coming = (
    (1, "dana", ("theo", "priya", "jonas", "mei", "sunil")),
    (2, "carlo", ("lee", "aoife", "ana")),
    (4, "hamish", ("mei",)),
    (6, "carlo", ()),
)
SUNDAYS: Coming = ((1, "walt", ("noemi", "otto", "lucia", "ana")), (3, "kit", ("rue",)))
DISPUTE = (
    "I was there! I had a puncture at the second roundabout and caught up at the jetty. "
    "Theo lent me his pump."
)


CALLS_FOR_THEO = {
    "name": "Ines Varga",
    "phone": "+61 491 570 156",
    "relation": "Partner",
    "medical_note": "Bee stings: carries a pen in the left back pocket.",
}
BRIEFING = (
    "Round the lighthouse",
    "",
    "Meet at the fountain ten minutes early, with lights on.",
    "Single file along the quay: the trams leave no room for two.",
    "At the lighthouse the road is gravel for 300 metres. Nobody races it.",
    "A puncture stops all of us. Shout, and we wait.",
    "Turn back with a leader, never alone.",
)


class Stories:
    """Tells what happened to single rides, past, present and to come."""

    def __init__(
        self,
        clubs: Mapping[str, Organization],
        routes: Mapping[str, Route],
        teller: Teller,
        upload: Callable[..., MediaFile],
    ) -> None:
        self.clubs, self.routes, self.teller, self.upload = clubs, routes, teller, upload

    def tell(self) -> None:
        self.disputed()
        self.under_way()
        self.coming()
        self.full()
        self.put_off()
        self.by_invitation()
        self.proposed()
        self.repeated()

    def plan(
        self,
        who: str,
        days_ago: float,
        starts_at: datetime,
        *,
        club: str = HARBOUR,
        way: str = "",
        **facts: Any,
    ) -> Ride:
        route = self.routes[way].pk if way else None
        with self.teller.at(days_ago):
            return services.create_ride(
                self.clubs[club], by=self.teller.by(who), starts_at=starts_at, route=route, **facts
            )

    def join(self, ride: Ride, days_ago: float, *names: str, **facts: Any) -> dict[str, Participation]:
        with self.teller.at(days_ago):
            return {name: services.join_ride(_now(ride), by=self.teller.by(name), **facts) for name in names}

    def disputed(self) -> None:
        """A training ride four days ago, of which somebody says that the roll-call was wrong."""
        start = _at_six(self.teller.now - timedelta(days=4))
        ago = (self.teller.now - start) / timedelta(days=1)
        facts = {
            **SUNDAY.facts,
            "title": "Evening along the water",
            "kind": "training",
            "audience": "members",
        }
        ride = self.plan("lee", 9, start, way=COFFEE, **facts)
        places = self.join(ride, 7, "theo", "priya", "mei", "aoife", "ana")
        with self.teller.at(ago):
            services.start_ride(_now(ride), by=self.teller.by("lee"))
        with self.teller.at(ago - 0.08):
            own = Participation.objects.get(ride=ride, role="captain")
            outcomes = {place.pk: "attended" for place in (own, *places.values())}
            outcomes |= {places["aoife"].pk: "no_show", places["priya"].pk: "excused"}
            lee = self.teller.by("lee")
            services.complete_ride(services.call_roll(_now(ride), by=lee, outcomes=outcomes), by=lee)
        with self.teller.at(ago - 0.6):
            missed = Participation.objects.get(pk=places["aoife"].pk)
            services.dispute_attendance(missed, by=self.teller.by("aoife"), text=DISPUTE)

    def under_way(self) -> None:
        """One that left an hour ago, whose roll is being called; one rider shares whom to call."""
        start = (self.teller.now - timedelta(minutes=45)).replace(minute=0, second=0, microsecond=0)
        facts = {
            **SUNDAY.facts,
            "title": "Round the lighthouse",
            "duration_minutes": 180,
            "audience": "members",
        }
        ride = self.plan("carlo", 5, start, way=LIGHTHOUSE, **facts)
        self.brief(ride, "carlo", 4)
        with self.teller.at(3):
            services.keep_contact(by=self.teller.by("theo"), **CALLS_FOR_THEO)
        places = self.join(ride, 2.6, "theo", shares_contact=True)
        places |= self.join(ride, 2.5, "jonas", "freya", "mei")
        with self.teller.at(0.04):
            carlo = self.teller.by("carlo")
            services.start_ride(_now(ride), by=carlo)
            services.call_roll(
                _now(ride), by=carlo, outcomes={places[name].pk: "attended" for name in ("theo", "freya")}
            )

    def brief(self, ride: Ride, who: str, days_ago: float) -> None:
        """Put a page to print beside a ride."""
        with self.teller.at(days_ago):
            by = self.teller.by(who)
            file = self.upload(
                pdf_of(BRIEFING),
                by=by,
                purpose=Purpose.ATTACHMENT,
                content_type="application/pdf",
                organization=None,
                alt_text="",
            )
            services.attach_file(_now(ride), by=by, media=file.pk, name="Briefing")

    def coming(self) -> None:
        """The next weeks: what anybody sees who looks for a ride."""
        for weeks, captain, riders in SATURDAYS:
            start = on_day(self.teller.now, 5, time(7), weeks=weeks)
            groups = ALL_GROUPS if weeks < 3 else ()
            ride = self.plan(captain, 4, start, way=RANGE, capacity=18, pace_groups=groups, **SATURDAY.facts)
            self.join(ride, 3, *riders)
        for weeks, captain, riders in SUNDAYS:
            start = on_day(self.teller.now, 6, time(9), weeks=weeks)
            way = CREST if weeks == 3 else GRAVEL.route
            ride = self.plan(captain, 5, start, club=SNOWGUM, way=way, **GRAVEL.facts)
            self.join(ride, 3, *riders)
            if weeks == 1:
                with self.teller.at(2.5):
                    by = self.teller.by("lucia")
                    services.bring_guest(_now(ride), by=by, guest_name="Her cousin Pia", takes_it=True)

    def full(self) -> None:
        """A small ride that more people want than fit: one is asked, others wait."""
        start = on_day(self.teller.now, 6, time(8, 30), weeks=0) + timedelta(days=7)
        ride = self.plan("olga", 6, start, way=COFFEE, capacity=6, **SUNDAY.facts)
        places = self.join(ride, 5, "ana", "theo", "priya", "lee")
        with self.teller.at(4.8):
            services.make_leader(_fresh(places["lee"]), by=self.teller.by("olga"))
        with self.teller.at(4.5):
            services.bring_guest(_now(ride), by=self.teller.by("ana"), guest_name="Lucas, 14")
        self.join(ride, 4, "petra", "kirra")
        self.join(ride, 3.5, "freya", takes_it=True)
        with self.teller.at(0.1):
            services.withdraw_place(_fresh(places["priya"]), by=self.teller.by("priya"))

    def put_off(self) -> None:
        start = on_day(self.teller.now, 6, time(7, 30), weeks=2)
        facts = {
            **SATURDAY.facts,
            "title": "Lighthouse time trial",
            "kind": "competitive",
            "difficulty": "expert",
        }
        ride = self.plan("carlo", 8, start, way=LIGHTHOUSE, **facts)
        self.join(ride, 6, "lee", "jonas", "theo")
        with self.teller.at(2.2):
            services.postpone_ride(_now(ride), by=self.teller.by("carlo"), reason="road")
        start = on_day(self.teller.now, 4, time(18), weeks=1)
        ride = self.plan("hamish", 7, start, **{**SATURDAY.facts, "title": "Friday hill repeats"})
        self.join(ride, 6, "mei", "sunil")
        with self.teller.at(2.1):
            services.cancel_ride(_now(ride), by=self.teller.by("hamish"), reason="too_few")

    def by_invitation(self) -> None:
        """Only for those who are asked: a workshop with few stands."""
        start = on_day(self.teller.now, 3, time(18, 30), weeks=1)
        facts = {
            **FOUNTAIN,
            "title": "Learn to true a wheel",
            "description": "Four stands, four wheels, one patient teacher. Bring the wheel that wobbles.",
            "kind": "maintenance",
            "difficulty": "easy",
            "meeting_point": "Boat shed, Slipway Lane",
            "audience": "invite",
            "capacity": 5,
        }
        ride = self.plan("olga", 5, start, **facts)
        with self.teller.at(4.9):
            for name in ("freya", "sunil", "ana"):
                services.invite_to_ride(
                    _now(ride), by=self.teller.by("olga"), user=self.teller.by(name).user.pk
                )
        self.join(ride, 4, "freya")

    def proposed(self) -> None:
        start = on_day(self.teller.now, 6, time(6), weeks=3)
        self.plan(
            "ana",
            1.2,
            start,
            **{
                **SUNDAY.facts,
                "title": "Sunrise, with children",
                "description": "Slow enough for a trailer, early enough for the pelicans. Who leads it?",
            },
        )

    def repeated(self) -> None:
        """Wednesdays for two months, and a template that others plan from."""
        first = on_day(self.teller.now, 2, time(18), weeks=0)
        facts = {
            **FOUNTAIN,
            "title": "Wednesday hour",
            "description": "Out and back before dinner. Lights on, no heroics.",
            "kind": "training",
            "difficulty": "moderate",
            "duration_minutes": 70,
            "distance_km": "26.0",
            "elevation_m": 180,
            "pace": "25 km/h",
            "drop_policy": "regroup",
            "audience": "members",
            "capacity": 16,
        }
        with self.teller.at(2.4):
            lee, club = self.teller.by("lee"), self.clubs[HARBOUR]
            services.create_series(
                club,
                by=lee,
                first_date=first.date(),
                local_time=first.time(),
                rrule="FREQ=WEEKLY;BYDAY=WE;COUNT=9",
                **facts,
            )
            services.create_template(club, by=lee, route=self.routes[RANGE].pk, **SATURDAY.facts)
        coming = Ride.objects.filter(series__organization=club, starts_at__gt=self.teller.now)
        for ride in coming.order_by("starts_at")[:2]:
            self.join(ride, 1.5, "theo", "mei")
        snow = on_day(self.teller.now, 6, time(9), weeks=5)
        with self.teller.at(2.3):
            rue = self.teller.by("rue")
            facts = {**GRAVEL.facts, **STATION, "starts_at": snow, "title": "Crest to Bellbird, one way"}
            route = self.routes[CREST].pk
            services.create_ride(self.clubs[SNOWGUM], by=rue, route=route, publish=False, **facts)


def _at_six(moment: datetime) -> datetime:
    return datetime.combine(moment.astimezone(HERE).date(), time(18), HERE)


def _now(ride: Ride) -> Ride:
    found: Ride = Ride.objects.get(pk=ride.pk)
    return found


def _fresh(place: Participation) -> Participation:
    found: Participation = Participation.objects.get(pk=place.pk)
    return found
