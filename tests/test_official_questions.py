"""Questions that travellers put to authorities, and what these rules answer them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import ryaml

from borderrules import QueryError, check_route, load_rulebook
from borderrules.trip import query_from
from scenarios import applying, observed, read

if TYPE_CHECKING:
    from borderrules import Answer

_ROOT = Path(__file__).parents[1]
_FILE = _ROOT / "examples" / "official-questions.yaml"
_KEYS = {"id", "question", "asked_of", "trip", "apply_for", "ours", "cannot_say"}

BOOK = load_rulebook(_ROOT / "rules")
QUESTIONS: list[dict[str, Any]] = ryaml.loads(_FILE.read_text("utf-8"))["questions"]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_our_answer(question: dict[str, Any]) -> None:
    """What is written under `ours` is what the rules answer, no more and no less."""
    told = {key: value for key, value in question["ours"].items() if key != "note"}
    assert _ours(question, told) == told


def test_the_questions_are_told_alike() -> None:
    ids = [question["id"] for question in QUESTIONS]
    assert len(set(ids)) == len(ids)
    for question in QUESTIONS:
        assert question.keys() <= _KEYS, question.keys() - _KEYS
        assert question["ours"]["note"], question["id"]


def _ours(question: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """What the rules answer, on the routes that are told."""
    try:
        answer = check_route(query_from(question["trip"]), BOOK)
    except QueryError as error:
        return {"problem": error.problems[0].code}
    routes = told.get("routes", {})
    found = read(
        answer,
        {"verdict": None, "certain": None, "routes": routes, "reasons": routes}
        | {key: routes for key in ("states",) if key in told},
    )
    found["reasons"] = _ids(found["reasons"])
    found["obligations"] = _obliging(answer, routes, "applies")
    if may_apply := _obliging(answer, routes, "undetermined"):
        found["may_apply"] = may_apply
    if "apply_for" in question:
        found["issuance"] = observed(_application(question), BOOK)
    return found


def _ids(reasons: dict[str, dict[str, list[str]]]) -> list[str]:
    """The rules among `rule: outcome`, of all routes together."""
    lines = (line for modes in reasons.values() for lines in modes.values() for line in lines)
    return sorted({line.partition(": ")[0] for line in lines})


def _obliging(answer: Answer, routes: dict[str, dict[str, str]], outcome: str) -> list[str]:
    legs = [(point, mode) for point, modes in routes.items() for mode in modes]
    return sorted({rule for leg in legs for rule in applying(answer, *leg, "oblige", outcome)})


def _application(question: dict[str, Any]) -> dict[str, Any]:
    return {key: question[key] for key in ("trip", "apply_for")}
