"""The question: who travels, with what, from where to where, when.

Every value is checked against the table of facts as the object is made, so that flags, trip files
and Python callers meet the same words. `None` means "not said"; an empty tuple means "none".
Names, document numbers and birth dates are never asked for and have no place here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Final

from borderrules.dates import YEARS, parse_day, parse_moment
from borderrules.errors import Problem, QueryError
from borderrules.vocabulary import FACTS, Fact, read_value

Day = date | str | None

#: Schengen, Russian and Lithuanian papers: which states can have issued which visa.
_VISA_ISSUERS: Final = {"FTD": "LT", "FRTD": "LT", "e_visa": "RU"}


class _Problems:
    """Collects what is wrong with one object, then raises it all."""

    def __init__(self, owner: object, prefix: str) -> None:
        self.owner, self.prefix = owner, prefix
        self.found: list[Problem] = []

    def add(self, name: str, message: str) -> None:
        self.found.append(Problem(name, 0, "BR501", f"`{name}`: {message}"))

    def set(self, name: str, value: object) -> None:
        object.__setattr__(self.owner, name, value)

    def read_facts(self) -> None:
        """Check and normalise every field that is a fact under the prefix."""
        for item in fields(self.owner):  # type: ignore[arg-type]
            name = item.name.rstrip("_")
            fact = FACTS.get(f"{self.prefix}.{name}")
            raw = getattr(self.owner, item.name)
            if fact is None or raw is None:
                continue
            try:
                self.set(item.name, _read(fact, raw))
            except ValueError as error:
                self.add(name, str(error))

    def in_order(self, first: str, second: str) -> None:
        """`first` must not be after `second`, where both are told."""
        early, late = getattr(self.owner, first), getattr(self.owner, second)
        # What is still a moment, or text, was refused above.
        if type(early) is date and type(late) is date and early > late:
            self.add(second, f"{late} is before `{first}` {early}")

    def tuple_of(self, name: str, kind: type) -> None:
        raw = getattr(self.owner, name)
        if raw is None:
            return
        if not isinstance(raw, list | tuple) or not all(isinstance(item, kind) for item in raw):
            self.add(name, f"must be a list of {kind.__name__}")
        elif len(raw) > 100:
            self.add(name, "has more than 100 items")
        else:
            self.set(name, tuple(raw))

    def done(self) -> None:
        if self.found:
            raise QueryError(self.found)


@dataclass(frozen=True, kw_only=True)
class TravelDocument:
    """A travel document; `nationality` is left out where it is the issuing state's own."""

    issued_by: str
    kind: str = "passport"
    nationality: str | None = None
    biometric: bool | None = None
    issuing_region: str | None = None
    issued_on: Day = None
    expires_on: Day = None
    holder_age_at_issue: int | None = None

    def __post_init__(self) -> None:
        problems = _Problems(self, "document")
        problems.read_facts()
        if self.nationality is not None:
            try:
                problems.set("nationality", _read(FACTS["nationality"], self.nationality))
            except ValueError as error:
                problems.add("nationality", str(error))
        problems.in_order("issued_on", "expires_on")
        problems.done()

    @property
    def holder_nationality(self) -> str:
        """The nationality that the document states."""
        return self.nationality or self.issued_by


@dataclass(frozen=True, kw_only=True)
class Visa:
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
        problems = _Problems(self, "visa")
        problems.read_facts()
        for first, second in (
            ("issued_on", "valid_until"),
            ("valid_from", "valid_until"),
            ("applied_on", "issued_on"),
        ):
            problems.in_order(first, second)
        if self.kind == "none":
            problems.add("kind", "`none` is no visa; say `visas: none` instead")
        issuer = _VISA_ISSUERS.get(self.kind) if isinstance(self.kind, str) else None
        if issuer and self.issued_by is None:
            problems.set("issued_by", issuer)
        elif issuer and self.issued_by != issuer and not problems.found:
            problems.add(
                "issued_by", f"a visa `{self.kind}` is issued by {issuer}, not {self.issued_by}"
            )
        left = self.entries_left
        if self.entries == "one" and isinstance(left, int) and left > 1:
            problems.add("entries_left", f"{left} left on a visa for one entry")
        if self.valid_for is not None:
            self._read_territory(problems)
        problems.done()

    def _read_territory(self, problems: _Problems) -> None:
        told: Any = self.valid_for
        states = (told,) if isinstance(told, str) else told
        if not isinstance(states, list | tuple):
            problems.add("valid_for", "must be a list of states")
            return
        try:
            codes = (str(_read(FACTS["nationality"], state)) for state in states)
            problems.set("valid_for", tuple(dict.fromkeys(codes)))
        except ValueError as error:
            problems.add("valid_for", str(error))


@dataclass(frozen=True, kw_only=True)
class Permit:
    """A residence or other permit held."""

    kind: str
    issued_by: str
    issued_on: Day = None
    valid_until: Day = None

    def __post_init__(self) -> None:
        problems = _Problems(self, "permit")
        problems.read_facts()
        try:
            if self.valid_until is not None:
                problems.set("valid_until", _day(self.valid_until))
        except ValueError as error:
            problems.add("valid_until", str(error))
        problems.in_order("issued_on", "valid_until")
        problems.done()


@dataclass(frozen=True, kw_only=True)
class FamilyMember:
    """A relative who matters for the journey: kinship, citizenship, where and as what they live."""

    relation: str
    nationality: str | None = None
    residence: str | None = None
    standing: str | None = None
    age: int | None = None
    travels_along: bool | None = None
    mobile_eu: bool | None = None

    def __post_init__(self) -> None:
        problems = _Problems(self, "family")
        problems.read_facts()
        problems.done()


@dataclass(frozen=True, kw_only=True)
class Property:
    """Real estate that the traveller owns, by state (`in_`, in files `in`)."""

    in_: str
    acquired_on: Day = None

    def __post_init__(self) -> None:
        problems = _Problems(self, "property")
        problems.read_facts()
        problems.done()


@dataclass(frozen=True, kw_only=True)
class Goods:
    """Goods carried; `value_eur` in euros, `quantity` in the unit that the rule names."""

    kind: str
    currency: str | None = None
    use: str | None = None
    value_eur: float | None = None
    quantity: float | None = None

    def __post_init__(self) -> None:
        problems = _Problems(self, "goods")
        problems.read_facts()
        problems.done()


@dataclass(frozen=True, kw_only=True)
class Traveller:
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
        problems = _Problems(self, "traveller")
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
            problems.add("age", f"{self.age} is no age")
        if self.documents == ():
            problems.add("documents", "somebody without any travel document cannot be judged here")
        if self.nationality is not None and not problems.found:
            self._read_nationality(problems)
        problems.done()

    def _read_nationality(self, problems: _Problems) -> None:
        try:
            code = str(_read(FACTS["nationality"], self.nationality))
        except ValueError as error:
            problems.add("nationality", str(error))
            return
        problems.set("nationality", code)
        if self.documents is None:
            problems.set("documents", (TravelDocument(issued_by=code),))
        elif code not in {d.holder_nationality for d in self.documents}:
            problems.add("nationality", f"none of the documents is of {code}")


@dataclass(frozen=True, kw_only=True)
class Owner:
    """The owner of the vehicle, where that is not the traveller."""

    nationality: str | None = None
    residence: str | None = None
    family_of_eu: bool | None = None

    def __post_init__(self) -> None:
        problems = _Problems(self, "vehicle.owner")
        problems.read_facts()
        problems.done()


@dataclass(frozen=True, kw_only=True)
class Vehicle:
    """The vehicle that is brought along; seats count the driver's, mass is in tonnes."""

    registered_in: str | None = None
    kind: str | None = None
    seats: int | None = None
    use: str | None = None
    plate: str | None = None
    mass_t: float | None = None
    entered_on: Day = None
    operator_in: str | None = None
    owner: Owner | None = None
    owner_on_board: bool | None = None
    transit_declared: bool | None = None
    trailer_registered_in: str | None = None

    def __post_init__(self) -> None:
        problems = _Problems(self, "vehicle")
        problems.read_facts()
        for name in ("registered_in", "kind"):
            if getattr(self, name) == "none":
                problems.add(name, "say `vehicle: none` for no vehicle")
        if (
            isinstance(self.seats, int | float)
            and not problems.found
            and not 1 <= self.seats <= 120
        ):
            problems.add("seats", f"must be between 1 and 120, not {self.seats}")
        if isinstance(self.seats, float):
            problems.add("seats", f"must be a whole number, not {self.seats}")
        if self.owner is not None and not isinstance(self.owner, Owner):
            problems.add("owner", "must be an Owner")
        if self.trailer_registered_in is not None:
            try:
                code = _read(FACTS["trailer.registered_in"], self.trailer_registered_in)
                problems.set("trailer_registered_in", code)
            except ValueError as error:
                problems.add("trailer_registered_in", str(error))
        problems.done()


@dataclass(frozen=True, kw_only=True)
class Stay:
    """An earlier stay in the Schengen area; both days count."""

    entry: Day
    exit: Day

    def __post_init__(self) -> None:
        problems = _Problems(self, "stay")
        for name in ("entry", "exit"):
            try:
                problems.set(name, _day(getattr(self, name)))
            except ValueError as error:
                problems.add(name, str(error))
        problems.in_order("entry", "exit")
        problems.done()


@dataclass(frozen=True, kw_only=True)
class Query:
    """One question.

    `on` is a day (some time that day) or a moment, local time at the origin; `known_on` is the day
    whose state of knowledge counts, `None` for all that the rulebook holds. `modes` are what the
    travellers are willing to use, `None` for any; `vehicle="none"` says that there is none.
    `onward_to` is the state (or `RU`, `RU-KGD`) where the journey ends, if not at `destination`.
    Raises QueryError with all problems at once.
    """

    origin: str
    destination: str
    on: datetime | date | str
    known_on: Day = None
    leave_on: Day = None
    purpose: str | None = None
    modes: tuple[str, ...] | None = None
    via: str | None = None
    travellers: tuple[Traveller, ...] = ()
    traveller: Traveller | None = None
    vehicle: Vehicle | str | None = None
    service: str | None = None
    goods: tuple[Goods, ...] | None = None
    stays: tuple[Stay, ...] | None = None
    onward_to: str | None = None
    in_border_area: bool | None = None
    kaliningrad_transit: bool | None = None
    svalbard_passage: bool | None = None
    hours_here: float | None = None
    bare_date: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        problems = _Problems(self, "trip")
        problems.read_facts()
        self._read_times(problems)
        self._read_terms(problems)
        for name, kind in (("travellers", Traveller), ("goods", Goods), ("stays", Stay)):
            problems.tuple_of(name, kind)
        if self.traveller is not None and not isinstance(self.traveller, Traveller):
            problems.add("traveller", "must be a Traveller")
        elif self.traveller is not None and self.travellers:
            problems.add("traveller", "give either `traveller` or `travellers`")
        elif not problems.found:
            people = self.travellers or (self.traveller or Traveller(),)
            problems.set("travellers", people)
            problems.set("traveller", people[0])
        problems.done()

    def _read_times(self, problems: _Problems) -> None:
        on: Any = self.on
        try:
            if isinstance(on, str):
                on, bare = parse_moment(on)
            elif isinstance(on, datetime):
                bare = False
                if on.tzinfo is not None:
                    raise ValueError("give local time at the origin, without a time zone")
            elif isinstance(on, date):
                on, bare = datetime(on.year, on.month, on.day), True
            else:
                raise ValueError("must be a day or a moment")
            if on.year not in YEARS:
                raise ValueError(f"the year {on.year} is not between {YEARS[0]} and {YEARS[-1]}")
            problems.set("on", on)
            problems.set("bare_date", bare)
        except ValueError as error:
            problems.add("on", str(error))
        for name in ("known_on", "leave_on"):
            try:
                told = getattr(self, name)
                # `date.max` is how callers say "all that the rulebook holds".
                if told is not None and not (name == "known_on" and told == date.max):
                    problems.set(name, _day(told))
            except ValueError as error:
                problems.add(name, str(error))
        if (
            type(self.leave_on) is date
            and isinstance(self.on, datetime)
            and self.leave_on < self.on.date()
        ):
            problems.add("leave_on", f"{self.leave_on} is before the journey, {self.on.date()}")

    def _read_terms(self, problems: _Problems) -> None:
        for name in ("origin", "destination", "via"):
            place = getattr(self, name)
            if place is not None and not (isinstance(place, str) and 0 < len(place) <= 100):
                problems.add(name, "must be the name or code of a place")
        if str(self.onward_to).upper() == "RU-KGD":
            problems.set("onward_to", "RU-KGD")
        elif self.onward_to is not None:
            try:
                problems.set("onward_to", read_value(FACTS["nationality"], self.onward_to))
            except ValueError as error:
                problems.add("onward_to", str(error))
        for name, fact in (("purpose", "purpose"), ("service", "service.kind")):
            try:
                if getattr(self, name) is not None:
                    _read(FACTS[fact], getattr(self, name))
            except ValueError as error:
                problems.add(name, str(error))
        if self.modes is not None:
            self._read_modes(problems)
        if (isinstance(self.vehicle, str) and self.vehicle != "none") or (
            self.vehicle is not None and not isinstance(self.vehicle, Vehicle | str)
        ):
            problems.add("vehicle", "must be a Vehicle, or `none`")

    def _read_modes(self, problems: _Problems) -> None:
        told: Any = self.modes
        modes = (told,) if isinstance(told, str) else told
        if not isinstance(modes, list | tuple):
            problems.add("modes", "must be a list such as [car, bus]")
        elif not modes:
            problems.add("modes", "must not be empty; leave it out for any")
        else:
            try:
                read = (str(_read(FACTS["mode"], mode)) for mode in modes)
                problems.set("modes", tuple(dict.fromkeys(read)))
            except ValueError as error:
                problems.add("modes", str(error))


def _read(fact: Fact, raw: Any) -> object:
    """A told value as the fact's type. What may be a number of a document, a number plate or a
    birth date is refused without being repeated: messages end up in logs.
    """
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
    is_text = isinstance(raw, str)
    if fact.type in ("code", "enum") and (is_number or (is_text and any(map(str.isdigit, raw)))):
        raise ValueError(
            "has digits; give a code or a word, never the number of a document or plate"
        )
    if fact.type == "number" and is_text and raw != "none":
        raise ValueError("must be a number such as 5, without quotes, and never a date")
    value = read_value(fact, raw)
    return _day(value) if fact.type == "date" and value != "none" else value


def _day(raw: Any) -> date:
    if isinstance(raw, datetime) or not isinstance(raw, date | str):
        raise ValueError(f"must be a day such as 2024-06-01, not `{raw}`")
    day = raw if isinstance(raw, date) else parse_day(raw)
    if day.year not in YEARS:
        raise ValueError(f"the year of {day} is not between {YEARS[0]} and {YEARS[-1]}")
    return day
