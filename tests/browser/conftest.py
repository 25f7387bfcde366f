"""A real Chromium, and pages in it that may neither ask another host nor write an error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from serving import SITE, serve

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def base() -> Iterator[str]:
    """The address of the site that `make site` built."""
    if not (SITE / "index.html").exists():
        pytest.fail("There is no site to test. Build it first: make site")
    with serve() as address:
        yield address


class Watch:
    """What a page must not do: ask another host, write an error, set a cookie."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.wrong: list[str] = []
        context.on("request", lambda r: self._request(r.url, base))
        context.on("console", lambda m: self._note(m.type == "error", m.text, m.page))
        context.on("weberror", lambda e: self.wrong.append(f"error: {e.error}"))

    def _request(self, url: str, base: str) -> None:
        if not url.startswith((base, "data:", "blob:")):
            self.wrong.append(f"request to {url}")

    def _note(self, is_error: bool, text: str, page: Page | None) -> None:
        # the browser itself reports the status of the page that is not there
        if is_error and "404 (Not Found)" not in text:
            self.wrong.append(f"console: {text} on {page.url if page else '?'}")


def _context(browser: Browser, base: str, **options: Any) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=base, **options)
    context.set_default_timeout(5000)
    watch = Watch(context, base)
    yield context
    cookies = context.cookies()
    context.close()
    assert watch.wrong == []
    assert cookies == []


@pytest.fixture
def desktop(browser: Browser, base: str) -> Iterator[Page]:
    """A page at desktop size; the test fails if it asks another host or writes an error."""
    for context in _context(browser, base, viewport=DESKTOP):
        yield context.new_page()


@pytest.fixture
def phone(browser: Browser, base: str) -> Iterator[Page]:
    """A page on a phone, with touch."""
    for context in _context(browser, base, viewport=PHONE, has_touch=True, is_mobile=True):
        yield context.new_page()


@pytest.fixture
def plain(browser: Browser, base: str) -> Iterator[Page]:
    """A page at phone size without JavaScript."""
    for context in _context(browser, base, viewport=PHONE, java_script_enabled=False):
        yield context.new_page()


@pytest.fixture(params=["light", "dark"])
def lit(request: pytest.FixtureRequest, browser: Browser, base: str) -> Iterator[Page]:
    """A page in each colour scheme."""
    for context in _context(
        browser, base, viewport=DESKTOP, color_scheme=request.param, reduced_motion="reduce"
    ):
        yield context.new_page()


@pytest.fixture(scope="session")
def entries() -> list[dict[str, Any]]:
    """The entries as the site's search knows them."""
    found: list[dict[str, Any]] = json.loads((SITE / "search/entries.json").read_text("utf-8"))
    return found
