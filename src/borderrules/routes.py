"""From a question to all routes, best first (sections 1 and 6 of the semantics)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from borderrules import network
from borderrules.dates import civil
from borderrules.decisions import Verdict
from borderrules.errors import Problem, QueryError
from borderrules.examination import Examination
from borderrules.issuance import Issuance, check_issuance
from borderrules.itineraries import MAX_LEGS, itineraries
from borderrules.journeys import Route
from borderrules.loading import load_rulebook
from borderrules.sweeps import put_off
from borderrules.terms import MODES
from borderrules.traveller import Visa
from borderrules.vocabulary import FACTS

if TYPE_CHECKING:
    from borderrules.itineraries import End
    from borderrules.measures import Point
    from borderrules.query import Query
    from borderrules.rulebook import Rulebook


@dataclass(frozen=True, eq=False, repr=False)
class Answer:
    """All routes, best first, with all that explaining them needs.

    `alternatives` are ways that the traveller did not ask for, on which the vehicle stays behind.
    """

    query: Query
    rulebook: Rulebook
    known_on: date | None
    strict: bool
    ends: tuple[End, End]
    routes: tuple[Route, ...]
    alternatives: tuple[Route, ...]

    @property
    def verdict(self) -> Verdict:
        """That of the best route."""
        return self.routes[0].verdict

    @property
    def certain(self) -> bool:
        """Whether the verdict holds whatever else is told: of a refusal, on every route."""
        if self.verdict is Verdict.REFUSED:
            return all(route.certain for route in self.routes)
        return any(r.certain for r in self.routes if r.verdict is self.verdict)

    @property
    def stale(self) -> bool:
        """Whether the best routes all rest on what was not confirmed lately."""
        return all(route.stale for route in self.routes if route.verdict is self.verdict)

    @property
    def asked(self) -> Query:
        """The question as it is judged: of a journey, with where it ends."""
        start, end = self.ends
        if network.is_single_border(self.query, self.rulebook, start, end):
            return self.query
        return _whole(self.query, start, end)

    @property
    def strictly(self) -> tuple[Route, ...]:
        """The routes on a strict reading."""
        return self.routes if self.strict else self.again(self.query, strict=True).routes

    def again(self, query: Query, *, strict: bool | None = None) -> Answer:
        """The answer of the same rulebook to another question, read as strictly."""
        return check_route(query, self.rulebook, strict=self.strict if strict is None else strict)

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that rules look for and that were not told; `questions` ranks what matters."""
        names = (n for route in self.routes for leg in route.legs for n in leg.missing)
        return tuple(dict.fromkeys(n for n in names if FACTS[n].question))

    @cached_property
    def issuance(self) -> dict[tuple[int, str], Issuance]:
        """Whether a state would issue a short-stay visa to a traveller refused for lack of one.

        By the traveller's place in the question, from 0, and the state.
        """
        lacking = {
            (number, side.zone.state)
            for route in self.routes
            for leg in route.legs
            for number, decided in enumerate(leg.best.travellers)
            for side in decided.sides
            if side.direction == "entry"
            and "SCHENGEN" in side.zone.jurisdictions
            and side.on("traveller") is Verdict.REFUSED
            and self.query.travellers[number].visas == ()
        }
        return {
            (number, state): check_issuance(
                self.rulebook,
                self.query,
                self.query.travellers[number],
                Visa(kind="C", issued_by=state),
                known_on=self.known_on or date.max,
            )
            for number, state in sorted(lacking)
        }

    @cached_property
    def detours(self) -> tuple[Route, ...]:
        """Longer ways round the one border asked about, best first, those refused left out.

        They are looked for where that border is shut to everybody; elsewhere by `max_legs`.
        """
        start, end = self.ends
        states = [leg.availability for route in self.routes for leg in route.legs]
        shut = all(state.verdict is Verdict.REFUSED for state in states)
        if not shut or not network.is_single_border(self.query, self.rulebook, start, end):
            return ()
        asked = self.query.but(via=None, arrive_by=None)
        found = _journeys(asked, self.rulebook, start, end, self.strict, at_least=2)
        ranked = sorted(found, key=_rank)
        return tuple(route for route in ranked if route.verdict is not Verdict.REFUSED)

    @cached_property
    def decision_id(self) -> str:
        """A digest of rulebook, state of knowledge and what was judged; nothing personal in it."""
        import hashlib
        import json

        told = {
            "rules": self.rulebook.digest,
            "known_on": str(self.known_on),
            "on": str(self.query.on),
            "legs": [
                (
                    leg.leg.point.id,
                    leg.leg.mode,
                    leg.verdict.word,
                    [(f.rule.id, f.outcome) for side in leg.sides for f in side.findings],
                )
                for route in self.routes
                for leg in route.legs
            ],
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


@put_off
def check_route(query: Query, rulebook: Rulebook | None = None, *, strict: bool = False) -> Answer:
    """All routes for a query, judged by a rulebook (the package's own if left out).

    Between neighbours, the crossing points of their border; else, and between towns, every sensible
    journey of at most `query.max_legs` legs. Raises QueryError if a place is not known, or if there
    is no way between the two.
    """
    book = rulebook if rulebook is not None else load_rulebook()
    start, end = network.ends(query, book)
    known_on = query.known_on if isinstance(query.known_on, date) else None
    if not network.is_single_border(query, book, start, end):
        routes = sorted(_journeys(query, book, start, end, strict), key=_rank)
        return Answer(query, book, known_on, strict, (start, end), tuple(routes), ())
    examination = Examination(book, query, known_on or date.max, strict=strict)
    legs = network.legs(query, book, start, end)
    routes = [Route((examination.decide(leg),)) for leg in legs]
    others: list[Route] = []
    if any(route.legs[0].on("vehicle") is Verdict.REFUSED for route in routes):
        without = network.legs_without_vehicle(query, legs)
        others = [Route((examination.decide(leg),)) for leg in without]
    ranked = sorted(routes, key=_rank)
    best = ranked[0].verdict
    better = [route for route in sorted(others, key=_rank) if route.verdict < best]
    return Answer(query, book, known_on, strict, (start, end), tuple(ranked), tuple(better))


def _journeys(
    query: Query, book: Rulebook, start: End, end: End, strict: bool, at_least: int = 1
) -> list[Route]:
    """The routes of all sensible journeys; QueryError if there is no way, or none arrives in time.

    `at_least` leaves out the journeys of fewer legs.
    """
    from borderrules.search import Journeys  # a question about one border needs none

    known_on = query.known_on if isinstance(query.known_on, date) else date.max
    asked = _whole(query, start, end)
    examination = Examination(book, asked, known_on, strict=strict)
    most = query.max_legs or MAX_LEGS
    ways = [hops for hops in itineraries(book, query, start, end, most) if len(hops) >= at_least]
    found = Journeys(examination, start, end).routes(ways)
    if not found and at_least == 1:
        message = (
            f"no way from `{query.origin}` to `{query.destination}` over at most "
            f"{most} border{'s' * (most > 1)} that these rules know"
        )
        raise QueryError([Problem("", 0, "BR503", message)])
    return _in_time(query, found, end)


def _whole(query: Query, start: End, end: End) -> Query:
    """The question of a whole journey, which says where it ends."""
    return query.but(
        onward_to=query.onward_to or end.zones[0].id,
        kaliningrad_transit=_joins_kaliningrad(start, end) or query.kaliningrad_transit,
    )


def _in_time(query: Query, found: list[Route], end: End) -> list[Route]:
    """The routes that arrive in time, and the refused ones."""
    latest, clock = query.arrive_by, end.zones[0].clock
    if not isinstance(latest, datetime):
        return found
    arrivals = [civil(route.arrives, clock) for route in found if route.arrives]
    if not arrivals:
        return found
    if min(arrivals) > latest:
        message = f"`arrive_by`: no way arrives by {latest:%Y-%m-%d %H:%M}; the earliest arrives "
        message += f"{min(arrivals):%Y-%m-%d %H:%M}"
        raise QueryError([Problem("arrive_by", 0, "BR507", message)])
    return [r for r in found if r.arrives is None or civil(r.arrives, clock) <= latest]


def _joins_kaliningrad(start: End, end: End) -> bool | None:
    """Whether a journey leads between Kaliningrad and the rest of Russia; None if it may not."""
    return True if {start.zones[0].id, end.zones[0].id} == {"RU", "RU-KGD"} else None


#: States of a crossing point, from what is nearest to open; see `availability`.
_NEARNESS = (
    *("open", "hours_unknown", "outside_hours", "closure"),
    *("not_this_direction", "not_this_mode", "closed", "not_known"),
)


def _closed_since(point: Point) -> timedelta:
    """The longer ago a point was open, the more; as far as is known."""
    ends = (status.period.until or datetime.max for status in point.timeline if status.open)
    return datetime.max - max(ends, default=datetime.min)


_ORDER_OF_MODES = {mode: number for number, mode in enumerate(MODES)}


def _rank(route: Route) -> tuple[object, ...]:
    """Better verdicts first; of refused ones, what is nearest to open, the lately closed first;
    then, but for those where the point is shut, the certain; those on the ground, the short, the
    simple.
    """
    leg = route.legs[-1]
    state = leg.availability
    refused = route.verdict is Verdict.REFUSED
    one_border = len(route.legs) == 1 and route.distance_km is None
    modes = [leg.leg.mode for leg in route.legs]
    return (
        route.verdict,
        _NEARNESS.index(state.code) if refused or one_border else 0,
        not leg.shut and not route.certain,
        "air" in modes,
        route.distance_km or 0,
        len(route.legs),
        _closed_since(leg.leg.point) if state.code == "closed" else timedelta(),
        [_ORDER_OF_MODES[mode] for mode in modes],
        [leg.leg.point.id for leg in route.legs],
    )
