"""Who is in an organisation: for everybody in it, and with more to do for those who manage members."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.organizations import services
from apps.organizations.models import Handover, Membership, Organization
from apps.organizations.pages.asking import Act, ActPage
from apps.organizations.pages.public import find
from apps.organizations.services.memberships import Reason
from apps.organizations.services.ranks import grantable_roles, keep_a_top_role
from apps.organizations.workflows import HANDOVER, MEMBERSHIP
from hearth.kernel.authorization import Subject, can, require
from hearth.kernel.authorization.roles import top_role
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.paging import links_of
from hearth.kernel.pages.verbs import possible_verbs
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import Conflict, NotFound

PER_PAGE, MOST_WAITING = 24, 50
LONGEST_FIRST = Keyset("joined_at", "id")


class ReasonForm(forms.Form):
    reason = forms.ChoiceField(label="Why", choices=Reason.choices, initial=Reason.OTHER)
    note = forms.CharField(
        label="A note for those who manage members",
        help_text="The person is told the reason, never the note.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="Role")

    def __init__(self, data: Any = None, *, roles: list[tuple[str, str]], present: str) -> None:
        super().__init__(data, initial={"role": present})
        self.fields["role"].choices = roles  # type: ignore[attr-defined]


def hand_over(membership: Membership, *, by: Subject) -> Handover:
    return services.offer_handover(membership.organization, by=by, user_id=membership.user_id)


ACTS = {
    "approve": Act(service=services.approve_membership, done="{name} is a member now."),
    "reject": Act(
        service=services.reject_membership,
        done="{name} was told that it is a no.",
        asks="Turn {name} down?",
        explains="We tell {name} the reason, kindly. They may ask again later.",
        button="Turn down",
        form=ReasonForm,
    ),
    "suspend": Act(
        service=services.suspend_membership,
        done="{name} is suspended.",
        asks="Suspend {name}?",
        explains="{name} stays on the list, but can do nothing here until somebody reinstates them.",
        button="Suspend",
        grave=True,
        form=ReasonForm,
    ),
    "reinstate": Act(service=services.reinstate_membership, done="{name} is back, with the role of before."),
    "change_role": Act(
        service=services.change_role,
        done="{name} has another role now.",
        asks="Which role should {name} have?",
        explains="It counts from the next click. Nobody gives a role above their own.",
        button="Change the role",
        form=RoleForm,
    ),
    "remove": Act(
        service=services.remove_member,
        done="{name} is not a member any more.",
        asks="Remove {name} from {organization}?",
        explains="{name} loses every right here at once. Coming back takes a new invitation or request.",
        button="Remove",
        grave=True,
        form=ReasonForm,
    ),
    "hand_over": Act(
        service=hand_over,
        done="We asked {name}. Nothing changes until they accept.",
        asks="Hand {organization} over to {name}?",
        explains=(
            "{name} is asked to take your role. If they accept within seven days, they have it and you step "
            "down to the next one. Until then you can take the offer back."
        ),
        button="Offer my role",
    ),
    "withdraw": Act(
        service=services.withdraw_membership,
        done="Your request to {organization} is taken back.",
    ),
    "leave": Act(
        service=services.leave_organization,
        done="You have left {organization}.",
        asks="Leave {organization}?",
        explains=(
            "You lose your role as {role} and every right here at once. What you did stays. "
            "Coming back takes an invitation or a request."
        ),
        button="Leave",
        instead=(
            "On the list of members, choose “Hand over” beside somebody, or give them your role first. If "
            "nobody else is left, invite somebody, or close the organisation in its settings."
        ),
        grave=True,
    ),
}
OF_OTHERS = ("reinstate", "change_role", "suspend", "remove")
"""What the menu of a row may hold, in this order."""


class MembersPage(Page):
    access = "signed_in"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = load_inside(slug, self.subject)
        if found.slug != slug:
            return redirect("organization-members", found.slug, permanent=True)
        rows = rows_of(found, self.subject)
        page = LONGEST_FIRST.page(
            rows.filter(status="active"), limit=PER_PAGE, cursor=request.GET.get("cursor")
        )
        offer = Handover.objects.visible_to(self.subject).in_status("pending").filter(organization=found)
        handover = offer.select_related("giver", "receiver").first()
        manages = "manage_members" in self.subject.capabilities_in(found.pk)
        asked = rows.filter(status="pending").order_by("created_at", "id") if manages else rows.none()
        waiting = list(asked[: MOST_WAITING + 1])
        context = {
            "organization": found,
            "community": found.facts_of_kind.community,
            "tab": "members",
            "manages": manages,
            "mine": rows.filter(user=self.subject.id, status="active").first(),
            "waiting": self.with_acts(found, waiting[:MOST_WAITING], handover),
            "more_waiting": len(waiting) > MOST_WAITING,
            "members": self.with_acts(found, page.items, handover),
            "suspended": self.with_acts(found, rows.filter(status="suspended"), handover) if manages else [],
            "handover": handover,
            "can_withdraw_handover": handover is not None
            and any(verb.name == "withdraw" for verb in possible_verbs(handover, HANDOVER, self.subject)),
            "page": links_of(page),
        }
        return render(request, "organizations/members.html", context)

    def with_acts(
        self, organization: Organization, rows: Any, handover: Handover | None
    ) -> list[dict[str, Any]]:
        """Each row with the buttons that this person has for it."""
        roles = grantable_roles(organization, by=self.subject)
        offers = handover is None and may_hand_over(organization, self.subject)
        found = []
        for row in rows:
            row.organization = organization  # asked for by rules; it is the same for every row
            possible = {verb.name: verb.label for verb in possible_verbs(row, MEMBERSHIP, self.subject)}
            if organization.status != Organization.Status.APPROVED:
                possible = {}
            if len(roles) < 2:
                possible.pop("change_role", None)
            menu = [(name, possible[name], bool(ACTS[name].asks)) for name in OF_OTHERS if name in possible]
            if offers and can_receive(row, self.subject):
                menu.append(("hand_over", "Hand over", True))
            found.append({"row": row, "menu": menu, "possible": possible})
        return found


class MembershipActPage(ActPage):
    acts = ACTS

    def load(self, id: UUID) -> Membership:
        rows = Membership.objects.visible_to(self.subject).select_related("organization", "user")
        found: Membership | None = rows.filter(pk=id, organization__slug=self.kwargs["slug"]).first()
        if found is None:
            raise NotFound()
        return found

    def check(self, row: Membership, verb: str) -> None:
        if verb == "hand_over":
            require_offer(row, self.subject)
            return
        require(self.subject, verb, row)
        MEMBERSHIP.guard(row, verb, by=self.subject)
        if verb in ("leave", "suspend", "remove"):
            keep_a_top_role(row)

    def words(self, row: Membership) -> dict[str, str]:
        return {
            "name": str(row.user),
            "organization": row.organization.name,
            "role": row.get_role_display().lower(),
        }

    def make_form(self, row: Membership, act: Act, data: Any = None) -> forms.Form:
        if act.form is RoleForm:
            return RoleForm(data, roles=grantable_roles(row.organization, by=self.subject), present=row.role)
        return act.form(data)

    def after(self, row: Membership, verb: str) -> str:
        return reverse("my-memberships") if verb in ("leave", "withdraw") else self.after_refusal()

    def after_refusal(self) -> str:
        slug = self.kwargs["slug"]
        inside = Organization.objects.filter(pk__in=self.subject.organizations, slug=slug).exists()
        return reverse("organization-members", args=[slug]) if inside else reverse("my-memberships")


def load_inside(slug: str, subject: Subject) -> Organization:
    """Find the organisation for somebody who is in it, or who keeps them all; raise NotFound for others."""
    found = find(slug, subject)
    if found.pk in subject.organizations or "manage_all_organizations" in subject.system_capabilities:
        return found
    raise NotFound()


def rows_of(organization: Organization, subject: Subject) -> QuerySet[Membership]:
    found: QuerySet[Membership] = Membership.objects.visible_to(subject).filter(organization=organization)
    return found.select_related("user__avatar")


def may_hand_over(organization: Organization, subject: Subject) -> bool:
    offer = Handover(organization=organization, role=top_role(organization.kind), giver=subject.user)
    approved = organization.status == Organization.Status.APPROVED
    return approved and can(subject, "create", offer).allowed


def can_receive(row: Membership, subject: Subject) -> bool:
    top = top_role(row.organization.kind)
    return row.status == "active" and row.role != top and row.user_id != subject.id and row.user.is_active


def require_offer(row: Membership, subject: Subject) -> None:
    """Refuse to ask whether to hand over where the service would refuse it."""
    top = top_role(row.organization.kind)
    require(subject, "create", Handover(organization=row.organization, role=top, giver=subject.user))
    if not can_receive(row, subject):
        raise Conflict("Only an active member without this role can take it over.")
