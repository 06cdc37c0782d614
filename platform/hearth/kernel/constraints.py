"""What a database constraint means to a person: an IntegrityError with a known name is never a 500."""

from django.db import IntegrityError

from hearth.kernel.problems import Conflict, Invalid, Problem

_meanings: dict[str, tuple[str | None, str]] = {}


def explain_constraint(name: str, detail: str, *, field: str | None = None) -> None:
    """Register the words for a constraint: 422 at `field`, or 409 when it concerns no single field."""
    _meanings[name] = (field, detail)


def explain_violation(error: IntegrityError) -> Problem | None:
    diagnostics = getattr(error.__cause__, "diag", None)
    meaning = _meanings.get(getattr(diagnostics, "constraint_name", None) or "")
    if meaning is None:
        return None
    field, detail = meaning
    return Invalid([(f"/{field}", "constraint", detail)]) if field else Conflict(detail)
