"""Telling: checks what was told of one thing against the table of facts, all of it at once."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from typing import Any, Final

from borderrules.dates import YEARS, parse_day
from borderrules.errors import Problem, QueryError, said
from borderrules.vocabulary import FACTS, Fact, read_value

Day = date | str | None

#: Items that one list may hold. Every document is tried with every visa, so of these there are few.
_MOST: Final = {"documents": 10, "visas": 20}


def most_items(name: str) -> int:
    """How many items a list of this name may hold."""
    return _MOST.get(name, 100)


class Told:
    """What was told of one thing: equal to what was told alike.

    Written once for all, as what a dataclass writes for each class takes a while at every start.
    """

    __slots__ = ("_hash",)

    _hash: int

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        try:
            return self._hash  # it is asked for again and again
        except AttributeError:
            object.__setattr__(self, "_hash", hash(tuple(self.__dict__.values())))
            return self._hash

    def __getstate__(self) -> dict[str, object]:  # no other process has the same hashes
        return self.__dict__

    def __repr__(self) -> str:
        told = (f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({', '.join(told)})"


class Telling:
    """What was told of one object: reads its fields, collects what is wrong, raises it all."""

    def __init__(self, owner: object, prefix: str) -> None:
        self.owner, self.prefix = owner, prefix
        self.found: list[Problem] = []

    def add(self, name: str, message: str) -> None:
        """Note what is wrong with a field."""
        self.found.append(Problem(name, 0, "BR501", f"`{name}`: {message}"))

    def set(self, name: str, value: object) -> None:
        """Put the normalised value into the (frozen) object."""
        object.__setattr__(self.owner, name, value)

    def read_facts(self) -> None:
        """Check and normalise every field that is a fact under the prefix."""
        for item in fields(self.owner):  # type: ignore[arg-type]
            name = item.name.rstrip("_")
            fact = FACTS.get(f"{self.prefix}.{name}")
            raw = getattr(self.owner, item.name)
            if fact is None or raw is None:
                continue
            try:
                self.set(item.name, read_told(fact, raw))
            except ValueError as error:
                self.add(name, str(error))

    def read(self, name: str, fact: str) -> None:
        """Check and normalise a field as another fact, if it was told."""
        raw = getattr(self.owner, name)
        if raw is None:
            return
        try:
            self.set(name, read_told(FACTS[fact], raw))
        except ValueError as error:
            self.add(name, str(error))

    def read_day(self, name: str) -> None:
        """Check and normalise a field as a day, if it was told."""
        raw = getattr(self.owner, name)
        if raw is None:
            return
        try:
            self.set(name, read_day(raw))
        except ValueError as error:
            self.add(name, str(error))

    def in_order(self, first: str, second: str) -> None:
        """`first` must not be after `second`, where both are told."""
        early, late = getattr(self.owner, first), getattr(self.owner, second)
        # What is still a moment, or text, was refused above.
        if type(early) is date and type(late) is date and early > late:
            self.add(second, f"{late} is before `{first}` {early}")

    def read_each(self, name: str, fact: str) -> None:
        """Check and normalise a list of values of a fact, or one of them alone, if it was told."""
        raw = getattr(self.owner, name)
        items = (raw,) if isinstance(raw, str) else raw
        if items is None:
            return
        if not isinstance(items, list | tuple) or not items:
            self.add(name, "must be a list that is not empty; leave it out for any")
            return
        try:
            read = tuple(str(read_told(FACTS[fact], item)) for item in items)
            self.set(name, tuple(dict.fromkeys(read)))
        except ValueError as error:
            self.add(name, str(error))

    def tuple_of(self, name: str, kind: type) -> None:
        """Check that a field is a list of objects of a class, and make it a tuple."""
        raw = getattr(self.owner, name)
        if raw is None:
            return
        if not isinstance(raw, list | tuple) or not all(isinstance(item, kind) for item in raw):
            self.add(name, f"must be a list of {kind.__name__}")
        elif len(raw) > most_items(name):
            self.add(name, f"has more than {most_items(name)} items")
        else:
            self.set(name, tuple(raw))

    def done(self) -> None:
        """Raise QueryError with all that is wrong, if anything is."""
        if self.found:
            raise QueryError(self.found)


def read_told(fact: Fact, raw: Any) -> object:
    """A told value as the fact's type; raises ValueError in the domain's words.

    What may be a number of a document, a number plate or a birth date is refused without being
    repeated: messages end up in logs.
    """
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
    is_text = isinstance(raw, str)
    if fact.type in ("code", "enum") and (is_number or (is_text and any(map(str.isdigit, raw)))):
        raise ValueError(
            "has digits; give a code or a word, never the number of a document or plate"
        )
    if fact.type == "number" and is_text and raw != "none":
        raise ValueError("must be a number such as 5, without quotes, and never a date")
    value = read_value(fact, raw)
    return read_day(value) if fact.type == "date" and value != "none" else value


def read_day(raw: Any) -> date:
    """A day; raises ValueError for moments, anything else, and years outside 1900 to 2100."""
    if isinstance(raw, datetime) or not isinstance(raw, date | str):
        raise ValueError(f"must be a day such as 2024-06-01, not `{said(raw)}`")
    day = raw if isinstance(raw, date) else parse_day(raw)
    if day.year not in YEARS:
        raise ValueError(f"the year of {day} is not between {YEARS[0]} and {YEARS[-1]}")
    return day
