"""S11, S12: what is shown on each side, and who or what is refused.

One law for each sentence of the semantics, each quoting it; see `small_worlds`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

import strategies as worlds
from borderrules import Verdict, check_route
from borderrules.conditions import NONE
from borderrules.explain.statements import effects
from borderrules.facts import facts_of
from borderrules.judging import Where, judge_side
from borderrules.presentation import Presentation, Side
from small_worlds import ALWAYS_KNOWN, ENGLISH, decided, entry, some_rules
from strategies import Data, ask, book_of, exception, point, rule, version_of

if TYPE_CHECKING:
    from borderrules.traveller import Visa

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
                asked = Where(here, side.direction, local, ALWAYS_KNOWN, strict)
                said = judge_side(book, asked, facts)
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
