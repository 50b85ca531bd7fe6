"""The search for journeys over several borders: the best way over each choice of them."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from borderrules.dated import Dated
from borderrules.decisions import Verdict
from borderrules.itineraries import ease, follows
from borderrules.journeys import Route
from borderrules.progress import Approach, Progress, Simplicity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from borderrules.dated import Step
    from borderrules.examination import Examination
    from borderrules.itineraries import End, Hop
    from borderrules.legs import Leg


class Journeys:
    """The routes of one query over given choices of legs.

    Of routes that cross the same external borders alike, only the best judged and simplest counts:
    how one goes inside an area without controls is a matter of taste.
    """

    def __init__(self, examination: Examination, start: End, end: End) -> None:
        self._dated = Dated(examination, start, end)
        self._best: dict[object, tuple[Simplicity, Progress]] = {}
        self._between: dict[tuple[int, int], list[Progress]] = {}
        self._choices: dict[tuple[int, str], list[list[Step]]] = {}

    def routes(self, itineraries: Iterable[list[Hop]]) -> list[Route]:
        """The routes; the refused ones as far as the leg that refuses."""
        start = Progress.start(self._dated)
        for hops in itineraries:
            self._search(hops, start)
        return [self._route(progress) for _, progress in self._best.values()]

    def _search(self, hops: list[Hop], so_far: Progress) -> None:
        """Go on over the borders that are left, and keep the best of what goes over them alike."""
        rest = hops[1:]
        ways = (
            self._further(hops[0], so_far) if rest else self._onward(hops[0], so_far, is_last=True)
        )
        for further in ways:
            if rest and not further.refused:
                self._search(rest, further)
                continue
            known_by, simplicity = further.known_by, further.simplicity
            if known_by not in self._best or simplicity < self._best[known_by][0]:
                self._best[known_by] = simplicity, further

    def _further(self, hop: Hop, so_far: Progress) -> list[Progress]:
        """As `_onward` over a border that is not the last: many sequences begin with the same."""
        key = id(hop), id(so_far)  # both are kept as long as this is
        if key not in self._between:
            self._between[key] = [*self._onward(hop, so_far, is_last=False)]
        return self._between[key]

    def _onward(self, hop: Hop, so_far: Progress, *, is_last: bool) -> Iterator[Progress]:
        """The journey with one leg more, in every way that differs and may be the best.

        Of legs to one place, the most natural counts of those that are best judged.
        """
        for steps in self._steps(hop, so_far.last):
            if len(steps) == 1 and self._is_told(steps[0], so_far):
                continue
            approaches = [so_far.toward(step) for step in steps]
            if all(self._is_outdone(way, so_far, is_last=is_last) for way in approaches):
                continue
            approach, further = _best_judged(so_far, approaches)
            if further is not None:
                yield further
            elif not self._is_outdone(approach, so_far, is_last=is_last):
                yield so_far.over(approach)

    def _steps(self, hop: Hop, last: Leg | None) -> list[list[Step]]:
        """The legs that may follow, those of which only one counts together, most natural first."""
        key = id(hop), last.mode if last else ""
        if key not in self._choices:
            may_follow = ([leg for leg in choice if follows(last, leg)] for choice in hop.choices)
            self._choices[key] = [self._measured(legs, last) for legs in may_follow if legs]
        return self._choices[key]

    def _measured(self, legs: list[Leg], last: Leg | None) -> list[Step]:
        if len(legs) > 1:
            start, end = self._dated.start, self._dated.end
            legs = sorted(legs, key=lambda leg: ease(last, leg, start, end))
        return [self._dated.step(leg) for leg in legs]

    def _is_told(self, step: Step, so_far: Progress) -> bool:
        """Whether a leg is shut for good, and a way of fewer legs to it was found."""
        if step.shut_from is None or step.shut_from > so_far.now:
            return False
        best = self._best.get(step.refusal)
        return best is not None and len(best[1].passed) <= len(so_far.passed)

    def _is_outdone(self, approach: Approach, so_far: Progress, *, is_last: bool) -> bool:
        """Whether, by what is sure of the leg, no way over it is better than one that is found.

        Most ways to a border are: they differ only in how they reach it, and the first was shorter.
        """
        prospect = so_far.prospect(approach)
        if prospect is None or not (prospect.refused or is_last):
            return False
        best = self._best.get(prospect.known_by)
        return best is not None and best[0] <= prospect.simplicity

    def _route(self, progress: Progress) -> Route:
        if progress.refused:
            return Route(progress.decisions, bare_date=self._dated.bare)
        return Route(progress.decisions, *progress.arrival(), self._dated.bare)


def _best_judged(so_far: Progress, approaches: list[Approach]) -> tuple[Approach, Progress | None]:
    """The first of those that are best judged, and the journey over it if it had to be made.

    None is judged better than it may be at best: so of most it need not be found out how they are.
    """
    if len(approaches) == 1:
        return approaches[0], None
    queue = [(_at_best(way), number) for number, way in enumerate(approaches)]
    heapify(queue)
    made: dict[int, Progress] = {}
    while True:
        _, number = heappop(queue)
        approach = approaches[number]
        if number in made or (approach.surety and approach.surety.exact):
            return approach, made.get(number)
        made[number] = so_far.over(approach)
        heappush(queue, (made[number].passed[-1].verdict, number))


def _at_best(approach: Approach) -> Verdict:
    return approach.surety.at_best if approach.surety else Verdict.ALLOWED
