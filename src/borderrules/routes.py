"""From a question to all routes, best first (sections 1 and 6 of the semantics)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from borderrules.decisions import Verdict
from borderrules.errors import Problem, QueryError, suggestion
from borderrules.examination import Examination
from borderrules.issuance import Issuance, check_issuance
from borderrules.legs import Leg, LegDecision
from borderrules.loading import load_rulebook
from borderrules.query import Query, Vehicle, Visa
from borderrules.terms import MODES, MOTOR_MODES
from borderrules.vocabulary import FACTS

if TYPE_CHECKING:
    from borderrules.measures import Point, Zone
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
    _check_visas(query, book)
    known_on = query.known_on if isinstance(query.known_on, date) else None
    crossings = _crossings(query, book)
    examination = Examination(book, query, known_on or date.max, strict=strict)
    routes = [Route((examination.decide(leg),)) for leg in _legs(query, crossings)]
    others: list[Route] = []
    if any(route.legs[0].on("vehicle") is Verdict.REFUSED for route in routes):
        legs = _legs_without_vehicle(query, crossings)
        others = [Route((examination.decide(leg),)) for leg in legs]
    ranked = sorted(routes, key=_rank)
    best = ranked[0].verdict
    better = [route for route in sorted(others, key=_rank) if route.verdict < best]
    return Answer(query, book, known_on, strict, tuple(ranked), tuple(better))


def _legs_without_vehicle(query: Query, crossings: list[tuple[Zone, Zone, Point]]) -> list[Leg]:
    """The same crossings in modes that were not asked for, the vehicle left behind (S12)."""
    if query.modes is None:
        return []
    return [
        Leg(origin, destination, point, mode)
        for origin, destination, point in crossings
        for mode in MODES
        if mode in point.modes - set(query.modes) - MOTOR_MODES
    ]


def _rank(route: Route) -> tuple[object, ...]:
    leg = route.legs[0]
    code = leg.best.availability.code
    return (
        route.verdict,
        not route.certain,
        code in ("closed", "not_known", "not_this_mode"),
        list(MODES).index(leg.leg.mode),
        leg.leg.point.id,
    )


def _crossings(query: Query, book: Rulebook) -> list[tuple[Zone, Zone, Point]]:
    """The crossing points between the two places, each with its direction."""
    origins, destinations = (
        _zones(book, place, name)
        for place, name in ((query.origin, "origin"), (query.destination, "destination"))
    )
    found = [
        (origin, destination, point)
        for origin in origins
        for destination in destinations
        for point in book.points_between(origin.id, destination.id)
    ]
    if not found:
        near = sorted({n for zone in origins for n in book.neighbours(zone.id)})
        message = (
            f"`{query.origin}` and `{query.destination}` share no border crossing point of these "
            f"rules; ask about one border at a time, from {query.origin} to {' or '.join(near)}"
        )
        raise QueryError([Problem("", 0, "BR503", message)])
    if query.via is None:
        return found
    chosen = [item for item in found if query.via.casefold() in _names(item[2])]
    if not chosen:
        ids = sorted(point.id for _, _, point in found)
        hint = suggestion(query.via, ids)
        message = f"no crossing point `{query.via}` there{hint}; there are: {', '.join(ids)}"
        raise QueryError([Problem("", 0, "BR504", message)])
    return chosen


def _names(point: Point) -> set[str]:
    own = (name for text in point.names.values() for name in text.values())
    return {name.casefold() for name in (point.id, *point.aliases, *own)}


def _zones(book: Rulebook, place: str, name: str) -> list[Zone]:
    """The zones that a code or name stands for; a state stands for all its zones."""
    wanted = place.strip().casefold()
    for zone in book.zones.values():
        if wanted in {zone.id.casefold(), *(text.casefold() for text in zone.name.values())}:
            same = [z for z in book.zones.values() if z.state == zone.state]
            return same if zone.id == zone.state else [zone]
    known = [*book.zones, *(text for zone in book.zones.values() for text in zone.name.values())]
    message = f"no such country or zone: `{place}`{suggestion(place, known)}"
    if not suggestion(place, known):
        message += f"; known are {', '.join(sorted(book.zones))}"
    raise QueryError([Problem("", 0, "BR502", f"`{name}`: {message}")])


def _legs(query: Query, crossings: list[tuple[Zone, Zone, Point]]) -> list[Leg]:
    """Every crossing point in every mode: those asked for, else those it was ever open to.

    A railway station or a harbour is judged only in modes of its own. Freight is no way to travel,
    so lorries count only if asked for, or if the vehicle is one.
    """
    is_truck = isinstance(query.vehicle, Vehicle) and query.vehicle.kind == "truck"
    unusual = {"car"} if query.vehicle == "none" else set()
    unusual |= set() if is_truck else {"truck"}
    legs = [
        Leg(origin, destination, point, mode)
        for origin, destination, point in crossings
        for mode in query.modes or MODES
        if mode in point.modes - (set() if query.modes else unusual)
        or (query.modes and point.kind == "road")
    ]
    if not legs:
        message = (
            "no crossing point there was ever open to travellers in that way; try another mode"
        )
        raise QueryError([Problem("", 0, "BR506", message)])
    return legs


def _check_visas(query: Query, book: Rulebook) -> None:
    """A Schengen visa of a state that is not in Schengen contradicts itself."""
    if "SCHENGEN" not in book.documents["groups"]:
        return
    states = {member.value for member in book.group("SCHENGEN").members}
    wrong = [
        Problem(
            "",
            0,
            "BR505",
            f"`visas`: {visa.issued_by} is not in the Schengen area and issues no visa {visa.kind}",
        )
        for traveller in query.travellers
        for visa in traveller.visas or ()
        if isinstance(visa, Visa)
        and visa.kind in ("A", "C", "D")
        and visa.issued_by
        and visa.issued_by not in states
    ]
    if wrong:
        raise QueryError(wrong)
