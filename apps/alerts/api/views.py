from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from apps.alerts import services
from apps.alerts.api.serializers import (
    FavoriteSerializer,
    SavedSearchInput,
    SavedSearchSerializer,
    is_shown,
)
from apps.alerts.models import Favorite, SavedSearch
from apps.alerts.querysets import load_pets
from apps.alerts.standing import standing_of
from apps.alerts.workflows import SAVED_SEARCH
from apps.listings.models import Pet
from hearth.kernel.api import etags
from hearth.kernel.api.deleting import Deleting
from hearth.kernel.api.serializers import NoInput
from hearth.kernel.api.views import Creating, Editing, Listing, PolicyViewSet, Reading
from hearth.kernel.problems import NotFound


class FavoriteViewSet(PolicyViewSet):
    """One heart: there or not, however often one says so."""

    model = Favorite
    limits: ClassVar[Mapping[str, str]] = {"keep": "pet.favorite"}

    @extend_schema(
        summary="Keep an eye on a pet",
        description="One is told when it is reserved, adopted, or back. A repeat changes nothing.",
        request=None,
        responses=dict.fromkeys((204, 413, 415, 422)),
    )
    def keep(self, request: Request, **kwargs: Any) -> Response:
        pet = self._pet(Pet.objects.visible_to(self.subject))
        self.spend("keep")
        etags.check_if_match(request, pet, required=False)
        self.read_input(NoInput)
        services.favorite(pet, by=self.subject)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        summary="Keep an eye on it no longer",
        description="Works for one that is not shown any more too. A repeat changes nothing.",
        responses={204: None},
    )
    def let_go(self, request: Request, **kwargs: Any) -> Response:
        mine = Pet.objects.filter(favorites__user=self.subject.id)
        pet = self._find(mine) or self._pet(Pet.objects.visible_to(self.subject))
        etags.check_if_match(request, pet, required=False)
        services.unfavorite(pet, by=self.subject)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _pet(self, rows: Any) -> Pet:
        found = self._find(rows)
        if found is None:
            raise NotFound()
        return found

    def _find(self, rows: Any) -> Pet | None:
        try:
            wanted = UUID(self.kwargs["parent"])
        except ValueError:
            raise NotFound() from None
        found: Pet | None = rows.select_related("organization").filter(pk=wanted).first()
        return found


@extend_schema_view(list=extend_schema(summary="The pets that you keep an eye on, the last one first"))
class MyFavoritesViewSet(Listing):
    """Pets that are not shown any more stay as a line, with `pet` null."""

    model = Favorite
    needs_identity = True
    serializer_class = FavoriteSerializer

    def rows(self) -> Any:
        return Favorite.objects.select_related("pet__organization")

    def representation(self, obj: Favorite) -> str:
        offered_by = obj.pet.organization
        badge = f"{offered_by.version}:{offered_by.verified}" if offered_by else ""
        shown = is_shown(obj.pet, self.subject)
        return f"{obj.pet.version}:{standing_of(obj.pet)}:{shown}:{badge}"

    def complete(self, items: Sequence[Any]) -> None:
        load_pets(items)


@extend_schema_view(
    list=extend_schema(summary="Your saved searches, the last one first"),
    retrieve=extend_schema(summary="One saved search"),
    create=extend_schema(
        summary="Save a search",
        description="Its mails tell of what is published from now on. A person has twenty at most (409).",
        request=SavedSearchInput,
        responses={201: SavedSearchSerializer},
    ),
    partial_update=extend_schema(
        summary="Change what a saved search is called, looks for, or how often it writes",
        request=SavedSearchInput,
        responses=SavedSearchSerializer,
    ),
    destroy=extend_schema(summary="Delete a saved search, with its feed", responses={204: None}),
)
class SavedSearchViewSet(Creating, Editing, Deleting, Reading, Listing):
    model = SavedSearch
    needs_identity = True
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    serializer_class = SavedSearchSerializer
    write_serializer = SavedSearchInput
    edit_serializer = SavedSearchInput
    workflow = SAVED_SEARCH
    verbs = {
        "pause": services.pause_search,
        "resume": services.resume_search,
        "open_feed": services.open_feed,
        "close_feed": services.close_feed,
    }
    rereads = False
    limits = {"create": "saved_search.create"}

    def audience(self, obj: Any = None) -> str:
        return "own"

    def representation(self, obj: SavedSearch) -> str:
        # A mail that was sent is no change of the row.
        return f"own:{obj.last_told_at}"

    def perform(self, given: dict[str, Any]) -> SavedSearch:
        return services.save_search(by=self.subject, **given)

    def perform_edit(self, obj: SavedSearch, given: dict[str, Any]) -> SavedSearch:
        return services.edit_search(obj, by=self.subject, **given)

    def perform_delete(self, obj: SavedSearch) -> None:
        services.delete_search(obj, by=self.subject)
