"""The values of an unknown fact that rules tell apart: one for each way in which they read it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from borderrules.conditions import NONE
from borderrules.countries import COUNTRIES
from borderrules.dates import duration
from borderrules.passage import _RESIDENCE as RESIDENCE
from borderrules.terms import ENUMS
from borderrules.unknowns import OPENERS, day_of
from borderrules.vocabulary import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from borderrules.conditions import Members, Test
    from borderrules.query import Query
    from borderrules.rulebook import Rulebook
    from borderrules.unknowns import Unknown

    Put = tuple[Test, datetime, str]
    #: By fact, the tests that rules put to it: at which civil moment, and in which zone.
    Tests = Mapping[str, set[Put]]


#: Further facts that are read off an unknown, by its fact.
_READ_OFF: Final[dict[str, tuple[str, ...]]] = {
    "nationality": ("citizenship.of", "document.issued_by", "vehicle.owner.nationality"),
    "traveller.residence": ("vehicle.owner.residence",),
    "document.issued_on": ("document.age_at_entry", "document.valid"),
    "document.expires_on": ("document.left_after_stay", "document.valid"),
    "visa.valid_from": ("visa.usable",),
    "visa.valid_until": ("visa.usable",),
    "visa.entries_left": ("visa.usable",),
}
#: What facts are read off that are presumed: a document and a visa are valid on the day.
_VALIDITY: Final = frozenset(
    {
        *("document.issued_on", "document.expires_on"),
        *("visa.valid_from", "visa.valid_until", "visa.entries_left"),
    }
)
#: Asylum is outside every verdict (S15).
_OUTSIDE: Final = {"purpose": ("asylum",)}
#: Codes whose passports are those of others than citizens.
_NON_CITIZENS: Final = ("EEN", "LVN")
#: Where rules tell nothing apart, states that everybody knows stand for all.
_KNOWN: Final = ("DE", "US", "TR", "CN", "FR")
_FAR: Final = timedelta(days=400)
_NEAR: Final = timedelta(days=10)


def is_presumed(fact: str) -> bool:
    """Whether an ordinary traveller has the first of a fact's values."""
    row = FACTS[fact]
    return fact in _VALIDITY or (row.presumed is not ... and not str(row.presumed).startswith("="))


def values_of(unknown: Unknown, query: Query, tests: Tests, book: Rulebook) -> tuple[object, ...]:
    """The values of an unknown: those of a list of terms all, of others one for each class.

    `tests` are, by fact, the tests that rules put to it, with the moment and the zone. What is
    presumed of an ordinary traveller comes first.
    """
    found = _values(unknown, query, tests, book)
    usual = FACTS[unknown.fact].presumed
    if usual in found:
        return (usual, *(value for value in found if value != usual))
    return found


def _values(unknown: Unknown, query: Query, tests: Tests, book: Rulebook) -> tuple[object, ...]:
    fact = FACTS[unknown.fact]
    read = [test for name in (fact.name, *_READ_OFF.get(fact.name, ())) for test in tests[name]]
    absent: tuple[object, ...] = ()
    if OPENERS.get(fact.prefix) == fact.name and not (
        fact.name == "vehicle.registered_in" and query.vehicle
    ):
        absent = (NONE,)
    if fact.name == "permit.kind":
        return (NONE, *_permits(query, tests, book))
    if fact.type == "code":
        states = _states(query, tests, book)
        return (*absent, *_codes(fact.name, read, states, query, book))
    if fact.type == "enum":
        outside = (NONE, *_OUTSIDE.get(fact.name, ()))
        if fact.name == "vehicle.kind" and query.modes is None:
            outside = (NONE, "truck")  # lorries cross in a mode of their own, which is asked for
        return (*absent, *(value for value in ENUMS[fact.enum] if value not in outside))
    if fact.type == "truth":
        return (True, False)
    if fact.name == "stay.max_in_180":
        return _stays(query) if read else ((),)
    if fact.type == "date":
        return _days(fact.name, read, query)
    if fact.name == "stay.days" and (tests["stay.max_in_180"] or tests["document.left_after_stay"]):
        return _numbers(fact.name, read, 91)
    return _numbers(fact.name, read)


def _numbers(fact: str, read: Iterable[Put], most: int = 0) -> tuple[object, ...]:
    """A number on each side of every bound; with `most`, that one too."""
    lowest = 1 if fact in ("vehicle.seats", "stay.days") else 0
    if fact == "visa.entries_left":
        return (1, 0)
    usual = FACTS[fact].presumed
    found: set[Any] = {usual}
    for test, _, _ in read:
        low: Any = test.at_least
        high: Any = test.at_most
        found |= set(test.values)
        found |= {low, low - 1} if low is not None else set()
        found |= {high, high + 1} if high is not None else set()
    classes = _classes(sorted(n for n in found if n >= lowest) or [lowest], read, usual=usual)
    return (*classes, most) if most else classes


def _days(fact: str, read: Iterable[Put], query: Query) -> tuple[object, ...]:
    """A day on each side of every bound; what was issued or bought was so by the journey's day."""
    day = day_of(query)
    if fact == "visa.valid_from":
        return (day - 3 * _NEAR, day + _NEAR)
    if fact == "visa.valid_until":
        return (day + _FAR, day - _NEAR)
    ahead = fact == "document.expires_on"
    found: set[date] = {day + 10 * _FAR, day - _NEAR} if ahead else {day - _NEAR}
    for test, _, _ in read:
        for bound in (test.at_least, test.at_most):
            if isinstance(bound, date):
                found |= {bound, bound - timedelta(days=1), bound + timedelta(days=1)}
            elif isinstance(bound, str):
                span = duration(bound)
                found |= {day + span - _NEAR} if ahead else {day - span - _NEAR, day - span + _NEAR}
    classes = _classes([d for d in sorted(found) if ahead or d <= day], read, day)
    return classes[::-1] if ahead else classes


def _classes(
    found: list[Any], read: Iterable[Any], day: date | None = None, usual: object = None
) -> tuple[object, ...]:
    """One value for each way in which tests read it: the usual one, else the last."""
    kept: dict[object, object] = {}
    for value in found:
        key = tuple(_read(test, value, day) for test, _, _ in read)
        if kept.get(key, ...) != usual:
            kept[key] = value
    return tuple(kept.values())


def _read(test: Test, value: Any, day: date | None) -> object:
    """What a test makes of a day or number, or of the span between it and the journey's day."""
    if day is not None and not isinstance(test.at_least or test.at_most, date):
        span = (value, day) if value <= day else (day, value)
        late = value > day
        return test.holds(span, lambda _: frozenset()) if not test.values else None, late
    return test.holds(value, lambda _: frozenset())


def _stays(query: Query) -> tuple[object, ...]:
    """No earlier stay, and one that leaves no day."""
    day = day_of(query)
    return ((), ((day - timedelta(days=100), day - timedelta(days=11)),))


def _states(query: Query, tests: Tests, book: Rulebook) -> tuple[str, ...]:
    """The states that facts are derived by: those of the zones, and where the journey ends."""
    zones = {zone for found in tests.values() for _, _, zone in found}
    ends = {query.onward_to} if query.onward_to else set()
    return tuple(sorted({book.zones[zone].state for zone in zones} | {e[:2] for e in ends}))


def _codes(
    fact: str, read: Iterable[Put], states: tuple[str, ...], query: Query, book: Rulebook
) -> tuple[str, ...]:
    """A state of each class; those of the zones each by itself, as facts compare with them."""
    named = {str(v) for test, _, _ in read for v in test.values if v != NONE}
    held = _held(read, query, book)
    found: dict[object, str] = {}
    others = sorted(COUNTRIES, key=lambda code: (len(code), code))
    for code in dict.fromkeys((*states, *sorted(named), *_KNOWN, *others)):
        apart = code in states or (code in _NON_CITIZENS and fact == "nationality")
        key = (code if apart else "", tuple(test.holds(code, members) for test, members in held))
        found.setdefault(key, code)
    return tuple(found.values())


def _held(read: Iterable[Put], query: Query, book: Rulebook) -> list[tuple[Test, Members]]:
    return [
        (t, book.members_at(moment, _known_on(query))) for t, moment, _ in sorted(read, key=str)
    ]


def _known_on(query: Query) -> date:
    return query.known_on if isinstance(query.known_on, date) else date.max


def _permits(query: Query, tests: Tests, book: Rulebook) -> tuple[str, ...]:
    """A permit of each class of kind and issuer."""
    held = _held(tests["permit.kind"], query, book)
    kinds: dict[object, str] = {}
    for kind in ENUMS["permit"]:
        if kind != NONE:
            key = (kind in RESIDENCE, tuple(test.holds(kind, members) for test, members in held))
            kinds.setdefault(key, kind)
    states = _states(query, tests, book)
    issuers = _codes("permit.issued_by", tests["permit.issued_by"], states, query, book)
    return tuple(f"{kind}:{state}" for kind in kinds.values() for state in issuers) if held else ()
