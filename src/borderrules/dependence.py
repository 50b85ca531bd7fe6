"""Which unknowns the value of a fact depends on: itself, its opener, or what it is derived from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from borderrules.conditions import NONE
from borderrules.presentation import KALININGRAD_TRANSIT
from borderrules.terms import MOTOR_MODES, SCHENGEN_VISAS
from borderrules.unknowns import OPENERS, OWN, Unknown
from borderrules.vocabulary import FACTS, LISTS

if TYPE_CHECKING:
    from borderrules.completions import Alike, Assignment
    from borderrules.conditions import Members, Test
    from borderrules.presentation import Side

#: The unknowns that a fact is derived from, where these are not the fact itself.
_DERIVED: Final[dict[str, tuple[str, ...]]] = {
    "citizenship.of": (),
    "document.kind": (),
    "document.issued_by": (),
    "document.valid": ("document.issued_on", "document.expires_on"),
    "document.age_at_entry": ("document.issued_on",),
    "document.left_after_stay": ("document.expires_on", "stay.days"),
    "visa.usable": ("visa.valid_from", "visa.valid_until", "visa.entries_left"),
    "visa.valid_here": ("visa.issued_by",),
    "visa.by_here": ("visa.issued_by",),
    "visa.by_destination": ("visa.issued_by",),
    "permit.by_destination": ("visa.kind",),
    "family.visited": ("family.residence", "visa.kind"),
    "trip.destination_state": ("visa.kind",),
    "trip.transit": ("visa.kind",),
    "trip.kaliningrad_transit": ("visa.kind",),
    "trip.to_residence": ("traveller.residence", "permit.kind", "visa.kind"),
    "stay.max_in_180": ("stay.days", "stay.max_in_180"),
    "stay.days_this_year": ("stay.days",),
    "vehicle.owner.nationality": (OWN, "vehicle.owner.nationality", "nationality"),
    "vehicle.owner.residence": (
        *(OWN, "vehicle.owner.residence", "traveller.residence", "nationality"),
    ),
    "vehicle.owner.family_of_eu": (OWN, "vehicle.owner.family_of_eu"),
}
_OPENERS: Final = {**OPENERS, "citizenship": "nationality"}

#: Prefixes of facts that have the value told, whatever else is.
_PLAIN: Final = frozenset(
    {"purpose", "permit", "family", "property", "traveller", "vehicle", "trailer", "service"}
)

#: Prefixes of facts that are told of the whole journey.
_OF_JOURNEY: Final = frozenset({"purpose", "service", "trip", "stay", "vehicle", "trailer"})

#: Facts that are another on another day.
DATED: Final = frozenset(
    {
        *("document.valid", "document.age_at_entry", "document.left_after_stay"),
        *("visa.usable", "permit.valid"),
        *("stay.days", "stay.max_in_180", "stay.days_this_year", "stay.entered_on"),
    }
)

#: Prefixes of facts that are the same on every side, but for the day.
_EVERYWHERE: Final = frozenset({"nationality", "citizenship", "document", "stay", "traveller"})
#: Facts of papers that are the same on every side, but for the day.
_OF_PAPERS: Final = frozenset(
    {
        *("visa.kind", "visa.issued_by", "visa.issued_on", "visa.applied_on", "visa.usable"),
        *("visa.purpose", "visa.entries", "visa.entries_left", "visa.in_this_document"),
        *("permit.kind", "permit.issued_by", "permit.issued_on", "permit.valid"),
    }
)
#: Facts that compare a paper with the state that judges.
_HERE: Final = frozenset({"visa.by_here", "visa.valid_here", "permit.by_here"})


def place_of(fact: str, side: Side) -> tuple[object, ...]:
    """What of a side a fact may depend on; of the day, only those that change with it."""
    day = side.day if fact in DATED else None
    prefix = FACTS[fact].prefix
    if prefix in _EVERYWHERE or fact in _OF_PAPERS:
        return (day,)
    if prefix in ("vehicle", "trailer"):  # coach passengers have none
        return (side.mode in MOTOR_MODES,)
    if fact in _HERE:
        return (side.zone.state, day)
    zones = side.zone.id, side.origin.id, side.destination.id
    place = (side.point, side.mode) if prefix in ("mode", "crossing") else ()
    return (side.direction, *zones, *place, side.entered, day)


def depends_on(
    fact: str, mode: str, traveller: int, document: int, visa: int | None, item: int
) -> set[Unknown]:
    """What a fact depends on, for what one traveller shows in a mode (`None` is no visa).

    Of lists, the fact of one item.
    """
    prefix = FACTS[fact].prefix
    if prefix == "visa" and visa is None:
        return set()
    if prefix in ("vehicle", "trailer") and mode not in MOTOR_MODES:
        return set()
    names = {*_DERIVED.get(fact, (fact,))}
    for name in (fact, *names):
        opener = _OPENERS.get(FACTS[name].prefix)
        names |= {opener} if opener else set()
    if visa is None:  # no visa leads elsewhere
        names.discard("visa.kind")
    found: set[Unknown] = set()
    for name in names:
        own = FACTS[name].prefix
        if own in _OF_JOURNEY:
            found.add(Unknown(name))
        elif name in OPENERS.values():
            found.add(Unknown(name, traveller))
        else:
            number = item if own in LISTS else {"document": document, "visa": visa or 0}.get(own, 0)
            found.add(Unknown(name, traveller, number))
    return found


def is_plain(fact: str, support: tuple[Unknown, ...]) -> bool:
    """Whether a fact has the very value that is told of it."""
    itself = "permit.kind" if fact == "permit.issued_by" else fact
    plain = FACTS[fact].prefix in _PLAIN and fact not in _DERIVED
    return plain and any(unknown.fact == itself for unknown in support)


def plainly(fact: str, assignment: Assignment) -> object:
    """The value told of a plain fact, or that there is no such thing."""
    values = {unknown.fact: value for unknown, value in assignment}
    if NONE in values.values():
        return NONE
    if fact in ("permit.kind", "permit.issued_by"):
        kind, _, state = str(values["permit.kind"]).partition(":")
        return kind if fact == "permit.kind" else state
    return values[fact]


def alike_to(test: Test, members: Members) -> Alike:
    """Which values of unknowns are one to a test of a fact that follows them or is derived."""
    fact = test.fact
    of_owner = fact.startswith("vehicle.owner.") and fact != OWN
    of_document = fact.startswith("document.")
    issuer = fact in ("document.kind", "document.issued_by")
    whose = fact in ("visa.by_here", "visa.by_destination", "visa.issued_by")

    def alike(unknown: Unknown, value: object) -> object:
        if unknown.fact == "visa.kind" and (whose or not fact.startswith("visa.")):
            issued = whose and (value == NONE, value in SCHENGEN_VISAS)
            return issued, value in KALININGRAD_TRANSIT  # these lead elsewhere
        if unknown.fact == "permit.kind" and fact in ("permit.by_here", "permit.by_destination"):
            return str(value).partition(":")[2]
        if unknown.fact == "vehicle.registered_in" and fact != unknown.fact:
            return value == NONE
        if of_owner and unknown.fact != OWN:  # the owner has what the traveller has, or their own
            return test.holds(value, members)
        if unknown.fact == "nationality" and of_document and not issuer:
            return True
        return value

    return alike
