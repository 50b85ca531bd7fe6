"""The verdict for every completion of the unknown facts, as one diagram.

What is unknown is given each of the values that the rules tell apart, and every rule, presentation,
leg and route is read for all of them at once. The evaluator itself derives the facts and the tests
read them, so that a completion has here the verdict that it has when it is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from borderrules.conditions import NONE, UNKNOWN
from borderrules.dates import civil, instant
from borderrules.decisions import Verdict
from borderrules.diagrams import Diagrams
from borderrules.errors import QueryError
from borderrules.facts import facts_of
from borderrules.history import NO_HISTORY, History
from borderrules.presentation import KALININGRAD_TRANSIT, Presentation, Side, presentations
from borderrules.terms import MOTOR_MODES
from borderrules.unknowns import OPENERS, Unknown, told, unknowns
from borderrules.values import values_of
from borderrules.vocabulary import FACTS, LISTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from borderrules.conditions import Condition, Facts, Test
    from borderrules.legs import Leg, LegDecision
    from borderrules.measures import Rule, Version
    from borderrules.query import Query
    from borderrules.routes import Answer

#: Levels of a test and of a condition (no, not known, yes) and of a verdict (best to worst).
NO, OPEN, YES = 0, 1, 2
_NOT: Final = (YES, OPEN, NO)
#: What an exemption leaves of a prohibition; one in somebody's discretion never lifts it.
_UNLESS: Final = {"settled": _NOT}
_PERHAPS_UNLESS: Final = (YES, OPEN, OPEN)
LEVELS: Final = 3

#: The unknowns that a fact is derived from, where these are not the fact itself.
_DERIVED: Final[dict[str, tuple[str, ...]]] = {
    "citizenship.of": (),
    "document.kind": (),
    "document.issued_by": (),
    "document.valid": ("document.issued_on", "document.expires_on"),
    "document.age_at_entry": ("document.issued_on",),
    "document.left_after_stay": ("document.expires_on", "stay.days"),
    "visa.usable": ("visa.valid_from", "visa.valid_until", "visa.entries_left"),
    "visa.valid_here": ("visa.issued_by",),
    "visa.by_here": ("visa.issued_by",),
    "visa.by_destination": ("visa.issued_by",),
    "permit.by_destination": ("visa.kind",),
    "family.visited": ("family.residence", "visa.kind"),
    "trip.destination_state": ("visa.kind",),
    "trip.transit": ("visa.kind",),
    "trip.kaliningrad_transit": ("visa.kind",),
    "trip.to_residence": ("traveller.residence", "permit.kind", "visa.kind"),
    "stay.max_in_180": ("stay.days", "stay.max_in_180"),
    "stay.days_this_year": ("stay.days",),
    "vehicle.owner.nationality": (
        *("vehicle.owner.is_traveller", "vehicle.owner.nationality", "nationality"),
    ),
    "vehicle.owner.residence": (
        *("vehicle.owner.is_traveller", "vehicle.owner.residence"),
        *("traveller.residence", "nationality"),
    ),
    "vehicle.owner.family_of_eu": ("vehicle.owner.is_traveller", "vehicle.owner.family_of_eu"),
}
_OPENERS: Final = {**OPENERS, "citizenship": "nationality"}
#: Prefixes of facts that have the value told, whatever else is.
_PLAIN: Final = frozenset(
    {"purpose", "permit", "family", "property", "traveller", "vehicle", "trailer", "service"}
)

Assignment = tuple[tuple[Unknown, object], ...]
Level = Callable[[Assignment], int]
Alike = Callable[[Unknown, object], object]


class _Shown(NamedTuple):
    """What one traveller shows on one side: numbers of a document and a visa, or no visa."""

    traveller: int
    document: int
    visa: int | None
    used: int = 0


class Passage(NamedTuple):
    """A leg at an instant, and what earlier legs of the journey used up."""

    leg: Leg
    at: datetime
    available: Verdict
    history: History


class Completions:
    """All completions of an answer's question, and the verdict of each.

    `best` is the diagram of the verdict, `unknowns` and `values` tell what its variables are.
    Raises TooLarge where the verdict depends on too much at once.
    """

    def __init__(self, answer: Answer) -> None:
        self.query, self.book = answer.query, answer.rulebook
        self.known_on = answer.known_on or date.max
        self.asked = answer.asked
        routes = [
            [list(self._passages(decision, history)) for decision, history in _with_history(route)]
            for route in answer.strictly
        ]
        self.unknowns = unknowns(self.asked)
        tests = self._tests(passage for route in routes for leg in route for passage in leg)
        self.values = tuple(
            values_of(unknown, self.asked, tests, self.book) for unknown in self.unknowns
        )
        self.number = {unknown: n for n, unknown in enumerate(self.unknowns)}
        self.diagrams = Diagrams([len(values) for values in self.values])
        self._told: dict[Assignment, Query] = {(): self.asked}
        self._facts: dict[object, Facts] = {}
        self._tables: dict[object, int] = {}
        self._rules: dict[object, int] = {}
        self._legs: dict[object, int] = {}
        self.best = self._best(routes)

    # -- the question --------------------------------------------------------------------------

    def tell(self, assignment: Assignment) -> Query:
        """The query with some unknowns told, in their order.

        A value that contradicts those before it gives way to the first that does not.
        """
        found = self._told.get(assignment)
        if found is None:
            before, (unknown, value) = self.tell(assignment[:-1]), assignment[-1]
            found = self._told[assignment] = self._tell(before, unknown, value)
        return found

    def _tell(self, query: Query, unknown: Unknown, value: object) -> Query:
        for candidate in (value, *self.values[self.number[unknown]]):
            try:
                return told(
                    query, unknown.fact, candidate, traveller=unknown.traveller, item=unknown.item
                )
            except QueryError:
                continue
            except ValueError:  # no such thing is there
                return query
        return query

    def completion(self, numbers: dict[int, int]) -> Query:
        """The query with all unknowns told, by the numbers of their values (left out, the first)."""
        return self.tell(
            tuple(
                (unknown, self.values[n][numbers.get(n, 0)])
                for n, unknown in enumerate(self.unknowns)
                if self.values[n]
            )
        )

    def _tests(self, passages: Iterable[Passage]) -> dict[str, set[tuple[Test, datetime, str]]]:
        """By fact: the tests that rules in force on these legs put to it, and when."""
        found: dict[str, set[tuple[Test, datetime, str]]] = defaultdict(set)
        sides = {
            (zone.id, direction, civil(passage.at, zone.clock))
            for passage in passages
            for direction, zone, *_ in passage.leg.passings
        }
        for zone, direction, moment in sides:
            for rule in self._prohibitions(zone, direction):
                state = rule.state(moment, self.known_on)
                if state is None:
                    continue
                for condition in _conditions(state[0]):
                    for test in condition.tests:
                        found[test.fact].add((test, moment, zone))
        return found

    def _prohibitions(self, zone: str, direction: str) -> Iterator[Rule]:
        for rule in self.book.rules_in(zone, direction):
            if rule.effect == "prohibit" and rule.subject != "goods":
                yield rule

    # -- routes and legs -----------------------------------------------------------------------

    def _passages(self, decision: LegDecision, history: History) -> Iterator[Passage]:
        """A leg at every instant at which it may be judged anew."""
        for span in decision.spans:
            first = Passage(decision.leg, span.start, span.availability.verdict, history)
            yield first
            for direction, zone, *_ in decision.leg.passings:
                after, before = civil(span.start, zone.clock), civil(span.until, zone.clock)
                for moment in self.book.boundaries(zone.id, direction, after, before):
                    yield first._replace(at=instant(moment, zone.clock))

    def _best(self, routes: list[list[list[Passage]]]) -> int:
        """The verdict of the best route, and of the best with a vehicle told, as one level."""
        diagrams, best, carried = self.diagrams, YES, YES
        for route in routes:
            worst = NO
            for passages in route:
                worst = diagrams.greatest(worst, self._leg(passages))
            best = diagrams.least(best, worst)
            if all(passages[0].leg.mode in MOTOR_MODES for passages in route):
                carried = diagrams.least(carried, worst)
        if self.query.vehicle is None or self.query.vehicle == NONE:
            return best
        return diagrams.join(_pair, best, carried)

    def _leg(self, passages: list[Passage]) -> int:
        """The verdict on a leg: the best of its spans."""
        best = YES
        for passage in passages:
            key = (
                *(passage.leg.point.id, passage.leg.origin.id, passage.leg.mode, passage.at),
                *(tuple(passage.history.used.items()), tuple(passage.history.entered.items())),
            )
            if key not in self._legs:
                self._legs[key] = self._passage(passage)
            best = self.diagrams.least(best, self._legs[key])
        return best

    def _passage(self, passage: Passage) -> int:
        """The verdict on a leg at an instant: the worst of the point and all sides."""
        worst = int(passage.available)
        for number in range(len(self.asked.travellers)):
            for direction, zone, origin, destination, point in passage.leg.passings:
                if worst == Verdict.REFUSED:
                    return worst
                moment = civil(passage.at, zone.clock)
                entered = passage.history.entered.get(zone.area) if direction == "exit" else None
                mode, day = passage.leg.mode, moment.date()
                side = Side(direction, zone, origin, destination, point, mode, day, entered)
                judged = self._side(number, side, moment, passage.history)
                worst = self.diagrams.greatest(worst, judged)
        return worst

    def _side(self, number: int, side: Side, moment: datetime, history: History) -> int:
        """The best of all presentations, and at least open where nothing was researched."""
        best = YES
        for shown, possible in self._presentations(number, side, history):
            worst = self.diagrams.mapped(_NOT, possible)
            for rule in self._prohibitions(side.zone.id, side.direction):
                if worst == YES:
                    break
                worst = self.diagrams.greatest(worst, self._rule(rule, shown, side, moment))
            best = self.diagrams.least(best, worst)
        subjects = ("traveller", "vehicle") if side.mode in MOTOR_MODES else ("traveller",)
        gap = any(
            self.book.uncovered(side.zone.id, side.direction, subject, side.mode, moment)
            for subject in subjects
        )
        return self.diagrams.greatest(best, OPEN) if gap else best

    def _presentations(
        self, number: int, side: Side, history: History
    ) -> Iterator[tuple[_Shown, int]]:
        """What may be shown, and whether: a visa of one's own state is not left unshown on exit."""
        traveller, used = self.asked.travellers[number], history.used_by(number)
        visas = traveller.visas if traveller.visas is not None else (None,)
        for document in range(len(traveller.documents or (None,))):
            for item, visa in enumerate(visas):
                yield _Shown(number, document, item, used.get(visa, 0) if visa else 0), YES
            without = _Shown(number, document, None)
            support = self._known_as(
                {Unknown("nationality", number)}
                | {Unknown("visa.kind", number)}
                | {Unknown("visa.issued_by", number, item) for item in range(len(visas))}
            )

            def lawful(assignment: Assignment, number: int = number, n: int = document) -> int:
                person = self.tell(assignment).travellers[number]
                own = (person.documents or (None,))[n]
                return YES if (own, NONE) in [p[:2] for p in presentations(person, side)] else NO

            def alike(unknown: Unknown, value: object) -> object:
                return unknown.fact == "visa.kind" and value, value == side.zone.state

            key = ("without", number, document, side.direction, side.zone.id)
            yield without, self._table(key, support, lawful, alike)

    # -- rules and tests -----------------------------------------------------------------------

    def _rule(self, rule: Rule, shown: _Shown, side: Side, moment: datetime) -> int:
        """What a prohibition makes of the verdict (S3, S4)."""
        state = rule.state(moment, self.known_on)
        if state is None:
            return NO
        version, uncertain = state
        stretch = self.book.stretch(side.zone.id, side.direction, moment)
        key = (rule.id, shown, _spot(side), stretch)
        found = self._rules.get(key)
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
            self._rules[key] = found
        return found

    def _condition(self, condition: Condition, shown: _Shown, side: Side, moment: datetime) -> int:
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
        traveller = self.asked.travellers[number]
        if prefix == "citizenship":
            return len(dict.fromkeys(d.holder_nationality for d in traveller.documents or ())) or 1
        things = {
            "permit": traveller.permits,
            "family": traveller.family,
            "property": traveller.property,
            "goods": self.asked.goods,
        }[prefix]
        return len(things or ()) or 1

    def _test(self, test: Test, shown: _Shown, side: Side, moment: datetime, item: int) -> int:
        """Whether a test holds."""
        members = self.book.members_at(moment, self.known_on)
        prefix = FACTS[test.fact].prefix
        support = self._support(test.fact, shown, side, item)
        itself = "permit.kind" if test.fact == "permit.issued_by" else test.fact
        plain = (
            prefix in _PLAIN
            and test.fact not in _DERIVED
            and any(unknown.fact == itself for unknown in support)
        )
        # The mode bears on the vehicle alone, the point on nothing but itself.
        apart = prefix in ("mode", "vehicle", "trailer", "crossing")
        place = side if apart else side._replace(mode="", point="")

        def holds(assignment: Assignment) -> int:
            if plain:
                value = _plain(test.fact, assignment)
            else:
                value = self._value(test.fact, shown, place, item, assignment)
            held = test.holds(value, members)
            return OPEN if held is None else YES if held else NO

        group = self.book.members_of(test.group, moment, self.known_on) if test.group else None
        where = () if plain else (shown, _spot(place))
        return self._table((test, group, support, item, where), support, holds, _alike(test.fact))

    def _value(
        self, fact: str, shown: _Shown, side: Side, item: int, assignment: Assignment
    ) -> object:
        """The value of a fact once its unknowns are told."""
        key = (shown, _spot(side), assignment)
        facts = self._facts.get(key)
        if facts is None:
            query = self.tell(assignment)
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

    def _support(self, fact: str, shown: _Shown, side: Side, item: int) -> tuple[Unknown, ...]:
        """The unknowns that the value of a fact depends on, in their order."""
        prefix = FACTS[fact].prefix
        if prefix == "visa" and shown.visa is None:
            return ()
        if prefix in ("vehicle", "trailer") and side.mode not in MOTOR_MODES:
            return ()
        names = {*_DERIVED.get(fact, (fact,))}
        for name in (fact, *names):
            opener = _OPENERS.get(FACTS[name].prefix)
            names |= {opener} if opener else set()
        if shown.visa is None:  # without a visa, none leads elsewhere
            names.discard("visa.kind")
        return self._known_as({self._unknown(name, shown, item) for name in names})

    def _unknown(self, name: str, shown: _Shown, item: int) -> Unknown:
        """The unknown of a fact's name, for what is shown."""
        prefix = FACTS[name].prefix
        if prefix in ("purpose", "service", "trip", "stay", "vehicle", "trailer"):
            return Unknown(name)
        if name in OPENERS.values():
            return Unknown(name, shown.traveller)
        numbers = {"document": shown.document, "visa": shown.visa or 0}
        number = item if prefix in LISTS else numbers.get(prefix, 0)
        return Unknown(name, shown.traveller, number)

    def _known_as(self, wanted: set[Unknown]) -> tuple[Unknown, ...]:
        return tuple(sorted(wanted & self.number.keys(), key=self.number.__getitem__))

    def _table(
        self, key: object, support: tuple[Unknown, ...], level: Level, alike: Alike | None = None
    ) -> int:
        """The diagram of a function of a few unknowns, asked for each of their values."""
        found = self._tables.get(key)
        if found is None:
            found = self._tables[key] = self._tabled(support, (), level, alike)
        return found

    def _tabled(
        self,
        support: tuple[Unknown, ...],
        assignment: Assignment,
        level: Level,
        alike: Alike | None,
    ) -> int:
        if not support:
            return level(assignment)
        unknown, branches = support[0], {}
        for value in self.values[self.number[unknown]]:
            key = alike(unknown, value) if alike else value
            if key not in branches:
                further = (*assignment, (unknown, value))
                branches[key] = self._tabled(support[1:], further, level, alike)
        return self.diagrams.ask(
            self.number[unknown],
            tuple(
                branches[alike(unknown, value) if alike else value]
                for value in self.values[self.number[unknown]]
            ),
        )


def _alike(fact: str) -> Alike:
    """Which values of openers are one to a fact that follows them or is derived."""
    of_visa, of_document = fact.startswith("visa."), fact.startswith("document.")
    issuer = fact in ("document.kind", "document.issued_by")

    def alike(unknown: Unknown, value: object) -> object:
        if unknown.fact == "visa.kind" and not of_visa:  # only these lead elsewhere
            return value in KALININGRAD_TRANSIT
        if unknown.fact == "nationality" and of_document and not issuer:
            return True
        return value

    return alike


def _plain(fact: str, assignment: Assignment) -> object:
    """The value told of a fact, or that there is no such thing."""
    values = {unknown.fact: value for unknown, value in assignment}
    if NONE in values.values():
        return NONE
    if fact in ("permit.kind", "permit.issued_by"):
        kind, _, state = str(values["permit.kind"]).partition(":")
        return kind if fact == "permit.kind" else state
    return values[fact]


def _spot(side: Side) -> tuple[object, ...]:
    """A side by the ids of its zones."""
    zones = side.zone.id, side.origin.id, side.destination.id
    return (side.direction, *zones, side.point, side.mode, side.day, side.entered)


def _conditions(version: Version) -> Iterator[Condition]:
    yield version.condition
    for exemption in version.exemptions:
        yield exemption.condition


def _pair(best: int, carried: int) -> int:
    return best + LEVELS * carried


def _with_history(route: object) -> Iterator[tuple[LegDecision, History]]:
    """Each leg of a route, with what was used up before it."""
    history = NO_HISTORY
    for decision in route.legs:  # type: ignore[attr-defined]
        yield decision, history
        history = history.after(decision)
