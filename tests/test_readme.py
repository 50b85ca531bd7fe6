"""The README tells the truth: its answer is the command's, its shell commands are two."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import readme_commands  # noqa: E402
import refresh_docs  # noqa: E402


def test_the_answer_in_the_readme_is_the_real_one() -> None:
    assert (ROOT / "README.md").read_text("utf-8") == refresh_docs.readme()


def test_there_are_two_commands_and_each_sets_itself_up() -> None:
    commands = readme_commands.commands()
    assert commands.keys() == {"run", "test"}
    for command in commands.values():
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install")
