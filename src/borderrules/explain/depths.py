"""How deep an answer goes: in one line, or with the full proof after its text.

The text itself (`text.AnswerPage`) is the depth between, the JSON document the deepest. All speak
of rules and crossing points by the same ids.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from borderrules.decisions import Outcome, Verdict
from borderrules.explain import statements, ways
from borderrules.explain.grouping import points_and_modes
from borderrules.explain.notes import with_vehicle
from borderrules.explain.text import SHOW_MESSAGES, verdict_sentence
from borderrules.explain.wording import value_text
from borderrules.terms import N_
from borderrules.vocabulary import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from borderrules.conditions import Reading, Test
    from borderrules.decisions import Finding
    from borderrules.explain.text import AnswerPage
    from borderrules.journeys import Route
    from borderrules.leg_decisions import LegDecision
    from borderrules.routes import Answer
    from borderrules.side_decisions import SideDecision
    from borderrules.words import Words

OUTCOME_WORDS = {
    Outcome.APPLIES: N_("{rule}: applies."),
    Outcome.UNDETERMINED: N_("{rule}: not settled."),
    Outcome.EXEMPT: N_("{rule}: lifted."),
    Outcome.NOT_MET: N_("{rule}: does not concern this journey."),
    Outcome.NOT_IN_FORCE: N_("Not in force on that day, as far as known: {rules}"),
}

#: A paragraph and the mark that it begins with, as pages take them.
Line = tuple[str, str]


def in_a_line(answer: Answer, words: Words) -> str:
    """The verdict, whether it is certain, and what decides it on the best way: `[no/plates]`."""
    parts = [verdict_sentence(answer, with_vehicle(answer), words)]
    if answer.verdict is not Verdict.UNDETERMINED:
        parts.append(words("Certain.") if answer.certain else words("Not certain."))
    ids = deciding(answer)
    return " ".join([*parts, f"[{', '.join(ids)}]"] if ids else parts)


def deciding(answer: Answer) -> tuple[str, ...]:
    """The rules, and the crossing points, that make the verdict on the best way; the point first.

    Of what is allowed none, as no known rule stands against it; of asylum none (S15).
    """
    best = answer.routes[0]
    if answer.query.purpose == "asylum":
        return ()
    found: dict[str, None] = {}
    for leg in best.legs:
        if leg.verdict is not best.verdict or best.verdict is Verdict.ALLOWED:
            continue
        if leg.availability.verdict is best.verdict:
            found[leg.leg.point.id] = None
        # What else is open says nothing where the point lets nobody through.
        bearing = (f for side in leg.sides for f in side.judged.bearing)
        found |= {f.rule.id: None for f in bearing if f.verdict is leg.best.verdict}
    return tuple(found)


def deciding_readings(finding: Finding) -> tuple[Reading, ...]:
    """The facts that a rule read and that made its outcome what it is."""
    judgements = [finding.condition] if finding.condition else []
    if finding.outcome is Outcome.EXEMPT:
        judgements = [e.judgement for e in finding.exemptions if e.exemption in finding.exempted_by]
    readings = [reading for judgement in judgements for reading in judgement.readings]
    if finding.outcome is Outcome.UNDETERMINED:
        judgements += [e.judgement for e in finding.exemptions if e.judgement.truth is not False]
        readings = [r for j in judgements for r in j.readings if r.holds is None]
    return tuple(dict.fromkeys(readings))


def add_proof(page: AnswerPage, answer: Answer, *, everything: bool = False) -> None:
    """Every rule that was judged, on each side, and the facts that decided what it says.

    Crossings of which it is all the same are told together; of a journey those on the ways that
    are named, or with `everything` all.
    """
    words = page.words
    groups: dict[tuple[Line, ...], list[LegDecision]] = {}
    seen: set[int] = set()
    routes: Sequence[Route] = answer.routes
    if ways.is_journey(answer):
        routes = ways.listed(routes, everything=everything)
    for route in (*routes, *answer.alternatives):
        for decision in route.legs:
            if id(decision) not in seen:
                seen.add(id(decision))
                groups.setdefault(tuple(_leg_lines(page, decision)), []).append(decision)
    page.blank()
    page.heading(words("The full proof: every rule that was judged, and the facts that it read."))
    for number, (lines, group) in enumerate(groups.items(), 1):
        page.blank()
        page.add(points_and_modes(group, words), f"{number}. ")
        for mark, text in lines:
            page.add(text, mark)


def _leg_lines(page: AnswerPage, decision: LegDecision) -> Iterator[Line]:
    words = page.words
    alike: dict[tuple[int, ...], list[int]] = {}
    for number, traveller in enumerate(decision.best.travellers, 1):
        alike.setdefault(tuple(map(id, traveller.sides)), []).append(number)
    for numbers in alike.values():
        for side in decision.best.travellers[numbers[0] - 1].sides:
            place, what = words.pick(side.zone.name), statements.shown(side, words)
            text = words(SHOW_MESSAGES[side.direction], place=place, what=what)
            yield "   ", page.of(tuple(numbers), text)
            yield from _side_lines(side, words)


def _side_lines(side: SideDecision, words: Words) -> Iterator[Line]:
    silent: list[str] = []
    for finding in sorted(side.findings, key=_weight):
        if finding.outcome is Outcome.NOT_IN_FORCE:
            silent.append(f"[{finding.rule.id}]")
            continue
        title = f"[{finding.rule.id}] {words.pick(finding.rule.title).rstrip('.')}"
        text = words(OUTCOME_WORDS[finding.outcome], rule=title)
        yield "   - ", " ".join(filter(None, (text, _read(deciding_readings(finding), words))))
        if finding.outcome is not Outcome.NOT_MET:
            yield from _exemption_lines(finding, words)
    if silent:
        rules = ", ".join(silent)
        yield "   - ", words(OUTCOME_WORDS[Outcome.NOT_IN_FORCE], rules=rules)


def _exemption_lines(finding: Finding, words: Words) -> Iterator[Line]:
    messages = {
        True: N_("met: “{title}”."),
        False: N_("not met: “{title}”."),
        None: N_("not known whether it is met: “{title}”."),
    }
    for item in finding.exemptions:
        title = words.pick(item.exemption.title).rstrip(".")
        text = f"[{item.exemption.id}] {words(messages[item.judgement.truth], title=title)}"
        told = (r for r in item.judgement.readings if r.holds is item.judgement.truth)
        yield "     ", " ".join(filter(None, (text, _read(told, words))))


def _weight(finding: Finding) -> tuple[int, int]:
    """What stands in the way comes first, and what has nothing to do with the journey last."""
    return -finding.verdict, list(OUTCOME_WORDS).index(finding.outcome)


def _read(readings: Iterable[Reading], words: Words) -> str:
    """`vehicle.seats = 12 (asked: at_most 9).`, as rules and trip files write facts."""
    texts = []
    for reading in readings:
        text = f"{reading.test.fact} = {value_text(reading.value)}"
        notes = [words("presumed")] if reading.presumed else []
        fact = FACTS[reading.test.fact]
        # What nobody can change is not told beside what it would lead to (S14).
        if not reading.holds and (fact.changeable != "never" or not fact.told):
            notes.append(words("asked: {test}", test=test_as_written(reading.test)))
        texts.append(f"{text} ({', '.join(notes)})" if notes else text)
    return "; ".join(dict.fromkeys(texts)) + "." if texts else ""


def test_as_written(test: Test) -> str:
    """A test as rule files write it, without the fact."""
    if test.values:
        return ", ".join(sorted(map(value_text, test.values)))
    if test.group:
        return f"in {test.group}"
    bounds = (("at_least", test.at_least), ("at_most", test.at_most))
    return ", ".join(f"{name} {value_text(value)}" for name, value in bounds if value is not None)
