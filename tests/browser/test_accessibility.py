"""axe-core finds nothing wrong, in light and in dark."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page, expect
from serving import EXPLAINER, KINDS, ROOT, explainers

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PAGES = [
    *KINDS,
    "glossary/cuda/",
    "glossary/deepseek-v4/",
    *sorted(set(explainers()) - {EXPLAINER}),
]


@pytest.fixture
def page(lit: Page) -> Page:
    if not AXE.exists():
        message = "axe-core is not installed. Install npm, and run: make test"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return lit


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{v['id']}: {node['target']} {node['failureSummary']}"
        for v in found["violations"]
        for node in v["nodes"]
    ]


@pytest.mark.parametrize("address", PAGES)
def test_no_violation_on(page: Page, address: str) -> None:
    page.goto(address)
    assert violations(page) == []


def test_no_violation_in_the_open_preview(page: Page) -> None:
    page.goto(EXPLAINER)
    page.hover("a.glossary-term[data-term=huawei]")
    expect(page.locator("#preview")).to_be_visible()
    expect(page.locator(".card__labels")).not_to_be_empty()
    assert violations(page) == []


def test_no_violation_in_the_open_search(page: Page) -> None:
    page.goto("")
    page.keyboard.press("/")
    page.keyboard.type("chip")
    expect(page.locator(".hit").first).to_be_visible()
    assert violations(page) == []


def test_no_violation_with_every_box_open(page: Page) -> None:
    page.goto(EXPLAINER)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert violations(page) == []
