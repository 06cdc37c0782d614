"""Who is told what about an application, and whom a pet that is free again is offered to."""

from typing import Any
from urllib.parse import urlencode

from apps.applications.choices import OVER, Ending, Status
from apps.applications.lines import turn_of
from apps.applications.models import Application, Message, PetLine
from apps.applications.people import who_decides, who_leads, who_watches
from apps.applications.services import serve_line
from apps.listings.choices import Placement
from apps.notifications.services import notify
from hearth.kernel.events import NotNeeded, on
from hearth.kernel.models import Event
from hearth.kernel.reveal import Reason


@on("application.submitted")
def tell_both_sides(event: Event) -> None:
    """Tell those who decide that somebody applied, and the applicant that it arrived."""
    application = _application(event)
    if application.respond_by is None:
        raise NotNeeded("it went on meanwhile")
    until = application.respond_by.isoformat()
    for person in who_decides(application):
        _tell(person, event.name, application, until=until)
    _tell(application.user, "application.received", application, until=until)


@on(
    "application.review_begun",
    "application.info_requested",
    "application.invited",
    "application.home_check_planned",
    "application.approved",
    "application.completed",
    "application.fell_through",
    "application.waitlisted",
)
def tell_applicant(event: Event) -> None:
    """Tell the applicant how far their application is, with the words that went with it."""
    application = _application(event)
    if application.status == Status.WITHDRAWN:
        raise NotNeeded("they took it back")
    when = {"at": application.planned_at.isoformat()} if application.planned_at else {}
    _tell(application.user, event.name, application, _message(event), **when)


@on("application.rejected")
def tell_why_not(event: Event) -> None:
    application = _application(event)
    label = dict(Ending.choices).get(event.reason, "")
    why = {"reason": str(label), "reason_code": event.reason, "path": _like(application)}
    _tell(application.user, event.name, application, _message(event), **why)


@on("application.not_selected")
def tell_kindly(event: Event) -> None:
    """Tell somebody that the pet has gone, and where others wait."""
    application = _application(event)
    adopted = application.pet.placement == Placement.ADOPTED
    _tell(application.user, event.name, application, adopted=adopted, path=_like(application))


@on("application.offered")
def ask_first_in_line(event: Event) -> None:
    application = _application(event)
    turn = turn_of(application)
    if application.status != Status.OFFERED or turn is None or turn.offer_expires_at is None:
        raise NotNeeded("the offer has ended")
    _tell(application.user, event.name, application, until=turn.offer_expires_at.isoformat())


@on("application.given")
def tell_that_it_is_kept(event: Event) -> None:
    """Tell somebody who chose not to be asked that the pet is kept for them, and those who decide."""
    application = _application(event)
    if application.status in OVER:
        raise NotNeeded("it ended meanwhile")
    _tell(application.user, event.name, application)
    for person in who_decides(application):
        _tell(person, "application.offer_accepted", application)


@on("application.expired")
def tell_that_it_went_on(event: Event) -> None:
    if event.from_state != Status.OFFERED:
        raise NotNeeded("a draft that nobody else knew of")
    application = _application(event)
    _tell(application.user, event.name, application, path=application.pet.get_absolute_url())


@on("application.answered", "application.offer_accepted")
def tell_who_decides(event: Event) -> None:
    application = _application(event)
    for person in who_decides(application):
        _tell(person, event.name, application, _message(event))


@on("application.withdrawn", "application.offer_passed")
def tell_who_waited(event: Event) -> None:
    """Tell those who decide that an application which they had is over; nobody ever saw a draft."""
    application = _application(event)
    if event.from_state == Status.DRAFT:
        raise NotNeeded("a draft that nobody else knew of")
    for person in who_decides(application):
        was_approved = event.from_state == Status.APPROVED
        _tell(person, "application.withdrawn", application, was_approved=was_approved)


@on("application.reminded")
def remind(event: Event) -> None:
    application = _still_owed(event)
    for person in who_decides(application):
        _tell(person, event.name, application)


@on("application.escalated")
def escalate(event: Event) -> None:
    """Tell whoever leads the organisation, those who run the platform, and the applicant."""
    application = _still_owed(event)
    watchers = [person for person in who_watches() if person.pk != application.user_id]
    for person in {person.pk: person for person in (*who_leads(application), *watchers)}.values():
        _tell(person, event.name, application)
    _tell(application.user, "application.delayed", application)


@on("application.revealed")
def tell_who_was_looked_at(event: Event) -> None:
    application = _application(event)
    label = str(dict(Reason.choices).get(event.reason, ""))
    _tell(application.user, event.name, application, reason=label, reason_code=event.reason)


@on("message.written")
def tell_other_side(event: Event) -> None:
    """Tell the other side of a message, unless it went with a verb that they are told of."""
    if event.data.get("with_verb"):
        raise NotNeeded("told with its verb")
    message = _messages().get(pk=event.target_id)
    application = message.application
    if message.from_applicant:
        for person in who_decides(application):
            _tell(person, event.name, application, message, sender=str(application.user))
    else:
        _tell(application.user, event.name, application, message, sender=offered_by(application))


@on("pet.made_available", "pet.restored", "pet.renewed", "pet.approved", "pet.foster_ended")
def ask_who_still_waits(event: Event) -> None:
    """Offer a pet that is free again to the first in its line, where nobody could be asked for a while."""
    if not PetLine.objects.filter(pet=event.target_id).exists():
        raise NotNeeded("nobody ever waited for it")
    serve_line(event.target_id)


def offered_by(application: Application) -> str:
    """As the applicant knows those who offer the pet: people of an organisation are not named."""
    return str(application.organization or application.offered_by)


def _application(event: Event) -> Application:
    found: Application = Application.objects.for_display().get(pk=event.target_id)
    return found


def _still_owed(event: Event) -> Application:
    application = _application(event)
    if not application.is_overdue:
        raise NotNeeded("somebody answered meanwhile")
    return application


def _messages() -> Any:
    parts = ("user", "pet", "organization", "offered_by")
    return Message.objects.select_related(*(f"application__{part}" for part in parts))


def _message(event: Event) -> Message | None:
    """The words that went with a verb."""
    found: Message | None = Message.objects.filter(pk=event.data.get("message")).first()
    return found


def _like(application: Application) -> str:
    """Where others like the pet wait."""
    pet = application.pet
    return f"/pets?{urlencode({'species': pet.species, 'region': pet.region})}"


def _tell(
    person: Any, kind: str, application: Application, message: Message | None = None, **facts: Any
) -> None:
    context = {
        "pet_name": application.pet.name,
        "path": application.get_absolute_url(),
        "offered_by": offered_by(application),
        "applicant": str(application.user),
        **facts,
    }
    notify(person, kind, about=message or application, context=context)
