"""What becomes of rides when an account may do less than before."""

from apps.rides.services import follow_suspension
from hearth.kernel.authorization import system_subject
from hearth.kernel.events import NotNeeded, on
from hearth.kernel.models import Event


@on("user.suspended")
def let_rides_go_on_without_them(event: Event) -> None:
    """Give the lead and the places of rides to come to others: nobody waits for who cannot sign in."""
    if not follow_suspension(event.target_id, by=system_subject()):
        raise NotNeeded("they were reinstated meanwhile")
