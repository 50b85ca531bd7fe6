"""Calendars: they say of each day what an answer for that day says, and what changes it."""

from __future__ import annotations

import random
import sys
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies as worlds
from borderrules import QueryError, Verdict, courses, load_rulebook
from borderrules.ageing import JUMPING, SLIDING, hinges
from borderrules.examination import Examination
from borderrules.facts import facts_of
from borderrules.presentation import Side, presentations
from borderrules.survey import Reason
from borderrules.timeline import Calendar, Timeline, on_day, parse_interval, timeline

if TYPE_CHECKING:
    from random import Random

    from borderrules.conditions import Facts
    from borderrules.courses import Cause
    from borderrules.rulebook import Rulebook
    from borderrules.timeline import Way

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

import timeline as benchmark  # noqa: E402

Data = dict[str, Any]
DAY = timedelta(days=1)
ALLOWED, UNDETERMINED, REFUSED = Verdict
BOOK = load_rulebook()
ASKED = {f"{border}, {name}": query for border, name, query in benchmark.questions(BOOK)}


def every_day(found: Timeline) -> list[date]:
    return [found.since + n * DAY for n in range((found.until - found.since).days)]


def assert_agrees(found: Timeline, days: list[date]) -> None:
    """Of each day the calendar says what an answer for the day says."""
    for day in days:
        answer = benchmark.answered(found, day)
        assert list(benchmark.disagreement(found, day, answer)) == []


def assert_whole(calendar: Calendar, found: Timeline) -> None:
    """Spans without gap or overlap from the first day to the last."""
    assert calendar.spans[0].start == found.since
    assert calendar.spans[-1].until == found.until
    for before, after in pairwise(calendar.spans):
        assert before.start < before.until == after.start


# The rules as they are


@pytest.mark.parametrize("border", sorted({(q.origin, q.destination) for q in ASKED.values()}))
def test_each_way_agrees_on_the_first_and_last_day_of_each_span(border: tuple[str, str]) -> None:
    """Every crossing point, ten travellers; all days and modes: `benchmarks/timeline.py`."""
    chance = random.Random(f"ways {border}")
    for query in ASKED.values():
        if (query.origin, query.destination) != border:
            continue
        found = timeline(query, BOOK, benchmark.FIRST, benchmark.LAST + DAY)
        modes: dict[object, list[Way]] = {}
        for way in found.ways:
            assert_whole(way.calendar, found)
            modes.setdefault((way.leg.point.id, way.calendar), []).append(way)
        ways: dict[date, list[Way]] = {}
        for way in map(chance.choice, modes.values()):
            for span in way.calendar.spans:
                for day in {span.start, span.until - DAY}:
                    ways.setdefault(day, []).append(way)
        for day, meant in ways.items():
            examination = Examination(BOOK, on_day(query, day), date.max)
            for way in meant:
                span = way.calendar.on(day)
                answers = benchmark.told(examination.decide(way.leg))
                assert answers == (span.verdict, {*span.reasons}), (way.leg.point.id, day)


@pytest.mark.parametrize("seed", range(3))
def test_days_drawn_by_lot_agree(seed: int) -> None:
    chance = random.Random(f"days {seed}")
    for name in chance.sample(sorted(ASKED), 9):
        found = timeline(ASKED[name], BOOK, benchmark.FIRST, benchmark.LAST + DAY)
        assert_agrees(found, chance.sample(every_day(found), 8))


def test_around_every_change_of_law_on_one_border_the_days_agree() -> None:
    query = ASKED["RU → NO, Russian tourist in a Russian car"]
    found = timeline(query, BOOK, benchmark.FIRST, benchmark.LAST + DAY)
    years = datetime(2022, 1, 1), datetime(2027, 1, 1)
    edges = {
        moment.date()
        for zone, direction in (("RU", "exit"), ("NO", "entry"))
        for moment in BOOK.boundaries(zone, direction, *years)
    }
    days = {day + n * DAY for day in edges for n in (-1, 0, 1)}
    assert len(days) > 80
    assert_agrees(found, sorted(day for day in days if found.since <= day < found.until))


def test_every_change_has_a_cause() -> None:
    for query in ASKED.values():
        if query.origin == "EE":
            found = timeline(query, BOOK, benchmark.FIRST, benchmark.LAST + DAY)
            for calendar in (found.best, *(way.calendar for way in found.ways)):
                for before, span in pairwise(calendar.spans):
                    assert span.causes, (calendar, before, span)
                    assert all(
                        span.start - 2 * DAY < c.at.date() <= span.start for c in span.causes
                    )


# Small worlds: every day


_COVERAGES = (None, {"EE": [{**worlds.RESEARCHED[0], "from": "2024-01-11"}]}, {"RU": []})


@settings(max_examples=200)
@given(
    worlds.rulebooks(),
    worlds.groups(),
    worlds.points(),
    worlds.trips(),
    st.sampled_from(_COVERAGES),
    worlds.knowledge,
    st.booleans(),
)
def test_a_calendar_says_of_each_day_what_an_answer_says(
    rules: list[Data],
    groups: Data,
    point: Data,
    trip: Data,
    coverage: dict[str, list[Data]] | None,
    known_on: date,
    strict: bool,
) -> None:
    """A query with a bare date … its verdict is that of the best span (S7), day after day."""
    book = worlds.book_of(*rules, at=point, named=groups, coverage=coverage)
    query = worlds.ask(trip, known_on=None if known_on == date.max else known_on)
    found = timeline(query, book, date(2024, 1, 7), date(2024, 1, 15), strict=strict)
    for calendar in (found.best, *(way.calendar for way in found.ways)):
        assert_whole(calendar, found)
    assert_agrees(found, every_day(found))


#: Tests on facts that slide, whose bounds lie where trips of these worlds pass them.
_SLIDING_TESTS: Data = {
    "document.age_at_entry": ({"at_most": "P3M"}, {"at_least": "P1M"}, {"at_most": "P10Y"}),
    "document.left_after_stay": ({"at_least": "P1M"}, {"at_most": "P3M"}),
    "stay.days": ({"at_most": 5}, {"at_least": 6}, 11, {"at_least": 11}),
    "stay.days_this_year": ({"at_most": 5}, 3, {"at_least": 2, "at_most": 7}),
    "stay.entered_on": ({"at_most": "2024-01-20"}, "2024-02-03"),
    "stay.max_in_180": ({"at_least": 20}, {"at_most": 35}, 12, {"at_least": 91}),
    "document.valid": (True, False),
    "visa.usable": (True, False),
    "permit.valid": (True, False),
    "trip.to_residence": (True, False),
}


def _dates(chance: Random, count: int) -> list[str]:
    """Days from the summer before to the spring after, in order."""
    days = sorted(chance.sample(range(300), count))
    return [str(date(2023, 8, 1) + n * DAY) for n in days]


def _ageing(chance: Random) -> tuple[Rulebook, Data]:
    """Rules on facts that change with the day, and a trip on which papers run out."""
    rules = []
    for _ in range(chance.choice((1, 2, 3))):
        when = {
            f: chance.choice(_SLIDING_TESTS[f]) for f in chance.sample(sorted(_SLIDING_TESTS), 2)
        }
        spared = {chance.choice(sorted(_SLIDING_TESTS)): ...}
        exempt = {fact: chance.choice(_SLIDING_TESTS[fact]) for fact in spared}
        version = worlds.version_of(when, exceptions=[worlds.exception("e", exempt)])
        directions = chance.choice((["entry"], ["exit"], ["entry", "exit"]))
        state = chance.choice(("EE", "RU"))
        rules.append(worlds.rule(jurisdiction=state, direction=directions, versions=[version]))
    papers, visa, stays = _dates(chance, 2), _dates(chance, 2), _dates(chance, 4)
    trip = {
        "origin": "RU",
        "destination": "EE",
        "on": "2024-01-10",
        "modes": [chance.choice(["foot", "car"])],
        "traveller": {
            "documents": [{"issued_by": "RU", "issued_on": papers[0], "expires_on": papers[1]}],
            "visas": [
                {"kind": "C", "issued_by": "EE", "valid_from": visa[0], "valid_until": visa[1]}
            ],
            "permits": [{"kind": "residence", "issued_by": "EE", "valid_until": papers[1]}],
        },
        "stays": [{"entry": a, "exit": b} for a, b in (stays[:2], stays[2:])],
    }
    if chance.choice((True, False)):
        trip |= {"origin": "EE", "destination": "RU"}
    if chance.choice((True, True, False)):
        trip["leave_on"] = str(date(2024, 1, 10) + chance.choice((0, 2, 4, 10, 30)) * DAY)
    return worlds.book_of(*rules), trip


ageing = worlds.seeded(_ageing)


@settings(max_examples=60)
@given(ageing(), st.integers(0, 150), st.booleans())
def test_papers_run_out_and_days_add_up_as_in_answers(
    world: tuple[Rulebook, Data], first: int, strict: bool
) -> None:
    book, trip = world
    since = date(2023, 11, 15) + first * DAY
    found = timeline(worlds.ask(trip), book, since, since + 60 * DAY, strict=strict)
    assert_agrees(found, every_day(found))


@settings(max_examples=80)
@given(ageing(), st.sampled_from([-1, 0, 1]))
def test_facts_change_with_the_day_only_as_the_table_of_ageing_says(
    world: tuple[Rulebook, Data], ahead: int
) -> None:
    """No other fact changes; those that jump do so at hinges, those that slide do so one way."""
    book, trip = world
    query = worlds.ask(trip)
    first, last = date(2023, 12, 1), date(2024, 2, 20)
    here, there = book.zones[query.origin], book.zones[query.destination]
    days = hinges(query, first, last)
    for direction, zone in (("exit", here), ("entry", there)):
        side = Side(direction, zone, here, there, "narva", "foot", first)
        for shown in presentations(query.traveller, side):  # type: ignore[arg-type]
            read = {
                day: _flat(facts_of(asked, query.traveller, shown, side._replace(day=day)))  # type: ignore[arg-type]
                for n in range((last - first).days + 1)
                for day in (first + n * DAY,)
                for asked in (on_day(query, day - ahead * DAY),)
            }
            for name in read[first]:
                if name not in JUMPING | SLIDING:
                    assert len({facts[name] for facts in read.values()}) == 1, name
                for start, end in pairwise(days):
                    values = [read[start + n * DAY][name] for n in range((end - start).days)]
                    if name in JUMPING:
                        assert len(set(values)) == 1, (name, start, end)
                    elif name in SLIDING:
                        assert values in (sorted(values), sorted(values, reverse=True)), name


def _flat(facts: Facts) -> dict[str, Any]:
    """Every fact, those of lists by item, and what is presumed where nothing else is known."""
    items = {
        name: tuple(item.get(name) for item in found)
        for found in facts.items.values()
        for name in {n for item in found for n in item}
    }
    return {**facts.presumed, **facts.values, **items}


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
    book = _closed_to({}, **{"from": "2024-01-20", "until": "2024-02-05"})
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
