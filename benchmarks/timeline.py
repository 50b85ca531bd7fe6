"""Calendars against one answer for each day: ten travellers, every crossing point, both ways.

    python benchmarks/timeline.py             # about an hour
    python benchmarks/timeline.py --step 7    # every seventh day, and the days around each change
    python benchmarks/timeline.py --only EE   # from one zone, or several

A line for each border tells how many days of ways agree, and what both cost. Exit status 1 if any
day disagrees.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from borderrules import check_route, load_rulebook
from borderrules.decisions import Verdict
from borderrules.timeline import Reason, Timeline, on_day, timeline
from borderrules.trip import query_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from borderrules import Answer, Query
    from borderrules.leg_decisions import LegDecision
    from borderrules.rulebook import Rulebook

Trip = dict[str, Any]

FIRST, LAST = date(2022, 2, 24), date(2026, 11, 23)
DAY = timedelta(days=1)


def _passport(code: str, **keys: Any) -> Trip:
    return {"issued_by": code, **keys}


_RUSSIAN = _passport("RU", issued_on="2021-05-01", expires_on="2031-05-01")
_FIVE_YEARS = _passport("RU", biometric=False, issued_on="2020-06-15", expires_on="2025-06-15")
_ITALIAN_VISA = {
    "kind": "C",
    "issued_by": "IT",
    "entries": "multiple",
    "issued_on": "2023-01-05",
    "valid_from": "2023-01-10",
    "valid_until": "2026-01-09",
}
_CAR = {"registered_in": "RU", "kind": "passenger_car", "seats": 5}

#: What is told of each traveller, but for where and when.
PROFILES: dict[str, Trip] = {
    "Russian tourist in a Russian car": {
        "purpose": "tourism",
        "traveller": {"documents": [_RUSSIAN], "visas": [_ITALIAN_VISA]},
        "vehicle": _CAR,
    },
    "Russian of whom nothing else is told": {"traveller": {"nationality": "RU"}},
    "Finn without a visa": {
        "purpose": "tourism",
        "traveller": {"nationality": "FI", "visas": "none"},
        "vehicle": {"registered_in": "FI"},
    },
    "Finn and Russian, old passport": {
        "purpose": "visit_family",
        "traveller": {
            "documents": [_passport("FI", expires_on="2027-03-01"), _FIVE_YEARS],
            "visas": "none",
            "family": [{"relation": "parent", "nationality": "RU", "residence": "RU"}],
        },
        "vehicle": "none",
    },
    "Estonian non-citizen": {
        "purpose": "visit_relatives",
        "traveller": {"documents": [_passport("EEN", expires_on="2026-08-31")], "visas": "none"},
        "vehicle": {"registered_in": "EE"},
    },
    "Belarusian worker": {
        "purpose": "work",
        "traveller": {
            "documents": [_passport("BY", issued_on="2019-02-01", expires_on="2029-02-01")],
            "visas": [
                {
                    "kind": "D",
                    "issued_by": "PL",
                    "valid_from": "2023-03-01",
                    "valid_until": "2024-02-29",
                }
            ],
            "permits": [{"kind": "residence", "issued_by": "PL", "valid_until": "2026-07-31"}],
        },
        "vehicle": {"registered_in": "BY"},
    },
    "Russian with a home in Latvia": {
        "purpose": "residence",
        "traveller": {
            "documents": [_FIVE_YEARS],
            "visas": "none",
            "permits": [
                {"kind": "permanent_residence", "issued_by": "LV", "valid_until": "2025-09-30"}
            ],
            "residence": "LV",
        },
        "vehicle": {"registered_in": "RU", "owner": {"nationality": "LV", "residence": "LV"}},
    },
    "Kaliningrader in transit": {
        "purpose": "tourism",
        "onward_to": "RU",
        "traveller": {
            "documents": [_RUSSIAN],
            "visas": [{"kind": "FTD", "valid_from": "2022-03-01", "valid_until": "2025-02-28"}],
        },
    },
    "Serbian on a long stay": {
        "purpose": "business",
        "on": "2024-06-01",
        "leave_on": "2024-07-10",
        "traveller": {
            "documents": [_passport("RS", issued_on="2014-09-01", expires_on="2024-09-01")],
            "visas": "none",
        },
        "stays": [
            {"entry": "2023-09-01", "exit": "2023-10-31"},
            {"entry": "2024-02-01", "exit": "2024-02-20"},
        ],
        "vehicle": "none",
    },
    "Norwegian with an electronic visa": {
        "purpose": "tourism",
        "on": "2025-01-10",
        "leave_on": "2025-02-02",
        "traveller": {
            "documents": [_passport("NO", expires_on="2025-12-31")],
            "visas": [
                {
                    "kind": "e_visa",
                    "applied_on": "2025-08-25",
                    "valid_from": "2025-09-01",
                    "valid_until": "2025-12-29",
                }
            ],
        },
        "vehicle": {"registered_in": "NO"},
    },
}


def questions(book: Rulebook) -> Iterator[tuple[str, str, Query]]:
    """Every traveller over every border, both ways: the border, the traveller, the question."""
    for pair in sorted({tuple(sorted(point.zones)) for point in book.points}):
        for origin, destination in (pair, pair[::-1]):
            for name, trip in PROFILES.items():
                where = {"origin": origin, "destination": destination}
                asked = query_from({"on": "2024-06-01", **trip, **where})
                yield f"{origin} → {destination}", name, asked


def days_near_changes(found: Timeline) -> set[date]:
    """The days on which a span begins, and their neighbours."""
    starts = {span.start for way in found.ways for span in way.calendar.spans}
    near = {day + n * DAY for day in starts for n in (-1, 0, 1)}
    return {day for day in near if found.since <= day < found.until}


def answered(found: Timeline, day: date) -> Answer:
    """The answer for one day."""
    return check_route(on_day(found.query, day), found.rulebook, strict=found.strict)


def disagreement(found: Timeline, day: date, answer: Answer) -> Iterator[str]:
    """What the answer for one day says otherwise than the calendar."""
    if answer.verdict is not found.best.on(day).verdict:
        yield f"{day}: the best is {answer.verdict.word}"
    routes = {(r.legs[0].leg.point.id, r.legs[0].leg.mode): r for r in answer.routes}
    for way in found.ways:
        leg, span = way.leg, way.calendar.on(day)
        answers = told(routes[leg.point.id, leg.mode].legs[0])
        if answers != (span.verdict, {*span.reasons}):
            yield f"{day} {leg.point.id} {leg.mode}: {answers}, not {span}"


def told(decision: LegDecision) -> tuple[Verdict, set[Reason]]:
    """What an answer says of one way, as a calendar says it."""
    best = decision.best
    reasons = {
        Reason(finding.outcome, finding.rule.id, side.direction)
        for side in decision.sides
        for finding in side.judged.bearing
    }
    if best.availability.verdict:
        reasons.add(Reason(f"point_{best.availability.code}", decision.leg.point.id))
    if best.verdict is Verdict.UNDETERMINED:
        reasons |= {
            Reason("not_covered", side.zone.id, side.direction, topic)
            for side in decision.sides
            for _, topic in side.uncovered
        }
    return decision.verdict, reasons


class Cost(NamedTuple):
    """Days of ways compared, and what both cost for all of them, in seconds of one processor."""

    ways: int
    calendar: float
    daily: float


def compare(query: Query, book: Rulebook, step: int) -> tuple[Cost, list[str]]:
    """One calendar against the answers for its days, and what differs."""
    gc.collect()  # what earlier answers left behind is not the calendar's to clear away
    began = time.process_time()
    found = timeline(query, book, FIRST, LAST + DAY)
    calendar = time.process_time() - began
    every = (LAST - FIRST).days + 1
    days = {FIRST + n * DAY for n in range(0, every, step)}
    if step > 1:
        days |= days_near_changes(found)
    daily, wrong = 0.0, []
    for day in sorted(days):
        began = time.process_time()
        answer = answered(found, day)
        daily += time.process_time() - began
        wrong += disagreement(found, day, answer)
    daily *= every / len(days)
    return Cost(len(found.ways) * len(days), calendar, daily), wrong


def _row(border: str, costs: list[Cost]) -> str:
    ways, calendars, daily = (sum(column) for column in zip(*costs, strict=True))
    ratio = daily / calendars
    return f"{border:16} {ways:12} {calendars:8.2f} s {daily:9.1f} s {ratio:6.0f}"


def main() -> int:
    """Compare all, print a line for each border, a sum, and return the exit status."""
    parser = argparse.ArgumentParser(description="Calendars against one answer for each day.")
    parser.add_argument("--step", type=int, default=1, help="look at every so many days only")
    parser.add_argument("--only", nargs="*", metavar="FROM", help="from these zones, such as RU")
    step, only = vars(parser.parse_args()).values()
    book, costs = load_rulebook(), list[Cost]()
    failed = 0
    print(f"{'border':16} {'days of ways':>12} {'calendars':>10} {'day by day':>11} {'ratio':>6}")
    for border, asked in groupby(questions(book), key=lambda item: item[0]):
        if only and border.partition(" ")[0] not in only:
            continue
        found: list[Cost] = []
        for _, name, query in asked:
            cost, wrong = compare(query, book, step)
            found.append(cost)
            failed += len(wrong)
            for line in wrong[:5]:
                print(f"{border}, {name}: {line}")
        costs += found
        print(_row(border, found), flush=True)
    print(_row("all", costs))
    print(f"disagreements: {failed}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
