"""What belongs to a club, or to a ride: found by the address, for those who may see it."""

from functools import cached_property
from typing import Any

from apps.organizations.models import Organization
from apps.rides.models import Ride
from hearth.kernel.api.views import Nested
from hearth.kernel.ids import is_id
from hearth.kernel.problems import NotFound


class OfClub(Nested):
    """Things of a club, named by its id or slug."""

    parent_model = Organization

    @cached_property
    def parent(self) -> Any:
        found = super().parent
        if found.kind != "club":
            raise NotFound()
        return found


class OfRide(Nested):
    """Things of a ride, named by its id."""

    parent_model = Ride

    @cached_property
    def parent(self) -> Any:
        if not is_id(self.kwargs["parent"]):
            raise NotFound()
        rows = Ride.objects.select_related("organization").filter(pk=self.kwargs["parent"])
        found = rows.visible_to(self.subject).first()
        if found is None:
            raise NotFound()
        return found
