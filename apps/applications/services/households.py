"""The household that a person describes once, and lends to the applications that they send."""

from collections.abc import Collection, Mapping
from typing import Any

from apps.accounts.models import User
from apps.applications.forms import HOUSEHOLD_FORM, told, validate
from apps.applications.models import Application, Household
from hearth.kernel.authorization import Subject
from hearth.kernel.problems import Invalid, NotSignedIn
from hearth.kernel.transactions import transactional


def household_of(person: User) -> Household:
    """What a person keeps; an empty one that is not saved while they keep none."""
    return Household.objects.filter(user=person.pk).first() or Household(user=person)


@transactional
def keep_household(*, by: Subject, answers: Mapping[str, Any]) -> Household:
    """Replace the answers; raise Invalid, with pointers below `/answers`."""
    if by.id is None:
        raise NotSignedIn()
    given = validate(HOUSEHOLD_FORM, answers, partial=True, pointer="/answers")
    household, made = Household.objects.select_for_update(no_key=True).get_or_create(
        user=by.user, defaults={"answers": given}
    )
    if not made and household.answers != given:
        household.answers = given
        household.version += 1
        household.updated_at = by.now
        household.save(update_fields=["answers", "version", "updated_at"])
    return household


def with_household(application: Application) -> tuple[dict[str, Any], dict[str, Any]]:
    """The household that goes with an application, and its answers with those that the household gives.

    A question takes the household's answer where it has the same key and type, and nobody touched it: what
    the applicant emptied stays empty.
    """
    if not application.shares_household:
        return {}, told(application.answers)
    household = dict(household_of(application.user).answers)
    return household, told({**_lent(application, household), **application.answers})


def emptied(application: Application, keys: Collection[str]) -> dict[str, None]:
    """The answers to keep as null of those that somebody takes out: the household would stand in for them."""
    stay = {key for key in keys if key in application.answers and application.answers[key] is None}
    if application.shares_household:
        stay |= _lent(application, household_of(application.user).answers).keys() & set(keys)
    return dict.fromkeys(sorted(stay))


def _lent(application: Application, household: Mapping[str, Any]) -> dict[str, Any]:
    types = {question["key"]: question["type"] for question in HOUSEHOLD_FORM.questions}
    fitting = {
        question["key"]: household[question["key"]]
        for question in application.form.questions
        if question["key"] in household and types.get(question["key"]) == question["type"]
    }
    return {key: value for key, value in fitting.items() if _fits(application, key, value)}


def _fits(application: Application, key: str, value: Any) -> bool:
    """An organisation may ask the same question with other choices or bounds."""
    try:
        validate(application.form, {key: value}, partial=True)
    except Invalid:
        return False
    return True
