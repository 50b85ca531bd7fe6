"""From a question to all routes, best first (sections 1 and 6 of the semantics)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from borderrules import network
from borderrules.decisions import Verdict
from borderrules.examination import Examination
from borderrules.issuance import Issuance, check_issuance
from borderrules.loading import load_rulebook
from borderrules.terms import MODES
from borderrules.traveller import Visa
from borderrules.vocabulary import FACTS

if TYPE_CHECKING:
    from borderrules.legs import LegDecision
    from borderrules.query import Query
    from borderrules.rulebook import Rulebook


@dataclass(frozen=True)
class Route:
    """One way from origin to destination: its legs, decided; its verdict is its worst leg's."""

    legs: tuple[LegDecision, ...]

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


@dataclass(frozen=True)
class Answer:
    """All routes, best first, with all that explaining them needs.

    `alternatives` are ways that the traveller did not ask for, on which the vehicle stays behind.
    """

    query: Query
    rulebook: Rulebook
    known_on: date | None
    strict: bool
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

    @cached_property
    def questions(self) -> tuple[str, ...]:
        """The facts to ask for: those that could change the verdict of some route."""
        names = (n for route in self.routes for leg in route.legs for n in leg.missing)
        return tuple(dict.fromkeys(n for n in names if FACTS[n].question))

    @cached_property
    def issuance(self) -> dict[str, Issuance]:
        """By state: whether it would issue a short-stay visa to one refused for lack of it."""
        found: dict[str, Issuance] = {}
        for route in self.routes:
            for traveller, decided in zip(
                self.query.travellers, route.legs[-1].best.travellers, strict=True
            ):
                entry = decided.sides[1]
                lacks = traveller.visas == () and entry.on("traveller") is Verdict.REFUSED
                if lacks and "SCHENGEN" in entry.zone.jurisdictions:
                    state = entry.zone.state
                    visa = Visa(kind="C", issued_by=state)
                    found[state] = check_issuance(
                        self.rulebook,
                        self.query,
                        traveller,
                        visa,
                        known_on=self.known_on or date.max,
                    )
        return found

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


def check_route(query: Query, rulebook: Rulebook | None = None, *, strict: bool = False) -> Answer:
    """All routes for a query, judged by a rulebook (the package's own if left out).

    Raises QueryError if a place is not known, or the two share no border.
    """
    book = rulebook if rulebook is not None else load_rulebook()
    crossings = network.crossings(query, book)
    known_on = query.known_on if isinstance(query.known_on, date) else None
    examination = Examination(book, query, known_on or date.max, strict=strict)
    routes = [Route((examination.decide(leg),)) for leg in network.legs(query, crossings)]
    others: list[Route] = []
    if any(route.legs[0].on("vehicle") is Verdict.REFUSED for route in routes):
        legs = network.legs_without_vehicle(query, crossings)
        others = [Route((examination.decide(leg),)) for leg in legs]
    ranked = sorted(routes, key=_rank)
    best = ranked[0].verdict
    better = [route for route in sorted(others, key=_rank) if route.verdict < best]
    return Answer(query, book, known_on, strict, tuple(ranked), tuple(better))


#: States of a crossing point, from what is nearest to open; see `availability`.
_NEARNESS = (
    *("open", "hours_unknown", "outside_hours", "closure"),
    *("not_this_direction", "not_this_mode", "closed", "not_known"),
)


def _rank(route: Route) -> tuple[object, ...]:
    """Better verdicts first; then what is nearest to open, the lately closed before the others."""
    leg = route.legs[0]
    state = leg.best.availability
    closed_on = max(
        (status.period.until or datetime.max for status in leg.leg.point.timeline if status.open),
        default=datetime.min,
    )
    return (
        route.verdict,
        _NEARNESS.index(state.code),
        not route.certain,
        datetime.max - closed_on if state.code == "closed" else timedelta(),
        list(MODES).index(leg.leg.mode),
        leg.leg.point.id,
    )
