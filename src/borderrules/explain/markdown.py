"""The little of Markdown that generated pages need."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def row(cells: Iterable[str]) -> str:
    """One row of a table."""
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def table(head: Sequence[str], rows: Iterable[Iterable[str]], numbers: int = 0) -> list[str]:
    """A table; its last columns, as many as `numbers`, are aligned to the right."""
    rule = ["---"] * (len(head) - numbers) + ["---:"] * numbers
    return [row(head), row(rule), *map(row, rows)]


def page(sections: Iterable[Sequence[str]]) -> str:
    """Sections of lines, with a blank line between those that have any."""
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def target(url: str) -> str:
    """A web address as the target of a link, whatever signs are in it."""
    for sign, code in ((" ", "%20"), ("<", "%3C"), (">", "%3E"), ("|", "%7C")):
        url = url.replace(sign, code)
    return f"<{url}>"


def link(text: str, url: str) -> str:
    """A link."""
    return f"[{text.replace('[', '(').replace(']', ')')}]({target(url)})"


def percent(share: float) -> str:
    """A share in per cent, with one decimal."""
    return f"{100 * share:.1f}"
