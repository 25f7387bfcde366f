"""The real pages as a reader sees them: rendered by the site's own Markdown, without MkDocs."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lexicon import frontmatter
from lexicon.frontmatter import FrontMatter
from lexicon.site import Site
from lxml import html
from markdown import Markdown
from mkdocs.config import load_config
from sites import ROOT

_BLOCKS = ("p", "li", "dd", "tr")
_NESTED = ("p", "ul", "ol", "dl", "table", "blockquote")


@dataclass(frozen=True)
class Block:
    """A paragraph, a list item, a row of a table or a part of a definition list."""

    section: str
    """The text of the heading above it."""

    text: str
    cited: bool
    """Whether it holds a citation."""

    cells: tuple[str, ...]
    """The texts that sentences run in: the cells of a row, or the whole."""


@dataclass(frozen=True)
class Page:
    uri: str
    matter: FrontMatter
    tree: html.HtmlElement

    @cached_property
    def blocks(self) -> list[Block]:
        return list(_blocks(self.tree))

    @cached_property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks)

    @property
    def word_count(self) -> int:
        headings = " ".join(h.text_content() for h in self.tree.iter("h1", "h2", "h3"))
        return len(f"{headings} {self.text}".split())


def _blocks(tree: html.HtmlElement) -> Iterator[Block]:
    section = ""
    for element in tree.iter("h1", "h2", "h3", *_BLOCKS):
        if str(element.tag).startswith("h"):
            section = element.text_content().strip("¶ ")
        # a figure names its sources itself, and a toy's numbers are made up
        elif not _is_label(element) and not element.xpath("ancestor::figure"):
            own = _without(element, *_NESTED) if element.tag in ("li", "dd") else element
            cited = bool(own.xpath(".//sup[starts-with(@id, 'fnref')]"))
            cells = [_words(cell) for cell in own.iter("td")] or [_words(own)]
            if text := " ".join(cells).strip():
                yield Block(section, text, cited, tuple(cells))


def _is_label(element: html.HtmlElement) -> bool:
    """Whether it is no statement: the head of a table, the verdict on a claim and its date."""
    heads = any(True for _ in element.iterancestors("thead"))
    return heads or element.get("class") in ("claim__verdict", "claim__because")


def _without(element: html.HtmlElement, *tags: str) -> html.HtmlElement:
    own = copy.deepcopy(element)
    for tag in tags:
        for child in own.findall(f".//{tag}"):
            child.drop_tree()
    return own


def _words(element: html.HtmlElement) -> str:
    """The text of a block, without the marks of its notes and the labels of claims."""
    own = copy.deepcopy(element)
    for mark in own.xpath(".//sup[starts-with(@id, 'fnref')] | .//a[@class='claim-label']"):
        mark.drop_tree()
    return " ".join(own.text_content().split())


@dataclass(frozen=True)
class Rendering:
    site: Site
    pages: dict[str, Page]
    """By uri."""

    problems: list[str]

    @property
    def explainers(self) -> dict[str, Page]:
        return {
            uri: page
            for uri, page in self.pages.items()
            if uri.startswith("explainers/") and not uri.endswith("/index.md")
        }

    @property
    def entries(self) -> dict[str, Page]:
        """By id."""
        found = ((self.site.id_of(uri), page) for uri, page in self.pages.items())
        return {id_: page for id_, page in found if id_}


def render() -> Rendering:
    """Render every page of the repository."""
    config = load_config(str(ROOT / "mkdocs.yml"))
    site = Site.read(ROOT, "docs", "mkdocs.yml", config.extra["glossary"])
    markdown = Markdown(
        extensions=[*config.markdown_extensions, *site.extensions],
        extension_configs=config.mdx_configs,
    )
    pages, problems = {}, [str(problem) for problem in site.problems]
    for file in sorted([*(ROOT / "docs").rglob("*.md"), *(ROOT / "glossary").glob("*.md")]):
        path = file.relative_to(ROOT).as_posix()
        uri = site.layout.uri(path)
        assert uri is not None
        matter, found = frontmatter.read(path, file.read_text(encoding="utf-8"))
        found += site.begin(uri, matter)
        rendered = markdown.reset().convert(matter.body)
        found += site.finish(uri, matter.body, matter.body_line)
        problems += map(str, found)
        tree = html.fromstring(f"<div>{rendered}</div>")
        for notes in tree.find_class("footnote"):
            notes.drop_tree()
        pages[uri] = Page(uri, matter, tree)
    return Rendering(site, pages, problems)
