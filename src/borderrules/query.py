"""The question: who travels, with what, from where to where, when.

Every value is checked against the table of facts as the object is made, so that flags, trip files
and Python callers meet the same words.
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from borderrules.dates import parse_moment
from borderrules.errors import said
from borderrules.telling import Day, Telling, Told, read_day
from borderrules.traveller import Traveller


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Goods(Told):
    """Goods carried; `value_eur` is what they are worth, in euros."""

    kind: str
    currency: str | None = None
    use: str | None = None
    value_eur: float | None = None

    def __post_init__(self) -> None:
        problems = Telling(self, "goods")
        problems.read_facts()
        problems.done()


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Owner(Told):
    """The owner of the vehicle: somebody else, unless `is_traveller`."""

    is_traveller: bool = False
    nationality: str | None = None
    residence: str | None = None
    family_of_eu: bool | None = None

    def __post_init__(self) -> None:
        problems = Telling(self, "vehicle.owner")
        problems.read_facts()
        problems.done()


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Vehicle(Told):
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
        problems = Telling(self, "vehicle")
        problems.read_facts()
        for name in ("registered_in", "kind"):
            if getattr(self, name) == "none":
                problems.add(name, "say `vehicle: none` for no vehicle")
        if (
            isinstance(self.seats, int | float)
            and not problems.found
            and not 1 <= self.seats <= 120
        ):
            problems.add("seats", f"must be between 1 and 120, not {said(self.seats)}")
        if isinstance(self.seats, float):
            problems.add("seats", f"must be a whole number, not {said(self.seats)}")
        if self.owner is not None and not isinstance(self.owner, Owner):
            problems.add("owner", "must be an Owner")
        problems.read("trailer_registered_in", "trailer.registered_in")
        problems.done()


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Stay(Told):
    """An earlier stay in the Schengen area; both days count."""

    entry: Day
    exit: Day

    def __post_init__(self) -> None:
        problems = Telling(self, "stay")
        for name in ("entry", "exit"):
            if getattr(self, name) is None:
                problems.add(name, "must be a day such as 2024-06-01")
            problems.read_day(name)
        problems.in_order("entry", "exit")
        problems.done()


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Query(Told):
    """One question.

    `on` is a day (some time that day) or a moment, local time at the origin (of an hour that the
    clock shows twice in autumn, the first); `known_on` is the day whose state of knowledge counts,
    `None` for all that the rulebook holds. `modes` are what the travellers are willing to use,
    `None` for any; `vehicle="none"` says that there is none.
    `via` and `avoid` name crossing points or countries; `arrive_by` is local time at the
    destination, a day means its end; `max_legs` (1 to 6) bounds the borders of a journey.
    `onward_to` is the state (or `RU`, `RU-KGD`) where the journey ends, if not at `destination`.
    `visits_to_russia_or_belarus` are those of the last three months, this one included.
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
    avoid: tuple[str, ...] | None = None
    arrive_by: datetime | date | str | None = None
    max_legs: int | None = None
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
    visits_to_russia_or_belarus: int | None = None
    bare_date: bool = field(default=False, init=False)

    def but(self, **changes: object) -> Query:
        """The same question with other values of some fields, which must be normalised already."""
        other = copy(self)
        for name, value in changes.items():
            object.__setattr__(other, name, value)
        return other

    def __post_init__(self) -> None:
        problems = Telling(self, "trip")
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

    def _read_times(self, problems: Telling) -> None:
        try:
            on, bare = _moment(self.on)
            problems.set("on", on)
            problems.set("bare_date", bare)
        except ValueError as error:
            problems.add("on", str(error))
        self._read_arrival(problems)
        problems.read_day("leave_on")
        problems.read_day("known_on")
        if (
            type(self.leave_on) is date
            and isinstance(self.on, datetime)
            and self.leave_on < self.on.date()
        ):
            problems.add("leave_on", f"{self.leave_on} is before the journey, {self.on.date()}")

    def _read_arrival(self, problems: Telling) -> None:
        """The latest arrival as a moment; of a day, its end."""
        if self.arrive_by is None:
            return
        try:
            latest, bare = _moment(self.arrive_by)
        except ValueError as error:
            problems.add("arrive_by", str(error))
            return
        problems.set("arrive_by", latest + timedelta(days=1, minutes=-1) if bare else latest)
        if isinstance(self.on, datetime) and self.on > self.arrive_by:  # type: ignore[operator]
            problems.add("arrive_by", "lies before the journey")

    def _read_terms(self, problems: Telling) -> None:
        for name in ("origin", "destination", "via"):
            place = getattr(self, name)
            if place is not None and not (isinstance(place, str) and 0 < len(place) <= 100):
                problems.add(name, "must be the name or code of a place")
            elif place is not None and said(place) != place and not _is_geonames(place):
                problems.add(name, "must be the name or code of a place, never a number")
        if isinstance(self.onward_to, str) and self.onward_to.upper() == "RU-KGD":
            problems.set("onward_to", "RU-KGD")
        else:
            problems.read("onward_to", "nationality")
        avoided: Any = (self.avoid,) if isinstance(self.avoid, str) else self.avoid
        if avoided is not None:
            named = isinstance(avoided, list | tuple) and len(avoided) <= 20
            if named and all(
                isinstance(name, str) and 0 < len(name) <= 100 and said(name) == name
                for name in avoided
            ):
                problems.set("avoid", tuple(avoided))
            else:
                problems.add("avoid", "must be a list of at most 20 crossing points or countries")
        legs: Any = self.max_legs
        if legs is not None and (type(legs) is not int or not 1 <= legs <= 6):
            problems.add("max_legs", "must be a whole number from 1 to 6")
        problems.read("purpose", "purpose")
        problems.read("service", "service.kind")
        problems.read_each("modes", "mode")
        if (isinstance(self.vehicle, str) and self.vehicle != "none") or (
            self.vehicle is not None and not isinstance(self.vehicle, Vehicle | str)
        ):
            problems.add("vehicle", "must be a Vehicle, or `none`")


def _moment(raw: Any) -> tuple[datetime, bool]:
    """A moment, and whether only its day was told; raises ValueError."""
    if isinstance(raw, str):
        moment, bare = parse_moment(raw)
    elif isinstance(raw, datetime):
        if raw.tzinfo is not None:
            raise ValueError("give local time there, without a time zone")
        moment, bare = raw, False
    elif isinstance(raw, date):
        moment, bare = datetime(raw.year, raw.month, raw.day), True
    else:
        raise ValueError("must be a day or a moment")
    read_day(moment.date())
    return moment, bare


def _is_geonames(place: str) -> bool:
    """Whether a place is chosen by its public number in the gazetteer, `geonames:498817`."""
    return re.fullmatch(r"geonames:[0-9]{1,9}", place) is not None
