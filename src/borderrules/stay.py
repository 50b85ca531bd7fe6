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
    present = {
        day
        for start, end in (*stays, (first, last))
        for day in _days(max(start, first - timedelta(days=window)), min(end, last))
    }
    most = 0
    for day in _days(first, last):
        begin = day - timedelta(days=window - 1)
        most = max(most, sum(begin <= other <= day for other in present))
        if day - first > timedelta(days=window):  # the planned stay alone fills every later window
            break
    return most


def _days(start: date, end: date) -> list[date]:
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]
