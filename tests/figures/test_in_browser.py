"""The figures in a browser: without scripts, by keyboard, in light and dark, on a phone."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from lexicon.figures import distillation, router
from lexicon.figures.data import Data
from playwright.sync_api import Browser, Page, ViewportSize, expect

from figures.conftest import PAGES

PHONE: ViewportSize = {"width": 360, "height": 740}


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/explainers/"
        server.shutdown()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    context.close()
    assert faults == []


SHAPE = r"""([page, name]) =>
    [...page.querySelectorAll(`#figure-${name} :is(svg, .figure__result)`)]
        .map(one => one.outerHTML.replace(
            /-?\d+\.\d+/g, text => String(Math.round(text * 100) / 100)))
        .join("")"""
"""The drawing of a figure and what it says, with numbers to 2 decimals."""


def shape(page: Page, name: str) -> str:
    """The figure as the scripts have drawn it."""
    return str(page.evaluate(f"name => ({SHAPE})([document, name])", name))


def static_shape(page: Page, name: str, content: str) -> str:
    """The figure as it stands in the text of a page."""
    parsed = 'new DOMParser().parseFromString(content, "text/html")'
    script = f"([content, name]) => ({SHAPE})([{parsed}, name])"
    return str(page.evaluate(script, [content, name]))


@pytest.mark.parametrize("name", ["router", "distillation"])
def test_an_interactive_figure_starts_as_its_static_form(
    browser: Browser, page: Page, address: str, name: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    still = context.new_page()
    still.goto(f"{address}{PAGES[name]}/")
    expect(still.locator(f"#figure-{name} svg")).to_be_visible()
    expect(still.locator(f"#figure-{name} .figure__result")).to_be_visible()
    expect(still.locator(f"#figure-{name} .figure__controls")).to_be_hidden()
    still.locator(f"#figure-{name} summary").click()
    expect(still.locator(f"#figure-{name} details table").first).to_be_visible()

    page.goto(f"{address}{PAGES[name]}/")
    controls = page.locator(f"#figure-{name} .figure__controls")
    expect(controls).to_be_visible()
    # computed anew for the same settings, the drawing is the one that the build made
    controls.evaluate("one => one.dispatchEvent(new Event('input'))")
    assert shape(page, name) == static_shape(page, name, still.content())
    context.close()


def test_the_router_is_worked_by_keyboard_and_agrees_with_the_engine(
    page: Page, address: str, data: Data
) -> None:
    page.goto(f"{address}{PAGES['router']}/")
    figure = page.locator("#figure-router")
    expect(figure.locator(".figure__controls")).to_be_visible()
    setting = router.Setting()

    def agrees() -> None:
        outcome = router.route(data.router, setting)
        expect(figure.locator(".figure__result")).to_have_text(router.summary(setting, outcome))
        loads = figure.locator("[data-load]").evaluate_all("all => all.map(o => +o.dataset.load)")
        assert tuple(loads) == outcome.loads
        expect(figure.locator(".figure__send")).to_have_count(outcome.sends)
        expect(figure.locator(".is-far")).to_have_count(outcome.crossing)

    agrees()
    figure.get_by_role("slider", name="Tokens sent").focus()
    page.keyboard.press("ArrowRight")
    setting = replace(setting, tokens=17)
    agrees()
    page.keyboard.press("End")
    setting = replace(setting, tokens=32)
    agrees()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    setting = replace(setting, chosen=3)
    agrees()
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    setting = replace(setting, favour=2.0)
    agrees()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    setting = replace(setting, balanced=True)
    agrees()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    setting = replace(setting, seed=2)
    agrees()


def test_the_distillation_is_worked_by_keyboard_and_agrees_with_the_engine(
    page: Page, address: str, data: Data
) -> None:
    page.goto(f"{address}{PAGES['distillation']}/")
    figure = page.locator("#figure-distillation")
    expect(figure.locator(".figure__controls")).to_be_visible()
    setting = distillation.Setting()
    scores = [answer.score for answer in data.distillation]

    def agrees() -> None:
        said = distillation.summary(data.distillation, setting)
        expect(figure.locator(".figure__result")).to_have_text(said)
        for kind, wanted in zip(
            ("teacher", "student"), distillation.shares(scores, setting), strict=True
        ):
            shown = figure.locator(f".figure__{kind}[data-share]").evaluate_all(
                "all => all.map(one => +one.dataset.share)"
            )
            assert shown == pytest.approx(wanted, abs=0.051)

    agrees()
    figure.get_by_role("slider", name="Temperature").focus()
    page.keyboard.press("Home")
    setting = replace(setting, temperature=1.0)
    agrees()
    page.keyboard.press("ArrowRight")
    setting = replace(setting, temperature=1.5)
    agrees()
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    setting = replace(setting, steps=60)
    agrees()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    setting = replace(setting, soft=False)
    agrees()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_axe_finds_nothing_wrong_with_a_figure(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}{PAGES[name]}/")
    if (words := page.locator(f"#figure-{name} summary")).count():
        words.click()
    for scheme in ("default", "slate"):
        page.evaluate("name => document.body.dataset.mdColorScheme = name", scheme)
        page.wait_for_timeout(300)  # the theme's colours change over a moment
        found = Axe().run(page, context=f"#figure-{name}")
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_figure_fits_a_phone(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}{PAGES[name]}/")
    if (words := page.locator(f"#figure-{name} summary")).count():
        words.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    outside = page.locator(f"#figure-{name}").evaluate(
        """figure => [...figure.querySelectorAll("svg text, .figure__controls *")]
            .filter(one => one.textContent.trim() || one.matches("input"))
            .map(one => [one.textContent, one.getBoundingClientRect()])
            .filter(([_, box]) => box.left < 0 || box.right > innerWidth)
            .map(([text]) => text)"""
    )
    assert outside == []


@pytest.mark.parametrize("name", ["timeline", "roofline", "memory", "distillation"])
def test_no_words_in_a_drawing_overlap(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}{PAGES[name]}/")
    overlapping = page.locator(f"#figure-{name}").evaluate(
        """figure => {
            const boxes = [...figure.querySelectorAll("svg text")].map(one => {
                const { left, right, top, bottom } = one.getBoundingClientRect();
                const ink = (bottom - top) * 0.2;  // a box is taller than its letters
                return { text: one.textContent, left, right, top: top + ink, bottom: bottom - ink };
            });
            return boxes.flatMap((a, index) => boxes.slice(index + 1)
                .filter(b => a.left < b.right && b.left < a.right
                    && a.top < b.bottom && b.top < a.bottom)
                .map(b => [a.text, b.text]));
        }"""
    )
    assert overlapping == []


def test_a_page_fetches_the_scripts_of_its_own_figures_alone(page: Page, address: str) -> None:
    def fetched(path: str) -> set[str]:
        asked: set[str] = set()
        page.on("request", lambda request: asked.add(request.url.rpartition("/")[2]))
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        return asked & {"figures.css", "router.js", "distillation.js"}

    assert fetched("mixture-of-experts/") == {"figures.css", "router.js"}
    assert fetched("chip-spec-sheet/") == {"figures.css"}
    assert fetched("lithography/") == set()


@pytest.mark.parametrize(("motion", "seconds"), [("reduce", "0s"), ("no-preference", "0.25s")])
def test_bars_glide_only_where_motion_is_welcome(
    browser: Browser, address: str, motion: str, seconds: str
) -> None:
    context = browser.new_context(
        reduced_motion="reduce" if motion == "reduce" else "no-preference"
    )
    opened = context.new_page()
    opened.goto(f"{address}{PAGES['router']}/")
    bar = opened.locator("#figure-router.is-live .figure__load").first
    assert bar.evaluate("one => getComputedStyle(one).transitionDuration.split(',')[0]") == seconds
    context.close()
