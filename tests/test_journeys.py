"""Journeys over several borders: the search, its dates, and what earlier legs use up."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given, settings
from hypothesis.strategies import sampled_from

from borderrules import (
    Answer,
    Query,
    QueryError,
    Traveller,
    Vehicle,
    Visa,
    check_route,
    load_rulebook,
)
from borderrules.dated import Step
from borderrules.dates import civil
from borderrules.digest import digest_of
from borderrules.explain.text import render
from borderrules.rulebook import Rulebook
from borderrules.trip import query_from
from borderrules.words import Words
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
    turns = [day + random.choice(("", "T14:00")) for day in DAYS]
    for since, until in pairwise(("2024-01-01", *turns, "2024-02-01")):
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
    return world(points, links, rules)


def world(points: Data, links: Data, rules: Data) -> Rulebook:
    """A rulebook of the zones joined so."""
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
            for code in (*ZONES, "SCHENGEN")
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
            ever = {mode for entry in data["timeline"] for mode in entry["modes"]}
            for mode in ever or ("car", "bus", "foot"):  # the usual ones of a road
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


def from_finland(on: str) -> Query:
    """How a Russian tourist in a car comes to Russia."""
    return Query(
        origin="FI",
        destination="RU",
        on=on,
        modes=MODES,
        max_legs=3,
        traveller=Traveller(nationality="RU", visas=(Visa(kind="C", issued_by="FI"),)),
        vehicle=Vehicle(registered_in="RU"),
        purpose="tourism",
    )


@settings(max_examples=80)
@given(networks())
def test_the_search_finds_exactly_what_trying_everything_finds(book: Rulebook) -> None:
    """No way that may be passed is missed, and none that is returned has a leg that is refused."""
    query = from_finland("2024-01-10")
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


@settings(max_examples=80)
@given(networks(), sampled_from(("2024-01-09", "2024-01-09T10:00", "2024-01-10T20:00")))
def test_what_is_sure_of_a_leg_changes_no_answer(book: Rulebook, on: str) -> None:
    """Of legs to one place the first of those best judged counts, as if all had been tried."""

    def told() -> list[object]:
        try:
            routes = check_route(from_finland(on), book).routes
        except QueryError:
            return []
        return [
            (r.verdict, r.arrives, *((leg.leg.point.id, leg.leg.mode) for leg in r.legs))
            for r in routes
        ]

    expected = told()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Step, "surety", lambda *_: None)
        assert told() == expected


def test_a_link_that_runs_until_the_afternoon_serves_who_is_there_in_time() -> None:
    """Of two links to one place, who comes two hours later takes the other."""

    def running(since: str, until: str) -> Data:
        told = {"last_confirmed": "2024-01-08", "status": "open", "modes": ["foot"], "sources": []}
        return {"from": since, "until": until, **told}

    always = running("2024-01-01", "2024-02-01")
    book = world(
        {
            "by-the-sea": way("EE", "TR", "external", 1.0, always),
            "inland": way("EE", "TR", "external", 0.0, always),
        },
        {
            "first": way("EE", "LV", "open", 1.0, running("2024-01-01", "2024-01-10T14:00")),
            "second": way("EE", "LV", "open", 1.0, running("2024-01-10", "2024-02-01")),
        },
        {},
    )
    who = Traveller(nationality="TR", visas=(Visa(kind="C", issued_by="EE"),))
    told = {"origin": "TR", "destination": "LV", "modes": ("foot",), "max_legs": 2}
    answer = check_route(Query(on="2024-01-10T13:00", traveller=who, **told), book)
    legs = {tuple(leg.leg.point.id for leg in route.legs) for route in answer.routes}
    assert legs == {("by-the-sea", "first"), ("inland", "second")}
    assert {route.verdict.word for route in answer.routes} == {"allowed"}


# --- on the real rules ------------------------------------------------------------------------

BOOK: Final = load_rulebook()


def asked(origin: str, destination: str, on: str, **keys: Any) -> Answer:
    """The answer by the real rules to a trip."""
    return check_route(
        query_from({"origin": origin, "destination": destination, "on": on, **keys}), BOOK
    )


def ways(answer: Answer, *verdicts: str) -> set[tuple[str, ...]]:
    """The ways of some verdicts, each by its points and modes."""
    routes = (*answer.routes, *answer.detours)
    return {
        tuple(f"{leg.leg.point.id} {leg.leg.mode}" for leg in route.legs)
        for route in routes
        if route.verdict.word in verdicts
    }


FINN: Final = {
    "documents": [{"issued_by": "FI"}],
    "visas": [{"kind": "ordinary", "issued_by": "RU"}],
}
TOURIST: Final = {"nationality": "RU", "visas": [{"kind": "C", "issued_by": "IT"}]}


def test_from_finland_to_russia_the_ways_are_through_other_countries() -> None:
    """Nothing direct in 2026; through Estonia, Latvia and Norway, and nothing of earlier years."""
    answer = asked(
        "FI",
        "RU",
        "2026-01-15",
        traveller=FINN,
        purpose="tourism",
        modes=["car", "foot", "ferry"],
        vehicle={"registered_in": "FI"},
    )
    assert answer.verdict.word == "refused"
    found = ways(answer, "allowed")
    assert ("helsinki-tallinn car", "narva foot") in found, "the car stays in Narva"
    assert ("helsinki-tallinn car", "luhamaa car") in found
    assert ("helsinki-tallinn car", "koidula car") in found
    assert ("norway-finland car", "storskog car") in found
    assert {way[-1] for way in found if len(way) == 3} >= {"terehova car", "grebneva car"}
    everywhere = {leg.leg.point.id for r in answer.detours for leg in r.legs}
    assert everywhere.isdisjoint({"vaalimaa", "nuijamaa", "pededze", "vientuli", "narva-2"})


def test_from_moscow_to_kaliningrad_each_way_takes_its_own_papers() -> None:
    """By car with a facilitated transit document, by train with that for trains; by sea and air."""
    on = "2026-03-01"
    car = {"registered_in": "RU"}
    with_ftd = {"nationality": "RU", "visas": [{"kind": "FTD"}]}
    through_lithuania = asked(
        "Moscow", "Kaliningrad", on, traveller=with_ftd, vehicle=car, modes=["car"]
    )
    unsettled = ways(through_lithuania, "undetermined")
    assert any(way[-1] == "kybartai car" for way in unsettled), "Belarus is not covered"
    by_sea = asked(
        "Moscow",
        "Kaliningrad",
        on,
        traveller=TOURIST,
        vehicle=car,
        modes=["car"],
        purpose="tourism",
    )
    assert ways(by_sea, "allowed") == {("kaliningrad-ferry car",)}
    refused = {way[-1] for way in ways(by_sea, "refused")}
    assert "medininkai car" in refused, "a tourist visa and a Russian car do not pass Lithuania"
    by_air = asked("Moscow", "Kaliningrad", on, traveller=TOURIST, modes=["air"])
    assert ways(by_air, "allowed") == {("kaliningrad-flights air",)}


@pytest.mark.parametrize(
    ("biometric", "visa", "verdict"),
    [
        (True, "FRTD", "allowed"),
        (False, "FRTD", "allowed"),
        (True, "C", "allowed"),
        (False, "C", "refused"),
    ],
)
def test_the_train_to_kaliningrad_asks_for_its_document_and_a_chip(
    biometric: bool, visa: str, verdict: str
) -> None:
    """With an old passport the rail transit document is needed; with a chip a visa does too."""
    issuer = {"issued_by": "IT"} if visa == "C" else {}
    traveller = {
        "documents": [{"issued_by": "RU", "biometric": biometric}],
        "visas": [{"kind": visa, **issuer}],
    }
    answer = asked(
        "Moscow",
        "Kaliningrad",
        "2026-03-01",
        traveller=traveller,
        modes=["rail"],
        purpose="tourism",
    )
    assert ("kaliningrad-train rail",) in ways(answer, verdict)


def test_at_night_one_waits_for_narva_to_open() -> None:
    """Saint Petersburg to Tallinn at ten in the evening: Narva opens in the morning."""
    answer = asked(
        "Saint Petersburg",
        "Tallinn",
        "2026-03-01T22:00",
        traveller={"nationality": "EE", "visas": "none"},
    )
    (route,) = (
        r
        for r in answer.routes
        if [(leg.leg.point.id, leg.leg.mode) for leg in r.legs] == [("narva", "foot")]
    )
    (leg,) = route.legs
    reached, opens = leg.spans[0].start, leg.best.start
    assert f"{civil(reached, 'Europe/Tallinn'):%d %H:%M}" == "01 23:30"
    assert leg.spans[0].verdict.word == "refused"
    assert f"{civil(opens, 'Europe/Tallinn'):%d %H:%M}" == "02 07:00"
    assert route.arrives is not None
    assert route.arrives > opens
    text = render(answer, Words("en"))
    assert "It opens to you at 2026-03-02 08:00." in " ".join(text.split())


@pytest.mark.parametrize(
    ("traveller", "on", "verdict"),
    [
        (
            {**TOURIST, "family": [{"relation": "spouse", "nationality": "PL", "residence": "PL"}]},
            "2026-03-10",
            "allowed",
        ),
        (TOURIST, "2026-03-10", "refused"),
    ],
)
def test_by_coach_from_kaliningrad_to_gdansk(traveller: Data, on: str, verdict: str) -> None:
    """A Polish citizen's wife may go, a tourist may not."""
    answer = asked(
        "Kaliningrad",
        "Gdańsk",
        on,
        traveller=traveller,
        modes=["bus"],
        purpose="tourism",
        max_legs=1,
    )
    assert ("bezledy bus",) in ways(answer, verdict)


@pytest.mark.parametrize(("on", "verdict"), [("2026-03-10", "allowed"), ("2026-04-02", "refused")])
def test_poland_takes_old_passports_until_april(on: str, verdict: str) -> None:
    """A passport without a chip is good until 1 April 2026."""
    wife = {
        "documents": [
            {
                "issued_by": "RU",
                "biometric": False,
                "issued_on": "2023-01-10",
                "expires_on": "2028-01-10",
            }
        ],
        "visas": [{"kind": "C", "issued_by": "PL"}],
        "family": [{"relation": "spouse", "nationality": "PL", "residence": "PL"}],
    }
    answer = asked(
        "Kaliningrad",
        "Gdańsk",
        on,
        traveller=wife,
        modes=["bus"],
        purpose="visit_family",
        max_legs=1,
    )
    assert ("bezledy bus",) in ways(answer, verdict)


def test_a_visa_for_one_entry_is_used_up_on_the_way() -> None:
    """From Kaliningrad to Saint Petersburg and back into Schengen would take two entries."""
    once = {
        "nationality": "US",
        "visas": [{"kind": "ordinary", "issued_by": "RU", "entries": "one"}],
    }
    twice = {
        "nationality": "US",
        "visas": [{"kind": "ordinary", "issued_by": "RU", "entries": "two"}],
    }
    for traveller, verdict in ((once, "refused"), (twice, "allowed")):
        answer = asked(
            "RU-KGD",
            "RU",
            "2026-01-15",
            traveller=traveller,
            modes=["car"],
            vehicle={"registered_in": "LT"},
            via="terehova",
        )
        assert {r.verdict.word for r in answer.routes if len(r.legs) == 3} <= {
            verdict,
            "undetermined",
        }


def test_the_vehicle_is_left_where_it_may_not_go_on() -> None:
    """A Russian car stays before the Estonian border; the Estonian driver walks over."""
    answer = asked(
        "Moscow",
        "Tallinn",
        "2026-01-15",
        traveller={"nationality": "EE", "visas": "none"},
        vehicle={"registered_in": "RU"},
        modes=["car", "foot"],
    )
    assert ("narva foot",) in ways(answer, "allowed")
    assert not any("car" in way[0] for way in ways(answer, "allowed"))
    assert "The vehicle stays where the journey starts." in render(answer, Words("en"))


def test_what_is_avoided_is_not_passed_and_what_is_wanted_is() -> None:
    """`avoid` and `via` name points and countries."""
    trip: Data = {"traveller": FINN, "purpose": "tourism", "modes": ["bus"]}
    without = asked("Helsinki", "Pskov", "2026-01-15", avoid=["EE"], **trip)
    assert without.verdict.word == "allowed"
    assert not any(leg.leg.destination.id == "EE" for r in without.routes for leg in r.legs)
    through = asked("Helsinki", "Pskov", "2026-01-15", via="Latvia", **trip)
    assert all(
        "LV" in [leg.leg.destination.id for leg in r.legs]
        for r in through.routes
        if r.verdict.word == "allowed"
    )
    over = asked("Helsinki", "Pskov", "2026-01-15", via="luhamaa", **trip)
    assert all(
        "luhamaa" in [leg.leg.point.id for leg in r.legs]
        for r in over.routes
        if r.verdict.word == "allowed"
    )


def test_a_latest_arrival_leaves_out_what_comes_later() -> None:
    """What arrives too late is no way; if all do, that is said with the earliest arrival."""
    trip: Data = {"traveller": {"nationality": "EE", "visas": "none"}, "modes": ["foot", "bus"]}
    answer = asked(
        "Saint Petersburg", "Tallinn", "2026-03-02T06:00", arrive_by="2026-03-02T20:00", **trip
    )
    assert answer.verdict.word == "allowed"
    assert all(
        r.arrives and r.arrives <= datetime(2026, 3, 2, 18, tzinfo=UTC)
        for r in answer.routes
        if r.verdict.word == "allowed"
    )
    with pytest.raises(
        QueryError, match="no way arrives by 2026-03-02 07:00; the earliest arrives"
    ):
        asked(
            "Saint Petersburg", "Tallinn", "2026-03-02T06:00", arrive_by="2026-03-02T07:00", **trip
        )


def test_whatever_is_returned_may_be_passed_leg_by_leg() -> None:
    """No route that is not refused holds a leg that, asked about alone, is refused."""
    answer = asked(
        "Helsinki",
        "Pskov",
        "2026-01-15",
        traveller=FINN,
        purpose="tourism",
        vehicle={"registered_in": "FI"},
        modes=["car", "bus", "foot", "ferry"],
    )
    judged = 0
    for route in answer.routes:
        for leg in route.legs if route.verdict.word != "refused" else ():
            alone = answer.query.but(
                origin=leg.leg.origin.id,
                destination=leg.leg.destination.id,
                via=leg.leg.point.id,
                modes=(leg.leg.mode,),
                max_legs=1,
                onward_to="RU",
                on=datetime.combine(leg.day, time()),
            )
            judged += 1
            assert check_route(alone, BOOK).verdict.word != "refused", (
                leg.leg.point.id,
                leg.leg.mode,
            )
    assert judged > 20


def test_a_day_without_a_moment_names_no_hour_of_arrival() -> None:
    """Nor where the way is refused."""
    tourist = {"nationality": "RU", "visas": [{"kind": "C", "issued_by": "PL"}]}
    answer = asked(
        *("Kaliningrad", "Gdańsk", "2026-03-15"),
        traveller=tourist,
        purpose="tourism",
        modes=["bus"],
    )
    assert answer.verdict.word == "refused"
    assert "At the border:" not in render(answer, Words("en"))


def test_a_short_way_whose_hours_are_unknown_comes_before_a_long_one() -> None:
    """Between towns, what is judged alike is ranked by its length."""
    worker = {"nationality": "BY", "visas": [{"kind": "D", "issued_by": "LT"}]}
    answer = asked(
        *("Minsk", "Vilnius", "2026-02-10"), traveller=worker, purpose="work", modes=["bus"]
    )
    first = answer.routes[0]
    assert [leg.leg.point.id for leg in first.legs] == ["medininkai"]
    assert first.legs[0].best.availability.code == "hours_unknown"
    alike = [r.distance_km or 0 for r in answer.routes if r.verdict is first.verdict]
    assert alike == sorted(alike)
