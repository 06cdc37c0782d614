"""The routes about emergency contacts, for `calls.py`."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from apps.rides import services
from apps.rides.models import Ride
from tests.api.calls import Call, GoodCall
from tests.rides.riding import acting, club, join, ride

BRUNO = {
    "name": "Bruno Ruiz",
    "phone": "+61 400 111 222",
    "relation": "Brother",
    "medical_note": "Penicillin",
}
WORDS = {"name", "phone", "relation", "medical_note"}


def set_stage(stage: Any) -> None:
    cast = stage.cast
    stage.contact = services.keep_contact(by=acting(cast.ana), **BRUNO)
    stage.watched = ride(club(cast, "Careful Wheelers"), cast.lee, title="Watched")
    stage.watched_place = join(stage.watched, cast.ana, shares_contact=True)
    stage.watched_guest = services.bring_guest(stage.watched, by=acting(cast.ana), guest_name="Kim")
    Ride.objects.filter(pk=stage.watched.pk).update(starts_at=timezone.now() - timedelta(minutes=5))


CALLS: dict[str, GoodCall] = {
    "GET users/me/emergency-contact": lambda s: Call("ana"),
    "PUT users/me/emergency-contact": lambda s: Call("ana", body={**BRUNO, "name": "Cleo Ruiz"}),
    "DELETE users/me/emergency-contact": lambda s: Call("ana", code=204),
    "GET participations/{id}/emergency-contact": lambda s: Call("ana", s.watched_place),
    "PUT participations/{id}/emergency-contact": lambda s: Call("ana", s.watched_guest, body=BRUNO),
    "DELETE participations/{id}/emergency-contact": lambda s: Call("ana", s.watched_place, code=204),
    "GET rides/{id}/emergency-contacts": lambda s: Call("lee", s.watched),
}
WRITABLE: dict[str, dict[str, set[str]]] = {
    "PUT users/me/emergency-contact": {name: {"details"} for name in WORDS},
    "DELETE users/me/emergency-contact": {},
    "PUT participations/{id}/emergency-contact": {name: {"details"} for name in WORDS},
    "DELETE participations/{id}/emergency-contact": {},
}
IGNORED: dict[str, set[str]] = {
    "PUT users/me/emergency-contact": {"id", "updated_at", "version"},
    "PUT participations/{id}/emergency-contact": {"id", "participation", "updated_at", "version"},
}
