"""Facts that change as days go by: papers run out, days of stay add up (S7).

Nearly all facts of a journey are the same on any day. Some jump on a told day (a visa is valid
no more), some slide (how long ago a passport was issued) and turn a test on the day on which they
pass its bound. `turns` finds these days without looking at every one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from borderrules.conditions import Test
from borderrules.stay import WINDOW
from borderrules.vocabulary import FACTS, LISTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from borderrules.conditions import Facts
    from borderrules.query import Query

DAY: Final = timedelta(days=1)

#: Facts that jump on a told day, or on the day after it, and are the same between.
JUMPING: Final = frozenset({"document.valid", "visa.usable", "permit.valid", "trip.to_residence"})

#: Facts that between hinges only grow, only shrink, or stay as they are.
SLIDING: Final = frozenset(
    {
        "document.age_at_entry",
        "document.left_after_stay",
        "stay.days",
        "stay.days_this_year",
        "stay.entered_on",
        "stay.max_in_180",
    }
)

Reading = Callable[["Facts"], object]
"""What of the facts may matter to a test."""


def hinges(query: Query, first: date, last: date) -> tuple[date, ...]:
    """Days, in order, between which facts jump never and slide one way, `first` and `last` too.

    Both the day of a change and the day before are there.
    """
    stay = query.leave_on - query.on.date() if query.leave_on else timedelta()  # type: ignore[operator, union-attr]
    found = {first, last}
    for day in _told_days(query):
        found |= {day - DAY, day, day + DAY}
    edges: set[date] = set()
    for past in query.stays or ():
        ends: tuple[date, ...] = (past.entry, past.exit)  # type: ignore[assignment]
        edges |= {edge for day in ends for edge in (day, day + WINDOW * DAY - stay)}
    if query.leave_on:
        years = (date(year, 1, 1) for year in range(first.year, last.year + 2))
        edges |= {day for year in years for day in (year, year - stay)}
    found |= {day + n * DAY for day in edges for n in range(-2, 3)}
    return tuple(sorted(day for day in found if first <= day <= last))


def _told_days(query: Query) -> Iterator[date]:
    """The days on which papers begin or run out."""
    for person in query.travellers:
        for thing in (*(person.documents or ()), *(person.visas or ()), *(person.permits or ())):
            for name in ("issued_on", "expires_on", "valid_from", "valid_until"):
                if (day := getattr(thing, name, None)) is not None:
                    yield day


def turns(facts_on: Callable[[date], Facts], test: Test, days: tuple[date, ...]) -> set[date]:
    """The days on which a test may turn; `days` are hinges, between which it turns once at most."""
    found: set[date] = set()
    for reads in _readings(test):
        values = [reads(facts_on(day)) for day in days]
        for (before, old), (after, new) in pairwise(zip(days, values, strict=True)):
            if new == old:
                continue
            while after - before > DAY:
                middle = before + (after - before) // 2
                if reads(facts_on(middle)) == old:
                    before = middle
                else:
                    after = middle
            found.add(after)
    return found


def _readings(test: Test) -> Iterator[Reading]:
    """What a test reads of a fact that changes with the day: of a sliding one, each bound."""
    if test.fact in JUMPING:
        yield _value(test.fact)
    for bound in (test.at_least, test.at_most, *test.values) if test.fact in SLIDING else ():
        if bound is not None:
            yield _passes(Test(test.fact, at_least=bound))
            yield _passes(Test(test.fact, at_most=bound))


def _value(fact: str) -> Reading:
    prefix = FACTS[fact].prefix
    if prefix in LISTS:
        return lambda facts: [item.get(fact) for item in facts.items.get(prefix, ())]
    return lambda facts: facts.read(fact)


def _passes(test: Test) -> Reading:
    return lambda facts: test.holds(facts.read(test.fact)[0], _no_group)


def _no_group(_: str) -> frozenset[object]:
    return frozenset()
