"""Search, the index and its filter: every word is found by any of its names."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

FIRST_SCREEN = """dialog => {
    const bottom = dialog.getBoundingClientRect().bottom
    return [...dialog.querySelectorAll(".hit")]
        .filter(hit => hit.querySelector(".hit__title").getBoundingClientRect().bottom <= bottom)
        .map(hit => hit.querySelector("a").pathname)
}"""
ASK = """async (dialog, query) => {
    const input = dialog.querySelector("input")
    input.value = query
    input.dispatchEvent(new Event("input"))
    await new Promise(done => setTimeout(done))
}"""


def misspelt(label: str) -> list[str]:
    """The label with one letter changed, left out, doubled, and two swapped, in its middle."""
    at = len(label) // 2
    other = "x" if label[at].lower() != "x" else "q"
    slips = [
        label[:at] + other + label[at + 1 :],
        label[:at] + label[at + 1 :],
        label[:at] + label[at] + label[at:],
        label[: at - 1] + label[at] + label[at - 1] + label[at + 1 :],
    ]
    return [slip for slip in slips if slip.strip() == slip]


def open_search(page: Page, address: str = "explainers/ai-stack/") -> None:
    page.goto(address)
    page.get_by_role("link", name="Search").first.click()
    expect(page.locator("dialog.search .search__status")).to_contain_text("terms")


def test_typing_a_label_and_pressing_enter_leads_to_the_entry(desktop: Page) -> None:
    desktop.goto("")
    desktop.keyboard.press("/")
    expect(desktop.locator("dialog.search input")).to_be_focused()
    desktop.keyboard.type("sparse expert mo", delay=10)
    first = desktop.locator(".hit").first
    expect(first.locator(".hit__title")).to_have_text("Mixture of experts")
    expect(first.locator(".hit__kind")).to_have_text("Glossary")
    desktop.keyboard.press("Enter")
    expect(desktop).to_have_url(re.compile("/glossary/mixture-of-experts/$"))
    expect(desktop.locator("dialog.search")).to_be_hidden()


def test_every_label_of_every_entry_puts_that_entry_first(
    desktop: Page, entries: list[dict[str, Any]]
) -> None:
    open_search(desktop)
    dialog = desktop.locator("dialog.search").element_handle()
    wrong = []
    for entry in entries:
        for label in entry["labels"]:
            for query in {label, label.lower()}:
                dialog.evaluate(ASK, query)
                found = dialog.evaluate(FIRST_SCREEN)
                if not found or not found[0].endswith("/" + entry["url"]):
                    wrong.append((query, found[:1]))
    assert wrong == []


def test_a_label_with_one_letter_wrong_is_still_on_the_first_screen(
    phone: Page, entries: list[dict[str, Any]]
) -> None:
    open_search(phone)
    dialog = phone.locator("dialog.search").element_handle()
    wrong = []
    for entry in entries:
        for label in entry["labels"]:
            for query in misspelt(label) if len(label) > 2 and label.isascii() else []:
                dialog.evaluate(ASK, query)
                found = dialog.evaluate(FIRST_SCREEN)
                if not any(address.endswith("/" + entry["url"]) for address in found):
                    wrong.append((query, entry["title"]))
    assert wrong == []


def test_passages_are_found_and_lead_to_their_section(desktop: Page) -> None:
    open_search(desktop)
    desktop.locator("dialog.search input").fill("vLLM project publishes guides")
    hit = desktop.locator(".hit:has(a[href*='/deepseek-v4-on-ascend/'])")
    expect(hit.locator("mark").first).to_have_text(re.compile("vllm", re.IGNORECASE))
    hit.click()
    expect(desktop).to_have_url(re.compile(r"/explainers/deepseek-v4-on-ascend/#\S+$"))
    expect(desktop.locator("dialog.search")).to_be_hidden()


def test_what_templates_add_pollutes_no_result(desktop: Page) -> None:
    open_search(desktop)
    dialog = desktop.locator("dialog.search").element_handle()
    desktop.locator("dialog.search input").fill("the figures in this table")
    expect(desktop.locator(".hit a[href*='/explainers/']").first).to_be_visible()
    for words in ("See it on the concept map", "Last reviewed", "How to cite this entry"):
        dialog.evaluate(ASK, words)
        found = dialog.evaluate(FIRST_SCREEN)
        # the pages for contributors may speak of them
        assert [page for page in found if "/contributing/" not in page] == []


def test_the_results_can_be_walked_with_the_arrow_keys(desktop: Page) -> None:
    open_search(desktop)
    desktop.keyboard.type("chip")
    expect(desktop.locator(".hit").nth(2)).to_be_visible()
    desktop.keyboard.press("ArrowDown")
    desktop.keyboard.press("ArrowDown")
    expect(desktop.locator(".hit a").nth(1)).to_be_focused()
    desktop.keyboard.press("ArrowUp")
    desktop.keyboard.press("ArrowUp")
    expect(desktop.locator("dialog.search input")).to_be_focused()
    desktop.keyboard.press("Escape")
    expect(desktop.locator("dialog.search")).to_be_hidden()


def test_search_works_after_instant_navigation_on_a_phone(phone: Page) -> None:
    phone.goto("")
    phone.get_by_role("link", name="Glossary", exact=True).first.tap()
    expect(phone).to_have_url(re.compile("/glossary/$"))
    phone.get_by_role("link", name="Search").first.tap()
    phone.locator("dialog.search input").fill("混合专家")
    expect(phone.locator(".hit__title").first).to_have_text("Mixture of experts")


def test_search_asks_for_nothing_before_it_is_opened(desktop: Page) -> None:
    asked: list[str] = []
    desktop.on("request", lambda request: asked.append(request.url))
    desktop.goto("explainers/ai-stack/")
    desktop.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/search/" in url]


def test_without_javascript_the_search_button_leads_to_the_index(plain: Page) -> None:
    plain.goto("")
    plain.get_by_role("link", name="Search").first.click()
    expect(plain).to_have_url(re.compile("/glossary/$"))


# --- the index ---------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["MoE", "混合专家", "sparse expert", "mixture-of-experts"])
def test_the_filter_finds_an_entry_by_any_label(desktop: Page, query: str) -> None:
    desktop.goto("glossary/")
    desktop.locator(".filter input[type=search]").fill(query)
    shown = desktop.locator(".index__entry:visible")
    expect(shown.first).to_be_visible()
    expect(shown.filter(has_text="Mixture of experts")).to_have_count(1)
    assert shown.count() < 5
    expect(desktop.locator(".filter__count")).to_have_text(
        "1 term" if shown.count() == 1 else f"{shown.count()} terms"
    )


def test_the_filter_by_subject_shows_as_many_as_it_says(desktop: Page) -> None:
    desktop.goto("glossary/")
    label = desktop.locator(".filter__subjects label", has_text="Hardware")
    count = int(re.findall(r"\d+", label.inner_text())[0])
    label.locator("input").focus()
    desktop.keyboard.press("Space")
    expect(desktop.locator(".filter__count")).to_have_text(f"{count} terms")
    expect(desktop.locator(".index__entry:visible")).to_have_count(count)
    expect(desktop.locator(".letter:visible h2")).not_to_have_count(0)


def test_a_link_can_ask_for_a_subject(phone: Page) -> None:
    phone.goto("")
    phone.locator(".subjects").get_by_role("link", name="Hardware").tap()
    expect(phone).to_have_url(re.compile("category=hardware"))
    expect(phone.locator("input[value=hardware]")).to_be_checked()
    kinds = phone.locator(".index__entry:visible").evaluate_all(
        "a => a.map(e => e.dataset.category)"
    )
    assert set(kinds) == {"hardware"}


def test_a_letter_leads_to_its_entries(desktop: Page) -> None:
    desktop.goto("glossary/")
    desktop.locator(".letters").get_by_role("link", name="R", exact=True).click()
    expect(desktop.locator("#letter-r")).to_be_in_viewport()


def test_without_javascript_the_index_is_a_plain_list(
    plain: Page, entries: list[dict[str, Any]]
) -> None:
    plain.goto("glossary/")
    expect(plain.locator(".filter")).to_be_hidden()
    expect(plain.locator(".index__entry:visible")).to_have_count(len(entries))


def test_a_wrong_address_offers_what_was_meant(desktop: Page) -> None:
    response = desktop.goto("glossary/mixture-of-expert/")
    assert response is not None
    assert response.status == 404
    expect(desktop.locator(".lost__guesses .hit__title").first).to_have_text("Mixture of experts")
    desktop.locator("[data-search-address]").click()
    expect(desktop.locator("dialog.search input")).to_have_value("mixture of expert")
    expect(desktop.locator("dialog.search .hit__title").first).to_have_text("Mixture of experts")


def test_an_address_with_a_letter_leads_to_it(phone: Page, desktop: Page) -> None:
    for page in (phone, desktop):
        page.goto("glossary/#letter-t")
        expect(page.locator("#letter-t")).to_be_in_viewport()
        page.reload()
        expect(page.locator("#letter-t")).to_be_in_viewport()
