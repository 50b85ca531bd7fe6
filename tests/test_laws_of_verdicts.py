"""S5, S6, S9: what rules say together, and when nothing is allowed.

One law for each sentence of the semantics, each quoting it; see `small_worlds`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import assume, given
from hypothesis import strategies as st

import oracle
import strategies as worlds
from borderrules import Verdict, check_route
from borderrules.journeys import Route
from small_worlds import decided, judged, some_rules, trip_rules
from strategies import Data, ask, book_of

if TYPE_CHECKING:
    from borderrules.conditions import Facts

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
