"""What stands in the way of a verb besides policy and state: said beforehand, refused by the services."""

from apps.applications.blocks import is_blocked
from apps.applications.choices import TurnStatus
from apps.applications.lines import turn_of
from apps.applications.models import Application, PetLine
from apps.applications.services.applying import takes_applications


def obstacle(application: Application, action: str) -> str:
    """The name of what would refuse an action now; empty for nothing."""
    if action == "submit" and not _is_taken_in(application):
        return "pet_takes_applications"
    if action == "approve":
        return _why_not_approved(application)
    if action == "waitlist" and not _is_taken(application):
        return "pet_is_free"
    return ""


def _is_taken_in(application: Application) -> bool:
    blocked = is_blocked(application.user_id, application.pet)
    return takes_applications(application.pet) and not blocked


def _why_not_approved(application: Application) -> str:
    turn = turn_of(application)
    has_it = turn is not None and turn.status == TurnStatus.TAKEN
    if not has_it and _is_taken(application):
        return "pet_is_free"
    return "" if application.pet.is_offered else "pet_is_offered"


def _is_taken(application: Application) -> bool:
    line = PetLine.objects.filter(pet=application.pet_id).first()
    return line is not None and line.free == 0
