"""Parties: who of them is the obstacle, and that equal travellers are judged once."""

from __future__ import annotations

from typing import Any, Final

import pytest

from borderrules import (
    Answer,
    FamilyMember,
    Query,
    TravelDocument,
    Traveller,
    Vehicle,
    Visa,
    check_route,
    load_rulebook,
    sides,
)
from borderrules.decisions import Verdict
from borderrules.explain.document import document
from borderrules.explain.text import render
from borderrules.judging import Where, judge_folded
from borderrules.questions import outlook
from borderrules.remedies import ways_out
from borderrules.rulebook import Rulebook
from borderrules.words import Words
from strategies import GROUPS, RESEARCHED, exception, rule, version_of

BOOK: Final = load_rulebook()
WORDS: Final = Words("en")

HOME: Final = Traveller(nationality="EE")
WITHOUT_VISA: Final = Traveller(nationality="RU", visas=())
WITH_VISA: Final = Traveller(nationality="BY", visas=(Visa(kind="C", issued_by="EE"),))

#: A coach party of fifty: number 8 has no visa, 21 and 34 have one, the others go home.
COACH: Final = tuple(
    {8: WITHOUT_VISA, 21: WITH_VISA, 34: WITH_VISA}.get(number, HOME) for number in range(1, 51)
)


def asked(travellers: tuple[Traveller, ...], **others: Any) -> Answer:
    """By coach from Russia to Estonia."""
    told: dict[str, Any] = {"modes": ("bus",), "vehicle": "none", **others}
    query = Query(
        origin="RU",
        destination="EE",
        on="2026-01-15",
        purpose="tourism",
        travellers=travellers,
        **told,
    )
    return check_route(query, BOOK)


def at_luhamaa(answer: Answer) -> Any:
    """The way over Luhamaa, where coaches pass, as JSON."""
    (leg,) = (
        leg
        for route in document(answer, WORDS)["routes"]
        for leg in route["legs"]
        if leg["crossing_point"]["id"] == "luhamaa"
    )
    return leg


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The zones whose rules are asked about, once for each judgement of a side."""
    BOOK.sides.clear()  # what other questions left
    asked_of: list[str] = []

    def counted(book: Rulebook, where: Where, *rest: Any) -> Any:
        asked_of.append(where.zone)
        return judge_folded(book, where, *rest)

    monkeypatch.setattr(sides, "judge_folded", counted)
    return asked_of


def test_each_of_fifty_has_a_verdict_and_the_party_the_worst() -> None:
    """S5: the verdict of a leg is the worst of all, and each traveller's own stands beside it."""
    answer = asked(COACH)
    verdicts = [traveller["verdict"] for traveller in at_luhamaa(answer)["travellers"]]
    assert len(verdicts) == 50
    assert [n for n, verdict in enumerate(verdicts, 1) if verdict != "allowed"] == [8]
    assert verdicts[7] == "refused"
    assert answer.verdict.word == "refused"
    assert asked(tuple(t for t in COACH if t is not WITHOUT_VISA)).verdict.word == "allowed"


def test_each_of_a_party_is_judged_as_if_alone() -> None:
    together = at_luhamaa(asked(COACH))["travellers"]
    for number in (1, 8, 21):
        alone = at_luhamaa(asked((COACH[number - 1],)))["travellers"]
        assert [together[number - 1]] == alone


def test_the_obstacle_is_named_and_so_are_the_others_all_at_once() -> None:
    told = " ".join(render(asked(COACH), WORDS).split())
    assert (
        "REFUSED: no way across is open to all these travellers. The obstacle: Traveller 8 " in told
    )
    assert (
        "Travellers 1–7, 9–20, 22–33, 35–50 (Estonia); Travellers 21, 34 (Belarus): allowed" in told
    )
    assert "Traveller 8 (Russia): refused - Traveller 8 (Russia): This presumes" in told


def test_a_text_for_fifty_is_hardly_longer_than_one_for_three() -> None:
    few = render(asked((HOME, WITHOUT_VISA, WITH_VISA)), WORDS).splitlines()
    many = render(asked(COACH), WORDS).splitlines()
    assert len(many) < len(few) + 20


def test_what_all_show_alike_is_said_once() -> None:
    answer = asked((HOME,) * 47 + (WITH_VISA,) * 3)
    told = " ".join(render(answer, WORDS).split())
    allowed = [route for route in answer.routes if route.verdict.word == "allowed"]
    assert told.count("Entering Estonia, show: passport (Estonia)") == len(allowed) > 0
    assert "Travellers 1–47 (Estonia): Entering Estonia, show: passport (Estonia)" in told
    shown = "Entering Estonia, show: passport (Belarus) + "
    assert (
        f"Traveller 48 (Belarus), Traveller 49 (Belarus), Traveller 50 (Belarus): {shown}" in told
    )


def test_one_vehicle_is_judged_for_all_and_named_as_the_obstacle() -> None:
    """S12: the vehicle is refused, the travellers are not, and it is said once."""
    answer = asked((HOME,) * 50, modes=("car",), vehicle=Vehicle(registered_in="RU"))
    leg = at_luhamaa(answer)
    assert [vehicle["verdict"] for vehicle in leg["vehicles"]] == ["refused"]
    assert {traveller["verdict"] for traveller in leg["travellers"]} == {"allowed"}
    told = render(answer, WORDS)
    assert "The obstacle is the vehicle, not the traveller." in told
    assert "The obstacle: Traveller" not in told


def test_equal_travellers_are_judged_once(judged: list[str]) -> None:
    asked((HOME, WITHOUT_VISA, WITH_VISA))
    once = len(judged)
    asked(COACH)
    assert once > 0
    assert len(judged) == 2 * once


def test_travellers_that_differ_cost_as_much_as_each_alone(judged: list[str]) -> None:
    """The cost is linear in persons: nobody is judged anew because of somebody else."""
    ages = tuple(Traveller(nationality="EE", age=age) for age in range(20, 70))
    asked(ages[:1])
    alone = len(judged)
    asked(ages)
    assert len(judged) == 51 * alone


def test_a_companion_counts_where_a_rule_looks_at_one() -> None:
    """A child with a Russian mother on the coach is let out; the same child alone is not."""
    book = Rulebook("1", "", CHILDREN)
    mother = FamilyMember(relation="parent", nationality="RU", travels_along=True)
    adults = (Traveller(nationality="RU", age=40),) * 48
    alone = Traveller(nationality="RU", age=10)
    with_mother = Traveller(nationality="RU", age=10, family=(mother,))
    query = Query(
        origin="RU",
        destination="EE",
        on="2024-01-10",
        modes=("bus",),
        travellers=(*adults, with_mother, alone),
    )
    (route,) = check_route(query, book).routes
    verdicts = [person.on("traveller").word for person in route.legs[0].best.travellers]
    assert verdicts == [*["allowed"] * 49, "refused"]


CHILDREN: Final[dict[str, dict[str, Any]]] = {
    "rules": {
        "ru/children": rule(
            jurisdiction="RU",
            direction=["exit"],
            versions=[
                version_of(
                    {"traveller.age": {"at_most": 17}},
                    exceptions=[exception("guardian", {"traveller.company": "russian_guardian"})],
                )
            ],
        )
    },
    "points": {
        "narva": {
            "zones": ["EE", "RU"],
            "kind": "road",
            "names": {"EE": {"en": "Narva"}, "RU": {"en": "Ivangorod"}},
            "coordinates": {"lat": 59.0, "lon": 28.0},
            "timeline": [
                {
                    "from": "2024-01-01",
                    "last_confirmed": "2024-01-08",
                    "status": "open",
                    "modes": ["bus"],
                    "sources": [],
                }
            ],
            "sources": [],
        }
    },
    "links": {},
    "groups": GROUPS,
    "zones": {
        code: {"name": {"en": code}, "state": code, "clock": clock, "jurisdictions": [code]}
        for code, clock in (("EE", "Europe/Tallinn"), ("RU", "Europe/Moscow"))
    },
    "jurisdictions": {
        code: {
            "code": code,
            "name": {"en": code},
            "coverage": [{**RESEARCHED[0], "directions": ["entry", "exit", "presence"]}],
        }
        for code in ("EE", "RU")
    },
}


def test_of_travellers_told_of_alike_each_thing_is_asked_once() -> None:
    """What matters to one of forty-seven matters to all; it is asked of all of them at once."""
    answer = asked(COACH)
    questions = outlook(answer).questions
    assert {question.traveller for question in questions} <= {0, 7, 20}
    assert len(questions) < 25
    home = asked((HOME, HOME, HOME, WITH_VISA), modes=("bus",))
    text = " ".join(render(home, WORDS).split())
    assert "Traveller 1 (Estonia), Traveller 2 (Estonia), Traveller 3 (Estonia): " in text


def test_what_helps_one_helps_all_of_whom_the_same_was_told() -> None:
    russian_visa = (Visa(kind="ordinary", issued_by="RU"),)
    told = {"visas": russian_visa, "permits": (), "family": ()}
    run_out = Traveller(
        documents=(TravelDocument(issued_by="LV", expires_on="2026-01-01"),), **told
    )
    good = Traveller(nationality="LV", **told)
    query = Query(
        origin="LV", destination="RU", on="2026-01-15", travellers=(run_out, good, run_out)
    )
    answer = check_route(query, BOOK)
    assert answer.verdict is Verdict.REFUSED
    (remedy,) = ways_out(answer).remedies
    assert [(change.fact, change.traveller) for change in remedy.changes] == [
        ("document.expires_on", 0)
    ]
    assert remedy.query.travellers[0] == remedy.query.travellers[2]
    text = " ".join(render(answer, WORDS).split())
    assert "Traveller 1 (Latvia), Traveller 3 (Latvia): a new passport, valid for longer" in text
