from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from apps.rides import services
from apps.rides.api.filters import ParticipationFilter
from apps.rides.api.nested import OfRide
from apps.rides.api.place_serializers import (
    LEADERSHIP,
    OWN,
    PLATFORM,
    REVEALED,
    RIDER,
    DisputeInput,
    GroupChoiceInput,
    JoinInput,
    MarkInput,
    ParticipationInput,
    ParticipationSerializer,
    RemoveInput,
    SettleInput,
)
from apps.rides.choices import Status
from apps.rides.lines import RIDES
from apps.rides.models import Participation
from apps.rides.obstacles import obstacle_of_place
from apps.rides.workflows import PARTICIPATION
from hearth.kernel.api import etags
from hearth.kernel.api.views import SAFE, Creating, Editing, Listing, PolicyViewSet, Reading, Revealing
from hearth.kernel.authorization import can, require
from hearth.kernel.keyset import Keyset
from hearth.kernel.problems import AlreadyDone
from hearth.kernel.reveal import is_revealed

LIVE_UNLESS_ASKED = "Those that stand: confirmed, waiting and asked. `status` asks for others."


class Participations(PolicyViewSet):
    model = Participation
    serializer_class = ParticipationSerializer
    needs_identity = True
    order = Keyset("created_at", "id")

    def rows(self) -> Any:
        return Participation.objects.for_display()

    def get_queryset(self) -> Any:
        # What writes reads the place again under the lock of its ride.
        rows = super().get_queryset()
        return RIDES.with_positions(rows) if self.request.method in SAFE else rows

    def reload(self, obj: Any) -> Any:
        return RIDES.with_positions(self.rows()).get(pk=obj.pk)

    def answer(self, obj: Any, **how: Any) -> Response:
        return super().answer(obj if hasattr(obj, "position") else self.reload(obj), **how)

    def audience(self, obj: Any = None) -> str:
        if obj is None:
            return "listed"
        if obj.belongs_to == self.subject.id:
            return OWN
        if self._runs(obj):
            return LEADERSHIP
        if not can(self.subject, "browse", obj).allowed:
            return RIDER
        return REVEALED if self.detail and is_revealed(obj, self.subject) else PLATFORM

    def _runs(self, obj: Participation) -> bool:
        """Whether they lead the ride, asked once for all of its places."""
        if obj.ride_id not in self.runs:
            self.runs[obj.ride_id] = can(self.subject, "view_private", obj).allowed
        return self.runs[obj.ride_id]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.runs: dict[Any, bool] = {}

    def representation(self, obj: Any) -> str:
        # What is shown with it, and changes without it.
        names = (
            *(obj.user and obj.user.display_name, obj.host and obj.host.display_name),
            *(obj.ride.version, obj.ride.organization.name, obj.ride.organization.slug),
            *(obj.pace_group and (obj.pace_group_id, obj.pace_group.name), obj.position),
        )
        return "\n".join(map(str, [self.audience(obj), *names]))

    def location_of(self, obj: Any) -> str:
        return reverse("api-participation-detail", kwargs={"id": str(obj.pk)}, request=self.request)


@extend_schema_view(
    list=extend_schema(
        summary="Who comes to a ride, and who waits, in the order in which they joined",
        description="For members of the club, and for whoever has a place until the ride is over; anybody "
        "else gets their own place only. "
        f"Its leadership also reads attendance, and who is here no more. {LIVE_UNLESS_ASKED}",
    ),
    create=extend_schema(
        summary="Join a ride, or bring a guest",
        description="`confirmed` while there is a place, else `waitlisted` at the end of the line. With "
        "`guest_name`, a place for somebody whom one brings, for whom one answers.",
        request=JoinInput,
        responses={201: ParticipationSerializer},
    ),
)
class RideParticipationsViewSet(OfRide, Creating, Listing, Participations):
    filterset_class = ParticipationFilter
    write_serializer = JoinInput
    limits = {"create": "participation.create"}

    def listed(self) -> Any:
        rows = self.rows().filter(ride=self.parent)
        return RIDES.with_positions(rows if "status" in self.request.query_params else rows.live())

    def check_create(self) -> None:
        given = self.request.data if isinstance(self.request.data, Mapping) else {}
        if "guest_name" not in given or not can(self.subject, "bring_guest", self.parent).allowed:
            require(self.subject, "join", self.parent)

    def as_it_stands(self, obj: Any) -> Any:
        """Who has a place has no position, and the rest is at hand."""
        if obj.status != Status.CONFIRMED:
            return self.reload(obj)
        obj.position = None
        return obj

    def perform(self, given: dict[str, Any]) -> Participation:
        if "guest_name" in given:
            return services.bring_guest(self.parent, by=self.subject, **given)
        return services.join_ride(self.parent, by=self.subject, **given)


@extend_schema_view(
    retrieve=extend_schema(summary="One place in a ride"),
    update=extend_schema(
        summary="Bring role, status and attendance to where they should stand",
        description="Does the verbs that lead there, all or none: `role` hands the lead over, gives or ends "
        "it; `confirmed` and `passed` answer an offer, `withdrawn` is one's own, `removed` takes a `reason`; "
        "`attendance` is the roll-call's.",
        request=ParticipationInput,
    ),
    destroy=extend_schema(summary="Not come after all (oneself), or remove (the leadership)", request=None),
)
class ParticipationViewSet(Revealing, Editing, Reading, Participations):
    workflow = PARTICIPATION
    edit_serializer = ParticipationInput
    http_method_names = ["get", "head", "options", "post", "put", "delete"]
    verbs = {
        "accept": services.accept_place,
        "pass": services.pass_place,
        "withdraw": services.withdraw_place,
        "remove": services.remove_place,
        "still_coming": services.still_coming,
        "take_it_for_me": services.take_it_for_me,
        "ask_me_first": services.ask_me_first,
        "change_group": services.change_group,
        "make_captain": services.make_captain,
        "make_leader": services.make_leader,
        "step_down": services.step_down,
        "mark": services.mark_attendance,
        "dispute": services.dispute_attendance,
        "settle": services.settle_dispute,
    }
    verb_serializers = {
        "remove": RemoveInput,
        "change_group": GroupChoiceInput,
        "mark": MarkInput,
        "dispute": DisputeInput,
        "settle": SettleInput,
    }
    limits = dict.fromkeys(("edit", "reveal", *verbs), "participation.change")

    def obstacle(self, obj: Participation, action: str) -> str:
        return obstacle_of_place(obj, action, by=self.subject) or super().obstacle(obj, action)

    def perform_edit(self, obj: Participation, given: dict[str, Any]) -> Participation:
        return services.edit_participation(obj, by=self.subject, **given)

    def destroy(self, request: Request, **kwargs: Any) -> Response:
        obj = self.find()
        verb = services.verb_that_ends(obj, by=self.subject)
        require(self.subject, verb, obj)
        self.spend(verb)
        try:
            self.workflow.guard(obj, verb, by=self.subject)
            etags.check_if_match(request, obj, required=False)
            services.end_participation(obj, by=self.subject)
        except AlreadyDone:
            pass
        return self.cached(Response(status=status.HTTP_204_NO_CONTENT))
