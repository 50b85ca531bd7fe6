"""Journeys over several borders: the search, its dates, and what earlier legs use up."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from hypothesis import given, settings

from borderrules import Query, QueryError, Traveller, Vehicle, Visa, check_route
from borderrules.rulebook import Rulebook, digest_of
from strategies import GROUPS, RESEARCHED, rule, seeded, version_of

if TYPE_CHECKING:
    from random import Random

Data = dict[str, Any]

#: Two areas without controls inside (A and B, and C), and two zones of their own.
ZONES: Final = {"FI": "SCHENGEN", "EE": "SCHENGEN", "LV": "SCHENGEN", "RU": "", "BY": "", "TR": ""}
MODES: Final = ("car", "bus", "foot", "rail", "ferry")
DAYS: Final = ("2024-01-09", "2024-01-10", "2024-01-11")


def way(first: str, second: str, border: str, east: float, *timeline: Data) -> Data:
    """A crossing point on the equator, or a link if its border is not external."""
    place = {"lat": 0.0, "lon": east}
    return {
        "coordinates": place,
        "zones": [first, second],
        "kind": "road",
        "title": {"en": f"{first}{second}"},
        "names": {zone: {"en": f"{first}{second} in {zone}"} for zone in (first, second)},
        "timeline": list(timeline),
        "sources": [],
        "border": border,
        "between": [
            [{"coordinates": place, "name": {"en": zone}} for zone in (first, second)],
        ],
        **{key: [] for key in ("through", "via", "advice")},
    }


def stretch(random: Random) -> list[Data]:
    """A timeline that may open, close or be unknown around the days asked about."""
    made: list[Data] = []
    for since, until in pairwise(("2024-01-01", *DAYS, "2024-02-01")):
        if random.random() < 0.15:
            continue
        status = "open" if random.random() < 0.8 else "closed"
        modes = sorted(random.sample(MODES, random.choice((1, 2, 3))))
        made.append(
            {
                "from": since,
                "until": until,
                "last_confirmed": "2024-01-08",
                "status": status,
                "modes": modes,
                "reason": {"en": "Shut."},
                "sources": [],
            }
        )
    return made


@seeded
def networks(random: Random) -> Rulebook:
    """Up to six zones, each pair joined by chance; inside an area by links, else by points."""
    points: Data = {}
    links: Data = {}
    codes = list(ZONES)
    for at, first in enumerate(codes):
        for second in codes[at + 1 :]:
            inside = ZONES[first] and ZONES[first] == ZONES[second]
            for number in range(random.choice((0, 1, 1, 2))):
                name = f"{first}-{second}-{number}".lower()
                east = random.choice((0.0, 1.0, 12.5, 25.0))
                if inside:
                    links[name] = way(first, second, "open", east, *stretch(random))
                else:
                    points[name] = way(first, second, "external", east, *stretch(random))
    rules = {
        f"{code.lower()}/r{number}": rule(
            jurisdiction=code,
            subject=random.choice(("traveller", "vehicle")),
            direction=[random.choice(("entry", "exit", "presence"))],
            versions=[
                version_of(
                    random.choice(
                        (
                            {"nationality": "RU"},
                            {"mode": random.choice(MODES)},
                            {"vehicle.registered_in": "RU"},
                            {"visa.usable": False},
                            {"crossing.into": code},
                        )
                    )
                )
            ],
        )
        for number, code in enumerate(random.choices(codes, k=3))
    }
    coverage = [{**RESEARCHED[0], "directions": ["entry", "exit", "presence"]}]
    documents = {
        "rules": rules,
        "points": points,
        "links": links,
        "groups": GROUPS,
        "zones": {
            code: {
                "name": {"en": code},
                "state": code,
                "clock": "Europe/Tallinn",
                "jurisdictions": [code, *([area] if area else [])],
            }
            for code, area in ZONES.items()
        },
        "jurisdictions": {
            code: {"code": code, "name": {"en": code}, "coverage": coverage}
            for code in (*codes, "SCHENGEN")
        },
    }
    return Rulebook("1", digest_of(documents), documents)


def told_apart(book: Rulebook, legs: list[tuple[str, str]]) -> tuple[object, ...]:
    """What a way is known by: where and how it crosses external borders, and ends with the car."""
    crossed = [leg for leg in legs if leg[0] in book.documents["points"]]
    return (*crossed, legs[-1][1] == "car")


def searched(book: Rulebook, query: Query, most: int) -> set[tuple[object, ...]]:
    """All that may be passed, found by trying everything; each leg asked about on its own.

    A degree of the equator is 111.2 km, and takes two hours and a little.
    """
    ways = [*book.documents["points"].items(), *book.documents["links"].items()]
    areas = {code: area or code for code, area in ZONES.items()}
    found: set[tuple[object, ...]] = set()

    def go(
        zone: str, been: list[str], legs: list[tuple[str, str]], at: float | None, degrees: float
    ) -> None:
        if zone == query.destination:
            found.add(told_apart(book, legs))
            return
        for name, data in ways:
            if zone not in data["zones"] or len(legs) == most:
                continue
            other = next(end for end in data["zones"] if end != zone)
            left = [areas[z] for z in been]
            loops = areas[other] in left and areas[other] != left[-1]
            if other in been or loops:
                continue
            east = data["coordinates"]["lon"]
            further = degrees + (0 if at is None else abs(east - at))
            day = datetime(2024, 1, 10) + timedelta(days=int(further * 111.195 / 55 // 24))
            for mode in query.modes or ():
                if mode == "car" and legs and legs[-1][1] != "car":
                    continue
                alone = query.but(
                    origin=zone,
                    destination=other,
                    on=day,
                    via=name,
                    modes=(mode,),
                    max_legs=1,
                    onward_to=query.destination,
                )
                if check_route(alone, book).verdict.word != "refused":
                    go(other, [*been, other], [*legs, (name, mode)], east, further)

    go(query.origin, [query.origin], [], None, 0)
    return found


@settings(max_examples=80)
@given(networks())
def test_the_search_finds_exactly_what_trying_everything_finds(book: Rulebook) -> None:
    """No way that may be passed is missed, and none that is returned has a leg that is refused."""
    query = Query(
        origin="FI",
        destination="RU",
        on="2024-01-10",
        modes=("car", "bus", "foot", "rail", "ferry"),
        max_legs=3,
        traveller=Traveller(nationality="RU", visas=(Visa(kind="C", issued_by="FI"),)),
        vehicle=Vehicle(registered_in="RU"),
        purpose="tourism",
    )
    try:
        answer = check_route(query, book)
    except QueryError:
        assert searched(book, query, 3) == set()
        return
    found = {
        told_apart(book, [(leg.leg.point.id, leg.leg.mode) for leg in route.legs])
        for route in answer.routes
        if route.verdict.word != "refused"
    }
    assert found == searched(book, query, 3)
