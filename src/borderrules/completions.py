"""The completions of a question: every unknown given each of the values that rules tell apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from borderrules.diagrams import Diagrams
from borderrules.errors import QueryError
from borderrules.terms import SCHENGEN_VISAS
from borderrules.unknowns import Unknown, told, unknowns
from borderrules.values import is_presumed, values_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from borderrules.query import Query
    from borderrules.rulebook import Rulebook
    from borderrules.values import Tests

Assignment = tuple[tuple[Unknown, object], ...]
"""Some unknowns and their values, openers before what follows them."""

Level = Callable[[Assignment], int]
Alike = Callable[[Unknown, object], object]
"""What values of an unknown are one to some function of it: those with equal results."""


class Completions:
    """All completions of a question; a variable of the diagrams is the number of an unknown.

    `tests` are the tests that rules put to facts. Raises TooLargeError where a diagram outgrows its
    bound.
    """

    def __init__(self, query: Query, book: Rulebook, tests: Tests) -> None:
        self.query, self.book = query, book
        self.unknowns = unknowns(query)
        self.number = {unknown: number for number, unknown in enumerate(self.unknowns)}
        self.values = tuple(values_of(unknown, query, tests, book) for unknown in self.unknowns)
        #: What each value counts: the ordinary one as much as nine times all others together.
        self.weights = tuple(
            (9 * (len(values) - 1) or 1, *(1 for _ in values[1:]))
            if is_presumed(unknown.fact)
            else (1,) * len(values)
            for unknown, values in zip(self.unknowns, self.values, strict=True)
        )
        self.diagrams = Diagrams([len(values) for values in self.values])
        self._told: dict[Assignment, Query] = {(): query}
        self._tables: dict[object, int] = {}

    def tell(self, assignment: Assignment) -> Query:
        """The query with some unknowns told.

        A value that contradicts those before it gives way to the first that does not.
        """
        found = self._told.get(assignment)
        if found is None:
            found = self._told[assignment] = self._tell(assignment[:-1], *assignment[-1])
        return found

    def _tell(self, told_before: Assignment, unknown: Unknown, value: object) -> Query:
        query = self.tell(told_before)
        fact, number, item = unknown
        for candidate in (value, *self.values[self.number[unknown]]):
            try:
                found = told(query, fact, candidate, traveller=number, item=item)
            except QueryError:
                continue
            except ValueError:  # no such thing is there
                return query
            if is_issued(found, unknown, self.book):
                return found
        return query

    def complete(self, numbers: Mapping[int, int]) -> Query:
        """The query with all told, by the numbers of their values; left out, the first."""
        return self.tell(
            tuple(
                (unknown, values[numbers.get(variable, 0)])
                for variable, (unknown, values) in enumerate(
                    zip(self.unknowns, self.values, strict=True)
                )
                if values
            )
        )

    def known(self, wanted: set[Unknown]) -> tuple[Unknown, ...]:
        """Those that are unknown, in their order."""
        return tuple(sorted(wanted & self.number.keys(), key=self.number.__getitem__))

    def table(
        self, key: object, support: tuple[Unknown, ...], level: Level, alike: Alike | None = None
    ) -> int:
        """The diagram of a function of a few unknowns, which is asked for each of their values.

        Equal keys are one function.
        """
        found = self._tables.get(key)
        if found is None:
            found = self._tables[key] = self._tabled(support, (), level, alike)
        return found

    def _tabled(
        self,
        support: tuple[Unknown, ...],
        assignment: Assignment,
        level: Level,
        alike: Alike | None,
    ) -> int:
        if not support:
            return level(assignment)
        unknown, branches, order = support[0], {}, []
        for value in self.values[self.number[unknown]]:
            key = alike(unknown, value) if alike else value
            order.append(key)
            if key not in branches:
                further = (*assignment, (unknown, value))
                branches[key] = self._tabled(support[1:], further, level, alike)
        return self.diagrams.ask(self.number[unknown], tuple(branches[key] for key in order))


def is_issued(query: Query, unknown: Unknown, book: Rulebook) -> bool:
    """Whether there are such visas, if the unknown told is the issuer of one.

    Those of Schengen are issued by states of Schengen alone.
    """
    visas = query.travellers[unknown.traveller].visas if unknown.fact == "visa.issued_by" else None
    if not visas or visas[unknown.item].kind not in SCHENGEN_VISAS:
        return True
    if "SCHENGEN" not in book.documents["groups"]:
        return True
    states = {member.value for member in book.group("SCHENGEN").members}
    return visas[unknown.item].issued_by in states
