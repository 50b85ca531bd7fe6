"""One profile for all laws: the same examples on every run, no limit on the time of one.

What is to be seen in a browser is seen: a test so marked that is skipped has failed. And the
command, asked in this process.
"""

from __future__ import annotations

import io
import json
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from asking import TINY, Told
from borderrules.cli.check_route import main

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

settings.register_profile(
    "laws",
    derandomize=True,
    deadline=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("laws")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report = yield
    if report.skipped and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and must not be"
    return report


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    """Runs the command with arguments, and a standard input."""

    def run(*arguments: str, stdin: bytes = b"") -> Told:
        monkeypatch.setattr(sys, "argv", ["check-route", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Told(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def ask_trip(ask: Callable[..., Told], tmp_path: Path) -> Callable[..., Told]:
    """Runs the command on a trip file with the given text (a mapping is written as JSON)."""

    def run(trip: str | bytes | dict[str, Any], *arguments: str) -> Told:
        file = tmp_path / "trip.yaml"
        if isinstance(trip, dict):
            trip = json.dumps(trip, indent=1).replace("NaN", ".nan").replace("Infinity", ".inf")
        file.write_bytes(trip.encode() if isinstance(trip, str) else trip)
        told = ask("--trip", str(file), "--rules", TINY, *arguments)
        return Told(told.status, told.out, told.err.replace(str(tmp_path) + os.sep, ""))

    return run
