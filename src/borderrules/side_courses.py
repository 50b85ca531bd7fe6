"""What each side of a border says of a traveller as it goes over time, by the best presentation."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import datetime
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from borderrules.courses import Case, Cause, Course, Courses, Turn
from borderrules.dates import MIDNIGHT, civil, instant
from borderrules.decisions import Finding, Judged, Verdict, worst
from borderrules.side_decisions import SideDecision
from borderrules.sides import preference

if TYPE_CHECKING:
    from borderrules.legs import Passing
    from borderrules.measures import Zone


class SideTurn(NamedTuple):
    """From an instant on, what one side says, its verdict, and what changed then."""

    at: datetime
    decided: SideDecision
    verdict: Verdict
    causes: tuple[Cause, ...]


class SideCourse(NamedTuple):
    """All that one side says of one traveller, from where the time begins."""

    zone: Zone
    instants: tuple[datetime, ...]
    turns: tuple[SideTurn, ...]

    def at(self, moment: datetime) -> SideTurn:
        """The turn since which it says what it says at an instant."""
        return self.turns[bisect_right(self.instants, moment) - 1]

    def within(self, start: datetime, end: datetime) -> tuple[SideTurn, ...]:
        """The turns strictly between two instants."""
        return self.turns[bisect_right(self.instants, start) : bisect_left(self.instants, end)]


Gap = tuple[tuple[str, str], ...]
"""The subjects and topics that were not researched (S6)."""

Gaps = tuple[tuple[datetime, Gap, tuple[Cause, ...]], ...]
"""What was not researched, from each instant on at which that changes."""


class SideCourses:
    """The sides of one query; equal courses are laid together once."""

    def __init__(self, courses: Courses) -> None:
        self.courses = courses
        self._found: dict[tuple[object, ...], SideCourse] = {}
        self._anywhere: dict[tuple[object, ...], list[tuple[Case, list[tuple[int, Course]]]]] = {}
        self._gaps = cache(self._gaps_of)

    def of(self, number: int, mode: str, passing: Passing, ahead: int) -> SideCourse:
        """What one side says of one traveller in one mode; `ahead` as in `Case`."""
        direction, zone, origin, destination, point = passing
        there = (number, direction, zone.id, origin.id, destination.id, ahead)
        if (mode, *there) not in self._anywhere:
            cases = self.courses.cases(number, mode, passing, ahead)
            found = [(case, self.courses.anywhere(case)) for case in cases]
            self._anywhere[mode, *there] = found
        shown = self._anywhere[mode, *there]
        rules = [[*alike, *self.courses.at(point, case)] for case, alike in shown]
        gaps = self._gaps(mode, direction, zone.id)
        # Courses are remembered, so the same one is the same object.
        same = tuple(tuple((number, id(course)) for number, course in found) for found in rules)
        key = (there, gaps, same)
        if key not in self._found:
            turns = tuple(_laid_together(passing, [case for case, _ in shown], rules, gaps))
            self._found[key] = SideCourse(zone, tuple(turn.at for turn in turns), turns)
        return self._found[key]

    def _gaps_of(self, mode: str, direction: str, zone_id: str) -> Gaps:
        book, zone = self.courses.book, self.courses.book.zones[zone_id]
        placed = self.courses.placed(
            (
                Cause("coverage", zone_id, "", moment)
                for code in zone.jurisdictions
                for item in book.jurisdictions[code].coverage
                for moment in item.period
                if moment
            ),
            zone.clock,
        )
        start = instant(datetime.combine(self.courses.first, MIDNIGHT), zone.clock)
        found: list[tuple[datetime, Gap, tuple[Cause, ...]]] = []
        for at in sorted({start, *(at for at, _ in placed)}):
            gap = book.uncovered(zone_id, direction, mode, civil(at, zone.clock))
            if not found or gap != found[-1][1]:
                found.append((at, gap, tuple(cause for when, cause in placed if when == at)))
        return tuple(found)


def _laid_together(
    passing: Passing, cases: list[Case], rules: list[list[tuple[int, Course]]], gaps: Gaps
) -> list[SideTurn]:
    """The rules under every presentation, and the coverage, as turns of the whole side."""
    events: dict[datetime, list[tuple[int, int, Turn]]] = {at: [] for at, *_ in gaps}
    for shown, courses in enumerate(rules):
        for number, course in courses:
            for turn in course:
                events.setdefault(turn.at, []).append((shown, number, turn))
    against: list[dict[int, Finding]] = [{} for _ in cases]
    uncovered = {at: (gap, causes) for at, gap, causes in gaps}
    gap: Gap = ()
    found: list[SideTurn] = []
    for at in sorted(events):
        gap, why = uncovered.get(at, (gap, ()))
        for shown, number, turn in events[at]:
            against[shown].pop(number, None)
            if turn.finding.verdict:
                against[shown][number] = turn.finding
        decided = [
            _decision(passing, case, [bearing[n] for n in sorted(bearing)], gap)
            for case, bearing in zip(cases, against, strict=True)
        ]
        best = min(decided, key=preference)
        causes = dict.fromkeys(chain(why, *(turn.causes for *_, turn in events[at])))
        found.append(SideTurn(at, best, best.verdict, tuple(causes)))
    return found


def _decision(passing: Passing, case: Case, against: list[Finding], gap: Gap) -> SideDecision:
    """The decision of a side, of which only what stands against the traveller is looked at."""
    bearing = tuple(sorted(against, key=lambda finding: -finding.verdict))
    traveller, vehicle = worst(bearing, "traveller"), worst(bearing, "vehicle")
    judged = Judged(tuple(against), bearing, traveller, vehicle, Verdict.ALLOWED, (), ())
    direction, zone = passing.direction, passing.zone
    return SideDecision(direction, zone, case.shown, judged, gap, Verdict.ALLOWED, ())
