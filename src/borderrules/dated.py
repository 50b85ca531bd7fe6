"""The legs of a journey: each measured once, and decided once for the days of its passing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from borderrules.dates import MIDNIGHT, civil, instant
from borderrules.decisions import Verdict
from borderrules.distance import distance_km

if TYPE_CHECKING:
    from borderrules.examination import Examination, Window
    from borderrules.history import History
    from borderrules.itineraries import End
    from borderrules.leg_decisions import LegDecision
    from borderrules.legs import Leg
    from borderrules.measures import Coordinates

#: Cautious speed between the two ends of a link, by its kind, in kilometres of straight line an
#: hour; a flight includes changing planes.
LINK_SPEED_KMH: Final = {"road": 55, "rail": 55, "sea": 35, "air": 200, "river": 20}

#: How long a traveller with a moment to depart waits at a border for it to open.
LONGEST_WAIT: Final = timedelta(hours=24)

#: No arrival is known better than to this.
QUARTER: Final = timedelta(minutes=15)


class Surety(NamedTuple):
    """What is sure of a leg if it is reached between two instants: refused or not, and how well it
    is judged `at_best`; `exact` if always so.
    """

    since: datetime
    until: datetime
    refused: bool
    at_best: Verdict
    exact: bool


@dataclass(slots=True, eq=False)
class Step:
    """A leg from its near end to its far end, measured, with all that was decided about it.

    `refusal` is what ways that it refuses are known by, `to_end` the kilometres from its far end to
    where the journey ends, if both are known. From `shut_from` on nobody passes it. Decisions and
    sureties are by what of the history bears.
    """

    leg: Leg
    refusal: object
    near: Coordinates | None
    far: Coordinates | None
    km: float
    takes: timedelta
    to_end: float
    shut_from: datetime | None = None
    decided: dict[tuple[int, Window | None], LegDecision] = field(default_factory=dict)
    sureties: dict[int, list[Surety]] = field(default_factory=dict)

    def surety(self, bearing: int, reached: datetime) -> Surety | None:
        """What is sure of it at an instant, if something is."""
        for surety in self.sureties.get(bearing, ()):
            if surety.since <= reached < surety.until:
                return surety
        return None


class Dated:
    """The legs of one query, each measured once, and decided once for the days of its passing."""

    def __init__(self, examination: Examination, start: End, end: End) -> None:
        self.examination, self.start, self.end = examination, start, end
        self.bare = examination.query.bare_date
        self._steps: dict[int, Step] = {}

    def step(self, leg: Leg) -> Step:
        """A leg, measured."""
        step = self._steps.get(id(leg))
        if step is None:
            step = self._steps[id(leg)] = self._measured(leg)  # which keeps the leg, so its id
        return step

    def _measured(self, leg: Leg) -> Step:
        near, far = leg.ends
        end = self.end.position
        takes = timedelta(hours=leg.km / LINK_SPEED_KMH[leg.point.kind])
        to_end = distance_km(far, end) if far and end else 0.0
        return Step(leg, refusal_by(leg), near, far, leg.km, takes, to_end)

    def decide(
        self, step: Step, window: Window | None, history: History, bearing: int
    ) -> LegDecision:
        """The decision on a leg, for the whole days in which the window lies."""
        leg = step.leg
        days = window if self.bare or window is None else _whole_days(window, leg.origin.clock)
        decision = step.decided.get((bearing, days))
        if decision is None:
            decision = self.examination.decide(leg, days, history, bearing)
            step.decided[bearing, days] = decision
            if days is not None:
                self._note(step, bearing, decision, days)
        return decision

    def _note(self, step: Step, bearing: int, decision: LegDecision, days: Window) -> None:
        """Note what holds for whatever window in these days, or from then on."""
        since, until = days
        refused = decision.verdict is Verdict.REFUSED
        if refused and step.shut_from is None and _is_shut_for_good(decision):
            step.shut_from = since
        until -= QUARTER  # arrivals are rounded up
        if not self.bare:
            until -= LONGEST_WAIT
            if not refused and not _opens_within(decision, LONGEST_WAIT):
                return
        exact = self.bare or refused or len({span.verdict for span in decision.spans}) == 1
        surety = Surety(since, until, refused, decision.verdict, exact)
        step.sureties.setdefault(bearing, []).append(surety)


def refusal_by(leg: Leg) -> object:
    """What tells the ways that a leg refuses from others."""
    return leg.point.id, leg.origin.id, leg.mode


@lru_cache(maxsize=4096)
def _whole_days(window: Window, clock: str) -> Window:
    """The civil days in which a window lies."""
    first, last = (civil(moment, clock) for moment in window)
    begin = datetime.combine(first, MIDNIGHT)
    end = datetime.combine(last, MIDNIGHT)
    end = end if end == last else end + timedelta(days=1)
    return instant(begin, clock), instant(end, clock)


@lru_cache(maxsize=4096)
def day_of(reached: datetime, clock: str) -> Window:
    """The civil day in which an instant lies."""
    day = datetime.combine(civil(reached, clock), MIDNIGHT)
    return instant(day, clock), instant(day + timedelta(days=1), clock)


def _opens_within(decision: LegDecision, wait: timedelta) -> bool:
    """Whether it is never refused for so long without a break."""
    shut = timedelta()
    for span in decision.spans:
        refused = span.verdict is Verdict.REFUSED and not decision.asylum
        shut = shut + (span.until - span.start) if refused else timedelta()
        if shut >= wait:
            return False
    return True


def _is_shut_for_good(decision: LegDecision) -> bool:
    """Whether the point lets nobody pass, and no day is known on which that ends."""
    states = [state.availability for state in decision.states]
    return not decision.leg.stops and all(
        state.code in ("closed", "not_this_mode", "not_this_direction")
        and state.status is not None
        and state.status.period.until is None
        for state in states
    )
