"""What each crossing point was on every day of a stretch of time (S7, S8).

Days are those of the clock on which the point's timeline runs. Days between two changes are alike,
so one of them is looked at for all; what a point is at an instant, `availability` alone says.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from borderrules.availability import Availability, availability, changes
from borderrules.dates import MIDNIGHT, civil, instant
from borderrules.decisions import Verdict
from borderrules.leg_decisions import STALE_AFTER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from borderrules.measures import Closure, Point, Status, Zone
    from borderrules.rulebook import Rulebook

DAY = timedelta(days=1)
_Record = TypeVar("_Record")


class State(StrEnum):
    """What a point was on a day: exactly one of these.

    `restricted` is open with limits: not in every mode that the point was ever open to, not in both
    directions, not round the clock (or at hours that are not known), or not all day. What is not
    confirmed rests on a status without an end whose last confirmation is more than 90 days old.
    """

    OPEN = "open"
    OPEN_UNCONFIRMED = "open, not confirmed"
    RESTRICTED = "restricted"
    RESTRICTED_UNCONFIRMED = "restricted, not confirmed"
    CLOSED = "closed"
    UNKNOWN = "unknown"


_UNCONFIRMED = {
    State.OPEN: State.OPEN_UNCONFIRMED,
    State.RESTRICTED: State.RESTRICTED_UNCONFIRMED,
}


class Limits(NamedTuple):
    """How an open day falls short of the point's fullest state; `closed_to` are modes.

    `hours` is `limited`, `unknown` or, round the clock, empty.
    """

    closed_to: frozenset[str] = frozenset()
    no_way: frozenset[str] = frozenset()
    hours: str = ""
    part_of_day: bool = False

    @property
    def only_hours_unknown(self) -> bool:
        """Whether nothing but the hours, which are not known, may limit the day."""
        return self == Limits(hours="unknown")


class Days(NamedTuple):
    """Days that are alike, the first and the last included, with the records that say so."""

    first: date
    last: date
    state: State
    limits: Limits = Limits()
    statuses: tuple[Status, ...] = ()
    closures: tuple[Closure, ...] = ()

    @property
    def length(self) -> int:
        """How many days they are."""
        return (self.last - self.first).days + 1


def chronicle(book: Rulebook, point: Point, first: date, last: date) -> tuple[Days, ...]:
    """Every day from `first` to `last` in order, each once, by all that the rulebook knows now."""
    zones = (book.zones[point.zones[0]], book.zones[point.zones[1]])
    found: list[Days] = []
    for start, after in pairwise(_cuts(point, zones, first, last)):
        days = _looked_at(point, zones, start)._replace(last=after - DAY)
        if found and found[-1][2:] == days[2:]:
            found[-1] = found[-1]._replace(last=days.last)
        else:
            found.append(days)
    return tuple(found)


def shares(days: tuple[Days, ...]) -> dict[State, Fraction]:
    """The share of the days that each state has."""
    total = sum(item.length for item in days)
    return {
        state: Fraction(sum(item.length for item in days if item.state is state), total)
        for state in State
    }


def _cuts(point: Point, zones: tuple[Zone, Zone], first: date, last: date) -> list[date]:
    """The days that may differ from the day before, with `first` and the day after `last`."""
    clock, end = zones[0].clock, last + DAY
    # Hours recur every day and so make no two days differ.
    bare = point._replace(timeline=tuple(s._replace(hours={}) for s in point.timeline))
    edges = changes(bare, zones, _midnight(first, clock), _midnight(end, clock))
    found = {first, end}
    for moment in (civil(edge, clock) for edge in edges):
        found |= {moment.date(), moment.date() + DAY}
    for status in point.timeline:
        found.add(status.last_confirmed + STALE_AFTER + DAY)
        if any(item.rrule for hours in status.hours.values() for item in hours or ()):
            # Hours that differ by weekday: every day is looked at.
            since = max(first, status.period.start.date())
            until = min(end, status.period.until.date() if status.period.until else end)
            found |= {since + n * DAY for n in range((until - since).days + 1)}
    return sorted(day for day in found if first <= day <= end)


def _midnight(day: date, clock: str) -> datetime:
    return instant(datetime.combine(day, MIDNIGHT), clock)


def _looked_at(point: Point, zones: tuple[Zone, Zone], day: date) -> Days:
    """One day, from what the point is in each direction and mode whenever that may change."""
    start, end = (_midnight(d, zones[0].clock) for d in (day, day + DAY))
    edges = [start, *sorted(changes(point, zones, start, end))]
    modes = _fullest(point) or frozenset({"foot"})  # never open: closed in any mode
    seen = {
        (zone.id, mode): [
            availability(point, zones, zone.id, mode, at, date.max, bare_date=True) for at in edges
        ]
        for zone in zones
        for mode in modes
    }
    every = [item for items in seen.values() for item in items]
    codes = {item.code for item in every}
    statuses = _distinct(item.status for item in every)
    closures = _distinct(item.closure for item in every)
    passable = {way for way, items in seen.items() if _some_allowed(items)}
    if "not_known" in codes:
        return Days(day, day, State.UNKNOWN, Limits(), statuses, closures)
    if not passable:
        return Days(day, day, State.CLOSED, Limits(), statuses, closures)
    limits = Limits(
        modes - {mode for _, mode in passable},
        frozenset(point.zones) - {zone for zone, _ in passable},
        _hours(codes),
        any(_interrupted(seen[way]) for way in passable),
    )
    full = not any(limits) and len(passable) == len(seen)
    state = State.OPEN if full else State.RESTRICTED
    if any(_unconfirmed(status, day) for status in statuses if status.open):
        state = _UNCONFIRMED[state]
    return Days(day, day, state, limits, statuses, closures)


def _fullest(point: Point) -> frozenset[str]:
    """Every mode that the point was ever open to; plans that were withdrawn do not count."""
    return frozenset().union(*(s.modes for s in point.timeline if s.known.at(date.max)))


def _distinct(items: Iterable[_Record | None]) -> tuple[_Record, ...]:
    found: list[_Record] = []
    for item in items:
        if item is not None and item not in found:
            found.append(item)
    return tuple(found)


def _some_allowed(items: list[Availability]) -> bool:
    return any(item.verdict is Verdict.ALLOWED for item in items)


def _hours(codes: set[str]) -> str:
    if "hours_unknown" in codes:
        return "unknown"
    return "limited" if "outside_hours" in codes else ""


def _interrupted(items: list[Availability]) -> bool:
    """Whether a way that is open on the day is shut for a part of it, working hours apart."""
    return any(item.verdict is Verdict.REFUSED and item.code != "outside_hours" for item in items)


def _unconfirmed(status: Status, day: date) -> bool:
    return status.period.until is None and status.last_confirmed + STALE_AFTER < day
