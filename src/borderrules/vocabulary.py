"""The table of facts: what rules may test, of which type, how asked, what is presumed.

A fact is *told* (read from the question) or *derived* (from the question, the side of the
border and the route so far; see `facts`). A presumption is what holds for an ordinary private
traveller who did not say otherwise (S10); `...` means that nothing is presumed and the
traveller is asked. `changeable` says whether a remedy may move the fact (S14).
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, NamedTuple

from borderrules.countries import country_code
from borderrules.dates import parse_day
from borderrules.errors import said, suggestion
from borderrules.terms import ENUMS, N_

#: `code`: ISO 3166 / ICAO 9303; `zone`, `point`: ids of the rules folder; `enum`: see terms.ENUMS.
FactType = Literal["code", "zone", "point", "enum", "truth", "number", "date", "span"]
Changeable = Literal["choice", "application", "never"]


class Fact(NamedTuple):
    """One row of the table; `presumed` is `...` (nothing), a value, or `=other.fact`."""

    name: str
    type: FactType
    enum: str = ""
    presumed: object = ...
    changeable: Changeable = "never"
    extraordinary: bool = False
    told: bool = True
    question: str = ""

    @property
    def prefix(self) -> str:
        """`vehicle.owner.residence` → `vehicle`; facts of one thing share it."""
        return self.name.partition(".")[0]


#: Prefixes whose facts are lists of items (S1): all tests under one prefix bind one item.
LISTS: Final = frozenset({"citizenship", "permit", "family", "property", "goods"})

#: Prefixes of things that may be absent: then all their facts are the known value `none`.
THINGS: Final = frozenset({"visa", "vehicle", "trailer"}) | LISTS


#: A span is a pair of days; an unremarkable document was issued, or will expire, a year away.
_ONE_YEAR: Final = (date(2001, 1, 1), date(2002, 1, 1))


def _table() -> dict[str, Fact]:
    rows: list[Fact] = []

    def fact(
        name: str,
        type_: str,
        presumed: object = ...,
        changeable: Changeable = "never",
        question: str = "",
        *,
        told: bool = True,
        extraordinary: bool = False,
    ) -> None:
        kind, _, enum = type_.partition(":")
        rows.append(
            Fact(name, kind, enum, presumed, changeable, extraordinary, told, question)  # type: ignore[arg-type]
        )

    # fmt: off
    fact("nationality", "code", question=N_("Which state issued the travel document that will be shown?"))
    fact("purpose", "enum:purpose", question=N_("What is the purpose of the journey?"))
    fact("mode", "enum:mode", changeable="choice", question=N_("By what means will the border be crossed?"))

    fact("document.kind", "enum:travel_document", "passport", "choice", N_("What kind of travel document is it?"))
    fact("document.issued_by", "code", "=nationality", "choice", N_("Which state issued the document?"))
    fact("document.issuing_region", "enum:issuing_region", "regular", "choice", N_("Where was the passport issued?"))
    fact("document.biometric", "truth", True, "choice", N_("Is the passport biometric (with a chip)?"))
    fact("document.issued_on", "date", changeable="choice", question=N_("When was the travel document issued?"))
    fact("document.expires_on", "date", changeable="choice", question=N_("When does the travel document expire?"))
    fact("document.valid", "truth", True, "choice", N_("Is the travel document valid on the day?"), told=False)
    fact("document.age_at_entry", "span", _ONE_YEAR, "choice", N_("When was the travel document issued?"), told=False)
    fact("document.left_after_stay", "span", _ONE_YEAR, "choice", N_("When does the travel document expire?"), told=False)
    fact("document.holder_age_at_issue", "number", 30, "choice", N_("How old was the holder when the passport was issued?"))

    fact("visa.kind", "enum:visa", changeable="application", question=N_("Which visa is held, if any?"))
    fact("visa.issued_by", "code", changeable="application", question=N_("Which state issued the visa?"))
    fact("visa.purpose", "enum:purpose", "=purpose", "application", N_("For what purpose was the visa issued?"))
    fact("visa.entries", "enum:visa_entries", "multiple", "application", N_("How many entries does the visa allow?"))
    fact("visa.issued_on", "date", changeable="application", question=N_("When was the visa issued?"))
    fact("visa.applied_on", "date", changeable="application", question=N_("When was the visa applied for?"))
    fact("visa.valid_from", "date", changeable="application", question=N_("From which day is the visa valid?"))
    fact("visa.valid_until", "date", changeable="application", question=N_("Until which day is the visa valid?"))
    fact("visa.usable", "truth", True, "application", N_("Is the visa valid on the day, with an entry and days left?"), told=False)
    fact("visa.entries_left", "number", 1, "application", N_("How many entries are left on the visa?"))
    fact("visa.valid_here", "truth", True, "application", N_("Is the visa valid for the state that is entered?"))
    fact("visa.in_this_document", "truth", True, "choice", N_("Is the visa in the document that is shown?"))
    fact("visa.by_here", "truth", told=False)
    fact("visa.by_destination", "truth", told=False)

    fact("permit.kind", "enum:permit", "none", "application", N_("Which residence or other permits are held?"))
    fact("permit.issued_by", "code", "none", "application", N_("Which state issued the permit?"))
    fact("permit.issued_on", "date", "none", "application", N_("When was the permit issued?"))
    fact("permit.valid", "truth", True, "application", N_("Is the permit valid on the day?"), told=False)
    fact("permit.by_here", "truth", told=False)
    fact("permit.by_destination", "truth", told=False)

    fact("citizenship.of", "code", "=nationality", question=N_("Of which states is the traveller a citizen?"))

    fact("family.relation", "enum:relation", "none", question=N_("Which close relatives matter for this journey, and where do they live?"))
    fact("family.nationality", "code", "none", question=N_("What is the relative's nationality?"))
    fact("family.residence", "code", "none", question=N_("In which state does the relative live?"))
    fact("family.standing", "enum:standing", "none", question=N_("What is the relative's standing there?"))
    fact("family.travels_along", "truth", "none", question=N_("Does the relative travel along?"))
    fact("family.mobile_eu", "truth", "none", question=N_("Does the relative live in an EU state other than their own?"))
    fact("family.visited", "truth", "none", told=False)

    fact("property.in", "code", "none", question=N_("In which states does the traveller own real estate?"))
    fact("property.acquired_on", "date", "none", question=N_("When was the real estate acquired?"))

    fact("goods.kind", "enum:goods", "none", "choice", N_("Which restricted goods are carried?"))
    fact("goods.currency", "enum:currency", "none", "choice", N_("In which currency are the banknotes?"))
    fact("goods.use", "enum:goods_use", "none", "choice", N_("What are the goods for?"))
    fact("goods.value_eur", "number", "none", "choice", N_("What are the goods worth, in euros?"))

    fact("traveller.residence", "code", "=nationality", question=N_("In which state does the traveller live?"))
    fact("traveller.age", "number", 30, question=N_("How old is the traveller?"))
    fact("traveller.role", "enum:role", "ordinary", question=N_("Does the traveller have a special role (diplomat, crew …)?"), extraordinary=True)
    fact("traveller.grounds", "enum:grounds", "none", question=N_("Are there special grounds (humanitarian …)?"), extraordinary=True)
    fact("traveller.listed", "enum:listing", "none", question=N_("Is the traveller on a sanctions or entry-ban list?"), extraordinary=True)
    fact("traveller.company", "enum:company", "alone", question=N_("With whom does the minor travel?"))
    fact("traveller.former_citizen_of_ukraine", "truth", False, question=N_("Was the traveller ever a citizen of Ukraine?"))

    fact("vehicle.registered_in", "code", changeable="choice", question=N_("In which state is the vehicle registered?"))
    fact("vehicle.kind", "enum:vehicle", "passenger_car", "choice", N_("What kind of vehicle is it?"))
    fact("vehicle.seats", "number", 5, "choice", N_("How many seats has the vehicle, the driver's included?"))
    fact("vehicle.use", "enum:vehicle_use", "private", question=N_("What is the vehicle used for?"))
    fact("vehicle.plate", "enum:plate", "ordinary", question=N_("Which number plates has the vehicle?"))
    fact("vehicle.mass_t", "number", 2, "choice", N_("What is the vehicle's permissible mass, in tonnes?"))
    fact("vehicle.entered_on", "date", question=N_("When did the vehicle come into the state where it is now?"))
    fact("vehicle.operator_in", "code", "=vehicle.registered_in", question=N_("In which state is the operator established?"))
    fact("vehicle.owner.nationality", "code", "=nationality", question=N_("What is the vehicle owner's nationality?"))
    fact("vehicle.owner.residence", "code", "=traveller.residence", question=N_("In which state does the vehicle's owner live?"))
    fact("vehicle.owner.is_traveller", "truth", True, question=N_("Does the vehicle belong to the traveller?"))
    fact("vehicle.owner.family_of_eu", "truth", False, question=N_("Is the owner close family of an EU or EEA citizen living in Russia?"))
    fact("vehicle.owner_on_board", "truth", True, question=N_("Does the vehicle's owner travel in it?"))
    fact("vehicle.transit_declared", "truth", False, "choice", N_("Was the vehicle's transit declared beforehand in the state's register?"))
    fact("trailer.registered_in", "code", "none", "choice", N_("In which state is the trailer registered?"))
    fact("service.kind", "enum:service", "scheduled", "choice", N_("Is it a scheduled coach line or an occasional trip?"))

    fact("crossing.point", "point", changeable="choice", told=False, question=N_("At which crossing point?"))
    fact("crossing.into", "zone", told=False)
    fact("crossing.out_of", "zone", told=False)
    fact("crossing.side", "enum:side", told=False)
    fact("crossing.external", "truth", True, told=False)

    fact("trip.destination_state", "code", told=False)
    fact("trip.transit", "truth", False, told=False)
    fact("trip.kaliningrad_transit", "truth", False, told=False)
    fact("trip.to_residence", "truth", False, told=False)
    fact("trip.returning_home", "truth", False, told=False)
    fact("trip.svalbard_passage", "truth", False, told=False)
    fact("trip.in_border_area", "truth", False, "choice", N_("Does the journey stay within the local border traffic area?"))
    fact("trip.hours_here", "number", 0, "choice", N_("How many hours does the passage through the state take?"))
    fact("trip.visits_to_russia_or_belarus", "number", 0, question=N_("How many trips to Russia or Belarus in these three months, this one included?"))

    fact("stay.days", "number", 1, "choice", N_("How many days will the stay last?"))
    fact("stay.max_in_180", "number", 1, told=False, question=N_("On which days was the traveller in the Schengen area in the last 180 days?"))
    fact("stay.days_this_year", "number", 1, told=False, question=N_("How many days was the traveller there this year?"))
    fact("stay.entered_on", "date", told=False, question=N_("When did the present stay begin?"))
    # fmt: on
    return {row.name: row for row in rows}


FACTS: Final[dict[str, Fact]] = _table()

#: What answers (by default) and cases presume (S10); lists are presumed empty, given by prefix.
PRESUMED: Final[dict[str, object]] = {
    **{
        name: row.presumed
        for name, row in FACTS.items()
        if row.presumed is not ... and row.prefix not in LISTS
    },
    **dict.fromkeys(LISTS, ()),
    "family.travels_along": False,
    "family.mobile_eu": False,
}

#: What stays presumed on a strict reading: extraordinary facts, and that nothing restricted is carried.
PRESUMED_STRICTLY: Final[dict[str, object]] = {
    **{name: row.presumed for name, row in FACTS.items() if row.extraordinary},
    "goods": (),
}

#: What an item that was told is, on a strict reading too, where the telling left it out.
ITEM_PRESUMED: Final[dict[str, object]] = {"permit.valid": True, "goods.use": "own_travel"}


def read_value(fact: Fact, raw: object) -> object:
    """A told value as the fact's type; raises ValueError in the domain's words.

    >>> read_value(FACTS["nationality"], "rus")
    'RU'
    >>> read_value(FACTS["vehicle.seats"], -1)
    Traceback (most recent call last):
    ValueError: must be a number from 0 up, not `-1`
    """
    if raw == "none" and fact.prefix in THINGS:
        return raw
    if fact.type == "truth":
        if isinstance(raw, bool):
            return raw
        raise ValueError(f"must be true or false, not `{said(raw)}`")
    if fact.type == "number":
        if isinstance(raw, int | float) and not isinstance(raw, bool) and 0 <= raw < 1e9:
            return raw
        raise ValueError(f"must be a number from 0 up, not `{said(raw)}`")
    if fact.type == "date" and isinstance(raw, date):
        return raw
    if not isinstance(raw, str):
        raise ValueError(f"must be text, not `{said(raw)}`")
    if fact.type == "code":
        return country_code(raw)
    if fact.type == "date":
        return parse_day(raw)
    if fact.type == "span":
        start, _, end = raw.partition("/")
        return parse_day(start), parse_day(end)
    if fact.type == "enum" and raw not in ENUMS[fact.enum]:
        known = ENUMS[fact.enum]
        raise ValueError(f"`{said(raw)}` is none of {', '.join(known)}{suggestion(raw, known)}")
    return raw
