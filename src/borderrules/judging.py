"""Judging all rules of one side, each once for all that it cannot tell apart (section 7)."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from borderrules.decisions import Finding, Judged, judge, together
from borderrules.rulebook import forget_older
from borderrules.vocabulary import PRESUMED_STRICTLY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from borderrules.conditions import Facts
    from borderrules.measures import Rule
    from borderrules.rulebook import Rulebook

#: Judgements of sides, of single rules, and pieces of their evidence that a rulebook remembers.
MAX_REMEMBERED: Final = 10_000
MAX_FOUND: Final = 30_000
MAX_EVIDENCE: Final = 30_000

Crossing = tuple[tuple[str, object], ...]
"""What rules read of a crossing, by the names of the facts."""


class Where(NamedTuple):
    """Whose rules are judged, for which direction, when, as known on which day, how strictly."""

    zone: str
    direction: str
    moment: datetime
    known_on: date
    strict: bool = False


def judge_side(book: Rulebook, where: Where, facts: Facts) -> Judged:
    """All rules that hold in a zone for one direction."""
    fold = book.interned(facts.folded(*book.reads(where.zone, where.direction)))
    return judge_folded(book, where, fold, facts.itself)


def judge_folded(
    book: Rulebook,
    where: Where,
    fold: int,
    facts: Callable[[], Facts],
    crossing: Crossing = (),
) -> Judged:
    """All rules that hold in a zone for one direction, judged now or remembered.

    Rules tell apart finitely many facts and stretches of time, so the facts that they read `fold`
    to a number, and the moment to a stretch; equals share one judgement, and `facts` are asked for
    only where there is none. Who asks for many crossings leaves theirs out of the fold, and gives
    them as `crossing`.
    """
    zone, direction, moment, known_on, strict = where
    anywhere = zone, direction, book.stretch(zone, direction, moment), known_on, strict, fold
    found: Judged | None = book.judged.get((anywhere, crossing))
    if found is None:
        forget_older(book.judged, MAX_REMEMBERED)
        found = _Side(book, where, facts, crossing).judged(anywhere)
        book.judged[anywhere, crossing] = found
    return found


class _Said(NamedTuple):
    """What the rules of a side find wherever one crosses, and what they find strictly.

    Rules that read something of the crossing find nothing yet. `here` are these, each by its place
    among all: the rule, the number of all else that it reads, and what it reads of the crossing.
    """

    findings: tuple[Finding | None, ...]
    strictly: tuple[Finding | None, ...]
    here: tuple[tuple[int, Rule, int, tuple[str, ...]], ...]


class _Side:
    """The rules of one side, read for one traveller at one crossing."""

    def __init__(
        self, book: Rulebook, where: Where, facts: Callable[[], Facts], crossing: Crossing
    ) -> None:
        self.book, self.where, self.crossing = book, where, crossing
        self._stated = facts
        self._rules = book.rules_in(where.zone, where.direction)
        #: What each rule reads of a crossing.
        self._read_here = book.reading(where.zone, where.direction, tuple(n for n, _ in crossing))

    @cached_property
    def _facts(self) -> Facts:
        facts = self._stated()
        return facts.told(self.crossing) if self.crossing else facts

    def judged(self, anywhere: tuple[object, ...]) -> Judged:
        """What all rules say together; most of it is said at every crossing."""
        said: _Said | None = self.book.said.get(anywhere)
        if said is None:
            forget_older(self.book.said, MAX_REMEMBERED)
            said = self.book.said[anywhere] = self._said()
        told = dict(self.crossing)
        findings, strictly = [*said.findings], [*said.strictly]
        for place, rule, number, names in said.here:
            seen = tuple([told[name] for name in names])
            findings[place], strictly[place] = self._finding(rule, number, seen)
        return together(cast("list[Finding]", findings), cast("list[Finding]", strictly))

    def _said(self) -> _Said:
        findings: list[Finding | None] = []
        strictly: list[Finding | None] = []
        here: list[tuple[int, Rule, int, tuple[str, ...]]] = []
        for rule, number, names in zip(self._rules, self._numbers(), self._read_here, strict=True):
            if names:
                here.append((len(findings), rule, number, names))
            found, read_strictly = (None, None) if names else self._finding(rule, number, ())
            findings.append(found)
            strictly.append(read_strictly)
        return _Said(tuple(findings), tuple(strictly), tuple(here))

    def _numbers(self) -> Iterator[int]:
        """For each rule, a number for the stretch and all that it reads but for the crossing.

        What a union's rule says, it says at the borders of all its states.
        """
        book, (zone, direction, moment, known_on, _) = self.book, self.where
        stretches = book.rule_stretches(zone, direction, book.stretch(zone, direction, moment))
        crossing = frozenset(name for name, _ in self.crossing)
        seen = self._facts.seen(*book.reads(zone, direction, crossing))
        readers = book.readers(zone, direction, crossing)
        for rule, stretch, read in zip(self._rules, stretches, readers, strict=True):
            yield book.interned((rule.id, stretch, known_on, read(seen)))

    def _finding(
        self, rule: Rule, number: int, seen: tuple[object, ...]
    ) -> tuple[Finding, Finding]:
        """What a rule says, and what on a strict reading: the same if it presumes nothing."""
        found = self._remembered(rule, number, seen, strictly=self.where.strict)
        if not (rule.bears and found.presumed):
            return found, found
        return found, self._remembered(rule, number, seen, strictly=True)

    def _remembered(
        self, rule: Rule, number: int, seen: tuple[object, ...], *, strictly: bool
    ) -> Finding:
        key = number, seen, strictly
        found: Finding | None = self.book.found.get(key)
        if found is None:
            forget_older(self.book.found, MAX_FOUND)
            forget_older(self.book.evidence, MAX_EVIDENCE)
            facts = self._facts.strictly(PRESUMED_STRICTLY) if strictly else self._facts
            _, _, moment, known_on, _ = self.where
            members = self.book.members_at(moment, known_on)
            found = judge(rule, facts, moment, known_on, members)
            found = self.book.found[key] = _shared(self.book.evidence, found)
        return found


def _shared(evidence: dict[tuple[object, ...], Any], finding: Finding) -> Finding:
    """An equal finding, if one is remembered: of many facts, few make a difference.

    Equal judgements are mostly one object; what is remembered keeps it alive.
    """
    judged = (finding.condition, *(e.judgement for e in finding.exemptions))
    which = finding.rule.id, finding.outcome, finding.unsettled
    key = (*which, id(finding.version), *map(id, judged))
    shared: Finding | None = evidence.get(key)
    if shared is None:
        exemptions = tuple(
            evidence.setdefault((id(e.exemption), id(e.judgement)), e) for e in finding.exemptions
        )
        shared = evidence[key] = replace(finding, exemptions=exemptions)
    return shared
