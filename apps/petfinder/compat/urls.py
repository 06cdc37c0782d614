from typing import Any

from django.urls import path

from apps.petfinder.compat import views

BASE = "compat/petfinder/v2/"


def both(route: str, view: Any, name: str) -> list[Any]:
    """The address, and the same with a slash at its end: there are clients that write one."""
    answer = view.as_view()
    return [path(BASE + route, answer, name=name), path(f"{BASE}{route}/", answer)]


urlpatterns = [
    *both("oauth2/token", views.TokenView, "petfinder-token"),
    *both("animals", views.AnimalsView, "petfinder-animals"),
    *both("animals/<str:id>", views.AnimalView, "petfinder-animal"),
    *both("types", views.TypesView, "petfinder-types"),
    *both("types/<str:kind>", views.TypeView, "petfinder-type"),
    *both("types/<str:kind>/breeds", views.BreedsView, "petfinder-breeds"),
    *both("organizations", views.OrganizationsView, "petfinder-organizations"),
    *both("organizations/<str:id>", views.OrganizationView, "petfinder-organization"),
    path(f"{BASE}<path:rest>", views.NowhereView.as_view(), name="petfinder-nowhere"),
]
