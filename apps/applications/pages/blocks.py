"""Keeping somebody away, and hearing from them again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.applications.models import Block
from apps.applications.pages.base import acting_for
from apps.applications.pages.question_forms import BlockForm
from apps.applications.services import blocks as services
from apps.organizations.models import Organization
from apps.organizations.sections import Tab, contribute_tab
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.paging import links_of
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import NotFound

PER_PAGE = 50
NEWEST = Keyset("-created_at", "-id")

contribute_tab(Tab("blocks", "Blocked", page="organization-blocks", capability="answer_questions", order=90))


class BlocksPage(Page):
    """Whom a person keeps away from the pets that they rehome themselves."""

    access = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(None, Block.objects.filter(user=self.subject.id, organization=None))

    def show(self, organization: Organization | None, rows: Any) -> HttpResponse:
        rows = rows.select_related("person", "user").visible_to(self.subject)
        page = NEWEST.page(rows, limit=PER_PAGE, cursor=self.request.GET.get("cursor"))
        context = {
            "organization": organization,
            "blocks": page.items,
            "page": links_of(page),
        }
        return render(self.request, "applications/blocks.html", context)


class OrganizationBlocksPage(BlocksPage):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:  # type: ignore[override]
        organization = acting_for(slug, self.subject, "answer_questions")
        return self.show(organization, Block.objects.filter(organization=organization))


class BlockPage(Page):
    """Asks before it keeps away who wrote a question, an application or a message."""

    access = "signed_in"

    def get(self, request: HttpRequest, source: str, id: UUID) -> HttpResponse:
        return self._show(self.load(source, id), BlockForm())

    def post(self, request: HttpRequest, source: str, id: UUID) -> HttpResponse:
        thing, form = self.load(source, id), BlockForm(request.POST)
        self.spend("block.create")
        if not form.is_valid():
            return self._show(thing, form, status=422)
        organization = thing.organization
        found, _ = services.block(
            by=self.subject, source=source, id=id, organization=organization, **form.cleaned_data
        )
        messages.success(request, f"You do not hear from {found.person} any more. They are not told.")
        return redirect(blocks_url(organization))

    def load(self, source: str, id: UUID) -> Any:
        if source not in services.SOURCES:
            raise NotFound()
        found = services.blockable(source, self.subject).select_related("organization").filter(pk=id).first()
        if found is None:
            raise NotFound()
        services.check_may_block(found.organization, by=self.subject)
        return found

    def _show(self, thing: Any, form: BlockForm, status: int = 200) -> HttpResponse:
        context = {
            "person": services.author_of(self.kwargs["source"], thing),
            "organization": thing.organization,
            "form": form,
            "back_url": blocks_url(thing.organization),
        }
        return render(self.request, "applications/block.html", context, status=status)


class LiftBlockPage(Page):
    """Takes the button beside somebody who is kept away."""

    access = "signed_in"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        rows = Block.objects.select_related("organization", "person").visible_to(self.subject)
        found = rows.filter(pk=id).first()
        if found is None:
            raise NotFound()
        self.spend("block.lift")
        services.lift_block(found, by=self.subject)
        messages.success(request, f"{found.person} can write to you again.")
        return redirect(blocks_url(found.organization))


def blocks_url(organization: Organization | None) -> str:
    if organization is None:
        return reverse("my-blocks")
    return reverse("organization-blocks", args=[organization.slug])
