"""One finding, one crossing point's state or one gap, worded as a statement."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from borderrules.conditions import UNKNOWN
from borderrules.dates import duration
from borderrules.decisions import Outcome, Verdict
from borderrules.terms import N_
from borderrules.vocabulary import FACTS, LISTS, PRESUMED

if TYPE_CHECKING:
    from datetime import date, datetime

    from borderrules.decisions import Finding
    from borderrules.leg_decisions import LegDecision
    from borderrules.measures import Exemption, Source
    from borderrules.side_decisions import SideDecision
    from borderrules.words import Words

#: What a crossing point's state is called, by the code of `availability`.
POINT_MESSAGES = {
    "closed": N_("The crossing point is closed."),
    "closure": N_("The crossing point is closed for a time."),
    "not_this_mode": N_("The crossing point cannot be passed {mode}; it is open only: {modes}."),
    "not_this_direction": N_("The crossing point lets nobody through in this direction."),
    "outside_hours": N_("The crossing point is shut at this hour."),
    "hours_unknown": N_("Its opening hours are not known; ask before you set out."),
    "not_known": N_("Nothing is known of the state of the crossing point on this day."),
}
#: The same of a link between zones, such as a ferry or a flight.
LINK_MESSAGES = {
    "closed": N_("This connection does not run."),
    "closure": N_("This connection does not run for a time."),
    "not_this_mode": N_("This connection cannot be used {mode}; it is open only: {modes}."),
    "not_this_direction": N_("This connection runs only the other way."),
    "outside_hours": N_("This connection does not run at this hour."),
    "hours_unknown": N_("Its timetable is not known; ask before you set out."),
    "not_known": N_("Whether this connection runs on this day is not known."),
}

UNSETTLED_MESSAGES = {
    "start": N_("From which day this holds is not known for sure."),
    "end": N_("This was proved only until {until}; what holds after that is not known."),
    "discretionary": N_("The authority decides from case to case."),
    "disputed": N_("The sources disagree on this."),
}

GAP_TITLES = {
    "exit": N_("What {place} asks of those who leave is not covered by these rules"),
    "entry": N_("What {place} asks of those who enter is not covered by these rules"),
    "presence": N_("What {place} asks of those who are there is not covered by these rules"),
}
TOPIC_WORDS = {
    "entry_basis": N_("who needs a visa"),
    "bans": N_("entry bans"),
    "documents": N_("travel documents"),
    "vehicles": N_("vehicles"),
}
EXIT_BANS = N_("exit bans")

#: Of more questions that one reason depends on, the rest stand at the answer's end alone.
MOST_QUESTIONS = 3

#: Where the name of a publisher ends, and a note on the publication begins.
NOTE = re.compile(r"\s*[,;(]")


class Statement(NamedTuple):
    """One thing to say of a leg: a reason, an obligation, an advice.

    `travellers` are the numbers, from 1, of those whom it concerns; none if it is about the
    vehicle, the goods or the crossing point. `rule` is empty where no rule speaks.
    """

    code: str
    rule: str
    title: str
    subject: str
    effect: str
    side: str
    message: str
    details: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    values_read: tuple[tuple[str, str, bool], ...] = ()
    sources: tuple[Source, ...] = ()
    effective: datetime | None = None
    last_confirmed: date | None = None
    link: str = ""
    latest: datetime | None = None
    travellers: tuple[int, ...] = ()

    @property
    def press_only(self) -> bool:
        """Whether no law or official page stands behind it."""
        return bool(self.sources) and all(source.tier == "press" for source in self.sources)


def point_message(decision: LegDecision) -> str:
    """What the state of a crossing point or link is called, to be translated."""
    messages = LINK_MESSAGES if decision.leg.point.title else POINT_MESSAGES
    return messages[decision.availability.code]


def point_statement(decision: LegDecision, words: Words) -> Statement:
    """Why the crossing point does not let everybody through."""
    state, point = decision.availability, decision.leg.point
    status, closure = state.status, state.closure
    message = point_message(decision)
    if state.code == "not_this_mode" and status is not None:
        modes = ", ".join(words.term("mode", m) for m in sorted(status.modes))
        text = words(message, mode=words.term("mode", decision.leg.mode), modes=modes)
    else:
        text = words(message)
    reason = closure.reason if closure else status.reason if status else None
    period = closure.period if closure else status.period if status else None
    return Statement(
        code=f"point_{state.code}",
        rule=point.id,
        title=text,
        subject="point",
        effect="prohibit",
        side="",
        message=text,
        details=(words.pick(reason),) if reason else (),
        sources=named(closure.sources if closure else status.sources if status else (), words),
        effective=period.start if period else None,
        last_confirmed=status.last_confirmed if status else None,
    )


def gap_statement(side: SideDecision, words: Words) -> Statement:
    """What was not researched on one side, so that nothing there can be called allowed."""
    topics = dict.fromkeys(
        words(EXIT_BANS if (topic, side.direction) == ("bans", "exit") else TOPIC_WORDS[topic])
        for _, topic in side.uncovered
    )
    title = words(GAP_TITLES[side.direction], place=words.pick(side.zone.name))
    subjects = {subject for subject, _ in side.uncovered}
    return Statement(
        code="not_covered",
        rule="",
        title=title,
        subject="traveller" if "traveller" in subjects else "vehicle",
        effect="prohibit",
        side=side.direction,
        message=f"{title}: {', '.join(topics)}.",
    )


def finding_statement(
    finding: Finding,
    words: Words,
    side: SideDecision | None = None,
    decision: LegDecision | None = None,
    *,
    traveller: int = 0,
    presuming: tuple[Finding, ...] = (),
) -> Statement:
    """What one rule says, of the traveller with this number if it is about travellers.

    `presuming` are the findings whose presumptions the first sentence tells; left out, its own.
    """
    rule, version = finding.rule, finding.version
    assert version is not None  # only rules in force are spoken of
    undetermined = finding.outcome is Outcome.UNDETERMINED
    missing = asked(finding.missing) if undetermined else ()
    presumed = _presuming(presuming or (finding,), side, words) if side else ""
    about = rule.subject == "traveller" and traveller
    return Statement(
        code=finding.outcome.value,
        rule=rule.id,
        title=words.pick(rule.title),
        subject=rule.subject,
        effect=rule.effect,
        side=side.direction if side else "",
        message=presumed + _message(finding, words.pick(version.reason), missing, words),
        details=tuple(_unsettled(finding, words)),
        exceptions=tuple(words.pick(e.title) for e in finding.exempted_by),
        missing=missing,
        values_read=tuple(
            (reading.test.fact, value_text(reading.value), reading.presumed)
            for reading in (finding.condition.readings if finding.condition else ())
        ),
        sources=named(rule.sources_of(version), words),
        effective=version.period.start,
        last_confirmed=version.last_confirmed,
        link=version.link,
        # Before the earliest crossing of the best span.
        latest=decision.best.start - duration(version.ahead)
        if decision and version.ahead
        else None,
        travellers=(traveller,) if about else (),
    )


def _message(finding: Finding, reason: str, missing: tuple[str, ...], words: Words) -> str:
    """The rule's own reason; of a prohibition that may not apply at all, first what is missing."""
    if finding.rule.effect != "prohibit" or not missing:
        return reason
    way_out = _only_way_out(finding, missing)
    if way_out is not None:
        title = words.pick(way_out.title).rstrip(".")
        return words("Refused, unless: {exemption}.", exemption=title) + " " + reason
    questions = [question(fact, words) for fact in missing[:MOST_QUESTIONS]]
    return words(
        "Whether “{title}” stands in the way depends on: {questions}",
        title=words.pick(finding.rule.title).rstrip("."),
        questions=" ".join([*questions, "…"] if len(missing) > MOST_QUESTIONS else questions),
    )


def _only_way_out(finding: Finding, missing: tuple[str, ...]) -> Exemption | None:
    """The one exemption on one fact that is all that is left open."""
    open_ = [e.exemption for e in finding.exemptions if e.judgement.truth is None]
    surely = finding.condition is not None and finding.condition.truth is True
    if surely and len(open_) == len(missing) == 1 and not finding.unsettled:
        return open_[0]
    return None


def asked(missing: tuple[str, ...]) -> tuple[str, ...]:
    """The facts to ask for, one for each list and each thing that may be absent altogether."""
    found: dict[str, str] = {}
    for name in missing:
        row = FACTS[name]
        key = row.prefix if row.prefix in LISTS else name
        if row.question:
            found.setdefault(
                key,
                next((n for n in FACTS if FACTS[n].prefix == key), name) if key in LISTS else name,
            )
    if "visa.kind" in found:
        found = {k: v for k, v in found.items() if not k.startswith("visa.") or k == "visa.kind"}
    return tuple(found.values())


def question(fact: str, words: Words) -> str:
    """The question for a fact; for one derived from others, its own wording."""
    return words(FACTS[fact].question)


def value_text(value: object) -> str:
    """A value as rules and trip files write it."""
    if value is UNKNOWN:
        return "unknown"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "/".join(map(str, value))
    return str(value)


def named(sources: tuple[Source, ...], words: Words) -> tuple[Source, ...]:
    """Sources by the publisher's name; the note after it is English, and told in English alone."""
    if words.language == "en":
        return sources
    return tuple(s._replace(publisher=NOTE.split(s.publisher, maxsplit=1)[0]) for s in sources)


def _presuming(findings: tuple[Finding, ...], side: SideDecision, words: Words) -> str:
    """The first sentence of a refusal that a presumed "no permit" or "no family" carries (S10)."""
    if findings[0].verdict is not Verdict.REFUSED or side.strict is Verdict.REFUSED:
        return ""
    names = {name for finding in findings for name in finding.presumed}
    prefixes = {FACTS[name].prefix for name in names - PRESUMED.keys()}
    if prefixes >= {"permit", "family"}:
        text = words(
            "This presumes that you hold no residence permit and have no close family there."
        )
    elif "permit" in prefixes:
        text = words("This presumes that you hold no residence permit there.")
    elif "family" in prefixes:
        text = words("This presumes that you have no close family there.")
    else:
        return ""
    return text + " "


def _unsettled(finding: Finding, words: Words) -> list[str]:
    """Which law is missing, in words."""
    if finding.outcome is not Outcome.UNDETERMINED or finding.version is None:
        return []
    until = finding.version.period.until
    texts = []
    titles = {e.exemption.id: e.exemption.title for e in finding.exemptions}
    for item in finding.unsettled:
        kind, _, exemption = item.partition(":")
        text = words(UNSETTLED_MESSAGES[kind], until=until.date() if until else "")
        texts.append(f"{text} ({words.pick(titles[exemption])})" if exemption else text)
    return texts
