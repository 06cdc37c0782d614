"""Rows in columns: in which order they stand, and how high each one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

SWEEPS, SETTLINGS = 16, 30


@dataclass(eq=False)
class Slot:
    """A row in a column: a state, a label, or a lane that an arrow passes through. `y` is its middle."""

    width: int
    height: int
    gap: int
    y: float = 0
    left: list[Slot] = field(default_factory=list)
    right: list[Slot] = field(default_factory=list)


Columns = list[list[Slot]]


def link(left: Slot, right: Slot) -> None:
    left.right.append(right)
    right.left.append(left)


def arrange(columns: Columns, *, top: int) -> Columns:
    """Order the columns so that few lines cross, and put every row near those that it is tied to."""
    for column in columns:
        _place(column, [float(index) for index in range(len(column))])
    fewest, best = crossings(columns), [list(column) for column in columns]
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        for column in columns if forward else reversed(columns):
            for slot in column:
                slot.y = _mean(slot.left if forward else slot.right, slot.y)
            column.sort(key=lambda slot: slot.y)
            _place(column, [slot.y for slot in column])
        if crossings(columns) < fewest:
            fewest, best = crossings(columns), [list(column) for column in columns]
    for _ in range(SETTLINGS):
        for column in best:
            _place(column, [_mean(slot.left + slot.right, slot.y) for slot in column])
    highest = min(slot.y - slot.height / 2 for column in best for slot in column)
    for column in best:
        for slot in column:
            slot.y = round(slot.y - highest) + top
    return best


def crossings(columns: Columns) -> int:
    found = 0
    for column in columns:
        lines = [(slot.y, following.y) for slot in column for following in slot.right]
        found += sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(lines, 2))
    return found


def _mean(slots: Sequence[Slot], otherwise: float) -> float:
    return sum(slot.y for slot in slots) / len(slots) if slots else otherwise


def _place(column: Sequence[Slot], wanted: Sequence[float]) -> None:
    """Put the rows as near as possible to where they want to be, in order and without touching.

    Rows that want the same place form a block around the mean of their wishes (pooling adjacent violators).
    """
    offsets = [0.0]
    for above, below in pairwise(column):
        offsets.append(offsets[-1] + (above.height + below.height) / 2 + max(above.gap, below.gap))
    blocks: list[list[float]] = []
    for wish, offset in zip(wanted, offsets, strict=False):
        blocks.append([wish - offset, 1])
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            mean, count = blocks.pop()
            blocks[-1][0] = (blocks[-1][0] * blocks[-1][1] + mean * count) / (blocks[-1][1] + count)
            blocks[-1][1] += count
    starts = [mean for mean, count in blocks for _ in range(int(count))]
    for slot, start, offset in zip(column, starts, offsets, strict=False):
        slot.y = start + offset
