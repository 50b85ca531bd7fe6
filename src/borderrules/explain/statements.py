"""What an answer says of each leg, as statements in one language, for text and JSON alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from borderrules.conditions import UNKNOWN
from borderrules.dates import duration
from borderrules.decisions import Outcome, Verdict
from borderrules.terms import N_
from borderrules.traveller import Visa
from borderrules.vocabulary import FACTS, LISTS

if TYPE_CHECKING:
    from datetime import date, datetime

    from borderrules.decisions import Finding
    from borderrules.issuance import Issuance
    from borderrules.legs import LegDecision, SideDecision
    from borderrules.measures import Point, Source
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

UNSETTLED_MESSAGES = {
    "start": N_("From which day this holds is not known for sure."),
    "end": N_("This was proved only until {until}; what holds after that is not known."),
    "discretionary": N_("The authority decides from case to case."),
    "disputed": N_("The sources disagree on this."),
}


class Statement(NamedTuple):
    """One thing to say of a leg: a reason, an obligation, an advice."""

    code: str
    rule: str
    title: str
    subject: str
    effect: str
    side: str
    message: str
    details: tuple[str, ...]
    exceptions: tuple[str, ...]
    missing: tuple[str, ...]
    values_read: tuple[tuple[str, str, bool], ...]
    sources: tuple[Source, ...]
    effective: datetime | None
    last_confirmed: date | None
    link: str = ""
    latest: datetime | None = None

    @property
    def press_only(self) -> bool:
        """Whether no law or official page stands behind it."""
        return bool(self.sources) and all(source.tier == "press" for source in self.sources)


def point_name(point: Point, origin: str, words: Words) -> str:
    """Both names of a crossing point, that of the side that is left first."""
    zones = point.zones if point.zones[0] == origin else point.zones[::-1]
    names = dict.fromkeys(words.pick(point.names[zone]) for zone in zones)
    return " – ".join(names)


def reasons(decision: LegDecision, words: Words) -> list[Statement]:
    """Why a leg is not simply allowed: the point's state, then prohibitions, the worst first."""
    found = []
    state = decision.best.availability
    if state.verdict is not Verdict.ALLOWED:
        found.append(_point_statement(decision, words))
    bearing = {f.rule.id: (side, f) for side in decision.sides for f in side.judged.bearing}
    for side, finding in sorted(bearing.values(), key=lambda item: -item[1].verdict):
        found.append(_finding_statement(finding, words, side, decision))
    return found


def issuance(found: Issuance, words: Words) -> list[Statement]:
    """What stands, or may stand, against getting a visa."""
    return [_finding_statement(finding, words) for finding in found.bearing]


def effects(decision: LegDecision, effect: str, words: Words) -> list[Statement]:
    """The obligations (`oblige`) or advice (`advise`) on a leg; goods prohibitions oblige too."""
    found: dict[str, Statement] = {}
    for side in decision.sides:
        for finding in side.findings:
            rule = finding.rule
            goods = rule.effect == "prohibit" and rule.subject == "goods" and effect == "oblige"
            if (rule.effect == effect or goods) and finding.outcome in (
                Outcome.APPLIES,
                Outcome.UNDETERMINED,
            ):
                found.setdefault(rule.id, _finding_statement(finding, words, side, decision))
    return sorted(found.values(), key=lambda s: s.code == "undetermined")


def cautions(decision: LegDecision, words: Words) -> list[str]:
    """What is weak about the verdict: sources, age, gaps, hours that are not known."""
    found: dict[str, None] = {}
    state = decision.best.availability
    if state.code == "hours_unknown" and state.verdict is Verdict.ALLOWED:
        found[words(POINT_MESSAGES["hours_unknown"])] = None
    weak = [state.status, state.closure, *(f.version for f in decision.resting_on)]
    for item in weak:
        if item is not None and item.caution:
            found[words.pick(item.caution)] = None
    if decision.stale:
        found[
            words(
                "What this rests on was last confirmed on {day}, long before the journey.",
                day=decision.confirmed,
            )
        ] = None
    for side in decision.sides:
        for subject, topic in side.uncovered:
            found[
                words(
                    "Not researched for {place} on that day: {topic} ({subject}).",
                    place=words.pick(side.zone.name),
                    topic=words(TOPIC_WORDS[topic]),
                    subject=words(SUBJECT_WORDS[subject]),
                )
            ] = None
    return list(found)


TOPIC_WORDS = {
    "entry_basis": N_("who needs a visa"),
    "bans": N_("entry bans"),
    "documents": N_("travel documents"),
    "vehicles": N_("vehicles"),
}
SUBJECT_WORDS = {
    "traveller": N_("traveller"),
    "vehicle": N_("vehicle"),
    "goods": N_("goods"),
    "point": N_("crossing point"),
}


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


def question(fact: str, words: Words) -> str:
    """The question for a fact; for one derived from others, its own wording."""
    return words(FACTS[fact].question)


def _point_statement(decision: LegDecision, words: Words) -> Statement:
    state, point = decision.best.availability, decision.leg.point
    status, closure = state.status, state.closure
    message = POINT_MESSAGES[state.code]
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
        exceptions=(),
        missing=(),
        values_read=(),
        sources=closure.sources if closure else status.sources if status else (),
        effective=period.start if period else None,
        last_confirmed=status.last_confirmed if status else None,
    )


def _finding_statement(
    finding: Finding,
    words: Words,
    side: SideDecision | None = None,
    decision: LegDecision | None = None,
) -> Statement:
    rule, version = finding.rule, finding.version
    assert version is not None  # only rules in force are spoken of
    undetermined = finding.outcome is Outcome.UNDETERMINED
    return Statement(
        code=finding.outcome.value,
        rule=rule.id,
        title=words.pick(rule.title),
        subject=rule.subject,
        effect=rule.effect,
        side=side.direction if side else "",
        message=(_presuming(finding, side, words) if side else "") + words.pick(version.reason),
        details=tuple(_unsettled(finding, words)),
        exceptions=tuple(words.pick(e.title) for e in finding.exempted_by),
        missing=asked(finding.missing) if undetermined else (),
        values_read=tuple(
            (reading.test.fact, value_text(reading.value), reading.presumed)
            for reading in (finding.condition.readings if finding.condition else ())
        ),
        sources=rule.sources_of(version),
        effective=version.period.start,
        last_confirmed=version.last_confirmed,
        link=version.link,
        latest=_latest(decision, version.ahead) if decision else None,
    )


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


def value_text(value: object) -> str:
    """A value as rules and trip files write it."""
    if value is UNKNOWN:
        return "unknown"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "/".join(map(str, value))
    return str(value)


def _presuming(finding: Finding, side: SideDecision, words: Words) -> str:
    """The first sentence of a refusal that a presumed "no permit" or "no family" carries (S10)."""
    if finding.verdict is not Verdict.REFUSED or side.strict is Verdict.REFUSED:
        return ""
    prefixes = {FACTS[name].prefix for name in finding.presumed}
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


def _latest(decision: LegDecision, ahead: str) -> datetime | None:
    """The latest moment for an obligation, before the earliest crossing of the best span."""
    if not ahead:
        return None
    return decision.best.start - duration(ahead)
