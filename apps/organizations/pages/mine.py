"""A person's own places: where they belong, where they asked, and what waits for their answer."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.organizations import services
from apps.organizations.kinds import JoinPolicy
from apps.organizations.models import Handover, Invitation, Membership, Organization
from apps.organizations.pages.asking import Act, ActPage, ReturningPage
from apps.organizations.pages.joining import place_in
from apps.organizations.pages.public import find
from apps.organizations.workflows import HANDOVER, INVITATION
from hearth.kernel.authorization import can, require
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import Conflict, NotFound, TooManyRequests

MOST_EARLIER = 12


class MyMembershipsPage(Page):
    access = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        mine = Membership.objects.filter(user=self.subject.id).select_related("organization__logo")
        live = list(mine.live().order_by("-joined_at", "-id"))
        earlier = mine.exclude(status__in=Membership.LIVE).order_by("-updated_at", "-id")
        invitations = Invitation.objects.visible_to(self.subject, "accept").in_status("pending")
        handovers = Handover.objects.visible_to(self.subject, "accept").in_status("pending")
        context = {
            "places": [row for row in live if row.status != "pending"],
            "requests": [row for row in live if row.status == "pending"],
            "invitations": list(
                invitations.select_related("organization__logo", "invited_by").order_by("expires_at", "id")
            ),
            "handovers": list(
                handovers.select_related("organization__logo", "giver").order_by("expires_at", "id")
            ),
            "earlier": list(earlier[:MOST_EARLIER]),
        }
        return render(request, "organizations/mine.html", context)


class AnswerPage(ActPage):
    """Takes the answer to something that was offered to the person."""

    model: ClassVar[type[Invitation] | type[Handover]]

    def load(self, id: UUID) -> Any:
        found = self.model.objects.visible_to(self.subject).select_related("organization").filter(pk=id)
        row = found.first()
        if row is None:
            raise NotFound()
        return row

    def check(self, row: Any, verb: str) -> None:
        require(self.subject, verb, row)
        workflow = HANDOVER if self.model is Handover else INVITATION
        workflow.guard(row, verb, by=self.subject)

    def words(self, row: Any) -> dict[str, str]:
        return {"organization": row.organization.name, "role": row.get_role_display().lower()}

    def after(self, row: Any, verb: str) -> str:
        if verb == "decline":
            return self.after_refusal()
        return reverse("organization-members", args=[row.organization.slug])

    def after_refusal(self) -> str:
        return reverse("my-memberships")


class InvitationAnswerPage(AnswerPage):
    model = Invitation
    acts: ClassVar[dict[str, Act]] = {
        "accept": Act(service=services.accept_invitation, done="Welcome to {organization}."),
        "decline": Act(service=services.decline_invitation, done="You said no to {organization}."),
    }


class HandoverAnswerPage(AnswerPage):
    model = Handover
    acts: ClassVar[dict[str, Act]] = {
        "accept": Act(
            service=services.accept_handover,
            done="{organization} is in your hands now: you are {role}.",
            asks="Take {organization} over?",
            explains=(
                "You become {role}, and whoever asked you steps down to the next role. You can invite and "
                "remove people, change the settings, and hand it on again."
            ),
            button="Take it over",
        ),
        "decline": Act(service=services.decline_handover, done="You said no. Nothing changes."),
        "withdraw": Act(service=services.withdraw_handover, done="The offer is taken back."),
    }


class JoinForm(forms.Form):
    message = forms.CharField(
        label="A few words about you",
        help_text="Who you are and what you would like to do. Those who manage members read it.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class JoinPage(ReturningPage):
    access = "signed_in"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = self.load(slug)
        if place_in(found, self.subject) is not None:
            return redirect(found)
        return self.show(found, JoinForm())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = self.load(slug)
        form = JoinForm(request.POST)
        asked = None
        if form.is_valid():
            try:
                self.spend("membership.request")
                asked = self.try_form(
                    form, lambda: services.request_membership(found, by=self.subject, **form.cleaned_data)
                )
            except TooManyRequests as problem:
                form.add_error(None, problem.detail)
        if asked is None:
            return self.show(found, form, status=422)
        if asked.status == Membership.Status.ACTIVE:
            messages.success(request, f"Welcome to {found}.")
            return redirect("organization-members", found.slug)
        messages.success(request, f"{found} is asked. We write to you when they answer.")
        return redirect(found)

    def load(self, slug: str) -> Organization:
        found = find(slug, self.subject)
        asked = Membership(organization=found, user=self.subject.user)
        if found.status != Organization.Status.APPROVED or not can(self.subject, "request", asked).allowed:
            raise Conflict(f"{found} takes people in by invitation only just now.")
        return found

    def show(self, found: Organization, form: JoinForm, *, status: int = 200) -> HttpResponse:
        context = {
            "organization": found,
            "community": found.facts_of_kind.community,
            "form": form,
            "at_once": found.join_policy == JoinPolicy.OPEN,
        }
        return render(self.request, "organizations/join.html", context, status=status)

    def after_refusal(self) -> str:
        return reverse("organization", args=[self.kwargs["slug"]])
