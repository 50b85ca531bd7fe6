"""Every way in which a rules folder can be wrong is told, with its code, file and line.

Each file of `broken/` is wrong in one way; its first line says what validation must say of it, and
where in the folder it lies. `tiny_rules/` is the smallest folder in which all else is right.
"""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from borderrules import folder as rules_folder
from borderrules import reading, shapes
from borderrules.dates import OpeningHours
from borderrules.errors import Problem, RulesError
from borderrules.loading import load_rulebook
from borderrules.schema import Recurring
from borderrules.validation import validate

HERE = Path(__file__).parent
SOURCE = HERE.parent / "src" / "borderrules"
BROKEN = sorted((HERE / "broken").glob("*.yaml"))
EXPECT = "# expect: "


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A rules folder of one's own, with nothing wrong in it."""
    return Path(shutil.copytree(HERE / "tiny_rules", tmp_path / "rules"))


def expected_of(file: Path) -> tuple[str, str]:
    """The problem that a broken file must have, and its place in the rules folder."""
    first = file.read_text().partition("\n")[0]
    assert first.startswith(EXPECT), f"{file.name} does not say what is expected of it"
    problem = first.removeprefix(EXPECT)
    return problem, problem.partition(":")[0].removeprefix("rules/")


def put(rules: Path, place: str, content: str | bytes) -> None:
    path = rules / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def problems_of(rules: Path) -> list[str]:
    return [str(problem) for problem in validate(rules)[1]]


def test_the_tiny_folder_is_right(rules: Path) -> None:
    folder, problems = validate(rules)
    assert problems == []
    sizes = {kind: len(group) for kind, group in folder.documents.items()}
    assert sizes == {
        "rules": 2,
        "points": 1,
        "groups": 2,
        "zones": 2,
        "jurisdictions": 3,
        "links": 0,
    }


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_broken_file_is_told_by_code_and_line(file: Path, rules: Path) -> None:
    expected, place = expected_of(file)
    put(rules, place, file.read_bytes())
    assert problems_of(rules) == [expected]


def test_broken_files_are_named_by_their_codes() -> None:
    for file in BROKEN:
        assert f" {file.stem.partition('-')[0]} " in expected_of(file)[0]


def test_every_code_on_rules_has_a_broken_file() -> None:
    """BR0xx to BR4xx are on files, BR5xx on questions. What is BR003 is too odd to be kept."""
    used = {
        code
        for path in SOURCE.rglob("*.py")
        for code in re.findall(r"\bBR[0-4]\d\d\b", path.read_text())
    }
    shown = {file.stem.partition("-")[0] for file in BROKEN}
    assert used - shown == {"BR003"}
    assert shown - used == set()


#: Files that are wrong in ways that no text file should be kept for: content, line, code, message.
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{key}: &{key} [{', '.join([f'*{before}'] * 10)}]\n"
    for before, key in zip("abcdefgh", "bcdefghi", strict=True)
)
ODD: dict[str, tuple[bytes, str]] = {
    "too-large": (b"title: " + b"x" * reading.MAX_BYTES, ": BR001 is larger than 512 KiB"),
    "five-megabytes": (b"- x\n" * 1_310_720, ": BR001 is larger than 512 KiB; make it smaller"),
    "not-utf-8": ("title: Стурскуг".encode("cp1251"), ": BR001 is not UTF-8 text; save it as"),
    "binary": (b"title: x\0y", ": BR001 is a binary file, not YAML text"),
    "image": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ": BR001 is not UTF-8 text"),
    "control": (b"title: x\x07y", ": BR002 is not YAML: control characters are not allowed"),
    "only-a-comment": (b"# nothing\n", ": BR001 is empty"),
    "null": (b"~\n", ": BR001 is empty"),
    "text": (b"title\n", ":1: BR107 must be a mapping of keys to values"),
    "alias-bomb": (BOMB.encode(), "BR003 is nested too deeply or repeats itself by aliases"),
    "alias-of-itself": (b"title: &t [*t]\n", ":1: BR003 is nested too deeply or repeats itself"),
    "many-values": (b"facts: [" + b"x," * 100_001 + b"]", ": BR003 is nested too deeply or holds"),
    "deep": (b"a: " + b"[" * 25 + b"]" * 25, ": BR003 is nested too deeply or holds too many"),
    "very-deep": (b"a: " + b"[" * 5_000 + b"]" * 5_000, ":1: BR003 is nested too deeply"),
    "endless": (b"a: {" * 100_000, ": BR003 is nested too deeply or holds too many"),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_file_is_told_in_one_line(name: str, rules: Path) -> None:
    content, expected = ODD[name]
    put(rules, f"no/{name}.yaml", content)
    (problem,) = problems_of(rules)
    assert problem.startswith(f"rules/no/{name}.yaml:")
    assert expected in problem
    assert "\n" not in problem


def test_a_file_as_large_as_is_allowed_is_read(rules: Path) -> None:
    """The bound is on what is too large, not on what is large."""
    file = rules / "no/russian-cars.yaml"
    text = file.read_text()
    file.write_text(text + "#" * (reading.MAX_BYTES - len(text.encode())))
    assert problems_of(rules) == []


def test_tags_run_nothing_and_change_nothing(rules: Path, tmp_path: Path) -> None:
    """A tag that other readers obey is not obeyed: the value is text that is then checked."""
    witness = tmp_path / "witness"
    put(rules, "no/tagged.yaml", f"title: !!python/object/apply:os.mkdir ['{witness}']\n")
    assert [line for line in problems_of(rules) if "BR107 `title` must be a mapping" in line]
    assert not witness.exists()


def test_all_problems_of_all_files_come_at_once_and_in_order(rules: Path) -> None:
    """Files do not hide one another, and one file hides none of its own problems."""
    group = [
        file for file in BROKEN if expected_of(file)[1] not in ("zones.yaml", "no/groups.yaml")
    ]
    expected = [Problem("rules/no/broken.yaml", 0, "BR001", "is empty")]
    put(rules, "no/broken.yaml", "")
    for file in group:
        problem, place = expected_of(file)
        put(rules, place, file.read_bytes())
        path, line, rest = re.match(r"(.*?):(?:(\d+):)? (.*)", problem).groups()  # type: ignore[union-attr]
        code, _, message = rest.partition(" ")
        expected.append(Problem(path, int(line or 0), code, message))
    _, problems = validate(rules)
    assert len(problems) > 90
    assert problems == sorted(expected)


def test_the_lines_of_few_files_are_remembered(rules: Path) -> None:
    """However many files are wrong: what is remembered of each is as large as its text."""
    reading.lines_of.cache_clear()
    for number in range(40):
        put(rules, f"no/wrong-{number}.yaml", f"title: {number}\n")
    assert len({line.partition(":")[0] for line in problems_of(rules)}) == 40
    remembered = reading.lines_of.cache_info()
    assert remembered.misses >= 40
    assert remembered.currsize <= 16


def test_one_file_tells_all_its_problems(rules: Path) -> None:
    file = rules / "no/russian-cars.yaml"
    wrong = {
        "effect: prohibit": "effect: forbid",
        "subject: vehicle": "subject: vehicel\ncolour: red",
        "last_confirmed: 2024-06-01": "last_confirmed: 2024-06-31",
        "tier: law": "tier: rumour",
    }
    text = file.read_text()
    for right, replacement in wrong.items():
        text = text.replace(right, replacement)
    file.write_text(text)
    assert [(p.line, p.code) for p in validate(rules)[1]] == [
        (3, "BR105"),
        (4, "BR105"),
        (5, "BR101"),
        (9, "BR108"),
        (15, "BR105"),
    ]


def test_shape_and_meaning_of_different_files_come_at_once(rules: Path) -> None:
    for file, right, wrong in (
        ("no/russian-cars.yaml", "effect: prohibit", "effect: forbid"),
        ("schengen/entry-document.yaml", "visa.kind: C", "visa.kin: C"),
        ("no/crossing-points/storskog.yaml", "supports: [status, hours]", "supports: [status]"),
    ):
        put(rules, file, (rules / file).read_text().replace(right, wrong))
    assert [line.split(" ")[:2] for line in problems_of(rules)] == [
        ["rules/no/crossing-points/storskog.yaml:9:", "BR201"],
        ["rules/no/russian-cars.yaml:3:", "BR105"],
        ["rules/schengen/entry-document.yaml:13:", "BR102"],
        ["rules/schengen/entry-document.yaml:22:", "BR102"],
    ]


WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@pytest.mark.parametrize("number", range(7))
def test_every_weekday_that_may_be_written_can_be_read(number: int) -> None:
    """What passes the shape is a recurrence on just these days of the week."""
    days = (WEEK[number], WEEK[(number + 3) % 7])
    text = f"FREQ=WEEKLY;BYDAY={','.join(days)}"
    assert shapes.validate(Recurring, {"rrule": text, "open": "08:00-16:00"})[1] == []
    hours = OpeningHours(((480, 960),), text)
    monday = date(2024, 6, 3)
    opened = hours.intervals(monday, monday + timedelta(days=6))
    assert {WEEK[start.weekday()] for start, _ in opened} == set(days)


@pytest.mark.parametrize("text", ["BYDAY=MO", "FREQ=WEEKLY;BYDAY=", "FREQ=WEEKLY;BYDAY=MO,"])
def test_a_recurrence_without_days_is_told(text: str) -> None:
    _, faults = shapes.validate(Recurring, {"rrule": text, "open": "08:00-16:00"})
    assert [code for _, code, _ in faults] == ["BR105"]


def test_a_rulebook_is_not_made_of_a_broken_folder(rules: Path) -> None:
    put(rules, "no/one.yaml", "")
    put(rules, "no/two.yaml", "")
    with pytest.raises(RulesError) as caught:
        load_rulebook(rules)
    assert str(caught.value).splitlines() == [
        "rules/no/one.yaml: BR001 is empty",
        "rules/no/two.yaml: BR001 is empty",
    ]


def test_a_folder_without_rulebook_is_no_rules_folder(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere", HERE / "test_broken_rules.py"):
        (problem,) = problems_of(folder)
        assert problem == f"{folder}: BR001 is no rules folder: it has no rulebook.yaml"


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ("format: 1", "format: 2", "rules/rulebook.yaml:1: BR105 `format` is `2`, not one of 1"),
        ("licence: CC0-1.0\n", "", "rules/rulebook.yaml:1: BR106 missing key `licence`"),
        ("licence", "license", "rules/rulebook.yaml:3: BR101 unknown key `license`; did you mean"),
    ],
)
def test_the_rulebook_file_is_checked(right: str, wrong: str, expected: str, rules: Path) -> None:
    file = rules / "rulebook.yaml"
    file.write_text(file.read_text().replace(right, wrong))
    assert any(line.startswith(expected) for line in problems_of(rules))


def test_a_file_that_leads_out_of_the_folder_is_not_read(rules: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("secret: x\n")
    (rules / "no/outside.yaml").symlink_to(outside)
    (problem,) = problems_of(rules)
    assert problem.endswith("no/outside.yaml: BR001 leads out of the rules folder")


def test_a_folder_that_leads_out_is_not_read(rules: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.yaml").write_text("secret: x\n")
    (rules / "fi").symlink_to(outside, target_is_directory=True)
    assert not any("secret" in line and "BR101" in line for line in problems_of(rules))


def test_a_link_that_leads_to_itself_is_told(rules: Path) -> None:
    (rules / "no/loop.yaml").symlink_to(rules / "no/loop.yaml")
    (problem,) = problems_of(rules)
    assert "no/loop.yaml: BR001 " in problem


def test_a_file_that_cannot_be_read_is_told(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Permissions do not hold for every user, so the refusal is made."""
    real = Path.open

    def refusing(self: Path, *args: object, **kwargs: object) -> object:
        if self.name == "russian-cars.yaml":
            raise PermissionError(13, "Permission denied")
        return real(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refusing)
    expected = "rules/no/russian-cars.yaml: BR001 cannot be read: Permission denied"
    assert problems_of(rules) == [expected]


def test_a_folder_of_too_many_files_is_refused_unread(
    rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rules_folder.MAX_FILES == 5_000
    monkeypatch.setattr(rules_folder, "MAX_FILES", 50)
    for number in range(41):  # beside the nine that are there
        put(rules, f"no/many/{number}.yaml", "")
    assert len(problems_of(rules)) == 41
    put(rules, "no/many/41.yaml", "")
    monkeypatch.setattr(reading, "read_text", lambda *_: pytest.fail("a file was read"))
    (problem,) = problems_of(rules)
    assert problem.endswith("BR001 has more than 50 files")


@pytest.mark.parametrize("fault", ["includes: [SMALL_CARS]", "includes: [NO_SUCH_GROUP]"])
def test_cases_that_need_a_broken_group_are_not_run(fault: str, rules: Path) -> None:
    """A group that includes itself, or what does not exist, is one problem, not a failure."""
    file = rules / "groups.yaml"
    file.write_text(f"{file.read_text()}  {fault}\n")
    (problem,) = problems_of(rules)
    assert problem.startswith("rules/groups.yaml:9: BR1")


def test_only_one_subfolder_can_be_asked_about(rules: Path) -> None:
    put(rules, "no/empty.yaml", "")
    put(rules, "ru/empty.yaml", "")
    _, problems = validate(rules, only="ru")
    assert [str(problem) for problem in problems] == ["rules/ru/empty.yaml: BR001 is empty"]


@pytest.mark.parametrize("junk", ["~", "7", "''", "[]", "{}", "[[]]", "{x: [1]}"])
@pytest.mark.parametrize(
    "file",
    ["zones.yaml", "groups.yaml", "no/russian-cars.yaml", "no/crossing-points/storskog.yaml"],
)
def test_no_value_of_another_type_breaks_validation(
    file: str, junk: str, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each value of a file in turn gets another type: that is a problem, never a failure."""
    monkeypatch.setattr(reading.Lines, "of", lambda *_: 1)  # slow, and tested above
    text = (rules / file).read_text()
    found = 0
    for match in re.finditer(r"(?<=: )[^\s{}\[\],][^{}\[\],\n]*", text):
        put(rules, file, text[: match.start()] + junk + text[match.end() :])
        problems = validate(rules)[1]
        assert all(re.fullmatch(r"BR\d{3}", problem.code) for problem in problems)
        assert all("\n" not in str(problem) for problem in problems)
        found += bool(problems)
    assert found
