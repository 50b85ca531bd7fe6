"""Journeys over several borders: each leg dated and judged, what was used up carried on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from borderrules.dates import MIDNIGHT, civil, instant
from borderrules.decisions import Verdict
from borderrules.history import NO_HISTORY
from borderrules.itineraries import ease, follows
from borderrules.terms import MOTOR_MODES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from borderrules.examination import Examination, Window
    from borderrules.history import History
    from borderrules.itineraries import End
    from borderrules.legs import Leg, LegDecision
    from borderrules.measures import Coordinates

#: Cautious speed over land, in kilometres of straight line an hour, stops included.
SPEED_KMH: Final = 55

#: The same between the two ends of a link, by its kind; a flight includes changing planes.
LINK_SPEED_KMH: Final = {"road": 55, "rail": 55, "sea": 35, "air": 200, "river": 20}

#: No arrival is known better than to this, counted from the beginning of time.
_QUARTER: Final = timedelta(minutes=15)
_BEGINNING: Final = datetime.min.replace(tzinfo=UTC)

#: How long a traveller with a moment to depart waits at a border for it to open.
LONGEST_WAIT: Final = timedelta(hours=24)


@dataclass(frozen=True)
class Route:
    """One way from origin to destination: its legs, decided; its verdict is its worst leg's.

    A refused route ends with the leg that refuses it. `distance_km` is the length of the whole way
    in straight lines, if both of its ends are known; `arrives` the earliest arrival, an instant;
    `bare_date` whether only the day of departure was told.
    """

    legs: tuple[LegDecision, ...]
    distance_km: float | None = None
    arrives: datetime | None = None
    bare_date: bool = False

    @cached_property
    def verdict(self) -> Verdict:
        """The worst leg (S5)."""
        return max(leg.verdict for leg in self.legs)

    @cached_property
    def certain(self) -> bool:
        """Whether each leg is; of a refused route, whether some refused leg is."""
        if self.verdict is Verdict.REFUSED:
            return any(leg.certain for leg in self.legs if leg.verdict is Verdict.REFUSED)
        return all(leg.certain for leg in self.legs)

    @cached_property
    def stale(self) -> bool:
        """Whether it rests on something that was not confirmed lately (S8)."""
        return any(leg.stale for leg in self.legs if leg.verdict is self.verdict)

    @property
    def with_vehicle(self) -> bool:
        """Whether a vehicle is brought all the way."""
        return all(leg.leg.mode in MOTOR_MODES for leg in self.legs)


class Journeys:
    """The routes of one query over given choices of legs; equal legs are decided once.

    Of routes that cross the same external borders alike, only the best judged and simplest counts:
    how one goes inside an area without controls is a matter of taste.
    """

    def __init__(self, examination: Examination, start: End, end: End) -> None:
        self.examination, self.start, self.end = examination, start, end
        self.bare = examination.query.bare_date
        self._steps: dict[tuple[str, str, str], Step] = {}
        self._decided: dict[tuple[object, ...], LegDecision] = {}
        self._best: dict[tuple[object, ...], _Progress] = {}

    def routes(self, itineraries: Iterable[list[list[Leg]]]) -> list[Route]:
        """The routes; the refused ones as far as the leg that refuses."""
        place = self.start.position
        on: datetime = self.examination.query.on  # type: ignore[assignment]
        now = instant(on, self.start.zones[0].clock)
        start = _Progress(self, now, place, 0.0 if place else None)
        for hops in itineraries:
            self._search(hops, start)
        return [progress.route() for progress in self._best.values()]

    def _search(self, hops: list[list[Leg]], so_far: _Progress) -> None:
        """Go on over the borders that are left, and keep the best of what goes over them alike."""
        rest = hops[1:]
        for further in self._onward(hops[0], so_far):
            if rest and not further.refused:
                self._search(rest, further)
                continue
            best = self._best.get(further.over_borders)
            if best is None or further.simplicity < best.simplicity:
                self._best[further.over_borders] = further

    def _onward(self, hop: list[Leg], so_far: _Progress) -> list[_Progress]:
        """The journey with one leg more, in every way that differs.

        Every crossing of an external border on the ground does. Of flights, and of the links that
        cross no external border, of those that lead to one place only the most natural counts of
        those that are best judged: one with the vehicle, one without.
        """
        last = so_far.last
        chosen: dict[object, _Progress] = {}
        for leg in hop:
            if follows(last, leg):
                further = so_far.over(leg)
                if leg.point.border == "external" and leg.mode != "air":
                    chosen[leg.point.id, leg.mode] = further
                    continue
                alike = leg.point.ends, leg.mode in MOTOR_MODES
                other = chosen.get(alike)
                if other is None or _preference(last, further) < _preference(last, other):
                    chosen[alike] = further
        return list(chosen.values())

    def step(self, leg: Leg, key: tuple[str, str, str]) -> Step:
        """A leg and its length, measured once."""
        step = self._steps.get(key)
        if step is None:
            step = self._steps[key] = _measured(leg)
        return step

    def decide(self, leg: Leg, window: Window | None, history: History) -> LegDecision:
        """The decision on a leg; whole days of it are decided once, and cut to the window."""
        days = window if self.bare or window is None else _whole_days(window, leg.origin.clock)
        key = (
            leg.point.id,
            leg.origin.id,
            leg.mode,
            days,
            tuple(history.used.items()),
            history.entered.get(leg.origin.area),
        )
        whole = self._decided.get(key)
        if whole is None:
            whole = self._decided[key] = self.examination.decide(leg, days, history)
        return whole if window == days or window is None else whole.within(*window)


def _preference(last: Leg | None, way: _Progress) -> tuple[object, ...]:
    """Of legs to one place, the best judged before others, then the most natural."""
    decision = way.decisions[-1]
    return decision.verdict, ease(last, decision.leg)


class Step(NamedTuple):
    """A leg from its near end to its far end: how long that is, and how long it takes."""

    leg: Leg
    near: Coordinates | None
    far: Coordinates | None
    km: float
    takes: timedelta


def _measured(leg: Leg) -> Step:
    from borderrules.places import distance_km  # a question about one border needs none

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


@dataclass(slots=True, eq=False)
class _Progress:
    """How far a journey has come: its legs so far, the time, the place, what was used up.

    `verdict` is the worst so far; `crossed` the external borders so far, and how.
    """

    journeys: Journeys
    now: datetime
    place: Coordinates | None
    km: float | None
    decisions: tuple[LegDecision, ...] = ()
    verdict: Verdict = Verdict.ALLOWED
    crossed: tuple[tuple[str, str], ...] = ()
    history: History = NO_HISTORY
    further: dict[tuple[object, ...], _Progress] = field(default_factory=dict)

    @property
    def last(self) -> Leg | None:
        """The leg before."""
        return self.decisions[-1].leg if self.decisions else None

    @property
    def refused(self) -> bool:
        """Whether it ends here, refused."""
        return self.verdict is Verdict.REFUSED

    @property
    def over_borders(self) -> tuple[tuple[str, str], ...]:
        """Where external borders are crossed, and how; whether the vehicle is brought to the end.

        A refused journey is told apart by the leg that refuses it.
        """
        last = self.decisions[-1].leg
        how = "car" if last.mode in MOTOR_MODES else ""
        return (*self.crossed, (last.point.id if self.refused else "", how))

    @property
    def simplicity(self) -> tuple[object, ...]:
        """Better verdicts before worse, fewer legs before more, shorter ways before longer."""
        km = None if self.refused else self._arrival()[0]
        return self.verdict, len(self.decisions), km or 0

    def over(self, leg: Leg) -> _Progress:
        """The journey with one leg more."""
        key = (leg.point.id, leg.destination.id, leg.mode)
        further = self.further.get(key)
        if further is None:
            further = self.further[key] = self._over(self.journeys.step(leg, key))
        return further

    def _over(self, step: Step) -> _Progress:
        leg = step.leg
        km, reached = self._on_the_way(step.near)
        reached = _quarter(reached)
        decision = self.journeys.decide(leg, self._window(leg, reached), self.history)
        decisions = (*self.decisions, decision)
        crossed = self.crossed
        if leg.point.border == "external":
            where = leg.point.id if leg.mode != "air" else leg.destination.id
            crossed = (*crossed, (where, leg.mode))
        verdict = max(self.verdict, decision.verdict)
        if verdict is Verdict.REFUSED:  # nothing follows
            return _Progress(self.journeys, reached, None, None, decisions, verdict, crossed)
        if not self.journeys.bare:
            reached = max(reached, decision.chosen.start)
        return _Progress(
            self.journeys,
            reached + step.takes,
            step.far or self.place,
            None if km is None else km + step.km,
            decisions,
            verdict,
            crossed,
            self.history.after(decision),
        )

    def route(self) -> Route:
        """The whole route, once the last border is passed, or refused."""
        if self.refused:
            return Route(self.decisions)
        return Route(self.decisions, *self._arrival(), self.journeys.bare)

    def _arrival(self) -> tuple[float | None, datetime]:
        """The kilometres of the whole way, if its end is known, and the earliest arrival."""
        end = self.journeys.end.position
        km, arrives = self._on_the_way(end)
        return km if end else None, arrives

    def _on_the_way(self, to: Coordinates | None) -> tuple[float | None, datetime]:
        """The kilometres when one has got there, and the time."""
        if self.place is None or to is None:
            return self.km, self.now
        from borderrules.places import distance_km

        km = distance_km(self.place, to)
        return None if self.km is None else self.km + km, self.now + timedelta(hours=km / SPEED_KMH)

    def _window(self, leg: Leg, reached: datetime) -> Window | None:
        """When a leg may be passed: the day on which it is reached, or from then until one waits.

        A moment without a place is that of passing the first border itself.
        """
        if self.journeys.bare:
            return _day(reached, leg.origin.clock)
        if not self.decisions and self.place is None:
            return None
        return reached, reached + LONGEST_WAIT
