"""What people are told on the site: their own list, unread first-class, by API and on a page."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.notifications.models import Notification
from apps.notifications.services import read, read_all
from hearth.kernel.problems import NotFound
from tests import factories
from tests.cast import Cast
from tests.notifications.telling import tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(cast: Cast) -> list[Notification]:
    """Petra was told twice, Ana once."""
    for owner, name in ((cast.petra, "Biscuit"), (cast.petra, "Waffle"), (cast.ana, "Pancake")):
        tell(owner, about=factories.pet(owner, name=name), pet_name=name)
    return list(Notification.objects.order_by("created_at", "id"))


def test_each_reads_their_own_newest_first(cast: Cast, told: list[Notification]) -> None:
    found = cast.client("petra").get("/api/v1/users/me/notifications").json()["results"]
    assert [row["title"] for row in found] == ["Waffle is on Hearth now", "Biscuit is on Hearth now"]
    first = told[0]
    assert found[1] == {
        "id": str(first.pk),
        "kind": "pet.approved",
        "title": "Biscuit is on Hearth now",
        "path": f"/pets/{first.about_id}",
        "about": {"type": "pet", "id": str(first.about_id)},
        "read_at": None,
        "created_at": found[1]["created_at"],
        "updated_at": found[1]["updated_at"],
        "version": 1,
    }


def test_is_written_in_the_readers_language_when_it_is_read(cast: Cast, told: list[Notification]) -> None:
    client = cast.client("petra")
    address = "/api/v1/users/me/notifications"
    tag = client.get(address)["ETag"]
    type(cast.petra).objects.filter(pk=cast.petra.pk).update(locale="de-DE")
    answer = client.get(address, headers={"If-None-Match": tag})
    assert answer.json()["results"][0]["title"] == "Waffle ist jetzt auf Hearth"


def test_read_is_a_verb_that_may_be_repeated(cast: Cast, told: list[Notification]) -> None:
    client, address = cast.client("petra"), f"/api/v1/notifications/{told[0].pk}/read"
    first, second = client.post(address).json(), client.post(address).json()
    assert first["read_at"] is not None
    assert first == second
    assert client.get("/api/v1/users/me/notifications/count").json() == {"unread": 1}
    unread = client.get("/api/v1/users/me/notifications?unread=true").json()["results"]
    assert [row["id"] for row in unread] == [str(told[1].pk)]
    assert len(client.get("/api/v1/users/me/notifications?unread=false").json()["results"]) == 1


def test_all_can_be_read_at_once_and_only_ones_own(cast: Cast, told: list[Notification]) -> None:
    client = cast.client("petra")
    assert client.post("/api/v1/notifications/read_all").json() == {"unread": 0}
    assert Notification.objects.unread().get().user == cast.ana
    assert read_all(by=cast.subject("petra")) == 0


def test_others_do_not_know_of_it(cast: Cast, told: list[Notification]) -> None:
    for name in ("ana", "sam", ""):
        for path in ("", "/actions"):
            assert cast.client(name).get(f"/api/v1/notifications/{told[0].pk}{path}").status_code == 404
    assert cast.client("ana").post(f"/api/v1/notifications/{told[0].pk}/read").status_code == 404
    assert cast.client().post(f"/api/v1/notifications/{told[0].pk}/read").status_code == 401
    assert cast.client().get("/api/v1/users/me/notifications").status_code == 401
    assert cast.browser("ana").post(f"/notifications/{told[0].pk}/open").status_code == 404
    with pytest.raises(NotFound):
        read(told[0], by=cast.subject("sam"))


def test_page_shows_what_is_unread_and_opening_reads_it(cast: Cast, told: list[Notification]) -> None:
    petra = cast.browser("petra")
    page = petra.get("/notifications").content.decode()
    assert page.count("notice--unread") == 2
    assert 'aria-label="Notifications, 2 unread"' in page
    opened = petra.post(f"/notifications/{told[0].pk}/open")
    assert (opened.status_code, opened["Location"]) == (302, f"/pets/{told[0].about_id}")
    assert petra.get("/notifications?show=unread").content.decode().count('class="notice ') == 1
    petra.post("/notifications")
    page = petra.get("/notifications").content.decode()
    assert "notice--unread" not in page
    assert 'aria-label="Notifications"' in page


def test_page_is_for_people_who_signed_in(cast: Cast) -> None:
    answer = cast.browser().get("/notifications")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in?next=/notifications")


def test_bell_costs_one_query_and_strangers_none(cast: Cast, told: list[Notification]) -> None:
    def asked(name: str) -> int:
        browser = cast.browser(name)
        with CaptureQueriesContext(connection) as seen:
            browser.get("/problems")
        return sum("notifications_notification" in query["sql"] for query in seen)

    assert (asked("petra"), asked("")) == (1, 0)


def test_kinds_that_are_switched_off_are_not_shown(
    cast: Cast, told: list[Notification], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.notifications.querysets.registered", dict[str, Any])
    assert cast.client("petra").get("/api/v1/users/me/notifications").json()["results"] == []
    assert cast.browser("petra").get("/notifications").status_code == 200


def test_path_never_leads_elsewhere(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    for path in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", ""):
        tell(cast.petra, about=pet, path=path)
        row = Notification.objects.latest("created_at", "id")
        assert cast.browser("petra").post(f"/notifications/{row.pk}/open")["Location"] == "/notifications"
