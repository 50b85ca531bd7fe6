"""The whole calendar of an answer: on which days it is allowed, and what changes it (S7, S13).

A day is answered as `check_route` answers its bare date. Days are not looked at one by one: only
those are on which a rule, a group, a crossing point, the coverage, a paper or a count of days of
stay may change something, and the days between two of them are alike.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from borderrules import network
from borderrules.dates import MIDNIGHT, YEARS, parse_day
from borderrules.errors import Problem, QueryError, said
from borderrules.examination import Examination
from borderrules.loading import load_rulebook
from borderrules.survey import Reason, Span, Survey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from borderrules.courses import Cause
    from borderrules.leg_decisions import LegDecision
    from borderrules.legs import Leg
    from borderrules.query import Query
    from borderrules.rulebook import Rulebook

#: The longest calendar; passports and the law as it is known do not reach further.
MOST_YEARS: Final = 20

DAY: Final = timedelta(days=1)
_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class Calendar(NamedTuple):
    """Spans without a gap, in order of time."""

    spans: tuple[Span, ...]

    def on(self, day: date) -> Span:
        """The span in which a day lies: since when it is so, and until when.

        Raises ValueError for a day that is not in the calendar.
        """
        if not self.spans[0].start <= day < self.spans[-1].until:
            raise ValueError(f"{day} is not in the calendar")
        return self.spans[bisect_right(self.spans, day, key=lambda span: span.start) - 1]

    def verdict_since(self, day: date) -> date:
        """The first day since when the verdict on a day has been the same without a break."""
        alike = self.on(day)
        for span in reversed(self.spans):
            if span.start < alike.start and span.verdict is not alike.verdict:
                return span.until
        return self.spans[0].start

    def verdict_until(self, day: date) -> date:
        """The first day after a day on which the verdict is another, or the calendar over."""
        alike = self.on(day)
        later = (s.start for s in self.spans if s.start > day and s.verdict is not alike.verdict)
        return next(later, self.spans[-1].until)


class Way(NamedTuple):
    """One crossing point in one mode, and its calendar."""

    leg: Leg
    calendar: Calendar


class Difference(NamedTuple):
    """What a way is on one day and on a later one, and what stands in it on only one of them."""

    way: Way
    before: Span
    after: Span

    @property
    def gone(self) -> tuple[Reason, ...]:
        """What stood in the way only on the earlier day."""
        return tuple(r for r in self.before.reasons if r not in self.after.reasons)

    @property
    def new(self) -> tuple[Reason, ...]:
        """What stands in the way only on the later day."""
        return tuple(r for r in self.after.reasons if r not in self.before.reasons)


@dataclass(frozen=True, eq=False, repr=False)
class Timeline:
    """The calendars of every way over a border, and of the best of them (`best`).

    The reasons of a span of `best` are those of every way on its first day.
    """

    query: Query
    rulebook: Rulebook
    known_on: date | None
    strict: bool
    since: date
    until: date
    ways: tuple[Way, ...]
    best: Calendar

    def between(self, earlier: date, later: date) -> tuple[Difference, ...]:
        """What is not the same on two days, way by way. Raises ValueError outside the calendar."""
        found = (Difference(w, w.calendar.on(earlier), w.calendar.on(later)) for w in self.ways)
        return tuple(
            item
            for item in found
            if item.before.verdict is not item.after.verdict or item.gone or item.new
        )

    def decision(self, way: Way, day: date) -> LegDecision:
        """All that an answer for a day says of one way."""
        query, known_on = on_day(self.query, day), self.known_on or date.max
        return Examination(self.rulebook, query, known_on, strict=self.strict).decide(way.leg)


def timeline(
    query: Query,
    rulebook: Rulebook | None,
    since: date | str,
    until: date | str,
    *,
    strict: bool = False,
) -> Timeline:
    """The calendar of a query over one border, from the day `since` up to but without `until`.

    The day of the query does not matter; a stay that was told is as long on every day. Raises
    QueryError for a journey over several borders, and for more than `MOST_YEARS` years.
    """
    book = rulebook if rulebook is not None else load_rulebook()
    first, end = (day if isinstance(day, date) else parse_day(day) for day in (since, until))
    if problem := _range_problem(first, end):
        raise QueryError([Problem("", 0, "BR501", f"`timeline`: {problem}")])
    start, target = network.ends(query, book)
    if not network.is_single_border(query, book, start, target):
        message = "a timeline is of one border: name two neighbouring countries or zones"
        raise QueryError([Problem("", 0, "BR503", message)])
    known_on = query.known_on if isinstance(query.known_on, date) else None
    survey = Survey(
        book, lambda day: on_day(query, day), known_on or date.max, first, end, strict=strict
    )
    ways = tuple(
        Way(leg, Calendar(survey.spans(leg))) for leg in network.legs(query, book, start, target)
    )
    best = Calendar(tuple(_best_spans(ways)))
    return Timeline(query, book, known_on, strict, first, end, ways, best)


def on_day(query: Query, day: date) -> Query:
    """The same question for the bare date of another day; a stay that was told is as long."""
    on: datetime = query.on  # type: ignore[assignment]
    changed: dict[str, object] = {"on": datetime.combine(day, MIDNIGHT), "bare_date": True}
    if isinstance(query.leave_on, date):
        changed["leave_on"] = query.leave_on + (day - on.date())
    return query.but(**changed, arrive_by=None)


def parse_interval(text: str) -> tuple[date, date]:
    """The first day of an interval `A/B` of days or months, and the day after its last.

    Both ends are meant, months whole. Raises ValueError for anything else.

    >>> parse_interval("2022-01/2026-12")
    (datetime.date(2022, 1, 1), datetime.date(2027, 1, 1))
    """
    first, slash, last = text.strip().partition("/")
    if not slash:
        raise ValueError(f"`{said(text)}` is no interval; write 2022-01/2026-12")
    since, _ = _days_of(first)
    _, until = _days_of(last)
    if problem := _range_problem(since, until):
        raise ValueError(problem)
    return since, until


def _days_of(text: str) -> tuple[date, date]:
    """The first day of a month or a day, and the day after its last."""
    month = _MONTH.fullmatch(text)
    if month is None:
        try:
            day = parse_day(text)
        except ValueError:
            raise ValueError(
                f"`{said(text)}` is no month and no day; write 2022-01/2026-12, "
                "or 2022-02-24/2022-03-31"
            ) from None
        return day, day + DAY
    year, number = int(month[1]), int(month[2])
    if year not in YEARS:
        raise ValueError(f"the year of `{said(text)}` is not between {YEARS[0]} and {YEARS[-1]}")
    return date(year, number, 1), date(year + number // 12, number % 12 + 1, 1)


def _range_problem(since: date, until: date) -> str:
    if since >= until:
        return "it ends before it begins"
    if (until - since).days > MOST_YEARS * 366:
        return f"it is longer than {MOST_YEARS} years"
    return ""


def _best_spans(ways: tuple[Way, ...]) -> Iterator[Span]:
    """The calendar of the best verdict, whichever way has it."""
    calendars = [way.calendar for way in ways]
    days = sorted({span.start for calendar in calendars for span in calendar.spans})
    before: list[Span] = []
    found: Span | None = None
    for day in days:
        now = [calendar.on(day) for calendar in calendars]
        verdict = min(span.verdict for span in now)
        if found is None or verdict is not found.verdict:
            causes: dict[Cause, None] = {}
            if found is not None:
                yield found._replace(until=day)
                for was, span in zip(before, now, strict=True):
                    decides = was.verdict is found.verdict or span.verdict is verdict
                    if decides and was.verdict is not span.verdict:
                        causes |= dict.fromkeys(span.causes)
            shared = (r for r in now[0].reasons if all(r in span.reasons for span in now))
            found = Span(day, day, verdict, tuple(shared), tuple(causes))
        before = now
    if found is not None:
        yield found._replace(until=calendars[0].spans[-1].until)
