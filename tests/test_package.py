"""What the wheel carries: the same rules and words as the checkout, and an answer from anywhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from borderrules import Query, Traveller, Vehicle, Visa, check_route, load_rulebook, loading
from borderrules.explain.document import document
from borderrules.words import Words

if TYPE_CHECKING:
    from borderrules.rulebook import Rulebook

ROOT = Path(__file__).parents[1]
RULES = ROOT / "rules"


@pytest.fixture(scope="module")
def compiled() -> Rulebook:
    return loading.read_compiled(loading.compile_folder(RULES))


def test_compiled_rules_equal_the_folder(compiled: Rulebook) -> None:
    book = load_rulebook(RULES)
    assert (compiled.version, compiled.digest) == (book.version, book.digest)
    assert list(compiled.rules) == list(book.rules)
    assert list(compiled.points) == list(book.points)
    assert compiled.zones == book.zones
    assert compiled.jurisdictions == book.jurisdictions
    assert {n: compiled.group(n) for n in compiled.documents["groups"]} == {
        n: book.group(n) for n in book.documents["groups"]
    }


def test_compiled_rules_give_the_same_answer(compiled: Rulebook) -> None:
    query = Query(
        origin="RU",
        destination="EE",
        on="2026-01-15",
        purpose="tourism",
        traveller=Traveller(nationality="RU", visas=(Visa(kind="C", issued_by="IT"),)),
        vehicle=Vehicle(registered_in="RU"),
    )
    first, second = check_route(query, compiled), check_route(query, load_rulebook(RULES))
    assert first.decision_id == second.decision_id
    assert document(first, Words("en")) == document(second, Words("en"))


def test_an_installed_wheel_answers_from_an_empty_folder(tmp_path: Path) -> None:
    """Built as for a release, unpacked alone, asked from a folder with nothing in it."""
    wheels, site, empty = tmp_path / "wheels", tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    build = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    subprocess.run(
        [*build, "wheel", "--no-deps", "--no-build-isolation", "-w", str(wheels), str(ROOT)],
        env={**os.environ, "TMPDIR": str(temporary)},
        check=True,
    )
    assert not list(temporary.iterdir())
    (wheel,) = wheels.glob("*.whl")
    subprocess.run([*build, "install", "--no-deps", "--target", str(site), str(wheel)], check=True)
    assert (site / "borderrules/py.typed").is_file()
    assert (site / "borderrules/rules/no/russian-plates.yaml").is_file()
    asked = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import borderrules;"
        "from borderrules.cli.check_route import main;"
        "assert borderrules.__file__.startswith(sys.path[0]); main()"
    )
    question = "RU NO --nationality RU --visa C:IT --purpose tourism --mode car --plate RU"
    for language, word in (("en", "REFUSED"), ("ru", "НЕЛЬЗЯ")):
        done = subprocess.run(
            [sys.executable, "-I", "-c", asked, str(site), *question.split(),
             "--on", "2024-06-01", "--known-on", "2024-06-01", "--lang", language],
            cwd=empty,
            capture_output=True,
            text=True,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (1, "")
        assert word in done.stdout
    assert not list(empty.iterdir())


def test_compiled_file_is_plain_json_a_document_a_line() -> None:
    head, *documents = map(json.loads, loading.compile_folder(RULES).splitlines())
    assert head.keys() == {"version", "digest", "documents"}
    listed = [name for kind in ("rules", "points", "links") for name in head["documents"][kind]]
    assert len(documents) == len(listed)
    assert all("cases" not in document for document in documents)


def test_the_source_distribution_can_be_checked_like_the_checkout(tmp_path: Path) -> None:
    """It has the one command of the developer loop, and what must hold before anything lands."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    hooks = {str(path.relative_to(ROOT)) for path in (ROOT / ".ci").rglob("*") if path.is_file()}
    assert hooks
    assert names >= {"check", "build_hook.py", "rules/rulebook.yaml", "tests/conftest.py", *hooks}


# What a checkout keeps of its rules, so that they are not read anew for each question.


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of its own, with the smallest rules that are right."""
    shutil.copytree(ROOT / "tests/tiny_rules", tmp_path / "rules")
    package = tmp_path / "src/borderrules"
    package.mkdir(parents=True)
    (package / "loading.py").write_text("# reads rules\n")
    monkeypatch.setattr(loading, "_PACKAGE", package)
    monkeypatch.setattr(loading, "_COMPILED", package / "compiled-rules.json")
    return tmp_path


def read_anew() -> Rulebook:
    """The rulebook as a new process reads it."""
    return loading._default_rulebook.__wrapped__()


def test_a_checkout_compiles_its_rules_once(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = read_anew()
    monkeypatch.setattr(loading, "compile_folder", lambda _: pytest.fail("compiled again"))
    second = read_anew()
    assert list(first.rules) == list(second.rules) == list(load_rulebook(checkout / "rules").rules)


def test_any_changed_rule_is_seen(checkout: Path) -> None:
    """Even one as large as before, and older than the others."""
    read_anew()
    path = checkout / "rules/no/russian-cars.yaml"
    os.utime(path, (1_000_000_000, 1_000_000_000))
    before = read_anew()
    text = path.read_text()
    assert text.count("last_confirmed: 2024-06-01") == 1
    path.write_text(text.replace("last_confirmed: 2024-06-01", "last_confirmed: 2024-06-02"))
    os.utime(path, (1_100_000_000, 1_100_000_000))
    assert read_anew().digest != before.digest


def test_a_change_of_the_code_makes_it_compile_again(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_anew()
    compiled: list[Path] = []
    real = loading.compile_folder
    monkeypatch.setattr(
        loading, "compile_folder", lambda folder: compiled.append(folder) or real(folder)
    )
    (checkout / "src/borderrules/loading.py").write_text("# reads rules otherwise\n")
    read_anew()
    assert compiled == [checkout / "rules"]


def test_only_the_present_state_is_kept(checkout: Path) -> None:
    kept = checkout / ".compiled-rules"
    kept.mkdir()
    for name in ("older.json", "older.json.4711.part"):
        (kept / name).write_text("{}")
    read_anew()
    (file,) = kept.iterdir()
    assert file.suffix == ".json"
    assert file.name != "older.json"


def test_what_another_process_removes_is_read_anew(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However late: the file is gone as it is opened."""
    first = read_anew()
    (kept,) = (checkout / ".compiled-rules").iterdir()
    real = Path.read_bytes

    def gone(path: Path) -> bytes:
        if path == kept:
            path.unlink(missing_ok=True)
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", gone)
    assert list(read_anew().rules) == list(first.rules)


def test_a_folder_that_cannot_be_written_to_is_read_each_time(checkout: Path) -> None:
    (checkout / ".compiled-rules").write_text("no folder")
    assert list(read_anew().rules) == list(load_rulebook(checkout / "rules").rules)


def test_a_file_that_cannot_be_put_in_place_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "taken.md").mkdir()
    with pytest.raises(IsADirectoryError):
        loading.replace_file(tmp_path / "taken.md", b"text")
    assert [path.name for path in tmp_path.iterdir()] == ["taken.md"]
