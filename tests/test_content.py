"""What the site says keeps its rules: counts, sources, plain words."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from statistics import median
from typing import get_args

import pytest
from lexicon.checks.acronyms import unexplained_acronym
from lexicon.claims import SCALE, Verdict
from lexicon.project import Project
from pages import Block, Page, Rendering, render
from reading import reading_ease, sentences
from sites import ROOT


@pytest.fixture(scope="module")
def rendering() -> Rendering:
    return render()


@pytest.fixture(scope="module")
def texts(rendering: Rendering) -> dict[str, Page]:
    """What states something: explainers, entries and claims."""
    entries = {page.uri: page for page in rendering.entries.values()}
    return {**rendering.explainers, **entries, "claims.md": rendering.pages["claims.md"]}


def test_every_citation_label_and_claim_resolves(rendering: Rendering) -> None:
    assert rendering.problems == []


# --- counts -------------------------------------------------------------------------------


def test_there_are_64_entries_over_five_categories(rendering: Rendering) -> None:
    entries = rendering.site.reading.glossary.entries
    assert len(entries) >= 64
    assert len({entry.category for entry in entries.values()} - {None}) == 5


def test_there_are_nine_explainers_of_900_to_2000_words(rendering: Rendering) -> None:
    counts = {uri: page.word_count for uri, page in rendering.explainers.items()}
    assert len(counts) >= 9
    assert {uri: n for uri, n in counts.items() if not 900 <= n <= 2000} == {}


def test_every_entry_has_80_to_250_words(rendering: Rendering) -> None:
    counts = {id_: page.word_count for id_, page in rendering.entries.items()}
    assert {id_: n for id_, n in counts.items() if not 80 <= n <= 250} == {}


def test_every_entry_is_mentioned_by_an_explainer(rendering: Rendering) -> None:
    site = rendering.site
    mentioned = {m.entry for uri in rendering.explainers for m in site.mentions[uri]}
    assert site.reading.glossary.entries.keys() - mentioned == set()


def test_every_explainer_names_its_key_terms_and_says_what_to_read_next(
    rendering: Rendering,
) -> None:
    entries = rendering.site.reading.glossary.entries
    for uri, page in rendering.explainers.items():
        assert set(page.matter.values["key_terms"]) <= entries.keys(), uri
        assert page.blocks[-1].section == "What to read next", uri
        assert isinstance(page.matter.values["reviewed"], datetime.date), uri


# --- sources ------------------------------------------------------------------------------

FIGURE = re.compile(
    r"(?<![\w.,/+-])"
    r"(?<!Act )(?<!Atlas )(?<!Ascend )(?<!Order )(?<!RTX )(?<!CANN )(?<!Opus )(?<!Gemini )"
    r"(?<!CloudMatrix )(?<!Kirin )(?<!Kunpeng )(?<!GeForce )(?<!H\.R\. )(?<!S\. )(?<!Part )"
    r"[$€£¥]?\d[\d.,]*(?!\w*[A-Z])(?!-bit)(?:%|[a-z]+)?(?:-[a-z]+)*(?!\w)"
)
"""A number that is no part of a name (V4, 910C, Ascend 950) and no width of a format (8-bit)."""

_MONTHS = "January|February|March|April|June|July|August|September|October|November|December"
DATE = re.compile(rf"\b(?:{_MONTHS})\b|\b(?:in|since|until|by|late|early|mid|of) May\b")
QUOTATION = re.compile(r"“(?:[^“”\s]+\s+){3,}[^“”\s]+”|\"(?:[^\"\s]+\s+){3,}[^\"\s]+\"")
"""Four words or more: fewer are a name or a way of speaking."""

ACCUSATION = re.compile(
    r"\b(?:accus(?!ers|er\b)\w+|alleg\w+|thefts?|stole\w*|steal\w*|smuggl\w+|illicit\w*"
    r"|illegal\w*|fraud\w*|espionage|spying)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("text", [
    "It cost $5.6 million.", "About 60% of them.", "A 718-billion-parameter model.", "In 2022.",
    "It was cut in May.", "In early June.", "He said “it is a horrible outcome”.",
    "They were accused of it.", "The theft of chips.", "It draws 559 kilowatts.", "It is 7nm.",
])  # fmt: skip
def test_a_statement_that_needs_a_source_is_known(text: str) -> None:
    assert needs_source(text)


@pytest.mark.parametrize("text", [
    "V4 runs on the 910C and the H100.", "Ascend 950 and GPT-5.4.", "It uses FP8, an 8-bit format.",
    "It may help.", "He calls it “close to” it.", "H.R. 8283 is a bill.", "Mixtral 8x7B is open.",
])  # fmt: skip
def test_a_name_is_no_statement_that_needs_a_source(text: str) -> None:
    assert not needs_source(text)


def needs_source(text: str) -> re.Match[str] | None:
    found = (pattern.search(text) for pattern in (FIGURE, DATE, QUOTATION, ACCUSATION))
    return next(filter(None, found), None)


def test_every_figure_date_quotation_and_accusation_is_cited(texts: Mapping[str, Page]) -> None:
    assert [
        f"{page.matter.path}: “{found[0]}” in: {block.text[:90]}"
        for page in texts.values()
        for block in page.blocks
        if not block.cited and states(block) and (found := needs_source(block.text))
    ] == []


UNCITED_PARTS = ("What to read next", "What would change the verdict", "The scale", "All claims")
"""Headings of what points, or judges, and states nothing of its own."""


def states(block: Block) -> bool:
    return block.section not in UNCITED_PARTS


def test_every_entry_has_a_primary_source(rendering: Rendering) -> None:
    site = rendering.site
    without = {
        id_
        for id_, entry in site.reading.glossary.entries.items()
        if not any(site.sources[source].kind == "primary" for source in entry.sources)
    }
    assert without == set()


# --- plain words --------------------------------------------------------------------------


def test_no_sentence_has_more_than_45_words(
    rendering: Rendering, texts: Mapping[str, Page]
) -> None:
    written = [(p.matter.path, cell) for p in texts.values() for b in p.blocks for cell in b.cells]
    entries = rendering.site.reading.glossary.entries
    written += [(f"glossary/{id_}.md", entry.definition) for id_, entry in entries.items()]
    assert [
        f"{path}: {sentence}"
        for path, text in written
        for sentence in sentences(text)
        if len(sentence.split()) > 45
    ] == []


def test_no_definition_has_more_than_45_words(rendering: Rendering) -> None:
    entries = rendering.site.reading.glossary.entries
    counts = {id_: len(entry.definition.split()) for id_, entry in entries.items()}
    assert {id_: n for id_, n in counts.items() if n > 45} == {}


def test_explainers_and_definitions_are_easy_to_read(rendering: Rendering) -> None:
    prose = {
        uri: " ".join(b.text for b in page.blocks if len(b.cells) == 1)
        for uri, page in rendering.explainers.items()
    }
    definitions = [e.definition for e in rendering.site.reading.glossary.entries.values()]
    assert median(map(reading_ease, prose.values())) >= 45
    assert median(map(reading_ease, definitions)) >= 35


def test_no_acronym_stands_three_times_on_a_page_unexplained() -> None:
    project = Project.read(ROOT, datetime.date.today())
    assert list(unexplained_acronym(project)) == []


# --- claims -------------------------------------------------------------------------------


def test_at_least_14_claims_have_a_dated_verdict_from_the_scale(rendering: Rendering) -> None:
    claims = rendering.site.claims
    assert len(claims) >= 14
    assert set(SCALE) == set(get_args(Verdict))
    today = datetime.date.today()
    for id_, claim in claims.items():
        assert claim.verdict in SCALE, id_
        assert datetime.date(2026, 4, 24) <= claim.judged <= today, id_


def test_what_is_said_of_a_claim_has_sources(rendering: Rendering) -> None:
    for id_, claim in rendering.site.claims.items():
        assert claim.evidence_for or claim.evidence_against, id_
        for statement in (*claim.evidence_for, *claim.evidence_against):
            assert statement.sources, f"{id_}: {statement.text}"
        for statement in claim.said_by:
            own = "opinion articles" in statement.text  # the one that has no address
            assert statement.sources or own, f"{id_}: {statement.text}"


def test_an_opinion_article_is_no_evidence(rendering: Rendering) -> None:
    for id_, claim in rendering.site.claims.items():
        for statement in claim.evidence_for:
            assert "dailyalpha-seed1" not in statement.sources, id_


def test_every_claim_is_worded_without_a_verdict_of_its_own(rendering: Rendering) -> None:
    for id_, claim in rendering.site.claims.items():
        assert needs_source(claim.because) is None, id_
        assert needs_source(claim.would_change) is None, id_


def test_explainers_show_the_verdicts_of_claims(rendering: Rendering) -> None:
    shown = {
        label.get("href", "").partition("#")[2]
        for page in rendering.explainers.values()
        for label in page.tree.find_class("claim-label")
    }
    assert len(shown) >= 14
    assert shown <= rendering.site.claims.keys()
