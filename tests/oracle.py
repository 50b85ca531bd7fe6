"""The semantics once more, as plainly as can be: rules as written, all known, two truth values.

It shares no code with the evaluator. What is unknown is tried in every completion.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import product
from typing import Any

from strategies import ITEMS, SINGLES

Data = dict[str, Any]
Items = Mapping[str, tuple[Mapping[str, object], ...]]


def later(day: date, duration: str) -> date:
    """A day some calendar months (`P3M`) or years (`P10Y`) on, cut to the length of the month."""
    count = int(duration[1:-1]) * (12 if duration[-1] == "Y" else 1)
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def passes(raw: Any, value: Any, group: set[object]) -> bool:
    """Whether a known value passes one test, as a rule file writes it."""
    if not isinstance(raw, dict):
        return bool(plain(value) == raw)
    if "one_of" in raw:
        return plain(value) in raw["one_of"]
    if value == "none":
        return False
    if "in" in raw:
        return value in group
    low, high = raw.get("at_least"), raw.get("at_most")
    if isinstance(value, tuple):
        start, end = value
        return (low is None or later(start, low) <= end) and (
            high is None or later(start, high) >= end
        )
    return (low is None or plain(value) >= low) and (high is None or plain(value) <= high)


def plain(value: Any) -> Any:
    """A value as rule files write it."""
    return value.isoformat() if isinstance(value, date) else value


def members(groups: Data, name: str, moment: datetime, known_on: date) -> set[object]:
    """The members of a group, those of the groups it includes too."""
    found: set[object] = set()
    for item in groups[name].get("members", ()):
        entry = {"value": item} if isinstance(item, str) else item
        start = entry.get("from", "1900-01-01")
        if within(moment, start, entry.get("until")) and entry.get("announced", start) <= str(
            known_on
        ):
            found.add(entry["value"])
    return found.union(
        *(members(groups, inner, moment, known_on) for inner in groups[name].get("includes", ()))
    )


def within(moment: datetime, start: str, until: str | None) -> bool:
    """Half-open: the first moment is in, the last is out."""
    return datetime.fromisoformat(start) <= moment and (
        until is None or moment < datetime.fromisoformat(until)
    )


def holds(when: Data, values: Mapping[str, object], items: Items, group: Any) -> bool:
    """A conjunction in which all tests under one list prefix speak of one and the same item."""
    lists: dict[str, Data] = {}
    for fact, raw in when.items():
        prefix = fact.partition(".")[0]
        if prefix in ITEMS:
            lists.setdefault(prefix, {})[fact] = raw
        elif not passes(raw, values[fact], group(raw)):
            return False
    return all(
        any(
            all(passes(raw, item[fact], group(raw)) for fact, raw in tests.items())
            for item in items[prefix] or (dict.fromkeys(tests, "none"),)
        )
        for prefix, tests in lists.items()
    )


def current(rule: Data, moment: datetime, known_on: date) -> tuple[Data | None, bool]:
    """The version of a moment, as known on a day, and whether it is only an uncertain one."""
    last = first = None
    for version in rule["versions"]:
        span, day = version["effective"], str(known_on)
        if (
            not version.get("announced", span["from"][:10])
            <= day
            < version.get("replaced", "9999-99")
        ):
            continue
        if within(moment, span["from"], span.get("until")):
            return version, False
        if moment < datetime.fromisoformat(span["from"]):
            first = first or version
        else:
            last = version
    for version, end in ((last, "end"), (first, "start")):
        if version is not None and end in version["effective"].get("uncertain", ()):
            return version, True
    return None, False


def outcome(
    rule: Data,
    groups: Data,
    values: Mapping[str, object],
    items: Items,
    moment: datetime,
    known_on: date,
) -> str:
    """What a rule is when every fact is known."""

    def group(raw: Any) -> set[object]:
        named = isinstance(raw, dict) and "in" in raw
        return members(groups, raw["in"], moment, known_on) if named else set()

    version, uncertain = current(rule, moment, known_on)
    if version is None:
        return "not_in_force"
    if not holds(version["when"], values, items, group):
        return "not_met"
    exceptions = [*version.get("exceptions", ()), *version.get("accepts", ())]
    met = {
        e.get("certainty", "settled") for e in exceptions if holds(e["when"], values, items, group)
    }
    if uncertain:
        return "undetermined"
    if "settled" in met:
        return "exempt"
    return "undetermined" if met or version.get("certainty", "settled") != "settled" else "applies"


def completions(
    values: Mapping[str, object], items: Mapping[str, Any], facts: set[str]
) -> Iterator[tuple[dict[str, object], Items]]:
    """Every way to fill in the facts that are not known, out of those that a rule reads."""
    prefixes = {fact.partition(".")[0] for fact in facts} & ITEMS.keys()
    open_values = sorted(fact for fact in facts if fact in SINGLES and fact not in values)
    open_lists = sorted(prefix for prefix in prefixes if prefix not in items)
    gaps = [
        (prefix, index, fact)
        for prefix in sorted(prefixes & items.keys())
        for index, item in enumerate(items[prefix])
        for fact in sorted(facts)
        if fact.startswith(f"{prefix}.") and fact not in item
    ]
    domains: list[Any] = [SINGLES[fact].values for fact in open_values]
    domains += [whole_lists(prefix) for prefix in open_lists]
    domains += [ITEMS[prefix][fact].values for prefix, _, fact in gaps]
    for choice in product(*domains):
        told = iter(choice)
        filled = dict(values) | {fact: next(told) for fact in open_values}
        lists = {prefix: [dict(item) for item in found] for prefix, found in items.items()}
        lists |= {prefix: next(told) for prefix in open_lists}
        for prefix, index, fact in gaps:
            lists[prefix][index][fact] = next(told)
        yield filled, {prefix: tuple(found) for prefix, found in lists.items()}


def whole_lists(prefix: str) -> list[tuple[dict[str, object], ...]]:
    """No item, each single item, and each pair of them."""
    facts = ITEMS[prefix]
    every = [
        dict(zip(facts, found, strict=True)) for found in product(*(facts[f].values for f in facts))
    ]
    return [(), *((item,) for item in every), *((a, b) for a in every for b in every if a is not b)]
