"""What several tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright
from serving import ARGUMENTS, chromium
from sites import ROOT, BuiltSite, complaints, mkdocs

# the same examples every time: a pull request must not fail by chance
settings.register_profile("default", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("long", max_examples=10_000, deadline=None)
settings.load_profile("default")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the tests in a browser last: while Playwright runs, nothing else in the process can
    call `asyncio.run`. Each worker of pytest-xdist keeps this order."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The real site, built in strict mode without a warning."""
    folder = tmp_path_factory.mktemp("site")
    run = mkdocs(ROOT, "build", "--strict", "--site-dir", folder)
    assert run.returncode == 0, run.stdout
    assert complaints(run.stdout) == []
    return BuiltSite(folder)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one Chromium of a test process: Playwright runs once in a process."""
    path = chromium()
    if path is None:
        message = "No Chromium was found. Install it, or set CHROMIUM to where it is."
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
