"""What the laws have in common: small random rulebooks, and what they say of a trip."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from hypothesis import settings
from hypothesis import strategies as st

import strategies as worlds
from borderrules import check_route
from borderrules.decisions import Finding, Judged, judge
from borderrules.judging import Where, judge_side
from borderrules.words import Words
from strategies import Data, ask, book_of

if TYPE_CHECKING:
    from borderrules.conditions import Facts
    from borderrules.leg_decisions import LegDecision
    from borderrules.rulebook import Rulebook

NOON = datetime(2024, 1, 10, 12)
TENTH = NOON.date()
ALWAYS_KNOWN = date.max
ENGLISH = Words("en")

trip_rules = worlds.rules(facts=worlds.EVERY, places=True)
some_rules = worlds.rulebooks()
#: Half of all trips meet an open point: past a shut one no rule shows.
some_point = st.none() | worlds.points()
#: For what is quick to try: to judge one rule, or one point.
often = settings(max_examples=1000)
#: For what every trip shows, whatever is told of it.
seldom = settings(max_examples=100)


def found(
    data: Data,
    facts: Facts,
    moment: datetime = NOON,
    known_on: date = ALWAYS_KNOWN,
    named: Data | None = None,
) -> Finding:
    """What one rule says of some facts."""
    book = book_of(data, named=named)
    return judge(
        book.rule(worlds.id_of(0, data)), facts, moment, known_on, book.members_at(moment, known_on)
    )


def decided(
    book: Rulebook, trip: Data, *, strict: bool = False, known_on: date = ALWAYS_KNOWN, **keys: Any
) -> LegDecision:
    """The decision on a trip over the crossing point Narva."""
    day = None if known_on == ALWAYS_KNOWN else known_on
    query = ask(trip, via="narva", known_on=day, **keys)
    (route,) = check_route(query, book, strict=strict).routes
    (leg,) = route.legs
    return leg


def judged(rules: list[Data], facts: Facts, moment: datetime, *, strict: bool = False) -> Judged:
    """What some rules say together on the Estonian side of an entry."""
    return judge_side(book_of(*rules), Where("EE", "entry", moment, ALWAYS_KNOWN, strict), facts)


def all_reads(rules: list[Data]) -> set[str]:
    """The facts that some rules read."""
    return {fact for data in rules for fact in worlds.reads(data)}


def entry(**keys: Any) -> Data:
    """By car from Russia to Estonia at noon on 10 January (11:00 in Estonia)."""
    trip: Data = {
        "origin": "RU",
        "destination": "EE",
        "on": "2024-01-10T12:00",
        "modes": ["car"],
        "via": "narva",
    }
    return {**trip, "vehicle": "none", "traveller": {"nationality": "RU", "visas": []}, **keys}
