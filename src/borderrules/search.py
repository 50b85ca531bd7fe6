"""The search for journeys over several borders: the best way over each choice of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from borderrules.dated import Dated
from borderrules.itineraries import ease, follows
from borderrules.journeys import Route
from borderrules.progress import Progress, Simplicity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
            over, simplicity = further.over_borders, further.simplicity
            if over not in self._best or simplicity < self._best[over][0]:
                self._best[over] = simplicity, further

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
        last = so_far.last
        for choice in hop.choices:
            legs = [leg for leg in choice if follows(last, leg)]
            if len(legs) > 1:
                legs = _surely_best(legs, so_far)
            if not all(self._is_outdone(leg, so_far, is_last=is_last) for leg in legs):
                yield min(map(so_far.over, legs), key=lambda way: _preference(last, way))

    def _is_outdone(self, leg: Leg, so_far: Progress, *, is_last: bool) -> bool:
        """Whether, by what is sure of the leg, no way over it is better than one that is found.

        Most ways to a border are: they differ only in how they reach it, and the first was shorter.
        """
        prospect = so_far.prospect(leg)
        if prospect is None or not (prospect.refused or is_last):
            return False
        best = self._best.get(prospect.over_borders)
        return best is not None and best[0] <= prospect.simplicity

    def _route(self, progress: Progress) -> Route:
        if progress.refused:
            return Route(progress.decisions, bare_date=self._dated.bare)
        return Route(progress.decisions, *progress.arrival(), self._dated.bare)


def _surely_best(legs: list[Leg], so_far: Progress) -> list[Leg]:
    """The one leg that counts, if the verdicts are sure; else all."""
    found = [(surety, leg) for leg in legs if (surety := so_far.surety(leg)) and surety.exact]
    if len(found) < len(legs):
        return legs
    _, best = min(found, key=lambda item: (item[0].at_best, ease(so_far.last, item[1])))
    return [best]


def _preference(last: Leg | None, way: Progress) -> tuple[object, ...]:
    """Of legs to one place, the best judged before others, then the most natural."""
    passed = way.passed[-1]
    return passed.verdict, ease(last, passed.decision.leg)
