"""An answer as plain text of at most 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING

from borderrules.dates import civil
from borderrules.decisions import Verdict
from borderrules.explain import statements
from borderrules.explain.notes import disclaimer, not_checked, presumed_facts
from borderrules.explain.statements import Statement, point_name
from borderrules.terms import N_

if TYPE_CHECKING:
    from borderrules.legs import LegDecision
    from borderrules.measures import Source
    from borderrules.routes import Answer, Route
    from borderrules.words import Words

WIDTH = 80
Style = Callable[[str, Verdict], str]

VERDICT_WORDS = {
    Verdict.ALLOWED: N_("ALLOWED"),
    Verdict.UNDETERMINED: N_("UNDETERMINED"),
    Verdict.REFUSED: N_("REFUSED"),
}
ANSWER_WORDS = {
    Verdict.ALLOWED: N_("ALLOWED: no known rule stands against it."),
    Verdict.UNDETERMINED: N_("UNDETERMINED: what is known does not settle it."),
    Verdict.REFUSED: N_("REFUSED: no way across is open to this traveller."),
}


def plain(text: str, verdict: Verdict) -> str:
    """No colour."""
    return text


def render(answer: Answer, words: Words, style: Style = plain) -> str:
    """The whole answer."""
    lines = [_headline(answer, words), ""]
    verdict = words(ANSWER_WORDS[answer.verdict])
    if _is_asylum(answer):
        verdict = words("UNDETERMINED: asylum is never allowed or refused here.")
    lines += _wrap(style(verdict, answer.verdict), "")
    lines += _wrap(_certainty(answer, words), "  ")
    for number, group in enumerate(_grouped(answer.routes), 1):
        lines += ["", *_route_lines(group, words, style, f"{number}. ")]
    if answer.alternatives:
        lines += ["", words("Without the vehicle, which would have to stay behind:")]
        for group in _grouped(answer.alternatives):
            lines += ["", *_route_lines(group, words, style, "* ")]
    lines += _question_lines(answer, words)
    lines += ["", words("Not checked:")]
    for item in not_checked(answer, words):
        lines += _wrap(item, "  - ")
    lines += ["", *_wrap(disclaimer(words), "")]
    rules = words("Rules {version} ({digest})", version=answer.rulebook.version, digest=answer.rulebook.digest)
    known = words("known on {day}", day=answer.known_on) if answer.known_on else ""
    lines += _wrap("; ".join(filter(None, (rules, known, f"id {answer.decision_id}"))), "")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _is_asylum(answer: Answer) -> bool:
    return answer.query.purpose == "asylum"


def _headline(answer: Answer, words: Words) -> str:
    leg = answer.routes[0].legs[0].leg
    query = answer.query
    when = str(query.on)[: 10 if query.bare_date else 16]
    parts = [f"{words.pick(leg.origin.name)} → {words.pick(leg.destination.name)}", when]
    if query.purpose:
        parts.append(words.term("purpose", query.purpose))
    return ", ".join(parts)


def _certainty(answer: Answer, words: Words) -> str:
    if answer.verdict is Verdict.UNDETERMINED:
        return ""
    if answer.certain:
        return words("Certain: whatever else you tell would not change it.")
    facts = presumed_facts(answer, words)
    if facts:
        return words("Not certain. It presumes what you did not tell: {facts}.", facts="; ".join(facts))
    return words("Not certain: see the cautions below.")


def _grouped(routes: tuple[Route, ...]) -> list[list[LegDecision]]:
    """Routes that say the same of different points and modes, together, in their order."""
    groups: dict[object, list[LegDecision]] = {}
    for route in routes:
        leg = route.legs[0]
        state = leg.best.availability
        status = state.status
        limits_modes = state.code == "not_this_mode" and status
        closed = state.code in ("closed", "not_known") and leg.verdict is state.verdict
        key = (
            leg.verdict,
            leg.certain,
            state.code,
            str(status.reason) if status else "",
            status.modes if limits_modes else None,
            str(state.closure.period) if state.closure else "",
            leg.leg.point.id if not closed else "",
            tuple((f.rule.id, f.outcome) for side in leg.sides for f in side.judged.bearing),
            None if closed else _telling(leg),
            leg.leg.origin.id,
            tuple((s.start, s.until, s.verdict) for s in leg.spans),
        )
        groups.setdefault(key, []).append(leg)
    return list(groups.values())


def _telling(leg: LegDecision) -> tuple[object, ...]:
    return tuple(
        (f.rule.id, f.outcome)
        for side in leg.sides
        for f in side.findings
        if f.rule.effect != "prohibit" and f.outcome in ("applies", "undetermined")
    )


def _route_lines(group: list[LegDecision], words: Words, style: Style, mark: str) -> list[str]:
    decision = group[0]
    modes: dict[str, list[str]] = {}
    for leg in group:
        name = point_name(leg.leg.point, leg.leg.origin.id, words)
        modes.setdefault(name, []).append(words.term("mode", leg.leg.mode))
    by_modes: dict[tuple[str, ...], list[str]] = {}
    for name, names in modes.items():
        by_modes.setdefault(tuple(names), []).append(name)
    title = "; ".join(f"{', '.join(n)}: {', '.join(m)}" for m, n in by_modes.items())
    lines = _wrap(title, mark)
    lines += _wrap(style(_verdict_line(decision, words), decision.verdict), "   ")
    if not decision.asylum:
        if decision.leg.mode in ("car", "truck") and decision.on("vehicle") > decision.on("traveller"):
            lines += _wrap(words("The obstacle is the vehicle, not the traveller."), "   ")
        for statement in statements.reasons(decision, words):
            lines += _statement_lines(statement, words, "   - ")
    lines += _span_lines(decision, words)
    if decision.verdict is not Verdict.REFUSED or decision.asylum:
        lines += _help_lines(decision, words)
    for caution in statements.cautions(decision, words):
        lines += _wrap(words("Caution: {text}", text=caution), "   ! ")
    return lines


def _verdict_line(decision: LegDecision, words: Words) -> str:
    text = words(VERDICT_WORDS[decision.verdict])
    if decision.verdict is Verdict.ALLOWED and statements.effects(decision, "oblige", words):
        text = words("ALLOWED, provided that you do what is named below")
    if decision.confirmed is not None:
        text += "; " + words("last confirmed {day}", day=decision.confirmed)
        if decision.day > decision.confirmed and decision.stale:
            text += ", " + words("nothing later is known")
    return text


def _span_lines(decision: LegDecision, words: Words) -> list[str]:
    """The hours of a mixed day, on the clock of the origin."""
    if len(decision.spans) < 2 or len({span.verdict for span in decision.spans}) < 2:
        return []
    clock = decision.leg.origin.clock
    parts = [
        f"{civil(span.start, clock):%H:%M}–{civil(span.until, clock):%H:%M} "
        f"{words(VERDICT_WORDS[span.verdict]).lower()}"
        for span in decision.spans
    ]
    place = words.pick(decision.leg.origin.name)
    return _wrap(words("Hours ({place} time): {spans}", place=place, spans=", ".join(parts)), "   ")


def _help_lines(decision: LegDecision, words: Words) -> list[str]:
    lines: list[str] = []
    for side in decision.sides:
        what = statements.shown(side, words)
        place = words.pick(side.zone.name)
        text = (
            words("Show, leaving {place}: {what}", place=place, what=what)
            if side.direction == "exit"
            else words("Show, entering {place}: {what}", place=place, what=what)
        )
        lines += _wrap(text, "   ")
    for effect, title in (("oblige", N_("To do:")), ("advise", N_("To know:"))):
        found = statements.effects(decision, effect, words)
        if found:
            lines.append("   " + words(title))
        for statement in found:
            lines += _statement_lines(statement, words, "   - ")
    return lines


def _statement_lines(statement: Statement, words: Words, mark: str) -> list[str]:
    message = statement.message
    if statement.effect != "prohibit" and statement.code == "undetermined":
        message = words("May apply: {text}", text=message)
    subject = ""
    if statement.effect == "prohibit" and statement.subject in ("vehicle", "goods"):
        subject = words(statements.SUBJECT_WORDS[statement.subject]).capitalize() + ": "
    lines = _wrap(subject + message, mark)
    indent = " " * len(mark)
    for detail in statement.details:
        lines += _wrap(detail, indent)
    for fact in statement.missing:
        lines += _wrap(words("Depends on: {question}", question=statements.question(fact, words)), indent)
    if statement.link:
        lines.append(indent + statement.link)
    if statement.latest is not None:
        lines += _wrap(words("At the latest: {moment} UTC", moment=f"{statement.latest:%Y-%m-%d %H:%M}"), indent)
    since = ""
    if statement.effective is not None:
        hour = statement.effective.time().isoformat("minutes")
        day = str(statement.effective.date()) + ("" if hour == "00:00" else f" {hour}")
        since = words("in force since {day}", day=day)
    lines += _wrap(f"[{statement.rule}] {since}".rstrip(), indent)
    if statement.sources:
        lines += _source_lines(statement.sources[0], words, indent)
    if statement.press_only and statement.effect == "prohibit":
        lines += _wrap(words("No law or official page found: this rests on press reports alone."), indent)
    return lines


TIER_WORDS = {"law": N_("law"), "official": N_("official"), "press": N_("press")}


def _source_lines(source: Source, words: Words, indent: str) -> list[str]:
    tier = words(TIER_WORDS[source.tier])
    published = f", {source.published}" if source.published else ""
    text = words("Source ({tier}): {publisher}{published}", tier=tier, publisher=source.publisher, published=published)
    return [*_wrap(text, indent), *_wrap(source.url, indent)]


def _question_lines(answer: Answer, words: Words) -> list[str]:
    asked = statements.asked(answer.questions)
    if not asked or _is_asylum(answer):
        return []
    lines = ["", words("What would help to know:")]
    for fact in asked[:12]:
        lines += _wrap(statements.question(fact, words), "  ? ")
    return lines


def _wrap(text: str, mark: str) -> list[str]:
    """Lines of at most 80 columns; addresses longer than that are broken at slashes."""
    if not text:
        return []
    wrapper = textwrap.TextWrapper(
        width=WIDTH,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_on_hyphens=False,
    )
    return wrapper.wrap(text)
