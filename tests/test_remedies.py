"""Reasons are faithful, and remedies do what they promise, on the real borders (S14)."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import reduce
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

from borderrules import (
    Answer,
    Permit,
    Query,
    TravelDocument,
    Traveller,
    Vehicle,
    Verdict,
    Visa,
    check_issuance,
    check_route,
)
from borderrules.changes import Change, candidates, next_day
from borderrules.explain.document import document
from borderrules.explain.text import render
from borderrules.explain.ways_out import exemptions
from borderrules.remedies import MOST_TRIED, ways_out
from borderrules.rulebook import Rulebook
from borderrules.timeline import on_day
from borderrules.unknowns import replace_in
from borderrules.words import Words
from journeys_sampled import BOOK, sampled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from borderrules.leg_decisions import LegDecision


def answer_to(query: Query, book: Rulebook = BOOK) -> Answer:
    return check_route(query, book)


# --- reasons ----------------------------------------------------------------------------------


def without(rules: Iterable[str]) -> Rulebook:
    """The rulebook as if some measures had never been taken."""
    gone = set(rules)
    kept = {name: rule for name, rule in BOOK.documents["rules"].items() if name not in gone}
    return Rulebook("0", "reduced", {**BOOK.documents, "rules": kept})


def refusing(leg: LegDecision) -> set[str]:
    """The rules that refuse on a leg."""
    bearing = (finding for side in leg.sides for finding in side.judged.bearing)
    return {f.rule.id for f in bearing if f.verdict is Verdict.REFUSED}


def same_leg(answer: Answer, leg: LegDecision) -> LegDecision:
    """The decision on the same crossing in the same mode."""
    found = (route.legs[0] for route in answer.routes)
    return next(
        d for d in found if (d.leg.point.id, d.leg.mode) == (leg.leg.point.id, leg.leg.mode)
    )


@pytest.mark.parametrize("seed", range(6))
def test_each_reason_alone_refuses_and_without_all_it_is_not_refused(seed: int) -> None:
    """Of whoever shows one document and no visa: nothing else could be shown."""
    checked = 0
    for query in sampled(8, seed, visas=(), documents=(TravelDocument(issued_by="RU"),)):
        for route in answer_to(query).routes[:3]:
            leg = route.legs[0]
            reasons = refusing(leg)
            if not reasons or leg.best.availability.verdict is Verdict.REFUSED:
                continue
            checked += 1
            free = same_leg(answer_to(query, without(reasons)), leg)
            assert free.best.verdict is not Verdict.REFUSED, (query, reasons)
            for reason in reasons:
                alone = same_leg(answer_to(query, without(reasons - {reason})), leg)
                assert refusing(alone) == {reason}, (query, reason)
                assert alone.verdict is Verdict.REFUSED
    assert checked


# --- remedies ---------------------------------------------------------------------------------

EXAMPLES = [
    Query(
        origin="RU",
        destination="EE",
        on="2026-01-15",
        purpose="tourism",
        modes=("car",),
        traveller=Traveller(nationality="EE"),
        vehicle=Vehicle(registered_in="RU"),
    ),
    Query(
        origin="EE",
        destination="RU",
        on="2026-01-15T03:00",
        purpose="tourism",
        via="narva",
        traveller=Traveller(nationality="EE", visas=()),
    ),
    Query(
        origin="EE",
        destination="RU",
        on="2026-01-15T03:00",
        via="narva",
        traveller=Traveller(nationality="RU", visas=()),
    ),
    Query(
        origin="LV",
        destination="RU",
        on="2026-01-15",
        purpose="tourism",
        traveller=Traveller(documents=(TravelDocument(issued_by="LV", expires_on="2026-01-01"),)),
    ),
]


def asked() -> list[Query]:
    """The examples, and questions drawn from the real borders that are refused."""
    drawn = (query for seed in range(8) for query in sampled(10, 500 + seed, visas=()))
    refused = (query for query in drawn if answer_to(query).verdict is not Verdict.ALLOWED)
    return [*EXAMPLES, *refused]


ASKED = asked()


def kept(query: Query) -> object:
    """All that no remedy touches."""
    vehicle = query.vehicle
    return (
        query.purpose,
        query.onward_to,
        query.in_border_area,
        vehicle.owner if isinstance(vehicle, Vehicle) else None,
        [
            (
                *(person.permits, person.family, person.property, person.residence, person.age),
                *(person.role, person.grounds, person.listed, person.company),
                person.former_citizen_of_ukraine,
                [(d.kind, d.issued_by, d.nationality) for d in person.documents or ()],
            )
            for person in query.travellers
        ],
    )


def test_every_remedy_gives_what_it_promises_and_no_smaller_change_does() -> None:
    found = 0
    for query in ASKED:
        answer = answer_to(query)
        single = {candidate.change: candidate for candidate in candidates(answer, next_day(answer))}
        told = ways_out(answer).remedies
        for remedy in told:
            found += 1
            assert answer_to(remedy.query).verdict is remedy.verdict is Verdict.ALLOWED
            assert kept(remedy.query) == kept(query)
            for size in range(len(remedy.changes)):
                for some in combinations(remedy.changes, size):
                    smaller = reduce(lambda q, change: single[change].make(q), some, query)
                    assert answer_to(smaller).verdict is not Verdict.ALLOWED, (remedy, some)
        sets = [frozenset(remedy.changes) for remedy in told]
        assert not any(one < other for one in sets for other in sets)
    assert found > 20


def test_what_is_told_not_to_help_does_not_and_is_part_of_no_remedy() -> None:
    found = 0
    for query in ASKED:
        answer = answer_to(query)
        single = {candidate.change: candidate for candidate in candidates(answer, next_day(answer))}
        told = ways_out(answer)
        for change in told.in_vain:
            found += 1
            assert answer_to(single[change].make(query)).verdict is Verdict.REFUSED
            assert not any(change in remedy.changes for remedy in told.remedies)
    assert found > 20


def test_what_must_be_applied_for_is_not_in_ones_own_power() -> None:
    for query in ASKED[:30]:
        for remedy in ways_out(answer_to(query)).remedies:
            applied = any(c.fact.startswith(("visa.", "document.")) for c in remedy.changes)
            assert remedy.in_own_power is not applied


def test_a_visa_is_a_remedy_only_if_no_rule_stands_against_issuing_it() -> None:
    checked = 0
    for query in ASKED:
        for remedy in ways_out(answer_to(query)).remedies:
            for change in remedy.changes:
                if change.fact != "visa.kind":
                    continue
                checked += 1
                kind, _, state = change.after.partition(":")
                visa = Visa(kind=kind, issued_by=state, purpose=query.purpose)
                person = query.travellers[change.traveller]
                assert check_issuance(BOOK, query, person, visa).verdict is Verdict.ALLOWED
    assert checked


def test_the_work_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Query] = []
    answer_again = Answer.again

    def counted(self: Answer, query: Query, *, strict: bool | None = None) -> Answer:
        asked.append(query)
        return answer_again(self, query, strict=strict)

    monkeypatch.setattr(Answer, "again", counted)
    person = Traveller(
        documents=(TravelDocument(issued_by="EE", expires_on="2026-01-01"),), visas=()
    )
    query = replace_in(EXAMPLES[1], traveller=person, travellers=(), leave_on="2026-12-31")
    ways_out(answer_to(query))
    assert len(asked) <= MOST_TRIED + 1


def test_a_russian_car_stays_behind_or_gives_way_to_another() -> None:
    told = ways_out(answer_to(EXAMPLES[0])).remedies
    assert [remedy.changes for remedy in told] == [
        (Change("mode", "car", "bus"),),
        (Change("mode", "car", "foot"),),
        (Change("vehicle.registered_in", "RU", "EE"),),
    ]
    assert all(remedy.in_own_power for remedy in told)


def test_at_night_another_point_hour_or_day_helps() -> None:
    told = ways_out(answer_to(EXAMPLES[2])).remedies
    assert [remedy.changes[0].fact for remedy in told] == [
        *("crossing.point", "crossing.point", "on", "on"),
    ]
    assert told[2].changes == (Change("on", "03:00", "07:00"),)
    assert str(told[2].query.on) == "2026-01-15 07:00:00"


def test_an_expired_passport_is_replaced_by_application() -> None:
    told = ways_out(answer_to(EXAMPLES[3])).remedies
    facts = [[change.fact for change in remedy.changes] for remedy in told]
    assert ["document.expires_on"] not in facts  # a Latvian needs a visa for Russia as well
    visas = Traveller(
        documents=(TravelDocument(issued_by="LV", expires_on="2026-01-01"),),
        visas=(Visa(kind="ordinary", issued_by="RU"),),
    )
    query = replace_in(EXAMPLES[3], traveller=visas, travellers=())
    told = ways_out(answer_to(query)).remedies
    assert [change.fact for change in told[0].changes] == ["document.expires_on"]
    assert not told[0].in_own_power


def test_a_russian_tourist_in_a_russian_car_finds_no_way_to_norway() -> None:
    query = Query(
        origin="RU",
        destination="NO",
        on="2026-01-15",
        purpose="tourism",
        modes=("car",),
        traveller=Traveller(nationality="RU", visas=()),
        vehicle=Vehicle(registered_in="RU"),
    )
    assert ways_out(answer_to(query)).remedies == ()
    assert ways_out(answer_to(query)).next_day is None
    text = " ".join(render(answer_to(query), Words("en")).split())
    assert "No other way of crossing, paper or day is known that would help." in text
    assert "What would not help: - crossing by coach, not by car" in text
    assert "a vehicle that is registered in Norway, not in Russia" in text
    plain = document(answer_to(query), Words("en"))["in_vain"]
    assert {"fact": "mode", "traveller": 1, "from": "car", "to": "bus"} in plain
    assert all(change["to"] not in ("truck", "leisure_boat") for change in plain)


def test_what_is_allowed_or_asylum_needs_no_remedy() -> None:
    allowed = Query(
        origin="EE",
        destination="RU",
        on="2026-01-15",
        traveller=Traveller(nationality="RU", visas=()),
        vehicle="none",
    )
    assert answer_to(allowed).verdict is Verdict.ALLOWED
    assert ways_out(answer_to(allowed)).remedies == ()
    assert ways_out(answer_to(replace_in(EXAMPLES[0], purpose="asylum"))).remedies == ()


def test_the_next_day_is_the_first_that_is_not_refused() -> None:
    found = 0
    for query in ASKED:
        answer = answer_to(query)
        later = ways_out(answer).next_day if answer.verdict is Verdict.REFUSED else None
        if later is None:
            continue
        found += 1
        verdict = answer_to(on_day(query, later.day)).verdict
        assert verdict is (Verdict.ALLOWED if later.known else Verdict.UNDETERMINED)
        before = later.day - timedelta(days=1)
        start: Any = query.on
        if before > start.date():
            assert answer_to(on_day(query, before)).verdict is Verdict.REFUSED
    assert found


# --- in words and in JSON ---------------------------------------------------------------------


def test_remedies_are_told_only_where_it_is_not_allowed_and_in_json_always_a_list() -> None:
    refused, allowed = (
        answer_to(EXAMPLES[0]),
        answer_to(ways_out(answer_to(EXAMPLES[0])).remedies[0].query),
    )
    assert "What would make it possible:" in render(refused, Words("en"))
    assert "crossing by coach, not by car" in render(refused, Words("en"))
    assert "проезд на автобусе, а не на автомобиле" in render(refused, Words("ru"))
    assert "What would make it possible:" not in render(allowed, Words("en"))
    plain = json.loads(json.dumps(document(refused, Words("en"))))
    assert plain["remedies"][0] == {
        "changes": [{"fact": "mode", "traveller": 1, "from": "car", "to": "bus"}],
        "verdict": "allowed",
        "in_own_power": True,
    }
    assert document(allowed, Words("en"))["remedies"] == []
    assert document(allowed, Words("en"))["next_day"] is None


def test_what_must_be_applied_for_says_so() -> None:
    text = " ".join(render(answer_to(EXAMPLES[1]), Words("en")).split())
    assert (
        "crossing at 07:00, not at 03:00; and applying for this: electronic visa (Russia) "
        "(for an authority to grant; no known rule stands against it)" in text
    )


def test_an_exemption_is_told_once_with_its_proof_and_not_as_a_remedy() -> None:
    query = Query(
        origin="RU",
        destination="NO",
        on="2026-01-15",
        purpose="tourism",
        modes=("car",),
        traveller=Traveller(nationality="RU", visas=(Visa(kind="C", issued_by="IT"),)),
        vehicle=Vehicle(registered_in="RU"),
    )
    answer = answer_to(query)
    told = exemptions(answer, Words("en"))
    assert len({(item.rule, item.exception) for item in told}) == len(told)
    proofs = {item.exception: item.proof for item in told if item.rule == "no/russian-plates"}
    assert "living in Russia" in proofs["owner-settled-in-russia"]
    text = " ".join(render(answer, Words("en")).split())
    assert text.count("does not concern:") == 2
    family = {item.exception for item in told if item.rule == "no/low-priority-purposes"}
    assert family
    assert ways_out(answer).remedies == ()


def test_an_exemption_that_is_met_or_disputed_is_not_told_as_open() -> None:
    resident = Traveller(
        nationality="RU", visas=(), permits=(Permit(kind="residence", issued_by="NO"),)
    )
    query = replace_in(EXAMPLES[0], destination="NO", traveller=resident, travellers=())
    told = exemptions(answer_to(query), Words("en"))
    assert {item.rule for item in told} == {"no/russian-plates"}
    assert "humanitarian" not in {item.exception for item in told}


def test_a_document_for_the_transit_helps_on_the_way_to_kaliningrad_alone() -> None:
    """By the train, for which Lithuania issues it; the car that stays behind is no matter."""
    told: dict[str, Any] = {
        "on": "2026-02-01",
        "purpose": "tourism",
        "modes": ("rail",),
        "traveller": Traveller(nationality="RU", visas=()),
        "vehicle": Vehicle(registered_in="RU"),
    }
    (remedy,) = ways_out(
        answer_to(Query(origin="Moscow", destination="Kaliningrad", **told))
    ).remedies
    (change,) = remedy.changes
    assert (change.fact, change.after) == ("visa.kind", "FRTD:LT")
    assert not remedy.in_own_power
    elsewhere = ways_out(answer_to(Query(origin="Moscow", destination="Vilnius", **told)))
    changes = [c for r in elsewhere.remedies for c in r.changes] + list(elsewhere.in_vain)
    assert not any(change.after.startswith(("FTD", "FRTD")) for change in changes)
    assert not any(change.fact.startswith("vehicle") for change in changes)
