"""`check-route --timeline A/B`: the calendar of an answer instead of the answer for a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from borderrules.errors import Problem, QueryError
from borderrules.words import Words

if TYPE_CHECKING:
    from datetime import date

    from borderrules.explain.layout import Style
    from borderrules.query import Query
    from borderrules.rulebook import Rulebook


def days_asked(text: str) -> tuple[date, date]:
    """The first day of an interval, and the day after its last. Raises QueryError."""
    from borderrules.timeline import parse_interval

    try:
        return parse_interval(text)
    except ValueError as error:
        raise QueryError([Problem("", 0, "BR501", f"`--timeline`: {error}")]) from None


def print_timeline(
    query: Query, book: Rulebook, days: tuple[date, date], flags: dict[str, Any], style: Style
) -> None:
    """The timeline of a question, as text or JSON."""
    from borderrules.timeline import timeline

    words = Words(flags["lang"])
    found = timeline(query, book, *days, strict=flags["strict"])
    if flags["format_"] == "json":
        import json

        from borderrules.explain.calendar_document import timeline_document

        told = timeline_document(found, words)
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    from borderrules.explain.calendar_text import render

    click.echo(render(found, words, style), nl=False)
