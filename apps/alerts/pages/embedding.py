"""A list of pets that other sites show in a frame, and the page where a rescue copies how."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from apps.alerts.finding import address_of, found_by, given_in
from apps.listings.models import Pet
from apps.organizations.models import Organization
from hearth.kernel.edge.caching import FOR_EVERYBODY
from hearth.kernel.pages.open import OpenPage
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import BadQuery, NotFound, Problem

MOST = 24
USUAL = 12
COLOURS = ("auto", "light", "dark")
NUMBERS = ("3", "6", "12", "24")
"""From which the page lets one choose; an address may say any other."""


class EmbeddedPets(OpenPage):
    """The list's own filters, besides `show` (how many) and `colours`; no scripts, no cookies."""

    keeps = FOR_EVERYBODY

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        # Any site may frame it: it shows what is public, and there is nothing on it to press by mistake.
        response.content_policy = "embedded"  # type: ignore[attr-defined]
        response.xframe_options_exempt = True  # type: ignore[attr-defined]
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    def get(self, request: HttpRequest) -> HttpResponse:
        params = given_in(request.GET)
        number, colours = _number(params.pop("show", [str(USUAL)])), params.pop("colours", ["auto"])[-1]
        if colours not in COLOURS:
            raise BadQuery(f"colours is one of {', '.join(COLOURS)}.")
        pets: list[Pet] = list(found_by(params).for_display()[: number + 1])
        context = {
            "pets": pets[:number],
            "has_more": len(pets) > number,
            "list_url": settings.SITE_URL + address_of(params),
            "site_url": settings.SITE_URL,
            "colours": colours,
        }
        # Without the request: nothing of whoever asks goes into it.
        return HttpResponse(render_to_string("alerts/embedded.html", context))

    def refused(self, problem: Problem) -> HttpResponse:
        context = {"problem": problem, "colours": "auto"}
        return HttpResponse(render_to_string("alerts/embedded.html", context), status=problem.status)


class SnippetPage(Page):
    """“Show your pets on your own website”: choices, the lines to copy, and how it looks."""

    access = "signed_in"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response.content_policy = "framing"  # type: ignore[attr-defined]
        return response

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        organization = self._find(slug)
        number = request.GET.get("show", "")
        number = number if number in NUMBERS else str(USUAL)
        colours = request.GET.get("colours", "")
        colours = colours if colours in COLOURS else "auto"
        address = f"{reverse('embed-pets')}?organization={organization.slug}&show={number}&colours={colours}"
        context = {
            "organization": organization,
            "number": number,
            "numbers": NUMBERS,
            "colours": colours,
            "choices": zip(COLOURS, ("As the visitor has it", "Light", "Dark"), strict=True),
            "address": address,
            "snippet": render_to_string(
                "alerts/snippet.html",
                {"address": settings.SITE_URL + address, "title": f"Pets of {organization.name}"},
            ).strip(),
        }
        return render(request, "alerts/embed.html", context)

    def _find(self, slug: str) -> Organization:
        """One whose pets the person looks after; any other is not theirs to look for here."""
        mine: set[UUID] = set(self.subject.organizations_with("manage_listings"))
        rows = Organization.objects.visible_to(self.subject).filter(slug=slug, kind="rescue", pk__in=mine)
        found: Organization | None = rows.first()
        if found is None:
            raise NotFound()
        return found


def _number(given: list[str]) -> int:
    word = given[-1]
    if not (word.isascii() and word.isdigit() and len(word) < 3 and 1 <= int(word) <= MOST):
        raise BadQuery(f"show is a whole number from 1 to {MOST}.")
    return int(word)
