"""Unsubscribing by a link: without signing in, only on purpose, and telling nothing about anybody."""

import re
from typing import Any

import pytest
from django.core.signing import Signer
from django.test import Client

from apps.notifications.models import Mail, Preference, Suppression
from apps.notifications.services import notify_address
from hearth.kernel.events.worker import drain
from tests import factories
from tests.cast import Cast
from tests.notifications.telling import FACTS, tell

pytestmark = pytest.mark.django_db
STRANGER = "Nora@Elsewhere.example"


def link_in(mail: Any) -> str:
    """The address below the site that the mail's footer names."""
    found = re.search(r"http://127.0.0.1:8000(/unsubscribe/\S+)", mail.body)
    assert found is not None
    assert f"<http://127.0.0.1:8000{found[1]}/one-click>" == mail.extra_headers["List-Unsubscribe"]
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert found[1] in mail.alternatives[0][0]
    return found[1]


def write_to_stranger(cast: Cast, address: str = STRANGER) -> Mail:
    pet = factories.pet(cast.petra)
    context = {**FACTS, "path": pet.get_absolute_url()}
    notify_address(address, "pet.approved", about=pet, context=context, language="de-CH")
    drain()
    return Mail.objects.filter(address=address).latest("created_at", "id")


@pytest.fixture
def link(cast: Cast, mailoutbox: list[Any]) -> str:
    tell(cast.petra, about=factories.pet(cast.petra))
    drain()
    return link_in(mailoutbox[0])


def test_asks_before_it_does_anything(link: str) -> None:
    answer = Client().get(link)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Your listing was published" in page
    assert "Petra" not in page
    assert "petra@" not in page
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    assert not Preference.objects.exists()


def test_one_press_switches_that_kind_off(cast: Cast, link: str, mailoutbox: list[Any]) -> None:
    answer = Client().post(link)
    assert answer.status_code == 200
    assert "Petra" not in answer.content.decode()
    row = Preference.objects.get()
    assert (row.user, row.kind, row.email, row.in_app) == (cast.petra, "pet.approved", False, True)
    assert Client().post(link).status_code == 200
    tell(cast.petra, about=factories.pet(cast.petra))
    tell(cast.petra, about=factories.pet(cast.petra), kind="pet.removed")
    drain()
    assert [mail.subject for mail in mailoutbox] == [
        "Biscuit is on Hearth now",
        "We took Biscuit's listing down",
    ]


def test_mail_programs_need_one_click_and_no_cookie(link: str) -> None:
    program = Client(enforce_csrf_checks=True)
    answer = program.post(
        f"{link}/one-click", "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"
    )
    assert (answer.status_code, answer.content) == (200, b"Done.\n")
    assert answer["Cache-Control"] == "no-store"
    assert not Preference.objects.get().email


def test_the_page_itself_checks_where_its_form_came_from(link: str) -> None:
    assert Client(enforce_csrf_checks=True).post(link).status_code == 403
    assert not Preference.objects.exists()


def test_opening_the_one_click_address_asks_too(link: str) -> None:
    answer = Client().get(f"{link}/one-click")
    assert (answer.status_code, answer["Location"]) == (302, link)
    assert not Preference.objects.exists()


def test_works_for_somebody_else_who_is_signed_in(cast: Cast, link: str) -> None:
    """The link's holder counts, not who happens to be signed in on that machine."""
    assert cast.browser("ana").post(link).status_code == 200
    assert Preference.objects.get().user == cast.petra


def test_address_without_an_account_is_taken_off_by_its_hash(cast: Cast, mailoutbox: list[Any]) -> None:
    assert write_to_stranger(cast).state == "sent"
    assert mailoutbox[0].to == [STRANGER]
    assert "Keine E-Mails dieser Art mehr" in mailoutbox[0].body
    link = link_in(mailoutbox[0])
    assert STRANGER.lower() not in link.lower()
    for _ in range(2):
        assert Client().post(link).status_code == 200
    row = Suppression.objects.get()
    assert STRANGER.lower() not in str(row.__dict__).lower()
    assert write_to_stranger(cast, STRANGER.upper()).state == "switched_off"
    assert len(mailoutbox) == 1


def test_address_of_an_account_follows_that_persons_choice(cast: Cast, mailoutbox: list[Any]) -> None:
    Preference.objects.create(user=cast.ana, kind="pet.approved", email=False)
    assert write_to_stranger(cast, "ANA@hearth.example").state == "switched_off"
    assert write_to_stranger(cast, "petra@hearth.example").state == "sent"


def test_mandatory_mail_has_no_way_out(cast: Cast, mailoutbox: list[Any]) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    tell(cast.rosa, about=harbour, kind="organization.suspended", organization_name="Harbour Paws")
    drain()
    assert "List-Unsubscribe" not in mailoutbox[0].extra_headers
    assert "/unsubscribe/" not in mailoutbox[0].body + mailoutbox[0].alternatives[0][0]


def test_refuses_every_other_token(cast: Cast, link: str) -> None:
    token = link.removeprefix("/unsubscribe/")
    sign = Signer(salt="apps.notifications.unsubscribe").sign
    petra, nobody = cast.petra.pk.hex, "0" * 32
    tokens = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token.replace("pet.approved", "pet.rejected"),
        token.replace(petra, cast.ana.pk.hex),
        Signer(salt="elsewhere").sign(f"pet.approved:u{petra}"),
        sign(f"organization.suspended:u{petra}"),
        sign(f"pet.sold:u{petra}"),
        sign(f"pet.approved:u{nobody}"),
        sign("pet.approved:unonsense"),
        sign("pet.approved:"),
        sign("nonsense"),
        "x" * 3000,
        "%00",
    ]
    for token in tokens:
        for method in ("get", "post"):
            answer = getattr(Client(), method)(f"/unsubscribe/{token}")
            assert answer.status_code == 404, token
            assert answer["Cache-Control"] == "no-store"
            assert getattr(Client(), method)(f"/unsubscribe/{token}/one-click").status_code in (404, 302)
    assert not Preference.objects.exists()
    assert not Suppression.objects.exists()


def test_erased_people_have_no_links(cast: Cast, link: str) -> None:
    type(cast.petra).objects.filter(pk=cast.petra.pk).update(status="erased")
    assert Client().get(link).status_code == 404
