"""Calendars: hours, clocks and weekdays in them, and what is told to change them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import strategies as worlds
from borderrules import courses
from borderrules.survey import Reason
from borderrules.timeline import timeline
from calendars import (
    ALLOWED,
    REFUSED,
    Data,
    assert_agrees,
    every_day,
)

if TYPE_CHECKING:
    from borderrules.courses import Cause
    from borderrules.rulebook import Rulebook


# Hours, clocks, weekdays


def _walk(found: Data, **told: Any) -> tuple[Rulebook, Data]:
    trip = {"origin": "RU", "destination": "EE", "on": "2024-01-10", "modes": ["foot"], **told}
    return worlds.book_of(at=found), trip


def test_hours_that_meet_only_in_winter_are_told_so() -> None:
    hours = {"EE": "07:00-08:00", "RU": "08:00-09:00"}
    book, trip = _walk(worlds.point({**worlds.OPEN, "hours": hours}), via="narva")
    found = timeline(worlds.ask(trip), book, "2024-03-01", "2024-12-01")
    assert [(s.start, s.verdict) for s in found.best.spans] == [
        (date(2024, 3, 1), ALLOWED),
        (date(2024, 3, 31), REFUSED),
        (date(2024, 10, 27), ALLOWED),
    ]
    assert_agrees(found, every_day(found))


def test_in_winter_a_stay_may_begin_a_day_later_than_the_journey() -> None:
    """The last hour in Estonia is the first of the next day in Russia, but not in summer."""
    too_long = worlds.version_of({"stay.days": {"at_least": 10}})
    book = worlds.book_of(worlds.rule(jurisdiction="RU", versions=[too_long]))
    told = {"origin": "EE", "destination": "RU", "on": "2024-01-10", "leave_on": "2024-01-19"}
    asked = worlds.ask({**told, "modes": ["foot"], "traveller": RUSSIAN})
    found = timeline(asked, book, "2024-03-01", "2024-12-01")
    assert [(s.start, s.verdict) for s in found.best.spans] == [
        (date(2024, 3, 1), ALLOWED),
        (date(2024, 3, 31), REFUSED),
        (date(2024, 10, 27), ALLOWED),
    ]
    assert_agrees(found, every_day(found))


def test_hours_on_some_weekdays_make_spans_of_days() -> None:
    hours = {"EE": [{"rrule": "FREQ=WEEKLY;BYDAY=MO,TU", "open": "08:00-18:00"}]}
    book, trip = _walk(worlds.point({**worlds.OPEN, "hours": hours}), via="narva")
    found = timeline(worlds.ask(trip), book, "2024-01-01", "2024-01-15")
    first_days = [s.start.day for s in found.best.spans if s.verdict is ALLOWED]
    assert first_days == [1, 8]
    assert_agrees(found, every_day(found))


def test_a_closing_hour_leaves_the_day_allowed() -> None:
    spans = [{**worlds.OPEN, "until": "2024-01-10T20:00"}]
    spans += [
        {**worlds.OPEN, "from": "2024-01-10T20:00", "status": "closed", "reason": {"en": "Shut."}}
    ]
    book, trip = _walk(worlds.point(*spans), via="narva")
    found = timeline(worlds.ask(trip), book, "2024-01-01", "2024-02-01")
    assert [(s.start.day, s.verdict) for s in found.best.spans] == [(1, ALLOWED), (11, REFUSED)]
    assert found.best.spans[1].causes == (_cause("status", "narva", "", "2024-01-10T20:00"),)
    assert found.best.spans[1].reasons == (Reason("point_closed", "narva"),)


# What changes it


def _cause(kind: Any, of: str, name: str, at: str) -> Cause:
    return courses.Cause(kind, of, name, datetime.fromisoformat(at))


def _causes(book: Rulebook, **told: Any) -> list[tuple[str, str, tuple[Cause, ...]]]:
    """The first days and the verdicts of January and February, each with what changed it."""
    trip = {"origin": "RU", "destination": "EE", "on": "2024-01-10", "modes": ["foot"], **told}
    found = timeline(worlds.ask(trip, via="narva"), book, "2024-01-01", "2024-03-01")
    assert_agrees(found, every_day(found))
    (way,) = found.ways
    return [(str(s.start)[5:], s.verdict.word, s.causes) for s in way.calendar.spans]


def _closed_to(when: Data, **effective: str) -> Rulebook:
    version = worlds.version_of(when, effective={"from": "2023-01-01", **effective})
    return worlds.book_of(worlds.rule(versions=[version]), named=GROUPS)


GROUPS = {
    **worlds.GROUPS,
    "OUTER": {"of": "country", "title": {"en": "outer"}, "includes": ["INNER"]},
    "INNER": {
        "of": "country",
        "title": {"en": "inner"},
        "members": [
            {"value": "RU", "from": "2024-02-01"},
            {"value": "BY", "from": "2024-02-10"},
        ],
    },
}
RUSSIAN = {"nationality": "RU"}


def test_a_version_that_begins_and_ends_is_the_cause() -> None:
    book = _closed_to({}, **{"from": "2024-01-20", "until": "2024-02-05"})
    assert _causes(book) == [
        ("01-01", "allowed", ()),
        # Midnight in Estonia is one o'clock in Russia, where the day has begun.
        ("01-21", "refused", (_cause("version", "ee/r0", "2024-01-20", "2024-01-20"),)),
        ("02-05", "allowed", (_cause("version", "ee/r0", "2024-01-20", "2024-02-05"),)),
    ]


def test_whoever_joins_a_group_makes_a_change_only_for_those_concerned() -> None:
    book = _closed_to({"nationality": {"in": "OUTER"}})
    assert _causes(book, traveller=RUSSIAN) == [
        ("01-01", "allowed", ()),
        ("02-02", "refused", (_cause("group", "ee/r0", "INNER", "2024-02-01"),)),
    ]
    assert len(_causes(book, traveller={"nationality": "EE"})) == 1


def test_a_visa_that_runs_out_is_the_cause() -> None:
    version = worlds.version_of({}, accepts=[worlds.exception("v", {"visa.usable": True})])
    visa = {"kind": "C", "issued_by": "EE", "valid_from": "2024-01-05", "valid_until": "2024-02-09"}
    told = {"traveller": {**RUSSIAN, "visas": [visa]}}
    assert _causes(worlds.book_of(worlds.rule(versions=[version])), **told) == [
        ("01-01", "refused", ()),
        ("01-05", "allowed", (_cause("fact", "ee/r0", "visa.usable", "2024-01-05"),)),
        ("02-11", "refused", (_cause("fact", "ee/r0", "visa.usable", "2024-02-10"),)),
    ]


def test_ninety_days_that_are_used_up_and_come_back_are_causes() -> None:
    book = _closed_to({"stay.max_in_180": {"at_least": 91}})
    stays = [{"entry": "2023-07-20", "exit": "2023-10-07"}]  # 80 days
    told = {"leave_on": "2024-01-21", "stays": stays, "traveller": RUSSIAN}  # and 12 more
    found = _causes(book, **told)
    assert [(day, verdict) for day, verdict, _ in found] == [
        ("01-01", "refused"),
        ("01-06", "allowed"),
    ]
    assert [c.name for _, _, causes in found for c in causes] == ["stay.max_in_180"]


def test_closures_and_coverage_are_causes() -> None:
    shut = {"from": "2024-01-20", "until": "2024-01-22", "reason": {"en": "Shut."}, "sources": []}
    shut |= {"directions": ["entry", "exit"], "modes": ["foot"]}
    known = {"EE": [{**worlds.RESEARCHED[0], "until": "2024-02-10"}]}
    book = worlds.book_of(at=worlds.point(closures=(shut,)), coverage=known)
    assert _causes(book) == [
        ("01-01", "allowed", ()),
        ("01-21", "refused", (_cause("closure", "narva", "", "2024-01-20"),)),
        ("01-22", "allowed", (_cause("closure", "narva", "", "2024-01-22"),)),
        ("02-11", "undetermined", (_cause("coverage", "EE", "", "2024-02-10"),)),
    ]


def test_what_was_not_public_yet_is_not_told() -> None:
    version = worlds.version_of({}, effective={"from": "2024-02-01"}, announced="2024-01-20")
    book = worlds.book_of(worlds.rule(versions=[version]))
    verdicts = {
        day: [v for _, v, _ in _causes(book, known_on=day)] for day in ("2024-01-19", "2024-01-20")
    }
    assert verdicts == {"2024-01-19": ["allowed"], "2024-01-20": ["allowed", "refused"]}


def test_another_passport_takes_over_when_the_first_runs_out() -> None:
    version = worlds.version_of(
        {},
        accepts=[
            worlds.exception("one", {"nationality": "EE", "document.valid": True}),
        ],
    )
    later = worlds.version_of(
        {"nationality": "RU"}, effective={"from": "2023-01-01", "until": "2024-02-01"}
    )
    book = worlds.book_of(worlds.rule(versions=[version]), worlds.rule(versions=[later]))
    documents = [{"issued_by": "EE", "expires_on": "2024-01-15"}, {"issued_by": "RU"}]
    found = _causes(book, traveller={"documents": documents})
    assert [(day, verdict) for day, verdict, _ in found] == [
        ("01-01", "allowed"),
        ("01-17", "refused"),
    ]
