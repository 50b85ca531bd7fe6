"""Examining legs: both sides, at a moment or over a day, and the state of the point (S5 to S7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from borderrules.availability import Availability, availability, changes
from borderrules.dates import civil, instant
from borderrules.facts import OF_THE_DAY
from borderrules.history import NO_HISTORY, History
from borderrules.leg_decisions import LegDecision, Span, State, decided
from borderrules.rulebook import forget_older
from borderrules.sides import posts_of, sides_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from borderrules.legs import Leg
    from borderrules.measures import Zone
    from borderrules.query import Query
    from borderrules.rulebook import Rulebook
    from borderrules.side_decisions import SideDecision
    from borderrules.sides import Post, Said, Together

#: Days of crossing points, in one direction and mode, whose states a rulebook remembers.
MOST_STATES: Final = 4_000

#: Legs whose spans a rulebook remembers, by who passes them, when, and after what.
MOST_SPANS: Final = 10_000

#: The instants (UTC) between which a leg may be passed; equal ones are a moment.
Window = tuple[datetime, datetime]


class Examination:
    """The legs of one query, decided by one rulebook as known on a day."""

    def __init__(
        self, book: Rulebook, query: Query, known_on: date, *, strict: bool = False
    ) -> None:
        self.book, self.query, self.known_on = book, query, known_on
        self._sides = sides_of(book, query, known_on, strict=strict)

    def decide(
        self,
        leg: Leg,
        window: Window | None = None,
        history: History = NO_HISTORY,
        bearing: int | None = None,
    ) -> LegDecision:
        """The decision on one leg.

        Without a window, for the query's day or moment (local time at the origin); `history` is
        what earlier legs of a journey used up, `bearing` its number, where that is known.
        """
        bare = self.query.bare_date
        if window is None:
            moment: datetime = self.query.on  # type: ignore[assignment]
            last = moment + timedelta(days=1) if bare else moment
            window = instant(moment, leg.origin.clock), instant(last, leg.origin.clock)
        start, end = window
        day = civil(start, leg.origin.clock).date()
        way = leg.point.id, leg.origin.id, leg.mode, window, bare
        states = self._states((*way, self.known_on), leg, start, end)
        judge = partial(self._spans, leg, way, states, end, history, bearing)
        return decided(leg, day, states, judge, asylum=self.query.purpose == "asylum")

    def bearing(self, zone: Zone, history: History) -> int:
        """A number for what of the history bears on legs that begin in a zone."""
        asked = self.book.reads.any_there(zone.id, "exit", OF_THE_DAY)
        entered = history.entered.get(zone.area) if asked else None
        return self.book.interned(("history", *history.used.items(), entered))

    def _states(
        self, key: tuple[object, ...], leg: Leg, start: datetime, end: datetime
    ) -> tuple[State, ...]:
        """The states of the point between two instants, or at one, by a key for these and all else
        that they rest on; each differs from the last.
        """
        found: tuple[State, ...] | None = self.book.states.get(key)
        if found is None:
            forget_older(self.book.states, MOST_STATES)
            found = self.book.states[key] = tuple(self._states_between(leg, start, end))
        return found

    def _states_between(self, leg: Leg, start: datetime, end: datetime) -> Iterator[State]:
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
        self,
        leg: Leg,
        way: tuple[object, ...],
        states: tuple[State, ...],
        end: datetime,
        history: History,
        bearing: int | None,
    ) -> tuple[Span, ...]:
        """The states, cut where the travellers are judged otherwise."""
        posts = posts_of(self.book, self.query, leg)
        if bearing is None:
            bearing = self.bearing(leg.origin, history)
        numbers = [post.number for post in posts]
        key = self._sides.number, way, bearing, *numbers
        found: tuple[Span, ...] | None = self.book.spans.get(key)
        if found is None:
            forget_older(self.book.spans, MOST_SPANS)
            found = self.book.spans[key] = tuple(self._cut(posts, states, end, history))
        return found

    def _cut(
        self, posts: tuple[Post, ...], states: tuple[State, ...], end: datetime, history: History
    ) -> Iterator[Span]:
        start = states[0].since
        said = self._judged(posts, start, end, history)
        known = {state.since: state.availability for state in states}
        edges = sorted({*known, *said})
        state, judged = known[start], said[start]
        for at, until in pairwise((*edges, end)):
            state, judged = known.get(at, state), said.get(at, judged)
            yield Span(at, until, state, judged[0], max(state.verdict, judged[1]))

    def _judged(
        self, posts: tuple[Post, ...], start: datetime, end: datetime, history: History
    ) -> dict[datetime, Together]:
        """What all sides say of the travellers, from the beginning on and each time it changes."""
        courses = [self._sides.course(self.query, post, start, end, history) for post in posts]
        before = said = [course.first for course in courses]
        found = {start: self._sides.together(said)}
        turns = sorted({at for course in courses for at, _ in course.later})
        if not turns:
            return found
        later = [dict(course.later) for course in courses]
        for since in turns:
            said = [turn.get(since, now) for turn, now in zip(later, said, strict=True)]
            if not all(map(_alike, before, said)):
                before, found[since] = said, self._sides.together(said)
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
