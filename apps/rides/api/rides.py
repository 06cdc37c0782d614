from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from apps.moderation.api.verbs import Decidable, decision_verb
from apps.rides import services
from apps.rides.api.around import Around, around
from apps.rides.api.filters import ClubRideFilter, MyRideFilter, PublicRideFilter
from apps.rides.api.nested import OfClub
from apps.rides.api.serializers import (
    CancelInput,
    PostponeInput,
    RescheduleInput,
    ResizeInput,
    RideInput,
    RidePublishInput,
    RideSerializer,
    RideWords,
    RollInput,
)
from apps.rides.models import Ride
from apps.rides.obstacles import obstacle_of_ride
from apps.rides.workflows import RIDE
from hearth.kernel.api import etags
from hearth.kernel.api.serializers import ReasonInput
from hearth.kernel.api.views import Creating, Editing, Listing, PolicyViewSet, Reading
from hearth.kernel.authorization import ANONYMOUS, require
from hearth.kernel.keyset import Keyset

CHANGES = ("edit", "publish", "postpone", "reschedule", "start", "complete", "cancel", "resize", "call_roll")


class Rides(PolicyViewSet):
    model = Ride
    serializer_class = RideSerializer
    order = Keyset("starts_at", "id")

    around: Around = Around()
    """What the present answer shows besides its rows."""

    def rows(self) -> Any:
        return Ride.objects.select_related("organization", "captain", "user", "route")

    def audience(self, obj: Any = None) -> str:
        return "listed" if obj is None else self.around.audience(obj, self.subject)

    def representation(self, obj: Ride) -> str:
        return "\n".join(map(str, [self.audience(obj), *self.around.tag(obj)]))

    def paginate_queryset(self, queryset: Any) -> Any:
        items = super().paginate_queryset(queryset)
        self.around = around(items or [], self.subject)
        return items

    def answer(self, obj: Ride, **how: Any) -> Response:
        self.around = around([obj], self.subject)
        return super().answer(obj, **how)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "around": self.around}

    def location_of(self, obj: Any) -> str:
        return reverse("api-ride-detail", kwargs={"id": str(obj.pk)}, request=self.request)


@extend_schema_view(
    list=extend_schema(
        summary="A club's rides, by their start",
        description="Those that one may see: of a club that is not one's own, the public ones. What is "
        "coming, unless `state`, `after` or `before` ask for others.",
    ),
    create=extend_schema(
        summary="Plan a ride",
        description="Published at once by who may lead rides, who is its captain then; a `draft` with "
        "`publish: false`, and from any other member: a proposal, which those who lead may publish.",
        request=RideInput,
        responses={201: RideSerializer},
    ),
)
class ClubRidesViewSet(OfClub, Creating, Listing, Rides):
    filterset_class = ClubRideFilter
    write_serializer = RideInput
    limits = {"create": "ride.create"}

    def listed(self) -> Any:
        rows = self.rows().filter(organization=self.parent)
        asked = {"state", "after", "before"} & set(self.request.query_params)
        return rows if asked else rows.upcoming()

    def check_create(self) -> None:
        super().check_create()
        services.check_may_plan(self.parent, by=self.subject)

    def perform(self, given: dict[str, Any]) -> Ride:
        return services.create_ride(self.parent, by=self.subject, **given)


@extend_schema_view(
    list=extend_schema(
        summary="Rides to come that are for everybody, of all clubs, by their start",
        description="The same for whoever asks.",
    ),
    retrieve=extend_schema(
        summary="One ride",
        description="Members of the club, who takes part, and who leads read more of it than others.",
    ),
    update=extend_schema(
        summary="Write what is said of a ride: every required field; optional ones that are left out stay",
        description="Another time or place asks everybody again whether they come.",
        request=RideWords,
    ),
    partial_update=extend_schema(
        summary="Change some of what is said of a ride",
        description="Another time or place asks everybody again whether they come.",
        request=RideWords,
    ),
)
class RideViewSet(Decidable, Editing, Reading, Listing, Rides):
    filterset_class = PublicRideFilter
    edit_serializer = RideWords
    workflow = RIDE
    verbs = {
        "publish": services.publish_ride,
        "postpone": services.postpone_ride,
        "reschedule": services.reschedule_ride,
        "start": services.start_ride,
        "complete": services.complete_ride,
        "cancel": services.cancel_ride,
        "resize": services.resize_ride,
        "remove": decision_verb("remove"),
    }
    verbs_by_version = frozenset({"remove"})
    verb_serializers = {
        "publish": RidePublishInput,
        "postpone": PostponeInput,
        "reschedule": RescheduleInput,
        "cancel": CancelInput,
        "resize": ResizeInput,
        "remove": ReasonInput,
    }
    limits = dict.fromkeys(CHANGES, "ride.change")

    def listed(self) -> Any:
        rows = self.rows().in_public().upcoming()
        # Said twice, PostgreSQL takes it for two conditions, and far fewer rows for visible.
        return rows if self.subject.user is None else rows.visible_to(ANONYMOUS)

    def obstacle(self, obj: Ride, action: str) -> str:
        return obstacle_of_ride(obj, action, by=self.subject) or super().obstacle(obj, action)

    def perform_edit(self, obj: Ride, given: dict[str, Any]) -> Ride:
        return services.edit_ride(obj, by=self.subject, **given)

    @extend_schema(
        summary="Write down who came: all of those named, or none",
        description="For the leadership, while the ride is under way and after it. A ride is complete only "
        "once it is known of everybody.",
        request=RollInput,
    )
    @action(detail=True, methods=["post"])
    def call_roll(self, request: Request, **kwargs: Any) -> Response:
        obj = self.find()
        require(self.subject, "call_roll", obj)
        self.spend("call_roll")
        services.refuse_unless_called(obj, self.subject.now)
        etags.check_if_match(request, obj, required=False)
        given = self.read_input(RollInput)
        return self.answer(self.as_it_stands(services.call_roll(obj, by=self.subject, **given)))


@extend_schema_view(
    list=extend_schema(
        summary="One's own rides: to come first to last, those that are over last to first",
        description="Those that one rides in or waits for, leads, or planned.",
    )
)
class MyRidesViewSet(Listing, Rides):
    needs_identity = True
    filterset_class = MyRideFilter

    def usual_order(self, request: Request) -> str:
        return "-starts_at" if request.query_params.get("when") == "past" else "starts_at"

    def listed(self) -> Any:
        rows = self.rows().of_person(self.subject)
        when = self.request.query_params.get("when", "coming")
        return {"coming": rows.not_over, "past": rows.over}.get(when, rows.all)()
