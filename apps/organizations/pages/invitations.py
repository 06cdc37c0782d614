"""Inviting people, and being invited: the list of those who manage members, and the address in the mail."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from apps.organizations import services
from apps.organizations.models import Invitation, Organization
from apps.organizations.pages.asking import Act, ActPage
from apps.organizations.pages.public import find
from apps.organizations.services.invitations import hidden
from apps.organizations.services.ranks import grantable_roles
from apps.organizations.workflows import INVITATION
from hearth.kernel.authorization import can, require
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.paging import links_of
from hearth.kernel.pages.verbs import possible_verbs
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import Conflict, NotAllowed, NotFound, Problem, TooManyRequests

PER_PAGE, MOST_PENDING = 24, 100


class InviteForm(forms.Form):
    email = forms.EmailField(label="E-mail address", max_length=254)
    role = forms.ChoiceField(label="Role")
    message = forms.CharField(
        label="A few words of yours",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, roles: list[tuple[str, str]]) -> None:
        super().__init__(data, initial={"role": roles[-1][0] if roles else ""})
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self.fields["email"].widget.attrs["autocomplete"] = "off"


class InvitationsPage(Page):
    access = "signed_in"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = self.load(slug)
        if found.slug != slug:
            return redirect("organization-invitations", found.slug, permanent=True)
        return self.show(found, InviteForm(roles=grantable_roles(found, by=self.subject)))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = self.load(slug)
        form = InviteForm(request.POST, roles=grantable_roles(found, by=self.subject))
        if not form.is_valid():
            return self.show(found, form, status=422)
        try:
            self.spend("invitation.create")
            sent = self.try_form(form, lambda: services.invite(found, by=self.subject, **form.cleaned_data))
        except (Conflict, TooManyRequests) as problem:
            form.add_error("email", str(problem))
            sent = None
        if sent is None:
            return self.show(found, form, status=422)
        messages.success(request, f"We write to {sent.email}. The invitation stands for seven days.")
        return redirect("organization-invitations", found.slug)

    def load(self, slug: str) -> Organization:
        found = find(slug, self.subject)
        require(self.subject, "create", Invitation(organization=found, user=self.subject.user))
        return found

    def show(self, found: Organization, form: InviteForm, *, status: int = 200) -> HttpResponse:
        rows = Invitation.objects.visible_to(self.subject).filter(organization=found)
        rows = rows.select_related("user", "invited_by")
        waiting = rows.in_status("pending").order_by("-created_at", "-id")[:MOST_PENDING]
        past = rows.exclude(status="pending", expires_at__gt=timezone.now())
        page = Keyset("-created_at", "-id").page(past, limit=PER_PAGE, cursor=self.request.GET.get("cursor"))
        context = {
            "organization": found,
            "community": found.facts_of_kind.community,
            "tab": "invitations",
            "form": form,
            "waiting": self.with_acts(found, waiting),
            "past": self.with_acts(found, page.items),
            "page": links_of(page),
        }
        return render(self.request, "organizations/invitations.html", context, status=status)

    def with_acts(self, organization: Organization, rows: Any) -> list[dict[str, Any]]:
        found = []
        for row in rows:
            row.organization = organization
            possible = {verb.name for verb in possible_verbs(row, INVITATION, self.subject)}
            if row.is_due:
                possible.discard("revoke")
            found.append({"row": row, "to": row.email or str(row.user), "possible": possible})
        return found


class InvitationActPage(ActPage):
    """What those who manage members do with an invitation."""

    acts: ClassVar[dict[str, Act]] = {
        "resend": Act(
            service=services.resend_invitation,
            done="We wrote to {name} again. The invitation stands for seven more days.",
            limit="invitation.create",
        ),
        "revoke": Act(
            service=services.revoke_invitation,
            done="The invitation of {name} is taken back.",
            asks="Take back the invitation of {name}?",
            explains="The address in the mail stops working at once. You can invite {name} again.",
            button="Take back",
            grave=True,
        ),
    }

    def load(self, id: UUID) -> Invitation:
        rows = Invitation.objects.visible_to(self.subject).select_related("organization", "user")
        found: Invitation | None = rows.filter(pk=id, organization__slug=self.kwargs["slug"]).first()
        if found is None:
            raise NotFound()
        return found

    def check(self, row: Invitation, verb: str) -> None:
        require(self.subject, verb, row)
        INVITATION.guard(row, verb, by=self.subject)

    def words(self, row: Invitation) -> dict[str, str]:
        masked = not can(self.subject, "view_private", row).allowed
        return {
            "name": "this person" if masked else row.email or str(row.user),
            "organization": row.organization.name,
            "role": row.get_role_display().lower(),
        }

    def after_refusal(self) -> str:
        return reverse("organization-invitations", args=[self.kwargs["slug"]])


class InvitationPage(Page):
    """The address in the mail. Whoever holds it learns which organisation offers which role, and no more."""

    access = "public"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        # The token is in the path, which this tells nobody. With "no-referrer" browsers would also hide the
        # origin of the answer's form, and the CSRF check would refuse it.
        response["Referrer-Policy"] = "strict-origin"
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        invitation = self.load(token)
        return render(request, "organizations/invitation.html", self.facts(invitation))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        invitation = self.load(token)
        if request.POST.get("answer") == "decline":
            services.decline_invitation(invitation, by=self.subject)
            messages.success(request, f"You said no to {invitation.organization}. Nobody is angry.")
            return redirect("home")
        services.accept_by_token(token, by=self.subject)
        messages.success(request, f"Welcome to {invitation.organization}.")
        return redirect("organization-members", invitation.organization.slug)

    def load(self, token: str) -> Invitation:
        if self.subject.user is not None:
            self.spend("invitation.token")
        return services.invitation_for_token(token)

    def facts(self, invitation: Invitation) -> dict[str, Any]:
        organization, subject = invitation.organization, self.subject
        mine = can(subject, "accept", invitation).allowed
        state = invitation.present_status
        if state == "pending" and organization.status != Organization.Status.APPROVED:
            state = "closed"
        if state == "pending" and subject.user is not None and not mine:
            state = "elsewhere" if subject.address or not invitation.email else "unconfirmed"
        return {
            "invitation": invitation,
            "organization": organization,
            "community": organization.facts_of_kind.community,
            "state": state,
            "mine": mine,
            "is_inside": organization.pk in subject.organizations,
            "hidden_address": hidden(invitation.email),
        }

    def refused(self, problem: Problem) -> HttpResponse:
        if isinstance(problem, NotFound):
            return render(self.request, "organizations/invitation_unknown.html", status=404)
        if isinstance(problem, NotAllowed) and self.request.method == "POST":
            return redirect(self.after_refusal())
        return super().refused(problem)

    def after_refusal(self) -> str:
        return reverse("invitation", args=[self.kwargs["token"]])
