"""What an answer says of each leg, as statements in one language, for text and JSON alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from borderrules.dates import civil
from borderrules.decisions import Outcome, Verdict
from borderrules.explain.wording import (
    Statement,
    finding_statement,
    gap_statement,
    point_message,
    point_statement,
)
from borderrules.terms import N_
from borderrules.traveller import Visa
from borderrules.vocabulary import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from borderrules.decisions import Finding
    from borderrules.issuance import Issuance
    from borderrules.leg_decisions import LegDecision
    from borderrules.measures import Exemption, Point
    from borderrules.side_decisions import SideDecision
    from borderrules.words import Words

#: What a crossing point is called, and a link.
POINT_WORDS = (N_("crossing point"), N_("the crossing point itself {day}"))
LINK_WORDS = (N_("connection"), N_("the connection itself {day}"))

SUBJECT_WORDS = {
    "traveller": N_("traveller"),
    "vehicle": N_("vehicle"),
    "goods": N_("goods"),
    "point": POINT_WORDS[0],
}
SPOKEN_OF = (Outcome.APPLIES, Outcome.UNDETERMINED)


class Proof(NamedTuple):
    """What to bring for an exemption that lifted a prohibition; `travellers` as in `Statement`."""

    rule: str
    exception: str
    message: str
    travellers: tuple[int, ...]


def point_name(point: Point, origin: str, words: Words) -> str:
    """Both names of a crossing point, that of the side that is left first.

    A ferry is named by its line, a way through another state also by that.
    """
    if point.kind == "sea" and point.title:
        return words.pick(point.title)
    flight = f"{words.pick(point.title)}: " if point.through and point.title else ""
    zones = point.zones if point.zones[0] == origin else point.zones[::-1]
    names = dict.fromkeys(words.pick(point.names[zone]) for zone in zones)
    return flight + " – ".join(names)


def reasons(decision: LegDecision, words: Words) -> list[Statement]:
    """Why a leg is not simply allowed: gaps, the point's state, prohibitions, the worst first."""
    found = []
    if decision.best.verdict is Verdict.UNDETERMINED:
        gaps = {side.direction: side for side in decision.sides if side.uncovered}
        found += [gap_statement(side, words) for side in gaps.values()]
    if decision.availability.verdict is not Verdict.ALLOWED:
        found.append(point_statement(decision, words))
    bearing: list[tuple[Verdict, Statement]] = []
    for traveller, side in _sides(decision):
        pointless = _pointless(side)
        for finding in side.judged.bearing:
            if finding in pointless:
                continue
            told = finding_statement(
                finding,
                words,
                side,
                decision,
                traveller=traveller,
                presuming=(finding, *(pointless if _speaks_of_visa(finding) else ())),
            )
            bearing.append((finding.verdict, told))
    return found + _merged(told for _, told in sorted(bearing, key=lambda item: -item[0]))


def effects(decision: LegDecision, effect: str, words: Words) -> list[Statement]:
    """The obligations (`oblige`) or advice (`advise`) on a leg; goods prohibitions oblige too."""
    found: list[Statement] = []
    for traveller, side in _sides(decision):
        for finding in side.findings:
            rule = finding.rule
            goods = rule.effect == "prohibit" and rule.subject == "goods" and effect == "oblige"
            if (rule.effect == effect or goods) and finding.outcome in SPOKEN_OF:
                found.append(finding_statement(finding, words, side, decision, traveller=traveller))
    return sorted(_merged(found), key=lambda s: s.code == "undetermined")


def proofs(decision: LegDecision, words: Words) -> list[Proof]:
    """What to bring for the exemptions by which prohibitions on this leg were lifted."""
    found: dict[tuple[str, str], Proof] = {}
    for traveller, side in _sides(decision):
        for finding in side.findings:
            if finding.rule.effect != "prohibit" or finding.outcome is not Outcome.EXEMPT:
                continue
            exemption = next((e for e in finding.exempted_by if e.proof), None)
            if exemption is None or exemption.proof is None:
                continue
            if any(map(_is_shown, finding.exempted_by)):
                continue
            about = (traveller,) if finding.rule.subject == "traveller" else ()
            key = (finding.rule.id, exemption.id)
            earlier = found[key].travellers if key in found else ()
            text = words.pick(exemption.proof)
            found[key] = Proof(*key, text, tuple(dict.fromkeys((*earlier, *about))))
    return list(found.values())


def _is_shown(exemption: Exemption) -> bool:
    """Whether the document and the visa that are shown suffice for it: nothing else is to bring."""
    facts = {test.fact for test in exemption.condition.tests}
    return not exemption.proof and all(
        fact == "nationality" or FACTS[fact].prefix in ("document", "visa") for fact in facts
    )


def against_visa(found: Issuance, words: Words) -> list[Statement]:
    """What stands, or may stand, against getting a visa."""
    return [finding_statement(finding, words) for finding in found.bearing]


def visa_effects(found: Issuance, effect: str, words: Words) -> list[Statement]:
    """The obligations (`oblige`) or advice (`advise`) on applying for a visa."""
    told = [
        finding_statement(finding, words)
        for finding in found.findings
        if finding.rule.effect == effect and finding.outcome in SPOKEN_OF
    ]
    return sorted(told, key=lambda s: s.code == "undetermined")


def cautions(decision: LegDecision, words: Words) -> list[str]:
    """What is weak about the verdict: sources, age, hours that are not known."""
    found: dict[str, None] = {}
    state = decision.availability
    if state.code == "hours_unknown" and state.verdict is Verdict.ALLOWED:
        found[words(point_message(decision))] = None
    weak = [state.status, state.closure, *(f.version for f in decision.resting_on)]
    for item in weak:
        if item is not None and item.caution:
            found[words.pick(item.caution)] = None
    moment = civil(decision.best.start, decision.leg.destination.clock)
    for notice in decision.leg.point.notices:
        if notice.period.holds(moment) and notice.into in ("", decision.leg.destination.id):
            found[words.pick(notice.text)] = None
    if decision.stale_since is not None:
        found[
            words(
                "What this rests on was last confirmed on {day}, long before the journey.",
                day=decision.stale_since,
            )
        ] = None
    return list(found)


def confirmation(decision: LegDecision, words: Words) -> str:
    """`last confirmed DAY (rule)`: of what the day is, and the crossing point's own day."""
    day, state = decision.confirmed, decision.availability
    if day is None:
        return ""
    name, itself = LINK_WORDS if decision.leg.point.title else POINT_WORDS
    rules = (
        f.rule.id for f in decision.resting_on if f.version and f.version.last_confirmed == day
    )
    rule = next(rules, None)
    text = words("last confirmed {day} ({what})", day=day, what=rule or words(name))
    if decision.day > day and decision.open_ended:
        text += ", " + words("nothing later is known")
    if rule and state.status is not None and state.verdict is decision.verdict:
        own = state.status.last_confirmed
        text += "; " + words(itself, day=own) if own != day else ""
    return text


def shown(side: SideDecision, words: Words) -> str:
    """What to show on one side."""
    document, visa = side.shown.document, side.shown.visa
    if document is None:
        return words("a valid travel document")
    text = words(
        "{document} ({country})",
        document=words.term("travel_document", document.kind),
        country=words.country(document.issued_by),
    )
    if isinstance(visa, Visa):
        text += " + " + words.term("visa", visa.kind)
        text += f" ({words.country(visa.issued_by)})" if visa.issued_by else ""
    return text


def _sides(decision: LegDecision) -> Iterator[tuple[int, SideDecision]]:
    """All sides in the best span, each with the number of its traveller, from 1."""
    for number, traveller in enumerate(decision.best.travellers, 1):
        for side in traveller.sides:
            yield number, side


def _merged(found: Iterable[Statement]) -> list[Statement]:
    """What is said alike of several travellers, said once of them all."""
    merged: dict[object, Statement] = {}
    for told in found:
        key = (told.rule, told.code, told.message, told.details, told.missing)
        first = merged.setdefault(key, told)
        numbers = sorted({*first.travellers, *told.travellers})
        merged[key] = first._replace(travellers=tuple(numbers))
    return list(merged.values())


def _pointless(side: SideDecision) -> tuple[Finding, ...]:
    """Requirements not worth telling, since another refusal says why the visa shown is no use.

    They would say that no visa was shown. Where the visa is at fault itself, they are told.
    """
    if not isinstance(side.shown.visa, Visa):
        return ()
    refusing = [f for f in side.judged.bearing if f.verdict is Verdict.REFUSED]
    if not any(_speaks_of_visa(f) for f in refusing):
        return ()
    return tuple(
        f
        for f in refusing
        if any(e.exemption.satisfies for e in f.exemptions)
        and not _speaks_of_visa(f)
        and not any(
            reading.holds is False
            and reading.test.fact.startswith("visa.")
            and reading.test.fact not in ("visa.kind", "visa.issued_by")
            for e in f.exemptions
            for reading in e.judgement.readings
        )
    )


def _speaks_of_visa(finding: Finding) -> bool:
    """Whether a refusal is of those who show a visa of some kind."""
    readings = finding.condition.readings if finding.condition else ()
    return finding.verdict is Verdict.REFUSED and any(
        reading.test.fact == "visa.kind" for reading in readings
    )
