"""An answer as Markdown for chats and issues: the paragraphs of the text, compact and escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from borderrules.explain.markdown import target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from borderrules.explain.outline import Entry, Section

#: Signs that mean something anywhere in Markdown, or begin HTML.
_SIGNS: Final = re.compile(r"([\\`*_\[\]<>#|~&$!^=])")
#: What would make a paragraph an item of a list, or underline the one before it.
_BEGINNING: Final = re.compile(r"^(\d+)([.)])|^([-+])")
#: Ends a line within a paragraph, wherever it is shown.
_BREAK: Final = "  "


def markdown(sections: list[Section]) -> str:
    """Sections as paragraphs and lists; verdicts and titles in bold."""
    blocks: list[str] = []
    for section in sections:
        if section.title:
            blocks.append(f"**{escaped(section.title)}**")
        for entry in section.entries:
            lines = list(_lines(entry))
            if entry.sign and blocks and blocks[-1].startswith(("-", "1")) and not entry.parts:
                blocks[-1] += "\n" + "\n".join(lines)
            else:
                blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """A text that Markdown shows as it is, whatever is in it.

    >>> escaped("1. [x](javascript:y) <b>")
    '1\\\\. \\\\[x\\\\](javascript:y) \\\\<b\\\\>'
    """
    plain = _SIGNS.sub(r"\\\1", text)
    return _BEGINNING.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", plain)


def _lines(entry: Entry) -> Iterator[str]:
    """An entry with all its parts, indented as lists ask for."""
    bullet = f"{entry.sign} " if entry.numbered else "- " if entry.sign else ""
    indent = " " * len(bullet)
    listed = False
    lines = [bullet + _text(entry)]
    for part in entry.parts:
        if part.sign:
            lines += [indent + line for line in _lines(part)]
        else:
            # After an inner list, a paragraph would be taken for its last item's.
            lines[-1:] = [lines[-1], ""] if listed else [lines[-1] + _BREAK]
            lines.append(indent + _text(part))
        listed = bool(part.sign)
    yield from lines


def _text(entry: Entry) -> str:
    text = escaped(entry.text)
    if entry.verdict is not None:
        text = f"**{text}**"
    if entry.address:
        host = escaped(urlsplit(entry.address).hostname or entry.address)
        text += f" ([{host}]({target(entry.address.replace(chr(92), '%5C'))}))"
    return text
