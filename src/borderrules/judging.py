"""Judging all rules of one side, each once for all that it cannot tell apart (section 7)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from borderrules.decisions import Finding, Judged, became, judge, together
from borderrules.passage import CROSSING
from borderrules.rulebook import forget_older
from borderrules.vocabulary import PRESUMED_STRICTLY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from borderrules.conditions import Facts, Members
    from borderrules.decisions import ExemptionFinding
    from borderrules.measures import Rule, Version
    from borderrules.rulebook import Rulebook

#: Judgements of sides, of single rules, and pieces of their evidence that a rulebook remembers.
MAX_REMEMBERED: Final = 10_000
MAX_FOUND: Final = 30_000
MAX_EVIDENCE: Final = 30_000

#: Rules of which a rulebook remembers the exemptions that are the same at every crossing.
MAX_ELSEWHERE: Final = 1_000

_CROSSING: Final = frozenset(CROSSING)

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
    fold = book.interned(facts.folded(*book.reads.there(where.zone, where.direction)))
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
    """What each rule of a side finds wherever one crosses, and what it finds strictly.

    Rules that read something of the crossing find nothing yet. `numbers` stand for all else that a
    rule reads.
    """

    findings: tuple[Finding | None, ...]
    strictly: tuple[Finding | None, ...]
    numbers: tuple[int, ...]


class _Side:
    """The rules of one side, read for one traveller at one crossing."""

    def __init__(
        self, book: Rulebook, where: Where, facts: Callable[[], Facts], crossing: Crossing
    ) -> None:
        self.book, self.where, self.crossing = book, where, crossing
        self._stated = facts
        self._rules = book.rules_in(where.zone, where.direction)
        #: The rules that read something of a crossing.
        self._read_here = book.reads.rules_reading(
            where.zone, where.direction, tuple(n for n, _ in crossing)
        )

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
        for place, rule, names in self._read_here:
            seen = tuple([told[name] for name in names])
            found = self._finding(rule, said.numbers[place], seen)
            findings[place], strictly[place] = found
        return together(cast("list[Finding]", findings), cast("list[Finding]", strictly))

    def _said(self) -> _Said:
        here = {place for place, _, _ in self._read_here}
        numbers = tuple(self._numbers())
        pairs = [
            (None, None) if place in here else self._finding(rule, numbers[place], ())
            for place, rule in enumerate(self._rules)
        ]
        findings, strictly = tuple([found for found, _ in pairs]), tuple([two for _, two in pairs])
        return _Said(findings, findings if findings == strictly else strictly, numbers)

    def _numbers(self) -> Iterator[int]:
        """For each rule, a number for the stretch and all that it reads but for the crossing.

        What a union's rule says, it says at the borders of all its states.
        """
        book, (zone, direction, moment, known_on, _) = self.book, self.where
        stretches = book.rule_stretches(zone, direction, book.stretch(zone, direction, moment))
        crossing = frozenset(name for name, _ in self.crossing)
        seen = self._facts.seen(*book.reads.there(zone, direction, crossing))
        readers = book.reads.pickers(zone, direction, crossing)
        for rule, stretch, read in zip(self._rules, stretches, readers, strict=True):
            yield book.interned((rule.id, stretch, known_on, read(seen)))

    def _finding(
        self, rule: Rule, number: int, seen: tuple[object, ...]
    ) -> tuple[Finding, Finding]:
        """What a rule says, and what on a strict reading: the same if it presumes nothing."""
        remembered, strict = self.book.found, self.where.strict
        found = remembered.get((number, seen, strict)) or self._judged(rule, number, seen, strict)
        if strict or not found.presumed or not rule.bears:
            return found, found
        strictly = remembered.get((number, seen, True)) or self._judged(rule, number, seen, True)
        return found, strictly

    def _judged(self, rule: Rule, number: int, seen: tuple[object, ...], strictly: bool) -> Finding:
        forget_older(self.book.found, MAX_FOUND)
        forget_older(self.book.evidence, MAX_EVIDENCE)
        facts = self._facts.strictly(PRESUMED_STRICTLY) if strictly else self._facts
        _, _, moment, known_on, _ = self.where
        members = self.book.members_at(moment, known_on)
        if seen:
            exempting = self._exempting(rule, number, strictly)
            found = judge(rule, facts, moment, known_on, members, exempting)
        else:
            found = judge(rule, facts, moment, known_on, members)
        found = self.book.found[number, seen, strictly] = _shared(self.book.evidence, found)
        return found

    def _exempting(
        self, rule: Rule, number: int, strictly: bool
    ) -> Callable[[Version, Facts, Members], tuple[ExemptionFinding, ...]]:
        """Judges exemptions; those that read nothing of the crossing, once for all crossings."""
        here = self.book.reads.conditions_reading(rule.id, _CROSSING)
        elsewhere = self.book.elsewhere
        forget_older(elsewhere, MAX_ELSEWHERE)

        def exempting(
            version: Version, facts: Facts, members: Members
        ) -> tuple[ExemptionFinding, ...]:
            key = number, strictly, id(version)  # which the rule keeps
            known = elsewhere.get(key)
            if known is None:
                known = elsewhere[key] = tuple(
                    None if id(one.condition) in here else became(one, facts, members)
                    for one in version.exemptions
                )
            return tuple(
                [
                    found or became(one, facts, members)
                    for one, found in zip(version.exemptions, known, strict=True)
                ]
            )

        return exempting


def _shared(evidence: dict[tuple[object, ...], Any], finding: Finding) -> Finding:
    """An equal finding, if one is remembered: of many facts, few make a difference.

    Equal judgements are mostly one object; what is remembered keeps it alive.
    """
    judged = (finding.condition, *(e.judgement for e in finding.exemptions))
    of, outcome, unsettled = finding.rule, finding.outcome, finding.unsettled
    key = (of.id, outcome, unsettled, id(finding.version), *map(id, judged))
    shared: Finding | None = evidence.get(key)
    if shared is None:
        exemptions = tuple(
            [evidence.setdefault((id(e.exemption), id(e.judgement)), e) for e in finding.exemptions]
        )
        told = finding.version, finding.condition, exemptions, finding.missing, unsettled
        shared = evidence[key] = Finding(of, outcome, *told)
    return shared
