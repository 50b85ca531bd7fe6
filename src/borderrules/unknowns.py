"""What a question leaves unsaid: each unknown fact of its travellers and things, and telling it.

An unknown is told by setting it in the query. Facts of a thing (a visa, a permit, a relative, a
vehicle) follow the one that says whether there is such a thing at all, their *opener*.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from borderrules.conditions import NONE
from borderrules.query import Owner, Query, Stay, Vehicle
from borderrules.terms import MOTOR_MODES
from borderrules.traveller import FamilyMember, Permit, Property, TravelDocument, Traveller, Visa

if TYPE_CHECKING:
    from collections.abc import Iterator


class Unknown(NamedTuple):
    """A fact that was not told: of which traveller, and of which of the things under its prefix."""

    fact: str
    traveller: int = 0
    item: int = 0


#: By prefix, the fact that says whether there is such a thing. A permit is told whole, as
#: `KIND:STATE`, since one whose issuer is not known says nothing.
OPENERS: Final = {
    "document": "nationality",
    "visa": "visa.kind",
    "permit": "permit.kind",
    "family": "family.relation",
    "property": "property.in",
    "vehicle": "vehicle.registered_in",
    "trailer": "vehicle.registered_in",
}

#: Says whether the vehicle has another owner, of whom the rest may then be told.
OWN: Final = "vehicle.owner.is_traveller"

_DOCUMENT: Final = ("issuing_region", "biometric", "issued_on", "expires_on", "holder_age_at_issue")
_VISA: Final = (
    *("issued_by", "purpose", "issued_on", "applied_on"),
    *("valid_from", "valid_until", "entries_left", "in_this_document"),
)
_FAMILY: Final = ("nationality", "residence", "standing", "travels_along", "mobile_eu")
_TRAVELLER: Final = ("residence", "age", "company", "former_citizen_of_ukraine")
_VEHICLE: Final = (
    *("kind", "seats", "plate", "use", "mass_t", "entered_on", "operator_in"),
    *("owner_on_board", "transit_declared"),
)
_OWNER: Final = ("nationality", "residence", "family_of_eu")
#: Of an owner who is the traveller, they are told of the traveller.
_TRAVELLERS_OWN: Final = ("nationality", "residence", "owner.nationality", "owner.residence")

#: Facts of the trip, by the field of a query that tells them.
_TRIP: Final = {
    "purpose": "purpose",
    "service.kind": "service",
    "trip.in_border_area": "in_border_area",
    "trip.hours_here": "hours_here",
    "stay.days": "leave_on",
    "stay.max_in_180": "stays",
}

#: Lists of a traveller, by prefix: the field, its class, and the facts beside the opener.
_LISTS: Final[dict[str, tuple[str, Any, tuple[str, ...]]]] = {
    "visa": ("visas", Visa, _VISA),
    "permit": ("permits", Permit, ("issued_on",)),
    "family": ("family", FamilyMember, _FAMILY),
    "property": ("property", Property, ("acquired_on",)),
}


def opener_of(unknown: Unknown) -> Unknown | None:
    """The unknown to be told before this one, if it is not told yet."""
    prefix = unknown.fact.partition(".")[0]
    name = OPENERS.get(prefix)
    if unknown.fact.startswith("vehicle.owner.") and unknown.fact != OWN:
        name = OWN
    if name is None or name == unknown.fact:
        return None
    return Unknown(name, 0 if prefix in ("vehicle", "trailer") else unknown.traveller)


def unlike(query: Query) -> tuple[int, ...]:
    """The travellers of a query by number, from 0; of those told of alike, the first."""
    first: dict[Traveller, int] = {}
    for number, traveller in enumerate(query.travellers):
        first.setdefault(traveller, number)
    return tuple(first.values())


def alike(query: Query, number: int) -> tuple[int, ...]:
    """The travellers of whom the same was told as of one of them, by number, from 0."""
    same = query.travellers[number]
    return tuple(n for n, traveller in enumerate(query.travellers) if traveller == same)


def unknowns(query: Query) -> tuple[Unknown, ...]:
    """Every unknown of a query that can be told, openers before the facts that follow them.

    Of travellers told of alike, those of the first: for each, the same is unknown.
    """
    found: list[Unknown] = []
    for number in unlike(query):
        found += _of_traveller(query.travellers[number], number)
    found += [Unknown(fact) for fact, name in _TRIP.items() if getattr(query, name) is None]
    if query.modes is None or not MOTOR_MODES.isdisjoint(query.modes):
        found += _of_vehicle(query.vehicle)
    return tuple(found)


def _of_traveller(traveller: Traveller, number: int) -> Iterator[Unknown]:
    if traveller.documents is None:
        yield Unknown("nationality", number)
    for item, document in enumerate(traveller.documents or (None,)):
        for name in _DOCUMENT:
            if document is None or not _knows(document, name):
                yield Unknown(f"document.{name}", number, item)
    for prefix, (name, _, others) in _LISTS.items():
        things = getattr(traveller, name)
        if things is None:
            yield Unknown(OPENERS[prefix], number)
        for item, thing in enumerate((None,) if things is None else things):
            for other in others:
                alone = other == "in_this_document" and len(traveller.documents or (1,)) == 1
                if (thing is None or getattr(thing, other) is None) and not alone:
                    yield Unknown(f"{prefix}.{other}", number, item)
    for name in _TRAVELLER:
        if getattr(traveller, name) is None:
            yield Unknown(f"traveller.{name}", number)


def _knows(document: TravelDocument, name: str) -> bool:
    """Whether a document tells a fact; the validity of a Russian passport tells of its chip."""
    dated = document.issued_on is not None and document.expires_on is not None
    ordinary = document.kind == "passport" and document.issued_by == "RU"
    chip = name == "biometric" and dated and ordinary
    return chip or getattr(document, name) is not None


def _of_vehicle(vehicle: Vehicle | str | None) -> Iterator[Unknown]:
    if vehicle == NONE:
        return
    told = vehicle if isinstance(vehicle, Vehicle) else Vehicle()
    for name in ("registered_in", *_VEHICLE):
        if getattr(told, name) is None:
            yield Unknown(f"vehicle.{name}")
    if told.owner is None:
        yield Unknown(OWN)
    owner = told.owner or Owner()
    for name in _OWNER:
        if getattr(owner, name) is None and not (owner.is_traveller and name in _TRAVELLERS_OWN):
            yield Unknown(f"vehicle.owner.{name}")
    if told.trailer_registered_in is None:
        yield Unknown("trailer.registered_in")


def told(query: Query, fact: str, value: object, *, traveller: int = 0, item: int = 0) -> Query:
    """The query with one more fact told; `none` tells that there is no such thing.

    A permit is told as `residence:SE`; `stay.days` is a number of days, `stay.max_in_180` the
    earlier stays as pairs of days. Raises QueryError for values that the fact does not have, and
    ValueError for facts that cannot be told, or not before the one that opens them.
    """
    prefix, _, name = fact.partition(".")
    if fact == "mode":
        return replace_in(query, modes=(value,))
    if fact == "crossing.point":
        return replace_in(query, via=value)
    if fact in _TRIP:
        return replace_in(query, **{_TRIP[fact]: _of_trip(query, fact, value)})
    if prefix in ("vehicle", "trailer"):
        return query.but(vehicle=_vehicle(query.vehicle, fact, value))
    person = query.travellers[traveller]
    if fact == "nationality":
        person = replace(
            person, nationality=None, documents=(TravelDocument(issued_by=str(value)),)
        )
    elif prefix == "traveller":
        changes: dict[str, Any] = {name: value}
        person = replace(person, **changes)
    elif prefix == "document" and person.documents is not None:
        person = replace(person, documents=_with(person.documents, item, name, value))
    elif prefix in _LISTS:
        person = _with_thing(person, prefix, name, value, item)
    else:
        raise ValueError(f"`{fact}` cannot be told here")
    people = (*query.travellers[:traveller], person, *query.travellers[traveller + 1 :])
    return query.but(travellers=people, traveller=people[0])


def replace_in(query: Query, **changes: Any) -> Query:
    """The same question with other values of some fields, checked as any other."""
    if "modes" in changes:
        changes["modes"] = tuple(changes["modes"])
    on = query.on.date() if query.bare_date and isinstance(query.on, datetime) else query.on
    return replace(query, **{"on": on, "traveller": None, **changes})


def _of_trip(query: Query, fact: str, value: Any) -> object:
    if fact == "stay.days" and isinstance(query.on, datetime):
        return query.on.date() + timedelta(days=int(value) - 1)
    if fact == "stay.max_in_180":
        pairs = () if value == NONE else value
        return tuple(Stay(entry=entry, exit=end) for entry, end in pairs)
    return value


def _vehicle(vehicle: Vehicle | str | None, fact: str, value: object) -> Vehicle | str:
    if fact == "vehicle.registered_in" and value == NONE:
        return NONE
    if vehicle == NONE and fact != "vehicle.registered_in":
        raise ValueError(f"`{fact}` cannot be told where there is no vehicle")
    known = vehicle if isinstance(vehicle, Vehicle) else Vehicle()
    if fact == "trailer.registered_in":
        return replace(known, trailer_registered_in=str(value))
    name = fact.removeprefix("vehicle.")
    if name.startswith("owner."):
        if name in _TRAVELLERS_OWN and known.owner is not None and known.owner.is_traveller:
            raise ValueError(f"`{fact}` is that of the traveller, to whom the vehicle belongs")
        own: dict[str, Any] = {name.removeprefix("owner."): value}
        return replace(known, owner=replace(known.owner or Owner(), **own))
    changes: dict[str, Any] = {name: value}
    return replace(known, **changes)


def _with_thing(person: Traveller, prefix: str, name: str, value: Any, item: int) -> Traveller:
    field, shape, _ = _LISTS[prefix]
    things: tuple[Any, ...] | None = getattr(person, field)
    opener = f"{prefix}.{name}" == OPENERS[prefix]
    if opener and value == NONE:
        things = ()
    elif opener and prefix == "permit":
        kind, _, state = str(value).partition(":")
        things = (*(things or ()), Permit(kind=kind, issued_by=state))
    elif opener:
        keys: dict[str, Any] = {"in_" if name == "in" else name: value}
        things = (*(things or ()), shape(**keys))
    elif things and item < len(things):
        things = _with(things, item, name, value)
    else:
        raise ValueError(f"`{prefix}.{name}` cannot be told before `{OPENERS[prefix]}`")
    changes: dict[str, Any] = {field: things}
    return replace(person, **changes)


def _with(things: tuple[Any, ...], item: int, name: str, value: Any) -> tuple[Any, ...]:
    return (*things[:item], replace(things[item], **{name: value}), *things[item + 1 :])


def day_of(query: Query) -> date:
    """The day on which the journey starts."""
    return query.on.date() if isinstance(query.on, datetime) else date.fromisoformat(str(query.on))
