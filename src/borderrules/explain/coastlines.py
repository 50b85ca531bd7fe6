"""The land and the borders of states that lie behind a map, from `coastlines.json`."""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Place = tuple[float, float]
"""Longitude and latitude in degrees."""

_FILE: Final = Path(__file__).parent.parent / "coastlines.json"


class Box(NamedTuple):
    """A part of the earth between two longitudes and two latitudes."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, place: Place) -> bool:
        """Whether a place lies in it."""
        return self.west <= place[0] <= self.east and self.south <= place[1] <= self.north


class Coastlines(NamedTuple):
    """Land as rings, borders of states as lines; `box` is where they are known."""

    box: Box
    land: tuple[tuple[Place, ...], ...]
    borders: tuple[tuple[Place, ...], ...]


@cache
def coastlines() -> Coastlines:
    """All that the file holds."""
    data = json.loads(_FILE.read_text("utf-8"))
    parts = data["parts"]
    return Coastlines(
        Box(*data["box"]),
        tuple(tuple(_places(line, parts)) for line in data["land"]),
        tuple(tuple(_places(line, parts)) for line in data["borders"]),
    )


def _places(steps: list[int], parts: int) -> Iterator[Place]:
    x = y = 0
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        yield x / parts, y / parts


def clipped(ring: list[Place], box: Box) -> list[Place]:
    """The part of a ring within a box, cut at one edge after the other (Sutherland and Hodgman)."""
    for axis, edge, keeps in (
        (0, box.west, lambda value: value >= box.west),
        (0, box.east, lambda value: value <= box.east),
        (1, box.south, lambda value: value >= box.south),
        (1, box.north, lambda value: value <= box.north),
    ):
        ring = list(_cut(ring, axis, edge, keeps))
    return ring


def _cut(
    ring: list[Place], axis: int, edge: float, keeps: Callable[[float], bool]
) -> Iterator[Place]:
    for before, place in pairwise([ring[-1], *ring] if ring else []):
        if keeps(before[axis]) != keeps(place[axis]):
            share = (edge - before[axis]) / (place[axis] - before[axis])
            x, y = (a + share * (b - a) for a, b in zip(before, place, strict=True))
            yield x, y
        if keeps(place[axis]):
            yield place


def inside_runs(line: list[Place], box: Box) -> Iterator[list[Place]]:
    """The stretches of a line within a box, each with the step across its edge."""
    run: list[Place] = []
    for before, place in pairwise(line):
        if not (box.holds(before) or box.holds(place)):
            if run:
                yield run
            run = []
            continue
        run = run or [before]
        run.append(place)
    if run:
        yield run
