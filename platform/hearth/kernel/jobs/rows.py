"""Work that takes the rows of a file, a piece of it per chunk, and tells what became of each."""

from collections.abc import Mapping, Sequence

from hearth.kernel import sheets
from hearth.kernel.jobs.work import Work
from hearth.kernel.sheets import Line, Sheet

REFUSED = "refused"
"""The word for a row of which nothing came; all others are the kind's own."""
Errors = Sequence[dict[str, str]]


def next_sheet(work: Work) -> Sheet:
    """The rows that this chunk takes."""
    return sheets.sheet_of(work.given(work.checkpoint.get("next", 0)))


def tell(work: Work, sheet: Sheet, line: Line, word: str, errors: Errors) -> None:
    """Count what became of a row, and write it where it needs a look; a dry run writes every row."""
    if word == REFUSED:
        work.refuse(line.row, errors)
    else:
        work.count(word)
    if work.is_dry_run:
        _begin(work, (sheets.ROW, sheets.RESULT, *sheet.columns, sheets.PROBLEM))
        work.write(sheets.written([line.row, word, *_cells(line.cells, sheet), sheets.in_words(errors)]))
    elif errors:
        write_refused(work, sheet, line.cells, errors)


def write_refused(work: Work, sheet: Sheet, cells: Mapping[str, str], errors: Errors) -> None:
    """Write a row as it came, with what is wrong with it: put right, the file can be sent again."""
    _begin(work, (*sheet.columns, sheets.PROBLEM))
    work.write(sheets.written([*_cells(cells, sheet), sheets.in_words(errors)]))


def goes_on(work: Work, sheet: Sheet) -> bool:
    """Say how far it is after these rows; return whether there are more."""
    following = work.checkpoint.get("next", 0) + 1
    done = work.checkpoint.get("done", 0) + len(sheet.lines)
    work.checkpoint.update(next=following, done=done)
    work.report(done, total=sheet.total, doing="Checking rows" if work.is_dry_run else "Taking rows")
    return following < work.pieces_given()


def _begin(work: Work, columns: Sequence[str]) -> None:
    if not work.checkpoint.get("headed"):
        work.write(sheets.head(columns))
        work.checkpoint["headed"] = True


def _cells(cells: Mapping[str, str], sheet: Sheet) -> list[str]:
    return [cells.get(name, "") for name in sheet.columns]
