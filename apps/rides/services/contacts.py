"""How people keep an emergency contact, and share it for a ride."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F

from apps.accounts.models import phone_number
from apps.rides.choices import OPEN
from apps.rides.models import EmergencyContact, Participation, SharedContact
from apps.rides.services.locking import locked_place
from hearth.kernel.authorization import Subject, require, require_for_new
from hearth.kernel.encryption import if_readable
from hearth.kernel.events import record
from hearth.kernel.models import one_line
from hearth.kernel.problems import Conflict, Invalid, WrongState
from hearth.kernel.transactions import transactional

LONGEST = {"name": 80, "phone": 30, "relation": 60, "medical_note": 500}
NEEDED = ("name", "phone")
CHECKS: dict[str, Callable[[str], None]] = {"name": one_line, "phone": phone_number, "relation": one_line}


@transactional
def keep_contact(*, by: Subject, **details: str) -> EmergencyContact:
    """Keep whom to call, in place of whoever it was; rides to come that it is shared with learn of it."""
    require_for_new(by, "create", EmergencyContact)
    given = checked(details)
    type(by.user)._default_manager.select_for_update(no_key=True).get(pk=by.user.pk)
    kept: EmergencyContact | None = _sealed(EmergencyContact).filter(user=by.user).first()
    if kept is None:
        kept = EmergencyContact(user=by.user, details=given)
        kept.save(force_insert=True)
    elif if_readable(kept, "details") != given:
        kept.details, kept.updated_at, kept.version = given, by.now, kept.version + 1
        kept.save(update_fields=["details", "updated_at", "version"])
    else:
        return kept
    _copies(by).update(details=given, updated_at=by.now, version=F("version") + 1)
    record("emergency_contact.kept", kept, by=by)
    return kept


@transactional
def forget_contact(contact: EmergencyContact, *, by: Subject) -> None:
    """Forget it, and take it back from every ride that is not over."""
    require(by, "delete", contact)
    kept = _sealed(EmergencyContact).select_for_update(no_key=True).filter(pk=contact.pk).first()
    if kept is not None:
        _copies(by).delete()
        record("emergency_contact.forgotten", kept, by=by)
        kept.delete()


@transactional
def share_contact(place: Participation, *, by: Subject, **details: str) -> SharedContact:
    """Let whoever leads the ride read it: one's own as it is kept, or a guest's as `details` say it."""
    require(by, "view", place)
    place = locked_place(place)
    require(by, "share_contact", place)
    if not place.is_live or place.ride.state not in OPEN:
        raise WrongState("This ride is over for you.", state=place.status, allowed=[])
    return attach_contact(place, by=by, **details)


@transactional
def withhold_contact(place: Participation, *, by: Subject) -> None:
    """Take the copy back; twice is harmless."""
    require(by, "view", place)
    place = locked_place(place)
    require(by, "share_contact", place)
    deleted, _ = SharedContact.objects.filter(participation=place).delete()
    if deleted:
        record("participation.contact_withheld", place, by=by)


def attach_contact(place: Participation, *, by: Subject, **details: str) -> SharedContact:
    """Write the copy of a place whose ride is locked; raise Conflict where there is none to copy."""
    if place.user_id is None:
        given = checked(details)
    elif any(details.values()):
        raise Invalid(
            (f"/{name}", "not_here", "Change it in your account; this place shares what you keep there.")
            for name, value in details.items()
            if value
        )
    else:
        # Locked, so that no copy stays of what is changed or forgotten this moment.
        rows = EmergencyContact.objects.select_for_update(no_key=True)
        kept = rows.filter(user=place.user_id).first()
        if kept is None:
            raise Conflict("Say first whom to call, in your account.", rule="no_emergency_contact")
        given = kept.details
    shared, made = _sealed(SharedContact).get_or_create(
        participation=place, defaults={"user_id": place.belongs_to, "details": given}
    )
    if not made and if_readable(shared, "details") != given:
        shared.details, shared.updated_at, shared.version = given, by.now, shared.version + 1
        shared.save(update_fields=["details", "updated_at", "version"])
        made = True
    if made:
        record("participation.contact_shared", place, by=by)
    return shared


def checked(details: Mapping[str, str]) -> dict[str, str]:
    """What may be kept of what was typed; raise Invalid."""
    given = {name: str(details.get(name) or "").strip() for name in LONGEST}
    wrong = [(f"/{name}", "required", "Fill this in.") for name in NEEDED if not given[name]]
    for name, value in given.items():
        if len(value) > LONGEST[name]:
            wrong.append((f"/{name}", "max_length", f"{LONGEST[name]} characters at most."))
        elif value and name in CHECKS:
            try:
                CHECKS[name](value)
            except ValidationError as error:
                wrong.append((f"/{name}", "invalid", str(error.messages[0])))
    if wrong:
        raise Invalid(wrong)
    return given


def _sealed(model: Any) -> Any:
    """Rows without what is encrypted in them: who lost its key may still change and forget them."""
    return model.objects.defer("details")


def _copies(by: Subject) -> Any:
    """The person's own copies for rides that are not over; those of guests are about somebody else."""
    return SharedContact.objects.filter(
        user=by.user, participation__user=by.user, participation__ride__state__in=OPEN
    )
