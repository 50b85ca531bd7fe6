"""Whether a crossing point lets anybody through: its timeline, closures and hours (S7)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from borderrules.dates import civil, instant
from borderrules.decisions import Verdict

if TYPE_CHECKING:
    from borderrules.measures import Closure, Point, Status, Zone


class Availability(NamedTuple):
    """What a point is at an instant, for one direction and mode.

    `code` is `open`, `hours_unknown`, `closed`, `closure`, `not_this_mode`, `not_this_direction`,
    `outside_hours` or `not_known`; `status` is the base period that says so.
    """

    verdict: Verdict
    code: str
    status: Status | None = None
    closure: Closure | None = None
    zone: str = ""


def availability(
    point: Point,
    zones: tuple[Zone, Zone],
    origin: str,
    mode: str,
    at: datetime,
    known_on: date,
    *,
    bare_date: bool,
) -> Availability:
    """The state of a point at an instant for whoever leaves the zone `origin` in a mode.

    `zones` are those of the point, in its order; the timeline runs on the first one's clock.
    """
    moment = civil(at, zones[0].clock)
    status = next(
        (s for s in point.timeline if s.period.holds(moment) and s.known.at(known_on)), None
    )
    if status is None:
        return Availability(Verdict.UNDETERMINED, "not_known")
    direction = point.direction(origin)
    if not status.open:
        return Availability(Verdict.REFUSED, "closed", status)
    for closure in point.closures:
        if (
            closure.period.holds(moment)
            and closure.known.at(known_on)
            and direction in closure.directions
            and mode in closure.modes
        ):
            return Availability(Verdict.REFUSED, "closure", status, closure)
    if mode not in status.modes:
        return Availability(Verdict.REFUSED, "not_this_mode", status)
    if direction not in status.directions:
        return Availability(Verdict.REFUSED, "not_this_direction", status)
    unknown = ""
    for zone in zones:
        if zone.id not in status.hours:
            continue
        hours = status.hours[zone.id]
        local = civil(at, zone.clock)
        if hours is None:
            unknown = zone.id
        elif not any(
            start <= local < end
            for item in hours
            for start, end in item.intervals(local.date() - timedelta(days=1), local.date())
        ):
            return Availability(Verdict.REFUSED, "outside_hours", status, zone=zone.id)
    if unknown:
        verdict = Verdict.ALLOWED if bare_date else Verdict.UNDETERMINED
        return Availability(verdict, "hours_unknown", status, zone=unknown)
    return Availability(Verdict.ALLOWED, "open", status)


def changes(
    point: Point, zones: tuple[Zone, Zone], after: datetime, before: datetime
) -> set[datetime]:
    """The instants strictly between two others at which the point's state may change."""
    found: set[datetime] = set()
    first, last = civil(after, zones[0].clock), civil(before, zones[0].clock)
    periods = [s.period for s in point.timeline] + [c.period for c in point.closures]
    for period in periods:
        for moment in period:
            if moment is not None and first <= moment <= last:
                found.add(instant(moment, zones[0].clock))
    for status in point.timeline:
        if status.period.start > last or (status.period.until or last) < first:
            continue
        for zone in zones:
            for hours in status.hours.get(zone.id) or ():
                start = civil(after, zone.clock).date() - timedelta(days=1)
                for opens, closes in hours.intervals(start, civil(before, zone.clock).date()):
                    found |= {instant(opens, zone.clock), instant(closes, zone.clock)}
    return {moment for moment in found if after < moment < before}
