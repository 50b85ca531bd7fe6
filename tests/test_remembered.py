"""What is remembered, and what is judged only when asked for, change no answer."""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product
from random import Random
from traceback import extract_stack
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies as worlds
from borderrules import (
    Answer,
    FamilyMember,
    Permit,
    Query,
    QueryError,
    TravelDocument,
    Traveller,
    Vehicle,
    Visa,
    check_route,
    dated,
    loading,
)
from borderrules.dates import instant
from borderrules.examination import Examination
from borderrules.facts import OF_THE_DAY, facts_of, is_dated
from borderrules.history import History
from borderrules.legs import Passing
from borderrules.passage import CROSSING
from borderrules.presentation import Side, presentations
from borderrules.sides import post_of
from journeys_sampled import BOOK, sampled
from small_worlds import NOON, decided, entry
from strategies import Data, ask, book_of, version_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from borderrules.examination import Window
    from borderrules.journeys import Route
    from borderrules.leg_decisions import LegDecision
    from borderrules.legs import Leg
    from borderrules.rulebook import Rulebook

TOWNS: Final = {
    **{"Oslo": "NO", "Stockholm": "SE", "Helsinki": "FI", "Tallinn": "EE", "Narva": "EE"},
    **{"Riga": "LV", "Vilnius": "LT", "Warsaw": "PL", "Minsk": "BY", "Kaliningrad": "RU-KGD"},
    **dict.fromkeys(("Murmansk", "Saint Petersburg", "Moscow", "Pskov"), "RU"),
}
TRAVELLERS: Final = (
    Traveller(nationality="RU", visas=(Visa(kind="C", issued_by="IT"),)),
    Traveller(nationality="RU", visas=(Visa(kind="C", issued_by="FI", entries="one"),)),
    Traveller(
        nationality="RU",
        visas=(Visa(kind="C", issued_by="LV", valid_until="2026-03-03"), Visa(kind="FTD")),
    ),
    Traveller(nationality="EE", visas=(Visa(kind="ordinary", issued_by="RU", entries="two"),)),
    Traveller(
        documents=(TravelDocument(issued_by="RU", expires_on="2026-03-02"),),
        permits=(Permit(kind="residence", issued_by="LT", valid_until="2026-03-04"),),
        family=(FamilyMember(relation="spouse", nationality="PL", residence="PL"),),
    ),
)


#: What a rulebook remembers of what was judged.
REMEMBERED: Final = (
    *("judged", "said", "found", "elsewhere", "evidence"),
    *("states", "spans", "posts", "sides"),
)


#: Days and a moment on which journeys begin.
BEGINNINGS: Final = "2026-03-01", "2026-03-02", "2026-03-01T22:00", "2024-06-01"


def journeys(count: int, seed: int, days: Sequence[str] = BEGINNINGS) -> Iterator[Query]:
    """Journeys of few travellers between few towns, so that much of one is remembered of others."""
    random = Random(seed)
    for _ in range(count):
        first, second = random.sample(sorted({*TOWNS.values()}), 2)
        origin, destination = (
            random.choice([town for town, zone in TOWNS.items() if zone == code])
            for code in (first, second)
        )
        yield Query(
            origin=origin,
            destination=destination,
            on=random.choice(days),
            traveller=random.choice(TRAVELLERS),
            vehicle=random.choice((None, "none", Vehicle(registered_in="RU"))),
            purpose=random.choice(("tourism", "work", None)),
        )


def told(query: Query, book: Rulebook) -> object:
    """What an answer says of all its ways, and all that was judged of the first of them."""
    try:
        routes = check_route(query, book).routes
    except QueryError as error:
        return str(error)
    ways = [
        (route.verdict, route.certain, route.arrives, route.distance_km, passed(route))
        for route in routes
    ]
    return ways, [judged(leg) for route in routes[:8] for leg in route.legs]


def judged(leg: LegDecision) -> list[object]:
    """All that the rules say on a leg, with the evidence."""
    return [
        (
            *(side.shown, side.uncovered, side.strict),
            *(f.rule.id, f.outcome, f.missing, f.unsettled, f.condition),
            tuple(exemption.judgement for exemption in f.exemptions),
        )
        for side in leg.sides
        for f in side.findings
    ]


def passed(route: Route) -> list[object]:
    """Where a way leads, and how each leg of it is judged."""
    return [(leg.leg.point.id, leg.leg.mode, leg.verdict, leg.missing) for leg in route.legs]


@pytest.fixture(scope="module")
def rules() -> bytes:
    from test_package import RULES

    return loading.compile_folder(RULES)


def test_what_was_asked_before_changes_no_answer(rules: bytes) -> None:
    """Asked of a rulebook that answered other questions, and of one that answered none."""
    used = loading.read_compiled(rules)
    for query in journeys(20, seed=3):
        assert told(query, used) == told(query, loading.read_compiled(rules)), query


def test_remembering_forgets_in_time(rules: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for next to nothing, all is judged anew now and then, and answered alike."""
    queries = [*journeys(8, seed=4)]
    expected = [told(query, BOOK) for query in queries]
    for module, name in (
        ("judging", "MAX_REMEMBERED"),
        ("judging", "MAX_FOUND"),
        ("judging", "MAX_EVIDENCE"),
        ("examination", "MOST_STATES"),
        ("sides", "MOST_TRAVELLERS"),
        ("judging", "MAX_ELSEWHERE"),
        ("examination", "MOST_SPANS"),
        ("sides", "MOST_SIDES"),
        ("sides", "MOST_POSTS"),
        ("itineraries", "MAX_REMEMBERED"),
    ):
        monkeypatch.setattr(f"borderrules.{module}.{name}", 5)
    cramped = loading.read_compiled(rules)
    assert [told(query, cramped) for query in queries] == expected
    assert len(cramped.judged) <= 5
    assert len(cramped.states) <= 5


def test_what_is_sure_of_a_leg_saves_trying_it_and_changes_no_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of legs to one place the first of those best judged counts, if all are tried as well.

    What some of the travellers show runs out on these days, at midnight.
    """
    days = "2026-03-01", "2026-03-01T20:00", "2026-03-02T20:00", "2026-03-03T20:00"
    queries = [*journeys(60, seed=5, days=days)]
    expected = [told(query, BOOK) for query in queries]
    monkeypatch.setattr(dated.Step, "surety", lambda *_: None)
    for query, answer in zip(queries, expected, strict=True):
        assert told(query, BOOK) == answer, query


#: Times to pass a leg in: days, one with a night, and some on which law or the clock changed.
TIMES: Final = (
    *(("2026-03-01", 1), ("2026-03-02", 1), ("2026-03-01", 2), ("2024-01-31", 2)),
    *(("2022-09-18", 2), ("2024-06-20", 2), ("2026-03-28", 2), ("2025-10-25", 3)),
)


def asked_of_a_leg(seed: int) -> Iterator[tuple[Query, Leg, Window, History]]:
    """Few legs at few times, on journeys to few ends, of few travellers with few histories."""
    random = Random(seed)
    visa = Visa(kind="C", issued_by="FI", entries="one")
    histories = [
        History(used, entered)
        for used in ({}, {(0, visa): 1})
        for entered in ({}, {"SCHENGEN": date(2026, 2, 20)}, {"SCHENGEN": date(2026, 2, 28)})
    ]
    once = Query(origin="EE", destination="RU", on="2024-06-21", traveller=TRAVELLERS[0])
    at_once = [route.legs[0].leg for route in check_route(once, BOOK).routes]
    legs = []
    for query in journeys(6, seed):
        with suppress(QueryError):
            legs += [leg.leg for route in check_route(query, BOOK).routes for leg in route.legs]
    narva = next(leg for leg in at_once if leg.point.id == "narva" and leg.mode == "foot")
    chosen = [narva, *random.sample(legs, 8)]  # there, directions were once shut apart
    legs = [near for leg in chosen for near in (leg, *much_like(leg))]
    for _ in range(300):
        leg, (first, days) = random.choice(legs), random.choice(TIMES)
        start = datetime.fromisoformat(first)
        end = start + timedelta(days=days)
        query = Query(
            origin="RU",
            destination="EE",
            on=random.choice(("2026-03-01", "2026-03-01T22:00")),
            traveller=random.choice(TRAVELLERS),
            vehicle=random.choice(("none", Vehicle(registered_in="RU"))),
            onward_to=random.choice((None, "RU", "RU-KGD", "EE", "DE")),
            kaliningrad_transit=random.choice((None, True)),
        )
        window = instant(start, leg.origin.clock), instant(end, leg.origin.clock)
        yield query, leg, window, random.choice(histories)


def much_like(leg: Leg) -> Iterator[Leg]:
    """The way back, the same in other modes, and between other ends."""
    yield replace(leg, origin=leg.destination, destination=leg.origin, stops=())
    for mode in ("rail", "foot", "car", "bus"):
        yield replace(leg, mode=mode)
    for pair in leg.point.pairs:
        yield replace(leg, point=leg.point._replace(ends=(pair.near, pair.far)))


@pytest.mark.parametrize("seed", range(6))
def test_a_decision_is_the_same_whatever_was_decided_before(seed: int) -> None:
    """On a leg, by whom and when it is passed, and after what: nothing of it is mixed up."""

    def said(query: Query, leg: Leg, *rest: Any) -> object:
        found = Examination(BOOK, query, date.max).decide(leg, *rest)
        spans = [(s.start, s.until, s.verdict, s.availability) for s in found.spans]
        return spans, found.leg.point.ends, found.leg.origin.id, judged(found)

    asked = [*asked_of_a_leg(seed)]
    remembering = [said(*one) for one in asked]
    for one, before in zip(asked, remembering, strict=True):
        for memory in REMEMBERED:
            getattr(BOOK, memory).clear()
        assert said(*one) == before, one


@pytest.mark.parametrize("query", list(sampled(12, seed=5)))
def test_a_verdict_is_that_of_all_that_is_judged_later(query: Query) -> None:
    """At a point that is shut, rules are judged only once their reasons are asked for."""
    answer = check_route(query, BOOK)
    for leg in (leg for route in answer.routes for leg in route.legs):
        before = leg.verdict, leg.availability
        if not leg.asylum:
            assert before == (leg.best.verdict, leg.best.availability)
        assert [leg.spans[0].start, *(span.until for span in leg.spans)] == sorted(
            {at for span in leg.spans for at in (span.start, span.until)}
        )


@given(worlds.trips(), st.integers(1, 400))
def test_what_is_not_dated_is_the_same_on_all_days(trip: Data, days: int) -> None:
    """So a question without dates is judged once for all days, but for rules on the day itself."""
    query, leg = ask(trip), decided(book_of(), trip).leg
    asked = query.but(on="", bare_date=False, known_on=None)
    day = NOON.date()
    side = Side("entry", leg.destination, leg.origin, leg.destination, "narva", leg.mode, day)
    for shown in presentations(query.travellers[0], side):
        now, later = (
            facts_of(query, query.travellers[0], shown, one)
            for one in (side, side._replace(day=day + timedelta(days=days)))
        )
        differing = {n for n in now.values if now.values[n] != later.values[n]}
        differing |= {n for n in now.presumed if now.presumed[n] != later.presumed[n]}
        if not is_dated(asked):
            assert differing <= OF_THE_DAY
            assert now.items == later.items


@pytest.mark.parametrize("zone", sorted(BOOK.zones))
def test_sides_that_are_judged_alike_have_the_same_facts(zone: str) -> None:
    """Wherever the journey leads, in whatever vehicle, over whichever crossing."""
    zones, day = BOOK.zones, NOON.date()
    for traveller, direction in product(TRAVELLERS, ("entry", "exit", "presence")):
        reads = BOOK.reads.there(zone, direction, besides=frozenset(CROSSING))
        facts: dict[object, object] = {}
        for other, onward, joins, mode, entered in product(
            ("RU", "RU-KGD", "LT", "NO"),
            (None, "RU", "RU-KGD", zone, "DE"),
            (None, True, False),
            ("car", "bus", "foot", "rail"),
            (None, date(2026, 2, 27)),
        ):
            query = Query(
                origin="RU",
                destination="EE",
                on="2026-03-01",
                traveller=traveller,
                vehicle=Vehicle(registered_in="RU"),
                onward_to=onward,
                kaliningrad_transit=joins,
            )
            here, there = zones[zone], zones[other]
            way = (here, there) if direction == "exit" else (there, here)
            since = entered if direction == "exit" else None
            side = Side(direction, here, *way, "narva", mode, day, since)
            post = post_of(BOOK, query, mode, Passing(direction, here, *way, "narva"))
            alike = post.there, since if post.asks_for_days else None
            for shown in presentations(traveller, side):
                told = facts_of(query, traveller, shown, side).folded(*reads)
                assert facts.setdefault((alike, shown), told) == told, side


def test_any_date_that_is_told_makes_a_question_dated() -> None:
    """However deep it lies."""
    permit = Permit(kind="residence", issued_by="LT", valid_until="2026-03-04")
    assert is_dated(Traveller(permits=(permit,)))
    assert is_dated((1, "x", (date(2026, 1, 1),)))
    assert not is_dated(Traveller(nationality="RU", visas=(Visa(kind="C", issued_by="IT"),)))


def test_an_answer_leaves_nothing_to_collect() -> None:
    """No part of it refers back to the whole: it goes as soon as nobody holds it."""
    for _ in range(2):  # first what is loaded and remembered on the way
        gc.collect()
        for query in journeys(6, seed=6):
            answer: Answer | None = check_route(query, BOOK)
            assert answer is not None
            assert answer.certain in (True, False)
        answer = None
        left = gc.collect()
    assert left == 0


@pytest.mark.parametrize("swept", [True, False])
def test_no_sweep_interrupts_an_answer(swept: bool) -> None:
    """Python looks for cycles between answers, and only if it did before."""
    sweeps: list[str] = []

    def sweep(phase: str, _: object) -> None:
        if phase == "start" and any(f.name == "check_route" for f in extract_stack()):
            sweeps.append(phase)

    before, often = gc.isenabled(), gc.get_threshold()
    gc.callbacks.append(sweep)
    gc.set_threshold(50, 2, 2)
    try:
        gc.enable() if swept else gc.disable()
        for query in journeys(3, seed=8):
            check_route(query, BOOK)
            assert gc.isenabled() is swept
        with pytest.raises(QueryError):
            check_route(Query(origin="Nowhere", destination="RU", on="2026-03-01"), BOOK)
        assert gc.isenabled() is swept
    finally:
        gc.set_threshold(*often)
        gc.callbacks.remove(sweep)
        gc.enable() if before else gc.disable()
    assert sweeps == []


def test_of_ways_that_one_leg_refuses_only_the_simplest_is_told() -> None:
    """From Krasnoyarsk to Kaliningrad there are hundreds, over few crossings that refuse."""
    query = Query(
        origin="Krasnoyarsk",
        destination="Kaliningrad",
        on="2026-03-01",
        purpose="tourism",
        traveller=TRAVELLERS[0],
        vehicle=Vehicle(registered_in="RU"),
    )
    refused: dict[Any, list[int]] = {}
    for route in check_route(query, BOOK).routes:
        if route.verdict.word == "refused":
            last = route.legs[-1].leg
            refused.setdefault((last.point.id, last.origin.id, last.mode), []).append(
                len(route.legs)
            )
    assert len(refused) > 20
    assert all(len(ways) == 1 for ways in refused.values())
    assert refused["medininkai", "BY", "car"] == [2]


def test_told_things_do_not_carry_their_hash_to_another_process(tmp_path: Path) -> None:
    """Hashes of texts differ from process to process."""
    visa = Visa(kind="C", issued_by="IT")
    assert hash(visa) == hash(Visa(kind="C", issued_by="IT"))
    (tmp_path / "visa").write_bytes(pickle.dumps(visa))
    script = (
        "import pickle, sys; from borderrules import Visa; "
        "told = pickle.load(open(sys.argv[1], 'rb')); "
        "assert {told: 1}[Visa(kind='C', issued_by='IT')] == 1"
    )
    for seed in ("1", "2"):
        run = [sys.executable, "-c", script, str(tmp_path / "visa")]
        subprocess.run(run, env={**os.environ, "PYTHONHASHSEED": seed}, check=True)


def test_what_some_rules_ask_and_ours_do_not_is_told_apart_as_well() -> None:
    """On exit, the day of the entry; in coverage, modes that no rule tells apart."""
    late = {"stay.entered_on": {"at_least": "2024-01-05"}}
    leaving = worlds.rule(jurisdiction="EE", direction=["exit"], versions=[version_of(late)])
    roads = {**worlds.RESEARCHED[0], "modes": ["bus"]}
    book = book_of(leaving, coverage={"EE": [roads]})
    home = ask({**entry(), "origin": "EE", "destination": "RU", "modes": None})
    legs = {route.legs[0].leg.mode: route.legs[0].leg for route in check_route(home, book).routes}
    window = instant(NOON, "Europe/Tallinn"), instant(NOON, "Europe/Tallinn")
    examination = Examination(book, home, date.max)
    said = [
        examination.decide(legs[mode], window, History({}, {"EE": date(2024, 1, day)})).verdict.word
        for mode in ("bus", "foot")
        for day in (4, 6, 4)
    ]
    assert said == ["allowed", "refused", "allowed", "undetermined", "refused", "undetermined"]
