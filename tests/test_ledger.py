"""The ledger holds every researched record once, and no weak record decides in silence."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from borderrules import ledger
from borderrules.cli.borderrules import group
from borderrules.errors import RulesError
from borderrules.folder import read_folder

HERE = Path(__file__).parent
ROOT = HERE.parent

CARS: dict[str, Any] = {
    "id": "no-cars",
    "summary": "Cars registered in Russia may not enter.",
    "sources": [{"tier": "news"}, {"tier": "law"}],
    "confidence": "confirmed",
}
STORSKOG: dict[str, Any] = {
    "id": "no-storskog",
    "summary": "Open by day.",
    "sources": [{"tier": "wiki"}, {"tier": "official"}],
    "confidence": "confirmed",
}
FENCE: dict[str, Any] = {
    "id": "no-fence",
    "summary": "A fence.",
    "sources": [{"tier": "other"}],
    "confidence": "single",
}
REASON = "a fence: it bears on no traveller, and none is planned"


class Folders:
    """Rules, records and ledger of one test, and the command that works on them."""

    def __init__(self, root: Path) -> None:
        self.rules, self.facts, self.ledger = root / "rules", root / "facts", root / "ledger"
        self.cars = self.rules / "no/russian-cars.yaml"
        self.storskog = self.rules / "no/crossing-points/storskog.yaml"

    def write_facts(self, *records: dict[str, Any], file: str = "no") -> None:
        self.facts.mkdir(exist_ok=True)
        (self.facts / f"{file}.yaml").write_text(json.dumps(records))

    def update(self) -> Result:
        return self._run("update", self.facts, "--ledger", self.ledger, "--rules", self.rules)

    def compare(self) -> Result:
        return self._run("compare", self.facts, "--ledger", self.ledger)

    def check(self, *options: str) -> Result:
        return self._run("check", self.rules, "--ledger", self.ledger, *options)

    def _run(self, *arguments: str | Path) -> Result:
        return CliRunner().invoke(group, ["ledger", *map(str, arguments)])

    def problems(self) -> list[str]:
        found = ledger.check(read_folder(self.rules), ledger.read_ledger(self.ledger))
        return [str(problem) for problem in found]

    def edit(self, path: Path, old: str, new: str) -> None:
        text = path.read_text()
        assert text.count(old) == 1, f"`{old}` is not in {path.name} once"
        path.write_text(text.replace(old, new))

    @property
    def page(self) -> Path:
        return self.ledger / "no.yaml"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Three records, two encoded and one left out, and a ledger with nothing wrong in it."""
    found = Folders(tmp_path)
    shutil.copytree(HERE / "tiny_rules", found.rules)
    for path, fact in ((found.cars, "no-cars"), (found.storskog, "no-storskog")):
        path.write_text(path.read_text() + f"facts: [{fact}]\n")
    found.write_facts(CARS, STORSKOG, FENCE)
    assert found.update().exit_code == 0
    found.page.write_text(found.page.read_text() + f'    left_out: "{REASON}"\n')
    return found


def test_the_committed_ledger_is_right() -> None:
    pages = ledger.read_ledger(ROOT / "ledger")
    problems = ledger.check(read_folder(ROOT / "rules"), pages)
    assert [str(problem) for problem in problems] == []


def test_every_fact_that_a_rule_lists_is_in_the_committed_ledger() -> None:
    """Told by the rules' text alone, not by the reader of the ledger."""
    entered = "".join(path.read_text() for path in (ROOT / "ledger").glob("*.yaml"))
    documents = read_folder(ROOT / "rules").documents
    listed = {
        fact
        for kind in ("rules", "points", "groups", "jurisdictions")
        for data in documents[kind].values()
        for fact in data.get("facts") or ()
    }
    assert len(listed) > 200
    assert [fact for fact in sorted(listed) if entered.count(f"  - id: {fact}\n") != 1] == []


def test_a_new_ledger_holds_each_record_in_order(folders: Folders) -> None:
    (page,) = ledger.read_ledger(folders.ledger).values()
    assert [(e.id, e.confidence, e.tier, e.left_out) for e in page.entries] == [
        ("no-cars", "confirmed", "law", None),
        ("no-storskog", "confirmed", "official", None),
        ("no-fence", "single", "press", REASON),
    ]
    encoded = [[(i.file, i.versions) for i in e.encoded or ()] for e in page.entries]
    assert encoded == [[("no/russian-cars", ["2024-01-01"])], [("storskog", ["2022-01-01"])], []]
    assert folders.problems() == []
    assert folders.check().exit_code == 0


@pytest.mark.parametrize(
    ("records", "lines"),
    [
        ((CARS, STORSKOG, FENCE), []),
        ((CARS, STORSKOG, FENCE, FENCE | {"id": "no-wall"}), ["no.yaml: no-wall is new"]),
        ((CARS, FENCE), ["no.yaml: no-storskog is gone"]),
        ((CARS | {"summary": "Cars."}, STORSKOG, FENCE), ["no.yaml: no-cars has changed"]),
        ((CARS | {"confidence": "single"}, STORSKOG, FENCE), ["no.yaml: no-cars has changed"]),
        ((dict(reversed(CARS.items())), STORSKOG, FENCE), []),
        (
            (FENCE | {"id": "no-wall"}, CARS | {"notes": ""}, STORSKOG),
            [
                "no.yaml: no-wall is new",
                "no.yaml: no-cars has changed",
                "no.yaml: no-fence is gone",
            ],
        ),
    ],
    ids=["same", "new", "gone", "changed", "weaker", "other order of keys", "all"],
)
def test_compare_tells_what_is_new_gone_or_changed(
    folders: Folders, records: tuple[dict[str, Any], ...], lines: list[str]
) -> None:
    folders.write_facts(*records)
    result = folders.compare()
    assert result.stdout.splitlines() == lines
    assert result.exit_code == (1 if lines else 0)


def test_a_record_that_moved_is_gone_and_new(folders: Folders) -> None:
    folders.write_facts(CARS, STORSKOG)
    folders.write_facts(FENCE, file="ru")
    lines = {"ru.yaml: no-fence is new", "no.yaml: no-fence is gone"}
    assert set(folders.compare().stdout.splitlines()) == lines


def test_a_digest_by_hand_is_seen(folders: Folders) -> None:
    """The ledger's own copy of confidence and tier must be the record's, too."""
    folders.edit(folders.page, "tier: official", "tier: law")
    assert folders.compare().stdout == "no.yaml: no-storskog has changed\n"


def test_update_settles_what_compare_tells(folders: Folders) -> None:
    folders.write_facts(CARS | {"summary": "Cars."}, FENCE)
    folders.edit(folders.storskog, "facts: [no-storskog]", "facts: []")
    result = folders.update()
    lines = ["no.yaml: no-cars has changed", "no.yaml: no-storskog is gone"]
    assert (result.exit_code, result.stdout.splitlines()) == (0, lines)
    assert folders.compare().stdout == ""
    assert folders.problems() == []


def test_update_keeps_what_was_written_by_hand(folders: Folders) -> None:
    _second_version(folders)
    folders.write_facts(CARS | {"confidence": "single"}, STORSKOG, FENCE)
    folders.update()
    old = "versions: [2024-01-01, 2025-01-01]"
    folders.edit(folders.page, old, 'versions: [2025-01-01], because: "two: of them"')
    folders.write_facts(FENCE | {"id": "no-cars-again"}, CARS, STORSKOG, FENCE)
    folders.edit(folders.cars, "facts: [no-cars]", "facts: [no-cars, no-cars-again]")
    folders.update()
    text = folders.page.read_text()
    # The record that is new gets all versions, and the one that nobody had named goes to both.
    assert text.count("{file: no/russian-cars, versions: [2024-01-01, 2025-01-01]}") == 1
    line = '{file: no/russian-cars, versions: [2024-01-01, 2025-01-01], because: "two: of them"}'
    assert text.count(line) == 1
    assert REASON in text
    folders.edit(folders.page, line, line.replace("2024-01-01, ", ""))
    before = folders.page.read_text()
    folders.update()
    assert folders.page.read_text() == before


def test_update_drops_the_reason_of_a_record_that_a_rule_lists_now(folders: Folders) -> None:
    folders.edit(folders.cars, "facts: [no-cars]", "facts: [no-cars, no-fence]")
    folders.update()
    text = folders.page.read_text()
    assert "left_out" not in text
    assert text.count("file: no/russian-cars") == 2


def test_update_removes_the_page_of_a_file_that_is_gone(folders: Folders) -> None:
    folders.write_facts(FENCE | {"id": "ru-fence"}, file="ru")
    folders.update()
    assert sorted(path.name for path in folders.ledger.iterdir()) == ["no.yaml", "ru.yaml"]
    (folders.facts / "ru.yaml").unlink()
    folders.update()
    assert [path.name for path in folders.ledger.iterdir()] == ["no.yaml"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, "BR001 is no folder with YAML files"),
        ("[", "no.yaml: BR002 is not YAML"),
        ("id: no-cars\n", "no.yaml:1: BR107"),
        ("- {id: no-cars, confidence: sure, sources: [{tier: law}]}\n", "no.yaml:1: BR105"),
        ("- {id: no-cars, confidence: single, sources: []}\n", "no.yaml:1: BR107"),
        (json.dumps([CARS, CARS]), "no.yaml: BR601 `no-cars` is already in no.yaml"),
    ],
    ids=["no folder", "no YAML", "no list", "confidence", "no sources", "twice"],
)
def test_records_that_cannot_be_read_leave_the_ledger_alone(
    folders: Folders, text: str | None, expected: str
) -> None:
    before = folders.page.read_text()
    path = folders.facts / "no.yaml"
    path.unlink() if text is None else path.write_text(text)
    result = folders.update()
    assert isinstance(result.exception, RulesError)
    assert expected in str(result.exception)
    assert [path.name for path in folders.ledger.iterdir()] == ["no.yaml"]
    assert folders.page.read_text() == before


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (f'    left_out: "{REASON}"\n', "", ["ledger/no.yaml:14: BR602 `no-fence`: write either"]),
        (
            "    left_out:",
            "    encoded:\n      - {file: storskog, versions: [2022-01-01]}\n    left_out:",
            ["ledger/no.yaml:14: BR602 `no-fence`: write either", ":19: BR604 `no-fence`"],
        ),
        ("- id: no-fence", "- id: no-cars", ["ledger/no.yaml:14: BR601 `no-cars` is already in"]),
        ("no/russian-cars", "no/rusian-cars", ["BR603", "mean `no/russian-cars`?", ":22: BR606"]),
        ("[2024-01-01]", "[2024-01-02]", ["BR605 `no-cars`: no version", "BR607 no record"]),
        (", versions: [2022-01-01]", "", ["BR605 `no-storskog`: name the `versions`", "BR607"]),
        ("  - id: no-cars", "  - id: no-car", ["BR604 `no-car`: rules/", "BR606 `no-cars`: its"]),
        (
            "      - {file: storskog, versions: [2022-01-01]}\n",
            "      - {file: storskog, versions: [2022-01-01]}\n" * 2,
            ["BR601 `no-storskog`: names storskog twice"],
        ),
    ],
    ids=[
        "neither", "both", "id twice", "no such file", "no such version", "no version named",
        "a listed id is missing", "file twice",
    ],
)  # fmt: skip
def test_check_tells_where_ledger_and_rules_disagree(
    folders: Folders, old: str, new: str, expected: list[str]
) -> None:
    folders.edit(folders.page, old, new)
    problems = folders.problems()
    for part in expected:
        assert [line for line in problems if part in line], (part, problems)
    assert folders.check().exit_code == 1
    assert folders.check().stdout.splitlines() == problems


def test_check_tells_of_a_record_that_only_the_rules_list(folders: Folders) -> None:
    folders.edit(folders.cars, "facts: [no-cars]", "facts: [no-cars, no-fence]")
    line = len(folders.cars.read_text().splitlines())
    message = "BR606 `no-fence`: its entry in the ledger does not name no/russian-cars"
    assert folders.problems() == [f"rules/no/russian-cars.yaml:{line}: {message}"]


def test_groups_encode_records_without_versions(folders: Folders) -> None:
    (folders.rules / "no/groups.yaml").write_text(
        "NEAR:\n  of: country\n  title: {en: near, ru: рядом}\n  facts: [no-near]\n"
    )
    folders.write_facts(CARS, STORSKOG, FENCE, FENCE | {"id": "no-near"})
    folders.update()
    assert "      - {file: no/groups}\n" in folders.page.read_text()
    assert folders.problems() == []


def test_a_ledger_of_another_shape_is_told_by_line(folders: Folders) -> None:
    folders.edit(folders.page, "tier: official", "tier: rumour")
    with pytest.raises(RulesError, match=r"^ledger/no\.yaml:11: BR105 `tier` is `rumour`"):
        ledger.read_ledger(folders.ledger)


WEAK = "    confidence: single\n    caution: {en: one source only, ru: только один источник}\n"
VERSION = "    last_confirmed: 2024-06-01\n    when:"


def _weak_cars(folders: Folders, confidence: str) -> None:
    folders.write_facts(CARS | {"confidence": confidence}, STORSKOG, FENCE)
    folders.update()


@pytest.mark.parametrize("confidence", ["single", "conflicting"])
def test_a_weak_record_may_not_decide_in_silence(folders: Folders, confidence: str) -> None:
    _weak_cars(folders, confidence)
    (problem,) = folders.problems()
    assert problem.startswith("ledger/no.yaml:7: BR608 `no-cars`: no/russian-cars from 2024-01-01 ")
    assert f" {confidence};" in problem


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (VERSION, WEAK + VERSION),
        (VERSION, f"    certainty: disputed\n{VERSION}"),
        (VERSION, f"    certainty: discretionary\n{VERSION}"),
        ("{from: 2024-01-01}", "{from: 2024-01-01, uncertain: [start]}"),
        ("effect: prohibit", "effect: advise"),
    ],
    ids=["caution", "disputed", "discretionary", "uncertain start", "advice"],
)
def test_a_weak_record_may_speak_where_the_rule_says_so(
    folders: Folders, old: str, new: str
) -> None:
    _weak_cars(folders, "single")
    folders.edit(folders.cars, old, new)
    assert folders.problems() == []


def test_a_weak_record_may_decide_for_a_reason_told(folders: Folders) -> None:
    _weak_cars(folders, "single")
    folders.edit(folders.page, "[2024-01-01]}", "[2024-01-01], because: the law was read since}")
    assert folders.problems() == []


def test_a_weak_record_beside_a_confirmed_one_is_told_too(folders: Folders) -> None:
    folders.edit(folders.cars, "facts: [no-cars]", "facts: [no-cars, no-fence]")
    folders.update()
    assert [line.partition(": no/")[0] for line in folders.problems()] == [
        "ledger/no.yaml:19: BR608 `no-fence`"
    ]


def test_only_the_versions_that_rest_on_it_must_own_up(folders: Folders) -> None:
    _second_version(folders)
    folders.edit(folders.cars, "facts: [no-cars]", "facts: [no-cars, no-fence]")
    folders.update()
    folders.edit(folders.cars, "confirmed: 2025-06-01\n", f"confirmed: 2025-06-01\n{WEAK}")
    (problem,) = folders.problems()
    assert "BR608 `no-fence`: no/russian-cars from 2024-01-01 decides" in problem
    text = folders.page.read_text()
    head, _, tail = text.rpartition("[2024-01-01, 2025-01-01]")
    folders.page.write_text(f"{head}[2025-01-01]{tail}")
    assert folders.problems() == []


def test_a_weak_record_on_a_crossing_point_needs_a_caution_on_its_periods(folders: Folders) -> None:
    folders.write_facts(CARS, STORSKOG | {"confidence": "single"}, FENCE)
    folders.update()
    assert ["BR608 `no-storskog`" in line for line in folders.problems()] == [True]
    folders.edit(folders.storskog, "status: open\n", f"status: open\n{WEAK}")
    assert folders.problems() == []


def test_the_table_counts_records_and_versions_on_press_alone(folders: Folders) -> None:
    def rows() -> list[list[str]]:
        return [line.split() for line in folders.check("--table").stdout.splitlines()]

    assert rows()[1:3] == [
        ["no", "3", "2", "1", "2", "1", "0", "1", "1", "1"],
        ["all", "3", "2", "1", "2", "1", "0", "1", "1", "1"],
    ]
    assert " ".join(rows()[3]) == "prohibiting versions: 2, on press alone: 0"
    folders.edit(folders.cars, "tier: law", "tier: press")
    assert " ".join(rows()[3]) == "prohibiting versions: 2, on press alone: 1"


def _second_version(folders: Folders) -> None:
    """The ban of cars goes on in a second version."""
    text = folders.cars.read_text()
    start, end = text.index("  - effective"), text.index("sources:")
    first = text[start:end].replace("{from: 2024-01-01}", "{from: 2024-01-01, until: 2025-01-01}")
    second = text[start:end].replace("2024-", "2025-")
    folders.cars.write_text(text[:start] + first + second + text[end:])
