"""Civil time: moments, half-open periods, calendar durations and opening hours (S7).

A moment in a rule is a naive `datetime` on the civil clock of the place where it is read;
`instant()` turns it into UTC with a zone's clock. No `until` means open-ended.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from borderrules.errors import said

if TYPE_CHECKING:
    from dateutil.relativedelta import relativedelta

_MOMENT: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d))?")
_DURATION: Final = re.compile(
    r"P(?=.)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?"
    r"(?:T(?=.)(?:(\d{1,4})H)?(?:(\d{1,4})M)?)?"
)
_RANGE: Final = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")

#: Years for which anything is asked or encoded; outside, a date is taken for a slip of the pen.
YEARS: Final = range(1900, 2101)
MIDNIGHT: Final = time()


def parse_moment(text: str) -> tuple[datetime, bool]:
    """A moment, and whether it was a bare date (`2024-06-01`) rather than `2024-06-01T22:00`.

    Raises ValueError for anything else, impossible dates and years outside 1900 to 2100.

    >>> parse_moment("2024-06-01T22:00")
    (datetime.datetime(2024, 6, 1, 22, 0), False)
    """
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"`{said(text)}` is no date; write 2024-06-01 or 2024-06-01T22:00")
    try:
        day = date.fromisoformat(match[1])
        hour = time.fromisoformat(match[2]) if match[2] else MIDNIGHT
    except ValueError:
        raise ValueError(f"there is no such date or hour: `{said(text)}`") from None
    if day.year not in YEARS:
        raise ValueError(f"the year of `{said(text)}` is not between {YEARS[0]} and {YEARS[-1]}")
    return datetime.combine(day, hour), match[2] is None


def parse_day(text: str) -> date:
    """A bare date. Raises ValueError for anything else.

    >>> parse_day("2024-02-29")
    datetime.date(2024, 2, 29)
    """
    moment, bare = parse_moment(text)
    if not bare:
        raise ValueError(f"`{text}` has an hour; write the day only, such as {moment.date()}")
    return moment.date()


def parse_duration(text: str) -> relativedelta:
    """A calendar duration of ISO 8601: `P3M` is three months on the calendar, not 90 days.

    Raises ValueError if it is none.

    >>> date(2024, 11, 30) + parse_duration("P3M")
    datetime.date(2025, 2, 28)
    """
    from dateutil.relativedelta import relativedelta

    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(f"`{text}` is no duration; write P3M, P10Y, P15D or PT48H")
    years, months, weeks, days, hours, minutes = (int(part or 0) for part in match.groups())
    return relativedelta(
        years=years, months=months, weeks=weeks, days=days, hours=hours, minutes=minutes
    )


@lru_cache(maxsize=256)
def duration(text: str) -> relativedelta:
    """`parse_duration`, remembered: rules use few durations and use them often."""
    return parse_duration(text)


@lru_cache(maxsize=64)
def clock(name: str) -> ZoneInfo:
    """The clock of a zone by its IANA name (`Europe/Oslo`). Raises ValueError if there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        raise ValueError(
            f"there is no clock `{name}`; write an IANA name like `Europe/Oslo`"
        ) from None


@lru_cache(maxsize=8192)
def instant(moment: datetime, clock_name: str) -> datetime:
    """The UTC instant of a civil moment; in the hour that occurs twice, the first."""
    return moment.replace(tzinfo=clock(clock_name)).astimezone(UTC)


def exists(moment: datetime, clock_name: str) -> bool:
    """Whether a zone's clock ever shows a civil moment: in spring it jumps over an hour.

    >>> exists(datetime(2026, 3, 29, 3, 30), "Europe/Helsinki")
    False
    """
    return civil(instant(moment, clock_name), clock_name) == moment


@lru_cache(maxsize=8192)
def civil(at: datetime, clock_name: str) -> datetime:
    """The civil moment (naive) that a zone's clock shows at an instant."""
    return at.astimezone(clock(clock_name)).replace(tzinfo=None)


class Period(NamedTuple):
    """A half-open stretch of civil time: from `start`, up to but without `until`."""

    start: datetime
    until: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in it."""
        return self.start <= moment and (self.until is None or moment < self.until)

    def overlaps(self, other: Period) -> bool:
        """Whether some moment lies in both."""
        return (other.until is None or self.start < other.until) and (
            self.until is None or other.start < self.until
        )


class OpeningHours(NamedTuple):
    """When a side of a crossing point works, on that side's own clock.

    `ranges` are minutes of the day, an end past 1440 reaching into the next day; `rrule`
    (RFC 5545) limits them to recurring days, `""` is every day.
    """

    ranges: tuple[tuple[int, int], ...]
    rrule: str = ""

    def intervals(self, first: date, last: date) -> list[tuple[datetime, datetime]]:
        """The open stretches that begin on the days `first` to `last`, both included."""
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        if self.rrule:
            days = [day for day in days if _recurs(self.rrule, day)]
        return [
            (
                datetime.combine(day, MIDNIGHT) + timedelta(minutes=opens),
                datetime.combine(day, MIDNIGHT) + timedelta(minutes=closes),
            )
            for day in days
            for opens, closes in self.ranges
        ]

    def __str__(self) -> str:
        return ", ".join(
            f"{a // 60:02}:{a % 60:02}–{b // 60 % 24:02}:{b % 60:02}" for a, b in self.ranges
        )


@lru_cache(maxsize=4096)
def _recurs(rule: str, day: date) -> bool:
    from dateutil.rrule import rrulestr

    # 1 January 2018 was a Monday, so weekly rules count whole weeks from it.
    start = datetime(2018, 1, 1)
    moment = datetime.combine(day, MIDNIGHT)
    return bool(rrulestr(rule, dtstart=start).between(moment, moment, inc=True))


def parse_hours(text: str) -> OpeningHours:
    """Opening hours such as `07:00-23:00` or `07:00-12:00, 13:00-19:00`.

    An end at or before its start is on the next day. Raises ValueError if it is none.

    >>> str(parse_hours("22:00-06:00"))
    '22:00–06:00'
    """
    ranges: list[tuple[int, int]] = []
    for part in text.split(","):
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"`{text}` are no hours; write 07:00-23:00, or unknown")
        opens, closes = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
        if opens >= 1440 or closes > 1440:
            raise ValueError(f"`{text}` goes past 24:00")
        ranges.append((opens, closes if closes > opens else closes + 1440))
    return OpeningHours(tuple(ranges))
