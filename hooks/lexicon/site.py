"""One build of the site: the glossary, the Markdown extensions that use it, what they found.

Everything that a generator's plugin needs, with no word about which generator. In the order of
a build: `Site.read`, then for every page `begin`, the rendering, and `finish`; then the views
that the templates show.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, get_args
from urllib.parse import quote

from markdown.extensions import Extension

from lexicon import glossary, lazy
from lexicon.addresses import Layout, RepositoryLinks
from lexicon.entry import Entry
from lexicon.frontmatter import FrontMatter
from lexicon.glossary import Reading, Settings
from lexicon.linking import LinkingExtension, page_at
from lexicon.mentions import Mention, backlinks
from lexicon.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from lexicon import bibliography, claims, conceptmap, search
    from lexicon.bibliography import CitationExtension, Kind, Source
    from lexicon.claims import Claim, ClaimExtension
    from lexicon.conceptmap import Drawing
    from lexicon.figures import data as figure_data
    from lexicon.figures import embed
    from lexicon.figures.data import Data
    from lexicon.figures.embed import FigureExtension
    from lexicon.search import PageText
else:  # what a site does not use is never loaded: a small one builds in seconds, and would notice
    bibliography = lazy.module("lexicon.bibliography")
    claims = lazy.module("lexicon.claims")
    conceptmap = lazy.module("lexicon.conceptmap")
    embed = lazy.module("lexicon.figures.embed")
    figure_data = lazy.module("lexicon.figures.data")
    search = lazy.module("lexicon.search")


@dataclass
class Site:
    """A site while it is built."""

    layout: Layout
    settings: Settings
    reading: Reading
    sources: Mapping[str, Source]
    data: Data | None = None
    """What the figures are drawn from."""

    problems: list[Problem] = field(default_factory=list)
    """What was wrong with the entries, the bibliography, the claims and the settings."""

    claims: Mapping[str, Claim] = field(default_factory=dict)

    mentions: dict[str, list[Mention]] = field(default_factory=dict)
    """The mentions on each page that is finished, by the page's uri."""

    citations: dict[str, list[str]] = field(default_factory=dict)
    """The ids of the sources that each page cites, by the page's uri."""

    redirects: dict[str, str] = field(default_factory=dict)
    """The present address of each page by the former ones that must keep working."""

    illustrated: set[str] = field(default_factory=set)
    """The uris of the pages that show a figure."""

    texts: dict[str, PageText] = field(default_factory=dict)
    """What can be searched on each page that is finished, by the page's uri."""

    @classmethod
    def read(cls, root: Path, docs: str, config: str, values: object) -> Site:
        """Read the glossary, the bibliography and the claims of the repository at `root`.

        `docs` is the folder with the explainers, relative to `root`; `values` is what stands
        under `extra.glossary` in the file `config`. Raises OSError if an entry, the
        bibliography or the file of the claims exists and cannot be read.
        """
        matter = _configuration(root, config)
        settings, problems = glossary.settings(matter, values)
        problems += _check_paths(root, docs, matter, settings)
        reading = glossary.read(root / settings.path, settings.path, settings)
        problems += reading.problems
        sources: Mapping[str, Source] = {}
        if (name := settings.bibliography) and (root / name).is_file():
            sources, more = bibliography.read(root / name, name)
            problems += more
            read_at_all = {**reading.glossary.entries, **reading.salvaged}
            for id_, entry in read_at_all.items():
                problems += _check_sources(entry, reading.bodies[id_], sources)
        checked: Mapping[str, Claim] = {}
        if settings.claims and (root / settings.claims).is_file():
            checked, more = claims.read(root / settings.claims, settings.claims, sources)
            problems += more
        data = None
        if settings.figures and (root / settings.figures).is_dir():
            data, more = figure_data.read(root, settings.figures, sources)
            problems += more
        layout = Layout(docs, settings.path)
        return cls(layout, settings, reading, sources, data, problems, checked)

    @cached_property
    def linking(self) -> LinkingExtension:
        """The Markdown extension that links terms."""
        return LinkingExtension(glossary=self.reading.glossary, settings=self.settings)

    @cached_property
    def repository_links(self) -> RepositoryLinks:
        """The Markdown extension that translates links between the two folders."""
        return RepositoryLinks(self.layout)

    @cached_property
    def citing(self) -> CitationExtension | None:
        """The Markdown extension that resolves citations, where there is a bibliography."""
        if self.settings.bibliography is None:
            return None
        return bibliography.CitationExtension(self.sources, file=self.settings.bibliography)

    @cached_property
    def claiming(self) -> ClaimExtension | None:
        """The Markdown extension that shows claims and their verdicts, where there are any."""
        if self.settings.claims is None:
            return None
        return claims.ClaimExtension(self.claims, self.settings.claims_page)

    @cached_property
    def figures(self) -> FigureExtension | None:
        """The Markdown extension that shows figures, where there are data to draw."""
        if self.data is None:
            return None
        return embed.FigureExtension(self.data, self.settings.figures or "")

    @cached_property
    def _naming(self) -> tuple[CitationExtension | ClaimExtension | FigureExtension, ...]:
        """The extensions for which a page names what a data file holds."""
        return tuple(filter(None, (self.citing, self.claiming, self.figures)))

    @property
    def extensions(self) -> tuple[Extension, ...]:
        """All of them."""
        return self.linking, self.repository_links, *self._naming

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
        if self.claiming:
            self.claiming.page = uri
        return problems + _check_key_terms(matter, self.reading)

    @property
    def unresolved(self) -> bool:
        """Whether the page just rendered names a label, source, claim or figure that is unknown."""
        return bool(self.linking.outcome.unknown) or any(one.unknown for one in self._naming)

    def finish(self, uri: str, body: str, first_line: int) -> list[Problem]:
        """Take in what was found on the page at `uri`; return what is wrong with its Markdown."""
        outcome = self.linking.outcome
        self.mentions[uri] = outcome.mentions
        if self.citing:
            self.citations[uri] = list(self.citing.cited)
        if self.figures and self.figures.shown:
            self.illustrated.add(uri)
        if not self.unresolved:
            return []
        path = self.layout.repository_path(uri)
        problems = outcome.problems(path, body, first_line, self.reading.glossary)
        for one in self._naming:
            problems += one.problems(path, body, first_line)
        return problems

    def add_text(self, uri: str, url: str, title: str, html: str) -> None:
        """Take in the content of the page at `uri`, with its address and title, to search it."""
        self.texts[uri] = search.PageText(url, title, self.id_of(uri), search.passages(html))

    def search_files(self) -> dict[str, str]:
        """What the site's search reads: files by their address, as JSON; none if not wanted."""
        if not self.settings.search:
            return {}
        urls = {page.entry: page.url for page in self.texts.values() if page.entry}
        return {
            "search/entries.json": search.entries_json(self.reading.glossary, urls),
            "search/passages.json": search.passages_json(self.texts.values()),
        }

    @cached_property
    def backlinks(self) -> Mapping[str, tuple[Mention, ...]]:
        """The mentions of each entry; not to be read before the last page is finished."""
        return backlinks(self.mentions.values())

    @cached_property
    def _alphabet(self) -> Mapping[str, tuple[str, str]]:
        """For each entry, the one before it and the one after it; empty where there is none."""
        ids = list(self.reading.glossary.entries)
        return {
            id_: (before, after)
            for before, id_, after in zip(["", *ids], ids, [*ids[1:], ""], strict=False)
        }

    def view(self, id_: str, order: Mapping[str, int]) -> EntryView:
        """What an entry's page shows; `order` ranks the uris of pages that mention it."""
        all_ = self.reading.glossary
        entry, narrower = all_.entries[id_], all_.narrower.get(id_, ())
        mentions = sorted(self.backlinks.get(id_, ()), key=lambda m: order.get(m.page, len(order)))
        before, after = self._alphabet[id_]
        return EntryView(
            id_, entry,
            category=self.settings.categories.get(entry.category or "", entry.category),
            broader=self.terms(entry.broader), narrower=self.terms(narrower),
            related=self.terms(entry.related),
            sources=[self.sources[source] for source in entry.sources if source in self.sources],
            in_pages=[m for m in mentions if self.id_of(m.page) is None],
            in_entries=[m for m in mentions if self.id_of(m.page) is not None],
            neighbourhood=conceptmap.neighbourhood(all_, id_, narrower),
            previous=next(iter(self.terms([before])), None),
            next=next(iter(self.terms([after])), None),
        )  # fmt: skip

    def cited_sources(self, order: Mapping[str, int]) -> list[tuple[Kind, list[SourceView]]]:
        """The sources by kind, primary first, newest first within one; `order` ranks pages.

        Not to be called before the last page is finished.
        """
        pages: dict[str, list[str]] = {}
        entries = self.reading.glossary.entries
        listed = {f"{self.folder}/{id_}.md": entry.sources for id_, entry in entries.items()}
        uris = sorted(listed.keys() | self.citations.keys())
        for uri in sorted(uris, key=lambda uri: order.get(uri, len(order))):
            for id_ in {*self.citations.get(uri, ()), *listed.get(uri, ())}:
                pages.setdefault(id_, []).append(uri)
        newest = sorted(self.sources.items(), key=lambda item: item[1].sort_key, reverse=True)
        return [
            (kind, [SourceView(s, pages.get(id_, [])) for id_, s in newest if s.kind == kind])
            for kind in get_args(bibliography.Kind)
        ]

    def terms(self, ids: Iterable[str]) -> list[Term]:
        """The entries with these ids, in this order; ids that are unknown are left out."""
        entries = self.reading.glossary.entries
        return [Term(i, entries[i].title, entries[i].definition) for i in ids if i in entries]

    def cited(self, uri: str) -> list[Source]:
        """The sources that a page cites, in the order of the text, each once."""
        ids = dict.fromkeys(self.citations.get(uri, ()))
        return [self.sources[id_] for id_ in ids if id_ in self.sources]

    def map(self) -> ConceptMap:
        """The pictures of all entries."""
        all_, categories = self.reading.glossary, list(self.settings.categories)
        near = all_.relations
        return ConceptMap(
            conceptmap.ring(all_, categories),
            conceptmap.column(all_, categories),
            {
                category: [(term, self.terms(near[term.id])) for term in self.terms(sorted_ids)]
                for category, ids in conceptmap.grouped(all_, categories)
                if (sorted_ids := [id_ for id_ in all_.entries if id_ in ids])
            },
        )

    def letters(self) -> list[tuple[str, list[tuple[str, Entry]]]]:
        """The entries in the order of their titles, by first letter; digits and others under #."""
        groups: dict[str, list[tuple[str, Entry]]] = {}
        for id_, entry in self.reading.glossary.entries.items():
            letter = glossary.letters(entry.title)[:1].upper()
            groups.setdefault(letter if letter.isalpha() else "#", []).append((id_, entry))
        return sorted(groups.items())


@dataclass(frozen=True)
class Term:
    """An entry that another entry's page leads to."""

    id: str
    title: str
    definition: str


@dataclass(frozen=True)
class ConceptMap:
    """What the page with the map of all entries shows."""

    ring: Drawing
    column: Drawing
    words: Mapping[str, list[tuple[Term, list[Term]]]]
    """By category, each entry with those it is related to."""


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

    neighbourhood: Drawing | None
    """The entry and those near it."""

    previous: Term | None
    next: Term | None
    """The entries before and after it in the alphabet."""


_WORDS = re.compile(r"[\w'’\u2010-]+")
_PUNCTUATION = re.compile(r"[^\w\s'’\u2010-]")


def text_fragment(sentence: tuple[str, str, str]) -> str:
    """What an address needs after its `#...` to lead to the words of a mention.

    A text directive of the WICG's Scroll To Text Fragment: the words, with up to three words on
    either side to tell them from others. Only words of the same sentence with no punctuation
    between are sure to stand in the page as they do here (a footnote's mark may be in between).
    """
    before, words, after = sentence
    left = _WORDS.findall(_PUNCTUATION.split(before)[-1])[-3:]
    right = _WORDS.findall(_PUNCTUATION.split(after, 1)[0])[:3]
    if before and not before[-1].isspace():
        left = []
    if after and not after[0].isspace():
        right = []
    prefix = f"{_directive(' '.join(left))}-," if left else ""
    suffix = f",-{_directive(' '.join(right))}" if right else ""
    if not prefix and not suffix:
        return ""  # the words alone may stand earlier on the page too
    return f":~:text={prefix}{_directive(words)}{suffix}"


def _directive(text: str) -> str:
    if text.isalnum() and text.isascii():
        return text
    return quote(text, safe="").replace("-", "%2D")


def _configuration(root: Path, name: str) -> FrontMatter:
    """Where each setting stands, for messages."""
    file = root / name
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    return FrontMatter(name, source=text)


def _check_paths(root: Path, docs: str, matter: FrontMatter, settings: Settings) -> list[Problem]:
    problems = []
    for key, name, exists in (
        ("path", settings.path, (root / settings.path).is_dir()),
        ("bibliography", settings.bibliography, (root / (settings.bibliography or "")).is_file()),
        ("figures", settings.figures, (root / (settings.figures or "")).is_dir()),
        ("claims", settings.claims, (root / (settings.claims or "")).is_file()),
    ):
        if name is not None and not exists:
            message = f"In extra.glossary: “{key}” names “{name}”, which does not exist."
            cure = "Write a path from the folder of this file."
            place = ("extra", "glossary", key)
            problems.append(matter.problem(place, "missing-file", message, cure))
    if PurePosixPath(settings.path).is_relative_to(docs):
        message = (
            f"In extra.glossary: “path” names “{settings.path}”, which lies in “{docs}”, the "
            "folder of the pages: each entry would be published twice."
        )
        cure = f"Move it out of “{docs}”, e.g. to “glossary”, and write that."
        place = ("extra", "glossary", "path")
        problems.append(matter.problem(place, "wrong-value", message, cure))
    return problems


@dataclass(frozen=True)
class SourceView:
    """What the page of sources shows of one."""

    source: Source
    pages: list[str]
    """The uris of the pages that cite it, entries last."""


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


def _check_key_terms(matter: FrontMatter, reading: Reading) -> list[Problem]:
    ids = matter.values.get("key_terms", [])
    if not isinstance(ids, list):
        cure = "Write it as a list of ids: `[one, two]`."
        return [matter.problem(("key_terms",), "wrong-type", "“key_terms” must be a list.", cure)]
    problems = []
    for index, id_ in enumerate(ids):
        if not isinstance(id_, str) or id_ not in reading.bodies:
            message = f"“key_terms” names “{id_}”, but there is no such entry."
            cure = did_you_mean(str(id_), reading.bodies, "Write the id of an entry.")
            problems.append(matter.problem(("key_terms", index), "unknown-id", message, cure))
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
