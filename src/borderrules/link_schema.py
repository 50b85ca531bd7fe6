"""Pydantic models of `links.yaml`: how one gets from zone to zone other than over a crossing point.

Meaning (do the ends, zones and points exist, do periods overlap) is checked by `link_faults`;
the format is described in `docs/links.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from borderrules.errors import suggestion
from borderrules.notation import CountryText, DayText, Slug
from borderrules.schema import (
    Coordinates,
    Effective,
    Model,
    SourceEntry,
    Text,
    TimelinePeriod,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

#: Where in the file, the code of the fault, what is wrong.
Fault = tuple[tuple[str | int, ...], str, str]


class EndEntry(Model):
    """A place where a link begins or ends: a port, a station, an airport's town, a border town."""

    zone: str
    name: Text
    coordinates: Coordinates


class AdviceEntry(Model):
    """What to know of links over a stretch of time, or only on the way into a zone."""

    links: Annotated[list[Slug], Field(min_length=1)]
    into: str | None = None
    effective: Effective
    last_confirmed: DayText
    text: Text
    sources: Annotated[list[Slug], Field(min_length=1)]
    facts: list[Slug] = Field(default_factory=list)


class LinkEntry(Model):
    """One way from zone to zone.

    `ends` are two lists: any end of the first may lie opposite any end of the second that is in
    another zone. `external`: one leaves and enters as over a crossing point, `crossing.point` being
    the link. `controlled`: judged as a border inside Schengen, though not both zones are in it.
    Neither: a border without checks if both are, else no border. `through` are states passed
    without being entered, `via` the crossing points that are judged on the way, in the order from
    first to second.
    """

    title: Text
    kind: Literal["road", "rail", "sea", "air"]
    ends: Annotated[
        list[Annotated[list[Slug], Field(min_length=1)]], Field(min_length=2, max_length=2)
    ]
    external: bool = False
    controlled: bool = False
    through: Annotated[list[CountryText], Field(min_length=1)] | None = None
    via: Annotated[list[Slug], Field(min_length=1)] | None = None
    timeline: Annotated[list[TimelinePeriod], Field(min_length=1)]
    facts: list[Slug] = Field(default_factory=list)


class LinksFile(Model):
    """The ends of links, the links, advice on them, and their sources."""

    ends: dict[Slug, EndEntry]
    links: dict[Slug, LinkEntry]
    advice: dict[Slug, AdviceEntry]
    sources: Annotated[dict[Slug, SourceEntry], Field(min_length=1)]


def link_faults(
    data: dict[str, Any], zones: Collection[str], points: Collection[str]
) -> Iterator[Fault]:
    """What is wrong with a file whose shape is right; `zones` and `points` are all those known."""
    for key, end in data["ends"].items():
        if end["zone"] not in zones:
            yield ("ends", key, "zone"), "BR104", _unknown("zone", end["zone"], zones)
    for key, link in data["links"].items():
        for place, code, message in _faults_of(link, data, points):
            yield ("links", key, *place), code, message
    for key, advice in data["advice"].items():
        for index, link in enumerate(advice["links"]):
            if link not in data["links"]:
                message = _unknown("link", link, data["links"])
                yield ("advice", key, "links", index), "BR104", message
        if "into" in advice and advice["into"] not in zones:
            yield ("advice", key, "into"), "BR104", _unknown("zone", advice["into"], zones)
        for fault in _source_faults(advice, data):
            yield ("advice", key, "sources"), *fault


def _faults_of(
    link: dict[str, Any], data: dict[str, Any], points: Collection[str]
) -> Iterator[Fault]:
    ends: dict[str, Any] = data["ends"]
    for side, keys in enumerate(link["ends"]):
        for index, key in enumerate(keys):
            if key not in ends:
                yield ("ends", side, index), "BR104", _unknown("end", key, ends)
    if len({ends.get(key, {}).get("zone", key) for keys in link["ends"] for key in keys}) < 2:
        yield ("ends",), "BR110", "a link leads from one zone to another"
    if link.get("external") and link.get("controlled"):
        yield ("controlled",), "BR107", "write either `external` or `controlled`"
    for index, point in enumerate(link.get("via") or ()):
        if point not in points:
            yield ("via", index), "BR111", _unknown("crossing point", point, points)
    periods: list[dict[str, Any]] = link["timeline"]
    for index, period in enumerate(periods):
        for fault in _source_faults(period, data):
            yield ("timeline", index, "sources"), *fault
        if (period.get("until") or "9999") <= period["from"]:
            yield ("timeline", index), "BR109", "`until` is not after `from`"
        if period["status"] == "open" and not period.get("modes"):
            yield ("timeline", index), "BR106", "missing key `modes`: who may travel while it runs"
        if period["status"] == "closed" and not period.get("reason"):
            yield ("timeline", index), "BR106", "missing key `reason`: why it is closed"
        if period.get("confidence", "confirmed") != "confirmed" and "caution" not in period:
            message = "weak or conflicting sources need a `caution`"
            yield ("timeline", index, "confidence"), "BR206", message
        if index and (periods[index - 1].get("until") or "9999") > period["from"]:
            yield ("timeline", index), "BR109", f"begins before entry {index} has ended"


def _source_faults(entry: dict[str, Any], data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for source in entry["sources"]:
        if source not in data["sources"]:
            yield "BR110", f"no source has the id `{source}`"


def _unknown(what: str, name: str, known: Collection[str]) -> str:
    return f"unknown {what} `{name}`{suggestion(name, known)}"
