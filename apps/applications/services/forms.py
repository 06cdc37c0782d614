"""Versions of an organisation's questions: one draft, one in use, and all that were."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from apps.applications.choices import FormState
from apps.applications.forms import DEFAULT_FORM, check_form
from apps.applications.models import ApplicationForm
from apps.applications.workflows import FORM
from apps.organizations.models import Organization
from apps.organizations.services.locking import lock_organization, require_for_row
from hearth.kernel.authorization import Subject, require
from hearth.kernel.events import record
from hearth.kernel.problems import Conflict
from hearth.kernel.transactions import transactional

WORDS = ("title", "intro", "sections")


@transactional
def create_form(
    organization: Organization, *, by: Subject, title: str = "", intro: str = "", sections: Any = None
) -> ApplicationForm:
    """Begin the next version; without sections it starts as a copy of what is asked now.

    Raises Conflict while a draft stands, Invalid for sections that are none. Locks the organisation.
    """
    organization = lock_organization(organization.pk)
    require_for_row(by, "create", ApplicationForm(organization=organization))
    mine = ApplicationForm.objects.filter(organization=organization)
    if draft := mine.filter(state=FormState.DRAFT).first():
        raise Conflict("There is a draft already: change that one.", form=str(draft.pk))
    present = mine.current().first()
    asked = check_form(sections) if sections is not None else None
    form = ApplicationForm(
        organization=organization,
        number=(mine.aggregate(last=Max("number"))["last"] or 0) + 1,
        title=title or (present.title if present else DEFAULT_FORM["title"]),
        intro=intro or (present.intro if present else ""),
        sections=asked or (present.sections if present else DEFAULT_FORM["sections"]),
        created_by=by.user,
    )
    form.full_clean(exclude=["organization", "created_by"], validate_unique=False, validate_constraints=False)
    form.save(force_insert=True)
    record("form.created", form, by=by, to_state=form.state)
    return form


@transactional
def edit_form(form: ApplicationForm, *, by: Subject, **given: Any) -> ApplicationForm:
    """Change a draft: its title, its intro, or all of its sections."""
    require(by, "edit", form)
    FORM.guard(form, "edit", by=by)
    if "sections" in given:
        given["sections"] = check_form(given["sections"])
    changed = {name: given[name] for name in WORDS if name in given and given[name] != getattr(form, name)}
    if not changed:
        return form
    for name, value in changed.items():
        setattr(form, name, value)
    form.full_clean(exclude=["organization", "created_by"], validate_unique=False, validate_constraints=False)
    return FORM.move(form, "edit", by=by, data={"fields": sorted(changed)}, **changed)


@transactional
def publish_form(form: ApplicationForm, *, by: Subject) -> ApplicationForm:
    """Ask these questions from now on; the version in use is retired, and keeps its answers."""
    require(by, "publish", form)
    FORM.guard(form, "publish", by=by)
    if form.organization_id is not None:
        lock_organization(form.organization_id)
    in_use = ApplicationForm.objects.filter(organization=form.organization_id).current()
    for earlier in in_use.select_for_update(no_key=True):
        FORM.move(earlier, "retire", by=by)
    return FORM.move(form, "publish", by=by)


def ensure_default_form(words: Mapping[str, Any] = DEFAULT_FORM) -> ApplicationForm:
    """The platform's own form as it stands in the code; a change there is a new version.

    Harmless when several do it at once.
    """
    mine = ApplicationForm.objects.filter(organization=None)
    present: ApplicationForm | None = mine.current().first()
    if present is not None and {name: getattr(present, name) for name in WORDS} == dict(words):
        return present
    try:
        with transaction.atomic():
            mine.current().update(state=FormState.RETIRED)
            number = (mine.aggregate(last=Max("number"))["last"] or 0) + 1
            made: ApplicationForm = ApplicationForm.objects.create(
                number=number, state=FormState.CURRENT, **words
            )
            return made
    except IntegrityError:
        found: ApplicationForm = mine.current().get()
        return found
