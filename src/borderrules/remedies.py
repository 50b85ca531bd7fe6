"""Remedies: the smallest changes that would make a refused journey allowed (S14).

Only what is changeable is changed: mode, crossing point, hour, day, vehicle, stay, the document
that is shown, and a visa that would really be issued to this person. Each remedy was verified by
answering the changed question, and none contains another.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from borderrules import network
from borderrules.changes import Change, NextDay, candidates, next_day
from borderrules.decisions import Verdict
from borderrules.errors import QueryError

if TYPE_CHECKING:
    from borderrules.query import Query
    from borderrules.routes import Answer

#: Answers that are tried at most over one border, and of a journey, each of whose answers takes
#: a hundred times as long.
MOST_TRIED: Final = 300
MOST_TRIED_OF_JOURNEYS: Final = 20
#: Changes that are tried together at most.
_TOGETHER: Final = 2


class Remedy(NamedTuple):
    """Changes that together make the journey allowed, and the question with them made."""

    changes: tuple[Change, ...]
    query: Query
    verdict: Verdict = Verdict.ALLOWED

    @property
    def in_own_power(self) -> bool:
        """Whether the traveller can do it all without applying for anything."""
        return all(change.in_own_power for change in self.changes)


class WaysOut(NamedTuple):
    """The remedies, those in the traveller's own power first, and when it is next not refused.

    `in_vain` are the single changes with which it would be refused all the same, and that are part
    of no remedy.
    """

    remedies: tuple[Remedy, ...] = ()
    in_vain: tuple[Change, ...] = ()
    next_day: NextDay | None = None


def ways_out(answer: Answer) -> WaysOut:
    """What would make it allowed: the smallest changes, and the next day, if one is in sight.

    Nothing for what is allowed already, nor for asylum (S15).
    """
    if answer.verdict is Verdict.ALLOWED or answer.query.purpose == "asylum":
        return WaysOut()
    later = next_day(answer)
    single = list(candidates(answer, later))
    found: list[Remedy] = []
    refused: list[Change] = []
    alone = network.is_single_border(answer.query, answer.rulebook, *answer.ends)
    left = MOST_TRIED if alone else MOST_TRIED_OF_JOURNEYS
    for size in range(1, _TOGETHER + 1):
        for group in combinations(single, size):
            changes = tuple(candidate.change for candidate in group)
            if left == 0:
                break
            if not _apart(changes) or any({*r.changes} <= {*changes} for r in found):
                continue
            left -= 1
            query = answer.query
            for candidate in group:
                query = candidate.make(query)
            verdict = _verdict(answer, query)
            if verdict is Verdict.ALLOWED:
                found.append(Remedy(changes, query))
            elif verdict is Verdict.REFUSED and size == 1:
                refused += changes
    found.sort(key=lambda remedy: (not remedy.in_own_power, len(remedy.changes)))
    helping = {change for remedy in found for change in remedy.changes}
    in_vain = tuple(change for change in refused if change not in helping)
    return WaysOut(tuple(found), in_vain, later)


def _apart(changes: tuple[Change, ...]) -> bool:
    """Whether changes concern different things; the hour and the day are one."""
    things = {(change.fact.partition(".")[0], change.traveller) for change in changes}
    return len(things) == len(changes)


def _verdict(answer: Answer, query: Query) -> Verdict | None:
    """The verdict on another question; None if there is no such way."""
    try:
        return answer.again(query).verdict
    except QueryError:
        return None
