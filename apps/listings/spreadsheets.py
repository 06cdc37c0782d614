"""Listings as lines of a CSV file: how they are written for spreadsheets, and read from what those save."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from apps.listings.models import Pet
from hearth.kernel.problems import Invalid

ABOUT = ("id", "status", "published_at")
"""Written for people to see, and left alone when the file comes back."""
COLUMNS = (
    *("reference", "name", "species", "breed", "secondary_breed", "mixed", "gender"),
    *("birth_date", "birth_date_estimated", "size", "coat", "colours", "description", "story"),
    *("suburb", "region", "good_with_children", "good_with_dogs", "good_with_cats", "house_trained"),
    *("special_needs", "desexed", "vaccinated", "wormed", "adoption_fee", "adoption_fee_currency"),
)
READ = (*COLUMNS, "microchip")
PROBLEM = "problem"
"""Names what was wrong with a row; left alone, too, so that the file can be put right and sent again."""
NEEDED = ("reference", "name", "species")
OF_COLUMN = {"gender": "sex"}
MOST_ROWS = 2000
BEGINS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
INNER_FORMULA = re.compile(r"([;\t\r\n])([ ']*[=+\-@＝＋－＠])")
MARKED_FORMULA = re.compile(r"([;\t\r\n])'([ ']*[=+\-@＝＋－＠])")
BYTE_ORDER_MARK = "\ufeff"
"""Spreadsheets take a file without it for some older encoding."""


@dataclass(frozen=True)
class Line:
    row: int
    """As a spreadsheet counts: the names of the columns stand in row 1."""
    cells: dict[str, str]
    too_long: bool = False
    """It has more cells than there are columns."""


@dataclass(frozen=True)
class Table:
    columns: tuple[str, ...]
    """Those that are read, in the order of the file."""
    lines: list[Line]


def head() -> str:
    return BYTE_ORDER_MARK + _line((*ABOUT, *COLUMNS))


def written(pets: Iterable[Pet]) -> str:
    return "".join(
        _line(_cell(getattr(pet, OF_COLUMN.get(name, name))) for name in (*ABOUT, *COLUMNS)) for pet in pets
    )


def head_of_refused(columns: Iterable[str]) -> str:
    return BYTE_ORDER_MARK + _line((*columns, PROBLEM))


def refused(columns: Iterable[str], line: Line, errors: Iterable[Mapping[str, str]]) -> str:
    """A row that was not taken, as it was read, and beside it what is wrong."""
    said = "; ".join(f"{_column(each['pointer'])}{each['detail']}" for each in errors)
    return _line((*(_cell(line.cells.get(name, "")) for name in columns), _cell(said)))


def check(text: str) -> None:
    """Refuse a file that is no table of listings, at `/csv`; its rows are looked at one by one later."""
    read(text)


def read(text: str) -> Table:
    """Return the lines that hold anything; raise Invalid where the file is no table that we know."""
    if "\x00" in text:
        raise _wrong("invalid", "This is no CSV file: it holds NUL characters.")
    text = text.removeprefix(BYTE_ORDER_MARK)
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise _wrong("invalid", f"This is no CSV that we can read: {error}.") from None
    names = [name.strip().lower().replace(" ", "_") for name in rows[0]] if rows else []
    _check_names(names)
    lines = [_read_line(number, names, cells) for number, cells in enumerate(rows[1:], 2) if any(cells)]
    if not lines:
        raise _wrong("required", "There is no row below the names of the columns.")
    if len(lines) > MOST_ROWS:
        raise _wrong("too_many", f"A file may have {MOST_ROWS} rows: split it.")
    return Table(tuple(name for name in names if name in READ), lines)


def _read_line(number: int, names: list[str], cells: list[str]) -> Line:
    found = {name: _plain(cell) for name, cell in zip(names, cells, strict=False) if name in READ}
    filled = {name: cell for name, cell in found.items() if cell}
    return Line(number, filled, too_long=any(cells[len(names) :]))


def _check_names(names: list[str]) -> None:
    if missing := [name for name in NEEDED if name not in names]:
        raise _wrong("required", f"The first line must name the columns; missing: {', '.join(missing)}.")
    if len(set(names)) < len(names):
        raise _wrong("doubled", "A column stands there twice.")
    if unknown := [name[:40] for name in names if name not in (*ABOUT, *READ, PROBLEM)]:
        raise _wrong("unknown", f"Columns that we do not know: {', '.join(unknown[:5])}.")


def _column(pointer: str) -> str:
    name = pointer.strip("/").partition("/")[0]
    return f"{name}: " if name else ""


def _wrong(code: str, words: str) -> Invalid:
    return Invalid([("/csv", code, words)])


def _line(cells: Iterable[str]) -> str:
    found = io.StringIO(newline="")
    csv.writer(found, quoting=csv.QUOTE_ALL).writerow(list(cells))
    return found.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    words = value.isoformat() if hasattr(value, "isoformat") else str(value)
    # A spreadsheet would calculate what looks like a formula, whoever typed it; one that splits lines at
    # another separator than ours would find it in the middle of a cell, too.
    return INNER_FORMULA.sub(r"\1'\2", f"'{words}" if _is_like_a_formula(words) else words)


def _plain(cell: str) -> str:
    """What a cell says, without the mark that kept a spreadsheet from calculating it."""
    cell = MARKED_FORMULA.sub(r"\1\2", cell.strip())
    return cell[1:] if cell.startswith("'") and _is_like_a_formula(cell[1:]) else cell


def _is_like_a_formula(words: str) -> bool:
    return words.lstrip(" '").startswith(BEGINS_FORMULA)
