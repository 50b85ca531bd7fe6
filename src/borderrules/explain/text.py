"""An answer as plain text of at most 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from borderrules.dates import civil
from borderrules.decisions import Outcome, Verdict
from borderrules.explain import statements, ways
from borderrules.explain.asking import add_questions
from borderrules.explain.grouping import grouped, mixed, points_and_modes
from borderrules.explain.journey_page import add_journey, add_list
from borderrules.explain.layout import TIER_WORDS, WIDTH, Page, Style, called, people
from borderrules.explain.notes import disclaimer, not_checked, presumed_facts, with_vehicle
from borderrules.explain.ways_out import add_ways_out
from borderrules.terms import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from borderrules.issuance import Issuance
    from borderrules.leg_decisions import LegDecision
    from borderrules.questions import Outlook
    from borderrules.routes import Answer
    from borderrules.words import Words

__all__ = ["TIER_WORDS", "WIDTH", "render"]

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
PARTY_WORDS = {
    Verdict.UNDETERMINED: N_("Not settled for: {who}."),
    Verdict.REFUSED: N_("The obstacle: {who}."),
}
PARTY_REFUSED = N_("REFUSED: no way across is open to all these travellers.")
OBSTACLE_WORDS = {
    Verdict.UNDETERMINED: N_("What is not settled is the vehicle, not the traveller."),
    Verdict.REFUSED: N_("The obstacle is the vehicle, not the traveller."),
}
SHOW_MESSAGES = {
    "exit": N_("Leaving {place}, show: {what}"),
    "entry": N_("Entering {place}, show: {what}"),
    "presence": N_("In {place}, carry: {what}"),
}
TO_DO, TO_KNOW = N_("To do:"), N_("To know:")


def plain(text: str, _: Verdict) -> str:
    """No colour."""
    return text


def render(answer: Answer, words: Words, style: Style = plain, *, everything: bool = False) -> str:
    """The whole answer; what was said of one route is only named again at the next.

    Of many ways the best are named, or with `everything` all.
    """
    page = AnswerPage(words, style, people(answer.query, words))
    page.answer(answer, everything)
    return "\n".join(line.rstrip() for line in page.lines) + "\n"


class AnswerPage(Page):
    """An answer: the verdict, each route with its reasons, what else to know."""

    def answer(self, answer: Answer, everything: bool) -> None:
        """The page."""
        words = self.words
        self.add(_headline(answer, words))
        self.blank()
        carried = with_vehicle(answer)
        # A refused traveller is told what would help; what else to ask takes longer to find.
        refused = answer.verdict is Verdict.REFUSED
        ahead = None if refused or answer.certain else _outlook(answer)
        text = verdict_sentence(answer, carried, words)
        self.add(text, verdict=answer.verdict if carried is None else carried)
        self.obstacles(answer.routes[0].legs[-1])
        self.add(_certainty(answer, ahead, words), "  ")
        if ways.is_journey(answer):
            add_journey(self, answer, everything)
        else:
            for number, group in enumerate(grouped(answer.routes), 1):
                self.route(group, f"{number}. ")
        if answer.alternatives:
            self.blank()
            self.heading(words("Without the vehicle, which would have to stay behind:"))
            for group in grouped(answer.alternatives):
                self.route(group, "* ")
        if answer.detours:
            self.blank()
            self.heading(words("Ways through other countries:"))
            add_list(self, answer.detours, everything)
        elif refused and not ways.is_journey(answer):
            self.blank()
            self.add(words("Longer ways through other countries: ask with --max-legs 3."))
        lacking: dict[tuple[str, object], list[int]] = {}
        for (number, state), found in answer.issuance.items():
            same = state, tuple((f.rule.id, f.outcome, f.missing) for f in found.findings)
            lacking.setdefault(same, []).append(number)
        for (state, _), numbers in lacking.items():
            found = answer.issuance[numbers[0], state]
            self.issuance(tuple(number + 1 for number in numbers), state, found)
        add_ways_out(self, answer)
        add_questions(self, answer, ahead)
        self.blank()
        self.heading(words("Not checked:"))
        for item in not_checked(answer, words):
            self.add(item, "  - ")
        self.blank()
        self.add(disclaimer(words))
        book = answer.rulebook
        self.add(words("Rules {version} ({digest})", version=book.version, digest=book.digest))

    def route(self, group: list[LegDecision], mark: str) -> None:
        words, decision = self.words, group[0]
        self.blank()
        self.add(points_and_modes(group, words), mark)
        self.told_of(decision)

    def told_of(self, decision: LegDecision) -> None:
        """The verdict on a leg, the reasons, what to show, do and know."""
        words = self.words
        self.add(_verdict_line(decision, words), "   ", decision.verdict)
        if not decision.asylum:
            self.reasons(decision)
        self.hours(decision)
        if decision.verdict is not Verdict.REFUSED:
            self.show(decision)
            self.effects(decision)
        for caution in statements.cautions(decision, words):
            if caution not in self.told:
                self.told.add(caution)
                self.add(words("Caution: {text}", text=caution), "   ! ")

    def reasons(self, decision: LegDecision) -> None:
        """Who is the obstacle, and why; what might be one too is idle where nobody passes."""
        words, people = self.words, decision.best.travellers
        shut = decision.availability.verdict is Verdict.REFUSED
        if len({person.on("traveller") for person in people}) > 1:
            verdicts = (words(VERDICT_WORDS[person.on("traveller")]).lower() for person in people)
            for verdict, numbers in _alike(enumerate(verdicts, 1)):
                self.add(self.of(numbers, verdict), "   ")
        obstacle = decision.on("vehicle")
        if obstacle > decision.on("traveller") and not shut:
            self.add(words(OBSTACLE_WORDS[obstacle]), "   ")
        for statement in statements.reasons(decision, words):
            if not (shut and statement.code == Outcome.UNDETERMINED):
                self.statement(statement, decision.leg.origin)

    def obstacles(self, decision: LegDecision) -> None:
        """Who of a party stands in the way where it comes closest, if others do not."""
        people, worst = decision.best.travellers, decision.on("traveller")
        shut = decision.availability.verdict is Verdict.REFUSED
        who = [number for number, person in enumerate(people, 1) if person.on("traveller") is worst]
        if worst is not Verdict.ALLOWED and len(who) < len(people) and not shut:
            name = called(who, self.people, self.words)
            self.add(self.words(PARTY_WORDS[worst], who=name), "  ")

    def hours(self, decision: LegDecision) -> None:
        """The hours of a mixed day, on the clock of the origin."""
        if not mixed(decision):
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
        """What each traveller shows on each side."""
        words, told = self.words, []
        for number, traveller in enumerate(decision.best.travellers, 1):
            for side in traveller.sides:
                place, what = words.pick(side.zone.name), statements.shown(side, words)
                told.append((number, words(SHOW_MESSAGES[side.direction], place=place, what=what)))
        for text, numbers in _alike(told):
            self.add(self.of(numbers, text), "   ")

    def effects(self, decision: LegDecision) -> None:
        """What to do, with what to bring, and what to know."""
        words, origin = self.words, decision.leg.origin
        bring = [
            self.of(proof.travellers, words("Bring: {text}.", text=proof.message.rstrip(".")))
            for proof in statements.proofs(decision, words)
        ]
        bring = [text for text in dict.fromkeys(bring) if text not in self.told]
        self.told.update(bring)
        duties = statements.effects(decision, "oblige", words)
        advice = statements.effects(decision, "advise", words)
        if bring or duties:
            self.add(words(TO_DO), "   ")
        for text in bring:
            self.add(text, "   - ")
        for duty in duties:
            self.statement(duty, origin)
        if advice:
            self.add(words(TO_KNOW), "   ")
        for item in advice:
            self.statement(item, origin)

    def issuance(self, numbers: tuple[int, ...], state: str, found: Issuance) -> None:
        """What stands against a visa for somebody who lacks one, and what applying asks."""
        words = self.words
        against = statements.against_visa(found, words)
        text = N_("Short-stay visa ({country}): no known rule stands against issuing it.")
        if against:
            text = N_("Short-stay visa ({country}): what stands against issuing it.")
        self.blank()
        self.heading(self.of(numbers, words(text, country=words.country(state))))
        for statement in against:
            self.statement(statement)
        for effect, title in (("oblige", TO_DO), ("advise", TO_KNOW)):
            told = statements.visa_effects(found, effect, words)
            if told:
                self.add(words(title), "   ")
            for statement in told:
                self.statement(statement)


def _alike(told: Iterable[tuple[int, str]]) -> list[tuple[str, tuple[int, ...]]]:
    """What is told of travellers, each text once, with the numbers of those of whom it is told."""
    found: dict[str, list[int]] = {}
    for number, text in told:
        found.setdefault(text, []).append(number)
    return [(text, tuple(dict.fromkeys(numbers))) for text, numbers in found.items()]


def _headline(answer: Answer, words: Words) -> str:
    query = answer.query
    start, end = answer.ends
    if not ways.is_journey(answer):
        leg = answer.routes[0].legs[0].leg
        start, end = start._replace(name=leg.origin.name), end._replace(name=leg.destination.name)
    when = str(query.on)[: 10 if query.bare_date else 16]
    parts = [f"{words.pick(start.name)} → {words.pick(end.name)}", when]
    if query.purpose:
        parts.append(words.term("purpose", query.purpose))
    if answer.known_on is not None:
        parts.append(words("as known on {day}", day=answer.known_on))
    return ", ".join(parts)


def verdict_sentence(answer: Answer, carried: Verdict | None, words: Words) -> str:
    """The verdict in a sentence; first of all whether the vehicle crosses too, if that differs."""
    if answer.query.purpose == "asylum":
        return words("UNDETERMINED: asylum is never allowed or refused here.")
    refused = answer.verdict is Verdict.REFUSED
    party = refused and len(answer.query.travellers) > 1
    text = words(PARTY_REFUSED if party else ANSWER_WORDS[answer.verdict])
    best = [route for route in answer.routes if route.verdict is answer.verdict]
    if answer.verdict is Verdict.ALLOWED and all(mixed(route.legs[0]) for route in best):
        text = words("ALLOWED at some hours of the day only; they stand below.")
    if refused and carried is answer.verdict and answer.alternatives:
        without = words(ANSWER_WORDS[answer.alternatives[0].verdict])
        return words("REFUSED with this vehicle; without it: {verdict}", verdict=without)
    if carried is Verdict.REFUSED and carried is not answer.verdict:
        return words("Not with this vehicle; without it: {verdict}", verdict=text)
    if carried is not None and carried is not answer.verdict:
        return words("With this vehicle it is not settled; without it: {verdict}", verdict=text)
    return text


def _outlook(answer: Answer) -> Outlook:
    from borderrules.questions import outlook  # most answers need none, and shall start quickly

    return outlook(answer)


def _certainty(answer: Answer, ahead: Outlook | None, words: Words) -> str:
    foregone = ahead.foregone if ahead else None
    if answer.verdict is Verdict.UNDETERMINED:
        if foregone in (None, answer.verdict):
            return ""
        verdict = words(VERDICT_WORDS[foregone]).lower()
        return words("Whatever else you tell, it comes to the same: {verdict}.", verdict=verdict)
    if answer.certain:
        return words("Certain: whatever else you tell would not change it.")
    if foregone is answer.verdict:
        return words("Whatever else you tell would not change it; but see the cautions below.")
    facts = presumed_facts(answer, words)
    if facts:
        return words("Not certain. It presumes: {facts}.", facts="; ".join(facts))
    return words("Not certain: see the cautions below.")


def _verdict_line(decision: LegDecision, words: Words) -> str:
    text = words(VERDICT_WORDS[decision.verdict])
    if decision.verdict is Verdict.ALLOWED:
        if mixed(decision):
            text = words("ALLOWED at some hours only")
        if statements.effects(decision, "oblige", words) or statements.proofs(decision, words):
            text += ", " + words("provided that you do what is named below")
    confirmed = statements.confirmation(decision, words)
    return f"{text}; {confirmed}" if confirmed else text
