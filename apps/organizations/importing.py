"""Organisations that site admins bring in as a file: each row once, by its reference elsewhere."""

from collections.abc import Sequence
from typing import Any

from apps.accounts.models import User
from apps.organizations.api.organization_serializers import OrganizationCreateInput
from apps.organizations.models import Organization
from apps.organizations.services import register_organization
from hearth.kernel import sheets
from hearth.kernel.api.rows import REFUSALS, errors_of, reference_of
from hearth.kernel.authorization import Subject
from hearth.kernel.constraints import explain_constraint
from hearth.kernel.jobs.rows import REFUSED
from hearth.kernel.problems import Invalid
from hearth.kernel.sheets import Line, Sheet

CREATED, SKIPPED = "created", "skipped"
ADMIN = "admin_email"
COLUMNS = (
    (
        "reference",
        "Your number or word for it, up to 60 characters, once in the file. A row whose reference is here "
        "already is left alone. Every row needs it.",
    ),
    ("name", "Up to 80 characters. Every row needs it."),
    ("kind", "rescue, club or restaurant; a rescue when it is empty."),
    ("email", "The address that everybody sees."),
    ("phone", "The number that everybody sees."),
    ("description", "Up to 4,000 characters."),
    ("website", "With https:// or http://."),
    ("address", "Street and number."),
    ("suburb", "Up to 80 characters."),
    ("region", "Up to 80 characters."),
    ("country", "Two capital letters; AU when it is empty."),
    ("latitude", "As -33.86880."),
    ("longitude", "As 151.20930."),
    ("timezone", "As Australia/Sydney, which it is when it is empty."),
    (
        ADMIN,
        "The confirmed address of somebody who has an account here: they run it from then on. Empty: nobody "
        "does until a site admin adds somebody.",
    ),
)
READ = tuple(name for name, _ in COLUMNS)
ROWS_OF_A_PIECE = 25
Outcome = tuple[Line, str, list[dict[str, str]]]

explain_constraint(
    "organization_reference_once", "Another organisation has this reference.", field="reference"
)


def read(text: str) -> Sheet:
    """Return the rows of a CSV file; raise Invalid at `/csv` where it is no table of organisations."""
    sheet = sheets.read_sheet(text, read=READ, needed=("reference", "name"))
    return sheets.refuse_doubles(sheet, "reference")


def cut(text: str) -> list[str]:
    return sheets.cut(read(text), ROWS_OF_A_PIECE)


def template() -> str:
    example = {
        "reference": "R-17",
        "name": "Harbour Paws",
        "kind": "rescue",
        "email": "hello@rescue.example",
        "description": "Dogs and cats between the harbour and the hills.",
        "website": "https://rescue.example",
        "suburb": "Wattle Cove",
        "region": "Saltwater Bay",
        "country": "AU",
        "timezone": "Australia/Sydney",
    }
    return sheets.head(READ) + sheets.written(example.get(name, "") for name in READ)


def take(lines: Sequence[Line], *, by: Subject, approved: bool) -> list[Outcome]:
    """Register what is not here yet; what became of each row, with what is wrong with those refused."""
    wanted = [line.cells["reference"] for line in lines if "reference" in line.cells]
    known = set(Organization.objects.filter(reference__in=wanted).values_list("reference", flat=True))
    return [_taken(line, known, by, approved) for line in lines]


def _taken(line: Line, known: set[str], by: Subject, approved: bool) -> Outcome:
    if line.errors:
        return line, REFUSED, line.errors
    if line.cells.get("reference") in known:
        return line, SKIPPED, []
    try:
        _register(dict(line.cells), by, approved)
    except REFUSALS as refusal:
        return line, REFUSED, errors_of(refusal)
    return line, CREATED, []


def _register(cells: dict[str, Any], by: Subject, approved: bool) -> None:
    reference = reference_of(cells.pop("reference", ""))
    admin = _admin(cells.pop(ADMIN, ""))
    facts = OrganizationCreateInput(context={"subject": by}).run_validation(cells)
    register_organization(by=by, reference=reference, approved=approved, admin=admin, **facts)


def _admin(address: str) -> User | None:
    if not address:
        return None
    rows = User.objects.filter(email__iexact=address, email_verified=True, status="active")
    found: User | None = rows.first()
    if found is None:
        words = "Nobody who has an account here has this confirmed address."
        raise Invalid([(f"/{ADMIN}", "does_not_exist", words)])
    return found
