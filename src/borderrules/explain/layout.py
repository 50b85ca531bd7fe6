"""A page of at most 80 columns: paragraphs, and the statements of an answer on it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from borderrules.dates import civil
from borderrules.decisions import Outcome, Verdict
from borderrules.errors import one_line
from borderrules.explain import wording
from borderrules.explain.statements import SUBJECT_WORDS
from borderrules.terms import N_

if TYPE_CHECKING:
    from borderrules.explain.wording import Statement
    from borderrules.measures import Zone
    from borderrules.query import Query
    from borderrules.words import Words

WIDTH = 80
Style = Callable[[str, Verdict], str]

#: So many travellers are named one by one; of more, those of one nationality together.
MOST_NAMED = 3

TIER_WORDS = {"law": N_("law"), "official": N_("official"), "press": N_("press")}


class Page:
    """The lines of an answer, and which statements it has already made.

    `people` are the countries of each traveller of a party, for who travels alone nothing.
    """

    def __init__(self, words: Words, style: Style, people: tuple[str, ...] = ()) -> None:
        self.words, self.style, self.people = words, style, people
        self.lines: list[str] = []
        self.told: set[object] = set()

    def add(self, text: str, mark: str = "", verdict: Verdict | None = None) -> None:
        """A paragraph of at most 80 columns, begun by a mark, styled if it tells a verdict.

        Rules may come from anywhere, so nothing in them reaches the terminal as a command.
        """
        lines = textwrap.wrap(
            one_line(" ".join(text.split())),
            WIDTH,
            initial_indent=mark,
            subsequent_indent=" " * len(mark),
            break_on_hyphens=False,
        )
        self.lines += lines if verdict is None else [self.style(line, verdict) for line in lines]

    def heading(self, text: str) -> None:
        """What the paragraphs after it are about."""
        self.add(text)

    def blank(self) -> None:
        """An empty line."""
        self.lines.append("")

    def of(self, travellers: tuple[int, ...], text: str) -> str:
        """A text that says of which travellers of a party it speaks."""
        if len(self.people) < 2 or not travellers:
            return text
        who = called(travellers, self.people, self.words)
        if len(travellers) == len(self.people):
            who = self.words("All travellers")
        return f"{who}: {text}"

    def statement(self, statement: Statement, origin: Zone | None = None) -> None:
        """A statement, or where it was made already, only its title; hours as at the origin."""
        words, indent = self.words, "     "
        message, title = self.worded(statement)
        said = (message, statement.details)
        if said in self.told:
            self.add(words("{text} (as above)", text=title), "   - ")
            return
        self.told.add(said)
        self.add(message, "   - ")
        for detail in statement.details:
            self.add(detail, indent)
        # Of a prohibition, the message says it.
        for fact in statement.missing if statement.effect != "prohibit" else ():
            question = wording.question(fact, words)
            self.add(words("Depends on: {question}", question=question), indent)
        if statement.link:
            self.add(statement.link, indent)
        if statement.latest is not None and origin is not None:
            self.add(
                words(
                    "At the latest: {moment} (local time, {place})",
                    moment=f"{civil(statement.latest, origin.clock):%Y-%m-%d %H:%M}",
                    place=words.pick(origin.name),
                ),
                indent,
            )
        if statement.rule:
            self.grounds(statement, indent)

    def worded(self, statement: Statement) -> tuple[str, str]:
        """Message and title, each with whom it concerns, and whether that is settled."""
        words = self.words
        message, title = statement.message, statement.title.rstrip(".")
        if statement.effect == "prohibit" and statement.subject in ("vehicle", "goods"):
            message = f"{words(SUBJECT_WORDS[statement.subject]).capitalize()}: {message}"
        if statement.code == Outcome.UNDETERMINED and statement.effect == "prohibit":
            title = words("Not settled: {text}", text=title)
        elif statement.code == Outcome.UNDETERMINED:
            message = words("May apply: {text}", text=message)
            title = words("May apply: {text}", text=title)
        return self.of(statement.travellers, message), self.of(statement.travellers, title)

    def grounds(self, statement: Statement, indent: str) -> None:
        """The rule, since when it holds, and its best source with the tier."""
        words, since = self.words, ""
        if statement.effective is not None:
            hour = statement.effective.time().isoformat("minutes")
            day = str(statement.effective.date()) + ("" if hour == "00:00" else f" {hour}")
            since = words("in force since {day}", day=day)
        self.add(f"[{statement.rule}] {since}", indent)
        for source in statement.sources[:1]:
            published = f", {source.published}" if source.published else ""
            tier = words(TIER_WORDS[source.tier])
            name = source.publisher + published
            self.add(words("Source ({tier}): {name}", tier=tier, name=name), indent)
            self.add(source.url, indent)
        if statement.press_only and statement.effect == "prohibit":
            self.add(
                words("No law or official page found: this rests on press reports alone."), indent
            )


def people(query: Query, words: Words) -> tuple[str, ...]:
    """The countries of each traveller's passports; who travels alone needs no name."""
    if len(query.travellers) < 2:
        return ()
    return tuple(
        ", ".join(
            words.country(code)
            for code in dict.fromkeys(d.holder_nationality for d in traveller.documents or ())
        )
        for traveller in query.travellers
    )


def called(numbers: Iterable[int], countries: tuple[str, ...], words: Words) -> str:
    """Travellers by their numbers in the question, from 1, and their nationalities."""
    found = sorted(numbers)
    if len(found) <= MOST_NAMED:
        return ", ".join(_one(number, countries[number - 1], words) for number in found)
    alike: dict[str, list[int]] = {}
    for number in found:
        alike.setdefault(countries[number - 1], []).append(number)
    return "; ".join(_several(same, country, words) for country, same in alike.items())


def _one(number: int, country: str, words: Words) -> str:
    name = words("Traveller {number}", number=number)
    return f"{name} ({country})" if country else name


def _several(numbers: list[int], country: str, words: Words) -> str:
    if len(numbers) == 1:
        return _one(numbers[0], country, words)
    name = words("Travellers {numbers}", numbers=", ".join(_runs(numbers)))
    return f"{name} ({country})" if country else name


def _runs(numbers: list[int]) -> list[str]:
    """Numbers that follow each other as `1–7`.

    >>> _runs([1, 2, 3, 5, 8, 9])
    ['1–3', '5', '8–9']
    """
    runs = groupby(enumerate(numbers), key=lambda item: item[1] - item[0])
    ends = [[number for _, number in run] for _, run in runs]
    return [f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in ends]
