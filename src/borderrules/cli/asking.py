"""`check-route --ask`: the interview on a terminal, or over a pipe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from borderrules.errors import QueryError
from borderrules.explain.asking import option_text, question_text
from borderrules.interview import answered, next_question
from borderrules.questions import states_of
from borderrules.terms import N_
from borderrules.vocabulary import FACTS

if TYPE_CHECKING:
    from borderrules.query import Query
    from borderrules.questions import Question
    from borderrules.rulebook import Rulebook
    from borderrules.unknowns import Unknown
    from borderrules.words import Words

HINTS = {
    "choice": N_("Number (empty: do not know)"),
    "permit": N_("Number (empty: do not know)"),
    "state": N_("Number, or the code of another state (empty: do not know)"),
    "number": N_("A number (empty: do not know)"),
    "day": N_("A day such as 2026-02-01 (empty: do not know)"),
    "stays": N_("Days such as 2026-01-02/2026-01-10, …, or the number (empty: do not know)"),
}


class _NoMoreError(Exception):
    """The end of what is typed."""


def conduct(query: Query, book: Rulebook, words: Words) -> Query:
    """The query with all told that was asked for and known; the end of input ends it.

    Questions go to standard error, so that the answer stands alone on standard output.
    """
    unanswered: set[Unknown] = set()
    question = next_question(query, book)
    try:
        while question is not None:
            click.echo(question_text(question, query, words), err=True)
            text = _answer(question, book, words)
            if text:
                try:
                    further = answered(query, question, text)
                    question = next_question(further, book, unanswered)
                    query = further
                except (QueryError, ValueError):
                    text = words("That is no answer here, or it contradicts what was told.")
                    click.echo(f"  {text}", err=True)
                continue
            unanswered.add(question.unknown)
            question = next_question(query, book, unanswered)
    except _NoMoreError:
        click.echo(err=True)
    return query


def _answer(question: Question, book: Rulebook, words: Words) -> str:
    """What is typed, the number of an option read as the option; of a permit, kind and state."""
    options = [(value, option_text(question, value, words)) for value in question.options]
    text = _prompt(options, words(HINTS[question.kind]))
    if question.kind != "permit" or text in ("", "none") or ":" in text:
        return text
    click.echo(words(FACTS["permit.issued_by"].question), err=True)
    states = [(state, words.country(state)) for state in states_of(book)]
    state = _prompt(states, words(HINTS["state"]))
    return f"{text}:{state}" if state else ""


def _prompt(options: list[tuple[str, str]], hint: str) -> str:
    for number, (_, text) in enumerate(options, 1):
        click.echo(f"  {number}) {text}", err=True)
    click.echo(f"{hint}: ", nl=False, err=True)
    line = sys.stdin.readline() if sys.stdin is not None else ""
    if sys.stdin is None or not sys.stdin.isatty():  # where nobody types a new line
        click.echo(err=True)
    if not line:
        raise _NoMoreError
    typed = line.strip()
    if typed.isdecimal() and 1 <= int(typed) <= len(options):
        return options[int(typed) - 1][0]
    return typed
