"""What cards, pets' pages and the list of pets show of favourites, searches and feeds."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from apps.alerts.finding import as_query, params_of
from apps.alerts.models import Favorite
from apps.alerts.services import favorites_of
from apps.alerts.services.links import FORMS
from apps.alerts.structured import pet_as_script, rescue_as_script
from apps.listings.models import Pet
from apps.listings.parts import contribute_to_cards, contribute_to_list
from apps.listings.sections import contribute_section
from apps.organizations.models import Organization
from apps.organizations.sections import Tab, contribute_tab
from apps.organizations.sections import contribute_section as contribute_to_organization
from hearth.kernel.authorization import ANONYMOUS, Subject, can, subject_of

contribute_tab(Tab("embed", "On your website", "organization-embed", "manage_listings", order=90))


@contribute_section("heart", "alerts/heart.html")
def heart_on_page(pet: Pet, subject: Subject) -> dict[str, Any] | None:
    signed_in = subject.user is not None
    return {
        "pet": pet,
        "is_favorite": bool(favorites_of(subject.user, [pet])),
        "signed_in": signed_in,
        "in_words": True,
    }


@contribute_to_cards("alerts/heart.html")
def heart_on_card(pet: Pet, request: HttpRequest) -> dict[str, Any] | None:
    person = subject_of(request).user
    if person is None:
        return {"pet": pet, "is_favorite": False, "signed_in": False}
    # Asked once for a page, however many cards stand on it; nobody has more than some hundreds.
    known: set[Any] | None = getattr(request, "favorite_pets", None)
    if known is None:
        known = set(Favorite.objects.filter(user=person).values_list("pet_id", flat=True))
        request.favorite_pets = known  # type: ignore[attr-defined]
    return {"pet": pet, "is_favorite": pet.pk in known, "signed_in": True}


@contribute_to_list("head", "alerts/list_head.html")
def feeds_in_head(request: HttpRequest) -> dict[str, Any] | None:
    return {"feeds": _feeds(request)}


@contribute_to_list("tools", "alerts/list_tools.html")
def saving_and_feeds(request: HttpRequest) -> dict[str, Any] | None:
    return {
        "save_url": reverse("my-search-new") + as_query(params_of(request.GET)),
        "feeds": _feeds(request),
    }


@contribute_section("below", "alerts/structured.html", order=99)
def pet_for_machines(pet: Pet, subject: Subject) -> dict[str, Any] | None:
    if not can(ANONYMOUS, "view", pet).allowed:
        return None
    return {"script": pet_as_script(pet)}


@contribute_to_organization
def rescue_for_machines(organization: Organization) -> dict[str, Any]:
    if organization.kind != "rescue" or organization.status != "approved":
        return {}
    return {"structured_data": rescue_as_script(organization)}


def _feeds(request: HttpRequest) -> dict[str, str]:
    query = as_query(params_of(request.GET))
    return {form: reverse("pets-feed", args=[form]) + query for form in FORMS}
