from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from unfold.admin import TabularInline
from unfold.decorators import action

from apps.listings.admin_placement import PlacementButtons
from apps.listings.models import FetchedPhoto, Pet, PetPhoto, Place, ProposedPhoto, RescueProfile
from apps.listings.services import renew_pet
from apps.listings.workflows import PET
from apps.media.models import MediaFile
from hearth.kernel.admin import PolicyAdmin, ShorterPaginator, SureForm, dialog
from hearth.kernel.authorization import can


def thumbnail(file: MediaFile) -> str:
    """The picture, or why there is none."""
    if not file.is_ready:
        return file.refusal_message or "Not ready yet"
    return format_html('<img src="{}" alt="{}" width="160" height="120">', file.card_url, file.alt)


class PhotoInline(TabularInline):
    model = PetPhoto
    fields = ("picture", "position", "state")
    readonly_fields = fields
    extra = 0
    can_delete = False

    @admin.display(description="photo")
    def picture(self, photo: PetPhoto) -> str:
        return thumbnail(photo.media)

    @admin.display(description="state")
    def state(self, photo: PetPhoto) -> str:
        return photo.media.get_state_display()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Pet)
class PetAdmin(PlacementButtons, PolicyAdmin):
    """Every listing with its photos. What happens to one is decided on the review desk, not in a form."""

    list_display = ("photo", "name", "species", "moderation", "placement", "owner", "region", "created_at")
    list_display_links = ("photo", "name")
    list_filter = ("moderation", "placement", "species")
    search_fields = ("name", "breed", "organization__name")
    ordering = ("-created_at", "-id")
    list_select_related = ("organization", "user")
    inlines = (PhotoInline,)
    actions_detail = ("open_page", "renew", *PlacementButtons.placement_actions, "feature", "open_desk")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("photos__media")

    @admin.display(description="")
    def photo(self, pet: Pet) -> str:
        if pet.cover is None:
            return "–"
        return format_html('<img src="{}" alt="" width="72" height="54">', pet.cover.card_url)

    @admin.display(description="listed by")
    def owner(self, pet: Pet) -> str:
        return str(pet.organization or pet.user)

    @action(description="Feature…", url_path="feature", permissions=["feature"])
    def feature(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect(f"{reverse('admin:curation_featuredplacement_add')}?target={object_id}")

    @action(
        **dialog(
            "renew",
            "Still available",
            "For when its people told you so: the listing is shown for another 60 days.",
            title="Still looking for a home?",
            submit="Renew",
        )
    )
    def renew(self, request: HttpRequest, form: SureForm, object_id: str) -> HttpResponse:
        return self.act_on(request, object_id, renew_pet, "{} is shown for another 60 days.")

    def has_renew_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        pet = self.get_object(request, str(object_id))
        possible = pet is not None and PET.has_room(pet, "renew")
        return possible and can(self.subject(request), "renew", pet).allowed

    @action(description="See its page", url_path="page")
    def open_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        pet = self.get_object(request, object_id)
        if pet is None:
            raise Http404
        return redirect(pet)

    @action(description="Review desk", url_path="desk")
    def open_desk(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect("admin:moderation_reviewitem_desk")

    def has_feature_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return "curate_featured" in self.subject(request).system_capabilities


@admin.register(PetPhoto)
class PetPhotoAdmin(PolicyAdmin):
    """Every photo that belongs to a listing, newest first; they are arranged by their owners alone."""

    list_display = ("picture", "pet", "position", "added_at")
    search_fields = ("pet__name",)
    paginator = ShorterPaginator
    list_select_related = ("pet", "media")

    @admin.display(description="photo")
    def picture(self, photo: PetPhoto) -> str:
        return thumbnail(photo.media)


@admin.register(ProposedPhoto)
class ProposedPhotoAdmin(PolicyAdmin):
    """Photos that are kept for a published listing until a change of it is decided, newest first."""

    list_display = ("picture", "pet", "added_at")
    search_fields = ("pet__name",)
    list_select_related = ("pet", "media")

    @admin.display(description="photo")
    def picture(self, photo: ProposedPhoto) -> str:
        return thumbnail(photo.media)


@admin.register(RescueProfile)
class RescueProfileAdmin(PolicyAdmin):
    """What rescues have set for themselves; a rescue that is not in the list has the defaults."""

    list_display = ("organization", "members_decide_applications", "answer_within_days", "sampled")
    list_filter = ("members_decide_applications",)
    search_fields = ("organization__name",)
    ordering = ("organization",)
    list_select_related = ("organization",)


@admin.register(Place)
class PlaceAdmin(PolicyAdmin):
    """Where suburbs are: what `manage.py load_places` read. Distances are counted from their middles."""

    list_display = ("name", "region", "country", "latitude", "longitude", "updated_at")
    search_fields = ("name", "region")
    ordering = ("name", "id")


@admin.register(FetchedPhoto)
class FetchedPhotoAdmin(PolicyAdmin):
    """Photos that imports named by their addresses: which were taken, and why others were not."""

    list_display = ("pet", "state", "address", "problem")
    list_filter = ("state",)
    search_fields = ("pet__name",)
    fields = ("pet", "address", "state", "problem", "row", "job_id", "media")
    readonly_fields = fields
    list_select_related = ("pet",)
