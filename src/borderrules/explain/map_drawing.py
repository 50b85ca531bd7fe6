"""A map of crossing points as SVG: on land and borders, coloured and shaped by verdict.

Lambert's azimuthal equal-area projection, centred on what is shown.
"""

from __future__ import annotations

from itertools import combinations, groupby
from math import cos, degrees, hypot, radians, sin, sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

from markupsafe import Markup, escape

from borderrules.decisions import Verdict
from borderrules.explain.coastlines import Box, Place, clipped, coastlines, inside_runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: Width of the drawing, in its own units; a phone shows it at about that many pixels.
WIDTH: Final = 400
HEIGHTS: Final = (220, 560)
#: The least that is shown each way, and what is shown around the points, in degrees of latitude.
LEAST: Final = 3.0
MARGIN: Final = 0.8
#: Half the width of a marker.
RADIUS: Final = 9.0

#: Where the name of a zone may stand; of these places the first that a map shows.
NAMES_AT: Final[tuple[tuple[str, Place], ...]] = (
    ("NO", (25.2, 69.6)),
    ("NO", (29.4, 70.15)),
    ("FI", (26.5, 63.2)),
    ("FI", (27.2, 67.6)),
    ("FI", (27.5, 68.9)),
    ("EE", (25.6, 58.75)),
    ("EE", (26.5, 58.5)),
    ("LV", (25.4, 56.85)),
    ("LV", (26.7, 56.75)),
    ("LT", (23.9, 55.3)),
    ("LT", (25.6, 55.2)),
    ("PL", (20.6, 53.2)),
    ("PL", (22.2, 52.5)),
    ("BY", (27.6, 53.6)),
    ("BY", (25.4, 53.4)),
    ("BY", (26.5, 54.2)),
    ("BY", (28.0, 55.15)),
    ("RU", (33.2, 58.3)),
    ("RU", (29.3, 58.3)),
    ("RU", (29.6, 56.6)),
    ("RU", (32.6, 63.6)),
    ("RU", (33.4, 68.2)),
    ("RU", (32.3, 68.75)),
    ("RU-KGD", (21.1, 54.64)),
    ("SE", (16.5, 62.5)),
    ("UA", (28.5, 50.6)),
)


class Mark(NamedTuple):
    """A crossing point to be shown: its number in the table, its name, and its verdict."""

    number: int
    name: str
    place: Place
    verdict: Verdict


class View:
    """What a map shows: a centre, a scale, and where places lie in the drawing."""

    def __init__(self, places: Iterable[Place]) -> None:
        places = list(places)
        south, north = _span([y for _, y in places], LEAST, MARGIN)
        degree = 1 / cos(radians((south + north) / 2))  # of longitude, as far as one of latitude
        west, east = _span([x for x, _ in places], LEAST * degree, MARGIN * degree)
        self.centre = radians((west + east) / 2), radians((south + north) / 2)
        corners = [(x, y) for x in (west, (west + east) / 2, east) for y in (south, north)]
        projected = [self._project(place) for place in corners]
        self.left, right = min(x for x, _ in projected), max(x for x, _ in projected)
        self.top, bottom = min(y for _, y in projected), max(y for _, y in projected)
        self.scale = min(WIDTH / (right - self.left), HEIGHTS[1] / (bottom - self.top))
        self.height = min(max(round((bottom - self.top) * self.scale), HEIGHTS[0]), HEIGHTS[1])
        # What is left over is shared out on both sides.
        self.left -= (WIDTH / self.scale - (right - self.left)) / 2
        self.top -= (self.height / self.scale - (bottom - self.top)) / 2
        around = degrees(hypot(WIDTH, self.height) / self.scale / 2)
        x, y = (west + east) / 2, (south + north) / 2
        wide = around / cos(radians(min(y + around, 80)))
        known = coastlines().box
        self.box = Box(
            max(x - wide, known.west),
            max(y - around, known.south),
            min(x + wide, known.east),
            min(y + around, known.north),
        )

    def _project(self, place: Place) -> Place:
        longitude, latitude = radians(place[0]) - self.centre[0], radians(place[1])
        middle = self.centre[1]
        straight = sin(middle) * sin(latitude) + cos(middle) * cos(latitude) * cos(longitude)
        k = sqrt(2 / (1 + straight))
        return (
            k * cos(latitude) * sin(longitude),
            -k * (cos(middle) * sin(latitude) - sin(middle) * cos(latitude) * cos(longitude)),
        )

    def at(self, place: Place) -> Place:
        """Where a place lies in the drawing."""
        x, y = self._project(place)
        return (x - self.left) * self.scale, (y - self.top) * self.scale

    def shows(self, spot: Place, within: float = 0) -> bool:
        """Whether a spot of the drawing lies in it, that far from its edges."""
        x, y = spot
        return within <= x <= WIDTH - within and within <= y <= self.height - within


def drawing(
    marks: Sequence[Mark], zones: dict[str, str], title: str, description: str
) -> Markup | None:
    """The map, or None if no point lies where the coastlines are known; `zones` are their names."""
    known = coastlines()
    marks = [mark for mark in marks if known.box.holds(mark.place)]
    if not marks:
        return None
    view = View([mark.place for mark in marks])
    land = (_path(ring, view, closed=True) for ring in _seen(known.land, view))
    borders = (
        _path(run, view) for line in known.borders for run in inside_runs(list(line), view.box)
    )
    return Markup(
        '<svg class="map" role="img" aria-labelledby="map-title map-description"'
        ' viewBox="0 0 {width} {height}"><title id="map-title">{title}</title>'
        '<desc id="map-description">{description}</desc>'
        '<path class="land" d="{land}"/><path class="border" d="{borders}"/>{names}{marks}</svg>'
    ).format(
        width=WIDTH,
        height=view.height,
        title=title,
        description=description,
        land=" ".join(land),
        borders=" ".join(borders),
        names=Markup("").join(_names(zones, view)),
        marks=Markup("").join(_drawn(marks, view)),
    )


def shape(verdict: Verdict, x: float, y: float, size: float = RADIUS) -> Markup:
    """The sign of a verdict: a disc for allowed, a diamond for undetermined, a square for refused.

    Paper and eyes that do not tell colours apart tell the shapes.
    """
    if verdict is Verdict.ALLOWED:
        return Markup('<circle class="allowed" cx="{}" cy="{}" r="{}"/>').format(
            _number(x), _number(y), _number(size)
        )
    if verdict is Verdict.REFUSED:
        half = size * 0.9
        return Markup('<rect class="refused" x="{}" y="{}" width="{}" height="{}"/>').format(
            *map(_number, (x - half, y - half, 2 * half, 2 * half))
        )
    far = size * 1.3
    corners = ((x, y - far), (x + far, y), (x, y + far), (x - far, y))
    return Markup('<polygon class="undetermined" points="{}"/>').format(
        " ".join(f"{_number(a)},{_number(b)}" for a, b in corners)
    )


def _drawn(marks: Sequence[Mark], view: View) -> Iterator[Markup]:
    """The markers, each with its number; moved apart, with a line to where the point is."""
    spots = [view.at(mark.place) for mark in marks]
    for mark, true, (x, y) in zip(marks, spots, _apart(spots, view), strict=True):
        line = Markup("")
        if hypot(x - true[0], y - true[1]) > 1:
            line = Markup(
                '<path class="leader" d="M{0} {1}L{2} {3}"/>'
                '<circle class="true" cx="{0}" cy="{1}" r="2"/>'
            ).format(*map(_number, (*true, x, y)))
        yield Markup(
            '<g class="mark"><title>{}. {}</title>{}{}<text x="{}" y="{}">{}</text></g>'
        ).format(
            mark.number,
            mark.name,
            line,
            shape(mark.verdict, x, y),
            _number(x),
            _number(y + 3.9),
            mark.number,
        )


def _apart(spots: list[Place], view: View) -> list[Place]:
    """The spots, moved as little as it takes that no marker lies on another."""
    moved = [list(spot) for spot in spots]
    gap = RADIUS * 2.4
    for _ in range(60):
        for number, (one, other) in enumerate(combinations(moved, 2)):
            dx, dy = other[0] - one[0], other[1] - one[1]
            far = hypot(dx, dy)
            if far >= gap:
                continue
            if far < 0.01:  # the same place: the direction is free, but always the same
                dx, dy, far = cos(number), sin(number), 1.0
            push = (gap - min(far, gap)) / 2 / far
            for spot, sign in ((one, -1), (other, 1)):
                spot[0] += sign * dx * push
                spot[1] += sign * dy * push
        for spot in moved:
            spot[0] = min(max(spot[0], RADIUS * 1.4), WIDTH - RADIUS * 1.4)
            spot[1] = min(max(spot[1], RADIUS * 1.4), view.height - RADIUS * 1.4)
    return [(x, y) for x, y in moved]


def _names(zones: dict[str, str], view: View) -> Iterator[Markup]:
    """The names of zones that lie in the drawing with room around them."""
    told: set[str] = set()
    for zone, place in NAMES_AT:
        spot = view.at(place)
        if zone in zones and zone not in told and view.shows(spot, 36):
            told.add(zone)
            yield Markup('<text class="zone" x="{}" y="{}">{}</text>').format(
                _number(spot[0]), _number(spot[1]), escape(zones[zone])
            )


def _seen(rings: Iterable[tuple[Place, ...]], view: View) -> Iterator[list[Place]]:
    for ring in rings:
        part = clipped(list(ring), view.box)
        if len(part) > 2:
            yield part


def _path(line: list[Place], view: View, *, closed: bool = False) -> str:
    """A line as the data of an SVG path, without points that lie on the one before."""
    spots = (" ".join(map(_number, view.at(place))) for place in line)
    return "M" + "L".join(spot for spot, _ in groupby(spots)) + ("Z" if closed else "")


def _number(value: float) -> str:
    """A measure with one decimal, as short as can be."""
    return f"{value:.1f}".removesuffix(".0")


def _span(values: list[float], least: float, margin: float) -> tuple[float, float]:
    low, high = min(values) - margin, max(values) + margin
    lacking = max(least - (high - low), 0) / 2
    return low - lacking, high + lacking
