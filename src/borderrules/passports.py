"""Which ordinary passports need a visa for a short stay, by the rule on entry documents.

The rule itself is judged, for a traveller who has told all that it could ask for: this passport
with a chip, no visa, no permit, no relatives, an adult tourist of no special role.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from borderrules.conditions import NONE
from borderrules.dates import MIDNIGHT
from borderrules.decisions import Finding, Outcome, judge
from borderrules.facts import Presentation, Side, facts_of
from borderrules.query import Query, TravelDocument, Traveller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from borderrules.measures import Rule, Zone
    from borderrules.rulebook import Rulebook

RULE: Final = "schengen/entry-document"

#: The states of the area that border Russia.
NEIGHBOURS: Final = ("NO", "FI", "EE", "LV", "LT", "PL")

#: Who issues ordinary passports: the members of the United Nations, then six more.
ISSUERS: Final = tuple(
    """
    AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG
    CH CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FR GA GB GD GE GH
    GM GN GQ GR GT GW GY HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KI KM KN KP KR KW KZ
    LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MR MT MU MV MW MX MY MZ NA NE NG
    NI NL NO NP NR NZ OM PA PE PG PH PK PL PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN
    SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TZ UA UG US UY UZ VC VE VN VU WS YE ZA ZM
    ZW VA XK TW HK MO PS
    """.split()
)


class Standing(NamedTuple):
    """What the rule says of one passport: `need` is a word, `why` the exemptions behind it."""

    need: str
    why: tuple[str, ...]
    finding: Finding


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


def standings(book: Rulebook, day: date) -> dict[str, dict[str, Standing]]:
    """By passport and state, the standing on a day."""
    return {
        code: {state: standing(book, code, state, day) for state in NEIGHBOURS} for code in ISSUERS
    }


def changes(book: Rulebook, first: date, last: date) -> tuple[Change, ...]:
    """Every change of standing after the first day, up to the last, in order of time."""
    found: dict[tuple[str, date, str, str], Change] = {}
    for state in NEIGHBOURS:
        days = [first, *_days_of_change(book, book.zones[state], first, last)]
        before = {code: standing(book, code, state, first) for code in ISSUERS}
        for day in days[1:]:
            for code in ISSUERS:
                old, new = before[code], standing(book, code, state, day)
                before[code] = new
                if old[:2] != new[:2]:
                    key = (code, day, old.need, new.need)
                    known = found.get(key, Change(code, day, old, new, ()))
                    found[key] = known._replace(states=(*known.states, state))
    return tuple(sorted(found.values(), key=lambda change: (change.day, change.code)))


def _days_of_change(book: Rulebook, zone: Zone, first: date, last: date) -> Iterator[date]:
    """The days on which the rule's version, or a group that it reads, is another than before."""
    rule = _rule(book, zone)
    groups = {
        test.group
        for version in rule.versions
        for condition in (version.condition, *(e.condition for e in version.exemptions))
        for test in condition.tests
        if test.group
    }

    def law(moment: datetime) -> tuple[object, ...]:
        members = book.members_at(moment, date.max)
        return rule.state(moment, date.max), *(members(name) for name in sorted(groups))

    after, before = (datetime.combine(day, MIDNIGHT) for day in (first, last + timedelta(days=1)))
    then = law(after)
    for moment in book.boundaries(zone.id, "entry", after, before):
        now = law(moment)
        if now != then:
            yield moment.date()
        then = now


def _rule(book: Rulebook, zone: Zone) -> Rule:
    return next(rule for rule in book.rules_in(zone.id, "entry") if rule.id == RULE)
