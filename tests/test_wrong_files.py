"""Files that are none, places that cannot be written to, and the command as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from asking import RIGHT, ROUTE, TINY, Told, assert_refused
from borderrules import validation
from borderrules.cli.borderrules import main as rules_main

if TYPE_CHECKING:
    from collections.abc import Callable


# Files that are none, and places that cannot be written to.


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a thing of POSIX")
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(
    ask: Callable[..., Told], tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    told = ask("--trip", str(tmp_path / "pipe"))
    assert_refused(told)
    assert told.err.endswith("BR001 cannot be read: it is no ordinary file\n")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_a_device_without_end_is_not_read(ask: Callable[..., Told]) -> None:
    told = ask("--trip", "/dev/zero")
    assert_refused(told)
    assert told.lines == ["check-route: /dev/zero: BR001 cannot be read: it is no ordinary file"]


def test_a_file_that_vanishes_is_told(
    ask_trip: Callable[..., Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was there when looked at, and is gone when opened."""
    real = Path.open

    def vanishing(path: Path, *args: Any, **kwargs: Any) -> Any:
        if path.name == "trip.yaml" and args == ("rb",):
            path.unlink()
        return real(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", vanishing)
    told = ask_trip(ROUTE)
    assert_refused(told)
    assert "BR001 cannot be read: No such file or directory" in told.err


def test_of_a_flag_given_twice_the_last_counts(ask: Callable[..., Told]) -> None:
    told = ask("--trip", "first.yaml", "--trip", "second.yaml")
    assert_refused(told)
    (line,) = told.lines
    assert "second.yaml: BR001 cannot be read" in line


def test_pages_that_cannot_be_written_are_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "index.md").mkdir()
    arguments = ["calendar", "--until", "2024-06-30", "--into", str(tmp_path), "--rules", TINY]
    monkeypatch.setattr(sys, "argv", ["borderrules", *arguments])
    with pytest.raises(SystemExit) as ended:
        rules_main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == f"borderrules: {tmp_path / 'index.md'}: is a directory\n"
    assert [path.name for path in tmp_path.iterdir()] == ["index.md"]


def test_a_failure_of_the_rules_command_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(validation, "validate", lambda *_: 1 // 0)
    monkeypatch.setattr(sys, "argv", ["borderrules", "validate", TINY])
    with pytest.raises(SystemExit) as ended:
        rules_main()
    assert ended.value.code == 70
    assert capsys.readouterr().err == (
        "borderrules: internal failure (ZeroDivisionError); please report it\n"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
@pytest.mark.parametrize("command", ["check_route", "borderrules"])
def test_a_full_disk_is_told_in_one_line(command: str) -> None:
    arguments = RIGHT if command == "check_route" else ["show", "no/russian-cars", "--rules", TINY]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", f"borderrules.cli.{command}", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == f"{command.replace('_', '-')}: no space left on device\n"


# The command as its own process: what the tests above cannot see.


def run_process(*arguments: str | bytes, environment: dict[str, str]) -> Told:
    done = subprocess.run(
        [sys.executable, "-m", "borderrules.cli.check_route", *arguments],
        input=b"",
        capture_output=True,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )
    return Told(done.returncode, done.stdout.decode(), done.stderr.decode(errors="replace"))


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (["RU", "Norwey", "--rules", TINY, "--on", "2024-06-01"], {}),
        (["RU", "NO", "--on", "2024-02-31", "--purpose", "turism", "--name", "Ivan"], {}),
        ([b"\xff\xfe", "NO", "--rules", TINY], {}),
        (["Россея", "NO", "--rules", TINY], {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}),
        (["RU", "NO", "--trip", "-"], {}),
        (["--trip", TINY], {"PYTHONUTF8": "0", "LANG": "C"}),
    ],
)
def test_a_process_refuses_alike(arguments: list[str | bytes], environment: dict[str, str]) -> None:
    assert_refused(run_process(*arguments, environment=environment))


@pytest.mark.skipif(os.name == "nt", reason="a closed standard input is a thing of POSIX shells")
def test_a_closed_standard_input_is_told() -> None:
    command = f'"{sys.executable}" -m borderrules.cli.check_route RU NO --trip - <&-'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert_refused(Told(done.returncode, done.stdout, done.stderr))
