"""What one prohibition makes of the verdict, for every completion of a question (S3, S4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from borderrules.conditions import NONE, UNKNOWN
from borderrules.dependence import alike_to, depends_on, is_plain, place_of, plainly
from borderrules.facts import facts_of
from borderrules.presentation import Presentation, Side
from borderrules.vocabulary import FACTS, LISTS

if TYPE_CHECKING:
    from datetime import date, datetime

    from borderrules.completions import Assignment, Completions
    from borderrules.conditions import Condition, Facts, Test
    from borderrules.measures import Rule

#: Levels of a test and of a condition (no, not known, yes) and of a verdict (best to worst).
NO, OPEN, YES = 0, 1, 2
NOT: Final = (YES, OPEN, NO)
#: What an exemption leaves of a prohibition; one in somebody's discretion never lifts it.
_UNLESS: Final = {"settled": NOT}
_PERHAPS_UNLESS: Final = (YES, OPEN, OPEN)


class Shown(NamedTuple):
    """What one traveller shows on one side: numbers of a document and a visa, or no visa."""

    traveller: int
    document: int
    visa: int | None
    used: int = 0


class Prohibitions:
    """Prohibitions, read for all completions at once, as known on a day.

    The evaluator itself derives the facts, and the rules' own tests read them.
    """

    def __init__(self, completions: Completions, known_on: date, day: date) -> None:
        self.completions, self.known_on, self.day = completions, known_on, day
        self.query, self.book = completions.query, completions.book
        self.diagrams = completions.diagrams
        self._facts: dict[object, Facts] = {}
        self._levels: dict[object, int] = {}

    def level(self, rule: Rule, shown: Shown, side: Side, moment: datetime) -> int:
        """What a prohibition makes of the verdict (S3, S4)."""
        state = rule.state(moment, self.known_on)
        if state is None:
            return NO
        version, uncertain = state
        stretch = self.book.stretch(side.zone.id, side.direction, moment)
        key = (rule.id, shown, _spot(side), stretch)
        found = self._levels.get(key)
        if found is None:
            found = self._condition(version.condition, shown, side, moment)
            if uncertain:
                found = self.diagrams.least(found, OPEN)
            else:
                for exemption in version.exemptions:
                    if found == NO:
                        break
                    met = self._condition(exemption.condition, shown, side, moment)
                    unless = _UNLESS.get(exemption.certainty, _PERHAPS_UNLESS)
                    found = self.diagrams.least(found, self.diagrams.mapped(unless, met))
                if version.certainty != "settled":
                    found = self.diagrams.least(found, OPEN)
            self._levels[key] = found
        return found

    def _condition(self, condition: Condition, shown: Shown, side: Side, moment: datetime) -> int:
        found = YES
        for test in condition.singles:
            found = self.diagrams.least(found, self._test(test, shown, side, moment, 0))
            if found == NO:
                return NO
        for prefix, tests in condition.lists:
            some = NO
            for item in range(self._items(prefix, shown.traveller)):
                met = YES
                for test in tests:
                    met = self.diagrams.least(met, self._test(test, shown, side, moment, item))
                some = self.diagrams.greatest(some, met)
            found = self.diagrams.least(found, some)
            if found == NO:
                return NO
        return found

    def _items(self, prefix: str, number: int) -> int:
        """How many items of a list are told or may be; of one that is empty, the absent one."""
        traveller = self.query.travellers[number]
        if prefix == "citizenship":
            return len(dict.fromkeys(d.holder_nationality for d in traveller.documents or ())) or 1
        things = {
            "permit": traveller.permits,
            "family": traveller.family,
            "property": traveller.property,
            "goods": self.query.goods,
        }[prefix]
        return len(things or ()) or 1

    def _test(self, test: Test, shown: Shown, side: Side, moment: datetime, item: int) -> int:
        """Whether a test holds."""
        members = self.book.members_at(moment, self.known_on)
        support = self.completions.known(
            depends_on(test.fact, side.mode, shown.traveller, shown.document, shown.visa, item)
        )
        plain = is_plain(test.fact, support)

        def holds(assignment: Assignment) -> int:
            if plain:
                value = plainly(test.fact, assignment)
            else:
                value = self._value(test.fact, shown, side, item, assignment)
            held = test.holds(value, members)
            return OPEN if held is None else YES if held else NO

        group = self.book.members_of(test.group, moment, self.known_on) if test.group else None
        where = () if plain else (shown, place_of(test.fact, side))
        return self.completions.table(
            (test, group, support, item, where), support, holds, alike_to(test, members)
        )

    def _value(
        self, fact: str, shown: Shown, side: Side, item: int, assignment: Assignment
    ) -> object:
        """The value of a fact once its unknowns are told."""
        key = (shown, _spot(side), assignment)
        facts = self._facts.get(key)
        if facts is None:
            query = self.completions.tell(assignment)
            traveller = query.travellers[shown.traveller]
            document = traveller.documents[shown.document] if traveller.documents else None
            visa: object = NONE
            if shown.visa is not None and traveller.visas != ():
                visa = traveller.visas[shown.visa] if traveller.visas else None
            presentation = Presentation(document, visa, shown.used)  # type: ignore[arg-type]
            facts = self._facts[key] = facts_of(query, traveller, presentation, side)
        if FACTS[fact].prefix not in LISTS:
            return facts.read(fact)[0]
        items = facts.read_items(FACTS[fact].prefix)[0]
        if items is None:
            return UNKNOWN
        return items[item].get(fact, UNKNOWN) if items else NONE


def _spot(side: Side) -> tuple[object, ...]:
    """A side by the ids of its zones."""
    zones = side.zone.id, side.origin.id, side.destination.id
    return (side.direction, *zones, side.point, side.mode, side.day, side.entered)
