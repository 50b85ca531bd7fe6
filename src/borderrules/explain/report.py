"""An answer as one HTML page that needs nothing else: no network, no script, no other file.

It says what the text says, in the same words, and adds a map and the two years before.
"""

from __future__ import annotations

import re
from datetime import date, time
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from babel.dates import format_date, format_time
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from borderrules.decisions import Verdict
from borderrules.errors import one_line
from borderrules.explain.depths import add_proof
from borderrules.explain.map_drawing import Mark, drawing, shape
from borderrules.explain.outline import ADDRESS, Entry, Outline
from borderrules.explain.statements import point_name
from borderrules.explain.strip_pictures import strips
from borderrules.explain.text import VERDICT_WORDS
from borderrules.explain.ways import is_journey, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from babel import Locale
    from jinja2 import Template

    from borderrules.journeys import Route
    from borderrules.leg_decisions import LegDecision
    from borderrules.routes import Answer
    from borderrules.words import Words

#: What becomes a link, or a date in the words of the language.
_RICH: Final = re.compile(
    rf"(?P<address>{ADDRESS.pattern})|(?<![\w-])(?P<day>\d{{4}}-\d\d-\d\d)"
    r"(?:[ T](?P<time>\d\d:\d\d))?(?![\w-])"
)
_AFTER_ADDRESS: Final = ".,;:!?)]}"

#: Whose land and borders the map shows.
LAND_FROM: Final = "Natural Earth"


class Row(NamedTuple):
    """One crossing point in the table, with the ways to cross that have one verdict.

    `number` is that of the map, 0 for what is not on it.
    """

    number: int
    name: str
    how: str
    verdict: Verdict
    word: str


def report(answer: Answer, words: Words, *, everything: bool = False, proof: bool = False) -> str:
    """The page; `proof` adds every rule that was judged, `everything` every way of a journey."""
    outline = Outline(answer, words)
    outline.answer(answer, everything)
    headline, verdict, *others = outline.sections
    ways = next((n for n, e in enumerate(verdict.entries) if e.sign), len(verdict.entries))
    proved = Outline(answer, words)
    if proof:
        add_proof(proved, answer, everything=everything)
    rows, marks = _points(answer, words, everything=everything)
    zones = {zone.id: one_line(words.pick(zone.name)) for zone in answer.rulebook.zones.values()}
    carries_map = drawing(
        marks,
        zones,
        words("Map of the crossing points"),
        words("The numbers on the map are those of the table, where each verdict stands in words."),
    )
    return _template().render(
        words=words,
        rich=lambda text: rich(text, words.locale),
        day=lambda day: _dated(day.isoformat(), "", words.locale),
        host=lambda address: urlsplit(address).hostname or address,
        sign=_sign,
        labels=_labels(answer.decision_id, words),
        headline=headline.entries[0].text,
        verdict=verdict.entries[:ways],
        ways=verdict.entries[ways:],
        sections=others[:-1],
        closing=others[-1],
        proof=proved.sections,
        rows=rows,
        map=carries_map,
        strips=strips(answer, words),
        legend=[(v, words(VERDICT_WORDS[v])) for v in Verdict],
    )


def rich(text: str, locale: Locale) -> Markup:
    """A text for HTML: escaped, its web addresses as links, its dates as the language has them."""
    return Markup("").join(_pieces(text, locale))


def _pieces(text: str, locale: Locale) -> Iterator[Markup]:
    done = 0
    for found in _RICH.finditer(text):
        start, end = found.span()
        if found["address"]:
            address = found["address"].rstrip(_AFTER_ADDRESS)
            end = start + len(address)
            piece = Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(address)
        else:
            piece = _dated(found["day"], found["time"] or "", locale)
        yield escape(text[done:start])
        yield piece
        done = end
    yield escape(text[done:])


def _dated(day: str, at: str, locale: Locale) -> Markup:
    """A day, and perhaps a time of it, as the language writes them."""
    try:
        shown = format_date(date.fromisoformat(day), "long", locale=locale)
        if at:
            shown += ", " + format_time(time.fromisoformat(at), "short", locale=locale)
    except ValueError:  # no day of any calendar
        return escape(f"{day} {at}".rstrip())
    machine = f"{day}T{at}" if at else day
    return Markup('<time datetime="{}">{}</time>').format(machine, shown)


def _sign(verdict: Verdict) -> Markup:
    """The shape of a verdict beside its word, as on the map."""
    return Markup('<svg class="sign" viewBox="0 0 24 24" aria-hidden="true">{}</svg>').format(
        shape(verdict, 12, 12, 8.5)
    )


def _labels(decision_id: str, words: Words) -> dict[str, str]:
    """The words of the page that are not the answer's."""
    return {
        "points": words("Crossing points"),
        "ways": words("Ways across"),
        "point": words("Crossing point"),
        "verdict": words("Verdict"),
        "number": words("No."),
        "strips": words("The two years before"),
        "strip": words("Day by day"),
        "not_on_map": words("not on the map"),
        "best_mode": words(
            "For each day, the best verdict of all the ways asked about: a full bar for allowed, "
            "half of one for undetermined, a low line for refused."
        ),
        "in_words": words("The same in words"),
        "source": words("Land and borders: {source}.", source=LAND_FROM),
        "decision": words("Decision {id}", id=decision_id),
        "more": words("Show"),
    }


def _points(answer: Answer, words: Words, *, everything: bool) -> tuple[list[Row], list[Mark]]:
    """The external crossing points of the named ways: rows for the table, marks for the map."""
    routes: Sequence[Route] = answer.routes
    if is_journey(answer):
        routes = listed(routes, everything=everything)
    found: dict[str, dict[Verdict, dict[str, LegDecision]]] = {}
    for route in routes:
        for decision in route.legs:
            leg = decision.leg
            if leg.point.border == "external" and leg.mode != "air":
                modes = found.setdefault(leg.point.id, {}).setdefault(decision.verdict, {})
                modes.setdefault(words.term("mode", leg.mode), decision)
    rows: list[Row] = []
    marks: list[Mark] = []
    for verdicts in found.values():
        leg = next(iter(next(iter(verdicts.values())).values())).leg
        name, number = one_line(point_name(leg.point, leg.origin.id, words)), 0
        if leg.point.coordinates:
            latitude, longitude = leg.point.coordinates
            number = len(marks) + 1
            marks.append(Mark(number, name, (longitude, latitude), min(verdicts)))
        rows += (
            Row(number, name, ", ".join(modes), verdict, words(VERDICT_WORDS[verdict]).lower())
            for verdict, modes in sorted(verdicts.items())
        )
    return rows, marks


def _runs(entries: list[Entry]) -> list[tuple[bool, list[Entry]]]:
    """Paragraphs, and items, that stand together, and whether they are items of a list."""
    groups = groupby(
        entries, key=lambda entry: (bool(entry.sign), entry.numbered, entry.sign == "!")
    )
    return [(key[0], list(run)) for key, run in groups]


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["runs"] = _runs
    return environment.get_template("report.html.jinja")
