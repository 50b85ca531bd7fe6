"""What would make a refused journey possible, in words; and whom the rules that refuse exempt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from borderrules.changes import ON
from borderrules.conditions import NONE
from borderrules.decisions import Verdict
from borderrules.explain.asking import of_whom
from borderrules.explain.statements import point_name
from borderrules.remedies import ways_out
from borderrules.terms import ENUMS, N_
from borderrules.vocabulary import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from borderrules.changes import Change
    from borderrules.decisions import ExemptionFinding
    from borderrules.explain.text import AnswerPage
    from borderrules.remedies import Remedy
    from borderrules.routes import Answer
    from borderrules.words import Words

#: Remedies that a page tells; they come in the order of their ease.
MOST_REMEDIES: Final = 8

CHANGES: Final = {
    "mode": N_("crossing {after}, not {before}"),
    "crossing.point": N_("crossing at {after}, not at {before}"),
    ON: N_("travelling on {after}, not on {before}"),
    "hour": N_("crossing at {after}, not at {before}"),
    "vehicle.registered_in": N_("a vehicle that is registered in {after}, not in {before}"),
    "trailer.registered_in": N_("going without the trailer"),
    "vehicle.transit_declared": N_("declaring the vehicle's transit beforehand"),
    "document.biometric": N_("a new biometric passport"),
    "document.expires_on": N_("a new passport, valid for longer"),
    "visa.kind": N_("applying for this: {after}"),
}

#: Facts of the place and the way: an exemption that fails by them is for other journeys.
_ELSEWHERE: Final = frozenset({"crossing", "trip", "mode"})


class Exempted(NamedTuple):
    """Whom a rule that refuses does not concern, and the proof that the officer asks for."""

    rule: str
    rule_title: str
    exception: str
    title: str
    proof: str


def remedy_text(remedy: Remedy, answer: Answer, words: Words) -> str:
    """The changes of a remedy, and whether they lie in the traveller's own power."""
    changes = [change_text(change, answer, words) for change in remedy.changes]
    text = words("; and ").join(changes)
    if not remedy.in_own_power:
        text += " " + words("(for an authority to grant; no known rule stands against it)")
    return text


def change_text(change: Change, answer: Answer, words: Words) -> str:
    """One change in words."""
    if change.fact == "stay.days":
        days = int(change.after)
        return words.count("staying {number} day at most", "staying {number} days at most", days)
    name = "hour" if change.fact == ON and ":" in change.after else change.fact
    before, after = (_value(change, value, answer, words) for value in change[1:3])
    text = words(CHANGES[name], before=before, after=after)
    if len(answer.query.travellers) > 1 and change.fact.startswith(("visa.", "document.")):
        return f"{of_whom(change.traveller, answer.query, words)}: {text}"
    return text


def _value(change: Change, value: str, answer: Answer, words: Words) -> str:
    if change.fact == "mode":
        return ", ".join(words.term("mode", mode) for mode in value.split(", "))
    if change.fact == "crossing.point":
        points = {point.id: point for point in answer.rulebook.points}
        origin = answer.ends[0].zones[0].id
        return point_name(points[value], origin, words) if value in points else value
    if change.fact == "visa.kind" and value != NONE:
        kind, _, state = value.partition(":")
        text = words.term("visa", kind) if kind in ENUMS["visa"] else kind
        return f"{text} ({_state(state, answer, words)})"
    coded = change.fact in FACTS and FACTS[change.fact].type == "code"
    return _state(value, answer, words) if coded and value != NONE else value


def _state(code: str, answer: Answer, words: Words) -> str:
    """A state as the rules call its zone, which is quicker than to look it up among all."""
    zone = answer.rulebook.zones.get(code)
    return words.pick(zone.name) if zone else words.country(code)


def exemptions(answer: Answer, words: Words) -> list[Exempted]:
    """Whom the rules that refuse the best way do not concern, each told once, with its proof.

    Not what a requirement accepts, unless a proof is asked for: the requirement itself tells that.
    """
    found: dict[tuple[str, str], Exempted] = {}
    if answer.verdict is not Verdict.REFUSED or answer.query.purpose == "asylum":
        return []
    for leg in answer.routes[0].legs:
        for side in leg.sides:
            for finding in side.judged.bearing:
                if finding.verdict is not Verdict.REFUSED:
                    continue
                for item in _unmet(finding.exemptions):
                    exemption = item.exemption
                    key = finding.rule.id, exemption.id
                    found[key] = Exempted(
                        finding.rule.id,
                        words.pick(finding.rule.title).rstrip("."),
                        exemption.id,
                        words.pick(exemption.title).rstrip("."),
                        words.pick(exemption.proof).rstrip(".") if exemption.proof else "",
                    )
    return list(found.values())


def _unmet(items: tuple[ExemptionFinding, ...]) -> Iterator[ExemptionFinding]:
    """The settled exemptions that are not met, but for those of other journeys."""
    for item in items:
        exemption, judgement = item
        failed = (FACTS[r.test.fact].prefix for r in judgement.readings if r.holds is False)
        told = exemption.proof or not exemption.satisfies
        if exemption.certainty == "settled" and told and _ELSEWHERE.isdisjoint(failed):
            yield item


def add_ways_out(page: AnswerPage, answer: Answer) -> None:
    """What would make it possible, and whom the rules that refuse do not concern."""
    words, refused = page.words, answer.verdict is Verdict.REFUSED
    found, in_vain, later = ways_out(answer)
    if answer.query.purpose == "asylum" or not (found or refused):
        return
    page.blank()
    page.heading(words("What would make it possible:"))
    for remedy in found[:MOST_REMEDIES]:
        page.add(remedy_text(remedy, answer, words), "  - ")
    if not found:
        page.add(words("No other way of crossing, paper or day is known that would help."), "  - ")
    if later is not None and not later.known:
        page.add(words("What holds from {day} on is not settled.", day=later.day), "  - ")
    if in_vain:
        page.heading(words("What would not help:"))
    for change in in_vain[:MOST_REMEDIES]:
        page.add(change_text(change, answer, words), "  - ")
    rule = ""
    for item in exemptions(answer, words):
        if item.rule != rule:
            rule = item.rule
            page.add(words("“{title}” does not concern:", title=item.rule_title), "  ")
        text = words("{who}; proof: {proof}", who=item.title, proof=item.proof)
        page.add(text if item.proof else item.title, "    - ")
