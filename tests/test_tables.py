"""The generated pages: what crossing points were on each day, and who needs a visa."""

from __future__ import annotations

import re
import sys
from copy import deepcopy
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from borderrules import Query, TravelDocument, Traveller, check_route, load_rulebook
from borderrules.availability import availability
from borderrules.building import build_point
from borderrules.chronicle import Days, Limits, State, chronicle, shares
from borderrules.cli.borderrules import group
from borderrules.countries import COUNTRIES
from borderrules.dates import instant
from borderrules.decisions import Verdict
from borderrules.explain.passport_table import passport_table
from borderrules.explain.point_pages import FIRST_DAY, point_pages
from borderrules.passports import ISSUERS, NEIGHBOURS, RULE, changes, standing
from borderrules.rulebook import Rulebook

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import refresh_docs  # noqa: E402

if TYPE_CHECKING:
    from borderrules.measures import Point

BOOK = load_rulebook(ROOT / "rules")
POINTS = sorted(BOOK.documents["points"])
LAST_DAY = date(2026, 11, 23)
CHRONICLES = {p.id: chronicle(BOOK, p, FIRST_DAY, LAST_DAY) for p in BOOK.points}
THEN, NOW = date(2022, 3, 1), date(2026, 3, 1)
DAY = timedelta(days=1)


# ---- what crossing points were on each day


@pytest.mark.parametrize("point", POINTS)
def test_every_day_is_told_once(point: str) -> None:
    days = CHRONICLES[point]
    told = [item.first + n * DAY for item in days for n in range(item.length)]
    assert told == [FIRST_DAY + n * DAY for n in range((LAST_DAY - FIRST_DAY).days + 1)]
    assert all(item.first <= item.last for item in days)


@pytest.mark.parametrize("point", POINTS)
def test_neighbouring_spans_differ(point: str) -> None:
    days = CHRONICLES[point]
    assert all(a[2:] != b[2:] for a, b in pairwise(days))


@pytest.mark.parametrize("point", POINTS)
def test_the_shares_sum_to_one(point: str) -> None:
    found = shares(CHRONICLES[point])
    assert list(found) == list(State)
    assert sum(found.values()) == Fraction(1)


def _verdicts(point: Point, day: date) -> tuple[list[tuple[str, str, str, Verdict]], set[str]]:
    """What `availability` says every half hour of a day: way and verdict, and the codes."""
    zones = (BOOK.zones[point.zones[0]], BOOK.zones[point.zones[1]])
    first = datetime.combine(day, datetime.min.time())
    found, codes = [], set()
    for hour in (first + n * timedelta(minutes=30) for n in range(48)):
        at = instant(hour, zones[0].clock)
        for zone in zones:
            for mode in sorted(point.modes) or ["foot"]:
                item = availability(point, zones, zone.id, mode, at, date.max, bare_date=True)
                found.append((str(hour), zone.id, mode, item.verdict))
                codes.add(item.code)
    return found, codes


def _sample(days: tuple[Days, ...]) -> list[date]:
    """The ends of every span, with the days in its middle: all that could be joined wrongly."""
    middles = [item.first + n * item.length // 4 * DAY for item in days for n in (1, 2, 3)]
    return sorted({*(item.first for item in days), *(item.last for item in days), *middles})


@pytest.mark.parametrize("point_id", POINTS)
def test_days_agree_with_availability_at_every_half_hour(point_id: str) -> None:
    point, days = BOOK.point(point_id), CHRONICLES[point_id]
    for day in _sample(days):
        item = next(item for item in days if item.first <= day <= item.last)
        seen, codes = _verdicts(point, day)
        verdicts = {verdict for *_, verdict in seen}
        open_ways = {way[1:3] for way in seen if way[3] is Verdict.ALLOWED}
        context = (point_id, day, item.state, codes)
        if item.state is State.UNKNOWN:
            assert "not_known" in codes, context
        elif item.state is State.CLOSED:
            assert verdicts == {Verdict.REFUSED}, context
        elif item.state in (State.OPEN, State.OPEN_UNCONFIRMED):
            assert verdicts == {Verdict.ALLOWED}, context
            assert codes == {"open"}, context
        else:
            assert Verdict.ALLOWED in verdicts, context
            assert Verdict.REFUSED in verdicts or "hours_unknown" in codes, context
            assert Verdict.UNDETERMINED not in verdicts, context
            assert item.limits.closed_to == point.modes - {mode for _, mode in open_ways}, context
            assert item.limits.no_way == set(point.zones) - {zone for zone, _ in open_ways}


@pytest.mark.parametrize(
    ("point", "day", "state"),
    [
        ("narva", date(2024, 1, 31), State.OPEN),
        ("narva", date(2024, 2, 1), State.RESTRICTED),
        ("narva", date(2025, 5, 1), State.CLOSED),
        ("saatse", date(2024, 6, 20), State.UNKNOWN),
        ("saatse", date(2024, 6, 21), State.CLOSED),
        ("vaalimaa", date(2023, 11, 17), State.OPEN),
        ("vaalimaa", date(2023, 11, 18), State.CLOSED),
        ("kybartai", date(2024, 9, 3), State.RESTRICTED),
        ("kybartai", date(2024, 9, 4), State.OPEN),
    ],
)
def test_well_known_days(point: str, day: date, state: State) -> None:
    assert next(d.state for d in CHRONICLES[point] if d.first <= day <= d.last) is state


def _days(timeline: list[dict[str, object]], *closures: dict[str, object]) -> tuple[Days, ...]:
    """The chronicle of a made-up point between Norway and Russia over June 2024."""
    data = {
        "zones": ["NO", "RU"],
        "kind": "road",
        "names": {"NO": {"en": "A", "ru": "А"}, "RU": {"en": "B", "ru": "Б"}},
        "timeline": [{"last_confirmed": "2024-06-30", "sources": ["s"], **t} for t in timeline],
        "closures": [{"sources": ["s"], "reason": {"en": "r", "ru": "п"}, **c} for c in closures],
        "sources": [
            {"id": "s", "url": "https://example.org", "publisher": "P", "tier": "press",
             "supports": ["status"]}
        ],
    }  # fmt: skip
    return chronicle(BOOK, build_point("made-up", data), date(2024, 6, 1), date(2024, 6, 30))


def _told(days: tuple[Days, ...]) -> list[tuple[int, int, State]]:
    return [(item.first.day, item.last.day, item.state) for item in days]


OPEN = {"from": "2024-01-01", "status": "open", "modes": ["car", "foot"]}


def test_open_days_without_limits_are_one_span() -> None:
    assert _told(_days([OPEN])) == [(1, 30, State.OPEN)]


def test_a_closure_of_some_hours_restricts_its_day_alone() -> None:
    days = _days([OPEN], {"from": "2024-06-10T10:00", "until": "2024-06-10T12:00"})
    assert _told(days) == [
        (1, 9, State.OPEN), (10, 10, State.RESTRICTED), (11, 30, State.OPEN)
    ]  # fmt: skip
    assert days[1].limits.part_of_day


def test_a_closure_of_whole_days_closes_them() -> None:
    days = _days([OPEN], {"from": "2024-06-10", "until": "2024-06-12"})
    assert _told(days) == [(1, 9, State.OPEN), (10, 11, State.CLOSED), (12, 30, State.OPEN)]


def test_a_closure_of_one_direction_restricts() -> None:
    closure = {"from": "2024-06-10", "until": "2024-06-12", "directions": ["exit"]}
    days = _days([OPEN], closure)
    assert days[1].state is State.RESTRICTED
    assert days[1].limits.no_way == {"NO"}


def test_a_closure_of_one_mode_one_way_restricts() -> None:
    closure = {
        "from": "2024-06-10",
        "until": "2024-06-12",
        "directions": ["exit"],
        "modes": ["car"],
    }
    days = _days([OPEN], closure)
    assert _told(days) == [
        (1, 9, State.OPEN), (10, 11, State.RESTRICTED), (12, 30, State.OPEN)
    ]  # fmt: skip
    assert not any(days[1].limits)


def test_hours_restrict_each_day_known_or_not() -> None:
    for hours, kind in (("07:00-23:00", "limited"), ("unknown", "unknown")):
        days = _days([{**OPEN, "hours": {"NO": hours}}])
        assert _told(days) == [(1, 30, State.RESTRICTED)]
        assert days[0].limits.hours == kind
        assert not days[0].limits.part_of_day


def test_a_weekday_without_hours_is_closed() -> None:
    hours = [{"rrule": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "open": "00:00-24:00"}]
    days = _days([{**OPEN, "hours": {"NO": hours}}])
    closed = [d for item in days if item.state is State.CLOSED for d in (item.first, item.last)]
    assert [day.day for day in closed] == [1, 2, 8, 9, 15, 16, 22, 23, 29, 30]
    assert {item.state for item in days} == {State.OPEN, State.CLOSED}


def test_a_mode_that_was_once_allowed_is_missed() -> None:
    later = {"from": "2024-06-15", "status": "open", "modes": ["foot"]}
    days = _days([{**OPEN, "until": "2024-06-15"}, later])
    assert _told(days) == [(1, 14, State.OPEN), (15, 30, State.RESTRICTED)]
    assert days[1].limits.closed_to == {"car"}


def test_a_withdrawn_plan_is_no_fuller_state() -> None:
    plan = {
        "from": "2025-01-01",
        "status": "open",
        "modes": ["bus"],
        "announced": "2024-01-01",
        "replaced": "2024-02-01",
    }
    assert _told(_days([{**OPEN, "until": "2025-01-01"}, plan])) == [(1, 30, State.OPEN)]


def test_a_gap_is_unknown_and_so_is_a_day_with_one() -> None:
    days = _days([{**OPEN, "until": "2024-06-10T12:00"}])
    assert _told(days) == [(1, 9, State.OPEN), (10, 10, State.UNKNOWN), (11, 30, State.UNKNOWN)]


def test_an_open_end_not_confirmed_for_90_days_is_marked() -> None:
    # 90 days after 10 March is 8 June: still confirmed.
    days = _days([{**OPEN, "last_confirmed": "2024-03-10"}])
    assert _told(days) == [(1, 8, State.OPEN), (9, 30, State.OPEN_UNCONFIRMED)]
    days = _days([{**OPEN, "last_confirmed": "2024-03-03"}])
    assert _told(days) == [(1, 1, State.OPEN), (2, 30, State.OPEN_UNCONFIRMED)]
    with_end = {**OPEN, "last_confirmed": "2024-03-10", "until": "2024-07-01"}
    assert _told(_days([with_end])) == [(1, 30, State.OPEN)]
    limited = {**OPEN, "last_confirmed": "2024-03-10", "hours": {"NO": "07:00-23:00"}}
    assert _told(_days([limited]))[1] == (9, 30, State.RESTRICTED_UNCONFIRMED)
    closed = {"from": "2024-01-01", "status": "closed", "reason": {"en": "r", "ru": "п"}}
    assert _told(_days([{**closed, "last_confirmed": "2024-03-10"}])) == [(1, 30, State.CLOSED)]


# ---- the pages


def test_the_pages_are_up_to_date() -> None:
    """Else run `python tools/refresh_docs.py`."""
    found = refresh_docs.outdated(refresh_docs.points())
    assert sorted(str(path.relative_to(ROOT)) for path in found) == []


def test_a_page_without_its_point_is_out_of_date() -> None:
    pages = refresh_docs.points()
    gone = ROOT / "docs" / "points" / "narva.md"
    del pages[gone]
    assert refresh_docs.outdated(pages)[gone] is None


def test_the_command_writes_the_same_pages(tmp_path: Path) -> None:
    arguments = ["calendar", "--until", "2026-11-23", "--into", str(tmp_path)]
    done = CliRunner().invoke(group, arguments)
    assert (done.exit_code, done.output) == (0, "")
    written = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert written == point_pages(BOOK, LAST_DAY)
    assert written.keys() == {"index.md", *(f"{point}.md" for point in POINTS)}


def test_a_page_tells_what_its_point_is() -> None:
    page = point_pages(BOOK, LAST_DAY)["narva.md"]
    for part in (
        "| Estonia | Narva-1 | Нарва-1 |",
        "https://www.openstreetmap.org/?mlat=59.3761&mlon=28.1967",
        "2024 █▒▒▒▒▒▒▒▒▒▒▒",
        "No way out of Estonia.",
        "Hours: 07:00–23:00 (Estonia).",
        "## Single closures\n\n- 2024-06-20 20:00 to 2024-06-21 07:00: ",
        "- err-2024-06-24: [ERR News, 2024-06-24]",
    ):
        assert part in page


@pytest.mark.parametrize("point", POINTS)
def test_every_source_that_a_page_cites_is_listed(point: str) -> None:
    page = (ROOT / "docs" / "points" / f"{point}.md").read_text("utf-8")
    cited = set(re.findall(r"\[([a-z0-9-]+)\](?![(:])", page.partition("## Sources")[0]))
    listed = set(re.findall(r"^\[([a-z0-9-]+)\]: <http", page, re.MULTILINE))
    assert cited
    assert cited <= listed


def test_days_without_known_hours_are_counted_apart() -> None:
    pages, marker = point_pages(BOOK, LAST_DAY), "Restricted only as the hours are not known: "
    for point, days in CHRONICLES.items():
        alike = sum(item.length for item in days if item.limits == Limits(hours="unknown"))
        assert (f"{marker}{alike} days." in pages[f"{point}.md"]) == bool(alike)
        assert (marker in pages[f"{point}.md"]) == bool(alike)
    assert marker in pages["terehova.md"]
    assert marker not in pages["narva.md"]


def test_unknown_days_are_named_with_the_source_that_ran_out() -> None:
    pages = point_pages(BOOK, LAST_DAY)
    assert "- 2022-02-24 to 2022-07-14: No source covers" in pages["storskog.md"]
    assert "not confirmed since 2025-03-01" in pages["storskog.md"]


def test_the_commands_refuse_what_makes_no_sense() -> None:
    for arguments, message in (
        (["calendar", "--until", "2021-01-01"], "before the first day"),
        (["calendar", "narvaa", "--until", "2026-11-23"], "did you mean `narva`?"),
        (["passports", "--on", "2022-03-01"], "give `--on` twice"),
        (["passports", "--on", "2026-03-01", "--on", "2022-03-01"], "the earlier day first"),
        (
            ["passports", "--on", "2022-03-01", "--on", "2026-03-01",
             "--rules", str(ROOT / "tests" / "tiny_rules")],
            f"do not have `{RULE}`",
        ),
    ):  # fmt: skip
        done = CliRunner().invoke(group, arguments)
        assert done.exit_code == 2
        assert message in done.output


# ---- who needs a visa


def test_the_page_is_what_the_command_prints() -> None:
    """Else run `python tools/refresh_docs.py`."""
    done = CliRunner().invoke(group, ["passports", "--on", str(THEN), "--on", str(NOW)])
    assert done.exit_code == 0
    assert done.output == (ROOT / "docs" / "passports.md").read_text("utf-8")


def test_the_issuers_are_the_world() -> None:
    assert len(ISSUERS) == len(set(ISSUERS)) == 193 + 6
    assert set(ISSUERS) <= COUNTRIES


@pytest.mark.parametrize(
    ("code", "then", "now"),
    [
        ("RU", "visa", "visa"),
        ("BY", "visa", "visa"),
        ("CN", "visa", "visa"),
        ("PS", "visa", "visa"),
        ("UA", "no visa", "no visa"),
        ("GE", "no visa", "no visa"),
        ("TW", "no visa", "no visa"),
        ("HK", "no visa", "no visa"),
        ("VA", "no visa", "no visa"),
        ("XK", "visa", "no visa"),
        ("VU", "no visa", "visa"),
        ("FI", "free movement", "free movement"),
        ("CH", "free movement", "free movement"),
        ("NR", "undetermined", "undetermined"),
    ],
)
def test_well_known_passports(code: str, then: str, now: str) -> None:
    for state in NEIGHBOURS:
        assert standing(BOOK, code, state, THEN).need == then
        assert standing(BOOK, code, state, NOW).need == now
    page = (ROOT / "docs" / "passports.md").read_text("utf-8")
    assert re.search(rf"^\| {code} \| [^|]+ \| {then} \| (\*\*)?{now}(\*\*)? \| ", page, re.M)


@pytest.mark.parametrize("state", NEIGHBOURS)
@pytest.mark.parametrize("code", ["RU", "UA", "XK", "VU", "NR", "FI"])
@pytest.mark.parametrize("day", [THEN, NOW])
def test_the_whole_way_to_an_answer_says_the_same(state: str, code: str, day: date) -> None:
    """`check_route` finds of the rule on entry documents what the table says of the passport."""
    document = TravelDocument(issued_by=code, biometric=True)
    traveller = Traveller(documents=(document,), visas=(), permits=(), family=(), age=40)
    query = Query(
        origin="RU", destination=state, on=day, purpose="tourism", modes=("bus",),
        traveller=traveller,
    )  # fmt: skip
    expected = standing(BOOK, code, state, day).finding.outcome
    found = {
        finding.outcome
        for route in check_route(query, BOOK).routes
        for finding in route.legs[0].sides[1].findings
        if finding.rule.id == RULE
    }
    assert found == {expected}


def test_the_counts_are_those_of_the_lists() -> None:
    page = (ROOT / "docs" / "passports.md").read_text("utf-8")
    counts = page.partition("## Counts")[2].partition("##")[0]
    rows = dict(re.findall(r"^\| ([a-z ]+) \| (\d+ \| \d+) \|$", counts, re.MULTILINE))
    assert rows == {
        "visa": "104 | 104",
        "no visa": "63 | 63",
        "free movement": "31 | 31",
        "undetermined": "1 | 1",
    }
    assert len(re.findall(r"^\| [A-Z]{2} \| ", page, re.MULTILINE)) == len(ISSUERS)


def test_what_changed_is_told_step_by_step() -> None:
    page = (ROOT / "docs" / "passports.md").read_text("utf-8")
    part = page.partition("## What changed")[2].partition("##")[0]
    rows = re.findall(
        r"^\| (\d{4}-\d\d-\d\d) \| .* \(([A-Z]{2})\)"
        r" \| ([a-z ]+?)(?: \(.*\))? \| ([a-z ]+?)(?: \(.*\))?"
        r" \| all six \| of 2018-12-18 \| ",
        part,
        re.MULTILINE,
    )
    assert rows == [
        ("2022-05-04", "VU", "no visa", "undetermined"),
        ("2023-02-04", "VU", "undetermined", "visa"),
        ("2024-01-01", "XK", "visa", "no visa"),
    ]
    assert len(re.findall(r"^\| \d", part, re.MULTILINE)) == len(rows)
    marked = re.findall(r"^\| ([A-Z]{2}) \| .* \| \*\*", page, re.MULTILINE)
    assert set(marked) == {"XK", "VU", "NR"}


@pytest.mark.parametrize("code", ["RU", "XK", "VU", "GE", "HR", "BG"])
def test_no_change_is_passed_over(code: str) -> None:
    """Judged in every month, a passport stands as the changes say."""
    days = [date(2022 + n // 12, n % 12 + 1, 5) for n in range(2, 51)]
    told = {c: dict.fromkeys(NEIGHBOURS, standing(BOOK, c, "FI", THEN)) for c in ISSUERS}
    steps = [c for c in changes(BOOK, told, THEN, NOW) if c.code == code]
    for day in days:
        before = [c.after.need for c in steps if c.day <= day]
        expected = before[-1] if before else told[code]["FI"].need
        assert standing(BOOK, code, "FI", day).need == expected


def test_a_change_in_one_state_is_told_of_that_state() -> None:
    """Where the six disagree, each has its word, and the change names those that changed."""
    documents = {kind: dict(group) for kind, group in BOOK.documents.items()}
    rule = deepcopy(documents["rules"][RULE])
    chinese = {
        "id": "chinese-into-norway",
        "title": {"en": "Chinese into Norway", "ru": "китайцы в Норвегию"},
        "when": {"nationality": "CN", "crossing.into": "NO"},
    }
    later = deepcopy(rule["versions"][0])
    later["effective"] = {"from": "2026-02-28"}
    later["accepts"] = [*later["accepts"], chinese]
    rule["versions"][0]["effective"]["until"] = "2026-02-28"
    rule["versions"].append(later)
    documents["rules"][RULE] = rule
    page = passport_table(Rulebook("", "", documents), date(2026, 2, 27), NOW)
    assert "| CN | China | visa | **NO: no visa, FI: visa, EE: visa, " in page
    assert (
        "| 2026-02-28 | China (CN) | visa | no visa (Chinese into Norway) | NO | of 2026-02-28 |"
        in page
    )
    assert "Version of 2018-12-18, " in page
    assert "Version of 2026-02-28, " in page
