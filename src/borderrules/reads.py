"""Which facts and lists rules read: what they do not read, they cannot tell apart."""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from borderrules.vocabulary import FACTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from borderrules.measures import Rule


class Reads:
    """What the rules of a rulebook read, each alone and all that hold in a zone for a direction."""

    def __init__(
        self, rule: Callable[[str], Rule], rules_in: Callable[[str, str], tuple[Rule, ...]]
    ) -> None:
        self.rule, self.rules_in = rule, rules_in
        self.by = lru_cache(maxsize=None)(self._by)
        self.there = lru_cache(maxsize=None)(self._there)
        self.any_there = lru_cache(maxsize=None)(self._any_there)
        self.pickers = lru_cache(maxsize=None)(self._pickers)
        self.rules_reading = lru_cache(maxsize=None)(self._rules_reading)
        self.conditions_reading = lru_cache(maxsize=None)(self._conditions_reading)

    def _there(
        self, zone: str, direction: str, besides: frozenset[str] = frozenset()
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The single-valued facts but for some, and the list prefixes, that rules there read."""
        names: set[str] = set()
        prefixes: set[str] = set()
        for rule in self.rules_in(zone, direction):
            own, lists = self.by(rule.id)
            names |= {*own}
            prefixes |= {*lists}
        return tuple(sorted(names - besides)), tuple(sorted(prefixes))

    def _any_there(self, zone: str, direction: str, wanted: frozenset[str]) -> bool:
        """Whether rules there read one of some facts or lists."""
        names, prefixes = self.there(zone, direction)
        return not wanted.isdisjoint((*names, *prefixes))

    def _by(
        self, rule_id: str, besides: frozenset[str] = frozenset()
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The single-valued facts but for some, and the list prefixes, that one rule reads."""
        names: set[str] = set()
        prefixes: set[str] = set()
        for version in self.rule(rule_id).versions:
            for condition in (version.condition, *(e.condition for e in version.exemptions)):
                names |= {test.fact for test in condition.singles}
                prefixes |= {prefix for prefix, _ in condition.lists}
        # Presumptions such as `=nationality` make a fact depend on another.
        for name in tuple(names):
            names |= _presumed_from(name)
        if "citizenship" in prefixes:
            names.add("nationality")
        return tuple(sorted(names - besides)), tuple(sorted(prefixes))

    def _pickers(
        self, zone: str, direction: str, besides: frozenset[str]
    ) -> tuple[Callable[[Mapping[str, object]], object], ...]:
        """For each rule in a zone, what picks from all that is seen there what it reads."""
        reads = (self.by(rule.id, besides) for rule in self.rules_in(zone, direction))
        return tuple(
            itemgetter(*names, *lists) if names or lists else _nothing for names, lists in reads
        )

    def _rules_reading(
        self, zone: str, direction: str, names: tuple[str, ...]
    ) -> tuple[tuple[int, Rule, tuple[str, ...]], ...]:
        """The rules for a direction in a zone that read some of these single-valued facts: the
        place of each among all rules there, and which it reads.
        """
        read = (
            (place, rule, tuple(name for name in names if name in self.by(rule.id)[0]))
            for place, rule in enumerate(self.rules_in(zone, direction))
        )
        return tuple(item for item in read if item[2])

    def _conditions_reading(self, rule_id: str, facts: frozenset[str]) -> frozenset[int]:
        """The ids, as objects, of the conditions of a rule that read some single-valued facts."""
        return frozenset(
            id(condition)
            for version in self.rule(rule_id).versions
            for condition in (version.condition, *(e.condition for e in version.exemptions))
            for test in condition.singles
            if not facts.isdisjoint({test.fact, *_presumed_from(test.fact)})
        )


def _nothing(_seen: Mapping[str, object]) -> object:
    return ()


def _presumed_from(name: str) -> set[str]:
    """The facts that the presumption of a fact refers to, and theirs."""
    presumed = FACTS[name].presumed
    if isinstance(presumed, str) and presumed.startswith("="):
        return {presumed[1:]} | _presumed_from(presumed[1:])
    return set()
