"""What each prohibition says of a traveller on one side of a border, as it goes over time (S7).

A rule is judged anew only when something that it reads may have changed: a version of its own, a
group, a fact that changes with the day. How it is judged is told in `decisions`; only the moments
are chosen here. Obligations and advice never touch a verdict and are left out.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from borderrules.ageing import DAY, JUMPING, SLIDING, hinges, turns
from borderrules.dates import MIDNIGHT, civil, instant
from borderrules.decisions import Finding, judge
from borderrules.facts import facts_of
from borderrules.presentation import Presentation, Side, presentations
from borderrules.vocabulary import PRESUMED_STRICTLY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from borderrules.conditions import Facts, Test
    from borderrules.legs import Passing
    from borderrules.measures import Rule
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
    """From an instant on, what one rule says, and what changed then."""

    at: datetime
    finding: Finding
    causes: tuple[Cause, ...]


Course = tuple[Turn, ...]
"""All that one rule says, from where the time begins."""


class Case(NamedTuple):
    """One presentation of one traveller on one side, in one mode.

    `ahead` is by how many days the calendar there is ahead of that of the day of travel; `key` is
    the same for cases in which facts change alike with the day: those that differ in the mode.
    """

    number: int
    shown: Presentation
    side: Side
    ahead: int
    key: int


class Courses:
    """What the rules say of the cases of one query from day to day; equal courses are made once.

    `asked` is the question of a day; the time is from the day before `first` to that after `last`,
    as clocks differ.
    """

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
        self.first, self.last = first - DAY, last + DAY
        self._asked = cache(asked)
        self._hinges = hinges(asked(first), self.first, self.last)
        self._found: dict[tuple[object, ...], Course] = {}
        self._facts: dict[tuple[date, str, int], Facts] = {}
        self._paper_days: dict[tuple[int, Test], set[date]] = {}
        self._keys: dict[tuple[object, ...], int] = {}
        self._traits = cache(lambda rule_id: _Traits(book, book.rule(rule_id)))
        self._edges = cache(self._edges_of)
        self._prohibitions = cache(self._prohibitions_in)

    def cases(self, number: int, mode: str, passing: Passing, ahead: int) -> tuple[Case, ...]:
        """What one traveller may show on one side."""
        direction, zone, origin, destination, _ = passing
        side = Side(direction, zone, origin, destination, "", mode, self.first)
        traveller = self._asked(self.first).travellers[number]
        there = (number, direction, zone.id, origin.id, destination.id, ahead)
        keys = self._keys
        return tuple(
            Case(number, shown, side, ahead, keys.setdefault((*there, shown), len(keys)))
            for shown in presentations(traveller, side)
        )

    def anywhere(self, case: Case) -> list[tuple[int, Course]]:
        """The prohibitions that do not read the crossing point, each with its number."""
        rules, _ = self._prohibitions(case.side.zone.id, case.side.direction)
        return [(number, self._course(rule, case, "")) for number, rule in rules]

    def at(self, point: str, case: Case) -> list[tuple[int, Course]]:
        """The others, at a crossing point."""
        _, rules = self._prohibitions(case.side.zone.id, case.side.direction)
        return [(number, self._course(rule, case, point)) for number, rule in rules]

    def placed(self, causes: Iterable[Cause], clock: str) -> list[tuple[datetime, Cause]]:
        """Those of some causes that lie within the time, each once, with its instant."""
        start = datetime.combine(self.first, MIDNIGHT)
        end = datetime.combine(self.last + DAY, MIDNIGHT)
        return [(instant(c.at, clock), c) for c in dict.fromkeys(causes) if start < c.at < end]

    def _prohibitions_in(
        self, zone: str, direction: str
    ) -> tuple[list[tuple[int, Rule]], list[tuple[int, Rule]]]:
        """Those that bear on a verdict: alike at any crossing point, and not."""
        numbered = [
            (number, rule)
            for number, rule in enumerate(self.book.rules_in(zone, direction))
            if rule.bears
        ]
        alike = [item for item in numbered if not self._traits(item[1].id).reads_point]
        return alike, [item for item in numbered if item not in alike]

    def _facts_on(self, day: date, case: Case) -> Facts:
        """The facts of a case on a day there."""
        key = (day, case.side.mode, case.key)
        if key not in self._facts:
            query = self._asked(day - timedelta(days=case.ahead))
            side = case.side._replace(day=day)
            facts = facts_of(query, query.travellers[case.number], case.shown, side)
            self._facts[key] = facts.strictly(PRESUMED_STRICTLY) if self.strict else facts
        return self._facts[key]

    def _course(self, rule: Rule, case: Case, point: str) -> Course:
        traits, facts = self._traits(rule.id), self._facts_on(self.first, case)
        read = traits.read(facts.at(point) if point else facts)
        key = (rule.id, case.side.zone.id, read, case.key if traits.by_day else None)
        if key not in self._found:
            self._found[key] = tuple(self._turns(rule, case, point, traits.values(read)))
        return self._found[key]

    def _turns(
        self, rule: Rule, case: Case, point: str, values: frozenset[object]
    ) -> Iterator[Turn]:
        """The turns of a rule that reads some values: who joins a group matters only if read."""
        clock = case.side.zone.clock
        start = instant(datetime.combine(self.first, MIDNIGHT), clock)
        causes: dict[datetime, list[Cause]] = {start: []}
        for at, cause in self._edges(rule.id, clock, values):
            causes.setdefault(at, []).append(cause)
        papers = self._days(rule, case)
        for day, facts in papers.items():
            moment = datetime.combine(day, MIDNIGHT)
            changed = (Cause("fact", rule.id, fact, moment) for fact in facts)
            causes.setdefault(instant(moment, clock), []).extend(changed)
        days = [self.first, *papers]
        said = None
        for at in sorted(causes):
            moment = civil(at, clock)
            # Days between two that turn a test are alike: one stands for all.
            facts_then = self._facts_on(days[bisect_right(days, moment.date()) - 1], case)
            facts_there = facts_then.at(point) if point else facts_then
            members = self.book.members_at(moment, self.known_on)
            finding = judge(rule, facts_there, moment, self.known_on, members)
            if finding.verdict is not said:
                said = finding.verdict
                yield Turn(at, finding, tuple(causes[at]))

    def _days(self, rule: Rule, case: Case) -> dict[date, dict[str, None]]:
        """The days on which facts that change with the day may turn a test of a rule."""
        found: dict[date, dict[str, None]] = {}
        key = case.key
        for test in self._traits(rule.id).by_day:
            if (key, test) not in self._paper_days:
                days = turns(lambda day: self._facts_on(day, case), test, self._hinges)
                self._paper_days[key, test] = days
            for day in self._paper_days[key, test]:
                found.setdefault(day, {})[test.fact] = None
        return dict(sorted(found.items()))

    def _edges_of(
        self, rule_id: str, clock: str, values: frozenset[object]
    ) -> list[tuple[datetime, Cause]]:
        """The instants at which versions of a rule, or groups that it reads, may change."""
        found: list[Cause] = []
        for version in self.book.rule(rule_id).versions:
            name = str(version.period.start.date())
            if version.known.at(self.known_on):
                found += (Cause("version", rule_id, name, m) for m in version.period if m)
        for name in self._traits(rule_id).groups:
            for member in self.book.group(name).members:
                if member.value in values:
                    found += (Cause("group", rule_id, name, m) for m in member.period if m)
        return self.placed(found, clock)


class _Traits:
    """What one rule reads, in all its versions."""

    def __init__(self, book: Rulebook, rule: Rule) -> None:
        self.conditions = [
            condition
            for version in rule.versions
            for condition in (version.condition, *(e.condition for e in version.exemptions))
        ]
        self.names = tuple(dict.fromkeys(t.fact for c in self.conditions for t in c.singles))
        self.lists = tuple(dict.fromkeys(prefix for c in self.conditions for prefix, _ in c.lists))
        self.reads_point = "crossing.point" in self.names
        self._book = book

    @cached_property
    def by_day(self) -> tuple[Test, ...]:
        """Its tests on facts that change with the day."""
        tests = (test for condition in self.conditions for test in condition.tests)
        return tuple(dict.fromkeys(test for test in tests if test.fact in JUMPING | SLIDING))

    @cached_property
    def groups(self) -> dict[str, None]:
        """The groups that it tests, and those that they include."""
        found: dict[str, None] = {}
        waiting = [t.group for condition in self.conditions for t in condition.tests if t.group]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = None
                waiting += self._book.group(name).includes
        return found

    def read(self, facts: Facts) -> tuple[object, ...]:
        """What it reads of the facts: equal for equal judgements."""
        told = tuple(facts.read(name)[0] for name in self.names)
        lists = (facts.read_items(prefix)[0] for prefix in self.lists)
        return told, *(None if i is None else tuple(tuple(m.items()) for m in i) for i in lists)

    def values(self, read: tuple[object, ...]) -> frozenset[object]:
        """Of what it reads, every single value."""
        told, *lists = cast("tuple[Any, ...]", read)
        return frozenset(told) | {v for items in lists for item in items or () for _, v in item}
