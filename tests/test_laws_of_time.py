"""S7: periods, clocks, the spans of a day, groups and crossing points over time.

One law for each sentence of the semantics, each quoting it; see `small_worlds`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, example, given
from hypothesis import strategies as st

import oracle
import strategies as worlds
from borderrules import Verdict
from borderrules.explain.statements import cautions
from small_worlds import ENGLISH, TENTH, decided, entry, found, often, some_point, some_rules
from strategies import Data, book_of, exception, known, point, rule, version_of

# --- S7: time -----------------------------------------------------------------------------------


@given(st.sampled_from(worlds.EDGES), st.sampled_from(worlds.EDGES))
def test_periods_are_half_open(start: str, until: str) -> None:
    """S7: "Periods are half-open on the civil clock"; "A bare date starts at midnight; changes at
    an hour are written as such; no `until` means open"."""
    assume(start < until)
    first, end = datetime.fromisoformat(start), datetime.fromisoformat(until)
    nobody = known({})
    minute = timedelta(minutes=1)
    closed = rule(versions=[version_of({}, effective={"from": start, "until": until})])
    outcomes = [
        found(closed, nobody, moment).outcome
        for moment in (first - minute, first, end - minute, end)
    ]
    assert outcomes == ["not_in_force", "applies", "applies", "not_in_force"]
    open_ = rule(versions=[version_of({}, effective={"from": start})])
    assert found(open_, nobody, datetime(2099, 1, 1)).outcome == "applies"
    assert found(open_, nobody, first - minute).outcome == "not_in_force"


@given(
    st.sampled_from(worlds.EDGES),
    st.integers(-90, 90),
    st.sampled_from(["EE", "RU"]),
    st.sampled_from(["EE", "RU"]),
)
def test_a_leg_is_one_instant_read_on_the_clock_of_each_side(
    edge: str, minutes: int, origin: str, ruling: str
) -> None:
    """S7: "a leg is one instant, read on each side's own clock": in January it is an hour later in
    Russia."""
    destination = "EE" if origin == "RU" else "RU"
    at_origin = datetime.fromisoformat(edge) + timedelta(minutes=minutes)
    there = at_origin + timedelta(hours=(ruling == "RU") - (origin == "RU"))
    version = version_of({}, effective={"from": edge})
    law = rule(jurisdiction=ruling, direction=["entry", "exit"], versions=[version])
    trip = entry(origin=origin, destination=destination, on=at_origin.isoformat(timespec="minutes"))
    in_force = there >= datetime.fromisoformat(edge)
    assert decided(book_of(law), trip).verdict is (Verdict.REFUSED if in_force else Verdict.ALLOWED)


@given(st.sampled_from(["start", "end"]), worlds.moments, st.booleans(), st.booleans())
def test_outside_the_proved_stretch_the_law_is_not_known(
    side: str, moment: datetime, met: bool, spared: bool
) -> None:
    """S7: "`uncertain: [start|end]` means that outside the proved stretch the law is not known";
    S3: "in an uncertain stretch a met exception does not settle the rule either"."""
    span = {"from": "2024-01-10", "until": "2024-01-11", "uncertain": [side]}
    crew = exception("crew", {"traveller.role": "diplomat"})
    adults = {"traveller.age": {"at_least": 18}}
    law = rule(versions=[version_of(adults, effective=span, exceptions=[crew])])
    person = {
        "traveller.age": 40 if met else 10,
        "traveller.role": "diplomat" if spared else "ordinary",
    }
    finding = found(law, known(person), moment)
    day = moment.date()
    proved = day == date(2024, 1, 10)
    beyond = (day < date(2024, 1, 10)) if side == "start" else (day > date(2024, 1, 10))
    if not proved and not beyond:
        expected = "not_in_force"
    elif not met:
        expected = "not_met"
    elif beyond:
        expected = "undetermined"
    else:
        expected = "exempt" if spared else "applies"
    assert finding.outcome == expected
    assert finding.unsettled == ((side,) if expected == "undetermined" else ())


#: Nothing is known of a point until noon, and from then on nobody may pass: not known is better.
_FROM_NOON = rule(versions=[version_of({}, effective={"from": "2024-01-10T12:00"})])
_KNOWN_FROM_NOON = point({**worlds.OPEN, "from": "2024-01-10T12:00"})
#: In Estonia, not in Russia, these two days last 23 and 25 hours.
_LAST_OF_MARCH, _END_OF_SUMMER = date(2024, 3, 31), date(2024, 10, 27)


@example([_FROM_NOON], worlds.GROUPS, _KNOWN_FROM_NOON, entry(), TENTH)
@given(
    some_rules,
    worlds.groups(),
    worlds.points(),
    worlds.trips(),
    worlds.days | st.sampled_from([_LAST_OF_MARCH, _END_OF_SUMMER]),
)
def test_the_spans_of_a_day_cover_it_and_the_best_counts(
    rules: list[Data], named: Data, at: Data, trip: Data, day: date
) -> None:
    """S7: "A query with a bare date is split …; its verdict is that of the best span, and the
    answer names the spans": the spans cover the day at the origin without gap or overlap."""
    trip.pop("leave_on", None)  # it would be before the days of the other seasons
    leg = decided(book_of(*rules, named=named, at=at), trip, on=str(day))
    clock = ZoneInfo("Europe/Moscow" if trip["origin"] == "RU" else "Europe/Tallinn")
    midnight = datetime(day.year, day.month, day.day, tzinfo=clock)
    assert leg.spans[0].start == midnight
    assert leg.spans[-1].until == (midnight + timedelta(days=1)).astimezone(UTC)
    assert all(a.until == b.start for a, b in zip(leg.spans, leg.spans[1:], strict=False))
    assert all(span.start < span.until for span in leg.spans)
    assert leg.verdict is min(span.verdict for span in leg.spans)


#: The new member of a group changes an exception alone; a visa runs out at an Estonian midnight.
_NEIGHBOURS = rule(
    versions=[version_of({}, exceptions=[exception("near", {"nationality": {"in": "NEAR"}})])]
)
_JOINING = {"value": "BY", "from": "2024-01-10T10:00"}
_ENLARGED = {
    **worlds.GROUPS,
    "NEAR": {"of": "country", "title": {}, "includes": ["CORE"], "members": ["EE"]},
    "CORE": {"of": "country", "title": {}, "members": [_JOINING]},
}
_WITH_VISA = rule(versions=[version_of({}, accepts=[exception("visa", {"visa.usable": True})])])
_LAST_DAY = {"kind": "C", "issued_by": "EE", "valid_until": "2024-01-10"}


@example(
    [_NEIGHBOURS], _ENLARGED, point(), entry(traveller={"nationality": "BY", "visas": []}), TENTH
)
@example(
    [_WITH_VISA],
    worlds.GROUPS,
    point(),
    entry(traveller={"nationality": "RU", "visas": [_LAST_DAY]}),
    date(2024, 1, 11),
)
@given(some_rules, worlds.groups(), some_point, worlds.trips(), worlds.days)
def test_a_span_says_what_each_of_its_moments_says(
    rules: list[Data], named: Data, at: Data, trip: Data, day: date
) -> None:
    """S7: "A query with a bare date is split at every change of law, group, timeline and hours"."""
    book = book_of(*rules, named=named, at=at)
    whole = decided(book, trip, on=str(day))
    midnight, half_hour = datetime(day.year, day.month, day.day), timedelta(minutes=30)
    for span in whole.spans:
        first = midnight + (span.start - whole.spans[0].start)
        last = first + (span.until - span.start) - half_hour
        for moment in {first, first + half_hour, (first + (last - first) / 4), last}:
            minute = moment.isoformat(timespec="minutes")
            book.judged.clear()  # or what was judged of the day might answer for the moment
            (instant,) = decided(book, trip, on=minute).spans
            said, meant = (
                [t.on(s) for t in each.travellers for s in ("traveller", "vehicle")]
                for each in (span, instant)
            )
            assert (said, span.availability.code) == (meant, instant.availability.code)


@given(worlds.groups(), worlds.moments, worlds.knowledge)
def test_members_of_groups_join_and_leave(named: Data, moment: datetime, known_on: date) -> None:
    """S7, S13: members are dated and announced as versions are, those of included groups too."""
    members = book_of(named=named).members_at(moment, known_on)
    for name in named:
        assert members(name) == oracle.members(named, name, moment, known_on)


def _works(entry: Data, at: datetime, zones: tuple[str, ...] = ("EE", "RU")) -> bool | None:
    """Whether both sides of a point work at an instant, as its hours are written; None if not
    known."""
    answers: list[bool | None] = []
    for zone in zones:
        hours = entry.get("hours", {}).get(zone)
        if hours is None:
            continue
        if hours == "unknown":
            answers.append(None)
            continue
        local = (at + timedelta(hours=3 if zone == "RU" else 2)).strftime("%H:%M")
        opens, closes = hours.split("-")
        answers.append(
            opens <= local < closes if opens < closes else local >= opens or local < closes
        )
    return False if False in answers else None if None in answers else True


@often
@given(
    worlds.points(),
    st.sampled_from([("RU", "EE"), ("EE", "RU")]),
    st.sampled_from(["car", "car", "bus", "foot"]),
    st.sampled_from([TENTH, TENTH, *worlds.DAYS]),
    st.integers(0, 47),
    worlds.knowledge,
)
def test_a_point_lets_through_whom_its_timeline_closures_and_hours_let_through(
    at: Data, ends: tuple[str, str], mode: str, day: date, half_hours: int, known_on: date
) -> None:
    """S7: hours stand on the clock of each side; both sides must be open; a gap in time means not
    known."""
    moment = datetime(day.year, day.month, day.day) + timedelta(minutes=30 * half_hours)
    trip = entry(
        origin=ends[0],
        destination=ends[1],
        modes=[mode],
        on=moment.isoformat(timespec="minutes"),
    )
    leg = decided(book_of(at=at), trip, known_on=known_on)
    instant = moment - timedelta(hours=3 if trip["origin"] == "RU" else 2)
    local = instant + timedelta(hours=2)  # the timeline runs on the clock of the first zone
    state = next(
        (
            e
            for e in at["timeline"]
            if oracle.within(local, e["from"], e.get("until")) and e["announced"] <= str(known_on)
        ),
        None,
    )
    direction = "exit" if trip["origin"] == "EE" else "entry"

    def shut(item: Data) -> bool:
        known = item.get("announced", item["from"][:10]) <= str(known_on)
        hit = direction in item["directions"] and trip["modes"][0] in item["modes"]
        return known and hit and oracle.within(local, item["from"], item["until"])

    if state is None:
        expected = Verdict.UNDETERMINED
    elif (
        state["status"] == "closed"
        or direction not in state["directions"]
        or trip["modes"][0] not in state["modes"]
    ) or any(shut(item) for item in at["closures"]):
        expected = Verdict.REFUSED
    else:
        expected = {True: Verdict.ALLOWED, None: Verdict.UNDETERMINED, False: Verdict.REFUSED}[
            _works(state, instant)
        ]
    assert leg.best.availability.verdict is expected


def test_unknown_hours_are_a_caution_for_a_day_and_undetermined_for_a_moment() -> None:
    """S7: "Unknown hours of an open point: allowed with a caution for a bare date, undetermined for
    a moment"."""
    book = book_of(at=point({**worlds.OPEN, "hours": {"RU": "unknown"}}))
    day, moment = decided(book, entry(on="2024-01-10")), decided(book, entry())
    assert (day.verdict, moment.verdict) == (Verdict.ALLOWED, Verdict.UNDETERMINED)
    assert any("opening hours are not known" in text for text in cautions(day, ENGLISH))
    assert not day.certain
