"""What erasure, the pet's own verbs and the database's refusals mean to applications."""

from typing import Any

from apps.accounts.erasure import on_erasure
from apps.applications.querysets import median_reply
from apps.applications.services import (
    close_line,
    complete_and_close,
    forget_applications_of,
    pass_on,
    serve_lines_of,
)
from apps.listings.models import Pet
from apps.listings.reservations import on_adoption, on_leaving, on_release
from apps.listings.sections import contribute_section as contribute_to_pet
from apps.organizations.details import Detail, contribute_detail
from apps.organizations.models import Organization
from apps.organizations.sections import contribute_section, whole_hours
from apps.organizations.standing import on_return
from hearth.kernel.authorization import Subject
from hearth.kernel.constraints import explain_constraint

on_release(pass_on)
on_adoption(complete_and_close)
on_leaving(close_line)
on_erasure(forget_applications_of)
on_return(serve_lines_of)

explain_constraint("application_one_live", "You have an application for this pet already.")
explain_constraint("application_one_approved", "Another application for this pet was approved.")
explain_constraint("form_one_draft", "There is a draft of the next version already.")
explain_constraint("form_one_current", "Another version was put to use at the same time.")
explain_constraint("form_number_once", "Another version was begun at the same time.")


@contribute_section
def reply_time(organization: Organization) -> dict[str, object]:
    """How long applicants wait for the first word, where there are enough to tell."""
    return {"median_reply": median_reply(organization.pk) if organization.kind == "rescue" else None}


def reply_hours(organization: Organization) -> int | None:
    span = median_reply(organization.pk)
    return None if span is None else whole_hours(span)


contribute_detail(
    Detail(
        kind="rescue",
        name="median_reply_hours",
        type=int,
        nullable=True,
        explains="How long applicants usually wait for the first word, in whole hours, rounded up; null "
        "before there are enough replies to tell",
        value=reply_hours,
    )
)


@contribute_to_pet("offered", "applications/reply_time.html")
def reply_time_on_pet(pet: Pet, subject: Subject) -> dict[str, Any] | None:
    return reply_time(pet.organization) if pet.organization else None
