"""What people and programs see: text of 80 columns, JSON that keeps its schema, exit statuses."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from borderrules import Query, TravelDocument, Traveller, Vehicle, Visa, check_route, load_rulebook
from borderrules.cli import check_route as command
from borderrules.explain.document import document
from borderrules.explain.json_types import AnswerJSON
from borderrules.explain.text import render
from borderrules.shapes import json_schema
from borderrules.words import Words

BOOK = load_rulebook(Path(__file__).parents[1] / "rules")
RUSSIAN = Traveller(nationality="RU", visas=(Visa(kind="C", issued_by="IT"),))
QUERIES = [
    Query(
        origin="RU",
        destination="NO",
        on="2024-06-01",
        purpose="tourism",
        traveller=RUSSIAN,
        vehicle=Vehicle(registered_in="RU"),
    ),
    Query(origin="FI", destination="RU", on="2023-12-15", traveller=Traveller(nationality="FI")),
    Query(origin="EE", destination="RU", on="2026-01-15T23:30"),
    Query(origin="RU-KGD", destination="PL", on="2026-11-23", travellers=(RUSSIAN, Traveller())),
    Query(origin="LV", destination="RU", on="2021-01-01", purpose="asylum"),
]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("query", QUERIES, ids=lambda q: f"{q.origin}-{q.destination}")
def test_text_fits_80_columns_and_has_no_colour(query: Query, language: str) -> None:
    text = render(check_route(query, BOOK), Words(language))
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text


@pytest.mark.parametrize("query", QUERIES, ids=lambda q: f"{q.origin}-{q.destination}")
def test_json_keeps_its_published_schema(query: Query) -> None:
    schema = json_schema(AnswerJSON)
    plain = json.loads(json.dumps(document(check_route(query, BOOK), Words("en"))))
    jsonschema.validate(plain, schema | {"additionalProperties": False})


def test_json_says_what_the_answer_says() -> None:
    answer = check_route(QUERIES[0], BOOK)
    plain = document(answer, Words("en"))
    assert plain["verdict"] == "refused"
    assert plain["usable"] == "stop"
    car = next(r for r in plain["routes"] if r["legs"][0]["mode"] == "car")["legs"][0]
    assert {reason["rule"] for reason in car["reasons"]} == {
        "no/low-priority-purposes",
        "no/russian-plates",
    }
    assert car["vehicles"] == [{"verdict": "refused"}]
    assert {r["rule"]: r["effective"] for r in car["reasons"]} == {
        "no/low-priority-purposes": "2024-05-29T00:00",
        "no/russian-plates": "2023-10-03T00:00",
    }
    for reason in car["reasons"]:
        assert reason["sources"][0]["tier"] in ("law", "official", "press")
        assert reason["last_confirmed"]


def test_decision_id_is_of_the_question_and_the_rules_and_nothing_else() -> None:
    first, again = check_route(QUERIES[0], BOOK), check_route(QUERIES[0], BOOK)
    assert first.decision_id == again.decision_id
    assert first.decision_id != check_route(QUERIES[1], BOOK).decision_id


def test_what_to_show_on_which_side() -> None:
    both = (TravelDocument(issued_by="FI"), TravelDocument(issued_by="RU"))
    query = Query(
        origin="EE",
        destination="RU",
        on="2026-01-15",
        purpose="tourism",
        traveller=Traveller(documents=both, visas=()),
    )
    route = check_route(query, BOOK).routes[0]
    shown = {s.direction: s.shown.document for s in route.legs[0].sides}
    assert route.verdict.word == "allowed"
    assert shown["entry"] == TravelDocument(issued_by="RU")


def test_asylum_is_neither_allowed_nor_refused() -> None:
    answer = check_route(QUERIES[4], BOOK)
    assert {route.verdict.word for route in answer.routes} == {"undetermined"}
    assert "UNHCR" in render(answer, Words("en"))
    assert "УВКБ" in render(answer, Words("ru"))


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ("EE RU --nationality RU --on 2026-01-15 --visa none --plate none", 0),
        ("RU NO --nationality RU --visa none --purpose tourism --on 2026-01-15", 1),
        ("RU NO --on 2026-01-15", 3),
        ("RU XX --on 2026-01-15", 2),
    ],
)
def test_exit_status(
    arguments: str, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["check-route", *arguments.split()])
    with pytest.raises(SystemExit) as done:
        command.main()
    assert done.value.code == status
    out = capsys.readouterr()
    assert bool(out.out) == (status != 2)


def test_a_failure_of_the_program_is_one_line_and_status_70(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("defect")

    monkeypatch.setattr("borderrules.routes.check_route", broken)
    monkeypatch.setattr(sys, "argv", ["check-route", "EE", "RU", "--on", "2026-01-15"])
    with pytest.raises(SystemExit) as done:
        command.main()
    assert done.value.code == 70
    assert len(capsys.readouterr().err.splitlines()) == 1
