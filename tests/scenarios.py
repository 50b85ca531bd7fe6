"""The questions in `examples/`, and how what a scenario expects is read off an answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import ryaml

from borderrules import Query, Visa, check_issuance, check_route
from borderrules.dates import civil
from borderrules.trip import query_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from borderrules import Answer
    from borderrules.rulebook import Rulebook

Scenario = dict[str, Any]

_EXAMPLES = Path(__file__).parents[1] / "examples"
_KEYS = {"name", "why", "trip", "strict", "apply_for", "expect"}


def scenarios() -> dict[str, Scenario]:
    """Every scenario of `examples/`, by file and name."""
    return {
        f"{path.stem}: {scenario['name']}": scenario
        for path in sorted(_EXAMPLES.glob("borders-*.yaml"))
        for scenario in ryaml.loads(path.read_text("utf-8"))["scenarios"]
    }


def observed(scenario: Scenario, book: Rulebook) -> dict[str, Any]:
    """What a rulebook answers, under the keys that the scenario expects."""
    assert scenario.keys() <= _KEYS, scenario.keys() - _KEYS
    query = query_from(scenario["trip"])
    if "apply_for" in scenario:
        return _issuance(book, query, scenario["apply_for"], scenario["expect"])
    answer = check_route(query, book, strict=scenario.get("strict", False))
    return read(answer, scenario["expect"])


def read(answer: Answer, expected: dict[str, Any]) -> dict[str, Any]:
    """What an answer says, under the keys of what is expected of it."""
    return {key: _OBSERVED[key](answer, told) for key, told in expected.items()}


def _issuance(
    book: Rulebook, query: Query, visa: dict[str, Any], expected: dict[str, Any]
) -> dict[str, Any]:
    found = check_issuance(book, query, query.travellers[0], Visa(**visa))
    applying = {f.rule.id for f in found.findings if f.outcome == "applies"}
    seen = {
        "verdict": found.verdict.word,
        # ["rule: outcome", …]: the prohibitions that bear on it
        "rules": [f"{f.rule.id}: {f.outcome}" for f in found.bearing],
        # [rule, …]: of those named, the ones that apply
        "told": [rule for rule in expected.get("told", ()) if rule in applying],
    }
    return {key: seen[key] for key in expected}


def _by_route(answer: Any, expected: dict[str, Any], read: Any) -> dict[str, dict[str, Any]]:
    """What `read` says of each route, for the points and modes that the scenario names."""
    seen: dict[str, dict[str, Any]] = {}
    for route in (*answer.routes, *answer.alternatives):
        leg = route.legs[0]
        if leg.leg.mode in expected.get(leg.leg.point.id, {}):
            seen.setdefault(leg.leg.point.id, {})[leg.leg.mode] = read(leg)
    return seen


def _told(effect: str, outcome: str = "applies") -> Any:
    """Of the rules that a scenario names, those with an effect that apply (or may) on the leg."""

    def read(answer: Any, expected: dict[str, Any]) -> dict[str, dict[str, Any]]:
        return {
            point: {
                mode: [rule for rule in rules if rule in told]
                for mode, rules in modes.items()
                for told in (set(applying(answer, point, mode, effect, outcome)),)
            }
            for point, modes in expected.items()
        }

    return read


def applying(
    answer: Answer, point: str, mode: str, effect: str, outcome: str = "applies"
) -> Iterator[str]:
    """The rules with an effect on the leg; a prohibition on goods obliges to leave them (S12)."""
    for route in answer.routes:
        for leg in route.legs:
            if (leg.leg.point.id, leg.leg.mode) == (point, mode):
                for side in leg.sides:
                    for finding in side.findings:
                        rule = finding.rule
                        goods = rule.subject == "goods" and rule.effect == "prohibit"
                        does = "oblige" if goods else rule.effect
                        if does == effect and finding.outcome == outcome:
                            yield rule.id


def _local(moment: Any, leg: Any) -> str:
    return f"{civil(moment, leg.leg.origin.clock):%H:%M}"


def _shown(shown: Any) -> str:
    document = shown.document.issued_by if shown.document else "any"
    visa = shown.visa
    return f"{document} + {visa.kind}:{visa.issued_by}" if isinstance(visa, Visa) else document


#: What a scenario may expect, and how it is read off an answer.
_OBSERVED: dict[str, Any] = {
    "verdict": lambda answer, _: answer.verdict.word,
    "certain": lambda answer, _: answer.certain,
    "stale": lambda answer, _: answer.stale,
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
    # point: {mode: ["rule: outcome", …]}: of those named, the prohibitions that bear on the verdict
    "against": lambda answer, e: {
        point: {
            mode: [rule for rule in rules if rule in seen.get(point, {}).get(mode, ())]
            for mode, rules in modes.items()
        }
        for seen in (_OBSERVED["reasons"](answer, e),)
        for point, modes in e.items()
    },
    # point: {mode: [rule, …]}: of those named, the obligations or advice that apply, or may apply
    "obligations": _told("oblige"),
    "advice": _told("advise"),
    "possible_obligations": _told("oblige", "undetermined"),
    "possible_advice": _told("advise", "undetermined"),
    # point: {mode: {exit: "RU", entry: "FI + C:IT"}}: the state of the document shown, and the visa
    "show": lambda answer, e: _by_route(
        answer, e, lambda leg: {side.direction: _shown(side.shown) for side in leg.sides}
    ),
    # the facts asked for, among those named
    "asks": lambda answer, e: [fact for fact in e if fact in answer.missing],
    # every point that is allowed by some mode: the whole list
    "open_points": lambda answer, _: sorted(
        {r.legs[0].leg.point.id for r in answer.routes if r.verdict.word == "allowed"}
    ),
}
