"""Write `src/borderrules/coastlines.json`, the land and borders behind maps, from Natural Earth.

    npm pack world-atlas && tar -xzf world-atlas-*.tgz
    python tools/refresh_coastlines.py package/countries-10m.json

Natural Earth (www.naturalearthdata.com) is in the public domain; world-atlas carries its borders
of states at 1:10 million as TopoJSON. The package keeps the part in which the crossing points lie,
with lines no finer than a map on a page shows.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from itertools import accumulate, chain, pairwise
from math import cos, hypot, radians
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src" / "borderrules" / "coastlines.json"
sys.path.insert(0, str(ROOT / "src"))

from borderrules.explain.coastlines import Box, clipped, inside_runs  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

Place = tuple[float, float]
Line = list[Place]

BOX: Final = Box(4, 48, 45, 72)
#: How far a line may be off, in degrees of latitude (a hundredth is a kilometre).
TOLERANCE: Final = 0.008
#: Islands smaller than this, in square degrees, are left out.
SMALLEST: Final = 0.004
#: Parts of a degree in which places are written.
PARTS: Final = 100

LICENCE: Final = (
    "Made with Natural Earth (www.naturalearthdata.com), version 4.1, which is in the public domain"
)


class Atlas:
    """The arcs of a TopoJSON file, simplified, and what is made of them."""

    def __init__(self, data: dict[str, Any]) -> None:
        (self.scale_x, self.scale_y), (self.x, self.y) = (
            data["transform"]["scale"],
            data["transform"]["translate"],
        )
        self.arcs = [simplified(self._decoded(arc)) for arc in data["arcs"]]
        self.objects = data["objects"]

    def _decoded(self, arc: list[list[int]]) -> Line:
        steps = accumulate(arc, lambda at, step: [at[0] + step[0], at[1] + step[1]])
        return [(x * self.scale_x + self.x, y * self.scale_y + self.y) for x, y in steps]

    def rings(self, geometry: dict[str, Any]) -> Iterator[list[int]]:
        """The rings of polygons, as the numbers of their arcs."""
        if geometry["type"] == "Polygon":
            yield from geometry["arcs"]
        for polygon in geometry["arcs"] if geometry["type"] == "MultiPolygon" else ():
            yield from polygon
        for part in geometry.get("geometries", ()):
            yield from self.rings(part)

    def line(self, numbers: list[int]) -> Line:
        """Arcs joined end to end; a number below zero is an arc backwards."""
        parts = [self.arcs[n] if n >= 0 else self.arcs[~n][::-1] for n in numbers]
        joined = [*parts[0], *chain.from_iterable(part[1:] for part in parts[1:])]
        # Where land reaches over the 180th meridian, its longitudes go on beyond it.
        return list(accumulate(joined, _onward))

    def land(self) -> list[Line]:
        """The coasts of all land in the box."""
        rings = (clipped(self.line(ring), BOX) for ring in self.rings(self.objects["land"]))
        return [ring for ring in rings if len(ring) > 3 and abs(area(ring)) >= SMALLEST]

    def borders(self) -> list[Line]:
        """The lines that two states share."""
        uses = Counter(
            number if number >= 0 else ~number
            for ring in self.rings(self.objects["countries"])
            for number in ring
        )
        shared = (self.arcs[number] for number, count in uses.items() if count > 1)
        return [run for line in shared for run in inside_runs(line, BOX)]


def _onward(before: Place, place: Place) -> Place:
    """A place with its longitude counted on from the place before."""
    turns = round((before[0] - place[0]) / 360)
    return place[0] + 360 * turns, place[1]


def simplified(line: Line) -> Line:
    """A line without the points that are hardly off the straight way (Douglas and Peucker)."""
    if len(line) < 3:
        return line
    far, at = max((_offset(place, line[0], line[-1]), n) for n, place in enumerate(line))
    if far <= TOLERANCE:
        return [line[0], line[-1]]
    return [*simplified(line[: at + 1]), *simplified(line[at:])[1:]]


def _offset(place: Place, start: Place, end: Place) -> float:
    """How far a place is off a straight line, in degrees of latitude."""
    narrow = cos(radians(place[1]))
    x, y = (place[0] - start[0]) * narrow, place[1] - start[1]
    dx, dy = (end[0] - start[0]) * narrow, end[1] - start[1]
    length = dx * dx + dy * dy
    share = max(0.0, min(1.0, (x * dx + y * dy) / length)) if length else 0.0
    return hypot(x - share * dx, y - share * dy)


def area(ring: Line) -> float:
    """The area within a ring, in square degrees; its sign tells the direction."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]])) / 2


def written(line: Line) -> list[int]:
    """A line as whole parts of a degree: the first place, then the step to each next one."""
    places = [(round(x * PARTS), round(y * PARTS)) for x, y in line]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(places)]
    return [*places[0], *chain.from_iterable(step for step in steps if step != (0, 0))]


def main() -> int:
    """Write the file; the exit status is 2 where no atlas was named."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    atlas = Atlas(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    land, borders = ([written(line) for line in lines] for lines in (atlas.land(), atlas.borders()))
    data = {"licence": LICENCE, "box": BOX, "parts": PARTS, "land": land, "borders": borders}
    TARGET.write_text(json.dumps(data, separators=(",", ":")) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
