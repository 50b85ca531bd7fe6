"""What the wheel carries: the same rules and words as the checkout, and an answer from anywhere."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from borderrules import Query, Traveller, Vehicle, Visa, check_route, load_rulebook, loading

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
    assert first.routes == second.routes


def test_an_installed_wheel_answers_from_an_empty_folder(tmp_path: Path) -> None:
    """Built as for a release, unpacked alone, asked from a folder with nothing in it."""
    wheels, site, empty = tmp_path / "wheels", tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    build = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*build, "wheel", "--no-deps", "--no-build-isolation", "-w", str(wheels), str(ROOT)],
        check=True,
    )
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


def test_compiled_file_is_plain_json() -> None:
    data = json.loads(loading.compile_folder(RULES))
    assert data.keys() == {"version", "digest", "documents"}
