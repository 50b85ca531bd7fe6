"""S2 to S4: what one rule says, and what comes of it.

One law for each sentence of the semantics, each quoting it; see `small_worlds`.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import oracle
import strategies as worlds
from borderrules import Verdict, check_route
from borderrules.building import build_condition
from borderrules.decisions import Finding, Outcome
from borderrules.explain.statements import effects
from borderrules.judging import Where, judge_side
from small_worlds import ALWAYS_KNOWN, ENGLISH, decided, entry, found, judged, often, some_rules
from strategies import Data, ask, book_of, exception, known, rule, version_of

if TYPE_CHECKING:
    from borderrules.conditions import Facts

# --- S2 and S3: outcomes and their order --------------------------------------------------------


@given(some_rules, worlds.trips())
def test_every_rule_on_a_leg_has_exactly_one_outcome(rules: list[Data], trip: Data) -> None:
    """S2: "A rule on a leg is exactly one of `not_in_force`, `not_met`, `exempt` (by named
    exceptions), `applies`, `undetermined`"."""
    leg = decided(book_of(*rules), trip)
    for side in leg.sides:
        here = [
            worlds.id_of(n, data)
            for n, data in enumerate(rules)
            if data["jurisdiction"] == side.zone.id and side.direction in data["direction"]
        ]
        assert [finding.rule.id for finding in side.findings] == here
        for finding in side.findings:
            assert finding.outcome in set(Outcome)
            assert bool(finding.missing or finding.unsettled) is (finding.outcome == "undetermined")
            if finding.outcome == "exempt":
                assert finding.exempted_by


@often
@given(
    worlds.facts(complete=True), worlds.rules(), worlds.groups(), worlds.moments, worlds.knowledge
)
def test_with_every_fact_known_the_outcome_is_that_of_the_rule_as_written(
    facts: Facts, data: Data, named: Data, moment: datetime, known_on: date
) -> None:
    """S2, S3, S13: with nothing unknown, the evaluator and the plain reading of the file agree."""
    outcome = found(data, facts, moment, known_on, named).outcome
    assert outcome == oracle.outcome(data, named, facts.values, facts.items, moment, known_on)


@often
@given(worlds.facts(presume=True), worlds.rules(), worlds.moments, worlds.knowledge)
def test_the_order_of_judgement(facts: Facts, data: Data, moment: datetime, known_on: date) -> None:
    """S3: "`not_in_force` first; then `not_met` as soon as one condition surely fails; `exempt` as
    soon as one settled exception is surely met; `applies` only if the conditions surely hold and
    every exception surely does not; else `undetermined`", as does "a day in an uncertain stretch of
    `effective`, unless a condition surely fails"."""
    members = book_of().members_at(moment, known_on)
    finding = found(data, facts, moment, known_on)
    version, uncertain = oracle.current(data, moment, known_on)
    if version is None:
        assert finding.outcome == "not_in_force"
        return
    holds = build_condition(version["when"]).judge(facts, members).truth
    exceptions = [
        (e["certainty"], build_condition(e["when"]).judge(facts, members).truth)
        for e in version["exceptions"]
    ]
    if holds is False:
        expected = "not_met"
    elif uncertain:
        expected = "undetermined"
    elif ("settled", True) in exceptions:
        expected = "exempt"
    elif (
        holds
        and version["certainty"] == "settled"
        and all(truth is False for _, truth in exceptions)
    ):
        expected = "applies"
    else:
        expected = "undetermined"
    assert finding.outcome == expected


@given(worlds.facts(), worlds.rules(), worlds.moments)
def test_undetermined_names_what_is_missing(facts: Facts, data: Data, moment: datetime) -> None:
    """S3: "else `undetermined`, naming missing facts, or the law that is missing"."""
    finding = found(data, facts, moment)
    assume(finding.outcome == "undetermined")
    incomplete = {
        f
        for p, items in facts.items.items()
        for item in items
        for f in worlds.ITEMS[p]
        if f not in item
    }
    version, uncertain = oracle.current(data, moment, ALWAYS_KNOWN)
    assert version is not None
    members = book_of().members_at(moment, ALWAYS_KNOWN)
    parts = [version["when"], *(e["when"] for e in version["exceptions"])]
    open_parts = [w for w in parts if build_condition(w).judge(facts, members).truth is None]
    untold = {
        fact
        for part in open_parts
        for fact in part
        if fact not in facts.values and fact.partition(".")[0] not in facts.items
    }
    assert untold <= set(finding.missing) <= untold | incomplete
    law = {e["id"]: e["certainty"] for e in version["exceptions"]}
    for item in finding.unsettled:
        kind, _, name = item.partition(":")
        assert kind == law[name] if name else kind == version["certainty"] or uncertain
    assert finding.missing or finding.unsettled


@pytest.mark.parametrize("certainty", ["discretionary", "disputed"])
def test_unsettled_law_is_undetermined_where_it_is_met(certainty: str) -> None:
    """S3: "an exception or version marked `certainty: discretionary` ("the authority may") or
    `disputed` (sources conflict) that is met yields `undetermined`"."""
    diplomat = known({"traveller.role": "diplomat", "traveller.age": 40})
    may = exception("may", {"traveller.role": "diplomat"}, certainty)
    adults = {"traveller.age": {"at_least": 18}}
    excepted = found(rule(versions=[version_of(adults, exceptions=[may])]), diplomat)
    assert (excepted.outcome, excepted.unsettled) == ("undetermined", (f"{certainty}:may",))
    whole = found(rule(versions=[version_of(adults, certainty=certainty)]), diplomat)
    assert (whole.outcome, whole.unsettled) == ("undetermined", (certainty,))
    ordinary = known({"traveller.role": "ordinary", "traveller.age": 40})
    assert (
        found(rule(versions=[version_of(adults, exceptions=[may])]), ordinary).outcome == "applies"
    )
    child = known({"traveller.role": "diplomat", "traveller.age": 10})
    assert (
        found(rule(versions=[version_of(adults, certainty=certainty)]), child).outcome == "not_met"
    )


# --- S4: effects --------------------------------------------------------------------------------


@given(
    worlds.rulebooks(effects=("prohibit", "oblige", "advise")),
    worlds.trips(single=True),
)
def test_only_prohibitions_bear_on_the_verdict(rules: list[Data], trip: Data) -> None:
    """S4: "`prohibit` bears on the verdict"; "an undetermined obligation or advice … never touches
    the verdict", nor does its age or what it rests on."""
    for data in rules:
        if data["effect"] != "prohibit":
            for version in data["versions"]:
                version |= {"last_confirmed": "2023-01-01", "confidence": "single"}
    leg = decided(book_of(*rules), trip)
    bare = decided(book_of(*(data for data in rules if data["effect"] == "prohibit")), trip)
    assert (leg.verdict, leg.certain, leg.confirmed, leg.weak, leg.missing) == (
        bare.verdict,
        bare.certain,
        bare.confirmed,
        bare.weak,
        bare.missing,
    )
    assert (leg.on("traveller"), leg.on("vehicle")) == (bare.on("traveller"), bare.on("vehicle"))
    for one, other in zip(leg.sides, bare.sides, strict=True):
        assert (one.strict, one.judged.missing) == (other.strict, other.judged.missing)


def test_obligations_are_shown_and_open_ones_as_open() -> None:
    """S4: "An undetermined obligation or advice is shown as "may apply, if …""; "`ahead: PT48H`
    gives the latest moment"."""
    tourists = {"purpose": "tourism"}
    oblige = rule(effect="oblige", versions=[version_of(tourists, ahead="PT48H")])
    leg = decided(book_of(oblige), entry(purpose="tourism"))
    (statement,) = effects(leg, "oblige", ENGLISH)
    assert (statement.code, statement.missing) == ("applies", ())
    assert statement.latest == datetime(2024, 1, 8, 9, tzinfo=UTC)
    open_ = decided(book_of(oblige), entry())
    (statement,) = effects(open_, "oblige", ENGLISH)
    assert (statement.code, statement.missing) == ("undetermined", ("purpose",))
    assert open_.verdict is Verdict.ALLOWED
    assert effects(decided(book_of(oblige), entry(purpose="work")), "oblige", ENGLISH) == []


@given(worlds.facts(presume=True), worlds.rules(), worlds.moments)
def test_accepted_documents_are_exceptions(facts: Facts, data: Data, moment: datetime) -> None:
    """S4: "write them under `accepts:`, the same thing worded "satisfied by""."""
    worded = deepcopy(data)
    for version in worded["versions"]:
        version["accepts"] = version.pop("exceptions")
    first, second = found(data, facts, moment), found(worded, facts, moment)
    assert (first.outcome, first.missing, first.unsettled) == (
        second.outcome,
        second.missing,
        second.unsettled,
    )
    assert [e.id for e in first.exempted_by] == [e.id for e in second.exempted_by]
    assert all(e.satisfies for e in second.exempted_by)
    assert not any(e.satisfies for e in first.exempted_by)


def test_a_visa_requirement_is_a_prohibition_with_accepted_documents() -> None:
    """S4: ""A visa is required" is a prohibition on everyone (`when: {}`) whose exceptions are the
    accepted documents"."""
    visa = exception("visa", {"visa.kind": {"one_of": ["C", "D"]}})
    book = book_of(rule(versions=[version_of({}, accepts=[visa])]))
    held = [{"kind": "C", "issued_by": "IT"}]
    for visas, verdict in (
        ([], Verdict.REFUSED),
        (held, Verdict.ALLOWED),
        (None, Verdict.UNDETERMINED),
    ):
        assert (
            decided(book, entry(traveller={"nationality": "RU", "visas": visas})).verdict is verdict
        )


# --- one decision for equal keys ----------------------------------------------------------------


@often
@given(worlds.twins(), worlds.moments)
def test_equal_keys_mean_equal_judgements(
    twins: tuple[list[Data], Facts, Facts], moment: datetime
) -> None:
    """Section 7: "equal keys share one decision": what the rules read, told or presumed, is in the
    key."""
    rules, first, second = twins
    shared = book_of(*rules)
    where = Where("EE", "entry", moment, ALWAYS_KNOWN)
    judge_side(shared, where, first)
    again = judge_side(shared, where, second)
    alone = judged(rules, second, moment)
    assert [_said(f) for f in again.findings] == [_said(f) for f in alone.findings]


#: How a trip is asked about: where, with whose knowledge, how strictly; mostly in one way.
_MANNERS = [
    *[("narva", None, False)] * 4,
    ("narva", None, True),
    ("narva", date(2024, 1, 5), False),
    ("narva", date(2024, 1, 10), False),
    ("saatse", None, False),
]


@given(
    worlds.alike(3),
    worlds.groups(),
    st.lists(st.sampled_from(_MANNERS), min_size=3, max_size=3),
)
def test_a_remembered_judgement_is_the_one_that_would_be_made(
    world: tuple[list[Data], list[Data]],
    named: Data,
    manners: list[tuple[str, date | None, bool]],
) -> None:
    """Section 7: "equal keys share one decision, explanation included": remembering changes
    nothing, though one trip differs from another in a single thing told."""
    rules, trips = world
    shared = book_of(*rules, named=named)
    for trip, (via, known_on, strict) in zip(trips, manners, strict=True):
        query = ask(trip, via=via, known_on=known_on)
        (remembered,), (fresh,) = (
            check_route(query, book, strict=strict).routes[0].legs
            for book in (shared, book_of(*rules, named=named))
        )
        assert [s.verdict for s in remembered.spans] == [s.verdict for s in fresh.spans]
        for one, other in zip(remembered.sides, fresh.sides, strict=True):
            assert one.shown == other.shown
            assert [_said(f) for f in one.findings] == [_said(f) for f in other.findings]


def _said(finding: Finding) -> tuple[object, ...]:
    return finding.rule.id, finding.outcome, finding.missing, finding.unsettled
