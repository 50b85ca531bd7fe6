"""Questions about the real borders, drawn from a seed: who, with what, where, when."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from borderrules import Query, TravelDocument, Traveller, Vehicle, Visa, load_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator

BOOK = load_rulebook(Path(__file__).parents[1] / "rules")

BORDERS = (
    *("RU NO", "NO RU", "RU EE", "EE RU", "RU LV", "LV RU", "RU FI", "FI RU"),
    *("RU-KGD PL", "PL RU-KGD", "RU-KGD LT", "BY LT", "BY PL", "LT BY", "BY LV"),
)
DAYS = ("2022-10-01", "2023-09-17", "2024-06-01", "2026-01-15")
NATIONALITIES = ("RU", "RU", "RU", "BY", "UA", "DE", "EE", "CN")
PURPOSES = ("tourism", "work", "visit_family", None)
VEHICLES = (None, None, "none", Vehicle(registered_in="RU"), Vehicle(registered_in="DE"))


def sampled(count: int, seed: int, **fixed: Any) -> Iterator[Query]:
    """So many questions; of the traveller, `fixed` is told in all of them."""
    random = Random(seed)
    for _ in range(count):
        origin, destination = random.choice(BORDERS).split()
        yield Query(
            origin=origin,
            destination=destination,
            on=random.choice(DAYS),
            purpose=random.choice(PURPOSES),
            modes=random.choice((None, ("bus",), ("car",))),
            traveller=_traveller(random, fixed),
            vehicle=random.choice(VEHICLES),
        )


def _traveller(random: Random, fixed: dict[str, Any]) -> Traveller:
    told: dict[str, Any] = {}
    for name, chance in (("permits", 0.8), ("family", 0.8), ("property", 0.8), ("visas", 0.5)):
        if random.random() < chance:
            told[name] = ()
    if random.random() < 0.2:
        told["visas"] = (Visa(kind="C", issued_by="IT"),)
    nationality = random.choice(NATIONALITIES)
    if random.random() < 0.9:
        told["documents"] = (TravelDocument(issued_by=nationality),)
    return Traveller(**told | fixed)
