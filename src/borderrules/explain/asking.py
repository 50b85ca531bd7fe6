"""Questions and their options in words; nothing tells to which verdict an option leads (S14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from borderrules.conditions import NONE
from borderrules.decisions import Verdict
from borderrules.explain import wording
from borderrules.explain.layout import called, people
from borderrules.terms import ENUMS, N_
from borderrules.unknowns import alike
from borderrules.vocabulary import FACTS

if TYPE_CHECKING:
    from borderrules.explain.text import AnswerPage
    from borderrules.query import Query
    from borderrules.questions import Outlook, Question
    from borderrules.routes import Answer
    from borderrules.words import Words

#: Questions that a page asks; the next ones stand on the page of the next answer.
MOST_QUESTIONS = 12

_ABSENT = {
    "permit": N_("there is none"),
    "family": N_("there is none"),
    "property": N_("there is none"),
    "vehicle": N_("no vehicle"),
    "stay": N_("on none"),
}
_TRUTHS = {"true": N_("yes"), "false": N_("no")}


def question_text(question: Question, query: Query, words: Words) -> str:
    """A question, and of whom or of which thing it is asked where there are several."""
    text = wording.question(question.fact, words)
    about = [_thing(question, query, words)]
    if len(query.travellers) > 1:
        about.insert(0, of_whom(question.traveller, query, words))
    told = ", ".join(filter(None, about))
    return f"{told}: {text}" if told else text


def of_whom(number: int, query: Query, words: Words) -> str:
    """A traveller of a party, by number from 0, with all of whom the same was told."""
    numbers = [same + 1 for same in alike(query, number)]
    return called(numbers, people(query, words), words)


def _thing(question: Question, query: Query, words: Words) -> str:
    """Which of several documents, visas, permits or relatives is meant."""
    person = query.travellers[question.traveller]
    row = FACTS[question.fact]
    held = {
        "document": ("travel_document", person.documents),
        "visa": ("visa", person.visas),
        "permit": ("permit", person.permits),
    }
    if row.prefix == "family" and len(person.family or ()) > 1:
        return words.term("relation", (person.family or ())[question.item].relation)
    enum, things = held.get(row.prefix, ("", None))
    if not things or len(things) < 2:
        return ""
    thing = things[question.item]
    state = f" ({words.country(thing.issued_by)})" if thing.issued_by else ""
    return words.term(enum, thing.kind) + state


def option_text(question: Question, value: str, words: Words) -> str:
    """An option in words."""
    row = FACTS[question.fact]
    if value == NONE and row.prefix in _ABSENT:
        return words(_ABSENT[row.prefix])
    if row.type == "truth":
        return words(_TRUTHS[value])
    if row.type == "code":
        return words.country(value)
    return words.term(row.enum, value) if value in ENUMS.get(row.enum, ()) else value


def add_questions(page: AnswerPage, answer: Answer, ahead: Outlook | None) -> None:
    """What would help to know, that which settles most first; of the refused, how to be asked."""
    words = page.words
    if answer.verdict is Verdict.REFUSED and answer.missing and not answer.certain:
        page.blank()
        page.add(words("To be asked, one by one, what else may matter: --ask."))
    questions = ahead.questions if ahead else ()
    texts = (question_text(question, answer.query, words) for question in questions)
    asked = list(dict.fromkeys(texts))[:MOST_QUESTIONS]
    if asked:
        page.blank()
        page.heading(words("What would help to know:"))
    for text in asked:
        page.add(text, "  ? ")
