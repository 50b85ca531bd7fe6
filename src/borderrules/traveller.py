"""Who travels: documents, visas, permits, family and property of a person.

Every value is checked against the table of facts as the object is made. `None` means "not said",
an empty tuple "none". Names, document numbers and birth dates have no place here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from borderrules.errors import said
from borderrules.telling import Day, Telling, Told

#: Papers that only one state issues.
VISA_ISSUERS: Final = {"FTD": "LT", "FRTD": "LT", "e_visa": "RU"}
#: The nationality in the alien's passports of states that have non-citizens of their own.
_NON_CITIZENS: Final = {"EE": "EEN", "LV": "LVN"}
#: Documents for people who are no citizens of the state that issues them.
_FOR_OTHERS: Final = ("aliens_passport", "refugee_travel_document", "stateless_travel_document")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class TravelDocument(Told):
    """A travel document; `nationality` is left out where it is the issuing state's own.

    Estonian and Latvian alien's passports are those of non-citizens (`EEN`, `LVN`) where nothing
    else is told, and a document issued to one of these is an alien's passport.
    """

    issued_by: str
    kind: str = "passport"
    nationality: str | None = None
    biometric: bool | None = None
    issuing_region: str | None = None
    issued_on: Day = None
    expires_on: Day = None
    holder_age_at_issue: int | None = None

    def __post_init__(self) -> None:
        problems = Telling(self, "document")
        problems.read_facts()
        problems.read("nationality", "nationality")
        problems.in_order("issued_on", "expires_on")
        if self.kind == "passport" and self.issued_by in _NON_CITIZENS.values():
            problems.set("kind", "aliens_passport")
        if self.kind in _FOR_OTHERS and self.nationality is None and not problems.found:
            self._read_non_citizen(problems)
        problems.done()

    def _read_non_citizen(self, problems: Telling) -> None:
        codes = _NON_CITIZENS if self.kind == "aliens_passport" else {}
        if self.issued_by in codes:
            problems.set("nationality", codes[self.issued_by])
        elif self.issued_by not in codes.values():
            message = "is not that of the issuing state; give it, such as `XXA` for stateless"
            problems.add("nationality", message)

    @property
    def holder_nationality(self) -> str:
        """The nationality that the document states."""
        return self.nationality or self.issued_by


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Visa(Told):
    """A visa held; `valid_for` lists states where its territory is limited."""

    kind: str
    issued_by: str | None = None
    purpose: str | None = None
    entries: str | None = None
    entries_left: int | None = None
    issued_on: Day = None
    applied_on: Day = None
    valid_from: Day = None
    valid_until: Day = None
    valid_for: tuple[str, ...] | None = None
    in_this_document: bool | None = None

    def __post_init__(self) -> None:
        problems = Telling(self, "visa")
        problems.read_facts()
        for first, second in (
            ("issued_on", "valid_until"),
            ("valid_from", "valid_until"),
            ("applied_on", "issued_on"),
        ):
            problems.in_order(first, second)
        if self.kind == "none":
            problems.add("kind", "`none` is no visa; say `visas: none` instead")
        issuer = VISA_ISSUERS.get(self.kind) if isinstance(self.kind, str) else None
        if issuer and self.issued_by is None:
            problems.set("issued_by", issuer)
        elif issuer and self.issued_by != issuer and not problems.found:
            problems.add(
                "issued_by", f"a visa `{self.kind}` is issued by {issuer}, not {self.issued_by}"
            )
        left = self.entries_left
        if self.entries == "one" and isinstance(left, int) and left > 1:
            problems.add("entries_left", f"{said(left)} left on a visa for one entry")
        problems.read_each("valid_for", "nationality")
        problems.done()


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Permit(Told):
    """A residence or other permit held."""

    kind: str
    issued_by: str
    issued_on: Day = None
    valid_until: Day = None

    def __post_init__(self) -> None:
        problems = Telling(self, "permit")
        problems.read_facts()
        problems.read_day("valid_until")
        problems.in_order("issued_on", "valid_until")
        problems.done()


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class FamilyMember(Told):
    """A relative who matters for the journey: kinship, citizenship, where and as what they live."""

    relation: str
    nationality: str | None = None
    residence: str | None = None
    standing: str | None = None
    travels_along: bool | None = None
    mobile_eu: bool | None = None

    def __post_init__(self) -> None:
        problems = Telling(self, "family")
        problems.read_facts()
        problems.done()


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Property(Told):
    """Real estate that the traveller owns, by state (`in_`, in files `in`)."""

    in_: str
    acquired_on: Day = None

    def __post_init__(self) -> None:
        problems = Telling(self, "property")
        problems.read_facts()
        problems.done()


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Traveller(Told):
    """A person; `nationality` is short for one ordinary passport of that state."""

    nationality: str | None = None
    documents: tuple[TravelDocument, ...] | None = None
    visas: tuple[Visa, ...] | None = None
    permits: tuple[Permit, ...] | None = None
    family: tuple[FamilyMember, ...] | None = None
    property: tuple[Property, ...] | None = None
    residence: str | None = None
    age: int | None = None
    role: str | None = None
    grounds: str | None = None
    listed: str | None = None
    company: str | None = None
    former_citizen_of_ukraine: bool | None = None

    def __post_init__(self) -> None:
        problems = Telling(self, "traveller")
        problems.read_facts()
        for name, kind in (
            ("documents", TravelDocument),
            ("visas", Visa),
            ("permits", Permit),
            ("family", FamilyMember),
            ("property", Property),
        ):
            problems.tuple_of(name, kind)
        if self.age is not None and isinstance(self.age, int | float) and self.age > 130:
            problems.add("age", f"{said(self.age)} is no age")
        if self.documents == ():
            problems.add("documents", "somebody without any travel document cannot be judged here")
        problems.read("nationality", "nationality")
        if self.nationality is not None and not problems.found:
            if self.documents is None:
                problems.set("documents", (TravelDocument(issued_by=self.nationality),))
            elif self.nationality not in {d.holder_nationality for d in self.documents}:
                problems.add("nationality", f"none of the documents is of {self.nationality}")
        problems.done()
