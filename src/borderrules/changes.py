"""The single changes that may help a refused traveller (S14): of what may be chosen or applied for.

Who somebody is, whom they are related to, where they live and what for they travel is no change.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from borderrules import network
from borderrules.conditions import NONE
from borderrules.dates import civil
from borderrules.decisions import Verdict
from borderrules.issuance import check_issuance
from borderrules.presentation import KALININGRAD_TRANSIT
from borderrules.query import Query, Vehicle
from borderrules.terms import MODES, MOTOR_MODES
from borderrules.timeline import on_day, timeline
from borderrules.traveller import VISA_ISSUERS, TravelDocument, Traveller, Visa
from borderrules.unknowns import alike, day_of, replace_in, unlike
from borderrules.vocabulary import FACTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from borderrules.measures import Zone
    from borderrules.routes import Answer

#: How far ahead the next day is looked for: the law as it now stands says nothing of later years.
AHEAD: Final = timedelta(days=730)
#: Of a change, the day or the hour of the journey; not a fact that rules test.
ON: Final = "on"
#: Purposes for which a state issues long-stay visas.
_LONG_STAYS: Final = frozenset({"work", "study", "research", "residence"})
#: Shorter stays that rules allow.
_STAYS: Final = (90, 60, 30, 15, 14)
#: Few haul freight or have a boat.
_NOBODY_CHANGES_TO: Final = frozenset({"truck", "leisure_boat"})
#: Not the traveller's choice, though the document that is shown is: somebody must issue it.
_ISSUED: Final = frozenset({"document"})


class Change(NamedTuple):
    """One fact that would be another: `on` is the day or hour, a visa is told as `KIND:STATE`.

    `traveller` is the number of the traveller whose fact it is, from 0; of several of whom the same
    was told, the first.
    """

    fact: str
    before: str
    after: str
    traveller: int = 0

    @property
    def in_own_power(self) -> bool:
        """Whether the traveller chooses it, and need not apply for it."""
        if self.fact == ON:
            return True
        row = FACTS[self.fact]
        return row.changeable == "choice" and row.prefix not in _ISSUED


class NextDay(NamedTuple):
    """The next day on which the law as it now stands does not refuse the journey.

    It is `known` if the journey is then allowed; else what holds from that day on is not settled.
    """

    day: date
    known: bool


class Candidate(NamedTuple):
    """A change that may help, and how it is made."""

    change: Change
    make: Callable[[Query], Query]


def candidates(answer: Answer, later: NextDay | None) -> Iterator[Candidate]:
    """Every single change that may help, the easiest first; `later` is the next day to travel."""
    yield from _other_modes(answer)
    yield from _other_points(answer)
    yield from _other_times(answer, later)
    yield from _other_vehicles(answer)
    yield from _shorter_stays(answer.query)
    for number in unlike(answer.query):
        traveller = answer.query.travellers[number]
        yield from _other_documents(traveller, number, day_of(answer.query))
        yield from _visas(answer, traveller, number)


def next_day(answer: Answer) -> NextDay | None:
    """When it is next not refused, of one border; None if no such day is in sight."""
    query, book = answer.query, answer.rulebook
    if not network.is_single_border(query, book, *answer.ends):
        return None
    tomorrow = day_of(query) + timedelta(days=1)
    found = timeline(query, book, tomorrow, tomorrow + AHEAD, strict=answer.strict)
    for span in found.best.spans:
        if span.verdict is Verdict.ALLOWED or span.verdict < answer.verdict:
            return NextDay(span.start, span.verdict is Verdict.ALLOWED)
    return None


def _told(fact: str, before: object, after: object, **fields: Any) -> Candidate:
    """A change of fields of the query itself."""
    change = Change(fact, str(before), str(after))
    return Candidate(change, lambda query: replace_in(query, **fields))


def _other_modes(answer: Answer) -> Iterator[Candidate]:
    query = answer.query
    if query.modes is None:
        return
    open_to = {
        mode for route in answer.routes for leg in route.legs for mode in leg.leg.point.modes
    }
    for mode in MODES:
        if mode in open_to - {*query.modes} - _NOBODY_CHANGES_TO:
            yield _told("mode", ", ".join(query.modes), mode, modes=(mode,))


def _other_points(answer: Answer) -> Iterator[Candidate]:
    """Where only one point was asked for, each other of that border."""
    query = answer.query
    if query.via is None or not network.is_single_border(query, answer.rulebook, *answer.ends):
        return
    start, end = answer.ends
    asked = {route.legs[0].leg.point.id for route in answer.routes}
    points = dict.fromkeys(
        point.id
        for origin in start.zones
        for destination in end.zones
        for point in answer.rulebook.points_between(origin.id, destination.id)
    )
    for point in points:
        if point not in asked:
            yield _told("crossing.point", query.via, point, via=point)


def _other_times(answer: Answer, later: NextDay | None) -> Iterator[Candidate]:
    """Another hour of the same day, and the next day on which it is known to be allowed."""
    query = answer.query
    on: datetime = query.on  # type: ignore[assignment]
    if not query.bare_date:
        whole = answer.again(on_day(query, on.date()))
        for hour in _open_hours(whole):
            if hour.date() == on.date() and hour != on:
                yield _told(ON, f"{on:%H:%M}", f"{hour:%H:%M}", on=hour)
                break
    if later is not None and later.known:
        change = Change(ON, str(on.date()), str(later.day))
        yield Candidate(change, lambda query: on_day(query, later.day))


def _open_hours(whole: Answer) -> Iterator[datetime]:
    """When, on the clock of the origin, a point lets people through on a day; best ways first."""
    for route in whole.routes:
        leg = route.legs[0]
        if len(route.legs) == 1 and leg.availability.verdict is Verdict.ALLOWED:
            yield civil(leg.best.start, leg.leg.origin.clock)


def _other_vehicles(answer: Answer) -> Iterator[Candidate]:
    """A vehicle registered in the state that is entered, no trailer, a declared transit."""
    vehicle, modes = answer.query.vehicle, answer.query.modes
    left_behind = modes is not None and MOTOR_MODES.isdisjoint(modes)
    if left_behind or not isinstance(vehicle, Vehicle):
        return

    def candidate(fact: str, before: object, after: object, **fields: Any) -> Candidate:
        changed = replace(vehicle, **fields)
        return Candidate(
            Change(fact, _written(before), _written(after)),
            lambda query: query.but(vehicle=changed),
        )

    known = vehicle.registered_in
    for zone in _entered(answer):
        if known is not None and zone.state != known:
            fact = "vehicle.registered_in"
            yield candidate(fact, known, zone.state, registered_in=zone.state)
    if vehicle.trailer_registered_in not in (None, NONE):
        before = vehicle.trailer_registered_in
        yield candidate("trailer.registered_in", before, NONE, trailer_registered_in=NONE)
    if vehicle.transit_declared is False:
        yield candidate("vehicle.transit_declared", False, True, transit_declared=True)


def _shorter_stays(query: Query) -> Iterator[Candidate]:
    """Of shorter stays, each that some rule speaks of."""
    if not isinstance(query.leave_on, date):
        return
    day = day_of(query)
    planned = (query.leave_on - day).days + 1
    for days in _STAYS:
        if days < planned:
            last = day + timedelta(days=days - 1)
            yield _told("stay.days", planned, days, leave_on=last)


def _other_documents(traveller: Traveller, number: int, day: date) -> Iterator[Candidate]:
    """A new passport in place of one that has no chip, or is no longer valid long enough."""
    documents = traveller.documents or ()
    for item, document in enumerate(documents):
        new: list[tuple[str, object, object, dict[str, Any]]] = []
        if document.biometric is False:
            new.append(("document.biometric", False, True, {"biometric": True}))
        if document.expires_on is not None:
            late = date(day.year + 5, day.month, 1)
            dates = {"issued_on": day, "expires_on": late}
            new.append(("document.expires_on", document.expires_on, late, dates))
        for fact, before, after, fields in new:
            changed = replace(document, **fields)
            kept: tuple[TravelDocument, ...] = (*documents[:item], changed, *documents[item + 1 :])
            yield Candidate(
                Change(fact, _written(before), _written(after), number),
                _with_traveller(number, documents=kept),
            )


def _visas(answer: Answer, traveller: Traveller, number: int) -> Iterator[Candidate]:
    """Visas of the states that are entered, if they would really be issued to this traveller."""
    query, day = answer.query, day_of(answer.query)
    if traveller.visas is None or traveller.documents is None:
        return
    held = ", ".join(f"{visa.kind}:{visa.issued_by}" for visa in traveller.visas) or NONE
    for zone in _entered(answer):
        for kind in _kinds(zone, answer.asked):
            visa = Visa(
                kind=kind,
                issued_by=zone.state,
                purpose=query.purpose,
                entries="one",
                entries_left=1,
                issued_on=day - timedelta(days=1),
                valid_from=day - timedelta(days=1),
                valid_until=max(query.leave_on or day, day) + timedelta(days=15),  # type: ignore[operator]
                in_this_document=True,
            )
            issued = check_issuance(
                answer.rulebook, query, traveller, visa, known_on=answer.known_on or date.max
            )
            if issued.verdict is Verdict.ALLOWED:
                yield Candidate(
                    Change("visa.kind", held, f"{kind}:{zone.state}", number),
                    _with_traveller(number, visas=(*traveller.visas, visa)),
                )


def _kinds(zone: Zone, query: Query) -> tuple[str, ...]:
    """The kinds of visa, and of documents in its place, with which one enters a zone."""
    if "SCHENGEN" in zone.jurisdictions:
        visas = ("C", "D") if query.purpose in _LONG_STAYS else ("C",)
        transit = sorted(KALININGRAD_TRANSIT) if query.kaliningrad_transit else ()
        return (*(kind for kind in transit if VISA_ISSUERS[kind] == zone.state), *visas)
    return ("e_visa", "ordinary") if zone.state == "RU" else ("ordinary",)


def _entered(answer: Answer) -> list[Zone]:
    """The zones that some route enters over an external border, one for each state."""
    found: dict[str, Zone] = {}
    for route in answer.routes:
        for leg in route.legs:
            for direction, zone, *_ in leg.leg.passings:
                if direction == "entry":
                    found.setdefault(zone.state, zone)
    return list(found.values())


def _with_traveller(number: int, **fields: Any) -> Callable[[Query], Query]:
    """One change for a traveller and all of whom the same was told."""

    def make(query: Query) -> Query:
        people = list(query.travellers)
        for same in alike(query, number):
            people[same] = replace(people[same], **fields)
        return query.but(travellers=tuple(people), traveller=people[0])

    return make


def _written(value: object) -> str:
    """A value as trips write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
