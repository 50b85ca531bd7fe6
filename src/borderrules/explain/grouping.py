"""Routes of which an answer says the same are told together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from borderrules.decisions import Outcome, Verdict
from borderrules.explain.statements import point_name

if TYPE_CHECKING:
    from borderrules.journeys import Route
    from borderrules.leg_decisions import LegDecision
    from borderrules.words import Words


def mixed(decision: LegDecision) -> bool:
    """Whether the day has hours of different verdicts."""
    return len({span.verdict for span in decision.spans}) > 1


def grouped(routes: tuple[Route, ...]) -> list[list[LegDecision]]:
    """Routes that say the same of different points and modes, together, in their order."""
    groups: dict[object, list[LegDecision]] = {}
    for route in routes:
        leg = route.legs[0]
        groups.setdefault(_sameness(leg), []).append(leg)
    return list(groups.values())


def _sameness(leg: LegDecision) -> object:
    """What is told of a leg, names and modes apart; a shut point is told in few words."""
    state = leg.availability
    status, closure = state.status, state.closure
    closed = state.code in ("closed", "not_known") and leg.verdict is state.verdict
    speaking = ("prohibit",) if closed else ("prohibit", "oblige", "advise")
    shut = state.verdict is Verdict.REFUSED
    outcomes = (Outcome.APPLIES,) if shut else (Outcome.APPLIES, Outcome.UNDETERMINED)
    return (
        leg.verdict,
        leg.certain,
        state.code,
        str(status.reason) if status else "",
        status.modes if status and state.code == "not_this_mode" else None,
        closure.period if closure else None,
        "" if closed else leg.leg.point.id,
        leg.leg.origin.id,
        tuple(
            (
                () if closed else side.uncovered,
                tuple(
                    (finding.rule.id, finding.outcome)
                    for finding in side.findings
                    if finding.rule.effect in speaking and finding.outcome in outcomes
                ),
            )
            for side in leg.sides
        ),
        tuple((span.start, span.until, span.verdict) for span in leg.spans),
    )


def points_and_modes(group: list[LegDecision], words: Words) -> str:
    """`A – B, C – D: by car, by coach`, points with the same modes together."""
    modes: dict[str, list[str]] = {}
    for decision in group:
        name = point_name(decision.leg.point, decision.leg.origin.id, words)
        modes.setdefault(name, []).append(words.term("mode", decision.leg.mode))
    points: dict[tuple[str, ...], list[str]] = {}
    for name, found in modes.items():
        points.setdefault(tuple(found), []).append(name)
    return "; ".join(f"{', '.join(names)}: {', '.join(by)}" for by, names in points.items())
