"""Each kind of page, at the size of a phone and of a desk."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response, expect
from serving import EXPLAINER, KINDS, SITE, explainers

BUDGET = 200_000


def wire(response: Response) -> int:
    sizes = response.request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


@pytest.mark.parametrize("address", KINDS)
def test_no_page_is_wider_than_the_screen(phone: Page, address: str) -> None:
    phone.goto(address)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_no_explainer_is_wider_than_the_screen_though_its_tables_are(phone: Page) -> None:
    wide = 0
    for address in explainers():
        phone.goto(address)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, address
        wide += phone.locator(".md-typeset__scrollwrap[tabindex='0']").count()
    assert wide


@pytest.mark.parametrize("address", KINDS)
def test_every_page_describes_itself(plain: Page, address: str) -> None:
    plain.goto(address)
    for selector in ("meta[name=description]", "meta[property='og:title']",
                     "meta[property='og:description']", "meta[name='twitter:card']"):  # fmt: skip
        found = plain.locator(selector)
        expect(found).to_have_count(1)
        assert found.get_attribute("content")
    assert plain.locator("h1").count() == 1
    image = plain.locator("meta[property='og:image']").get_attribute("content") or ""
    assert (SITE / "assets" / image.partition("/assets/")[2]).is_file()


def test_an_entry_says_what_it_is_to_machines(desktop: Page) -> None:
    desktop.goto("glossary/mixture-of-experts/")
    data = json.loads(desktop.locator("script[type='application/ld+json']").inner_text())
    assert data["@type"] == "DefinedTerm"
    assert data["name"] == "Mixture of experts"
    assert "MoE" in data["alternateName"]
    assert "混合专家模型" in data["alternateName"]
    assert data["inDefinedTermSet"]["@type"] == "DefinedTermSet"


def test_an_explainer_says_what_it_is_to_machines(desktop: Page) -> None:
    desktop.goto(EXPLAINER)
    data = json.loads(desktop.locator("script[type='application/ld+json']").inner_text())
    assert data["@type"] == "Article"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", data["dateModified"])
    assert len(data["citation"]) > 10
    assert desktop.locator("meta[property='og:type']").get_attribute("content") == "article"


def test_after_instant_navigation_the_head_is_the_new_page_s(desktop: Page) -> None:
    desktop.goto(EXPLAINER)
    desktop.evaluate("window.sameDocument = true")
    desktop.locator("a.glossary-term[data-term=export-controls]").click()
    expect(desktop).to_have_title(re.compile("Export controls"))
    assert desktop.evaluate("window.sameDocument")
    data = json.loads(desktop.locator("script[type='application/ld+json']").inner_text())
    assert data["@type"] == "DefinedTerm"
    desktop.go_back()
    expect(desktop.locator("h1")).to_contain_text("DeepSeek V4")


# --- home --------------------------------------------------------------------------------------


def test_the_home_page_has_three_ways_in_on_the_first_screen(desktop: Page) -> None:
    desktop.goto("")
    ways = desktop.locator(".ways h2 a")
    expect(ways).to_have_count(3)
    for way in ways.all():
        expect(way).to_be_in_viewport()
    ways.nth(2).click()
    expect(desktop.locator("dialog.search input")).to_be_focused()


# --- entries -----------------------------------------------------------------------------------


def test_an_entry_page_rewards_the_visit(desktop: Page) -> None:
    desktop.goto("glossary/hbm/")
    for heading in ("Close to this term", "Where it appears", "Sources"):
        expect(desktop.get_by_role("heading", name=heading)).to_be_visible()
    expect(desktop.locator("[lang=zh]")).to_have_text("高带宽内存")
    expect(desktop.locator("svg.neighbourhood")).to_be_visible()
    expect(desktop.locator(".entry__foot time")).to_be_visible()
    expect(desktop.get_by_role("link", name="Edit this entry")).to_be_visible()
    expect(desktop.locator("a[rel=prev]")).to_be_visible()
    expect(desktop.locator("a[rel=next]")).to_be_visible()
    desktop.get_by_text("How to cite this entry").click()
    expect(desktop.locator(".cite p")).to_contain_text("High-bandwidth memory")


def test_the_entries_are_joined_in_the_order_of_the_alphabet(
    desktop: Page, entries: list[dict[str, Any]]
) -> None:
    desktop.goto(entries[0]["url"])
    expect(desktop.locator("a[rel=prev]")).to_have_count(0)
    desktop.locator(".onward a[rel=next]").click()
    expect(desktop.locator("h1")).to_contain_text(entries[1]["title"])
    desktop.goto(entries[-1]["url"])
    expect(desktop.locator(".onward a[rel=next]")).to_have_count(0)


def test_where_it_appears_leads_to_the_very_words(desktop: Page) -> None:
    desktop.goto("glossary/cann/")
    for number in range(desktop.locator(".entry__appears > .mentions .mention").count()):
        desktop.goto("glossary/cann/")
        desktop.locator(".entry__appears > .mentions .mention__page").nth(number).click()
        expect(desktop.locator("a.glossary-term[data-term=cann]").first).to_be_in_viewport()
        assert "/glossary/cann/" not in desktop.url


# --- explainers --------------------------------------------------------------------------------


def test_an_explainer_has_its_furniture(phone: Page) -> None:
    for address in explainers():
        phone.goto(address)
        facts = phone.locator(".facts").first
        expect(facts).to_contain_text(re.compile(r"\d+ min read"))
        expect(facts).to_contain_text(re.compile(r"Updated \d+ \w+ \d{4}"))
        expect(phone.locator("#sources")).to_have_text(re.compile("Sources and notes"))
        assert phone.locator(".footnote li").count() > 3
        expect(phone.locator(".onward a[rel=next]")).to_be_visible()


def test_each_key_term_has_its_definition_at_the_top(phone: Page) -> None:
    phone.goto(EXPLAINER)
    box = phone.locator(".key-terms")
    expect(box.locator("dd").first).to_be_hidden()
    box.locator("summary").tap()
    assert box.locator("dt a").count() == box.locator("dd").count() > 4
    expect(box.locator("dd").first).to_be_visible()


def test_the_contents_lead_to_the_sections(phone: Page) -> None:
    phone.goto(EXPLAINER)
    phone.locator(".contents summary").tap()
    phone.locator(".contents").get_by_role("link", name="How markets reacted").tap()
    expect(phone.locator("#how-markets-reacted")).to_be_in_viewport()


# --- map ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "kind"), [((1280, 900), "ring"), ((390, 844), "column")])
def test_the_map_has_a_link_for_every_entry_without_javascript(
    browser: Browser,
    base: str,
    entries: list[dict[str, Any]],
    size: tuple[int, int],
    kind: str,
) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(base + "map/")
    nodes = page.locator("svg.map:visible a.node")
    expect(nodes).to_have_count(len(entries))
    expect(page.locator(f"svg.map--{kind}")).to_be_visible()
    assert page.locator(".map-words dt").count() == len(entries)
    context.close()


@pytest.mark.parametrize(("size", "least"), [((1280, 900), 11), ((390, 844), 11)])
def test_the_labels_of_the_map_are_readable_and_none_covers_another(
    browser: Browser, base: str, size: tuple[int, int], least: int
) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.goto(base + "map/")
    scale, near = page.locator("svg.map:visible").evaluate(
        """svg => {
            const dots = [...svg.querySelectorAll(".dot")].map(d => d.getBoundingClientRect())
            const apart = dots.flatMap((a, i) => dots.slice(i + 1).map(
                b => Math.hypot(a.x - b.x, a.y - b.y)))
            return [svg.getBoundingClientRect().width / svg.viewBox.baseVal.width,
                    Math.min(...apart)]
        }"""
    )
    assert 12.5 * scale >= least
    assert near >= 12.5 * scale
    context.close()


def test_a_node_leads_to_its_entry(desktop: Page) -> None:
    desktop.goto("map/")
    desktop.locator("svg.map:visible a.node[data-term=cuda] text").click()
    expect(desktop.locator("h1")).to_contain_text("CUDA")


# --- what it costs -----------------------------------------------------------------------------


def cost(browser: Browser, address: str) -> int:
    """What a first visit to a page takes, read to its end: bytes on the wire, headers and all."""
    context = browser.new_context()
    page = context.new_page()
    responses: list[Response] = []

    def note(response: Response) -> None:
        responses.append(response)

    page.on("response", note)
    page.goto(address)
    page.mouse.wheel(0, 20000)
    page.wait_for_load_state("networkidle")
    total = sum(wire(response) for response in responses)
    context.close()
    return total


def test_a_first_visit_to_any_explainer_is_within_the_budget(browser: Browser, base: str) -> None:
    costs = {address: cost(browser, base + address) for address in explainers()}
    print(costs)
    assert max(costs.values()) <= BUDGET


def test_light_and_dark_can_be_chosen_and_are_remembered(desktop: Page) -> None:
    desktop.goto("")
    body = desktop.locator("body")
    expect(body).to_have_attribute("data-md-color-scheme", "default")
    desktop.get_by_title("Switch to dark mode").click()
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    desktop.goto("glossary/")
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
