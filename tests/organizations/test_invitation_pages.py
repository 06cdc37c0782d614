"""The pages of invitations: of those who send them, and of whoever follows the address in the mail."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.organizations.models import Invitation, Membership, Organization
from apps.organizations.services.invitations import token_of
from tests.cast import Cast
from tests.organizations.pages import INVITATIONS, harbour, invited, place, says

__all__ = ["harbour"]

pytestmark = pytest.mark.django_db


class TestInvitations:
    def test_is_for_managers_alone(self, cast: Cast, harbour: Organization) -> None:
        assert cast.browser("rosa").get(INVITATIONS).status_code == 200
        for name, code in (("remy", 403), ("sam", 403), ("petra", 403)):
            assert cast.browser(name).get(INVITATIONS).status_code == code
            assert cast.browser(name).post(INVITATIONS, {"email": "x@y.example"}).status_code == code

    def test_invites_an_address(self, cast: Cast, harbour: Organization) -> None:
        given = {"email": "Ana@Hearth.example", "role": "member", "message": "Come!"}
        answer = cast.browser("rosa").post(INVITATIONS, given, follow=True)
        assert says(answer, "We write to ana@hearth.example")
        made = Invitation.objects.get()
        assert (made.email, made.role, made.message) == ("ana@hearth.example", "member", "Come!")

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"email": "nobody", "role": "member"}, "valid email address"),
            ({"email": "a@b.example", "role": "owner"}, "Select a valid choice"),
            ({"email": "remy@hearth.example", "role": "member"}, "is a member already"),
        ],
    )
    def test_keeps_the_words_of_a_refused_one(
        self, cast: Cast, harbour: Organization, given: dict[str, str], words: str
    ) -> None:
        answer = cast.browser("rosa").post(INVITATIONS, given)
        assert answer.status_code == 422
        assert says(answer, words)
        assert given["email"] in answer.content.decode()

    def test_sends_again_and_takes_back(self, cast: Cast, harbour: Organization) -> None:
        made = invited(cast)
        answer = cast.browser("rosa").post(f"{INVITATIONS}/{made.pk}/resend", follow=True)
        assert says(answer, "seven more days")
        assert says(cast.browser("rosa").get(f"{INVITATIONS}/{made.pk}/revoke"), "Take back the invitation")
        answer = cast.browser("rosa").post(f"{INVITATIONS}/{made.pk}/revoke", follow=True)
        assert says(answer, "is taken back")
        assert says(answer, "No invitation is on its way.")
        for verb in ("resend", "revoke"):
            assert cast.browser("remy").post(f"{INVITATIONS}/{made.pk}/{verb}").status_code == 404

    def test_shows_one_whose_time_ran_out_as_expired(self, cast: Cast, harbour: Organization) -> None:
        invited(cast)
        Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
        page = cast.browser("rosa").get(INVITATIONS)
        assert says(page, "Expired")
        assert says(page, "Send again")
        assert not says(page, "Take back…")


class TestTheAddressInTheMail:
    def test_tells_a_stranger_what_it_is_and_leads_back(self, cast: Cast, harbour: Organization) -> None:
        url = f"/invitations/{token_of(invited(cast).pk)}"
        page = cast.browser().get(url)
        assert says(page, "Harbour Paws invites you")
        assert f"next={url}" in page.content.decode()
        assert (page["Cache-Control"], page["Referrer-Policy"]) == ("private, no-store", "strict-origin")
        for secret in ("ana@hearth.example", "Rosa"):
            assert not says(page, secret)
        assert cast.browser().post(url, {"answer": "accept"}).headers["Location"].startswith("/sign-in")

    def test_accepts(self, cast: Cast, harbour: Organization) -> None:
        url = f"/invitations/{token_of(invited(cast).pk)}"
        assert says(cast.browser("ana").get(url), "Rosa Marin asks you to join as member")
        assert says(
            cast.browser("ana").post(url, {"answer": "accept"}, follow=True), "Welcome to Harbour Paws"
        )
        assert place(cast, "ana").status == "active"
        assert says(cast.browser("ana").get(url), "Go to Harbour Paws")
        cast.browser("ana").post(url, {"answer": "accept"})
        assert Membership.objects.filter(user=cast.ana).count() == 1

    def test_declines(self, cast: Cast, harbour: Organization) -> None:
        url = f"/invitations/{token_of(invited(cast).pk)}"
        assert says(cast.browser("ana").post(url, {"answer": "decline"}, follow=True), "You said no")
        assert says(cast.browser("ana").get(url), "was turned down")

    def test_tells_another_person_without_giving_the_address_away(
        self, cast: Cast, harbour: Organization
    ) -> None:
        url = f"/invitations/{token_of(invited(cast).pk)}"
        page = cast.browser("petra").get(url)
        assert says(page, "sent it to a…@h…")
        assert not says(page, "ana@hearth.example")
        assert not says(page, "Accept")
        for answer in ("accept", "decline"):
            cast.browser("petra").post(url, {"answer": answer})
        assert Invitation.objects.get().status == "pending"

    def test_asks_for_a_confirmed_address(self, cast: Cast, harbour: Organization) -> None:
        url = f"/invitations/{token_of(invited(cast).pk)}"
        User.objects.filter(pk=cast.ana.pk).update(email_verified=False)
        assert says(cast.browser("ana").get(url), "no confirmed e-mail address yet")

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"expires_at": timezone.now() - timedelta(days=1)}, "This invitation has expired"),
            ({"status": "revoked"}, "This invitation was taken back"),
        ],
    )
    def test_says_what_to_do_when_it_is_over(
        self, cast: Cast, harbour: Organization, change: dict[str, Any], words: str
    ) -> None:
        made = invited(cast)
        Invitation.objects.update(**change)
        for name in ("", "ana", "petra"):
            page = cast.browser(name).get(f"/invitations/{token_of(made.pk)}")
            assert says(page, words)
            assert says(page, "send you a new one")
        answer = cast.browser("ana").post(
            f"/invitations/{token_of(made.pk)}", {"answer": "accept"}, follow=True
        )
        assert answer.status_code == 200
        assert not Membership.objects.filter(user=cast.ana).exists()

    def test_knows_no_other_word(self, cast: Cast, harbour: Organization) -> None:
        for word in ("x", "ü", str(uuid4()), token_of(uuid4()), "a" * 500):
            for name in ("", "ana"):
                answer = cast.browser(name).get(f"/invitations/{word}")
                assert answer.status_code == 404
                assert says(answer, "There is no such invitation")

    def test_is_limited(self, cast: Cast, harbour: Organization) -> None:
        codes = [cast.browser("ana").get(f"/invitations/{token_of(uuid4())}").status_code for _ in range(12)]
        assert codes == [404] * 10 + [429] * 2
