"""Long work about one's own account."""

from typing import Any

from rest_framework.renderers import JSONRenderer

from apps.accounts import services
from apps.accounts.erasure import on_erasure
from apps.accounts.models import User
from hearth.kernel.authorization import require
from hearth.kernel.jobs import Work, forget_jobs_of, job

ROWS = 200
"""Rows of one chunk."""


@job(
    "exports.my_data",
    label="Export of my data",
    explains="Everything that we know about you in one JSON file: your account, your listings, memberships "
    "and messages, where your photos are, and what you did here.",
    file="my-data.json",
)
def export_my_data(work: Work) -> bool:
    """Write the next rows about the owner. The pieces, one after the other, are one JSON document."""
    person = User.objects.get(pk=work.job.owner_id)
    require(work.by, "export", person)
    tables = services.tables_about(person)
    at = work.checkpoint
    if "table" not in at:
        at.update(table=0, after="", done=0)
        head = ",\n".join(f'"{name}": {_json(value)}' for name, value in services.account_of(person).items())
        work.write("{\n" + head)
        work.report(0, total=sum(table.count() for table in tables.values()))
    names, left = list(tables), ROWS
    while at["table"] < len(names) and left > 0:
        name = names[at["table"]]
        rows = services.page_of(tables[name], after=at["after"], most=left)
        if rows:
            separator = ",\n" if at["after"] else f',\n"{name}": [\n'
            work.write(separator + ",\n".join(_json(row) for _, row in rows))
            at["after"], at["done"] = rows[-1][0], at["done"] + len(rows)
        if len(rows) < left:
            if at["after"]:
                work.write("\n]")
            at["table"], at["after"] = at["table"] + 1, ""
        left -= len(rows)
    work.report(at["done"], doing="Writing down what we know about you")
    if at["table"] < len(names):
        return True
    work.write("\n}\n")
    work.count("rows", at["done"])
    return False


def _json(value: Any) -> str:
    return JSONRenderer().render(value).decode()


on_erasure(forget_jobs_of)
