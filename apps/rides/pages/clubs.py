"""The pages of clubs that anybody may open, and the form that proposes one."""

from contextlib import suppress
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from apps.accounts.models import User
from apps.organizations import services
from apps.organizations.kinds import JoinPolicy
from apps.organizations.models import Membership, Organization
from apps.organizations.models.organization import known_timezones
from apps.organizations.pages.forms import ProfileForm
from apps.organizations.pages.public import OrganizationPage
from apps.rides.atlas import MOST_ON_MAP, REACHES_KM, Atlas, atlas
from apps.rides.calendars import ways_of_club
from apps.rides.clubs import profile_of
from apps.rides.distances import NEARBY_KM, NEAREST, Spot, clubs, spot_of, with_distance
from apps.rides.locator import locator
from apps.rides.models import Ride
from apps.rides.pages.base import RidingPage
from apps.rides.pages.finding import own_marks
from apps.rides.pages.spots import SpotFields
from apps.rides.structured import club_as_script
from hearth.kernel.authorization import Subject
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.paging import links_of
from hearth.kernel.pages.site import contribute_to_home

PER_PAGE, NEXT_RIDES, AT_HOME, MOST_REGIONS, MOST_LEADERS = 24, 6, 4, 60, 24
NEWEST = Keyset("-created_at", "-id")
LEADING = ("owner", "admin", "ride_captain", "ride_leader")


@contribute_to_home
def rides_on_home(request: HttpRequest) -> dict[str, Any]:
    rows = Ride.objects.for_display().in_public().upcoming()
    return {"next_rides": list(rows.order_by("starts_at", "id")[:AT_HOME])}


class ClubListPage(RidingPage):
    access = "public"
    shared = True

    def get(self, request: HttpRequest) -> HttpResponse:
        used = {name: value for name in ("q", "region", "near") if (value := _word(request.GET, name))}
        rows, wrong, spot, reach = clubs().select_related("logo"), "", None, _reach(request.GET)
        if "q" in used:
            rows = rows.filter(Q(name__icontains=used["q"]) | Q(suburb__icontains=used["q"]))
        if "region" in used:
            rows = rows.filter(region__iexact=used["region"])
        if "near" in used:
            try:
                spot = spot_of(used["near"])
                rows = with_distance(rows, spot, reach)
            except ValidationError as error:
                rows, wrong = rows.none(), " ".join(error.messages)
        order = NEAREST if spot else NEWEST
        page = order.page(rows, limit=PER_PAGE, cursor=request.GET.get("cursor"))
        regions = clubs().exclude(region="").order_by("region").values_list("region", flat=True).distinct()
        first = next_rides([club.pk for club in page.items])
        sent = {**used, "within": str(reach)} if spot and reach != NEARBY_KM else used
        context = {
            "clubs": [(club, first.get(club.pk)) for club in page.items],
            "used": used,
            "wrong": wrong,
            "regions": list(regions[:MOST_REGIONS]),
            "page": {**links_of(page, **sent), "by_time": False},
            "reach": reach,
            "reaches": REACHES_KM,
            "atlas": map_of(rows, spot, reach) if page.items else None,
        }
        return self.show("clubs/list.html", context)


def map_of(rows: QuerySet[Any], spot: Spot | None, reach: int) -> Atlas | None:
    """All that fit what was asked for, whatever page of them is shown; the nearest or newest of very many."""
    placed = rows.filter(latitude__isnull=False, longitude__isnull=False)
    placed = placed.order_by("distance", "id") if spot else placed.order_by("-created_at", "-id")
    columns = ("id", "kind", "name", "slug", "latitude", "longitude")
    return atlas(placed.select_related(None).only(*columns)[:MOST_ON_MAP], spot, reach if spot else 0)


def _reach(given: QueryDict) -> int:
    """How far “near” reaches; what nobody offered is not believed."""
    return next((each for each in REACHES_KM if str(each) == given.get("within")), NEARBY_KM)


def _word(given: QueryDict, name: str) -> str:
    return " ".join(given.get(name, "").replace("\x00", "").split())[:80]


def next_rides(ids: list[Any]) -> dict[Any, Ride]:
    """The next ride for everybody of each of some clubs."""
    rows = (
        Ride.objects.in_public()
        .filter(organization__in=ids, state="published")
        .select_related("organization")
    )
    first = rows.upcoming().order_by("organization", "starts_at", "id").distinct("organization")
    return {ride.organization_id: ride for ride in first}


class ClubPage(OrganizationPage):
    """What a club is, how it rides, what it rides next, and who leads."""

    template = "rides/clubs/detail.html"

    def more_of(self, found: Organization) -> dict[str, Any]:
        rows = Ride.objects.for_display().visible_to(self.subject).upcoming().filter(organization=found)
        coming = list(rows.exclude(state="draft").order_by("starts_at", "id")[: NEXT_RIDES + 1])
        may, mine = self.subject.capabilities_in(found.pk), own_marks(coming, self.subject)
        return {
            "how_we_ride": profile_of(found.pk).how_we_ride,
            "structured_data": club_as_script(found),
            "add_to_calendar": ways_of_club(found),
            "rides": [(ride, mine.get(ride.pk)) for ride in coming[:NEXT_RIDES]],
            "more_rides": len(coming) > NEXT_RIDES,
            "leaders": leaders_of(found, coming, self.subject),
            "locator": locator(found, clubs()),
            "address": found.address if found.pk in self.subject.organizations else "",
            "may_plan": "participate_rides" in may,
            "may_lead": "lead_rides" in may,
        }


def leaders_of(club: Organization, coming: list[Ride], subject: Subject) -> list[tuple[User, str]]:
    """Who leads, with their role: for members all of them, for others those whose rides they see."""
    rows = Membership.objects.visible_to(subject).active().filter(organization=club, role__in=LEADING)
    ladder = club.facts_of_kind.roles
    found = list(rows.select_related("user__avatar").order_by("joined_at", "id")[:MOST_LEADERS])
    found.sort(key=lambda row: ladder.index(row.role))
    if found and club.pk in subject.organizations:
        return [(row.user, row.get_role_display()) for row in found]
    captains = {ride.captain_id: ride.captain for ride in coming if ride.captain is not None}
    return [(captain, "Captains a ride") for captain in captains.values()]


class ProposalForm(SpotFields, ProfileForm):
    """What the page of a club says, and what most clubs never change afterwards, chosen beforehand."""

    join_policy = forms.ChoiceField(
        label="How people join",
        choices=JoinPolicy.choices,
        widget=forms.RadioSelect,
        initial=JoinPolicy.APPROVAL,
    )
    timezone = forms.ChoiceField(
        label="Time zone",
        choices=lambda: [(name, name.replace("_", " ")) for name in sorted(known_timezones())],
        help_text="On its clocks your rides start.",
    )

    class Meta(ProfileForm.Meta):
        fields: Any = (
            *("name", "description", "suburb", "region", "latitude", "longitude", "address", "timezone"),
            *("join_policy", "email", "phone", "website"),
        )
        labels: ClassVar[dict[str, str]] = {"email": "E-mail for riders", "phone": "Phone"}
        help_texts: ClassVar[dict[str, str]] = {
            "description": "Who you are, what you ride, and for whom it is.",
            "suburb": "Where most of your rides start.",
            "address": "Your usual meeting point, if you have one.",
            "email": "Shown on your page.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Name of the club"
        self.fields["spot"].help_text = (
            "Riders look for clubs on a map. Empty for the suburb above; or a point as maps copy it, such as "
            "“-33.87, 151.21”."
        )

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        parts = (
            ("The club", ("name", "description")),
            ("Where you ride", ("suburb", "region", "spot", "address", "timezone")),
            ("Who comes", ("join_policy",)),
            ("How one reaches you", ("email", "phone", "website")),
        )
        return [(title, [self[name] for name in names]) for title, names in parts]

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        suburb, region = (self.cleaned_data.get(name, "") for name in ("suburb", "region"))
        if suburb and not self.errors and self.cleaned_data.get("latitude") is None:
            # One that nobody knows is said in words all the same; the position may come later.
            with suppress(ValidationError):
                self.put(spot_of(f"{suburb}, {region}" if region else suburb))
        return given


class ProposeClubPage(RidingPage):
    access = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        zone = self.subject.user.timezone if self.subject.user else ""
        known = zone if zone in known_timezones() else settings.TIME_ZONE
        return self.form(ProposalForm(initial={"timezone": known}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ProposalForm(request.POST)
        if not form.is_valid():
            return self.form(form, status=422)
        self.spend("club.propose")
        made = self.try_form(
            form, lambda: services.propose_organization(by=self.subject, kind="club", **form.cleaned_data)
        )
        if made is None:
            return self.form(form, status=422)
        messages.success(
            request,
            f"Thank you. A moderator looks at {made.name} next, usually within two days. We write to you.",
        )
        return redirect(made)

    def form(self, form: ProposalForm, status: int = 200) -> HttpResponse:
        return self.show("clubs/propose.html", {"form": form}, status=status)
