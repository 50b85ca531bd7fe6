"""From a trip (a mapping, as files and requests carry it) to a `Query`; every problem at once.

The keys are the fields of the classes in `query`; `nationality: RU` is short for one ordinary
passport, `visas: none` for having none. Personal data are refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from borderrules.errors import Problem, QueryError, suggestion
from borderrules.query import (
    FamilyMember,
    Goods,
    Owner,
    Permit,
    Property,
    Query,
    Stay,
    TravelDocument,
    Traveller,
    Vehicle,
    Visa,
)

#: Keys that speak of a person's identity; the product needs none of them.
PERSONAL: Final = frozenset(
    "name first_name last_name surname full_name patronymic birth_date date_of_birth birthday "
    "number document_number passport_number visa_number permit_number plate_number phone email "
    "address sex gender photo".split()
)

_NESTED: Final[dict[type, dict[str, type]]] = {
    Query: {"traveller": Traveller, "vehicle": Vehicle},
    Vehicle: {"owner": Owner},
}
_LISTED: Final[dict[type, dict[str, type]]] = {
    Query: {"travellers": Traveller, "goods": Goods, "stays": Stay},
    Traveller: {
        "documents": TravelDocument,
        "visas": Visa,
        "permits": Permit,
        "family": FamilyMember,
        "property": Property,
    },
}
_MAX_ITEMS: Final = 100

Loc = tuple[str | int, ...]


def query_from(data: Mapping[str, Any]) -> Query:
    """The query that a trip describes. Raises QueryError with every problem, placed by its key."""
    builder = _Builder()
    query = builder.build(Query, _shortened(dict(data), builder), ())
    if builder.problems or not isinstance(query, Query):
        raise QueryError(builder.problems)
    return query


def _shortened(data: dict[str, Any], builder: _Builder) -> dict[str, Any]:
    """The trip with its short forms spelled out."""
    vehicles = data.pop("vehicles", None)
    if isinstance(vehicles, list) and len(vehicles) <= 1 and "vehicle" not in data:
        data["vehicle"] = vehicles[0] if vehicles else "none"
    elif vehicles is not None:
        builder.add(("vehicles",), "BR107", "`vehicles` must be a list of at most one vehicle")
    days = data.pop("days", None)
    if days is not None:
        data["leave_on"] = _last_day(days, data, builder)
    return data


def _last_day(days: Any, data: dict[str, Any], builder: _Builder) -> Any:
    from datetime import timedelta

    from borderrules.dates import parse_moment

    if "leave_on" in data:
        builder.add(("days",), "BR107", "give either `days` or `leave_on`")
        return data["leave_on"]
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= 3660:
        builder.add(("days",), "BR501", "`days` must be a whole number from 1 up")
        return None
    try:
        return parse_moment(str(data.get("on")))[0].date() + timedelta(days=days - 1)
    except ValueError:
        return None  # what is wrong with `on` is said there


class _Builder:
    """Builds the objects of a query from mappings, collecting problems."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, loc: Loc, code: str, message: str) -> None:
        self.problems.append(Problem(".".join(map(str, loc)), 0, code, message))

    def build(self, shape: type, data: Any, loc: Loc) -> Any:
        """An instance of `shape`, or None with the problems noted."""
        if not isinstance(data, Mapping):
            what = f"`{loc[-1]}`" if loc else "a trip"
            self.add(loc, "BR107", f"{what} must be a mapping of keys to values")
            return None
        known = {item.name.rstrip("_"): item.name for item in fields(shape) if item.init}
        values: dict[str, Any] = {}
        before = len(self.problems)
        for key, raw in data.items():
            if key not in known:
                self._unknown((*loc, key), str(key), known)
            elif raw is not None:
                values[known[key]] = self._value(shape, key, raw, (*loc, key))
        missing = [name for name in _required(shape) if name not in data]
        for name in missing:
            self.add(loc, "BR106", f"missing key `{name}`")
        if len(self.problems) > before:
            # Values that are fine in themselves may still hide problems of the object as a whole.
            values = {k: v for k, v in values.items() if v is not None}
        if missing:
            return None
        try:
            return shape(**values)
        except QueryError as error:
            for problem in error.problems:
                self.add((*loc, *filter(None, [problem.path])), problem.code, problem.message)
        except TypeError:
            pass  # a part that could not be built was reported where it stands
        return None

    def _unknown(self, loc: Loc, key: str, known: Mapping[str, str]) -> None:
        if key in PERSONAL:
            message = f"`{key}` is personal and not needed here; remove it"
            self.add(loc[:-1], "BR510", message)
        else:
            self.add(loc[:-1], "BR101", f"unknown key `{key}`{suggestion(key, known)}")

    def _value(self, shape: type, key: str, raw: Any, loc: Loc) -> Any:
        nested = _NESTED.get(shape, {}).get(key)
        if nested is not None:
            return raw if raw == "none" else self.build(nested, raw, loc)
        item = _LISTED.get(shape, {}).get(key)
        if item is None:
            return raw
        if raw == "none":
            return ()
        if not isinstance(raw, list) or len(raw) > _MAX_ITEMS:
            self.add(loc, "BR107", f"`{key}` must be a list of at most {_MAX_ITEMS} items, or none")
            return None
        built = [self.build(item, entry, (*loc, index)) for index, entry in enumerate(raw)]
        return None if None in built else tuple(built)


def _required(shape: type) -> list[str]:
    from dataclasses import MISSING

    return [
        item.name.rstrip("_")
        for item in fields(shape)
        if item.init and item.default is MISSING and item.default_factory is MISSING
    ]
