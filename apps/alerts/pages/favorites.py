"""Hearts: kept and let go by a form that needs no script, and all of them on one page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from apps.alerts import services
from apps.alerts.choices import Standing
from apps.alerts.models import Favorite
from apps.alerts.querysets import load_pets
from apps.alerts.standing import standing_of
from apps.listings.models import Pet
from hearth.kernel.authorization import can
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.paging import links_of
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import NotFound

PER_PAGE = 24
BADGES = {
    Standing.LOOKING: "approved",
    Standing.ON_HOLD: "on_hold",
    Standing.RESERVED: "reserved",
    Standing.ADOPTED: "adopted",
    Standing.GONE: "withdrawn",
}
"""The colours of the states that a pet's own badge has."""


class FavoritePage(Page):
    """Where strangers come out after signing in; everybody else only sends the form here."""

    access = "signed_in"

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        pet = self._find(id)
        context = {"pet": pet, "is_favorite": bool(services.favorites_of(self.subject.user, [pet]))}
        return render(request, "alerts/favorite.html", context)

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        pet = self._find(id)
        if request.POST.get("wanted") == "no":
            services.unfavorite(pet, by=self.subject)
            words = f"{pet.name} is no favourite of yours any more."
        else:
            self.spend("pet.favorite")
            services.favorite(pet, by=self.subject)
            words = f"{pet.name} is among your favourites. We write to you when something changes."
        if "quiet" in request.POST:
            return HttpResponse(status=204)
        messages.success(request, words)
        wanted = request.POST.get("next", "")
        ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
        return redirect(wanted if ours and "\x00" not in wanted else pet.get_absolute_url())

    def after_refusal(self) -> str:
        return "/my/favorites"

    def _find(self, id: UUID) -> Pet:
        """A pet that is shown to the person, or one of their favourites that is not shown any more."""
        rows = Pet.objects.select_related("organization")
        pet: Pet | None = rows.visible_to(self.subject).filter(pk=id).first()
        pet = pet or rows.filter(pk=id, favorites__user=self.subject.user).first()
        if pet is None:
            raise NotFound()
        return pet


class MyFavoritesPage(Page):
    """All of them, the last one first; who is not shown any more stays as a line."""

    access = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Favorite.objects.visible_to(self.subject)
        page = Keyset("-created_at", "-id").page(rows, limit=PER_PAGE, cursor=request.GET.get("cursor"))
        load_pets(page.items)
        context = {
            "entries": [
                {
                    "favorite": row,
                    "pet": row.pet,
                    "standing": standing_of(row.pet),
                    "badge": BADGES[standing_of(row.pet)],
                    "is_shown": can(self.subject, "view", row.pet).allowed,
                }
                for row in page.items
            ],
            "page": links_of(page),
        }
        return render(request, "alerts/favorites.html", context)
