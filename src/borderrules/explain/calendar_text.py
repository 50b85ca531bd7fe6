"""A timeline as plain text of at most 80 columns: when, where, and what changes it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from borderrules.decisions import Verdict
from borderrules.explain import statements
from borderrules.explain.grouping import points_and_modes
from borderrules.explain.layout import Page, Style
from borderrules.explain.notes import ASYLUM, disclaimer
from borderrules.explain.strips import LEGEND, days, strip
from borderrules.explain.text import VERDICT_WORDS, plain
from borderrules.terms import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from borderrules.courses import Cause
    from borderrules.explain.wording import Statement
    from borderrules.survey import Reason, Span
    from borderrules.timeline import Timeline, Way
    from borderrules.words import Words

DAY = timedelta(days=1)

CAUSE_WORDS = {
    "group": N_("the list “{group}” changes, which “{title}” reads [{rule}]"),
    "status": N_("the state of the crossing point changes"),
    "closure": N_("a single closure of the crossing point begins or ends"),
    "coverage": N_("what was researched changes ({place})"),
    "began": N_("“{title}” comes into force [{rule}]"),
    "ended": N_("“{title}” ceases to be in force [{rule}]"),
}
FACT_WORDS = {
    "document.valid": N_("the travel document begins or ceases to be valid"),
    "visa.usable": N_("the visa begins or ceases to be valid"),
    "permit.valid": N_("a permit ceases to be valid"),
    "trip.to_residence": N_("a permit that makes this the way home ceases to be valid"),
    "document.age_at_entry": N_("the age of the travel document passes a bound"),
    "document.left_after_stay": N_("what is left of the document's validity passes a bound"),
    "stay.days": N_("the days of the stay pass a bound"),
    "stay.days_this_year": N_("the days of the stay in this year pass a bound"),
    "stay.entered_on": N_("the day of entry passes a bound"),
    "stay.max_in_180": N_("the days of stay within 180 days pass a bound"),
}


def render(timeline: Timeline, words: Words, style: Style = plain) -> str:
    """The whole timeline; what was said once is only named again."""
    page = _CalendarPage(words, style)
    page.timeline(timeline)
    return "\n".join(line.rstrip() for line in page.lines) + "\n"


class _Change(NamedTuple):
    """A day on which something changes for a way, or the first of all, and what it was before.

    Where it is refused anyway, what might be in the way too is idle and not told.
    """

    way: Way
    before: Span | None
    after: Span

    @property
    def new(self) -> tuple[Reason, ...]:
        """What stands newly in the way."""
        return tuple(r for r in _told(self.after) if r not in _told(self.before))

    @property
    def gone(self) -> tuple[Reason, ...]:
        """What does not stand in the way any more."""
        return tuple(r for r in _told(self.before) if r not in self.after.reasons)


def _told(span: Span | None) -> tuple[Reason, ...]:
    """What is told of days that are alike."""
    if span is None or span.verdict is not Verdict.REFUSED:
        return span.reasons if span else ()
    return tuple(r for r in span.reasons if r.code not in ("undetermined", "not_covered"))


def _changes(way: Way) -> Iterator[_Change]:
    """What changes on a way, as far as it is told."""
    before: Span | None = None
    for span in way.calendar.spans:
        change = _Change(way, before, span)
        if before is None or before.verdict is not span.verdict or change.new or change.gone:
            yield change
        before = span


class _CalendarPage(Page):
    """A timeline: the strips of all ways, and what changes when."""

    def timeline(self, found: Timeline) -> None:
        """The page."""
        words = self.words
        self.add(_headline(found, words))
        if found.query.purpose == "asylum":
            self.blank()
            self.add(words(ASYLUM))
        self.asked_day(found)
        self.strips(found)
        self.blank()
        self.add(words("What changes, and when:"))
        changes: dict[date, list[_Change]] = {}
        for way in found.ways:
            for change in _changes(way):
                changes.setdefault(change.after.start, []).append(change)
        for day in sorted(changes):
            self.day(found, day, changes[day])
        self.ends(found)
        self.notes(found)

    def asked_day(self, found: Timeline) -> None:
        """Since when and until when it is so on the day of the question."""
        on: datetime = found.query.on  # type: ignore[assignment]
        day, words, best = on.date(), self.words, found.best
        if not found.since <= day < found.until:
            return
        verdict = best.on(day).verdict
        since, last = best.verdict_since(day), best.verdict_until(day) - DAY
        begins = N_("since {day}") if since > found.since else N_("since {day} or earlier")
        ends = N_("until {day}") if last < found.until - DAY else N_("until {day} or later")
        told = words("On {day}: {verdict}", day=day, verdict=words(VERDICT_WORDS[verdict]))
        self.blank()
        self.add(f"{told}, {words(begins, day=since)}, {words(ends, day=last)}.", verdict=verdict)

    def strips(self, found: Timeline) -> None:
        """The months at a glance: of the best of all ways, with its days, and of each way."""
        words = self.words
        self.blank()
        self.add(words(LEGEND))
        self.blank()
        self.add(words("The best of all ways"))
        self.lines += [f"   {line}" for line in strip(found.best)]
        for span in found.best.spans:
            verdict = words(VERDICT_WORDS[span.verdict])
            self.add(f"{days(span.start, span.until, words)}: {verdict}", "   ", span.verdict)
        groups: dict[tuple[str, ...], list[Way]] = {}
        for way in found.ways:
            groups.setdefault(tuple(strip(way.calendar)), []).append(way)
        for group in groups.values():
            self.add(_named(found, group, words))
            self.lines += [f"   {line}" for line in strip(group[0].calendar, years=False)]

    def day(self, found: Timeline, day: date, changes: list[_Change]) -> None:
        """What changes on one day, ways together for which the same does."""
        words = self.words
        groups: dict[object, list[_Change]] = {}
        for change in changes:
            groups.setdefault(_sameness(found, change, words), []).append(change)
        self.blank()
        self.add(str(day))
        for group in groups.values():
            before, after = group[0].before, group[0].after
            verdict = words(VERDICT_WORDS[after.verdict])
            if before and before.verdict is after.verdict:
                verdict = words("{verdict} as before", verdict=verdict)
            elif before:
                verdict = f"{words(VERDICT_WORDS[before.verdict])} → {verdict}"
            ways = _named(found, [change.way for change in group], words)
            self.add(f"{ways}: {verdict}", "   ", after.verdict)
            self.why(found, group[0])

    def why(self, found: Timeline, change: _Change) -> None:
        """What is newly in the way, what no longer, and what else made the change."""
        words = self.words
        new, gone = ({reason.of for reason in of} for of in (change.new, change.gone))
        if new:
            for statement in spoken(found, change.way, change.after.start, new, words):
                self.statement(statement._replace(sources=()))
        if gone and change.before:
            last = change.after.start - DAY
            told = spoken(found, change.way, last, gone, words)
            for title in dict.fromkeys(self.worded(statement)[1] for statement in told):
                self.add(words("No longer in the way: {title}", title=title), "   - ")
        for cause in change.after.causes:
            if cause.kind in ("group", "fact") or cause.of not in new | gone:
                self.add(words("Why: {cause}.", cause=cause_text(cause, found, words)), "   - ")

    def ends(self, found: Timeline) -> None:
        """What is another on the last day than on the first."""
        words, first, last = self.words, found.since, found.until - DAY
        groups: dict[tuple[Verdict, Verdict], list[Way]] = {}
        for way, before, after in found.between(first, last):
            if before.verdict is not after.verdict:
                groups.setdefault((before.verdict, after.verdict), []).append(way)
        self.blank()
        if not groups:
            self.add(words("On {last} all verdicts are as on {first}.", first=first, last=last))
            return
        self.add(words("Not the same on {last} as on {first}:", first=first, last=last))
        for (was, now), ways in groups.items():
            verdicts = f"{words(VERDICT_WORDS[was])} → {words(VERDICT_WORDS[now])}"
            self.add(f"{_named(found, ways, words)}: {verdicts}", "  - ", now)

    def notes(self, found: Timeline) -> None:
        """What a calendar cannot tell."""
        words, book = self.words, found.rulebook
        self.blank()
        self.add(
            words(
                "Each day is judged as a question without an hour, and presumes what such a "
                "question presumes; ask for a single day to see all that it rests on."
            )
        )
        if found.known_on is not None and found.until - DAY > found.known_on:
            self.add(words("Days after {day} are told as the law stood then.", day=found.known_on))
        self.add(disclaimer(words))
        self.add(words("Rules {version} ({digest})", version=book.version, digest=book.digest))


def cause_text(cause: Cause, found: Timeline, words: Words) -> str:
    """What changed, in a line: `the visa begins or ceases to be valid (2026-01-10)`."""
    book, kind = found.rulebook, str(cause.kind)
    values: dict[str, str] = {}
    if kind == "version":
        kind = "began" if str(cause.at.date()) == cause.name else "ended"
    elif kind == "coverage":
        values["place"] = words.pick(book.zones[cause.of].name)
    elif kind == "group":
        values["group"] = words.pick(book.group(cause.name).title).rstrip(".")
    if kind in ("began", "ended", "group"):
        values["title"] = words.pick(book.rule(cause.of).title).rstrip(".")
        values["rule"] = cause.of
    text = words(FACT_WORDS[cause.name] if kind == "fact" else CAUSE_WORDS[kind], **values)
    hour = f"{cause.at:%H:%M}"
    return (
        f"{text} ({cause.at.date()})" if hour == "00:00" else f"{text} ({cause.at.date()} {hour})"
    )


def spoken(
    found: Timeline, way: Way, day: date, of: Iterable[str], words: Words
) -> list[Statement]:
    """What an answer says on a day of some rules, of the point, or of what was not researched."""
    wanted, decision = set(of), found.decision(way, day)
    gaps = {side.direction for side in decision.sides if side.zone.id in wanted}
    return [
        statement
        for statement in statements.reasons(decision, words)
        if statement.rule in wanted or (statement.code == "not_covered" and statement.side in gaps)
    ]


def _headline(found: Timeline, words: Words) -> str:
    leg, query = found.ways[0].leg, found.query
    parts = [
        f"{words.pick(leg.origin.name)} → {words.pick(leg.destination.name)}",
        days(found.since, found.until, words),
    ]
    if query.purpose:
        parts.append(words.term("purpose", query.purpose))
    if found.known_on is not None:
        parts.append(words("as known on {day}", day=found.known_on))
    return ", ".join(parts)


def _sameness(found: Timeline, change: _Change, words: Words) -> object:
    """What is told of a change, names and modes apart."""
    way, before, after = change
    point = way.leg.point.id
    own = [r for r in change.new if r.of == point]
    shut = spoken(found, way, after.start, [point], words) if own else []
    return (
        before and before.verdict,
        after.verdict,
        *(tuple(r if r.of != point else r.code for r in of) for of in (change.new, change.gone)),
        *((statement.message, statement.details) for statement in shut),
    )


def _named(found: Timeline, ways: list[Way], words: Words) -> str:
    """Ways by names and modes."""
    if len(ways) == len(found.ways) > 1:
        return words("All ways")
    return points_and_modes([found.decision(way, found.since) for way in ways], words)
