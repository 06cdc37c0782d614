"""The form in which a ride is planned: one column, with what most rides need already chosen."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone

from apps.organizations.models import Organization
from apps.rides.choices import Audience, DropPolicy, RouteStanding
from apps.rides.models import PaceGroup, Ride, Route
from apps.rides.models.facts import FACTS
from apps.rides.pages.clocks import WallClockField, is_doubled
from apps.rides.pages.forms import set_zone
from apps.rides.pages.spots import Place, SpotFields, known_to
from apps.rides.people import who_may
from apps.rides.services.groups import GROUPS_AT_MOST

MORE_GROUPS = 2
USUAL_START = time(7, 30)
COPIED = (*FACTS, "capacity", "route")
"""What a template, or an earlier ride, hands on to a new one."""


class RideForm(SpotFields, forms.ModelForm):
    starts_at = WallClockField(label="When it starts")

    class Meta:
        model = Ride
        fields = (
            *("title", "description", "kind", "difficulty", "starts_at", "duration_minutes"),
            *("meeting_point", "latitude", "longitude", "route", "distance_km", "elevation_m", "pace"),
            *("drop_policy", "stops", "equipment", "audience", "capacity"),
        )
        labels = {
            "title": "What is it called?",
            "description": "What is it like?",
            "kind": "What kind of ride?",
            "difficulty": "How hard is it?",
            "duration_minutes": "How long, in minutes",
            "meeting_point": "Where do you meet?",
            "route": "Route",
            "distance_km": "How far, in km",
            "elevation_m": "Climbing, in metres",
            "pace": "Pace",
            "drop_policy": "When somebody falls back",
            "stops": "Stops on the way",
            "equipment": "What to bring",
            "audience": "Who may come?",
            "capacity": "How many places?",
        }
        help_texts = {
            "description": "The way, the views, the coffee: what makes people want to come.",
            "duration_minutes": "Stops included; 180 are three hours.",
            "meeting_point": "So that somebody finds it who has never been there.",
            "pace": "In your words, such as “26 to 28 km/h on the flat”.",
            "equipment": "Lights, a spare tube, a warm layer.",
            "capacity": "You count, too. Leave it empty for no limit; then nobody has to wait.",
            "route": "Distance and climbing are the route’s where you leave them empty.",
        }
        widgets = {
            "description": forms.Textarea(attrs={"rows": 5}),
            "stops": forms.Textarea(attrs={"rows": 2}),
            "equipment": forms.Textarea(attrs={"rows": 2}),
            "drop_policy": forms.RadioSelect(choices=DropPolicy.choices),
            "audience": forms.RadioSelect(choices=Audience.choices),
            "duration_minutes": forms.NumberInput(attrs={"step": 5, "inputmode": "numeric"}),
        }

    def __init__(
        self,
        *args: Any,
        club: Organization,
        present: UUID | None = None,
        brings: bool = False,
        **kwargs: Any,
    ) -> None:
        """`present`: the route that what is changed has, which it may keep although it is archived.

        `brings`: a file of the way comes with it, so that no other route is chosen.
        """
        super().__init__(*args, **kwargs)
        self.club = club
        self.zone = ZoneInfo(club.timezone)
        if "starts_at" in self.fields:
            set_zone(self.fields["starts_at"], self.zone)
        routes: Any = self.fields["route"]
        usable = Q(standing=RouteStanding.IN_USE) | Q(pk=present or self.instance.route_id)
        rows = Route.objects.filter(usable, organization=club, newest__gt=0)
        routes.queryset = rows.order_by("name", "pk")
        routes.empty_label = "No route"
        if brings or not routes.queryset.exists():
            del self.fields["route"]

    def _post_clean(self) -> None:
        """The service checks what stands here, in the words of the API."""

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        parts = (
            ("The ride", ("title", "description", "kind", "difficulty")),
            ("When and where", ("starts_at", "duration_minutes", "meeting_point", "spot")),
            ("The way", ("route", "distance_km", "elevation_m", "pace", "stops")),
            ("Who comes", ("audience", "capacity", "drop_policy", "equipment")),
        )
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in parts]

    def around(self) -> tuple[Place | None, list[tuple[str, Place]]]:
        return known_to(self.club)

    def given(self) -> dict[str, Any]:
        """The input as the services take it."""
        found = dict(self.cleaned_data)
        route = found.get("route")
        if "route" in found:
            found["route"] = route.pk if route else None
        return found

    @property
    def is_doubled(self) -> bool:
        """Whether the clocks show the chosen start twice that night."""
        start = self.cleaned_data.get("starts_at")
        return start is not None and is_doubled(start, self.zone)


class PaceGroupForm(forms.Form):
    name = forms.CharField(label="Name", max_length=60, required=False)
    slowest_kmh = forms.IntegerField(label="From km/h", required=False, min_value=3, max_value=80)
    fastest_kmh = forms.IntegerField(label="To km/h", required=False, min_value=3, max_value=80)
    capacity = forms.IntegerField(label="Places", required=False, min_value=1, max_value=100_000)
    leader = forms.TypedChoiceField(label="Led by", required=False, empty_value=None)

    def __init__(self, *args: Any, leaders: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["leader"]
        field.choices = [("", "Nobody yet"), *leaders]
        field.coerce = dict((str(pk), pk) for pk, _ in leaders).get  # noqa: C402

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        others = ("slowest_kmh", "fastest_kmh", "capacity", "leader")
        if not given.get("name") and any(given.get(name) for name in others):
            self.add_error("name", "Give the group a name.")
        if given.get("name"):
            self._check(given)
        return given

    def _check(self, given: Mapping[str, Any]) -> None:
        """What the model says of a group, beside the field that it is about."""
        row = PaceGroup(**{name: given.get(name) for name in ("name", "slowest_kmh", "fastest_kmh")})
        try:
            row.clean()
        except ValidationError as error:
            self.add_error(None, error)

    def given(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) for name in self.fields}


class PaceGroups(BaseFormSet):
    """The groups of a ride; those without a name are not there."""

    def clean(self) -> None:
        names = [form.cleaned_data.get("name") for form in self.forms if form.is_valid()]
        named = [name for name in names if name]
        if len(set(named)) != len(named):
            raise ValidationError("Two groups have the same name.")

    def given(self) -> list[dict[str, Any]]:
        return [form.given() for form in self.forms if form.cleaned_data.get("name")]


def group_forms(club: Organization, data: Any = None, groups: Any = ()) -> PaceGroups:
    """A form for each group that there is, and some to add."""
    leaders = [(user.pk, str(user)) for user in who_may("lead_rides", club)]
    initial = [
        {name: getattr(group, name) for name in ("name", "slowest_kmh", "fastest_kmh", "capacity")}
        | {"leader": group.leader_id}
        for group in groups
    ]
    kind: Any = formset_factory(
        PaceGroupForm,
        formset=PaceGroups,
        extra=MORE_GROUPS,
        max_num=GROUPS_AT_MOST,
        absolute_max=GROUPS_AT_MOST,
    )
    made: PaceGroups = kind(data, initial=initial, prefix="groups", form_kwargs={"leaders": leaders})
    return made


def usual_start(club_zone: Any) -> datetime:
    """Next Saturday morning, when most clubs ride."""
    here = timezone.now().astimezone(club_zone)
    ahead = (5 - here.weekday()) % 7 or 7
    return datetime.combine(here.date() + timedelta(days=ahead), USUAL_START, tzinfo=club_zone)
