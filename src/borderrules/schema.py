"""Pydantic models of the files in a rules folder: their shape, and the JSON Schema of it.

Meaning (do the facts, groups and points exist, do versions overlap) is checked by `checks`;
the format is described in `docs/rule-files.md`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from borderrules.notation import (
    ClockName,
    CountryText,
    DayText,
    DurationText,
    GroupName,
    HoursText,
    KnownHoursText,
    MomentText,
    PartialDay,
    Slug,
    Url,
    WeekdaysText,
    When,
)


class Model(BaseModel):
    """Unknown keys are errors, and `3` is not `"3"`."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


class Text(Model):
    """One text in every language of the project."""

    en: Annotated[str, Field(min_length=2, max_length=1200)]
    ru: Annotated[str, Field(min_length=2, max_length=1200)]


class ExceptionEntry(Model):
    """A named way out of a rule."""

    id: Slug
    title: Text
    certainty: Literal["settled", "discretionary", "disputed"] = "settled"
    when: Annotated[When, Field(min_length=1)]
    proof: Text | None = None


class Effective(Model):
    """From the first day in force, up to but without `until`; `uncertain` ends are not proved."""

    from_: Annotated[MomentText, Field(alias="from")]
    until: MomentText | None = None
    uncertain: Annotated[list[Literal["start", "end"]], Field(min_length=1)] | None = None


class VersionEntry(Model):
    """One state of a measure, complete in itself."""

    effective: Effective
    announced: DayText | None = None
    replaced: DayText | None = None
    last_confirmed: DayText
    certainty: Literal["settled", "discretionary", "disputed"] = "settled"
    confidence: Literal["confirmed", "single", "conflicting"] = "confirmed"
    caution: Text | None = None
    ahead: DurationText | None = None
    link: Url | None = None
    when: When
    exceptions: Annotated[list[ExceptionEntry], Field(min_length=1)] | None = None
    accepts: Annotated[list[ExceptionEntry], Field(min_length=1)] | None = None
    reason: Text


Supports = Literal[
    "effective",
    "announced",
    "last_confirmed",
    "when",
    "exceptions",
    "hours",
    "status",
    "coordinates",
]


class SourceEntry(Model):
    """Where something is said, by whom, when, and what it supports."""

    id: Slug | None = None
    url: Url
    publisher: Annotated[str, Field(min_length=2, max_length=200)]
    published: PartialDay | Annotated[int, Field(ge=1900, le=2100)] | None
    tier: Literal["law", "official", "press"]
    supports: Annotated[list[Supports], Field(min_length=1)]
    versions: Annotated[list[MomentText], Field(min_length=1)] | None = None


class Check(Model):
    """One case: `but` changes `given`; `by` names the exceptions, `missing` the facts."""

    name: Annotated[str, Field(min_length=2, max_length=160)]
    on: MomentText
    known_on: DayText | None = None
    but: dict[str, Any] = {}
    expect: Literal["not_in_force", "not_met", "exempt", "applies", "undetermined"]
    by: list[Slug] | None = None
    missing: list[str] | None = None


class Cases(Model):
    """What is given in every case, and the cases."""

    given: dict[str, Any] = {}
    checks: Annotated[list[Check], Field(min_length=1)]


class RuleFile(Model):
    """One measure."""

    title: Text
    jurisdiction: str
    effect: Literal["prohibit", "oblige", "advise"]
    subject: Literal["traveller", "vehicle", "goods"]
    direction: Annotated[
        list[Literal["entry", "exit", "presence", "issuance"]], Field(min_length=1)
    ]
    at: Annotated[list[Slug], Field(min_length=1)] | None = None
    versions: Annotated[list[VersionEntry], Field(min_length=1)]
    sources: Annotated[list[SourceEntry], Field(min_length=1)]
    facts: list[Slug] = []
    formerly: list[str] = []
    cases: Cases


class Recurring(Model):
    """Hours on the days that an RFC 5545 recurrence rule names."""

    rrule: WeekdaysText
    open: KnownHoursText


def _hours_kind(hours: object) -> str:
    return "recurring" if isinstance(hours, list) else "daily"


Hours = Annotated[
    Annotated[HoursText, Tag("daily")] | Annotated[list[Recurring], Tag("recurring")],
    Discriminator(_hours_kind),
]

Mode = Literal["car", "bus", "truck", "foot", "bicycle", "rail", "ferry", "air", "leisure_boat"]


class TimelinePeriod(Model):
    """The state of a crossing point over a stretch of time."""

    from_: Annotated[MomentText, Field(alias="from")]
    until: MomentText | None = None
    announced: DayText | None = None
    replaced: DayText | None = None
    last_confirmed: DayText
    status: Literal["open", "closed"]
    modes: Annotated[list[Mode], Field(min_length=1)] | None = None
    directions: Annotated[list[Literal["entry", "exit"]], Field(min_length=1)] | None = None
    hours: dict[str, Hours] | None = None
    confidence: Literal["confirmed", "single", "conflicting"] = "confirmed"
    caution: Text | None = None
    reason: Text | None = None
    sources: Annotated[list[Slug], Field(min_length=1)]


class ClosureEntry(Model):
    """A single closure laid over the timeline."""

    from_: Annotated[MomentText, Field(alias="from")]
    until: MomentText
    announced: DayText | None = None
    replaced: DayText | None = None
    directions: Annotated[list[Literal["entry", "exit"]], Field(min_length=1)] | None = None
    modes: Annotated[list[Mode], Field(min_length=1)] | None = None
    confidence: Literal["confirmed", "single", "conflicting"] = "confirmed"
    caution: Text | None = None
    reason: Text
    sources: Annotated[list[Slug], Field(min_length=1)]


class Coordinates(Model):
    """Degrees, WGS 84."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class PointFile(Model):
    """A border crossing point; the jurisdiction whose folder it lies in comes first in `zones`."""

    zones: Annotated[list[str], Field(min_length=2, max_length=2)]
    kind: Literal["road", "rail", "sea", "air", "river"]
    names: dict[str, Text]
    aliases: list[str] = []
    coordinates: Coordinates | None = None
    timeline: Annotated[list[TimelinePeriod], Field(min_length=1)]
    closures: list[ClosureEntry] = []
    sources: Annotated[list[SourceEntry], Field(min_length=1)]
    facts: list[Slug] = []


class CoverageEntry(Model):
    """What was researched; `modes` left out is all."""

    directions: Annotated[
        list[Literal["entry", "exit", "presence", "issuance"]], Field(min_length=1)
    ]
    subjects: Annotated[list[Literal["traveller", "vehicle", "goods"]], Field(min_length=1)]
    topics: Annotated[
        list[Literal["entry_basis", "bans", "documents", "vehicles"]], Field(min_length=1)
    ]
    modes: Annotated[list[Mode], Field(min_length=1)] | None = None
    from_: Annotated[MomentText, Field(alias="from")]
    until: MomentText | None = None


class OfficialPage(Model):
    """A page to re-read when confirming rules."""

    url: Url
    publisher: Annotated[str, Field(min_length=2, max_length=200)]


class JurisdictionFile(Model):
    """A state or union whose rules are encoded."""

    code: str
    name: Text
    coverage: list[CoverageEntry]
    official_pages: list[OfficialPage] = []
    facts: list[Slug] = []


class Member(Model):
    """A member with dates; both ends are read on the civil clock of the leg."""

    value: str
    from_: Annotated[MomentText | None, Field(alias="from")] = None
    until: MomentText | None = None
    announced: DayText | None = None


class GroupEntry(Model):
    """A named set of values of one type."""

    of: str
    title: Text
    includes: list[GroupName] = []
    members: list[str | Member] = []
    sources: list[SourceEntry] = []
    facts: list[Slug] = []


class ZoneEntry(Model):
    """A country, or a part of one that travels differently."""

    name: Text
    state: CountryText
    clock: ClockName
    jurisdictions: Annotated[list[str], Field(min_length=1)]


class ZonesFile(Model):
    """Zones by id."""

    zones: dict[str, ZoneEntry]


class RulebookFile(Model):
    """What the folder is."""

    format: Literal[1]
    version: Annotated[str, Field(min_length=1, max_length=40)]
    licence: Annotated[str, Field(min_length=1, max_length=80)]
