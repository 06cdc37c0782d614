"""CSV files as spreadsheets save and open them: read strictly, written so that no cell is calculated."""

import csv
import io
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hearth.kernel.problems import Invalid

MOST_ROWS = 20_000
PROBLEM = "problem"
"""Names what was wrong with a row; left alone, so that the file can be put right and sent again."""
RESULT = "result"
"""Says what became of a row, or would; left alone, too."""
ROW = "row"
"""The number of a row in the file that was sent; left alone, too."""
BEGINS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
INNER_FORMULA = re.compile(r"([;\t\r\n])([ ']*[=+\-@＝＋－＠])")
MARKED_FORMULA = re.compile(r"([;\t\r\n])'([ ']*[=+\-@＝＋－＠])")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
BYTE_ORDER_MARK = "\ufeff"
"""Spreadsheets take a file without it for some older encoding."""
TOO_LONG = [{"pointer": "", "code": "too_long", "detail": "It has more cells than there are columns."}]


@dataclass(frozen=True)
class Line:
    row: int
    """As a spreadsheet counts: the names of the columns stand in row 1."""
    cells: dict[str, str]
    """Those that hold something, by their columns."""
    errors: list[dict[str, str]] = field(default_factory=list)
    """What is wrong with it whatever it says, as problem documents say it."""


@dataclass(frozen=True)
class Sheet:
    columns: tuple[str, ...]
    """Those that are read, in the order of the file."""
    lines: list[Line]
    total: int = 0
    """How many lines there are in all, of which these are a part."""


def read_sheet(
    text: str,
    *,
    read: Collection[str],
    needed: Sequence[str],
    ignored: Collection[str] = (),
    most: int = MOST_ROWS,
) -> Sheet:
    """Return the lines that hold anything; raise Invalid at `/csv` for a file that is no table we know."""
    if "\x00" in text:
        raise _wrong("invalid", "This is no CSV file: it holds NUL characters.")
    text = text.removeprefix(BYTE_ORDER_MARK)
    first = text[:20_000].partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines: list[Line] = []
    try:
        names = [name.strip().lower().replace(" ", "_") for name in next(rows, [])]
        _check_names(names, read, needed, (*ignored, PROBLEM, RESULT, ROW))
        for number, cells in enumerate(rows, 2):
            if any(cells):
                lines.append(_line_of(number, names, cells, read))
            if len(lines) > most:
                raise _wrong("too_many", f"A file may have {most} rows: split it.")
    except csv.Error as error:
        raise _wrong("invalid", f"This is no CSV that we can read: {error}.") from None
    if not lines:
        raise _wrong("required", "There is no row below the names of the columns.")
    return Sheet(tuple(name for name in names if name in read), lines, len(lines))


def refuse_doubles(sheet: Sheet, key: str) -> Sheet:
    """Refuse each line whose key stands in an earlier one: which of them counts nobody could say."""
    seen: dict[str, int] = {}
    lines = []
    for line in sheet.lines:
        value = line.cells.get(key, "")
        if value and value in seen:
            words = f"Row {seen[value]} has this {key} already."
            twice = {"pointer": f"/{key}", "code": "doubled", "detail": words}
            lines.append(Line(line.row, line.cells, [*line.errors, twice]))
            continue
        seen[value] = line.row
        lines.append(line)
    return Sheet(sheet.columns, lines, sheet.total)


def cut(sheet: Sheet, size: int) -> list[str]:
    """The sheet as texts, each a sheet of its own of so many lines."""
    return [
        json.dumps(
            {
                "columns": sheet.columns,
                "total": sheet.total,
                "lines": [[line.row, line.cells, line.errors] for line in sheet.lines[start : start + size]],
            }
        )
        for start in range(0, len(sheet.lines), size)
    ]


def sheet_of(piece: str) -> Sheet:
    """The way back from one of those texts."""
    found = json.loads(piece)
    lines = [Line(row, cells, errors) for row, cells, errors in found["lines"]]
    return Sheet(tuple(found["columns"]), lines, found["total"])


def head(columns: Iterable[str]) -> str:
    return BYTE_ORDER_MARK + written(columns)


def written(cells: Iterable[Any]) -> str:
    """One line of a file."""
    found = io.StringIO(newline="")
    csv.writer(found, quoting=csv.QUOTE_ALL).writerow([_cell(value) for value in cells])
    return found.getvalue()


def in_words(errors: Iterable[Mapping[str, str]]) -> str:
    """What is wrong with a row, for a cell beside it."""
    return "; ".join(f"{_column(each['pointer'])}{each['detail']}" for each in errors)


def _line_of(number: int, names: list[str], cells: list[str], read: Collection[str]) -> Line:
    found = {name: _plain(cell) for name, cell in zip(names, cells, strict=False) if name in read}
    filled = {name: cell for name, cell in found.items() if cell}
    return Line(number, filled, TOO_LONG if any(cells[len(names) :]) else [])


def _check_names(
    names: list[str], read: Collection[str], needed: Sequence[str], ignored: Collection[str]
) -> None:
    if missing := [name for name in needed if name not in names]:
        raise _wrong("required", f"The first line must name the columns; missing: {', '.join(missing)}.")
    if len(set(names)) < len(names):
        raise _wrong("doubled", "A column stands there twice.")
    if unknown := [name[:40] for name in names if name not in read and name not in ignored]:
        raise _wrong("unknown", f"Columns that we do not know: {', '.join(unknown[:5])}.")


def _column(pointer: str) -> str:
    name = pointer.strip("/").partition("/")[0]
    return f"{name}: " if name else ""


def _wrong(code: str, words: str) -> Invalid:
    return Invalid([("/csv", code, words)])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    words = value.isoformat() if hasattr(value, "isoformat") else str(value)
    words = UNSTORABLE.sub("\ufffd", words)
    # A spreadsheet would calculate what looks like a formula, whoever typed it; one that splits lines at
    # another separator than ours would find it in the middle of a cell, too.
    return INNER_FORMULA.sub(r"\1'\2", f"'{words}" if _is_like_a_formula(words) else words)


def _plain(cell: str) -> str:
    """What a cell says, without the mark that kept a spreadsheet from calculating it."""
    cell = MARKED_FORMULA.sub(r"\1\2", cell.strip())
    return cell[1:] if cell.startswith("'") and _is_like_a_formula(cell[1:]) else cell


def _is_like_a_formula(words: str) -> bool:
    return words.lstrip(" '").startswith(BEGINS_FORMULA)
