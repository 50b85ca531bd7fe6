"""Judging rules on one side of a leg, and deciding its verdict (S2 to S5, S12)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from borderrules.rulebook import forget_older
from borderrules.vocabulary import PRESUMED_STRICTLY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date, datetime

    from borderrules.conditions import Facts, Judgement, Members
    from borderrules.measures import Exemption, Rule, Version
    from borderrules.rulebook import Rulebook

#: Judgements of sides, and of single rules, that a rulebook remembers.
MAX_REMEMBERED = 10_000
MAX_FOUND = 30_000
MAX_EVIDENCE = 30_000


Crossing = tuple[tuple[str, object], ...]
"""What rules read of a crossing, by the names of the facts."""


class Outcome(StrEnum):
    """What a rule is on a leg: exactly one of these (S2)."""

    NOT_IN_FORCE = "not_in_force"
    NOT_MET = "not_met"
    EXEMPT = "exempt"
    APPLIES = "applies"
    UNDETERMINED = "undetermined"


class Verdict(IntEnum):
    """Ordered from best to worst (S5)."""

    ALLOWED = 0
    UNDETERMINED = 1
    REFUSED = 2

    @property
    def word(self) -> str:
        """The stable code: `allowed`, `undetermined` or `refused`."""
        return self.name.lower()


class ExemptionFinding(NamedTuple):
    """What became of one exemption: its condition's judgement."""

    exemption: Exemption
    judgement: Judgement


@dataclass(frozen=True)
class Finding:
    """What one rule says, with the evidence; explanations read it and never judge again.

    `missing` names the facts whose absence leaves it open, `unsettled` the law that is missing:
    `start` or `end` (an uncertain stretch), `discretionary` or `disputed` (the version), or
    `discretionary:ID` / `disputed:ID` (a met exemption).
    """

    rule: Rule
    outcome: Outcome
    version: Version | None = None
    condition: Judgement | None = None
    exemptions: tuple[ExemptionFinding, ...] = ()
    missing: tuple[str, ...] = ()
    unsettled: tuple[str, ...] = ()

    @cached_property
    def verdict(self) -> Verdict:
        """How it bears on the verdict: only some rules do (S4, S12)."""
        if self.rule.bears:
            if self.outcome is Outcome.APPLIES:
                return Verdict.REFUSED
            if self.outcome is Outcome.UNDETERMINED:
                return Verdict.UNDETERMINED
        return Verdict.ALLOWED

    @cached_property
    def exempted_by(self) -> tuple[Exemption, ...]:
        """The settled exemptions that are surely met, in the order of the file."""
        return tuple(
            e.exemption
            for e in self.exemptions
            if e.judgement.truth and e.exemption.certainty == "settled"
        )

    @cached_property
    def presumed(self) -> tuple[str, ...]:
        """The presumed facts that the outcome rests on."""
        if self.condition is None:
            return ()
        judgements = [self.condition]
        if self.outcome is Outcome.EXEMPT:
            judgements += [e.judgement for e in self.exemptions if e.exemption in self.exempted_by]
        elif self.outcome is not Outcome.NOT_MET:
            judgements += [e.judgement for e in self.exemptions]
        return tuple(dict.fromkeys(name for j in judgements for name in j.presumed))


def judge(rule: Rule, facts: Facts, moment: datetime, known_on: date, members: Members) -> Finding:
    """The one outcome of a rule at a civil moment, in the order of S3."""
    state = rule.state(moment, known_on)
    if state is None:
        return Finding(rule, Outcome.NOT_IN_FORCE)
    version, uncertain = state
    condition = version.condition.judge(facts, members)
    if condition.truth is False:
        return Finding(rule, Outcome.NOT_MET, version, condition)
    exemptions = tuple(
        ExemptionFinding(e, e.condition.judge(facts, members)) for e in version.exemptions
    )
    settled = Finding(rule, Outcome.EXEMPT, version, condition, exemptions)
    if settled.exempted_by and not uncertain:
        return settled
    unsettled: list[str] = [uncertain] if uncertain else []
    if version.certainty != "settled":
        unsettled.append(version.certainty)
    missing = list(condition.missing)
    for item in exemptions:
        if item.judgement.truth is None:
            missing += item.judgement.missing
        elif item.judgement.truth and item.exemption.certainty != "settled":
            unsettled.append(f"{item.exemption.certainty}:{item.exemption.id}")
    outcome = Outcome.UNDETERMINED if missing or unsettled else Outcome.APPLIES
    return Finding(
        rule,
        outcome,
        version,
        condition,
        exemptions,
        tuple(dict.fromkeys(missing)),
        tuple(unsettled),
    )


class Judged(NamedTuple):
    """All rules on one side: the findings, the verdict on each subject, and on a strict reading.

    `bearing` are the findings that make a verdict worse than allowed, the worst first;
    `strictly_refusing` those that refuse on a strict reading too; `missing` the facts that are left
    open, first those without which there is no verdict at all; `duties` is the number of
    obligations that apply, or may.
    """

    findings: tuple[Finding, ...]
    bearing: tuple[Finding, ...]
    traveller: Verdict
    vehicle: Verdict
    strict: Verdict
    strictly_refusing: tuple[Finding, ...]
    missing: tuple[str, ...]
    duties: int = 0


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
    return judge_folded(book, where, fold, lambda: facts)


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
    only where there is none. Who asks for many crossings leaves theirs out of the facts, and gives
    them as `crossing`.
    """
    zone, direction, moment, known_on, strict = where
    anywhere = zone, direction, book.stretch(zone, direction, moment), known_on, strict, fold
    found = book.judged.get((anywhere, crossing))
    if found is None:
        forget_older(book.judged, MAX_REMEMBERED)
        found = _together(*_said(book, where, facts(), crossing, anywhere))
        book.judged[anywhere, crossing] = found
    return found


def _said(
    book: Rulebook,
    where: Where,
    facts: Facts,
    crossing: Crossing,
    anywhere: tuple[object, ...],
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """What each rule says, and what on a strict reading, in the order of the rules.

    Most rules read nothing of a crossing: what these say is remembered for all crossings.
    """
    names = frozenset(name for name, _ in crossing)
    others, here = book.rules_by_reading(where.zone, where.direction, names)
    said = book.said.get(anywhere)
    if said is None:
        forget_older(book.said, MAX_REMEMBERED)
        said = book.said[anywhere] = _read(book, where, others, facts)
    if not here:
        return said
    more = _read(book, where, here, facts.told(crossing))
    pairs = {f.rule.id: (f, s) for part in (said, more) for f, s in zip(*part, strict=True)}
    rules = book.rules_in(where.zone, where.direction)
    findings, strictly = zip(*(pairs[rule.id] for rule in rules), strict=True)
    return findings, strictly


def _read(
    book: Rulebook, where: Where, rules: tuple[Rule, ...], facts: Facts
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """What rules say, and what prohibitions say on a strict reading.

    What rests on no presumption reads the same strictly, and is not judged again.
    """
    strict_facts = facts.strictly(PRESUMED_STRICTLY)
    read = strict_facts if where.strict else facts
    findings = tuple(_judge_rules(book, rules, read, where))
    presuming = tuple(f.rule for f in findings if f.rule.bears and f.presumed)
    strictly = {f.rule.id: f for f in _judge_rules(book, presuming, strict_facts, where)}
    return findings, tuple(strictly.get(f.rule.id, f) for f in findings)


def _judge_rules(
    book: Rulebook, rules: tuple[Rule, ...], facts: Facts, where: Where
) -> Iterator[Finding]:
    """Rules judged, each remembered from facts and a moment that it could not tell from these.

    What a union's rule says, it says at the borders of all its states.
    """
    forget_older(book.found, MAX_FOUND)
    forget_older(book.evidence, MAX_EVIDENCE)
    moment, known_on = where.moment, where.known_on
    reads = [book.read_by(rule.id) for rule in rules]
    names = {name for own, _ in reads for name in own}
    seen = facts.seen(tuple(names), tuple({prefix for _, lists in reads for prefix in lists}))
    members = book.members_at(moment, known_on)
    for rule, (own, lists) in zip(rules, reads, strict=True):
        read = tuple(map(seen.__getitem__, (*own, *lists)))
        key = (rule.id, book.rule_stretch(rule.id, moment), known_on, read)
        found = book.found.get(key)
        if found is None:
            found = judge(rule, facts, moment, known_on, members)
            found = book.found[key] = _shared(book.evidence, found)
        yield found


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


def _together(findings: tuple[Finding, ...], strictly: tuple[Finding, ...]) -> Judged:
    """All that rules say on one side, as they bear on the verdict."""
    bearing = sorted((f for f in findings if f.verdict), key=lambda f: -f.verdict)
    in_strict = [f for f in strictly if f.verdict]
    open_ = [f for f in (*bearing, *in_strict) if f.verdict is Verdict.UNDETERMINED]
    return Judged(
        findings,
        tuple(bearing),
        worst(bearing, "traveller"),
        worst(bearing, "vehicle"),
        max((f.verdict for f in in_strict), default=Verdict.ALLOWED),
        tuple(f for f in in_strict if f.verdict is Verdict.REFUSED),
        tuple(dict.fromkeys(name for f in open_ for name in f.missing)),
        sum(
            f.rule.effect == "oblige" and f.outcome in (Outcome.APPLIES, Outcome.UNDETERMINED)
            for f in findings
        ),
    )


def worst(findings: Iterable[Finding], subject: str) -> Verdict:
    """The verdict on one subject: the worst of the prohibitions about it (S5)."""
    return max((f.verdict for f in findings if f.rule.subject == subject), default=Verdict.ALLOWED)
