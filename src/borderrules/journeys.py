"""Journeys over several borders: each leg dated and judged, what was used up carried on."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from borderrules.dates import MIDNIGHT, civil, instant
from borderrules.decisions import Verdict
from borderrules.history import NO_HISTORY
from borderrules.itineraries import ease, follows
from borderrules.terms import MOTOR_MODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from borderrules.examination import Examination, Window
    from borderrules.history import History
    from borderrules.itineraries import End
    from borderrules.legs import Leg, LegDecision
    from borderrules.measures import Coordinates

#: Cautious speed over land, in kilometres of straight line an hour, stops included.
SPEED_KMH: Final = 55

#: The same between the two ends of a link, by its kind; a flight includes changing planes.
LINK_SPEED_KMH: Final = {"road": 55, "rail": 55, "sea": 35, "air": 200, "river": 20}

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
    def over_borders(self) -> tuple[tuple[str, str], ...]:
        """Where external borders are crossed, and how; whether the vehicle is brought to the end.

        A refused route is told apart by the leg that refuses it.
        """
        legs = [decision.leg for decision in self.legs]
        last = legs[-1]
        crossed = tuple(
            (leg.point.id if leg.mode != "air" else leg.destination.id, leg.mode)
            for leg in legs
            if leg.point.border == "external"
        )
        how = "car" if last.mode in MOTOR_MODES else ""
        refused = last.point.id if self.verdict is Verdict.REFUSED else ""
        return (*crossed, (refused, how))

    @property
    def with_vehicle(self) -> bool:
        """Whether a vehicle is brought all the way."""
        return all(leg.leg.mode in MOTOR_MODES for leg in self.legs)


def _simplicity(route: Route) -> tuple[object, ...]:
    """Better verdicts before worse, fewer legs before more, shorter ways before longer."""
    return route.verdict, len(route.legs), route.distance_km or 0


class Journeys:
    """The routes of one query over given choices of legs; equal legs are decided once.

    Of routes that cross the same external borders alike, only the best judged and simplest counts:
    how one goes inside an area without controls is a matter of taste.
    """

    def __init__(self, examination: Examination, start: End, end: End) -> None:
        self.examination, self.start, self.end = examination, start, end
        self._decided: dict[tuple[object, ...], LegDecision] = {}

    def routes(self, itineraries: Iterable[list[list[Leg]]]) -> list[Route]:
        """The routes; the refused ones as far as the leg that refuses."""
        found: dict[tuple[object, ...], Route] = {}
        start = _Progress(self)
        for hops in itineraries:
            for route in self._routes(hops, start):
                key = route.over_borders
                if key not in found or _simplicity(route) < _simplicity(found[key]):
                    found[key] = route
        return list(found.values())

    def _routes(self, hops: list[list[Leg]], so_far: _Progress) -> Iterator[Route]:
        if not hops:
            yield so_far.finished()
            return
        for further in self._onward(hops[0], so_far):
            if further.decisions[-1].verdict is Verdict.REFUSED:
                yield Route(further.decisions)
            else:
                yield from self._routes(hops[1:], further)

    def _onward(self, hop: list[Leg], so_far: _Progress) -> list[_Progress]:
        """The journey with one leg more, in every way that differs.

        Every crossing of an external border on the ground does. Of flights, and of the links that
        cross no external border, of those that lead to one place only the most natural counts of
        those that are best judged: one with the vehicle, one without.
        """
        groups: dict[object, list[_Progress]] = {}
        for leg in hop:
            if follows(so_far.last, leg):
                alone = leg.point.border == "external" and leg.mode != "air"
                further = so_far.over(leg)
                alike = leg.point.id if alone else leg.point.ends
                how = leg.mode if alone else leg.mode in MOTOR_MODES
                groups.setdefault((alike, how), []).append(further)
        last = so_far.last
        return [
            min(group, key=lambda way: (way.verdict, ease(last, way.legs[-1])))
            for group in groups.values()
        ]

    def decide(self, leg: Leg, window: Window | None, history: History) -> LegDecision:
        """The decision on a leg; whole days of it are decided once, and cut to the window."""
        bare = self.examination.query.bare_date
        days = window if bare or window is None else _whole_days(window, leg.origin.clock)
        key = (
            leg.point.id,
            leg.origin.id,
            leg.mode,
            days,
            tuple(history.used.items()),
            history.entered.get(leg.origin.area),
        )
        if key not in self._decided:
            self._decided[key] = self.examination.decide(leg, days, history)
        whole = self._decided[key]
        return whole if window == days or window is None else whole.within(*window)


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
    return moment + (datetime.min.replace(tzinfo=moment.tzinfo) - moment) % timedelta(minutes=15)


class _Progress:
    """How far a journey has come: its legs so far, the time, the place, what was used up."""

    def __init__(self, journeys: Journeys) -> None:
        query = journeys.examination.query
        self.journeys, self.history = journeys, NO_HISTORY
        self.decisions: tuple[LegDecision, ...] = ()
        self.now = instant(query.on, journeys.start.zones[0].clock)
        self.place = journeys.start.position
        self.km: float | None = 0.0 if self.place else None
        self.further: dict[tuple[object, ...], _Progress] = {}

    @property
    def last(self) -> Leg | None:
        """The leg before."""
        return self.decisions[-1].leg if self.decisions else None

    @property
    def legs(self) -> list[Leg]:
        """The legs so far."""
        return [decision.leg for decision in self.decisions]

    @property
    def verdict(self) -> Verdict:
        """That of the last leg."""
        return self.decisions[-1].verdict

    def over(self, leg: Leg) -> _Progress:
        """The journey with one leg more."""
        key = (leg.point.id, leg.destination.id, leg.mode)
        if key not in self.further:
            self.further[key] = self._over(leg)
        return self.further[key]

    def _over(self, leg: Leg) -> _Progress:
        from borderrules.places import distance_km  # a question about one border needs none

        near, far = leg.point.ends if leg.origin == leg.zones[0] else leg.point.ends[::-1]
        km, ahead = self._on_the_way(near)
        reached = _quarter(self.now + timedelta(hours=ahead))
        decision = self.journeys.decide(leg, self._window(leg, reached), self.history)
        further = copy(self)
        further.further = {}
        further.decisions = (*self.decisions, decision)
        if decision.verdict is Verdict.REFUSED:  # nothing follows
            return further
        between = distance_km(near, far) if near and far else 0.0
        further.km = None if km is None else km + between
        further.place = far or self.place
        further.history = self.history.after(decision)
        crossed = reached if self._bare else max(reached, decision.best.start)
        further.now = crossed + timedelta(hours=between / LINK_SPEED_KMH[leg.point.kind])
        return further

    def finished(self) -> Route:
        """The whole route, once the last border is passed."""
        end = self.journeys.end.position
        km, ahead = self._on_the_way(end)
        return Route(
            self.decisions, km if end else None, self.now + timedelta(hours=ahead), self._bare
        )

    @property
    def _bare(self) -> bool:
        return self.journeys.examination.query.bare_date

    def _on_the_way(self, to: Coordinates | None) -> tuple[float | None, float]:
        """The kilometres when one has got there, and the hours that this takes."""
        if self.place is None or to is None:
            return self.km, 0.0
        from borderrules.places import distance_km

        km = distance_km(self.place, to)
        return None if self.km is None else self.km + km, km / SPEED_KMH

    def _window(self, leg: Leg, reached: datetime) -> Window | None:
        """When a leg may be passed: the day on which it is reached, or from then until one waits.

        A moment without a place is that of passing the first border itself.
        """
        if self._bare:
            return _day(reached, leg.origin.clock)
        if not self.decisions and self.place is None:
            return None
        return reached, reached + LONGEST_WAIT
