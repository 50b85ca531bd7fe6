"""The verdict on every completion of a question, as one diagram.

Every rule, presentation, leg and route is read for all completions at once; a completion has here
the verdict that it has when it is told.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from borderrules.completions import Completions
from borderrules.conditions import NONE
from borderrules.dates import MIDNIGHT, civil, instant
from borderrules.decisions import Verdict
from borderrules.history import NO_HISTORY, History
from borderrules.presentation import Side, presentations
from borderrules.prohibitions import NO, NOT, OPEN, YES, Prohibitions, Shown
from borderrules.terms import MOTOR_MODES
from borderrules.unknowns import Unknown, day_of, unlike

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from borderrules.completions import Assignment
    from borderrules.conditions import Condition, Test
    from borderrules.journeys import Route
    from borderrules.leg_decisions import LegDecision
    from borderrules.legs import Leg
    from borderrules.measures import Rule, Version
    from borderrules.routes import Answer
    from borderrules.values import Tests

#: Verdicts, as levels of diagrams.
LEVELS: Final = len(Verdict)


class Passage(NamedTuple):
    """A leg at an instant, and what earlier legs of the journey used up."""

    leg: Leg
    at: datetime
    available: Verdict
    history: History


class Verdicts:
    """The verdicts on all completions of an answer's question, by its first ways.

    `best` is the diagram of that on the best route; where a vehicle was told, of that and, times
    `LEVELS`, of the verdict on the best route with it. Raises TooLargeError where it depends on too
    much at once.
    """

    def __init__(self, answer: Answer, most_ways: int | None = None) -> None:
        self.query, self.book = answer.asked, answer.rulebook
        self.known_on, self.day = answer.known_on or date.max, day_of(answer.query)
        routes = [
            [list(self._passages(decision, history)) for decision, history in _with_history(route)]
            for route in answer.strictly[:most_ways]
        ]
        tests = self._tests(passage for route in routes for leg in route for passage in leg)
        self.completions = Completions(self.query, self.book, tests)
        self.diagrams = self.completions.diagrams
        self._prohibits = Prohibitions(self.completions, self.known_on, self.day)
        self._legs: dict[object, int] = {}
        self.best = self._best(routes)

    def _tests(self, passages: Iterable[Passage]) -> Tests:
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
            if rule.bears:
                yield rule

    def _passages(self, decision: LegDecision, history: History) -> Iterator[Passage]:
        """A leg at every instant at which it may be judged anew."""
        for span in decision.spans:
            first = Passage(decision.leg, span.start, span.availability.verdict, history)
            yield first
            for direction, zone, *_ in decision.leg.passings:
                after, before = civil(span.start, zone.clock), civil(span.until, zone.clock)
                moments = {*self.book.boundaries(zone.id, direction, after, before)}
                for days in range(1, (before.date() - after.date()).days + 1):
                    moments.add(datetime.combine(after.date() + timedelta(days), MIDNIGHT))
                for moment in sorted(moments):
                    if after < moment < before:
                        yield first._replace(at=instant(moment, zone.clock))

    def _best(self, routes: list[list[list[Passage]]]) -> int:
        """The verdict of the best route, and of the best with a vehicle told, as one level."""
        diagrams, best, carried, nobody_drives = self.diagrams, YES, YES, NO
        opener = Unknown("vehicle.registered_in")
        if self.query.modes is None and opener in self.completions.number:
            # Whoever brings no vehicle goes in another way.
            number = self.completions.number[opener]
            values = self.completions.values[number]
            nobody_drives = diagrams.ask(number, tuple(YES if v == NONE else NO for v in values))
        for route in routes:
            worst = NO
            for passages in route:
                worst = diagrams.greatest(worst, self._leg(passages))
            if any(passages[0].leg.mode in MOTOR_MODES for passages in route):
                worst = diagrams.greatest(worst, nobody_drives)
            best = diagrams.least(best, worst)
            if all(passages[0].leg.mode in MOTOR_MODES for passages in route):
                carried = diagrams.least(carried, worst)
        if self.query.vehicle is None or self.query.vehicle == NONE:
            return best
        return diagrams.paired(best, carried)

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
        for number in unlike(self.query):
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
            worst = self.diagrams.mapped(NOT, possible)
            for rule in self._prohibitions(side.zone.id, side.direction):
                if worst == YES:
                    break
                worst = self.diagrams.greatest(
                    worst, self._prohibits.level(rule, shown, side, moment)
                )
            best = self.diagrams.least(best, worst)
        gap = self.book.uncovered(side.zone.id, side.direction, side.mode, moment)
        return self.diagrams.greatest(best, OPEN) if gap else best

    def _presentations(
        self, number: int, side: Side, history: History
    ) -> Iterator[tuple[Shown, int]]:
        """What may be shown, and whether: a visa of one's own state is not left unshown on exit."""
        traveller, used = self.query.travellers[number], history.used_by(number)
        visas = traveller.visas if traveller.visas is not None else (None,)
        for document in range(len(traveller.documents or (None,))):
            for item, visa in enumerate(visas):
                yield Shown(number, document, item, used.get(visa, 0) if visa else 0), YES
            without = Shown(number, document, None)
            support = self.completions.known(
                {Unknown("nationality", number)}
                | {Unknown("visa.kind", number)}
                | {Unknown("visa.issued_by", number, item) for item in range(len(visas))}
            )

            def lawful(assignment: Assignment, number: int = number, n: int = document) -> int:
                person = self.completions.tell(assignment).travellers[number]
                own = (person.documents or (None,))[n]
                return YES if (own, NONE) in [p[:2] for p in presentations(person, side)] else NO

            def alike(unknown: Unknown, value: object) -> object:
                return unknown.fact == "visa.kind" and value, value == side.zone.state

            key = ("without", number, document, side.direction, side.zone.id)
            yield without, self.completions.table(key, support, lawful, alike)


def _conditions(version: Version) -> Iterator[Condition]:
    yield version.condition
    for exemption in version.exemptions:
        yield exemption.condition


def _with_history(route: Route) -> Iterator[tuple[LegDecision, History]]:
    """Each leg of a route, with what was used up before it."""
    history = NO_HISTORY
    for decision in route.legs:
        yield decision, history
        history = history.after(decision.best, decision.day)
