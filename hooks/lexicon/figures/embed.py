"""A Python-Markdown extension that puts figures into a page.

A line of its own, `::: figure roofline`, becomes the figure of that name with its caption, its
sources and a description in words and numbers. The figure's citations are footnotes like any
others, which needs Python-Markdown's footnotes and `lexicon.bibliography`'s extension.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.util import AtomicString

from lexicon.figures import distillation, memory, roofline, router, stacks, timeline
from lexicon.figures.data import Data
from lexicon.figures.drawing import Figure, Table, cite
from lexicon.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from markdown import Markdown
    from markdown.blockparser import BlockParser


@dataclass(frozen=True)
class Kind:
    """A figure that can be drawn."""

    needs: tuple[str, ...]
    """The stems of the data files without which it cannot be drawn."""

    draw: Callable[[Data], Figure]


def _kind(module: ModuleType) -> Kind:
    return Kind(module.NEEDS, module.draw)


KINDS: Mapping[str, Kind] = {
    module.__name__.rpartition(".")[2]: _kind(module)
    for module in (stacks, timeline, roofline, memory, router, distillation)
}
"""Every figure by its name, which is that of its module."""

_MARK = re.compile(r"^ {0,3}:::[ \t]*figure(?:[ \t]+([^\n]*?))?[ \t]*$", re.MULTILINE)


class FigureExtension(Extension):
    """Puts figures where a page says `::: figure NAME`."""

    def __init__(self, data: Data, folder: str = "docs/data") -> None:
        """Prepare to draw `data`; `folder` is where its files lie, for messages."""
        super().__init__()
        self.data = data
        self.folder = folder
        self._drawn: dict[str, Figure] = {}

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the processor before those for lists and paragraphs."""
        md.registerExtension(self)
        self.reset()
        md.parser.blockprocessors.register(_Blocks(md.parser, self), "figure", 110)

    def reset(self) -> None:
        """Forget the page; Python-Markdown calls this between documents."""
        self.shown: list[str] = []
        """The names of the figures on the page, in order."""
        self.unknown: list[str] = []
        """What stands after `::: figure` and is no figure, or one that has no data."""

    def problems(self, path: str, body: str, first_line: int) -> list[Problem]:
        """A warning for each figure that cannot be shown; `body` begins at `first_line`."""
        found, start = [], 0
        for name in self.unknown:
            place = re.compile(rf"^ *:::[ \t]*figure[ \t]*{re.escape(name)}[ \t]*$", re.MULTILINE)
            match = place.search(body, start)
            at = match.start() if match else 0
            start = match.end() if match else start
            line = first_line + body.count("\n", 0, at)
            message, cure = self._explain(name)
            found.append(Problem(path, line, 1, "unknown-figure", message, cure, "warning"))
        return found

    def _explain(self, name: str) -> tuple[str, str]:
        names = "Figures are: " + ", ".join(KINDS) + "."
        if not name:
            return "“::: figure” names no figure.", names
        if name not in KINDS:
            return f"There is no figure “{name}”.", did_you_mean(name, KINDS, names)
        missing = [f"{self.folder}/{stem}.yml" for stem in KINDS[name].needs if not self._has(stem)]
        message = f"The figure “{name}” has no data: {' and '.join(missing)} is missing or empty."
        return message, "Fill in the file, or delete this line."

    def _has(self, stem: str) -> bool:
        return bool(getattr(self.data, stem))

    def can_show(self, name: str) -> bool:
        """Whether there is a figure of this name, and data for it."""
        return name in KINDS and all(map(self._has, KINDS[name].needs))

    def _figure(self, name: str) -> Figure:
        if name not in self._drawn:
            self._drawn[name] = KINDS[name].draw(self.data)
        return self._drawn[name]

    def element(self, md: Markdown, name: str) -> etree.Element:
        """The figure of this name, for the tree of the page being read."""
        self.shown.append(name)
        count = self.shown.count(name)
        return _element(md, name, self._figure(name), f"-{count}" if count > 1 else "")


class _Blocks(BlockProcessor):
    def __init__(self, parser: BlockParser, extension: FigureExtension) -> None:
        super().__init__(parser)
        self.extension = extension

    def test(self, parent: etree.Element, block: str) -> bool:
        return bool(_MARK.search(block))

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        match = _MARK.search(block)
        assert match is not None
        before, name, after = block[: match.start()], match[1] or "", block[match.end() :]
        if before.strip():
            self.parser.parseBlocks(parent, [before.rstrip("\n")])
        if self.extension.can_show(name):
            parent.append(self.extension.element(self.parser.md, name))
        else:
            self.extension.unknown.append(name)
            etree.SubElement(parent, "p").text = AtomicString(match[0].strip())
        if after.strip():
            blocks.insert(0, after.lstrip("\n"))


def _element(md: Markdown, name: str, figure: Figure, suffix: str) -> etree.Element:
    root = etree.Element(
        "figure", {"class": f"figure figure--{name}", "id": f"figure-{name}{suffix}"}
    )
    if figure.script:
        root.set("data-script", name)
    caption = etree.SubElement(root, "figcaption")
    title_id = f"figure-{name}{suffix}-title"
    title = etree.SubElement(caption, "p", {"class": "figure__title", "id": title_id})
    title.text = AtomicString(figure.title)
    etree.SubElement(caption, "p").text = figure.caption
    if isinstance(figure.drawing, Table):
        drawn = _table(figure.drawing, "figure__table no-glossary")
        drawn.set("aria-labelledby", title_id)
        root.append(drawn)
    else:
        attributes = {"class": "figure__drawing no-glossary", "data-search-exclude": ""}
        drawing = etree.SubElement(root, "div", attributes)
        drawing.text = AtomicString(md.htmlStash.store(figure.drawing))
    if figure.tables:
        details = etree.SubElement(root, "details", {"class": "figure__words no-glossary"})
        etree.SubElement(details, "summary").text = AtomicString("This figure in words and numbers")
        for table in figure.tables:
            scroll = etree.SubElement(
                details, "div",
                {"class": "figure__scroll", "tabindex": "0", "role": "region",
                 "aria-label": table.caption},
            )  # fmt: skip
            scroll.append(_table(table, "figure__table"))
    if figure.sources:
        line = etree.SubElement(root, "p", {"class": "figure__sources no-glossary"})
        line.text = f"Sources:{cite(figure.sources)}"
    return root


def _table(table: Table, class_: str) -> etree.Element:
    root = etree.Element("table", {"class": class_})
    if table.caption:
        etree.SubElement(root, "caption").text = AtomicString(table.caption)
    head = etree.SubElement(etree.SubElement(root, "thead"), "tr")
    for words in table.head:
        etree.SubElement(head, "th", {"scope": "col"}).text = AtomicString(words)
    body = etree.SubElement(root, "tbody")
    for row in table.rows:
        line = etree.SubElement(body, "tr")
        for index, words in enumerate(row):
            attributes = {"scope": "row"} if index == 0 else {"data-label": table.head[index]}
            etree.SubElement(line, "th" if index == 0 else "td", attributes).text = words
    return root
