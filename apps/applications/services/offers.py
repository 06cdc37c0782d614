"""What an applicant says about their turn: beforehand, or when the pet became free and they are asked."""

from apps.applications.lines import LINES, turn_of
from apps.applications.models import Application, Turn
from apps.applications.promises import owed_nothing, read_again
from apps.applications.services.locking import locked_application, locked_to_end
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
    LINES.move(_turn(application), "accept", by=by)
    return APPLICATION.move(application, "accept_offer", by=by, **read_again(application))


@transactional
def pass_offer(application: Application, *, by: Subject) -> Application:
    """Leave the pet to the next one in line; the application is over."""
    require(by, "pass_offer", application)
    application = locked_to_end(application)
    APPLICATION.guard(application, "pass_offer", by=by)
    turn = _turn(application)
    APPLICATION.move(application, "pass_offer", by=by, **owed_nothing())
    LINES.move(turn, "pass", by=by)
    return application


@transactional
def take_it_for_me(application: Application, *, by: Subject) -> Application:
    """Have the place given at once when its turn comes; doing it again is harmless."""
    return _choose(application, "take_it_for_me", by, takes_it=True)


@transactional
def ask_me_first(application: Application, *, by: Subject) -> Application:
    """Have the place offered when its turn comes, as it is for whoever chose nothing."""
    return _choose(application, "ask_me_first", by, takes_it=False)


def _choose(application: Application, verb: str, by: Subject, *, takes_it: bool) -> Application:
    require(by, verb, application)
    application = locked_to_end(application)
    APPLICATION.guard(application, verb, by=by)
    turn = _turn(application)
    if turn.takes_it != takes_it:
        # First its own step: whatever is free is given in the turn's, perhaps to this very application.
        APPLICATION.move(application, verb, by=by)
        LINES.move(turn, "choose", by=by, takes_it=takes_it)
    return locked_application(application)


def _turn(application: Application) -> Turn:
    turn = turn_of(application)
    if turn is None:
        raise WrongState("Its turn is over.", state=application.status, allowed=[])
    return turn
