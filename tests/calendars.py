"""What holds of every calendar: it is whole, and says what an answer for each day says."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from borderrules import Verdict, load_rulebook

if TYPE_CHECKING:
    from borderrules.timeline import Calendar, Timeline

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

import timeline as benchmark  # noqa: E402

Data = dict[str, Any]
DAY = timedelta(days=1)
ALLOWED, UNDETERMINED, REFUSED = Verdict
BOOK = load_rulebook()
ASKED = {f"{border}, {name}": query for border, name, query in benchmark.questions(BOOK)}


def every_day(found: Timeline) -> list[date]:
    return [found.since + n * DAY for n in range((found.until - found.since).days)]


def assert_agrees(found: Timeline, days: list[date]) -> None:
    """Of each day the calendar says what an answer for the day says."""
    for day in days:
        answer = benchmark.answered(found, day)
        assert list(benchmark.disagreement(found, day, answer)) == []


def assert_whole(calendar: Calendar, found: Timeline) -> None:
    """Spans without gap or overlap from the first day to the last."""
    assert calendar.spans[0].start == found.since
    assert calendar.spans[-1].until == found.until
    for before, after in pairwise(calendar.spans):
        assert before.start < before.until == after.start
