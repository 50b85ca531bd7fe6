"""A timeline as JSON: stable codes and keys, its schema published (`borderrules schema timeline`).

Every end of days is the day after the last: `until` is no more in the span.
"""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import TypedDict

from borderrules.explain import statements
from borderrules.explain.calendar_text import DAY, cause_text, spoken
from borderrules.explain.document import echo
from borderrules.explain.json_types import PointJSON, RulesJSON, VerdictWord
from borderrules.explain.notes import disclaimer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from borderrules.courses import Cause
    from borderrules.decisions import Verdict
    from borderrules.survey import Reason
    from borderrules.timeline import Calendar, Timeline, Way
    from borderrules.words import Words

#: Raised when a key changes its meaning or goes away; new keys do not raise it.
SCHEMA_VERSION = 1


class ReasonJSON(TypedDict):
    """What stands, or may stand, in the way.

    `code` is `applies` or `undetermined` (the rule `of`), `point_closed` and so on (the crossing
    point `of`), or `not_covered` (nothing was researched on the `topic` in the zone `of`).
    """

    code: str
    of: str
    side: str | None
    topic: str | None
    title: str


class CauseJSON(TypedDict):
    """What changed at a civil moment there, of the rule, crossing point or zone `of`.

    `name` is the group or the fact; of a version the day from which it holds.
    """

    kind: Literal["version", "group", "fact", "status", "closure", "coverage"]
    of: str
    name: str | None
    at: str
    message: str


#: Days that are alike, what stands in the way on them, and what changed since the day before.
CalendarSpanJSON = TypedDict(
    "CalendarSpanJSON",
    {
        "from": str,
        "until": str,
        "verdict": VerdictWord,
        "reasons": list[ReasonJSON],
        "appeared": list[ReasonJSON],
        "disappeared": list[ReasonJSON],
        "causes": list[CauseJSON],
    },
)

#: One crossing point in one mode.
WayJSON = TypedDict(
    "WayJSON",
    {
        "from": str,
        "to": str,
        "crossing_point": PointJSON,
        "mode": str,
        "spans": list[CalendarSpanJSON],
    },
)


class AskedDayJSON(TypedDict):
    """The day of the question: since when and until when the best verdict is what it is then.

    Null where that is not within the calendar.
    """

    day: str
    verdict: VerdictWord
    since: str | None
    until: str | None


class DifferenceJSON(TypedDict):
    """What a way is on the first and the last day, where that differs."""

    crossing_point: str
    mode: str
    before: VerdictWord
    after: VerdictWord
    appeared: list[ReasonJSON]
    disappeared: list[ReasonJSON]


class TimelineJSON(TypedDict):
    """A calendar from the day `since` up to but without `until`; `best` is that of the best way."""

    schema_version: int
    rules: RulesJSON
    known_on: str | None
    strict: bool
    query: dict[str, Any]
    since: str
    until: str
    on: AskedDayJSON | None
    best: list[CalendarSpanJSON]
    ways: list[WayJSON]
    first_and_last: list[DifferenceJSON]
    disclaimer: str


def timeline_document(found: Timeline, words: Words) -> TimelineJSON:
    """The whole timeline as plain data that `json` can write."""
    book, teller = found.rulebook, _Teller(found, words)
    return {
        "schema_version": SCHEMA_VERSION,
        "rules": {"version": book.version, "digest": book.digest},
        "known_on": str(found.known_on) if found.known_on else None,
        "strict": found.strict,
        "query": echo(found.query),
        "since": str(found.since),
        "until": str(found.until),
        "on": _asked_day(found),
        "best": list(teller.spans(found.ways[0], found.best)),
        "ways": [teller.way(way) for way in found.ways],
        "first_and_last": list(teller.differences()),
        "disclaimer": disclaimer(words),
    }


def _asked_day(found: Timeline) -> AskedDayJSON | None:
    on: datetime = found.query.on  # type: ignore[assignment]
    day, best = on.date(), found.best
    if not found.since <= day < found.until:
        return None
    since, until = best.verdict_since(day), best.verdict_until(day)
    return {
        "day": str(day),
        "verdict": _word(best.on(day).verdict),
        "since": str(since) if since > found.since else None,
        "until": str(until) if until < found.until else None,
    }


class _Teller:
    """Words the parts of a timeline; what was worded once is remembered."""

    def __init__(self, found: Timeline, words: Words) -> None:
        self.found, self.words = found, words
        self._titles: dict[tuple[object, ...], str] = {}

    def way(self, way: Way) -> WayJSON:
        leg, place = way.leg, way.leg.point.coordinates
        return {
            "from": leg.origin.id,
            "to": leg.destination.id,
            "crossing_point": {
                "id": leg.point.id,
                "name": statements.point_name(leg.point, leg.origin.id, self.words),
                "state": self.found.decision(way, self.found.since).availability.code,
                "coordinates": list(place) if place else None,
            },
            "mode": leg.mode,
            "spans": list(self.spans(way, way.calendar)),
        }

    def spans(self, way: Way, calendar: Calendar) -> Iterator[CalendarSpanJSON]:
        """The spans of a calendar."""
        for before, span in pairwise(chain([None], calendar.spans)):
            assert span is not None
            was = before.reasons if before else ()
            day = span.start
            yield {
                "from": str(day),
                "until": str(span.until),
                "verdict": _word(span.verdict),
                "reasons": self.reasons(way, day, span.reasons),
                "appeared": self.reasons(way, day, _without(span.reasons, was)) if before else [],
                "disappeared": self.reasons(way, day - DAY, _without(was, span.reasons)),
                "causes": [self.cause(cause) for cause in span.causes],
            }

    def differences(self) -> Iterator[DifferenceJSON]:
        """What is not the same on the first and the last day, where a calendar has more days."""
        first, last = self.found.since, self.found.until - DAY
        for item in self.found.between(first, last):
            leg = item.way.leg
            yield {
                "crossing_point": leg.point.id,
                "mode": leg.mode,
                "before": _word(item.before.verdict),
                "after": _word(item.after.verdict),
                "appeared": self.reasons(item.way, last, item.new),
                "disappeared": self.reasons(item.way, first, item.gone),
            }

    def reasons(self, way: Way, day: date, reasons: tuple[Reason, ...]) -> list[ReasonJSON]:
        """Reasons of a way on a day."""
        return [
            {
                "code": str(reason.code),
                "of": reason.of,
                "side": reason.side or None,
                "topic": reason.topic or None,
                "title": self.title(way, day, reason),
            }
            for reason in reasons
        ]

    def title(self, way: Way, day: date, reason: Reason) -> str:
        """What a reason is called."""
        key = (way.leg.point.id, way.leg.mode, reason)
        if key not in self._titles:
            rules = self.found.rulebook.documents["rules"]
            if reason.of in rules:
                title = self.words.pick(self.found.rulebook.rule(reason.of).title)
            else:
                told = spoken(self.found, way, day, [reason.of], self.words)
                title = told[0].title if told else ""
            self._titles[key] = title
        return self._titles[key]

    def cause(self, cause: Cause) -> CauseJSON:
        """What changed."""
        return {
            "kind": cause.kind,
            "of": cause.of,
            "name": cause.name or None,
            "at": f"{cause.at:%Y-%m-%dT%H:%M}",
            "message": cause_text(cause, self.found, self.words),
        }


def _without(reasons: tuple[Reason, ...], others: tuple[Reason, ...]) -> tuple[Reason, ...]:
    return tuple(reason for reason in reasons if reason not in others)


def _word(verdict: Verdict) -> VerdictWord:
    return verdict.word  # type: ignore[return-value]
