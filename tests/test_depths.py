"""Answers in four depths and in Markdown; earlier answers asked again."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from borderrules import Query, TravelDocument, Traveller, Vehicle, Visa, check_route, load_rulebook
from borderrules.cli import check_route as command
from borderrules.explain.chat import escaped
from borderrules.explain.depths import add_proof
from borderrules.explain.document import document
from borderrules.explain.formats import rendered
from borderrules.explain.layout import people
from borderrules.explain.text import AnswerPage, plain
from borderrules.query import Goods, Owner, Stay
from borderrules.traveller import FamilyMember, Permit, Property
from borderrules.trip import query_from
from borderrules.words import Words

if TYPE_CHECKING:
    from borderrules.decisions import Verdict
    from borderrules.routes import Answer

RULES = Path(__file__).parents[1] / "rules"
TINY = Path(__file__).parent / "tiny_rules"
BOOK = load_rulebook(RULES)
ENGLISH, RUSSIAN = Words("en"), Words("ru")

TOURIST = Traveller(nationality="RU", visas=(Visa(kind="C", issued_by="IT"),))
QUERIES = [
    Query(
        origin="RU",
        destination="NO",
        on="2026-03-01",
        known_on="2026-03-01",
        purpose="tourism",
        traveller=TOURIST,
        vehicle=Vehicle(registered_in="RU"),
    ),
    Query(origin="FI", destination="RU", on="2023-12-15", traveller=Traveller(nationality="FI")),
    Query(origin="EE", destination="RU", on="2026-01-15T23:30"),
    Query(
        origin="RU",
        destination="EE",
        on="2026-01-15T12:30",
        purpose="visit_family",
        travellers=(Traveller(nationality="EE"), TOURIST),
        vehicle="none",
    ),
    Query(origin="LV", destination="RU", on="2022-03-01", purpose="asylum"),
]
ids = pytest.mark.parametrize("query", QUERIES, ids=lambda q: f"{q.origin}-{q.destination}")


def rule_ids(plain: Any) -> set[str]:
    """Every id of a rule or crossing point anywhere in a JSON answer's routes."""
    found: set[str] = set()
    for route in [*plain["routes"], *plain["alternatives"]]:
        for leg in route["legs"]:
            for key in ("reasons", "not_applied", "obligations", "advice", "proofs"):
                found |= {item["rule"] for item in leg[key] if item["rule"]}
            found |= set(leg["not_in_force"])
    return found


def bracketed(text: str) -> set[str]:
    """The ids that a text tells: `[no/russian-plates]`."""
    joined = text.replace("\n", " ").replace("\\", "")
    return {id_ for group in re.findall(r"\[([^\]]+)\]", joined) for id_ in group.split(", ")}


# The depths


@ids
def test_the_same_ids_in_all_depths(query: Query) -> None:
    answer = check_route(query, BOOK)
    line, reasons, full = (
        bracketed(rendered(answer, ENGLISH, "text", depth)) for depth in ("line", "", "full")
    )
    audit = rule_ids(document(answer, ENGLISH))
    known = set(BOOK.documents["rules"]) | set(BOOK.documents["points"])
    assert line <= reasons & known
    on_visas = {f.rule.id for found in answer.issuance.values() for f in found.findings}
    assert reasons & known <= audit | on_visas
    assert audit & set(BOOK.documents["rules"]) <= full


def test_a_line_names_what_decides() -> None:
    line = rendered(check_route(QUERIES[0], BOOK), ENGLISH, depth="line")
    assert line == (
        "REFUSED: no way across is open to this traveller. Not certain. "
        "[no/low-priority-purposes, no/russian-plates]\n"
    )


def test_a_line_of_what_is_allowed_names_nothing_that_stands_against_it() -> None:
    query = Query(
        origin="EE",
        destination="RU",
        on="2026-01-15",
        modes=("foot",),
        traveller=Traveller(nationality="RU"),
    )
    line = rendered(check_route(query, BOOK), ENGLISH, depth="line")
    assert line.startswith("ALLOWED")
    assert "[" not in line


@ids
def test_the_full_proof_has_every_rule_that_was_judged(query: Query) -> None:
    answer = check_route(query, BOOK)
    text = rendered(answer, ENGLISH, depth="full").split("The full proof")[1]
    groups = [bracketed(group) for group in re.split(r"\n\n(?=\d+\. )", text)[1:]]
    for route in (*answer.routes, *answer.alternatives):
        judged = {f.rule.id for side in route.legs[0].sides for f in side.findings}
        assert any(judged <= group for group in groups)


def test_the_full_proof_tells_the_fact_that_decided() -> None:
    text = " ".join(rendered(check_route(QUERIES[0], BOOK), ENGLISH, depth="full").split())
    assert "does not concern this journey. crossing.into = NO (asked: BY)." in text
    assert "vehicle.kind = passenger_car (presumed)" in text


def test_the_full_proof_does_not_tell_what_another_purpose_or_family_would_lead_to() -> None:
    """S14: what nobody can change is read out, and not beside what would be asked of it."""
    text = " ".join(rendered(check_route(QUERIES[0], BOOK), ENGLISH, depth="full").split())
    assert "purpose = tourism." in text
    for fact in ("purpose", "family.relation", "traveller.residence", "traveller.role"):
        assert not re.search(rf"{re.escape(fact)} = [^;.(]*\([^)]*asked", text)


def test_an_audit_tells_the_values_that_decided() -> None:
    plain = document(check_route(QUERIES[0], BOOK), ENGLISH)
    car = plain["routes"][0]["legs"][0]
    told = {item["rule"]: item for item in car["not_applied"]}
    assert told["ru/to-belarus"]["values_read"] == [
        {"fact": "crossing.into", "value": "NO", "presumed": False}
    ]
    assert "ru/pandemic-exit" in car["not_in_force"]


# Markdown


@ids
@pytest.mark.parametrize("words", [ENGLISH, RUSSIAN], ids=["en", "ru"])
def test_markdown_says_what_the_text_says(query: Query, words: Words) -> None:
    """Paragraph by paragraph, in the same order, the web addresses as links."""
    answer = check_route(query, BOOK)
    markdown = re.sub(r"\\(?=[!-/:-@[-`{-~])", "", rendered(answer, words, "markdown", "full"))
    at = 0
    for paragraph in paragraphs(answer, words):
        assert paragraph in markdown[at:], paragraph
        at = markdown.index(paragraph, at)


class Recorder(AnswerPage):
    """The paragraphs of an answer, none laid out."""

    def add(self, text: str, mark: str = "", verdict: Verdict | None = None) -> None:  # noqa: ARG002
        if text:
            self.lines.append(" ".join(text.split()))


def paragraphs(answer: Answer, words: Words) -> list[str]:
    """All that the text of an answer says with the full proof."""
    page = Recorder(words, plain, people(answer.query, words))
    page.answer(answer, everything=False)
    add_proof(page, answer)
    return [line for line in page.lines if line]


def test_markdown_shows_hostile_texts_as_they_are() -> None:
    hostile = "1. <script>alert(1)</script> [x](javascript:alert(1)) **bold** `code` # & | ~~a~~"
    assert re.search(r"(?<!\\)[<>\[\]*`#&|~]", escaped(hostile)) is None
    assert escaped(hostile).startswith("1\\. ")
    assert escaped("- a") == "\\- a"


# Replaying


def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str
) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of `check-route`."""
    monkeypatch.setattr("sys.argv", ["check-route", *arguments])
    with pytest.raises(SystemExit) as stopped:
        command.main()
    captured = capsys.readouterr()
    return int(stopped.value.code or 0), captured.out, captured.err


def saved(tmp_path: Path, query: Query, *, strict: bool = False, rules: Path = RULES) -> Path:
    file = tmp_path / "answer.json"
    answer = check_route(query, load_rulebook(rules), strict=strict)
    file.write_text(rendered(answer, RUSSIAN, "json"), "utf-8")
    return file


TOLD_IN_FULL = Query(
    origin="Saint Petersburg",
    destination="Tallinn",
    on="2026-03-01",
    known_on="2026-03-02",
    leave_on="2026-03-09",
    purpose="visit_family",
    modes=("car", "foot"),
    avoid=("saatse",),
    arrive_by="2026-03-05",
    max_legs=1,
    travellers=(
        Traveller(
            documents=(
                TravelDocument(issued_by="RU", issued_on="2021-05-01", expires_on="2031-05-01"),
                TravelDocument(issued_by="LV", kind="aliens_passport"),
            ),
            visas=(),
            permits=(Permit(kind="residence", issued_by="SE", valid_until="2027-01-01"),),
            residence="RU",
            family=(FamilyMember(relation="spouse", nationality="EE", residence="EE"),),
            property=(Property(in_="FI", acquired_on="2015-01-01"),),
            age=46,
        ),
    ),
    vehicle=Vehicle(registered_in="EE", seats=5, owner=Owner(nationality="EE", residence="EE")),
    goods=(Goods(kind="banknotes", value_eur=100.5),),
    stays=(Stay(entry="2026-01-02", exit="2026-01-10"),),
)


@pytest.mark.parametrize(
    "query", [*QUERIES, TOLD_IN_FULL], ids=lambda q: f"{q.origin}-{q.destination}"
)
def test_the_echo_of_a_question_is_the_question(query: Query) -> None:
    plain = json.loads(rendered(check_route(query, BOOK), ENGLISH, "json"))
    again = query_from({**plain["query"], "on": plain["travel_date"]})
    assert again == query
    assert again.bare_date == query.bare_date


@pytest.mark.parametrize("query", QUERIES, ids=lambda q: f"{q.origin}-{q.destination}")
@pytest.mark.parametrize("strict", [False, True])
def test_an_answer_of_the_same_rules_is_the_same(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    query: Query,
    strict: bool,
) -> None:
    file = saved(tmp_path, query, strict=strict)
    status, out, err = run(capsys, monkeypatch, "--replay", str(file), "--rules", str(RULES))
    answer = check_route(query, BOOK, strict=strict)
    assert (status, err) == (command.EXIT[answer.verdict], "")
    assert out.splitlines()[0] == (
        f"The same answer: decision {answer.decision_id}, rules {BOOK.version} ({BOOK.digest})."
    )


@pytest.fixture
def changed_rules(tmp_path: Path) -> Path:
    """The small rules, but that the ban on cars ended before the journey."""
    folder = tmp_path / "rules"
    shutil.copytree(TINY, folder)
    rule = folder / "no" / "russian-cars.yaml"
    text = rule.read_text("utf-8")
    period = re.search(r"effective: \{from: (\d{4}-\d\d-\d\d)\}", text)
    assert period is not None
    until = f"effective: {{from: {period[1]}, until: 2026-01-01}}"
    rule.write_text(text.replace(period[0], until), "utf-8")
    return folder


def test_another_rulebook_is_told_with_what_changed(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    changed_rules: Path,
) -> None:
    query = Query(
        origin="RU",
        destination="NO",
        on="2026-03-01",
        modes=("car",),
        traveller=Traveller(nationality="NO"),
        vehicle=Vehicle(registered_in="RU"),
    )
    file = saved(tmp_path, query, rules=TINY)
    earlier = json.loads(file.read_text("utf-8"))
    _, out, err = run(capsys, monkeypatch, "--replay", str(file), "--rules", str(changed_rules))
    lines = out.splitlines()
    now = load_rulebook(changed_rules)
    assert earlier["verdict"] == "refused"
    assert lines[0] == (
        f"The rules have changed: {earlier['rules']['version']} ({earlier['rules']['digest']}), "
        f"now {now.version} ({now.digest})."
    )
    assert lines[1].startswith("The verdict was: refused; it is now: ")
    assert "No longer a reason: no/russian-cars." in lines
    assert any(re.fullmatch(r"storskog \(by car\): refused → \w+", line) for line in lines)
    assert err == ""


@pytest.mark.parametrize(
    ("key", "value"), [("decision_id", "0" * 16), ("verdict", "allowed"), ("certain", True)]
)
def test_a_file_that_was_changed_is_not_taken_for_the_same(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    key: str,
    value: object,
) -> None:
    file = saved(tmp_path, QUERIES[0])
    plain = json.loads(file.read_text("utf-8"))
    assert plain[key] != value
    file.write_text(json.dumps({**plain, key: value}), "utf-8")
    status, _, err = run(capsys, monkeypatch, "--replay", str(file), "--rules", str(RULES))
    assert status == 2
    assert err.startswith("check-route: Not the same answer, though the rules are")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "BR001 is not JSON"),
        ("[" * 100_000, "BR001 is not JSON"),
        ("[]", "BR107"),
        ("{}", "BR106 missing key `schema_version`"),
        ('{"schema_version": "one"}', "BR105 `schema_version` is `one`, not one of 1"),
    ],
)
def test_a_file_that_holds_no_answer_is_refused_in_a_line(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    content: str,
    message: str,
) -> None:
    file = tmp_path / "answer.json"
    file.write_text(content, "utf-8")
    status, out, err = run(capsys, monkeypatch, "--replay", str(file))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert message in err


def test_a_question_of_an_earlier_answer_that_makes_no_sense_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = saved(tmp_path, QUERIES[0])
    plain = json.loads(file.read_text("utf-8"))
    plain["query"]["destination"] = "Atlantis"
    file.write_text(json.dumps(plain), "utf-8")
    status, out, err = run(capsys, monkeypatch, "--replay", str(file))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "BR502" in err


# What the flags may say together

ASKED = ("RU", "NO", "--nationality", "RU", "--on", "2026-03-01", "--rules", str(TINY))


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--depth", "line", "--format", "html"), "told as text or markdown, not as html"),
        (("--depth", "audit", "--format", "markdown"), "told as json, not as markdown"),
        (("--depth", "full", "--format", "json"), "told as text or markdown or html, not as json"),
        (("--timeline", "2024-01/2024-02", "--format", "html"), "told as text or json"),
        (("--timeline", "2024-01/2024-02", "--output", "x.txt"), "takes no `--output`"),
        (("--output", ""), "must end in .txt, .json, .md, .html"),
        (("--output", "/tmp"), "must end in .txt, .json, .md, .html"),
        (("--replay", "x"), "leave out `origin`"),
    ],
)
def test_flags_that_contradict_each_other(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    flags: tuple[str, ...],
    message: str,
) -> None:
    status, out, err = run(capsys, monkeypatch, *ASKED, *flags)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert message in err


def test_an_audit_is_the_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = (*ASKED, "--known-on", "2026-03-01")
    _, audit, _ = run(capsys, monkeypatch, *asked, "--depth", "audit")
    _, plain, _ = run(capsys, monkeypatch, *asked, "--format", "json")
    assert audit == plain
    told = json.loads(audit)
    assert told["decision_id"]
    assert told["rules"].keys() == {"version", "digest"}
    assert (told["known_on"], told["query"]["origin"]) == ("2026-03-01", "RU")


@pytest.mark.parametrize(
    ("name", "beginning"),
    [("a.txt", "Russia → Norway"), ("a.json", "{"), ("a.md", "Russia"), ("a.html", "<!doctype")],
)
def test_the_name_of_an_output_file_tells_its_format(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    beginning: str,
) -> None:
    file = tmp_path / name
    run(capsys, monkeypatch, *ASKED, "--known-on", "2026-03-01", "--output", str(file))
    assert file.read_text("utf-8").startswith(beginning)


def test_an_output_file_is_written_whole_or_not_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "answer.txt"
    asked = (*ASKED, "--known-on", "2026-03-01")
    status, out, _ = run(capsys, monkeypatch, *asked, "--output", str(file))
    _, shown, _ = run(capsys, monkeypatch, *asked)
    assert (out, file.read_text("utf-8")) == ("", shown)
    assert list(tmp_path.iterdir()) == [file]
    nowhere = tmp_path / "no-folder" / "answer.txt"
    again, _, err = run(capsys, monkeypatch, *asked, "--output", str(nowhere))
    assert (again, err.count("\n")) == (2, 1)
    assert again != status
