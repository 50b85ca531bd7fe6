"""The decision on a leg: both sides of a border, in one mode, at a moment or over a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from borderrules.dates import civil
from borderrules.decisions import Verdict
from borderrules.side_decisions import SideDecision, TravellerDecision

if TYPE_CHECKING:
    from collections.abc import Callable

    from borderrules.availability import Availability
    from borderrules.decisions import Finding
    from borderrules.legs import Leg
    from borderrules.measures import Status, Version

#: An answer that rests on something last confirmed longer before the journey is never certain (S8).
STALE_AFTER = timedelta(days=90)


class Span(NamedTuple):
    """A stretch of the day with one verdict, the worst of the point's availability, the travellers
    and the vehicle; UTC instants.
    """

    start: datetime
    until: datetime
    availability: Availability
    travellers: tuple[TravellerDecision, ...]
    verdict: Verdict


def _goodness(span: Span) -> tuple[Verdict, Verdict]:
    """Of refused spans, the first in which the point itself is open says most."""
    return span.verdict, span.availability.verdict


class State(NamedTuple):
    """What a point is from an instant (UTC) on, until its next state."""

    since: datetime
    availability: Availability


@dataclass(eq=False, repr=False)
class LegDecision:
    """The decision on a leg on a day, or at the one moment asked for.

    `states` are those of the point in this time, `judged` its spans; or, where it is shut in all of
    it, what judges them once they are asked for: the verdict does not need them.
    """

    leg: Leg
    day: date
    states: tuple[State, ...]
    judged: tuple[Span, ...] | Callable[[], tuple[Span, ...]]
    asylum: bool = False

    @property
    def shut(self) -> bool:
        """Whether the point lets nobody pass in all this time."""
        return not isinstance(self.judged, tuple)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The stretches of this time with what is said in each."""
        return self.judged if isinstance(self.judged, tuple) else self._judged_late

    @cached_property
    def _judged_late(self) -> tuple[Span, ...]:
        return self.judged if isinstance(self.judged, tuple) else self.judged()

    @cached_property
    def availability(self) -> Availability:
        """The state of the point in the best span."""
        return self.states[0].availability if self.shut else self.chosen.availability

    def within(self, start: datetime, until: datetime) -> LegDecision:
        """The same decision for a shorter stretch of time; UTC instants."""
        day = civil(start, self.leg.origin.clock).date()
        before = [state for state in self.states if state.since <= start][-1:]
        later = [state for state in self.states if start < state.since < until]
        cut = partial(self._cut, start, until)
        return decided(self.leg, day, (*before, *later), cut, asylum=self.asylum)

    def _cut(self, start: datetime, until: datetime) -> tuple[Span, ...]:
        return tuple(
            Span(max(span.start, start), min(span.until, until), *span[2:])
            for span in self.spans
            if span.start < until and start < span.until
        )

    def best_within(self, start: datetime, until: datetime) -> Span:
        """The best of the spans that lie, at least in part, in a shorter stretch of time."""
        if len(self.spans) == 1:
            return self.spans[0]
        inside = (span for span in self.spans if span.start < until and start < span.until)
        return min(inside, key=_goodness)

    @cached_property
    def chosen(self) -> Span:
        """The best span, its evidence perhaps that of a point judged alike."""
        return self.spans[0] if len(self.spans) == 1 else min(self.spans, key=_goodness)

    @cached_property
    def best(self) -> Span:
        """The first of the best spans: for a bare date its verdict counts (S7).

        Of refused ones, the first in which the point itself is open says most.
        """
        points = [passing.point for passing in self.leg.passings]
        judged = self.chosen.travellers
        told = {  # what was judged once, of travellers that are alike, is told once
            id(traveller): TravellerDecision(
                tuple(side.at(point) for side, point in zip(traveller.sides, points, strict=True))
            )
            for traveller in judged
        }
        return self.chosen._replace(travellers=tuple(told[id(traveller)] for traveller in judged))

    @property
    def verdict(self) -> Verdict:
        """The verdict of the best span; asylum is never allowed or refused here (S15)."""
        if self.asylum:
            return Verdict.UNDETERMINED
        return Verdict.REFUSED if self.shut else self.chosen.verdict

    @cached_property
    def sides(self) -> tuple[SideDecision, ...]:
        """All sides of all travellers in the best span."""
        return tuple(side for traveller in self.best.travellers for side in traveller.sides)

    @property
    def _distinct(self) -> list[SideDecision]:
        """The sides as judged, once of travellers alike; their evidence may name another point."""
        travellers = {id(traveller): traveller for traveller in self.chosen.travellers}.values()
        return [side for traveller in travellers for side in traveller.sides]

    def on(self, subject: str) -> Verdict:
        """The verdict on one subject in the best span; the point's state is not the vehicle's."""
        return max(traveller.on(subject) for traveller in self.chosen.travellers)

    @cached_property
    def resting_on(self) -> tuple[Finding, ...]:
        """The prohibitions that the verdict rests on: those that refuse, or those got past."""
        judged = [side.judged for side in self._distinct]
        if self.verdict is Verdict.ALLOWED:
            return tuple(f for side in judged for f in side.passed)
        return tuple(f for side in judged for f in side.bearing if f.verdict is self.verdict)

    @cached_property
    def _grounds(self) -> tuple[tuple[date, datetime | None], ...]:
        """Last confirmation and end of each measure, and of the point's status, that decides."""
        grounds = [
            (f.version.last_confirmed, f.version.period.until) for f in self.resting_on if f.version
        ]
        status = self.availability.status
        if status is not None and self.availability.verdict is self.verdict:
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
        return self.stale_since is not None

    @cached_property
    def stale_since(self) -> date | None:
        """If it is stale, the last confirmation of the oldest of what it rests on; of refusals,
        each of which is enough, that of the newest.
        """
        old = [
            confirmed
            for confirmed, until in self._grounds
            if confirmed + STALE_AFTER < self.day and until is None
        ]
        if self.verdict is Verdict.REFUSED:
            return max(old) if old and len(old) == len(self._grounds) else None
        return min(old, default=None)

    @cached_property
    def weak(self) -> bool:
        """Whether it rests on sources that are single or in conflict."""
        weak = [f.version.confidence != "confirmed" for f in self.resting_on if f.version]
        status = self.availability.status
        if status is not None and self.availability.verdict is self.verdict:
            weak.append(status.confidence != "confirmed")
        if self.verdict is Verdict.REFUSED:
            return bool(weak) and all(weak)
        return any(weak)

    @cached_property
    def certain(self) -> bool:
        """Whether the strict answer is the same, and nothing stale or weak decides it (S10).

        A refusal is as certain as the best of its grounds.
        """
        if self.verdict is Verdict.REFUSED:
            if self.shut and all(self._surely_shut(state.availability) for state in self.states):
                return True
            return all(self._surely_refused(span) for span in self.spans)
        if self.verdict is Verdict.UNDETERMINED or self.stale or self.weak:
            return False
        return self.availability.code == "open" and all(
            side.strict is Verdict.ALLOWED for side in self._distinct
        )

    def _surely_refused(self, span: Span) -> bool:
        """Whether one ground of refusal holds whatever is told, is fresh and well sourced."""
        return self._surely_shut(span.availability) or any(
            all(
                any(f.version and self._sound(f.version) for f in refusing)
                for refusing in side.strictly_refusing
            )
            for traveller in span.travellers
            for side in traveller.sides
        )

    def _surely_shut(self, state: Availability) -> bool:
        status = state.status
        return state.verdict is Verdict.REFUSED and status is not None and self._sound(status)

    def _sound(self, ground: Version | Status) -> bool:
        """Whether a measure or status is confirmed by its sources, lately or with a known end."""
        fresh = ground.last_confirmed + STALE_AFTER >= self.day or ground.period.until is not None
        return fresh and ground.confidence == "confirmed"

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The facts that could change or settle the verdict, if told."""
        if self.certain or self.availability.verdict is Verdict.REFUSED:
            return ()
        sides = self._distinct
        if self.verdict is not Verdict.ALLOWED:
            sides = [side for side in sides if side.verdict is self.verdict]
        return tuple(dict.fromkeys(name for side in sides for name in side.judged.missing))


def decided(
    leg: Leg,
    day: date,
    states: tuple[State, ...],
    judge: Callable[[], tuple[Span, ...]],
    *,
    asylum: bool,
) -> LegDecision:
    """The decision on a leg, judged at once unless the point is shut in all this time."""
    shut = all(state.availability.verdict is Verdict.REFUSED for state in states)
    return LegDecision(leg, day, states, judge if shut else judge(), asylum)
