"""Calendars asked: since when and until when, between two days, and for which days at all."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

import strategies as worlds
from borderrules import QueryError, courses
from borderrules.survey import Reason
from borderrules.timeline import Timeline, on_day, parse_interval, timeline
from calendars import (
    ALLOWED,
    BOOK,
    REFUSED,
    UNDETERMINED,
    assert_agrees,
    every_day,
)

# Asking a calendar


def _two_ways() -> Timeline:
    """Narva closes on 20 January, Saatse to those on foot on 5 February, for a week."""
    spans = [{**worlds.OPEN, "until": "2024-01-20"}]
    spans += [{**worlds.OPEN, "from": "2024-01-20", "status": "closed", "reason": {"en": "Shut."}}]
    version = worlds.version_of(
        {"mode": "foot"}, effective={"from": "2024-02-05", "until": "2024-02-12"}
    )
    rule = worlds.rule(at=["saatse"], versions=[version])
    trip = {"origin": "EE", "destination": "RU", "on": "2024-02-06", "modes": ["foot"]}
    rule["direction"] = ["exit"]
    return timeline(
        worlds.ask(trip), worlds.book_of(rule, at=worlds.point(*spans)), "2024-01-01", "2024-03-01"
    )


def test_since_when_and_until_when() -> None:
    best = _two_ways().best
    assert [(str(s.start), s.verdict) for s in best.spans] == [
        ("2024-01-01", ALLOWED),
        ("2024-02-05", REFUSED),
        ("2024-02-12", ALLOWED),
    ]
    assert best.on(date(2024, 2, 6)).start == date(2024, 2, 5)
    assert best.on(date(2024, 2, 4)).until == date(2024, 2, 5)
    for outside in (date(2023, 12, 31), date(2024, 3, 1)):
        with pytest.raises(ValueError, match="not in the calendar"):
            best.on(outside)


def test_the_verdict_lasts_over_spans_with_other_reasons() -> None:
    book = worlds.book_of(
        *(
            worlds.rule(versions=[worlds.version_of({}, effective={"from": a, "until": b})])
            for a, b in (("2024-01-10", "2024-02-01"), ("2024-01-20", "2024-02-10"))
        ),
    )
    trip = {
        "origin": "EE",
        "destination": "RU",
        "on": "2024-01-25",
        "modes": ["foot"],
        "via": "narva",
    }
    for rule_id in ("ee/r0", "ee/r1"):
        book.documents["rules"][rule_id]["direction"] = ["exit"]
    found = timeline(worlds.ask(trip), book, "2024-01-01", "2024-03-01")
    calendar = found.ways[0].calendar
    assert [s.start.day for s in calendar.spans] == [1, 10, 20, 1, 10]
    day = date(2024, 1, 25)
    assert calendar.on(day).start == date(2024, 1, 20)
    assert calendar.verdict_since(day) == date(2024, 1, 10)
    assert calendar.verdict_until(day) == date(2024, 2, 10)
    assert calendar.verdict_since(date(2024, 1, 2)) == found.since
    assert calendar.verdict_until(date(2024, 2, 20)) == found.until


def test_what_changed_between_two_days() -> None:
    found = _two_ways()
    (narva,) = found.between(date(2024, 1, 1), date(2024, 2, 20))
    assert narva.way.leg.point.id == "narva"
    assert (narva.before.verdict, narva.after.verdict) == (ALLOWED, REFUSED)
    assert (narva.new, narva.gone) == ((Reason("point_closed", "narva"),), ())
    back = found.between(date(2024, 2, 6), date(2024, 2, 20))
    assert [(d.way.leg.point.id, d.new, d.gone) for d in back] == [
        ("saatse", (), (Reason("applies", "ee/r0", "exit"),))
    ]
    assert found.between(date(2024, 1, 1), date(2024, 1, 19)) == ()


def test_the_best_way_names_what_all_ways_share() -> None:
    rule = worlds.rule(direction=["exit"])
    trip = {"origin": "EE", "destination": "RU", "on": "2024-01-10", "modes": ["foot", "bus"]}
    found = timeline(worlds.ask(trip), worlds.book_of(rule), "2024-01-01", "2024-02-01")
    assert len(found.ways) == 4
    assert [s.reasons for s in found.best.spans] == [(Reason("applies", "ee/r0", "exit"),)]


def test_of_a_party_the_worst_placed_decides() -> None:
    version = worlds.version_of({}, accepts=[worlds.exception("v", {"visa.usable": True})])
    ends = ("2024-01-20", "2024-02-10")
    party = [
        {
            "nationality": "RU",
            "visas": [
                {"kind": "C", "issued_by": "EE", "valid_from": "2023-12-01", "valid_until": end}
            ],
        }
        for end in ends
    ]
    book = worlds.book_of(worlds.rule(direction=["exit"], versions=[version]))
    trip = {
        "origin": "EE",
        "destination": "RU",
        "on": "2024-01-10",
        "modes": ["foot"],
        "travellers": party,
    }
    found = timeline(worlds.ask(trip), book, "2024-01-01", "2024-03-01")
    assert [(str(s.start), s.verdict) for s in found.best.spans] == [
        ("2024-01-01", ALLOWED),
        ("2024-01-21", REFUSED),
    ]
    assert_agrees(found, every_day(found))


def test_asylum_is_undetermined_on_every_day() -> None:
    trip = {"origin": "RU", "destination": "EE", "on": "2024-01-10", "purpose": "asylum"}
    found = timeline(worlds.ask(trip), worlds.book_of(worlds.rule()), "2024-01-01", "2024-02-01")
    for calendar in (found.best, *(way.calendar for way in found.ways)):
        assert [(s.verdict, s.reasons) for s in calendar.spans] == [(UNDETERMINED, ())]


def test_a_stay_is_as_long_on_every_day() -> None:
    query = worlds.ask(
        {"origin": "EE", "destination": "RU", "on": "2024-01-10T12:00", "leave_on": "2024-01-15"}
    )
    other = on_day(query, date(2026, 5, 1))
    assert (other.on, other.leave_on, other.bare_date) == (
        datetime(2026, 5, 1),
        date(2026, 5, 6),
        True,
    )


def test_twenty_years_ask_no_rule_more_often_than_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule is judged anew only where it may have changed, however many days there are."""
    judged = 0

    def counting(*arguments: Any) -> Any:
        nonlocal judged
        judged += 1
        return judge(*arguments)

    judge = courses.judge
    monkeypatch.setattr(courses, "judge", counting)
    version = worlds.version_of({}, effective={"from": "2024-01-20", "until": "2024-02-05"})
    book = worlds.book_of(worlds.rule(versions=[version]))
    trip = {
        "origin": "RU",
        "destination": "EE",
        "on": "2024-01-10",
        "modes": ["foot"],
        "traveller": {"visas": []},
    }
    counts = []
    for since, until in (("2023-02-01", "2025-02-01"), ("2010-01-01", "2029-12-31")):
        judged = 0
        timeline(worlds.ask(trip), book, since, until)
        counts.append(judged)
    assert counts == [3, 3]


# Intervals


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("2022-01/2026-12", "2022-01-01", "2027-01-01"),
        ("2022-02-24/2026-11-23", "2022-02-24", "2026-11-24"),
        ("2024-02/2024-02", "2024-02-01", "2024-03-01"),
        ("2024-02-10/2024-02-10", "2024-02-10", "2024-02-11"),
        ("2024-02-10/2024-03", "2024-02-10", "2024-04-01"),
        (" 2007-01/2026-12 ", "2007-01-01", "2027-01-01"),
    ],
)
def test_both_ends_of_an_interval_are_meant(text: str, first: str, end: str) -> None:
    assert parse_interval(text) == (date.fromisoformat(first), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2024-01", "no interval"),
        ("", "no interval"),
        ("2024-01/", "no month and no day"),
        ("2024/2025", "no month and no day"),
        ("2024-13/2025-01", "no month and no day"),
        ("2024-02-30/2024-03-01", "no month and no day"),
        ("2024-01-01T10:00/2024-02-01", "no month and no day"),
        ("2024-02/2024-01", "ends before it begins"),
        ("1850-01/1850-02", "is not between"),
        ("2006-12/2026-12", "longer than 20 years"),
    ],
)
def test_what_is_no_interval_is_told(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_interval(text)


def test_a_journey_over_several_borders_has_no_calendar() -> None:
    query = worlds.ask({"origin": "FI", "destination": "LV", "on": "2024-01-10"})
    with pytest.raises(QueryError, match="of one border"):
        timeline(query, BOOK, "2024-01-01", "2024-02-01")


def test_a_calendar_that_is_too_long_or_ends_early_is_refused() -> None:
    query = worlds.ask({"origin": "EE", "destination": "RU", "on": "2024-01-10"})
    for since, until in (("2024-02-01", "2024-02-01"), ("2000-01-01", "2024-01-01")):
        with pytest.raises(QueryError, match="BR501 `timeline`"):
            timeline(query, worlds.book_of(), since, until)
