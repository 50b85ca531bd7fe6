"""What the rules say of sources and of papers to bring, as readers of both languages see it."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from borderrules import load_rulebook
from borderrules.explain.prose import rule_prose
from borderrules.explain.wording import NOTE
from borderrules.folder import read_folder
from borderrules.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = Path(__file__).parents[1] / "rules"
DOCUMENTS = read_folder(RULES).documents

#: What makes a phrase of a publisher's name, which readers of Russian see as it stands.
PHRASE = re.compile(
    r"^(an?|the|[Cc]opy of|[Mm]irror of|[Rr]eport on|[Ss]ummary of) | (via|through|quoting|after) "
    r"| (copy|summary)$| on (?!the [A-Z])| / ",
)


def _having(key: str, data: Any) -> Iterator[dict[str, Any]]:
    """Everything in a document that has that key, however deep."""
    if isinstance(data, dict):
        if key in data:
            yield data
        data = list(data.values())
    for item in data if isinstance(data, list) else ():
        yield from _having(key, item)


def name_of(publisher: str) -> str:
    """The name alone, without the note after it."""
    return NOTE.split(publisher, maxsplit=1)[0]


def is_phrase(name: str) -> bool:
    """Whether a publisher's name is words rather than a name."""
    return bool(PHRASE.search(name))


SOURCES = list(_having("publisher", DOCUMENTS))
PROOFS = [item["proof"] for item in _having("proof", DOCUMENTS["rules"])]


def test_publishers_are_names_and_no_phrases() -> None:
    assert len(SOURCES) > 1000
    assert sorted({s["publisher"] for s in SOURCES if is_phrase(name_of(s["publisher"]))}) == []


@pytest.mark.parametrize(
    "publisher",
    [
        "an Estonian carrier",
        "copy of ERR News",
        "Report on the checks",
        "Klops via Redigo",
        "Ukrinform copy",
        "Vnukovo on Law 114-FZ",
        "zisar.ru on the agreement (of 2020)",
        "BNS / Delfi",
    ],
)
def test_a_phrase_is_found(publisher: str) -> None:
    assert is_phrase(name_of(publisher))


@pytest.mark.parametrize(
    "publisher", ["The Local", "Redigo (copy of Klops)", "Eye on the Arctic", "Poland at Sea"]
)
def test_a_name_is_left_alone(publisher: str) -> None:
    assert not is_phrase(name_of(publisher))


def test_one_page_has_one_publisher() -> None:
    names = defaultdict(set)
    for source in SOURCES:
        names[source["url"]].add(name_of(source["publisher"]))
    assert {url: found for url, found in names.items() if len(found) > 1} == {}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_papers_to_bring_are_parts_of_a_sentence(language: str) -> None:
    texts = {proof[language] for proof in PROOFS}
    assert texts
    assert sorted(t for t in texts if t[:2].istitle() or t.endswith(".") or ";" in t) == []


def test_the_note_on_a_publication_is_told_in_english_alone() -> None:
    book = load_rulebook(RULES)
    rule = book.rule("ee/combatants")
    assert "estonianews.pages.dev (copy of ERR News)" in rule_prose(book, rule, Words("en"))
    assert "copy" not in rule_prose(book, rule, Words("ru"))
    assert "estonianews.pages.dev" in rule_prose(book, rule, Words("ru"))
