"""Calendars: they say of each day what an answer for that day says."""

from __future__ import annotations

import random
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies as worlds
from borderrules.ageing import JUMPING, SLIDING, hinges
from borderrules.examination import Examination
from borderrules.facts import facts_of
from borderrules.presentation import Side, presentations
from borderrules.timeline import on_day, timeline
from calendars import (
    ASKED,
    BOOK,
    DAY,
    Data,
    assert_agrees,
    assert_whole,
    benchmark,
    every_day,
)

if TYPE_CHECKING:
    from random import Random

    from borderrules.conditions import Facts
    from borderrules.rulebook import Rulebook
    from borderrules.timeline import Way


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
