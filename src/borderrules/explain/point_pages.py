"""The crossing points as Markdown pages, in English: one for each, and a table of all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from borderrules.chronicle import Days, State, chronicle, shares
from borderrules.explain.markdown import link, page, percent, table, target
from borderrules.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from borderrules.measures import Point, Source, Status, Text
    from borderrules.rulebook import Rulebook

#: The day on which the time that was researched begins.
FIRST_DAY = date(2022, 2, 24)

_SIGNS = {
    State.OPEN: "█",
    State.OPEN_UNCONFIRMED: "▓",
    State.RESTRICTED: "▒",
    State.RESTRICTED_UNCONFIRMED: "░",
    State.CLOSED: "·",
    State.UNKNOWN: "?",
}
_WORDS = Words("en")
_STATES = """\
Open: round the clock, both ways, in every mode that the point was ever open to. Restricted: open,
but short of that in modes, directions, hours (or its hours are not known), or for a part of the
day. Not confirmed: the status has no known end, and the day lies more than 90 days after its last
confirmation. Unknown: no source covers the day. Rules that close a point to some travellers only
are not counted here."""


class Chapter(NamedTuple):
    """A crossing point, its days, and its sources as their file tells them."""

    point: Point
    zones: tuple[str, str]
    days: tuple[Days, ...]
    sources: tuple[dict[str, Any], ...]


def point_pages(book: Rulebook, last: date) -> dict[str, str]:
    """Every page by its file's name: `index.md`, and one for each crossing point."""
    chapters = [_chapter(book, point, last) for point in book.points]
    pages = {f"{chapter.point.id}.md": _page(chapter) for chapter in chapters}
    return {"index.md": _index(chapters, last), **pages}


def _chapter(book: Rulebook, point: Point, last: date) -> Chapter:
    first, second = (_WORDS.pick(book.zones[zone].name) for zone in point.zones)
    sources = tuple(book.documents["points"][point.id]["sources"])
    return Chapter(point, (first, second), chronicle(book, point, FIRST_DAY, last), sources)


def _index(chapters: list[Chapter], last: date) -> str:
    days = (last - FIRST_DAY).days + 1
    totals = [
        sum(item.length for c in chapters for item in c.days if item.state is state)
        for state in State
    ]
    share = [percent(total / (days * len(chapters))) for total in totals]
    unsure = sum(_without_hours(chapter) for chapter in chapters) / (days * len(chapters))
    rows = [
        _index_row(chapter) for chapter in sorted(chapters, key=lambda c: (c.zones, c.point.id))
    ]
    head = ["point", "border", "kind", f"on {last}", "last confirmed", *State]
    return page(
        [
            ["# Crossing points, day by day"],
            [
                f"{len(chapters)} crossing points, each day from {FIRST_DAY} to {last} "
                f"({days} days), by what is known now. The shares of days are in per cent.",
            ],
            [_STATES],
            [
                f"On {percent(unsure)} % of all days a point is called restricted for no other "
                "reason than that its hours are not known.",
            ],
            table(head, [*rows, ["**all**", "", "", "", "", *share]], len(State)),
        ]
    )


def _index_row(chapter: Chapter) -> list[str]:
    point, days = chapter.point, chapter.days
    return [
        f"[{_names(point)}]({point.id}.md)",
        " – ".join(chapter.zones),
        point.kind,
        days[-1].state,
        str(_confirmed(days, len(days) - 1) or "—"),
        *(percent(float(share)) for share in shares(days).values()),
    ]


def _page(chapter: Chapter) -> str:
    point = chapter.point
    names = [
        [chapter.zones[n], point.names[zone]["en"], point.names[zone]["ru"]]
        for n, zone in enumerate(point.zones)
    ]
    length = sum(item.length for item in chapter.days)
    parts = [f"{percent(float(v))} % {k}" for k, v in shares(chapter.days).items() if v]
    unsure = _without_hours(chapter)
    rows = (_days_row(chapter, number) for number in range(len(chapter.days)))
    return page(
        [
            [f"# {_names(point)}"],
            [f"`{point.id}`, {point.kind}, {' – '.join(chapter.zones)}. [All points](index.md)"],
            table(["side", "name", "name in Russian"], names),
            [f"Also called: {', '.join(point.aliases)}."] if point.aliases else [],
            [_place(point)],
            ["## Month by month"],
            ["```text", *_strip(chapter.days), "```"],
            ["A month shows what it was on most of its days:"],
            [", ".join(f"`{sign}` {state}" for state, sign in _SIGNS.items()) + "."],
            ["## Day by day"],
            [f"{length} days: {'; '.join(parts)}. What these words mean: [index](index.md)."],
            [f"Restricted only as the hours are not known: {unsure} days."] if unsure else [],
            table(["from", "to", "state", "why", "last confirmed", "sources", "days"], rows, 1),
            ["## Single closures"],
            _closure_lines(chapter) or ["None is recorded."],
            ["## What is not known"],
            _unknown_lines(chapter),
            ["## Sources"],
            [_source_line(source) for source in chapter.sources],
            [f"[{s['id']}]: {target(s['url'])}" for s in chapter.sources if "id" in s],
        ]
    )


def _without_hours(chapter: Chapter) -> int:
    return sum(item.length for item in chapter.days if item.limits.only_hours_unknown)


def _names(point: Point) -> str:
    return " – ".join(dict.fromkeys(point.names[zone]["en"] for zone in point.zones))


def _place(point: Point) -> str:
    if point.coordinates is None:
        return "Where exactly it lies: no coordinates with a source were found."
    lat, lon = point.coordinates
    link = f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=14/{lat}/{lon}"
    return f"Place: [{lat}, {lon}]({link}) (OpenStreetMap)."


def _strip(days: tuple[Days, ...]) -> list[str]:
    """One line a year, one sign a month; blank before the first day and after the last."""
    lines = ["     JFMAMJJASOND"]
    for year in range(days[0].first.year, days[-1].last.year + 1):
        signs = (_month_sign(days, year, month) for month in range(1, 13))
        lines.append(f"{year} {''.join(signs)}".rstrip())
    return lines


def _month_sign(days: tuple[Days, ...], year: int, month: int) -> str:
    first = date(year, month, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    most = dict.fromkeys(State, 0)
    for item in days:
        overlap = (min(item.last, last) - max(item.first, first)).days + 1
        most[item.state] += max(0, overlap)
    state = max(State, key=lambda s: most[s])
    return _SIGNS[state] if most[state] else " "


def _days_row(chapter: Chapter, number: int) -> list[str]:
    item = chapter.days[number]
    cited = [source for status in item.statuses for source in status.sources]
    cited += [source for closure in item.closures for source in closure.sources]
    return [
        str(item.first),
        str(item.last),
        item.state,
        _why(chapter, number),
        str(_confirmed(chapter.days, number) or "—"),
        _citations(cited) or "—",
        str(item.length),
    ]


def _citations(sources: Iterable[Source]) -> str:
    return ", ".join(dict.fromkeys(f"[{source.id}]" for source in sources))


def _confirmed(days: tuple[Days, ...], number: int) -> date | None:
    """When the days' last status, or before unknown days the one that ran out, was confirmed."""
    status = _last_status(days, number)
    return status.last_confirmed if status else None


def _last_status(days: tuple[Days, ...], number: int) -> Status | None:
    return next((d.statuses[-1] for d in reversed(days[: number + 1]) if d.statuses), None)


def _why(chapter: Chapter, number: int) -> str:
    item = chapter.days[number]
    if item.state is State.UNKNOWN:
        return _ran_out(chapter.days, number)
    parts = _limits(chapter, item)
    if item.state in (State.OPEN_UNCONFIRMED, State.RESTRICTED_UNCONFIRMED):
        parts.append(f"Not confirmed since {_confirmed(chapter.days, number)}.")
    parts += [_sentence(closure.reason) for closure in item.closures]
    parts += [_sentence(status.reason) for status in item.statuses if status.reason]
    return " ".join(parts) or "Round the clock, both ways."


def _sentence(text: Text) -> str:
    english = _WORDS.pick(text)
    return english[0].upper() + english[1:].rstrip(".") + "."


def _ran_out(days: tuple[Days, ...], number: int) -> str:
    status = _last_status(days, number)
    if status is None:
        return "No source covers these days, nor any before."
    was = "open" if status.open else "closed"
    caution = f" {_WORDS.pick(status.caution)}" if status.caution else ""
    return f"No source covers these days. Before, it was {was}.{caution}"


def _limits(chapter: Chapter, item: Days) -> list[str]:
    parts = []
    if item.limits.closed_to:
        modes = ", ".join(sorted(_WORDS.term("mode", mode) for mode in item.limits.closed_to))
        parts.append(f"Not {modes}.")
    for zone in sorted(item.limits.no_way):
        parts.append(f"No way out of {chapter.zones[chapter.point.zones.index(zone)]}.")
    if item.limits.hours:
        parts += [text for status in item.statuses if (text := _hours(chapter, status))]
    if item.limits.part_of_day:
        parts.append(f"A part of the day only{_edges(item)}.")
    return parts


def _hours(chapter: Chapter, status: Status) -> str:
    told = []
    for zone, hours in status.hours.items():
        place = chapter.zones[chapter.point.zones.index(zone)]
        text = "not known" if hours is None else "; ".join(map(str, hours))
        told.append(f"{text} ({place})")
    return f"Hours: {', '.join(told)}." if told else ""


def _edges(item: Days) -> str:
    """The hours at which the status changes on the days, for `part of the day`."""
    periods = [record.period for record in item.statuses]
    periods += [record.period for record in item.closures]
    edges = {
        moment
        for period in periods
        for moment in period
        if moment and item.first <= moment.date() <= item.last and str(moment.time())[:5] != "00:00"
    }
    return f" (changes {', '.join(f'{moment:%Y-%m-%d %H:%M}' for moment in sorted(edges))})"


def _closure_lines(chapter: Chapter) -> list[str]:
    lines = []
    for closure in chapter.point.closures:
        start, until = closure.period
        end = f"{until:%Y-%m-%d %H:%M}" if until else "no known end"
        caution = f" {_WORDS.pick(closure.caution)}" if closure.caution else ""
        reason, cited = _sentence(closure.reason), _citations(closure.sources)
        lines.append(f"- {start:%Y-%m-%d %H:%M} to {end}: {reason}{caution} {cited}")
    return lines


def _unknown_lines(chapter: Chapter) -> list[str]:
    point, days, lines = chapter.point, chapter.days, []
    for number, item in enumerate(days):
        if item.state is State.UNKNOWN:
            lines.append(f"- {item.first} to {item.last}: {_ran_out(days, number)}")
        elif item.state in (State.OPEN_UNCONFIRMED, State.RESTRICTED_UNCONFIRMED):
            since = _confirmed(days, number)
            lines.append(f"- {item.first} to {item.last}: not confirmed since {since}.")
    for status in point.timeline:
        told = any(status in item.statuses for item in days)
        if told and status.caution:
            lines.append(f"- From {status.period.start:%Y-%m-%d}: {_WORDS.pick(status.caution)}")
    if all(source["tier"] == "press" for source in chapter.sources):
        lines.append("- No law or official page was found: all sources are press reports.")
    return lines or ["Nothing of what is told here."]


def _source_line(source: dict[str, Any]) -> str:
    name = source["publisher"] + (f", {source['published']}" if source.get("published") else "")
    cited = f"{source['id']}: " if "id" in source else ""
    return (
        f"- {cited}{link(name, source['url'])} ({source['tier']}), "
        f"for {', '.join(source['supports']).replace('_', ' ')}"
    )
