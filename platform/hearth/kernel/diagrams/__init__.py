"""State diagrams: a small layouter that gives every box, arrow and label a place of its own.

States stand in columns by their distance from where a row begins. Between those lie columns of labels, where
every arrow has a row to itself, and an arrow that goes back over several columns has a free row in each.
Lines bend only in the empty gaps between columns: they may cross each other, never a box or a label.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hearth.kernel.diagrams.lines import head, loop, text_width, through, turn
from hearth.kernel.diagrams.rows import Columns, Slot, arrange, link
from hearth.kernel.workflow import Verb, Workflow

MARGIN, START, BEND = 14, 30, 42
BOX_HEIGHT, ROW_HEIGHT, PORT = 46, 20, 18
LABEL_HEIGHT, LANE_HEIGHT = 24, 14
BOX_GAP, LABEL_GAP = 24, 6


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
    """A verb from one state, or from none where a row begins. `path` and `head` are path data of SVG."""

    verb: Verb
    source: str
    target: str
    path: str
    head: str
    label_x: int
    label_y: int
    label_width: int

    @property
    def stays(self) -> bool:
        return self.source == self.target

    @property
    def plate(self) -> tuple[int, int, int, int]:
        """Left, top, width and height of the ground on which the label stands."""
        left, top = self.label_x - self.label_width // 2, self.label_y - LABEL_HEIGHT // 2
        return left, top, self.label_width, LABEL_HEIGHT


@dataclass(frozen=True)
class Diagram:
    width: int
    height: int
    boxes: list[Box]
    arrows: list[Arrow]
    start: str
    """The line that leads to the first state where no verb does."""


def draw(workflow: Workflow, *, initial: str, labels: Mapping[str, str]) -> Diagram:
    """Lay out a table; the same table always gives the same picture.

    A row begins by a verb that comes from no state; `initial` is where it begins when there is none.
    """
    return _Layout(workflow, initial, labels).diagram()


@dataclass(eq=False)
class _Chain:
    """A moving arrow: its states and what lies between them, from left to right."""

    verb: Verb
    left: str
    """Empty where a row begins."""
    right: str
    column: int
    """The first of the columns that it passes."""
    between: list[Slot]
    backwards: bool = False
    turns: bool = False
    """Both ends are in one column: out to the label on its right, and back."""

    @property
    def source(self) -> str:
        return self.right if self.backwards else self.left

    @property
    def target(self) -> str:
        return self.left if self.backwards else self.right

    @property
    def label(self) -> Slot:
        return self.between[-1]


class _Layout:
    """Columns count from the left: labels of beginnings, states, labels, states, labels, …"""

    def __init__(self, workflow: Workflow, initial: str, labels: Mapping[str, str]) -> None:
        self.workflow, self.labels = workflow, labels
        self.moves = [
            (verb, source, verb.to)
            for verb in workflow.verbs
            for source in workflow.states
            if source in verb.from_ and verb.to and verb.to != source
        ]
        births = [(verb, verb.to) for verb in workflow.verbs if not verb.from_ and verb.to]
        self.firsts = [state for _, state in births] or [initial]
        self.column_of = {state: 2 * steps + 1 for state, steps in self.distances().items()}
        self.columns: Columns = [[] for _ in range(max(self.column_of.values()) + 2)]
        self.states = {
            state: self.add(self.column_of[state], self.state_width(state), 0, BOX_GAP)
            for state in workflow.states
        }
        self.chains = [self.birth(verb, state) for verb, state in births]
        self.chains += [self.chain(verb, source, target) for verb, source, target in self.moves]
        self.make_room_for_ports()
        self.columns = arrange(self.columns, top=MARGIN)
        self.spread()

    # Columns ---------------------------------------------------------------------------------------
    def distances(self) -> dict[str, int]:
        """Steps from where a row begins; a state that nothing leads to is such a place too."""
        roots = list(self.firsts)
        found = self.reached(roots)
        led_to = {target for _, _, target in self.moves}
        for state in sorted(self.workflow.states, key=lambda state: state in led_to):
            if state not in found:
                roots.append(state)
                found = self.reached(roots)
        return found

    def reached(self, roots: Sequence[str]) -> dict[str, int]:
        found, edge = dict.fromkeys(roots, 0), list(roots)
        while edge:
            here = edge.pop(0)
            for _, source, target in self.moves:
                if source == here and target not in found:
                    found[target] = found[here] + 1
                    edge.append(target)
        return found

    def add(self, column: int, width: int, height: int, gap: int) -> Slot:
        slot = Slot(width, height, gap)
        self.columns[column].append(slot)
        return slot

    def chain(self, verb: Verb, source: str, target: str) -> _Chain:
        """Give an arrow a lane in every column that it passes, and its label in the last one.

        Nothing leads forward over more than one column, because columns are distances.
        """
        one, other = self.column_of[source], self.column_of[target]
        backwards, turns = other < one, other == one
        left, right = (target, source) if backwards else (source, target)
        first, last = min(one, other) + 1, one + 1 if turns else max(one, other) - 1
        between = [self.add(column, 0, LANE_HEIGHT, LABEL_GAP) for column in range(first, last)]
        between.append(self.label(verb, last))
        for slot, following in pairwise([self.states[left], *between]):
            link(slot, following)
        link(*(self.states[right], between[-1]) if turns else (between[-1], self.states[right]))
        return _Chain(verb, left, right, first, between, backwards, turns)

    def birth(self, verb: Verb, state: str) -> _Chain:
        label = self.label(verb, 0)
        link(label, self.states[state])
        return _Chain(verb, "", state, 0, [label])

    def label(self, verb: Verb, column: int) -> Slot:
        return self.add(column, text_width(verb.label, 13) + 14, LABEL_HEIGHT, LABEL_GAP)

    def staying(self, state: str) -> list[Verb]:
        return [verb for verb in self.workflow.verbs if state in verb.from_ and verb.to in (None, state)]

    def state_width(self, state: str) -> int:
        rows = [text_width(verb.label, 12) + 20 for verb in self.staying(state)]
        return max([text_width(self.labels[state], 15), *rows, 60]) + 24

    def make_room_for_ports(self) -> None:
        for state, slot in self.states.items():
            rows = len(self.staying(state)) * ROW_HEIGHT
            ports = max(len(slot.left), len(slot.right)) * PORT
            slot.height = max(BOX_HEIGHT + rows, ports + PORT)

    def spread(self) -> None:
        """Give every column its left and right edge."""
        x = MARGIN + START
        self.edges: list[tuple[int, int]] = []
        for column in self.columns:
            right = x + max((slot.width for slot in column), default=0)
            self.edges.append((x, right))
            x = right + BEND if column else right

    # The picture -----------------------------------------------------------------------------------
    def diagram(self) -> Diagram:
        boxes = {state: self.box(state) for state in self.workflow.states}
        ports = self.ports()
        arrows = [self.arrow(chain, ports) for chain in self.chains]
        for box in boxes.values():
            arrows += self.loops(box)
        slots = [slot for column in self.columns for slot in column]
        first = boxes[self.firsts[0]]
        middle = first.y + first.height // 2
        plain = f"M {MARGIN} {middle} L {first.x} {middle} {head(first.x, middle, 1)}"
        return Diagram(
            width=max(right for _, right in self.edges) + MARGIN,
            height=int(max(slot.y + slot.height / 2 for slot in slots)) + MARGIN,
            boxes=list(boxes.values()),
            arrows=arrows,
            start=plain if not self.columns[0] else "",
        )

    def box(self, state: str) -> Box:
        slot, (left, right) = self.states[state], self.edges[self.column_of[state]]
        rows = len(self.staying(state)) * ROW_HEIGHT
        return Box(
            state=state,
            label=self.labels[state],
            x=left,
            y=int(slot.y - slot.height / 2),
            width=right - left,
            height=slot.height,
            title_y=int(slot.y - rows / 2),
            is_first=state in self.firsts,
            is_final=all(source != state for _, source, _ in self.moves),
        )

    def ports(self) -> dict[tuple[_Chain, str], int]:
        """Where each arrow touches its states, so that no two touch at one point."""
        sides: dict[tuple[str, str], list[tuple[float, int, _Chain, str]]] = {}
        for index, chain in enumerate(self.chains):
            ends = [("right", chain.right, "right" if chain.turns else "left", chain.label)]
            if chain.left:
                ends.append(("left", chain.left, "right", chain.between[0]))
            for end, state, side, beside in ends:
                sides.setdefault((state, side), []).append((beside.y, index, chain, end))
        found = {}
        for (state, _), touching in sides.items():
            top = self.states[state].y - (len(touching) - 1) * PORT / 2
            for row, (_, _, chain, end) in enumerate(sorted(touching, key=lambda each: each[:2])):
                found[chain, end] = int(top + row * PORT)
        return found

    def arrow(self, chain: _Chain, ports: Mapping[tuple[_Chain, str], int]) -> Arrow:
        (left, right), row = self.edges[chain.column + len(chain.between) - 1], int(chain.label.y)
        start, label_x = (MARGIN, row), (left + right) // 2
        if chain.left:
            start = (self.edges[self.column_of[chain.left]][1], ports[chain, "left"])
        if chain.turns:
            end = (start[0], ports[chain, "right"])
            path, label_x = turn(start, (left, row), end), left + chain.label.width // 2
        else:
            points = [start]
            for column, slot in enumerate(chain.between, start=chain.column):
                points += [(x, int(slot.y)) for x in self.edges[column]]
            points.append((self.edges[self.column_of[chain.right]][0], ports[chain, "right"]))
            if chain.backwards:
                points.reverse()
            end, path = points[-1], through(points)
        return Arrow(
            verb=chain.verb,
            source=chain.source,
            target=chain.target,
            path=path,
            head=head(*end, -1 if chain.backwards or chain.turns else 1),
            label_x=label_x,
            label_y=row,
            label_width=chain.label.width,
        )

    def loops(self, box: Box) -> list[Arrow]:
        """The verbs that stay where they are, as rows below the state's name, each with a small loop."""
        found = []
        for row, verb in enumerate(self.staying(box.state), start=1):
            width = text_width(verb.label, 12)
            left, y = box.center - (width + 20) // 2, box.title_y + row * ROW_HEIGHT + 2
            line, tip = loop(left + 6, y)
            x = left + 20 + width // 2
            found.append(Arrow(verb, box.state, box.state, line, tip, x, y, width))
        return found
