from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.curation.services import featured
from apps.listings.choices import Species
from apps.listings.facts import facts_of
from apps.listings.models import Pet
from apps.listings.pages.owner import owner_context
from apps.listings.rescues import profile_of
from apps.listings.sections import sections_of as sections_of_pet
from apps.organizations.models import Organization
from apps.organizations.sections import contribute_section
from hearth.kernel.authorization import can
from hearth.kernel.pages.site import contribute_to_home
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import NotFound

PER_PAGE = 24
HAPPY_AT_HOME = 4


@contribute_to_home
def pets_on_home(request: HttpRequest) -> dict[str, Any]:
    first = featured("pet")
    newest = Pet.objects.in_public().live().for_display().exclude(pk__in=[pet.pk for pet in first])
    return {
        "featured": first,
        "newest": list(newest.order_by("-published_at", "-id")[:8]),
        "species": Species.choices,
        "happy": list(
            Pet.objects.for_display().happy().in_public().order_by("-adopted_at", "-id")[:HAPPY_AT_HOME]
        ),
    }


@contribute_section
def pets_of(organization: Organization) -> dict[str, Any]:
    first = featured("pet", organization=organization)
    rows = Pet.objects.in_public().live().for_display().filter(organization=organization)
    others = rows.exclude(pk__in=[pet.pk for pet in first]).order_by("-published_at", "-id")
    works = profile_of(organization).how_we_work if organization.kind == "rescue" else ""
    return {"pets": [*first, *others[:PER_PAGE]], "featured_pets": len(first), "how_we_work": works}


class PetPage(Page):
    access = "public"
    shared = True

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        found = Pet.objects.for_display().select_related("organization__logo").visible_to(self.subject)
        pet = found.filter(pk=id).first()
        if pet is None:
            raise NotFound()
        is_owner = can(self.subject, "edit", pet).allowed
        context = {
            "pet": pet,
            "photos": [photo.media for photo in pet.photo_list if photo.media.is_ready],
            "facts": facts_of(pet),
            "companions": _companions(pet),
            "organization": pet.organization,
            "contact_email": pet.organization.email if pet.organization else "",
            "status_label": pet.status_label,
            "is_owner": is_owner,
            "sections": sections_of_pet(pet, self.subject),
            **(owner_context(pet, self.subject) if is_owner else {}),
        }
        return render(request, "listings/detail.html", context)


def _companions(pet: Pet) -> list[Pet]:
    ids = [other["id"] for other in pet.companions]
    return list(Pet.objects.for_display().shown().filter(pk__in=ids).order_by("name", "pk")) if ids else []
