"""Every figure, date and quotation has a source, and every source is used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lexicon.checks.base import Finding, Found, at, check, within
from lexicon.project import Page, Project
from lexicon.prose import Block

_CITATION = re.compile(r"\[\^[^\]\s]+\]")
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    rf"\b(?:\d{{1,2}} )?(?:{_MONTH})(?: \d{{1,2}},)? (?:19|20)\d\d\b"
    r"|\b(?:in|since|until|by|before|after|from|of|during|early|late|mid) (?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d-\d\d-\d\d\b",
    re.IGNORECASE,
)
_UNIT = (
    r"%|percent|per cent|percentage points?|times|fold"
    r"|thousand|million|billion|trillion|tn|bn"
    r"|dollars?|yuan|euros?|watts?|W|kW|MW|GW|V|GHz|MHz"
    r"|[KMGTPE]i?B|[KMGTPE]i?B/s|[kMGTPE]?bit/s|[KMGTPE]?FLOPS?|TOPS"
    r"|nm|mm²?|cm|km|kg|tokens?|layers?|experts?|chips?|wafers?|engineers?|companies|countries"
)
_NUMBER = r"\d+(?:[.,]\d+)*"
_FIGURE = re.compile(
    rf"(?<![\w.,/-])(?:[$€£¥]\s?{_NUMBER}(?:\s(?:thousand|million|billion|trillion))?"
    rf"|{_NUMBER}(?:\s|-|\u00a0)?(?:{_UNIT})(?![\w-]))"
)
_QUOTATION = re.compile(r"“[^“”]{25,}”|(?<![\w=])\"[^\"\n]{25,}\"(?!\w)")
_QUOTED_WORDS = 5
"""Fewer words between quotation marks are a name or a way of speaking, not a quotation."""


@check(
    "uncited-figure", "warning", "A figure has no citation in its paragraph.",
    "Add `[^source-id]` after it; the ids are in docs/data/sources.yml.",
)  # fmt: skip
def uncited_figure(project: Project) -> Found:
    """Look for a number with a unit or a currency sign in blocks without a citation."""
    return _uncited(project, _FIGURE, "figure")


@check(
    "uncited-date", "warning", "A date has no citation in its paragraph.",
    "Add `[^source-id]` after it; the ids are in docs/data/sources.yml.",
)  # fmt: skip
def uncited_date(project: Project) -> Found:
    """Look for a year, month or day in blocks without a citation."""
    return _uncited(project, _DATE, "date")


@check(
    "uncited-quotation", "warning", "A quotation has no citation in its paragraph.",
    "Add `[^source-id]` after it; the ids are in docs/data/sources.yml.",
)  # fmt: skip
def uncited_quotation(project: Project) -> Found:
    """Look for five words or more between quotation marks in blocks without a citation."""
    return _uncited(project, _QUOTATION, "quotation")


def _uncited(project: Project, pattern: re.Pattern[str], name: str) -> Found:
    for page in project.pages:
        if page.uri.split("/")[0] in ("explainers", project.site.folder):
            for block in _uncited_blocks(page):
                if found := _first(pattern, block):
                    shown = " ".join(found[0].split())
                    message = f"The {name} “{shown.strip('“”')}” has no citation."
                    yield within(page, block, found.start(), message)


def _first(pattern: re.Pattern[str], block: Block) -> re.Match[str] | None:
    return next(
        (
            found
            for found in pattern.finditer(block.words)
            if found[0][0] not in '“"' or len(found[0].split()) >= _QUOTED_WORDS
        ),
        None,
    )


def _uncited_blocks(page: Page) -> Iterator[Block]:
    """The blocks that state something and cite nothing."""
    for block in page.blocks:
        if block.kind in ("text", "item", "row") and not _CITATION.search(block.source):
            yield block


@check(
    "unused-source", "warning", "No page cites a source of the bibliography.",
    "Cite it with `[^id]`, name it in an entry's `sources:`, or delete it.",
)  # fmt: skip
def unused_source(project: Project) -> Found:
    """Look for the source in citations, in the `sources` of entries, and in other data files."""
    html = project.rendering.html  # rendering records the citations
    used = {id_ for uri in html for id_ in project.site.citations.get(uri, ())}
    used |= _named_in_data(project)
    for entry in project.site.reading.glossary.entries.values():
        used.update(entry.sources)
    for number, item in enumerate(project.bibliography.values.get("items", [])):
        id_ = item.get("id") if isinstance(item, dict) else None
        if id_ in project.site.sources and id_ not in used:
            yield at(project.bibliography, ("items", number), f"Nobody cites “{id_}”.")


def _named_in_data(project: Project) -> set[str]:
    """Whatever looks like an id in the data files besides the bibliography."""
    files = (path for path in project.data_files if path != project.bibliography.path)
    texts = ((project.root / path).read_bytes().decode("utf-8", "replace") for path in files)
    return {id_ for text in texts for id_ in re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", text)}


@check(
    "duplicate-source", "warning", "Two sources of the bibliography have one address.",
    "Delete one, and cite the other in its place.",
)  # fmt: skip
def duplicate_source(project: Project) -> Found:
    """Compare addresses without their fragments and last slash."""
    first: dict[str, str] = {}
    for number, item in enumerate(project.bibliography.values.get("items", [])):
        if isinstance(item, dict) and item.get("id") in project.site.sources:
            address = str(item["url"]).rstrip("/")
            other = first.setdefault(address, item["id"])
            if other != item["id"]:
                yield _duplicate(project, number, item["id"], other)


def _duplicate(project: Project, number: int, id_: str, other: str) -> Finding:
    message = f"“{id_}” has the address of “{other}”."
    return at(project.bibliography, ("items", number, "url"), message)
