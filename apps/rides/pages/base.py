"""What the pages of rides share: their colours, and finding one for its reader."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from apps.organizations.models import Organization
from apps.rides.models import Ride
from hearth.kernel.authorization import require
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import NotFound


class RidingPage(Page):
    """A page in the colours of riding."""

    def show(self, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        return render(self.request, f"rides/{template}", {"community": "riding", **context}, status=status)


class OfRidePage(RidingPage):
    """A page about one ride; `needs` is what its reader must be allowed to do with it, beyond seeing it."""

    access = "signed_in"
    needs = ""

    def load(self, id: UUID) -> Ride:
        rows = Ride.objects.for_display().select_related("captain__avatar", "organization__logo")
        found: Ride | None = rows.visible_to(self.subject).filter(pk=id).first()
        if found is None:
            raise NotFound()
        if self.needs:
            require(self.subject, self.needs, found)
        return found

    def after_refusal(self) -> str:
        return reverse("ride", args=[self.kwargs["id"]])


def club_at(slug: str, page: Page, capability: str) -> Organization:
    """Find a club for somebody who may do something there; it has no such page for anybody else."""
    rows = Organization.objects.select_related("logo").filter(kind="club").at_address(slug)
    found: Organization | None = rows.visible_to(page.subject).first()
    if found is None or capability not in page.subject.capabilities_in(found.pk):
        raise NotFound()
    return found
