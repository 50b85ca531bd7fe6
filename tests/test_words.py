"""What is said to people: the catalogues are whole, and each answers in its own language alone."""

from __future__ import annotations

import gettext
import importlib.util
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from borderrules import Query, Traveller, Vehicle, Visa, check_route, words
from borderrules.cli import check_route as cli
from borderrules.cli.output import DEPTHS, FORMATS, SUFFIXES
from borderrules.countries import ICAO_CODES
from borderrules.explain.document import document
from borderrules.explain.text import render
from borderrules.terms import ENUMS
from borderrules.vocabulary import FACTS
from borderrules.words import Words, compiled_catalogue, languages

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
MESSAGES = ROOT / "src/borderrules/messages"
TRANSLATED = [language for language in languages() if language != "en"]

#: Words in Latin letters that programs read, and so every language writes alike.
CODES = {value for enum in ENUMS.values() for value in enum}
CODES |= {"en", *FORMATS, *DEPTHS, *(ending.removeprefix(".") for ending in SUFFIXES)}
LATIN = re.compile(r"[A-Za-z_]+")
CYRILLIC = re.compile(r"[А-Яа-яЁё]")


def _tool() -> Any:
    path = ROOT / "tools/extract_messages.py"
    spec = importlib.util.spec_from_file_location("extract_messages", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = _tool()
SPOKEN = tool.template()


def _catalogue(language: str) -> Catalog:
    with (MESSAGES / f"{language}.po").open("rb") as file:
        return read_po(file)


def _texts(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.fixture
def messages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder of catalogues, read instead of the real one."""
    monkeypatch.setattr(words, "_MESSAGES", tmp_path)
    words._catalogue.cache_clear()
    yield tmp_path
    words._catalogue.cache_clear()


def test_english_and_russian_have_words() -> None:
    assert languages() == ("en", "ru")


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_every_message_and_no_other(language: str) -> None:
    assert tool.problems(_catalogue(language), SPOKEN) == []


def test_every_wording_of_the_vocabulary_is_marked_as_a_message() -> None:
    wordings = {wording for enum in ENUMS.values() for wording in enum.values()}
    wordings |= set(ICAO_CODES.values()) | {fact.question for fact in FACTS.values()}
    marked = {text for message in SPOKEN for text in _texts(message.id)}
    assert wordings - marked <= {""}


def test_russian_has_latin_letters_only_in_codes_flags_and_addresses() -> None:
    for message in _catalogue("ru"):
        for text in _texts(message.string) if message.id else ():
            plain = re.sub(r"https?://\S+|--[a-z-]+|\{\w*\}", " ", text)
            foreign = [w for w in LATIN.findall(plain) if not w.isupper() and w not in CODES]
            assert foreign == [], text


def test_english_has_no_cyrillic_letters() -> None:
    texts = [text for message in SPOKEN for text in _texts(message.id)]
    assert len(texts) > 300
    assert [text for text in texts if CYRILLIC.search(text)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_form_says_what_the_catalogue_says(language: str) -> None:
    compiled = gettext.GNUTranslations(BytesIO(compiled_catalogue(MESSAGES / f"{language}.po")))
    for message in _catalogue(language):
        if isinstance(message.id, str) and message.id:
            assert compiled.gettext(message.id) == message.string


def test_a_compiled_catalogue_is_preferred(messages: Path) -> None:
    (messages / "ru.mo").write_bytes(compiled_catalogue(MESSAGES / "ru.po"))
    assert languages() == ("en", "ru")
    assert Words("ru")("Not checked:") == "Не проверялось:"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 дней"),
        (1, "1 день"),
        (2, "2 дня"),
        (5, "5 дней"),
        (11, "11 дней"),
        (21, "21 день"),
        (112, "112 дней"),
    ],
)
def test_russian_counts_in_three_forms(messages: Path, number: int, text: str) -> None:
    catalogue = _catalogue("ru")
    catalogue.add(
        ("{number} day", "{number} days"), ("{number} день", "{number} дня", "{number} дней")
    )
    with (messages / "ru.po").open("wb") as file:
        write_po(file, catalogue)
    assert Words("ru").count("{number} day", "{number} days", number) == text


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 days"), (1, "1 day"), (2, "2 days"), (21, "21 days")]
)
def test_english_counts_in_two_forms(number: int, text: str) -> None:
    assert Words("en").count("{number} day", "{number} days", number) == text


def test_an_unknown_language_is_answered_in_english() -> None:
    unknown = Words("xx")
    assert unknown("Not checked:") == "Not checked:"
    assert unknown("last confirmed {day}", day="2024-06-01") == "last confirmed 2024-06-01"
    assert unknown.term("mode", "foot") == "on foot"
    assert unknown.pick({"en": "Norway", "ru": "Норвегия"}) == "Norway"
    assert unknown.country("XXA") == "stateless person"


def test_a_text_is_picked_in_its_language_and_in_english_where_it_has_none() -> None:
    assert Words("ru").pick({"en": "Norway", "ru": "Норвегия"}) == "Норвегия"
    assert Words("ru").pick({"en": "Norway"}) == "Norway"


@pytest.mark.parametrize(
    ("language", "norway", "stateless"),
    [("en", "Norway", "stateless person"), ("ru", "Норвегия", "лицо без гражданства")],
)
def test_countries_have_names(language: str, norway: str, stateless: str) -> None:
    assert Words(language).country("NO") == norway
    assert Words(language).country("XXA") == stateless


# The answer


def _strings(data: Any, keys: set[str]) -> Iterator[str]:
    """The texts under some keys, however deep."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in keys and isinstance(value, str):
                yield value
            yield from _strings(value, keys)
    elif isinstance(data, list):
        for item in data:
            yield from _strings(item, keys)


def _own_latin(language: str) -> list[str]:
    """The Latin letters of the answer to the package's first example, names and codes apart."""
    answer = check_route(
        Query(
            origin="RU",
            destination="NO",
            on="2024-06-01",
            purpose="tourism",
            modes=("car",),
            traveller=Traveller(nationality="RU", visas=(Visa(kind="C", issued_by="IT"),)),
            vehicle=Vehicle(registered_in="RU", seats=5),
        )
    )
    said = Words(language)
    # Addresses are broken where a line is full, so compare without white space.
    text = re.sub(r"\s", "", render(answer, said))
    names = _strings(document(answer, said), {"url", "publisher", "rule", "link", "id"})
    for name in sorted({*names, answer.rulebook.digest}, key=len, reverse=True):
        text = text.replace(re.sub(r"\s", "", name), " ")
    return LATIN.findall(text.replace("(C)", " ").replace("--max-legs", " ").replace("--ask", " "))


def test_an_answer_in_russian_has_no_english_words_of_its_own() -> None:
    assert _own_latin("ru") == []


def test_the_same_answer_in_english_has_many() -> None:
    assert len(_own_latin("en")) > 50


# The help


def _printed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[str, int]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["check-route", *arguments])
        with pytest.raises(SystemExit) as exit_:
            cli.main()
    return "".join(capsys.readouterr()), int(exit_.value.code or 0)


@pytest.fixture(autouse=True)
def _no_language_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(cli.LANGUAGE_VARIABLE, raising=False)


@pytest.mark.parametrize(
    "arguments", [["--lang", "ru", "--help"], ["--help", "--lang", "ru"], ["--lang=ru", "-h"]]
)
def test_help_is_in_the_language_asked_for(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    text, status = _printed(arguments, capsys)
    assert status == 0
    assert text.startswith("Использование: check-route [ПАРАМЕТРЫ] ОТКУДА КУДА")
    assert "Показать эту справку и выйти." in text


def test_the_environment_sets_the_language_and_the_flag_overrules_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(cli.LANGUAGE_VARIABLE, "ru")
    assert _printed(["--help"], capsys)[0].startswith("Использование: ")
    assert _printed(["--help", "--lang", "en"], capsys)[0].startswith("Usage: ")


def test_the_environment_sets_the_language_of_the_answer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    question = ["RU", "NO", "--on", "2024-06-01", "--known-on", "2024-06-01"]
    assert "Not checked:" in _printed(question, capsys)[0]
    monkeypatch.setenv(cli.LANGUAGE_VARIABLE, "ru")
    assert "Не проверялось:" in _printed(question, capsys)[0]


def test_help_is_in_english_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    text, status = _printed(["--help"], capsys)
    assert status == 0
    assert text.startswith("Usage: check-route [OPTIONS] FROM TO")
    assert not CYRILLIC.search(text)
    assert _printed(["--lang", "xx", "--help"], capsys) == (text, 0)


def test_no_question_at_all_is_answered_with_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    text, status = _printed([], capsys)
    assert status == 2
    assert text == _printed(["--help"], capsys)[0]


def test_help_names_the_same_flags_in_every_language(capsys: pytest.CaptureFixture[str]) -> None:
    def flags(language: str) -> list[str]:
        text = _printed(["--lang", language, "--help"], capsys)[0]
        return re.findall(r"^  (?:-\w, )?(--[a-z-]+)", text, re.MULTILINE)

    assert "--known-on" in flags("en")
    for language in TRANSLATED:
        assert flags(language) == flags("en")


def test_russian_help_has_no_english_words(capsys: pytest.CaptureFixture[str]) -> None:
    text = _printed(["--lang", "ru", "--help"], capsys)[0]
    examples = re.compile(r"^    .*check-route .*(?:\\\n.*)?$", re.MULTILINE)
    plain = re.sub(r"--[a-z-]+|-h\b|check-route", " ", examples.sub(" ", text))
    plain = plain.replace("[en|ru]", " ")
    assert [w for w in LATIN.findall(plain) if not w.isupper() and w not in CODES] == []


@pytest.mark.parametrize("language", languages())
def test_compiled_catalogues_need_no_babel(language: str, tmp_path: Path) -> None:
    for translated in TRANSLATED:
        compiled = compiled_catalogue(MESSAGES / f"{translated}.po")
        (tmp_path / f"{translated}.mo").write_bytes(compiled)
    program = (
        "import sys; from pathlib import Path; from borderrules import words\n"
        "words._MESSAGES = Path(sys.argv[1])\n"
        "from borderrules.cli.check_route import build_command\n"
        "print(build_command(words.Words(sys.argv[2])).help)\n"
        "assert 'babel' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path), language],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr
    assert bool(CYRILLIC.search(done.stdout)) == (language == "ru")


# The tool that keeps the catalogues


def test_marked_texts_are_messages_and_keys_are_not() -> None:
    source = (
        'N_("a")\nwords("b" " c", place=1)\nself.words("d")\n'
        'words.count("one", "many", 3)\nwords(TITLES["key"])\nother("e")\nwords(name)\n'
    )
    assert [text for _, text in tool.marked(source)] == ["a", "b c", "d", ("one", "many")]


def _two_messages() -> tuple[Catalog, Catalog]:
    """What a program says, and a catalogue that has it all."""
    spoken, catalogue = Catalog(fuzzy=False), tool.begun("ru")
    for text, translation in (("Closed.", "Закрыто."), ("Until {day}.", "До {day}.")):
        spoken.add(text, locations=[("program.py", 1)])
        catalogue.add(text, translation, locations=[("program.py", 1)])
    return spoken, catalogue


def test_the_check_passes_a_whole_catalogue_and_tells_what_is_wrong_with_others() -> None:
    spoken, catalogue = _two_messages()
    assert tool.problems(catalogue, spoken) == []
    catalogue["Until {day}."].string = "До {date}."
    assert tool.problems(catalogue, spoken) == ["other placeholders: Until {day}."]
    catalogue["Until {day}."].string = ""
    assert tool.problems(catalogue, spoken) == ["missing: Until {day}."]
    catalogue.delete("Until {day}.")
    catalogue["Closed."].flags.add("fuzzy")
    assert tool.problems(catalogue, spoken) == ["fuzzy: Closed.", "missing: Until {day}."]
    catalogue.add("Gone.", "Исчезло.")
    assert tool.problems(catalogue, spoken)[-1] == "obsolete: Gone."


def test_rewriting_keeps_translations_and_drops_what_nobody_says(tmp_path: Path) -> None:
    spoken, catalogue = _two_messages()
    catalogue.add("A thing of the past", "Дело прошлое")
    spoken.add("Something quite new", locations=[("program.py", 7)])
    tool.rewrite(tmp_path / "ru.po", catalogue, spoken)
    text = (tmp_path / "ru.po").read_text("utf-8")
    assert "Дело прошлое" not in text
    assert '#: program.py\nmsgid "Closed."\nmsgstr "Закрыто."\n' in text
    found = tool.problems(tool.read(tmp_path / "ru.po"), spoken)
    assert found == ["missing: Something quite new"]
    tool.rewrite(tmp_path / "ru.po", tool.read(tmp_path / "ru.po"), spoken)
    assert (tmp_path / "ru.po").read_text("utf-8") == text


def test_check_prints_a_line_for_each_problem_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spoken, catalogue = _two_messages()
    tool.rewrite(tmp_path / "ru.po", catalogue, spoken)
    monkeypatch.setattr(tool, "MESSAGES", tmp_path)
    monkeypatch.setattr(tool, "template", lambda: spoken)
    monkeypatch.setattr(sys, "argv", ["extract_messages.py", "--check"])
    assert tool.main() == 0
    assert capsys.readouterr().out == ""
    spoken.add("Something quite new")
    assert tool.main() == 1
    assert capsys.readouterr().out == "ru.po: missing: Something quite new\n"
