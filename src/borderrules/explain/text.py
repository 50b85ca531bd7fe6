"""An answer as plain text of at most 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING

from borderrules.dates import civil
from borderrules.decisions import Outcome, Verdict
from borderrules.explain import statements
from borderrules.explain.notes import disclaimer, not_checked, presumed_facts
from borderrules.explain.statements import Statement, point_name
from borderrules.terms import N_

if TYPE_CHECKING:
    from borderrules.issuance import Issuance
    from borderrules.legs import LegDecision
    from borderrules.routes import Answer, Route
    from borderrules.words import Words

WIDTH = 80
MOST_QUESTIONS = 12
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


TIER_WORDS = {"law": N_("law"), "official": N_("official"), "press": N_("press")}


def plain(text: str, _: Verdict) -> str:
    """No colour."""
    return text


def render(answer: Answer, words: Words, style: Style = plain) -> str:
    """The whole answer; what was said of one route is only named again at the next."""
    page = _Page(words, style)
    page.answer(answer)
    return "\n".join(line.rstrip() for line in page.lines) + "\n"


class _Page:
    """The lines of an answer, and which statements it has already made."""

    def __init__(self, words: Words, style: Style) -> None:
        self.words, self.style = words, style
        self.lines: list[str] = []
        self.told: set[object] = set()

    def add(self, text: str, mark: str = "", verdict: Verdict | None = None) -> None:
        """A paragraph of at most 80 columns, begun by a mark, styled if it tells a verdict."""
        lines = textwrap.wrap(
            text,
            WIDTH,
            initial_indent=mark,
            subsequent_indent=" " * len(mark),
            break_on_hyphens=False,
        )
        self.lines += lines if verdict is None else [self.style(line, verdict) for line in lines]

    def blank(self) -> None:
        self.lines.append("")

    def answer(self, answer: Answer) -> None:
        words = self.words
        self.add(_headline(answer, words))
        self.blank()
        verdict = words(ANSWER_WORDS[answer.verdict])
        best = [route for route in answer.routes if route.verdict is answer.verdict]
        if answer.verdict is Verdict.ALLOWED and all(_mixed(route.legs[0]) for route in best):
            verdict = words("ALLOWED at some hours of the day only; they stand below.")
        if answer.query.purpose == "asylum":
            verdict = words("UNDETERMINED: asylum is never allowed or refused here.")
        self.add(verdict, verdict=answer.verdict)
        self.add(_certainty(answer, words), "  ")
        for number, group in enumerate(_grouped(answer.routes), 1):
            self.route(group, f"{number}. ")
        if answer.alternatives:
            self.blank()
            self.add(words("Without the vehicle, which would have to stay behind:"))
            for group in _grouped(answer.alternatives):
                self.route(group, "* ")
        for state, found in answer.issuance.items():
            self.issuance(state, found)
        self.questions(answer)
        self.blank()
        self.add(words("Not checked:"))
        for item in not_checked(answer, words):
            self.add(item, "  - ")
        self.blank()
        self.add(disclaimer(words))
        book = answer.rulebook
        self.add(words("Rules {version} ({digest})", version=book.version, digest=book.digest))

    def route(self, group: list[LegDecision], mark: str) -> None:
        words, decision = self.words, group[0]
        self.blank()
        self.add(_points_and_modes(group, words), mark)
        self.add(_verdict_line(decision, words), "   ", decision.verdict)
        if not decision.asylum:
            if decision.on("vehicle") > decision.on("traveller"):
                self.add(words("The obstacle is the vehicle, not the traveller."), "   ")
            for statement in statements.reasons(decision, words):
                self.statement(statement)
        self.hours(decision)
        if decision.verdict is not Verdict.REFUSED:
            self.show(decision)
            for effect, title in (("oblige", N_("To do:")), ("advise", N_("To know:"))):
                found = statements.effects(decision, effect, words)
                if found:
                    self.add(words(title), "   ")
                for statement in found:
                    self.statement(statement)
        for caution in statements.cautions(decision, words):
            if caution not in self.told:
                self.told.add(caution)
                self.add(words("Caution: {text}", text=caution), "   ! ")

    def hours(self, decision: LegDecision) -> None:
        """The hours of a mixed day, on the clock of the origin."""
        if not _mixed(decision):
            return
        words, clock = self.words, decision.leg.origin.clock
        spans = ", ".join(
            f"{civil(span.start, clock):%H:%M}–{civil(span.until, clock):%H:%M} "
            f"{words(VERDICT_WORDS[span.verdict]).lower()}"
            for span in decision.spans
        )
        place = words.pick(decision.leg.origin.name)
        self.add(words("Hours (local time, {place}): {spans}", place=place, spans=spans), "   ")

    def show(self, decision: LegDecision) -> None:
        words = self.words
        messages = {
            "exit": N_("Leaving {place}, show: {what}"),
            "entry": N_("Entering {place}, show: {what}"),
        }
        for side in decision.sides:
            place, what = words.pick(side.zone.name), statements.shown(side, words)
            self.add(words(messages[side.direction], place=place, what=what), "   ")

    def statement(self, statement: Statement) -> None:
        words, indent = self.words, "     "
        message = statement.message
        if statement.effect != "prohibit" and statement.code == "undetermined":
            message = words("May apply: {text}", text=message)
        if statement.effect == "prohibit" and statement.subject in ("vehicle", "goods"):
            subject = words(statements.SUBJECT_WORDS[statement.subject]).capitalize()
            message = f"{subject}: {message}"
        said = (message, statement.details)
        if said in self.told:
            self.add(words("{text} (as above)", text=statement.title.rstrip(".")), "   - ")
            return
        self.told.add(said)
        self.add(message, "   - ")
        for detail in statement.details:
            self.add(detail, indent)
        for fact in statement.missing:
            question = statements.question(fact, words)
            self.add(words("Depends on: {question}", question=question), indent)
        if statement.link:
            self.add(statement.link, indent)
        if statement.latest is not None:
            moment = f"{statement.latest:%Y-%m-%d %H:%M}"
            self.add(words("At the latest: {moment} UTC", moment=moment), indent)
        self.grounds(statement, indent)

    def grounds(self, statement: Statement, indent: str) -> None:
        """The rule, since when it holds, and its best source with the tier."""
        words, since = self.words, ""
        if statement.effective is not None:
            hour = statement.effective.time().isoformat("minutes")
            day = str(statement.effective.date()) + ("" if hour == "00:00" else f" {hour}")
            since = words("in force since {day}", day=day)
        self.add(f"[{statement.rule}] {since}", indent)
        for source in statement.sources[:1]:
            published = f", {source.published}" if source.published else ""
            tier = words(TIER_WORDS[source.tier])
            name = source.publisher + published
            self.add(words("Source ({tier}): {name}", tier=tier, name=name), indent)
            self.add(source.url, indent)
        if statement.press_only and statement.effect == "prohibit":
            self.add(
                words("No law or official page found: this rests on press reports alone."), indent
            )

    def issuance(self, state: str, found: Issuance) -> None:
        words = self.words
        against = statements.issuance(found, words)
        text = N_("Short-stay visa ({country}): no known rule stands against issuing it.")
        if against:
            text = N_("Short-stay visa ({country}): what stands against issuing it.")
        self.blank()
        self.add(words(text, country=words.country(state)))
        for statement in against:
            self.statement(statement)

    def questions(self, answer: Answer) -> None:
        asked = statements.asked(answer.questions)
        if not asked or answer.query.purpose == "asylum":
            return
        self.blank()
        self.add(self.words("What would help to know:"))
        for fact in asked[:MOST_QUESTIONS]:
            self.add(statements.question(fact, self.words), "  ? ")


def _mixed(decision: LegDecision) -> bool:
    """Whether the day has hours of different verdicts."""
    return len({span.verdict for span in decision.spans}) > 1


def _headline(answer: Answer, words: Words) -> str:
    leg = answer.routes[0].legs[0].leg
    query = answer.query
    when = str(query.on)[: 10 if query.bare_date else 16]
    parts = [f"{words.pick(leg.origin.name)} → {words.pick(leg.destination.name)}", when]
    if query.purpose:
        parts.append(words.term("purpose", query.purpose))
    if answer.known_on is not None:
        parts.append(words("as known on {day}", day=answer.known_on))
    return ", ".join(parts)


def _certainty(answer: Answer, words: Words) -> str:
    if answer.verdict is Verdict.UNDETERMINED:
        return ""
    if answer.certain:
        return words("Certain: whatever else you tell would not change it.")
    facts = presumed_facts(answer, words)
    if facts:
        return words("Not certain. It presumes: {facts}.", facts="; ".join(facts))
    return words("Not certain: see the cautions below.")


def _verdict_line(decision: LegDecision, words: Words) -> str:
    text = words(VERDICT_WORDS[decision.verdict])
    if decision.verdict is Verdict.ALLOWED:
        if _mixed(decision):
            text = words("ALLOWED at some hours only")
        if statements.effects(decision, "oblige", words):
            text += ", " + words("provided that you do what is named below")
    if decision.confirmed is not None:
        text += "; " + words("last confirmed {day}", day=decision.confirmed)
        if decision.day > decision.confirmed and decision.open_ended:
            text += ", " + words("nothing later is known")
    return text


def _grouped(routes: tuple[Route, ...]) -> list[list[LegDecision]]:
    """Routes that say the same of different points and modes, together, in their order."""
    groups: dict[object, list[LegDecision]] = {}
    for route in routes:
        leg = route.legs[0]
        groups.setdefault(_sameness(leg), []).append(leg)
    return list(groups.values())


def _sameness(leg: LegDecision) -> object:
    state = leg.best.availability
    status, closure = state.status, state.closure
    closed = state.code in ("closed", "not_known") and leg.verdict is state.verdict
    speaking = ("prohibit",) if closed else ("prohibit", "oblige", "advise")
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
            (finding.rule.id, finding.outcome)
            for side in leg.sides
            for finding in side.findings
            if finding.rule.effect in speaking
            and finding.outcome in (Outcome.APPLIES, Outcome.UNDETERMINED)
        ),
        tuple((span.start, span.until, span.verdict) for span in leg.spans),
    )


def _points_and_modes(group: list[LegDecision], words: Words) -> str:
    """`A – B, C – D: by car, by coach`, points with the same modes together."""
    modes: dict[str, list[str]] = {}
    for decision in group:
        name = point_name(decision.leg.point, decision.leg.origin.id, words)
        modes.setdefault(name, []).append(words.term("mode", decision.leg.mode))
    points: dict[tuple[str, ...], list[str]] = {}
    for name, found in modes.items():
        points.setdefault(tuple(found), []).append(name)
    return "; ".join(f"{', '.join(names)}: {', '.join(by)}" for by, names in points.items())
