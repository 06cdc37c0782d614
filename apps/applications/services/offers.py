"""What an applicant answers when the pet became free and they are the first in line."""

from django.utils import timezone

from apps.applications.lines import LINES, turn_of
from apps.applications.models import Application, Turn
from apps.applications.services.locking import locked_to_end
from apps.applications.services.promises import owed, owed_nothing
from apps.applications.workflows import APPLICATION
from hearth.kernel.authorization import Subject, require
from hearth.kernel.problems import WrongState
from hearth.kernel.transactions import transactional


@transactional
def accept_offer(application: Application, *, by: Subject) -> Application:
    """Keep the pet's place for this application, which is read again; raise WrongState for a late answer."""
    require(by, "accept_offer", application)
    application = locked_to_end(application)
    APPLICATION.guard(application, "accept_offer", by=by)
    LINES.move(_offered(application), "accept", by=by)
    reviewed_at = application.reviewed_at or timezone.now()
    return APPLICATION.move(application, "accept_offer", by=by, reviewed_at=reviewed_at, **owed(application))


@transactional
def pass_offer(application: Application, *, by: Subject) -> Application:
    """Leave the pet to the next one in line; the application is over."""
    require(by, "pass_offer", application)
    application = locked_to_end(application)
    APPLICATION.guard(application, "pass_offer", by=by)
    turn = _offered(application)
    APPLICATION.move(application, "pass_offer", by=by, **owed_nothing())
    LINES.move(turn, "pass", by=by)
    return application


def _offered(application: Application) -> Turn:
    turn = turn_of(application)
    if turn is None:
        raise WrongState("This offer has ended.", state=application.status, allowed=[])
    return turn
