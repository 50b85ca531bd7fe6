"""Deciding one leg: both sides of a border, in one mode, at a moment or over a day (S5 to S12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from borderrules.availability import Availability, availability, changes
from borderrules.dates import civil, instant
from borderrules.decisions import Finding, Judged, Outcome, Verdict, judge_side
from borderrules.facts import Presentation, Side, facts_of, presentations
from borderrules.query import Visa
from borderrules.terms import MOTOR_MODES

if TYPE_CHECKING:
    from borderrules.measures import Point, Zone
    from borderrules.query import Query, Traveller
    from borderrules.rulebook import Rulebook

#: An answer that rests on something last confirmed longer before the journey is never certain (S8).
STALE_AFTER = timedelta(days=90)


class Leg(NamedTuple):
    """From one zone to a neighbour over one crossing point in one mode."""

    origin: Zone
    destination: Zone
    point: Point
    mode: str

    @property
    def zones(self) -> tuple[Zone, Zone]:
        """The zones in the order of the crossing point."""
        ordered = (self.origin, self.destination)
        return ordered if self.point.zones[0] == self.origin.id else ordered[::-1]


class SideDecision(NamedTuple):
    """What one side says of one traveller under the best presentation.

    `strict` is the verdict on a strict reading, the best over all presentations.
    """

    direction: str
    zone: Zone
    shown: Presentation
    judged: Judged
    uncovered: tuple[tuple[str, str], ...]
    strict: Verdict

    def on(self, subject: str) -> Verdict:
        """The verdict on one subject; nothing is allowed where nothing was researched (S6)."""
        gap = any(item[0] == subject for item in self.uncovered)
        judged = self.judged.traveller if subject == "traveller" else self.judged.vehicle
        return max(judged, Verdict.UNDETERMINED) if gap else judged

    @property
    def verdict(self) -> Verdict:
        """The worse of traveller and vehicle."""
        return max(self.on("traveller"), self.on("vehicle"))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What every rule of this side says."""
        return self.judged.findings


class TravellerDecision(NamedTuple):
    """Both sides for one traveller."""

    sides: tuple[SideDecision, SideDecision]

    def on(self, subject: str) -> Verdict:
        """The verdict on one subject: the worse side."""
        return max(side.on(subject) for side in self.sides)


class Span(NamedTuple):
    """A stretch of the day with one verdict; UTC instants."""

    start: datetime
    until: datetime
    availability: Availability
    travellers: tuple[TravellerDecision, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of the point's availability, the travellers and the vehicle."""
        decided = (t.on(s) for t in self.travellers for s in ("traveller", "vehicle"))
        return max(self.availability.verdict, *decided)


@dataclass(frozen=True)
class LegDecision:
    """The decision on a leg; `spans` are those of the day, or the one moment asked for."""

    leg: Leg
    spans: tuple[Span, ...]
    day: date
    asylum: bool = False

    @cached_property
    def best(self) -> Span:
        """The first of the best spans: for a bare date its verdict counts (S7).

        Of refused ones, the first in which the point itself is open says most.
        """
        return min(self.spans, key=lambda span: (span.verdict, span.availability.verdict))

    @cached_property
    def verdict(self) -> Verdict:
        """The verdict of the best span; asylum is never allowed or refused here (S15)."""
        return Verdict.UNDETERMINED if self.asylum else self.best.verdict

    @cached_property
    def sides(self) -> tuple[SideDecision, ...]:
        """All sides of all travellers in the best span."""
        return tuple(side for traveller in self.best.travellers for side in traveller.sides)

    def on(self, subject: str) -> Verdict:
        """The verdict on one subject in the best span; the point's state is not the vehicle's."""
        return max(traveller.on(subject) for traveller in self.best.travellers)

    @cached_property
    def resting_on(self) -> tuple[Finding, ...]:
        """The prohibitions that the verdict rests on: those that refuse, or those got past."""
        findings = [f for side in self.sides for f in side.findings]
        prohibitions = [
            f for f in findings if f.rule.effect == "prohibit" and f.rule.subject != "goods"
        ]
        if self.verdict is Verdict.ALLOWED:
            return tuple(f for f in prohibitions if f.outcome is Outcome.EXEMPT)
        return tuple(f for f in prohibitions if f.verdict is self.verdict)

    @cached_property
    def _grounds(self) -> tuple[tuple[date, datetime | None], ...]:
        """Last confirmation and end of each measure, and of the point's status, that decides."""
        grounds = [
            (f.version.last_confirmed, f.version.period.until) for f in self.resting_on if f.version
        ]
        status = self.best.availability.status
        if status is not None and self.best.availability.verdict is self.verdict:
            grounds.append((status.last_confirmed, status.period.until))
        return tuple(grounds)

    @cached_property
    def confirmed(self) -> date | None:
        """The day of last confirmation: of what is allowed the oldest, of refusals the newest."""
        days = [confirmed for confirmed, _ in self._grounds]
        if not days:
            return None
        return min(days) if self.verdict is Verdict.ALLOWED else max(days)

    @cached_property
    def open_ended(self) -> bool:
        """Whether it rests on something whose end is not known."""
        return any(until is None for _, until in self._grounds)

    @cached_property
    def stale(self) -> bool:
        """Whether it rests on something not confirmed lately whose end is not known."""
        old = [c + STALE_AFTER < self.day and until is None for c, until in self._grounds]
        if self.verdict is Verdict.REFUSED:
            return bool(old) and all(old)
        return any(old)

    @cached_property
    def weak(self) -> bool:
        """Whether it rests on sources that are single or in conflict."""
        weak = [f.version.confidence != "confirmed" for f in self.resting_on if f.version]
        status = self.best.availability.status
        if status is not None and self.best.availability.verdict is self.verdict:
            weak.append(status.confidence != "confirmed")
        if self.verdict is Verdict.REFUSED:
            return bool(weak) and all(weak)
        return any(weak)

    @cached_property
    def certain(self) -> bool:
        """Whether the strict answer is the same, and nothing stale or weak decides it (S10)."""
        if self.verdict is Verdict.UNDETERMINED or self.stale or self.weak:
            return False
        if self.verdict is Verdict.REFUSED:
            return self.best.availability.verdict is Verdict.REFUSED or any(
                side.strict is Verdict.REFUSED for side in self.sides
            )
        return self.best.availability.code == "open" and all(
            side.strict is Verdict.ALLOWED for side in self.sides
        )

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The facts that could change or settle the verdict, if told."""
        if self.certain or self.best.availability.verdict is Verdict.REFUSED:
            return ()
        sides = self.sides
        if self.verdict is not Verdict.ALLOWED:
            sides = tuple(side for side in sides if side.verdict is self.verdict)
        return tuple(dict.fromkeys(name for side in sides for name in side.judged.missing))


def decide_leg(
    book: Rulebook, query: Query, leg: Leg, known_on: date, *, strict: bool = False
) -> LegDecision:
    """The decision on one leg for the query's day or moment (local time at the origin)."""
    moment: datetime = query.on  # type: ignore[assignment]
    start = instant(moment, leg.origin.clock)
    asylum = query.purpose == "asylum"
    if not query.bare_date:
        span = _span(book, query, leg, start, start, known_on, strict)
        return LegDecision(leg, (span,), moment.date(), asylum)
    end = instant(moment + timedelta(days=1), leg.origin.clock)
    cuts = _law_changes(book, leg, start, end)
    spans: list[Span] = []
    for law_start, law_end in zip((start, *cuts), (*cuts, end), strict=True):
        inner = sorted(changes(leg.point, leg.zones, law_start, law_end))
        first = _span(book, query, leg, law_start, law_end, known_on, strict)
        edges = [law_start, *inner, law_end]
        for since, until in pairwise(edges):
            state = _available(query, leg, since, known_on)
            spans.append(Span(since, until, state, first.travellers))
    return LegDecision(leg, _joined(spans), moment.date(), asylum)


def _law_changes(book: Rulebook, leg: Leg, start: datetime, end: datetime) -> tuple[datetime, ...]:
    found = {
        instant(moment, zone.clock)
        for zone, direction in ((leg.origin, "exit"), (leg.destination, "entry"))
        for moment in book.boundaries(
            zone.id, direction, civil(start, zone.clock), civil(end, zone.clock)
        )
    }
    return tuple(sorted(found))


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Neighbouring spans that say the same, as one."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and last.availability == span.availability and last.travellers is span.travellers:
            joined[-1] = Span(last.start, span.until, span.availability, span.travellers)
        else:
            joined.append(span)
    return tuple(joined)


def _available(query: Query, leg: Leg, at: datetime, known_on: date) -> Availability:
    return availability(
        leg.point, leg.zones, leg.origin.id, leg.mode, at, known_on, bare_date=query.bare_date
    )


def _span(
    book: Rulebook,
    query: Query,
    leg: Leg,
    at: datetime,
    until: datetime,
    known_on: date,
    strict: bool,
) -> Span:
    travellers = tuple(
        TravellerDecision(
            (
                _decide_side(book, query, traveller, leg, "exit", at, known_on, strict),
                _decide_side(book, query, traveller, leg, "entry", at, known_on, strict),
            )
        )
        for traveller in query.travellers
    )
    return Span(at, until, _available(query, leg, at, known_on), travellers)


def _decide_side(
    book: Rulebook,
    query: Query,
    traveller: Traveller,
    leg: Leg,
    direction: str,
    at: datetime,
    known_on: date,
    strict: bool,
) -> SideDecision:
    """The best of all presentations on one side (S11)."""
    zone = leg.origin if direction == "exit" else leg.destination
    moment = civil(at, zone.clock)
    side = Side(direction, zone, leg.origin, leg.destination, leg.point.id, leg.mode, moment.date())
    subjects = ("traveller", "vehicle") if leg.mode in MOTOR_MODES else ("traveller",)
    uncovered = tuple(
        (subject, topic)
        for subject in subjects
        for topic in book.uncovered(zone.id, direction, subject, leg.mode, moment)
    )
    gap = Verdict.UNDETERMINED if uncovered else Verdict.ALLOWED
    decided: list[SideDecision] = []
    for shown in presentations(traveller, side):
        facts = facts_of(query, traveller, shown, side)
        judged = judge_side(book, zone.id, direction, facts, moment, known_on, strict=strict)
        decided.append(SideDecision(direction, zone, shown, judged, uncovered, judged.strict))
    best = min(decided, key=_preference)
    return best._replace(strict=max(gap, min(d.strict for d in decided)))


def _preference(side: SideDecision) -> tuple[int, ...]:
    """Better verdicts first. If allowed, show as little as needed; if not, what comes closest."""
    refusing = sum(f.verdict is Verdict.REFUSED for f in side.judged.bearing)
    open_ = len(side.judged.bearing) - refusing
    shows_visa = isinstance(side.shown.visa, Visa)
    if side.verdict is Verdict.ALLOWED:
        return (side.verdict, 0, 0, shows_visa)
    return (side.verdict, not shows_visa, refusing, open_)
