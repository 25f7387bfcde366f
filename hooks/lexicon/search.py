"""What the site's search reads: the entries with all their labels, and the text of each section.

Only what an author wrote is in it. Key terms, "Where it appears" and the like are the templates',
so they cannot put a page among the results; notes are left out too, for they name sources.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from lexicon.glossary import Glossary
from lexicon.rawhtml import VOID

_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_UNREAD = frozenset(["script", "style", "svg", "template"])
_UNREAD_CLASSES = frozenset(["footnote", "footnote-ref", "headerlink"])
_INLINE = frozenset("a abbr b bdi cite code em i kbd mark q s small span strong sub sup u".split())


@dataclass
class Passage:
    """A section of a page."""

    anchor: str = ""
    """The id of its heading; empty before the first heading that has one."""

    title: str = ""
    text: str = ""


@dataclass(frozen=True)
class PageText:
    """What can be searched on a page."""

    url: str
    """The page's address, relative to the site's."""

    title: str
    entry: str | None
    """The id of the entry, where the page is one's."""

    passages: Sequence[Passage] = field(default_factory=list)


def passages(html: str) -> list[Passage]:
    """The sections of a page's content that hold any text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    for passage in reader.passages:
        passage.title = " ".join(passage.title.split())
        passage.text = " ".join(passage.text.split())
    return [passage for passage in reader.passages if passage.text]


class _Reader(HTMLParser):
    """Collects the text below each heading."""

    def __init__(self) -> None:
        super().__init__()
        self.passages = [Passage()]
        self.open: list[tuple[str, bool]] = []
        """The elements that are open, each with whether its text is left out."""

        self.in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            self._add(" ")
            return
        values = dict(attrs)
        classes = (values.get("class") or "").split()
        unread = tag in _UNREAD or not _UNREAD_CLASSES.isdisjoint(classes)
        self.open.append((tag, unread or self._unread))
        if tag in _HEADINGS and not self._unread:
            self.passages.append(Passage(values.get("id") or ""))
            self.in_heading = True
        elif tag not in _INLINE:
            self._add(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag not in (name for name, _ in self.open):
            return
        while self.open.pop()[0] != tag:
            pass
        if tag in _HEADINGS:
            self.in_heading = False
        elif tag not in _INLINE:
            self._add(" ")

    def handle_data(self, data: str) -> None:
        self._add(data)

    @property
    def _unread(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def _add(self, text: str) -> None:
        if self._unread:
            return
        if self.in_heading:
            self.passages[-1].title += text
        else:
            self.passages[-1].text += text


def entries_json(glossary: Glossary, urls: Mapping[str, str]) -> str:
    """The entries that have an address in `urls`, as JSON."""
    return _dump(
        {
            "id": id_,
            "title": entry.title,
            "labels": list(dict.fromkeys([*entry.labels, *entry.translations.values()])),
            "category": entry.category,
            "definition": entry.definition,
            "url": urls[id_],
        }
        for id_, entry in glossary.entries.items()
        if id_ in urls
    )


def passages_json(pages: Iterable[PageText]) -> str:
    """Every passage of the pages, as JSON."""
    return _dump(
        {
            "url": f"{page.url}#{passage.anchor}" if passage.anchor else page.url,
            "page": page.title,
            "title": passage.title if passage.title != page.title else "",
            "text": passage.text,
            **({"entry": page.entry} if page.entry else {}),
        }
        for page in pages
        for passage in page.passages
    )


def _dump(records: Iterable[Mapping[str, object]]) -> str:
    lines = (json.dumps(r, ensure_ascii=False, separators=(",", ":")) for r in records)
    return "[\n" + ",\n".join(lines) + "\n]\n"
