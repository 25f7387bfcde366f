"""The card that shows what a term means."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from serving import EXPLAINER

TERM = "a.glossary-term[data-term=export-controls]"


@pytest.fixture
def card(desktop: Page) -> Locator:
    desktop.goto(EXPLAINER)
    return desktop.locator("#preview")


def leave(page: Page) -> None:
    page.mouse.move(5, 700)


def focus(page: Page, term: str) -> None:
    """Reach a term with the Tab key, from what stands before it."""
    page.evaluate(
        """selector => {
            const all = [...document.querySelectorAll("a[href], button, summary")]
            all[all.indexOf(document.querySelector(selector)) - 1].focus()
        }""",
        term,
    )
    page.keyboard.press("Tab")
    expect(page.locator(term)).to_be_focused()


def test_pointing_at_a_term_shows_its_definition_labels_and_a_link(
    desktop: Page, card: Locator
) -> None:
    definition = desktop.locator(TERM).get_attribute("title")
    assert definition
    desktop.hover(TERM)
    expect(card).to_be_visible()
    expect(card.locator(".card__title")).to_have_text("Export controls")
    expect(card).to_contain_text(definition)
    expect(card.locator(".card__labels")).to_contain_text("出口管制")
    card.get_by_role("link").click()
    expect(desktop).to_have_url(re.compile("/glossary/export-controls/$"))
    expect(card).to_be_hidden()


def test_the_card_stays_while_the_pointer_rests_on_it_and_goes_when_it_leaves(
    desktop: Page, card: Locator
) -> None:
    desktop.hover(TERM)
    expect(card).to_be_visible()
    card.locator(".card__text").hover()
    desktop.wait_for_timeout(700)
    expect(card).to_be_visible()
    leave(desktop)
    expect(card).to_be_hidden()


def test_the_card_stays_while_the_pointer_rests_on_the_term(desktop: Page, card: Locator) -> None:
    desktop.hover(TERM)
    expect(card).to_be_visible()
    desktop.wait_for_timeout(1500)
    expect(card).to_be_visible()


def test_passing_over_a_term_opens_nothing(desktop: Page, card: Locator) -> None:
    desktop.hover(TERM)
    leave(desktop)
    desktop.wait_for_timeout(500)
    expect(card).to_be_hidden()


def test_escape_dismisses_what_pointing_opened_without_moving_pointer_or_focus(
    desktop: Page, card: Locator
) -> None:
    desktop.locator(".site-name").focus()
    desktop.hover(TERM)
    expect(card).to_be_visible()
    desktop.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(desktop.locator(".site-name")).to_be_focused()
    desktop.wait_for_timeout(600)
    expect(card).to_be_hidden()
    leave(desktop)
    desktop.hover(TERM)
    expect(card).to_be_visible()


def test_keyboard_focus_shows_the_card_and_tells_assistive_technology(
    desktop: Page, card: Locator
) -> None:
    focus(desktop, TERM)
    expect(card).to_be_visible()
    expect(desktop.locator(TERM)).to_have_attribute("aria-describedby", "preview-text")
    expect(card.locator("#preview-text")).not_to_be_empty()
    desktop.wait_for_timeout(700)
    expect(card).to_be_visible()


def test_escape_dismisses_what_focus_opened_and_focus_stays(desktop: Page, card: Locator) -> None:
    focus(desktop, TERM)
    expect(card).to_be_visible()
    desktop.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(desktop.locator(TERM)).to_be_focused()
    desktop.wait_for_timeout(500)
    expect(card).to_be_hidden()


def test_moving_focus_on_closes_the_card(desktop: Page, card: Locator) -> None:
    focus(desktop, TERM)
    expect(card).to_be_visible()
    desktop.locator(".site-name").focus()
    expect(card).to_be_hidden()


def test_a_click_with_the_mouse_follows_the_link(desktop: Page, card: Locator) -> None:
    desktop.click(TERM)
    expect(desktop).to_have_url(re.compile("/glossary/export-controls/$"))
    desktop.wait_for_timeout(400)
    expect(card).to_be_hidden()


def test_the_browser_s_own_tooltip_never_doubles_the_card_and_comes_back(
    desktop: Page, card: Locator
) -> None:
    title = desktop.locator(TERM).get_attribute("title")
    desktop.hover(TERM)
    expect(card).to_be_visible()
    assert desktop.locator(TERM).get_attribute("title") is None
    leave(desktop)
    expect(card).to_be_hidden()
    assert desktop.locator(TERM).get_attribute("title") == title


def test_going_from_one_term_to_the_next_shows_the_next(desktop: Page, card: Locator) -> None:
    desktop.hover("a.glossary-term[data-term=huawei]")
    expect(card.locator(".card__title")).to_have_text("Huawei")
    desktop.hover("a.glossary-term[data-term=huawei-ascend]")
    expect(card.locator(".card__title")).to_have_text("Huawei Ascend")


def test_the_card_works_after_instant_navigation(desktop: Page, card: Locator) -> None:
    desktop.evaluate("window.sameDocument = true")
    desktop.locator(".onward a[rel=next]").click()
    expect(desktop).to_have_url(re.compile("/explainers/ai-stack/$"))
    expect(desktop.locator("h1")).to_contain_text("The AI stack")
    assert desktop.evaluate("window.sameDocument")
    desktop.locator("a.glossary-term").first.hover()
    expect(card).to_be_visible()
    expect(desktop.locator(".site-sections [aria-current]")).to_have_text("Explainers")


def test_a_term_in_a_table_has_its_card_whole(desktop: Page, card: Locator) -> None:
    desktop.goto("explainers/export-controls/")
    desktop.locator("td a.glossary-term").first.hover()
    expect(card).to_be_visible()
    expect(card.locator(".card__more")).to_be_in_viewport(ratio=1)


def test_a_note_s_mark_shows_the_note(desktop: Page, card: Locator) -> None:
    desktop.locator("a.footnote-ref").first.hover()
    expect(card).to_be_visible()
    note = desktop.locator(".footnote li").first.locator("a").first.inner_text()
    expect(card).to_contain_text(note)


@pytest.mark.parametrize("zoom", [2, 4])
def test_the_card_fits_when_the_page_is_enlarged(browser: Browser, base: str, zoom: int) -> None:
    # 1280 by 1024 pixels at 400 % are 320 by 256 of the page's
    context = browser.new_context(viewport={"width": 1280 // zoom, "height": 1024 // zoom})
    page = context.new_page()
    page.goto(base + EXPLAINER)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280 // zoom
    page.hover(TERM)
    box = page.locator("#preview").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1280 // zoom
    page.locator("#preview .card__more").hover()
    page.wait_for_timeout(500)
    expect(page.locator("#preview")).to_be_visible()
    context.close()


def test_with_reduced_motion_nothing_moves(browser: Browser, base: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(base + EXPLAINER)
    page.hover(TERM)
    expect(page.locator("#preview")).to_have_css("animation-name", "none")
    context.close()


def test_in_forced_colours_the_card_has_a_border(browser: Browser, base: str) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(base + EXPLAINER)
    page.hover(TERM)
    expect(page.locator("#preview")).to_have_css("border-left-style", "solid")
    expect(page.locator("#preview")).to_have_css("border-left-width", "2px")
    context.close()


def test_a_tap_opens_a_sheet_and_loads_no_page(phone: Page) -> None:
    phone.goto(EXPLAINER)
    before = phone.url
    phone.tap(TERM)
    sheet = phone.locator("#preview")
    expect(sheet).to_be_visible()
    phone.wait_for_timeout(400)
    assert phone.url == before
    box = sheet.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)
    assert box["y"] + box["height"] == pytest.approx(844, abs=1)
    expect(sheet).to_contain_text("出口管制")
    phone.tap("#preview .card__more")
    expect(phone).to_have_url(re.compile("/glossary/export-controls/$"))
    expect(sheet).to_be_hidden()


@pytest.mark.parametrize("way", ["button", "outside", "escape"])
def test_the_sheet_closes(phone: Page, way: str) -> None:
    phone.goto(EXPLAINER)
    before = phone.url
    phone.tap(TERM)
    sheet = phone.locator("#preview")
    expect(sheet).to_be_visible()
    if way == "button":
        sheet.get_by_role("button", name="Close").tap()
    elif way == "outside":
        phone.touchscreen.tap(200, 80)
    else:
        phone.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    assert phone.url.partition("#")[0] == before


def test_a_second_tap_on_the_term_is_no_surprise_either(phone: Page) -> None:
    phone.goto(EXPLAINER)
    before = phone.url
    phone.tap(TERM)
    expect(phone.locator("#preview")).to_be_visible()
    phone.tap(TERM)
    phone.wait_for_timeout(400)
    expect(phone.locator("#preview")).to_be_visible()
    assert phone.url == before


def test_without_javascript_the_link_and_its_title_remain(plain: Page) -> None:
    plain.goto(EXPLAINER)
    assert plain.locator(TERM).get_attribute("title")
    plain.locator(TERM).click()
    expect(plain).to_have_url(re.compile("/glossary/export-controls/$"))


def test_on_paper_a_term_is_plain_text(desktop: Page) -> None:
    desktop.goto(EXPLAINER)
    desktop.emulate_media(media="print")
    term = desktop.locator(TERM)
    expect(term).to_have_css("text-decoration-line", "none")
    around = term.evaluate("e => getComputedStyle(e.parentElement).color")
    expect(term).to_have_css("color", around)
    assert term.evaluate("e => getComputedStyle(e, '::after').content") == "none"
