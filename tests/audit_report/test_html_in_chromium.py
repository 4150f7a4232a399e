"""The HTML page in a real Chromium: it opens from a file, asks for nothing, its table works by mouse and keyboard."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from iacmx.audit_report import AuditReport
from iacmx.audit_report.html import render
from iacmx.report import Style
from tests.audit_report import sample

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chromium")]
_MANY = 10_000


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


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("pages")
    reports = {"sample": sample.report(), "hostile": sample.hostile(), "large": sample.large(_MANY)}
    for name, report in reports.items():
        _write(directory / f"{name}.html", report)
    return directory


def _write(path: Path, report: AuditReport) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(render(report, Style()))


@contextmanager
def _opened(browser: Browser, file: Path, **context: object) -> Iterator[Page]:
    """The page; nothing may be asked for, complained of, thrown or asked of the user while it is open."""
    seen: list[str] = []
    with browser.new_context(**context) as surroundings:  # type: ignore[arg-type] # passed through
        page = surroundings.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: seen.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: seen.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (seen.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: seen.append(f"request: {request.url}"))
        page.goto(file.as_uri())
        yield page
        page.wait_for_timeout(50)
    assert seen == [f"request: {file.as_uri()}"]


def _domains(page: Page) -> list[str]:
    return page.locator("#table tbody th button").all_inner_texts()


def _status(page: Page, words: str) -> None:
    page.get_by_role("status").get_by_text(words, exact=True).wait_for()


def _select(page: Page, label: str) -> Locator:
    return page.get_by_label(label, exact=True)


def test_the_worst_domains_come_first(browser: Browser, files: Path) -> None:
    with _opened(browser, files / "sample.html") as page:
        _status(page, "11 domains")
        assert _domains(page)[:4] == ["alpha.example", "delta.example", "omega.example", "silent.example"]
        assert len(_domains(page)) == 11


def test_the_search_finds_domains_by_what_their_route_holds(browser: Browser, files: Path) -> None:
    with _opened(browser, files / "sample.html") as page:
        for text, found in (
            ("BETA", {"beta.example", "mail.beta.example"}),
            ("2001:db8::1a", {"beta.example"}),
            ("mx.gone delta", {"delta.example"}),
            ("aws_route53_record.mail", {"mail.beta.example"}),
            ("nobody", set[str]()),
        ):
            page.get_by_role("searchbox").fill(text)
            _status(page, f"{len(found)} of 11 domains")
            assert set(_domains(page)) == found
        page.get_by_text("No domain fits.").wait_for()
        page.get_by_role("button", name="Show all").click()
        _status(page, "11 domains")


@pytest.mark.parametrize(
    ("label", "value", "found"),
    [
        ("Worst finding", "error", {"alpha.example", "delta.example", "omega.example"}),
        ("Worst finding", "unverified", {"silent.example"}),
        ("Mail host", "no mail (null MX)", {"null.example"}),
        ("Rule", "MX304", {"delta.example"}),
        ("Terraform", "drifted", {"mail.beta.example"}),
        ("Change", "removed", {"nothing.example"}),
    ],
)
def test_each_filter_leaves_what_fits(browser: Browser, files: Path, label: str, value: str, found: set[str]) -> None:
    with _opened(browser, files / "sample.html") as page:
        _select(page, label).select_option(value)
        assert set(_domains(page)) == found


def test_filters_add_up(browser: Browser, files: Path) -> None:
    with _opened(browser, files / "sample.html") as page:
        _select(page, "Worst finding").select_option("error")
        _select(page, "Account").select_option("cloudflare: Example Ltd")
        assert _domains(page) == ["omega.example"]


def test_columns_sort_both_ways(browser: Browser, files: Path) -> None:
    with _opened(browser, files / "sample.html") as page:
        header = page.locator("#table").get_by_role("columnheader", name="Domain")
        header.get_by_role("button").click()
        assert header.get_attribute("aria-sort") == "ascending"
        assert _domains(page) == sorted(_domains(page))
        header.get_by_role("button").click()
        assert header.get_attribute("aria-sort") == "descending"
        assert _domains(page) == sorted(_domains(page), reverse=True)
        assert page.locator("[aria-sort=ascending], [aria-sort=descending]").count() == 1


def test_bars_and_causes_lead_to_their_domains(browser: Browser, files: Path) -> None:
    with _opened(browser, files / "sample.html") as page:
        page.get_by_role("button", name="Google Workspace, legacy set").click()
        assert _domains(page) == ["beta.example"]
        page.locator("#causes").get_by_role("button", name="MX202 target-nxdomain").click()
        assert set(_domains(page)) == {"alpha.example", "delta.example", "omega.example"}
        assert _select(page, "Rule").input_value() == "MX202"


def test_the_keyboard_opens_a_domain_to_its_route(browser: Browser, files: Path) -> None:
    with _opened(browser, files / "sample.html") as page:
        page.get_by_role("searchbox").focus()
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent") == "mail.beta.example":
                break
        else:
            pytest.fail("Tab does not reach the domain")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("Enter")
        button = page.get_by_role("button", name="mail.beta.example", exact=True)
        assert button.get_attribute("aria-expanded") == "true"
        details = page.locator(f"#{button.get_attribute('aria-controls')}")
        text = " ".join(details.inner_text().split())
        for words in ("first 10", "then 20", "33 % mx1.example.com 198.51.100.1", "alias of lb.example.net"):
            assert words in text
        assert text.index("mx3.example.com") < text.index("backup.example.net")
        assert "mx3.example.com (10) is live, but not in the state" in text
        assert "The live records differ from the Terraform state." in text
        page.keyboard.press("Space")
        assert button.get_attribute("aria-expanded") == "false"
        assert details.count() == 0


@pytest.mark.parametrize(
    ("domain", "words"),
    [
        ("alpha.example", ("mx.gone.example", "no such name", "error MX501 unregistered-domain", "Fix Point the MX")),
        ("beta.example", ("Google Workspace, legacy set", "50 % alt1.aspmx.l.google.com", "2001:db8::1a")),
        ("weighted.example", ("[blue] weighted weight 10", "[green] weighted weight 90")),
        ("null.example", ("no mail (null MX)",)),
        ("inside.example", ("private", "implicit MX", "192.0.2.80")),
        ("nothing.example", ("no MX and no address: mail bounces", "removed: the MX set is gone")),
        ("unseen.example", ("whether there is an address was not told",)),
    ],
)
def test_every_kind_of_route_is_drawn(browser: Browser, files: Path, domain: str, words: tuple[str, ...]) -> None:
    with _opened(browser, files / "sample.html") as page:
        page.get_by_role("button", name=domain, exact=True).click()
        text = " ".join(page.locator("tr.more").inner_text().split())
        assert [part for part in words if part not in text] == []


def test_a_domain_that_is_gone_says_so_instead_of_a_route(browser: Browser, tmp_path: Path) -> None:
    domain = replace(sample.domains()[0], mail="no longer there", routes=(), findings=(), change="removed")
    file = tmp_path / "gone.html"
    _write(file, sample.report([domain], ()))
    with _opened(browser, file) as page:
        page.get_by_role("button", name="alpha.example", exact=True).click()
        page.locator("tr.more .routes").get_by_text("no longer there").wait_for()


def test_hostile_values_are_text_and_nothing_else(browser: Browser, files: Path) -> None:
    with _opened(browser, files / "hostile.html") as page:
        for button in page.locator("#table tbody th button").all():
            button.click()
        for summary in page.locator("summary").all():
            summary.click()
        assert page.locator("tr.more").count() == len(sample.HOSTILE_TEXTS)
        assert page.locator("img, iframe, object, embed, a:not([href^='#'])").count() == 0
        assert page.locator("script:not([type])").count() == 1
        assert page.locator("[onmouseover], [onerror], [style]").count() == 0
        text = page.locator("body").inner_text()
        assert "</script><script>alert(1)</script>" in text
        assert "abc\\u202egpj.exe\\u2066" in text
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b]", text)
        _assert_fits(page)


def test_the_policy_stops_what_would_get_in(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "changed.html"
    _write(file, sample.report())
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace("<main>", "<main><script>document.title = 'in'</script>"), encoding="utf-8")
    with browser.new_context() as surroundings:
        page = surroundings.new_page()
        page.goto(file.as_uri())
        assert page.title() == "Mail audit: 2 accounts"


def test_light_and_dark_are_both_readable(browser: Browser, files: Path) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        with _opened(browser, files / "sample.html", color_scheme=scheme) as page:
            page.get_by_role("button", name="alpha.example", exact=True).click()
            grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
            assert page.evaluate(_LOW_CONTRAST) == []
    assert grounds[0] != grounds[1]


@pytest.mark.parametrize("width", [320, 390, 800, 1280])
def test_no_width_scrolls_sideways(browser: Browser, files: Path, width: int) -> None:
    with _opened(browser, files / "sample.html", viewport={"width": width, "height": 800}) as page:
        for name in ("alpha.example", "mail.beta.example", "weighted.example"):
            page.get_by_role("button", name=name, exact=True).click()
        _assert_fits(page)


def _assert_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_ten_thousand_zones_are_a_page_to_work_with(browser: Browser, files: Path) -> None:
    with _opened(browser, files / "large.html") as page:
        _status(page, "10,000 domains")
        assert len(_domains(page)) == 100
        assert page.evaluate("document.querySelectorAll('*').length") < 5000
        first = _domains(page)[0]
        page.get_by_role("button", name="Next").first.click()
        assert _domains(page)[0] != first
        page.get_by_text("101 to 200").first.wait_for()
        page.get_by_role("searchbox").fill("d09999")
        _status(page, "1 of 10,000 domains")
        (found,) = _domains(page)
        page.get_by_role("button", name=found, exact=True).click()
        page.locator("tr.more").wait_for()


def test_paper_holds_every_domain_that_fits(browser: Browser, files: Path) -> None:
    with _opened(browser, files / "large.html") as page:
        page.get_by_role("searchbox").fill("weighted.example")
        _status(page, "909 of 10,000 domains")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert len(_domains(page)) == 909
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert len(_domains(page)) == 100


def test_paper_is_white_on_a_dark_screen_too(browser: Browser, files: Path) -> None:
    with _opened(browser, files / "sample.html", color_scheme="dark") as page:
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate(_LOW_CONTRAST) == []
        assert not page.get_by_role("searchbox").is_visible()


def test_without_a_script_the_page_says_what_is_missing(browser: Browser, files: Path) -> None:
    with _opened(browser, files / "sample.html", java_script_enabled=False) as page:
        page.locator("noscript p").wait_for()
        text = page.locator("main").inner_text()
        assert "mx.gone.example does not exist" in text
        assert "1 zone could not be read" in page.locator("header").inner_text()


# The contrast of WCAG 2.2 (success criterion 1.4.3), for every element that holds text itself.
_LOW_CONTRAST = """() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = parse(colour).slice(0, 3).map((part) => {
      const value = part / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      const [, , , alpha = 1] = parse(colour);
      if (alpha === 1) return colour;
    }
    return getComputedStyle(document.documentElement).backgroundColor;
  };
  const low = [];
  for (const element of document.querySelectorAll("body *:not(script):not(noscript)")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.disabled) continue;
    const [a, b] = [luminance(getComputedStyle(element).color), luminance(ground(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) low.push(`${element.textContent.trim().slice(0, 40)}: ${contrast.toFixed(2)}`);
  }
  return low;
}"""
