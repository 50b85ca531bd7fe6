"""Imports point strictly down: the architecture can be read from the folder."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import borderrules

ROOT = Path(borderrules.__file__).parent

#: Each module's level; a module imports only from levels below its own, or beside it as listed.
LEVELS = {
    "errors": 0,
    "terms": 0,
    "countries": 1,
    "dates": 1,
    "distance": 1,
    "vocabulary": 2,
    "words": 2,
    "conditions": 3,
    "measures": 4,
    "alike": 5,
    "telling": 3,
    "traveller": 4,
    "query": 5,
    "stay": 4,
    "reading": 4,
    "notation": 3,
    "schema": 4,
    "shapes": 5,
    "building": 5,
    "links": 6,
    "link_schema": 6,
    "trip": 6,
    "presentation": 5,
    "passage": 6,
    "facts": 7,
    "reads": 7,
    "rulebook": 8,
    "digest": 0,
    "decisions": 9,
    "judging": 10,
    "availability": 10,
    "passports": 10,
    "world": 9,
    "checks": 10,
    "cases": 10,
    "folder": 11,
    "loading": 12,
    "issuance": 11,
    "legs": 5,
    "sweeps": 0,
    "side_decisions": 10,
    "leg_decisions": 11,
    "history": 11,
    "network": 14,
    "itineraries": 12,
    "places": 5,
    "dated": 11,
    "progress": 12,
    "journeys": 12,
    "search": 13,
    "chronicle": 12,
    "sides": 12,
    "examination": 13,
    "ageing": 6,
    "courses": 12,
    "side_courses": 13,
    "survey": 14,
    "timeline": 15,
    "routes": 15,
    "diagrams": 0,
    "unknowns": 6,
    "values": 7,
    "completions": 9,
    "dependence": 10,
    "prohibitions": 11,
    "verdicts": 16,
    "questions": 17,
    "interview": 18,
    "changes": 16,
    "remedies": 17,
    "explain": 19,
    "validation": 16,
    "ledger": 16,
    "records": 17,
    "cli": 20,
}


#: What answers are made of: no file, clock or network in it.
PURE = (
    *("conditions", "measures", "stay", "presentation", "passage", "facts", "reads", "rulebook"),
    *("building", "alike", "decisions", "judging", "availability", "issuance"),
    *("legs", "side_decisions", "leg_decisions", "sides", "examination"),
    *("itineraries", "dated", "progress", "search"),
    *("network", "routes"),
    *("ageing", "courses", "side_courses", "survey", "timeline"),
    *("diagrams", "unknowns", "values", "completions", "dependence", "prohibitions"),
    *("verdicts", "questions", "interview", "changes", "remedies"),
)


def _imports(path: Path) -> set[str]:
    """The modules of this package that a file imports when it is loaded or called."""
    found: set[str] = set()
    tree = ast.parse(path.read_text("utf-8"))
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and id(node) not in typing_only:
            if node.module == "borderrules":
                found |= {alias.name for alias in node.names}
            elif node.module.startswith("borderrules."):
                found.add(node.module.split(".")[1])
    return found


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda p: p.stem)
def test_imports_point_down(path: Path) -> None:
    own = path.relative_to(ROOT).parts[0].removesuffix(".py")
    if own == "__init__":
        return
    for module in _imports(path) - {own}:
        assert LEVELS[module] < LEVELS[own], f"{own} imports {module}"


def test_deciding_reads_no_files_and_no_clock() -> None:
    """The evaluator is pure: no file, no clock, no network."""
    for name in PURE:
        text = (ROOT / f"{name}.py").read_text("utf-8")
        for word in ("open(", ".today()", ".now()", "time.time", "socket", "urllib", "requests"):
            assert word not in text, f"{name} uses {word}"
