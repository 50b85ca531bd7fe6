"""Calendars told: as text, as strips of months, as JSON, on the command line."""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import jsonschema
import pytest

import strategies as worlds
from borderrules import Verdict, load_rulebook
from borderrules.ageing import JUMPING, SLIDING
from borderrules.cli import check_route as cli
from borderrules.courses import Cause
from borderrules.decisions import Outcome
from borderrules.explain.calendar_document import CauseJSON, TimelineJSON, timeline_document
from borderrules.explain.calendar_text import CAUSE_WORDS, FACT_WORDS, render
from borderrules.explain.strips import LEGEND, days, strip
from borderrules.shapes import json_schema
from borderrules.survey import Span
from borderrules.timeline import Calendar, Timeline, timeline
from borderrules.trip import query_from
from borderrules.words import Words, languages

if TYPE_CHECKING:
    from collections.abc import Callable

ALLOWED, UNDETERMINED, REFUSED = Verdict
ENGLISH = Words("en")

TOURIST = {
    "origin": "RU",
    "destination": "NO",
    "on": "2024-06-01",
    "known_on": "2026-11-23",
    "purpose": "tourism",
    "traveller": {
        "nationality": "RU",
        "visas": [
            {
                "kind": "C",
                "issued_by": "IT",
                "valid_from": "2023-05-01",
                "valid_until": "2025-05-01",
            }
        ],
    },
    "vehicle": {"registered_in": "RU"},
}


def _tourist() -> Timeline:
    return timeline(query_from(TOURIST), load_rulebook(), "2022-01-01", "2027-01-01")


def _calendar(*edges: tuple[str, Verdict], until: str) -> Calendar:
    starts = [date.fromisoformat(day) for day, _ in edges]
    ends = [*starts[1:], date.fromisoformat(until)]
    spans = zip(starts, ends, (verdict for _, verdict in edges), strict=True)
    return Calendar(tuple(Span(*span) for span in spans))


# Strips


def test_a_month_shows_what_its_days_are() -> None:
    calendar = _calendar(
        ("2024-01-01", ALLOWED),
        ("2024-03-15", REFUSED),
        ("2024-05-10", UNDETERMINED),
        ("2024-06-01", UNDETERMINED),
        ("2024-07-31", ALLOWED),
        ("2024-08-01", REFUSED),
        until="2024-09-01",
    )
    assert strip(calendar) == ["2024", "██▒·??▒·"]
    assert strip(calendar, years=False) == ["██▒·??▒·"]


def test_a_month_counts_only_with_the_days_of_the_calendar() -> None:
    calendar = _calendar(("2023-11-20", REFUSED), ("2024-02-10", ALLOWED), until="2024-02-12")
    assert strip(calendar) == ["2023         2024", " " * 10 + "·· ·▒"]


def test_more_than_five_years_take_more_rows_that_all_have_their_years() -> None:
    rows = strip(_calendar(("2020-07-01", ALLOWED), until="2027-02-01"), years=False)
    assert rows == [
        "2020         2021         2022         2023         2024",
        " " * 6 + "█" * 6 + (" " + "█" * 12) * 4,
        "2025         2026         2027",
        "████████████ ████████████ █",
    ]


def test_days_are_told_with_their_last() -> None:
    assert days(date(2024, 1, 1), date(2024, 2, 1), ENGLISH) == "2024-01-01 to 2024-01-31"
    assert days(date(2024, 1, 1), date(2024, 1, 2), ENGLISH) == "2024-01-01"


# Text


def test_the_tourist_reads_since_when_why_and_until_when() -> None:
    text = render(_tourist(), ENGLISH)
    flat = " ".join(text.split())
    assert "Russia → Norway, 2022-01-01 to 2026-12-31, tourism, as known on 2026-11-23" in flat
    assert "On 2024-06-01: REFUSED, since 2024-05-30, until 2026-12-31 or later." in flat
    assert LEGEND in flat
    assert "2023-05-01 to 2024-05-29: ALLOWED" in flat
    assert "2023-10-03 Borisoglebsk – Storskog: by car: ALLOWED → REFUSED - Vehicle: " in flat
    assert "[no/russian-plates] in force since 2023-10-03" in flat
    assert (
        "2023-05-01 Borisoglebsk – Storskog: by car, by coach: REFUSED → ALLOWED "
        "- No longer in the way: Entering the Schengen area takes a visa, a permit or a "
        "nationality that needs none - Why: the visa begins or ceases to be valid (2023-05-01)."
    ) in flat
    assert "Days after 2026-11-23 are told as the law stood then." in flat
    assert "On 2026-12-31 all verdicts are as on 2022-01-01." in flat


def test_what_is_refused_anyway_is_not_told_to_be_unsettled_too() -> None:
    """An undetermined ban bears on nobody while the crossing point is closed."""
    closed = {**worlds.OPEN, "status": "closed", "reason": {"en": "Shut."}}
    spans = [{**worlds.OPEN, "until": "2024-02-01"}, {**closed, "from": "2024-02-01"}]
    version = worlds.version_of({}, certainty="disputed", effective={"from": "2024-01-10"})
    book = worlds.book_of(
        worlds.rule(direction=["exit"], versions=[version]), at=worlds.point(*spans)
    )
    trip = {
        "origin": "EE",
        "destination": "RU",
        "on": "2024-01-01",
        "modes": ["foot"],
        "via": "narva",
    }
    found = timeline(worlds.ask(trip), book, "2024-01-01", "2024-03-01")
    flat = " ".join(render(found, ENGLISH).split())
    assert (
        "2024-01-10 Narva – Ivangorod: on foot: ALLOWED → UNDETERMINED - Because it is so." in flat
    )
    assert "2024-02-01 Narva – Ivangorod: on foot: UNDETERMINED → REFUSED - The crossing" in flat
    assert "No longer" not in flat
    assert "Not the same on 2024-02-29 as on 2024-01-01:" in flat
    assert "On 2024-01-01: ALLOWED, since 2024-01-01 or earlier, until 2024-01-09." in flat


def test_ways_that_are_alike_are_told_together() -> None:
    trip = {"origin": "EE", "destination": "RU", "on": "2023-01-01", "modes": ["foot", "car"]}
    version = worlds.version_of({"mode": "foot"}, effective={"from": "2024-01-10"})
    rule = worlds.rule(direction=["exit"], versions=[version])
    found = timeline(worlds.ask(trip), worlds.book_of(rule), "2024-01-01", "2024-02-01")
    text = render(found, ENGLISH)
    assert text.count("Narva – Ivangorod, Saatse – Krupa: by car\n") == 1
    assert "2024-01-10\n   Narva – Ivangorod, Saatse – Krupa: on foot: ALLOWED → REFUSED" in text
    assert "2024-01-01\n   All ways: ALLOWED" in text
    assert "On 2023-01-01" not in text


def test_who_asks_for_asylum_is_told_where_to_turn() -> None:
    trip = {"origin": "RU", "destination": "NO", "on": "2024-01-01", "purpose": "asylum"}
    found = timeline(query_from(trip), load_rulebook(), "2024-01-01", "2024-02-01")
    text = render(found, ENGLISH)
    assert "UNHCR" in text
    assert "REFUSED" not in text


@pytest.mark.parametrize("language", languages())
def test_no_line_is_longer_than_80_columns(language: str) -> None:
    trip = {**TOURIST, "destination": "FI"}
    found = timeline(query_from(trip), load_rulebook(), "2016-01-01", "2027-01-01")
    lines = render(found, Words(language)).splitlines()
    assert max(map(len, lines)) <= 80


def test_a_calendar_in_russian_has_no_english_words_of_its_own() -> None:
    found = _tourist()
    text = re.sub(r"\[[a-z/-]+\]|\(C\)|" + found.rulebook.digest, " ", render(found, Words("ru")))
    assert re.findall(r"[A-Za-z_]+", text) == []


def test_every_cause_has_words() -> None:
    assert FACT_WORDS.keys() == JUMPING | SLIDING
    kinds = set(get_args(get_type_hints(Cause)["kind"]))
    assert kinds == set(get_args(get_type_hints(CauseJSON)["kind"]))
    assert CAUSE_WORDS.keys() == kinds - {"fact", "version"} | {"began", "ended"}


# JSON


def test_the_document_keeps_to_its_schema_and_says_what_the_calendar_says() -> None:
    found = _tourist()
    told: Any = timeline_document(found, ENGLISH)
    jsonschema.validate(json.loads(json.dumps(told)), json_schema(TimelineJSON))
    assert told["on"] == {
        "day": "2024-06-01",
        "verdict": "refused",
        "since": "2024-05-30",
        "until": None,
    }
    assert [way["mode"] for way in told["ways"]] == [way.leg.mode for way in found.ways]
    car = told["ways"][0]["spans"]
    assert [(s["from"], s["until"], s["verdict"]) for s in car] == [
        (str(s.start), str(s.until), s.verdict.word) for s in found.ways[0].calendar.spans
    ]
    banned = next(span for span in car if span["from"] == "2023-10-03")
    plates = {
        "code": Outcome.APPLIES,
        "of": "no/russian-plates",
        "side": "entry",
        "topic": None,
        "title": found.rulebook.rule("no/russian-plates").title["en"].rstrip("."),
    }
    assert banned["reasons"] == banned["appeared"] == [plates]
    assert banned["disappeared"] == []
    (cause,) = banned["causes"]
    assert (cause["kind"], cause["of"], cause["name"]) == ("version", plates["of"], "2023-10-03")
    assert cause["at"] == "2023-10-03T00:00"
    assert [item["mode"] for item in told["first_and_last"]] == ["car", "bus", "bicycle"]


def test_every_reason_that_disappears_was_there_before() -> None:
    told: Any = timeline_document(_tourist(), ENGLISH)
    seen = 0
    for spans in [told["best"], *(way["spans"] for way in told["ways"])]:
        for before, span in pairwise(spans):
            assert all(reason in before["reasons"] for reason in span["disappeared"])
            assert all(reason in span["reasons"] for reason in span["appeared"])
            assert all(reason["title"] for reason in span["reasons"])
            seen += len(span["disappeared"])
    assert seen > 5


# The command


@pytest.fixture
def ask(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Runs the command; its status, and what it said on both channels."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["check-route", *arguments])
        monkeypatch.delenv(cli.LANGUAGE_VARIABLE, raising=False)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return (int(ended.value.code or 0), *capsys.readouterr())

    return run


REFUSED_ALL_ALONG = (
    "FI",
    "RU",
    "--nationality",
    "FI",
    "--on",
    "2026-02-01",
    "--known-on",
    "2026-02-01",
)


def test_a_calendar_is_done_with_status_0_whatever_it_says(ask: Any) -> None:
    status, out, err = ask(*REFUSED_ALL_ALONG, "--timeline", "2024-01/2026-12")
    assert (status, err) == (0, "")
    assert "On 2026-02-01: REFUSED, since 2024-01-01 or earlier" in out
    assert "2024         2025         2026" in out


def test_a_calendar_as_json(ask: Any) -> None:
    question = [*REFUSED_ALL_ALONG, "--timeline", "2024-01-05/2024-02-03", "--format", "json"]
    status, out, _ = ask(*question)
    told = json.loads(out)
    assert status == 0
    assert (told["since"], told["until"], told["on"]) == ("2024-01-05", "2024-02-04", None)
    assert ask(*question, "--lang", "ru")[1] != out


@pytest.mark.parametrize(
    ("interval", "why"),
    [
        ("2024-01", "`2024-01` is no interval; write 2022-01/2026-12"),
        ("2024-02/2024-01", "it ends before it begins"),
        ("1999-01/2026-01", "it is longer than 20 years"),
        ("A123BC77/2024-01", "`…` is no month and no day"),
    ],
)
def test_a_wrong_interval_is_told_in_one_line(ask: Any, interval: str, why: str) -> None:
    status, out, err = ask(*REFUSED_ALL_ALONG, "--timeline", interval)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert err.startswith("check-route: BR501 `--timeline`: ")
    assert why.replace("2024-01`", "…`") in err


def test_a_journey_has_no_calendar(ask: Any) -> None:
    status, out, err = ask("FI", "LV", "--timeline", "2024-01/2024-02")
    assert (status, out) == (2, "")
    assert "a timeline is of one border" in err
