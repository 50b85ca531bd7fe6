"""Brings what is generated up to date: the README's answers, passports, crossing points, schemas.

python tools/refresh_docs.py           # after changing a rule
python tools/refresh_docs.py --check   # names what is out of date; status 1 if anything is
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from borderrules import link_schema, schema
from borderrules.cli import borderrules, check_route
from borderrules.errors import RulesError
from borderrules.explain.passport_table import passport_table
from borderrules.explain.point_pages import point_pages
from borderrules.loading import load_rulebook, replace_file
from borderrules.shapes import json_schema
from borderrules.words import Words

if TYPE_CHECKING:
    import click

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PASSPORTS = ROOT / "docs" / "passports.md"
POINTS = ROOT / "docs" / "points"
SCHEMAS = ROOT / "docs" / "schemas"

#: The days that the pages speak of.
PASSPORT_DAYS = (date(2022, 3, 1), date(2026, 3, 1))
LAST_DAY = date(2026, 11, 23)

#: Kinds of files whose schema `borderrules schema` does not print.
FURTHER_SHAPES: dict[str, type] = {
    "links": link_schema.LinksFile,
    "rulebook": schema.RulebookFile,
}

#: A command in a block of its own, and its answer below: whole, or up to a line.
_COMMAND = re.compile(r"```(?:sh|console)\n.*check-route (.*)\n```\n")
_ANSWER = re.compile(
    r"(<!-- answer(?: until (?P<until>[^\n]*))? -->\n```text\n)(.*?)(```\n<!-- /answer -->)",
    re.DOTALL,
)


def answer(question: str) -> str:
    """What `check-route` prints, without the digest that every change of a rule changes."""
    out = _output(check_route.build_command(Words("en")), shlex.split(question))
    return re.sub(r"\([0-9a-f]{16}\)", "(…)", out)


def _output(command: click.Command, arguments: list[str]) -> str:
    """What a command prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        command.main(arguments)
    return out.getvalue()


def readme() -> str:
    """The README's text with the answers as they are now."""
    text = README.read_text("utf-8")

    def answered(block: re.Match[str]) -> str:
        *_, question = _COMMAND.findall(text, 0, block.start())
        found = answer(question)
        if block["until"]:
            beginning, line, _ = found.partition(f"\n{block['until']}\n")
            assert line, f"no line `{block['until']}` in the answer to {question}"
            found = f"{beginning}\n"
        return f"{block[1]}{found}{block[4]}"

    return _ANSWER.sub(answered, text)


def passports() -> str:
    """The page on passports."""
    return passport_table(load_rulebook(), *PASSPORT_DAYS)


def points() -> dict[Path, str]:
    """The pages on crossing points."""
    pages = point_pages(load_rulebook(), LAST_DAY)
    return {POINTS / name: text for name, text in pages.items()}


def schemas() -> dict[Path, str]:
    """The JSON Schemas of the answer and of every kind of file; of groups, that of one entry."""
    (kind,) = borderrules.schema.params
    kinds = kind.to_info_dict()["type"]["choices"]
    shown = {name: _output(borderrules.group, ["schema", name]) for name in kinds}
    further = {
        name: json.dumps(json_schema(shape), indent=2, ensure_ascii=False) + "\n"
        for name, shape in FURTHER_SHAPES.items()
    }
    return {SCHEMAS / f"{name}.json": text for name, text in (further | shown).items()}


def outdated(wanted: dict[Path, str]) -> dict[Path, str | None]:
    """What is not as it should be, with its right text; None for what nothing stands behind."""
    found: dict[Path, str | None] = {
        path: text
        for path, text in wanted.items()
        if not path.is_file() or path.read_text("utf-8") != text
    }
    folders = {path.parent for path in wanted} & {POINTS, SCHEMAS}
    there = {path for folder in folders for path in (*folder.glob("*.md"), *folder.glob("*.json"))}
    return {**found, **dict.fromkeys(there - wanted.keys())}


def main(arguments: list[str]) -> int:
    """Write, or with `--check` only name, what is out of date; the exit status."""
    try:
        load_rulebook()
    except RulesError as error:  # nothing is written from rules that cannot be read
        print(error, file=sys.stderr)
        return 2
    found = outdated({README: readme(), PASSPORTS: passports(), **points(), **schemas()})
    for path, text in sorted(found.items()):
        print(path.relative_to(ROOT))
        if "--check" in arguments:
            continue
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(exist_ok=True)
            replace_file(path, text.encode())
    return 1 if found and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
