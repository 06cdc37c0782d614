"""The brief's PUT and DELETE of a participation, said in verbs."""

from apps.rides.choices import RemovalReason, Role
from apps.rides.models import Participation
from apps.rides.services import joining, leadership, roll
from apps.rides.workflows import PARTICIPATION
from hearth.kernel.authorization import Subject
from hearth.kernel.problems import WrongState
from hearth.kernel.transactions import transactional

_BY_ROLE = {
    Role.CAPTAIN.value: leadership.make_captain,
    Role.LEADER.value: leadership.make_leader,
    Role.PARTICIPANT.value: leadership.step_down,
}
_BY_STATUS = {
    ("offered", "confirmed"): joining.accept_place,
    ("offered", "passed"): joining.pass_place,
    **{(state, "withdrawn"): joining.withdraw_place for state in ("confirmed", "waitlisted", "offered")},
}


@transactional
def edit_participation(
    place: Participation,
    *,
    by: Subject,
    role: str = "",
    status: str = "",
    attendance: str = "",
    reason: str = "",
) -> Participation:
    """Bring role, status and attendance to what is named, by the verbs that lead there: all or none.

    What is so already, or is left empty, stays. Raises WrongState where no verb leads to the status.
    """
    stays = not status or status == place.status
    if not stays and status == "confirmed":
        place = _to_status(place, status, reason, by)
        stays = True
    if role and role != place.role:
        place = _BY_ROLE[role](place, by=by)
    if attendance and attendance != place.attendance:
        place = roll.mark_attendance(place, by=by, attendance=attendance)
    return place if stays else _to_status(place, status, reason, by)


def _to_status(place: Participation, status: str, reason: str, by: Subject) -> Participation:
    change = (place.status, status)
    if change in _BY_STATUS:
        return _BY_STATUS[change](place, by=by)
    if status == "removed" and place.is_live:
        return joining.remove_place(place, by=by, reason=reason or RemovalReason.OTHER)
    raise WrongState(
        f"A participation that is {place.status} does not become {status}.",
        state=place.status,
        allowed=PARTICIPATION.allowed(place),
    )


def verb_that_ends(place: Participation, *, by: Subject) -> str:
    """What DELETE means: not coming after all, where it is one's own or one's guest's; else removal."""
    return "withdraw" if by.id is not None and place.belongs_to == by.id else "remove"


def end_participation(place: Participation, *, by: Subject) -> Participation:
    """End a participation by the verb that `verb_that_ends` names."""
    if verb_that_ends(place, by=by) == "withdraw":
        return joining.withdraw_place(place, by=by)
    return joining.remove_place(place, by=by)
