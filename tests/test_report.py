"""The HTML page: whole, faithful to the text, safe, and in every language; the map and strips."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from functools import cache, cached_property
from html.parser import HTMLParser
from itertools import combinations, pairwise
from math import hypot, radians, sin
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from borderrules import Query, Traveller, Vehicle, check_route, load_rulebook, words
from borderrules.decisions import Verdict
from borderrules.explain.coastlines import Box, clipped, coastlines
from borderrules.explain.document import document
from borderrules.explain.formats import rendered
from borderrules.explain.map_drawing import WIDTH, Mark, View, drawing
from borderrules.explain.report import rich
from borderrules.explain.strip_pictures import strips
from borderrules.vocabulary import FACTS
from borderrules.words import Words
from test_depths import BOOK, ENGLISH, QUERIES, RUSSIAN, TINY, paragraphs, rule_ids, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from borderrules.routes import Answer

LANGUAGES = pytest.mark.parametrize("said", [ENGLISH, RUSSIAN], ids=["en", "ru"])
ids = pytest.mark.parametrize("query", QUERIES, ids=lambda q: f"{q.origin}-{q.destination}")

JOURNEY = Query(
    origin="Saint Petersburg",
    destination="Tallinn",
    on="2026-03-01T22:00",
    known_on="2026-03-01",
    purpose="tourism",
    traveller=Traveller(nationality="EE"),
)
#: Elements without an end tag; those of SVG that end themselves are read as both.
VOID = {"meta", "br", "hr", "img", "input", "link"}


@cache
def asked(query: Query) -> Answer:
    return check_route(query, BOOK)


class Page(HTMLParser):
    """The elements of a page, the words in it, and whether every element is closed in turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute twice in <{tag}>"
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)

    @cached_property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page(answer: Answer, said: Words = ENGLISH) -> Page:
    return Page(rendered(answer, said, "html", "full"))


# What a page is


@ids
@LANGUAGES
def test_a_page_is_well_formed_and_has_its_landmarks(query: Query, said: Words) -> None:
    html = rendered(asked(query), said, "html", "full")
    read = Page(html)
    assert html.startswith("<!doctype html>")
    assert read.open == []
    assert read.all("html") == [{"lang": said.language}]
    assert [len(read.all(tag)) for tag in ("header", "main", "footer", "h1")] == [1] * 4
    names = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(set(names)) == len(names)


@ids
def test_headings_go_down_one_step_at_a_time(query: Query) -> None:
    read = page(asked(query))
    levels = [int(tag[1]) for tag, _ in read.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert levels.count(1) == 1


@ids
def test_tables_have_headers_and_pictures_have_words(query: Query) -> None:
    read = page(asked(query))
    headers = read.all("th")
    assert headers
    assert {header.get("scope") for header in headers} == {"col", "row"}
    for picture in read.all("svg"):
        named = picture.get("role") == "img" and picture.get("aria-labelledby")
        assert named or picture.get("aria-hidden") == "true"


@pytest.mark.parametrize("query", [*QUERIES, JOURNEY], ids=lambda q: f"{q.origin}-{q.destination}")
def test_a_page_needs_nothing_from_elsewhere(query: Query) -> None:
    html = rendered(asked(query), ENGLISH, "html", "full")
    read = Page(html)
    tags = {tag for tag, _ in read.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "use"}
    style = html.partition("<style>")[2].partition("</style>")[0]
    assert style
    assert "url(" not in style
    assert "@import" not in style
    for tag, attributes in read.elements:
        assert not {name for name in attributes if name.startswith("on")}
        assert not attributes.keys() & {"src", "srcset", "style"} or tag == "span"
        if "href" in attributes:
            assert tag == "a"
            assert re.match(r"https?://", attributes["href"] or "")
            assert "noopener" in (attributes.get("rel") or "")


# What a page says


@ids
def test_every_rule_and_verdict_of_the_json_is_on_the_page(query: Query) -> None:
    answer = asked(query)
    plain, read = document(answer, ENGLISH), page(answer)
    ids = rule_ids(plain) & set(BOOK.documents["rules"])
    assert {rule for rule in ids if f"[{rule}]" not in read.text} == set()
    told = {e[1]["class"] for e in read.elements if e[0] in ("p", "span") and "class" in e[1]}
    for route in plain["routes"]:
        assert {route["verdict"], f"verdict {route['verdict']}"} & told


@pytest.mark.parametrize("query", [*QUERIES, JOURNEY], ids=lambda q: f"{q.origin}-{q.destination}")
@LANGUAGES
def test_a_page_says_all_that_the_text_says(query: Query, said: Words) -> None:
    answer = asked(query)
    read = page(answer, said)
    addresses = {link["href"] for link in read.all("a")}
    for paragraph in paragraphs(answer, said):
        if re.fullmatch(r"https?://\S+", paragraph):
            assert paragraph in addresses
        else:
            assert Page(str(rich(paragraph, said.locale))).text in read.text


def test_dates_are_written_as_the_language_writes_them() -> None:
    written = {"en": "March 1, 2026", "ru": "1 марта 2026 г.", "fi": "1. maaliskuuta 2026"}
    for language, day in written.items():
        locale = Locale(language)
        text = Page(str(rich("2026-03-01 22:00, not 2026-02-31 or 12026-03-01", locale))).text
        assert day in text.replace("\u202f", " ").replace("\xa0", " ")
        assert "2026-02-31 or 12026-03-01" in text
    assert '<time datetime="2026-03-01T22:00">' in rich("2026-03-01 22:00", Locale("en"))


def test_a_verdict_is_told_by_word_shape_and_colour() -> None:
    html = rendered(asked(QUERIES[0]), ENGLISH, "html")
    assert re.search(
        r'<p class="verdict refused"><svg class="sign"[^>]*aria-hidden="true"><rect class="refused"'
        r"[^>]*/></svg> REFUSED",
        html,
    )


def test_russian_pages_have_no_english_words_of_their_own() -> None:
    with (Path(words.__file__).parent / "messages" / "ru.po").open("rb") as file:
        messages = {m.id for m in read_po(file) if isinstance(m.id, str) and " " in m.id}
    english, russian = (page(asked(QUERIES[0]), said).text for said in (ENGLISH, RUSSIAN))
    assert len([message for message in messages if message in english]) > 30
    assert [message for message in messages if message in russian] == []


# Hostile texts

HOSTILE = (
    "</p><script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) "
    "javascript:alert(2) {{ 7 * 7 }} {words} \u202egnp.exe\u2066"
)


@pytest.fixture
def hostile(tmp_path: Path) -> Answer:
    """An answer by rules whose every text is hostile."""
    folder = tmp_path / "rules"
    shutil.copytree(TINY, folder)
    text = HOSTILE.replace("\u202e", "\\u202e").replace("\u2066", "\\u2066")
    for file in folder.rglob("*.yaml"):
        found = file.read_text("utf-8")
        for key in ("title", "reason", "name", "NO", "RU"):
            found = re.sub(
                rf"(\b{key}: )\{{en: [^}}]*\}}", rf'\1{{en: "{key} HOSTILE", ru: "HOSTILE"}}', found
            )
        found = found.replace("publisher: Gazette", 'publisher: "HOSTILE"')
        file.write_text(found.replace("HOSTILE", text), "utf-8")
    query = Query(
        origin="RU",
        destination="NO",
        on="2026-03-01",
        traveller=Traveller(nationality="RU", visas=()),
        vehicle=Vehicle(registered_in="RU"),
    )
    return check_route(query, load_rulebook(folder))


def test_a_page_shows_hostile_texts_as_they_are(hostile: Answer) -> None:
    html = rendered(hostile, ENGLISH, "html", "full")
    read = Page(html)
    assert "</p><script>alert(1)</script><img src=x onerror=alert(1)>" in read.text
    assert "{{ 7 * 7 }} {words}" in read.text
    assert not read.all("script")
    assert not read.all("img")
    assert {(link["href"] or "")[:8] for link in read.all("a")} <= {"https://", "http://e"}
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", html)
    assert "\\u202e" in html


def test_markdown_shows_hostile_texts_as_they_are(hostile: Answer) -> None:
    text = rendered(hostile, ENGLISH, "markdown", "full")
    assert "script" in text
    assert re.findall(r"(?<!\\)<(?!https?://)", text) == []
    assert {target[:8] for target in re.findall(r"(?<!\\)\]\(<?([^>)]*)", text)} == {"https://"}
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)


# The map


def test_crossing_points_have_the_numbers_of_the_table() -> None:
    read = page(asked(QUERIES[2]))
    svg = rendered(asked(QUERIES[2]), ENGLISH, "html").partition('class="map"')[2]
    svg = svg.partition("</svg>")[0]
    numbered = dict(re.findall(r'<g class="mark"><title>(\d+)\. ([^<]*)</title>', svg))
    located = {
        leg["crossing_point"]["name"]
        for route in document(asked(QUERIES[2]), ENGLISH)["routes"]
        for leg in route["legs"]
        if leg["crossing_point"]["coordinates"]
    }
    assert set(numbered.values()) == located
    assert list(numbered) == [str(n) for n in range(1, len(numbered) + 1)]
    for number, name in numbered.items():
        assert f"{number}{name}" in "".join(read.texts).replace("\n", "")


def test_north_is_up_and_east_is_right() -> None:
    view = View([(20.0, 55.0), (30.0, 69.0)])
    (west, middle), (east, _) = view.at((20, 60)), view.at((30, 60))
    assert west < east
    assert view.at((25, 65))[1] < middle < view.at((25, 56))[1]


def test_the_projection_keeps_areas_equal() -> None:
    """Half a degree around two places: their areas differ on the map as on the earth."""
    view = View([(20.0, 52.0), (35.0, 70.0)])

    def area(x: float, y: float) -> float:
        corners = [view.at(p) for p in ((x, y), (x + 0.5, y), (x + 0.5, y + 0.5), (x, y + 0.5))]
        return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*corners, corners[0]])) / 2)

    def true(y: float) -> float:
        return sin(radians(y + 0.5)) - sin(radians(y))

    assert area(22, 53) / area(34, 69) == pytest.approx(true(53) / true(69), rel=1e-3)


def test_a_map_shows_as_much_each_way() -> None:
    """Around one point, in the north as in the south: as far to the east as to the north."""
    for place in ((30.2, 69.7), (23.9, 52.1)):
        view = View([place])
        assert view.height == pytest.approx(WIDTH, rel=0.1)


BORDERS = sorted({point.zones for point in BOOK.points})


@pytest.mark.parametrize("zones", BORDERS, ids="-".join)
def test_both_sides_of_a_border_are_named_on_its_map(zones: tuple[str, str]) -> None:
    located = [p for p in BOOK.points if p.zones == zones and p.coordinates]
    marks = [
        Mark(n, p.id, (p.coordinates[1], p.coordinates[0]), Verdict.ALLOWED)  # type: ignore[index]
        for n, p in enumerate(located, 1)
    ]
    svg = drawing(marks, {zone: f"name of {zone}" for zone in zones}, "title", "description")
    assert set(re.findall(r"name of ([\w-]+)", svg or "")) == set(zones)


def test_markers_do_not_hide_each_other() -> None:
    names = [str(n) for n in range(12)]
    marks = [Mark(n, name, (28.0, 59.4), Verdict.ALLOWED) for n, name in enumerate(names, 1)]
    svg = drawing(marks, {}, "title", "description")
    assert svg is not None
    spots = re.findall(r'<circle class="allowed" cx="([\d.]+)" cy="([\d.]+)"', svg)
    assert len(spots) == 12
    for (a, b), (c, d) in combinations([(float(x), float(y)) for x, y in spots], 2):
        assert hypot(a - c, b - d) > 14


def test_verdicts_have_their_own_shapes() -> None:
    marks = [Mark(v + 1, v.word, (28.0 + v, 59.0), v) for v in Verdict]
    svg = drawing(marks, {}, "title", "description")
    shapes = re.findall(r'<(circle|rect|polygon) class="(allowed|undetermined|refused)"', svg or "")
    assert shapes == [("circle", "allowed"), ("polygon", "undetermined"), ("rect", "refused")]


def test_there_is_no_map_of_what_lies_elsewhere() -> None:
    assert drawing([], {}, "title", "description") is None
    far = Mark(1, "far", (131.0, 43.0), Verdict.ALLOWED)
    assert drawing([far], {}, "title", "description") is None


@pytest.mark.parametrize(
    ("place", "on_land"),
    [((28.2, 59.38), True), ((25.0, 61.5), True), ((20.0, 58.0), False), ((33.0, 71.5), False)],
)
def test_land_lies_where_it_lies(place: tuple[float, float], on_land: bool) -> None:
    x, y = place
    crossed = 0
    for ring in coastlines().land:
        for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                crossed += 1
    assert crossed % 2 == on_land


def test_every_crossing_point_lies_on_known_coasts() -> None:
    box = coastlines().box
    places = [point.coordinates for point in BOOK.points if point.coordinates]
    assert places
    assert all(box.holds((longitude, latitude)) for latitude, longitude in places)


def test_a_ring_is_cut_at_the_edges_of_a_box() -> None:
    square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]
    assert set(clipped(square, Box(2, 1, 9, 3))) == {(2, 1), (4, 1), (4, 3), (2, 3)}
    assert clipped(square, Box(5, 5, 9, 9)) == []


# The strips


@ids
def test_strips_say_of_each_day_what_an_answer_says(query: Query) -> None:
    answer = asked(query)
    found = strips(answer, ENGLISH)
    assert found is not None
    assert found.last == query.on.date()  # type: ignore[union-attr]
    for strip in found.strips:
        assert strip.stretches[0].first == found.first
        assert strip.stretches[-1].last == found.last
        for before, after in pairwise(strip.stretches):
            assert after.first == before.last + timedelta(days=1)
            assert after.verdict is not before.verdict
    for day in (found.first, date(found.last.year, 1, 1), found.last - timedelta(days=40)):
        kept = ("origin", "destination", "known_on", "purpose", "vehicle", "travellers")
        then = Query(**{name: getattr(query, name) for name in kept}, on=day)
        verdicts: dict[str, Verdict] = {}
        for route in check_route(then, BOOK).routes:
            point = route.legs[0].leg.point.id
            verdicts[point] = min(route.verdict, verdicts.get(point, route.verdict))
        for strip in found.strips:
            here = next(s for s in strip.stretches if s.first <= day <= s.last)
            assert here.verdict is verdicts[strip.point]


def test_strips_fill_their_width() -> None:
    found = strips(asked(QUERIES[1]), ENGLISH)
    assert found is not None
    assert any(len(strip.stretches) > 1 for strip in found.strips)
    for strip in found.strips:
        widths = [float(width) for width in re.findall(r' width="([\d.]+)"', strip.picture)]
        assert sum(widths) == pytest.approx(100, abs=0.1)


def test_a_journey_over_several_borders_has_no_strips() -> None:
    assert strips(asked(JOURNEY), ENGLISH) is None


# A third language


@pytest.fixture
def speaking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Words]]:
    """Catalogues made on the fly: every message of the Russian one, between marks."""
    real = Path(words.__file__).parent / "messages" / "ru.po"
    with real.open("rb") as file:
        russian = read_po(file)
    monkeypatch.setattr(words, "_MESSAGES", tmp_path)
    words._catalogue.cache_clear()

    def made(language: str) -> Words:
        catalogue = Catalog(locale=language.replace("-", "_"))
        for message in russian:
            kept = message.flags - {"fuzzy"}
            if message.id and isinstance(message.id, str):
                catalogue.add(message.id, f"⟦{message.id}⟧", flags=kept)
            elif message.id:
                one, many = message.id
                catalogue.add(message.id, (f"⟦1 {one}⟧", f"⟦n {many}⟧"), flags=kept)
        with (tmp_path / f"{language}.po").open("wb") as file:
            write_po(file, catalogue)
        return Words(language)

    yield made
    words._catalogue.cache_clear()


@pytest.fixture
def finnish(speaking: Callable[[str], Words]) -> Words:
    return speaking("fi")


def test_a_catalogue_is_all_that_a_language_needs(
    finnish: Words, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert finnish.language == "fi"
    question = ("RU", "NO", "--nationality", "RU", "--on", "2026-03-01", "--known-on", "2026-03-01")
    _, text, _ = run(capsys, monkeypatch, *question, "--rules", str(TINY), "--lang", "fi")
    assert "⟦UNDETERMINED" in text
    assert "(Venäjä)" in text.replace("⟦", "").replace("⟧", "")
    html = ("--rules", str(TINY), "--lang", "fi", "--format", "html")
    _, report, _ = run(capsys, monkeypatch, *question, *html)
    assert '<html lang="fi">' in report
    assert "1. maaliskuuta 2026" in report
    assert '<h2 id="points">⟦Crossing points⟧</h2>' in report


@pytest.mark.parametrize("language", ["krl", "vep"])
def test_countries_and_dates_that_a_language_has_no_words_for_are_english(
    speaking: Callable[[str], Words], language: str
) -> None:
    """Nobody has written down how Karelian and Veps name them; a catalogue is enough all the same.

    So it is with any catalogue whose name is that of no language.
    """
    said = speaking(language)
    assert said("Crossing points") == "⟦Crossing points⟧"
    assert said.country("NO") == "Norway"
    html = rendered(asked(QUERIES[0]), said, "html")
    assert f'<html lang="{language}">' in html
    assert '<h2 id="points">⟦Crossing points⟧</h2>' in html
    assert ">March 1, 2026</time>" in html


@pytest.mark.parametrize("name", ["pt_BR", "pt-BR"])
def test_a_language_of_one_country_has_its_own_names(
    speaking: Callable[[str], Words], name: str
) -> None:
    said = speaking(name)
    assert said.country("NO") == "Noruega"
    html = rendered(asked(QUERIES[0]), said, "html")
    assert '<html lang="pt-BR">' in html
    assert ">1 de março de 2026</time>" in html


def test_plurals_are_the_languages_own(finnish: Words) -> None:
    one, many = "({number} more way; --all shows it)", "({number} more ways; --all shows them)"
    assert finnish.count(one, many, 1) == "⟦1 (1 more way; --all shows it)⟧"
    assert finnish.count(one, many, 5) == "⟦n (5 more ways; --all shows them)⟧"
    answer = asked(JOURNEY)
    assert re.search(r"⟦n \(\d+ more ways; --all shows them\)⟧", rendered(answer, finnish))


def test_no_words_of_a_page_are_outside_the_catalogue(finnish: Words) -> None:
    """What is not between marks comes from the rules, from the locale, or is a code."""
    query = Query(
        origin="RU",
        destination="NO",
        on="2026-03-01",
        known_on="2026-03-01",
        purpose="tourism",
        traveller=Traveller(nationality="RU", visas=()),
        vehicle=Vehicle(registered_in="RU"),
    )
    answer = check_route(query, load_rulebook(TINY))
    outside = page(answer, finnish).text
    while (inner := re.sub("⟦[^⟦⟧]*⟧", " ", outside)) != outside:
        outside = inner
    rules = " ".join(path.read_text("utf-8") for path in TINY.rglob("*.yaml"))
    known = " ".join((rules, *FACTS, rendered(answer, ENGLISH, "json"), "klo Venäjä"))
    strange = set(re.findall(r"[^\W\d_]{2,}", outside)) - set(re.findall(r"[^\W\d_]+", known))
    assert {word for word in strange if not word.endswith("kuuta")} == set()
