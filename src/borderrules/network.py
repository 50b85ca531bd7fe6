"""The network of one border: the zones meant, their crossing points, the legs over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from borderrules.errors import Problem, QueryError, suggestion
from borderrules.legs import Leg
from borderrules.query import Vehicle
from borderrules.terms import MODES, MOTOR_MODES

if TYPE_CHECKING:
    from borderrules.measures import Point, Zone
    from borderrules.query import Query
    from borderrules.rulebook import Rulebook


class Crossing(NamedTuple):
    """A crossing point, and the direction in which it is passed."""

    origin: Zone
    destination: Zone
    point: Point


def crossings(query: Query, book: Rulebook) -> list[Crossing]:
    """The crossing points between the two places of a query.

    Raises QueryError with all that only the rules can tell: places and points that they do not
    know, visas that contradict them.
    """
    problems: list[Problem] = []
    origins = _zones(book, "origin", query.origin, problems)
    destinations = _zones(book, "destination", query.destination, problems)
    problems += _visa_problems(query, book)
    found = [
        Crossing(origin, destination, point)
        for origin in origins
        for destination in destinations
        for point in book.points_between(origin.id, destination.id)
    ]
    if origins and destinations and not found:
        near = sorted({n for zone in origins for n in book.neighbours(zone.id)})
        message = (
            f"`{query.origin}` and `{query.destination}` share no border crossing point of these "
            f"rules; ask about one border at a time, from {query.origin} to {' or '.join(near)}"
        )
        problems.append(Problem("", 0, "BR503", message))
    if found and query.via is not None:
        ids = sorted(crossing.point.id for crossing in found)
        found = [crossing for crossing in found if query.via.casefold() in _names(crossing.point)]
        if not found:
            hint = suggestion(query.via, ids)
            there = f"there are: {', '.join(ids)}"
            message = f"`via`: no crossing point `{query.via}` there{hint}; {there}"
            problems.append(Problem("via", 0, "BR504", message))
    if problems:
        raise QueryError(problems)
    return found


def legs(query: Query, found: list[Crossing]) -> list[Leg]:
    """Every crossing point in every mode: those asked for, else those it was ever open to.

    A railway station or a harbour is judged only in modes of its own. Freight is no way to travel,
    nor has everybody a boat: lorries and private boats count only if asked for, lorries also if the
    vehicle is one. Raises QueryError if none is left.
    """
    unusual: set[str] = set()
    if query.modes is None:
        is_truck = isinstance(query.vehicle, Vehicle) and query.vehicle.kind == "truck"
        unusual = {"leisure_boat"} if is_truck else {"leisure_boat", "truck"}
        unusual |= {"car"} if query.vehicle == "none" else set()
    made = [
        Leg(*crossing, mode)
        for crossing in found
        for mode in query.modes or MODES
        if mode in crossing.point.modes - unusual or (query.modes and crossing.point.kind == "road")
    ]
    if not made:
        message = "`modes`: no crossing point there was ever open to travellers in that way"
        raise QueryError([Problem("modes", 0, "BR506", f"{message}; try another mode")])
    return made


def legs_without_vehicle(query: Query, found: list[Crossing]) -> list[Leg]:
    """The same crossings in modes that were not asked for, the vehicle left behind (S12)."""
    if query.modes is None:
        return []
    return [
        Leg(*crossing, mode)
        for crossing in found
        for mode in MODES
        if mode in crossing.point.modes - set(query.modes) - MOTOR_MODES - {"leisure_boat"}
    ]


def _names(point: Point) -> set[str]:
    own = (name for text in point.names.values() for name in text.values())
    return {name.casefold() for name in (point.id, *point.aliases, *own)}


def _zones(book: Rulebook, name: str, place: str, problems: list[Problem]) -> list[Zone]:
    """The zones that a code or name stands for; a state stands for all its zones."""
    wanted = place.strip().casefold()
    for zone in book.zones.values():
        if wanted in {zone.id.casefold(), *(text.casefold() for text in zone.name.values())}:
            same = [z for z in book.zones.values() if z.state == zone.state]
            return same if zone.id == zone.state else [zone]
    known = [*book.zones, *(text for zone in book.zones.values() for text in zone.name.values())]
    hint = suggestion(place, known) or f"; known are {', '.join(sorted(book.zones))}"
    # Four digits may be part of a document number, which is never repeated.
    said = "that" if sum(letter.isdigit() for letter in place) >= 4 else f"`{place}`"
    problems.append(Problem(name, 0, "BR502", f"`{name}`: no such country or zone: {said}{hint}"))
    return []


def _visa_problems(query: Query, book: Rulebook) -> list[Problem]:
    """A Schengen visa of a state that is not in Schengen contradicts itself."""
    if "SCHENGEN" not in book.documents["groups"]:
        return []
    states = {member.value for member in book.group("SCHENGEN").members}
    return [
        Problem(
            "traveller.visas",
            0,
            "BR505",
            f"`visas`: {visa.issued_by} is not in Schengen and issues no visa {visa.kind}",
        )
        for traveller in query.travellers
        for visa in traveller.visas or ()
        if visa.kind in ("A", "C", "D") and visa.issued_by and visa.issued_by not in states
    ]
