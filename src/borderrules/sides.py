"""What each side of a border says of each traveller by the best presentation (S6, S11)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from borderrules.conditions import NONE
from borderrules.dates import MIDNIGHT, civil, instant
from borderrules.decisions import Verdict, judge_side
from borderrules.facts import facts_of
from borderrules.legs import Passing, SideDecision
from borderrules.passage import CROSSING, leads_to
from borderrules.presentation import Presentation, Side, presentations
from borderrules.rulebook import forget_older
from borderrules.terms import MOTOR_MODES
from borderrules.traveller import Visa

if TYPE_CHECKING:
    from collections.abc import Mapping

    from borderrules.conditions import Facts
    from borderrules.history import History
    from borderrules.measures import Zone
    from borderrules.query import Query
    from borderrules.rulebook import Rulebook

#: What a side says of each traveller, from each instant on at which that may change.
Course = dict[datetime, dict[int, SideDecision]]

#: A presentation, its facts but for the crossing, and what they fold to.
Case = tuple[Presentation, "Facts", object]

Crossing = tuple[tuple[str, object], ...]
"""What rules read of a crossing, by the names of the facts."""

_CROSSING: Final = frozenset(CROSSING)

#: What tells questions apart that have the same sides: where from and to, over what, and when.
_WHICH_WAY: Final = {
    **{"origin": "", "destination": "", "on": "", "bare_date": False, "known_on": None},
    **dict.fromkeys(("via", "avoid", "arrive_by", "max_legs", "modes")),
}

#: Travellers whose sides a rulebook remembers, and the sides of each.
MOST_TRAVELLERS: Final = 48
MOST_COURSES: Final = 3_000


def sides_of(book: Rulebook, query: Query, known_on: date, *, strict: bool) -> Sides:
    """The sides of a question: those of an earlier one by the same travellers, if remembered."""
    asked = query.but(**_WHICH_WAY)
    key = asked, known_on, strict
    found: Sides | None = book.sides.get(key)
    if found is None or found.is_full:
        forget_older(book.sides, MOST_TRAVELLERS)
        found = book.sides[key] = Sides(book, asked, known_on, strict=strict)
    return found


class Sides:
    """The sides of all legs of questions that the same travellers ask.

    A day, a zone and a direction have few sides that differ: rules read little of where exactly
    one crosses, and how. So what they do not read is left out of what a side is remembered by.
    """

    def __init__(self, book: Rulebook, query: Query, known_on: date, *, strict: bool) -> None:
        self.book, self.query, self.known_on, self.strict = book, query, known_on, strict
        #: Equal travellers, such as those of a coach party, are judged once: as the first of them.
        self.persons = [query.travellers.index(person) for person in query.travellers]
        self._courses: dict[tuple[object, ...], Course] = {}
        self._cases: dict[tuple[object, ...], list[Case]] = {}
        self._decided: dict[tuple[object, ...], SideDecision] = {}

    @property
    def is_full(self) -> bool:
        """Whether so much is remembered that the next question begins anew."""
        return len(self._courses) > MOST_COURSES

    def course(
        self, mode: str, passing: Passing, start: datetime, end: datetime, history: History
    ) -> Course:
        """What one side says between two instants, once of all points that no rule tells apart."""
        direction, zone, origin, destination, point = passing
        point = self.book.alike(zone.id, direction, point)
        entered = history.entered.get(zone.area) if direction == "exit" else None
        places = (direction, zone.id, origin.id, destination.id, point)
        key = (places, mode, start, end, entered, *history.used.items())
        course = self._courses.get(key)
        if course is None:
            side = Side(direction, zone, origin, destination, point, mode, start.date(), entered)
            told = (mode, point, destination.id, origin.id)
            reads, _ = self.book.reads(zone.id, direction)
            crossing = tuple(item for item in zip(CROSSING, told, strict=True) if item[0] in reads)
            turns = (start, *self._turns(direction, zone, start, end))
            course = {at: self._at(side, crossing, at, history) for at in turns}
            self._courses[key] = course
        return course

    def _turns(self, direction: str, zone: Zone, start: datetime, end: datetime) -> list[datetime]:
        """The instants in between at which a rule may change or a day begins.

        On a new day a visa or permit may have run out.
        """
        first, last = civil(start, zone.clock), civil(end, zone.clock)
        moments = self.book.boundaries(zone.id, direction, first, last)
        days = (last.date() - first.date()).days
        midnights = [
            datetime.combine(first.date() + timedelta(days=n), MIDNIGHT) for n in range(1, days + 1)
        ]
        found = {instant(moment, zone.clock) for moment in (*moments, *midnights)}
        return [moment for moment in found if start < moment < end]

    def _at(
        self, side: Side, crossing: Crossing, at: datetime, history: History
    ) -> dict[int, SideDecision]:
        """What a side says of each traveller at an instant.

        Between changes of law, a day is all that matters of the moment.
        """
        zone, direction, mode = side.zone, side.direction, side.mode
        moment = civil(at, zone.clock)
        day = moment.date()
        uncovered = tuple(
            (subject, topic)
            for subject in (("traveller", "vehicle") if mode in MOTOR_MODES else ("traveller",))
            for topic in self.book.uncovered(zone.id, direction, subject, mode, moment)
        )
        there = (self.book.stretch(zone.id, direction, moment), crossing, uncovered)
        decided: dict[int, SideDecision] = {}
        for number in dict.fromkeys(self.persons):
            used = history.used_by(number)
            case = self._case(number, side, day, used)
            key = case, there
            found = self._decided.get(key)
            if found is None:
                if case not in self._cases:
                    self._cases[case] = self._cases_of(number, side._replace(day=day), used)
                found = self._best(side, moment, self._cases[case], crossing, uncovered)
                self._decided[key] = found
            decided[number] = found
        return decided

    def _best(
        self,
        side: Side,
        moment: datetime,
        cases: list[Case],
        crossing: Crossing,
        uncovered: tuple[tuple[str, str], ...],
    ) -> SideDecision:
        """The best of all presentations of one traveller on one side (S11)."""
        decided: list[SideDecision] = []
        for shown, facts, fold in cases:
            judged = judge_side(
                self.book,
                side.zone.id,
                side.direction,
                facts,
                moment,
                self.known_on,
                crossing=crossing,
                strict=self.strict,
                fold=fold,
            )
            decided.append(
                SideDecision(side.direction, side.zone, shown, judged, uncovered, judged.strict, ())
            )
        gap = Verdict.UNDETERMINED if uncovered else Verdict.ALLOWED
        return min(decided, key=preference)._replace(
            strict=max(gap, min(d.strict for d in decided)),
            strictly_refusing=tuple(d.judged.strictly_refusing for d in decided),
        )

    def _case(
        self, number: int, side: Side, day: date, used: Mapping[Visa, int]
    ) -> tuple[object, ...]:
        """All that the facts of one traveller on one side hang on, but for the crossing."""
        return (
            number,
            side.direction,
            side.zone.id,
            side.mode in MOTOR_MODES,
            day,
            side.entered,
            leads_to(self.query, side),
            tuple(used.items()),
        )

    def _cases_of(self, number: int, side: Side, used: Mapping[Visa, int]) -> list[Case]:
        traveller = self.query.travellers[number]
        reads = self.book.reads(side.zone.id, side.direction)
        return [
            (shown, facts, self.book.interned(facts.folded(*reads)))
            for shown in presentations(traveller, side, used)
            for facts in (facts_of(self.query, traveller, shown, side).without(_CROSSING),)
        ]


def preference(side: SideDecision) -> tuple[int, ...]:
    """Better verdicts first. If allowed, what asks least; if not, what comes closest.

    Of what is not allowed, showing a visa, or what may be one, comes before showing none.
    """
    shows_visa = isinstance(side.shown.visa, Visa)
    verdict = side.verdict
    if verdict is Verdict.ALLOWED:
        return (verdict, 0, shows_visa, side.judged.duties)
    refusing = sum(f.verdict is Verdict.REFUSED for f in side.judged.bearing)
    open_ = len(side.judged.bearing) - refusing
    return (verdict, side.shown.visa == NONE, refusing, open_)
