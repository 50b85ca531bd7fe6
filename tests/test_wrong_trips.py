"""Whatever is wrong with a trip file: each problem told with its line, and nothing else."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from asking import RIGHT, ROUTE, Told, assert_refused, trip_with
from borderrules import query as questions
from borderrules import traveller as people
from borderrules.errors import QueryError
from borderrules.trip import query_from

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_right_trip_is_not_refused(ask_trip: Callable[..., Told]) -> None:
    told = ask_trip(
        "origin: Россия\ndestination: норвегия\non: 2024-06-01T10:00\nknown_on: 2024-06-01\n"
        "days: 3\npurpose: tourism\ntraveller: {nationality: rus, visas: none, age: 40}\n"
        "vehicles: []\n"
    )
    assert told.status in (0, 1, 3)
    assert told.err == ""


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{key}: &{key} [{','.join([f'*{before}'] * 9)}]\n"
    for before, key in zip("abcdefgh", "bcdefghi", strict=True)
)
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
