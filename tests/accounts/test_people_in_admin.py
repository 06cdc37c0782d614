"""People in the admin: site admins look, and change roles in a dialog; nothing else is possible there."""

from typing import Any

import pytest

from apps.accounts.models import User
from hearth.kernel.models import Event
from tests import factories
from tests.accounts.people import another_site_admin
from tests.cast import Cast

LIST = "/admin/accounts/user/"


def page(user: User) -> str:
    return f"{LIST}{user.pk}/change/"


def dialog(user: User) -> str:
    return f"{LIST}{user.pk}/grant-role/"


CHOSEN = {"role": "moderator", "reason": "appointed", "_form_submitted": "on"}


def test_lists_people_for_site_admins(cast: Cast) -> None:
    assert cast.ana
    listed = cast.browser("sam").get(LIST)
    assert listed.status_code == 200
    assert "Ana Ruiz" in listed.content.decode()
    assert "Ana Ruiz" not in cast.browser("sam").get(LIST, {"q": "petra"}).content.decode()


@pytest.mark.parametrize("who", ["", "ana", "mona", "quinn"])
def test_is_closed_to_everybody_else(cast: Cast, who: str) -> None:
    browser = cast.browser(who)
    for path in (LIST, page(cast.ana), dialog(cast.ana)):
        assert browser.get(path).status_code in (302, 403)
    assert browser.post(dialog(cast.petra), CHOSEN).status_code in (302, 403)
    assert cast.petra.system_role == "user"


def test_is_closed_to_a_narrowed_site_admin(cast: Cast) -> None:
    browser = cast.browser("sam", **{"cognito:groups": ["Moderators"]})
    assert browser.get(LIST).status_code == 403
    assert browser.post(dialog(cast.ana), CHOSEN).status_code == 403
    assert cast.ana.system_role == "user"


def test_shows_a_person_and_no_field_to_change(cast: Cast) -> None:
    shown = cast.browser("sam").get(page(cast.ana)).content.decode()
    assert "ana@hearth.example" in shown
    assert 'name="status"' not in shown
    assert 'name="system_role"' not in shown
    assert 'name="_save"' not in shown


def test_saves_nothing_that_is_posted_to_the_page(cast: Cast) -> None:
    before = User.objects.filter(pk=cast.ana.pk).values().get()
    answer = cast.browser("sam").post(page(cast.ana), {"status": "suspended", "system_role": "site_admin"})
    assert answer.status_code == 403
    assert User.objects.filter(pk=cast.ana.pk).values().get() == before
    assert cast.browser("sam").get(f"{LIST}add/").status_code == 403
    assert cast.browser("sam").post(f"{LIST}{cast.ana.pk}/delete/", {"post": "yes"}).status_code == 403


def test_changes_a_role_in_the_dialog(cast: Cast) -> None:
    browser = cast.browser("sam")
    assert "Change role" in browser.get(page(cast.ana)).content.decode()
    assert 'name="role"' in browser.get(dialog(cast.ana)).content.decode()
    answer = browser.post(dialog(cast.ana), CHOSEN)
    assert answer["HX-Redirect"] == page(cast.ana)
    assert cast.ana.system_role == "moderator"
    assert "Ana Ruiz is now moderator." in browser.get(page(cast.ana)).content.decode()
    event = Event.objects.get()
    assert (event.actor, event.data["to_role"], event.reason) == (cast.sam, "moderator", "appointed")


@pytest.mark.parametrize("name", ["sam", "quinn"])
def test_offers_no_dialog_for_oneself_and_for_the_suspended(cast: Cast, name: str) -> None:
    browser = cast.browser("sam")
    assert dialog(cast.person(name)) not in browser.get(page(cast.person(name))).content.decode()
    before = cast.person(name).system_role
    assert browser.post(dialog(cast.person(name)), CHOSEN).status_code == 403
    assert cast.person(name).system_role == before


@pytest.mark.parametrize(
    "changes", [{"role": "emperor"}, {"role": ""}, {"reason": "because"}, {"reason": ""}]
)
def test_shows_the_dialog_again_when_something_is_missing(cast: Cast, changes: dict[str, Any]) -> None:
    answer = cast.browser("sam").post(dialog(cast.ana), {**CHOSEN, **changes})
    assert answer.status_code == 200
    assert "HX-Redirect" not in answer
    assert cast.ana.system_role == "user"


@pytest.mark.parametrize("ident", ["7c0a1d52-6f0e-4a39-9a53-1d4f0b7bedad", "5", "x"])
def test_refuses_the_dialog_for_nobody(cast: Cast, ident: str) -> None:
    assert cast.browser("sam").post(f"{LIST}{ident}/grant-role/", CHOSEN).status_code in (403, 404)


# Everything else that is done to people ---------------------------------------------------------------
def ask(browser: Any, user: User, verb: str, **given: str) -> Any:
    return browser.post(f"{LIST}{user.pk}/{verb}/", {**given, "_form_submitted": "on"})


def test_suspends_and_reinstates_in_dialogs(cast: Cast) -> None:
    browser = cast.browser("sam")
    assert ask(browser, cast.ana, "suspend", reason="spam")["HX-Redirect"] == page(cast.ana)
    assert cast.ana.status == "suspended"
    assert "Ana Ruiz is suspended." in browser.get(page(cast.ana)).content.decode()
    assert ask(browser, cast.ana, "suspend", reason="spam").status_code == 403
    ask(browser, cast.ana, "reinstate")
    assert cast.ana.status == "active"


def test_takes_a_role_back_where_there_is_one(cast: Cast) -> None:
    browser = cast.browser("sam")
    ask(browser, cast.mona, "revoke-role", reason="left")
    assert cast.mona.system_role == "user"
    assert ask(browser, cast.ana, "revoke-role", reason="left").status_code == 403


def test_erases_when_the_word_was_typed(cast: Cast) -> None:
    browser = cast.browser("sam")
    assert "HX-Redirect" not in ask(browser, cast.ana, "erase", reason="own_wish", confirmation="erase")
    assert cast.ana.is_active
    ana = cast.ana
    ask(browser, ana, "erase", reason="legal", confirmation="ERASE")
    gone = User.objects.get(pk=ana.pk)
    assert (gone.status, gone.display_name) == ("erased", "Former member")
    assert Event.objects.get(name="user.erased").reason == "legal"
    assert ask(browser, gone, "erase", reason="legal", confirmation="ERASE").status_code == 403


def test_says_what_the_service_refuses(cast: Cast) -> None:
    factories.organization("Harbour Paws", founder=cast.rosa)
    browser = cast.browser("sam")
    ask(browser, cast.rosa, "erase", reason="own_wish", confirmation="ERASE")
    assert cast.rosa.is_active
    assert "Harbour Paws" in browser.get(page(cast.rosa)).content.decode()


def test_exports_with_a_reason_that_is_kept(cast: Cast) -> None:
    browser = cast.browser("sam")
    address = ask(browser, cast.quinn, "export-for", reason="own_wish")["HX-Redirect"]
    assert not Event.objects.exists()
    file = browser.get(address)
    assert file["Content-Disposition"] == f'attachment; filename="{cast.quinn.pk}.json"'
    assert file.json()["account"]["email"] == "quinn@hearth.example"
    event = Event.objects.get(name="user.exported")
    assert (event.actor, event.target_id, event.reason) == (cast.sam, cast.quinn.pk, "own_wish")


def test_export_is_for_who_asked_for_a_moment(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    address = ask(cast.browser("sam"), cast.ana, "export-for", reason="legal")["HX-Redirect"]
    assert cast.browser("mona").get(address).status_code == 403
    assert cast.browser("ana").get(address).status_code in (302, 403)
    kim = another_site_admin()
    other = cast.browser()
    other.force_login(kim, backend="apps.accounts.backends.SessionBackend")
    assert other.get(address).status_code in (302, 403)
    assert cast.browser("sam").get(address.replace("exports/", "exports/x")).status_code == 403
    monkeypatch.setattr("apps.accounts.admin.TICKET_AGE", -1)
    assert cast.browser("sam").get(address).status_code == 403
    assert not Event.objects.exists()


@pytest.mark.parametrize("verb", ["suspend", "reinstate", "revoke-role", "erase", "export-for"])
def test_offers_no_dialog_to_anybody_else_and_for_oneself(cast: Cast, verb: str) -> None:
    given = {"reason": "spam", "confirmation": "ERASE"}
    for who in ("mona", "ana", "quinn", ""):
        assert ask(cast.browser(who), cast.petra, verb, **given).status_code in (302, 403)
    if verb != "erase":
        assert ask(cast.browser("sam"), cast.sam, verb, **given).status_code == 403
    assert not Event.objects.exists()


def test_shows_no_phone_number(cast: Cast) -> None:
    User.objects.filter(pk=cast.ana.pk).update(phone="5550 0123")
    browser = cast.browser("sam")
    for path in (page(cast.ana), LIST, f"{LIST}?q=5550"):
        assert "5550 0123" not in browser.get(path).content.decode()
