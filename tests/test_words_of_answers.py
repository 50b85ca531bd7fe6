"""What travellers read: whose reason it is, what is missing, what to bring, on which clock."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from borderrules import (
    Permit,
    Query,
    TravelDocument,
    Traveller,
    Vehicle,
    Visa,
    check_route,
    load_rulebook,
)
from borderrules.decisions import Verdict
from borderrules.explain.document import document
from borderrules.explain.layout import Page
from borderrules.explain.statements import confirmation, reasons
from borderrules.explain.text import plain, render
from borderrules.explain.ways import summary
from borderrules.traveller import FamilyMember
from borderrules.words import Words

if TYPE_CHECKING:
    from borderrules.explain.json_types import AnswerJSON, LegJSON

BOOK = load_rulebook(Path(__file__).parents[1] / "rules")
ENGLISH, RUSSIAN = Words("en"), Words("ru")


def asked(origin: str, destination: str, on: str, nationality: str = "", **told: Any) -> Query:
    """A question of one traveller, of whom only the passport's nationality and visas are told."""
    who = Traveller(nationality=nationality or None, visas=told.pop("visas", None))
    return Query(
        origin=origin, destination=destination, on=on, **{"traveller": who, "vehicle": None} | told
    )


def text(query: Query, words: Words = ENGLISH) -> str:
    """The answer with every paragraph on one line, its first word its own."""
    return re.sub(r"\n +(?![-!?*] |\[|Source|Depends|At the latest)", " ", page(query, words))


def page(query: Query, words: Words = ENGLISH) -> str:
    return render(check_route(query, BOOK), words)


def plain_data(query: Query) -> AnswerJSON:
    return document(check_route(query, BOOK), ENGLISH)


def route(query: Query, heading: str, words: Words = ENGLISH) -> str:
    """The part of the answer that begins with the points and modes of one route."""
    parts = re.split(r"\n\n", text(query, words))
    return next(part for part in parts if re.match(rf"(\d+\.|\*) .*{heading}", part))


def leg(query: Query, point: str, mode: str) -> LegJSON:
    legs = (route["legs"][0] for route in plain_data(query)["routes"])
    return next(x for x in legs if (x["crossing_point"]["id"], x["mode"]) == (point, mode))


# The vehicle

RUSSIAN_CAR = Vehicle(registered_in="RU")
HOME_IN_RUSSIAN_CAR = asked(
    "RU", "EE", "2026-01-15", "EE", purpose="visit_family", vehicle=RUSSIAN_CAR
)


def test_a_vehicle_that_may_not_cross_is_told_before_the_ways_without_it() -> None:
    first = text(HOME_IN_RUSSIAN_CAR).split("\n\n")[1]
    assert first.startswith("Not with this vehicle; without it: ALLOWED: ")
    plain_answer = plain_data(HOME_IN_RUSSIAN_CAR)
    assert (plain_answer["verdict"], plain_answer["with_vehicle"]) == ("allowed", "refused")


def test_a_vehicle_that_is_not_settled_is_told_as_that() -> None:
    minibus = Vehicle(registered_in="RU", kind="minibus")  # whose seats are not told
    query = asked("RU", "EE", "2024-07-01", "EE", purpose="visit_family", vehicle=minibus)
    first = text(query).split("\n\n")[1]
    assert first.startswith("With this vehicle it is not settled; without it: ALLOWED: ")
    assert plain_data(query)["with_vehicle"] == "undetermined"


def test_who_asks_only_for_the_car_reads_that_it_is_the_car() -> None:
    query = asked(
        "RU", "EE", "2026-01-15", "EE", purpose="visit_family", vehicle=RUSSIAN_CAR, modes=("car",)
    )
    first = text(query).split("\n\n")[1]
    assert first.startswith("REFUSED with this vehicle; without it: ALLOWED: ")
    assert plain_data(query)["verdict"] == plain_data(query)["with_vehicle"] == "refused"


@pytest.mark.parametrize(
    "told",
    [
        {"vehicle": None},
        {"vehicle": "none"},
        {"vehicle": RUSSIAN_CAR, "modes": ("foot", "bus")},
    ],
)
def test_without_a_vehicle_that_would_cross_nothing_is_said_of_it(told: dict[str, Any]) -> None:
    query = asked("RU", "EE", "2026-01-15", "EE", purpose="visit_family", **told)
    assert text(query).split("\n\n")[1].startswith("ALLOWED: ")
    assert plain_data(query)["with_vehicle"] is None


def test_a_vehicle_that_crosses_too_needs_no_words() -> None:
    query = asked(
        "RU", "EE", "2026-01-15", "EE", purpose="visit_family", vehicle=Vehicle(registered_in="EE")
    )
    assert text(query).split("\n\n")[1].startswith("ALLOWED: ")
    assert plain_data(query)["with_vehicle"] == "allowed"


OBSTACLE = "The obstacle is the vehicle, not the traveller."


def test_the_vehicle_is_the_obstacle_only_where_others_pass() -> None:
    assert OBSTACLE in route(HOME_IN_RUSSIAN_CAR, "Koidula: by car")
    foot_only = route(HOME_IN_RUSSIAN_CAR, "Narva-1: by car")
    closed = route(HOME_IN_RUSSIAN_CAR, "Saatse: by car")
    assert "open only: on foot" in foot_only
    assert "The crossing point is closed" in closed
    assert OBSTACLE not in foot_only + closed


# Several travellers

PARTY = Query(
    origin="RU",
    destination="EE",
    on="2026-01-15",
    purpose="tourism",
    modes=("foot",),
    travellers=(
        Traveller(nationality="RU", visas=(Visa(kind="C", issued_by="IT"),)),
        Traveller(nationality="EE"),
        Traveller(),
    ),
)


def test_in_a_party_a_reason_names_its_traveller() -> None:
    told = route(PARTY, "Koidula: on foot")
    assert "- Traveller 1 (Russia): This presumes" in told
    assert "Traveller 1 (Russia): refused Traveller 2 (Estonia): allowed" in told
    bans = (
        r for r in leg(PARTY, "koidula", "foot")["reasons"] if r["rule"] == "ee/short-stay-visa-ban"
    )
    assert [(r["code"], r["travellers"]) for r in bans] == [("applies", [1]), ("undetermined", [3])]
    assert text(PARTY).split("\n\n")[1].startswith("REFUSED: no way across is open to all these")


def test_in_a_party_what_to_show_names_its_traveller() -> None:
    two = Query(
        origin="RU",
        destination="EE",
        on="2026-01-15",
        modes=("foot",),
        travellers=(Traveller(nationality="FI"), Traveller(nationality="EE")),
    )
    told = route(two, "Koidula: on foot")
    assert "Traveller 1 (Finland): Entering Estonia, show: passport (Finland)" in told
    assert "Traveller 2 (Estonia): Entering Estonia, show: passport (Estonia)" in told
    assert "All travellers: Foreigners are photographed" in told


def test_who_travels_alone_is_not_numbered() -> None:
    assert "raveller 1" not in text(HOME_IN_RUSSIAN_CAR)


def test_a_traveller_whose_passport_is_not_told_has_a_number_alone() -> None:
    assert "Traveller 3: " in text(PARTY)


# What is missing

NONE_SHOWN = "None of the papers shown"


def test_what_is_open_is_led_by_what_it_depends_on() -> None:
    query = asked("RU", "EE", "2026-01-15", "UA", modes=("foot",))
    told = route(query, "Koidula: on foot")
    assert "Whether “Entering the Schengen area takes" in told
    assert "depends on: Which visa is held, if any?" in told
    assert NONE_SHOWN not in told
    again = route(query, "Luhamaa: on foot")
    assert "- Not settled: Entering the Schengen area takes" in again


def test_of_many_open_questions_a_reason_asks_three() -> None:
    query = asked("RU", "FI", "2023-06-01", "FI", modes=("bus",))
    strict = " ".join(render(check_route(query, BOOK, strict=True), ENGLISH).split())
    depends = re.search(r"outlast the stay by three months” stands in the way .*? …", strict)
    assert depends
    assert depends[0].count("?") == 3


def test_the_only_way_out_of_a_refusal_is_told_with_the_refusal() -> None:
    query = asked("RU", "NO", "2024-01-15", "RU", visas=(), modes=("bus",))
    told = route(query, "Storskog: by coach")
    assert "- Refused, unless: the traveller asks for international protection. " in told
    assert NONE_SHOWN in told
    settled = asked("RU", "NO", "2024-01-15", "RU", visas=(), modes=("bus",), purpose="tourism")
    assert "Refused, unless" not in text(settled)
    assert NONE_SHOWN in text(settled)


def test_a_side_that_is_not_covered_is_the_first_reason() -> None:
    visas = (Visa(kind="C", issued_by="LT"),)
    query = asked("BY", "LT", "2026-01-15", "BY", visas=visas, purpose="tourism", modes=("bus",))
    told = route(query, "Medininkai: by coach")
    first = told.partition("- ")[2]
    assert first.startswith("What Belarus asks of those who leave is not covered by these rules: ")
    reason = leg(query, "medininkai", "bus")["reasons"][0]
    assert (reason["code"], reason["rule"], reason["side"]) == ("not_covered", "", "exit")


def test_a_gap_is_no_reason_where_the_point_is_closed() -> None:
    query = asked("BY", "LT", "2026-01-15", "BY", purpose="tourism", modes=("bus",))
    assert "not covered" not in route(query, "Lavoriškės")


# What it rests on


def test_the_last_confirmation_names_its_rule_and_the_points_own_day() -> None:
    told = route(HOME_IN_RUSSIAN_CAR, "Luhamaa: by coach")
    best = leg(HOME_IN_RUSSIAN_CAR, "luhamaa", "bus")
    day = best["last_confirmed"]
    (named,) = re.findall(rf"last confirmed {day} \(([a-z/-]+)\)", told)
    assert named.startswith(("ru/", "ee/", "schengen/"))
    (own,) = re.findall(r"the crossing point itself (\d{4}-\d\d-\d\d)", told)
    assert own > str(day)


def test_a_closed_point_is_what_its_refusal_rests_on() -> None:
    told = route(HOME_IN_RUSSIAN_CAR, "Saatse: by car")
    assert re.search(r"REFUSED; last confirmed \d{4}-\d\d-\d\d \(crossing point\)", told)


@pytest.mark.parametrize(
    ("origin", "destination", "shut"),
    [
        ("Kaliningrad", "Gdansk", "cannot be passed by coach; it is open only: on foot"),
        ("Moscow", "Kaliningrad", "refused, This connection does not run"),
        ("Narva", "Saint Petersburg", "refused, The crossing point is closed"),
    ],
)
def test_in_the_list_of_ways_every_refused_one_says_why(
    origin: str, destination: str, shut: str
) -> None:
    query = asked(origin, destination, "2026-03-15", "RU", visas=(), purpose="tourism")
    routes = [r for r in check_route(query, BOOK).routes if r.verdict is Verdict.REFUSED]
    told = [summary(route, ENGLISH) for route in routes]
    assert all(re.match("refused, [A-Z]", line) for line in told)
    assert any(shut in line for line in told)


HOME_TO_MURMANSK = asked(
    *("Kirkenes", "Murmansk", "2026-03-02T14:00", "NO"),
    visas=(Visa(kind="ordinary", issued_by="RU"),),
    modes=("car",),
    vehicle=Vehicle(registered_in="NO"),
)


def test_a_way_that_is_not_settled_but_far_shorter_is_told_too() -> None:
    """The hours at Storskog are not known; the way that is allowed leads through Estonia."""
    told = page(HOME_TO_MURMANSK)
    shorter = "Far shorter (about 150 km in straight lines), but not settled, step by step:"
    longer, told_too = told.split(shorter)
    assert "\n3) Estonia → Russia, by car: " in longer
    assert told_too.startswith("\n\n1) Norway → Russia, by car: Storskog – Borisoglebsk\n")
    assert "Гораздо короче (около 150 км по прямой)" in text(HOME_TO_MURMANSK, RUSSIAN)


NATIONAL_VISA = (Visa(kind="D", issued_by="EE"),)
SCHENGEN_VISA = (Visa(kind="C", issued_by="FI"),)
RUSSIAN_VISA = (Visa(kind="ordinary", issued_by="RU"),)


@pytest.mark.parametrize(
    "query",
    [
        # Through Latvia it is not settled, and farther than what is allowed.
        asked("Saint Petersburg", "Tallinn", "2026-03-01", "RU", visas=NATIONAL_VISA),
        # Nothing is allowed: what is not settled comes first.
        asked("Saint Petersburg", "Helsinki", "2026-03-01", "RU", visas=SCHENGEN_VISA),
        # From a whole country, no way has a length.
        asked("FI", "Murmansk", "2026-03-02T14:00", "NO", visas=RUSSIAN_VISA),
    ],
)
def test_else_only_the_first_way_is_told_step_by_step(query: Query) -> None:
    assert any(r.verdict is Verdict.UNDETERMINED for r in check_route(query, BOOK).routes)
    assert "Far shorter" not in text(query)


def test_a_ferry_is_no_crossing_point() -> None:
    query = asked("Stockholm", "Riga", "2026-03-15", "SE", modes=("ferry",))
    running, withdrawn = check_route(query, BOOK).routes[0], check_route(query, BOOK).routes[-1]
    assert confirmation(running.legs[0], ENGLISH).startswith(
        "last confirmed 2022-01-01 (connection)"
    )
    assert reasons(withdrawn.legs[0], ENGLISH)[0].message == "This connection does not run."
    assert reasons(withdrawn.legs[0], RUSSIAN)[0].message == "Этот маршрут не работает."


def test_deadlines_are_told_on_the_clock_of_the_origin() -> None:
    query = asked(
        "RU",
        "LV",
        "2025-11-10T12:00",
        "IN",
        visas=(Visa(kind="D", issued_by="DE"),),
        purpose="work",
        modes=("bus",),
    )
    assert "At the latest: 2025-11-08 12:00 (local time, Russia)" in text(query)
    legs = [r["legs"][0] for r in plain_data(query)["routes"]]
    latest = {o["latest"] for x in legs for o in x["obligations"] if o["rule"] == "lv/eta-form"}
    assert latest == {"2025-11-08T09:00Z"}


def test_in_russian_a_source_is_named_without_the_english_note_on_it() -> None:
    query = asked("RU", "EE", "2026-01-15", "UA", modes=("foot",))
    assert "Source (law): EUR-Lex, Regulation (EU) 2018/1806, consolidated" in text(query)
    names = re.findall(r"^ +Источник \([^)]*\): (.*)$", page(query, RUSSIAN), re.MULTILINE)
    assert "EUR-Lex, 2025-12-30" in names
    for name in names:
        assert re.fullmatch(r"[^,;(]+(, \d{4}(-\d\d){0,2})?,?", name), name


def said(data: Any) -> list[str]:
    """The sentences of an answer in JSON, however deep."""
    if isinstance(data, list):
        return [text for item in data for text in said(item)]
    if not isinstance(data, dict):
        return []
    own = [data[k] for k in ("message", "title", "name", "question") if k in data]
    own += [text for k in ("details", "cautions", "not_checked") for text in data.get(k, ())]
    return own + [text for value in data.values() for text in said(value)]


@pytest.mark.parametrize(
    "query",
    [
        HOME_IN_RUSSIAN_CAR,
        PARTY,
        asked("BY", "LT", "2026-01-15", "BY", modes=("bus",)),
        asked("RU", "NO", "2024-01-15", "RU", visas=(), purpose="tourism"),
        asked("NO", "RU", "2025-06-01", "DE", visas=(Visa(kind="e_visa"),)),
    ],
    ids=lambda query: f"{query.origin}-{query.destination}",
)
def test_russian_answers_have_latin_letters_only_in_abbreviations_and_addresses(
    query: Query,
) -> None:
    sentences = said(document(check_route(query, BOOK), RUSSIAN))
    assert len(sentences) > 10
    for sentence in sentences:
        plain_text = re.sub(r"https?://\S+|\b[\w.-]+\.[a-z]{2,3}\b", " ", sentence)
        assert [w for w in re.findall(r"[A-Za-z]+", plain_text) if not w.isupper()] == [], sentence


# What is shown, and what to bring


def test_a_visa_that_is_no_use_there_is_one_reason_that_fits_it() -> None:
    visas = (Visa(kind="e_visa"),)
    query = asked("NO", "RU", "2025-06-01", "DE", visas=visas, purpose="tourism", modes=("bus",))
    (reason,) = leg(query, "storskog", "bus")["reasons"]
    assert reason["rule"] == "ru/e-visa-borisoglebsk"
    assert reason["message"].startswith("This presumes that you hold no residence permit there. ")


def test_a_visa_that_ran_out_is_told_beside_what_else_refuses_it() -> None:
    spent = (Visa(kind="e_visa", valid_from="2025-01-01", valid_until="2025-02-01"),)
    query = asked("NO", "RU", "2025-06-01", "DE", visas=spent, purpose="tourism", modes=("bus",))
    rules = {reason["rule"] for reason in leg(query, "storskog", "bus")["reasons"]}
    assert rules == {"ru/e-visa-borisoglebsk", "ru/entry-document"}


def test_with_no_visa_the_reason_is_that_none_is_shown() -> None:
    query = asked("NO", "RU", "2025-06-01", "DE", visas=(), purpose="tourism", modes=("bus",))
    rules = {reason["rule"] for reason in leg(query, "storskog", "bus")["reasons"]}
    assert rules == {"ru/entry-document"}


def to_the_wife(on: str, *modes: str, purpose: str = "visit_family") -> Query:
    """A Russian citizen on an Italian visa to the wife in Norway."""
    wife = FamilyMember(relation="spouse", nationality="NO", residence="NO", standing="citizen")
    return Query(
        origin="RU",
        destination="NO",
        on=on,
        purpose=purpose,
        modes=modes,
        traveller=Traveller(
            documents=(TravelDocument(issued_by="RU"),),
            visas=(Visa(kind="C", issued_by="IT"),),
            family=(wife,),
        ),
    )


def test_the_proof_of_the_exemption_that_opens_the_way_is_told_once() -> None:
    query = to_the_wife("2024-07-01", "bus", "car")
    told = text(query)
    assert told.count("- Bring: papers that show the kinship") == 1
    assert told.index("To do:") < told.index("- Bring: ")
    (proof,) = leg(query, "storskog", "bus")["proofs"]
    assert (proof["rule"], proof["exception"]) == ("no/low-priority-purposes", "close-family")
    assert proof["travellers"] == [1]


def test_a_residence_permit_that_opens_the_way_is_to_be_brought() -> None:
    permit = Traveller(nationality="RU", permits=(Permit(kind="residence", issued_by="NO"),))
    home = asked("RU", "NO", "2026-01-15", purpose="work", traveller=permit)
    assert "Bring: the residence permit itself, beside the passport." in text(home)
    worker = Traveller(nationality="NO", permits=(Permit(kind="residence", issued_by="RU"),))
    back = asked("NO", "RU", "2026-01-15", purpose="work", traveller=worker)
    assert "Bring: the residence permit itself, beside the passport." in text(back)


def test_a_residence_permit_is_not_to_be_brought_where_the_passport_suffices() -> None:
    permits = (Permit(kind="residence", issued_by="NO"),)
    finn = Traveller(nationality="FI", permits=permits)
    assert "residence permit itself" not in text(asked("RU", "NO", "2026-01-15", traveller=finn))


def test_before_the_refusals_began_no_proof_is_asked() -> None:
    assert "Bring: " not in text(to_the_wife("2023-06-01", "bus"))


def test_what_applying_for_a_visa_asks_is_told_with_the_visa() -> None:
    query = asked("RU", "NO", "2024-01-15", "RU", visas=(), purpose="tourism", modes=("bus",))
    told = next(p for p in text(query).split("\n\n") if p.startswith("Short-stay visa (Norway)"))
    assert told.index("[no/tourist-visas]") < told.index("To do:") < told.index("schengen/visa-fee")
    assert told.index("To know:") < told.index("[no/visa-centres]")
    (visa,) = plain_data(query)["issuance"]
    assert "schengen/visa-fee" in {s["rule"] for s in visa["obligations"]}
    assert "no/visa-centres" in {s["rule"] for s in visa["advice"]}
    assert "no/tourist-visas" in {s["rule"] for s in visa["reasons"]}


# The page


def test_nothing_invisible_reaches_the_page() -> None:
    sheet = Page(ENGLISH, plain)
    sheet.add("ring\a the\u202e \x9b31m bell\n  twice")
    (line,) = sheet.lines
    assert line.isprintable()
    assert line.startswith("ring\\x07 the\\u202e ")
    assert line.endswith("bell twice")
