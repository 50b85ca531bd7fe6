"""Section 8: deleting any part of the rules breaks a case or a scenario, or there is a reason."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from borderrules.folder import read_folder

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from delete_one import Corpus, deletions, reasons  # noqa: E402
from scenarios import scenarios  # noqa: E402

EVERY = 40
DOCUMENTS = read_folder(ROOT / "rules").documents


def test_a_sample_of_deletions_is_noticed() -> None:
    corpus = Corpus(ROOT / "rules", scenarios())
    survivors = {d.name for d in corpus.deletions[::EVERY] if not corpus.killer(d)}
    assert sorted(survivors - reasons().keys()) == []


def test_each_part_has_a_name_of_its_own() -> None:
    names = Counter((d.kind, d.name) for d in deletions(DOCUMENTS))
    assert [name for name, count in names.items() if count > 1] == []


def test_reasons_speak_of_parts_that_are_there() -> None:
    assert sorted(reasons().keys() - {d.name for d in deletions(DOCUMENTS)}) == []


def test_what_no_case_and_no_scenario_needs_survives() -> None:
    tiny = Corpus(ROOT / "tests" / "tiny_rules", {})
    killer = {d.name: tiny.killer(d) for d in tiny.deletions}
    assert killer["no/russian-cars"] == ""
    assert killer["storskog: timeline period 2022-01-01"] == ""
    assert killer["no/russian-cars: version 2024-01-01"] == "case no/russian-cars::first day"


def test_a_deletion_leaves_the_rules_as_they_were() -> None:
    before = str(DOCUMENTS)
    for part in list(deletions(DOCUMENTS))[::EVERY]:
        without = part.of(DOCUMENTS)[part.folder].get(part.key)
        assert without != DOCUMENTS[part.folder][part.key]
    assert str(DOCUMENTS) == before
