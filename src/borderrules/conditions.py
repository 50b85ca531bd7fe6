"""Tests on facts, three-valued (S1): `True`, `False`, and `None` for not known.

A condition is a conjunction. Kleene's rule holds: it is the least of its tests, so what it
settles, every completion of the unknown facts settles alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from borderrules.dates import duration
from borderrules.vocabulary import FACTS, LISTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: The value of every fact of an absent thing (no visa, no vehicle); it passes only the test `none`.
NONE: Final = "none"

Members = Callable[[str], frozenset[object]]
"""The members of a group at the moment and state of knowledge of the judgement."""


class _Unknown:
    """The value of a fact that was not told and cannot be derived."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "unknown"


UNKNOWN: Final = _Unknown()

Span = tuple[date, date]


class Test(NamedTuple):
    """One test on one fact; exactly one of `values`, `group`, or the bounds is set."""

    fact: str
    values: frozenset[object] = frozenset()
    group: str = ""
    at_least: object = None
    at_most: object = None

    def holds(self, value: object, members: Members) -> bool | None:
        """Whether a value passes: yes, no, or not known."""
        if value is UNKNOWN:
            return None
        if self.values:
            return value in self.values
        if value == NONE:
            return False
        if self.group:
            return value in members(self.group)
        if isinstance(value, tuple):
            return self._holds_span(value)
        return (self.at_least is None or value >= self.at_least) and (  # type: ignore[operator]
            self.at_most is None or value <= self.at_most  # type: ignore[operator]
        )

    def _holds_span(self, span: Span) -> bool:
        """A span is at least P3M if its start plus three calendar months is not after its end."""
        start, end = span
        return (self.at_least is None or start + duration(str(self.at_least)) <= end) and (
            self.at_most is None or start + duration(str(self.at_most)) >= end
        )


class Reading(NamedTuple):
    """What one test saw: the evidence that explanations quote."""

    test: Test
    value: object
    holds: bool | None
    presumed: bool = False


class Facts(NamedTuple):
    """All that is known on one side of one leg, under one presentation.

    `values` are the facts told or derived; `items` the lists told (an empty list is told);
    `presumed` fills what is missing, and is what a strict reading leaves out (S10).
    """

    values: Mapping[str, object]
    items: Mapping[str, tuple[Mapping[str, object], ...]]
    presumed: Mapping[str, object]

    def itself(self) -> Facts:
        """These facts, for who asks for facts only if they are needed."""
        return self

    def at(self, point: str) -> Facts:
        """The same facts at a crossing point."""
        return self.told((("crossing.point", point),))

    def told(self, values: Iterable[tuple[str, object]]) -> Facts:
        """The same facts, some of them told so."""
        return Facts({**self.values, **dict(values)}, self.items, self.presumed)

    def strictly(self, presumed: Mapping[str, object]) -> Facts:
        """The same facts with other presumptions: on a strict reading, the extraordinary ones."""
        return Facts(self.values, self.items, presumed)

    def seen(self, names: tuple[str, ...], prefixes: tuple[str, ...]) -> dict[str, object]:
        """What rules that read these facts and lists see of each: told, or only presumed."""
        values, presumed = self.values, self.presumed
        found: dict[str, object] = {}
        for name in names:
            value = values.get(name, UNKNOWN)
            if value is UNKNOWN:
                value = ("presumed", presumed[name]) if name in presumed else ("unknown",)
            found[name] = value
        for prefix in prefixes:
            items = self.items.get(prefix)
            told = None if items is None else tuple(tuple(item.items()) for item in items)
            found[prefix] = prefix in presumed, told
        return found

    def folded(self, names: tuple[str, ...], prefixes: tuple[str, ...]) -> tuple[object, ...]:
        """What these facts say to rules that read no others: equal for equal judgements."""
        return tuple(self.seen(names, prefixes).values())

    def read(self, name: str) -> tuple[object, bool]:
        """The value of a single-valued fact, and whether it is only presumed."""
        value = self.values.get(name, UNKNOWN)
        if value is not UNKNOWN:
            return value, False
        value = self.presumed.get(name, UNKNOWN)
        if isinstance(value, str) and value.startswith("="):
            value = self.read(value[1:])[0]
        return value, value is not UNKNOWN

    def read_items(self, prefix: str) -> tuple[tuple[Mapping[str, object], ...] | None, bool]:
        """The items of a list (None if not known), and whether they are only presumed."""
        told = self.items.get(prefix)
        if told is not None:
            return told, False
        presumed = self.presumed.get(prefix)
        if presumed is None:
            return None, False
        if prefix == "citizenship":  # presumed to be that of the document shown
            nationality = self.read("nationality")[0]
            return (
                (None, False)
                if nationality is UNKNOWN
                else (({"citizenship.of": nationality},), True)
            )
        return (), True


class Condition(NamedTuple):
    """A conjunction of tests; tests on one list prefix bind one and the same item."""

    singles: tuple[Test, ...] = ()
    lists: tuple[tuple[str, tuple[Test, ...]], ...] = ()

    @classmethod
    def of(cls, tests: list[Test]) -> Condition:
        """The condition that all of these tests hold, in their order."""
        singles = tuple(t for t in tests if FACTS[t.fact].prefix not in LISTS)
        prefixes = dict.fromkeys(FACTS[t.fact].prefix for t in tests if t not in singles)
        return cls(
            singles,
            tuple((p, tuple(t for t in tests if FACTS[t.fact].prefix == p)) for p in prefixes),
        )

    @property
    def tests(self) -> Iterator[Test]:
        """Every test, those on lists last."""
        yield from self.singles
        for _, tests in self.lists:
            yield from tests

    def judge(self, facts: Facts, members: Members) -> Judgement:
        """Yes, no or not known, with the readings that decided it.

        If some test surely fails, the first such reading alone is the evidence.
        """
        readings: list[Reading] = []
        truth: bool | None = True
        told = facts.values
        for test in self.singles:
            value, presumed = told.get(test.fact, UNKNOWN), False
            if value is UNKNOWN:
                value, presumed = facts.read(test.fact)
            holds = test.holds(value, members)
            if holds is False:
                return _failed(test, value, presumed)
            truth = truth if holds else None
            readings.append(Reading(test, value, holds, presumed))
        for prefix, tests in self.lists:
            found = _judge_items(prefix, tests, facts, members)
            if found.truth is False:
                return found
            truth = truth if found.truth else None
            readings += found.readings
        return _judgement(truth, tuple(readings))


class Judgement(NamedTuple):
    """The truth of a condition and the readings behind it."""

    truth: bool | None
    readings: tuple[Reading, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts whose absence leaves it open."""
        return tuple(r.test.fact for r in self.readings if r.holds is None)


# What a test reads, it reads again and again: equal evidence is one object, or there would soon be
# millions. Every condition that fails at one test, fails alike.
@lru_cache(maxsize=32_768)
def _failed(test: Test, value: object, presumed: bool) -> Judgement:
    return Judgement(False, (Reading(test, value, False, presumed),))


@lru_cache(maxsize=32_768)
def _judgement(truth: bool | None, readings: tuple[Reading, ...]) -> Judgement:
    return Judgement(truth, readings)


_ABSENT: Final[dict[str, dict[str, object]]] = {
    prefix: {name: NONE for name, row in FACTS.items() if row.prefix == prefix} for prefix in LISTS
}


def _read_item(
    item: Mapping[str, object], fact: str, presumed: Mapping[str, object]
) -> tuple[object, bool]:
    """The value of a fact of an item, and whether it is only presumed."""
    if fact in item:
        return item[fact], False
    return presumed.get(fact, UNKNOWN), fact in presumed


def _judge_items(prefix: str, tests: tuple[Test, ...], facts: Facts, members: Members) -> Judgement:
    items, presumed = facts.read_items(prefix)
    if items is None:
        return _judgement(None, tuple(Reading(t, UNKNOWN, None) for t in tests))
    open_item: tuple[Reading, ...] | None = None
    failed: tuple[Reading, ...] = ()
    for item in items or (_ABSENT[prefix],):
        readings = tuple(
            Reading(t, value, t.holds(value, members), presumed or assumed)
            for t in tests
            for value, assumed in (_read_item(item, t.fact, facts.presumed),)
        )
        failing = [r for r in readings if r.holds is False]
        if failing:
            failed += (failing[0],)
        elif all(r.holds for r in readings):
            return _judgement(True, readings)
        elif open_item is None:
            open_item = readings
    return _judgement(None, open_item) if open_item is not None else _judgement(False, failed)
