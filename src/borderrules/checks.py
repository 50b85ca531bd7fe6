"""Checks that need the vocabulary and other files: facts, groups, points, zones, order in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from borderrules import building, dates
from borderrules.errors import suggestion
from borderrules.terms import ENUMS
from borderrules.vocabulary import FACTS, LISTS, THINGS, Fact
from borderrules.world import World, name_fault, value_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from borderrules.measures import Known

Fault = tuple[tuple[str | int, ...], str, str]
"""(place in the file, code, message)."""

_OPERATORS: Final = ("one_of", "in", "at_least", "at_most")


def _fact_fault(name: str) -> str:
    return "" if name in FACTS else f"unknown fact `{name}`{suggestion(name, FACTS)}"


def test_faults(name: str, raw: Any, world: World) -> Iterator[tuple[str, str]]:
    """(code, message) of what is wrong with one test of a `when`."""
    if fault := _fact_fault(name):
        yield "BR102", fault
        return
    fact = FACTS[name]
    if not isinstance(raw, dict):
        if isinstance(raw, list):
            yield "BR107", f"`{name}` is a list; write one_of: [...]"
        elif fault := value_fault(fact, raw, world):
            yield "BR105", fault
        return
    for key in raw:
        if key not in _OPERATORS:
            yield "BR101", f"unknown test `{key}`{suggestion(key, _OPERATORS)}"
    kinds = [k for k in ("one_of", "in") if k in raw] + (
        ["bounds"] if raw.keys() & {"at_least", "at_most"} else []
    )
    if len(kinds) != 1:
        yield "BR107", f"`{name}` needs exactly one of one_of, in, or at_least / at_most"
    elif kinds == ["one_of"]:
        items = raw["one_of"]
        if not isinstance(items, list) or not items:
            yield "BR112", f"`{name}`: one_of must be a list that is not empty"
        else:
            for item in items:
                if fault := value_fault(fact, item, world):
                    yield "BR105", fault
    elif kinds == ["in"]:
        yield from _group_test_faults(fact, raw["in"], world)
    else:
        yield from _bounds_faults(fact, raw, world)


def _group_test_faults(fact: Fact, group: Any, world: World) -> Iterator[tuple[str, str]]:
    if isinstance(group, str) and group not in world.groups and "groups" in world.unreadable:
        return
    if not isinstance(group, str) or group not in world.groups:
        yield "BR103", f"unknown group `{group}`{suggestion(str(group), world.groups)}"
        return
    wanted = {"code": "country"}.get(fact.type, fact.enum or fact.type)
    if world.groups[group] not in (wanted, ""):
        yield "BR113", f"group `{group}` is of {world.groups[group]}, `{fact.name}` is of {wanted}"


def _bounds_faults(fact: Fact, raw: dict[str, Any], world: World) -> Iterator[tuple[str, str]]:
    if fact.type not in ("number", "date", "span"):
        yield (
            "BR107",
            f"`{fact.name}` has no order; at_least and at_most need numbers, dates or spans",
        )
        return
    for key in ("at_least", "at_most"):
        if key not in raw:
            continue
        if fact.type == "span":
            try:
                dates.parse_duration(str(raw[key]))
            except ValueError as error:
                yield "BR108", f"`{fact.name}`: {error}"
        elif fault := value_fault(fact, raw[key], world):
            yield "BR105", fault


def rule_faults(rule_id: str, data: dict[str, Any], world: World) -> Iterator[Fault]:
    """What is wrong with a rule whose shape is right."""
    code = data["jurisdiction"]
    if code not in world.jurisdictions:
        yield (
            ("jurisdiction",),
            "BR104",
            f"unknown jurisdiction `{code}`{suggestion(code, world.jurisdictions)}",
        )
    elif rule_id.split("/")[0] != code.lower():
        yield (
            ("jurisdiction",),
            "BR110",
            f"is `{code}` but the file lies in `{rule_id.split('/')[0]}`",
        )
    for index, point in enumerate(data.get("at") or ()):
        if fault := name_fault(point, "point", world):
            yield ("at", index), "BR111", fault
    for index, version in enumerate(data["versions"]):
        place: tuple[str | int, ...] = ("versions", index)
        for fact, raw in version["when"].items():
            for fault_code, fault in test_faults(fact, raw, world):
                yield (*place, "when", fact), fault_code, fault
        if "exceptions" in version and "accepts" in version:
            yield (*place, "accepts"), "BR107", "write either `exceptions` or `accepts`"
        seen: set[str] = set()
        for key in ("exceptions", "accepts"):
            for number, item in enumerate(version.get(key) or []):
                if item["id"] in seen:
                    yield (*place, key, number, "id"), "BR110", f"exception `{item['id']}` twice"
                seen.add(item["id"])
                for fact, raw in item["when"].items():
                    for fault_code, fault in test_faults(fact, raw, world):
                        yield (*place, key, number, "when", fact), fault_code, fault
        if version.get("ahead") and data["effect"] != "oblige":
            yield (*place, "ahead"), "BR107", "`ahead` belongs to obligations only"
        if version.get("confidence", "confirmed") != "confirmed" and "caution" not in version:
            yield (*place, "confidence"), "BR206", "weak or conflicting sources need a `caution`"
    entries = [
        {**v["effective"], **{k: v[k] for k in ("announced", "replaced") if k in v}}
        for v in data["versions"]
    ]
    yield from _order_faults(entries, lambda i: ("versions", i, "effective"))
    starts = {entry["from"] for entry in entries}
    for index, source in enumerate(data["sources"]):
        for start in source.get("versions") or ():
            if start not in starts:
                yield ("sources", index, "versions"), "BR110", f"no version starts on {start}"
    yield from _given_faults(data["cases"].get("given") or {}, ("cases", "given"), world)
    for index, check in enumerate(data["cases"]["checks"]):
        yield from _given_faults(check.get("but") or {}, ("cases", "checks", index, "but"), world)


def _given_faults(
    given: dict[str, Any], place: tuple[str | int, ...], world: World
) -> Iterator[Fault]:
    for name, value in given.items():
        at = (*place, name)
        if value == "unknown":
            if name not in FACTS and name not in LISTS:
                yield at, "BR102", _fact_fault(name)
        elif name in LISTS and isinstance(value, list):
            for item in value:
                if not isinstance(item, dict):
                    yield at, "BR107", f"each item of `{name}` must be a mapping"
                    continue
                for key, raw in item.items():
                    full = f"{name}.{key}"
                    fault = _fact_fault(full) or value_fault(FACTS[full], raw, world)
                    if fault:
                        yield at, "BR102" if full not in FACTS else "BR105", fault
        elif name in THINGS and value == "none":
            continue
        elif fault := _fact_fault(name):
            yield at, "BR102", fault
        elif isinstance(value, dict | list):
            yield at, "BR107", f"`{name}` must be a single value"
        elif fault := value_fault(FACTS[name], value, world):
            yield at, "BR105", fault


def _order_faults(entries: list[dict[str, Any]], place: Any) -> Iterator[Fault]:
    """Periods must be in order, not empty, and overlap only if they do not overlap in knowledge."""
    periods = [building.build_period(entry) for entry in entries]
    known: list[Known] = [building.build_known(e, p) for e, p in zip(entries, periods, strict=True)]
    for index, (period, knowledge) in enumerate(zip(periods, known, strict=True)):
        if period.until is not None and period.until <= period.start:
            yield place(index), "BR109", "`until` is not after `from`"
        if knowledge.replaced is not None and knowledge.replaced <= knowledge.announced:
            yield place(index), "BR109", "`replaced` is not after `announced`"
        for other in range(index):
            both_known = knowledge.overlaps(known[other])
            if both_known and period.overlaps(periods[other]):
                yield place(index), "BR109", f"overlaps entry {other + 1} in time and in knowledge"
            elif both_known and period.start < periods[other].start:
                yield place(index), "BR109", f"stands after entry {other + 1} but begins before it"


def point_faults(folder: str, data: dict[str, Any], world: World) -> Iterator[Fault]:
    """What is wrong with a crossing point whose shape is right."""
    for index, zone in enumerate(data["zones"]):
        if fault := name_fault(zone, "zone", world):
            yield ("zones", index), "BR104", fault
    if data["zones"][0].lower() != folder:
        yield ("zones", 0), "BR110", f"the zone of the folder `{folder}` comes first"
    for zone in data["names"].keys() ^ set(data["zones"]):
        yield ("names",), "BR106", f"`names` and `zones` must name the same zones: `{zone}`"
    named = {source.get("id") for source in data["sources"]}
    for key in ("timeline", "closures"):
        for index, entry in enumerate(data.get(key) or []):
            for source in entry["sources"]:
                if source not in named:
                    yield (key, index, "sources"), "BR110", f"no source has the id `{source}`"
            if entry.get("confidence", "confirmed") != "confirmed" and "caution" not in entry:
                yield (
                    (key, index, "confidence"),
                    "BR206",
                    "weak or conflicting sources need a `caution`",
                )
    for index, entry in enumerate(data["timeline"]):
        if entry["status"] == "open" and not entry.get("modes"):
            yield (
                ("timeline", index),
                "BR106",
                "missing key `modes`: who may cross while it is open",
            )
        if entry["status"] == "closed" and not entry.get("reason"):
            yield ("timeline", index), "BR106", "missing key `reason`: why it is closed"
        for zone in entry.get("hours") or ():
            if zone not in data["zones"]:
                yield ("timeline", index, "hours"), "BR104", f"`{zone}` is no zone of this point"
    if data.get("coordinates") and not any("coordinates" in s["supports"] for s in data["sources"]):
        yield ("coordinates",), "BR201", "no source supports the coordinates"
    yield from _order_faults(data["timeline"], lambda i: ("timeline", i))


def group_faults(
    name: str, data: dict[str, Any], groups: dict[str, Any], world: World
) -> Iterator[Fault]:
    """What is wrong with a group whose shape is right."""
    if data["of"] not in ("country", "zone", "point") and data["of"] not in ENUMS:
        yield (
            ("of",),
            "BR105",
            f"unknown type `{data['of']}`{suggestion(data['of'], ['country', 'zone', *ENUMS])}",
        )
        return
    for index, member in enumerate(data.get("members") or ()):
        value = member if isinstance(member, str) else member["value"]
        if fault := name_fault(value, data["of"], world):
            yield ("members", index), "BR105", fault
    for included in data.get("includes") or ():
        if included not in groups:
            yield (
                ("includes",),
                "BR103",
                f"unknown group `{included}`{suggestion(included, groups)}",
            )
        elif groups[included]["of"] != data["of"]:
            yield ("includes",), "BR113", f"group `{included}` is of {groups[included]['of']}"
    seen: set[str] = set()
    stack = list(data.get("includes") or ())
    while stack:
        inner = stack.pop()
        if inner == name:
            yield ("includes",), "BR113", f"group `{name}` includes itself"
            return
        if inner not in seen and inner in groups:
            seen.add(inner)
            stack += groups[inner].get("includes") or ()
