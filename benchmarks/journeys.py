"""Journeys between 200 towns, warm in process, and how their cost grows with the crossing points.

python benchmarks/journeys.py
"""

from __future__ import annotations

import json
import random
import statistics
import time
from copy import deepcopy
from pathlib import Path

import borderrules
from borderrules import Query, Traveller, Vehicle, Visa, check_route, load_rulebook
from borderrules.errors import QueryError
from borderrules.rulebook import Rulebook, digest_of

PLACES = Path(borderrules.__file__).parent / "places.tsv"
TRAVELLER = Traveller(nationality="RU", visas=(Visa(kind="C", issued_by="IT"),))


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


def cost(book: Rulebook, origin: str, destination: str) -> float | None:
    """Milliseconds of one answer, or None if there is no border between the two."""
    query = Query(
        origin=origin,
        destination=destination,
        on="2026-03-01",
        purpose="tourism",
        traveller=TRAVELLER,
        vehicle=Vehicle(registered_in="RU"),
    )
    begin = time.perf_counter()
    try:
        check_route(query, book)
    except QueryError:
        return None
    return (time.perf_counter() - begin) * 1000


def costs(book: Rulebook, pairs: list[tuple[str, str]]) -> list[float]:
    """The costs of all pairs, sorted, the first run of each left out."""
    for pair in pairs[:20]:
        cost(book, *pair)
    return sorted(found for pair in pairs if (found := cost(book, *pair)) is not None)


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


def main() -> None:
    """Print the measures."""
    book = load_rulebook()
    names = towns(200, set(book.zones))
    pairs = [(a, b) for a in names for b in names if a != b]
    random.Random(1).shuffle(pairs)
    found = costs(book, pairs[:600])
    middle = statistics.median(found)
    print(f"{len(found)} journeys: median {middle:.1f} ms, worst {found[-1]:.1f} ms")
    for factor in (1, 2, 4, 7, 10):
        found = costs(times(book, factor), pairs[:60])
        print(f"crossing points × {factor}: median {statistics.median(found):.1f} ms")


if __name__ == "__main__":
    main()
