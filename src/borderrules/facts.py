"""The facts of one side of one leg under one presentation (S1, S11): told, derived, presumed."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from borderrules.conditions import NONE, Facts
from borderrules.passage import bound_for, passage_facts
from borderrules.query import Query, Vehicle
from borderrules.stay import most_days_in_window
from borderrules.telling import Told
from borderrules.terms import MOTOR_MODES
from borderrules.traveller import Permit, Visa
from borderrules.vocabulary import FACTS, ITEM_PRESUMED, PRESUMED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from borderrules.presentation import Presentation, Side
    from borderrules.traveller import TravelDocument, Traveller


#: The entries that a visa is issued for; on `multiple` they do not run out.
_ENTRIES: Final = {"one": 1, "two": 2}

_NO_VISA: Final = {name: NONE for name, row in FACTS.items() if row.prefix == "visa"}
_NO_VEHICLE: Final = {
    name: NONE for name, row in FACTS.items() if row.prefix in ("vehicle", "trailer")
}


#: The facts that differ from day to day even if nothing told is dated.
OF_THE_DAY: Final = frozenset({"stay.entered_on"})


def is_dated(told: object) -> bool:
    """Whether something told is a date, so that what rests on it may change from day to day."""
    if isinstance(told, Told):
        return any(is_dated(value) for value in told.__dict__.values())
    return isinstance(told, date) or (isinstance(told, tuple) and any(map(is_dated, told)))


def facts_of(query: Query, traveller: Traveller, shown: Presentation, side: Side) -> Facts:
    """All facts of one side; what is neither told nor derived is presumed."""
    values: dict[str, object] = {}
    presumed = dict(PRESUMED)
    end = bound_for(query, shown, side)
    last_day = query.leave_on if isinstance(query.leave_on, date) else None
    if query.purpose is not None:
        values["purpose"] = query.purpose
    if query.service is not None:
        values["service.kind"] = query.service
    values |= _told(traveller, "traveller")
    _company(presumed, traveller)
    if query.purpose == "visit_family" and traveller.family is None:
        del presumed["family"]  # who visits family has some: which, and where, is asked
    if shown.document is not None:
        _document_facts(values, presumed, shown.document, side.day, last_day)
    if shown.visa == NONE:
        values |= _NO_VISA
    elif isinstance(shown.visa, Visa):
        _visa_facts(values, shown.visa, shown.used, traveller, side, end)
    _vehicle_facts(values, presumed, query, side.mode)
    _stay_facts(values, presumed, query, side.day, last_day)
    if side.direction == "entry":
        values["stay.entered_on"] = side.day
    elif side.entered is not None:
        values["stay.entered_on"] = side.entered
    items = _items(query, traveller, side, end)
    passage_facts(values, presumed, query, traveller, items, shown, side)
    return Facts(values, items, presumed)


@cache
def _fact_fields(shape: Any, prefix: str) -> tuple[tuple[str, str], ...]:
    """The fields of a class that are facts under a prefix, each with the fact's name."""
    names = ((name, f"{prefix}.{name.rstrip('_')}") for name in shape.__dataclass_fields__)
    return tuple((name, fact) for name, fact in names if fact in FACTS)


@lru_cache(maxsize=512)
def _told(thing: Any, prefix: str) -> Mapping[str, object]:
    """The facts under a prefix that an object tells."""
    return {
        fact: value
        for name, fact in _fact_fields(type(thing), prefix)  # type: ignore[arg-type]
        if (value := getattr(thing, name)) is not None
    }


def _document_facts(
    values: dict[str, object],
    presumed: dict[str, object],
    document: TravelDocument,
    day: date,
    last_day: date | None,
) -> None:
    values |= _told(document, "document")
    values["nationality"] = document.holder_nationality
    issued: Any = document.issued_on
    expires: Any = document.expires_on
    if issued is not None:
        values["document.age_at_entry"] = (issued, day)
    if expires is not None:
        values["document.valid"] = day <= expires and (issued is None or issued <= day)
        span = (last_day or day, expires)
        if last_day is not None:
            values["document.left_after_stay"] = span
        else:
            presumed["document.left_after_stay"] = span
    if document.kind != "passport":  # a chip is ordinary in ordinary passports only
        presumed.pop("document.biometric")
    elif document.biometric is None and document.issued_by == "RU" and issued and expires:
        # Russian passports without a chip are issued for five years, those with one for ten.
        values["document.biometric"] = expires - issued > timedelta(days=6 * 366)


def _visa_facts(
    values: dict[str, object],
    visa: Visa,
    used: int,
    traveller: Traveller,
    side: Side,
    end: str,
) -> None:
    values |= _told(visa, "visa")
    start: Any = visa.valid_from
    until: Any = visa.valid_until
    left = visa.entries_left
    if used:
        entries = _ENTRIES.get(visa.entries or "") if left is None else left
        if entries is not None:
            left = values["visa.entries_left"] = max(entries - used, 0)
    if (start and side.day < start) or (until and side.day > until) or left == 0:
        values["visa.usable"] = False
    elif start and until and left is not None:
        values["visa.usable"] = True
    if visa.valid_for is not None:
        values["visa.valid_here"] = side.zone.state in visa.valid_for
    elif visa.kind in ("C", "D"):
        values["visa.valid_here"] = True
    elif visa.issued_by is not None:
        values["visa.valid_here"] = visa.issued_by == side.zone.state
    if visa.in_this_document is None and len(traveller.documents or ()) == 1:
        values["visa.in_this_document"] = True
    if visa.issued_by is not None:
        values["visa.by_here"] = visa.issued_by == side.zone.state
        values["visa.by_destination"] = visa.issued_by == end


def _vehicle_facts(
    values: dict[str, object], presumed: dict[str, object], query: Query, mode: str
) -> None:
    if mode not in MOTOR_MODES or query.vehicle == NONE:
        values |= _NO_VEHICLE
        return
    vehicle = query.vehicle
    if not isinstance(vehicle, Vehicle):
        return
    values |= _told(vehicle, "vehicle")
    if vehicle.kind in ("minibus", "bus", "truck"):  # the presumed seats are those of a car
        presumed.pop("vehicle.seats", None)
    if vehicle.owner is not None:
        if vehicle.owner.is_traveller:
            own = {"nationality": "nationality", "residence": "traveller.residence"}
            values |= {f"vehicle.owner.{k}": values[v] for k, v in own.items() if v in values}
        values |= _told(vehicle.owner, "vehicle.owner")
    if vehicle.trailer_registered_in is not None:
        values["trailer.registered_in"] = vehicle.trailer_registered_in


def _stay_facts(
    values: dict[str, object],
    presumed: dict[str, object],
    query: Query,
    day: date,
    last_day: date | None,
) -> None:
    into = values if last_day is not None else presumed
    end = max(last_day or day, day)
    into["stay.days"] = (end - day).days + 1
    stays: Any = [(s.entry, s.exit) for s in query.stays or ()]
    both_told = last_day is not None and query.stays is not None
    target = values if both_told else presumed
    target["stay.max_in_180"] = most_days_in_window(tuple(stays), day, end)
    presumed["stay.days_this_year"] = (min(end, date(day.year, 12, 31)) - day).days + 1


def _company(presumed: dict[str, object], traveller: Traveller) -> None:
    """A parent or guardian who travels along is company, unless other company was told."""
    along = [
        relative.nationality
        for relative in traveller.family or ()
        if relative.travels_along and relative.relation in ("parent", "guardian")
    ]
    if along:
        presumed["traveller.company"] = "russian_guardian" if "RU" in along else "other_guardian"


def _items(
    query: Query, traveller: Traveller, side: Side, end: str
) -> dict[str, tuple[Mapping[str, object], ...]]:
    lists: dict[str, tuple[Mapping[str, object], ...]] = {}
    if traveller.documents is not None:
        codes = dict.fromkeys(d.holder_nationality for d in traveller.documents)
        lists["citizenship"] = tuple({"citizenship.of": code} for code in codes)
    told: dict[str, tuple[object, ...] | None] = {
        "permit": traveller.permits,
        "family": traveller.family,
        "property": traveller.property,
        "goods": query.goods,
    }
    for prefix, things in told.items():
        if things is not None:
            lists[prefix] = tuple(_item(prefix, thing, side, end) for thing in things)
    return lists


def _item(prefix: str, thing: object, side: Side, end: str) -> Mapping[str, object]:
    item = {
        **{k: v for k, v in ITEM_PRESUMED.items() if k.startswith(f"{prefix}.")},
        **_told(thing, prefix),
    }
    if isinstance(thing, Permit):
        until: Any = thing.valid_until
        item["permit.by_here"] = thing.issued_by == side.zone.state
        item["permit.by_destination"] = thing.issued_by == end
        if until is not None:
            item["permit.valid"] = side.day <= until
    elif prefix == "family" and "family.residence" in item:
        item["family.visited"] = item["family.residence"] == end
    return item
