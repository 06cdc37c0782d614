"""The lists of what adopters want, ask and keep; see `lists`."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.alerts.models import Favorite, SavedSearch
from apps.applications.models import Application, ApplicationForm, Block, Message, Note, Question
from apps.listings.models import Pet, Place
from apps.organizations.models import Organization
from apps.petfinder.models import ApiClient
from hearth.kernel.authorization import ANONYMOUS, Subject, can
from tests.worlds.build import World
from tests.worlds.listed import (
    Filter,
    Holds,
    List,
    Refused,
    belonging_to,
    hidden,
    inside,
    is_word,
    needs_person,
)

OPEN = {
    *("submitted", "under_review", "info_requested", "meeting"),
    *("home_check", "approved", "waitlisted", "offered"),
}
OWE_AN_ANSWER = {"submitted", "under_review", "meeting", "home_check"}
STATUS = Filter(("submitted", "approved", "withdrawn", "draft"), is_word("status"))
WORD = Filter(("pending", "published", "removed"), is_word("word"))


def lists_of_adopters(world: World, subject: Subject) -> Iterator[List]:
    """One's own lists, and those below a pet or an application of two each."""
    mine = subject.id

    def own(row: Any, subject: Subject) -> bool:
        return bool(row.user_id == mine)

    def offered_by_me(row: Any, subject: Subject) -> bool:
        return row.organization_id is None and row.offered_by_id == mine

    for word, model in {
        "favorites": Favorite,
        "api-clients": ApiClient,
    }.items():
        yield List(f"GET users/me/{word}", f"users/me/{word}", model, own, {}, needs_person)
    yield List("GET saved-searches", "saved-searches", SavedSearch, own, {}, needs_person)
    yield List(
        "GET users/me/applications",
        "users/me/applications",
        Application,
        own,
        {"status": STATUS},
        needs_person,
    )
    yield List(
        "GET users/me/applications/received",
        "users/me/applications/received",
        Application,
        lambda row, subject: offered_by_me(row, subject) and row.status in OPEN,
        inbox_filters(world, offered_by_me),
        needs_person,
    )
    yield List("GET users/me/questions", "users/me/questions", Question, own, {"status": WORD}, needs_person)
    yield List(
        "GET users/me/questions/received",
        "users/me/questions/received",
        Question,
        lambda row, subject: offered_by_me(row, subject) and is_to_answer(row, subject),
        {"status": WORD},
        needs_person,
    )
    yield List(
        "GET users/me/blocks",
        "users/me/blocks",
        Block,
        lambda row, subject: own(row, subject) and row.organization_id is None,
        {},
        needs_person,
    )
    beginning = Filter(
        ("wat", "Gull Bay, Salt"), lambda place, value: place.name.lower().startswith(value[:3].lower())
    )
    yield List("GET places", "places", Place, lambda place, subject: True, {"q": beginning})
    yield List("GET happy-endings", "happy-endings", Pet, has_happy_ending)
    for pet in world.pets[:2]:
        yield from lists_of_pet(pet)
    for application in world.applications[:2]:
        yield from lists_of_application(application)


def lists_of_pet(pet: Pet) -> Iterator[List]:
    yield List(
        "GET pets/{parent}/applications",
        f"pets/{pet.pk}/applications",
        Application,
        lambda row, subject: row.pet_id == pet.pk,
        {"status": STATUS},
        inside(pet),
    )
    yield List(
        "GET pets/{parent}/questions",
        f"pets/{pet.pk}/questions",
        Question,
        lambda row, subject: row.pet_id == pet.pk and (row.is_public or row.user_id == subject.id),
        {},
        hidden(pet),
    )


def lists_of_application(application: Application) -> Iterator[List]:
    """Who runs the platform says first why they read along, and applicants read no notes."""

    def unless_may(verb: str) -> Refused:
        return lambda subject: (
            inside(application)(subject) or (0 if can(subject, verb, application).allowed else 403)
        )

    for word, model, verb in (("messages", Message, "view_private"), ("notes", Note, "write_note")):
        yield List(
            f"GET applications/{{parent}}/{word}",
            f"applications/{application.pk}/{word}",
            model,
            lambda row, subject: row.application_id == application.pk,
            {},
            unless_may(verb),
        )


def lists_of_rescue(house: Organization, world: World) -> Iterator[List]:
    """What comes in to one organisation."""
    below, belongs = f"organizations/{house.pk}", belonging_to(house)
    yield List(
        "GET organizations/{parent}/applications",
        f"{below}/applications",
        Application,
        lambda row, subject: belongs(row, subject) and row.status in OPEN,
        inbox_filters(world, belongs),
        inside(house),
    )
    yield List(
        "GET organizations/{parent}/questions",
        f"{below}/questions",
        Question,
        lambda row, subject: belongs(row, subject) and is_to_answer(row, subject),
        {"status": WORD},
        inside(house),
    )
    yield List("GET organizations/{parent}/blocks", f"{below}/blocks", Block, belongs, {}, inside(house))
    yield List(
        "GET organizations/{parent}/application-forms",
        f"{below}/application-forms",
        ApplicationForm,
        belongs,
        {"state": Filter(("draft", "current", "retired"), is_word("state"))},
        hidden(house),
    )


def inbox_filters(world: World, base: Holds) -> dict[str, Filter]:
    ids = tuple(str(pet.pk) for pet in world.pets) or (str(UUID(int=0)),)
    return {
        "status": Filter(
            STATUS.values,
            is_word("status"),
            replaces_base=lambda row, subject: base(row, subject) and row.submitted_at is not None,
        ),
        "pet": Filter(ids, lambda row, value: str(row.pet_id) == value),
        "overdue": Filter(("true", "false"), lambda row, value: str(is_late(row)).lower() == value),
    }


def is_late(row: Application) -> bool:
    return row.status in OWE_AN_ANSWER and row.respond_by is not None and row.respond_by <= timezone.now()


def is_to_answer(row: Question, subject: Subject) -> bool:
    """What waits from people who were blocked since is in no inbox."""
    if not can(subject, "answer", row).allowed:
        return False
    blocks = Block.objects.filter(person=row.user_id, organization=row.organization_id)
    if row.organization_id is None:
        blocks = blocks.filter(user=row.offered_by_id)
    return not (row.waits and blocks.exists())


def has_happy_ending(pet: Pet, subject: Subject) -> bool:
    return pet.placement == "adopted" and bool(pet.happy_ending) and can(ANONYMOUS, "view", pet).allowed
