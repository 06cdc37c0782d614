"""Shows what changed as people read it: words struck out and added, pictures gone, new or moved."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from hearth.kernel.revisions import Change

Kind = Literal["same", "del", "ins"]
WORD = re.compile(r"\S+\s*|\s+")
MOST_PAIRS = 200_000
"""Of equal words in two texts; with more, comparing takes seconds, and all of it is shown as replaced."""
SHORTEST_BETWEEN = 2
"""Fewer words that stayed, between two that did not, read better as part of the change."""


@dataclass(frozen=True)
class Piece:
    kind: Kind
    text: str


@dataclass(frozen=True)
class Picture:
    """One of a row of pictures; `mark` says what became of it, in words, empty when nothing did."""

    thumb: str
    alt: str
    full: str
    mark: str
    kind: Kind | Literal["moved"]


@dataclass(frozen=True)
class Shown:
    """One change, ready for `components/difference.html`: pieces of a text, or pictures before and after."""

    field: str
    label: str
    pieces: Sequence[Piece] = ()
    before: Sequence[Picture] = ()
    after: Sequence[Picture] = ()
    pictures: bool = False


def shown(changes: Iterable[Change]) -> list[Shown]:
    return [_shown(change) for change in changes]


def words(was: str, becomes: str) -> list[Piece]:
    """Compare two texts word by word; the pieces that are not `ins` read as the first, and so on."""
    if was == becomes:
        return [Piece("same", was)] if was else []
    before, after = WORD.findall(was), WORD.findall(becomes)
    first, second = _bare(before), _bare(after)
    counted, again = Counter(first), Counter(second)
    if sum(counted[word] * again[word] for word in counted) > MOST_PAIRS:
        return _joined([Piece("del", was), Piece("ins", becomes)])
    steps = SequenceMatcher(a=first, b=second, autojunk=False).get_opcodes()
    pieces: list[Piece] = []
    for number, (tag, i1, i2, j1, j2) in enumerate(steps):
        between = 0 < number < len(steps) - 1
        if tag == "equal" and not (between and i2 - i1 < SHORTEST_BETWEEN):
            # The spaces behind a word are those of the new text.
            pieces.append(Piece("same", "".join(after[j1:j2])))
        else:
            pieces += [Piece("del", "".join(before[i1:i2])), Piece("ins", "".join(after[j1:j2]))]
    return _joined(pieces)


def _bare(text: list[str]) -> list[str]:
    """Words without what follows them, so that a new line alone changes no word."""
    return [word.strip() or word for word in text]


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Put neighbours together: of each changed place first all that goes, then all that comes."""
    found: list[Piece] = []
    gone, come = "", ""
    for piece in [*pieces, Piece("same", "")]:
        if piece.kind == "del":
            gone += piece.text
        elif piece.kind == "ins":
            come += piece.text
        else:
            behind = come[len(come.rstrip()) :]
            if gone.endswith(behind):  # spaces that both have are no part of what changed
                gone, come = gone.removesuffix(behind), come.removesuffix(behind)
                piece = Piece("same", behind + piece.text)
            found += [Piece("del", gone), Piece("ins", come), piece]
            gone, come = "", ""
    return [piece for piece in found if piece.text]


def _shown(change: Change) -> Shown:
    if _is_pictures(change.was) or _is_pictures(change.becomes):
        before, after = _pictures(change.was or [], change.becomes or [])
        return Shown(change.field, change.label, before=before, after=after, pictures=True)
    return Shown(change.field, change.label, pieces=words(_as_text(change.was), _as_text(change.becomes)))


def _is_pictures(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict) and "thumb" in value[0]


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(map(_as_text, value))
    return str(value)


def _pictures(was: list[Any], becomes: list[Any]) -> tuple[list[Picture], list[Picture]]:
    places = {picture["id"]: place for place, picture in enumerate(was, start=1)}
    kept = {picture["id"] for picture in becomes} & places.keys()
    in_order = _longest_rising([places[picture["id"]] for picture in becomes if picture["id"] in kept])
    before = [
        _picture(picture, *(("same", "") if picture["id"] in kept else ("del", "Removed"))) for picture in was
    ]
    after = []
    for picture in becomes:
        place = places.get(picture["id"])
        if place is None:
            after.append(_picture(picture, "ins", "New"))
        elif place in in_order:
            after.append(_picture(picture, "same", ""))
        else:
            after.append(_picture(picture, "moved", f"Was number {place}"))
    return before, after


def _picture(picture: dict[str, Any], kind: Any, mark: str) -> Picture:
    return Picture(picture["thumb"], picture.get("alt", ""), picture.get("full", ""), mark, kind)


def _longest_rising(numbers: list[int]) -> set[int]:
    """Those that stayed in order: the fewest others have to be called moved."""
    tails: list[int] = []
    chains: list[list[int]] = []
    for number in numbers:
        at = bisect_left(tails, number)
        chain = [*(chains[at - 1] if at else []), number]
        if at == len(tails):
            tails.append(number)
            chains.append(chain)
        else:
            tails[at], chains[at] = number, chain
    return set(chains[-1]) if chains else set()
