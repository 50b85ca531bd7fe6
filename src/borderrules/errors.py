"""What can be wrong with rules, trips and questions, said in one line each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Problem(NamedTuple):
    """One thing that is wrong: where (`path`, `line`), what (`code`, `message`).

    `path` is a file or, for a question, the place in it (`traveller.visas.0`);
    `line` counts from 1, 0 where there is no line.
    """

    path: str
    line: int
    code: str
    message: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return one_line(": ".join(filter(None, (where, f"{self.code} {self.message}"))))


def one_line(text: str) -> str:
    """Whatever was typed in as one printable line: nothing invisible, nothing endless.

    >>> one_line("a\\nb")
    'a\\\\nb'
    """
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
    return shown if len(shown) <= 1000 else shown[:999] + "…"


_DATE: Final = (
    r"(\d{4}-\d\d?-\d\d?|\d\d?[./-]\d\d?[./-]\d{4})"
    r"([T ]\d\d?:\d\d(:\d\d)?(Z|[+-]\d\d:?\d\d)?)?"
)


def said(raw: object) -> str:
    """What was typed in, as far as a message may repeat it: messages end up in logs.

    Four digits may be part of the number of a document or plate: words with digits are left out
    then, unless all of it is a date.

    >>> said("turism"), said("2024-02-31"), said(999), said("my 4512 345678"), said("A123BC77")
    ('turism', '2024-02-31', '999', 'my … …', '…')
    """
    try:
        text = str(raw)
    except ValueError:  # a number of thousands of digits
        return "…"
    if sum(map(str.isdigit, text)) < 4 or re.fullmatch(_DATE, text.strip()):
        return text
    return re.sub(r"\S+", lambda word: "…" if any(map(str.isdigit, word[0])) else word[0], text)


class BorderRulesError(ValueError):
    """All problems of one input at once; `str()` gives one line for each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(dict.fromkeys(problems))
        super().__init__("\n".join(map(str, self.problems)))


class RulesError(BorderRulesError):
    """A rules folder that cannot be used."""


class QueryError(BorderRulesError):
    """A question that cannot be answered as it was put."""


def suggestion(word: str, known: Iterable[str]) -> str:
    """The tail of an error message that names the likeliest intended word.

    >>> suggestion("vehicle.seat", ["vehicle.seats", "vehicle.kind"])
    '; did you mean `vehicle.seats`?'
    >>> suggestion("qqq", ["tourism"])
    ''
    """
    from difflib import get_close_matches  # needed only where something is wrong

    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean `{near[0]}`?" if near else ""
