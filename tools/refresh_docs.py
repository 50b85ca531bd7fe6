"""Brings what is generated up to date: the README's answer, the passports, the crossing points.

python tools/refresh_docs.py           # after changing a rule
python tools/refresh_docs.py --check   # names what is out of date; status 1 if anything is
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import sys
from datetime import date
from pathlib import Path

from borderrules.cli import check_route
from borderrules.errors import RulesError
from borderrules.explain.passport_table import passport_table
from borderrules.explain.point_pages import point_pages
from borderrules.loading import load_rulebook, replace_file

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PASSPORTS = ROOT / "docs" / "passports.md"
POINTS = ROOT / "docs" / "points"

#: The days that the pages speak of.
PASSPORT_DAYS = (date(2022, 3, 1), date(2026, 3, 1))
LAST_DAY = date(2026, 11, 23)

_BLOCK = re.compile(r"(<!-- answer -->\n```text\n)(.*?)(```\n<!-- /answer -->)", re.DOTALL)


def answer() -> str:
    """What the README's command prints, without the digest that every change of a rule changes."""
    command = re.search(r"check-route (.*)\n", README.read_text("utf-8"))
    assert command
    out = io.StringIO()
    arguments, sys.argv = sys.argv, ["check-route", *shlex.split(command[1])]
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        check_route.main()
    sys.argv = arguments
    return re.sub(r"\([0-9a-f]{16}\)", "(…)", out.getvalue())


def readme() -> str:
    """The README's text with the answer as it is now."""
    return _BLOCK.sub(lambda m: m[1] + answer() + m[3], README.read_text("utf-8"))


def passports() -> str:
    """The page on passports."""
    return passport_table(load_rulebook(), *PASSPORT_DAYS)


def points() -> dict[Path, str]:
    """The pages on crossing points."""
    pages = point_pages(load_rulebook(), LAST_DAY)
    return {POINTS / name: text for name, text in pages.items()}


def outdated(wanted: dict[Path, str]) -> dict[Path, str | None]:
    """What is not as it should be, with its right text; None for a page without its point."""
    found: dict[Path, str | None] = {
        path: text
        for path, text in wanted.items()
        if not path.is_file() or path.read_text("utf-8") != text
    }
    return {**found, **dict.fromkeys(set(POINTS.glob("*.md")) - wanted.keys())}


def main(arguments: list[str]) -> int:
    """Write, or with `--check` only name, what is out of date; the exit status."""
    try:
        load_rulebook()
    except RulesError as error:  # nothing is written from rules that cannot be read
        print(error, file=sys.stderr)
        return 2
    found = outdated({README: readme(), PASSPORTS: passports(), **points()})
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
