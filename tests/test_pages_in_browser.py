"""Pages as Chromium shows and prints them: `pytest -m browser -n 0`.

Over one border and of a journey, in both languages, as wide as a phone and as a desk, by day and
by night. A browser that is missing is an error here, never a reason to skip.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from borderrules.explain.formats import rendered
from test_depths import ENGLISH, QUERIES, RUSSIAN
from test_report import JOURNEY, asked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

#: Installed browsers by their usual names; where none is, that of playwright has to be there.
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
#: An A4 sheet and the margins of the page, in the pixels of a style sheet.
MILLIMETRE = 96 / 25.4
PAPER = round((210 - 2 * 14) * MILLIMETRE), round((297 - 2 * 14) * MILLIMETRE)

LANGUAGES = pytest.mark.parametrize("language", ["en", "ru"])
QUESTIONS = pytest.mark.parametrize("question", ["border", "journey"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """Pages by question and language; that over the border carries the whole proof."""
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for question, query, depth in (("border", QUERIES[0], "full"), ("journey", JOURNEY, "")):
        for said in (ENGLISH, RUSSIAN):
            file = folder / f"{question}-{said.language}.html"
            file.write_text(rendered(asked(query), said, "html", depth), "utf-8")
            found[question, said.language] = file
    return found


def show(browser: Browser, file: Path, width: int, height: int, **how: Any) -> Page:
    """A page that has been opened; it has loaded nothing else and complained of nothing.

    Its own policy is set aside: it must not need one to load nothing.
    """
    context = browser.new_context(
        viewport={"width": width, "height": height}, bypass_csp=True, **how
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(file.as_uri(), wait_until="networkidle")
    assert requests == [file.as_uri()]
    assert complaints == []
    return page


def assert_nothing_sticks_out(page: Page) -> None:
    """No sideways scrolling; no table, picture, heading, item or paragraph beyond the edge."""
    wide, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= room
    out = page.evaluate(
        """() => [...document.querySelectorAll("table, tr, th, td, figure, svg, h1, h2, h3, li, p")]
            .filter(it => !it.closest(".unseen"))
            .filter(it => it.getBoundingClientRect().right > innerWidth + 0.5
                       || it.scrollWidth > it.clientWidth + 1 && it.clientWidth > 0
                          && getComputedStyle(it).display != "inline"
                          && !(it instanceof SVGElement))
            .map(it => it.outerHTML.slice(0, 200))"""
    )
    assert out == []


@QUESTIONS
@LANGUAGES
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_fits_and_is_accessible(
    browser: Browser,
    files: dict[tuple[str, str], Path],
    question: str,
    language: str,
    width: int,
    scheme: str,
) -> None:
    """All that can be unfolded is unfolded; axe-core finds nothing."""
    from axe_playwright_python.sync_playwright import Axe

    page = show(browser, files[question, language], width, 900, color_scheme=scheme)
    assert_nothing_sticks_out(page)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    darkness = sum(map(int, re.findall(r"\d+", background)))
    assert (darkness < 150) if scheme == "dark" else (darkness > 700)
    page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
    assert_nothing_sticks_out(page)
    found = Axe().run(page).response
    assert len(found["passes"]) > 20
    assert [(it["id"], it["nodes"][0]["html"]) for it in found["violations"]] == []
    page.context.close()


@QUESTIONS
@LANGUAGES
def test_a_page_prints_on_a4_with_nothing_cut_off(
    browser: Browser, files: dict[tuple[str, str], Path], question: str, language: str
) -> None:
    page = show(browser, files[question, language], *PAPER, color_scheme="dark")
    page.emulate_media(media="print")
    assert_nothing_sticks_out(page)
    higher = page.evaluate(
        "room => [...document.querySelectorAll('tr, figure')]"
        ".filter(it => it.getBoundingClientRect().height > room)"
        ".map(it => it.outerHTML.slice(0, 200))",
        PAPER[1],
    )
    assert higher == []  # what is no higher than a sheet is not torn apart
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    printed = page.pdf(prefer_css_page_size=True, format="A4")
    sheets = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert sheets
    for width, height in sheets:
        assert (float(width), float(height)) == pytest.approx((595.3, 841.9), abs=1.5)
    page.context.close()


@LANGUAGES
def test_paper_tells_the_strips_in_words(
    browser: Browser, files: dict[tuple[str, str], Path], language: str
) -> None:
    """Nothing can be unfolded on paper; the proof is printed only if it was unfolded."""
    page = show(browser, files["border", language], *PAPER)
    stretch, proof = page.locator(".strips details li").first, page.locator(".proof").first
    assert (stretch.is_visible(), proof.is_visible()) == (False, True)
    page.emulate_media(media="print")
    assert (stretch.is_visible(), proof.is_visible()) == (True, False)
    page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
    assert (stretch.is_visible(), proof.is_visible()) == (True, True)
    page.context.close()
