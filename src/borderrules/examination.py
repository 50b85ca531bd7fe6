"""Examining legs: both sides, at a moment or over a day, and the state of the point (S5 to S7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from borderrules.availability import Availability, availability, changes
from borderrules.dates import civil, instant
from borderrules.decisions import Verdict
from borderrules.history import NO_HISTORY, History
from borderrules.legs import Leg, LegDecision, SideDecision, Span, State, TravellerDecision
from borderrules.rulebook import forget_older
from borderrules.sides import sides_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from borderrules.measures import Zone
    from borderrules.query import Query
    from borderrules.rulebook import Rulebook
    from borderrules.sides import Said

#: Days of crossing points, in one direction and mode, whose states a rulebook remembers.
MOST_STATES: Final = 4_000

#: The instants (UTC) between which a leg may be passed; equal ones are a moment.
Window = tuple[datetime, datetime]

#: From one instant to another, what all sides say of all travellers, and the worst of it.
Stretch = tuple[datetime, datetime, tuple[TravellerDecision, ...], Verdict]


class Examination:
    """The legs of one query, decided by one rulebook as known on a day."""

    def __init__(
        self, book: Rulebook, query: Query, known_on: date, *, strict: bool = False
    ) -> None:
        self.book, self.query, self.known_on = book, query, known_on
        self._sides = sides_of(book, query, known_on, strict=strict)

    def decide(
        self, leg: Leg, window: Window | None = None, history: History = NO_HISTORY
    ) -> LegDecision:
        """The decision on one leg.

        Without a window, for the query's day or moment (local time at the origin); `history` is
        what earlier legs of a journey used up.
        """
        moment: datetime = self.query.on  # type: ignore[assignment]
        asylum = self.query.purpose == "asylum"
        if window is None:
            last = moment + timedelta(days=1) if self.query.bare_date else moment
            window = instant(moment, leg.origin.clock), instant(last, leg.origin.clock)
        start, end = window
        day = civil(start, leg.origin.clock).date()
        bare = self.query.bare_date
        key = leg.point.id, leg.origin.id, leg.mode, start, end, self.known_on, bare
        states = self.book.states.get(key)
        if states is None:
            forget_older(self.book.states, MOST_STATES)
            states = self.book.states[key] = tuple(self._states(leg, start, end))
        return LegDecision(
            leg, day, states, partial(self._spans, leg, states, end, history), asylum
        )

    def bearing(self, zone: Zone, history: History) -> tuple[object, ...]:
        """What of the history bears on legs that begin in a zone."""
        return (*history.used.items(), self._sides.entered(zone, history))

    def _states(self, leg: Leg, start: datetime, end: datetime) -> Iterator[State]:
        """The states of the point between two instants, or at one; each differs from the last."""
        turns = {start, *changes(leg.point, leg.zones, start, end)}
        for stop in leg.stops:
            turns |= changes(stop.point, stop.zones, start, end)
        before: Availability | None = None
        for at in sorted(turns):
            state = self._available(leg, at)
            if state != before:
                yield State(at, state)
            before = state

    def _spans(
        self, leg: Leg, states: tuple[State, ...], end: datetime, history: History
    ) -> tuple[Span, ...]:
        """The states, cut where the travellers are judged otherwise."""
        start = states[0].since
        stretches = self._judged(leg, start, end, history)
        known = {state.since: state.availability for state in states}
        said = {since: (travellers, verdict) for since, _, travellers, verdict in stretches}
        found: list[Span] = []
        edges = sorted({*known, *said})
        state, judged = states[0].availability, stretches[0][2:]
        for at, until in pairwise((*edges, end)):
            state, judged = known.get(at, state), said.get(at, judged)
            last = found[-1] if found else None
            if last and last.travellers is judged[0] and last.availability is state:
                found[-1] = last._replace(until=until)
            else:
                found.append(Span(at, until, state, judged[0], max(state.verdict, judged[1])))
        return tuple(found)

    def _judged(self, leg: Leg, start: datetime, end: datetime, history: History) -> list[Stretch]:
        """What all sides say of the travellers; as long as they say the same, one object."""
        courses = [
            self._sides.course(self.query, leg.mode, passing, start, end, history)
            for passing in leg.passings
        ]
        said = [course[start] for course in courses]
        if all(len(course) == 1 for course in courses):
            return [(start, end, *self._sides.together(said))]
        found: list[Stretch] = []
        before: list[Said] = []
        turns = sorted({at for course in courses for at in course})
        for since, until in pairwise((*turns, end)):
            said = [course.get(since, now) for course, now in zip(courses, said, strict=True)]
            if found and all(map(_alike, before, said)):
                found.append((since, until, *found[-1][2:]))
            else:
                before = said
                found.append((since, until, *self._sides.together(said)))
        return found

    def _available(self, leg: Leg, at: datetime) -> Availability:
        """The state of the point, or of the worst of those that a link passes on its way."""
        passed = [(leg.point, leg.zones, leg.origin.id)]
        passed += [(stop.point, stop.zones, stop.passing.origin.id) for stop in leg.stops]
        found = [
            availability(
                point, zones, origin, leg.mode, at, self.known_on, bare_date=self.query.bare_date
            )
            for point, zones, origin in passed
        ]
        return max(found, key=lambda state: state.verdict)


def _alike(one: Said, other: Said) -> bool:
    """Whether a side says the same, the days that its spans of time count from apart."""
    return one is other or all(
        side is same
        or (
            (side.shown, side.uncovered, side.strict) == (same.shown, same.uncovered, same.strict)
            and (side.judged is same.judged or _outcomes(side) == _outcomes(same))
        )
        for side, same in zip(one.values(), other.values(), strict=True)
    )


def _outcomes(side: SideDecision) -> list[object]:
    return [(f.outcome, f.version and f.version.period) for f in side.findings]
