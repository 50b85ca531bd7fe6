"""Asking the command wrongly, and what it is to say then."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from borderrules import query as questions
from borderrules import traveller as people

TINY = str(Path(__file__).parent / "tiny_rules")
RIGHT = ["RU", "NO", "--on", "2024-06-01", "--known-on", "2024-06-01", "--rules", TINY]
ROUTE = "origin: RU\ndestination: NO\n"

#: The mapping in which each kind of object stands, and what it cannot be without.
PLACES: dict[type, tuple[tuple[str, ...], dict[str, Any]]] = {
    questions.Query: ((), {}),
    people.Traveller: (("traveller",), {}),
    questions.Vehicle: (("vehicle",), {}),
    questions.Owner: (("vehicle", "owner"), {}),
    people.TravelDocument: (("traveller", "documents", "[]"), {"issued_by": "RU"}),
    people.Visa: (("traveller", "visas", "[]"), {"kind": "C"}),
    people.Permit: (("traveller", "permits", "[]"), {"kind": "residence", "issued_by": "SE"}),
    people.FamilyMember: (("traveller", "family", "[]"), {"relation": "spouse"}),
    people.Property: (("traveller", "property", "[]"), {"in": "FI"}),
    questions.Goods: (("goods", "[]"), {"kind": "other"}),
    questions.Stay: (("stays", "[]"), {"entry": "2024-01-01", "exit": "2024-01-02"}),
}
KEYS = [
    (shape, item.name.rstrip("_"), str(item.type))
    for shape in PLACES
    for item in fields(shape)
    if item.init
]


@dataclass(frozen=True)
class Told:
    """What the command said."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.err.splitlines()


def assert_refused(told: Told) -> None:
    """The promise to everyone who asks wrongly."""
    assert told.status == 2, told.err
    assert told.out == ""
    assert told.err.endswith("\n")
    assert "Traceback" not in told.err
    assert told.lines
    for line in told.lines:
        assert re.match(r"check-route: \S", line)
        assert line.isprintable()
        assert len(line) < 1_100


def trip_with(shape: type, key: str, value: object) -> dict[str, Any]:
    """A trip in which all is right but one value."""
    path, needed = PLACES[shape]
    inner: Any = {**needed, key: value}
    for part in reversed(path):
        inner = [inner] if part == "[]" else {part: inner}
    return {"origin": "RU", "destination": "NO", "on": "2024-06-01", **inner}
