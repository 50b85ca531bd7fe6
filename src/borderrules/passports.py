"""Which ordinary passports need a visa for a short stay, by the rule on entry documents.

The rule itself is judged, for a traveller who has told all that it could ask for: this passport
with a chip, no visa, no permit, no relatives, an adult tourist of no special role.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from borderrules.conditions import NONE
from borderrules.dates import MIDNIGHT
from borderrules.decisions import Finding, Outcome, judge
from borderrules.facts import facts_of
from borderrules.presentation import Presentation, Side
from borderrules.query import Query
from borderrules.traveller import TravelDocument, Traveller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from borderrules.measures import Rule, Zone
    from borderrules.rulebook import Rulebook

RULE: Final = "schengen/entry-document"

#: The states of the area that border Russia.
NEIGHBOURS: Final = ("NO", "FI", "EE", "LV", "LT", "PL")

#: Who issues ordinary passports: the members of the United Nations, then six more.
_ISSUERS: Final = """
AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG
CH CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FR GA GB GD GE GH
GM GN GQ GR GT GW GY HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KI KM KN KP KR KW KZ
LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MR MT MU MV MW MX MY MZ NA NE NG
NI NL NO NP NR NZ OM PA PE PG PH PK PL PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN
SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TZ UA UG US UY UZ VC VE VN VU WS YE ZA ZM
ZW VA XK TW HK MO PS
"""
ISSUERS: Final = tuple(_ISSUERS.split())


class Standing(NamedTuple):
    """What the rule says of one passport: `need` is a word, `why` the exemptions behind it."""

    need: str
    why: tuple[str, ...]
    finding: Finding


#: By passport and state.
Standings = dict[str, dict[str, Standing]]


class Change(NamedTuple):
    """A passport's standing from a day on, and the one until then."""

    code: str
    day: date
    before: Standing
    after: Standing
    states: tuple[str, ...]


def standing(book: Rulebook, code: str, state: str, day: date) -> Standing:
    """The standing of an ordinary biometric passport at a state's border with Russia on a day."""
    zone = book.zones[state]
    rule = _rule(book, zone)
    document = TravelDocument(issued_by=code, kind="passport", biometric=True)
    traveller = Traveller(
        documents=(document,), visas=(), permits=(), family=(), property=(), age=40, role="ordinary"
    )
    origin = book.zones[next(n for n in ("RU", "RU-KGD") if n in book.neighbours(state))]
    point = next(p for p in book.points_between(origin.id, zone.id) if p.kind == "road")
    query = Query(
        origin=origin.id,
        destination=state,
        on=day,
        purpose="tourism",
        modes=("bus",),
        vehicle="none",
        goods=(),
        traveller=traveller,
    )
    side = Side("entry", zone, origin, zone, point.id, "bus", day)
    facts = facts_of(query, traveller, Presentation(document, NONE), side)
    moment = datetime.combine(day, MIDNIGHT)
    finding = judge(rule, facts, moment, date.max, book.members_at(moment, date.max))
    return Standing(*_need(finding), finding)


def _need(finding: Finding) -> tuple[str, tuple[str, ...]]:
    if finding.outcome is Outcome.APPLIES:
        return "visa", ()
    if finding.outcome is Outcome.EXEMPT:
        ids = tuple(exemption.id for exemption in finding.exempted_by)
        return ("free movement" if "free-movement" in ids else "no visa"), ids
    if finding.outcome is Outcome.UNDETERMINED:
        return "undetermined", (*finding.unsettled, *finding.missing)
    return "not known", ()


def standings(book: Rulebook, day: date) -> Standings:
    """By passport and state, the standing on a day."""
    return {
        code: {state: standing(book, code, state, day) for state in NEIGHBOURS} for code in ISSUERS
    }


def changes(book: Rulebook, told: Standings, first: date, last: date) -> tuple[Change, ...]:
    """Every change after the first day, whose standings are told, up to the last; in order."""
    found: dict[tuple[str, date, str, str], Change] = {}
    for state in NEIGHBOURS:
        laws = list(_laws(book, book.zones[state], first, last))
        for code in ISSUERS:
            now = told[code][state]
            # A group that neither gains nor loses this passport, or the two states, is as before.
            named = {code, state, "RU"}
            for old, new in pairwise(laws):
                if old.of(named) == new.of(named):
                    continue
                before, now = now, standing(book, code, state, new.day)
                if before[:2] != now[:2]:
                    key = (code, new.day, before.need, now.need)
                    known = found.get(key, Change(code, new.day, before, now, ()))
                    found[key] = known._replace(states=(*known.states, state))
    return tuple(sorted(found.values(), key=lambda change: (change.day, change.code)))


class _Law(NamedTuple):
    """The rule's version from a day on, and the groups that it reads."""

    day: date
    version: object
    countries: dict[str, frozenset[object]]
    others: dict[str, frozenset[object]]

    def of(self, named: set[str]) -> tuple[object, ...]:
        """What of it can bear on somebody of whom only these countries are told."""
        held = {name: members & named for name, members in self.countries.items()}
        return self.version, held, self.others


def _laws(book: Rulebook, zone: Zone, first: date, last: date) -> Iterator[_Law]:
    """The law on the first day, and on each day up to the last on which it changes."""
    rule = _rule(book, zone)
    groups = {
        test.group
        for version in rule.versions
        for condition in (version.condition, *(e.condition for e in version.exemptions))
        for test in condition.tests
        if test.group
    }
    countries = {name for name in groups if book.group(name).of == "country"}
    after, before = (datetime.combine(day, MIDNIGHT) for day in (first, last + timedelta(days=1)))
    last_law: tuple[object, ...] = ()
    for moment in (after, *book.boundaries(zone.id, "entry", after, before)):
        members = book.members_at(moment, date.max)
        law = _Law(
            moment.date(),
            rule.state(moment, date.max),
            {name: members(name) for name in sorted(countries)},
            {name: members(name) for name in sorted(groups - countries)},
        )
        if law[1:] != last_law:
            yield law
        last_law = law[1:]


def _rule(book: Rulebook, zone: Zone) -> Rule:
    return next(rule for rule in book.rules_in(zone.id, "entry") if rule.id == RULE)
