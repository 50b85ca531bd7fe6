"""Whatever is wrong with the arguments: status 2, each problem on a line of its own."""

from __future__ import annotations

import json
import os
import re
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from asking import RIGHT, ROUTE, TINY, Told, assert_refused
from borderrules.cli import question as clock
from borderrules.dates import instant

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_right_question_is_not_refused(ask: Callable[..., Told]) -> None:
    told = ask(*RIGHT, "--nationality", "RU", "--visa", "C:FI", "--plate", "NO", "--seats", "5")
    assert told.status in (0, 1, 3)
    assert told.err == ""
    assert told.out


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
