"""How far a journey has come: each leg dated and judged, what was used up carried on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from borderrules.dated import LONGEST_WAIT, QUARTER, Dated, Step, Surety, day_of, key_of
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
    further: dict[object, Progress] = field(default_factory=dict)

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

    def over(self, leg: Leg) -> Progress:
        """The journey with one leg more."""
        key = key_of(leg)
        further = self.further.get(key)
        if further is None:
            further = self.further[key] = self._over(self.dated.step(leg))
        return further

    def surety(self, leg: Leg) -> Surety | None:
        """What is sure of a leg as the next, if something is."""
        _, reached = self._on_the_way(self.dated.step(leg).near)
        return self.dated.surety(leg, self.history, reached)

    def prospect(self, leg: Leg) -> Prospect | None:
        """What is sure of the journey with one leg more before it is dated and judged."""
        if self.dated.is_shut(leg, self.now):
            over = _over_borders(_crossed(self.crossed, leg), leg, refused=True)
            return Prospect(True, over, (Verdict.REFUSED, len(self.passed) + 1, 0))
        step = self.dated.step(leg)
        km, reached = self._on_the_way(step.near)
        surety = self.dated.surety(leg, self.history, reached)
        if surety is None:
            return None
        over = _over_borders(_crossed(self.crossed, leg), leg, refused=surety.refused)
        verdict, legs = max(self.verdict, surety.at_best), len(self.passed) + 1
        end, place = self.dated.end.position, step.far or self.place
        if surety.refused or km is None or end is None:
            return Prospect(surety.refused, over, (verdict, legs, 0))
        km += step.km
        return Prospect(
            False, over, (verdict, legs, km + (distance_km(place, end) if place else 0))
        )

    def _over(self, step: Step) -> Progress:
        leg, dated = step.leg, self.dated
        km, reached = self._on_the_way(step.near)
        reached = _quarter(reached)
        window = self._window(leg, reached)
        decision = dated.decide(leg, window, self.history)
        crossed = _crossed(self.crossed, leg)
        if decision.shut and not decision.asylum:
            passed = (
                *self.passed,
                Passed(decision, None if dated.bare else window, Verdict.REFUSED),
            )
            return Progress(dated, reached, None, None, passed, Verdict.REFUSED, crossed)
        if dated.bare or window is None:
            span, day, window = decision.chosen, decision.day, None
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
