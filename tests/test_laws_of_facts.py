"""S1: what is known, and what a condition makes of it.

One law for each sentence of the semantics, each quoting it; see `small_worlds`.
"""

from __future__ import annotations

from datetime import date, datetime
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import oracle
import strategies as worlds
from borderrules.building import build_condition, build_test
from borderrules.conditions import NONE, UNKNOWN, Facts
from borderrules.decisions import Outcome
from borderrules.facts import facts_of
from borderrules.presentation import Presentation, Side
from borderrules.vocabulary import FACTS, PRESUMED_STRICTLY
from small_worlds import ALWAYS_KNOWN, NOON, decided, found, often
from strategies import Data, ask, book_of, known

if TYPE_CHECKING:
    from borderrules.traveller import Visa

_NO_RULES = book_of()

# --- S1: facts ----------------------------------------------------------------------------------


@given(st.data())
def test_an_absent_thing_passes_only_the_test_none(data: st.DataObject) -> None:
    """S1: "The facts of an absent thing are the known value `none` (no visa, no vehicle)"."""
    samples = worlds.SINGLES | worlds.ITEMS["permit"] | worlds.ITEMS["family"]
    fact = data.draw(st.sampled_from(sorted(samples)))
    raw = data.draw(st.sampled_from([*samples[fact].tests, NONE, {"one_of": [NONE]}]))
    names_none = raw == NONE or (isinstance(raw, dict) and NONE in raw.get("one_of", ()))
    assert build_test(fact, raw).holds(NONE, lambda _: frozenset({"RU", "EE"})) is names_none


@given(worlds.trips())
def test_absent_is_none_and_not_said_is_unknown(trip: Data) -> None:
    """S1: "not having said is unknown"; a fact is known, `none` included, iff something was
    said."""
    query, leg = ask(trip), decided(book_of(), trip).leg
    side = Side(
        "entry", leg.destination, leg.origin, leg.destination, "narva", leg.mode, NOON.date()
    )
    traveller = query.travellers[0]
    shown = Presentation(None, None if traveller.visas is None else NONE)
    facts = facts_of(query, traveller, shown, side).strictly(PRESUMED_STRICTLY)
    visas = {facts.read(name)[0] for name, row in FACTS.items() if row.prefix == "visa"}
    assert visas == {UNKNOWN if "visas" not in trip["traveller"] else NONE}
    vehicle = facts.read("vehicle.registered_in")[0]
    if leg.mode != "car" or trip.get("vehicle") == NONE:
        assert vehicle == NONE
    else:
        assert (
            vehicle == trip["vehicle"]["registered_in"] if "vehicle" in trip else vehicle is UNKNOWN
        )
    for fact, name in (
        ("purpose", "purpose"),
        ("traveller.age", "age"),
        ("traveller.residence", "residence"),
    ):
        told = trip.get(name, trip["traveller"].get(name))
        assert facts.read(fact)[0] == (UNKNOWN if told is None else told)
    for prefix, name in (("permit", "permits"), ("family", "family")):
        said = trip["traveller"].get(name)
        items = facts.read_items(prefix)[0]
        assert items is None if said is None else items is not None and len(items) == len(said)


def _facts_told(trip: Data) -> dict[tuple[int, int], Facts]:
    """What is told of an entry, and follows from it, by the numbers of the document and of the visa
    that are shown: 0 for one of which nothing is known, -1 for no visa."""
    query, zones = ask(trip), _NO_RULES.zones
    origin, destination = zones[query.origin], zones[query.destination]
    day = date.fromisoformat(trip["on"][:10])
    side = Side("entry", destination, origin, destination, "narva", trip["modes"][0], day)
    traveller = query.travellers[0]
    held = traveller.visas if traveller.visas is not None else (None,)
    visas: dict[int, Visa | str | None] = {**dict(enumerate(held)), -1: NONE}
    return {
        (number, place): facts_of(query, traveller, Presentation(document, visa), side)
        for number, document in enumerate(traveller.documents or (None,))
        for place, visa in visas.items()
    }


@often
@given(worlds.trips(told=3), st.data())
def test_what_is_known_stays_as_it_is_when_more_is_told(trip: Data, data: st.DataObject) -> None:
    """S9: "telling a missing single-valued fact never overturns a settled verdict (a told list is
    complete)": nothing is taken for known that may yet turn out otherwise."""
    gaps = worlds.untold(trip)
    assume(gaps)
    place, values = data.draw(st.sampled_from(gaps))
    more = worlds.with_value(trip, place, data.draw(st.sampled_from(values)))
    before, after = _facts_told(trip), _facts_told(more)
    last_document, last_visa = max(before)
    for (document, visa), facts in after.items():
        earlier = before[min(document, last_document), min(visa, last_visa)]
        assert facts.values | earlier.values == facts.values
        assert facts.items | earlier.items == facts.items


@given(worlds.facts(presume=True), worlds.whens(), worlds.groups())
def test_a_condition_is_the_least_of_its_tests(facts: Facts, when: Data, named: Data) -> None:
    """S1: "A condition is a conjunction of tests and is yes / no / unknown (Kleene: the least of
    them)"."""
    members = book_of(named=named).members_at(NOON, ALWAYS_KNOWN)
    parts: dict[str, Data] = {}
    for fact, raw in when.items():
        prefix = fact.partition(".")[0]
        parts.setdefault(prefix if prefix in worlds.ITEMS else fact, {})[fact] = raw
    truths = [build_condition(part).judge(facts, members).truth for part in parts.values()]
    order = {False: 0, None: 1, True: 2}
    assert build_condition(when).judge(facts, members).truth is min(
        truths, key=order.__getitem__, default=True
    )


@given(st.sampled_from(("permit", "family")), st.data())
def test_tests_under_one_prefix_bind_one_item(prefix: str, data: st.DataObject) -> None:
    """S1: "all tests under one prefix must hold of *one and the same item*; yes if some item
    satisfies them, no if the list is told and none does, else unknown"."""
    samples = worlds.ITEMS[prefix]
    when = {fact: data.draw(st.sampled_from(row.tests)) for fact, row in samples.items()}
    items = data.draw(
        st.lists(
            st.fixed_dictionaries(
                {}, optional={f: st.sampled_from(r.values) for f, r in samples.items()}
            ),
            max_size=3,
        )
    )
    members = book_of().members_at(NOON, ALWAYS_KNOWN)
    near = set(members("NEAR") | members("KIN"))
    answers = [
        [
            oracle.passes(raw, item[fact], near) if fact in item else None
            for fact, raw in when.items()
        ]
        for item in items or [dict.fromkeys(when, NONE)]
    ]
    expected = (
        True
        if any(all(row) for row in answers)
        else False
        if all(False in row for row in answers)
        else None
    )
    condition = build_condition(when)
    assert condition.judge(known({}, **{prefix: tuple(items)}), members).truth is expected
    assert condition.judge(known({}), members).truth is None


@pytest.mark.parametrize("fact", worlds.PLAIN)
def test_a_test_passes_what_it_says(fact: str) -> None:
    """S1: "A fact is a typed value or *unknown*": every test on every value, `P3M` meaning three
    calendar months, and every bound included."""
    samples = worlds.SINGLES | worlds.ITEMS["permit"] | worlds.ITEMS["family"]
    group = frozenset({"RU", "IT", "work", "spouse"})
    for raw, value in product(samples[fact].tests, (*samples[fact].values, NONE)):
        passes = oracle.passes(raw, value, set(group))
        assert build_test(fact, raw).holds(value, lambda _: group) is passes, (raw, value)
        assert build_test(fact, raw).holds(UNKNOWN, lambda _: group) is None


def test_two_permits_do_not_make_a_third() -> None:
    """S1: "one and the same item": a Swedish residence permit and an Estonian border permit are no
    Estonian residence permit."""
    condition = build_condition({"permit.kind": "residence", "permit.issued_by": "EE"})
    swedish = {"permit.kind": "residence", "permit.issued_by": "SE"}
    border = {"permit.kind": "local_border", "permit.issued_by": "EE"}
    told = known({}, permit=(swedish, border))
    assert condition.judge(told, lambda _: frozenset()).truth is False
    both = known({}, permit=(swedish, {**swedish, "permit.issued_by": "EE"}))
    assert condition.judge(both, lambda _: frozenset()).truth is True


@often
@given(worlds.facts(), worlds.rules(), worlds.groups(), worlds.moments, worlds.knowledge)
def test_what_is_settled_every_completion_settles_alike(
    facts: Facts, data: Data, named: Data, moment: datetime, known_on: date
) -> None:
    """S1: "Kleene is sound: what it settles, every completion of the unknown *input* facts settles
    alike"."""
    outcome = found(data, facts, moment, known_on, named).outcome
    # Exempt does not say whether the conditions hold: no prohibition either way.
    agreeing: set[str] = {outcome}
    if outcome == "exempt":
        agreeing = {"exempt", "not_met"}
    elif outcome == "undetermined":
        agreeing = set(Outcome)
    for values, items in oracle.completions(facts.values, facts.items, worlds.reads(data)):
        assert oracle.outcome(data, named, values, items, moment, known_on) in agreeing
