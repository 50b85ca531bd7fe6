"""Arithmetic of stays: 90 days in any 180 (Schengen Borders Code, Article 6(1) and (2))."""

from __future__ import annotations

from datetime import date, timedelta

WINDOW = 180


def most_days_in_window(
    stays: tuple[tuple[date, date], ...], first: date, last: date, window: int = WINDOW
) -> int:
    """The most days present in any `window` days that end on a day of the planned stay.

    `stays` are earlier stays, the planned one is `first` to `last`; both days of each count.
    A day that lies in two stays counts once.

    >>> earlier = (date(2026, 1, 1), date(2026, 3, 1))
    >>> most_days_in_window((earlier,), date(2026, 3, 2), date(2026, 3, 31))
    90
    """
    # Each day of the planned stay adds itself to the window and drops one day at most, so the
    # window that ends on the last day holds the most.
    begin = last - timedelta(days=window - 1)
    present = {
        day
        for start, end in (*stays, (first, last))
        for day in _days(max(start, begin), min(end, last))
    }
    return len(present)


def _days(start: date, end: date) -> list[date]:
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]
