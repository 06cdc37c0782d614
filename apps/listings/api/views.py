from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view, inline_serializer
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.curation.services import featured
from apps.listings import services
from apps.listings.api.answers import PetAnswers
from apps.listings.api.filters import FeaturedFilter, PetFilter, PublicPetFilter
from apps.listings.api.hot import PETS
from apps.listings.api.placement import PLACEMENT_INPUTS
from apps.listings.api.serializers import PetCreateInput, PetInput, PrivatePetSerializer, PublicPetSerializer
from apps.listings.changes import proposed_changes, waiting_data
from apps.listings.choices import Moderation
from apps.listings.facets import FACETS, KEPT_SECONDS, facets_of
from apps.listings.models import Pet
from apps.listings.orders import NEWEST, ORDERS
from apps.listings.services.verbs import OF_PLACEMENT
from apps.listings.workflows import BOTH, PET
from apps.moderation.api.verbs import Decidable, decision_verb
from apps.moderation.models import Decision
from apps.organizations.models import Organization
from hearth.kernel.api import etags
from hearth.kernel.api.filtering import StrictFilterBackend
from hearth.kernel.api.hot import Given, HotListing, HotReading
from hearth.kernel.api.serializers import ReasonInput
from hearth.kernel.api.views import Creating, Editing, Listing
from hearth.kernel.authorization import ANONYMOUS, require
from hearth.kernel.problems import AlreadyDone, NotFound
from hearth.kernel.workflow import Verb

DECISIONS = frozenset({"approve", "request_changes", "reject", "remove", "approve_change", "reject_change"})

EDITED = (
    "What changes of a published pet's photos, species, description or fee waits for review as its "
    "`pending_revision`, merged over what waits already; everything else changes at once. Writing a value "
    "as it is approved (PATCH) takes it out of the change."
)
FEATURED = inline_serializer(
    "FeaturedPets",
    {
        "results": PublicPetSerializer(many=True),
        "next": serializers.CharField(allow_null=True),
        "previous": serializers.CharField(allow_null=True),
    },
)
FACET_COUNTS = inline_serializer(
    "FacetCounts",
    {
        name: inline_serializer(
            f"CountsOf{choices.__name__}", {value: serializers.IntegerField() for value in choices.values}
        )
        for name, choices in FACETS.items()
    },
)


class Finding(HotListing):
    """The lists that people search."""

    hot = PETS
    order = NEWEST
    named_orders = ORDERS
    filterset_class = PublicPetFilter
    # Words and places have no end.
    varying = frozenset({"q", "near", "name", "colour"})

    def usual_order(self, request: Request) -> str:
        return "distance" if request.query_params.get("near") else super().usual_order(request)


@extend_schema_view(
    list=extend_schema(summary="Pets that look for a home, newest first"),
    retrieve=extend_schema(summary="One pet", responses=PrivatePetSerializer),
    create=extend_schema(
        summary="List a pet",
        description="Complete input is sent for review at once (`status: pending`); anything less stays a "
        "`draft` whose `missing` says what to add.",
        request=PetCreateInput,
        responses={201: PrivatePetSerializer},
    ),
    update=extend_schema(
        summary="Write a listing: every required field; optional ones that are left out stay",
        description=EDITED,
        request=PetInput,
        responses=PrivatePetSerializer,
    ),
    partial_update=extend_schema(
        summary="Change some of a listing's fields",
        description=EDITED,
        request=PetInput,
        responses=PrivatePetSerializer,
    ),
    destroy=extend_schema(summary="Delete a draft, withdraw anything else", responses={204: None}),
)
class PetViewSet(Decidable, Creating, Editing, HotReading, Finding, PetAnswers):
    write_serializer = PetCreateInput
    edit_serializer = PetInput
    workflow = BOTH
    verbs = {
        "submit": services.submit_pet,
        "resubmit": services.resubmit_pet,
        "withdraw": services.withdraw_pet,
        "withdraw_change": services.withdraw_change,
        "renew": services.renew_pet,
        **OF_PLACEMENT,
        **{verb: decision_verb(verb) for verb in DECISIONS},
    }
    verb_serializers = {
        **PLACEMENT_INPUTS,
        **dict.fromkeys(DECISIONS - {"approve", "approve_change"}, ReasonInput),
    }
    verbs_by_version = DECISIONS
    limits = {"create": "pet.create"}

    def listed(self) -> Any:
        return Pet.objects.shown() if "status" in self.request.query_params else Pet.objects.live()

    def perform(self, given: dict[str, Any]) -> Pet:
        self.decisions = {}  # on what is new there is none
        return services.create_and_submit_pet(by=self.subject, **given)

    def perform_edit(self, obj: Pet, given: dict[str, Any]) -> Pet:
        if self.action == "update":
            # What was read can be put back: what is approved says nothing about the change that waits.
            given = services.without_what_is_approved(obj, given)
        return services.edit_pet(obj, by=self.subject, **given)

    def destroy(self, request: Request, **kwargs: Any) -> Response:
        pet = self.find()
        require(self.subject, "delete", pet)
        with suppress(AlreadyDone):
            if not self.in_state(pet, "delete"):
                PET.guard(pet, "withdraw", by=self.subject)
            etags.check_if_match(request, pet, required=False)
            services.delete_or_withdraw_pet(pet, by=self.subject)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def in_state(self, obj: Pet, action: str) -> bool:
        if action == "delete" and obj.moderation != Moderation.DRAFT:
            action = "withdraw"
        if action in services.VERBS_OF_CHANGES and waiting_data(obj) is None:
            return False
        return super().in_state(obj, action)

    def guard(self, obj: Pet, verb: Verb) -> None:
        super().guard(obj, verb)
        if verb.name == "withdraw_change":
            services.check_change_waits(obj, by=self.subject)

    @extend_schema(
        summary="How many there are of each species, age group and size, over all other filters",
        description="Counted to 1,000: 1,001 means more. At most a minute old.",
        responses=FACET_COUNTS,
    )
    @action(detail=False, methods=["get"], pagination_class=None)
    def facets(self, request: Request, **kwargs: Any) -> Response:
        rows = self.listed().visible_to(ANONYMOUS)
        filters = StrictFilterBackend().filters(request, rows, self)
        response = self.cached(Response(facets_of(filters)))
        if self.subject.user is None:
            response["Cache-Control"] = f"public, s-maxage={KEPT_SECONDS}"
        return response

    @extend_schema(
        summary="Pets featured on the homepage, or on an organisation's page, in their order",
        description="An organisation that nobody knows features none.",
        responses=FEATURED,
        filters=True,
    )
    @action(detail=False, methods=["get"], pagination_class=None, filterset_class=FeaturedFilter)
    def featured(self, request: Request, **kwargs: Any) -> Response:
        self.shows_private = False
        filters: Any = StrictFilterBackend().filters(request, Pet.objects.none(), self)
        pets = self.find_featured(filters.form.cleaned_data["organization"])
        tag = etags.list_tag(pets, map(self.representation, pets), request.get_full_path())
        if etags.matches(request.headers.get("If-None-Match", ""), tag):
            response = Response(status=status.HTTP_304_NOT_MODIFIED)
        else:
            results = [self.represent(pet) for pet in pets]
            response = Response({"results": results, "next": None, "previous": None})
        response["ETag"] = tag
        return self.cached(response)

    def find_featured(self, on_page_of: str) -> list[Pet]:
        if not on_page_of:
            return featured("pet")
        named = Organization.objects.visible_to(ANONYMOUS).by_id_or_slug(on_page_of).first()
        return featured("pet", organization=named) if named else []


@extend_schema_view(list=extend_schema(summary="The pets that you look after, newest first"))
class MyPetsViewSet(Listing, PetAnswers):
    """Own listings, and those of the organisations whose listings one manages."""

    needs_identity = True
    filterset_class = PetFilter
    serializer_class = PrivatePetSerializer

    def listed(self) -> Any:
        return self.rows().visible_to(self.subject, "edit").prefetch_related("bonded_with")

    def complete(self, items: Sequence[Pet]) -> None:
        self.decisions = Decision.objects.last_of("pet", [pet.pk for pet in items])
        self.changes = proposed_changes(items)


@extend_schema_view(list=extend_schema(summary="The pets of an organisation that look for a home"))
class OrganizationPetsViewSet(Finding):
    model = Pet
    serializer_class = PublicPetSerializer

    def listed(self) -> Any:
        rows = Pet.objects.filter(organization=Given("organization"))
        return rows.shown() if "status" in self.request.query_params else rows.live()

    def given(self) -> dict[str, Any]:
        named = Organization.objects.by_id_or_slug(self.kwargs["organization"])
        found = named.visible_to(self.subject).values_list("pk", flat=True).first()
        if found is None:
            raise NotFound()
        return {"organization": found}
