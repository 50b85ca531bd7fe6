"""The questions that an answer leaves open, ranked by how much each settles (S10).

A question is open if its fact changes the verdict for some completion of the other unknown facts.
Options are those of the vocabulary and the states of the rulebook, whatever verdict they lead to
(S14).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from borderrules import network
from borderrules.completions import is_issued
from borderrules.conditions import NONE
from borderrules.decisions import Verdict
from borderrules.diagrams import LEAVES, TooLargeError
from borderrules.errors import QueryError
from borderrules.query import Vehicle
from borderrules.terms import ENUMS
from borderrules.unknowns import OPENERS, Unknown, opener_of, told
from borderrules.verdicts import LEVELS, Verdicts
from borderrules.vocabulary import FACTS

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from borderrules.completions import Completions
    from borderrules.diagrams import Weights
    from borderrules.query import Query
    from borderrules.routes import Answer
    from borderrules.rulebook import Rulebook

#: How a question is answered: by one of its options; by a state, of the options or any other; as
#: `KIND:STATE` with one of the options as kind; by a number or a day; by stays, pairs of days.
Kind = Literal["choice", "state", "permit", "number", "day", "stays"]


#: The best ways of a journey, about which questions are asked: of more, it would take seconds to
#: tell which matter.
MOST_WAYS: Final = 5


class Question(NamedTuple):
    """A question: its fact, of which traveller and which of their things (from 0), its options.

    `settles` is the share of its possible answers that leave nothing open, and `tells` how likely
    two travellers who answered alike have one verdict; ordinary values count more there.
    """

    fact: str
    traveller: int
    item: int
    settles: float
    tells: float
    kind: Kind
    options: tuple[str, ...]

    @property
    def unknown(self) -> Unknown:
        """What is told by answering it."""
        return Unknown(self.fact, self.traveller, self.item)

    def read(self, text: str) -> object:
        """An answer to it, written as in trips. Raises ValueError if it is none."""
        if self.options == ("true", "false"):
            if text not in self.options:
                raise ValueError(f"must be true or false, not `{text}`")
            return text == "true"
        if self.kind == "number":
            return float(text) if "." in text else int(text)
        if self.kind == "stays" and text != NONE:
            pairs = (part.strip().partition("/") for part in text.split(","))
            return tuple((first, last) for first, _, last in pairs)
        return text


class Outlook(NamedTuple):
    """The open questions, what settles most first; without any, the verdict that all cases have.

    It may be told by case where the evaluator, which looks at one rule at a time, leaves it open.
    """

    questions: tuple[Question, ...]
    foregone: Verdict | None


def outlook(answer: Answer) -> Outlook:
    """What could still change the verdict of an answer; of a journey, that of its best ways.

    Where it depends on too much at once, what the rules name, in their order.
    """
    query, book = answer.asked, answer.rulebook
    if query.purpose == "asylum":
        return Outlook((), None)
    if answer.certain and not isinstance(query.vehicle, Vehicle):  # which may stay behind
        return Outlook((), answer.verdict)
    of_journey = not network.is_single_border(answer.query, book, *answer.ends)
    try:
        verdicts = Verdicts(answer, MOST_WAYS if of_journey else None)
    except TooLargeError:
        found = tuple(
            _question(Unknown(name), 0, 0, query, book)
            for name in answer.missing
            if FACTS[name].told
        )
        return Outlook(found, None)
    if verdicts.best < LEAVES:
        verdict = Verdict(verdicts.best % LEVELS)
        partial = of_journey and verdict is not Verdict.ALLOWED
        return Outlook((), answer.verdict if answer.certain else None if partial else verdict)
    ranking = rank(verdicts.completions, verdicts.best)
    return Outlook(tuple(_question(*ranks, query, book) for ranks in ranking), None)


def rank(
    completions: Completions,
    diagram: int,
    weights: Weights | None = None,
    askable: Container[int] | None = None,
) -> list[tuple[Unknown, float, float]]:
    """The unknowns that may be asked for now, with what each settles and tells, the best first.

    What follows an opener is asked for once the opener is told, unless the `askable` variables are
    named. For what they tell, completions count the more, the more ordinary they are, or by other
    `weights`.
    """
    weights = weights if weights is not None else completions.weights
    shares = completions.diagrams.shares(diagram, LEVELS * LEVELS, weights)
    found: dict[Unknown, tuple[float, float]] = {}
    for variable, rows in shares.by_value.items():
        unknown = completions.unknowns[variable]
        if askable is not None and variable not in askable:
            continue
        opener = first(unknown, completions.unknowns) if askable is None else unknown
        if opener != unknown:
            found.setdefault(opener, (0.0, 0.0))
            continue
        settled = sum(max(row) == sum(row) for row in rows) / len(rows)
        own = weights[variable]
        alike = sum(
            weight * sum((count / sum(row)) ** 2 for count in row) / sum(own)
            for weight, row in zip(own, rows, strict=True)
        )
        found[unknown] = (settled, alike)
    order = completions.number
    return sorted(
        ((unknown, *what) for unknown, what in found.items()),
        key=lambda item: (-item[1], -item[2], order[item[0]]),
    )


def first(unknown: Unknown, among: Iterable[Unknown]) -> Unknown:
    """The unknown itself, or the opener that must be told before it."""
    opener = opener_of(unknown)
    return opener if opener is not None and opener in among else unknown


def _question(
    unknown: Unknown, settles: float, tells: float, query: Query, book: Rulebook
) -> Question:
    row = FACTS[unknown.fact]
    kinds: dict[str, Kind] = {"code": "state", "number": "number", "date": "day"}
    kind = kinds.get(row.type, "choice")
    if row.name == "permit.kind":
        kind = "permit"
    if row.name == "stay.max_in_180":
        kind = "stays"
    return Question(*unknown, settles, tells, kind, _options(unknown, kind, query, book))


_TRUTHS: Final = ("true", "false")


def _options(unknown: Unknown, kind: Kind, query: Query, book: Rulebook) -> tuple[str, ...]:
    """What may be answered, but for what contradicts what was told."""
    row = FACTS[unknown.fact]
    absent: tuple[str, ...] = ()
    if OPENERS.get(row.prefix) == row.name != "nationality":
        absent = () if row.prefix == "vehicle" and query.vehicle else (NONE,)
    if kind == "state":
        possible = (state for state in states_of(book) if _possible(query, unknown, state, book))
        return (*absent, *possible)
    if kind == "stays":
        return (NONE,)
    if row.type == "truth":
        return _TRUTHS
    if not row.enum:
        return ()
    values = (value for value in ENUMS[row.enum] if value != NONE)
    if kind == "permit":
        return (*absent, *values)
    return (*absent, *(value for value in values if _possible(query, unknown, value, book)))


def states_of(book: Rulebook) -> tuple[str, ...]:
    """The states of a rulebook: the options wherever a state is asked for, besides any other."""
    return tuple(dict.fromkeys(zone.state for zone in book.zones.values()))


def _possible(query: Query, unknown: Unknown, value: str, book: Rulebook) -> bool:
    """Whether an option does not contradict what was told."""
    try:
        further = told(query, unknown.fact, value, traveller=unknown.traveller, item=unknown.item)
    except QueryError:
        return False
    except ValueError:
        return True
    return is_issued(further, unknown, book)
