"""People choose per kind and channel; what they must know is told all the same."""

from typing import Any

import pytest

from apps.notifications.kinds import registered
from apps.notifications.models import Mail, Notification, Preference
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Event
from tests import factories
from tests.cast import Cast
from tests.notifications.telling import tell

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/users/me/preferences"


def choose(cast: Cast, wishes: dict[str, Any], **headers: str) -> Any:
    return cast.client("petra").patch(ADDRESS, {"notifications": wishes}, headers=headers)


def test_lists_every_kind_and_tells_everything_by_default(cast: Cast) -> None:
    found = cast.client("petra").get(ADDRESS).json()["notifications"]
    assert found.keys() == registered().keys()
    assert all(wish["email"] and wish["in_app"] for wish in found.values())
    assert found["organization.suspended"]["mandatory"] is True
    assert found["pet.approved"]["label"] == "Your listing was published"


def test_keeps_rows_only_where_they_differ(cast: Cast) -> None:
    found = choose(cast, {"pet.approved": {"email": False}}).json()["notifications"]["pet.approved"]
    assert (found["email"], found["in_app"], found["mandatory"]) == (False, True, False)
    row = Preference.objects.get()
    assert (row.user, row.kind, row.email, row.in_app) == (cast.petra, "pet.approved", False, True)
    choose(cast, {"pet.approved": {"in_app": True}})
    assert Preference.objects.count() == 1
    choose(cast, {"pet.approved": {"email": True}})
    assert not Preference.objects.exists()
    told = Event.objects.filter(name="user.preferences_changed", target_id=cast.petra.pk)
    assert [event.data["notifications"]["pet.approved"]["email"] for event in told.order_by("sequence")] == [
        False,
        True,
    ]


def test_what_was_read_can_be_sent_back(cast: Cast) -> None:
    client = cast.client("petra")
    choose(cast, {"pet.rejected": {"in_app": False}})
    read = client.get(ADDRESS).json()
    assert client.patch(ADDRESS, read).json() == read


@pytest.mark.parametrize(
    ("wishes", "pointer"),
    [
        ({"pet.sold": {"email": False}}, "/notifications/pet.sold"),
        ({"a/b~c": {"email": False}}, "/notifications/a~1b~0c"),
        ({"organization.suspended": {"email": False}}, "/notifications/organization.suspended"),
        ({"organization.suspended": {"in_app": False}}, "/notifications/organization.suspended"),
        ({"pet.approved": {"sms": True}}, "/notifications/pet.approved/sms"),
        ({"pet.approved": {"email": None}}, "/notifications/pet.approved/email"),
        ({"pet.approved": False}, "/notifications/pet.approved"),
        ([], "/notifications"),
    ],
)
def test_refuses_what_makes_no_sense(cast: Cast, wishes: Any, pointer: str) -> None:
    answer = choose(cast, wishes)
    assert answer.status_code == 422, answer.content
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}
    assert not Preference.objects.exists()


def test_refuses_a_choice_made_on_an_old_reading(cast: Cast) -> None:
    tag = cast.client("petra").get(ADDRESS)["ETag"]
    assert choose(cast, {"pet.approved": {"email": False}}, **{"If-Match": tag}).status_code == 200
    assert choose(cast, {"pet.approved": {"email": True}}, **{"If-Match": tag}).status_code == 412
    assert cast.client("petra").get(ADDRESS, headers={"If-None-Match": tag}).status_code == 200


def test_is_kept_when_something_is_told(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    choose(cast, {"pet.approved": {"in_app": False}, "pet.rejected": {"email": False}})
    tell(cast.petra, about=pet)
    tell(cast.petra, about=pet, kind="pet.rejected")
    drain()
    assert [row.kind for row in Notification.objects.all()] == ["pet.rejected"]
    states = dict(Mail.objects.values_list("kind", "state"))
    assert states == {"pet.approved": "sent", "pet.rejected": "switched_off"}


def test_counts_at_the_moment_of_sending(cast: Cast) -> None:
    mail = tell(cast.petra, about=factories.pet(cast.petra))
    choose(cast, {"pet.approved": {"email": False}})
    drain()
    mail.refresh_from_db()
    assert (mail.state, mail.error) == ("switched_off", "the person wants no such mail")


def boxes(page: str) -> int:
    return page.count('type="checkbox"')


def test_page_has_two_boxes_per_kind_and_saves_them(cast: Cast) -> None:
    petra = cast.browser("petra")
    page = petra.get("/account/notifications").content.decode()
    assert boxes(page) == 2 * len(registered())
    assert page.count("disabled") == 2 * sum(kind.mandatory for kind in registered().values())
    given = {f"{name}:{channel}": "on" for name in registered() for channel in ("email", "in_app")}
    given = {"shown": list(registered()), **given}
    del given["pet.approved:email"]
    assert petra.post("/account/notifications", given).status_code == 302
    row = Preference.objects.get()
    assert (row.kind, row.email, row.in_app) == ("pet.approved", False, True)


def test_page_leaves_alone_what_it_did_not_show(cast: Cast) -> None:
    given = {"shown": ["pet.approved"], "pet.approved:in_app": "on"}
    cast.browser("petra").post("/account/notifications", given)
    assert [row.kind for row in Preference.objects.all()] == ["pet.approved"]


def test_page_cannot_switch_off_what_is_mandatory(cast: Cast) -> None:
    given = {"shown": ["organization.suspended"]}
    assert cast.browser("petra").post("/account/notifications", given).status_code == 302
    assert not Preference.objects.exists()
