from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from apps.curation.services import featured
from apps.listings.choices import Species
from apps.listings.facts import facts_of
from apps.listings.models import Pet
from apps.listings.pages.filters import PageFilter
from apps.listings.pages.owner import owner_context
from apps.listings.rescues import profile_of
from apps.listings.sections import sections_of as sections_of_pet
from apps.organizations.models import Organization
from apps.organizations.sections import contribute_section
from hearth.kernel.api.filtering import parts_of
from hearth.kernel.authorization import can
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.site import contribute_to_home
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import NotFound

NEWEST = Keyset("-published_at", "-id")
COUNTED_TO = 1000
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
    return {"pets": [*first, *others[:PER_PAGE]], "how_we_work": works}


class PetListPage(Page):
    access = "public"
    shared = True

    def get(self, request: HttpRequest) -> HttpResponse:
        given = request.GET.copy()
        cursor = given.pop("cursor", [""])[-1]
        filters = PageFilter(given, Pet.objects.in_public().live())
        rows = filters.qs if filters.is_valid() else Pet.objects.none()
        parts = parts_of(filters) if filters.is_valid() else []
        page = NEWEST.page(rows.for_display(), limit=PER_PAGE, cursor=cursor or None, parts=parts)
        count = rows.order_by()[: COUNTED_TO + 1].count()
        context = {
            "filters": filters.form,
            "page": {
                "items": page.items,
                "next_url": _link(given, page.next_cursor),
                "previous_url": _link(given, page.previous_cursor),
            },
            "chips": _chips(filters, given),
            "count_label": f"{COUNTED_TO:,}+" if count > COUNTED_TO else f"{count:,}",
        }
        return render(request, "listings/list.html", context)


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


def _link(given: QueryDict, cursor: str | None) -> str:
    if cursor is None:
        return ""
    return "?" + urlencode([*_pairs(given), ("cursor", cursor)])


def _pairs(given: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name, values in given.lists() for value in values if value]


def _chips(filters: PageFilter, given: QueryDict) -> list[tuple[str, str]]:
    """Each filter in use, in words, with the address of the list without it."""
    pairs = [pair for pair in _pairs(given) if pair[0] in filters.filters]
    chips = []
    for pair in pairs:
        choices = dict(getattr(filters.form.fields[pair[0]], "choices", ()))
        rest = urlencode([other for other in pairs if other != pair])
        chips.append((str(choices.get(pair[1], pair[1])), reverse("pets") + (f"?{rest}" if rest else "")))
    return chips
