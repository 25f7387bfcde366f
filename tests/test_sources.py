"""The page of sources, and the labels of claims, as they are built."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urldefrag, urljoin

import pytest
from lexicon import bibliography
from lexicon.bibliography import Source
from sites import ROOT, BuiltSite


@pytest.fixture(scope="module")
def sources() -> Mapping[str, Source]:
    found, problems = bibliography.read(ROOT / "docs/data/sources.yml", "docs/data/sources.yml")
    assert problems == []
    return found


def listed(built: BuiltSite) -> dict[str, Any]:
    """The items of the list of sources, by their anchors, in order."""
    items = built.pages["sources/"].tree.xpath("//ul[@class='source-list']/li")
    return {item.get("id"): item for item in items}


def test_every_source_has_an_anchor_and_leads_to_its_address(
    built: BuiltSite, sources: Mapping[str, Source]
) -> None:
    items = listed(built)
    assert items.keys() == sources.keys()
    for id_, source in sources.items():
        text = items[id_].text_content()
        assert source.url in [link.get("href") for link in items[id_].iter("a")]
        for part in (source.title, source.publisher, source.written_date, source.url):
            assert part in " ".join(text.split()), id_


def test_primary_sources_come_first_and_within_a_kind_the_newest(
    built: BuiltSite, sources: Mapping[str, Source]
) -> None:
    sections = built.pages["sources/"].tree.xpath(
        "//section[starts-with(@aria-labelledby, 'kind-')]"
    )
    kinds = [section.get("aria-labelledby").removeprefix("kind-") for section in sections]
    assert kinds[0] == "primary"
    for kind, section in zip(kinds, sections, strict=True):
        ids = [item.get("id") for item in section.xpath(".//ul[@class='source-list']/li")]
        assert {sources[id_].kind for id_ in ids} == {kind}
        dates = [sources[id_].date.replace("n.d.", "") for id_ in ids]
        assert dates == sorted(dates, reverse=True)


def test_a_source_names_exactly_the_pages_that_link_to_it(
    built: BuiltSite, sources: Mapping[str, Source]
) -> None:
    named: dict[str, set[str]] = {}
    for id_, item in listed(built).items():
        hrefs = [link.get("href") for link in item.iter("a") if link.get("href").startswith("..")]
        named[id_] = {urljoin("/sources/", href).removeprefix("/") for href in hrefs}
    cited: dict[str, set[str]] = {id_: set() for id_ in sources}
    ids = {source.url: id_ for id_, source in sources.items()}
    for address, page in built.pages.items():
        if address == "sources/":
            continue
        for link in page.tree.xpath("//a[@rel='external']"):
            if link.get("href") in ids:
                cited[ids[link.get("href")]].add(address)
    assert named == cited


def test_every_label_of_a_claim_leads_to_the_claim(built: BuiltSite) -> None:
    headings = set(built.pages["claims/"].tree.xpath("//section[@class='claim']/h2/@id"))
    labels = [
        urldefrag(urljoin(address, label.get("href")))
        for address, page in built.pages.items()
        for label in page.tree.xpath("//a[@class='claim-label']")
    ]
    assert labels
    assert {label.url for label in labels} == {"claims/"}
    assert {label.fragment for label in labels} <= headings


def test_the_marks_of_two_notes_in_a_row_are_kept_apart(built: BuiltSite) -> None:
    together = [
        (url, mark.get("id"))
        for url, page in built.pages.items()
        for mark in page.tree.xpath("//sup[starts-with(@id, 'fnref')]")
        if not mark.tail and (after := mark.getnext()) is not None and after.tag == "sup"
    ]
    assert together == []
