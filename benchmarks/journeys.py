"""Journeys between 200 towns, warm in process, and how their cost grows with the crossing points.

python benchmarks/journeys.py [--pairs 2000 | --pairs all]

Every question is another pair of towns: none is repeated, and none of those asked before.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import statistics
import time
from contextlib import contextmanager
from copy import deepcopy
from itertools import cycle, islice, product
from pathlib import Path
from typing import TYPE_CHECKING

import borderrules
from borderrules import FamilyMember, Query, Traveller, Vehicle, Visa, check_route, load_rulebook
from borderrules.digest import digest_of
from borderrules.errors import QueryError
from borderrules.rulebook import Rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACES = Path(borderrules.__file__).parent / "places.tsv"
BOUND_MS = 50
WARMED_BY = 200
CURVE_WARMED_BY = 40
FACTORS = (1, 2, 4, 7, 10)
MOMENTS = {"a day": "2026-03-01", "a moment": "2026-03-01T22:00"}

TOURIST = Traveller(nationality="RU", visas=(Visa(kind="C", issued_by="IT"),))
TRAVELLERS = (
    TOURIST,
    Traveller(nationality="RU", visas=()),
    Traveller(nationality="RU", visas=(Visa(kind="C", issued_by="FI", entries="one"),), age=70),
    Traveller(nationality="RU", visas=(Visa(kind="FTD"), Visa(kind="C", issued_by="LT"))),
    Traveller(
        nationality="RU",
        visas=(Visa(kind="C", issued_by="PL", entries="two"),),
        family=(FamilyMember(relation="spouse", nationality="PL", residence="PL"),),
    ),
    Traveller(nationality="EE", visas=(Visa(kind="ordinary", issued_by="RU"),)),
    Traveller(nationality="FI", visas=(Visa(kind="e_visa"),), residence="FI"),
    Traveller(nationality="US", visas=(Visa(kind="ordinary", issued_by="RU", entries="two"),)),
    Traveller(nationality="BY"),
    Traveller(nationality="DE"),
)


def towns(count: int, zones: set[str]) -> list[str]:
    """The biggest towns of each zone in turn, until there are so many."""
    by_zone: dict[str, list[tuple[int, str]]] = {zone: [] for zone in sorted(zones)}
    for line in PLACES.read_text("utf-8").splitlines():
        cells = line.split("\t")
        if cells[0] == "town" and cells[2] in zones:
            by_zone[cells[2]].append((-int(cells[6]), cells[1]))
    ranked = [sorted(found) for found in by_zone.values()]
    turns = [found[n][1] for n in range(count) for found in ranked if n < len(found)]
    return turns[:count]


def cost(book: Rulebook, pair: tuple[str, str], on: str, traveller: Traveller) -> float | None:
    """Milliseconds of one answer, or None if there is no border between the two."""
    query = Query(
        origin=pair[0],
        destination=pair[1],
        on=on,
        purpose="tourism",
        traveller=traveller,
        vehicle=Vehicle(registered_in="RU"),
    )
    begin = time.perf_counter()
    try:
        check_route(query, book)
    except QueryError:
        return None
    return (time.perf_counter() - begin) * 1000


def costs(
    book: Rulebook,
    pairs: list[tuple[str, str]],
    on: str,
    travellers: tuple[Traveller, ...],
    warmed_by: int = WARMED_BY,
) -> list[float]:
    """The costs of pairs, sorted, those of the first that warm it left out."""
    asked = zip(pairs, cycle(travellers), strict=False)
    for pair, traveller in islice(asked, warmed_by):
        cost(book, pair, on, traveller)
    found = [cost(book, pair, on, traveller) for pair, traveller in asked]
    return sorted(ms for ms in found if ms is not None)


@contextmanager
def sweeps() -> Iterator[list[float]]:
    """The milliseconds of each of Python's sweeps through all objects."""
    found: list[float] = []
    begin = 0.0

    def swept(phase: str, info: dict[str, int]) -> None:
        nonlocal begin
        if phase == "start":
            begin = time.perf_counter()
        elif info["generation"] == 2:
            found.append((time.perf_counter() - begin) * 1000)

    gc.callbacks.append(swept)
    try:
        yield found
    finally:
        gc.callbacks.remove(swept)


def times(book: Rulebook, factor: int) -> Rulebook:
    """The rulebook with every crossing point so many times over."""
    documents = {kind: dict(book.documents[kind]) for kind in book.documents if kind != "borders"}
    points = {key: json.loads(json.dumps(data)) for key, data in documents["points"].items()}
    documents["points"] = {
        f"{key}-{number}" if number else key: deepcopy(data)
        for key, data in points.items()
        for number in range(factor)
    }
    return Rulebook(book.version, digest_of(documents), documents)


def pairs_table(pairs: list[tuple[str, str]]) -> Iterator[str]:
    """Median, 99th percentile and worst of pairs of towns, each kind in a rulebook of its own."""
    yield "| on | travellers | journeys | median | 99th percentile | worst | late | sweeps |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|"
    kinds = {"one kind": (TOURIST,), "ten kinds": TRAVELLERS}
    for (when, on), who in product(MOMENTS.items(), kinds):
        book = times(load_rulebook(), 1)
        gc.collect()
        with sweeps() as between:
            found = costs(book, pairs, on, kinds[who])
        late = sum(ms > BOUND_MS for ms in found)
        longest = f", up to {max(between):.0f} ms" if between else ""
        yield (
            f"| {when} | {who} | {len(found)} "
            f"| {statistics.median(found):.1f} ms | {found[len(found) * 99 // 100]:.1f} ms "
            f"| {found[-1]:.1f} ms | {late} | {len(between)}{longest} |"
        )


def curve_table(pairs: list[tuple[str, str]]) -> Iterator[str]:
    """How the cost grows with the crossing points; growth below 1.00 is slower than linear."""
    yield "| on | crossing points | median | of linear growth | mean | of linear growth | worst |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for when, on in MOMENTS.items():
        first: tuple[float, float] | None = None
        for factor in FACTORS:
            found = costs(times(load_rulebook(), factor), pairs, on, (TOURIST,), CURVE_WARMED_BY)
            middle, mean = statistics.median(found), statistics.fmean(found)
            first = first or (middle, mean)
            yield (
                f"| {when} | × {factor} | {middle:.1f} ms | {middle / first[0] / factor:.2f} "
                f"| {mean:.1f} ms | {mean / first[1] / factor:.2f} | {found[-1]:.1f} ms |"
            )


def main() -> None:
    """Print the measures as Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--pairs", default="2000", help="how many pairs of towns, or `all`")
    parser.add_argument("--curve-pairs", type=int, default=100, help="the same for the curve")
    told = parser.parse_args()
    names = towns(200, set(load_rulebook().zones))
    pairs = [(a, b) for a in names for b in names if a != b]
    random.Random(1).shuffle(pairs)
    most = len(pairs) if told.pairs == "all" else int(told.pairs) + WARMED_BY
    for line in pairs_table(pairs[:most]):
        print(line, flush=True)
    print()
    for line in curve_table(pairs[: told.curve_pairs + CURVE_WARMED_BY]):
        print(line, flush=True)


if __name__ == "__main__":
    main()
