"""The bibliography, and citations of it in Markdown.

`[^source-id]` is a footnote whose text comes from the bibliography. The work is left to
Python-Markdown's own extension for footnotes: this one only adds the definitions of those that
the page cites and does not define itself. Both must be enabled.
"""

from __future__ import annotations

import datetime
import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from lexicon import frontmatter
from lexicon.entry import Id, Plain, validate
from lexicon.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from markdown import Markdown

_DATE = re.compile(r"^(?:\d{4}(?:-\d{2}(?:-\d{2})?)?)$")
MONTHS = (
    "January February March April May June July August September October November December".split()
)


def _date(text: str) -> str:
    try:
        datetime.date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        valid = text == "n.d."
    else:
        valid = bool(_DATE.match(text))
    if not valid:
        cure = {"cure": "Write it as 2026-04-24, 2026-04 or 2026; n.d. if the source has none."}
        raise PydanticCustomError("bad-date", "is no date", cure)
    return text


def _address(text: str) -> str:
    if not text.startswith(("https://", "http://")) or re.search(r"\s", text):
        cure = {"cure": "Copy it from the browser: it begins with https://."}
        raise PydanticCustomError("bad-address", "is no web address", cure)
    return text


Kind = Literal["primary", "press", "analysis", "blog"]


class Source(BaseModel):
    """One publication that the site cites."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Id = Field(description="What a citation names: [^id].")
    title: Plain = Field(description="The title of the document, as it has it.")
    publisher: Plain = Field(description="Who published it.")
    date: Annotated[str, AfterValidator(_date)] = Field(
        description="Of publication: year, year-month, year-month-day, or n.d. where it has none."
    )
    url: Annotated[Plain, AfterValidator(_address)]
    kind: Kind
    archived: Annotated[Plain, AfterValidator(_address)] | None = Field(
        None, description="Where an archived copy stands, if known."
    )

    @property
    def sort_key(self) -> tuple[str, str]:
        """What sorts sources from the oldest to the newest; those without a date come first."""
        return ("" if self.date == "n.d." else self.date, self.id)

    @property
    def written_date(self) -> str:
        """The date as a sentence writes it: 24 April 2026, April 2026, 2026; or no date."""
        if self.date == "n.d.":
            return "no date"
        year, *rest = self.date.split("-")
        parts = [str(int(rest[1]))] if len(rest) == 2 else []
        if rest:
            parts.append(MONTHS[int(rest[0]) - 1])
        return " ".join([*parts, year])


Bibliography = Mapping[str, Source]
"""The sources by id, in the order of the file."""


def read(file: Path, name: str) -> tuple[Bibliography, list[Problem]]:
    """Read the file that lists the sources; `name` is its path in the repository, for messages.

    A source with a problem is left out. Raises OSError if the file cannot be read.
    """
    text = frontmatter.decode(name, file.read_bytes())
    if isinstance(text, Problem):
        return {}, [text]
    matter, problems = frontmatter.read_list(name, text)
    sources: dict[str, Source] = {}
    for index, values in enumerate(matter.values.get("items", [])):
        if isinstance(values, dict) and isinstance(date := values.get("date"), int | datetime.date):
            values["date"] = str(date)  # YAML reads an unquoted date as one
        source, more = validate(Source, matter, values, ("items", index))
        problems += more
        if source is None:
            continue
        if source.id in sources:
            message, cure = f"The source “{source.id}” is listed twice.", "Delete one of the two."
            problems.append(matter.problem(("items", index, "id"), "duplicate-id", message, cure))
        sources.setdefault(source.id, source)
    return sources, problems


class CitationExtension(Extension):
    """Lets a page cite the bibliography with `[^source-id]`."""

    def __init__(self, sources: Bibliography | None = None, **config: Any) -> None:
        """Prepare to cite `sources`, or else those in the file that the option `file` names.

        Raises OSError if that file is wanted and cannot be read.
        """
        self.config = {"file": ["", "The YAML file with the sources."]}
        super().__init__(**config)
        file = self.getConfig("file")
        if sources is None:
            sources = read(Path(file), file)[0] if file else {}
        self.sources: Bibliography = sources
        self.cited: list[str] = []
        self.unknown: list[str] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the processor between those that collect and that write footnotes."""
        md.registerExtension(self)
        self.reset()
        # Blocks are parsed, so the page's own footnotes are known; 50 writes them.
        md.treeprocessors.register(_Citations(md, self), "citations", 51)
        # Footnotes are in the tree (50), and inline patterns (20) are still to come.
        md.treeprocessors.register(_Notes(md, self), "citation-notes", 49)
        # Inline patterns (20) have made the marks.
        md.treeprocessors.register(_Marks(md), "citation-marks", 15)

    def reset(self) -> None:
        """Forget what was cited; Python-Markdown calls this between documents."""
        self.cited = []
        """The ids of the sources that the page cites, in the order of the text."""
        self.unknown = []
        """The ids in `[^...]` that are in no footnote and not in the bibliography."""

    def problems(self, path: str, body: str, first_line: int) -> list[Problem]:
        """A problem for each unknown id; `body` is the Markdown, which begins at `first_line`."""
        found = []
        file = self.getConfig("file") or "the bibliography"
        for id_ in dict.fromkeys(self.unknown):
            place = max(body.find(f"[^{id_}]"), 0)
            line = first_line + body.count("\n", 0, place)
            column = place - body.rfind("\n", 0, place)
            message = f"“[^{id_}]” cites nothing: it is no footnote of the page and no source."
            cure = did_you_mean(id_, self.sources, f"Add the source to {file}.")
            found.append(Problem(path, line, column, "unknown-source", message, cure))
        return found


def makeExtension(**config: Any) -> CitationExtension:  # noqa: N802 - Python-Markdown's name
    """Make the extension from options alone; Python-Markdown calls this."""
    return CitationExtension(**config)


_REFERENCE = re.compile(r"(?<!\\)\[\^([^\]\s]+)\]")
_CODE = re.compile(r"(?<![\\`])(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
THIN_SPACE = "\u2009"
_TOKEN = "\x02citation:{}\x03"


def _footnotes(md: Markdown) -> FootnoteExtension | None:
    for extension in md.registeredExtensions:
        if isinstance(extension, FootnoteExtension):
            return extension
    return None


class _Citations(Treeprocessor):
    def __init__(self, md: Markdown, extension: CitationExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, root: etree.Element) -> None:
        footnotes = _footnotes(self.md)
        if footnotes is None or not any("[^" in text for text in root.itertext()):
            return
        own = list(footnotes.footnotes.values())
        for text in [*_texts(root), *own]:
            for reference in _REFERENCE.finditer(_CODE.sub("", text)):
                id_ = reference[1]
                if id_ in self.extension.sources:
                    if id_ not in self.extension.cited:
                        self.extension.cited.append(id_)
                    if id_ not in footnotes.footnotes:
                        footnotes.setFootnote(id_, _TOKEN.format(id_))
                elif id_ not in footnotes.footnotes:
                    self.extension.unknown.append(id_)


def _texts(root: etree.Element) -> Iterator[str]:
    """The texts of the tree in which inline Markdown is still to be read, in order."""
    if root.tag in ("code", "pre"):
        return
    if root.text and not isinstance(root.text, AtomicString):
        yield root.text
    for child in root:
        yield from _texts(child)
        if child.tail and not isinstance(child.tail, AtomicString):
            yield child.tail


class _Notes(Treeprocessor):
    """Writes each cited source into its footnote, as elements: it is not read as Markdown."""

    def __init__(self, md: Markdown, extension: CitationExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, root: etree.Element) -> None:
        for id_ in self.extension.cited:
            token = _TOKEN.format(id_)
            for paragraph in root.iter("p"):
                if paragraph.text and paragraph.text.startswith(token):
                    rest = paragraph.text.removeprefix(token)
                    paragraph.text = ""
                    note = note_element(self.extension.sources[id_])
                    note.tail = rest
                    paragraph.insert(0, note)
                    break


class _Marks(Treeprocessor):
    """Keeps the marks of two footnotes in a row apart: 24 and 25 are not 2425."""

    def run(self, root: etree.Element) -> None:
        if not any(map(_is_mark, root.iter("sup"))):
            return
        for parent in root.iter():
            for mark, following in pairwise(parent):
                if not mark.tail and _is_mark(mark) and _is_mark(following):
                    mark.tail = THIN_SPACE


def _is_mark(element: etree.Element) -> bool:
    return element.tag == "sup" and element.get("id", "").startswith("fnref")


def note_element(source: Source) -> etree.Element:
    """The text of a source's footnote: its title as a link, publisher, date and kind."""
    note = etree.Element("span", {"class": f"source source--{source.kind} no-glossary"})
    link = etree.SubElement(note, "a", {"href": source.url, "rel": "external"})
    link.text = AtomicString(source.title)
    about = f". {source.publisher}, {source.written_date}"
    link.tail = AtomicString(about + (" (primary source)." if source.kind == "primary" else "."))
    return note
