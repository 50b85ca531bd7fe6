"""What each side of a border says of each traveller by the best presentation (S6, S11)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from borderrules.conditions import NONE
from borderrules.dates import MIDNIGHT, instant
from borderrules.decisions import Verdict
from borderrules.facts import OF_THE_DAY, facts_of, is_dated
from borderrules.judging import Crossing, Where, judge_folded
from borderrules.passage import CROSSING, OF_JOURNEYS, ONWARD, leads_to
from borderrules.presentation import Presentation, Side, presentations
from borderrules.rulebook import forget_older
from borderrules.side_decisions import SideDecision, TravellerDecision
from borderrules.terms import MOTOR_MODES
from borderrules.traveller import Visa

if TYPE_CHECKING:
    from collections.abc import Mapping

    from borderrules.conditions import Facts
    from borderrules.decisions import Judged
    from borderrules.history import History
    from borderrules.legs import Leg, Passing
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
MOST_SIDES: Final = 3_000

#: Sides of legs that a rulebook remembers, by where journeys lead.
MOST_POSTS: Final = 10_000


#: What all sides of a leg say of all travellers, and the worst of it.
Together = tuple[tuple[TravellerDecision, ...], Verdict]


class Course(NamedTuple):
    """What a side says from the beginning of a stretch of time on, and each time that changes."""

    first: Said
    later: tuple[tuple[datetime, Said], ...] = ()


Cases = tuple[tuple[Presentation, ...], tuple[int, ...]]
"""What a traveller may show on one side of a border, and what all facts there fold to then."""


class Asked(NamedTuple):
    """One side as it is passed at an instant.

    `there` is all but the crossing that the facts rest on, `uncovered` what was not researched.
    """

    query: Query
    side: Side
    crossing: Crossing
    there: tuple[object, ...]
    uncovered: tuple[tuple[str, str], ...]

    def facts(self, number: int, shown: Presentation) -> Facts:
        """The facts of one of the travellers."""
        return facts_of(self.query, self.query.travellers[number], shown, self.side)


class Post(NamedTuple):
    """One side of a leg, on whatever day and by whomever it is passed.

    `crossing` is what rules there read of the crossing, `there` all else of the leg and of where
    the journey leads that the facts rest on; `number` is the same for posts equal in both.
    `asks_for_days` tells whether rules there ask for the day itself.
    """

    side: Side
    crossing: Crossing
    there: tuple[object, ...]
    number: int
    asks_for_days: bool


def posts_of(book: Rulebook, query: Query, leg: Leg) -> tuple[Post, ...]:
    """The sides that judge a leg, in order; a rulebook remembers them."""
    onward = query.onward_to, query.kaliningrad_transit
    key = leg.point.id, leg.origin.id, leg.mode, onward
    found: tuple[Post, ...] | None = book.posts.get(key)
    if found is None:
        forget_older(book.posts, MOST_POSTS)
        found = tuple(post_of(book, query, leg.mode, passing) for passing in leg.passings)
        book.posts[key] = found
    return found


def post_of(book: Rulebook, query: Query, mode: str, passing: Passing) -> Post:
    """One side of a leg in a mode."""
    direction, zone, origin, destination, point = passing
    point = book.alike(zone.id, direction, point)
    side = Side(direction, zone, origin, destination, point, mode, date.min)
    names, _ = book.reads.there(zone.id, direction)
    told = zip(CROSSING, (mode, point, destination.id, origin.id), strict=True)
    crossing = tuple(item for item in told if item[0] in names)
    onward = book.reads.any_there(zone.id, direction, OF_JOURNEYS)
    toward = leads_to(query, side) if onward else ()
    there = direction, zone.id, mode in MOTOR_MODES, toward
    by_day = book.reads.any_there(zone.id, direction, OF_THE_DAY)
    return Post(side, crossing, there, book.interned((there, crossing)), by_day)


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
        #: What tells these sides from those of others.
        self.number = book.number()
        #: Equal travellers, such as those of a coach party, are judged once: as the first of them.
        self.distinct = tuple(dict.fromkeys(travellers.index(person) for person in travellers))
        #: For each traveller, the place of those equal in what a side says.
        self.places = [self.distinct.index(travellers.index(person)) for person in travellers]
        self.dated = is_dated(asked)
        self._cases: dict[tuple[object, ...], Cases] = {}
        self._shown: dict[tuple[Presentation, ...], tuple[Presentation, ...]] = {}
        self._decided: dict[tuple[object, ...], Said] = {}
        self._together: dict[tuple[int, ...], Together] = {}

    @property
    def is_full(self) -> bool:
        """Whether so much is remembered that the next question begins anew."""
        return len(self._decided) > MOST_SIDES

    def course(
        self, query: Query, post: Post, start: datetime, end: datetime, history: History
    ) -> Course:
        """One side between two instants (UTC) as one of the questions goes, from the first on."""
        first = before = self._at(query, post, start, history)
        later: list[tuple[datetime, Said]] = []
        for at in self._turns(post, start, end):
            said = self._at(query, post, at, history)
            if said is not before:
                later.append((at, said))
                before = said
        return Course(first, tuple(later))

    def together(self, said: list[Said]) -> Together:
        """What all sides of a leg say of the travellers, and the worst of it."""
        key = tuple(map(id, said))  # which are kept as long as this
        found = self._together.get(key)
        if found is None:
            distinct = [
                TravellerDecision(tuple(side[number] for side in said))
                for number in range(len(self.distinct))
            ]
            travellers = tuple(distinct[place] for place in self.places)
            verdict = max(traveller.verdict for traveller in distinct)
            found = self._together[key] = travellers, verdict
        return found

    def _turns(self, post: Post, start: datetime, end: datetime) -> list[datetime]:
        """The instants in between, in order, at which a rule may change or a day begins.

        On a new day a visa or permit may have run out.
        """
        direction, zone, *_ = post.side
        by_day = self.dated or post.asks_for_days
        first, stretch, _ = self.book.law_at(zone.id, direction, post.side.mode, start)
        last, its_stretch, _ = self.book.law_at(zone.id, direction, post.side.mode, end)
        if stretch == its_stretch and not by_day:
            return []
        days = (last.date() - first.date()).days if by_day else 0
        moments = [
            *self.book.boundaries(zone.id, direction, first, last),
            *(datetime.combine(first.date() + timedelta(n), MIDNIGHT) for n in range(1, days + 1)),
        ]
        found = {instant(moment, zone.clock) for moment in moments}
        return sorted(moment for moment in found if start < moment < end)

    def _at(self, query: Query, post: Post, at: datetime, history: History) -> Said:
        """What a side says of each traveller at an instant.

        Between changes of law, a day is all that matters of the moment, and that only if something
        told is dated, or a rule asks for the day itself.
        """
        direction, zone, *_ = post.side
        moment, stretch, uncovered = self.book.law_at(zone.id, direction, post.side.mode, at)
        by_day = moment.date() if self.dated or post.asks_for_days else None
        asks_since = direction == "exit" and post.asks_for_days
        entered = history.entered.get(zone.area) if asks_since else None
        key = post.number, stretch, uncovered, by_day, entered, *history.used.items()
        decided = self._decided.get(key)
        if decided is None:
            side = post.side._replace(day=moment.date(), entered=entered)
            asked = Asked(query, side, post.crossing, (*post.there, by_day, entered), uncovered)
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
        cases, stated = self._cases_of(asked, number, used)
        said: list[Judged] = []
        for place, (shown, fold) in enumerate(zip(*cases, strict=True)):
            facts = stated[place].itself if stated else partial(asked.facts, number, shown)
            said.append(judge_folded(self.book, where, fold, facts, asked.crossing))
        strict = min([judged.strict for judged in said])
        if uncovered:
            strict = max(strict, Verdict.UNDETERMINED)
        refusing = tuple([judged.strictly_refusing for judged in said])
        decided = [
            SideDecision(direction, zone, shown, judged, uncovered, strict, refusing)
            for shown, judged in zip(cases[0], said, strict=True)
        ]
        return min(decided, key=preference) if len(decided) > 1 else decided[0]

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
        reads = self.book.reads.there(zone.id, direction, besides=_CROSSING)
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
