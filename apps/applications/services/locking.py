"""The locks of applications, in the one order: pet, line, application."""

from typing import Any

from apps.applications.lines import lock_line_if_any, locked_line
from apps.applications.models import Application, PetLine
from apps.listings.models import Pet
from hearth.kernel.problems import NotFound


def locked_pet(pet: Pet) -> Pet:
    """Lock a pet's row until the transaction ends; whether it is free is asked after that."""
    rows = Pet.objects.select_related("organization").select_for_update(no_key=True, of=("self",))
    found: Pet | None = rows.filter(pk=pet.pk).first()
    if found is None:
        raise NotFound()
    return found


def locked_application(application: Application) -> Application:
    """Lock an application alone: for what changes neither the pet nor its line."""
    rows: Any = Application.objects.for_display().select_for_update(no_key=True, of=("self",))
    found: Application | None = rows.filter(pk=application.pk).first()
    if found is None:
        raise NotFound()
    return found


def locked_with_line(application: Application) -> tuple[Application, PetLine]:
    """Lock the pet, its line (made where there is none) and the application."""
    pet = locked_pet(application.pet)
    line = locked_line(pet)
    return _of(pet, application), line


def locked_to_end(application: Application) -> Application:
    """Lock the pet, the line if there is one, and the application, which may give a place back."""
    pet = locked_pet(application.pet)
    lock_line_if_any(pet)
    return _of(pet, application)


def _of(pet: Pet, application: Application) -> Application:
    found = locked_application(application)
    found.pet = pet
    return found
