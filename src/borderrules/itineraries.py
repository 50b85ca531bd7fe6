"""Every sensible way between two places, leg by leg, before anything is judged.

Sensible means: no zone twice, no common area (such as Schengen) left and entered again, no more
legs than asked for, a vehicle taken along from the start or not at all and, once left, left.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from borderrules.distance import distance_km
from borderrules.legs import Leg, Passing, Stop
from borderrules.query import Vehicle
from borderrules.rulebook import forget_older
from borderrules.terms import MODES, MOTOR_MODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import networkx

    from borderrules.measures import Coordinates, Point, Text, Zone
    from borderrules.query import Query
    from borderrules.rulebook import Rulebook

#: Borders that a journey crosses at most, where the query does not say: enough for Kaliningrad to
#: Saint Petersburg through Lithuania and Latvia, and for Moscow to Berlin through Belarus.
MAX_LEGS: Final = 3

#: Pairs of places whose sequences of zones a rulebook remembers.
MAX_REMEMBERED: Final = 300

#: Modes that count only if asked for: few have a boat, haul freight or cycle across countries.
UNUSUAL: Final = frozenset({"leisure_boat", "truck", "bicycle"})

#: Modes from what is natural for a stretch without an external border to what is not.
ONWARD: Final[tuple[str, ...]] = (
    "car",
    "truck",
    "bus",
    "rail",
    "ferry",
    "bicycle",
    "foot",
    "leisure_boat",
    "air",
)


class End(NamedTuple):
    """Where a journey starts or ends: a place in one of some zones, its position if known."""

    zones: tuple[Zone, ...]
    position: Coordinates | None
    name: Text


class Hop:
    """The legs from one zone to the next; a journey takes one of them."""

    def __init__(self, legs: list[Leg]) -> None:
        self.legs = legs

    @cached_property
    def choices(self) -> list[list[Leg]]:
        """The legs that differ, and those of which only one counts, together.

        Every crossing of an external border on the ground differs. Flights do not, nor links that
        cross no external border, if they lead to one place: with the vehicle, or without.
        """
        alike: dict[object, list[Leg]] = {}
        for leg in self.legs:
            alone = leg.point.border == "external" and leg.mode != "air"
            where = leg.point.id if alone else leg.point.ends
            alike.setdefault((where, leg.mode if alone else leg.mode in MOTOR_MODES), []).append(
                leg
            )
        return list(alike.values())


def itineraries(
    book: Rulebook, query: Query, start: End, end: End, max_legs: int = MAX_LEGS
) -> Iterator[list[Hop]]:
    """For every sensible sequence of zones, the legs over each of its borders.

    `follows` tells which leg may follow which.
    """
    choices: dict[tuple[str, str], Hop] = {}
    for path in zone_paths(book, start, end, max_legs):
        for pair in pairwise(path):
            if pair not in choices:
                choices[pair] = Hop(_legs(book, query, start, end, *pair))
        hops = [choices[pair] for pair in pairwise(path)]
        if all(hop.legs for hop in hops) and _passes_via(query, hops):
            yield hops


def zone_paths(book: Rulebook, start: End, end: End, max_legs: int) -> tuple[tuple[str, ...], ...]:
    """The sensible sequences of zones, the shortest first; a rulebook remembers them."""
    starts, ends = (tuple(zone.id for zone in place.zones) for place in (start, end))
    key = starts, ends, max_legs
    found = book.paths.get(key)
    if found is None:
        forget_older(book.paths, MAX_REMEMBERED)
        paths = _zone_paths(book, starts, ends, max_legs)
        found = book.paths[key] = tuple(sorted(paths, key=lambda path: (len(path), path)))
    return found


def _zone_paths(
    book: Rulebook, starts: tuple[str, ...], ends: tuple[str, ...], max_legs: int
) -> Iterator[tuple[str, ...]]:
    import networkx

    graph: networkx.Graph[str] = networkx.Graph(book.connections)
    for source in starts:
        for target in ends:
            if source != target and source in graph and target in graph:
                for path in networkx.all_simple_paths(graph, source, target, cutoff=max_legs):
                    inside = {*path[1:-1]}
                    if not inside & {*starts, *ends} and _enters_each_area_once(book, path):
                        yield tuple(path)


def follows(before: Leg | None, leg: Leg) -> bool:
    """Whether one leg may follow another: a vehicle that was left is not there any more."""
    return before is None or leg.mode not in MOTOR_MODES or before.mode == leg.mode


def ease(before: Leg | None, leg: Leg, start: End, end: End) -> tuple[object, ...]:
    """How natural a link is as the next leg of a journey: on the ground before by air, without a
    change of mode before with one, nearer before farther.
    """
    changes = before is not None and before.mode != leg.mode
    detour = _detour(leg, start, end)
    return leg.mode == "air", changes, ONWARD.index(leg.mode), detour, leg.point.id


def modes_for(query: Query, point: Point, unusual: frozenset[str]) -> list[str]:
    """The modes in which a point is judged, in the order of the vocabulary.

    A railway station or a harbour is judged only in modes of its own. Modes in `unusual` count only
    if asked for, lorries also if the vehicle is one, and cars not without a vehicle.
    """
    if query.modes is not None:
        own = point.modes if point.kind != "road" else MODES.keys()
        return [mode for mode in query.modes if mode in own]
    if isinstance(query.vehicle, Vehicle) and query.vehicle.kind == "truck":
        unusual -= {"truck"}
    if query.vehicle == "none":
        unusual |= {"car"}
    return [mode for mode in MODES if mode in point.modes - unusual]


def _legs(
    book: Rulebook, query: Query, start: End, end: End, origin: str, destination: str
) -> list[Leg]:
    """The legs from one zone to the next that the traveller is ready to take."""
    avoided = {name.casefold() for name in query.avoid or ()}
    if avoided and avoided & names_of_zone(book.zones[destination]):
        return []
    is_truck = isinstance(query.vehicle, Vehicle) and query.vehicle.kind == "truck"
    key = origin, destination, query.modes, is_truck, query.vehicle == "none"
    if key not in book.legs:
        forget_older(book.legs, MAX_REMEMBERED)
        book.legs[key] = tuple(_legs_anywhere(book, query, origin, destination))
    legs: Iterable[tuple[Leg, ...]] = book.legs[key]
    if avoided:
        legs = (placed for placed in legs if not avoided & names_of_point(placed[0].point))
    somewhere = start.position or end.position
    return [
        min((first, *others), key=lambda leg: _detour(leg, start, end))
        if others and somewhere
        else first
        for first, *others in legs
    ]


def _legs_anywhere(
    book: Rulebook, query: Query, origin: str, destination: str
) -> Iterator[tuple[Leg, ...]]:
    """The legs from one zone to the next: each between all pairs of ends that its link has, of
    which those count that lie best between where a journey starts and ends.
    """
    here, there = book.zones[origin], book.zones[destination]
    for point in (*book.points_between(origin, destination), *book.links(origin, destination)):
        modes = _natural(query, point, modes_for(query, point, UNUSUAL))
        stops = stops_on(book, point, here)
        placed = [point._replace(ends=(p.near, p.far), names=p.names) for p in point.pairs]
        if len(placed) < 2:
            placed = [point]
        for mode in modes:
            if mode in point.modes:
                yield tuple(Leg(here, there, where, mode, stops) for where in placed)


def _natural(query: Query, point: Point, modes: list[str]) -> list[str]:
    """Where no external border is crossed and no mode was asked for: with the vehicle, and in the
    most natural mode without.
    """
    if point.border == "external" or query.modes is not None:
        return modes
    without = sorted((mode for mode in modes if mode not in MOTOR_MODES), key=ONWARD.index)
    return [mode for mode in modes if mode in MOTOR_MODES] + without[:1]


def stops_on(book: Rulebook, link: Point, here: Zone) -> tuple[Stop, ...]:
    """The crossing points on the way of a link, where each state is entered and left.

    The state between two points is the one to which both belong.
    """
    points = [book.point(point) for point in link.via]
    if link.zones[0] != here.id:
        points.reverse()
    stops: list[Stop] = []
    for first, second in pairwise(points):
        (crossed,) = {*first.zones} & {*second.zones}
        zone = book.zones[crossed]
        for point, direction in ((first, "entry"), (second, "exit")):
            ends = book.zones[point.zones[0]], book.zones[point.zones[1]]
            other = ends[1] if ends[0].id == crossed else ends[0]
            origin, destination = (other, zone) if direction == "entry" else (zone, other)
            passing = Passing(direction, zone, origin, destination, point.id)
            stops.append(Stop(point, ends, passing))
    return tuple(stops)


def _detour(leg: Leg, start: End, end: End) -> float:
    """The kilometres in straight lines from the start to a leg and from there on to the end, as far
    as these are known.
    """
    near, far = leg.ends
    before = distance_km(start.position, near) if start.position and near else 0.0
    return before + (distance_km(far, end.position) if far and end.position else 0.0)


def _passes_via(query: Query, hops: list[Hop]) -> bool:
    """Whether a sequence of zones passes what was asked for; a hop is narrowed to that."""
    if query.via is None:
        return True
    via = query.via.casefold()
    zones = {name for hop in hops for leg in hop.legs for name in names_of_zone(leg.destination)}
    if via in zones:
        return True
    for number, hop in enumerate(hops):
        narrowed = [leg for leg in hop.legs if via in names_of_point(leg.point)]
        if narrowed:
            hops[number] = Hop(narrowed)
            return True
    return False


def names_of_point(point: Point) -> set[str]:
    """Everything that a crossing point or link is called, in lower case."""
    own = (name for text in point.names.values() for name in text.values())
    return {name.casefold() for name in (point.id, *point.aliases, *own)}


def names_of_zone(zone: Zone) -> set[str]:
    """Everything that a zone is called, in lower case."""
    return {name.casefold() for name in (zone.id, *zone.name.values())}


def _enters_each_area_once(book: Rulebook, path: list[str]) -> bool:
    """Whether no area without controls inside is left and entered again: that is a loop."""
    zones = [book.zones[zone] for zone in path]
    areas = [zone.area if zone.area == "SCHENGEN" else zone.id for zone in zones]
    entered = [area for before, area in pairwise(areas) if area != before]
    return len({areas[0], *entered}) == 1 + len(entered)
