"""Emergency contacts: one's own, the copies one shares, and what a ride's leaders read while it lasts."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from apps.rides import services
from apps.rides.contacts import Contact, contacts_for
from apps.rides.models import EmergencyContact, Participation, Ride, SharedContact
from hearth.kernel.api import etags
from hearth.kernel.api.serializers import StrictSerializer
from hearth.kernel.api.views import PolicyViewSet
from hearth.kernel.authorization import require, require_for_new
from hearth.kernel.problems import NotFound, StaleVersion


class EmergencyContactSerializer(serializers.ModelSerializer[Any]):
    """Whom to call, for the person whose contact it is."""

    name = serializers.CharField(source="details.name")
    phone = serializers.CharField(source="details.phone")
    relation = serializers.CharField(source="details.relation", help_text="Empty where it was not said")
    medical_note = serializers.CharField(
        source="details.medical_note", help_text="What a first aider should know; empty for nothing"
    )

    class Meta:
        model = EmergencyContact
        fields = ("id", "name", "phone", "relation", "medical_note", "updated_at", "version")


class SharedContactSerializer(EmergencyContactSerializer):
    """The copy that the leaders of one ride may read while it lasts."""

    participation = serializers.UUIDField(source="participation_id")

    class Meta:
        model = SharedContact
        fields = ("id", "participation", "name", "phone", "relation", "medical_note", "updated_at", "version")


class EmergencyContactInput(StrictSerializer):
    reads = EmergencyContactSerializer

    name = serializers.CharField(max_length=80)
    phone = serializers.CharField(max_length=30)
    relation = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    medical_note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class ShareInput(StrictSerializer):
    """Nothing for one's own place; whom to call about a guest."""

    reads = SharedContactSerializer

    name = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
    relation = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    medical_note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class RidersContactSerializer(serializers.Serializer[Contact]):
    """Whom to call about somebody of a ride; all empty where they share nothing."""

    participation = serializers.UUIDField(source="place.pk")
    rider = serializers.CharField()
    shared = serializers.BooleanField(source="is_shared")
    name = serializers.CharField()
    phone = serializers.CharField()
    relation = serializers.CharField()
    medical_note = serializers.CharField()
    of_host = serializers.BooleanField(help_text="Of a guest: the contact is that of whoever brings them")
    opens_at = serializers.DateTimeField(
        allow_null=True,
        help_text="Of who has not agreed to a start that was moved nearer: from when on theirs can be read",
    )


@extend_schema_view(
    retrieve=extend_schema(summary="Whom to call when something happens to you", description="404 for none."),
    update=extend_schema(
        summary="Keep whom to call",
        description="Kept once, encrypted. Rides to come that it is shared with learn of the change.",
        request=EmergencyContactInput,
    ),
    destroy=extend_schema(
        summary="Forget it, also for rides to come", responses={204: None}, description="404 for none."
    ),
)
class MyEmergencyContactViewSet(PolicyViewSet):
    needs_identity = True
    may_be_missing = True
    model = EmergencyContact
    serializer_class = EmergencyContactSerializer
    limits = {"edit": "contact.change"}

    def audience(self, obj: Any = None) -> str:
        return "own"

    def find(self) -> EmergencyContact:
        found = self.kept()
        if found is None:
            raise NotFound()
        return found

    def kept(self) -> EmergencyContact | None:
        # Decrypted only to be shown: without its key it can still be replaced and forgotten.
        rows = EmergencyContact.objects.defer("details").filter(user=self.subject.user)
        found: EmergencyContact | None = rows.first()
        return found

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.answer(self.find())

    def update(self, request: Request, **kwargs: Any) -> Response:
        require_for_new(self.subject, "create", EmergencyContact)
        self.spend("edit")
        before = self.kept()
        if before is not None:
            etags.check_if_match(request, before, required=False)
        elif "If-Match" in request.headers:
            raise StaleVersion()
        return self.answer(services.keep_contact(by=self.subject, **self.read_input(EmergencyContactInput)))

    def destroy(self, request: Request, **kwargs: Any) -> Response:
        contact = self.find()
        self.spend("edit")
        etags.check_if_match(request, contact, required=False)
        services.forget_contact(contact, by=self.subject)
        return self.cached(Response(status=status.HTTP_204_NO_CONTENT))


@extend_schema_view(
    retrieve=extend_schema(
        summary="What this place shares with the ride's leaders", description="404 for nothing."
    ),
    update=extend_schema(
        summary="Let the ride's leaders read whom to call",
        description="For your own place without a body: what you keep under `/users/me/emergency-contact` is "
        "copied. For your guest's place, say whom to call. They can read it from one hour before the start "
        "until six hours after the planned end, and you are told when they do. The copy is deleted 30 days "
        "after the ride.",
        request=ShareInput,
    ),
    destroy=extend_schema(summary="Take it back", responses={204: None}),
)
class ShareContactViewSet(PolicyViewSet):
    needs_identity = True
    model = Participation
    serializer_class = SharedContactSerializer
    limits = {"edit": "contact.change"}

    def audience(self, obj: Any = None) -> str:
        return "own"

    def mine(self) -> Participation:
        place: Participation = self.find()
        require(self.subject, "share_contact", place)
        return place

    def to_change(self) -> Participation:
        """The place, once limits and the version that was seen are looked at."""
        place = self.mine()
        self.spend("edit")
        copy = SharedContact.objects.defer("details").filter(participation=place).first()
        if copy is not None:
            etags.check_if_match(self.request, copy, required=False)
        elif "If-Match" in self.request.headers:
            raise StaleVersion()
        return place

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        found = SharedContact.objects.filter(participation=self.mine()).first()
        if found is None:
            raise NotFound()
        return self.answer(found)

    def update(self, request: Request, **kwargs: Any) -> Response:
        place = self.to_change()
        given = self.read_input(ShareInput)
        return self.answer(services.share_contact(place, by=self.subject, **given))

    def destroy(self, request: Request, **kwargs: Any) -> Response:
        services.withhold_contact(self.to_change(), by=self.subject)
        return self.cached(Response(status=status.HTTP_204_NO_CONTENT))


class RideContactsViewSet(PolicyViewSet):
    needs_identity = True
    model = Ride
    serializer_class = RidersContactSerializer
    limits = {"see": "contact.see"}

    @extend_schema(
        summary="Whom to call about everybody who has a place",
        description="For captain and leaders of this very ride and nobody else, from one hour before the "
        "start until six hours after the planned end; before and after it is 403 with the rule. Each look "
        "is written down and told to whose contact it is. Where the start was moved nearer, that of who has "
        "not said again that they come opens at `opens_at`: when it would have before, or 12 hours after the "
        "change, if that is sooner.",
        responses=RidersContactSerializer(many=True),
    )
    def read(self, request: Request, **kwargs: Any) -> Response:
        ride = self.find()
        require(self.subject, "see_contacts", ride)
        self.spend("see")
        found = contacts_for(ride, by=self.subject)
        shown = RidersContactSerializer(found, many=True)  # type: ignore[arg-type]
        # In one piece, however many they are: nobody turns pages where every minute counts.
        return self.cached(Response({"results": shown.data, "next": None, "previous": None}))
