"""Long work of organisations: all listings as a file, and a file of many made into drafts."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from rest_framework import serializers

from apps.listings import spreadsheets
from apps.listings.api.serializers import PetInput
from apps.listings.models import Pet
from apps.listings.services import create_pet
from apps.listings.spreadsheets import Line
from apps.organizations.models import Organization
from hearth.kernel.api.problems import as_problem
from hearth.kernel.constraints import explain_constraint
from hearth.kernel.jobs import Work, job
from hearth.kernel.problems import Invalid

WRITTEN_AT_ONCE, MADE_AT_ONCE = 200, 25
"""Rows of one chunk."""
REFERENCE = serializers.CharField(max_length=60)

explain_constraint("pet_reference_once", "Another of your listings has this reference.", field="reference")


def names(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    return dict(Organization.objects.filter(pk__in=ids).values_list("pk", "name"))


@job(
    "exports.listings",
    label="Export of listings",
    explains="Every listing of an organisation as a CSV file, a row each, for a spreadsheet.",
    file="listings.csv",
    capability="manage_listings",
    names=names,
)
def export_listings(work: Work) -> bool:
    rows = Pet.objects.filter(organization=work.organization_id).visible_to(work.by, "edit")
    after, done = work.checkpoint.get("after"), work.checkpoint.get("done", 0)
    if after is None:
        work.write(spreadsheets.head())
        work.report(0, total=rows.count())
    else:
        rows = rows.filter(pk__gt=after)
    pets = list(rows.order_by("pk")[:WRITTEN_AT_ONCE])
    work.write(spreadsheets.written(pets))
    work.count("written", len(pets))
    work.report(done + len(pets), doing="Writing rows")
    if len(pets) < WRITTEN_AT_ONCE:
        return False
    work.checkpoint.update(after=str(pets[-1].pk), done=done + len(pets))
    return True


@job(
    "imports.listings",
    label="Import of listings",
    explains="Makes a draft of every row of a CSV file, of which there may be "
    f"{spreadsheets.MOST_ROWS}; photos are added afterwards. The first line names the columns: reference "
    "(your own number of the animal), name and species, and as many of the others of an exported file as you "
    "like. A row whose reference you have already is left alone; those that could not be taken come back as "
    "a file.",
    file="refused-rows.csv",
    capability="manage_listings",
    names=names,
    check=spreadsheets.check,
)
def import_listings(work: Work) -> bool:
    organization = Organization.objects.get(pk=work.organization_id)
    table = spreadsheets.read(work.given())
    start = work.checkpoint.get("next", 0)
    now = table.lines[start : start + MADE_AT_ONCE]
    wanted = [line.cells.get("reference", "") for line in now]
    mine = Pet.objects.filter(organization=organization)
    known = set(mine.filter(reference__in=wanted).values_list("reference", flat=True)) - {""}
    for line in now:
        if line.cells.get("reference") in known:
            work.count("skipped")
        elif errors := _make(work, line, organization):
            if not work.counted("refused"):
                work.write(spreadsheets.head_of_refused(table.columns))
            work.write(spreadsheets.refused(table.columns, line, errors))
            work.refuse(line.row, errors)
        else:
            known.add(line.cells["reference"])
            work.count("created")
    end = start + len(now)
    work.checkpoint["next"] = end
    work.report(end, total=len(table.lines), doing="Making drafts")
    return end < len(table.lines)


def _make(work: Work, line: Line, organization: Organization) -> list[dict[str, str]]:
    """Make a draft of a row; return what is wrong with it instead, as the API would say it."""
    if line.too_long:
        return [{"pointer": "", "code": "too_long", "detail": "It has more cells than there are columns."}]
    cells = dict(line.cells)
    try:
        reference = _reference(cells.pop("reference", ""))
        given = PetInput(data=cells, context={"subject": work.by})
        given.is_valid(raise_exception=True)
        with transaction.atomic():
            create_pet(by=work.by, organization=organization, reference=reference, **given.validated_data)
    except (serializers.ValidationError, ValidationError, Invalid, IntegrityError) as error:
        problem = as_problem(error)
        if not isinstance(problem, Invalid):
            raise
        return problem.errors
    return []


def _reference(cell: str) -> Any:
    try:
        return REFERENCE.run_validation(cell)
    except serializers.ValidationError as error:
        raise serializers.ValidationError({"reference": error.detail}) from None
