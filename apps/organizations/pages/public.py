"""The pages that anybody may open."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from apps.moderation.models import Decision
from apps.organizations import services
from apps.organizations.models import Organization
from apps.organizations.pages.joining import joining
from apps.organizations.registrations import REVIEW
from apps.organizations.sections import sections_of
from apps.organizations.services import changes
from apps.organizations.workflows import ORGANIZATION
from hearth.kernel.authorization import ANONYMOUS, Subject, can
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages import differences
from hearth.kernel.pages.paging import links_of
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import NotFound

PER_PAGE = 24


def find(slug: str, subject: Subject) -> Organization:
    """Find it by its address, or by any that it once had; raise NotFound for what is not public to them."""
    rows = Organization.objects.select_related("logo").at_address(slug)
    found: Organization | None = rows.visible_to(subject).first()
    if found is None:
        raise NotFound()
    return found


class RescueListPage(Page):
    access = "public"
    shared = True

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Organization.objects.visible_to(ANONYMOUS).filter(kind="rescue").select_related("logo")
        wanted = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:80]
        if wanted:
            rows = rows.filter(name__icontains=wanted)
        page = Keyset("-created_at", "-id").page(rows, limit=PER_PAGE, cursor=request.GET.get("cursor"))
        context = {
            "organizations": page.items,
            "wanted": wanted,
            "page": links_of(page, q=wanted),
        }
        return render(request, "organizations/list.html", context)


class OrganizationPage(Page):
    """The page of any kind; each kind has its own address, and leads there from wherever it was."""

    access = "public"
    shared = True
    template = "organizations/detail.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = find(slug, self.subject)
        if request.path != (address := found.get_absolute_url()):
            return redirect(address, permanent=True)
        can_resubmit = (
            "resubmit" in ORGANIZATION.allowed(found) and can(self.subject, "resubmit", found).allowed
        )
        context: dict[str, Any] = {
            "organization": found,
            "community": found.facts_of_kind.community,
            "can_edit": found.status in ORGANIZATION.of["edit"].from_
            and can(self.subject, "edit", found).allowed,
            "can_resubmit": can_resubmit,
            "decision": last_refusal(found) if can_resubmit else None,
            "waiting": waiting_notice(found, self.subject),
            **joining(found, self.subject),
            **self.more_of(found),
        }
        return render(request, self.template, context)

    def more_of(self, found: Organization) -> dict[str, Any]:
        """What the page of its kind shows besides what all have."""
        return sections_of(found)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = find(slug, self.subject)
        services.resubmit_organization(found, by=self.subject)
        messages.success(request, f"{found.name} waits for review again.")
        return redirect(found)


def last_refusal(organization: Organization) -> dict[str, str] | None:
    """What a moderator asked for, for the page of those who can mend it."""
    decision = Decision.objects.of_target("organization", organization.pk).first()
    if decision is None or decision.action != Decision.Action.REJECT:
        return None
    return {"reason_label": REVIEW.reason_label(decision.reason), "note": decision.note}


def waiting_notice(organization: Organization, subject: Subject) -> dict[str, Any] | None:
    """The change that waits, for the page of those who may take it back."""
    if not can(subject, "withdraw_change", organization).allowed:
        return None
    found = changes.change_that_waits(organization)
    return {"changes": differences.shown(found)} if found else None
