"""The linking extension by itself, in a generator that has it from a configuration file.

It reads the glossary, asks the generator which page is at hand, and logs what is wrong.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from lexicon import frontmatter, glossary
from lexicon.entry import validate
from lexicon.frontmatter import FrontMatter
from lexicon.glossary import Reading, Settings
from lexicon.linking import LinkingExtension, page_at
from lexicon.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

log = logging.getLogger("mkdocs.lexicon")
"""Below the logger that MkDocs counts warnings of, for strict builds."""


class StandaloneExtension(LinkingExtension):
    """The linking extension, made from options; generators make one for each page."""

    def __init__(self, **options: Any) -> None:
        """Read the entries in the folder that the option `folder` names.

        Raises ValueError if an option is unknown, missing or wrong, FileNotFoundError if the
        folder does not exist, and OSError if it cannot be read.
        """
        self.config = {
            "folder": ["", "The folder with the entries."],
            "path": ["glossary", "The same folder, seen from the root of the pages."],
            "link": ["first-per-page", "How often a term is linked."],
            "address": ["", "What an entry's address looks like, e.g. /glossary/{id}/."],
        }
        for name in options:
            if name not in self.config:
                known = "Known options are: " + ", ".join(self.config) + "."
                cure = did_you_mean(name, self.config, known)
                raise ValueError(f"lexicon.linking has no option “{name}”. {cure}")
        self.setConfigs(options)
        chosen = {"path": self.getConfig("path"), "link": self.getConfig("link")}
        settings, problems = validate(Settings, FrontMatter("lexicon.linking"), chosen, ())
        if settings is None:
            raise ValueError(f"lexicon.linking: {problems[0].message} {problems[0].cure}")
        folder: str = self.getConfig("folder")
        self._reading = _read(folder, settings.path, _stamp(folder))
        address: str = self.getConfig("address")
        super().__init__(
            self._reading.glossary,
            settings,
            (lambda entry, page: address.replace("{id}", entry)) if address else None,
        )

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the processors, and start a new outcome."""
        super().extendMarkdown(md)
        # Before anything is done to the text, so that the lines are those of the page.
        md.preprocessors.register(PageBegin(md, self), "glossary-page-begin", 1000)
        md.treeprocessors.register(PageEnd(md, self), "glossary-page-end", -2)

    def begin(self, md: Markdown, body: str) -> None:
        """Take the options of the page that the generator renders; log what is wrong with it."""
        # While a generator checks its configuration it does not count warnings: they wait for a
        # page. The next time the folder is read there is a new list.
        _log(self._reading.problems)
        self._reading.problems.clear()
        self._body = body
        self._at_hand = _page_at_hand(md)
        if self._at_hand:
            uri, meta, _ = self._at_hand
            matter = FrontMatter(uri, dict(meta))
            self.page, problems = page_at(uri, matter, self.glossary)
            if problems:
                _log(page_at(uri, self._source(), self.glossary)[1])

    def end(self) -> None:
        """Log the labels in `[[...]]` that lead to no entry."""
        if self.outcome.unknown:
            matter = self._source()
            body = matter.body or self._body  # a generator may take away empty lines above it
            _log(self.outcome.problems(matter.path, body, matter.body_line, self.glossary))

    def _source(self) -> FrontMatter:
        """The page's front matter, with where all of it stands if the page has a file."""
        if self._at_hand is None:
            return FrontMatter("<text>")
        uri, meta, file = self._at_hand
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return FrontMatter(uri, dict(meta))
        return frontmatter.read(os.path.relpath(file), text)[0]


class PageBegin(Preprocessor):
    """Tells the extension that a page comes."""

    def __init__(self, md: Markdown, extension: StandaloneExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, lines: list[str]) -> list[str]:
        """See Python-Markdown's Preprocessor."""
        self._extension.begin(self.md, "\n".join(lines))
        return lines


class PageEnd(Treeprocessor):
    """Tells the extension that a page is done."""

    def __init__(self, md: Markdown, extension: StandaloneExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, root: Element) -> None:
        """See Python-Markdown's Treeprocessor."""
        self._extension.end()


class _PageAtHand(NamedTuple):
    uri: str
    meta: Mapping[str, Any]
    file: Path
    """Where its source is, if it has any."""


def _page_at_hand(md: Markdown) -> _PageAtHand | None:
    """The page that a generator renders, where it tells."""
    if "relpath" in md.treeprocessors:  # MkDocs and ProperDocs
        file = getattr(md.treeprocessors["relpath"], "file", None)
        if file is None:
            return None
        return _PageAtHand(file.src_uri, file.page.meta, Path(file.abs_src_path or ""))
    for processor in md.preprocessors:  # Zensical
        if getattr(processor, "name", "") == "rendering_context":
            page = getattr(processor, "page")  # noqa: B009 - Zensical's class, not ours
            docs = getattr(processor, "config", {}).get("docs_dir", "docs")
            return _PageAtHand(page.path, page.meta, Path(docs, page.path))
    return None


def _stamp(folder: str) -> tuple[tuple[str, int], ...]:
    """What changes when an entry does."""
    if not folder:
        raise ValueError(
            "lexicon.linking: the option “folder” is missing. Name the folder with the entries."
        )
    if not Path(folder).is_dir():
        raise FileNotFoundError(
            f"lexicon.linking: there is no folder “{folder}”. Write the option “folder” as it is "
            f"seen from where the generator was started, {Path.cwd()}."
        )
    return tuple((file.name, file.stat().st_mtime_ns) for file in sorted(Path(folder).glob("*.md")))


@lru_cache(maxsize=4)
def _read(folder: str, path: str, _stamp: object) -> Reading:
    """What came of reading a folder; read once, though the extension is made for each page."""
    return glossary.read(Path(folder), Path(folder).as_posix(), Settings(path=path))


def _log(problems: Iterable[Problem]) -> None:
    for problem in problems:
        log.warning(str(problem))
