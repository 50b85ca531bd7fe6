"""The interview: from what is told so far to the next question, for chats and forms.

It has no memory: whoever conducts it keeps the query, and which questions stayed unanswered.

>>> from borderrules import Query, load_rulebook
>>> query = Query(origin="RU", destination="NO", on="2026-02-01", modes=("bus",))
>>> question = next_question(query, load_rulebook())
>>> question.fact
'nationality'
>>> query = answered(query, question, "RU")
>>> query.traveller.documents[0].issued_by
'RU'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from borderrules.questions import outlook
from borderrules.routes import check_route
from borderrules.unknowns import told

if TYPE_CHECKING:
    from collections.abc import Container

    from borderrules.query import Query
    from borderrules.questions import Question
    from borderrules.rulebook import Rulebook
    from borderrules.unknowns import Unknown


def next_question(
    query: Query, rulebook: Rulebook | None = None, asked: Container[Unknown] = ()
) -> Question | None:
    """The question that settles most, of those not asked before; None if none matters any more.

    `asked` are the `unknown` of questions to which nobody knew an answer. Raises QueryError for a
    query that cannot be answered.
    """
    found = outlook(check_route(query, rulebook)).questions
    return next((question for question in found if question.unknown not in asked), None)


def answered(query: Query, question: Question, text: str) -> Query:
    """The query with a question answered, in the words of trips: an option, a code, a day.

    Raises QueryError or ValueError if that is no answer to it.
    """
    return told(
        query,
        question.fact,
        question.read(text),
        traveller=question.traveller,
        item=question.item,
    )
