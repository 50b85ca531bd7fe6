"""Journeys over several borders: each leg dated and judged, what was used up carried on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from borderrules.dates import MIDNIGHT, civil, instant
from borderrules.decisions import Verdict
from borderrules.history import NO_HISTORY
from borderrules.itineraries import follows
from borderrules.places import distance_km
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
    in straight lines, as far as places are known; `arrives` the earliest arrival, an instant;
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
    """The routes of one query over given choices of legs; equal legs are decided once."""

    def __init__(self, examination: Examination, start: End, end: End) -> None:
        self.examination, self.start, self.end = examination, start, end
        self._decided: dict[tuple[object, ...], LegDecision] = {}

    def routes(self, itineraries: Iterable[list[list[Leg]]]) -> list[Route]:
        """Every route, the refused ones as far as the leg that refuses, each once."""
        found: dict[tuple[object, ...], Route] = {}
        for hops in itineraries:
            for route in self._routes(hops, _Progress(self)):
                found.setdefault(tuple((d.leg.point.id, d.leg.mode) for d in route.legs), route)
        return list(found.values())

    def _routes(self, hops: list[list[Leg]], so_far: _Progress) -> Iterator[Route]:
        if not hops:
            yield so_far.finished()
            return
        for leg in hops[0]:
            if not follows(so_far.last, leg, self.examination.query):
                continue
            further = so_far.over(leg)
            if further.decisions[-1].verdict is Verdict.REFUSED:
                yield Route(further.decisions)
            else:
                yield from self._routes(hops[1:], further)

    def decide(self, leg: Leg, window: Window | None, history: History) -> LegDecision:
        """The decision on a leg, from memory if it was asked before."""
        key = (
            leg.point.id,
            leg.origin.id,
            leg.mode,
            window,
            tuple(history.used.items()),
            tuple(history.entered.items()),
        )
        if key not in self._decided:
            self._decided[key] = self.examination.decide(leg, window, history)
        return self._decided[key]


class _Progress:
    """How far a journey has come: its legs so far, the time, the place, what was used up."""

    def __init__(self, journeys: Journeys) -> None:
        query = journeys.examination.query
        self.journeys, self.history = journeys, NO_HISTORY
        self.decisions: tuple[LegDecision, ...] = ()
        self.now = instant(query.on, journeys.start.zones[0].clock)
        self.place = journeys.start.position
        self.km: float | None = 0.0 if self.place else None

    @property
    def last(self) -> Leg | None:
        """The leg before."""
        return self.decisions[-1].leg if self.decisions else None

    def over(self, leg: Leg) -> _Progress:
        """The journey with one leg more."""
        near, far = leg.point.ends if leg.origin == leg.zones[0] else leg.point.ends[::-1]
        further = object.__new__(_Progress)
        further.journeys = self.journeys
        further.km, ahead = self._on_the_way(near)
        reached = self.now + timedelta(hours=ahead)
        decision = self.journeys.decide(leg, self._window(leg, reached), self.history)
        further.decisions = (*self.decisions, decision)
        further.history = self.history.after(decision)
        crossed = reached if self._bare else max(reached, decision.best.start)
        between = distance_km(near, far) if near and far else 0.0
        further.now = crossed + timedelta(hours=between / LINK_SPEED_KMH[leg.point.kind])
        if further.km is not None:
            further.km += between
        further.place = far or self.place
        return further

    def finished(self) -> Route:
        """The whole route, once the last border is passed."""
        km, ahead = self._on_the_way(self.journeys.end.position)
        return Route(self.decisions, km, self.now + timedelta(hours=ahead), self._bare)

    @property
    def _bare(self) -> bool:
        return self.journeys.examination.query.bare_date

    def _on_the_way(self, to: Coordinates | None) -> tuple[float | None, float]:
        """The kilometres when one has got there, and the hours that this takes."""
        if self.place is None or to is None:
            return self.km, 0.0
        km = distance_km(self.place, to)
        return (self.km or 0.0) + km, km / SPEED_KMH

    def _window(self, leg: Leg, reached: datetime) -> Window | None:
        """When a leg may be passed: the day on which it is reached, or from then until one waits.

        A moment without a place is that of passing the first border itself.
        """
        clock = leg.origin.clock
        if self._bare:
            day = datetime.combine(civil(reached, clock), MIDNIGHT)
            return instant(day, clock), instant(day + timedelta(days=1), clock)
        if not self.decisions and self.place is None:
            return None
        return reached, reached + LONGEST_WAIT
