"""Examining legs: every presentation on both sides, at a moment or over a day (S5 to S12)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from borderrules.availability import Availability, availability, changes
from borderrules.conditions import NONE
from borderrules.dates import MIDNIGHT, civil, instant
from borderrules.decisions import Outcome, Verdict, judge_side
from borderrules.facts import facts_of
from borderrules.history import NO_HISTORY, History
from borderrules.legs import (
    Leg,
    LegDecision,
    Passing,
    SideDecision,
    Span,
    TravellerDecision,
)
from borderrules.presentation import Presentation, Side, presentations
from borderrules.terms import MOTOR_MODES
from borderrules.traveller import Visa

if TYPE_CHECKING:
    from borderrules.conditions import Facts
    from borderrules.query import Query
    from borderrules.rulebook import Rulebook

#: The instants (UTC) between which a leg may be passed; equal ones are a moment.
Window = tuple[datetime, datetime]

#: A presentation, its facts but for the crossing point, and what they fold to.
Case = tuple[Presentation, "Facts", object]


class Examination:
    """The legs of one query, decided by one rulebook as known on a day.

    What does not depend on the crossing point is derived once and remembered.
    """

    def __init__(
        self, book: Rulebook, query: Query, known_on: date, *, strict: bool = False
    ) -> None:
        self.book, self.query, self.known_on, self.strict = book, query, known_on, strict
        self._cases: dict[tuple[object, ...], list[Case]] = {}
        self._sides: dict[tuple[object, ...], SideDecision] = {}

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
        if start == end:
            travellers = self._travellers(leg, start, history)
            span = Span(start, start, self._available(leg, start), travellers)
            return LegDecision(leg, (span,), day, asylum)
        spans: list[Span] = []
        travellers = self._travellers(leg, start, history)
        for since, until in pairwise((start, *self._changes(leg, start, end), end)):
            now = self._travellers(leg, since, history)
            if _outcomes(now) != _outcomes(travellers):
                travellers = now
            edges = (since, *sorted(changes(leg.point, leg.zones, since, until)), until)
            spans += (
                Span(opens, closes, self._available(leg, opens), travellers)
                for opens, closes in pairwise(edges)
            )
        return LegDecision(leg, _joined(spans), day, asylum)

    def _changes(self, leg: Leg, start: datetime, end: datetime) -> list[datetime]:
        """The instants in between at which, on either side, a rule may change or a day begins.

        On a new day a visa or permit may have run out.
        """
        found: set[datetime] = set()
        for direction, zone, *_ in leg.passings:
            first, last = civil(start, zone.clock), civil(end, zone.clock)
            moments = self.book.boundaries(zone.id, direction, first, last)
            days = (last.date() - first.date()).days
            midnights = [
                datetime.combine(first.date() + timedelta(days=n), MIDNIGHT)
                for n in range(1, days + 1)
            ]
            found |= {instant(moment, zone.clock) for moment in (*moments, *midnights)}
        return sorted(moment for moment in found if start < moment < end)

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

    def _travellers(
        self, leg: Leg, at: datetime, history: History
    ) -> tuple[TravellerDecision, ...]:
        return tuple(
            TravellerDecision(
                tuple(
                    self._side(number, leg.mode, passing, at, history) for passing in leg.passings
                )
            )
            for number in range(len(self.query.travellers))
        )

    def _side(
        self, number: int, mode: str, passing: Passing, at: datetime, history: History
    ) -> SideDecision:
        """The best of all presentations of one traveller on one side (S11).

        Between changes of law, a day is all that matters of the moment.
        """
        direction, zone, origin, destination, point = passing
        moment = civil(at, zone.clock)
        entered = history.entered.get(zone.area) if direction == "exit" else None
        stretch = self.book.stretch(zone.id, direction, moment)
        used = tuple(history.used_by(number).items())
        there = (direction, zone.id, origin.id, destination.id, point)
        key = (number, mode, there, stretch, moment.date(), entered, used)
        if key not in self._sides:
            self._sides[key] = self._best_side(number, mode, passing, moment, entered, history)
        return self._sides[key]

    def _best_side(
        self,
        number: int,
        mode: str,
        passing: Passing,
        moment: datetime,
        entered: date | None,
        history: History,
    ) -> SideDecision:
        direction, zone, origin, destination, point = passing
        side = Side(direction, zone, origin, destination, "", mode, moment.date(), entered)
        subjects = ("traveller", "vehicle") if mode in MOTOR_MODES else ("traveller",)
        uncovered = tuple(
            (subject, topic)
            for subject in subjects
            for topic in self.book.uncovered(zone.id, direction, subject, mode, moment)
        )
        decided: list[SideDecision] = []
        for shown, facts, fold in self._cases_of(number, side, history):
            judged = judge_side(
                self.book,
                zone.id,
                direction,
                facts,
                moment,
                self.known_on,
                point=point,
                strict=self.strict,
                fold=fold,
            )
            decided.append(
                SideDecision(direction, zone, shown, judged, uncovered, judged.strict, ())
            )
        gap = Verdict.UNDETERMINED if uncovered else Verdict.ALLOWED
        return min(decided, key=_preference)._replace(
            strict=max(gap, min(d.strict for d in decided)),
            strictly_refusing=tuple(d.judged.strictly_refusing for d in decided),
        )

    def _cases_of(self, number: int, side: Side, history: History) -> list[Case]:
        traveller, used = self.query.travellers[number], history.used_by(number)
        key = (
            number,
            side.direction,
            side.origin.id,
            side.destination.id,
            side.mode,
            side.day,
            side.entered,
            tuple(used.items()),
        )
        if key not in self._cases:
            reads = self.book.reads(side.zone.id, side.direction)
            self._cases[key] = [
                (shown, facts, self.book.interned(facts.folded(*reads)))
                for shown in presentations(traveller, side, used)
                for facts in (facts_of(self.query, traveller, shown, side),)
            ]
        return self._cases[key]


def _outcomes(travellers: tuple[TravellerDecision, ...]) -> list[object]:
    """What distinguishes two decisions; the days that their spans of time count from do not."""
    return [
        (
            side.shown,
            side.uncovered,
            side.strict,
            [(f.outcome, f.version and f.version.period) for f in side.findings],
        )
        for traveller in travellers
        for side in traveller.sides
    ]


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Neighbouring spans that say the same, as one."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and last.availability == span.availability and last.travellers is span.travellers:
            joined[-1] = last._replace(until=span.until)
        else:
            joined.append(span)
    return tuple(joined)


def _preference(side: SideDecision) -> tuple[int, ...]:
    """Better verdicts first. If allowed, what asks least; if not, what comes closest.

    Of what is not allowed, showing a visa, or what may be one, comes before showing none.
    """
    refusing = sum(f.verdict is Verdict.REFUSED for f in side.judged.bearing)
    open_ = len(side.judged.bearing) - refusing
    shows_visa = isinstance(side.shown.visa, Visa)
    if side.verdict is Verdict.ALLOWED:
        duties = sum(
            f.rule.effect == "oblige" and f.outcome in (Outcome.APPLIES, Outcome.UNDETERMINED)
            for f in side.findings
        )
        return (side.verdict, 0, shows_visa, duties)
    return (side.verdict, side.shown.visa == NONE, refusing, open_)
