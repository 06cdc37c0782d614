"""Long work about organisations: everything that one owns as an archive, and a file of many brought in."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from rest_framework.renderers import JSONRenderer

from apps.organizations import importing
from apps.organizations.exports import Table, tables_for
from apps.organizations.models import Organization
from hearth.kernel import sheets
from hearth.kernel.jobs import Option, Work, job, rows, undone

ROWS = 200
"""Rows of one chunk."""
ABOUT = "about.json"


def names(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    return dict(Organization.objects.filter(pk__in=ids).values_list("pk", "name"))


@job(
    "exports.organization",
    label="Export of an organisation",
    explains="Everything that an organisation owns, as one archive: each table as CSV and as JSON, and a "
    "list of its photos with their addresses and checksums. What is personal is in it where you may see it.",
    file="organization.zip",
    capability="manage_organization",
    names=names,
)
def export_organization(work: Work) -> bool:
    """Write the next rows of the table that it is at; after the last one, what the archive holds."""
    organization_id, at = work.organization_id, work.checkpoint
    here, left_out = tables_for(organization_id, work.by)
    if "table" not in at:
        at.update(table="", after="", done=0, names=[table.name for table in here])
        work.report(0, total=sum(table.rows(organization_id, work.by).count() for table in here))
    # Somebody who lost a capability meanwhile takes no more of that along.
    tables = [table for table in here if table.name in at["names"] and table.name >= at["table"]]
    left = ROWS
    while tables and left > 0:
        left -= _write_rows(work, tables[0], left)
        if left > 0:
            tables.pop(0)
            at.update(table=tables[0].name if tables else "~", after="")
    work.report(at["done"], doing="Writing tables")
    if tables:
        return True
    work.write(_about(work, here, left_out), ABOUT)
    return False


def _write_rows(work: Work, table: Table, most: int) -> int:
    """Write the next rows of a table, its head before them and its end after the last; return how many."""
    at = work.checkpoint
    found = table.rows(work.organization_id, work.by).order_by("pk")
    begins = at["table"] != table.name or not at["after"]
    at["table"] = table.name
    if begins:
        work.write(sheets.head(table.columns), f"{table.name}.csv")
        work.write("[", f"{table.name}.json")
    else:
        found = found.filter(pk__gt=at["after"])
    rows = list(found[:most])
    for number, row in enumerate(rows):
        values = table.values_of(row)
        work.write(sheets.written(_flat(value) for value in values.values()), f"{table.name}.csv")
        comma = "" if begins and number == 0 else ","
        work.write(f"{comma}\n{_json(values)}", f"{table.name}.json")
    if rows:
        at["after"], at["done"] = str(rows[-1].pk), at["done"] + len(rows)
        work.count(table.name, len(rows))
    if len(rows) < most:
        work.write("\n]\n", f"{table.name}.json")
    return len(rows)


def _about(work: Work, here: Iterable[Table], left_out: Iterable[Table]) -> str:
    said = {
        "organization": str(work.organization_id),
        "written_at": work.job.created_at,
        "tables": [
            {
                "name": table.name,
                "label": table.label,
                "rows": work.counted(table.name),
                "files": [f"{table.name}.csv", f"{table.name}.json"],
            }
            for table in here
            if table.name in work.checkpoint["names"]
        ],
        "left_out": [{"name": table.name, "needs": table.capability} for table in left_out],
    }
    return json.dumps(json.loads(_json(said)), indent=2) + "\n"


def _flat(value: Any) -> Any:
    """A cell: what is no plain value goes in as JSON."""
    return _json(value) if isinstance(value, dict | list | tuple) else value


def _json(value: Any) -> str:
    return JSONRenderer().render(value).decode()


@job(
    "imports.organizations",
    label="Import of organisations",
    explains="Registers an organisation for every row of a CSV file. What was brought before is left alone: "
    "it belongs to its people.",
    file="refused-rows.csv",
    needs="manage_all_organizations",
    takes="csv",
    cut=importing.cut,
    can_be_tried=True,
    options=(
        Option(
            "approved",
            "They are approved at once",
            "Otherwise each waits for review like any other registration.",
        ),
    ),
    template=importing.template,
    columns=importing.COLUMNS,
)
def import_organizations(work: Work) -> bool:
    sheet = rows.next_sheet(work)
    with undone(work.is_dry_run):
        outcomes = importing.take(sheet.lines, by=work.by, approved=bool(work.options.get("approved")))
    for line, word, errors in outcomes:
        rows.tell(work, sheet, line, word, errors)
    return rows.goes_on(work, sheet)
