"""From a trip (a mapping, as files and requests carry it) to a `Query`; every problem at once.

The keys are the fields of the classes in `query`; `nationality: RU` is short for one ordinary
passport, `visas: none` for having none. Personal data are refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from borderrules.errors import Problem, QueryError, said, suggestion
from borderrules.query import Goods, Owner, Query, Stay, Vehicle
from borderrules.telling import most_items
from borderrules.traveller import FamilyMember, Permit, Property, TravelDocument, Traveller, Visa

#: Keys that speak of a person's identity; the product needs none of them.
PERSONAL: Final = frozenset(
    [
        "name",
        "first_name",
        "last_name",
        "given_name",
        "given_names",
        "family_name",
        "surname",
        "full_name",
        "patronymic",
        "birth_date",
        "date_of_birth",
        "birthdate",
        "birthday",
        "dob",
        "number",
        "document_number",
        "passport",
        "passport_no",
        "passport_number",
        "visa_number",
        "permit_number",
        "plate_number",
        "license_plate",
        "licence_plate",
        "vin",
        "phone",
        "email",
        "address",
        "sex",
        "gender",
        "photo",
    ]
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

Loc = tuple[str | int, ...]


def is_personal(key: str) -> bool:
    """Whether a key, in whatever spelling, asks for a person's identity.

    >>> is_personal("passportNumber"), is_personal("Birth-Date"), is_personal("purpose")
    (True, True, False)
    """
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|[\s-]+", "_", key.strip("-_ "))
    return words.lower() in PERSONAL


def query_from(data: Mapping[str, Any]) -> Query:
    """The query that a trip describes. Raises QueryError with every problem, placed by its key."""
    builder = _Builder()
    if not isinstance(data, Mapping):
        raise QueryError([Problem("", 0, "BR107", "a trip must be a mapping of keys to values")])
    query = builder.build(Query, _shortened(dict(data), builder), ())
    if builder.problems or not isinstance(query, Query):
        raise QueryError(builder.problems)
    return query


def _shortened(data: dict[str, Any], builder: _Builder) -> dict[str, Any]:
    """The trip with its short forms spelled out."""
    vehicles = data.pop("vehicles", None)
    if vehicles is not None and data.get("vehicle") is not None:
        builder.add(("vehicles",), "BR107", "give either `vehicle` or `vehicles`")
    elif isinstance(vehicles, list) and len(vehicles) <= 1:
        data["vehicle"] = vehicles[0] if vehicles else "none"
        builder.written[("vehicle",)] = ("vehicles", 0)
    elif vehicles is not None:
        builder.add(("vehicles",), "BR107", "`vehicles` must be a list of at most one vehicle")
    days = data.pop("days", None)
    if days is not None:
        data["leave_on"] = _last_day(days, data, builder)
    return data


def _last_day(days: Any, data: dict[str, Any], builder: _Builder) -> Any:
    from datetime import timedelta

    from borderrules.dates import parse_moment

    if data.get("leave_on") is not None:
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
        #: Where a part stands in the trip, if its short form was spelled out.
        self.written: dict[Loc, Loc] = {}

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
        for key, raw in data.items():
            if key not in known:
                self._unknown((*loc, said(key)), str(key), known)
            elif raw is not None:
                values[known[key]] = self._value(shape, key, raw, (*loc, key))
        missing = [name for name in _required(shape) if data.get(name) is None]
        for name in missing:
            self.add(loc, "BR106", f"missing key `{name}`")
        # Built in any case: what is told may hide problems beside those already found.
        told = {key: value for key, value in values.items() if value is not None}
        try:
            built = shape(**told, **{known[name]: None for name in missing})
        except QueryError as error:
            for problem in error.problems:
                if problem.path not in missing:
                    self.add((*loc, *filter(None, [problem.path])), problem.code, problem.message)
            return None
        return None if missing else built

    def _unknown(self, loc: Loc, key: str, known: Mapping[str, str]) -> None:
        if is_personal(key):
            self.add(loc, "BR510", f"`{key}` is personal and not needed here; remove it")
        else:
            self.add(loc, "BR101", f"unknown key `{said(key)}`{suggestion(key, known)}")

    def _value(self, shape: type, key: str, raw: Any, loc: Loc) -> Any:
        nested = _NESTED.get(shape, {}).get(key)
        if nested is not None:
            return raw if raw == "none" else self.build(nested, raw, self.written.get(loc, loc))
        item = _LISTED.get(shape, {}).get(key)
        if item is None:
            return raw
        if raw == "none":
            return ()
        most = most_items(key)
        if not isinstance(raw, list) or len(raw) > most:
            self.add(loc, "BR107", f"`{key}` must be a list of at most {most} items, or none")
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
