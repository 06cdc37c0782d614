"""Every piece of the house style on one page, with what it needs to show itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from apps.listings.models import Pet
from apps.listings.pages.forms import PetForm
from hearth.kernel.pages.views import Page


class StyleguidePage(Page):
    access = "public"

    def get(self, request: HttpRequest) -> HttpResponse:
        pets = list(Pet.objects.in_public().live().for_display()[:3])
        form = PetForm({"name": ""}, subject=self.subject)
        return render(request, "styleguide.html", {"pets": pets, "form": form})


urlpatterns = [path("styleguide", StyleguidePage.as_view(), name="styleguide")]
