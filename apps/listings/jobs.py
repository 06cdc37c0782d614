"""Long work of organisations: all listings as a file, and files of many brought in."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from apps.listings import spreadsheets
from apps.listings.importing import columns, photos, shelters
from apps.listings.importing.columns import PHOTOS
from apps.listings.importing.rows import REFUSED, Outcome, Taker
from apps.listings.models import Pet
from apps.organizations.models import Organization
from hearth.kernel import sheets
from hearth.kernel.constraints import explain_constraint
from hearth.kernel.jobs import Work, job, undone
from hearth.kernel.models import Job
from hearth.kernel.sheets import Sheet

WRITTEN_AT_ONCE = 200
"""Rows of one chunk."""
PHOTOS_FAILED = "photos_failed"

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


def photos_for(job: Job) -> list[photos.Brought]:
    """Fetch photos once the rows are in, before the transaction that puts them into their listings."""
    return photos.bring(job) if job.checkpoint.get(PHOTOS) else []


@job(
    "imports.listings",
    label="Import of listings",
    explains="Makes a draft of every row of a CSV file that you have not brought yet, and changes the "
    f"listings that you have. There may be {sheets.MOST_ROWS:,} rows. What no row names stays as it is, and "
    "nothing is deleted.",
    file="refused-rows.csv",
    capability="manage_listings",
    names=names,
    takes="csv",
    cut=columns.cut,
    can_be_tried=True,
    fetch=photos_for,
    template=columns.template,
    columns=columns.IN_WORDS,
)
def import_listings(work: Work) -> bool:
    return _import_photos(work) if work.checkpoint.get(PHOTOS) else _import_rows(work)


job(
    "imports.sheltermanager",
    label="Import from ASM (sheltermanager)",
    explains="Brings in what the service call json_adoptable_animals of ASM answers, saved as a file. Each "
    "animal becomes a draft, or changes the listing that it became before.",
    file="refused-animals.csv",
    capability="manage_listings",
    names=names,
    takes="json",
    cut=shelters.cut,
    can_be_tried=True,
    fetch=photos_for,
    options=shelters.OPTIONS,
)(import_listings)


def _import_rows(work: Work) -> bool:
    number = work.checkpoint.get("next", 0)
    sheet = sheets.sheet_of(work.given(number))
    if work.job.kind == "imports.sheltermanager":
        sheet = shelters.with_options(sheet, work.options)
    organization = Organization.objects.get(pk=work.organization_id)
    with undone(work.is_dry_run):
        outcomes = Taker(work.by, organization, sheet.lines).take()
    if not work.is_dry_run:
        named = photos.remember(outcomes, work.job)
        work.checkpoint["photos_named"] = work.checkpoint.get("photos_named", 0) + named
    _tell(work, sheet, outcomes, begins=number == 0)
    done = work.checkpoint.get("done", 0) + len(sheet.lines)
    work.checkpoint.update(next=number + 1, done=done)
    work.report(done, total=sheet.total, doing="Checking rows" if work.is_dry_run else "Taking rows")
    if number + 1 < work.pieces_given():
        return True
    return _begin_photos(work, sheet)


def _begin_photos(work: Work, sheet: Sheet) -> bool:
    """Go on with the photos, where rows named some that were not fetched yet."""
    left = 0 if work.is_dry_run else photos.left(work.job)
    if left:
        work.checkpoint[PHOTOS] = True
        work.report(work.job.done, total=sheet.total + left, doing="Fetching photos")
    return bool(left)


def _import_photos(work: Work) -> bool:
    taken, failed = photos.place(work)
    if taken:
        work.count("photos_taken", len(taken))
    if failed:
        read = sheets.sheet_of(work.given(0)).columns
        lines = []
        for photo, words in failed:
            error = {"pointer": "/photos", "code": "photo", "detail": f"{photo.address}: {words}"}
            work.refuse(photo.row, [error], counted=PHOTOS_FAILED)
            cells = {"reference": photo.pet.reference, PHOTOS: photo.address}
            lines.append(_line(cells, read, sheets.in_words([error])))
        _write_refused(work, read, lines)
    left = photos.left(work.job)
    work.report(work.job.done + len(taken) + len(failed), doing="Fetching photos")
    return left > 0


def _tell(work: Work, sheet: Sheet, outcomes: Sequence[Outcome], *, begins: bool) -> None:
    """Count what became of the rows, and write those that need a look; a dry run writes all."""
    refused = []
    if work.is_dry_run and begins:
        work.write(sheets.head((sheets.ROW, sheets.RESULT, *sheet.columns, sheets.PROBLEM)))
    for outcome in outcomes:
        line, errors = outcome.line, [*outcome.errors, *outcome.photo_errors]
        if outcome.word == REFUSED:
            work.refuse(line.row, errors)
        else:
            work.count(outcome.word)
        if outcome.photo_errors:
            work.refuse(line.row, outcome.photo_errors, counted=PHOTOS_FAILED)
        if work.is_dry_run:
            cells = [line.cells.get(name, "") for name in sheet.columns]
            work.write(sheets.written([line.row, outcome.word, *cells, sheets.in_words(errors)]))
        elif errors:
            refused.append(_line(line.cells, sheet.columns, sheets.in_words(errors)))
    if refused:
        _write_refused(work, sheet.columns, refused)


def _write_refused(work: Work, read: Sequence[str], lines: Iterable[str]) -> None:
    if not work.checkpoint.get("headed"):
        work.write(columns.head_of_refused(read))
        work.checkpoint["headed"] = True
    work.write("".join(lines))


def _line(cells: Mapping[str, str], read: Sequence[str], problem: str) -> str:
    return sheets.written([*(cells.get(name, "") for name in read), problem])
