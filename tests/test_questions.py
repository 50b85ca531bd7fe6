"""Questions, their ranking and the interview: what they promise holds on the real borders."""

from __future__ import annotations

import io
import json
import re
import sys
from itertools import product
from math import prod
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from borderrules import (
    Answer,
    FamilyMember,
    Owner,
    Permit,
    Property,
    Query,
    QueryError,
    Stay,
    TravelDocument,
    Traveller,
    Vehicle,
    Verdict,
    Visa,
    check_route,
)
from borderrules.cli import check_route as command
from borderrules.diagrams import LEAVES, Diagrams, TooLargeError
from borderrules.explain.asking import option_text, question_text
from borderrules.explain.document import document
from borderrules.explain.notes import with_vehicle
from borderrules.explain.text import render
from borderrules.interview import answered, next_question
from borderrules.questions import outlook
from borderrules.unknowns import OWN, Unknown, told, unknowns
from borderrules.verdicts import LEVELS, Verdicts
from borderrules.words import Words
from journeys_sampled import BOOK, sampled

if TYPE_CHECKING:
    from collections.abc import Iterator

RUSSIAN = Traveller(nationality="RU")


def to_norway(**keys: Any) -> Query:
    """A Russian on the way to Norway by coach."""
    asked = {"on": "2026-01-15", "modes": ("bus",), "traveller": RUSSIAN, **keys}
    return Query(origin="RU", destination="NO", **asked)


def answer_to(query: Query) -> Answer:
    return check_route(query, BOOK)


def facts_asked(query: Query) -> list[str]:
    return [question.fact for question in outlook(answer_to(query)).questions]


# --- the verdict on every completion ----------------------------------------------------------


def drawn(verdicts: Verdicts, random: Random) -> dict[int, int]:
    """One completion: by variable the number of a value."""
    return {n: random.randrange(len(v)) for n, v in enumerate(verdicts.completions.values) if v}


def level(verdicts: Verdicts, numbers: dict[int, int]) -> int:
    """What the diagram says of a completion."""
    every = range(len(verdicts.completions.values))
    return verdicts.diagrams.level(verdicts.best, [numbers.get(n, 0) for n in every])


def said(verdicts: Verdicts, numbers: dict[int, int]) -> int:
    """What the answer says once all is told, as a level."""
    answer = answer_to(verdicts.completions.complete(numbers))
    best = int(answer.verdict)
    if verdicts.query.vehicle in (None, "none"):
        return best
    carried = with_vehicle(answer)
    return best + LEVELS * int(Verdict.REFUSED if carried is None else carried)


@pytest.mark.parametrize("seed", range(12))
def test_a_completion_has_the_verdict_that_it_gets_when_it_is_told(seed: int) -> None:
    random = Random(seed)
    for query in sampled(4, seed):
        verdicts = Verdicts(answer_to(query))
        for _ in range(12):
            numbers = drawn(verdicts, random)
            assert level(verdicts, numbers) == said(verdicts, numbers), (query, numbers)


@pytest.mark.parametrize("seed", range(8))
def test_no_fact_that_is_not_asked_for_changes_the_verdict(seed: int) -> None:
    random = Random(seed)
    for query in sampled(4, 100 + seed):
        verdicts = Verdicts(answer_to(query))
        read = verdicts.diagrams.reads(verdicts.best)
        for _ in range(5):
            one, other = drawn(verdicts, random), drawn(verdicts, random)
            other |= {number: one[number] for number in read}
            assert said(verdicts, one) == said(verdicts, other), query


@pytest.mark.parametrize("seed", range(6))
def test_every_question_can_change_the_verdict(seed: int) -> None:
    """Two cases are shown that differ in nothing but its answer, and have two verdicts."""
    for query in sampled(3, 200 + seed):
        verdicts = Verdicts(answer_to(query))
        asked = {question.unknown for question in outlook(answer_to(query)).questions}
        read = verdicts.diagrams.reads(verdicts.best)
        assert asked <= {verdicts.completions.unknowns[number] for number in read}
        for unknown in asked:
            variable = verdicts.completions.number[unknown]
            one, other = _pivot(verdicts, variable)
            assert {n for n in one if one[n] != other[n]} == {variable}
            assert said(verdicts, one) != said(verdicts, other), (query, unknown)


def _pivot(verdicts: Verdicts, variable: int) -> tuple[dict[int, int], dict[int, int]]:
    """Two completions that differ in one variable alone, and in the verdict."""
    diagrams = verdicts.diagrams
    branches = [
        diagrams.given(verdicts.best, variable, value) for value in range(diagrams.sizes[variable])
    ]
    first = next(n for n, branch in enumerate(branches) if branch != branches[0])
    differs = _differing(diagrams, branches[0], branches[first])
    numbers = {n: 0 for n, values in enumerate(verdicts.completions.values) if values}
    while differs >= LEAVES:
        read = diagrams.reads(differs)[0]
        number = next(
            value
            for value in range(diagrams.sizes[read])
            if diagrams.given(differs, read, value) != 0
        )
        numbers[read] = number
        differs = diagrams.given(differs, read, number)
    assert differs == 1
    return numbers | {variable: 0}, numbers | {variable: first}


def _differing(diagrams: Diagrams, one: int, other: int) -> int:
    """1 where two diagrams have two levels, else 0."""
    return diagrams.join(_differing, one, other, lambda a, b: int(a != b))


@pytest.mark.parametrize("seed", range(6))
def test_when_no_question_is_left_it_is_certain_or_the_reason_is_named(seed: int) -> None:
    random = Random(seed)
    for query in sampled(4, 300 + seed):
        answer = answer_to(query)
        for _ in range(40):
            question = next(iter(outlook(answer).questions), None)
            if question is None:
                break
            completions = Verdicts(answer).completions
            value = random.choice(completions.values[completions.number[question.unknown]])
            answer = answer_to(completions.tell(((question.unknown, value),)))
        else:
            raise AssertionError("the interview does not end")
        if not outlook(answer).questions:
            _ends_well(answer, random)


def _ends_well(answer: Answer, random: Random) -> None:
    """It is certain, or the law is unsettled, or its sources are old or weak; and for good."""
    verdicts = Verdicts(answer)
    for _ in range(3):
        assert said(verdicts, drawn(verdicts, random)) % LEVELS == outlook(answer).foregone
    text = " ".join(render(answer, Words("en")).split())
    foregone = outlook(answer).foregone
    if foregone is not answer.verdict:
        assert answer.verdict is Verdict.UNDETERMINED
        assert "Whatever else you tell, it comes to the same: refused." in text
    elif answer.verdict is Verdict.UNDETERMINED:
        best = (route for route in answer.routes if route.verdict is answer.verdict)
        assert any(_unsettled(leg) for route in best for leg in route.legs), answer.query
    elif answer.verdict is Verdict.ALLOWED and not answer.certain:
        assert "Whatever else you tell would not change it" in text


def _unsettled(leg: Any) -> bool:
    """Whether a leg names what is not settled: law, coverage, or the state of the point."""
    open_law = any(f.unsettled for side in leg.sides for f in side.judged.bearing)
    gap = any(side.uncovered for side in leg.sides)
    return open_law or gap or leg.best.availability.verdict is Verdict.UNDETERMINED


# --- questions --------------------------------------------------------------------------------


def test_a_border_that_is_shut_to_all_leaves_no_question() -> None:
    query = Query(origin="RU", destination="FI", on="2026-01-15", modes=("car", "bus"))
    assert outlook(answer_to(query)).questions == ()
    assert next_question(query, BOOK) is None


def test_asylum_is_asked_nothing() -> None:
    assert outlook(answer_to(to_norway(purpose="asylum"))).questions == ()


def test_what_settles_most_is_asked_first() -> None:
    questions = outlook(answer_to(to_norway(purpose="tourism"))).questions
    ranks = [(-q.settles, -q.tells) for q in questions]
    assert ranks == sorted(ranks)
    assert all(0 <= q.settles <= 1 for q in questions)
    assert questions[0].settles > 0


def test_what_follows_from_a_thing_is_asked_once_it_is_told() -> None:
    facts = facts_asked(to_norway(purpose="tourism"))
    assert "visa.kind" in facts
    assert "visa.issued_by" not in facts
    visa = Traveller(nationality="RU", visas=(Visa(kind="C"),))
    facts = facts_asked(to_norway(purpose="visit_family", traveller=visa))
    assert "visa.issued_by" in facts
    assert "visa.kind" not in facts


def test_a_told_relative_who_may_still_matter_makes_it_uncertain() -> None:
    """What is presumed of a relative is presumed on a strict reading too."""
    relative = FamilyMember(relation="registered_partner", nationality="FI", residence="RU")
    told = {"visas": (), "permits": (), "documents": (TravelDocument(issued_by="CN"),)}
    traveller = Traveller(family=(relative,), **told)  # type: ignore[arg-type]
    query = Query(
        origin="RU",
        destination="EE",
        on="2026-01-15",
        purpose="work",
        modes=("bus",),
        traveller=traveller,
    )
    answer = answer_to(query)
    assert "family.mobile_eu" in facts_asked(query)
    assert not answer.certain


def test_options_do_not_depend_on_the_law_of_the_day() -> None:
    """S14: options are those of the vocabulary, whatever verdict they lead to."""
    seen: dict[str, set[tuple[str, ...]]] = {}
    for day in ("2022-10-01", "2024-06-01", "2026-01-15"):
        for question in outlook(answer_to(to_norway(on=day))).questions:
            seen.setdefault(question.fact, set()).add(question.options)
    assert {"visa.kind", "purpose", "family.relation"} <= seen.keys()
    assert all(len(options) == 1 for options in seen.values())


def test_an_option_that_contradicts_what_was_told_is_not_offered() -> None:
    visa = Traveller(nationality="RU", visas=(Visa(kind="C"),))
    questions = outlook(answer_to(to_norway(purpose="visit_family", traveller=visa))).questions
    issuer = next(q for q in questions if q.fact == "visa.issued_by")
    assert "NO" in issuer.options
    assert "RU" not in issuer.options


@pytest.mark.parametrize("language", ["en", "ru"])
def test_questions_and_options_are_worded_and_tell_no_verdict(language: str) -> None:
    words = Words(language)
    verdicts = {words(word).lower() for word in ("ALLOWED", "REFUSED", "UNDETERMINED")}
    answer = answer_to(to_norway())
    for question in outlook(answer).questions:
        text = question_text(question, answer.query, words)
        assert text.endswith("?")
        for option in question.options:
            worded = option_text(question, option, words)
            assert worded
            assert not any(verdict in f" {worded.lower()} " for verdict in verdicts)
            assert language == "en" or any("а" <= letter <= "я" for letter in worded.lower())


def test_of_several_travellers_and_papers_it_is_said_who_and_which_is_meant() -> None:
    visas = (Visa(kind="C"), Visa(kind="D", issued_by="LV"))
    people = (Traveller(nationality="RU", visas=visas, permits=()), Traveller(nationality="RU"))
    query = to_norway(purpose="visit_family", travellers=people, traveller=None)
    answer = answer_to(query)
    texts = [question_text(q, query, Words("en")) for q in outlook(answer).questions]
    assert all(text.startswith(("Traveller 1", "Traveller 2")) for text in texts)
    assert "Traveller 1 (Russia), short-stay visa (C): Which state issued the visa?" in texts


def test_json_tells_each_question_with_its_options_in_words() -> None:
    plain = document(answer_to(to_norway(purpose="tourism")), Words("ru"))
    asked = {question["fact"]: question for question in plain["questions"]}
    assert asked["visa.kind"]["options"][0] == "none"
    assert asked["visa.kind"]["options_in_words"][0] == "визы нет"
    assert asked["visa.kind"]["answered_by"] == "choice"
    assert asked["permit.kind"]["answered_by"] == "permit"
    assert asked["document.expires_on"]["answered_by"] == "day"


# --- telling ----------------------------------------------------------------------------------

TOLD: list[tuple[str, object, str, object]] = [
    ("purpose", "tourism", "purpose", "tourism"),
    ("nationality", "BY", "traveller.documents", (TravelDocument(issued_by="BY"),)),
    ("visa.kind", "none", "traveller.visas", ()),
    ("visa.kind", "C", "traveller.visas", (Visa(kind="C"),)),
    ("visa.kind", "FTD", "traveller.visas", (Visa(kind="FTD", issued_by="LT"),)),
    ("permit.kind", "none", "traveller.permits", ()),
    (
        *("permit.kind", "residence:SE", "traveller.permits"),
        (Permit(kind="residence", issued_by="SE"),),
    ),
    ("family.relation", "spouse", "traveller.family", (FamilyMember(relation="spouse"),)),
    ("property.in", "NO", "traveller.property", (Property(in_="NO"),)),
    ("traveller.age", 12, "traveller.age", 12),
    ("traveller.residence", "NO", "traveller.residence", "NO"),
    ("vehicle.registered_in", "none", "vehicle", "none"),
    ("vehicle.registered_in", "RU", "vehicle", Vehicle(registered_in="RU")),
    ("vehicle.seats", 12, "vehicle", Vehicle(seats=12)),
    (OWN, False, "vehicle", Vehicle(owner=Owner())),
    (OWN, True, "vehicle", Vehicle(owner=Owner(is_traveller=True))),
    ("vehicle.owner.residence", "RU", "vehicle", Vehicle(owner=Owner(residence="RU"))),
    ("trailer.registered_in", "RU", "vehicle", Vehicle(trailer_registered_in="RU")),
    ("service.kind", "occasional", "service", "occasional"),
    ("trip.in_border_area", True, "in_border_area", True),
    ("stay.max_in_180", "none", "stays", ()),
    (
        *("stay.max_in_180", (("2025-12-01", "2025-12-10"),), "stays"),
        (Stay(entry="2025-12-01", exit="2025-12-10"),),
    ),
    ("mode", "car", "modes", ("car",)),
    ("crossing.point", "storskog", "via", "storskog"),
]


@pytest.mark.parametrize(("fact", "value", "name", "expected"), TOLD)
def test_telling_sets_the_fact_in_the_query(
    fact: str, value: object, name: str, expected: object
) -> None:
    query: Any = told(Query(origin="RU", destination="NO", on="2026-01-15"), fact, value)
    for part in name.split("."):
        query = getattr(query, part)
    assert query == expected


def test_a_stay_is_told_in_days() -> None:
    query = told(to_norway(), "stay.days", 10)
    assert str(query.leave_on) == "2026-01-24"


@pytest.mark.parametrize(
    ("fact", "value", "error"),
    [
        ("purpose", "turism", QueryError),
        ("visa.issued_by", "NO", ValueError),
        ("vehicle.colour", "red", TypeError),
        ("crossing.into", "NO", ValueError),
    ],
)
def test_what_cannot_be_told_is_refused(fact: str, value: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        told(to_norway(), fact, value)


def test_the_owner_of_ones_own_vehicle_is_what_the_traveller_is() -> None:
    """Told of the traveller, it need not be told of the owner; strictly too."""
    own = to_norway(
        modes=("car",),
        traveller=Traveller(nationality="NO", residence="RU"),
        vehicle=Vehicle(registered_in="RU", owner=Owner(is_traveller=True)),
    )
    answer = check_route(own, BOOK, strict=True)
    (leg,) = answer.routes[0].legs
    plates = next(f for f in leg.sides[-1].findings if f.rule.id == "no/russian-plates")
    assert [e.id for e in plates.exempted_by] == ["owner-settled-in-russia"]
    asked = facts_asked(own)
    assert "vehicle.owner.nationality" not in asked
    assert OWN not in asked
    with pytest.raises(ValueError, match="that of the traveller"):
        told(own, "vehicle.owner.nationality", "SE")


def test_where_there_is_no_vehicle_nothing_is_told_of_it() -> None:
    with pytest.raises(ValueError, match="no vehicle"):
        told(to_norway(vehicle="none"), "vehicle.kind", "van")


@pytest.mark.parametrize("seed", range(4))
def test_what_is_told_is_unknown_no_more(seed: int) -> None:
    for query in sampled(3, 400 + seed):
        completions = Verdicts(answer_to(query)).completions
        for unknown in completions.unknowns:
            values = completions.values[completions.number[unknown]]
            if not values:
                continue
            try:
                further = told(
                    query,
                    unknown.fact,
                    values[-1],
                    traveller=unknown.traveller,
                    item=unknown.item,
                )
            except ValueError:  # what opens it is not told
                continue
            assert unknown not in unknowns(further), unknown


# --- the interview ----------------------------------------------------------------------------


def test_the_interview_has_no_memory_but_what_it_is_given() -> None:
    query = Query(origin="RU", destination="NO", on="2026-01-15", modes=("bus",))
    first = next_question(query, BOOK)
    assert first is not None
    assert first == next_question(query, BOOK)
    assert first.fact == "nationality"
    second = next_question(query, BOOK, {first.unknown})
    assert second is not None
    assert second.unknown != first.unknown
    query = answered(query, first, "RU")
    third = next_question(query, BOOK)
    assert third is not None
    assert third.unknown != first.unknown


def test_the_interview_asks_each_thing_once_and_ends() -> None:
    query = to_norway(purpose="tourism")
    asked: list[Unknown] = []
    replies = {"visa.kind": "C", "visa.issued_by": "NO", "permit.kind": "none"}
    while (question := next_question(query, BOOK, asked)) is not None:
        assert question.unknown not in asked
        asked.append(question.unknown)
        if question.fact in replies:
            query = answered(query, question, replies[question.fact])
    assert Unknown("visa.issued_by") in asked
    assert len(asked) < 25


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("document.biometric", "true", True),
        ("document.holder_age_at_issue", "12", 12),
        ("document.expires_on", "2030-01-01", "2030-01-01"),
        ("stay.max_in_180", "2025-12-01/2025-12-10", (("2025-12-01", "2025-12-10"),)),
        ("visa.kind", "none", "none"),
    ],
)
def test_an_answer_is_read_as_the_kind_of_its_question(fact: str, text: str, value: object) -> None:
    question = next(q for q in outlook(answer_to(to_norway())).questions if q.fact == fact)
    assert question.read(text) == value


def test_what_is_no_answer_is_refused() -> None:
    questions = {q.fact: q for q in outlook(answer_to(to_norway())).questions}
    with pytest.raises(ValueError, match="true or false"):
        questions["document.biometric"].read("perhaps")
    with pytest.raises(QueryError):
        answered(to_norway(), questions["purpose"], "turism")


def _ask(
    arguments: str, typed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[str, str]:
    monkeypatch.setattr(sys, "argv", ["check-route", *arguments.split(), "--ask"])
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    with pytest.raises(SystemExit):
        command.main()
    told = capsys.readouterr()
    return told.out, told.err


LATVIAN = Traveller(nationality="LV")
ASKED = "RU NO --on 2026-01-15 --known-on 2026-01-15 --mode bus --purpose tourism"


def test_ask_takes_numbers_of_options_codes_and_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nationality RU by its number; then all that is asked stays unknown, and input ends."""
    out, err = _ask(ASKED, "7\n\n\n", monkeypatch, capsys)
    told, _ = _ask(ASKED + " --nationality RU", "", monkeypatch, capsys)
    assert out == told
    assert err.startswith("Which state issued the travel document that will be shown?\n  1) Norway")
    by_code, _ = _ask(ASKED, "rus\n", monkeypatch, capsys)
    assert by_code == told


def test_ask_says_what_was_wrong_and_asks_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out, err = _ask(ASKED, "nowhere\nRU\n", monkeypatch, capsys)
    assert err.count("Which state issued the travel document that will be shown?") == 2
    assert "That is no answer here, or it contradicts what was told." in err
    assert out == _ask(ASKED + " --nationality RU", "", monkeypatch, capsys)[0]


def test_ask_leaves_the_answer_alone_on_standard_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out, err = _ask(ASKED + " --format json --lang ru", "RU\n", monkeypatch, capsys)
    plain = json.loads(out)
    assert plain["query"]["travellers"][0]["documents"][0]["issued_by"] == "RU"
    assert "Какая страна выдала документ" in err


def test_an_interview_in_russian_says_nothing_in_english(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is typed amiss is not answered in another language."""
    _, err = _ask(ASKED + " --lang ru", "nowhere\nRU\n99\nnever\n-1\n\n\n\n", monkeypatch, capsys)
    assert err.count("Такой ответ не подходит") >= 3
    assert re.findall(r"[a-z]{3,}", err) == []


def test_the_interview_on_a_journey_ends() -> None:
    """Of a journey, the questions concern its best ways; each is asked once."""
    query = Query(origin="Riga", destination="Pskov", on="2026-02-01", traveller=LATVIAN)
    asked: list[Unknown] = []
    replies = {
        "visa.kind": "ordinary",
        "visa.issued_by": "RU",
        "document.expires_on": "2030-01-01",
        "purpose": "tourism",
        "stay.days": "3",
        "vehicle.registered_in": "none",
    }
    before = answer_to(query)
    assert before.verdict is Verdict.UNDETERMINED
    while (question := next_question(query, BOOK, asked)) is not None:
        assert question.unknown not in asked
        asked.append(question.unknown)
        if question.fact in replies:
            query = answered(query, question, replies[question.fact])
    assert "visa.kind" in {unknown.fact for unknown in asked}
    assert len(asked) <= 15
    assert answer_to(query).verdict is Verdict.ALLOWED


def test_a_permit_is_asked_for_by_kind_and_state(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ASKED + " --nationality RU --visa none --format json"
    typed = ""
    for _ in range(12):  # what comes before the permit is not known
        out, err = _ask(arguments, typed + "2\nSE\n", monkeypatch, capsys)
        if "Which state issued the permit?" in err:
            break
        typed += "\n"
    permits = json.loads(out)["query"]["travellers"][0]["permits"]
    assert permits == [{"kind": "residence", "issued_by": "SE"}]


# --- diagrams ---------------------------------------------------------------------------------


def _random_diagram(diagrams: Diagrams, random: Random) -> int:
    count = len(diagrams.sizes)
    chosen = sorted(random.sample(range(count), random.choice((1, 2, 3))))

    def below(variables: list[int]) -> int:
        if not variables:
            return random.randrange(3)
        branches = tuple(below(variables[1:]) for _ in range(diagrams.sizes[variables[0]]))
        return diagrams.ask(variables[0], branches)

    return below(chosen)


def _completions(sizes: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    yield from product(*map(range, sizes))


@pytest.mark.parametrize("seed", range(60))
def test_diagrams_agree_with_trying_every_completion(seed: int) -> None:
    random = Random(seed)
    diagrams = Diagrams([random.choice((2, 3, 4)) for _ in range(4)])
    one, two, three = (_random_diagram(diagrams, random) for _ in range(3))
    lower = diagrams.least(diagrams.greatest(one, two), diagrams.mapped((2, 1, 0), three))
    every = list(_completions(diagrams.sizes))
    levels = {c: diagrams.level(lower, c) for c in every}
    for c in every:
        high = max(diagrams.level(one, c), diagrams.level(two, c))
        assert levels[c] == min(high, 2 - diagrams.level(three, c))
    pivotal = {
        v
        for v, size in enumerate(diagrams.sizes)
        for c in every
        for value in range(size)
        if levels[c] != levels[(*c[:v], value, *c[v + 1 :])]
    }
    read = diagrams.reads(lower)
    assert set(read) == pivotal
    weights = [[random.choice((1, 2, 9)) for _ in range(size)] for size in diagrams.sizes]
    shares = diagrams.shares(lower, 3, weights)
    for variable in read:
        rows = shares.by_value[variable]
        others = [n for n in read if n != variable]
        for value, row in enumerate(rows):
            alike = dict.fromkeys(
                tuple(c[n] for n in others) for c in every if c[variable] == value
            )
            for level in range(3):
                counted = sum(
                    prod(weights[n][v] for n, v in zip(others, values, strict=True))
                    for values in alike
                    if diagrams.level(
                        diagrams.given(lower, variable, value),
                        [dict(zip(others, values, strict=True)).get(n, 0) for n in range(4)],
                    )
                    == level
                )
                assert row[level] == counted


def test_a_diagram_does_not_outgrow_its_bound() -> None:
    diagrams = Diagrams([2] * 4, most=3)
    for variable in range(3):
        diagrams.ask(variable, (0, 1))
    assert diagrams.ask(0, (0, 1)) == LEAVES
    with pytest.raises(TooLargeError):
        diagrams.ask(3, (0, 1))


def test_where_too_much_matters_the_rules_name_the_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_large(*_: object) -> None:
        raise TooLargeError

    monkeypatch.setattr("borderrules.questions.Verdicts", too_large)
    questions = outlook(answer_to(to_norway())).questions
    assert "visa.kind" in {q.fact for q in questions}
    assert {q.settles for q in questions} == {0}
