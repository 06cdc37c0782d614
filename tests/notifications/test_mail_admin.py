"""The delivery log and the mail templates in the admin."""

import pytest
from django.urls import reverse

from apps.notifications.kinds import registered
from apps.notifications.models import Mail
from apps.notifications.services import notify_address
from hearth.kernel.models import Event
from tests import factories
from tests.cast import Cast
from tests.notifications.telling import FACTS, tell

pytestmark = pytest.mark.django_db
TEMPLATES = "/admin/notifications/mail/templates/"


@pytest.fixture
def mail(cast: Cast) -> Mail:
    return tell(cast.petra, about=factories.pet(cast.petra))


def page_of(mail: Mail) -> str:
    return reverse("admin:notifications_mail_change", args=[mail.pk])


def test_lists_by_state_and_kind(cast: Cast, mail: Mail) -> None:
    sam, listed = cast.browser("sam"), reverse("admin:notifications_mail_changelist")
    for query, found in (
        ("state__exact=queued", True),
        ("state__exact=sent", False),
        ("kind=pet.approved", True),
    ):
        assert (page_of(mail) in sam.get(f"{listed}?{query}").content.decode()) == found


def test_shows_the_mail_in_a_frame_that_can_do_nothing(cast: Cast, mail: Mail) -> None:
    sam = cast.browser("sam")
    page = sam.get(page_of(mail))
    assert "Biscuit is on Hearth now" in page.content.decode()
    letter = reverse("admin:notifications_mail_letter", args=[mail.pk])
    assert f'<iframe src="{letter}" sandbox' in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    answer = sam.get(letter)
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script-src" not in policy
    assert "Hello Petra" in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", sorted(registered()))
def test_templates_can_be_looked_at(cast: Cast, name: str, language: str) -> None:
    sam, query = cast.browser("sam"), f"?kind={name}&language={language}"
    page = sam.get(TEMPLATES + query)
    assert page.status_code == 200
    assert "unsafe" not in page["Content-Security-Policy"]
    assert "style=" not in page.content.decode().replace("style=&quot;", "")
    letter = sam.get(f"{TEMPLATES}letter/{query}")
    assert letter.status_code == 200
    assert f'<html lang="{language}">' in letter.content.decode()


def test_lists_every_kind_in_every_language(cast: Cast) -> None:
    page = cast.browser("sam").get(TEMPLATES).content.decode()
    for name in registered():
        for language in ("en", "de"):
            assert f'href="{TEMPLATES}?kind={name}&amp;language={language}"' in page
    assert "Not translated" not in page


@pytest.mark.parametrize(
    "query", ["?kind=pet.sold", "?language=fr", "?kind=", "?x", "?kind=pet.approved&language=../x"]
)
def test_knows_no_other_templates(cast: Cast, query: str) -> None:
    assert cast.browser("sam").get(TEMPLATES + query).status_code == 404
    assert cast.browser("sam").get(f"{TEMPLATES}letter/{query}").status_code == 404


def test_is_for_site_admins_alone(cast: Cast, mail: Mail) -> None:
    letter = reverse("admin:notifications_mail_letter", args=[mail.pk])
    for address in (TEMPLATES, f"{TEMPLATES}letter/", letter, page_of(mail)):
        assert cast.browser("mona").get(address).status_code in (403, 404), address
        assert cast.browser("petra").get(address).status_code in (302, 403), address
        assert cast.browser().get(address).status_code == 302, address


def test_offers_to_send_again_only_what_is_open(cast: Cast, mail: Mail) -> None:
    sam = cast.browser("sam")
    again = reverse("admin:notifications_mail_send_again", args=[mail.pk])
    assert "Send again" not in sam.get(page_of(mail)).content.decode()
    sam.post(again, {"_form_submitted": "1"})
    assert not Event.objects.filter(name="mail.sent_again").exists()
    Mail.objects.update(state="uncertain")
    assert "Send again" in sam.get(page_of(mail)).content.decode()
    assert cast.browser("mona").post(again, {"_form_submitted": "1"}).status_code == 403
    sam.post(again, {"_form_submitted": "1"})
    assert Event.objects.get(name="mail.sent_again").actor == cast.sam


def test_addresses_of_strangers_are_not_spelt_out(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    context = {**FACTS, "path": pet.get_absolute_url()}
    notify_address("nora@elsewhere.example", "pet.approved", about=pet, context=context)
    mail = Mail.objects.get()
    sam = cast.browser("sam")
    for address in (page_of(mail), reverse("admin:notifications_mail_changelist")):
        page = sam.get(address).content.decode()
        assert "n…@elsewhere.example" in page
        assert "nora@" not in page
