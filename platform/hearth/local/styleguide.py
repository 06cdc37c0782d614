"""Every piece of the house style on one page, with what it needs to show itself."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from apps.listings.models import Pet
from apps.listings.pages.forms import PetForm
from hearth.kernel.pages.views import Page

SAMPLES: dict[str, Any] = {
    "steps": [
        {"label": "You sent the listing", "state": "done", "when": datetime(2026, 3, 14, 8, 30, tzinfo=UTC)},
        {"label": "A moderator looks at it", "state": "now", "note": "Usually within a day."},
        {"label": "We write to you", "state": "next"},
    ],
    "columns": ["Month", "Listed", "Found a home"],
    "rows": [
        [("Month", "September"), ("Listed", "41"), ("Found a home", "38")],
        [("Month", "October"), ("Listed", "1,204"), ("Found a home", "977")],
    ],
}


class StyleguidePage(Page):
    access = "public"

    def get(self, request: HttpRequest) -> HttpResponse:
        pets = list(Pet.objects.in_public().live().for_display()[:3])
        form = PetForm({"name": ""}, subject=self.subject)
        return render(request, "styleguide.html", {"pets": pets, "form": form, **SAMPLES})


urlpatterns = [path("styleguide", StyleguidePage.as_view(), name="styleguide")]
