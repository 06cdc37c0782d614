"""The routes about notifications as the tests that walk every route need them (see tests/api/calls.py)."""

from typing import Any

from apps.notifications.models import Notification
from apps.notifications.services.links import unsubscribe_link
from tests.api.calls import Call, GoodCall
from tests.notifications.telling import tell


def set_stage(stage: Any) -> None:
    stage.mail = tell(stage.cast.petra, about=stage.shown)
    stage.told = Notification.objects.get(user=stage.cast.petra)


CALLS: dict[str, GoodCall] = {
    "GET users/me/notifications": lambda s: Call("petra"),
    "GET users/me/notifications/count": lambda s: Call("petra"),
    "GET users/me/preferences": lambda s: Call("petra"),
    "PATCH users/me/preferences": lambda s: Call(
        "petra", body={"notifications": {"pet.approved": {"email": False}}}
    ),
    "GET notifications/{id}": lambda s: Call("petra", s.told),
    "GET notifications/{id}/actions": lambda s: Call("petra", s.told),
    "POST notifications/{id}/read": lambda s: Call("petra", s.told),
    "POST notifications/read_all": lambda s: Call("petra"),
}

WRITABLE: dict[str, dict[str, set[str]]] = {
    "PATCH users/me/preferences": {"notifications": set()},
    "POST notifications/{id}/read": {},
    "POST notifications/read_all": {},
}

FILTERS = {"GET users/me/notifications": {"unread"}}

VISITS = {
    "notifications/": lambda s: {"id": s.told},
    "admin/notifications/mail/<uuid:id>/": lambda s: {"id": s.mail},
    "unsubscribe/": lambda s: {"token": unsubscribe_link(s.mail).rpartition("/")[2]},
}
