"""A calendar as a strip of signs, one a month, and its dates in words."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from borderrules.decisions import Verdict
from borderrules.terms import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from borderrules.timeline import Calendar
    from borderrules.words import Words

LEGEND = N_("One sign a month: █ allowed, ▒ on some days only, ? not settled, · refused.")

#: Years side by side: 12 signs each, a blank between, within 80 columns.
_ABREAST = 5


def strip(calendar: Calendar, *, years: bool = True) -> list[str]:
    """The months of a calendar, five years abreast, under the years that they are of.

    Without `years`, a strip of one row stands under another that has them.
    """
    months = list(_months(calendar))
    by_year = [list(of) for _, of in groupby(months, key=lambda month: month.year)]
    lines = []
    for number in range(0, len(by_year), _ABREAST):
        abreast = by_year[number : number + _ABREAST]
        if years or len(by_year) > _ABREAST:
            lines.append(" ".join(f"{year[0].year:<12}" for year in abreast).rstrip())
        rows = (
            " " * (year[0].month - 1) + "".join(_sign(calendar, month) for month in year)
            for year in abreast
        )
        lines.append(" ".join(f"{row:<12}" for row in rows).rstrip())
    return lines


def days(start: date, until: date, words: Words) -> str:
    """The days from `start` up to but without `until`, in words."""
    last = until - timedelta(days=1)
    return words("{first} to {last}", first=start, last=last) if last > start else str(start)


def _months(calendar: Calendar) -> Iterator[date]:
    """The first day of every month of which a calendar has a day."""
    month = calendar.spans[0].start.replace(day=1)
    while month < calendar.spans[-1].until:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)


def _sign(calendar: Calendar, month: date) -> str:
    """What a month is, as far as the calendar has its days."""
    end = (month + timedelta(days=31)).replace(day=1)
    verdicts = {s.verdict for s in calendar.spans if s.start < end and month < s.until}
    if Verdict.ALLOWED in verdicts:
        return "█" if len(verdicts) == 1 else "▒"
    return "?" if Verdict.UNDETERMINED in verdicts else "·"
