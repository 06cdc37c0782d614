"""Puts what adopters of a planned world want, ask and keep into the database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from apps.alerts.models import Favorite, SavedSearch
from apps.applications.models import Application, ApplicationForm, Block, Message, Note, Question
from apps.applications.services import ensure_default_form
from apps.listings.models import Pet, Place
from apps.petfinder.models import ApiClient
from tests.applications.asked import ANSWER, TEXT
from tests.worlds.plan import Plan, PlannedApplication, PlannedQuestion

if TYPE_CHECKING:
    from tests.worlds.build import World

ANSWERED = ("answered", "published", "hidden", "removed")
WITHOUT_SENDING = ("withdrawn", "expired")


def set_stage() -> None:
    """What every world has: the platform's own form, and two suburbs."""
    ensure_default_form()
    Place.objects.bulk_create(
        Place(name=name, region="Saltwater Bay", latitude=-33, longitude=151)
        for name in ("Wattle Cove", "Gull Bay")
    )


def build(world: World, plan: Plan) -> None:
    world.applications = Application.objects.bulk_create(_applications(world, plan))
    along = [_along(each) for each in world.applications]
    Message.objects.bulk_create(
        Message(**facts, user=facts["applicant"], from_applicant=True, text="May we visit?")
        for facts in along
    )
    Note.objects.bulk_create(Note(**facts, user=facts["offered_by"], text="A kind voice.") for facts in along)
    Question.objects.bulk_create(_questions(world, plan))
    Block.objects.bulk_create(_blocks(world, plan), ignore_conflicts=True)
    ApplicationForm.objects.bulk_create(_forms(world, plan))
    Favorite.objects.bulk_create(
        (
            Favorite(user=world.people[planned.person], pet=pet)
            for planned in plan.favorites
            if (pet := _pet(world, planned.pet))
        ),
        ignore_conflicts=True,
    )
    SavedSearch.objects.bulk_create(
        SavedSearch(user=world.people[who], name="Dogs") for who in plan.searchers
    )
    ApiClient.objects.bulk_create(
        ApiClient(user=world.people[who], name="Ours", client_id=f"client {number}", secret_hash="x")
        for number, who in enumerate(plan.searchers)
    )


def _pet(world: World, number: int) -> Pet | None:
    return world.pets[number % len(world.pets)] if world.pets else None


def _about(pet: Pet) -> dict[str, Any]:
    return {"pet": pet, "organization": pet.organization, "offered_by": pet.user}


def _along(application: Application) -> dict[str, Any]:
    return {
        "application": application,
        "applicant": application.user,
        "organization": application.organization,
        "offered_by": application.offered_by,
    }


def _applications(world: World, plan: Plan) -> list[Application]:
    """One of a person for a pet, and one that is approved, as the database has it."""
    made, people, homes = [], set[Any](), set[Any]()
    form = ApplicationForm.objects.get(organization=None)
    for planned in plan.applications:
        pet = _pet(world, planned.pet)
        if (
            pet is None
            or (pet.pk, planned.person) in people
            or (planned.status == "approved" and pet.pk in homes)
        ):
            continue
        people.add((pet.pk, planned.person))
        homes |= {pet.pk} if planned.status == "approved" else set()
        made.append(_application(world, planned, pet, form))
    return made


def _application(world: World, planned: PlannedApplication, pet: Pet, form: ApplicationForm) -> Application:
    began = world.now - timedelta(minutes=planned.minutes)
    unsent = planned.status == "draft" or (planned.status in WITHOUT_SENDING and not planned.sent)
    return Application(
        **_about(pet),
        user=world.people[planned.person],
        form=form,
        answers={"phone": "0491 570 156"},
        status=planned.status,
        created_at=began,
        submitted_at=None if unsent else began,
        respond_by=world.now + timedelta(hours=-1 if planned.late else 1),
    )


def _questions(world: World, plan: Plan) -> list[Question]:
    found = ((planned, _pet(world, planned.pet)) for planned in plan.questions)
    return [
        _question(world, planned, pet)
        for planned, pet in found
        if pet is not None and pet.user_id != world.id_of(planned.person)
    ]


def _question(world: World, planned: PlannedQuestion, pet: Pet) -> Question:
    removed = planned.word == "removed"
    answered = {"answer": ANSWER, "answered_at": world.now} if planned.word in ANSWERED else {}
    return Question(
        **_about(pet),
        user=world.people[planned.person],
        text=TEXT,
        status="published" if removed else planned.word,
        waits=planned.word == "pending",
        moderation="removed" if removed else "shown",
        created_at=world.now - timedelta(minutes=planned.minutes),
        **answered,
    )


def _blocks(world: World, plan: Plan) -> list[Block]:
    houses = [None, *world.organizations]
    # Each house has one, or hardly a reader who may would find any.
    usual = [
        Block(person=world.people["max"], user=house.created_by, organization=house) for house in houses[1:]
    ]
    return usual + [
        Block(
            person=world.people[planned.person],
            user=world.people[planned.by],
            organization=houses[0 if planned.organization is None else planned.organization % len(houses)],
        )
        for planned in plan.blocks
        if planned.person != planned.by
    ]


def _forms(world: World, plan: Plan) -> list[ApplicationForm]:
    made, taken = [], set[Any]()
    for number, planned in enumerate(plan.forms, start=1):
        house = world.organizations[planned.organization % len(world.organizations)]
        if (house.pk, planned.state) in taken:
            continue
        taken.add((house.pk, planned.state))
        made.append(ApplicationForm(organization=house, number=number, title="Ours", state=planned.state))
    return made
