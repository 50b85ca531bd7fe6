"""Whether a visa would be issued to a traveller: rules with `direction: issuance`.

They never touch a verdict at the border (a visa that was issued stays what it is); they tell
somebody who holds none whether applying is any use.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from borderrules.decisions import Finding, Verdict, judge, worst
from borderrules.facts import facts_of
from borderrules.measures import Zone
from borderrules.presentation import Presentation, Side
from borderrules.terms import SCHENGEN_VISAS

if TYPE_CHECKING:
    from borderrules.query import Query
    from borderrules.rulebook import Rulebook
    from borderrules.traveller import Traveller, Visa


class Issuance(NamedTuple):
    """What the rules on issuance say of one visa for one traveller on the day of application."""

    verdict: Verdict
    findings: tuple[Finding, ...]

    @property
    def bearing(self) -> tuple[Finding, ...]:
        """The findings that stand, or may stand, against it."""
        return tuple(f for f in self.findings if f.verdict is not Verdict.ALLOWED)


def check_issuance(
    book: Rulebook, query: Query, traveller: Traveller, visa: Visa, *, known_on: date = date.max
) -> Issuance:
    """Judge an application for `visa` (kind and issuing state told) on the query's day.

    Where the number of entries is not said, one is meant. `allowed` means that no known rule
    stands against it, not that it will be granted.
    """
    state = str(visa.issued_by)
    moment: datetime = query.on  # type: ignore[assignment]
    unions = ("SCHENGEN",) if visa.kind in SCHENGEN_VISAS else ()
    place = Zone(state, {}, state, "UTC", (state, *unions))
    side = Side("issuance", place, place, place, "", "", moment.date())
    if visa.entries is None:
        visa = replace(visa, entries="one")
    document = traveller.documents[0] if traveller.documents else None
    facts = facts_of(query, traveller, Presentation(document, visa), side)
    members = book.members_at(moment, known_on)
    findings = tuple(
        judge(rule, facts, moment, known_on, members)
        for code in place.jurisdictions
        for rule in book.rules_of(code, "issuance")
    )
    return Issuance(worst(findings, "traveller"), findings)
