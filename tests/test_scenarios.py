"""The questions in `examples/` and the answers that they must get."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import ryaml

from borderrules import Query, Visa, check_issuance, check_route, load_rulebook
from borderrules.trip import query_from

EXAMPLES = Path(__file__).parents[1] / "examples"
BOOK = load_rulebook(Path(__file__).parents[1] / "rules")


def _scenarios() -> list[Any]:
    return [
        pytest.param(scenario, id=f"{path.stem}: {scenario['name']}")
        for path in sorted(EXAMPLES.glob("borders-*.yaml"))
        for scenario in ryaml.loads(path.read_text("utf-8"))["scenarios"]
    ]


@pytest.mark.parametrize("scenario", _scenarios())
def test_scenario(scenario: dict[str, Any]) -> None:
    assert scenario.keys() <= {"name", "why", "trip", "strict", "apply_for", "expect"}
    query = query_from(scenario["trip"])
    if "apply_for" in scenario:
        assert _issuance(query, scenario["apply_for"]) == scenario["expect"]
        return
    answer = check_route(query, BOOK, strict=scenario.get("strict", False))
    for key, expected in scenario["expect"].items():
        assert OBSERVED[key](answer, expected) == expected, key


def _issuance(query: Query, visa: dict[str, Any]) -> dict[str, Any]:
    found = check_issuance(BOOK, query, query.travellers[0], Visa(**visa))
    return {
        "verdict": found.verdict.word,
        "rules": [f"{f.rule.id}: {f.outcome}" for f in found.bearing],
    }


def _by_route(answer: Any, expected: dict[str, Any], read: Any) -> dict[str, dict[str, Any]]:
    """What `read` says of each route, for the points and modes that the scenario names."""
    seen: dict[str, dict[str, Any]] = {}
    for route in (*answer.routes, *answer.alternatives):
        leg = route.legs[0]
        if leg.leg.mode in expected.get(leg.leg.point.id, {}):
            seen.setdefault(leg.leg.point.id, {})[leg.leg.mode] = read(leg)
    return seen


def _local(moment: Any, leg: Any) -> str:
    from borderrules.dates import civil

    return f"{civil(moment, leg.leg.origin.clock):%H:%M}"


#: What a scenario may expect, and how it is read off an answer.
OBSERVED: dict[str, Any] = {
    "verdict": lambda answer, _: answer.verdict.word,
    "certain": lambda answer, _: answer.certain,
    # point: {mode: verdict}
    "routes": lambda answer, e: _by_route(answer, e, lambda leg: leg.verdict.word),
    # point: {mode: code of the point's state}
    "states": lambda answer, e: _by_route(answer, e, lambda leg: leg.best.availability.code),
    # point: {mode: ["HH:MM-HH:MM verdict", …]}, local time at the origin
    "hours": lambda answer, e: _by_route(
        answer,
        e,
        lambda leg: [
            f"{_local(s.start, leg)}-{_local(s.until, leg)} {s.verdict.word}" for s in leg.spans
        ],
    ),
    # point: {mode: ["rule: outcome", …]}: the prohibitions that bear on the verdict, in any order
    "reasons": lambda answer, e: _by_route(
        answer,
        e,
        lambda leg: sorted(
            {f"{f.rule.id}: {f.outcome}" for side in leg.sides for f in side.judged.bearing}
        ),
    ),
    # point: {mode: [rule, …]}: obligations that apply
    "obligations": lambda answer, e: {
        point: {
            mode: [rule for rule in rules if rule in _told(answer, point, mode, "oblige")]
            for mode, rules in modes.items()
        }
        for point, modes in e.items()
    },
    # point: {mode: [rule, …]}: advice that applies
    "advice": lambda answer, e: {
        point: {
            mode: [rule for rule in rules if rule in _told(answer, point, mode, "advise")]
            for mode, rules in modes.items()
        }
        for point, modes in e.items()
    },
    # point: {mode: {exit: "RU", entry: "FI + C:IT"}}: the state of the document shown, and the visa
    "show": lambda answer, e: _by_route(
        answer, e, lambda leg: {side.direction: _shown(side.shown) for side in leg.sides}
    ),
    # the facts asked for, among those named
    "asks": lambda answer, e: [fact for fact in e if fact in answer.questions],
    # every mode that is allowed at some point: the whole list
    "open_points": lambda answer, _: sorted(
        {r.legs[0].leg.point.id for r in answer.routes if r.verdict.word == "allowed"}
    ),
}


def _told(answer: Any, point: str, mode: str, effect: str) -> set[str]:
    return {
        finding.rule.id
        for route in answer.routes
        for leg in route.legs
        if (leg.leg.point.id, leg.leg.mode) == (point, mode)
        for side in leg.sides
        for finding in side.findings
        if finding.rule.effect == effect and finding.outcome == "applies"
    }


def _shown(shown: Any) -> str:
    document = shown.document.issued_by if shown.document else "any"
    visa = shown.visa
    return f"{document} + {visa.kind}:{visa.issued_by}" if isinstance(visa, Visa) else document
