"""A permit that has run out, and a visa that is used up, exempt nobody at the border."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from borderrules.folder import read_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES: dict[str, dict[str, Any]] = read_folder(Path(__file__).parents[1] / "rules").documents[
    "rules"
]
AT_THE_BORDER = {"entry", "exit", "presence"}

#: What makes a paper count, and the exemptions that count it all the same, each for its reason.
STILL_GOOD = {"permit": "permit.valid", "visa": "visa.usable"}
ALL_THE_SAME = {
    # Finland takes the old passport also for prolonging the permit that runs out.
    ("fi/non-biometric-passports", "finnish-permit"),
    # Who lives abroad was shown by any paper of the state there; the sources disagree.
    ("ru/pandemic-exit", "lives-abroad"),
    # The day of application alone decides which law on the length of the stay applies.
    ("ru/e-visa-stay", "applied-under-the-new-law"),
    # Only the passport is judged here, and the transit document by schengen/entry-document.
    ("schengen/document-validity", "transit-document"),
}


def exemptions(rule: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every exception and accepted document of a prohibition at the border."""
    if rule["effect"] == "prohibit" and AT_THE_BORDER & set(rule["direction"]):
        for version in rule["versions"]:
            yield from (*version.get("exceptions", ()), *version.get("accepts", ()))


def unguarded(rule: dict[str, Any], paper: str) -> set[str]:
    """The exemptions that rest on such a paper and do not ask whether it is still good."""
    return {
        item["id"]
        for item in exemptions(rule)
        if any(fact.startswith(f"{paper}.") for fact in item["when"])
        and STILL_GOOD[paper] not in item["when"]
    }


@pytest.mark.parametrize("paper", STILL_GOOD)
def test_every_exemption_asks_whether_its_paper_is_still_good(paper: str) -> None:
    found = {(name, item) for name, rule in RULES.items() for item in unguarded(rule, paper)}
    assert found - ALL_THE_SAME == set()


def test_those_that_need_not_ask_are_there_and_do_not_ask() -> None:
    found = {
        (name, item)
        for name, rule in RULES.items()
        for paper in STILL_GOOD
        for item in unguarded(rule, paper)
    }
    assert found >= ALL_THE_SAME
