"""What every answer says beside its verdict: presumptions, and what was not checked (S15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from borderrules.decisions import Verdict
from borderrules.query import Vehicle
from borderrules.terms import MOTOR_MODES, N_
from borderrules.vocabulary import FACTS

if TYPE_CHECKING:
    from borderrules.routes import Answer
    from borderrules.words import Words

NOT_CHECKED = (
    N_("alerts and personal entry bans in the border authorities' databases"),
    N_("past overstays and fines"),
    N_("bans on leaving Russia (summons, debts, state secrets)"),
    N_("the queue, and whether the officer is satisfied with purpose and means of the stay"),
)
ASYLUM = N_(
    "Asking for asylum is not judged here. Turn to the border guard of the state that you enter, "
    "who must register the application, or to UNHCR: https://help.unhcr.org"
)
PRESUMED_WORDS = {
    "permit": N_("no residence permit"),
    "family": N_("no close family there"),
    "property": N_("no real estate there"),
    "goods": N_("no restricted goods"),
    "citizenship": N_("no other citizenship"),
    "document": N_("a valid, ordinary, biometric passport"),
    "visa": N_("a visa that is valid on the day and in this passport"),
    "vehicle": N_("an ordinary private car, the traveller's own"),
    "traveller": N_("an adult who lives in the state of the passport"),
    "stay": N_("a short stay, with days left"),
    "trip": N_("an ordinary journey"),
    "service": N_("a scheduled coach line"),
    "trailer": N_("no trailer"),
}
#: What is presumed of a relative who was told of.
OF_RELATIVES = N_("a relative who stays at home and lives where they are a citizen")


def with_vehicle(answer: Answer) -> Verdict | None:
    """The verdict of the best route on which the vehicle that was told crosses too.

    None if no vehicle was told, or only ways were asked for on which it stays behind.
    """
    query = answer.query
    without = query.modes is not None and MOTOR_MODES.isdisjoint(query.modes)
    if not isinstance(query.vehicle, Vehicle) or without:
        return None
    verdicts = (
        route.verdict
        for route in answer.routes
        if all(leg.leg.mode in MOTOR_MODES for leg in route.legs)
    )
    return min(verdicts, default=Verdict.REFUSED)


def presumed_facts(answer: Answer, words: Words) -> list[str]:
    """What was presumed and could change the verdict, in words."""
    best = [r for r in answer.routes if r.verdict is answer.verdict and not r.certain]
    names = (n for route in best for leg in route.legs for n in leg.missing)
    prefixes = dict.fromkeys(FACTS[name].prefix for name in names)
    told = dict(PRESUMED_WORDS)
    if all(person.family is not None for person in answer.query.travellers):
        told["family"] = OF_RELATIVES
    return [words(told[p]) for p in prefixes if p in told]


def not_checked(answer: Answer, words: Words) -> list[str]:
    """What was not checked, in words: the same for every answer, then the extraordinary facts."""
    items = [words(item) for item in NOT_CHECKED]
    if any(
        side.zone.state != "RU" and side.direction == "exit"
        for r in answer.routes[:1]
        for side in r.legs[0].sides
    ):
        items = [i for i in items if i != words(NOT_CHECKED[2])]
    items.append(
        words(
            "special roles, grounds and lists that were not told "
            "(diplomats, humanitarian cases, sanctions)"
        )
    )
    if answer.query.purpose == "asylum":
        items.insert(0, words(ASYLUM))
    return items


def disclaimer(words: Words) -> str:
    """That this is information."""
    return words("This is information, not legal advice; the officer at the border decides.")
