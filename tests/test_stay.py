"""Days of stay: what is counted quickly is what the Schengen Borders Code defines."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from borderrules.stay import most_days_in_window

DAY = timedelta(days=1)
#: So few days that stays often touch, overlap and fall out of the window.
_DAYS = st.integers(0, 60).map(lambda n: date(2026, 1, 1) + n * DAY)
_STAYS = st.tuples(_DAYS, _DAYS).map(lambda ends: (min(ends), max(ends)))


def counted(stays: tuple[tuple[date, date], ...], first: date, last: date, window: int) -> int:
    """The definition, word by word: for each day of the stay, look back over the window."""

    def there(day: date) -> bool:
        return any(start <= day <= end for start, end in (*stays, (first, last)))

    planned = [first + n * DAY for n in range((last - first).days + 1)]
    return max(sum(there(day - back * DAY) for back in range(window)) for day in planned)


@given(st.lists(_STAYS, max_size=4).map(tuple), _STAYS, st.integers(1, 25))
@example(((date(2026, 1, 1), date(2026, 3, 1)),), (date(2026, 3, 2), date(2026, 3, 31)), 180)
def test_the_count_is_that_of_the_definition(
    stays: tuple[tuple[date, date], ...], planned: tuple[date, date], window: int
) -> None:
    assert most_days_in_window(stays, *planned, window) == counted(stays, *planned, window)


def test_a_stay_of_a_century_is_counted_in_few_steps() -> None:
    """What is looked at is the window, not how long the stays last."""
    century = (date(1990, 1, 1), date(2089, 12, 31))
    steps = 0

    def step(_frame: Any, _event: str, _argument: Any) -> Any:
        nonlocal steps
        steps += 1
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        days = most_days_in_window((century,), *century)
    finally:
        sys.settrace(before)
    assert days == 180
    assert 0 < steps < 5_000  # a century has 36,525 days
