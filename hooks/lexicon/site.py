"""One build of the site: the glossary, the Markdown extensions that use it, what they found.

Everything that a generator's plugin needs, with no word about which generator. In the order of
a build: `Site.read`, then for every page `begin`, the rendering, and `finish`; then the views
that the templates show.
"""

from __future__ import annotations

import subprocess
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from markdown.extensions import Extension

from lexicon import bibliography, glossary
from lexicon.addresses import Layout, RepositoryLinks
from lexicon.bibliography import CitationExtension, Source
from lexicon.entry import Entry
from lexicon.figures import data as figure_data
from lexicon.figures.data import Data
from lexicon.figures.embed import FigureExtension
from lexicon.frontmatter import FrontMatter
from lexicon.glossary import Reading, Settings
from lexicon.linking import LinkingExtension, page_at
from lexicon.mentions import Mention, backlinks
from lexicon.problems import Problem, did_you_mean


@dataclass
class Site:
    """A site while it is built."""

    layout: Layout
    settings: Settings
    reading: Reading
    sources: Mapping[str, Source]
    data: Data = field(default_factory=Data)
    """What the figures are drawn from."""

    problems: list[Problem] = field(default_factory=list)
    """What was wrong with the entries, the bibliography and the settings."""

    mentions: dict[str, list[Mention]] = field(default_factory=dict)
    """The mentions on each page that is finished, by the page's uri."""

    citations: dict[str, list[str]] = field(default_factory=dict)
    """The ids of the sources that each page cites, by the page's uri."""

    illustrated: set[str] = field(default_factory=set)
    """The uris of the pages that show a figure."""

    @classmethod
    def read(cls, root: Path, docs: str, config: str, values: object) -> Site:
        """Read the glossary and the bibliography of the repository at `root`.

        `docs` is the folder with the explainers, relative to `root`; `values` is what stands
        under `extra.glossary` in the file `config`. Raises OSError if the folder with the
        entries or the bibliography cannot be read.
        """
        settings, problems = glossary.settings(config, values)
        reading = glossary.read(root / settings.path, settings.path, settings)
        problems += reading.problems
        sources: Mapping[str, Source] = {}
        if settings.bibliography:
            name = settings.bibliography
            sources, more = bibliography.read(root / name, name)
            problems += more
            for id_, entry in reading.glossary.entries.items():
                problems += _check_sources(entry, reading.bodies[id_], sources)
        data = Data()
        if settings.figures:
            data, more = figure_data.read(root, settings.figures, sources)
            problems += more
        return cls(Layout(docs, settings.path), settings, reading, sources, data, problems)

    @cached_property
    def linking(self) -> LinkingExtension:
        """The Markdown extension that links terms."""
        return LinkingExtension(glossary=self.reading.glossary, settings=self.settings)

    @cached_property
    def citing(self) -> CitationExtension:
        """The Markdown extension that resolves citations."""
        return CitationExtension(self.sources)

    @cached_property
    def repository_links(self) -> RepositoryLinks:
        """The Markdown extension that translates links between the two folders."""
        return RepositoryLinks(self.layout)

    @cached_property
    def figures(self) -> FigureExtension:
        """The Markdown extension that shows figures."""
        return FigureExtension(self.data, self.settings.figures or "")

    @property
    def extensions(self) -> tuple[Extension, ...]:
        """All of them."""
        return self.linking, self.citing, self.repository_links, self.figures

    @property
    def folder(self) -> str:
        """The uri of the folder with the entries."""
        return self.settings.path

    def id_of(self, uri: str) -> str | None:
        """The id of the entry, whole or broken, whose page this is, or None."""
        id_ = uri.removeprefix(self.folder + "/").removesuffix(".md")
        return id_ if uri == f"{self.folder}/{id_}.md" and id_ in self.reading.bodies else None

    def begin(self, uri: str, matter: FrontMatter) -> list[Problem]:
        """Make ready to render the page at `uri`; return what is wrong with its front matter."""
        self.linking.page, problems = page_at(uri, matter, self.reading.glossary)
        self.repository_links.page = uri
        return problems

    def finish(self, uri: str, body: str, first_line: int) -> list[Problem]:
        """Take in what was found on the page at `uri`; return what is wrong with its Markdown."""
        outcome, citing = self.linking.outcome, self.citing
        self.mentions[uri] = outcome.mentions
        self.citations[uri] = list(citing.cited)
        if self.figures.shown:
            self.illustrated.add(uri)
        if not self.has_unknown:
            return []
        path = self.layout.repository_path(uri)
        return [
            *outcome.problems(path, body, first_line, self.reading.glossary),
            *citing.problems(path, body, first_line),
            *self.figures.problems(path, body, first_line),
        ]

    @property
    def has_unknown(self) -> bool:
        """Whether the page just rendered names a term, a source or a figure that is not there."""
        return bool(self.linking.outcome.unknown or self.citing.unknown or self.figures.unknown)

    @cached_property
    def backlinks(self) -> Mapping[str, tuple[Mention, ...]]:
        """The mentions of each entry; not to be read before the last page is finished."""
        return backlinks(self.mentions.values())

    def view(self, id_: str, order: Mapping[str, int]) -> EntryView:
        """What an entry's page shows; `order` ranks the uris of pages that mention it."""
        entries = self.reading.glossary.entries
        entry = entries[id_]
        narrower = self.reading.glossary.narrower.get(id_, ())
        mentions = sorted(self.backlinks.get(id_, ()), key=lambda m: order.get(m.page, len(order)))

        def terms(ids: Iterable[str]) -> list[Term]:
            return [Term(other, entries[other].title) for other in ids if other in entries]

        return EntryView(
            id_, entry,
            category=self.settings.categories.get(entry.category or "", entry.category),
            broader=terms(entry.broader), narrower=terms(narrower), related=terms(entry.related),
            sources=[self.sources[source] for source in entry.sources if source in self.sources],
            in_pages=[m for m in mentions if self.id_of(m.page) is None],
            in_entries=[m for m in mentions if self.id_of(m.page) is not None],
        )  # fmt: skip

    def letters(self) -> list[tuple[str, list[tuple[str, Entry]]]]:
        """The entries in the order of their titles, by first letter; digits and others under #."""
        groups: dict[str, list[tuple[str, Entry]]] = {}
        for id_, entry in self.reading.glossary.entries.items():
            letter = unicodedata.normalize("NFD", entry.title)[0].upper()
            groups.setdefault(letter if letter.isalpha() else "#", []).append((id_, entry))
        return sorted(groups.items())


@dataclass(frozen=True)
class Term:
    """An entry that another entry's page leads to."""

    id: str
    title: str


@dataclass(frozen=True)
class EntryView:
    """What an entry's page shows."""

    id: str
    entry: Entry
    category: str | None
    """The title of the entry's category."""

    broader: list[Term]
    narrower: list[Term]
    related: list[Term]
    sources: list[Source]
    in_pages: list[Mention]
    """The first mention on each page that is no entry."""

    in_entries: list[Mention]
    """The first mention on each other entry's page."""


def _check_sources(
    entry: Entry, matter: FrontMatter, sources: Mapping[str, Source]
) -> list[Problem]:
    problems = []
    for index, id_ in enumerate(entry.sources):
        if id_ not in sources:
            message = f"“sources” names “{id_}”, but the bibliography has no such source."
            cure = did_you_mean(id_, sources, "Add the source to the bibliography.")
            problems.append(matter.problem(("sources", index), "unknown-source", message, cure))
    return problems


def commit_time(root: Path) -> str | None:
    """The time of the last commit in seconds since 1970, or None outside a git checkout."""
    try:
        shown = subprocess.run(
            ["git", "log", "-1", "--format=%ct"],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return shown.stdout.strip() or None
