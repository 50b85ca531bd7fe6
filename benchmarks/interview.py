"""The interview against the optimal tree of questions: how many questions each asks on average.

For 30 journeys of which all is told but eight facts that still matter. Every value that rules tell
apart is equally likely; the interview asks what its ranking puts first, which expects the ordinary.

python benchmarks/interview.py
"""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

from borderrules import Query, Traveller, Vehicle, Visa, check_route, load_rulebook
from borderrules.diagrams import LEAVES
from borderrules.questions import rank
from borderrules.unknowns import opener_of
from borderrules.verdicts import Verdicts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from borderrules.completions import Completions

#: Facts that still matter at the start of an interview.
MOST_FACTS = 8

BORDERS = ("RU NO", "RU EE", "RU LV", "RU-KGD PL", "BY LT", "EE RU")
PEOPLE: tuple[Callable[[str, str], Query], ...] = (
    lambda a, b: asked(a, b, Traveller(nationality="RU"), purpose="tourism"),
    lambda a, b: asked(a, b, Traveller(nationality="RU", family=(), permits=())),
    lambda a, b: asked(a, b, Traveller(permits=(), family=(), property=()), vehicle="none"),
    lambda a, b: asked(
        a,
        b,
        Traveller(nationality="RU", visas=(Visa(kind="C", issued_by="IT"),)),
        purpose="visit_family",
        modes=("car",),
        vehicle=Vehicle(registered_in="RU"),
    ),
    lambda a, b: asked(
        a, b, Traveller(nationality="UA", visas=(), permits=()), modes=("car",), vehicle=None
    ),
)


def asked(origin: str, destination: str, traveller: Traveller, **told: object) -> Query:
    """A question of the day on which most of these rules were confirmed."""
    return Query(
        origin=origin,
        destination=destination,
        on="2026-01-15",
        traveller=traveller,
        **told,  # type: ignore[arg-type]
    )


class Interviews:
    """All interviews about the completions of one question, from any state of knowledge."""

    def __init__(self, completions: Completions) -> None:
        self.completions = completions
        self.shortest = cache(self._shortest)
        self.conducted = cache(self._conducted)

    def _shortest(self, diagram: int) -> float:
        """The expected number of questions of the best tree."""
        if diagram < LEAVES:
            return 0.0
        return min(self._after(diagram, variable, self.shortest) for variable in self._may(diagram))

    def _conducted(self, diagram: int) -> float:
        """The expected number of questions of the interview."""
        if diagram < LEAVES:
            return 0.0
        askable = set(self._may(diagram))
        ranked = rank(self.completions, diagram, self.completions.weights, tuple(askable))
        return self._after(diagram, self.completions.number[ranked[0][0]], self.conducted)

    def _after(self, diagram: int, variable: int, count: Callable[[int], float]) -> float:
        counts = [
            count(self.completions.diagrams.given(diagram, variable, value))
            for value in range(len(self.completions.values[variable]))
        ]
        return 1 + sum(counts) / len(counts)

    def _may(self, diagram: int) -> Iterator[int]:
        """The variables that may be asked now: those whose opener is told."""
        read = self.completions.diagrams.reads(diagram)
        for variable in read:
            opener = opener_of(self.completions.unknowns[variable])
            if opener is None or self.completions.number.get(opener) not in read:
                yield variable


def narrowed(verdicts: Verdicts) -> int:
    """The diagram once all but eight facts are told as is ordinary, those that tell most left."""
    completions, diagrams, diagram = verdicts.completions, verdicts.diagrams, verdicts.best
    while len(read := diagrams.reads(diagram)) > MOST_FACTS:
        order = rank(completions, diagram, completions.weights, read)
        diagram = diagrams.given(diagram, completions.number[order[-1][0]], 0)
    return diagram


def main() -> None:
    """Print a line for each journey, then the excess."""
    book = load_rulebook()
    total = best = 0.0
    worst = 0.0
    print("journey             facts  optimal  interview  excess")
    for number, person in enumerate(PEOPLE, 1):
        for border in BORDERS:
            verdicts = Verdicts(check_route(person(*border.split()), book))
            completions, diagram = verdicts.completions, narrowed(verdicts)
            interviews = Interviews(completions)
            shortest, conducted = interviews.shortest(diagram), interviews.conducted(diagram)
            excess = conducted / shortest - 1 if shortest else 0.0
            total, best, worst = total + conducted, best + shortest, max(worst, excess)
            facts = len(completions.diagrams.reads(diagram))
            label = f"{border.replace(' ', ' > ')} ({number})"
            print(f"{label:20}{facts:4}{shortest:9.3f}{conducted:11.3f}{excess:8.1%}")
    print(f"All: optimal {best / 30:.3f}, interview {total / 30:.3f} questions on average,")
    print(f"excess {total / best - 1:.2%}; at worst {worst:.1%}")


if __name__ == "__main__":
    sys.setrecursionlimit(10_000)
    main()
