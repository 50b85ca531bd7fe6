"""The questions in `examples/` and the answers that they must get."""

from __future__ import annotations

from pathlib import Path

import pytest

from borderrules import load_rulebook
from scenarios import observed, scenarios

BOOK = load_rulebook(Path(__file__).parents[1] / "rules")
SCENARIOS = scenarios()


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario(name: str) -> None:
    scenario = SCENARIOS[name]
    assert observed(scenario, BOOK) == scenario["expect"]
