"""Decision diagrams: what a verdict is for every completion of unknown facts, in one small graph.

A diagram is a number: below `LEAVES` it is a leaf, a level from a lattice; above, a node that asks
one variable. Equal functions have equal numbers (nodes are shared and never idle), so a diagram
reads exactly the variables that can change its level.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

#: Numbers below this are leaves.
LEAVES: Final = 16

#: Levels that are joined to the lower or the higher of two go from 0 to this.
HIGHEST: Final = 2

Counts = tuple[int, ...]
"""What the completions of each level count; indexed by level."""

Weights = Sequence[Sequence[int]]
"""By variable, what each of its values counts."""


class TooLargeError(Exception):
    """A diagram that outgrew its bound."""


class Diagrams:
    """The shared nodes over variables 0, 1, … of known numbers of values.

    Raises TooLargeError where more than `most` nodes would be made.
    """

    def __init__(self, sizes: Sequence[int], most: int = 200_000) -> None:
        self.sizes, self.most = tuple(sizes), most
        self._nodes: list[tuple[int, tuple[int, ...]]] = []
        self._numbers: dict[tuple[int, tuple[int, ...]], int] = {}
        self._done: dict[tuple[object, int, int], int] = {}

    def ask(self, variable: int, branches: tuple[int, ...]) -> int:
        """The diagram that reads a variable and goes on with the branch of its value."""
        first = branches[0]
        if all(branch == first for branch in branches):
            return first
        key = (variable, branches)
        found = self._numbers.get(key)
        if found is None:
            if len(self._nodes) >= self.most:
                raise TooLargeError
            found = self._numbers[key] = LEAVES + len(self._nodes)
            self._nodes.append(key)
        return found

    def least(self, one: int, other: int) -> int:
        """The lower level of two, from 0 to `HIGHEST`, for each completion."""
        low, high = (one, other) if one < other else (other, one)
        if low in (0, high) or high == HIGHEST:
            return low
        return high if low == HIGHEST else self.join(Diagrams.least, low, high, min)

    def greatest(self, one: int, other: int) -> int:
        """The higher level of two, from 0 to `HIGHEST`, for each completion."""
        low, high = (one, other) if one < other else (other, one)
        if low in (0, high):
            return high
        if HIGHEST in (low, high):
            return HIGHEST
        return self.join(Diagrams.greatest, low, high, max)

    def paired(self, one: int, other: int) -> int:
        """Two levels in one, for each completion: the first, and `HIGHEST + 1` times the second."""
        return self.join(Diagrams.paired, one, other, lambda a, b: a + (HIGHEST + 1) * b)

    def join(
        self,
        how: Callable[[Diagrams, int, int], int],
        one: int,
        other: int,
        of_leaves: Callable[[int, int], int],
    ) -> int:
        """Two diagrams as one, joined branch by branch in some way, and their leaves in another."""
        if one < LEAVES and other < LEAVES:
            return of_leaves(one, other)
        key = (how, one, other)
        found = self._done.get(key)
        if found is None:
            top, left = self._of(one)
            top_other, right = self._of(other)
            variable = min(top, top_other)
            size = self.sizes[variable]
            lefts = left if top == variable else (one,) * size
            rights = right if top_other == variable else (other,) * size
            branches = [how(self, a, b) for a, b in zip(lefts, rights, strict=True)]
            found = self._done[key] = self.ask(variable, tuple(branches))
        return found

    def mapped(self, levels: tuple[int, ...], diagram: int) -> int:
        """A diagram with other levels: level `n` becomes `levels[n]`."""
        if diagram < LEAVES:
            return levels[diagram]
        key = (levels, diagram, 0)
        found = self._done.get(key)
        if found is None:
            variable, branches = self._of(diagram)
            found = self.ask(variable, tuple(self.mapped(levels, b) for b in branches))
            self._done[key] = found
        return found

    def given(self, diagram: int, variable: int, value: int) -> int:
        """A diagram once the value of one variable is known."""
        if diagram < LEAVES:
            return diagram
        top, branches = self._of(diagram)
        if top > variable:
            return diagram
        if top == variable:
            return branches[value]
        key = ((variable, value), diagram, 0)
        found = self._done.get(key)
        if found is None:
            found = self.ask(top, tuple(self.given(b, variable, value) for b in branches))
            self._done[key] = found
        return found

    def level(self, diagram: int, values: Sequence[int]) -> int:
        """The level for one completion, told as the number of the value of each variable."""
        while diagram >= LEAVES:
            variable, branches = self._of(diagram)
            diagram = branches[values[variable]]
        return diagram

    def reads(self, diagram: int) -> tuple[int, ...]:
        """The variables that can change its level, in their order."""
        return tuple(sorted({self._of(node)[0] for node in self._below(diagram)}))

    def _of(self, diagram: int) -> tuple[int, tuple[int, ...]]:
        if diagram < LEAVES:
            return len(self.sizes), ()
        return self._nodes[diagram - LEAVES]

    def _below(self, diagram: int) -> list[int]:
        """Its nodes, each before those it leads to."""
        seen, stack = {diagram}, [diagram]
        while stack:
            for branch in self._of(stack.pop())[1]:
                if branch not in seen:
                    seen.add(branch)
                    stack.append(branch)
        # A node is made after those it leads to.
        return sorted((node for node in seen if node >= LEAVES), reverse=True)

    def shares(self, diagram: int, levels: int, weights: Weights) -> Shares:
        """How much of all completions has each level, in all and for each value of a variable.

        `weights` tell by variable how much each of its values counts. Only the variables that the
        diagram reads count.
        """
        read = self.reads(diagram)
        rank = {variable: number for number, variable in enumerate(read)}
        sums = [sum(weights[variable]) for variable in read]
        # What all completions of the variables from a rank on count.
        onward = [prod(sums[number:]) for number in range(len(sums) + 1)]
        counts: dict[int, Counts] = {}

        def from_rank(node: int, number: int) -> Counts:
            if node < LEAVES:
                return tuple(onward[number] if level == node else 0 for level in range(levels))
            skipped = onward[number] // onward[rank[self._of(node)[0]]]
            return tuple(count * skipped for count in counts[node])

        nodes = self._below(diagram)
        for node in reversed(nodes):
            variable, branches = self._of(node)
            rows = zip(branches, weights[variable], strict=True)
            parts = (
                [weight * count for count in from_rank(branch, rank[variable] + 1)]
                for branch, weight in rows
            )
            counts[node] = tuple(map(sum, zip(*parts, strict=True)))
        total = from_rank(diagram, 0)
        # What the ways to a node count, by the variables before it.
        reached = dict.fromkeys(nodes, 0)
        if nodes:
            reached[diagram] = onward[0] // onward[rank[self._of(diagram)[0]]]
        by_value = {v: [[0] * levels for _ in weights[v]] for v in read}
        past = {v: [0] * levels for v in read}
        for node in nodes:
            variable, branches = self._of(node)
            after = rank[variable] + 1
            for value, branch in enumerate(branches):
                weight = weights[variable][value]
                for level, count in enumerate(from_rank(branch, after)):
                    by_value[variable][value][level] += reached[node] * count
                    past[variable][level] += reached[node] * weight * count
                if branch >= LEAVES:
                    skipped = onward[after] // onward[rank[self._of(branch)[0]]]
                    reached[branch] += reached[node] * weight * skipped
        return Shares(
            total,
            {
                v: tuple(
                    # Ways that do not read the variable count alike for each of its values.
                    tuple(
                        row[level] + (total[level] - past[v][level]) // sum(weights[v])
                        for level in range(levels)
                    )
                    for row in rows
                )
                for v, rows in by_value.items()
            },
        )


class Shares(NamedTuple):
    """What completions count by level: all, and by variable those of each of its values."""

    total: Counts
    by_value: dict[int, tuple[Counts, ...]]
