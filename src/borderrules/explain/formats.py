"""An answer in every format and depth: one function for all who write answers out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from borderrules.explain import depths
from borderrules.explain.layout import people
from borderrules.explain.text import AnswerPage, plain

if TYPE_CHECKING:
    from borderrules.explain.layout import Style
    from borderrules.routes import Answer
    from borderrules.words import Words

#: How deep each format goes; what is left out is the first.
DEPTHS_OF: Final = {
    "text": ("reasons", "line", "full"),
    "json": ("audit",),
    "markdown": ("reasons", "line", "full"),
    "html": ("reasons", "full"),
}


def rendered(
    answer: Answer,
    words: Words,
    format_: str = "text",
    depth: str = "",
    *,
    everything: bool = False,
    style: Style = plain,
) -> str:
    """The answer as text, JSON, Markdown or an HTML page, with a line end.

    `style` colours verdicts in text; `everything` names every way of a journey.
    """
    full = depth == "full"
    if format_ == "json":
        from borderrules.explain.document import document

        return json.dumps(document(answer, words), ensure_ascii=False, indent=2) + "\n"
    if format_ == "html":
        from borderrules.explain.report import report

        return report(answer, words, everything=everything, proof=full)
    if format_ == "markdown":
        from borderrules.explain.chat import escaped, markdown
        from borderrules.explain.outline import Outline

        if depth == "line":
            return escaped(depths.in_a_line(answer, words)) + "\n"
        outline = Outline(answer, words)
        outline.answer(answer, everything)
        if full:
            depths.add_proof(outline, answer, everything=everything)
        return markdown(outline.sections)
    if depth == "line":
        return style(depths.in_a_line(answer, words), answer.verdict) + "\n"
    page = AnswerPage(words, style, people(answer.query, words))
    page.answer(answer, everything)
    if full:
        depths.add_proof(page, answer, everything=everything)
    return "\n".join(line.rstrip() for line in page.lines) + "\n"
