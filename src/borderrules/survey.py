"""Ways over a border over time: the spans of days that are alike, and what changes them (S7)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from borderrules.ageing import DAY
from borderrules.availability import Availability, availability, changes
from borderrules.courses import Cause, Courses
from borderrules.dates import MIDNIGHT, civil, clock, instant
from borderrules.decisions import Verdict
from borderrules.side_courses import SideCourses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from borderrules.legs import Leg
    from borderrules.query import Query
    from borderrules.rulebook import Rulebook
    from borderrules.side_courses import SideCourse, SideTurn

#: Between two days so far apart, no clock is set forth and back again.
_WEEKS: Final = timedelta(weeks=4)


class Reason(NamedTuple):
    """One thing that stands, or may stand, in the way.

    `code` is `applies` or `undetermined` (the rule `of`), `point_closed` and so on (the crossing
    point `of`), or `not_covered` (what the zone `of` asks about `topic` was not researched).
    """

    code: str
    of: str
    side: str = ""
    topic: str = ""


class Span(NamedTuple):
    """Days that are alike, from `start` up to but without `until`.

    `reasons` are empty where it is allowed; `causes` are what changed since the day before, empty
    at the beginning of the calendar.
    """

    start: date
    until: date
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    causes: tuple[Cause, ...] = ()


class Survey:
    """Looks at one way after another, on the days on which something may change.

    The days are those from `first` up to but without `end`; `asked` is the question of a day.
    """

    def __init__(
        self,
        book: Rulebook,
        asked: Callable[[date], Query],
        known_on: date,
        first: date,
        end: date,
        *,
        strict: bool,
    ) -> None:
        self.book, self.known_on, self.first, self.end = book, known_on, first, end
        self.query = asked(first)
        courses = Courses(book, asked, known_on, first, end - DAY, strict=strict)
        self.sides = SideCourses(courses)
        #: With a stay told, a day's facts hang on the calendar at the origin too.
        self.stay_told = self.query.leave_on is not None
        self._midnight = cache(lambda day, zone: instant(datetime.combine(day, MIDNIGHT), zone))
        self._point_edges = cache(self._point_edges_of)
        self._clock_changes = cache(self._clock_changes_of)
        self._aheads = cache(self._aheads_of)
        self._changes: dict[tuple[str, datetime], set[datetime]] = {}

    def spans(self, leg: Leg) -> tuple[Span, ...]:
        """The spans of one way."""
        if self.query.purpose == "asylum":  # never allowed or refused here (S15)
            return (Span(self.first, self.end, Verdict.UNDETERMINED),)
        found: list[Span] = []
        courses = self._courses(leg)
        for day, after in pairwise((*self._days(leg, courses), self.end)):
            verdict, reasons = self._on(leg, day, courses)
            if found and found[-1][2:4] == (verdict, reasons):
                found[-1] = found[-1]._replace(until=after)
                continue
            causes: tuple[Cause, ...] = ()
            if found:
                differing = {r.of for r in {*reasons} ^ {*found[-1].reasons}}
                causes = self._causes(leg, day, courses, differing)
            found.append(Span(day, after, verdict, reasons, causes))
        return tuple(found)

    def _courses(self, leg: Leg) -> list[dict[int, SideCourse]]:
        """For every side of every traveller its courses, by how many days its calendar is ahead."""
        return [
            {
                ahead: self.sides.of(number, leg.mode, passing, ahead)
                for ahead in self._aheads(leg.origin.clock, passing.zone.clock)
            }
            for number in range(len(self.query.travellers))
            for passing in leg.passings
        ]

    def _aheads_of(self, here: str, there: str) -> tuple[int, ...]:
        """By how many days the calendar there may be ahead of that at the origin."""
        if not self.stay_told:
            return (0,)
        years = range(self.first.year, self.end.year + 1)
        seasons = (date(year, month, 1) for year in years for month in (1, 7))
        lead = [_offset(day, there) - _offset(day, here) for day in seasons]
        behind, ahead = min(lead) < timedelta(), max(lead) > timedelta()
        return (*(-1,) * behind, 0, *(1,) * ahead)

    def _days(self, leg: Leg, courses: list[dict[int, SideCourse]]) -> list[date]:
        """The days that may differ from the day before, and the first of all."""
        instants = {at for side in courses for course in side.values() for at in course.instants}
        instants |= {at for at, _ in self._point_edges(leg.point.id)}
        found = {self.first}
        for at in instants:
            moment = civil(at, leg.origin.clock)
            found.add(moment.date())
            if moment.time() != MIDNIGHT:
                found.add(moment.date() + DAY)
        timeline = leg.point.timeline
        if self.stay_told or any(status.hours for status in timeline):
            for zone in leg.zones:
                found |= self._clock_changes(zone.clock)
        for status in timeline:
            if any(item.rrule for hours in status.hours.values() for item in hours or ()):
                # Hours that differ by weekday: every day is looked at.
                since, until = status.period
                start, end = since.date(), until.date() + DAY if until else self.end
                start, end = max(start, self.first), min(end, self.end)
                found |= {start + n * DAY for n in range((end - start).days)}
        return sorted(day for day in found if self.first <= day < self.end)

    def _on(
        self, leg: Leg, day: date, courses: list[dict[int, SideCourse]]
    ) -> tuple[Verdict, tuple[Reason, ...]]:
        """The verdict of a day, and what stands in the way in the best span of it."""
        start, end = self._day(leg, day)
        key = (leg.point.id, start)
        if key not in self._changes:
            self._changes[key] = changes(leg.point, leg.zones, start, end)
        edges = {start, *self._changes[key]}
        for side in courses:
            for course in side.values():
                edges |= {turn.at for turn in course.within(start, end)}
        if self.stay_told:
            later = (self._midnight(d, z.clock) for z in leg.zones for d in (day, day + DAY))
            edges |= {at for at in later if start < at < end}
        found: tuple[tuple[Verdict, Verdict], Availability, list[SideTurn]] | None = None
        for at in sorted(edges):
            state = availability(
                leg.point, leg.zones, leg.origin.id, leg.mode, at, self.known_on, bare_date=True
            )
            sides = [self._at(side, leg, at) for side in courses]
            verdict = max((state.verdict, *(side.verdict for side in sides)))
            rank = (verdict, state.verdict)
            if found is None or rank < found[0]:
                found = rank, state, sides
        assert found is not None
        (verdict, _), state, sides = found
        return verdict, tuple(dict.fromkeys(_reasons(leg, verdict, state, sides)))

    def _at(self, side: dict[int, SideCourse], leg: Leg, at: datetime) -> SideTurn:
        if len(side) == 1:
            return side[0].at(at)
        zone = next(iter(side.values())).zone
        ahead = civil(at, zone.clock).date() - civil(at, leg.origin.clock).date()
        return side[ahead.days].at(at)

    def _day(self, leg: Leg, day: date) -> tuple[datetime, datetime]:
        here = leg.origin.clock
        return self._midnight(day, here), self._midnight(day + DAY, here)

    def _causes(
        self, leg: Leg, day: date, courses: list[dict[int, SideCourse]], differing: set[str]
    ) -> tuple[Cause, ...]:
        """What changed on a day or on the one before: of the reasons that differ, or at all."""
        (start, _), (_, end) = self._day(leg, day - DAY), self._day(leg, day)
        placed = [edge for edge in self._point_edges(leg.point.id) if start < edge[0] < end]
        for side in courses:
            for course in side.values():
                turns = course.within(start, end)
                placed += [(turn.at, cause) for turn in turns for cause in turn.causes]
        found = dict.fromkeys(cause for _, cause in sorted(placed, key=lambda item: item[0]))
        return tuple(c for c in found if c.of in differing) or tuple(found)

    def _point_edges_of(self, point_id: str) -> list[tuple[datetime, Cause]]:
        """The instants at which the base state of a point, or a closure, begins or ends."""
        point = self.book.point(point_id)
        zone = self.book.zones[point.zones[0]].clock
        known = [s.period for s in point.timeline if s.known.at(self.known_on)]
        causes = [Cause("status", point_id, "", moment) for p in known for moment in p if moment]
        known = [c.period for c in point.closures if c.known.at(self.known_on)]
        causes += [Cause("closure", point_id, "", moment) for p in known for moment in p if moment]
        return [
            (instant(cause.at, zone), cause)
            for cause in dict.fromkeys(causes)
            if self.first - DAY <= cause.at.date() <= self.end + DAY
        ]

    def _clock_changes_of(self, zone: str) -> set[date]:
        """The days on which a clock is set forth or back, and the days after."""
        found: set[date] = set()
        day = self.first - DAY
        while day < self.end:
            later = day + _WEEKS
            if _offset(day, zone) != _offset(later, zone):
                while _offset(day, zone) == _offset(day + DAY, zone):
                    day += DAY
                found |= {day, day + DAY}
            day = later
        return found


def _offset(day: date, zone: str) -> timedelta:
    return datetime.combine(day, MIDNIGHT, clock(zone)).utcoffset() or timedelta()


def _reasons(
    leg: Leg, verdict: Verdict, state: Availability, sides: list[SideTurn]
) -> Iterator[Reason]:
    """What stands in the way, as answers tell it."""
    if verdict is Verdict.UNDETERMINED:
        for side in (turn.decided for turn in sides):
            for _, topic in side.uncovered:
                yield Reason("not_covered", side.zone.id, side.direction, topic)
    if state.verdict is not Verdict.ALLOWED:
        yield Reason(f"point_{state.code}", leg.point.id)
    for side in (turn.decided for turn in sides):
        for finding in side.judged.bearing:
            yield Reason(finding.outcome, finding.rule.id, side.direction)
