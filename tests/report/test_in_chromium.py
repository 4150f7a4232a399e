"""The page and the comment in a real Chromium: the page runs nothing, Mermaid draws every chart, hostile ones too."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from iacmx.drawing import Picture, Step, Stop
from iacmx.drawing.mermaid import draw
from iacmx.report import Report, Style, renderer
from tests.hostile.corpus import CORPUS
from tests.hostile.everywhere import everywhere
from tests.hostile.parsed import markdown
from tests.lab.npm import published
from tests.report.sample import sample

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chromium")]
MERMAID = ("mermaid@11.9.0", "dist/mermaid.min.js", "IACMX_MERMAID")
DRAW = """async () => {
  mermaid.initialize({startOnLoad: false, securityLevel: "strict"});
  const drawn = [];
  for (const block of document.querySelectorAll("code.language-mermaid")) {
    const {svg} = await mermaid.render("m" + drawn.length, block.textContent);
    drawn.push(new DOMParser().parseFromString(svg, "text/html").body.textContent);
  }
  return drawn;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="the Python package playwright is not installed")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("chromium is not installed")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on which nothing may be complained of, thrown, asked of the user or of a server."""
    seen: list[str] = []
    with browser.new_context() as context:
        opened = context.new_page()
        opened.on("console", lambda message: seen.append(f"console: {message.text}"))
        opened.on("pageerror", lambda error: seen.append(f"error: {error}"))
        opened.on("request", lambda request: seen.append(request.url) if request.url.startswith("http") else None)
        opened.on("dialog", lambda dialog: seen.append(f"dialog: {dialog.message}"))
        yield opened
    assert seen == []


def hostile() -> list[Report]:
    """All texts on a few pages."""
    texts = [text[:90] for text in CORPUS.values()]
    return [everywhere(sample(), " ".join(texts[at : at + 8])[:390]) for at in range(0, len(texts), 8)]


def test_the_page_shows_text_only(page: Page, tmp_path: Path) -> None:
    for number, report in enumerate([sample(), *hostile()]):
        file = tmp_path / f"{number}.html"
        file.write_text(renderer("html")(report, Style()), "utf-8")
        page.goto(file.as_uri())
        assert page.locator(".verdict strong").inner_text() == "FAIL"
        assert page.locator("section.card").count() == 2 + len(report.owners)
        assert page.locator("script, img, iframe, object").count() == 0


def test_mermaid_draws_the_route_before_and_after(page: Page) -> None:
    page.set_content("<!DOCTYPE html>" + markdown(renderer("markdown")(sample(), Style())))
    page.add_script_tag(path=published(*MERMAID))
    drawn = page.evaluate(DRAW)
    assert len(drawn) == 4
    hosts = "old1.example.net", "new1.example.net (50 %)", "gone.example.net", "2600:3c00::1"
    for words in ("before", "after", "no such name", *hosts):
        assert words in drawn[0]


def test_no_text_breaks_a_chart(page: Page) -> None:
    texts = [text[:300] for text in CORPUS.values()]
    everything = tuple(Step("10", (Stop(text, notes=(text,)),)) for text in texts)
    charts = [draw("example.com", (Picture(everything, "before"), Picture(everything, "after")))]
    for text in texts[::8]:
        shared = Step("10", (Stop(text), Stop("b")))
        charts.append(draw(text, (Picture((shared,), text, text, (text,), text),)))
    page.set_content("<!DOCTYPE html>")
    page.add_script_tag(path=published(*MERMAID))
    for chart in charts:
        page.evaluate("html => { document.body.innerHTML = html }", markdown(f"```mermaid\n{chart}```"))
        assert page.evaluate(DRAW)[0].count("mail for") == chart.count("mail for")
