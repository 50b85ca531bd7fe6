"""Examining legs: every presentation on both sides, at a moment or over a day (S5 to S12)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

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
from borderrules.passage import CROSSING, leads_to
from borderrules.presentation import Presentation, Side, presentations
from borderrules.terms import MOTOR_MODES
from borderrules.traveller import Visa

if TYPE_CHECKING:
    from collections.abc import Mapping

    from borderrules.conditions import Facts
    from borderrules.query import Query
    from borderrules.rulebook import Rulebook

#: The instants (UTC) between which a leg may be passed; equal ones are a moment.
Window = tuple[datetime, datetime]

#: From one instant to another, what all sides say of all travellers.
Stretch = tuple[datetime, datetime, tuple[TravellerDecision, ...]]

_CROSSING: Final = frozenset(CROSSING)

#: A presentation, its facts but for the crossing, and what they fold to.
Case = tuple[Presentation, "Facts", object]


class Examination:
    """The legs of one query, decided by one rulebook as known on a day.

    What does not depend on the crossing is derived once and remembered.
    """

    def __init__(
        self, book: Rulebook, query: Query, known_on: date, *, strict: bool = False
    ) -> None:
        self.book, self.query, self.known_on, self.strict = book, query, known_on, strict
        #: Equal travellers, such as those of a coach party, are judged once: as the first of them.
        self._persons = [query.travellers.index(person) for person in query.travellers]
        self._cases: dict[tuple[object, ...], list[Case]] = {}
        self._sides: dict[tuple[object, ...], SideDecision] = {}
        self._stretches: dict[tuple[object, ...], list[Stretch]] = {}

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
        stretches = self._judged(leg, start, end, history)
        if start == end:
            ((*_, travellers),) = stretches
            span = Span(start, start, self._available(leg, start), travellers)
            return LegDecision(leg, (span,), day, asylum)
        turns = sorted(changes(leg.point, leg.zones, start, end))
        spans: list[Span] = []
        for since, until, travellers in stretches:
            edges = (since, *(turn for turn in turns if since < turn < until), until)
            spans += (
                Span(opens, closes, self._available(leg, opens), travellers)
                for opens, closes in pairwise(edges)
            )
        return LegDecision(leg, _joined(spans), day, asylum)

    def _judged(self, leg: Leg, start: datetime, end: datetime, history: History) -> list[Stretch]:
        """What all sides say of the travellers: once of all points that no rule tells apart."""
        passings = [
            passing._replace(
                point=self.book.alike(passing.zone.id, passing.direction, passing.point)
            )
            for passing in leg.passings
        ]
        key = (
            leg.mode,
            start,
            end,
            *((p.direction, p.zone.id, p.origin.id, p.destination.id, p.point) for p in passings),
            *(history.entered.get(p.zone.area) for p in passings if p.direction == "exit"),
            *history.used.items(),
        )
        if key not in self._stretches:
            self._stretches[key] = self._stretched(leg.mode, passings, start, end, history)
        return self._stretches[key]

    def _stretched(
        self, mode: str, passings: list[Passing], start: datetime, end: datetime, history: History
    ) -> list[Stretch]:
        """What all sides say, between the instants at which they may say something else."""
        travellers = self._travellers(mode, passings, start, history)
        found: list[Stretch] = []
        for since, until in pairwise((start, *self._changes(passings, start, end), end)):
            if since != start:
                now = self._travellers(mode, passings, since, history)
                travellers = travellers if _alike(now, travellers) else now
            found.append((since, until, travellers))
        return found

    def _changes(self, passings: list[Passing], start: datetime, end: datetime) -> list[datetime]:
        """The instants in between at which, on either side, a rule may change or a day begins.

        On a new day a visa or permit may have run out.
        """
        found: set[datetime] = set()
        for direction, zone, *_ in passings:
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
        self, mode: str, passings: list[Passing], at: datetime, history: History
    ) -> tuple[TravellerDecision, ...]:
        decided = {
            number: TravellerDecision(
                tuple(self._side(number, mode, passing, at, history) for passing in passings)
            )
            for number in {*self._persons}
        }
        return tuple(decided[number] for number in self._persons)

    def _side(
        self, number: int, mode: str, passing: Passing, at: datetime, history: History
    ) -> SideDecision:
        """The best of all presentations of one traveller on one side (S11).

        Between changes of law, a day is all that matters of the moment; of the crossing, what
        some rule there reads.
        """
        direction, zone, origin, destination, point = passing
        moment = civil(at, zone.clock)
        entered = history.entered.get(zone.area) if direction == "exit" else None
        side = Side(direction, zone, origin, destination, "", mode, moment.date(), entered)
        used = history.used_by(number)
        case = self._case(number, side, used)
        told = dict(zip(CROSSING, (mode, point, destination.id, origin.id), strict=True))
        reads, _ = self.book.reads(zone.id, direction)
        crossing = tuple((name, told[name]) for name in CROSSING if name in reads)
        subjects = ("traveller", "vehicle") if mode in MOTOR_MODES else ("traveller",)
        uncovered = tuple(
            (subject, topic)
            for subject in subjects
            for topic in self.book.uncovered(zone.id, direction, subject, mode, moment)
        )
        key = (case, self.book.stretch(zone.id, direction, moment), crossing, uncovered)
        if key not in self._sides:
            if case not in self._cases:
                self._cases[case] = self._cases_of(number, side, used)
            self._sides[key] = self._best_side(side, moment, self._cases[case], crossing, uncovered)
        return self._sides[key]

    def _best_side(
        self,
        side: Side,
        moment: datetime,
        cases: list[Case],
        crossing: tuple[tuple[str, object], ...],
        uncovered: tuple[tuple[str, str], ...],
    ) -> SideDecision:
        decided: list[SideDecision] = []
        for shown, facts, fold in cases:
            judged = judge_side(
                self.book,
                side.zone.id,
                side.direction,
                facts,
                moment,
                self.known_on,
                crossing=crossing,
                strict=self.strict,
                fold=fold,
            )
            decided.append(
                SideDecision(side.direction, side.zone, shown, judged, uncovered, judged.strict, ())
            )
        gap = Verdict.UNDETERMINED if uncovered else Verdict.ALLOWED
        return min(decided, key=_preference)._replace(
            strict=max(gap, min(d.strict for d in decided)),
            strictly_refusing=tuple(d.judged.strictly_refusing for d in decided),
        )

    def _case(self, number: int, side: Side, used: Mapping[Visa, int]) -> tuple[object, ...]:
        """All that the facts of one traveller on one side hang on, but for the crossing."""
        return (
            number,
            side.direction,
            side.zone.id,
            side.mode in MOTOR_MODES,
            side.day,
            side.entered,
            leads_to(self.query, side),
            tuple(used.items()),
        )

    def _cases_of(self, number: int, side: Side, used: Mapping[Visa, int]) -> list[Case]:
        traveller = self.query.travellers[number]
        reads = self.book.reads(side.zone.id, side.direction)
        return [
            (shown, facts, self.book.interned(facts.folded(*reads)))
            for shown in presentations(traveller, side, used)
            for facts in (facts_of(self.query, traveller, shown, side).without(_CROSSING),)
        ]


def _alike(one: tuple[TravellerDecision, ...], other: tuple[TravellerDecision, ...]) -> bool:
    """Whether two decisions say the same, the days that their spans of time count from apart."""
    return all(
        side is same
        or (
            (side.shown, side.uncovered, side.strict) == (same.shown, same.uncovered, same.strict)
            and (side.judged is same.judged or _outcomes(side) == _outcomes(same))
        )
        for traveller, alike in zip(one, other, strict=True)
        for side, same in zip(traveller.sides, alike.sides, strict=True)
    )


def _outcomes(side: SideDecision) -> list[object]:
    return [(f.outcome, f.version and f.version.period) for f in side.findings]


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
