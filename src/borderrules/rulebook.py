"""The rulebook: all measures of a rules folder, and what of them holds where and when."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import count, product
from typing import TYPE_CHECKING, Any

from borderrules import building
from borderrules.alike import named_alike
from borderrules.dates import civil
from borderrules.links import build_link
from borderrules.reads import Reads
from borderrules.terms import MOTOR_MODES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from borderrules.conditions import Members
    from borderrules.decisions import ExemptionFinding, Finding
    from borderrules.measures import Group, Jurisdiction, Member, Point, Rule, Zone


class Rulebook:
    """An immutable collection of measures, built from the plain data of checked files.

    `documents` maps kinds (`rules`, `points`, `groups`, `zones`, `jurisdictions`) to data by id;
    `borders`, if there, the crossing points to their zones, so that no point need be decoded.
    Rules and points are built when first asked for, so that a question pays only for the
    jurisdictions that it touches.
    """

    def __init__(
        self, version: str, digest: str, documents: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self.version = version
        self.digest = digest
        self.documents = documents
        self._rule_ids: dict[str, list[str]] = defaultdict(list)
        for rule_id in sorted(documents["rules"]):
            self._rule_ids[rule_id.partition("/")[0].upper()].append(rule_id)
        self._borders: dict[str, list[str]] = dict(
            sorted(
                documents["borders"].items()
                if "borders" in documents
                else ((point_id, data["zones"]) for point_id, data in documents["points"].items())
            )
        )
        self.zones: dict[str, Zone] = {
            name: building.build_zone(name, data) for name, data in documents["zones"].items()
        }
        self.jurisdictions: dict[str, Jurisdiction] = {
            name: building.build_jurisdiction(data)
            for name, data in documents["jurisdictions"].items()
        }
        self.rule = lru_cache(maxsize=None)(self._rule)
        self.point = lru_cache(maxsize=None)(self._point)
        self.group = lru_cache(maxsize=None)(self._group)
        self.rules_of = lru_cache(maxsize=None)(self._rules_of)
        self.rules_in = lru_cache(maxsize=None)(self._rules_in)
        self.members_of = lru_cache(maxsize=8192)(self._members_of)
        self._boundaries = lru_cache(maxsize=None)(self._boundaries_of)
        self._rule_boundaries = lru_cache(maxsize=None)(self._rule_boundaries_of)
        self.rule_stretches = lru_cache(maxsize=4096)(self._rule_stretches_in)
        self.points_between = lru_cache(maxsize=None)(self._points_between)
        self.links = lru_cache(maxsize=None)(self._links_between)
        self._gaps = lru_cache(maxsize=None)(self._gaps_in)
        self.reads = Reads(self.rule, self.rules_in)
        self.law_at = lru_cache(maxsize=8192)(self._law_at)
        self._points_named = lru_cache(maxsize=None)(self._points_named_in)
        self._folds: dict[object, int] = {}
        self._fresh = count()
        #: Judgements by folded key; kept by `decisions`, forgotten with the rulebook.
        self.judged: dict[tuple[object, ...], Any] = {}
        self.said: dict[tuple[object, ...], Any] = {}
        self.found: dict[tuple[int, tuple[object, ...], bool], Finding] = {}
        self.elsewhere: dict[tuple[int, bool, int], tuple[ExemptionFinding | None, ...]] = {}
        self.evidence: dict[tuple[object, ...], Any] = {}
        #: States of points by days; kept by `examination`, forgotten with the rulebook.
        self.states: dict[tuple[object, ...], Any] = {}
        #: Spans of legs by travellers and days; kept by `examination`, forgotten with the rulebook.
        self.spans: dict[tuple[object, ...], Any] = {}
        #: Sides of legs, whoever passes them; kept by `sides`, forgotten with the rulebook.
        self.posts: dict[tuple[object, ...], Any] = {}
        #: Sides by travellers; kept by `sides`, forgotten with the rulebook.
        self.sides: dict[object, Any] = {}
        #: Legs and sequences of zones; kept by `itineraries`, forgotten with the rulebook.
        self.legs: dict[tuple[object, ...], Any] = {}
        self.paths: dict[tuple[object, ...], tuple[tuple[str, ...], ...]] = {}

    def _rule(self, rule_id: str) -> Rule:
        return building.build_rule(rule_id, self.documents["rules"][rule_id])

    def _point(self, point_id: str) -> Point:
        return building.build_point(point_id, self.documents["points"][point_id])

    def _group(self, name: str) -> Group:
        return building.build_group(name, self.documents["groups"][name])

    @property
    def rules(self) -> Iterator[Rule]:
        """Every rule, by id."""
        return (self.rule(rule_id) for rule_id in sorted(self.documents["rules"]))

    @property
    def points(self) -> Iterator[Point]:
        """Every crossing point, by id."""
        return (self.point(point_id) for point_id in sorted(self.documents["points"]))

    def _points_between(self, origin: str, destination: str) -> tuple[Point, ...]:
        """The crossing points on the border of two zones, in order of their ids."""
        ends = {origin, destination}
        return tuple(
            self.point(point_id) for point_id, zones in self._borders.items() if set(zones) == ends
        )

    def _links_between(self, origin: str, destination: str) -> tuple[Point, ...]:
        """The links of two zones that are no crossing point, in order of their ids."""
        ends = {origin, destination}
        return tuple(
            build_link(link_id, data)
            for link_id, data in sorted(self.documents.get("links", {}).items())
            if set(data["zones"]) == ends
        )

    @cached_property
    def connections(self) -> set[tuple[str, str]]:
        """The pairs of zones with a crossing point or link between them."""
        links = (data["zones"] for data in self.documents.get("links", {}).values())
        return {(first, second) for first, second in (*self._borders.values(), *links)}

    def neighbours(self, zone: str) -> list[str]:
        """The zones that share a crossing point with a zone."""
        pairs = self._borders.values()
        return sorted({z for pair in pairs if zone in pair for z in pair if z != zone})

    def _rules_of(self, jurisdiction: str, direction: str) -> tuple[Rule, ...]:
        """The rules of one jurisdiction for one direction, by id."""
        rules = (self.rule(rule_id) for rule_id in self._rule_ids[jurisdiction])
        return tuple(rule for rule in rules if direction in rule.directions)

    def _rules_in(self, zone: str, direction: str) -> tuple[Rule, ...]:
        """The rules for one direction that hold in a zone, its unions' included."""
        return tuple(
            rule
            for code in self.zones[zone].jurisdictions
            for rule in self.rules_of(code, direction)
        )

    def members_at(self, moment: datetime, known_on: date) -> Members:
        """The groups as they are at a civil moment, as known on a day."""
        return lambda name: self.members_of(name, moment, known_on)

    def _members_of(self, name: str, moment: datetime, known_on: date) -> frozenset[object]:
        group = self.group(name)
        own: set[object] = {
            member.value
            for member in group.members
            if member.period.holds(moment) and member.announced <= known_on
        }
        return frozenset(own).union(*(self.members_of(n, moment, known_on) for n in group.includes))

    def _members_ever(self, names: set[str]) -> Iterator[Member]:
        """The members, at any time, of groups and of those that they include."""
        waiting = set(names)
        while waiting:
            group = self.group(waiting.pop())
            waiting |= set(group.includes)
            yield from group.members

    def _boundaries_of(self, zone: str, direction: str) -> tuple[datetime, ...]:
        """Civil moments at which some rule (or group) that holds in a zone may change."""
        found = {
            moment
            for rule in self.rules_in(zone, direction)
            for moment in self._rule_boundaries(rule.id)
        }
        for code in self.zones[zone].jurisdictions:
            for coverage in self.jurisdictions[code].coverage:
                found |= {coverage.period.start, coverage.period.until or coverage.period.start}
        return tuple(sorted(found))

    def _rule_boundaries_of(self, rule_id: str) -> tuple[datetime, ...]:
        """Civil moments at which a rule, or a group that it reads, may change."""
        found: set[datetime] = set()
        groups: set[str] = set()
        for version in self.rule(rule_id).versions:
            found |= {version.period.start, version.period.until or version.period.start}
            for condition in (version.condition, *(e.condition for e in version.exemptions)):
                groups |= {test.group for test in condition.tests if test.group}
        for member in self._members_ever(groups):
            found |= {member.period.start, member.period.until or member.period.start}
        return tuple(sorted(found))

    def boundaries(
        self, zone: str, direction: str, after: datetime, before: datetime
    ) -> tuple[datetime, ...]:
        """The changes of law in a zone strictly between two civil moments."""
        moments = self._boundaries(zone, direction)
        return moments[bisect_right(moments, after) : bisect_left(moments, before)]

    def stretch(self, zone: str, direction: str, moment: datetime) -> int:
        """The number of the stretch of unchanged law in which a civil moment lies."""
        return bisect_right(self._boundaries(zone, direction), moment)

    def _rule_stretches_in(self, zone: str, direction: str, stretch: int) -> tuple[int, ...]:
        """The same of each single rule: wherever it holds, within a stretch it says the same."""
        begins = self._boundaries(zone, direction)[stretch - 1] if stretch else datetime.min
        return tuple(
            bisect_right(self._rule_boundaries(rule.id), begins)
            for rule in self.rules_in(zone, direction)
        )

    def alike(self, zone: str, direction: str, point: str) -> str:
        """A point that no rule for a direction in a zone ever tells from this one.

        All points that no rule there names are alike, and `""` stands for them.
        """
        return self._points_named(zone, direction).get(point, "")

    def _points_named_in(self, zone: str, direction: str) -> dict[str, str]:
        return named_alike(self.rules_in(zone, direction), self._members_ever)

    def interned(self, fold: object) -> int:
        """A number for what facts fold to, the same for equals: long keys are hashed only once."""
        number = self._folds.get(fold)
        if number is None:
            forget_older(self._folds, 50_000)  # no number is ever given twice
            number = self._folds[fold] = self.number()
        return number

    def number(self) -> int:
        """A number that was never given before."""
        return next(self._fresh)

    def _law_at(
        self, zone: str, direction: str, mode: str, at: datetime
    ) -> tuple[datetime, int, tuple[tuple[str, str], ...]]:
        """The civil moment in a zone at an instant, the number of its stretch of unchanged law, and
        the subjects and topics on which nothing was researched there and then (S6).
        """
        moment = civil(at, self.zones[zone].clock)
        stretch = self.stretch(zone, direction, moment)
        return moment, stretch, self._gaps(zone, direction, mode, stretch)

    def uncovered(
        self, zone: str, direction: str, mode: str, moment: datetime
    ) -> tuple[tuple[str, str], ...]:
        """The subjects and topics on which nothing was researched there and then (S6)."""
        return self._gaps(zone, direction, mode, self.stretch(zone, direction, moment))

    def _gaps_in(
        self, zone: str, direction: str, mode: str, stretch: int
    ) -> tuple[tuple[str, str], ...]:
        topics = (("entry_basis",) if direction == "entry" else ()) + ("bans", "documents")
        wanted = [("traveller", topic) for topic in topics]
        if mode in MOTOR_MODES:
            wanted.append(("vehicle", "vehicles"))
        begins = self._boundaries(zone, direction)[stretch - 1] if stretch else None
        covered: set[tuple[str, str]] = set()
        for code in self.zones[zone].jurisdictions:
            for item in self.jurisdictions[code].coverage:
                if (
                    begins is not None
                    and direction in item.directions
                    and mode in item.modes
                    and item.period.holds(begins)
                ):
                    covered |= {*product(item.subjects, item.topics)}
        return tuple(item for item in wanted if item not in covered)


def forget_older(memo: dict[Any, Any], most: int) -> None:
    """Forget the oldest of what is remembered once it is too much; the newer is asked again.

    A sixteenth at once: to forget half of it would take longer than an answer may.
    """
    if len(memo) >= most:
        for key in [*memo][: len(memo) - most + most // 16 + 1]:
            memo.pop(key, None)  # another thread may be forgetting it too
