"""One law for each sentence of the semantics, each quoting it, over small random worlds.

`oracle` says the same in two truth values and tries every completion of what is not known.
"""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import borderrules
import oracle
import strategies as worlds
from borderrules import Verdict, check_route
from borderrules.building import build_condition, build_test
from borderrules.conditions import NONE, UNKNOWN, Facts
from borderrules.decisions import Finding, Judged, Outcome, judge, judge_side
from borderrules.explain.statements import cautions, effects
from borderrules.facts import facts_of
from borderrules.journeys import Route
from borderrules.presentation import Presentation, Side
from borderrules.rulebook import Rulebook, digest_of
from borderrules.vocabulary import FACTS, PRESUMED_STRICTLY
from borderrules.words import Words
from strategies import Data, ask, book_of, exception, known, point, rule, version_of

if TYPE_CHECKING:
    from borderrules.legs import LegDecision
    from borderrules.routes import Answer
    from borderrules.traveller import Visa

NOON = datetime(2024, 1, 10, 12)
TENTH = NOON.date()
ALWAYS_KNOWN = date.max
ENGLISH = Words("en")

_NO_RULES = book_of()

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
    return judge_side(book_of(*rules), "EE", "entry", facts, moment, ALWAYS_KNOWN, strict=strict)


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


# --- S5: verdicts -------------------------------------------------------------------------------


def test_verdicts_are_ordered() -> None:
    """S5: "Verdicts are ordered `allowed < undetermined < refused`"."""
    assert sorted(Verdict) == [Verdict.ALLOWED, Verdict.UNDETERMINED, Verdict.REFUSED]
    assert [verdict.word for verdict in sorted(Verdict)] == ["allowed", "undetermined", "refused"]


@given(some_rules, worlds.trips(), worlds.points())
def test_a_decision_is_the_worst_of_its_prohibitions_and_of_the_point(
    rules: list[Data], trip: Data, at: Data
) -> None:
    """S5: "A decision has one verdict per subject (traveller, vehicle): the worst of its
    prohibitions and of the crossing point's availability"."""
    weight = {"applies": Verdict.REFUSED, "undetermined": Verdict.UNDETERMINED}
    leg = decided(book_of(*rules, at=at), trip)
    for span in leg.spans:
        sides = [side for traveller in span.travellers for side in traveller.sides]
        for subject in ("traveller", "vehicle"):
            bearing = [
                weight.get(f.outcome, Verdict.ALLOWED)
                for side in sides
                for f in side.findings
                if f.rule.subject == subject
            ]
            assert max(t.on(subject) for t in span.travellers) is max(
                bearing, default=Verdict.ALLOWED
            )
        assert span.verdict is max(
            span.availability.verdict,
            *(t.on(s) for t in span.travellers for s in ("traveller", "vehicle")),
        )


@given(some_rules, worlds.points(), st.lists(worlds.trips(), min_size=1, max_size=3))
def test_a_route_is_its_worst_leg(rules: list[Data], at: Data, trips: list[Data]) -> None:
    """S5: "A route is its worst leg"."""
    book = book_of(*rules, at=at)
    legs = tuple(decided(book, trip) for trip in trips)
    assert Route(legs).verdict is sorted(leg.verdict for leg in legs)[-1]


@given(some_rules, worlds.points(), worlds.trips())
def test_an_answer_lists_routes_best_first(rules: list[Data], at: Data, trip: Data) -> None:
    """S5: "an answer lists routes best first"."""
    answer = check_route(ask(trip, modes=["foot", "car", "bus"]), book_of(*rules, at=at))
    verdicts = [route.verdict for route in answer.routes]
    assert verdicts == sorted(verdicts)
    assert answer.verdict is min(verdicts)
    every = {(name, mode) for name in ("narva", "saatse") for mode in ("bus", "car", "foot")}
    assert {(r.legs[0].leg.point.id, r.legs[0].leg.mode) for r in answer.routes} == every
    assert len(answer.routes) == len(every)


# --- S6: coverage -------------------------------------------------------------------------------

_TOPICS = ["entry_basis", "bans", "documents", "vehicles"]
_FULL: Data = worlds.RESEARCHED[0]
_coverage = st.lists(
    st.fixed_dictionaries(
        {
            "directions": st.sampled_from([["entry", "exit"], ["entry", "exit"], ["entry"]]),
            "subjects": st.sampled_from([["traveller", "vehicle"]] * 3 + [["vehicle"]]),
            "topics": st.sampled_from([_TOPICS] * 3 + [["bans", "documents"], ["entry_basis"]]),
            "from": st.sampled_from([_FULL["from"], _FULL["from"], *worlds.EDGES]),
        },
        optional={
            "modes": st.sampled_from([["car"], ["bus", "foot"]]),
            "until": st.sampled_from(worlds.EDGES),
        },
    ),
    max_size=2,
)


@given(
    st.lists(trip_rules, max_size=1),
    worlds.trips(single=True),
    st.fixed_dictionaries({"EE": _coverage, "RU": _coverage}),
    worlds.moments,
)
def test_outside_coverage_nothing_is_allowed(
    rules: list[Data], trip: Data, coverage: dict[str, list[Data]], moment: datetime
) -> None:
    """S6: "Coverage is declared by jurisdiction, direction, subject, topic …, modes and dates …
    Outside it the verdict is at least `undetermined`. No rule is not permission."."""
    trip = {**trip, "on": moment.isoformat(timespec="minutes")}
    mode = trip["modes"][0]
    leg = decided(book_of(*rules, coverage=coverage), trip)
    researched = decided(book_of(*rules), trip)
    topics = {"vehicle": {"vehicles"}, "traveller": {"bans", "documents"}}
    for side, within in zip(leg.sides, researched.sides, strict=True):
        zone, direction = side.zone.id, side.direction
        local = moment + timedelta(hours=(zone == "RU") - (trip["origin"] == "RU"))
        for subject in ("traveller", "vehicle"):
            wanted = topics[subject] if subject == "traveller" or mode == "car" else set()
            if (subject, direction) == ("traveller", "entry"):
                wanted = wanted | {"entry_basis"}
            for item in coverage[zone]:
                fits = (
                    direction in item["directions"]
                    and subject in item["subjects"]
                    and mode in item.get("modes", [mode])
                )
                if fits and oracle.within(local, item["from"], item.get("until")):
                    wanted = wanted - set(item["topics"])
            least = Verdict.UNDETERMINED if wanted else Verdict.ALLOWED
            assert side.on(subject) is max(least, within.on(subject))
            assert {topic for about, topic in side.uncovered if about == subject} == wanted
        assert leg.verdict >= side.verdict


# --- S7: time -----------------------------------------------------------------------------------


@given(st.sampled_from(worlds.EDGES), st.sampled_from(worlds.EDGES))
def test_periods_are_half_open(start: str, until: str) -> None:
    """S7: "Periods are half-open on the civil clock"; "A bare date starts at midnight; changes at
    an hour are written as such; no `until` means open"."""
    assume(start < until)
    first, end = datetime.fromisoformat(start), datetime.fromisoformat(until)
    nobody = known({})
    minute = timedelta(minutes=1)
    closed = rule(versions=[version_of({}, effective={"from": start, "until": until})])
    outcomes = [
        found(closed, nobody, moment).outcome
        for moment in (first - minute, first, end - minute, end)
    ]
    assert outcomes == ["not_in_force", "applies", "applies", "not_in_force"]
    open_ = rule(versions=[version_of({}, effective={"from": start})])
    assert found(open_, nobody, datetime(2099, 1, 1)).outcome == "applies"
    assert found(open_, nobody, first - minute).outcome == "not_in_force"


@given(
    st.sampled_from(worlds.EDGES),
    st.integers(-90, 90),
    st.sampled_from(["EE", "RU"]),
    st.sampled_from(["EE", "RU"]),
)
def test_a_leg_is_one_instant_read_on_the_clock_of_each_side(
    edge: str, minutes: int, origin: str, ruling: str
) -> None:
    """S7: "a leg is one instant, read on each side's own clock": in January it is an hour later in
    Russia."""
    destination = "EE" if origin == "RU" else "RU"
    at_origin = datetime.fromisoformat(edge) + timedelta(minutes=minutes)
    there = at_origin + timedelta(hours=(ruling == "RU") - (origin == "RU"))
    version = version_of({}, effective={"from": edge})
    law = rule(jurisdiction=ruling, direction=["entry", "exit"], versions=[version])
    trip = entry(origin=origin, destination=destination, on=at_origin.isoformat(timespec="minutes"))
    in_force = there >= datetime.fromisoformat(edge)
    assert decided(book_of(law), trip).verdict is (Verdict.REFUSED if in_force else Verdict.ALLOWED)


@given(st.sampled_from(["start", "end"]), worlds.moments, st.booleans(), st.booleans())
def test_outside_the_proved_stretch_the_law_is_not_known(
    side: str, moment: datetime, met: bool, spared: bool
) -> None:
    """S7: "`uncertain: [start|end]` means that outside the proved stretch the law is not known";
    S3: "in an uncertain stretch a met exception does not settle the rule either"."""
    span = {"from": "2024-01-10", "until": "2024-01-11", "uncertain": [side]}
    crew = exception("crew", {"traveller.role": "diplomat"})
    adults = {"traveller.age": {"at_least": 18}}
    law = rule(versions=[version_of(adults, effective=span, exceptions=[crew])])
    person = {
        "traveller.age": 40 if met else 10,
        "traveller.role": "diplomat" if spared else "ordinary",
    }
    finding = found(law, known(person), moment)
    day = moment.date()
    proved = day == date(2024, 1, 10)
    beyond = (day < date(2024, 1, 10)) if side == "start" else (day > date(2024, 1, 10))
    if not proved and not beyond:
        expected = "not_in_force"
    elif not met:
        expected = "not_met"
    elif beyond:
        expected = "undetermined"
    else:
        expected = "exempt" if spared else "applies"
    assert finding.outcome == expected
    assert finding.unsettled == ((side,) if expected == "undetermined" else ())


#: Nothing is known of a point until noon, and from then on nobody may pass: not known is better.
_FROM_NOON = rule(versions=[version_of({}, effective={"from": "2024-01-10T12:00"})])
_KNOWN_FROM_NOON = point({**worlds.OPEN, "from": "2024-01-10T12:00"})
#: In Estonia, not in Russia, these two days last 23 and 25 hours.
_LAST_OF_MARCH, _END_OF_SUMMER = date(2024, 3, 31), date(2024, 10, 27)


@example([_FROM_NOON], worlds.GROUPS, _KNOWN_FROM_NOON, entry(), TENTH)
@given(
    some_rules,
    worlds.groups(),
    worlds.points(),
    worlds.trips(),
    worlds.days | st.sampled_from([_LAST_OF_MARCH, _END_OF_SUMMER]),
)
def test_the_spans_of_a_day_cover_it_and_the_best_counts(
    rules: list[Data], named: Data, at: Data, trip: Data, day: date
) -> None:
    """S7: "A query with a bare date is split …; its verdict is that of the best span, and the
    answer names the spans": the spans cover the day at the origin without gap or overlap."""
    trip.pop("leave_on", None)  # it would be before the days of the other seasons
    leg = decided(book_of(*rules, named=named, at=at), trip, on=str(day))
    clock = ZoneInfo("Europe/Moscow" if trip["origin"] == "RU" else "Europe/Tallinn")
    midnight = datetime(day.year, day.month, day.day, tzinfo=clock)
    assert leg.spans[0].start == midnight
    assert leg.spans[-1].until == (midnight + timedelta(days=1)).astimezone(UTC)
    assert all(a.until == b.start for a, b in zip(leg.spans, leg.spans[1:], strict=False))
    assert all(span.start < span.until for span in leg.spans)
    assert leg.verdict is min(span.verdict for span in leg.spans)


#: The new member of a group changes an exception alone; a visa runs out at an Estonian midnight.
_NEIGHBOURS = rule(
    versions=[version_of({}, exceptions=[exception("near", {"nationality": {"in": "NEAR"}})])]
)
_JOINING = {"value": "BY", "from": "2024-01-10T10:00"}
_ENLARGED = {
    **worlds.GROUPS,
    "NEAR": {"of": "country", "title": {}, "includes": ["CORE"], "members": ["EE"]},
    "CORE": {"of": "country", "title": {}, "members": [_JOINING]},
}
_WITH_VISA = rule(versions=[version_of({}, accepts=[exception("visa", {"visa.usable": True})])])
_LAST_DAY = {"kind": "C", "issued_by": "EE", "valid_until": "2024-01-10"}


@example(
    [_NEIGHBOURS], _ENLARGED, point(), entry(traveller={"nationality": "BY", "visas": []}), TENTH
)
@example(
    [_WITH_VISA],
    worlds.GROUPS,
    point(),
    entry(traveller={"nationality": "RU", "visas": [_LAST_DAY]}),
    date(2024, 1, 11),
)
@given(some_rules, worlds.groups(), some_point, worlds.trips(), worlds.days)
def test_a_span_says_what_each_of_its_moments_says(
    rules: list[Data], named: Data, at: Data, trip: Data, day: date
) -> None:
    """S7: "A query with a bare date is split at every change of law, group, timeline and hours"."""
    book = book_of(*rules, named=named, at=at)
    whole = decided(book, trip, on=str(day))
    midnight, half_hour = datetime(day.year, day.month, day.day), timedelta(minutes=30)
    for span in whole.spans:
        first = midnight + (span.start - whole.spans[0].start)
        last = first + (span.until - span.start) - half_hour
        for moment in {first, first + half_hour, (first + (last - first) / 4), last}:
            minute = moment.isoformat(timespec="minutes")
            book.judged.clear()  # or what was judged of the day might answer for the moment
            (instant,) = decided(book, trip, on=minute).spans
            said, meant = (
                [t.on(s) for t in each.travellers for s in ("traveller", "vehicle")]
                for each in (span, instant)
            )
            assert (said, span.availability.code) == (meant, instant.availability.code)


@given(worlds.groups(), worlds.moments, worlds.knowledge)
def test_members_of_groups_join_and_leave(named: Data, moment: datetime, known_on: date) -> None:
    """S7, S13: members are dated and announced as versions are, those of included groups too."""
    members = book_of(named=named).members_at(moment, known_on)
    for name in named:
        assert members(name) == oracle.members(named, name, moment, known_on)


def _works(entry: Data, at: datetime, zones: tuple[str, ...] = ("EE", "RU")) -> bool | None:
    """Whether both sides of a point work at an instant, as its hours are written; None if not
    known."""
    answers: list[bool | None] = []
    for zone in zones:
        hours = entry.get("hours", {}).get(zone)
        if hours is None:
            continue
        if hours == "unknown":
            answers.append(None)
            continue
        local = (at + timedelta(hours=3 if zone == "RU" else 2)).strftime("%H:%M")
        opens, closes = hours.split("-")
        answers.append(
            opens <= local < closes if opens < closes else local >= opens or local < closes
        )
    return False if False in answers else None if None in answers else True


@often
@given(
    worlds.points(),
    st.sampled_from([("RU", "EE"), ("EE", "RU")]),
    st.sampled_from(["car", "car", "bus", "foot"]),
    st.sampled_from([TENTH, TENTH, *worlds.DAYS]),
    st.integers(0, 47),
    worlds.knowledge,
)
def test_a_point_lets_through_whom_its_timeline_closures_and_hours_let_through(
    at: Data, ends: tuple[str, str], mode: str, day: date, half_hours: int, known_on: date
) -> None:
    """S7: hours stand on the clock of each side; both sides must be open; a gap in time means not
    known."""
    moment = datetime(day.year, day.month, day.day) + timedelta(minutes=30 * half_hours)
    trip = entry(
        origin=ends[0],
        destination=ends[1],
        modes=[mode],
        on=moment.isoformat(timespec="minutes"),
    )
    leg = decided(book_of(at=at), trip, known_on=known_on)
    instant = moment - timedelta(hours=3 if trip["origin"] == "RU" else 2)
    local = instant + timedelta(hours=2)  # the timeline runs on the clock of the first zone
    state = next(
        (
            e
            for e in at["timeline"]
            if oracle.within(local, e["from"], e.get("until")) and e["announced"] <= str(known_on)
        ),
        None,
    )
    direction = "exit" if trip["origin"] == "EE" else "entry"

    def shut(item: Data) -> bool:
        known = item.get("announced", item["from"][:10]) <= str(known_on)
        hit = direction in item["directions"] and trip["modes"][0] in item["modes"]
        return known and hit and oracle.within(local, item["from"], item["until"])

    if state is None:
        expected = Verdict.UNDETERMINED
    elif (
        state["status"] == "closed"
        or direction not in state["directions"]
        or trip["modes"][0] not in state["modes"]
    ) or any(shut(item) for item in at["closures"]):
        expected = Verdict.REFUSED
    else:
        expected = {True: Verdict.ALLOWED, None: Verdict.UNDETERMINED, False: Verdict.REFUSED}[
            _works(state, instant)
        ]
    assert leg.best.availability.verdict is expected


def test_unknown_hours_are_a_caution_for_a_day_and_undetermined_for_a_moment() -> None:
    """S7: "Unknown hours of an open point: allowed with a caution for a bare date, undetermined for
    a moment"."""
    book = book_of(at=point({**worlds.OPEN, "hours": {"RU": "unknown"}}))
    day, moment = decided(book, entry(on="2024-01-10")), decided(book, entry())
    assert (day.verdict, moment.verdict) == (Verdict.ALLOWED, Verdict.UNDETERMINED)
    assert any("opening hours are not known" in text for text in cautions(day, ENGLISH))
    assert not day.certain


# --- S8: staleness ------------------------------------------------------------------------------

_confirmations = st.sampled_from(
    ["2023-01-01", "2023-10-11", "2023-10-12", "2023-10-13", "2024-01-03"]
)


@given(_confirmations, _confirmations, st.booleans(), st.booleans(), worlds.days)
def test_what_rests_on_old_news_is_never_certain(
    of_law: str, of_point: str, met: bool, ends: bool, day: date
) -> None:
    """S8: "An answer that rests on a crossing point's status, or a measure, last confirmed more
    than 90 days before the travel date is never `certain`; the verdict itself stays"; "What has a
    known end is not stale after it"."""
    span = {"from": "2023-01-01"} | ({"until": "2025-01-01"} if ends else {})
    adults = exception("adults", {"traveller.age": {"at_least": 18}})
    version = version_of({}, effective=span, last_confirmed=of_law, exceptions=[adults])
    book = book_of(rule(versions=[version]), at=point({**worlds.OPEN, "last_confirmed": of_point}))
    person: Data = {"nationality": "RU", "visas": [], "age": 40 if met else 10}
    leg = decided(book, entry(on=str(day), traveller=person))
    assert leg.verdict is (Verdict.ALLOWED if met else Verdict.REFUSED)
    # The refusal rests on the law alone, the permission on the law got past and the open point.
    grounds = [of_law, of_point] if met else [of_law]
    open_ended = ([] if ends else [of_law]) + ([of_point] if met else [])
    old = any((day - date.fromisoformat(text)).days > 90 for text in open_ended)
    assert leg.stale is old
    assert leg.certain is not old
    assert leg.confirmed == date.fromisoformat(min(grounds))


def test_of_two_refusals_the_one_confirmed_lately_is_enough() -> None:
    """S8: the day of confirmation is "for a refused one the newest among the refusing measures,
    since each refuses alone"."""
    old = rule(versions=[version_of({}, last_confirmed="2023-01-01")])
    new = rule(versions=[version_of({}, last_confirmed="2024-01-03")])
    both = decided(book_of(old, new), entry())
    assert (both.stale, both.certain, both.confirmed) == (False, True, date(2024, 1, 3))
    alone = decided(book_of(old), entry())
    assert (alone.stale, alone.certain, alone.confirmed) == (True, False, date(2023, 1, 1))


@given(some_rules, worlds.points(), worlds.trips(), _confirmations)
def test_the_verdict_itself_stays(rules: list[Data], at: Data, trip: Data, confirmed: str) -> None:
    """S8: "the verdict itself stays (uncertain ends change it, S3)"."""
    aged, aged_point = deepcopy(rules), deepcopy(at)
    for item in [v for data in aged for v in data["versions"]] + aged_point["timeline"]:
        item["last_confirmed"] = confirmed
    fresh, old = decided(book_of(*rules, at=at), trip), decided(book_of(*aged, at=aged_point), trip)
    assert [(s.start, s.until, s.verdict) for s in fresh.spans] == [
        (s.start, s.until, s.verdict) for s in old.spans
    ]
    assert fresh.on("traveller") is old.on("traveller")
    assert not (old.stale and old.certain)


# --- S9: laws -----------------------------------------------------------------------------------


@given(some_rules, worlds.trips(), worlds.points(), st.randoms(use_true_random=False))
def test_order_and_repetition_of_rules_do_not_matter(
    rules: list[Data], trip: Data, at: Data, random: Any
) -> None:
    """S9: "Order and repetition of rules do not matter"."""
    leg = decided(book_of(*rules, at=at), trip)
    shuffled = [*rules, *rules[:2]]
    random.shuffle(shuffled)
    again = decided(book_of(*shuffled, at=at), trip)
    assert (leg.verdict, leg.certain, leg.stale) == (again.verdict, again.certain, again.stale)
    assert (leg.on("traveller"), leg.on("vehicle")) == (again.on("traveller"), again.on("vehicle"))
    assert [span.verdict for span in leg.spans] == [span.verdict for span in again.spans]
    assert set(leg.missing) == set(again.missing)


@given(some_rules, trip_rules, worlds.trips(), worlds.points(), st.booleans())
def test_adding_a_prohibition_never_improves_a_verdict(
    rules: list[Data], another: Data, trip: Data, at: Data, strict: bool
) -> None:
    """S9: "adding a prohibition never improves a verdict"."""
    before = decided(book_of(*rules, at=at), trip, strict=strict)
    after = decided(book_of(*rules, another, at=at), trip, strict=strict)
    assert after.verdict >= before.verdict
    # Of a day the best span counts, which may be another then: compare span by span.
    for span in after.spans:
        earlier = max((s for s in before.spans if s.start <= span.start), key=lambda s: s.start)
        for now, then in zip(span.travellers, earlier.travellers, strict=True):
            assert max(s.verdict for s in now.sides) >= max(s.verdict for s in then.sides)


@given(worlds.gaps())
def test_telling_a_missing_fact_never_overturns_a_settled_verdict(
    gap: tuple[list[Data], Data, tuple[str | int, ...], tuple[Any, ...]],
) -> None:
    """S9: "strictly, telling a missing single-valued fact never overturns a settled verdict (a told
    list is complete)"."""
    rules, trip, place, values = gap
    person = trip["traveller"]
    # Who must show which visa on the way out (S11) depends on who holds and who issued it.
    issuers_told = all("issued_by" in visa for visa in person.get("visas", ()))
    clear = "visas" not in person or ("documents" in person and issuers_told)
    assume(trip["origin"] == "RU" or clear)
    book = book_of(*rules)
    leg = decided(book, trip, strict=True)
    assume(leg.verdict is not Verdict.UNDETERMINED)
    for value in values:
        told = worlds.with_value(trip, place, value)
        assert decided(book, told, strict=True).verdict is leg.verdict


@given(
    st.lists(worlds.rules(), min_size=1, max_size=5),
    worlds.facts(presume=True),
    worlds.moments,
    st.booleans(),
)
def test_what_is_not_met_or_not_in_force_can_be_removed(
    rules: list[Data], facts: Facts, moment: datetime, strict: bool
) -> None:
    """S9: "a finding that is `not_met` or `not_in_force` can be removed without changing
    anything"."""
    whole = judged(rules, facts, moment, strict=strict)
    # What is only presumed not to be met may be, on a strict reading.
    idle = {
        f.rule.id
        for f in whole.findings
        if f.outcome in ("not_met", "not_in_force") and not f.presumed
    }
    kept = [data for n, data in enumerate(rules) if worlds.id_of(n, data) not in idle]
    rest = judged(kept, facts, moment, strict=strict)
    assert (whole.traveller, whole.vehicle, whole.strict) == (
        rest.traveller,
        rest.vehicle,
        rest.strict,
    )
    assert [f.outcome for f in whole.bearing] == [f.outcome for f in rest.bearing]
    assert whole.missing == rest.missing


@given(some_rules, worlds.trips())
def test_removing_the_one_deciding_prohibition_changes_the_verdict(
    rules: list[Data], trip: Data
) -> None:
    """S9: "removing the one deciding prohibition changes the verdict"."""
    trip = {**trip, "on": "2024-01-10T12:00"}
    leg = decided(book_of(*rules), trip)
    deciding = {
        f.rule.id for side in leg.sides for f in side.judged.bearing if f.verdict is leg.verdict
    }
    assume(len(deciding) == 1)
    rest = [data for n, data in enumerate(rules) if worlds.id_of(n, data) not in deciding]
    assert decided(book_of(*rest), trip).verdict < leg.verdict


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


# --- S11: presentation --------------------------------------------------------------------------


@given(
    worlds.rulebooks(related=(worlds.PAPERS, worlds.PAPERS, worlds.HOMES)),
    worlds.trips(told=4),
    worlds.moments,
    st.booleans(),
)
def test_every_presentation_is_tried_and_the_best_shown_on_each_side(
    rules: list[Data], trip: Data, moment: datetime, strict: bool
) -> None:
    """S11: "On each *side* of a border one travel document is shown, and at most one visa with it
    …; every lawful combination per side is tried, showing no visa included, and the answer names
    what to show"."""
    book = book_of(*rules)
    query = ask(trip, on=moment.isoformat(timespec="minutes"))
    decision = decided(book, trip, on=moment.isoformat(timespec="minutes"), strict=strict)
    leg = decision.leg
    traveller = query.travellers[0]
    for side in decision.sides:
        here, leaving = side.zone.id, side.direction == "exit"
        local = moment + timedelta(hours=(here == "RU") - (query.origin == "RU"))
        day = local.date()
        where = Side(side.direction, side.zone, leg.origin, leg.destination, "narva", leg.mode, day)
        verdicts = []
        for document in traveller.documents or (None,):
            foreigner = document is None or document.holder_nationality != here
            visas: list[Visa | str | None] = (
                [None] if traveller.visas is None else [*traveller.visas]
            )
            # A foreigner who leaves shows the visa of that state: it is the right to have stayed.
            issuers = [here] if traveller.visas is None else [v.issued_by for v in traveller.visas]
            if not (leaving and foreigner and here in issuers):
                visas.append(NONE)
            for visa in visas:
                shown = Presentation(document, visa)
                facts = facts_of(query, traveller, shown, where)
                said = judge_side(
                    book, here, side.direction, facts, local, ALWAYS_KNOWN, strict=strict
                )
                verdicts.append((max(said.traveller, said.vehicle), shown))
        assert side.verdict is min(verdict for verdict, _ in verdicts)
        assert (side.verdict, side.shown) in verdicts


def test_a_dual_national_shows_each_state_its_own_passport() -> None:
    """S11: "a dual national shows the Russian passport leaving Russia and the Estonian one entering
    Estonia, on the same leg"."""
    leaving = rule(
        jurisdiction="RU",
        direction=["exit"],
        versions=[version_of({}, accepts=[exception("own", {"nationality": "RU"})])],
    )
    entering = rule(versions=[version_of({}, accepts=[exception("own", {"nationality": "EE"})])])
    documents = [{"issued_by": "RU"}, {"issued_by": "EE"}]
    leg = decided(
        book_of(leaving, entering), entry(traveller={"documents": documents, "visas": []})
    )
    assert leg.verdict is Verdict.ALLOWED
    assert [side.shown.document.issued_by for side in leg.sides if side.shown.document] == [
        "RU",
        "EE",
    ]
    for only in documents:
        assert (
            decided(
                book_of(leaving, entering), entry(traveller={"documents": [only], "visas": []})
            ).verdict
            is Verdict.REFUSED
        )


def test_a_visa_may_stay_in_the_pocket_but_two_are_never_shown_together() -> None:
    """S11: "at most one visa with it", "showing no visa included"; "Permits and family are held,
    not shown"."""
    visas = [{"kind": "C", "issued_by": "EE"}, {"kind": "D", "issued_by": "IT"}]
    hindered = book_of(*(rule(versions=[version_of({"visa.kind": kind})]) for kind in ("C", "D")))
    person = {"nationality": "RU", "visas": visas}
    leg = decided(hindered, entry(traveller=person))
    assert leg.verdict is Verdict.ALLOWED
    assert leg.sides[1].shown.visa == NONE
    both = [exception("short", {"visa.kind": "C"}), exception("long", {"visa.kind": "D"})]
    needs_each = book_of(*(rule(versions=[version_of({}, accepts=[one])]) for one in both))
    assert decided(needs_each, entry(traveller=person)).verdict is Verdict.REFUSED
    permits = [
        {"kind": "residence", "issued_by": "EE"},
        {"kind": "local_border", "issued_by": "EE"},
    ]
    held = [
        exception("home", {"permit.kind": "residence"}),
        exception("near", {"permit.kind": "local_border"}),
    ]
    needs_both = book_of(*(rule(versions=[version_of({}, accepts=[one])]) for one in held))
    assert (
        decided(needs_both, entry(traveller={**person, "permits": permits})).verdict
        is Verdict.ALLOWED
    )


# --- S12: subjects ------------------------------------------------------------------------------


@given(some_rules, worlds.trips(single=True))
def test_a_refused_vehicle_does_not_refuse_the_person(rules: list[Data], trip: Data) -> None:
    """S12: "A refused vehicle does not refuse the person: the answer says so"."""
    # With one way only to show papers: else a refused vehicle may make another way the best.
    trip["traveller"].setdefault("visas", [])
    refusing = rule(subject="vehicle", versions=[version_of({"vehicle.registered_in": "RU"})])
    with_ban, without = decided(book_of(*rules, refusing), trip), decided(book_of(*rules), trip)
    for span in with_ban.spans:
        alone = max((s for s in without.spans if s.start <= span.start), key=lambda s: s.start)
        assert [t.on("traveller") for t in span.travellers] == [
            t.on("traveller") for t in alone.travellers
        ]


def test_the_crossing_without_the_vehicle_is_another_leg() -> None:
    """S12: "the same crossing without the vehicle is another leg, if the point is open to another
    mode then"."""
    cars = {"vehicle.registered_in": "RU", "mode": "car"}
    ban = rule(subject="vehicle", versions=[version_of(cars)])
    trip = entry(vehicle={"registered_in": "RU"})
    everyone = point({**worlds.OPEN, "modes": ["car", "truck", "bus", "foot"]})
    answer = check_route(ask(trip), book_of(ban, at=everyone))
    assert answer.verdict is Verdict.REFUSED
    assert answer.routes[0].legs[0].on("traveller") is Verdict.ALLOWED
    assert [(r.legs[0].leg.mode, r.verdict) for r in answer.alternatives] == [
        ("bus", Verdict.ALLOWED),
        ("foot", Verdict.ALLOWED),
    ]
    cars_only = point({**worlds.OPEN, "modes": ["car"]})
    assert check_route(ask(trip), book_of(ban, at=cars_only)).alternatives == ()
    everybody = rule(versions=[version_of({})])
    assert check_route(ask(trip), book_of(ban, everybody)).alternatives == ()


@given(some_rules, worlds.trips(told=4), st.sampled_from(["bus", "foot"]))
def test_coach_passengers_have_no_vehicle(rules: list[Data], trip: Data, mode: str) -> None:
    """S12: "Coach passengers have vehicle `none`; a coach ban is a traveller rule on `mode:
    bus`"."""
    with_car, without = (
        decided(book_of(*rules), trip, modes=[mode]),
        decided(book_of(*rules), trip, modes=[mode], vehicle=NONE),
    )
    assert (with_car.verdict, with_car.certain, with_car.missing) == (
        without.verdict,
        without.certain,
        without.missing,
    )
    coaches = rule(versions=[version_of({"mode": "bus"})])
    assert decided(book_of(coaches), trip, modes=["bus"]).on("traveller") is (
        Verdict.REFUSED if trip["destination"] == "EE" else Verdict.ALLOWED
    )
    assert decided(book_of(coaches), trip, modes=["foot"]).verdict is Verdict.ALLOWED


def test_a_rule_may_look_at_the_owner_of_the_vehicle() -> None:
    """S12: "Conditions and exceptions may look at the vehicle *owner's* nationality and
    residence"."""
    settled = exception(
        "settled", {"vehicle.owner.nationality": "EE", "vehicle.owner.residence": "RU"}
    )
    book = book_of(
        rule(
            subject="vehicle",
            versions=[version_of({"vehicle.registered_in": "RU"}, exceptions=[settled])],
        )
    )
    for owner, verdict in (("EE", Verdict.ALLOWED), ("RU", Verdict.REFUSED)):
        vehicle = {"registered_in": "RU", "owner": {"nationality": owner, "residence": "RU"}}
        assert decided(book, entry(vehicle=vehicle)).on("vehicle") is verdict


_goods = st.sampled_from([[], [{"kind": "fuel"}], [{"kind": "banknotes", "currency": "EUR"}], None])


@given(some_rules, worlds.trips(single=True), _goods, st.booleans())
def test_goods_never_bear_on_the_verdict(
    rules: list[Data], trip: Data, goods: Any, strict: bool
) -> None:
    """S12: "Goods never bear on the route's verdict: a goods prohibition that applies is an
    obligation to leave them; goods not told are presumed none"."""
    ban = rule(
        subject="goods", direction=["entry", "exit"], versions=[version_of({"goods.kind": "fuel"})]
    )
    dear = rule(subject="goods", versions=[version_of({"goods.value_eur": {"at_least": 300}})])
    weak = {"last_confirmed": "2023-01-01", "confidence": "single"}
    lifted = rule(
        subject="goods", versions=[version_of({}, exceptions=[exception("all", {})], **weak)]
    )
    everything = rule(subject="goods", versions=[version_of({}, **weak)])
    with_ban = decided(
        book_of(*rules, ban, everything, dear, lifted), trip, goods=goods, strict=strict
    )
    without = decided(book_of(*rules), trip, goods=goods, strict=strict)
    assert (with_ban.verdict, with_ban.certain, with_ban.missing, with_ban.confirmed) == (
        without.verdict,
        without.certain,
        without.missing,
        without.confirmed,
    )
    assert not any(f.rule.subject == "goods" for s in with_ban.sides for f in s.judged.bearing)
    told_to_leave = {s.rule for s in effects(with_ban, "oblige", ENGLISH)}
    carried = goods == [{"kind": "fuel"}]
    assert (worlds.id_of(len(rules), ban) in told_to_leave) is carried


# --- S13: two clocks ----------------------------------------------------------------------------


@given(
    worlds.knowledge,
    st.sampled_from([None, "2024-01-05", "2024-01-10"]),
    st.sampled_from([None, "2024-01-11", "2024-01-12"]),
)
def test_a_version_is_shown_from_its_announcement_until_it_is_replaced(
    known_on: date, announced: str | None, replaced: str | None
) -> None:
    """S13: "`known_on` … shows a version iff `announced ≤ known_on < replaced` (`announced` left
    out = `effective.from`)"."""
    keys = {
        key: value for key, value in (("announced", announced), ("replaced", replaced)) if value
    }
    law = rule(versions=[version_of({}, effective={"from": "2024-01-09"}, **keys)])
    shown = (announced or "2024-01-09") <= str(known_on) and (
        replaced is None or str(known_on) < replaced
    )
    outcome = found(law, known({}), NOON, known_on).outcome
    assert outcome == ("applies" if shown else "not_in_force")


def test_plans_that_were_repealed_early_stay_askable() -> None:
    """S13: "plans that were repealed early stay askable"."""
    span = {"from": "2024-01-10"}
    plan = version_of({}, effective=span, announced="2024-01-01", replaced="2024-01-05")
    milder = version_of({"traveller.age": {"at_most": 17}}, effective=span, announced="2024-01-05")
    book = book_of(rule(versions=[plan, milder]))
    adult = {"nationality": "RU", "visas": [], "age": 40}
    verdicts = [
        check_route(ask(entry(traveller=adult), known_on=day), book).verdict
        for day in ("2023-12-31", "2024-01-01", "2024-01-04", "2024-01-05")
    ]
    assert verdicts == [Verdict.ALLOWED, Verdict.REFUSED, Verdict.REFUSED, Verdict.ALLOWED]


#: Every change of wording, and some of meaning, that can be made to a rule.
_WORDINGS: list[Any] = [
    lambda d: d.update(title={"en": "Another title"}),
    lambda d: d["versions"][0].update(reason={"en": "Said otherwise."}),
    lambda d: d["versions"][0].update(caution={"en": "Careful."}),
    lambda d: d["versions"][0].update(link="https://example.org/"),
    lambda d: d["versions"][0]["exceptions"][0].update(
        title={"en": "Another name"}, proof={"en": "A paper."}
    ),
    lambda d: d.update(
        sources=[{"url": "https://example.org/", "publisher": "P", "tier": "law", "supports": []}]
    ),
    lambda d: d.update(facts=["x"], cases={"checks": []}, formerly=["ee/old"]),
]
_MEANINGS: list[Any] = [
    lambda d: d.update(effect="advise"),
    lambda d: d.update(subject="vehicle"),
    lambda d: d.update(direction=["exit"]),
    lambda d: d.update(jurisdiction="RU"),
    lambda d: d["versions"][0].update(when={"traveller.age": {"at_least": 19}}),
    lambda d: d["versions"][0].update(effective={"from": "2023-01-02"}),
    lambda d: d["versions"][0].update(effective={"from": "2023-01-01", "until": "2025-01-01"}),
    lambda d: d["versions"][0].update(effective={"from": "2023-01-01", "uncertain": ["start"]}),
    lambda d: d["versions"][0].update(announced="2022-12-31"),
    lambda d: d["versions"][0].update(replaced="2024-12-31"),
    lambda d: d["versions"][0].update(confidence="single"),
    lambda d: d["versions"][0].update(ahead="PT48H"),
    lambda d: d.update(at=["narva"]),
    lambda d: d["versions"][0].update(last_confirmed="2024-01-04"),
    lambda d: d["versions"][0].update(certainty="disputed"),
    lambda d: d["versions"][0].update(exceptions=[]),
    lambda d: d["versions"][0]["exceptions"][0].update(certainty="disputed"),
    lambda d: d["versions"][0]["exceptions"][0].update(when={}),
]


def _adults() -> Data:
    spared = exception("crew", {"traveller.role": "transport_crew"})
    return rule(versions=[version_of({"traveller.age": {"at_least": 18}}, exceptions=[spared])])


@given(st.lists(st.sampled_from(_WORDINGS)), st.none() | st.sampled_from(_MEANINGS))
def test_the_digest_is_of_the_meaning_not_of_the_wording(wordings: list[Any], meaning: Any) -> None:
    """S13: "the rulebook's version and digest (of its meaning, not its wording)"."""
    changed = _adults()
    for change in wordings:
        change(changed)
    if meaning is not None:
        meaning(changed)
    after, before = (book_of(data, digested=True).digest for data in (changed, _adults()))
    assert (after == before) is (meaning is None)


#: Changes to what is known of a crossing point, by the part of it that they change.
_STATES: list[Data] = [
    {"hours": {"EE": "08:00-09:00"}},
    {"modes": ["truck"]},
    {"directions": ["entry"]},
    {"status": "closed", "reason": {"en": "Closed."}},
    {"last_confirmed": "2023-12-31"},
    {"announced": "2022-12-31"},
    {"confidence": "single", "caution": {"en": "One newspaper says so."}},
]


@given(worlds.points(), worlds.groups(), st.sampled_from(worlds.EDGES), st.sampled_from(_STATES))
def test_the_digest_sees_points_groups_and_coverage(
    at: Data, named: Data, edge: str, state: Data
) -> None:
    """S13: the digest is of the meaning of everything that judges, and the same for the same
    meaning."""

    def digest_with(**keys: Any) -> str:
        return book_of(**{"at": at, "named": named, **keys}, digested=True).digest

    digest = digest_with()
    assert digest_with(at=deepcopy(at), named=deepcopy(named)) == digest
    renamed = {**at, "names": {"EE": {"en": "N"}, "RU": {"en": "I"}}, "aliases": ["N"]}
    assert digest_with(at=renamed) == digest
    first, *rest = at["timeline"]
    for timeline in (rest, [{**first, **state}, *rest]):
        same = timeline == at["timeline"]
        assert (digest_with(at={**at, "timeline": timeline}) == digest) is same
    shut = {"from": edge, "until": "2025-01-01", "reason": {"en": "Shut."}, "sources": []}
    assert digest_with(at={**at, "closures": [*at["closures"], shut]}) != digest
    later = {"value": "LV", "from": edge}
    grown = {**named, "NEAR": {**named["NEAR"], "members": [*named["NEAR"]["members"], later]}}
    assert digest_with(named=grown) != digest
    assert digest_with(coverage={"EE": []}) != digest
    assert digest_of({}) != digest


@seldom
@given(some_rules, worlds.trips(), worlds.knowledge)
def test_every_answer_can_be_replayed(rules: list[Data], trip: Data, known_on: date) -> None:
    """S13: "Every answer carries `known_on` and the rulebook's version and digest …, so it can be
    replayed": the id of a decision tells apart states of knowledge and of the rules."""
    day = None if known_on == ALWAYS_KNOWN else known_on

    def asked(*more: Data, day: date | None = day) -> Answer:
        return check_route(ask(trip, known_on=day), book_of(*rules, *more, digested=True))

    first, second = asked(), asked()
    assert first.known_on == day
    assert first.rulebook.version == "1"
    assert first.rulebook.digest == second.rulebook.digest == digest_of(first.rulebook.documents)
    assert (first.verdict, first.certain) == (second.verdict, second.certain)
    assert first.decision_id == second.decision_id
    assert asked(day=date(2024, 2, 1)).decision_id != first.decision_id
    elsewhere = rule(direction=["presence"])
    assert asked(elsewhere).decision_id != first.decision_id


def test_only_the_ways_in_read_the_wall_clock() -> None:
    """S13: "Only the command line and the web read the wall clock"."""
    package = Path(borderrules.__file__).parent
    reads_clock = re.compile(r"\b(?:date|datetime|time)\.(?:today|now|utcnow|time)\(")
    inside = [
        path
        for path in package.rglob("*.py")
        if path.relative_to(package).parts[0] not in ("cli", "web")
    ]
    assert len(inside) > 10
    assert [
        path.name for path in inside if reads_clock.search(path.read_text(encoding="utf-8"))
    ] == []


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
    judge_side(shared, "EE", "entry", first, moment, ALWAYS_KNOWN)
    again = judge_side(shared, "EE", "entry", second, moment, ALWAYS_KNOWN)
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
