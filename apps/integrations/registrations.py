"""What accounts and rides need to know of integrations."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from apps.accounts.erasure import on_erasure
from apps.accounts.tabs import Tab, contribute_tab
from apps.integrations.models import StravaActivity
from apps.integrations.pages.telling import readable, told
from apps.integrations.services import forget_strava_of
from apps.integrations.strava.config import is_on
from apps.rides.beside import beside_rides
from apps.rides.models import Ride
from hearth.kernel.authorization import Subject
from hearth.kernel.constraints import explain_constraint

contribute_tab(Tab(name="strava", label="Strava", page="strava", shows=is_on))
on_erasure(forget_strava_of)

explain_constraint("strava_notice_once", "This is known already.")


@beside_rides
def own_recordings(rides: Sequence[Ride], subject: Subject) -> Mapping[UUID, SafeString]:
    """The reader's own activities of these rides, and nobody else's."""
    if not is_on() or subject.id is None:
        return {}
    mine = StravaActivity.objects.visible_to(subject).filter(user=subject.id, ride__in=rides)
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for activity in readable(mine.order_by("created_at", "id")):
        found[activity.ride_id].append(told(activity))
    return {
        pk: SafeString(render_to_string("integrations/recorded.html", {"activities": activities}))
        for pk, activities in found.items()
    }
