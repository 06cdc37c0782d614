"""What an applicant does: write, send, answer, take back."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from apps.applications.blocks import is_blocked
from apps.applications.choices import Status
from apps.applications.forms import form_for, told, validate
from apps.applications.lines import end_turn
from apps.applications.models import Application
from apps.applications.models.line import has_place
from apps.applications.promises import owed, owed_nothing
from apps.applications.services.files import check_files, keep_files
from apps.applications.services.households import emptied, with_household
from apps.applications.services.locking import locked_application, locked_pet, locked_to_end
from apps.applications.services.reservations import give_up_reservation
from apps.applications.services.thread import check_heard, say
from apps.applications.workflows import APPLICATION
from apps.listings.models import Pet
from hearth.kernel.authorization import Subject, require, require_for_new
from hearth.kernel.events import record
from hearth.kernel.problems import Conflict, NotAllowed
from hearth.kernel.transactions import transactional


def refuse_own_pet(pet: Pet, *, by: Subject) -> None:
    """Raise NotAllowed for a pet of the subject, or of an organisation of theirs."""
    if (pet.organization_id is None and pet.user_id == by.id) or pet.organization_id in by.organizations:
        raise NotAllowed("You offer this pet yourself.", rule="not_your_own")


def takes_applications(pet: Pet) -> bool:
    """Whether anybody may apply: it is shown, and not on hold. For a reserved one people wait in its line."""
    return has_place(pet)


@transactional
def start_application(
    pet: Pet,
    *,
    by: Subject,
    answers: Mapping[str, Any] | None = None,
    shares_household: bool = False,
) -> Application:
    """Begin an application; nobody but the applicant sees it until it is sent.

    Raises Conflict for a pet that takes none, or for which one is live already (its id is in the extra).
    """
    require_for_new(by, "create", Application)
    require(by, "view", pet)
    _check_may_apply(pet, by)
    if mine := Application.objects.live().filter(pet=pet, user=by.user).first():
        raise Conflict(f"You have an application for {pet} already.", application=str(mine.pk))
    form = form_for(pet)
    application = Application(
        pet=pet,
        organization=pet.organization,
        offered_by_id=pet.user_id,
        user=by.user,
        form=form,
        shares_household=shares_household,
    )
    application.answers = _given(application, answers or {})
    check_files(form, told(application.answers), by=by)
    application.save(force_insert=True)
    keep_files(application, {})
    record("application.started", application, by=by, to_state=application.status)
    return application


@transactional
def edit_application(
    application: Application,
    *,
    by: Subject,
    answers: Mapping[str, Any] | None = None,
    shares_household: bool | None = None,
) -> Application:
    """Change answers, merged into what is there: an empty one takes one out. Checked in full when sent."""
    require(by, "edit", application)
    application = locked_application(application)
    APPLICATION.guard(application, "edit", by=by)
    before, shared = application.answers, application.shares_household
    if shares_household is not None:
        application.shares_household = shares_household
    if answers is not None:
        # Whatever counts as no answer, an agreement that is taken back among it, replaces the one before.
        kept = {key: value for key, value in before.items() if key not in answers}
        application.answers = kept | _given(application, answers)
        check_files(application.form, told(application.answers), by=by)
    changes = {"answers": application.answers, "shares_household": application.shares_household}
    if changes == {"answers": before, "shares_household": shared}:
        return application
    application = APPLICATION.move(application, "edit", by=by, **changes)
    keep_files(application, before)
    return application


@transactional
def submit_application(application: Application, *, by: Subject) -> Application:
    """Send a draft; raise Invalid at each question that is not answered as its form demands."""
    require(by, "submit", application)
    pet = locked_pet(application.pet)
    application = locked_application(application)
    APPLICATION.guard(application, "submit", by=by)
    _check_may_apply(pet, by)
    return APPLICATION.move(
        application,
        "submit",
        by=by,
        **_complete(application, by),
        submitted_at=timezone.now(),
        **owed(application),
    )


@transactional
def apply(
    pet: Pet,
    *,
    by: Subject,
    answers: Mapping[str, Any] | None = None,
    shares_household: bool = False,
) -> Application:
    """Write an application and send it in one go."""
    application = start_application(pet, by=by, answers=answers, shares_household=shares_household)
    return submit_application(application, by=by)


@transactional
def answer_info(application: Application, *, by: Subject, message: str = "") -> Application:
    """Send what was asked for: with changed answers, with a message, or both."""
    require(by, "answer", application)
    application = locked_application(application)
    APPLICATION.guard(application, "answer", by=by)
    if message.strip():
        check_heard(application, by=by)
    said = say(application, message, by=by)
    return APPLICATION.move(
        application, "answer", by=by, data=said, **_complete(application, by), **owed(application)
    )


@transactional
def withdraw_application(application: Application, *, by: Subject, reason: str = "") -> Application:
    """Take an application back in any state that is not final; whatever place it had goes on."""
    require(by, "withdraw", application)
    application = locked_to_end(application)
    APPLICATION.guard(application, "withdraw", by=by)
    was_approved = application.status == Status.APPROVED
    APPLICATION.move(application, "withdraw", by=by, reason=reason, **owed_nothing())
    if was_approved:
        give_up_reservation(application.pet)
    else:
        end_turn(application)
    return application


def _given(application: Application, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as they are stored, with what was left empty on purpose though the household would tell it."""
    good = validate(application.form, answers, partial=True, unfinished=True)
    return good | emptied(application, answers.keys() - good.keys())


def _complete(application: Application, by: Subject) -> dict[str, Any]:
    """The columns of an application whose answers are all there, the household's among them."""
    household, answers = with_household(application)
    answers = validate(application.form, answers, partial=False)
    check_files(application.form, answers, by=by)
    empty = {key: None for key, value in application.answers.items() if value is None}
    # What was emptied is not told by the copy of the household either.
    household = {key: value for key, value in household.items() if key not in empty}
    return {"answers": answers | empty, "household": household}


def _check_may_apply(pet: Pet, by: Subject) -> None:
    """Refuse own pets; then, in the same words, pets that take no applications and people who are blocked."""
    refuse_own_pet(pet, by=by)
    # Both are asked every time, and the pet's state is not told: neither tells them apart.
    blocked = is_blocked(by.id, pet)
    if blocked or not takes_applications(pet):
        raise Conflict(f"{pet} takes no applications just now.", reason="takes_no_applications")
