"""The network around one question: the places meant, and the legs over the border between them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from borderrules.countries import country_code
from borderrules.dates import exists
from borderrules.errors import Problem, QueryError, suggestion
from borderrules.itineraries import End, modes_for, names_of_point, names_of_zone
from borderrules.legs import Leg
from borderrules.terms import MODES, MOTOR_MODES, SCHENGEN_VISAS

if TYPE_CHECKING:
    from borderrules.measures import Point, Zone
    from borderrules.query import Query
    from borderrules.rulebook import Rulebook

#: Modes that count over a single border only if asked for; see `itineraries.modes_for`.
_UNUSUAL = frozenset({"leisure_boat", "truck"})


def ends(query: Query, book: Rulebook) -> tuple[End, End]:
    """Where the journey of a query starts and ends.

    Raises QueryError with all that only the rules can tell: places, points and zones that they do
    not know, visas that contradict them.
    """
    problems: list[Problem] = []
    start = _end(book, "origin", query.origin, problems)
    end = _end(book, "destination", query.destination, problems)
    if start and end and query.via is not None and end.position is None and start.position is None:
        problems += _via_problems(query.via, book, start, end)
    if start and end:  # from Kaliningrad to Russia means: to the rest of it
        start, end = _without(start, end), _without(end, start)
    if start and end and start.zones == end.zones:
        message = f"`{query.origin}` and `{query.destination}` have no border between them"
        problems.append(Problem("", 0, "BR503", message))
    if start and not query.bare_date and not exists(query.on, start.zones[0].clock):  # type: ignore[arg-type]
        message = f"`on`: there is no {query.on:%H:%M} at FROM that day: the clock jumps over it"
        problems.append(Problem("on", 0, "BR508", message))
    problems += _unknown_names(query, book)
    problems += _visa_problems(query, book)
    if problems or start is None or end is None:
        raise QueryError(problems)
    return start, end


def is_single_border(query: Query, book: Rulebook, start: End, end: End) -> bool:
    """Whether a question is about one border: two neighbours, and no longer way asked for."""
    towns = start.position or end.position
    return not towns and query.max_legs in (None, 1) and bool(_crossings(book, start, end))


def legs(query: Query, book: Rulebook, start: End, end: End) -> list[Leg]:
    """Every crossing point of one border in every mode: those asked for, else those it was open to.

    Freight is no way to travel, nor has everybody a boat: lorries and private boats count only if
    asked for, lorries also if the vehicle is one. Raises QueryError if none is left.
    """
    avoided = {name.casefold() for name in query.avoid or ()}
    made = [
        Leg(origin, destination, point, mode)
        for origin, destination, point in _crossings(book, start, end)
        if query.via is None or query.via.casefold() in names_of_point(point)
        if not avoided & names_of_point(point)
        for mode in modes_for(query, point, _UNUSUAL)
    ]
    if not made:
        message = "`modes`: no crossing point there was ever open to travellers in that way"
        raise QueryError([Problem("modes", 0, "BR506", f"{message}; try another mode")])
    return made


def legs_without_vehicle(query: Query, tried: list[Leg]) -> list[Leg]:
    """The same crossings in modes that were not asked for, the vehicle left behind (S12)."""
    if query.modes is None:
        return []
    kept = {*query.modes, *MOTOR_MODES, "leisure_boat"}
    crossings = {(leg.origin.id, leg.destination.id, leg.point.id): leg for leg in tried}
    return [
        replace(leg, mode=mode)
        for leg in crossings.values()
        for mode in MODES
        if mode in leg.point.modes - kept
    ]


def _crossings(book: Rulebook, start: End, end: End) -> list[tuple[Zone, Zone, Point]]:
    return [
        (origin, destination, point)
        for origin in start.zones
        for destination in end.zones
        for point in book.points_between(origin.id, destination.id)
    ]


def _end(book: Rulebook, name: str, text: str, problems: list[Problem]) -> End | None:
    """The country, region, crossing point or town that a text stands for.

    A state stands for all its zones.
    """
    wanted = text.strip().casefold()
    for zone in book.zones.values():
        if wanted in names_of_zone(zone):
            same = tuple(z for z in book.zones.values() if z.state == zone.state)
            return End(same if zone.id == zone.state else (zone,), None, zone.name)
    from borderrules.places import find_place

    if not text.isprintable():
        message = f"`{name}`: no such place: `{text}`; write it without invisible characters"
        problems.append(Problem(name, 0, "BR502", message))
        return None
    if _is_country_code(text):
        known = ", ".join(sorted(book.zones))
        message = f"`{name}`: these rules know no border of `{text}`; they know {known}"
        problems.append(Problem(name, 0, "BR502", message))
        return None
    try:
        place = find_place(text, book.points, name)
    except QueryError as error:
        problems += error.problems
        return None
    if place.zone not in book.zones:
        message = f"`{name}`: these rules know no zone {place.zone}"
        problems.append(Problem(name, 0, "BR502", message))
        return None
    return End((book.zones[place.zone],), place.coordinates, place.name)


def _is_country_code(text: str) -> bool:
    """Whether two or three capitals are a country's code, so that no town is meant."""
    try:
        return text.isupper() and len(text) in (2, 3) and bool(country_code(text))
    except ValueError:
        return False


def _without(one: End, other: End) -> End:
    """A place without the zone of the other, if it has more zones than that."""
    shared = {zone.id for zone in other.zones} if len(other.zones) < len(one.zones) else set()
    return one._replace(zones=tuple(zone for zone in one.zones if zone.id not in shared))


def _via_problems(via: str, book: Rulebook, start: End, end: End) -> list[Problem]:
    """Over a single border, only its own crossing points can be passed."""
    points = [point for _, _, point in _crossings(book, start, end)]
    known = {name for zone in book.zones.values() for name in names_of_zone(zone)}
    if not points or via.casefold() in known.union(*map(names_of_point, book.points)):
        return []
    ids = sorted(point.id for point in points)
    there = f"there are: {', '.join(ids)}"
    message = f"`via`: no crossing point `{via}` there{suggestion(via, ids)}; {there}"
    return [Problem("via", 0, "BR504", message)]


def _unknown_names(query: Query, book: Rulebook) -> list[Problem]:
    """What is to be avoided, where nothing is called so."""
    if not query.avoid:
        return []
    known = {name for zone in book.zones.values() for name in names_of_zone(zone)}
    known |= {name for point in book.points for name in names_of_point(point)}
    return [
        Problem(
            "avoid",
            0,
            "BR504",
            f"`avoid`: no crossing point or country `{name}`{suggestion(name.casefold(), known)}",
        )
        for name in query.avoid
        if name.casefold() not in known
    ]


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
        if visa.kind in SCHENGEN_VISAS and visa.issued_by and visa.issued_by not in states
    ]
