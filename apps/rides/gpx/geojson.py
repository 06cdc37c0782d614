"""A line as GeoJSON has it: cut at the date line, so that no map draws it around the world (RFC 7946)."""

from itertools import pairwise
from typing import Any


def multi_line(runs: list[list[list[float]]]) -> dict[str, Any]:
    return {"type": "MultiLineString", "coordinates": [piece for run in runs for piece in _cut(run)]}


def _cut(run: list[list[float]]) -> list[list[list[float]]]:
    pieces = [[run[0]]]
    for before, after in pairwise(run):
        if abs(after[0] - before[0]) > 180:
            edge = 180.0 if before[0] > 0 else -180.0
            way = 360 - abs(after[0] - before[0])
            share = abs(edge - before[0]) / way if way else 0.0
            latitude = round(before[1] + share * (after[1] - before[1]), 5)
            pieces[-1].append([edge, latitude])
            pieces.append([[-edge, latitude]])
        pieces[-1].append(after)
    return pieces
