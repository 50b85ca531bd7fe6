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
from borderrules.leg_decisions import LegDecision, SideDecision, Span, State, TravellerDecision
from borderrules.rulebook import forget_older
from borderrules.sides import sides_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from borderrules.legs import Leg
    from borderrules.measures import Zone
    from borderrules.query import Query
    from borderrules.rulebook import Rulebook
    from borderrules.sides import Said

#: Days of crossing points, in one direction and mode, whose states a rulebook remembers.
MOST_STATES: Final = 4_000

#: Decisions on legs that a rulebook remembers.
MOST_DECISIONS: Final = 10_000

#: The instants (UTC) between which a leg may be passed; equal ones are a moment.
Window = tuple[datetime, datetime]

#: What all sides say of all travellers, and the worst of it.
Together = tuple[tuple[TravellerDecision, ...], Verdict]


class Examination:
    """The legs of one query, decided by one rulebook as known on a day."""

    def __init__(
        self, book: Rulebook, query: Query, known_on: date, *, strict: bool = False
    ) -> None:
        self.book, self.query, self.known_on = book, query, known_on
        self._sides = sides_of(book, query, known_on, strict=strict)
        self._said: dict[tuple[int, ...], Together] = {}

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
        toward = self._sides.toward(self.query, leg)
        whole = self._sides, *key, leg.point.ends, *toward, *self.bearing(leg.origin, history)
        decision: LegDecision | None = self.book.decided.get(whole)
        if decision is not None:
            return decision
        states = self.book.states.get(key)
        if states is None:
            forget_older(self.book.states, MOST_STATES)
            states = self.book.states[key] = tuple(self._states(leg, start, end))
        judge = partial(self._spans, leg, states, end, history)
        forget_older(self.book.decided, MOST_DECISIONS)
        decision = self.book.decided[whole] = LegDecision(leg, day, states, judge, asylum)
        return decision

    def bearing(self, zone: Zone, history: History) -> tuple[object, ...]:
        """What of the history bears on legs that begin in a zone."""
        asked = self._sides.asks_for_days(zone, "exit")
        return (*history.used.items(), history.entered.get(zone.area) if asked else None)

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
        said = self._judged(leg, start, end, history)
        known = {state.since: state.availability for state in states}
        found: list[Span] = []
        edges = sorted({*known, *said})
        state, judged = known[start], said[start]
        for at, until in pairwise((*edges, end)):
            state, judged = known.get(at, state), said.get(at, judged)
            found.append(Span(at, until, state, judged[0], max(state.verdict, judged[1])))
        return tuple(found)

    def _judged(
        self, leg: Leg, start: datetime, end: datetime, history: History
    ) -> dict[datetime, Together]:
        """What all sides say of the travellers, from the beginning on and each time it changes."""
        courses = [
            self._sides.course(self.query, leg.mode, passing, start, end, history)
            for passing in leg.passings
        ]
        before = said = [course.first for course in courses]
        found = {start: self._together(said)}
        turns = sorted({at for course in courses for at, _ in course.later})
        later = [dict(course.later) for course in courses if turns]
        for since in turns:
            said = [turn.get(since, now) for turn, now in zip(later, said, strict=True)]
            if not all(map(_alike, before, said)):
                before, found[since] = said, self._together(said)
        return found

    def _together(self, said: list[Said]) -> Together:
        """What all sides of a leg say of the travellers, and the worst of it."""
        key = tuple(map(id, said))  # which the sides keep
        found = self._said.get(key)
        if found is None:
            distinct = [
                TravellerDecision(tuple(side[number] for side in said))
                for number in range(len(self._sides.distinct))
            ]
            travellers = tuple(distinct[place] for place in self._sides.places)
            verdict = max(traveller.verdict for traveller in distinct)
            found = self._said[key] = travellers, verdict
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
        for side, same in zip(one, other, strict=True)
    )


def _outcomes(side: SideDecision) -> list[object]:
    return [(f.outcome, f.version and f.version.period) for f in side.findings]
