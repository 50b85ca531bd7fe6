"""What a journey costs, counted in what is done, not in seconds: that is the same everywhere.

How long it takes is measured by `benchmarks/journeys.py` and stands in `docs/measurements.md`.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final, NamedTuple

import pytest

from borderrules import Query, Traveller, Vehicle, Visa, check_route, load_rulebook, sides
from borderrules.examination import Examination
from borderrules.judging import Where, judge_folded
from borderrules.rulebook import Rulebook

BOOK: Final = load_rulebook()

#: Of journeys of three legs, those between these have the most ways.
LONGEST: Final = (("Stockholm", "Moscow"), ("Vilnius", "Saint Petersburg"), ("Oslo", "Minsk"))


class Effort(NamedTuple):
    """How many legs were decided, and how often the rules of one side were asked about."""

    legs: int
    sides: int
    routes: int


def effort(
    monkeypatch: pytest.MonkeyPatch, book: Rulebook, ends: tuple[str, str], on: str
) -> Effort:
    """What one question costs, whatever was asked before."""
    book.sides.clear()
    legs: list[object] = []
    asked: list[str] = []
    decide = Examination.decide

    def decided(self: Examination, leg: Any, *rest: Any) -> Any:
        legs.append(leg)
        return decide(self, leg, *rest)

    def judged(book: Rulebook, where: Where, *rest: Any) -> Any:
        asked.append(where.zone)
        return judge_folded(book, where, *rest)

    query = Query(
        origin=ends[0],
        destination=ends[1],
        on=on,
        purpose="tourism",
        traveller=Traveller(nationality="RU", visas=(Visa(kind="C", issued_by="IT"),)),
        vehicle=Vehicle(registered_in="RU"),
    )
    with monkeypatch.context() as patch:
        patch.setattr(Examination, "decide", decided)
        patch.setattr(sides, "judge_folded", judged)
        routes = check_route(query, book).routes
    return Effort(len(legs), len(asked), len(routes))


def times(factor: int) -> Rulebook:
    """The rulebook with every crossing point so many times over."""
    documents: dict[str, Any] = {kind: {**of_kind} for kind, of_kind in BOOK.documents.items()}
    documents.pop("borders", None)
    documents["points"] = {
        f"{key}-{number}" if number else key: deepcopy(data)
        for key, data in documents["points"].items()
        for number in range(factor)
    }
    return Rulebook("1", "", documents)


@pytest.mark.parametrize("on", ["2026-03-01", "2026-03-01T22:00"])
@pytest.mark.parametrize("ends", LONGEST)
def test_even_the_longest_journeys_ask_few_questions(
    monkeypatch: pytest.MonkeyPatch, ends: tuple[str, str], on: str
) -> None:
    """A fifth more than in November 2026, and what a leg costs would be worth looking at."""
    cost = effort(monkeypatch, BOOK, ends, on)
    assert 0 < cost.legs < 400
    assert 0 < cost.sides < 320


@pytest.mark.parametrize("ends", LONGEST)
def test_with_more_crossing_points_the_effort_grows_no_faster(
    monkeypatch: pytest.MonkeyPatch, ends: tuple[str, str]
) -> None:
    """Each point has its own hours, but points that no rule names are judged once."""
    one, five = (effort(monkeypatch, times(n), ends, "2026-03-01") for n in (1, 5))
    assert five.routes > 2 * one.routes
    assert five.legs <= 5 * one.legs
    assert five.sides < 1.5 * one.sides
