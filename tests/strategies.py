"""Small random worlds in which the laws of the semantics are tested.

One border, Estonia and Russia, whose clocks are an hour apart in January; a handful of facts of
every type; a few days of January 2024 on which everything changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec, TypeVar

from hypothesis import strategies as st

from borderrules.conditions import Facts
from borderrules.digest import digest_of
from borderrules.rulebook import Rulebook
from borderrules.trip import query_from
from borderrules.vocabulary import PRESUMED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from borderrules.query import Query

Data = dict[str, Any]
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Sample:
    """The values that a fact takes here, and the tests that rules put to it."""

    values: tuple[object, ...]
    tests: tuple[Any, ...]


JANUARY_10: Final = date(2024, 1, 10)

SINGLES: Final = {
    "nationality": Sample(("RU", "BY", "EE"), ("RU", {"one_of": ["RU", "BY"]}, {"in": "NEAR"})),
    "purpose": Sample(("tourism", "work"), ("tourism", {"in": "ERRANDS"})),
    "document.biometric": Sample((True, False), (True, False)),
    "document.issued_on": Sample(
        (date(2020, 5, 1), date(2022, 3, 1), date(2023, 6, 1)),
        (
            "2022-03-01",
            {"at_least": "2022-03-01"},
            {"at_most": "2022-03-01"},
            {"at_least": "2021-01-01", "at_most": "2023-01-01"},
        ),
    ),
    "document.left_after_stay": Sample(
        (
            (JANUARY_10, date(2024, 4, 9)),
            (JANUARY_10, date(2024, 4, 10)),
            (JANUARY_10, date(2034, 1, 11)),
        ),
        ({"at_least": "P3M"}, {"at_most": "P3M"}, {"at_least": "P3M", "at_most": "P10Y"}),
    ),
    "traveller.age": Sample(
        (10, 18, 40), ({"at_least": 18}, {"at_most": 18}, {"at_least": 11, "at_most": 39}, 18)
    ),
    "traveller.residence": Sample(("RU", "EE"), ("EE", {"in": "NEAR"})),
    "traveller.role": Sample(("ordinary", "diplomat"), ("ordinary", "diplomat")),
    "visa.kind": Sample(("C", "D", "none"), ("C", "none", {"one_of": ["D", "none"]})),
    "visa.issued_by": Sample(("EE", "IT", "none"), ("EE", "none", {"in": "NEAR"})),
    "visa.issued_on": Sample(
        (date(2023, 1, 1), date(2024, 1, 1), "none"),
        ({"at_most": "2023-06-01"}, {"at_least": "2023-06-01"}),
    ),
    "vehicle.registered_in": Sample(("RU", "EE", "none"), ("RU", "none", {"in": "NEAR"})),
    "vehicle.seats": Sample((5, 9, "none"), ({"at_most": 5}, {"at_least": 6}, 9)),
}

ITEMS: Final = {
    "permit": {
        "permit.kind": Sample(
            ("residence", "local_border"), ("residence", "none", {"one_of": ["residence", "none"]})
        ),
        "permit.issued_by": Sample(
            ("EE", "SE"), ("EE", {"in": "NEAR"}, {"one_of": ["SE", "none"]})
        ),
    },
    "family": {
        "family.relation": Sample(("spouse", "sibling"), ("spouse", {"in": "KIN"})),
        "family.residence": Sample(("EE", "RU"), ("EE", {"in": "NEAR"})),
    },
}

#: What trips only derive from what is told: no values of their own.
DERIVED: Final = {
    "citizenship.of": Sample((), ("EE", {"in": "NEAR"})),
    "mode": Sample((), ("car", {"one_of": ["bus", "foot"]})),
    "document.valid": Sample((), (True, False)),
    "visa.usable": Sample((), (True, False)),
    "visa.by_here": Sample((), (True, False)),
    "visa.by_destination": Sample((), (True, "none")),
    "permit.by_here": Sample((), (True, False)),
    "family.visited": Sample((), (True,)),
    "trip.returning_home": Sample((), (True, False)),
    "trip.to_residence": Sample((), (True, False)),
    "vehicle.owner.nationality": Sample((), ("RU", {"in": "NEAR"})),
    "vehicle.kind": Sample((), ("passenger_car", "none", {"one_of": ["minibus", "none"]})),
}

#: The facts that stand by themselves, and all that rules on whole trips may test.
PLAIN: Final = (*SINGLES, *(fact for facts in ITEMS.values() for fact in facts))
EVERY: Final = (*PLAIN, *DERIVED)
#: Facts that bear on one another: rules on few facts meet more often.
PAPERS: Final = (
    "visa.kind",
    "visa.issued_by",
    "visa.usable",
    "visa.by_here",
    "document.valid",
    "nationality",
)
HOMES: Final = (
    "citizenship.of",
    "trip.returning_home",
    "trip.to_residence",
    "permit.kind",
    "permit.issued_by",
)
MEANS: Final = (
    "vehicle.kind",
    "vehicle.registered_in",
    "vehicle.seats",
    "vehicle.owner.nationality",
    "mode",
    "purpose",
)
OTHERS: Final = (
    "document.biometric",
    "document.left_after_stay",
    "traveller.residence",
    "family.visited",
    "permit.by_here",
)
RELATED: Final = (PAPERS, HOMES, MEANS, OTHERS, EVERY)
_PLAIN_RELATED: Final = (
    ("nationality", "purpose", "permit.kind", "permit.issued_by"),
    ("document.issued_on", "document.left_after_stay", "document.biometric", "traveller.age"),
    ("visa.kind", "visa.issued_by", "visa.issued_on", "family.relation", "family.residence"),
    ("vehicle.registered_in", "vehicle.seats", "traveller.residence", "traveller.role"),
    PLAIN,
)
_TESTS: Final = {
    fact: row.tests for table in (SINGLES, *ITEMS.values(), DERIVED) for fact, row in table.items()
}

P = ParamSpec("P")
V = TypeVar("V")


def seeded(make: Callable[Concatenate[Random, P], V]) -> Callable[P, st.SearchStrategy[V]]:
    """The strategy of what is made from one seed.

    That shrinks less than a strategy for every choice, but is so much cheaper that a law meets
    many more worlds; and worlds are small.
    """

    @wraps(make)
    def strategy(*args: P.args, **keys: P.kwargs) -> st.SearchStrategy[V]:
        return st.integers(0, 2**32).map(lambda seed: make(Random(seed), *args, **keys))

    return strategy


def odds(random: Random, count: int) -> bool:
    """True, but once in `count` times."""
    return random.randrange(count) > 0


# --- time -------------------------------------------------------------------------------------

#: The days and hours at which anything changes.
EDGES: Final = (
    "2024-01-09T18:00",
    "2024-01-10",
    "2024-01-10T10:00",
    "2024-01-11T06:00",
    "2024-01-12",
)
#: Before anything happens.
LONG_AGO: Final = "2023-12-01"
_HALF_HOUR: Final = timedelta(minutes=30)

MOMENTS: Final = [
    datetime.fromisoformat(edge) + shift
    for edge in EDGES
    for shift in (timedelta(), -_HALF_HOUR, _HALF_HOUR, timedelta(hours=12))
]
DAYS: Final = [date(2024, 1, day) for day in (10, 11, 9, 12)]

moments = st.sampled_from(MOMENTS)
days = st.sampled_from(DAYS)
knowledge = st.sampled_from([*(date(2024, 1, day) for day in (4, 5, 9, 10, 11, 12)), date.max])
_ANNOUNCEMENTS: Final = (None, None, "2024-01-05", "2024-01-10")
_HOURS: Final = (None, "unknown", "07:00-19:00", "22:00-06:00", "00:00-24:00")


def _spans(random: Random) -> list[Data]:
    """Periods in order that do not overlap, the last one open or not."""
    if random.choice((True, False)):
        return [{"from": random.choice((*EDGES, *[LONG_AGO] * 8))}]
    edges = sorted({random.choice(EDGES) for _ in range(random.choice((2, 3, 4)))})
    if odds(random, 3):
        edges[0] = LONG_AGO
    spans = [{"from": a, "until": b} for a, b in pairwise(edges)]
    spans = [span for span in spans if odds(random, 4)]
    return [*spans, {"from": edges[-1]}] if not spans or random.choice((False, True)) else spans


# --- rules ------------------------------------------------------------------------------------


def _whens(
    random: Random, facts: tuple[str, ...] = PLAIN, counts: tuple[int, ...] = (0, 1, 1, 2, 3)
) -> Data:
    """A conjunction of a few tests."""
    chosen = dict.fromkeys(random.choice(facts) for _ in range(random.choice(counts)))
    return {fact: random.choice(_TESTS[fact]) for fact in chosen}


#: Most measures hold for everyone or for one kind of people; an exception is never for everyone.
_FEW: Final = (0, 0, 1, 1, 2)
_SOME: Final = (1, 1, 2)
_CERTAINTIES: Final = (*["settled"] * 5, "discretionary", "disputed")


def _versions(random: Random, facts: tuple[str, ...] = PLAIN) -> list[Data]:
    """States of a measure in order of time; now and then one was replaced before it began."""
    found: list[Data] = []
    for span in _spans(random):
        ends: list[list[str]] = [[], [], []]
        if "until" in span:
            ends.append(["end"])
        # What holds between two uncertain ends is no question of one version.
        if not (found and "end" in found[-1]["effective"].get("uncertain", ())):
            ends.append(["start"])
        if uncertain := random.choice(ends):
            span = {**span, "uncertain": uncertain}
        version = {
            **version_of(_whens(random, facts, _FEW), exceptions=_exceptions(random, facts)),
            "effective": span,
            "certainty": random.choice([*["settled"] * 6, "disputed"]),
        }
        if announced := random.choice(_ANNOUNCEMENTS):
            version["announced"] = announced
        found.append(version)
        if not odds(random, 5):
            found[-1] = {**version, "announced": "2024-01-04", "replaced": "2024-01-10"}
            found.append(
                {**version, "when": _whens(random, facts, _FEW), "announced": "2024-01-10"}
            )
    return found


def _exceptions(random: Random, facts: tuple[str, ...]) -> list[Data]:
    count = random.choice((0, 1, 1, 2))
    return [
        exception(f"e{n}", _whens(random, facts, _SOME), random.choice(_CERTAINTIES))
        for n in range(count)
    ]


def _rules(
    random: Random,
    effects: tuple[str, ...] = ("prohibit",),
    subjects: tuple[str, ...] = ("traveller", "traveller", "vehicle"),
    facts: tuple[str, ...] = (),
    places: bool = False,
) -> Data:
    """A measure of one of the two states, on entry or exit; with `places`, now and then of one
    point."""
    return rule(
        effect=random.choice(effects),
        subject=random.choice(subjects),
        jurisdiction=random.choice(["EE", "RU"]),
        direction=random.choice([*[["entry", "exit"]] * 4, ["entry"], ["exit"]]),
        at=random.choice([None, None, None, ["narva"], ["saatse"]]) if places else None,
        versions=_versions(random, facts or random.choice(_PLAIN_RELATED)),
    )


def _rulebooks(
    random: Random,
    effects: tuple[str, ...] = ("prohibit",),
    related: tuple[tuple[str, ...], ...] = RELATED,
    counts: tuple[int, ...] = (2, 3, 4, 5),
) -> list[Data]:
    """A few measures that bear on one another."""
    facts = random.choice(related)
    count = random.choice(counts)
    return [_rules(random, effects, facts=facts, places=True) for _ in range(count)]


def reads(data: Data) -> set[str]:
    """The facts that a rule reads."""
    return {
        fact
        for version in data["versions"]
        for part in (version, *version.get("exceptions", ()), *version.get("accepts", ()))
        for fact in part["when"]
    }


def exception(name: str, when: Data, certainty: str = "settled") -> Data:
    """A named exception."""
    return {"id": name, "title": {"en": name}, "when": when, "certainty": certainty}


def version_of(when: Data, **keys: Any) -> Data:
    """A version in force since long before anything here happens, confirmed a week before."""
    return {
        "effective": {"from": "2023-01-01"},
        "last_confirmed": "2024-01-03",
        "when": when,
        "reason": {"en": "Because it is so."},
        **keys,
    }


def rule(**keys: Any) -> Data:
    """A prohibition on travellers who enter Estonia, unless `keys` say otherwise."""
    return {
        "title": {"en": "A rule"},
        "jurisdiction": "EE",
        "effect": "prohibit",
        "subject": "traveller",
        "direction": ["entry"],
        "versions": [version_of({})],
        "sources": [],
        **keys,
    }


# --- crossing points, groups, the whole -------------------------------------------------------

OPEN: Final[Data] = {
    "from": "2023-01-01",
    "last_confirmed": "2024-01-03",
    "status": "open",
    "modes": ["car", "bus", "foot"],
    "sources": [],
}


def point(*timeline: Data, closures: tuple[Data, ...] = ()) -> Data:
    """A crossing point; round the clock open to all, unless a timeline is given."""
    return {
        "zones": ["EE", "RU"],
        "kind": "road",
        "names": {"EE": {"en": "Narva"}, "RU": {"en": "Ivangorod"}},
        "timeline": list(timeline or (OPEN,)),
        "closures": list(closures),
        "sources": [],
    }


def _points(random: Random) -> Data:
    """A crossing point that opens and closes, with hours known, unknown or none, and closures."""
    timeline = []
    for span in _spans(random):
        entry = {**OPEN, **span, "announced": random.choice(["2024-01-05", "2024-01-10"])}
        if not odds(random, 5):
            entry |= {"status": "closed", "reason": {"en": "Closed."}}
        entry["modes"] = random.choice([["car", "bus", "foot"], ["car", "bus", "foot"], ["foot"]])
        entry["directions"] = random.choice([["entry", "exit"], ["entry", "exit"], ["exit"]])
        told = {zone: random.choice(_HOURS) for zone in ("EE", "RU")}
        entry["hours"] = {zone: hours for zone, hours in told.items() if hours}
        timeline.append(entry)
    if random.choice((False, True)):
        return point(*timeline)
    shut = {
        "from": "2024-01-10T10:00",
        "until": "2024-01-11",
        "reason": {"en": "Shut."},
        "sources": [],
    }
    shut["directions"] = random.choice([["entry"], ["exit"], ["entry", "exit"]])
    shut["modes"] = random.choice([["car"], ["car", "bus", "foot"]])
    shut["announced"] = random.choice(["2024-01-05", "2024-01-10", "2024-01-11"])
    return point(*timeline, closures=(shut,))


def _groups(random: Random) -> Data:
    """Groups of which one includes another, and whose members join and leave."""
    span = random.choice(
        [{"from": edge} for edge in EDGES] + [{"from": EDGES[0], "until": EDGES[3]}]
    )
    joining = {"value": "BY", "announced": "2024-01-05", **span}
    inner = {"value": "EE", "from": "2023-01-01", "until": random.choice(EDGES)}
    return {
        **GROUPS,
        "NEAR": {"of": "country", "title": {}, "includes": ["CORE"], "members": ["IT", joining]},
        "CORE": {"of": "country", "title": {}, "members": [inner, "SE"]},
    }


GROUPS: Final[Data] = {
    "NEAR": {"of": "country", "title": {}, "members": ["EE", "SE", "IT"]},
    "ERRANDS": {"of": "purpose", "title": {}, "members": ["work", "study"]},
    "KIN": {"of": "relation", "title": {}, "members": ["spouse", "child"]},
}

#: Everything about everyone was researched since 2022.
RESEARCHED: Final[list[Data]] = [
    {
        "directions": ["entry", "exit"],
        "subjects": ["traveller", "vehicle"],
        "topics": ["entry_basis", "bans", "documents", "vehicles"],
        "from": "2022-01-01",
    }
]


def id_of(number: int, data: Data) -> str:
    """The id of a rule by its place among others."""
    return f"{data['jurisdiction'].lower()}/r{number}"


def book_of(
    *found: Data | tuple[str, Data],
    at: Data | None = None,
    named: Data | None = None,
    coverage: dict[str, list[Data]] | None = None,
    digested: bool = False,
) -> Rulebook:
    """The rulebook of some rules and two crossing points; `at` is the one called `narva`.

    It has a digest only if asked for: reckoning one takes as long as judging a trip.
    """
    named_rules = [
        item if isinstance(item, tuple) else (id_of(n, item), item) for n, item in enumerate(found)
    ]
    clocks = {"EE": "Europe/Tallinn", "RU": "Europe/Moscow"}
    covered = coverage or {}
    elsewhere = {"EE": {"en": "Saatse"}, "RU": {"en": "Krupa"}}
    documents = {
        "rules": dict(named_rules),
        "points": {"narva": at or point(), "saatse": {**point(), "names": elsewhere}},
        "groups": named or GROUPS,
        "zones": {
            code: {"name": {"en": code}, "state": code, "clock": clock, "jurisdictions": [code]}
            for code, clock in clocks.items()
        },
        "jurisdictions": {
            code: {"code": code, "name": {"en": code}, "coverage": covered.get(code, RESEARCHED)}
            for code in clocks
        },
    }
    return Rulebook("1", digest_of(documents) if digested else "", documents)


# --- facts and trips --------------------------------------------------------------------------


def _facts(random: Random, *, presume: bool = False, complete: bool = False) -> Facts:
    """Facts of which each is told or not known; with `presume`, some of these are presumed."""
    values: dict[str, object] = {
        fact: random.choice(row.values)
        for fact, row in SINGLES.items()
        if complete or odds(random, 3)
    }
    items = {
        prefix: tuple(_item(random, prefix, complete) for _ in range(random.choice(range(3))))
        for prefix in ITEMS
        if complete or odds(random, 3)
    }
    assumed = {k: v for k, v in PRESUMED.items() if k in SINGLES or k in ITEMS} if presume else {}
    return Facts(values, items, assumed)


def _twins(random: Random) -> tuple[list[Data], Facts, Facts]:
    """Measures on entering Estonia, and facts twice, which differ in one thing told or presumed."""
    table = random.choice((_PRESUMING, PLAIN))
    rules = [
        {**_rules(random, facts=table), "jurisdiction": "EE", "direction": ["entry"]}
        for _ in range(3)
    ]
    first = _facts(random, presume=True)
    first = first._replace(presumed={**first.presumed, "citizenship": ()})
    name = random.choice([fact for fact in SINGLES if fact in table] + ["nationality"])
    told, presumed = dict(first.values), dict(first.presumed)
    changed = random.choice((told, presumed))
    if random.choice((True, False)):
        changed[name] = random.choice(SINGLES[name].values)
    else:
        changed.pop(name, None)
    return rules, first, Facts(told, first.items, presumed)


#: Facts whose presumption differs from person to person, and those that it follows from.
_PRESUMING: Final = (
    *("citizenship.of", "traveller.residence", "document.left_after_stay"),
    *("vehicle.owner.nationality", "document.biometric"),
)


def _item(random: Random, prefix: str, complete: bool) -> dict[str, object]:
    return {
        fact: random.choice(row.values)
        for fact, row in ITEMS[prefix].items()
        if complete or odds(random, 4)
    }


def known(values: Mapping[str, object], **items: tuple[Mapping[str, object], ...]) -> Facts:
    """Facts of which nothing is presumed."""
    return Facts(values, items, {})


_RUSSIAN: Final = {"issued_by": "RU", "biometric": True, "issued_on": "2022-03-01"}
_ESTONIAN: Final = {"issued_by": "EE", "expires_on": "2024-04-09", "biometric": False}
_BELARUSIAN: Final = {"issued_by": "BY", "expires_on": "2024-04-12", "biometric": True}
_OF_ESTONIA: Final = {
    "kind": "C",
    "issued_by": "EE",
    "issued_on": "2023-01-01",
    "valid_from": "2024-01-10",
}
_OF_ITALY: Final = {
    "kind": "D",
    "issued_by": "IT",
    "issued_on": "2024-01-01",
    "valid_from": "2024-01-01",
    "valid_until": "2024-01-10",
}

#: What may be told of each part of a trip; left out, it is not known.
TOLD: Final[dict[tuple[str, ...], tuple[Any, ...]]] = {
    ("purpose",): ("tourism", "work"),
    ("leave_on",): ("2024-01-12", "2024-01-20"),
    ("traveller", "documents"): (
        [_RUSSIAN],
        [_ESTONIAN],
        [_BELARUSIAN],
        [_RUSSIAN, _ESTONIAN],
        [_BELARUSIAN, _RUSSIAN],
    ),
    ("traveller", "visas"): (
        [],
        [_OF_ESTONIA],
        [_OF_ITALY],
        [_OF_ESTONIA, _OF_ITALY],
        [{"kind": "C"}],
    ),
    ("traveller", "permits"): (
        [],
        [{"kind": "residence", "issued_by": "EE"}],
        [{"kind": "local_border", "issued_by": "EE"}, {"kind": "residence", "issued_by": "SE"}],
    ),
    ("traveller", "family"): ([], [{"relation": "spouse", "residence": "EE"}]),
    ("traveller", "residence"): ("RU", "EE"),
    ("traveller", "age"): (10, 40),
    ("vehicle",): (
        "none",
        {"registered_in": "RU", "kind": "passenger_car", "seats": 5},
        {"registered_in": "EE", "kind": "minibus", "seats": 9, "owner": {"nationality": "EE"}},
    ),
}


def _trips(random: Random, *, told: int = 2, single: bool = False) -> Data:
    """A trip of which each part is told with odds of `told` to one. With `single` at most one
    document is told, and no visa, so that there is nothing to choose."""
    trip: Data = {"origin": "RU", "destination": "EE", "traveller": {}}
    if random.choice((False, True)):
        trip |= {"origin": "EE", "destination": "RU"}
    trip["on"] = (
        random.choice(MOMENTS).isoformat(timespec="minutes")
        if random.choice((False, True))
        else str(random.choice(DAYS))
    )
    trip["modes"] = [random.choice(["car", "car", "bus", "foot"])]
    for place, values in TOLD.items():
        if odds(random, told + 1):
            if single and place[-1] in ("documents", "visas"):
                values = values[:1] if place[-1] == "visas" else values[:3]
            trip = with_value(trip, place, random.choice(values))
    return trip


#: What may be told of a thing that was told of before.
FURTHER: Final[dict[str, dict[str, tuple[Any, ...]]]] = {
    "documents": {
        "issued_on": ("2020-05-01", "2023-06-01"),
        "expires_on": ("2024-01-10", "2024-04-09", "2034-01-11"),
    },
    "visas": {
        "issued_by": ("EE", "IT"),
        "valid_from": ("2023-06-01", "2024-01-10"),
        "valid_until": ("2024-01-10", "2024-12-31"),
        "entries_left": (0, 1),
    },
    "vehicle": {"owner": ({"nationality": "RU", "residence": "RU"}, {"nationality": "EE"})},
}


def untold(trip: Data) -> list[tuple[Place, tuple[Any, ...]]]:
    """What may still be told of a trip: each place in it, and the values it may take."""
    found: list[tuple[Place, tuple[Any, ...]]] = []
    for place, values in TOLD.items():
        inner: Any = trip
        for key in place[:-1]:
            inner = inner[key]
        name = place[-1]
        if name not in inner:
            found.append((place, values))
            continue
        thing = inner[name]
        parts: list[tuple[Place, Any]] = [(place, thing)]
        if isinstance(thing, list):
            parts = [((*place, number), item) for number, item in enumerate(thing)]
        found += [
            ((*where, key), further)
            for where, item in parts
            if isinstance(item, dict)
            for key, further in FURTHER.get(name, {}).items()
            if key not in item
        ]
    return found


#: What follows from each part of a trip, or from each detail of a thing told: prefixes of facts.
_BEARS_ON: Final[dict[Any, tuple[str, ...]]] = {
    "purpose": ("purpose",),
    "leave_on": ("document.left_after_stay",),
    "documents": (
        *("document.", "nationality", "citizenship.", "trip."),
        *("traveller.residence", "vehicle.owner."),
    ),
    "visas": ("visa.",),
    "permits": ("permit.", "trip."),
    "family": ("family.",),
    "residence": ("traveller.residence", "vehicle.owner.", "trip."),
    "age": ("traveller.age",),
    "vehicle": ("vehicle.",),
    "issued_on": ("document.issued_on", "document.valid"),
    "expires_on": ("document.valid", "document.left_after_stay"),
    "issued_by": ("visa.issued_by", "visa.by_"),
    "valid_from": ("visa.usable",),
    "valid_until": ("visa.usable",),
    "entries_left": ("visa.usable",),
    "owner": ("vehicle.owner.",),
}


def _alike(random: Random, count: int) -> tuple[list[Data], list[Data]]:
    """Measures, and trips of which each differs from the one before in one thing told that bears
    on these measures, or in the moment."""
    rules = _rulebooks(random)
    found = [_trips(random, told=3)]
    while len(found) < count:
        changes = [*_bearing([*TOLD.items()], rules), *_bearing(untold(found[-1]), rules)]
        changes.append((("on",), tuple(m.isoformat(timespec="minutes") for m in MOMENTS)))
        place, values = random.choice(changes)
        found.append(with_value(found[-1], place, random.choice(values)))
    return rules, found


def _gaps(random: Random) -> tuple[list[Data], Data, Place, tuple[Any, ...]]:
    """Measures, a trip, and one thing not told of it that bears on them: the place in the trip,
    and the values that it may take."""
    rules = _rulebooks(random, counts=(1, 2))
    trip = _trips(random, told=6)
    further = _bearing(untold(trip), rules)
    places = _bearing([*TOLD.items()], rules) or [*TOLD.items()]
    place, values = random.choice(random.choice((further, places)) or places)
    return rules, without(trip, place), place, values


def _bearing(
    places: list[tuple[Place, tuple[Any, ...]]], rules: list[Data]
) -> list[tuple[Place, tuple[Any, ...]]]:
    facts = {fact for data in rules for fact in reads(data)}
    return [
        item for item in places if any(fact.startswith(_BEARS_ON[item[0][-1]]) for fact in facts)
    ]


def without(thing: Any, place: Place) -> Any:
    """A trip, or a part of it, in which one thing is not told."""
    key, rest = place[0], place[1:]
    if isinstance(thing, list):
        return [without(v, rest) if n == key else v for n, v in enumerate(thing)]
    if not rest:
        return {k: v for k, v in thing.items() if k != key}
    return {**thing, key: without(thing[key], rest)}


def with_value(thing: Any, place: Place, value: Any) -> Any:
    """A trip, or a part of it, in which one more thing is told."""
    if not place:
        return value
    key, rest = place[0], place[1:]
    if isinstance(thing, list):
        return [with_value(v, rest, value) if n == key else v for n, v in enumerate(thing)]
    return {**thing, key: with_value(thing.get(key, {}), rest, value)}


def ask(trip: Data, **keys: Any) -> Query:
    """The question that a trip puts."""
    return query_from({**trip, **keys})


whens = seeded(_whens)
rules = seeded(_rules)
rulebooks = seeded(_rulebooks)
points = seeded(_points)
groups = seeded(_groups)
facts = seeded(_facts)
trips = seeded(_trips)
alike = seeded(_alike)
gaps = seeded(_gaps)
twins = seeded(_twins)
