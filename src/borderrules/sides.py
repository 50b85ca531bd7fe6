"""What each side of a border says of each traveller by the best presentation (S6, S11)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from borderrules.conditions import NONE
from borderrules.dates import MIDNIGHT, civil, instant
from borderrules.decisions import Verdict
from borderrules.facts import OF_THE_DAY, facts_of, is_dated
from borderrules.judging import Crossing, Where, judge_folded
from borderrules.leg_decisions import SideDecision
from borderrules.passage import CROSSING, OF_JOURNEYS, ONWARD, leads_to
from borderrules.presentation import Presentation, Side, presentations
from borderrules.rulebook import forget_older
from borderrules.terms import MOTOR_MODES
from borderrules.traveller import Visa

if TYPE_CHECKING:
    from collections.abc import Mapping

    from borderrules.conditions import Facts
    from borderrules.history import History
    from borderrules.legs import Leg, Passing
    from borderrules.measures import Zone
    from borderrules.query import Query
    from borderrules.rulebook import Rulebook

#: What a side says of each of the travellers that differ.
Said = tuple[SideDecision, ...]

_CROSSING: Final = frozenset(CROSSING)

#: What tells questions apart that have the same sides: where from and to, over what, and when.
_WHICH_WAY: Final = {
    **{"origin": "", "destination": "", "on": "", "bare_date": False, "known_on": None},
    **dict.fromkeys(("via", "avoid", "arrive_by", "max_legs", "modes")),
    **dict.fromkeys(ONWARD),
}

#: Travellers whose sides a rulebook remembers, and the sides of each.
MOST_TRAVELLERS: Final = 32
MOST_COURSES: Final = 3_000


class Course(NamedTuple):
    """What a side says from the beginning of a stretch of time on, and each time that changes."""

    first: Said
    later: tuple[tuple[datetime, Said], ...] = ()


Cases = tuple[tuple[Presentation, ...], tuple[int, ...]]
"""What a traveller may show on one side of a border, and what all facts there fold to then."""


class Asked(NamedTuple):
    """One side as it is passed at an instant.

    `crossing` is what rules there read of the crossing, `there` all else of it that the facts rest
    on, `uncovered` what was not researched.
    """

    query: Query
    side: Side
    crossing: Crossing
    there: tuple[object, ...]
    uncovered: tuple[tuple[str, str], ...]

    def facts(self, number: int, shown: Presentation) -> Facts:
        """The facts of one of the travellers."""
        return facts_of(self.query, self.query.travellers[number], shown, self.side)


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

    def __init__(self, book: Rulebook, asked: Query, known_on: date, *, strict: bool) -> None:
        travellers = asked.travellers
        self.book, self.known_on, self.strict = book, known_on, strict
        #: Equal travellers, such as those of a coach party, are judged once: as the first of them.
        self.distinct = tuple(dict.fromkeys(travellers.index(person) for person in travellers))
        #: For each traveller, the place of those equal in what a side says.
        self.places = [self.distinct.index(travellers.index(person)) for person in travellers]
        self.dated = is_dated(asked)
        self._courses: dict[tuple[object, ...], Course] = {}
        self._steady: dict[int, Course] = {}
        self._cases: dict[tuple[object, ...], Cases] = {}
        self._shown: dict[tuple[Presentation, ...], tuple[Presentation, ...]] = {}
        self._decided: dict[tuple[object, ...], Said] = {}
        self._toward: dict[tuple[object, ...], tuple[object, ...]] = {}

    @property
    def is_full(self) -> bool:
        """Whether so much is remembered that the next question begins anew."""
        return len(self._courses) > MOST_COURSES

    def course(
        self,
        query: Query,
        mode: str,
        passing: Passing,
        start: datetime,
        end: datetime,
        history: History,
    ) -> Course:
        """One side between two instants (UTC) as one of the questions goes, from the first on."""
        direction, zone, origin, destination, point = passing
        point = self.book.alike(zone.id, direction, point)
        entered = history.entered.get(zone.area) if direction == "exit" else None
        side = Side(direction, zone, origin, destination, point, mode, start.date(), entered)
        there = self.there(query, side)
        key = (*there, origin.id, destination.id, point, mode, start, end, *history.used.items())
        course = self._courses.get(key)
        if course is None:
            names, _ = self.book.reads(zone.id, direction)
            told = zip(CROSSING, (mode, point, destination.id, origin.id), strict=True)
            crossing = tuple(item for item in told if item[0] in names)
            first = before = self._at(query, side, there, crossing, start, history)
            later: list[tuple[datetime, Said]] = []
            for at in self._turns(direction, zone, start, end):
                said = self._at(query, side, there, crossing, at, history)
                if said is not before:
                    later.append((at, said))
                    before = said
            # What is said is kept as long as this is. Most courses are steady, and few differ.
            steady = self._steady.setdefault(id(first), Course(first))
            course = self._courses[key] = Course(first, tuple(later)) if later else steady
        return course

    def there(self, query: Query, side: Side) -> tuple[object, ...]:
        """All of a side that facts rest on that rules there read, but for the crossing and the day.

        Who is equal in this is judged alike.
        """
        zone, direction = side.zone, side.direction
        entered = side.entered if self.asks_for_days(zone, direction) else None
        return direction, zone.id, side.mode in MOTOR_MODES, entered, self._leads_to(query, side)

    def toward(self, query: Query, leg: Leg) -> tuple[object, ...]:
        """All that the facts on a leg rest on of where the journey leads."""
        key = leg.point.id, leg.origin.id, query.onward_to, query.kaliningrad_transit
        found = self._toward.get(key)
        if found is None:
            found = self._toward[key] = tuple(
                self._leads_to(query, Side(*passing, leg.mode, date.min))
                for passing in leg.passings
            )
        return found

    def _leads_to(self, query: Query, side: Side) -> tuple[object, ...]:
        asked = self.book.reads_any(side.zone.id, side.direction, OF_JOURNEYS)
        return leads_to(query, side) if asked else ()

    def asks_for_days(self, zone: Zone, direction: str) -> bool:
        """Whether rules there ask for the day itself."""
        return self.book.reads_any(zone.id, direction, OF_THE_DAY)

    def _turns(self, direction: str, zone: Zone, start: datetime, end: datetime) -> list[datetime]:
        """The instants in between, in order, at which a rule may change or a day begins.

        On a new day a visa or permit may have run out.
        """
        first, last = civil(start, zone.clock), civil(end, zone.clock)
        moments = [*self.book.boundaries(zone.id, direction, first, last)]
        if self._goes_by_days(zone, direction):
            for number in range(1, (last.date() - first.date()).days + 1):
                moments.append(datetime.combine(first.date() + timedelta(number), MIDNIGHT))
        found = {instant(moment, zone.clock) for moment in moments}
        return sorted(moment for moment in found if start < moment < end)

    def _goes_by_days(self, zone: Zone, direction: str) -> bool:
        """Whether what a side says may change from day to day without a change of law."""
        return self.dated or self.asks_for_days(zone, direction)

    def _at(
        self,
        query: Query,
        side: Side,
        there: tuple[object, ...],
        crossing: Crossing,
        at: datetime,
        history: History,
    ) -> Said:
        """What a side says of each traveller at an instant.

        Between changes of law, a day is all that matters of the moment, and that only if something
        told is dated, or a rule asks for the day itself.
        """
        direction, zone = side.direction, side.zone
        moment = civil(at, zone.clock)
        if self._goes_by_days(zone, direction):
            there = (*there, moment.date())
        uncovered = self.book.uncovered(zone.id, direction, side.mode, moment)
        stretch = self.book.stretch(zone.id, direction, moment)
        key = there, crossing, uncovered, stretch, *history.used.items()
        decided = self._decided.get(key)
        if decided is None:
            side = side._replace(day=moment.date())
            asked = Asked(query, side, crossing, there, uncovered)
            where = Where(zone.id, direction, moment, self.known_on, self.strict)
            decided = self._decided[key] = tuple(
                self._best(asked, number, where, history.used_by(number))
                for number in self.distinct
            )
        return decided

    def _best(
        self, asked: Asked, number: int, where: Where, used: Mapping[Visa, int]
    ) -> SideDecision:
        """The best of all presentations of one traveller on one side (S11)."""
        direction, zone, *_ = asked.side
        uncovered = asked.uncovered
        decided: list[SideDecision] = []
        cases, stated = self._cases_of(asked, number, used)
        for place, (shown, fold) in enumerate(zip(*cases, strict=True)):
            facts = stated[place].itself if stated else partial(asked.facts, number, shown)
            judged = judge_folded(self.book, where, fold, facts, asked.crossing)
            decided.append(
                SideDecision(direction, zone, shown, judged, uncovered, judged.strict, ())
            )
        gap = Verdict.UNDETERMINED if uncovered else Verdict.ALLOWED
        return min(decided, key=preference)._replace(
            strict=max(gap, min(d.strict for d in decided)),
            strictly_refusing=tuple(d.judged.strictly_refusing for d in decided),
        )

    def _cases_of(
        self, asked: Asked, number: int, used: Mapping[Visa, int]
    ) -> tuple[Cases, list[Facts]]:
        """All presentations of one traveller on one side, whichever crossing it is; the facts of
        each if these were stated only now.
        """
        key = number, asked.there, *used.items()
        found = self._cases.get(key)
        if found is not None:
            return found, []
        direction, zone, *_ = asked.side
        reads = self.book.reads(zone.id, direction, besides=_CROSSING)
        shown = presentations(asked.query.travellers[number], asked.side, used)
        stated = [asked.facts(number, one) for one in shown]
        folds = tuple(self.book.interned(facts.folded(*reads)) for facts in stated)
        found = self._cases[key] = self._shown.setdefault(shown, shown), folds
        return found, stated


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
