"""A leg: one crossing of a border, or one link, in one mode, and the sides that judge it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from borderrules.distance import distance_km

if TYPE_CHECKING:
    from borderrules.measures import Coordinates, Point, Zone


class Passing(NamedTuple):
    """One side of a border that is passed: who judges, in which direction, from where to where."""

    direction: str
    zone: Zone
    origin: Zone
    destination: Zone
    point: str


class Stop(NamedTuple):
    """A crossing point that a link passes on its way, and the side that judges there."""

    point: Point
    zones: tuple[Zone, Zone]
    passing: Passing


@dataclass(frozen=True, eq=False)
class Leg:
    """From one zone to a neighbour over one crossing point, or by one link, in one mode."""

    origin: Zone
    destination: Zone
    point: Point
    mode: str
    stops: tuple[Stop, ...] = ()

    @cached_property
    def passings(self) -> tuple[Passing, ...]:
        """The sides that judge it, in order.

        Where no external border is crossed, only being in the zone that is entered is judged;
        states that are crossed on the way judge entry and exit.
        """
        here, there, point = self.origin, self.destination, self.point.id
        if self.stops:
            return tuple(stop.passing for stop in self.stops)
        if self.point.border == "external":
            leaves = Passing("exit", here, here, there, point)
            return leaves, Passing("entry", there, here, there, point)
        if self.point.border == "controlled":
            leaves = Passing("exit", here, here, there, point)
            return leaves, Passing("presence", there, here, there, point)
        if self.point.border == "open":
            return (Passing("presence", there, here, there, point),)
        return ()

    @cached_property
    def ends(self) -> tuple[Coordinates | None, Coordinates | None]:
        """Where it begins and ends, as far as that is known."""
        near, far = self.point.ends
        return (near, far) if self.origin.id == self.point.zones[0] else (far, near)

    @cached_property
    def km(self) -> float:
        """How far apart its ends are in a straight line, if both are known; else 0."""
        near, far = self.ends
        return distance_km(near, far) if near and far else 0.0

    @property
    def zones(self) -> tuple[Zone, Zone]:
        """The zones in the order of the crossing point."""
        if self.point.zones[0] == self.origin.id:
            return self.origin, self.destination
        return self.destination, self.origin
