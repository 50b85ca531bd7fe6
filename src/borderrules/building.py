"""From the plain data of files that `checks` passed to immutable measures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from borderrules.conditions import Condition, Test
from borderrules.dates import OpeningHours, Period, parse_hours, parse_moment
from borderrules.measures import (
    Closure,
    Coordinates,
    Coverage,
    Exemption,
    Group,
    Jurisdiction,
    Known,
    Member,
    Point,
    Rule,
    Source,
    Status,
    Version,
    Zone,
)
from borderrules.terms import MODES
from borderrules.vocabulary import FACTS

Data = dict[str, Any]

_ALL_MODES: Final = frozenset(MODES)
_BOTH: Final = frozenset({"entry", "exit"})
_ALWAYS: Final = Period(datetime(1, 1, 1))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def build_period(data: Data) -> Period:
    """The period of a version, a timeline entry, a closure or a coverage."""
    until = data.get("until")
    return Period(_moment(data["from"]), _moment(until) if until else None)


def build_known(data: Data, period: Period) -> Known:
    """When it was public: from its announcement, or from its first day if none is told."""
    announced, replaced = data.get("announced"), data.get("replaced")
    return Known(
        date.fromisoformat(announced) if announced else period.start.date(),
        date.fromisoformat(replaced) if replaced else None,
    )


def fact_value(fact: str, raw: Any) -> object:
    """A literal of a rule or case as the value that facts have: dates become dates.

    >>> fact_value("visa.issued_on", "2022-05-31")
    datetime.date(2022, 5, 31)
    """
    kind = FACTS[fact].type
    if raw == "none":
        return raw
    if kind == "date":
        return parse_moment(raw)[0].date()
    if kind == "span":
        start, _, end = raw.partition("/")
        return date.fromisoformat(start), date.fromisoformat(end)
    return raw


def build_test(fact: str, raw: Any) -> Test:
    """One test of a `when`."""
    if not isinstance(raw, dict):
        return Test(fact, values=frozenset({fact_value(fact, raw)}))
    if "one_of" in raw:
        return Test(fact, values=frozenset(fact_value(fact, item) for item in raw["one_of"]))
    if "in" in raw:
        return Test(fact, group=raw["in"])
    is_span = FACTS[fact].type == "span"
    bounds = {k: v if is_span else fact_value(fact, v) for k, v in raw.items()}
    return Test(fact, at_least=bounds.get("at_least"), at_most=bounds.get("at_most"))


def build_condition(when: Data, at: list[str] | None = None) -> Condition:
    """The conjunction of a `when`, with `at` as a first test on the crossing point."""
    tests = [build_test(fact, raw) for fact, raw in when.items()]
    if at:
        tests.insert(0, Test("crossing.point", values=frozenset(at)))
    return Condition.of(tests)


def _exemption(data: Data, satisfies: bool) -> Exemption:
    return Exemption(
        id=data["id"],
        title=data["title"],
        certainty=data.get("certainty", "settled"),
        condition=build_condition(data["when"]),
        proof=data.get("proof"),
        satisfies=satisfies,
    )


def _version(data: Data, at: list[str] | None) -> Version:
    effective = data["effective"]
    period = build_period(effective)
    uncertain = effective.get("uncertain", ())
    return Version(
        period=period,
        uncertain_start="start" in uncertain,
        uncertain_end="end" in uncertain,
        known=build_known(data, period),
        last_confirmed=date.fromisoformat(data["last_confirmed"]),
        certainty=data.get("certainty", "settled"),
        confidence=data.get("confidence", "confirmed"),
        caution=data.get("caution"),
        ahead=data.get("ahead", ""),
        link=data.get("link", ""),
        condition=build_condition(data["when"], at),
        exemptions=tuple(
            _exemption(item, key == "accepts")
            for key in ("exceptions", "accepts")
            for item in data.get(key) or ()
        ),
        reason=data["reason"],
    )


def _source(data: Data) -> Source:
    return Source(
        id=data.get("id", ""),
        url=data["url"],
        publisher=data["publisher"],
        published=str(data.get("published") or ""),
        tier=data["tier"],
        supports=frozenset(data["supports"]),
        versions=frozenset(_moment(text) for text in data.get("versions") or ()),
    )


def build_rule(rule_id: str, data: Data) -> Rule:
    """A rule from its file."""
    return Rule(
        id=rule_id,
        title=data["title"],
        jurisdiction=data["jurisdiction"],
        effect=data["effect"],
        subject=data["subject"],
        directions=frozenset(data["direction"]),
        versions=tuple(_version(item, data.get("at")) for item in data["versions"]),
        sources=tuple(_source(item) for item in data["sources"]),
    )


def _hours(raw: Any) -> tuple[OpeningHours, ...] | None:
    if raw == "unknown":
        return None
    if isinstance(raw, str):
        return (parse_hours(raw),)
    return tuple(OpeningHours(parse_hours(item["open"]).ranges, item["rrule"]) for item in raw)


def _status(data: Data, sources: dict[str, Source]) -> Status:
    period = build_period(data)
    return Status(
        period=period,
        known=build_known(data, period),
        last_confirmed=date.fromisoformat(data["last_confirmed"]),
        open=data["status"] == "open",
        modes=frozenset(data.get("modes") or ()),
        directions=frozenset(data.get("directions") or _BOTH),
        hours={zone: _hours(raw) for zone, raw in (data.get("hours") or {}).items()},
        confidence=data.get("confidence", "confirmed"),
        caution=data.get("caution"),
        reason=data.get("reason"),
        sources=tuple(sources[name] for name in data["sources"]),
    )


def _closure(data: Data, sources: dict[str, Source]) -> Closure:
    period = build_period(data)
    return Closure(
        period=period,
        known=build_known(data, period),
        modes=frozenset(data.get("modes") or _ALL_MODES),
        directions=frozenset(data.get("directions") or _BOTH),
        confidence=data.get("confidence", "confirmed"),
        caution=data.get("caution"),
        reason=data["reason"],
        sources=tuple(sources[name] for name in data["sources"]),
    )


#: The modes in which to judge a point that was shut all along.
_USUAL: Final[dict[str, frozenset[str]]] = {
    "road": frozenset({"car", "bus", "foot"}),
    "rail": frozenset({"rail"}),
    "sea": frozenset({"ferry"}),
    "air": frozenset({"air"}),
    "river": frozenset({"leisure_boat"}),
}


def _position(place: Data | None) -> Coordinates | None:
    return (place["lat"], place["lon"]) if place else None


def build_point(point_id: str, data: Data) -> Point:
    """A crossing point from its file."""
    sources = {item["id"]: _source(item) for item in data["sources"] if "id" in item}
    place = data.get("coordinates")
    first, second = data["zones"]
    timeline = tuple(_status(item, sources) for item in data["timeline"])
    return Point(
        id=point_id,
        zones=(first, second),
        kind=data["kind"],
        names=data["names"],
        aliases=tuple(data.get("aliases") or ()),
        coordinates=_position(place),
        timeline=timeline,
        closures=tuple(_closure(item, sources) for item in data.get("closures") or ()),
        modes=frozenset().union(*(status.modes for status in timeline)) or _USUAL[data["kind"]],
        ends=(_position(place), _position(place)),
    )


def build_group(name: str, data: Data) -> Group:
    """A group from its entry."""
    members = []
    for raw in data.get("members") or ():
        item = {"value": raw} if isinstance(raw, str) else raw
        start = _moment(item["from"]) if item.get("from") else _ALWAYS.start
        until = _moment(item["until"]) if item.get("until") else None
        announced = item.get("announced")
        known = date.fromisoformat(announced) if announced else start.date()
        members.append(Member(item["value"], Period(start, until), known))
    return Group(name, data["of"], data["title"], tuple(data.get("includes") or ()), tuple(members))


def build_zone(zone_id: str, data: Data) -> Zone:
    """A zone from its entry."""
    return Zone(zone_id, data["name"], data["state"], data["clock"], tuple(data["jurisdictions"]))


def build_jurisdiction(data: Data) -> Jurisdiction:
    """A jurisdiction from its file."""
    return Jurisdiction(
        code=data["code"],
        name=data["name"],
        coverage=tuple(
            Coverage(
                frozenset(item["directions"]),
                frozenset(item["subjects"]),
                frozenset(item["topics"]),
                frozenset(item.get("modes") or _ALL_MODES),
                build_period(item),
            )
            for item in data["coverage"]
        ),
    )
