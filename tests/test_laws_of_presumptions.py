"""S10: what holds for the ordinary traveller, and which answers are certain.

One law for each sentence of the semantics, each quoting it; see `small_worlds`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given

import strategies as worlds
from borderrules import Verdict, check_route
from borderrules.conditions import UNKNOWN, Facts
from borderrules.explain.statements import cautions
from borderrules.facts import facts_of
from borderrules.presentation import Presentation, Side
from borderrules.vocabulary import FACTS, PRESUMED_STRICTLY
from small_worlds import ENGLISH, NOON, all_reads, decided, entry, found, some_point, some_rules
from strategies import Data, ask, book_of, known, point, rule, version_of

if TYPE_CHECKING:
    from datetime import datetime

# --- S10: presumptions --------------------------------------------------------------------------


def _resolved(facts: Facts) -> Facts:
    """The same facts with all that was presumed told."""
    values = {
        name: value for name in worlds.SINGLES if (value := facts.read(name)[0]) is not UNKNOWN
    }
    items = {
        prefix: found
        for prefix in worlds.ITEMS
        if (found := facts.read_items(prefix)[0]) is not None
    }
    return known(values, **items)


@given(worlds.facts(presume=True), worlds.rules(), worlds.moments)
def test_a_presumption_says_what_telling_it_would_say(
    facts: Facts, data: Data, moment: datetime
) -> None:
    """S10: "The table of facts may give a fact a documented presumption"; it fills only what is not
    told."""
    asked = ("nationality", "purpose", "visa.kind", "visa.issued_by", "vehicle.registered_in")
    for name in worlds.SINGLES:
        presumed = FACTS[name].presumed
        if name in facts.values:
            expected = (facts.values[name], False)
        elif name in asked or name == "document.issued_on" or name == "visa.issued_on":
            expected = (UNKNOWN, False)
        elif presumed == "=nationality":
            expected = (facts.values.get("nationality", UNKNOWN), "nationality" in facts.values)
        else:
            expected = (presumed, True)
        assert facts.read(name) == expected
    finding, told = found(data, facts, moment), found(data, _resolved(facts), moment)
    assert (finding.outcome, finding.missing) == (told.outcome, told.missing)
    assert not told.presumed


def test_the_ordinary_private_traveller() -> None:
    """S10: "no permit, family, property or goods told means none; `vehicle.use: private`, owner =
    the traveller, no special role, biometric passport …"."""
    trip = entry(vehicle={"registered_in": "RU"}, traveller={"nationality": "BY"})
    query, leg = ask(trip), decided(book_of(), trip).leg
    side = Side("entry", leg.destination, leg.origin, leg.destination, "narva", "car", NOON.date())
    shown = Presentation((query.travellers[0].documents or (None,))[0], None)
    facts = facts_of(query, query.travellers[0], shown, side)
    presumed = {
        "document.biometric": True,
        "traveller.role": "ordinary",
        "vehicle.use": "private",
        "vehicle.owner.nationality": "BY",
        "traveller.residence": "BY",
    }
    assert {name: facts.read(name) for name in presumed} == {
        name: (value, True) for name, value in presumed.items()
    }
    for prefix in ("permit", "family", "property", "goods"):
        assert facts.read_items(prefix) == ((), True)
    assert facts.read("visa.kind") == facts.read("purpose") == (UNKNOWN, False)
    strictly = facts.strictly(PRESUMED_STRICTLY)
    assert strictly.read("traveller.role") == ("ordinary", True), (
        "extraordinary facts stay presumed in strict too"
    )
    assert (
        strictly.read("document.biometric")
        == strictly.read("traveller.residence")
        == (UNKNOWN, False)
    )
    assert strictly.read_items("permit") == (None, False)


@given(some_rules, worlds.trips(told=3), worlds.moments, some_point)
def test_certain_iff_the_strict_answer_is_the_same(
    rules: list[Data], trip: Data, moment: datetime, at: Data
) -> None:
    """S10: "every answer says whether it is *certain* (the strict answer is the same and no
    unsettled law was passed over)"."""
    book = book_of(*rules, at=at)
    trip = {**trip, "on": moment.isoformat(timespec="minutes")}
    leg, strict = decided(book, trip), decided(book, trip, strict=True)
    settled = leg.verdict is not Verdict.UNDETERMINED
    assert leg.certain is (settled and strict.verdict is leg.verdict and not leg.stale)
    for side, stern in zip(leg.sides, strict.sides, strict=True):
        assert side.strict is stern.verdict


@pytest.mark.parametrize("confidence", ["single", "conflicting"])
def test_weak_sources_are_never_certain(confidence: str) -> None:
    """S10: "`certain` also needs sources that are neither single nor in conflict"."""
    weak = {"confidence": confidence, "caution": {"en": "One newspaper says so."}}
    law = rule(versions=[version_of({}, **weak)])
    for book, verdict in (
        (book_of(law), Verdict.REFUSED),
        (book_of(at=point({**worlds.OPEN, **weak})), Verdict.ALLOWED),
    ):
        leg = decided(book, entry())
        assert (leg.verdict, leg.certain, leg.weak) == (verdict, False, True)
        assert "One newspaper says so." in cautions(leg, ENGLISH)


@given(some_rules, worlds.trips(told=3), some_point)
def test_a_certain_answer_is_also_the_strict_one(rules: list[Data], trip: Data, at: Data) -> None:
    """S10: "(the strict answer is the same …)", for bare dates and for answers of several routes
    too."""
    book = book_of(*rules, at=at)
    query = ask(trip, modes=["car", "foot"])
    answer, strict = check_route(query, book), check_route(query, book, strict=True)
    if answer.certain:
        assert strict.verdict is answer.verdict


def test_a_refusal_of_a_day_is_certain_only_if_every_hour_of_it_is() -> None:
    """S7, S10: of a day the best span counts; if nobody knows the traveller's age, at noon a ban on
    everybody gives way to one on adults."""
    noon = {"until": "2024-01-10T12:00"}
    everybody = version_of({}, effective={"from": "2023-01-01", **noon})
    adults = version_of({"traveller.age": {"at_least": 18}}, effective={"from": noon["until"]})
    book = book_of(rule(versions=[everybody, adults]))
    day, strictly = (
        decided(book, entry(on="2024-01-10"), strict=strict) for strict in (False, True)
    )
    assert (day.verdict, strictly.verdict) == (Verdict.REFUSED, Verdict.UNDETERMINED)
    assert not day.certain


@given(some_rules, worlds.trips(told=3, single=True), worlds.moments)
def test_an_answer_that_is_not_certain_names_the_facts_that_could_change_it(
    rules: list[Data], trip: Data, moment: datetime
) -> None:
    """S10: "and otherwise names the facts that could change it"."""
    trip = {**trip, "on": moment.isoformat(timespec="minutes")}
    book = book_of(*rules)
    leg, strict = decided(book, trip), decided(book, trip, strict=True)
    query = ask(trip)
    assert all(FACTS[name].question for name in check_route(query, book).missing)
    if leg.verdict is not strict.verdict:
        assert leg.missing
    assert set(leg.missing) <= all_reads(rules)


@pytest.mark.parametrize("told", [None, False])
def test_what_is_presumed_of_a_relative_told_of_is_not_certain(told: bool | None) -> None:
    """S10: "every answer says whether it is *certain* (the strict answer is the same …)": whether
    a relative travels along is presumed until it is told."""
    along = {"family.relation": "spouse", "family.travels_along": True}
    relative = {"relation": "spouse", "nationality": "NO", "residence": "NO"}
    if told is not None:
        relative["travels_along"] = told  # type: ignore[assignment]
    traveller = {"nationality": "RU", "visas": [], "family": [relative]}
    leg = decided(book_of(rule(versions=[version_of(along)])), entry(traveller=traveller))
    assert (leg.verdict, leg.certain) == (Verdict.ALLOWED, told is False)
    assert ("family.travels_along" in leg.missing) is (told is None)
