"""Points that no rule tells apart are judged once; the evidence is then told of each of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from borderrules.conditions import Judgement
    from borderrules.decisions import Finding, Judged
    from borderrules.measures import Member, Rule

#: The fact whose value differs between points that are judged as one.
POINT: Final = "crossing.point"


def named_alike(
    rules: Iterable[Rule], members_ever: Callable[[set[str]], Iterable[Member]]
) -> dict[str, str]:
    """The points that some rule names, each with the first of those that all rules name alike."""
    tests = {
        test
        for rule in rules
        for version in rule.versions
        for condition in (version.condition, *(e.condition for e in version.exemptions))
        for test in condition.singles
        if test.fact == POINT
    }
    named: dict[str, set[object]] = defaultdict(set)
    for test in tests:
        for value in test.values:
            named[str(value)].add(test)
        for member in members_ever({test.group} - {""}):
            named[member.value].add((test, member))
    first: dict[frozenset[object], str] = {}
    return {
        point: first.setdefault(frozenset(marks), point) for point, marks in sorted(named.items())
    }


def told_of(judged: Judged, point: str) -> Judged:
    """What was judged of a point that no rule tells from this one, told of this one."""
    return judged._replace(
        findings=findings_told_of(judged.findings, point),
        bearing=findings_told_of(judged.bearing, point),
        strictly_refusing=findings_told_of(judged.strictly_refusing, point),
        passed=findings_told_of(judged.passed, point),
    )


def findings_told_of(findings: tuple[Finding, ...], point: str) -> tuple[Finding, ...]:
    """The same findings, whose evidence names this point."""
    return tuple(_finding(finding, point) for finding in findings)


def _finding(finding: Finding, point: str) -> Finding:
    if finding.condition is None:
        return finding
    exemptions = tuple(
        e._replace(judgement=_judgement(e.judgement, point)) for e in finding.exemptions
    )
    condition = _judgement(finding.condition, point)
    return replace(finding, condition=condition, exemptions=exemptions)


def _judgement(judgement: Judgement, point: str) -> Judgement:
    if all(reading.test.fact != POINT for reading in judgement.readings):
        return judgement
    readings = tuple(
        reading._replace(value=point) if reading.test.fact == POINT else reading
        for reading in judgement.readings
    )
    return judgement._replace(readings=readings)
