"""S8, S13: how old what is known is, and what was known when.

One law for each sentence of the semantics, each quoting it; see `small_worlds`.
"""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

import borderrules
import strategies as worlds
from borderrules import Verdict, check_route
from borderrules.digest import digest_of
from small_worlds import ALWAYS_KNOWN, NOON, decided, entry, found, seldom, some_rules
from strategies import Data, ask, book_of, exception, known, point, rule, version_of

if TYPE_CHECKING:
    from borderrules.routes import Answer

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
    stale = [text for text in open_ended if (day - date.fromisoformat(text)).days > 90]
    assert leg.stale_since == (date.fromisoformat(min(stale)) if stale else None)
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
