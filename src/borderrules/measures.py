"""What rule files become: rules, groups, crossing points, zones, jurisdictions; all immutable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from borderrules.conditions import Condition
    from borderrules.dates import OpeningHours, Period

Text = dict[str, str]
"""One text by language (`en`, `ru`)."""


class Source(NamedTuple):
    """Where something is said; `published` is a year, a month or a day, or empty."""

    id: str
    url: str
    publisher: str
    published: str
    tier: str
    supports: frozenset[str]
    versions: frozenset[datetime]

    def backs(self, start: datetime) -> bool:
        """Whether it speaks of the version (or period) that starts then."""
        return not self.versions or start in self.versions


class Known(NamedTuple):
    """When a version was public (S13): from `announced`, until `replaced`."""

    announced: date
    replaced: date | None = None

    def overlaps(self, other: Known) -> bool:
        """Whether on some day both were public."""
        return (other.replaced is None or self.announced < other.replaced) and (
            self.replaced is None or other.announced < self.replaced
        )

    def at(self, known_on: date) -> bool:
        """Whether it was what one knew on that day."""
        return self.announced <= known_on and (self.replaced is None or known_on < self.replaced)


class Exemption(NamedTuple):
    """A named way out of a rule; `satisfies` if it is a requirement that is met."""

    id: str
    title: Text
    certainty: str
    condition: Condition
    proof: Text | None
    satisfies: bool


class Version(NamedTuple):
    """One state of a measure, complete in itself."""

    period: Period
    uncertain_start: bool
    uncertain_end: bool
    known: Known
    last_confirmed: date
    certainty: str
    confidence: str
    caution: Text | None
    ahead: str
    link: str
    condition: Condition
    exemptions: tuple[Exemption, ...]
    reason: Text


class Rule(NamedTuple):
    """One measure: what it does, to whom, where, and its versions in order of time."""

    id: str
    title: Text
    jurisdiction: str
    effect: Literal["prohibit", "oblige", "advise"]
    subject: Literal["traveller", "vehicle", "goods"]
    directions: frozenset[str]
    versions: tuple[Version, ...]
    sources: tuple[Source, ...]

    @property
    def bears(self) -> bool:
        """Whether it may bear on a verdict: only prohibitions do, never those on goods (S12)."""
        return self.effect == "prohibit" and self.subject != "goods"

    def state(
        self, moment: datetime, known_on: date
    ) -> tuple[Version, Literal["", "start", "end"]] | None:
        """The version in force at a civil moment, as known on a day.

        The second item names the uncertain end (S7) in whose stretch the moment lies, else `""`.
        """
        before = after = None
        for version in self.versions:
            if not version.known.at(known_on):
                continue
            if version.period.holds(moment):
                return version, ""
            if version.period.start > moment:
                after = after or version
            else:
                before = version
        if before is not None and before.uncertain_end:
            return before, "end"
        if after is not None and after.uncertain_start:
            return after, "start"
        return None

    def sources_of(self, version: Version) -> tuple[Source, ...]:
        """The sources that speak of a version, law first."""
        order = ("law", "official", "press")
        return tuple(
            sorted(
                (s for s in self.sources if s.backs(version.period.start)),
                key=lambda s: order.index(s.tier),
            )
        )


class Status(NamedTuple):
    """The state of a crossing point over a stretch of time; `hours` by zone, None is unknown."""

    period: Period
    known: Known
    last_confirmed: date
    open: bool
    modes: frozenset[str]
    directions: frozenset[str]
    hours: Mapping[str, tuple[OpeningHours, ...] | None]
    confidence: str
    caution: Text | None
    reason: Text | None
    sources: tuple[Source, ...]


class Closure(NamedTuple):
    """A single closure laid over the timeline."""

    period: Period
    known: Known
    modes: frozenset[str]
    directions: frozenset[str]
    confidence: str
    caution: Text | None
    reason: Text
    sources: tuple[Source, ...]


Coordinates = tuple[float, float]
"""Latitude and longitude in degrees (WGS 84)."""


class Pair(NamedTuple):
    """Two places that a link joins, and what they are called, by zone."""

    near: Coordinates
    far: Coordinates
    names: Mapping[str, Text]


class Notice(NamedTuple):
    """What to know of a link for a while, if `into` is named only on the way into that zone.

    It never touches a verdict.
    """

    into: str
    period: Period
    text: Text


class Point(NamedTuple):
    """A border crossing point; directions are seen from the first of its zones.

    `modes` are all that it was ever open to. A link between zones (a ferry, a flight, an open
    border) is a point too: `border` says whether an external border is crossed there (`external`),
    one where documents are checked but bans on entry do not hold (`controlled`, Svalbard's), one
    without controls (`open`), or none (`domestic`); `ends` are its two ends in the order of the
    zones, chosen of its `pairs`; `through` are states passed without being entered, `via` the
    crossing points whose states are entered and left on the way.
    """

    id: str
    zones: tuple[str, str]
    kind: str
    names: Mapping[str, Text]
    aliases: tuple[str, ...]
    coordinates: Coordinates | None
    timeline: tuple[Status, ...]
    closures: tuple[Closure, ...]
    modes: frozenset[str]
    border: Literal["external", "controlled", "open", "domestic"] = "external"
    ends: tuple[Coordinates | None, Coordinates | None] = (None, None)
    title: Text | None = None
    pairs: tuple[Pair, ...] = ()
    through: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()

    def direction(self, origin: str) -> str:
        """`exit` if the leg leaves the first zone, else `entry`."""
        return "exit" if origin == self.zones[0] else "entry"


class Member(NamedTuple):
    """A member of a group, and when it is one."""

    value: str
    period: Period
    announced: date


class Group(NamedTuple):
    """A named set of values of one type."""

    name: str
    of: str
    title: Text
    includes: tuple[str, ...]
    members: tuple[Member, ...]


class Zone(NamedTuple):
    """A country, or a part of one that travels differently."""

    id: str
    name: Text
    state: str
    clock: str
    jurisdictions: tuple[str, ...]

    @property
    def area(self) -> str:
        """Where one may go on without another external border: Schengen, or the zone's state."""
        return "SCHENGEN" if "SCHENGEN" in self.jurisdictions else self.state


class Coverage(NamedTuple):
    """What was researched (S6)."""

    directions: frozenset[str]
    subjects: frozenset[str]
    topics: frozenset[str]
    modes: frozenset[str]
    period: Period


class Jurisdiction(NamedTuple):
    """A state or union whose rules are encoded."""

    code: str
    name: Text
    coverage: tuple[Coverage, ...]
