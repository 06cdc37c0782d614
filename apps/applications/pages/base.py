"""What the pages of applications share: finding one for its reader, and times in the reader's own zone."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from apps.applications.lines import with_turns
from apps.applications.models import Application
from apps.notifications.texts import zone_named
from apps.organizations.models import Organization
from hearth.kernel.authorization import Subject
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import NotFound


class LocalPage(Page):
    """A page whose times are those of its reader."""

    access = "signed_in"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = self.subject.user
        with timezone.override(zone_named(person.timezone) if person is not None else None):
            return super().dispatch(request, *args, **kwargs)


class OfOnePage(LocalPage):
    """A page about one application."""

    own: ClassVar[bool] = False
    """True for what only the applicant does there; it is not there for anybody else."""

    def load(self, id: UUID) -> Application:
        rows = with_turns(Application.objects.for_display().select_related("decided_by"))
        rows = rows.prefetch_related("pet__photos__media").visible_to(self.subject)
        found: Application | None = rows.filter(pk=id).first()
        if found is None or (self.own and found.user_id != self.subject.id):
            raise NotFound()
        return found

    def after_refusal(self) -> str:
        return reverse("application", args=[self.kwargs["id"]])


def inbox_url(organization: Organization | None, of: str = "applications") -> str:
    """Where those who decide find the applications for their pets; or the questions, or their triage."""
    if organization is None:
        return reverse(f"received-{of}")
    return reverse(f"organization-{of}", args=[organization.slug])


def acting_for(slug: str, subject: Subject, capability: str) -> Organization:
    """Find an organisation for which somebody does something; it has no such page for anybody else."""
    found: Organization | None = (
        Organization.objects.select_related("logo").at_address(slug).visible_to(subject).first()
    )
    if found is None or capability not in subject.capabilities_in(found.pk):
        raise NotFound()
    return found
