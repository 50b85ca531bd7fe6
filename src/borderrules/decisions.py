"""Judging rules on one side of a leg, and deciding its verdict (S2 to S5, S12)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from borderrules.conditions import Facts, Judgement, Members
    from borderrules.measures import Exemption, Rule, Version


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

    @property
    def lifts(self) -> bool:
        """Whether it is settled and surely met."""
        return self.judgement.truth is True and self.exemption.certainty == "settled"


@dataclass(eq=False, repr=False)
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
    def tells(self) -> bool:
        """Whether it is met, or may be: what is not met, or not in force, changes nothing (S9)."""
        return self.outcome not in (Outcome.NOT_MET, Outcome.NOT_IN_FORCE)

    @cached_property
    def exempted_by(self) -> tuple[Exemption, ...]:
        """The settled exemptions that are surely met, in the order of the file."""
        return tuple([item.exemption for item in self.exemptions if item.lifts])

    @cached_property
    def presumed(self) -> tuple[str, ...]:
        """The presumed facts that the outcome rests on."""
        if self.condition is None:
            return ()
        judgements = [self.condition]
        if self.outcome is Outcome.EXEMPT:
            judgements += [item.judgement for item in self.exemptions if item.lifts]
        elif self.outcome is not Outcome.NOT_MET:
            judgements += [e.judgement for e in self.exemptions]
        readings = [reading for judgement in judgements for reading in judgement.readings]
        return tuple(dict.fromkeys([r.test.fact for r in readings if r.presumed]))


def became(exemption: Exemption, facts: Facts, members: Members) -> ExemptionFinding:
    """What became of an exemption."""
    return ExemptionFinding(exemption, exemption.condition.judge(facts, members))


def _each(version: Version, facts: Facts, members: Members) -> tuple[ExemptionFinding, ...]:
    return tuple([became(exemption, facts, members) for exemption in version.exemptions])


def judge(
    rule: Rule,
    facts: Facts,
    moment: datetime,
    known_on: date,
    members: Members,
    exempting: Callable[[Version, Facts, Members], tuple[ExemptionFinding, ...]] = _each,
) -> Finding:
    """The one outcome of a rule at a civil moment, in the order of S3.

    `exempting` judges all exemptions, or remembers what it judged of equal facts.
    """
    state = rule.state(moment, known_on)
    if state is None:
        return Finding(rule, Outcome.NOT_IN_FORCE)
    version, uncertain = state
    condition = version.condition.judge(facts, members)
    if condition.truth is False:
        return Finding(rule, Outcome.NOT_MET, version, condition)
    exemptions = exempting(version, facts, members)
    may_lift = [item for item in exemptions if item.judgement.truth is not False]
    if not uncertain and any(item.lifts for item in may_lift):
        return Finding(rule, Outcome.EXEMPT, version, condition, exemptions)
    unsettled: list[str] = [uncertain] if uncertain else []
    if version.certainty != "settled":
        unsettled.append(version.certainty)
    missing = list(condition.missing)
    for item in may_lift:
        if item.judgement.truth is None:
            missing += item.judgement.missing
        elif item.exemption.certainty != "settled":
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
    obligations that apply, or may; `passed` are the prohibitions that an exemption lifts.
    """

    findings: tuple[Finding, ...]
    bearing: tuple[Finding, ...]
    traveller: Verdict
    vehicle: Verdict
    strict: Verdict
    strictly_refusing: tuple[Finding, ...]
    missing: tuple[str, ...]
    duties: int = 0
    passed: tuple[Finding, ...] = ()


def together(findings: Sequence[Finding], strictly: Sequence[Finding]) -> Judged:
    """All that rules say on one side, as they bear on the verdict."""
    telling = [f for f in findings if f.tells]
    bearing = [f for f in telling if f.verdict]
    if len(bearing) > 1:
        bearing.sort(key=lambda f: -f.verdict)
    in_strict = [f for f in strictly if f.verdict]
    refusing = tuple([f for f in in_strict if f.verdict is Verdict.REFUSED])
    open_ = [f for f in (*bearing, *in_strict) if f.verdict is Verdict.UNDETERMINED]
    strict = Verdict.UNDETERMINED if in_strict else Verdict.ALLOWED
    obliging = [f for f in telling if f.rule.effect == "oblige"]
    return Judged(
        tuple(findings),
        tuple(bearing),
        worst(bearing, "traveller"),
        worst(bearing, "vehicle"),
        Verdict.REFUSED if refusing else strict,
        refusing,
        tuple(dict.fromkeys([name for f in open_ for name in f.missing])),
        len([f for f in obliging if f.outcome is not Outcome.EXEMPT]),
        tuple([f for f in telling if f.outcome is Outcome.EXEMPT and f.rule.bears]),
    )


def worst(findings: Iterable[Finding], subject: str) -> Verdict:
    """The verdict on one subject: the worst of the prohibitions about it (S5)."""
    return max([f.verdict for f in findings if f.rule.subject == subject], default=Verdict.ALLOWED)
