"""Inline cases: the facts that a case gives, and whether its rule says what the case expects."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from borderrules.building import fact_value
from borderrules.conditions import NONE, Facts
from borderrules.dates import parse_day, parse_moment
from borderrules.decisions import Finding, Outcome, judge
from borderrules.vocabulary import FACTS, ITEM_PRESUMED, LISTS, PRESUMED, THINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from borderrules.rulebook import Rulebook


def case_facts(given: Mapping[str, Any]) -> Facts:
    """The facts that a case gives; what it does not name is presumed, `unknown` lifts that."""
    values: dict[str, object] = {}
    items: dict[str, list[dict[str, object]]] = {}
    presumed = dict(PRESUMED)
    for name, raw in given.items():
        if raw == "unknown":
            presumed.pop(name, None)
            presumed.pop(
                FACTS[name].prefix if name in FACTS and FACTS[name].prefix in LISTS else name, None
            )
        elif name in LISTS:
            items[name] = [
                {
                    **ITEM_PRESUMED,
                    **{f"{name}.{k}": fact_value(f"{name}.{k}", v) for k, v in item.items()},
                }
                for item in (raw if isinstance(raw, list) else [])
            ]
        elif name in THINGS and raw == NONE:
            values |= {fact: NONE for fact, row in FACTS.items() if row.prefix == name}
        elif FACTS[name].prefix in LISTS:
            prefix = FACTS[name].prefix
            item = items.setdefault(prefix, [dict(ITEM_PRESUMED)])
            item[0][name] = fact_value(name, raw)
        else:
            values[name] = fact_value(name, raw)
    told = {prefix: tuple(found) for prefix, found in items.items()}
    return Facts(values, told, presumed)


def merged(given: Mapping[str, Any], but: Mapping[str, Any]) -> dict[str, Any]:
    """`given` changed by `but`: naming a list whole replaces what was said of its items."""
    kept = {
        name: value
        for name, value in given.items()
        if not any(
            name == other or (other in THINGS and name.startswith(f"{other}.")) for other in but
        )
    }
    for other in but:
        if "." in other and other.partition(".")[0] in kept and other.partition(".")[0] in THINGS:
            kept.pop(other.partition(".")[0])
    return {**kept, **but}


def run_case(
    book: Rulebook, rule_id: str, given: Mapping[str, Any], check: Mapping[str, Any]
) -> Finding:
    """What the rule says in one case."""
    moment, _ = parse_moment(check["on"])
    known_on = parse_day(check["known_on"]) if check.get("known_on") else date.max
    facts = case_facts(merged(given, check.get("but") or {}))
    members = book.members_at(moment, known_on)
    return judge(book.rule(rule_id), facts, moment, known_on, members)


def case_fault(finding: Finding, check: Mapping[str, Any]) -> str:
    """How a finding differs from what its case expects, or `""`."""
    if finding.outcome != check["expect"]:
        why = ""
        if finding.outcome is Outcome.UNDETERMINED:
            why = f" (missing: {', '.join(finding.missing + finding.unsettled)})"
        elif finding.outcome is Outcome.EXEMPT:
            why = f" (by {', '.join(e.id for e in finding.exempted_by)})"
        elif finding.outcome is Outcome.NOT_MET and finding.condition:
            why = f" (fails: {', '.join(r.test.fact for r in finding.condition.readings)})"
        return f"expected {check['expect']}, but it is {finding.outcome}{why}"
    by = tuple(e.id for e in finding.exempted_by)
    if (
        check.get("by") is not None
        and sorted(check["by"]) != sorted(by)
        and finding.outcome is Outcome.EXEMPT
    ):
        return f"expected the exceptions {', '.join(check['by'])}, but met are {', '.join(by)}"
    if check.get("by") is not None and finding.outcome is Outcome.UNDETERMINED:
        unsettled = {item.partition(":")[2] for item in finding.unsettled} - {""}
        open_ = {e.exemption.id for e in finding.exemptions if e.judgement.truth is None}
        if set(check["by"]) != unsettled | open_:
            found = ", ".join(sorted(unsettled | open_))
            return f"expected open or unsettled {', '.join(check['by'])}, but found {found}"
    if check.get("missing") is not None and set(check["missing"]) != set(finding.missing):
        missing = ", ".join(finding.missing) or "none"
        return f"expected missing {', '.join(check['missing'])}, but missing are {missing}"
    return ""
