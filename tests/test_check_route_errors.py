"""Whatever is wrong with a question: status 2, every problem on a line of its own, nothing else."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borderrules import query as questions
from borderrules import reading, validation
from borderrules import traveller as people
from borderrules.cli import question as clock
from borderrules.cli.borderrules import main as rules_main
from borderrules.cli.check_route import build_command, main
from borderrules.countries import COUNTRIES
from borderrules.dates import instant
from borderrules.errors import Problem, QueryError, said
from borderrules.query import Query
from borderrules.terms import ENUMS
from borderrules.trip import PERSONAL, query_from
from borderrules.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TINY = str(Path(__file__).parent / "tiny_rules")
RIGHT = ["RU", "NO", "--on", "2024-06-01", "--known-on", "2024-06-01", "--rules", TINY]


@dataclass(frozen=True)
class Told:
    """What the command said."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.err.splitlines()


def assert_refused(told: Told) -> None:
    """The promise to everyone who asks wrongly."""
    assert told.status == 2, told.err
    assert told.out == ""
    assert told.err.endswith("\n")
    assert "Traceback" not in told.err
    assert told.lines
    for line in told.lines:
        assert re.match(r"check-route: \S", line)
        assert line.isprintable()
        assert len(line) < 1_100


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


def test_a_right_question_is_not_refused(ask: Callable[..., Told]) -> None:
    told = ask(*RIGHT, "--nationality", "RU", "--visa", "C:FI", "--plate", "NO", "--seats", "5")
    assert told.status in (0, 1, 3)
    assert told.err == ""
    assert told.out


def test_a_right_trip_is_not_refused(ask_trip: Callable[..., Told]) -> None:
    told = ask_trip(
        "origin: Россия\ndestination: норвегия\non: 2024-06-01T10:00\nknown_on: 2024-06-01\n"
        "days: 3\npurpose: tourism\ntraveller: {nationality: rus, visas: none, age: 40}\n"
        "vehicles: []\n"
    )
    assert told.status in (0, 1, 3)
    assert told.err == ""


WRONG: dict[str, tuple[list[str], list[str]]] = {
    "no such country": (
        ["XX", "NO", "--rules", TINY],
        ["BR502 `FROM`: no such place: `XX`; did you mean"],
    ),
    "country without a border here": (
        ["US", "NO", "--rules", TINY],
        ["BR502 `FROM`: these rules know no border of `US`; they know NO, RU"],
    ),
    "misspelt country": (
        ["RU", "Norwey", "--rules", TINY],
        ["BR502 `TO`: no such place: `Norwey`; did you mean `Norway`?"],
    ),
    "misspelt in Russian": (
        ["Россея", "Норвегия", "--rules", TINY],
        ["BR502 `FROM`: no such place: `Россея`; did you mean `Россия`?"],
    ),
    "empty places": (["", " ", "--rules", TINY], ["`FROM`: must be the name"]),
    "missing TO": (["RU"], ["BR106 missing `TO`: the country or zone to go to"]),
    "one too many": (["RU", "NO", "FI"], ["unexpected extra argument"]),
    "the same twice": (
        ["RU", "RU", "--rules", TINY],
        ["BR503 `RU` and `RU` have no border between"],
    ),
    "too far for one border": (
        ["NO", "BY", "--max-legs", "1"],
        ["BR503 no way from `NO` to `BY` over at most 1 border that"],
    ),
    "unknown point": (
        [*RIGHT, "--via", "storskok"],
        [
            "BR504 `--via`: no crossing point `storskok` there; did you mean `storskog`?; "
            "there are: storskog"
        ],
    ),
    "31 February": (
        [*RIGHT, "--on", "2024-02-31"],
        ["BR501 `--on`: there is no such date or hour: `2024-02-31`"],
    ),
    "1800": ([*RIGHT, "--on", "1800-01-01"], ["`--on`: the year of `1800-01-01` is not between"]),
    "2200": ([*RIGHT, "--on", "2200-01-01"], ["`--on`: the year of `2200-01-01` is not between"]),
    "hour 25": (
        [*RIGHT, "--on", "2024-06-01T25:00"],
        ["BR501 `--on`: there is no such date or hour: `2024-06-01T25:00`"],
    ),
    "time zone": ([*RIGHT, "--on", "2024-06-01T22:00+03:00"], ["`--on`: `2024-06-01T22:00+03:00`"]),
    "UTC": ([*RIGHT, "--on", "2024-06-01T22:00Z"], ["write 2024-06-01 or 2024-06-01T22:00"]),
    "day and month swapped": ([*RIGHT, "--on", "01.06.2024"], ["`--on`: `01.06.2024` is no date"]),
    "no date": ([*RIGHT, "--on", "tomorrow"], ["`--on`: `tomorrow` is no date"]),
    "known at an hour": ([*RIGHT, "--known-on", "2024-06-01T10:00"], ["`--known-on`: "]),
    "seats below zero": ([*RIGHT, "--seats", "-1"], ["BR501 `--seats`: must be a number from"]),
    "no seats": ([*RIGHT, "--seats", "0"], ["BR501 `--seats`: must be between 1 and 120, not 0"]),
    "many seats": ([*RIGHT, "--seats", "999999999"], ["`--seats`: must be between 1 and 120"]),
    "seats in words": (
        [*RIGHT, "--seats", "five"],
        ["BR501 `--seats`: must be a whole number, not `five`"],
    ),
    "half a seat": ([*RIGHT, "--seats", "4.5"], ["`--seats`: must be a whole number, not `4.5`"]),
    "seats without end": ([*RIGHT, "--seats", "9" * 5000], ["`--seats`: must be a whole number"]),
    "seats of no vehicle": (
        [*RIGHT, "--plate", "none", "--seats", "5"],
        ["BR501 `--seats`: there is no vehicle with `--plate none`"],
    ),
    "a visa and none": (
        [*RIGHT, "--visa", "none", "--visa", "C:IT"],
        ["BR501 `--visa`: `none` contradicts the others"],
    ),
    "a permit and none": (
        [*RIGHT, "--permit", "residence:SE", "--permit", "none"],
        ["BR501 `--permit`: `none` contradicts the others"],
    ),
    "a Schengen visa of Russia": (
        [*RIGHT, "--visa", "C:RU"],
        ["BR505 `--visa`: RU is not in Schengen"],
    ),
    "FTD by Latvia": (
        ["RU", "LV", "--visa", "FTD:LV"],
        ["BR501 `--visa`: a visa `FTD` is issued by LT, not LV"],
    ),
    "e-visa by Finland": (
        [*RIGHT, "--visa", "e_visa:FI"],
        ["BR501 `--visa`: a visa `e_visa` is issued by RU, not FI"],
    ),
    "unknown purpose": ([*RIGHT, "--purpose", "turism"], ["; did you mean `tourism`?"]),
    "unknown mode": ([*RIGHT, "--mode", "biycle"], ["`--mode`: `biycle` is none of car, bus"]),
    "unknown visa": ([*RIGHT, "--visa", "Q:IT"], ["`--visa`: `Q` is none of none, A, C, D, FTD"]),
    "unknown permit": ([*RIGHT, "--permit", "residense:SE"], ["did you mean `residence`?"]),
    "visa of nowhere": ([*RIGHT, "--visa", "C:Italy"], ["`--visa`: no such country: `Italy`"]),
    "visa without kind": ([*RIGHT, "--visa", ":IT"], ["`--visa`: write KIND:STATE, such as C:IT"]),
    "visa with more": ([*RIGHT, "--visa", "C:IT:x"], ["`--visa`: write KIND:STATE"]),
    "permit without state": ([*RIGHT, "--permit", "residence"], ["such as residence:SE"]),
    "nationality in words": (
        [*RIGHT, "--nationality", "Россия"],
        ["BR501 `--nationality`: no such country: `Россия`; give an ISO 3166 code such as `RU`"],
    ),
    "no nationality": ([*RIGHT, "--nationality", ""], ["`--nationality`: no such country: ``"]),
    "plate in words": ([*RIGHT, "--plate", "Russia"], ["`--plate`: no such country: `Russia`"]),
    "unknown flag": ([*RIGHT, "--nationalty", "RU"], ["no such option '--nationalty'"]),
    "flag without value": (["RU", "NO", "--purpose"], ["'--purpose' requires an argument"]),
    "unknown language": ([*RIGHT, "--lang", "xx"], ["'--lang': 'xx' is not one of 'en'"]),
    "unknown format": ([*RIGHT, "--format", "yaml"], ["'--format': 'yaml' is not one of 'text'"]),
    "no rules folder": (
        ["RU", "NO", "--rules", os.sep],
        ["is no rules folder: it has no rulebook"],
    ),
    "no folder": (["RU", "NO", "--rules", "nowhere"], ["nowhere: BR001 is no rules folder"]),
    "file as a folder": (["RU", "NO", "--rules", __file__], ["BR001 is no rules folder"]),
    "no trip file": (["--trip", "nowhere.yaml"], ["nowhere.yaml: BR001 cannot be read: No such"]),
    "no name of a trip file": (["--trip", ""], ["BR001 cannot be read"]),
    "NUL in a file name": (["--trip", "a\0b"], ["BR001 cannot be read: there can be no file of"]),
    "folder as a trip file": (["--trip", TINY], ["BR001 cannot be read: Is a directory"]),
    "line break": (["R\nU", "NO", "--rules", TINY], ["no such place: `R\\nU`"]),
    "colours": (["\x1b[31mRU", "NO", "--rules", TINY], ["`\\x1b[31mRU`"]),
    "right to left": (["\u202eRU", "NO", "--rules", TINY], ["`\\u202eRU`"]),
    "no Unicode": (["\udcff", "NO", "--rules", TINY], ["`\\udcff`"]),
    "surrogate purpose": ([*RIGHT, "--purpose", "\ud800"], ["`--purpose`: `\\ud800` is none of"]),
    "surrogate flag": ([*RIGHT, "--\udcff"], ["no such option '--\\udcff'"]),
    "surrogate point": ([*RIGHT, "--via", "\udcff"], ["no crossing point `\\udcff`"]),
    "surrogate file": (["--trip", "\udcff.yaml"], ["BR001 cannot be read"]),
    "emoji": (["🇷🇺", "NO", "--rules", TINY], ["no such place: `🇷🇺`"]),
    "endless purpose": ([*RIGHT, "--purpose", "x" * 50_000], ["BR501 `--purpose`: `xxxx"]),
    "endless place": (["x" * 50_000, "NO", "--rules", TINY], ["`FROM`: must be the name or code"]),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_argument_is_told(name: str, ask: Callable[..., Told]) -> None:
    arguments, expected = WRONG[name]
    told = ask(*arguments)
    assert_refused(told)
    for part in expected:
        assert any(part in line for line in told.lines), told.err
    if name != "empty places":
        assert len(told.lines) == len(expected)


def test_all_wrong_arguments_are_told_at_once(ask: Callable[..., Told]) -> None:
    told = ask(
        *("RU", ""),
        *("--nationality", "RUU", "--visa", "Q:IT", "--visa", ":", "--permit", "foo:SE"),
        *("--purpose", "turism", "--mode", "kar", "--on", "2024-02-31", "--known-on", "1800-01-01"),
        *("--plate", "A123BC", "--seats", "many", "--via", ""),
    )
    assert_refused(told)
    said = [match[1] for line in told.lines if (match := re.search(r"`((?:--)?[\w-]+)`:", line))]
    assert sorted(said) == [
        "--known-on",
        "--mode",
        "--nationality",
        "--on",
        "--permit",
        "--plate",
        "--purpose",
        "--seats",
        "--via",
        "--visa",
        "--visa",
        "TO",
    ]


def test_what_only_the_rules_can_tell_is_told_at_once(ask: Callable[..., Told]) -> None:
    told = ask("Rusia", "Norwey", "--visa", "C:RU", "--rules", TINY)
    assert_refused(told)
    assert [line.split()[1] for line in told.lines] == ["BR502", "BR502", "BR505"]


def test_nothing_asked_shows_the_help_as_an_error(ask: Callable[..., Told]) -> None:
    told = ask()
    assert told.status == 2
    assert told.out == ""
    assert told.err.startswith("Usage: check-route ")


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{key}: &{key} [{','.join([f'*{before}'] * 9)}]\n"
    for before, key in zip("abcdefgh", "bcdefghi", strict=True)
)
ROUTE = "origin: RU\ndestination: NO\n"

#: Trip files: text, and the line, code and a part of the message of each problem.
TRIPS: dict[str, tuple[str | bytes, list[str]]] = {
    "empty": (b"", ["trip.yaml: BR001 is empty"]),
    "only a comment": ("# my trip\n", ["trip.yaml: BR001 is empty"]),
    "5 MB": (b"on: 2024-06-01\n" + b"#" * 5_000_000, ["trip.yaml: BR001 is larger than 512 KiB"]),
    "binary": (b"\x7fELF\x01\0\0\xff", ["trip.yaml: BR001 is not UTF-8 text"]),
    "NUL": (b"on: \0", ["trip.yaml: BR001 is a binary file, not YAML text"]),
    "not UTF-8": ("origin: Россия".encode("koi8-r"), ["trip.yaml: BR001 is not UTF-8 text"]),
    "alias bomb": (BOMB, ["BR003 is nested too deeply or repeats itself by aliases"]),
    "deep": ("traveller: " + "[" * 30 + "]" * 30, ["trip.yaml: BR003 is nested too deeply"]),
    "very deep": ("traveller: " + "{a: " * 2_000, ["BR003 is nested too deeply"]),
    "a list": ("- origin: RU\n- destination: NO\n", ["trip.yaml:1: BR107 must be a mapping"]),
    "a word": ("Oslo\n", ["trip.yaml:1: BR107 must be a mapping of keys to values"]),
    "not YAML": ("origin: RU\ndestination: [NO\n", ["trip.yaml:3: BR002 is not YAML: "]),
    "key twice": ("origin: RU\norigin: NO\n", ["trip.yaml:2: BR002 key `origin` twice"]),
    "number too large": (
        f"origin: RU\nvehicle: {{seats: {10**30}}}\n",
        ["trip.yaml:2: BR002 holds a"],
    ),
    "key is a number": ("origin: RU\n7: NO\n", ["trip.yaml:2: BR107 key `7` must be text"]),
    "nothing told": ("purpose: ~\n", ["BR106 missing key `origin`", "missing key `destination`"]),
    "nothing but null": (
        "origin: ~\ndestination: null\non:\n",
        ["trip.yaml:1: BR106 missing key `origin`", "trip.yaml:1: BR106 missing key `destination`"],
    ),
    "missing and wrong": (
        "origin: RU\npurpose: turism\n",
        ["trip.yaml:1: BR106 missing key `destination`", "trip.yaml:2: BR501 `purpose`: `turism`"],
    ),
    "unknown keys": (
        ROUTE + "purpse: tourism\ntraveller:\n  nationality: RU\n  visa: none\n"
        "vehicle: {seat: 5}\n",
        [
            "trip.yaml:3: BR101 unknown key `purpse`; did you mean `purpose`?",
            "trip.yaml:6: BR101 unknown key `visa`; did you mean `visas`?",
            "trip.yaml:7: BR101 unknown key `seat`; did you mean `seats`?",
        ],
    ),
    "each on its line": (
        "origin: RU\n"
        "destination: NO\n"
        "on: 2024-06-31\n"
        "traveller:\n"
        "  documents:\n"
        "    - issued_by: RU\n"
        "    - issued_by: UK\n"
        "  visas:\n"
        "    - kind: C\n"
        "      issued_by: IT\n"
        "      valid_from: 2024-06-10\n"
        "      valid_until: 2024-06-01\n"
        "    - {kind: FTD, issued_by: LV}\n"
        "    - {kind: none}\n"
        "vehicles:\n"
        "  - registered_in: RU\n"
        "    seats: 0\n",
        [
            "trip.yaml:3: BR501 `on`: there is no such date",
            "trip.yaml:7: BR501 `issued_by`: no such country: `UK`",
            "trip.yaml:12: BR501 `valid_until`: 2024-06-01 is before `valid_from` 2024-06-10",
            "trip.yaml:13: BR501 `issued_by`: a visa `FTD` is issued by LT, not LV",
            "trip.yaml:14: BR501 `kind`: `none` is no visa; say `visas: none` instead",
            "trip.yaml:17: BR501 `seats`: must be between 1 and 120, not 0",
        ],
    ),
    "JSON": (
        '{\n"origin": "RU",\n"destination": "NO",\n"purpose": "turism",\n"modes": ["kar"]\n}',
        ["trip.yaml:4: BR501 `purpose`: `turism`", "trip.yaml:5: BR501 `modes`: `kar` is none of"],
    ),
    "JSON that is none": (
        '{"origin": "RU", "destination": }}',
        ["BR002 is not YAML: something follows its end"],
    ),
    "left before": (
        ROUTE + "on: 2024-06-10\nleave_on: 2024-06-09\n",
        ["trip.yaml:4: BR501 `leave_on`: 2024-06-09 is before the journey, 2024-06-10"],
    ),
    "no days": (ROUTE + "days: 0\n", ["trip.yaml:3: BR501 `days` must be a"]),
    "days in words": (ROUTE + "days: a week\n", ["trip.yaml:3: BR501 `days`"]),
    "days and a date": (
        ROUTE + "on: 2024-06-01\ndays: 3\nleave_on: 2024-06-03\n",
        ["trip.yaml:4: BR107 give either `days` or `leave_on`"],
    ),
    "two vehicles": (
        ROUTE + "vehicles: [{seats: 5}, {seats: 2}]\n",
        ["trip.yaml:3: BR107 `vehicles` must be a list of at most one vehicle"],
    ),
    "vehicle twice": (
        ROUTE + "vehicle: none\nvehicles: []\n",
        ["trip.yaml:4: BR107 give either `vehicle` or `vehicles`"],
    ),
    "traveller twice": (
        ROUTE + "traveller: {age: 5}\ntravellers: [{age: 6}]\n",
        ["trip.yaml:3: BR501 `traveller`: give either `traveller` or `travellers`"],
    ),
    "no traveller": (ROUTE + "traveller: none\n", ["trip.yaml:3: BR"]),
    "no document": (
        ROUTE + "traveller: {documents: none}\n",
        ["trip.yaml:3: BR501 `documents`: somebody without any travel document"],
    ),
    "another's nationality": (
        ROUTE + "traveller:\n  nationality: FI\n  documents: [{issued_by: RU}]\n",
        ["trip.yaml:4: BR501 `nationality`: none of the documents is of FI"],
    ),
    "document expired before it was issued": (
        ROUTE + "traveller:\n  documents:\n"
        "    - {issued_by: RU, issued_on: 2024-01-01, expires_on: 2023-01-01}\n",
        ["trip.yaml:5: BR501 `expires_on`: 2023-01-01 is before `issued_on` 2024-01-01"],
    ),
    "two entries left of one": (
        ROUTE + "traveller: {visas: [{kind: C, entries: one, entries_left: 2}]}\n",
        ["trip.yaml:3: BR501 `entries_left`: 2 left on a visa for one entry"],
    ),
    "stay that ends before it begins": (
        ROUTE + "stays:\n  - {entry: 2024-02-01, exit: 2024-01-01}\n",
        ["trip.yaml:4: BR501 `exit`: 2024-01-01 is before `entry` 2024-02-01"],
    ),
    "a time zone": (ROUTE + "on: 2024-06-01T10:00Z\n", ["trip.yaml:3: BR501"]),
    "no modes": (
        ROUTE + "modes: []\n",
        ["trip.yaml:3: BR501 `modes`: must be a list that is not empty"],
    ),
    "control characters": (
        'origin: RU\ndestination: NO\npurpose: "a\\e[m\\nb"\n',
        ["trip.yaml:3: BR501 `purpose`: `a\\x1b[m\\nb` is none of"],
    ),
}


@pytest.mark.parametrize("name", TRIPS)
def test_a_wrong_trip_is_told_line_by_line(name: str, ask_trip: Callable[..., Told]) -> None:
    text, expected = TRIPS[name]
    told = ask_trip(text)
    assert_refused(told)
    assert len(told.lines) == len(expected), told.err
    for part in expected:
        assert any(part in line for line in told.lines), told.err


def test_a_trip_from_standard_input_is_told_line_by_line(ask: Callable[..., Told]) -> None:
    told = ask("RU", "NO", "--trip", "-", stdin=b"on: 2024-06-01\npurpose: turism\n")
    assert_refused(told)
    (line,) = told.lines
    assert line.startswith("check-route: standard input:2: BR501 `purpose`: `turism` is none of")
    assert_refused(ask("RU", "NO", "--trip", "-", stdin=b""))
    assert_refused(ask("RU", "NO", "--trip", "-", stdin=b"x" * 600_000))


def test_flags_and_file_are_told_together_each_by_its_place(ask_trip: Callable[..., Told]) -> None:
    text = ROUTE + "purpose: tourism\nmodes: [kar]\ntraveller: {age: -1}\n"
    told = ask_trip(text, "--purpose", "turism", "--visa", "Q", "--plate", "X1", "--on", "never")
    assert_refused(told)
    assert sorted(
        re.sub(r"`:.*", "`", line.removeprefix("check-route: ")) for line in told.lines
    ) == [
        "BR501 `--on`",
        "BR501 `--purpose`",
        "BR501 `--visa`",
        "BR510 `--plate`",
        "trip.yaml:4: BR501 `modes`",
        "trip.yaml:5: BR501 `age`",
    ]


def test_flags_for_one_do_not_speak_of_several(ask_trip: Callable[..., Told]) -> None:
    text = ROUTE + "travellers: [{nationality: RU}, {nationality: FI}]\n"
    told = ask_trip(text, "--nationality", "NO")
    assert_refused(told)
    assert told.lines == [
        "check-route: BR107 flags speak of one `traveller`, the trip of `travellers`"
    ]


@pytest.mark.parametrize(
    ("key", "item", "most"),
    [
        ("documents", {"issued_by": "RU"}, 10),
        ("visas", {"kind": "C", "issued_by": "FI"}, 20),
        ("permits", {"kind": "residence", "issued_by": "SE"}, 100),
        ("family", {"relation": "sibling"}, 100),
    ],
)
def test_one_traveller_holds_so_many_papers_and_no_more(
    key: str, item: dict[str, str], most: int, ask_trip: Callable[..., Told]
) -> None:
    """Each document is tried with each visa, so a few more would take minutes to judge."""
    trip = {"origin": "RU", "destination": "NO", "on": "2024-06-01", "known_on": "2024-06-01"}
    assert ask_trip({**trip, "traveller": {key: [item] * most}}).status in (0, 1, 3)
    told = ask_trip({**trip, "traveller": {key: [item] * (most + 1)}})
    assert_refused(told)
    (line,) = told.lines
    assert line.endswith(f"BR107 `{key}` must be a list of at most {most} items, or none")


def test_flags_tell_no_more_papers_than_files(ask: Callable[..., Told]) -> None:
    told = ask(*RIGHT, *["--nationality", "RU"] * 11, *["--visa", "C:IT"] * 21)
    assert_refused(told)
    assert sorted(line.partition("BR")[2] for line in told.lines) == [
        "107 `--nationality`: `documents` must be a list of at most 10 items, or none",
        "107 `--visa`: `visas` must be a list of at most 20 items, or none",
    ]


@pytest.mark.parametrize("key", ["documents", "visas"])
def test_python_tells_no_more_papers_than_files(key: str) -> None:
    items = {
        "documents": (people.TravelDocument(issued_by="RU"),) * 11,
        "visas": (people.Visa(kind="C", issued_by="IT"),) * 21,
    }
    with pytest.raises(QueryError, match=f"BR501 `{key}`: has more than {len(items[key]) - 1} it"):
        people.Traveller(**{key: items[key]})


@pytest.mark.parametrize("key", ["goods", "stays", "travellers"])
def test_a_trip_of_ten_thousand_items_is_refused(key: str, ask_trip: Callable[..., Told]) -> None:
    told = ask_trip({"origin": "RU", "destination": "NO", key: [{"kind": "other"}] * 10_000})
    assert_refused(told)
    assert len(told.lines) == 1
    assert f"`{key}` must be a list of at most 100 items" in told.err


def test_saying_a_mode_ten_thousand_times_says_it_once(ask_trip: Callable[..., Told]) -> None:
    told = ask_trip(trip_with(questions.Query, "modes", ["foot"] * 10_000))
    assert told.status in (0, 1, 3)
    assert told.out.count("Storskog") < 10


# What is wrong with the type of a value, for every key that there is.

#: The mapping in which each kind of object stands, and what it cannot be without.
PLACES: dict[type, tuple[tuple[str, ...], dict[str, Any]]] = {
    questions.Query: ((), {}),
    people.Traveller: (("traveller",), {}),
    questions.Vehicle: (("vehicle",), {}),
    questions.Owner: (("vehicle", "owner"), {}),
    people.TravelDocument: (("traveller", "documents", "[]"), {"issued_by": "RU"}),
    people.Visa: (("traveller", "visas", "[]"), {"kind": "C"}),
    people.Permit: (("traveller", "permits", "[]"), {"kind": "residence", "issued_by": "SE"}),
    people.FamilyMember: (("traveller", "family", "[]"), {"relation": "spouse"}),
    people.Property: (("traveller", "property", "[]"), {"in": "FI"}),
    questions.Goods: (("goods", "[]"), {"kind": "other"}),
    questions.Stay: (("stays", "[]"), {"entry": "2024-01-01", "exit": "2024-01-02"}),
}
KEYS = [
    (shape, item.name.rstrip("_"), str(item.type))
    for shape in PLACES
    for item in fields(shape)
    if item.init
]


def trip_with(shape: type, key: str, value: object) -> dict[str, Any]:
    """A trip in which all is right but one value."""
    path, needed = PLACES[shape]
    inner: Any = {**needed, key: value}
    for part in reversed(path):
        inner = [inner] if part == "[]" else {part: inner}
    return {"origin": "RU", "destination": "NO", "on": "2024-06-01", **inner}


def wrong_values(annotation: str) -> Iterator[object]:
    yield from ([7], {"a": 1}, [[]], [{}], -7, -7.5, float("nan"), float("inf"), 10**18)
    yield from ("a\x1b[31m\nb", "", "x" * 5_000)
    if not annotation.startswith("bool"):
        yield True


def test_every_kind_of_object_is_tried() -> None:
    named = {**vars(questions), **vars(people)}
    shapes = {kind for kind in named.values() if hasattr(kind, "__dataclass_fields__")}
    assert shapes == set(PLACES)


@pytest.mark.parametrize(
    ("shape", "key", "annotation"), KEYS, ids=[f"{s.__name__}.{k}" for s, k, _ in KEYS]
)
def test_a_value_of_another_type_is_told(
    shape: type, key: str, annotation: str, ask_trip: Callable[..., Told]
) -> None:
    for value in wrong_values(annotation):
        if (shape, key, value) == (questions.Query, "travellers", [{}]):
            continue  # one of whom nothing is told
        told = ask_trip(trip_with(shape, key, value))
        assert_refused(told)
        named = (f"`{key}`", "unknown key `a`", "BR504 no crossing point")
        assert any(name in told.err for name in named) or isinstance(value, list), told.err
        assert all(
            re.match(r"check-route: (trip\.yaml:\d+: )?BR\d{3} ", line) for line in told.lines
        )


@pytest.mark.parametrize("shape", PLACES, ids=lambda shape: shape.__name__)
def test_a_key_that_nothing_has_is_told(shape: type, ask_trip: Callable[..., Told]) -> None:
    for key in ("qqq", "bare_date", "", "a.b", "\x1b[31m"):
        told = ask_trip(trip_with(shape, key, 1))
        assert_refused(told)
        assert len(told.lines) == 1
        assert "BR101 unknown key `" in told.err


# Time: what is not known yet, and what no clock shows.


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the clock."""

    def set_clock(instant: str) -> None:
        monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat(instant))

    return set_clock


def test_what_will_be_known_is_not_known(
    ask: Callable[..., Told], ask_trip: Callable[..., Told], at: Callable[[str], None]
) -> None:
    at("2024-06-01T12:00+00:00")
    assert ask("RU", "NO", "--known-on", "2024-06-01", "--rules", TINY).err == ""
    told = ask("RU", "NO", "--known-on", "2024-06-02", "--rules", TINY)
    assert_refused(told)
    assert told.lines == [
        "check-route: BR501 `--known-on`: 2024-06-02 is yet to come; "
        "what will be public is not known"
    ]
    told = ask_trip(ROUTE + "known_on: 2024-06-02\n")
    assert_refused(told)
    assert told.lines[0].startswith("check-route: trip.yaml:3: BR501 `known_on`: 2024-06-02 is yet")


def test_today_is_the_day_at_from(ask: Callable[..., Told], at: Callable[[str], None]) -> None:
    """Late in the evening it is tomorrow in Moscow, and still today in Oslo."""
    at("2024-06-01T21:30+00:00")
    for origin, destination, today in (("RU", "NO", "2024-06-02"), ("NO", "RU", "2024-06-01")):
        told = ask(origin, destination, "--format", "json", "--rules", TINY)
        answer = json.loads(told.out)
        assert (answer["travel_date"], answer["known_on"]) == (today, today)


@pytest.mark.parametrize("shift", ["2024-03-31T02:00", "2024-03-31T02:59", "2026-03-29T02:30"])
def test_an_hour_that_the_clock_jumps_over_is_told(
    shift: str, ask: Callable[..., Told], ask_trip: Callable[..., Told]
) -> None:
    told = ask("NO", "RU", "--on", shift, "--known-on", "2024-01-01", "--rules", TINY)
    assert_refused(told)
    hour = shift.partition("T")[2]
    assert told.lines == [
        f"check-route: BR508 `--on`: there is no {hour} at FROM that day: the clock jumps over it"
    ]
    told = ask_trip(f"origin: NO\ndestination: RU\non: {shift}\n")
    assert_refused(told)
    assert told.lines[0].startswith(f"check-route: trip.yaml:3: BR508 `on`: there is no {hour}")


@pytest.mark.parametrize(
    ("origin", "destination", "on"),
    [
        ("RU", "NO", "2024-03-31T02:30"),  # Moscow's clock does not change
        ("NO", "RU", "2024-03-31T01:59"),
        ("NO", "RU", "2024-03-31T03:00"),
        ("NO", "RU", "2024-03-31"),
        ("NO", "RU", "2024-10-27T02:30"),  # shown twice: the first is meant
    ],
)
def test_an_hour_that_the_clock_shows_is_answered(
    origin: str, destination: str, on: str, ask: Callable[..., Told]
) -> None:
    told = ask(origin, destination, "--on", on, "--known-on", "2024-01-01", "--rules", TINY)
    assert told.status in (0, 1, 3)
    assert told.err == ""


def test_of_an_hour_shown_twice_the_first_is_meant() -> None:
    moment = instant(datetime(2024, 10, 27, 2, 30), "Europe/Oslo")
    assert moment.isoformat() == "2024-10-27T00:30:00+00:00"


# Documents that say less, or other, than a passport.


@pytest.mark.parametrize(("state", "nationality"), [("EE", "EEN"), ("LV", "LVN"), ("LVA", "LVN")])
def test_a_non_citizens_passport_tells_the_nationality(state: str, nationality: str) -> None:
    trip = trip_with(people.TravelDocument, "kind", "aliens_passport")
    trip["traveller"]["documents"][0]["issued_by"] = state
    (document,) = query_from(trip).travellers[0].documents or ()
    assert document.holder_nationality == nationality
    (short,) = people.Traveller(nationality=nationality).documents or ()
    assert (short.kind, short.holder_nationality) == ("aliens_passport", nationality)


def test_a_told_nationality_counts_before_that_of_the_issuer() -> None:
    document = people.TravelDocument(kind="aliens_passport", issued_by="LV", nationality="XXA")
    assert document.holder_nationality == "XXA"


@pytest.mark.parametrize(
    ("kind", "issuer"),
    [
        ("aliens_passport", "DE"),
        ("refugee_travel_document", "EE"),
        ("stateless_travel_document", "LV"),
    ],
)
def test_a_document_for_others_does_not_make_a_citizen(
    kind: str, issuer: str, ask_trip: Callable[..., Told]
) -> None:
    told = ask_trip(
        ROUTE + f"traveller:\n  documents:\n    - {{kind: {kind}, issued_by: {issuer}}}\n"
    )
    assert_refused(told)
    (line,) = told.lines
    assert "trip.yaml:5: BR501 `nationality`: is not that of the issuing state; give it" in line


def test_a_visa_of_an_unknown_issuer_is_asked_about(ask: Callable[..., Told]) -> None:
    """`C` alone is an answer: whose visa it is, is asked where it matters."""
    on = ("--on", "2024-06-01", "--known-on", "2024-06-01", "--strict", "--format", "json")
    asked = []
    trip = b"traveller: {nationality: RU, visas: [{kind: C}]}\n"
    for told in (
        ask("RU", "EE", "--nationality", "RU", "--visa", "C", *on),
        ask("RU", "EE", "--trip", "-", *on, stdin=trip),
    ):
        assert told.err == ""
        asked.append({question["fact"] for question in json.loads(told.out)["questions"]})
    assert "visa.issued_by" in asked[0]
    assert asked[0] == asked[1]


# Who somebody is, is not asked: it is refused by name and repeated nowhere.

SECRET = "Ivanova-4512-345678"


@pytest.mark.parametrize(
    "key",
    [*sorted(PERSONAL), "Name", "passportNumber", "passport-number", "Birth Date", "PLATE_NUMBER"],
)
def test_personal_keys_are_refused_unread(key: str, ask_trip: Callable[..., Told]) -> None:
    for shape in PLACES:
        told = ask_trip(trip_with(shape, key, SECRET))
        assert_refused(told)
        (line,) = told.lines
        assert line.endswith(f"BR510 `{key}` is personal and not needed here; remove it")
        assert SECRET not in told.err


@pytest.mark.parametrize(
    "flag", ["--name", "--birth-date", "--passport-number", "--number", "--plate-number", "--email"]
)
def test_personal_flags_are_refused_unread(flag: str, ask: Callable[..., Told]) -> None:
    for arguments in ([flag, SECRET], [f"{flag}={SECRET}"]):
        told = ask("RU", "NO", *arguments)
        assert_refused(told)
        assert told.lines == [
            f"check-route: `{flag}` is personal and not needed here; leave it out"
        ]


@pytest.mark.parametrize(
    "flag", ["--plate", "--nationality", "--purpose", "--mode", "--visa", "--permit"]
)
@pytest.mark.parametrize("number", ["A123BC78", "4512345678", "45 12 345678", "У777КХ 51"])
def test_a_number_typed_for_a_code_is_not_repeated(
    flag: str, number: str, ask: Callable[..., Told]
) -> None:
    told = ask("RU", "NO", flag, number if flag != "--permit" else f"residence:{number}")
    assert_refused(told)
    assert number not in told.err
    assert f"`{flag}`" in told.err


@pytest.mark.parametrize(
    ("shape", "key"),
    [
        (people.Traveller, "nationality"),
        (people.Traveller, "residence"),
        (people.TravelDocument, "issued_by"),
        (people.TravelDocument, "kind"),
        (people.Visa, "kind"),
        (people.Permit, "issued_by"),
        (questions.Vehicle, "registered_in"),
        (questions.Vehicle, "plate"),
        (questions.Vehicle, "trailer_registered_in"),
        (questions.Query, "service"),
    ],
)
def test_a_number_written_for_a_code_is_not_repeated(
    shape: type, key: str, ask_trip: Callable[..., Told]
) -> None:
    for number in ("A123BC78", 4512345678, "4512 345678"):
        told = ask_trip(trip_with(shape, key, number))
        assert_refused(told)
        assert str(number) not in told.err
        assert f"`{key}`: has digits" in told.err


def test_a_birth_date_written_for_an_age_is_not_repeated(ask_trip: Callable[..., Told]) -> None:
    told = ask_trip(trip_with(people.Traveller, "age", "1980-05-17"))
    assert_refused(told)
    assert "1980" not in told.err
    assert "`age`: must be a number such as 5" in told.err


#: Numbers of passports, plates and visas as people type them.
NUMBERS = (
    "4512345678",
    "45 12 345678",
    "4512-345678",
    "У777КХ 51",
    "A123BC78",
    "C01X00T478",
    "٤٥١٢٣٤",
)
#: All flags that take a value.
VALUED = [
    option.opts[0]
    for option in build_command(Words("en")).params
    if isinstance(option, click.Option) and not option.is_flag
]


def assert_not_repeated(number: str, message: str) -> None:
    """No five digits of the number stand in a row in the message, however they are divided."""
    digits, shown = ("".join(filter(str.isdigit, text)) for text in (number, message))
    for start in range(max(1, len(digits) - 4)):
        assert digits[start : start + 5] not in shown


@pytest.mark.parametrize("flag", [*VALUED, "FROM", "TO", "one too many", "no such flag"])
def test_no_number_is_repeated_wherever_it_is_typed(flag: str, ask: Callable[..., Told]) -> None:
    for number in NUMBERS:
        typed = {
            "FROM": [number, "NO"],
            "TO": ["RU", number],
            "one too many": ["RU", "NO", number],
            "no such flag": ["RU", "NO", f"--{number}"],
        }.get(flag, ["RU", "NO", flag, number])
        told = ask(*typed) if flag == "--rules" else ask(*typed, "--rules", TINY)
        assert_refused(told)
        assert_not_repeated(number, told.err)


@pytest.mark.parametrize(
    ("shape", "key"), [(s, k) for s, k, _ in KEYS], ids=[f"{s.__name__}.{k}" for s, k, _ in KEYS]
)
def test_no_number_is_repeated_wherever_it_is_written(shape: type, key: str) -> None:
    for number in (*NUMBERS, 4512345678, -4512345678, 4512345678.5):
        for value in (number, [number], {str(number): 1}):
            with pytest.raises(QueryError) as caught:
                query_from(trip_with(shape, key, value))
            assert_not_repeated(str(number), str(caught.value))
    with pytest.raises(QueryError):  # of so many digits that Python writes none of them
        query_from(trip_with(shape, key, 10**5000))


@pytest.mark.parametrize("shape", PLACES, ids=lambda shape: shape.__name__)
def test_no_number_is_repeated_that_stands_for_a_key(
    shape: type, ask_trip: Callable[..., Told]
) -> None:
    for number in NUMBERS:
        told = ask_trip(trip_with(shape, number, 1))
        assert_refused(told)
        assert "BR101 unknown key `" in told.err
        assert_not_repeated(number, told.err)


@pytest.mark.parametrize(
    "text", ["4512345678: 1\n", "'4512345678': 1\n" * 2, "a: [\n4512345678: {"]
)
def test_no_number_is_repeated_of_what_is_no_trip(text: str, ask_trip: Callable[..., Told]) -> None:
    told = ask_trip(text)
    assert_refused(told)
    assert_not_repeated("4512345678", told.err)


@given(st.text("0123456789٤ABКХ -./:T", max_size=20) | st.from_regex(r"\d{4}-\d\d-\d\d.?\d*"))
def test_what_is_said_again_holds_three_digits_or_a_date(text: str) -> None:
    digits = sum(map(str.isdigit, said(text)))
    assert digits < 4 or re.fullmatch(r"\s*[\d./-]{8,10}([T ][\d:+Z-]+)?\s*", said(text))
    assert re.search(r"\d{5}", said(text)) is None


# Whatever comes in, only QueryError comes out.

_WORDS = sorted(
    {word for enum in ENUMS.values() for word in enum}
    | {item.name.rstrip("_") for shape in PLACES for item in fields(shape)}
    | set(list(COUNTRIES)[:20])
    | {"none", "unknown", "vehicles", "days", "name", "2024-06-01", "2024-06-01T22:00"}
)
_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(_WORDS),
    st.dates(),
    st.datetimes(),
    st.just(date.max),
    st.just(datetime.min),
    st.binary(max_size=3),
)


def _values(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    keys = st.one_of(st.sampled_from(_WORDS), st.text(max_size=5), st.integers(), st.none())
    return st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(keys, inner, max_size=5),
        st.tuples(inner),
    )


_ANYTHING = st.recursive(_SCALARS, _values, max_leaves=12)


def _object(shape: type) -> st.SearchStrategy[dict[str, Any]]:
    """Mostly right mappings, so that what lies deep is reached."""
    names = [item.name.rstrip("_") for item in fields(shape) if item.init]
    needed = {key: st.just(value) | _ANYTHING for key, value in PLACES[shape][1].items()}
    return st.fixed_dictionaries(
        needed, optional={name: _ANYTHING for name in names if name not in needed}
    )


_TRAVELLERS = st.fixed_dictionaries(
    {},
    optional={
        "nationality": st.sampled_from(["RU", "FI"]) | _ANYTHING,
        "documents": st.lists(_object(people.TravelDocument), max_size=2),
        "visas": st.lists(_object(people.Visa), max_size=2),
        "permits": st.lists(_object(people.Permit), max_size=2),
        "family": st.lists(_object(people.FamilyMember), max_size=2),
        "property": st.lists(_object(people.Property), max_size=2),
        "age": _ANYTHING,
    },
)
_TRIPS = st.fixed_dictionaries(
    {"origin": st.just("RU"), "destination": st.just("NO"), "on": st.just("2024-06-01") | _SCALARS},
    optional={
        "traveller": _TRAVELLERS | _ANYTHING,
        "travellers": st.lists(_TRAVELLERS, max_size=2) | _ANYTHING,
        "vehicle": _object(questions.Vehicle) | _ANYTHING,
        "vehicles": st.lists(_object(questions.Vehicle), max_size=2) | _ANYTHING,
        "goods": st.lists(_object(questions.Goods), max_size=2) | _ANYTHING,
        "stays": st.lists(_object(questions.Stay), max_size=2) | _ANYTHING,
        "days": _ANYTHING,
        "modes": _ANYTHING,
        "purpose": _ANYTHING,
        "leave_on": _ANYTHING,
        "via": _ANYTHING,
    },
)


@settings(max_examples=200)
@given(st.one_of(_TRIPS, st.dictionaries(st.sampled_from(_WORDS) | st.text(), _ANYTHING)))
def test_only_query_errors_come_out(trip: dict[str, Any]) -> None:
    """Any mapping makes a question, or one error that names at least one problem."""
    try:
        query: Query | None = query_from(trip)
        problems: tuple[Problem, ...] = ()
    except QueryError as error:
        query, problems = None, error.problems
    assert isinstance(query, Query) or problems
    assert all(re.fullmatch(r"BR\d{3}", problem.code) for problem in problems)


@settings(max_examples=200)
@given(
    st.binary(max_size=60) | st.text("{}[]:,-?&*!|>'\"%@`#~ \n\tab1", max_size=60).map(str.encode)
)
def test_any_bytes_are_a_mapping_or_a_problem(raw: bytes) -> None:
    text = reading.decode(raw, "trip.yaml")
    read = text if isinstance(text, Problem) else reading.parse(text, "trip.yaml")
    assert isinstance(read, dict | Problem)


@pytest.mark.parametrize("trip", [None, [], "RU", 7])
def test_what_is_no_mapping_is_told(trip: Any) -> None:
    with pytest.raises(QueryError, match="BR107 a trip must be a mapping of keys to values"):
        query_from(trip)


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
