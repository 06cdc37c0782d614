"""State diagrams: a small layouter that gives every box, arrow and label a place of its own.

States stand in columns by their distance from the first one. Between those lie columns of labels, where
every arrow has a row to itself, and an arrow that goes back over several columns has a free row in each.
Lines curve only in the empty gaps between columns: they can cross each other, never a box or a label.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hearth.kernel.workflow import Verb, Workflow

MARGIN, START = 16, 40
BOX_HEIGHT, ROW_HEIGHT, PORT = 44, 20, 18
LABEL_HEIGHT, LANE_HEIGHT = 24, 14
BOX_GAP, LABEL_GAP = 22, 6
CURVE = 46
SWEEPS, SETTLINGS = 12, 24
NARROW, WIDE = set("fijlrtI.,'’"), set("mwMWABCDGHNOQRUV")


@dataclass(frozen=True)
class Box:
    """A state; x and y are its upper left corner."""

    state: str
    label: str
    x: int
    y: int
    width: int
    height: int
    title_y: int
    is_first: bool
    is_final: bool

    @property
    def center(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True)
class Arrow:
    """A verb from one state; `path` and `head` are SVG path data, the label is centred at its point."""

    verb: str
    label: str
    source: str
    target: str
    by_hand: bool
    stays: bool
    path: str
    head: str
    label_x: int
    label_y: int
    label_width: int

    @property
    def label_left(self) -> int:
        return self.label_x - self.label_width // 2

    @property
    def label_top(self) -> int:
        return self.label_y - LABEL_HEIGHT // 2


@dataclass(frozen=True)
class Diagram:
    width: int
    height: int
    boxes: list[Box]
    arrows: list[Arrow]
    start: str
    """The path of the short arrow that leads to the first state."""

    @property
    def label_height(self) -> int:
        return LABEL_HEIGHT


def draw(workflow: Workflow, *, initial: str, labels: dict[str, str]) -> Diagram:
    """Lay out a workflow's table; the same table always gives the same picture."""
    return _Layout(workflow, initial, labels).diagram()


def text_width(words: str, size: int) -> int:
    """About how wide words are in a system font; rather too wide than too narrow."""
    units = sum(34 if letter in NARROW else 78 if letter in WIDE else 59 for letter in words)
    return units * size // 100


@dataclass(eq=False)
class _Slot:
    """A row in a column: a state, a label, or a lane in which an arrow passes."""

    width: int
    height: int
    gap: int
    y: float = 0
    around: list[_Slot] = field(default_factory=list)


@dataclass(eq=False)
class _Chain:
    """What an arrow goes through, from its left end to its right one."""

    verb: Verb
    source: str
    target: str
    slots: list[_Slot]
    label: _Slot
    backwards: bool
    turns: bool
    """Both ends are in one column: out to the label on the right, and back."""

    @property
    def ends(self) -> tuple[tuple[str, str, _Slot], tuple[str, str, _Slot]]:
        """(state, side, the slot next to it) at the source and at the target."""
        if self.turns:
            return (self.source, "right", self.label), (self.target, "right", self.label)
        left, right = (self.slots[0], "left"), (self.slots[-1], "right")
        (first, side), (last, other) = (left, right) if self.backwards else (right, left)
        if self.backwards:
            return (self.source, "left", last), (self.target, "right", first)
        return (self.source, "right", last), (self.target, "left", first)


class _Layout:
    def __init__(self, workflow: Workflow, initial: str, labels: dict[str, str]) -> None:
        self.workflow = workflow
        self.initial = initial
        self.labels = labels
