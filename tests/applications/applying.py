"""Applications in any state, and what must hold of every line for a pet whatever happened to it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.applications.choices import Status
from apps.applications.forms import form_for
from apps.applications.lines import LINES
from apps.applications.models import Application, ApplicationForm, Household, Message, Note, PetLine, Turn
from apps.applications.services import ensure_default_form
from apps.listings.models import Pet
from hearth.kernel.authorization import Subject, subject_for
from tests import factories
from tests.cast import Cast

ANSWERS: dict[str, Any] = {
    "home_type": "house",
    "home_ownership": "rent",
    "landlord_agrees": True,
    "outdoor_space": ["fenced_yard", "park_near"],
    "adults": 2,
    "children_ages": "4 and 9",
    "allergies": False,
    "experience": "We grew up with collies, and miss the noise.",
    "hours_alone": 3,
    "why_this_pet": "Because of the ears, and because he waits for the kettle.",
    "everyone_agrees": True,
    "phone": "0491 570 156",
    "address": "7 Fern Lane, Wattle Cove",
    "agrees": True,
}
"""Good answers to every question that the platform's own form demands."""
HELD = {"waitlisted": "waiting", "offered": "offered", "approved": "taken"}
"""The turn of an application in a state."""
PLACED = {"approved": "reserved", "completed": "adopted"}


def acting(user: User) -> Subject:
    return subject_for(user)


def application(pet: Pet, user: User, *, status: str = "submitted", **facts: Any) -> Application:
    """An application in any state, with the turn and the pet's placement that belong to it."""
    ensure_default_form()
    now = timezone.now()
    sent = {} if status == "draft" else {"submitted_at": now}
    read = {} if status in ("draft", "submitted") else {"reviewed_at": now}
    usual = {
        "organization": pet.organization,
        "offered_by_id": pet.user_id,
        "form": form_for(pet),
        "answers": dict(ANSWERS),
        **sent,
        **read,
    }
    made: Application = Application.objects.create(pet=pet, user=user, status=status, **{**usual, **facts})
    if status in HELD:
        turn(made, HELD[status])
    if status in PLACED:
        place(pet, PLACED[status])
    return made


class Promised:
    """A pet of Harbour Paws that Ana has, and the line of those who wait for it."""

    def __init__(self, cast: Cast, *waiting: str) -> None:
        self.cast = cast
        harbour = factories.organization("Harbour Paws", founder=cast.rosa)
        self.pet = factories.pet(cast.rosa, organization=harbour, photo_state="")
        self.rosa = acting(cast.rosa)
        self.chosen = application(self.pet, cast.ana, status="approved")
        self.line = [application(self.pet, cast.person(who), status="waitlisted") for who in waiting]

    def states(self) -> list[str]:
        """How the applications stand, Ana's first, once everything that must hold was looked at."""
        assert list(faults(self.pet)) == []
        return [Application.objects.get(pk=row.pk).status for row in (self.chosen, *self.line)]


def message(of: Application, author: User, **facts: Any) -> Message:
    made: Message = Message.objects.create(
        **_along(of), user=author, from_applicant=author == of.user, **facts
    )
    return made


def note(of: Application, author: User, **facts: Any) -> Note:
    made: Note = Note.objects.create(**_along(of), user=author, **facts)
    return made


def _along(of: Application) -> dict[str, Any]:
    return {
        "application": of,
        "applicant_id": of.user_id,
        "organization_id": of.organization_id,
        "offered_by_id": of.offered_by_id,
    }


def turn(of: Application, status: str) -> Turn:
    line, _ = PetLine.objects.get_or_create(pet=of.pet, defaults={"capacity": 1})
    ends = {"offer_expires_at": timezone.now() + timedelta(days=2)} if status == "offered" else {}
    made: Turn = Turn.objects.create(line=line, application=of, user=of.user, status=status, **ends)
    counted = {"taken": {"confirmed_count": 1}, "offered": {"offered_count": 1}}.get(status, {})
    PetLine.objects.filter(pk=line.pk).update(**counted)
    return made


def place(pet: Pet, placement: str) -> None:
    """Put a pet where a state of an application says that it is."""
    now = timezone.now()
    dates = (
        {"adopted_at": now, "shown_until": now.date() + timedelta(days=30)} if placement == "adopted" else {}
    )
    if placement == "trial":
        dates = {"trial_until": now.date() + timedelta(days=14)}
    Pet.objects.filter(pk=pet.pk).update(placement=placement, **dates)
    pet.refresh_from_db()


def threads(of: Application, number: int) -> None:
    """What hangs on an application: a message, a note, a form of its own and the applicant's household."""
    along = {"application": of, "organization": of.organization, "offered_by_id": of.offered_by_id}
    Message.objects.create(**along, applicant=of.user, user=of.user, from_applicant=True, text="Hm.")
    Note.objects.create(**along, applicant=of.user, user=of.user, text="Hm.")
    organization = factories.organization(f"Form {number}", founder=of.user)
    ApplicationForm.objects.create(organization=organization, number=1, title="Ours")
    person = User.objects.create(cognito_sub=f"household-{number}", display_name="Somebody")
    Household.objects.create(user=person)


def faults(pet: Pet) -> Iterator[str]:
    """Say what is broken in the line for a pet as it stands in the database."""
    pet = Pet.objects.get(pk=pet.pk)
    line = PetLine.objects.filter(pet=pet).first()
    if line is None:
        return
    turns = list(Turn.objects.filter(line=line).select_related("application").order_by("queued_at", "id"))
    taken = [each for each in turns if each.status == "taken"]
    offered = [each for each in turns if each.status == "offered"]
    waiting = [each for each in turns if each.status == "waiting"]
    if len(taken) + len(offered) > 1:
        yield f"{len(taken)} have the place and {len(offered)} are asked"
    counted, there = (line.confirmed_count, line.offered_count), (len(taken), len(offered))
    if counted != there:
        yield f"counts {counted}, but has {there}"
    live = [each.user_id for each in (*taken, *offered, *waiting)]
    if len(set(live)) != len(live):
        yield "somebody stands there twice"
    for each in offered:
        if each.application.status != Status.OFFERED:
            yield f"a turn is offered, its application {each.application.status}"
    for each in waiting:
        if each.application.status != Status.WAITLISTED:
            yield f"a turn waits, its application is {each.application.status}"
    approved = Application.objects.filter(pet=pet, status="approved").count()
    if approved > 1:
        yield f"{approved} are approved"
    if approved != (pet.placement in ("reserved", "trial")):
        yield f"{approved} approved, and the pet is {pet.placement}"
    if pet.is_offered and waiting and not (taken or offered) and line.status == "open":
        yield "the place is free, and nobody is asked"


def neighbors(number: int) -> list[User]:
    """People by number, made in one statement."""
    return User.objects.bulk_create(
        User(cognito_sub=f"neighbor-{index}", display_name=f"Neighbor {index}") for index in range(number)
    )


def in_line(pet: Pet) -> list[Turn]:
    return list(LINES.in_line(PetLine.objects.get(pet=pet)))
