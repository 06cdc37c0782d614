"""The pages about people in organisations: what each person sees there, may press, and is told."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.organizations import services
from apps.organizations.models import Handover, Invitation, Membership, Organization
from hearth.kernel.authorization import subject_for
from tests import factories
from tests.cast import Cast
from tests.organizations.pages import (
    INVITATIONS,
    MEMBERS,
    MINE,
    act,
    harbour,
    invited,
    place,
    place_of,
    says,
)

__all__ = ["harbour"]

pytestmark = pytest.mark.django_db


class TestMembers:
    def test_shows_members_to_each_other_and_to_nobody_else(self, cast: Cast, harbour: Organization) -> None:
        for name in ("rosa", "remy"):
            page = cast.browser(name).get(MEMBERS)
            assert says(page, "Rosa Marin")
            assert says(page, "Remy Duarte")
            assert page["Cache-Control"] == "private, no-store"
        assert cast.browser("petra").get(MEMBERS).status_code == 404
        assert cast.browser("mona").get(MEMBERS).status_code == 404
        assert cast.browser().get(MEMBERS).headers["Location"].startswith("/sign-in")

    def test_shows_requests_and_suspensions_to_managers_alone(
        self, cast: Cast, harbour: Organization
    ) -> None:
        services.request_membership(harbour, by=cast.subject("ana"), message="I live next door.")
        services.suspend_membership(place(cast, "remy"), by=cast.subject("rosa"), note="Keys lost.")
        factories.membership(harbour, cast.milo)
        page = cast.browser("rosa").get(MEMBERS)
        assert says(page, "I live next door.")
        assert says(page, "Keys lost.")
        for name in ("milo", "sam"):
            page = cast.browser(name).get(MEMBERS)
            assert page.status_code == 200
            for secret in ("next door", "Keys lost", "Remy", "Ana Ruiz"):
                assert not says(page, secret)

    def test_offers_only_what_will_not_be_refused(self, cast: Cast, harbour: Organization) -> None:
        services.request_membership(harbour, by=cast.subject("ana"))
        for name in ("rosa", "remy", "sam"):
            page = cast.browser(name).get(MEMBERS).content.decode()
            offered = set(re.findall(rf"{MEMBERS}/([0-9a-f-]+)/(\w+)", page))
            for pk, verb in offered:
                answer = cast.browser(name).get(f"{MEMBERS}/{pk}/{verb}")
                assert answer.status_code in (200, 302), (name, verb)
                assert name != "rosa" or verb != "leave" or says(answer, "hand that over first")
            verbs = {verb for _, verb in offered}
            assert (
                verbs
                == {
                    "rosa": {"approve", "reject", "change_role", "suspend", "remove", "hand_over", "leave"},
                    "remy": {"leave"},
                    "sam": {"remove"},
                }[name]
            )

    def test_asks_before_what_is_grave_without_any_script(self, cast: Cast, harbour: Organization) -> None:
        remy = place(cast, "remy")
        question = cast.browser("rosa").get(f"{MEMBERS}/{remy.pk}/remove")
        assert says(question, "Remove Remy Duarte from Harbour Paws?")
        answer = act(cast, "rosa", remy, "remove", reason="inactive", note="Gone since May.")
        assert says(answer, "Remy Duarte is not a member any more.")
        remy.refresh_from_db()
        assert (remy.status, remy.note) == ("removed", "Gone since May.")

    def test_lets_in_and_turns_down(self, cast: Cast, harbour: Organization) -> None:
        asked = services.request_membership(harbour, by=cast.subject("ana"))
        assert says(act(cast, "rosa", asked, "approve"), "Ana Ruiz is a member now.")
        asked = services.request_membership(harbour, by=cast.subject("petra"))
        assert says(act(cast, "rosa", asked, "reject", reason="full"), "was told")
        assert {row.status for row in Membership.objects.filter(user=cast.petra)} == {"rejected"}

    def test_says_what_is_wrong_with_an_answer(self, cast: Cast, harbour: Organization) -> None:
        remy = place(cast, "remy")
        answer = act(cast, "rosa", remy, "suspend", reason="because")
        assert answer.status_code == 422
        assert says(answer, "Please check these answers")
        answer = act(cast, "rosa", remy, "change_role", role="emperor")
        assert answer.status_code == 422

    def test_changes_roles(self, cast: Cast, harbour: Organization) -> None:
        assert says(act(cast, "rosa", place(cast, "remy"), "change_role", role="admin"), "another role now")
        assert place(cast, "remy").role == "admin"
        assert says(act(cast, "rosa", place(cast, "rosa"), "change_role", role="member"), "another role now")
        assert "Manage" not in cast.browser("rosa").get(MEMBERS).content.decode()

    def test_takes_a_button_pressed_twice_for_one(self, cast: Cast, harbour: Organization) -> None:
        asked = services.request_membership(harbour, by=cast.subject("ana"))
        for _ in range(2):
            answer = act(cast, "rosa", asked, "approve")
            assert says(answer, "Ana Ruiz")
            assert not says(answer, "not possible")
        assert Membership.objects.active().filter(user=cast.ana).count() == 1

    def test_tells_who_came_too_late_in_plain_words(self, cast: Cast, harbour: Organization) -> None:
        factories.membership(harbour, cast.milo, "admin")
        seen = place(cast, "remy")
        services.change_role(place(cast, "remy"), by=cast.subject("milo"), role="admin")
        answer = act(cast, "rosa", seen, "suspend", reason="other")
        assert says(answer, "Somebody changed this a moment ago.")
        assert place(cast, "remy").status == "active"
        services.remove_member(place(cast, "remy"), by=cast.subject("milo"))
        answer = act(cast, "rosa", place_of(seen), "suspend", reason="other")
        assert says(answer, "not possible while it is removed")

    def test_tells_the_last_admin_what_to_do_first(self, cast: Cast, harbour: Organization) -> None:
        rosa = place(cast, "rosa")
        question = cast.browser("rosa").get(f"{MEMBERS}/{rosa.pk}/leave")
        assert says(question, "hand that over first")
        assert says(question, "choose “Hand over” beside somebody")
        assert b"<form class=" not in question.content
        assert says(act(cast, "rosa", rosa, "leave"), "hand that over first")
        assert place(cast, "rosa").status == "active"

    def test_lets_everybody_leave(self, cast: Cast, harbour: Organization) -> None:
        answer = act(cast, "remy", place(cast, "remy"), "leave")
        assert says(answer, "You have left Harbour Paws.")
        assert answer.request["PATH_INFO"] == MINE  # type: ignore[attr-defined]
        assert cast.browser("remy").get(MEMBERS).status_code == 404

    def test_hands_over_by_offer(self, cast: Cast, harbour: Organization) -> None:
        remy = place(cast, "remy")
        assert says(cast.browser("rosa").get(f"{MEMBERS}/{remy.pk}/hand_over"), "Until then you can take")
        assert says(act(cast, "rosa", remy, "hand_over"), "You offered the role of admin to Remy Duarte")
        offer = Handover.objects.get()
        assert says(cast.browser("remy").get(MINE), "Rosa Marin would hand it over")
        url = f"/memberships/handovers/{offer.pk}/accept"
        assert says(cast.browser("remy").get(url), "Take Harbour Paws over?")
        answer = cast.browser("remy").post(url, {"version": offer.version}, follow=True)
        assert says(answer, "you are admin")
        assert (place(cast, "remy").role, place(cast, "rosa").role) == ("admin", "member")

    def test_takes_an_offer_back(self, cast: Cast, harbour: Organization) -> None:
        act(cast, "rosa", place(cast, "remy"), "hand_over")
        offer = Handover.objects.get()
        url = f"/memberships/handovers/{offer.pk}/withdraw"
        assert url in cast.browser("rosa").get(MEMBERS).content.decode()
        assert url not in cast.browser("remy").get(MEMBERS).content.decode()
        assert says(cast.browser("rosa").post(url, follow=True), "The offer is taken back.")
        assert cast.browser("ana").post(url).status_code == 404

    @pytest.mark.parametrize("who", ["ana", "remy", "sam", ""])
    def test_refuses_others(self, cast: Cast, harbour: Organization, who: str) -> None:
        rosa = place(cast, "rosa")
        for verb in ("suspend", "remove", "change_role", "hand_over", "leave", "approve", "eat"):
            for send in ("get", "post"):
                answer = getattr(cast.browser(who), send)(f"{MEMBERS}/{rosa.pk}/{verb}", {"reason": "other"})
                keeps_all = (who, verb, send) == ("sam", "remove", "get")
                assert answer.status_code in (302, 403, 404, 422) or keeps_all, (verb, send)
        assert place(cast, "rosa").status == "active"
        assert not Handover.objects.exists()

    def test_changes_nothing_where_the_organisation_is_not_approved(
        self, cast: Cast, harbour: Organization
    ) -> None:
        Organization.objects.update(status="suspended")
        page = cast.browser("rosa").get(MEMBERS)
        assert says(page, "nothing else changes until it is approved")
        assert "Manage" not in page.content.decode()
        assert says(act(cast, "remy", place(cast, "remy"), "leave"), "You have left Harbour Paws.")


class TestMine:
    def test_shows_where_i_belong_asked_and_am_wanted(self, cast: Cast, harbour: Organization) -> None:
        farm = factories.organization("Second Chance Farm", founder=cast.milo)
        third = factories.organization("Tin Roof Birds", founder=cast.petra)
        factories.membership(harbour, cast.ana)
        services.request_membership(farm, by=cast.subject("ana"))
        services.invite(third, by=cast.subject("petra"), email="ana@hearth.example", role="member")
        page = cast.browser("ana").get(MINE)
        assert says(page, "You belong to")
        assert says(page, "Petra Lindqvist invites you to join as member")
        assert says(page, "You asked to join Second Chance Farm")
        made = Invitation.objects.get()
        answer = cast.browser("ana").post(f"{MINE}/invitations/{made.pk}/accept", follow=True)
        assert says(answer, "Welcome to Tin Roof Birds")
        asked = Membership.objects.get(user=cast.ana, organization=farm)
        url = f"/organizations/second-chance-farm/members/{asked.pk}/withdraw"
        assert says(cast.browser("ana").post(url, follow=True), "is taken back")
        assert says(cast.browser("ana").get(MINE), "Request withdrawn")

    def test_leads_on_where_there_is_nothing(self, cast: Cast) -> None:
        assert says(cast.browser("petra").get(MINE), "You belong to no organisation yet")

    def test_lets_somebody_leave_who_is_suspended(self, cast: Cast, harbour: Organization) -> None:
        services.suspend_membership(place(cast, "remy"), by=cast.subject("rosa"))
        assert says(cast.browser("remy").get(MINE), "You are suspended there")
        assert says(act(cast, "remy", place(cast, "remy"), "leave"), "You have left Harbour Paws.")

    def test_refuses_anothers_invitation(self, cast: Cast, harbour: Organization) -> None:
        made = invited(cast)
        for verb in ("accept", "decline"):
            assert cast.browser("petra").post(f"{MINE}/invitations/{made.pk}/{verb}").status_code == 404
        assert Invitation.objects.get().status == "pending"


class TestJoining:
    PAGE, JOIN = "/rescues/harbour-paws", "/organizations/harbour-paws/join"

    def test_asks_and_shows_that_it_was_asked(self, cast: Cast, harbour: Organization) -> None:
        for name in ("", "ana"):
            assert self.JOIN in cast.browser(name).get(self.PAGE).content.decode()
        answer = cast.browser("ana").post(self.JOIN, {"message": "I can drive."}, follow=True)
        assert says(answer, "Harbour Paws is asked.")
        assert says(answer, "You asked to join")
        assert place(cast, "ana").message == "I can drive."
        assert cast.browser("ana").get(self.JOIN).status_code == 302
        assert says(cast.browser("ana").post(self.JOIN, follow=True), "asked to join already")

    def test_joins_at_once_where_anybody_may(self, cast: Cast, harbour: Organization) -> None:
        Organization.objects.update(join_policy="open")
        assert says(cast.browser("ana").get(self.JOIN), "You are a member from the moment")
        assert says(cast.browser("ana").post(self.JOIN, follow=True), "Welcome to Harbour Paws")

    def test_is_not_offered_where_it_makes_no_sense(self, cast: Cast, harbour: Organization) -> None:
        for name in ("rosa", "remy", "quinn"):
            assert self.JOIN not in cast.browser(name).get(self.PAGE).content.decode(), name
        Organization.objects.update(join_policy="invite_only")
        for name in ("", "ana"):
            assert self.JOIN not in cast.browser(name).get(self.PAGE).content.decode()
        assert says(cast.browser("ana").get(self.JOIN, follow=True), "by invitation only")
        assert says(cast.browser("ana").post(self.JOIN, follow=True), "by invitation only")
        assert not Membership.objects.filter(user=cast.ana).exists()


PAGES: dict[str, tuple[str, int]] = {
    MEMBERS: ("rosa", 9),
    INVITATIONS: ("rosa", 6),
    MINE: ("ana", 7),
}
"""Who looks, and at most so many queries."""


def test_pages_cost_the_same_at_any_length(cast: Cast, harbour: Organization) -> None:
    fill(cast, harbour, 2)
    few = {page: queries(cast, page) for page in PAGES}
    fill(cast, harbour, 6)
    many = {page: queries(cast, page) for page in PAGES}
    assert few == many
    assert {page: found for page, found in many.items() if found > PAGES[page][1]} == {}


def fill(cast: Cast, harbour: Organization, number: int) -> None:
    """Add people in every state, with pictures, and the same again around Ana."""
    for _ in range(number):
        stranger = lambda: User.objects.create(  # noqa: E731
            cognito_sub=uuid4(), display_name="Somebody", avatar=factories.photo(cast.rosa)
        )
        factories.membership(harbour, stranger())
        Membership.objects.create(organization=harbour, user=stranger(), role="member", status="suspended")
        Membership.objects.create(
            organization=harbour, user=stranger(), role="member", status="pending", joined_at=None
        )
        invited(cast, f"{uuid4()}@hearth.example")
        old = invited(cast, f"{uuid4()}@hearth.example")
        services.revoke_invitation(old, by=cast.subject("rosa"))
        other = factories.organization(
            f"Rescue {uuid4()}", founder=stranger(), logo=factories.photo(cast.rosa)
        )
        founder = subject_for(other.created_by)
        factories.membership(other, cast.ana)
        asked = factories.organization(f"Rescue {uuid4()}", founder=stranger())
        services.request_membership(asked, by=cast.subject("ana"))
        wants = factories.organization(f"Rescue {uuid4()}", founder=stranger())
        services.invite(wants, by=subject_for(wants.created_by), email="ana@hearth.example", role="member")
        services.offer_handover(other, by=founder, user_id=cast.ana.pk)


def queries(cast: Cast, page: str) -> int:
    browser = cast.browser(PAGES[page][0])
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(page).status_code == 200
    return len(seen)
