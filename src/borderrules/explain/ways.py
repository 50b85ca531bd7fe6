"""The ways of a journey: a list of all, the best told step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from borderrules.dates import civil
from borderrules.decisions import Verdict
from borderrules.explain import statements
from borderrules.explain.statements import point_name
from borderrules.network import is_single_border
from borderrules.query import Vehicle
from borderrules.terms import MOTOR_MODES, N_

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from borderrules.journeys import Route
    from borderrules.leg_decisions import LegDecision
    from borderrules.legs import Leg
    from borderrules.routes import Answer
    from borderrules.words import Words

#: Ways that a list names before it only counts the rest.
MOST_WAYS: Final = 8

#: How many times as long as a way that is not settled a lawful one is for the other to be told too.
FAR_SHORTER: Final = 2

#: Codes of the statements that refuse; others only leave a way unsettled.
_REFUSING: Final = frozenset({"applies"}) | {
    *("point_closed", "point_closure", "point_outside_hours"),
    *("point_not_this_direction", "point_not_this_mode"),
}

VERDICT_NAMES = {
    Verdict.ALLOWED: N_("allowed"),
    Verdict.UNDETERMINED: N_("undetermined"),
    Verdict.REFUSED: N_("refused"),
}


def is_journey(answer: Answer) -> bool:
    """Whether an answer is about more than the crossing points of one border."""
    return not is_single_border(answer.query, answer.rulebook, *answer.ends)


def listed(routes: Sequence[Route], *, everything: bool) -> list[Route]:
    """The ways to name: all, or the best ones; of ways through the same points the first."""
    if everything:
        return list(routes)
    seen: dict[tuple[str, ...], Route] = {}
    for route in routes:
        seen.setdefault(tuple(leg.leg.point.id for leg in route.legs), route)
    return list(seen.values())[:MOST_WAYS]


def way(route: Route, words: Words) -> str:
    """`Finland → Estonia by ship (Helsinki – Tallinn) → Russia on foot (Narva – Ivangorod)`."""
    steps = [words.pick(route.legs[0].leg.origin.name)]
    steps += [_step(decision.leg, words) for decision in route.legs]
    return " → ".join(steps)


def summary(route: Route, words: Words) -> str:
    """The verdict on a way, its length, and what stands against it, in a line."""
    parts = [words(VERDICT_NAMES[route.verdict])]
    if route.distance_km is not None:
        parts.append(about(route, words))
    against = [
        statement.title.rstrip(".")
        for leg in route.legs
        if leg.verdict is route.verdict
        for statement in statements.reasons(leg, words)
        if route.verdict is Verdict.UNDETERMINED or statement.code in _REFUSING
    ]
    if against and route.verdict is not Verdict.ALLOWED:
        parts.append("; ".join(dict.fromkeys(against[:3])))
    return ", ".join(parts)


def about(route: Route, words: Words) -> str:
    """The length of a way, if that is known."""
    km = max(10, round(_length(route), -1))
    return words("about {km} km in straight lines", km=f"{km:.0f}")


def far_shorter(routes: Sequence[Route]) -> Route | None:
    """The shortest way that is not settled, if all that are allowed are at least twice as long."""
    allowed, unsettled = (
        min(
            (r for r in routes if r.verdict is verdict and r.distance_km is not None),
            key=_length,
            default=None,
        )
        for verdict in (Verdict.ALLOWED, Verdict.UNDETERMINED)
    )
    if allowed is None or unsettled is None:
        return None
    return unsettled if _length(unsettled) * FAR_SHORTER <= _length(allowed) else None


def _length(route: Route) -> float:
    return route.distance_km or 0


def times(route: Route, number: int, words: Words) -> str:
    """When the traveller is at a border, when it is passed, and until when that is possible.

    Empty for a day without a moment, on which every leg shows its own hours.
    """
    decision = route.legs[number]
    reached = decision.spans[0].start
    if route.bare_date or decision.spans[-1].until == reached:
        return ""
    best, clock = decision.best, decision.leg.origin.clock
    place = words.pick(decision.leg.origin.name)
    text = words(
        "At the border: {moment} (local time, {place}).", moment=_at(reached, clock), place=place
    )
    if best.start > reached:
        text += " " + words("It opens to you at {moment}.", moment=_at(best.start, clock))
    if best.until < decision.spans[-1].until:
        text += " " + words("Pass it before {moment}.", moment=_at(best.until, clock))
    return text


def arrival(route: Route, clock: str, words: Words) -> str:
    """The earliest arrival, queues not counted; of a day without a moment, the day."""
    if route.arrives is None:
        return ""
    moment = _at(route.arrives, clock)
    if route.bare_date:
        return words("Arrival on {day} or later.", day=moment[:10])
    return words("Arrival at {moment} at the earliest, queues not counted.", moment=moment)


def left_behind(answer: Answer, route: Route, number: int, words: Words) -> str:
    """Where the vehicle that was told stays behind, if it is before this leg."""
    if not isinstance(answer.query.vehicle, Vehicle):
        return ""
    modes = [leg.leg.mode in MOTOR_MODES for leg in route.legs]
    if modes[number] or (number and not modes[number - 1]):
        return ""
    if number == 0:
        return words("The vehicle stays where the journey starts.")
    place = words.pick(route.legs[number].leg.origin.name)
    point = point_name(route.legs[number].leg.point, route.legs[number].leg.origin.id, words)
    return words("Leave the vehicle in {place}, before {point}.", place=place, point=point)


def step_title(decision: LegDecision, words: Words) -> str:
    """`Finland → Estonia, by ship: Helsinki – Tallinn`."""
    leg = decision.leg
    return (
        f"{words.pick(leg.origin.name)} → {words.pick(leg.destination.name)}, "
        f"{words.term('mode', leg.mode)}: {point_name(leg.point, leg.origin.id, words)}"
    )


def _step(leg: Leg, words: Words) -> str:
    name = point_name(leg.point, leg.origin.id, words)
    return f"{words.pick(leg.destination.name)} {words.term('mode', leg.mode)} ({name})"


def _at(moment: datetime, clock: str) -> str:
    return f"{civil(moment, clock):%Y-%m-%d %H:%M}"
