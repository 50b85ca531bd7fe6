"""Questions that travellers put to authorities, what those said, and what these rules answer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import ryaml

from borderrules import QueryError, check_route, load_rulebook
from borderrules.ledger import TIERS
from borderrules.trip import query_from
from scenarios import applying, observed, read

if TYPE_CHECKING:
    from borderrules import Answer

_ROOT = Path(__file__).parents[1]
_FILE = _ROOT / "examples" / "official-questions.yaml"
_SUMMARY = _ROOT / "docs" / "official-questions.md"
_KEYS = {
    *("id", "question", "asked_of", "trip", "apply_for", "ours", "ours_before", "once_told"),
    *("cannot_say", "official", "agrees", "why"),
}
_OFFICIAL = {"url", "publisher", "published", "tier", "verdict", "answer"}

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


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_the_authority_answers_too(question: dict[str, Any]) -> None:
    """Beside our answer stands the official one, with a source that a reader can look up."""
    official = question["official"]
    assert _OFFICIAL <= official.keys() <= _OFFICIAL | {"condition", "note"}
    assert official["url"].startswith(f"https://{question['asked_of']}"), "another site was asked"
    assert official["publisher"]
    assert official["answer"]
    assert official["tier"] in TIERS
    assert official["verdict"] in ("allowed", "refused")
    published = official["published"]
    if published is None:
        assert official["note"], "an undated page needs a word on its date"
    else:
        assert re.fullmatch(r"20\d\d-\d\d(-\d\d)?", str(published))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_whether_both_agree(question: dict[str, Any]) -> None:
    """`agrees` is what the two verdicts say; a disagreement is explained."""
    agrees = _agrees(question, question["ours"])
    assert question["agrees"] == agrees
    assert ("why" in question) == (agrees is not True)


@pytest.mark.parametrize(
    "question", [q for q in QUESTIONS if "once_told" in q], ids=lambda question: question["id"]
)
def test_once_the_visa_is_told(question: dict[str, Any]) -> None:
    """Where only the visa's issuer is wanting, the answer is the official one when it is told."""
    told = question["once_told"]
    traveller = question["trip"]["traveller"] | {"visas": told["visas"]}
    verdict = check_route(query_from(question["trip"] | {"traveller": traveller}), BOOK).verdict
    assert verdict.word == told["verdict"] == question["official"]["verdict"]


def test_a_miss_stays_visible() -> None:
    """What our answer was before holds only what changed since."""
    for question in QUESTIONS:
        for key, before in question.get("ours_before", {}).items():
            assert before != question["ours"].get(key), (question["id"], key)


def test_the_summary_holds_every_question() -> None:
    """docs/official-questions.md has a row for each, with the verdicts of both."""
    rows = {cells[0]: cells[2:5] for cells in _table(6)}
    for question in QUESTIONS:
        ours = question["ours"].get("verdict", "not asked")
        before = question.get("ours_before", {}).get("verdict", ours)
        for cell, verdict in zip(
            rows[question["id"]], (before, question["official"]["verdict"], ours), strict=True
        ):
            assert cell.startswith(verdict), (question["id"], cell, verdict)


def test_the_summary_counts_the_misses() -> None:
    """How many answers are the authority's, others, open, or wanting; before and now."""

    def counted(ours: list[dict[str, Any]]) -> list[int]:
        agree = [_agrees(question, it) for question, it in zip(QUESTIONS, ours, strict=True)]
        unasked = sum("problem" in it for it in ours)
        return [agree.count(True), agree.count(False) - unasked, agree.count("partly"), unasked]

    now = [question["ours"] for question in QUESTIONS]
    before = [question["ours"] | question.get("ours_before", {}) for question in QUESTIONS]
    told = [[int(cell) for cell in cells[1:]] for cells in _table(3) if cells[1].isdigit()]
    assert told == [list(pair) for pair in zip(counted(before), counted(now), strict=True)]


def _table(width: int) -> list[list[str]]:
    """The rows of the summary's table that has so many columns."""
    lines = _SUMMARY.read_text("utf-8").splitlines()
    rows = ([cell.strip() for cell in line[1:-1].split("|")] for line in lines if line[:1] == "|")
    return [cells for cells in rows if len(cells) == width]


def _agrees(question: dict[str, Any], ours: dict[str, Any]) -> bool | str:
    """Whether an answer of ours is the authority's; `partly` where ours stays open."""
    verdict = ours.get("verdict")
    if "goods" in question["trip"] and ours["obligations"]:
        verdict = "refused"  # the goods, of which such a question speaks
    if verdict == "undetermined":
        return "partly"
    return bool(verdict == question["official"]["verdict"])


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
    asked = {key: question[key] for key in ("trip", "apply_for")}
    return asked | {"expect": {"verdict": "", "rules": []}}
