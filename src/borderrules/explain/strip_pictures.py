"""Strips of time as SVG: what each crossing point was on every day of the two years before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from markupsafe import Markup

from borderrules.decisions import Verdict
from borderrules.errors import QueryError, one_line
from borderrules.explain.statements import point_name
from borderrules.explain.ways import VERDICT_NAMES
from borderrules.timeline import timeline

if TYPE_CHECKING:
    from datetime import datetime

    from borderrules.routes import Answer
    from borderrules.timeline import Calendar, Timeline
    from borderrules.words import Words

YEARS: Final = 2
#: Height of a strip, and from where a bar hangs: what is allowed stands full, the rest lower.
HEIGHT: Final = 20
_TOP: Final = {Verdict.ALLOWED: 0, Verdict.UNDETERMINED: 9, Verdict.REFUSED: 15}


class Stretch(NamedTuple):
    """Days with one verdict, from `first` to `last`."""

    first: date
    last: date
    verdict: Verdict
    word: str


class Strip(NamedTuple):
    """One crossing point over time."""

    point: str
    name: str
    stretches: tuple[Stretch, ...]
    picture: Markup


class Strips(NamedTuple):
    """The strips of a border, and the first days of the years in them, each with its place."""

    first: date
    last: date
    years: tuple[tuple[int, float], ...]
    strips: tuple[Strip, ...]


def strips(answer: Answer, words: Words) -> Strips | None:
    """The two years up to the day of the journey; None for a journey over several borders."""
    on: datetime = answer.query.on  # type: ignore[assignment]
    end = on.date() + timedelta(days=1)
    since = end.replace(year=end.year - YEARS, day=min(end.day, 28))
    try:
        found = timeline(answer.query, answer.rulebook, since, end, strict=answer.strict)
    except QueryError:
        return None
    years = tuple(
        (year, _share(date(year, 1, 1), found)) for year in range(since.year + 1, end.year + 1)
    )
    return Strips(since, on.date(), years, tuple(_strips(found, words)))


def _share(day: date, found: Timeline) -> float:
    """How far a day is on the way from the first to the last, in per cent."""
    return round(100 * (day - found.since).days / (found.until - found.since).days, 2)


def _strips(found: Timeline, words: Words) -> list[Strip]:
    calendars: dict[str, list[Calendar]] = {}
    names: dict[str, str] = {}
    for way in found.ways:
        point = way.leg.point
        calendars.setdefault(point.id, []).append(way.calendar)
        names[point.id] = one_line(point_name(point, way.leg.origin.id, words))
    return [
        Strip(point, names[point], stretches, _picture(stretches, found))
        for point, of_point in calendars.items()
        for stretches in (_stretches(of_point, found, words),)
    ]


def _stretches(calendars: list[Calendar], found: Timeline, words: Words) -> tuple[Stretch, ...]:
    """The best verdict of all modes, day by day."""
    days = sorted({span.start for calendar in calendars for span in calendar.spans})
    told: list[tuple[date, Verdict]] = []
    for day in days:
        verdict = min(calendar.on(day).verdict for calendar in calendars)
        if not told or told[-1][1] is not verdict:
            told.append((day, verdict))
    ends = [day for day, _ in told[1:]] + [found.until]
    return tuple(
        Stretch(day, end - timedelta(days=1), verdict, words(VERDICT_NAMES[verdict]))
        for (day, verdict), end in zip(told, ends, strict=True)
    )


def _picture(stretches: tuple[Stretch, ...], found: Timeline) -> Markup:
    """Bars as wide as they last; words beside the picture say the same."""
    bars = (
        Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
            stretch.verdict.word,
            _share(stretch.first, found),
            _TOP[stretch.verdict],
            round(
                _share(stretch.last + timedelta(days=1), found) - _share(stretch.first, found), 2
            ),
            HEIGHT - _TOP[stretch.verdict],
        )
        for stretch in stretches
    )
    return Markup(
        '<svg class="strip" viewBox="0 0 100 {}" preserveAspectRatio="none" aria-hidden="true">'
        "{}</svg>"
    ).format(HEIGHT, Markup("").join(bars))
