"""Figures in Markdown: `::: figure NAME`."""

from __future__ import annotations

import pytest
from lexicon.bibliography import Bibliography, CitationExtension
from lexicon.figures.data import Data
from lexicon.figures.embed import KINDS, FigureExtension
from lxml import html
from markdown import Markdown


def convert(text: str, data: Data, sources: Bibliography | None = None) -> tuple[str, list[str]]:
    """The HTML of a page, and what is wrong with it."""
    figures = FigureExtension(data)
    citing = CitationExtension(sources or {})
    names = ["footnotes", "tables", "pymdownx.superfences"]
    written = Markdown(extensions=[*names, citing, figures]).convert(text)
    return written, [str(problem) for problem in figures.problems("docs/x.md", text, 1)]


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_figure_has_caption_sources_and_words(
    name: str, data: Data, sources: Bibliography
) -> None:
    written, problems = convert(f"Before.\n\n::: figure {name}\n\nAfter.", data, sources)
    assert problems == []
    tree = html.fromstring(f"<div>{written}</div>")
    (figure,) = tree.xpath("./figure")
    assert figure.xpath(".//figcaption/p")
    assert figure.xpath(".//table//th[@scope='row']")
    cited = figure.xpath("./p[@class='figure__sources no-glossary']/sup/a")
    assert cited
    for link in cited:
        assert tree.get_element_by_id(link.get("href").removeprefix("#")) is not None
    assert "[^" not in written
    assert [p.text for p in tree.xpath("./p")] == ["Before.", "After."]


def test_an_unknown_figure_is_a_warning_that_names_the_nearest(data: Data) -> None:
    written, problems = convert("One.\n\nTwo.\n\n::: figure rofline\n", data)
    assert problems == [
        "docs/x.md:5:1: There is no figure “rofline”. Did you mean “roofline”? [unknown-figure]"
    ]
    assert "<p>::: figure rofline</p>" in written


def test_a_figure_without_a_name_is_a_warning_that_names_all(data: Data) -> None:
    _, (problem,) = convert("::: figure", data)
    assert problem.startswith("docs/x.md:1:1: “::: figure” names no figure. Figures are: stacks,")


def test_each_unknown_figure_has_its_own_line(data: Data) -> None:
    _, problems = convert("::: figure none\n\nText.\n\n::: figure none\n", data)
    assert [problem.split(":")[1] for problem in problems] == ["1", "5"]


def test_a_figure_without_data_is_a_warning_that_names_the_file() -> None:
    _, (problem,) = convert("::: figure timeline", Data())
    assert "docs/data/timeline.yml is missing or empty." in problem


def test_a_figure_needs_no_empty_lines_around_it(data: Data, sources: Bibliography) -> None:
    written, _ = convert("Before.\n::: figure distillation\nAfter.", data, sources)
    tree = html.fromstring(f"<div>{written}</div>")
    assert [child.tag for child in tree][:3] == ["p", "figure", "p"]


def test_a_figure_in_a_code_block_is_code(data: Data) -> None:
    for text in ("    ::: figure stacks", "```\n::: figure stacks\n```"):
        written, problems = convert(text, data)
        assert "<figure" not in written
        assert "::: figure stacks" in written
        assert problems == []


def test_the_words_figure_in_a_sentence_are_text(data: Data) -> None:
    written, problems = convert("Write `::: figure stacks` or ::: figure stacks there.", data)
    assert "<figure" not in written
    assert problems == []


def test_a_figure_shown_twice_has_two_ids(data: Data, sources: Bibliography) -> None:
    written, _ = convert("::: figure roofline\n\n::: figure roofline", data, sources)
    ids = html.fromstring(f"<div>{written}</div>").xpath(".//@id")
    assert {"figure-roofline", "figure-roofline-2"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_a_page_does_not_remember_the_one_before(data: Data, sources: Bibliography) -> None:
    figures = FigureExtension(data)
    md = Markdown(extensions=["footnotes", CitationExtension(sources), figures])
    first = md.convert("::: figure roofline\n\n::: figure none")
    md.reset()
    assert md.convert("::: figure roofline\n\n::: figure none") == first
    assert figures.unknown == ["none"]
