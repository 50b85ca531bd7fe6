"""Puts the real answer to the README's question into the README."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import sys
from pathlib import Path

from borderrules.cli import check_route

README = Path(__file__).parents[1] / "README.md"
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


def refreshed() -> str:
    """The README's text with the answer as it is now."""
    return _BLOCK.sub(lambda m: m[1] + answer() + m[3], README.read_text("utf-8"))


if __name__ == "__main__":
    README.write_text(refreshed(), "utf-8")
