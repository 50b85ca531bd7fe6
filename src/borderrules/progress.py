"""How far a journey has come: each leg dated and judged, what was used up carried on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from borderrules.dated import LONGEST_WAIT, QUARTER, Dated, Step, Surety, day_of
from borderrules.dates import civil, instant
from borderrules.decisions import Verdict
from borderrules.distance import distance_km
from borderrules.history import NO_HISTORY
from borderrules.terms import MOTOR_MODES

if TYPE_CHECKING:
    from borderrules.examination import Window
    from borderrules.history import History
    from borderrules.legs import Leg, LegDecision, Span
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
    """What is sure of a journey with one leg more: `over_borders`, and no better `simplicity`."""

    refused: bool
    over_borders: object
    simplicity: Simplicity


def _quarter(moment: datetime) -> datetime:
    """The next full quarter of an hour: no arrival is known better, and equal ones are one."""
    return moment + (_BEGINNING - moment) % QUARTER


class Passed(NamedTuple):
    """A leg as it is passed: its decision for whole days, the window in these, its verdict then."""

    decision: LegDecision
    window: Window | None
    verdict: Verdict

    def told(self) -> LegDecision:
        """The decision cut to the window."""
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
    _bearing: object = None

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
        return tuple(passed.told() for passed in self.passed)

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
    def bearing(self) -> object:
        """What of the history bears on the next leg, whichever that is: all begin where this is."""
        if self._bearing is None and self.last is not None:
            zone = self.last.destination
            self._bearing = self.dated.examination.bearing(zone, self.history)
        return self._bearing

    @property
    def refused(self) -> bool:
        """Whether it ends here, refused."""
        return self.verdict is Verdict.REFUSED

    @property
    def over_borders(self) -> object:
        """Where external borders are crossed, and how; whether the vehicle is brought to the end.

        A refused journey is told apart by the leg that refuses it.
        """
        return _over_borders(self.crossed, self.passed[-1].decision.leg, refused=self.refused)

    @property
    def simplicity(self) -> Simplicity:
        """Of ways over the same borders, the least of this counts."""
        km = None if self.refused else self.arrival()[0]
        return self.verdict, len(self.passed), km or 0

    def toward(self, step: Step) -> Approach:
        """A leg as the next."""
        km, reached = self._on_the_way(step.near)
        return Approach(step, km, reached, step.surety(self.bearing, reached))

    def prospect(self, approach: Approach) -> Prospect | None:
        """What is sure of the journey with one leg more before it is dated and judged."""
        step, km, _, surety = approach
        legs, crossed = len(self.passed) + 1, _crossed(self.crossed, step.leg)
        if step.shut_from is not None and step.shut_from <= self.now:
            over = _over_borders(crossed, step.leg, refused=True)
            return Prospect(True, over, (Verdict.REFUSED, legs, 0))
        if surety is None:
            return None
        over = _over_borders(crossed, step.leg, refused=surety.refused)
        verdict = max(self.verdict, surety.at_best)
        if surety.refused or km is None or self.dated.end.position is None:
            return Prospect(surety.refused, over, (verdict, legs, 0))
        if step.far is not None:
            to_end = step.to_end
        else:
            to_end = distance_km(self.place, self.dated.end.position) if self.place else 0
        return Prospect(False, over, (verdict, legs, km + step.km + to_end))

    def over(self, approach: Approach) -> Progress:
        """The journey with one leg more."""
        dated = self.dated
        step, km, reached, _ = approach
        leg, reached = step.leg, _quarter(reached)
        window = self._window(leg, reached)
        decision = dated.decide(step, window, self.history, self.bearing)
        if dated.bare:
            window = None
        crossed = _crossed(self.crossed, leg)
        if decision.shut and not decision.asylum:  # what rules say of it makes no difference
            passed = (*self.passed, Passed(decision, window, Verdict.REFUSED))
            return Progress(dated, reached, None, None, passed, Verdict.REFUSED, crossed)
        if window is None:
            span, day = decision.chosen, decision.day
        else:
            span, day = decision.best_within(*window), civil(reached, leg.origin.clock).date()
        verdict = Verdict.UNDETERMINED if decision.asylum else span.verdict
        passed = (*self.passed, Passed(decision, window, verdict))
        verdict = max(self.verdict, verdict)
        if verdict is Verdict.REFUSED:  # nothing follows
            return Progress(dated, reached, None, None, passed, verdict, crossed)
        begins = reached if dated.bare else max(reached, span.start)
        return Progress(
            dated,
            begins + step.takes,
            step.far or self.place,
            None if km is None else km + step.km,
            passed,
            verdict,
            crossed,
            self.history,
            (span, day),
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
        km = distance_km(self.place, to)
        return None if self.km is None else self.km + km, self.now + timedelta(hours=km / SPEED_KMH)

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


def _over_borders(crossed: tuple[tuple[str, str], ...], last: Leg, *, refused: bool) -> object:
    return crossed, last.point.id if refused else "", last.mode in MOTOR_MODES
