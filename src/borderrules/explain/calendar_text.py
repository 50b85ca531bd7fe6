"""A timeline as plain text of at most 80 columns: when, where, and what changes it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from borderrules.decisions import Verdict
from borderrules.explain import statements
from borderrules.explain.grouping import points_and_modes
from borderrules.explain.layout import Page, Style
from borderrules.explain.notes import ASYLUM, disclaimer
from borderrules.explain.strips import LEGEND, days, strip
from borderrules.explain.text import VERDICT_WORDS, plain
from borderrules.terms import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from borderrules.courses import Cause
    from borderrules.explain.wording import Statement
    from borderrules.legs import LegDecision
    from borderrules.survey import Reason, Span
    from borderrules.timeline import Calendar, Timeline, Way
    from borderrules.words import Words

CAUSE_WORDS = {
    "group": N_("Changed on {day}: the list “{group}”, which “{title}” reads [{rule}]"),
    "status": N_("Changed on {day}: the state of the crossing point"),
    "closure": N_("Changed on {day}: a single closure of the crossing point"),
    "coverage": N_("Changed on {day}: what was researched ({place})"),
}
BEGAN = N_("In force since {day}: {title} [{rule}]")
ENDED = N_("In force until {day}: {title} [{rule}]")
FACT = N_("Changed on {day}: {what}")
FACT_WORDS = {
    "document.valid": N_("the travel document begins or ceases to be valid"),
    "visa.usable": N_("the visa begins or ceases to be valid"),
    "permit.valid": N_("a permit ceases to be valid"),
    "trip.to_residence": N_("whether the traveller goes home: a permit ceases to be valid"),
    "document.age_at_entry": N_("the age of the travel document"),
    "document.left_after_stay": N_("how long the travel document is valid after the stay"),
    "stay.days": N_("the days of the stay"),
    "stay.days_this_year": N_("the days of the stay in this year"),
    "stay.entered_on": N_("the day of entry"),
    "stay.max_in_180": N_("the days of stay within 180 days"),
}


def render(timeline: Timeline, words: Words, style: Style = plain) -> str:
    """The whole timeline; what was said once is only named again."""
    page = _CalendarPage(words, style)
    page.timeline(timeline)
    return "\n".join(line.rstrip() for line in page.lines) + "\n"


class _CalendarPage(Page):
    """A timeline: the best of all ways, then each way with its strip and changes."""

    def timeline(self, found: Timeline) -> None:
        """The page."""
        words, leg = self.words, found.ways[0].leg
        head = [
            f"{words.pick(leg.origin.name)} → {words.pick(leg.destination.name)}",
            days(found.since, found.until, words),
        ]
        if found.query.purpose:
            head.append(words.term("purpose", found.query.purpose))
        if found.known_on is not None:
            head.append(words("as known on {day}", day=found.known_on))
        self.add(", ".join(head))
        if found.query.purpose == "asylum":
            self.blank()
            self.add(words(ASYLUM))
        self.asked_day(found)
        self.blank()
        self.add(words(LEGEND))
        self.blank()
        self.add(words("The best of all ways"))
        self.strip(found.best)
        for number, span in enumerate(found.best.spans):
            self.span(found, found.ways[0], span, found.best.spans[number - 1 : number])
        for number, group in enumerate(_alike(found, words), 1):
            self.blank()
            firsts = [found.decision(way, found.since) for way in group]
            self.add(points_and_modes(firsts, words), f"{number}. ")
            calendar = group[0].calendar
            self.strip(calendar)
            for index, span in enumerate(calendar.spans):
                self.span(found, group[0], span, calendar.spans[index - 1 : index])
        self.ends(found)
        self.notes(found)

    def asked_day(self, found: Timeline) -> None:
        """Since when and until when it is so on the day of the question."""
        on: datetime = found.query.on  # type: ignore[assignment]
        day, words = on.date(), self.words
        if not found.since <= day < found.until:
            return
        best = found.best
        verdict = best.on(day).verdict
        since, until = best.verdict_since(day), best.verdict_until(day)
        parts = [
            words("On {day}: {verdict}", day=day, verdict=words(VERDICT_WORDS[verdict])),
            words("since {day}", day=since)
            if since > found.since
            else words("since {day} or longer", day=since),
            words("until {day}", day=until - timedelta(days=1))
            if until < found.until
            else words("no change until {day}", day=until - timedelta(days=1)),
        ]
        self.blank()
        self.add(", ".join(parts) + ".", verdict=verdict)

    def strip(self, calendar: Calendar) -> None:
        """The months at a glance."""
        self.lines += [f"   {line}" for line in strip(calendar)]

    def span(self, found: Timeline, way: Way, span: Span, before: tuple[Span, ...]) -> None:
        """Days that are alike: the verdict, and what is no longer or newly in the way, and why."""
        words = self.words
        was = before[0].reasons if before else ()
        verdict = words(VERDICT_WORDS[span.verdict])
        text = words("{days}: {verdict}", days=days(*span[:2], words), verdict=verdict)
        self.add(text, "   ", span.verdict)
        new = {reason.of for reason in span.reasons if reason not in was}
        gone = {reason.of for reason in was if reason not in span.reasons} - new
        for cause in span.causes:
            told = cause.kind in ("version", "status", "closure") and cause.of in new
            if not told:
                self.add(cause_text(cause, found, words), "     > ")
        if new:
            decision = found.decision(way, span.start)
            for statement in spoken(decision, new, words):
                self.statement(statement._replace(sources=()))
        if gone and before and span.verdict is not Verdict.ALLOWED:
            decision = found.decision(way, before[0].start)
            titles = (s.title.rstrip(".") for s in spoken(decision, gone, words))
            for title in dict.fromkeys(titles):
                self.add(words("No longer in the way: {title}", title=title), "   - ")

    def ends(self, found: Timeline) -> None:
        """What is another on the last day than on the first."""
        words = self.words
        first, last = found.since, found.until - timedelta(days=1)
        differing = [d for d in found.between(first, last) if d.before.verdict is not d.after.verdict]
        self.blank()
        if not differing:
            text = words("Between {first} and {last} no verdict changed for good.", first=first, last=last)
            self.add(text)
            return
        self.add(words("Not the same on {last} as on {first}:", first=first, last=last))
        groups: dict[tuple[Verdict, Verdict], list[LegDecision]] = {}
        for item in differing:
            key = (item.before.verdict, item.after.verdict)
            groups.setdefault(key, []).append(found.decision(item.way, first))
        for (before, after), ways in groups.items():
            verdicts = f"{words(VERDICT_WORDS[before])} → {words(VERDICT_WORDS[after])}"
            self.add(f"{points_and_modes(ways, words)}: {verdicts}", "  - ", after)

    def notes(self, found: Timeline) -> None:
        """What a calendar cannot tell."""
        words = self.words
        self.blank()
        self.add(
            words(
                "Each day is judged as a question without an hour, and presumes what such a "
                "question presumes; ask for a single day to see what it rests on."
            )
        )
        if found.known_on is not None and found.until > found.known_on:
            text = words("Days after {day} are told as the law stood on it.", day=found.known_on)
            self.add(text)
        self.add(disclaimer(words))
        book = found.rulebook
        self.add(words("Rules {version} ({digest})", version=book.version, digest=book.digest))


def cause_text(cause: Cause, found: Timeline, words: Words) -> str:
    """What changed, and when, in a line."""
    book = found.rulebook
    hour = f"{cause.at:%H:%M}"
    day = str(cause.at.date()) + ("" if hour == "00:00" else f" {hour}")
    if cause.kind == "fact":
        return words(FACT, day=day, what=words(FACT_WORDS[cause.name]))
    if cause.kind == "coverage":
        return words(CAUSE_WORDS["coverage"], day=day, place=words.pick(book.zones[cause.of].name))
    if cause.kind in ("status", "closure"):
        return words(CAUSE_WORDS[cause.kind], day=day)
    title = words.pick(book.rule(cause.of).title).rstrip(".")
    if cause.kind == "group":
        group = words.pick(book.group(cause.name).title).rstrip(".")
        return words(CAUSE_WORDS["group"], day=day, group=group, title=title, rule=cause.of)
    began = str(cause.at.date()) == cause.name
    return words(BEGAN if began else ENDED, day=day, title=title, rule=cause.of)


def spoken(decision: LegDecision, of: Iterable[str], words: Words) -> list[Statement]:
    """What an answer says of some rules, of the crossing point or of what was not researched."""
    wanted = set(of)
    gaps = {side.direction for side in decision.sides if side.zone.id in wanted}
    return [
        statement
        for statement in statements.reasons(decision, words)
        if statement.rule in wanted
        or (statement.code == "not_covered" and statement.side in gaps)
    ]


def _alike(found: Timeline, words: Words) -> list[list[Way]]:
    """Ways of which the same is told, together, in their order."""
    groups: dict[object, list[Way]] = {}
    for way in found.ways:
        groups.setdefault(tuple(_sameness(found, way, words)), []).append(way)
    return list(groups.values())


def _sameness(found: Timeline, way: Way, words: Words) -> Iterable[object]:
    """What is told of a way, names and modes apart."""
    point = way.leg.point.id
    for span in way.calendar.spans:
        own = [reason for reason in span.reasons if reason.of == point]
        yield span[:3], tuple(_nameless(reason, point) for reason in span.reasons)
        if own:
            decision = found.decision(way, span.start)
            yield [(s.message, s.details) for s in spoken(decision, [point], words)].__repr__()


def _nameless(reason: Reason, point: str) -> Reason:
    return reason._replace(of="") if reason.of == point else reason
