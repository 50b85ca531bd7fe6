"""An answer as an outline: the paragraphs of its text in sections and items, for Markdown and HTML.

The text is told once, by `text.AnswerPage`; here its paragraphs are kept apart instead of being
laid out in columns, so that every format says the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from borderrules.errors import one_line
from borderrules.explain.layout import people
from borderrules.explain.text import AnswerPage, plain

if TYPE_CHECKING:
    from borderrules.decisions import Verdict
    from borderrules.routes import Answer
    from borderrules.words import Words

#: A whole paragraph that is the address of a page; no other scheme is ever made a link.
ADDRESS: Final = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)

#: What may begin an item: a number, a list sign, a caution, a question.
_NUMBERED: Final = re.compile(r"\d+[.)]")


@dataclass
class Entry:
    """A paragraph: `sign` is what it begins with, if it is an item (`1.`, `-`, `!`, `?`).

    `verdict` is the one that it tells, `address` the page that stands under it; `parts` are the
    paragraphs and items that belong to an item.
    """

    text: str
    sign: str = ""
    verdict: Verdict | None = None
    address: str = ""
    parts: list[Entry] = field(default_factory=list)

    @property
    def numbered(self) -> bool:
        """Whether it is an item with a number."""
        return _NUMBERED.fullmatch(self.sign) is not None


@dataclass
class Section:
    """Entries under a title, which may be empty."""

    title: str = ""
    entries: list[Entry] = field(default_factory=list)


class Outline(AnswerPage):
    """Collects what an answer says as sections of entries."""

    def __init__(self, answer: Answer, words: Words) -> None:
        super().__init__(words, plain, people(answer.query, words))
        self.sections: list[Section] = []
        #: The open items, the outermost first, each with the column in which its text begins.
        self._open: list[tuple[int, Entry]] = []
        self._parted = True

    def heading(self, text: str) -> None:
        """The title of a section, which begins here."""
        self.sections.append(Section(one_line(" ".join(text.split()))))
        self._open.clear()
        self._parted = False

    def blank(self) -> None:
        """What follows belongs to no item; if it is none itself, it begins a section."""
        self._open.clear()
        self._parted = True

    def add(self, text: str, mark: str = "", verdict: Verdict | None = None) -> None:
        """A paragraph; its mark tells whether it begins an item, and to which one it belongs."""
        text = one_line(" ".join(text.split()))
        if not text:
            return
        sign = mark.strip()
        indent = len(mark) - len(mark.lstrip()) if sign else len(mark)
        while self._open and self._open[-1][0] > indent:
            self._open.pop()
        if not self.sections or (self._parted and not mark):
            self.sections.append(Section())
        self._parted = False
        siblings = self._open[-1][1].parts if self._open else self.sections[-1].entries
        if not sign and siblings and not siblings[-1].address and ADDRESS.fullmatch(text):
            siblings[-1].address = text
            return
        entry = Entry(text, sign, verdict)
        siblings.append(entry)
        if sign:
            # What belongs to a number stands as far right whether it has one digit or two.
            self._open.append((3 if entry.numbered else len(mark), entry))
