"""How far a journey has come: each leg dated and judged, what was used up carried on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from borderrules.dates import MIDNIGHT, civil, instant
from borderrules.decisions import Verdict
from borderrules.distance import distance_km
from borderrules.history import NO_HISTORY
from borderrules.terms import MOTOR_MODES

if TYPE_CHECKING:
    from borderrules.examination import Examination, Window
    from borderrules.history import History
    from borderrules.itineraries import End
    from borderrules.legs import Leg, LegDecision, Span
    from borderrules.measures import Coordinates

#: Cautious speed over land, in kilometres of straight line an hour, stops included.
SPEED_KMH: Final = 55

#: The same between the two ends of a link, by its kind; a flight includes changing planes.
LINK_SPEED_KMH: Final = {"road": 55, "rail": 55, "sea": 35, "air": 200, "river": 20}

#: How long a traveller with a moment to depart waits at a border for it to open.
LONGEST_WAIT: Final = timedelta(hours=24)

#: No arrival is known better than to this, counted from the beginning of time.
_QUARTER: Final = timedelta(minutes=15)
_BEGINNING: Final = datetime.min.replace(tzinfo=UTC)

Simplicity = tuple[Verdict, int, float]
"""Better verdicts before worse, fewer legs before more, shorter ways before longer."""


class Step(NamedTuple):
    """A leg from its near end to its far end: how long that is, and how long it takes."""

    leg: Leg
    near: Coordinates | None
    far: Coordinates | None
    km: float
    takes: timedelta


class Surety(NamedTuple):
    """What is sure of a leg if it is reached between two instants: refused or not, and how well it
    is judged `at_best`; `exact` if always so.
    """

    since: datetime
    until: datetime
    refused: bool
    at_best: Verdict
    exact: bool


class Prospect(NamedTuple):
    """What is sure of a journey with one leg more: `over_borders`, and no better `simplicity`."""

    refused: bool
    over_borders: object
    simplicity: Simplicity


class Dated:
    """The legs of one query, each measured once, and decided once for the days of its passing."""

    def __init__(self, examination: Examination, start: End, end: End) -> None:
        self.examination, self.start, self.end = examination, start, end
        self.bare = examination.query.bare_date
        self._steps: dict[tuple[str, str, str], Step] = {}
        self._decided: dict[object, LegDecision] = {}
        self._sureties: dict[object, list[Surety]] = defaultdict(list)

    def step(self, leg: Leg) -> Step:
        """A leg, measured."""
        key = leg.point.id, leg.destination.id, leg.mode
        step = self._steps.get(key)
        if step is None:
            step = self._steps[key] = _measured(leg)
        return step

    def decide(self, leg: Leg, window: Window | None, history: History) -> LegDecision:
        """The decision on a leg, for the whole days in which the window lies."""
        days = window if self.bare or window is None else _whole_days(window, leg.origin.clock)
        which = _which(leg, history)
        key = *which, days
        decision = self._decided.get(key)
        if decision is None:
            decision = self._decided[key] = self.examination.decide(leg, days, history)
            if days is not None:
                self._note(which, decision, days)
        return decision

    def surety(self, leg: Leg, history: History, reached: datetime) -> Surety | None:
        """What is sure of a leg at an instant, if something is."""
        for surety in self._sureties[_which(leg, history)]:
            if surety.since <= reached < surety.until:
                return surety
        return None

    def _note(self, which: object, decision: LegDecision, days: Window) -> None:
        """Note what holds for whatever window in these days."""
        since, until = days
        until -= _QUARTER  # arrivals are rounded up
        if not self.bare:
            until -= LONGEST_WAIT
            if decision.verdict is not Verdict.REFUSED and not decision.opens_within(LONGEST_WAIT):
                return
        exact = self.bare or len({span.verdict for span in decision.spans}) == 1
        refused = decision.verdict is Verdict.REFUSED
        self._sureties[which].append(Surety(since, until, refused, decision.verdict, exact))


def _which(leg: Leg, history: History) -> tuple[object, ...]:
    """A leg, and what of the history bears on it."""
    entered = history.entered.get(leg.origin.area)
    return leg.point.id, leg.origin.id, leg.mode, tuple(history.used.items()), entered


def _measured(leg: Leg) -> Step:
    near, far = leg.point.ends if leg.origin == leg.zones[0] else leg.point.ends[::-1]
    km = distance_km(near, far) if near and far else 0.0
    return Step(leg, near, far, km, timedelta(hours=km / LINK_SPEED_KMH[leg.point.kind]))


@lru_cache(maxsize=4096)
def _whole_days(window: Window, clock: str) -> Window:
    """The civil days in which a window lies."""
    first, last = (civil(moment, clock) for moment in window)
    begin = datetime.combine(first, MIDNIGHT)
    end = datetime.combine(last, MIDNIGHT)
    end = end if end == last else end + timedelta(days=1)
    return instant(begin, clock), instant(end, clock)


@lru_cache(maxsize=4096)
def _day(reached: datetime, clock: str) -> Window:
    """The civil day in which an instant lies."""
    day = datetime.combine(civil(reached, clock), MIDNIGHT)
    return instant(day, clock), instant(day + timedelta(days=1), clock)


def _quarter(moment: datetime) -> datetime:
    """The next full quarter of an hour: no arrival is known better, and equal ones are one."""
    return moment + (_BEGINNING - moment) % _QUARTER


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
        key = leg.point.id, leg.destination.id, leg.mode
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
        if dated.bare or window is None:
            span, day, window = decision.chosen, decision.day, None
        else:
            span, day = decision.best_within(*window), civil(reached, leg.origin.clock).date()
        verdict = Verdict.UNDETERMINED if decision.asylum else span.verdict
        passed = (*self.passed, Passed(decision, window, verdict))
        crossed = _crossed(self.crossed, leg)
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
            return _day(reached, leg.origin.clock)
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
