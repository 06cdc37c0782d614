"""Long work of organisations: all listings as a file, and files of many brought in."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from apps.listings import spreadsheets
from apps.listings.importing import bonds, columns, photos, shelters
from apps.listings.importing.columns import PHOTOS
from apps.listings.importing.rows import Taker
from apps.listings.models import Pet
from apps.organizations.models import Organization
from hearth.kernel import sheets
from hearth.kernel.constraints import explain_constraint
from hearth.kernel.jobs import Work, job, rows, undone
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
    listings = Pet.objects.filter(organization=work.organization_id).visible_to(work.by, "edit")
    after, done = work.checkpoint.get("after"), work.checkpoint.get("done", 0)
    if after is None:
        work.write(spreadsheets.head())
        work.report(0, total=listings.count())
    else:
        listings = listings.filter(pk__gt=after)
    pets = list(listings.prefetch_related("bonded_with").order_by("pk")[:WRITTEN_AT_ONCE])
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
    sheet = rows.next_sheet(work)
    if work.job.kind == "imports.sheltermanager":
        sheet = shelters.with_options(sheet, work.options)
    organization = Organization.objects.get(pk=work.organization_id)
    with undone(work.is_dry_run):
        outcomes = Taker(work.by, organization, sheet.lines).take()
        later = bonds.tie(outcomes, work.by, organization)
    if later:
        work.checkpoint[bonds.WAITING] = [*work.checkpoint.get(bonds.WAITING, []), *later]
    if not work.is_dry_run:
        named = photos.remember(outcomes, work.job)
        work.checkpoint["photos_named"] = work.checkpoint.get("photos_named", 0) + named
    for outcome in outcomes:
        errors = [*outcome.errors, *outcome.photo_errors, *outcome.bond_errors]
        rows.tell(work, sheet, outcome.line, outcome.word, errors)
        if outcome.photo_errors:
            work.refuse(outcome.line.row, outcome.photo_errors, counted=PHOTOS_FAILED)
        if outcome.bond_errors:
            work.refuse(outcome.line.row, outcome.bond_errors, counted=bonds.FAILED)
    if rows.goes_on(work, sheet):
        return True
    bonds.tie_later(work, sheet, organization)
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
        sheet = sheets.sheet_of(work.given(0))
        for photo, words in failed:
            error = {"pointer": "/photos", "code": "photo", "detail": f"{photo.address}: {words}"}
            work.refuse(photo.row, [error], counted=PHOTOS_FAILED)
            cells = {"reference": photo.pet.reference, PHOTOS: photo.address}
            rows.write_refused(work, sheet, cells, [error])
    left = photos.left(work.job)
    work.report(work.job.done + len(taken) + len(failed), doing="Fetching photos")
    return left > 0
