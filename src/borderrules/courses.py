"""What stands against a traveller on each side of a border, as it goes over time (S7).

A rule is judged anew only when something that it reads may have changed: a version of its own, a
group, a fact that changes with the day. What is judged is what `decisions` judges; only the
moments are chosen here. Obligations and advice never touch a verdict and are left out.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from itertools import chain
from typing import TYPE_CHECKING, Literal, NamedTuple

from borderrules.ageing import DAY, JUMPING, SLIDING, hinges, turns
from borderrules.dates import MIDNIGHT, civil, instant
from borderrules.decisions import Finding, Judged, Verdict, judge, worst
from borderrules.examination import _preference as preference
from borderrules.facts import facts_of
from borderrules.legs import SideDecision
from borderrules.presentation import Presentation, Side, presentations
from borderrules.terms import MOTOR_MODES
from borderrules.vocabulary import PRESUMED_STRICTLY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from borderrules.conditions import Facts, Test
    from borderrules.legs import Passing
    from borderrules.measures import Rule, Zone
    from borderrules.query import Query
    from borderrules.rulebook import Rulebook


class Cause(NamedTuple):
    """Something that changed, and of whom: the rule, crossing point or zone that reads it.

    `name` is the group or fact, or the day from which the version holds; `at` a civil moment there.
    """

    kind: Literal["version", "group", "fact", "status", "closure", "coverage"]
    of: str
    name: str
    at: datetime


class Turn(NamedTuple):
    """From an instant on, what one rule says; before its first turn, nothing was asked."""

    at: datetime
    finding: Finding
    causes: tuple[Cause, ...]


class SideTurn(NamedTuple):
    """From an instant on, what one side says under the best presentation."""

    at: datetime
    decided: SideDecision
    causes: tuple[Cause, ...]


class SideCourse(NamedTuple):
    """What one side says of one traveller, from the first instant on."""

    instants: tuple[datetime, ...]
    turns: tuple[SideTurn, ...]

    def at(self, moment: datetime) -> SideDecision:
        """What it says at an instant."""
        return self.turns[bisect_right(self.instants, moment) - 1].decided


Rules = list[tuple[int, tuple[Turn, ...]]]
"""Rules by their number, each with its turns."""


class Courses:
    """The courses of one query over the days from `first` to `last`, equal ones made once."""

    def __init__(
        self,
        book: Rulebook,
        asked: Callable[[date], Query],
        known_on: date,
        first: date,
        last: date,
        *,
        strict: bool,
    ) -> None:
        self.book, self.known_on, self.strict = book, known_on, strict
        # A journey from a zone whose clock is ahead begins on the day before.
        self.first, self.last = first - DAY, last + DAY
        self.asked = cache(asked)
        self._rules: dict[tuple[object, ...], tuple[Turn, ...]] = {}
        self._sides: dict[tuple[object, ...], SideCourse] = {}
        self._days: dict[tuple[object, ...], dict[date, tuple[str, ...]]] = {}
        self._facts: dict[tuple[object, ...], Facts] = {}
        self.hinges = cache(lambda: hinges(self.asked(first), self.first, self.last))
        self.cases = cache(self._cases_of)
        self.edges = cache(self._edges_of)
        self.traits = cache(lambda rule_id: _Traits(book, book.rule(rule_id)))

    def side(self, number: int, mode: str, passing: Passing, ahead: int) -> SideCourse:
        """How one side judges one traveller in one mode.

        `ahead` is by how many days the calendar there is ahead of that of the day of travel.
        """
        direction, zone, origin, destination, point = passing
        cases = self.cases(number, mode, direction, zone.id, origin.id, destination.id, ahead)
        rules = [[*case.anywhere, *case.at(point)] for case in cases]
        key = (direction, zone.id, mode, *(tuple(map(id, _courses(found))) for found in rules))
        key += tuple(case.shown for case in cases)
        if key not in self._sides:
            self._sides[key] = self._merged(mode, direction, zone, cases, rules)
        return self._sides[key]

    def _cases_of(
        self, number: int, mode: str, direction: str, *places: str | int
    ) -> tuple[_Case, ...]:
        *zones, ahead = places
        zone, origin, destination = (self.book.zones[str(name)] for name in zones)
        side = Side(direction, zone, origin, destination, "", mode, self.first)
        shown = presentations(self.asked(self.first + DAY).travellers[number], side)
        return tuple(_Case(self, number, item, side, int(ahead)) for item in shown)

    def facts(self, case: _Case, day: date) -> Facts:
        """The facts of a case on a day there."""
        key = (case.key, case.side.mode, day)
        if key not in self._facts:
            query = self.asked(day - timedelta(days=case.ahead))
            traveller = query.travellers[case.number]
            facts = facts_of(query, traveller, case.shown, case.side._replace(day=day))
            self._facts[key] = facts.strictly(PRESUMED_STRICTLY) if self.strict else facts
        return self._facts[key]

    def rule(self, rule: Rule, case: _Case, point: str) -> tuple[Turn, ...]:
        """How one rule judges a case; its first turn is where the time begins."""
        traits, zone = self.traits(rule.id), case.side.zone
        facts = case.first_facts.at(point) if point else case.first_facts
        key = (rule.id, zone.id, traits.read(facts), traits.by_day and case.key)
        if key not in self._rules:
            self._rules[key] = tuple(self._turns(rule, traits, case, point))
        return self._rules[key]

    def _turns(self, rule: Rule, traits: _Traits, case: _Case, point: str) -> Iterator[Turn]:
        clock = case.side.zone.clock
        causes: dict[datetime, list[Cause]] = {_midnight(self.first, clock): []}
        for at, cause in self.edges(rule.id, clock):
            causes.setdefault(at, []).append(cause)
        papers = self._paper_days(rule, traits, case)
        for day, facts in papers.items():
            at, moment = _midnight(day, clock), datetime.combine(day, MIDNIGHT)
            causes.setdefault(at, []).extend(Cause("fact", rule.id, f, moment) for f in facts)
        said = None
        days = [self.first, *papers]
        for at in sorted(causes):
            moment = civil(at, clock)
            # Days between two that turn a test are alike: one stands for all.
            read = self.facts(case, days[bisect_right(days, moment.date()) - 1])
            read = read.at(point) if point else read
            members = self.book.members_at(moment, self.known_on)
            finding = judge(rule, read, moment, self.known_on, members)
            if finding.verdict is not said:
                said = finding.verdict
                yield Turn(at, finding, tuple(causes[at]))

    def _paper_days(self, rule: Rule, traits: _Traits, case: _Case) -> dict[date, tuple[str, ...]]:
        """The days on which a fact that changes with the day may turn a test of a rule."""
        if not traits.by_day:
            return {}
        key = (rule.id, case.key)
        if key not in self._days:
            found = turns(lambda day: self.facts(case, day), traits.by_day, self.hinges())
            self._days[key] = {day: facts for day, facts in found.items() if day > self.first}
        return self._days[key]

    def _edges_of(self, rule_id: str, clock: str) -> list[tuple[datetime, Cause]]:
        """The instants at which versions of a rule, or groups that it reads, may change."""
        found: list[Cause] = []
        for version in self.book.rule(rule_id).versions:
            name = str(version.period.start.date())
            found += (Cause("version", rule_id, name, m) for m in version.period if m)
        for name in self.traits(rule_id).groups:
            for member in self.book.group(name).members:
                found += (Cause("group", rule_id, name, m) for m in member.period if m)
        return self._placed(found, clock)

    def _placed(self, causes: list[Cause], clock: str) -> list[tuple[datetime, Cause]]:
        """The causes within the time, each once, with its instant."""
        start = datetime.combine(self.first, MIDNIGHT)
        end = datetime.combine(self.last + DAY, MIDNIGHT)
        return [(instant(c.at, clock), c) for c in dict.fromkeys(causes) if start < c.at < end]

    def _uncovered(
        self, mode: str, direction: str, zone: Zone
    ) -> Iterator[tuple[datetime, tuple[tuple[str, str], ...], tuple[Cause, ...]]]:
        """What was not researched there, from each instant on at which that changes."""
        subjects = ("traveller", "vehicle") if mode in MOTOR_MODES else ("traveller",)
        edges = [
            Cause("coverage", zone.id, "", moment)
            for code in zone.jurisdictions
            for item in self.book.jurisdictions[code].coverage
            for moment in item.period
            if moment
        ]
        said = None
        placed = self._placed(edges, zone.clock)
        for at in sorted({_midnight(self.first, zone.clock), *(at for at, _ in placed)}):
            moment = civil(at, zone.clock)
            gaps = tuple(
                (subject, topic)
                for subject in subjects
                for topic in self.book.uncovered(zone.id, direction, subject, mode, moment)
            )
            if gaps != said:
                said = gaps
                yield at, gaps, tuple(cause for when, cause in placed if when == at)

    def _merged(
        self, mode: str, direction: str, zone: Zone, cases: tuple[_Case, ...], rules: list[Rules]
    ) -> SideCourse:
        """The rules of all presentations and the coverage, laid over one another."""
        gaps = {at: (found, why) for at, found, why in self._uncovered(mode, direction, zone)}
        events: dict[datetime, list[tuple[int, int, Turn]]] = {at: [] for at in gaps}
        for shown, found in enumerate(rules):
            for number, course in found:
                for turn in course:
                    events.setdefault(turn.at, []).append((shown, number, turn))
        bearing: list[dict[int, Finding]] = [{} for _ in cases]
        uncovered: tuple[tuple[str, str], ...] = ()
        found_turns: list[SideTurn] = []
        for at in sorted(events):
            uncovered, why = gaps.get(at, (uncovered, ()))
            for shown, number, turn in events[at]:
                bearing[shown].pop(number, None)
                if turn.finding.verdict:
                    bearing[shown][number] = turn.finding
            decided = [
                _decision(direction, zone, case.shown, against, uncovered)
                for case, against in zip(cases, bearing, strict=True)
            ]
            causes = dict.fromkeys(chain(why, *(turn.causes for *_, turn in events[at])))
            found_turns.append(SideTurn(at, min(decided, key=preference), tuple(causes)))
        return SideCourse(tuple(turn.at for turn in found_turns), tuple(found_turns))


class _Case:
    """One presentation of one traveller on one side, in one mode."""

    def __init__(
        self, courses: Courses, number: int, shown: Presentation, side: Side, ahead: int
    ) -> None:
        self.courses, self.number, self.shown, self.side = courses, number, shown, side
        self.ahead = ahead
        #: All that facts which change with the day may depend on.
        self.key = (number, shown, side.direction, side.zone.id, side.origin.id, ahead)
        self.key += (side.destination.id,)

    @cached_property
    def first_facts(self) -> Facts:
        """Its facts where the time begins."""
        return self.courses.facts(self, self.courses.first)

    @cached_property
    def prohibitions(self) -> tuple[list[tuple[int, Rule]], list[tuple[int, Rule]]]:
        """Those that bear on a verdict, each with its number: anywhere alike, and by the point."""
        book, side = self.courses.book, self.side
        rules = [
            (number, rule)
            for number, rule in enumerate(book.rules_in(side.zone.id, side.direction))
            if rule.effect == "prohibit" and rule.subject != "goods"
        ]
        local = {number for number, rule in rules if self.courses.traits(rule.id).local}
        return [r for r in rules if r[0] not in local], [r for r in rules if r[0] in local]

    @cached_property
    def anywhere(self) -> Rules:
        """What the rules say that do not read the crossing point."""
        return [(n, self.courses.rule(rule, self, "")) for n, rule in self.prohibitions[0]]

    def at(self, point: str) -> Rules:
        """What the others say at a crossing point."""
        return [(n, self.courses.rule(rule, self, point)) for n, rule in self.prohibitions[1]]


class _Traits:
    """What one rule reads."""

    def __init__(self, book: Rulebook, rule: Rule) -> None:
        tests = [
            test
            for version in rule.versions
            for condition in (version.condition, *(e.condition for e in version.exemptions))
            for test in condition.tests
        ]
        conditions = [
            condition
            for version in rule.versions
            for condition in (version.condition, *(e.condition for e in version.exemptions))
        ]
        self.names = tuple(dict.fromkeys(t.fact for c in conditions for t in c.singles))
        self.lists = tuple(dict.fromkeys(prefix for c in conditions for prefix, _ in c.lists))
        self.by_day: tuple[Test, ...] = tuple(
            dict.fromkeys(test for test in tests if test.fact in JUMPING | SLIDING)
        )
        self.local = "crossing.point" in self.names
        self.groups: dict[str, None] = {}
        waiting = [test.group for test in tests if test.group]
        while waiting:
            name = waiting.pop()
            self.groups[name] = None
            waiting += [n for n in book.group(name).includes if n not in self.groups]

    def read(self, facts: Facts) -> tuple[object, ...]:
        """What the rule reads of the facts: equal for equal judgements."""
        lists = (facts.read_items(prefix)[0] for prefix in self.lists)
        told = (
            None if items is None else tuple(tuple(i.items()) for i in items) for items in lists
        )
        return (*(facts.read(name) for name in self.names), *told)


def _courses(rules: Rules) -> Iterator[tuple[Turn, ...]]:
    return (course for _, course in rules)


def _decision(
    direction: str,
    zone: Zone,
    shown: Presentation,
    against: dict[int, Finding],
    uncovered: tuple[tuple[str, str], ...],
) -> SideDecision:
    """The decision of a side of which only what stands against the traveller is looked at."""
    findings = tuple(against[number] for number in sorted(against))
    bearing = tuple(sorted(findings, key=lambda f: -f.verdict))
    on = (worst(bearing, subject) for subject in ("traveller", "vehicle"))
    judged = Judged(findings, bearing, *on, Verdict.ALLOWED, (), ())
    return SideDecision(direction, zone, shown, judged, uncovered, Verdict.ALLOWED, ())


def _midnight(day: date, clock: str) -> datetime:
    return instant(datetime.combine(day, MIDNIGHT), clock)
