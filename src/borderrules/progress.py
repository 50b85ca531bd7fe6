"""How far a journey has come: each leg dated and judged, what was used up carried on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from borderrules.dated import LONGEST_WAIT, QUARTER, Dated, Step, Surety, day_of, refusal_by
from borderrules.dates import civil, instant
from borderrules.decisions import Verdict
from borderrules.distance import distance_km
from borderrules.history import NO_HISTORY
from borderrules.terms import MOTOR_MODES

if TYPE_CHECKING:
    from borderrules.examination import Window
    from borderrules.history import History
    from borderrules.leg_decisions import LegDecision, Span
    from borderrules.legs import Leg
    from borderrules.measures import Coordinates

#: Cautious speed over land, in kilometres of straight line an hour, stops included.
SPEED_KMH: Final = 55

#: Arrivals are rounded up from here.
_BEGINNING: Final = datetime.min.replace(tzinfo=UTC)

Simplicity = tuple[Verdict, int, float]
"""Better verdicts before worse, fewer legs before more, shorter ways before longer."""


class Approach(NamedTuple):
    """A leg as the next: how long the way to it is, when it is reached, and what is sure of it."""

    step: Step
    km: float | None
    reached: datetime
    surety: Surety | None


class Prospect(NamedTuple):
    """What is sure of a journey with one leg more: by what it is known, and that no way over it has
    a better `simplicity`.
    """

    refused: bool
    known_by: object
    simplicity: Simplicity


@lru_cache(maxsize=65_536)
def _over_land(here: Coordinates, there: Coordinates) -> tuple[float, timedelta]:
    """The way between two places in kilometres, and how long it takes."""
    km = distance_km(here, there)
    return km, timedelta(hours=km / SPEED_KMH)


def _quarter(moment: datetime) -> datetime:
    """The next full quarter of an hour: no arrival is known better, and equal ones are one."""
    return moment + (_BEGINNING - moment) % QUARTER


@dataclass(eq=False)
class Passed:
    """A leg as it is passed: its decision for whole days, the window in these, its verdict then."""

    decision: LegDecision
    window: Window | None
    verdict: Verdict

    @cached_property
    def told(self) -> LegDecision:
        """The decision cut to the window, the same for all journeys that go on from here."""
        return self.decision if self.window is None else self.decision.within(*self.window)


@dataclass(slots=True, eq=False)
class Progress:
    """How far a journey has come: the legs passed, the time, the place, what was used up.

    `verdict` is the worst so far; `crossed` the external borders so far, and how.
    """

    dated: Dated
    now: datetime
    place: Coordinates | None
    km: float | None
    passed: tuple[Passed, ...] = ()
    verdict: Verdict = Verdict.ALLOWED
    crossed: tuple[tuple[str, str], ...] = ()
    used_before: History = NO_HISTORY
    passing: tuple[Span, date] | None = None
    _bearing: int | None = None

    @classmethod
    def start(cls, dated: Dated) -> Progress:
        """Where a journey begins."""
        on: datetime = dated.examination.query.on  # type: ignore[assignment]
        place = dated.start.position
        now = instant(on, dated.start.zones[0].clock)
        return cls(dated, now, place, 0.0 if place else None)

    @property
    def decisions(self) -> tuple[LegDecision, ...]:
        """The decisions on its legs."""
        return tuple(passed.told for passed in self.passed)

    @property
    def last(self) -> Leg | None:
        """The leg before."""
        return self.passed[-1].decision.leg if self.passed else None

    @property
    def history(self) -> History:
        """What was used up, the last leg included; read only where another follows."""
        if self.passing is not None:
            self.used_before, self.passing = self.used_before.after(*self.passing), None
        return self.used_before

    @property
    def bearing(self) -> int:
        """What of the history bears on the next leg, whichever that is: all begin where this is."""
        if self._bearing is None:
            zone = self.last.destination if self.last else self.dated.start.zones[0]
            self._bearing = self.dated.examination.bearing(zone, self.history)
        return self._bearing

    @property
    def refused(self) -> bool:
        """Whether it ends here, refused."""
        return self.verdict is Verdict.REFUSED

    @property
    def known_by(self) -> object:
        """Where external borders are crossed, and how; whether the vehicle is brought to the end.

        A refused journey is known by the leg that refuses it.
        """
        last = self.passed[-1].decision.leg
        return refusal_by(last) if self.refused else _known_by(self.crossed, last)

    @property
    def simplicity(self) -> Simplicity:
        """Of ways known by the same, the least of this counts."""
        km = self.km if self.refused else self.arrival()[0]
        return self.verdict, len(self.passed), km or 0

    def toward(self, step: Step) -> Approach:
        """A leg as the next."""
        km, reached = self._on_the_way(step.near)
        surety = step.surety(self.bearing, reached) if step.sureties else None
        return Approach(step, km, reached, surety)

    def prospect(self, approach: Approach) -> Prospect | None:
        """What is sure of the journey with one leg more before it is dated and judged."""
        step, km, reached, surety = approach
        legs = len(self.passed) + 1
        is_shut = step.shut_from is not None and step.shut_from <= reached
        if is_shut or (surety and surety.refused):
            return Prospect(True, step.refusal, (Verdict.REFUSED, legs, km or 0))
        if surety is None:
            return None
        known_by = _known_by(_crossed(self.crossed, step.leg), step.leg)
        verdict, end = max(self.verdict, surety.at_best), self.dated.end.position
        if km is None or end is None:
            return Prospect(False, known_by, (verdict, legs, 0))
        if step.far is not None:
            to_end = step.to_end
        else:
            to_end = distance_km(self.place, end) if self.place else 0
        return Prospect(False, known_by, (verdict, legs, km + step.km + to_end))

    def over(self, approach: Approach) -> Progress:
        """The journey with one leg more."""
        dated = self.dated
        step, km, reached, _ = approach
        leg, reached = step.leg, _quarter(reached)
        window = self._window(leg, reached)
        decision = dated.decide(step, window, self.history, self.bearing)
        if dated.bare:
            window = None
        if decision.shut and not decision.asylum:  # what rules say of it makes no difference
            return self._refused(approach, Passed(decision, window, Verdict.REFUSED))
        if window is None:
            span, day = decision.chosen, decision.day
        else:
            span, day = decision.best_within(*window), civil(reached, leg.origin.clock).date()
        verdict = Verdict.UNDETERMINED if decision.asylum else span.verdict
        passed = Passed(decision, window, verdict)
        if verdict is Verdict.REFUSED:
            return self._refused(approach, passed)
        begins = reached if dated.bare else max(reached, span.start)
        return Progress(
            dated,
            begins + step.takes,
            step.far or self.place,
            None if km is None else km + step.km,
            (*self.passed, passed),
            max(self.verdict, verdict),
            _crossed(self.crossed, leg),
            self.history,
            (span, day),
        )

    def _refused(self, approach: Approach, passed: Passed) -> Progress:
        """The journey, which ends with a leg that refuses it."""
        return Progress(
            self.dated,
            approach.reached,
            None,
            approach.km,
            (*self.passed, passed),
            Verdict.REFUSED,
            self.crossed,
        )

    def arrival(self) -> tuple[float | None, datetime]:
        """The kilometres of the whole way, if its end is known, and the earliest arrival."""
        end = self.dated.end.position
        km, arrives = self._on_the_way(end)
        return km if end else None, arrives

    def _on_the_way(self, to: Coordinates | None) -> tuple[float | None, datetime]:
        """The kilometres when one has got there, and the time."""
        if self.place is None or to is None:
            return self.km, self.now
        km, takes = _over_land(self.place, to)
        return None if self.km is None else self.km + km, self.now + takes

    def _window(self, leg: Leg, reached: datetime) -> Window | None:
        """When a leg may be passed: the day on which it is reached, or from then until one waits.

        A moment without a place is that of passing the first border itself.
        """
        if self.dated.bare:
            return day_of(reached, leg.origin.clock)
        if not self.passed and self.place is None:
            return None
        return reached, reached + LONGEST_WAIT


def _crossed(before: tuple[tuple[str, str], ...], leg: Leg) -> tuple[tuple[str, str], ...]:
    """The external borders crossed, and how; by air, only into which zone."""
    if leg.point.border != "external":
        return before
    return (*before, (leg.point.id if leg.mode != "air" else leg.destination.id, leg.mode))


def _known_by(crossed: tuple[tuple[str, str], ...], last: Leg) -> object:
    return crossed, last.mode in MOTOR_MODES
