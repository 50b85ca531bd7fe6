"""Bring the message catalogues up to date with the sources, or check that they are.

    python tools/extract_messages.py             # after wording or rewording a message
    python tools/extract_messages.py --new fi    # begins a catalogue in a further language
    python tools/extract_messages.py --check     # one line per problem, exit status 1 if any

Translations are kept; what nobody says any more is dropped. A reworded message comes back marked
fuzzy, with the translation of its former wording: read it again and take the mark away.
"""

from __future__ import annotations

import argparse
import ast
import sys
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "borderrules"
MESSAGES = SOURCES / "messages"

#: What marks a message (`self.` may stand before it), and how many of its arguments are the
#: message: one, or singular and plural.
KEYWORDS = {"N_": 1, "words": 1, "words.count": 2}

HEADER = """\
# What borderrules says to travellers, in one language.
# Rewritten by tools/extract_messages.py: edit the translations (msgstr) alone.
#"""


def marked(source: str) -> Iterator[tuple[int, str | tuple[str, ...]]]:
    """The messages that a source file marks, each with its line.

    Only a text that is itself the argument is one, not a key as in `words(TITLES["closed"])`.
    """
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        wanted = KEYWORDS.get(ast.unparse(call.func).removeprefix("self."), 0)
        texts = tuple(
            argument.value
            for argument in call.args[:wanted]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        )
        if texts and len(texts) == wanted:
            yield call.lineno, texts if wanted > 1 else texts[0]


def template() -> Catalog:
    """Every message of the sources, with the files that say it."""
    found = Catalog(fuzzy=False)
    for path in sorted(SOURCES.rglob("*.py")):
        for line, message in marked(path.read_text("utf-8")):
            found.add(message, locations=[(path.relative_to(ROOT).as_posix(), line)])
    return found


def read(path: Path) -> Catalog:
    """The catalogue in a file."""
    with path.open("rb") as file:
        return read_po(file)


def begun(language: str) -> Catalog:
    """A catalogue without any translation."""
    keepers = "the keepers of borderrules"
    return Catalog(
        locale=language.replace("-", "_"),
        header_comment=HEADER,
        project="borderrules",
        version="1",
        msgid_bugs_address=keepers,
        last_translator=keepers,
        language_team=language,
        fuzzy=False,
    )


def rewrite(path: Path, catalogue: Catalog, messages: Catalog) -> None:
    """Bring a catalogue up to date with the messages, and write it."""
    catalogue.update(messages, update_creation_date=False)
    with path.open("wb") as file:
        write_po(
            file,
            catalogue,
            width=100,
            sort_by_file=True,
            ignore_obsolete=True,
            include_lineno=False,
        )


def problems(catalogue: Catalog, messages: Catalog) -> list[str]:
    """What is wrong with a catalogue: one line each."""
    found = []
    for message in messages:
        if not message.id:
            continue
        translated = catalogue.get(message.id)
        if translated is None or not all(_texts(translated.string)):
            found.append(f"missing: {_first(message)}")
        elif translated.fuzzy:
            found.append(f"fuzzy: {_first(message)}")
        elif any(
            _placeholders(t) != _placeholders(_last(message)) for t in _texts(translated.string)
        ):
            found.append(f"other placeholders: {_first(message)}")
    known = {_first(message) for message in messages}
    listed = [*catalogue, *catalogue.obsolete.values()]
    found += [f"obsolete: {_first(m)}" for m in listed if _first(m) not in known]
    return found


def _texts(text: Any) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def _first(message: Message) -> str:
    return _texts(message.id)[0]


def _last(message: Message) -> str:
    return _texts(message.id)[-1]


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def main() -> int:
    """The exit status: 1 if a check found anything."""
    parser = argparse.ArgumentParser(description="Bring the message catalogues up to date.")
    parser.add_argument("--check", action="store_true", help="report only, change nothing")
    parser.add_argument("--new", metavar="LANGUAGE", help="begin a catalogue in this language")
    arguments = parser.parse_args()
    messages = template()
    paths = sorted(MESSAGES.glob("*.po"))
    if arguments.check:
        lines = [f"{p.name}: {line}" for p in paths for line in problems(read(p), messages)]
        print(*lines, sep="\n", end="\n" if lines else "")
        return 1 if lines else 0
    for path in paths:
        rewrite(path, read(path), messages)
    if arguments.new:
        rewrite(MESSAGES / f"{arguments.new}.po", begun(arguments.new), messages)
    return 0


if __name__ == "__main__":
    sys.exit(main())
