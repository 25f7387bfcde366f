"""Link the terms of a glossary in Markdown: an extension of Python-Markdown.

    from markdown import Markdown
    from lexicon.linking import LinkingExtension

    Markdown(extensions=[LinkingExtension(glossary=glossary)]).convert(text)

or, where extensions are named in a configuration file, `lexicon.linking` with the option
`folder: glossary`.

The work is done on the element tree, after everything else has made of it what it will. The
text of a block, with the emphasis and other inline elements in it, is one *segment*: words and
sentences run across inline elements. A segment is a list of *slots*, the places in an element
tree where text stands: slot 0 of an element is its text, slot n the tail of its nth child.
Labels are matched in the text of the segment; a link is put around a match where both of its
ends can be brought into one element, and nothing but text and anchors changes.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as etree
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, ETX, INLINE_PLACEHOLDER_RE, STX, AtomicString
from pydantic import BaseModel, ConfigDict

from lexicon.addresses import relative, resolve
from lexicon.entry import validate
from lexicon.frontmatter import FrontMatter
from lexicon.glossary import Frequency, Glossary, Settings, read
from lexicon.labels import BARRIER, SOFT_HYPHENS, Text
from lexicon.matcher import Match, Matcher
from lexicon.mentions import CONTEXT, Mention, Section
from lexicon.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from markdown import Markdown

CLASS = "glossary-term"

NEVER_INSIDE = frozenset(
    """h1 h2 h3 h4 h5 h6 a abbr button code kbd label math pre samp script style summary svg
    textarea var audio canvas iframe noscript object option select template title video""".split()
)
"""Elements whose text is never linked."""

NEVER_IN_CLASS = frozenset(
    "no-glossary admonition-title arithmatex headerlink keys tabbed-labels toc".split()
)
"""Classes of elements whose text is never linked: the author's own, and what other extensions
write that is no running text."""

TRANSPARENT = frozenset(
    """b bdi bdo big cite del dfn em font i ins mark nobr q s small span strike strong sub sup
    time tt u wbr""".split()
)
"""Raw inline HTML elements that a word may run across."""

_VOID = frozenset("""area base br col embed hr img input link meta source track wbr""".split())
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_NO_WORDS = frozenset(["claim-label", "footnote-ref", "headerlink"])
_WORDLESS = frozenset(["br", "hr", "img", "input"])


@dataclass(frozen=True)
class Page:
    """What the linker needs to know of the page at hand."""

    uri: str = "index.md"
    """Where the page stands in the site's source tree."""

    enabled: bool = True
    """False: only what the author wrote as `[[...]]` is linked."""

    skip: frozenset[str] = frozenset()
    """The ids of entries that are not linked on this page."""

    link: Frequency | None = None
    """How often a term is linked, where the page wants other than the site."""


class PageOptions(BaseModel):
    """What a page may say under `glossary:` in its front matter, besides `false`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    skip: tuple[str, ...] = ()
    link: Frequency | None = None


def page_at(uri: str, matter: FrontMatter, glossary: Glossary) -> tuple[Page, list[Problem]]:
    """The page with this uri and front matter; where that is wrong, the page without options."""
    values = matter.values.get("glossary", True)
    if isinstance(values, bool):
        return Page(uri, enabled=values), []
    options, problems = validate(PageOptions, matter, values, ("glossary",))
    if options is None:
        return Page(uri), problems
    for index, id_ in enumerate(options.skip):
        if id_ not in glossary.entries:
            message = f"“skip” names “{id_}”, but there is no such entry."
            cure = did_you_mean(id_, glossary.entries, "Write the id of an entry.")
            problems.append(
                matter.problem(("glossary", "skip", index), "unknown-id", message, cure)
            )
    return Page(uri, skip=frozenset(options.skip), link=options.link), problems


@dataclass
class Outcome:
    """What the linker found on a page."""

    mentions: list[Mention] = field(default_factory=list)
    """The first mention of each entry, in the order of the text."""

    unknown: list[str] = field(default_factory=list)
    """The labels in `[[...]]` that lead to no entry, as written."""

    def problems(self, path: str, body: str, first_line: int, glossary: Glossary) -> list[Problem]:
        """A warning for each unknown label; `body`, the Markdown, begins at `first_line`."""
        found = []
        offset = 0
        for label in self.unknown:
            place = max(body.find("[[" + label, offset), 0)
            offset = place + 2
            line = first_line + body.count("\n", 0, place)
            column = place - body.rfind("\n", 0, place)
            message = f"“[[{label}]]” leads nowhere: no entry has this label or id."
            cure = did_you_mean(
                label, glossary.names, f"Write an entry for it, or “{label}” alone."
            )
            found.append(Problem(path, line, column, "unknown-label", message, cure, "warning"))
        return found


class LinkingExtension(Extension):
    """The extension; one instance serves many pages, each set as `page` before it is rendered."""

    def __init__(
        self,
        glossary: Glossary | None = None,
        settings: Settings | None = None,
        href: Callable[[str, str], str] | None = None,
        matcher: Matcher | None = None,
        **config: Any,
    ) -> None:
        """Prepare to link the terms of `glossary`, or of the entries in the option `folder`.

        `href` makes the address of an entry from its id and the uri of the page; by default it
        is the entry's source file, relative to the page. `matcher` is the glossary's, where it
        exists already.

        Raises OSError if the folder cannot be read.
        """
        self.config = {
            "folder": ["", "The folder with the entries, where no glossary is given."],
            "link": ["first-per-page", "How often a term is linked."],
            "address": ["", "What an entry's address looks like, e.g. /glossary/{id}/."],
        }
        super().__init__(**config)
        settings = settings or Settings(link=self.getConfig("link"))
        if glossary is None:
            folder = self.getConfig("folder")
            glossary = (
                read(Path(folder), settings.path, settings).glossary if folder else Glossary()
            )
        self.glossary = glossary
        self.settings = settings
        self.matcher = matcher or Matcher(glossary)
        self.page = Page()
        self.reset()
        pattern: str = self.getConfig("address")
        self._href: Callable[[str, str], str]
        if pattern:
            self._href = lambda entry, page: pattern.replace("{id}", entry)
        else:
            self._href = href or (lambda entry, page: relative(f"{settings.path}/{entry}.md", page))

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the two processors, and start a new outcome."""
        self.reset()
        md.registerExtension(self)
        # After links, images and raw HTML (90), in whose addresses and attributes [[...]] is
        # text, and before emphasis (60). Where the label is also that of a reference, which
        # would take the inner brackets, before references (170).
        md.inlinePatterns.register(WrittenLink(md, self), "glossary-link", 86)
        md.inlinePatterns.register(WrittenLink(md, self, True), "glossary-link-early", 171)
        # After all that changes text or structure (smarty 6, toc 5, tabs 4, titles 1) and before
        # escapes and relative addresses are resolved (both 0).
        md.treeprocessors.register(Linker(md, self), "glossary", 0.5)

    def reset(self) -> None:
        """Forget what was found; Python-Markdown calls this between documents."""
        self.outcome = Outcome()
        self.written = False
        """Whether the page holds a link written as `[[...]]`."""

    def anchor(self, entry: str) -> etree.Element:
        """The element that links to an entry, without its text."""
        anchor = etree.Element("a")
        anchor.set("class", CLASS)
        anchor.set("data-term", entry)
        anchor.set("href", self._href(entry, self.page.uri))
        # Python-Markdown leaves an ampersand alone where it seems to begin an entity; this
        # stands for one that is taken as it is
        definition = self.glossary.entries[entry].definition
        anchor.set("title", definition.replace("&", AMP_SUBSTITUTE + "amp;"))
        return anchor

    def target(self, href: str) -> str | None:
        """The id of the entry that a link on the page leads to, or None."""
        uri = resolve(href, self.page.uri)
        if uri is None or not uri.startswith(self.settings.path + "/"):
            return None
        id_ = uri.removeprefix(self.settings.path + "/").removesuffix(".md").rstrip("/")
        return id_ if id_ in self.glossary.entries else None


def makeExtension(**config: Any) -> LinkingExtension:  # noqa: N802 - Python-Markdown's name
    """Make the extension from options alone; Python-Markdown calls this."""
    return LinkingExtension(**config)


_WRITTEN = (
    r"\[\[([^\[\]|\n]+(?:\n[^\[\]|\n]+)?)"  # [[label
    r"(?:\|((?:[^\[\]]|\[(?!\[)|\](?!\]))+))?\]\]"  # |text]]
)


_UNKNOWN = re.compile(r"\[\[[^\[\]]*\]\]")


class WrittenLink(InlineProcessor):
    """`[[label]]` and `[[label|text]]`. What leads to no entry stays as it is, and is noted."""

    def __init__(self, md: Markdown, extension: LinkingExtension, references: bool = False) -> None:
        """Read them all, or only those whose label is also that of a reference of the page."""
        super().__init__(_WRITTEN, md)
        self.extension = extension
        self.references = references

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | None, int | None, int | None]:
        """Make the link; see Python-Markdown's InlineProcessor."""
        written, text = self._split(m)
        if self.references and written.strip().lower() not in self.md.references:
            return None, None, None
        label = html.unescape(_unescape(self.unescape(written)))
        entry = self.extension.glossary.find(label)
        if entry is None:
            if not self.references:
                self.extension.outcome.unknown.append(label)
            return None, None, None
        if text is not None and self._holds_link(text):
            return None, None, None
        self.extension.written = True
        anchor = self.extension.anchor(entry)
        # a label is literal text, save its entities; a text of the author's own is Markdown
        anchor.text = _escape(label) if text is None else text
        return anchor, m.start(), m.end()

    def _holds_link(self, text: str) -> bool:
        stashed = self.md.treeprocessors["inline"].stashed_nodes  # type: ignore[attr-defined]
        nodes = [stashed.get(found[1]) for found in INLINE_PLACEHOLDER_RE.finditer(text)]
        return any(
            isinstance(n, etree.Element) and next(n.iter("a"), None) is not None for n in nodes
        )

    def _split(self, m: re.Match[str]) -> tuple[str, str | None]:
        """The label and the text; in a table the bar between them is escaped."""
        written, text = m[1], m[2]
        if text is None and STX in written:
            for token in re.finditer(r"\x02[^\x02\x03]*\x03", written):
                if _unescape(self.unescape(token[0])) == "|":
                    return written[: token.start()], written[token.end() :]
        return written, text


def _escape(text: str) -> str:
    """The text with all that could be Markdown in it written as Python-Markdown escapes it."""
    return re.sub(r"[^\w\s]|_", lambda m: f"{STX}{ord(m[0])}{ETX}", text)


def _unescape(text: str) -> str:
    return re.sub(r"\x02(\d+)\x03", lambda m: chr(int(m[1])), text)


# --- segments ------------------------------------------------------------------------------

Slot = tuple[etree.Element, int]
"""An element, and which of the places for text in it: 0 its text, n the tail of its nth child."""


@dataclass
class Segment:
    """The running text of one block."""

    section: Section
    slots: list[Slot] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """Where in the text each slot's text begins."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    insets: list[tuple[int, int, etree.Element]] = field(default_factory=list)
    """The elements inside that are not searched, such as links: where each begins and ends."""

    @property
    def text(self) -> str:
        """The text, as in the tree; each inset is one barrier."""
        return "".join(self.pieces) if len(self.pieces) != 1 else self.pieces[0]

    def add(self, element: etree.Element, number: int, text: str) -> None:
        """Add the text of a slot; what another extension marked as final is not searched."""
        self.slots.append((element, number))
        self.starts.append(self.length)
        if isinstance(text, AtomicString):
            text = BARRIER
        self.pieces.append(text)
        self.length += len(text)

    def add_inset(self, element: etree.Element) -> None:
        """Add an element whose text is not searched; where it begins or ends in a word, say so."""
        shown = "" if element.get("class") in _NO_WORDS else "".join(element.itertext())
        before = "_" if shown[:1].isalnum() else ""
        after = "_" if shown[-1:].isalnum() else ""
        piece = before + BARRIER + after
        self.insets.append((self.length, self.length + len(piece), element))
        self.pieces.append(piece)
        self.length += len(piece)


class Tree:
    """The element tree of a page, as segments; knows the parent of every inline element."""

    def __init__(self, root: etree.Element, is_block: Callable[[str], bool]) -> None:
        self._is_block = is_block
        self.parents: dict[etree.Element, Slot] = {}
        """For an inline element, its parent and which child of it the element is."""
        self._root = root

    def segments(self) -> Iterator[Segment]:
        """The segments of the page in the order of its text, empty ones left out."""
        section = Section("", "")
        segment = Segment(section)
        if self._root.text:
            segment.add(self._root, 0, self._root.text)
        stack: list[list[Any]] = [[self._root, 0, True]]
        while stack:
            frame = stack[-1]
            element, index, block = frame
            if index == len(element):
                stack.pop()
                if not stack:
                    break
                parent, number, _ = stack[-1]
                if block:
                    if segment.length:
                        yield segment
                    segment = Segment(section)
                if element.tail:
                    segment.add(parent, number, element.tail)
                continue
            child = element[index]
            frame[1] = index + 1
            tag = child.tag
            block = isinstance(tag, str) and self._is_block(tag)
            if block and segment.length:
                yield segment
                segment = Segment(section)
            if _is_barred(child):
                if tag in _HEADINGS:
                    section = Section(child.get("id", ""), _heading_text(child))
                    segment = Segment(section)
                if block:
                    segment.insets.append((0, 0, child))
                    yield segment
                    segment = Segment(section)
                else:
                    segment.add_inset(child)
                if child.tail:
                    segment.add(element, index + 1, child.tail)
                continue
            if not block:
                self.parents[child] = (element, index)
            if child.text:
                segment.add(child, 0, child.text)
            stack.append([child, 0, block])
        if segment.length:
            yield segment


def _is_barred(element: etree.Element) -> bool:
    tag = element.tag
    if not isinstance(tag, str) or tag in NEVER_INSIDE or tag in _WORDLESS:
        return True
    if not element.attrib:
        return False
    return not NEVER_IN_CLASS.isdisjoint(element.get("class", "").split())


def _heading_text(heading: etree.Element) -> str:
    """The text of a heading without the links that a table of contents adds to it."""
    parts = [heading.text or ""]
    for child in heading:
        if child.get("class") != "headerlink":
            parts.extend(child.itertext())
        parts.append(child.tail or "")
    return " ".join(_unescape("".join(parts)).split())


# --- raw HTML inside a segment -------------------------------------------------------------

_TAG = re.compile(
    r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>|<!--.*?-->", re.DOTALL
)
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_STASHED = re.compile(r"\x02wzxhzdk:(\d+)\x03")
_ESCAPED = re.compile(r"\x02(\d{1,7})\x03")
_LAST_TOKEN = re.compile(r"\x02wzxhzdk:\d+\x03$")
_TOKEN = re.compile(r"\x02[^\x02\x03]*\x03")


class RawHtml:
    """Reads the placeholders in the text of a segment, and follows the raw tags among them.

    Call `read` with each placeholder in the order of the text.
    """

    def __init__(self, stash: list[Any]) -> None:
        self._stash = stash
        self.inside: str | None = None
        """The raw element that is open and whose text is not searched."""
        self._depth = 0

    def read(self, token: str) -> str | None:
        """What a placeholder stands for, or None if what follows it is not to be searched."""
        if escaped := _ESCAPED.fullmatch(token):
            code = int(escaped[1])
            text = chr(code) if code < 0x110000 else BARRIER
            return None if self.inside else text
        stashed = _STASHED.fullmatch(token)
        if stashed is None or int(stashed[1]) >= len(self._stash):
            return None if self.inside else BARRIER
        raw = self._stash[int(stashed[1])]
        if not isinstance(raw, str):
            return None if self.inside else BARRIER
        if raw.startswith("&"):
            return None if self.inside else html.unescape(raw)
        return self._follow(raw)

    def _follow(self, raw: str) -> str | None:
        shown = ""
        for tag in _TAG.finditer(raw):
            closing, name = tag[1] == "/", (tag[2] or "").lower()
            if self.inside:
                if name == self.inside:
                    self._depth += -1 if closing else 1
                    if self._depth == 0:
                        self.inside = None
                        shown = BARRIER
            elif not name or (name in TRANSPARENT and not _barred_class(tag[3])):
                continue
            elif closing or name in _VOID:
                shown = BARRIER
            else:
                shown = BARRIER
                if name in NEVER_INSIDE or _barred_class(tag[3]):
                    self.inside, self._depth = name, 1
        if not raw.startswith("<"):
            shown = BARRIER
        return None if self.inside else shown


def _attribute(attributes: str | None, name: str) -> str:
    """The value of an attribute in the text of a raw tag; empty where it has none."""
    for found in _ATTRIBUTE.finditer(attributes or ""):
        if found[1].lower() == name:
            return html.unescape(found[2] or found[3] or found[4] or "")
    return ""


def _barred_class(attributes: str | None) -> bool:
    return not NEVER_IN_CLASS.isdisjoint(_attribute(attributes, "class").split())


def _raw_links(source: str, stash: list[Any]) -> Iterator[tuple[int, str]]:
    """The position and the address of each raw link in the text of a segment."""
    for token in _STASHED.finditer(source):
        raw = stash[int(token[1])] if int(token[1]) < len(stash) else None
        if isinstance(raw, str) and raw[:2].lower() == "<a" and (tag := _TAG.match(raw)):
            yield token.start(), _attribute(tag[3], "href")


def _widen(source: str, start: int, end: int, stash: list[Any]) -> tuple[int, int] | None:
    """The stretch, widened over raw tags right beside it if need be, so that all are paired."""
    if STX not in source:
        return start, end
    befores, afters = [start], [end]
    while (token := _LAST_TOKEN.search(source[max(0, befores[-1] - 24) : befores[-1]])) and len(
        befores
    ) < 4:
        befores.append(befores[-1] - len(token[0]))
    while (token := _STASHED.match(source, afters[-1])) and len(afters) < 4:
        afters.append(token.end())
    for before, after in product(befores, afters):
        if _balanced(source[before:after], stash):
            return before, after
    return None


def _balanced(source: str, stash: list[Any]) -> bool:
    """Whether every raw tag opened in a stretch of a segment is closed in it, and the reverse."""
    depth = 0
    for token in _STASHED.finditer(source):
        raw = stash[int(token[1])] if int(token[1]) < len(stash) else ""
        for tag in _TAG.finditer(raw if isinstance(raw, str) else ""):
            if tag[2] and tag[2].lower() not in _VOID:
                depth += -1 if tag[1] else 1
                if depth < 0:
                    return False
    return depth == 0


# --- linking -------------------------------------------------------------------------------


@dataclass
class _Link:
    """A link to be made, from a place in one slot of an element to one in the same or a later."""

    parent: etree.Element
    first: int
    start: int
    last: int
    end: int
    entry: str


class Linker(Treeprocessor):
    """Links the mentions on a page."""

    def __init__(self, md: Markdown, extension: LinkingExtension) -> None:
        super().__init__(md)
        self.extension = extension
        self._blocks = frozenset(md.block_level_elements)

    def run(self, root: etree.Element) -> None:
        """Change the tree; see Python-Markdown's Treeprocessor."""
        extension, page = self.extension, self.extension.page
        entries = extension.glossary.entries
        own = extension.target("/".join(page.uri.split("/")[-1:]))
        if extension.written:
            tree = Tree(root, self._blocks.__contains__)
            _dissolve(root, own, tree, self.md.htmlStash.rawHtmlBlocks)
        frequency = page.link or extension.settings.link
        tree = Tree(root, self._blocks.__contains__)
        links: dict[etree.Element, list[_Link]] = {}
        linked: set[str] = set()
        mentioned: set[str] = set()
        section: Section | None = None
        for segment in tree.segments():
            if frequency == "first-per-section" and segment.section is not section:
                section = segment.section
                linked.clear()
            source = segment.text
            for event in self._events(segment, source):
                if event.written:
                    entry = event.entry
                    if entry == own:
                        continue
                    span = (event.start, event.end)
                else:
                    entry, span = event.entry, (event.start, event.end)
                    if entry == own or entry in page.skip or not entries[entry].autolink:
                        continue
                    if entry in linked and frequency != "every":
                        continue
                    link = _place(segment, tree, event, self.md.htmlStash.rawHtmlBlocks)
                    if link is None:
                        continue
                    links.setdefault(link.parent, []).append(link)
                linked.add(entry)
                if entry not in mentioned:
                    mentioned.add(entry)
                    extension.outcome.mentions.append(self._mention(entry, segment, source, *span))
        for parent, found in links.items():
            _rebuild(parent, found, extension.anchor)

    def _events(self, segment: Segment, source: str) -> list[_Found]:
        """The author's links and the matches in a segment, in the order of its text."""
        written = [
            _Found(start, end, entry, written=True)
            for start, end, inset in segment.insets
            for anchor in inset.iter("a")
            if (entry := anchor.get("data-term") or self.extension.target(anchor.get("href") or ""))
            and entry in self.extension.glossary.entries
        ]
        found = self._search(source) if self.extension.page.enabled else []
        if STX in source:
            written += [
                _Found(position, position, entry, written=True)
                for position, href in _raw_links(source, self.md.htmlStash.rawHtmlBlocks)
                if (entry := self.extension.target(href))
            ]
        if not written:
            return found
        return sorted([*written, *found], key=lambda event: event.start)

    def _search(self, source: str) -> list[_Found]:
        if not source:
            return []
        find = self.extension.matcher.find
        if STX not in source:
            text = Text(source)
        elif _TOKEN.fullmatch(source):
            return []
        else:
            text = Text(source, RawHtml(self.md.htmlStash.rawHtmlBlocks).read)
        found = [_found(text, match) for match in find(text)]
        if not text.plain.isascii() and any(hyphen in text.plain for hyphen in SOFT_HYPHENS):
            raw = RawHtml(self.md.htmlStash.rawHtmlBlocks)
            joined = Text(source, raw.read, soft_hyphens="join")
            found = _leftmost_longest([*found, *(_found(joined, m) for m in find(joined))])
        if found and self.extension.outcome.unknown:
            # nothing inside [[...]] that leads nowhere: the author wanted another link there
            spans = [unknown.span() for unknown in _UNKNOWN.finditer(source)]
            found = [f for f in found if not any(a <= f.start < b for a, b in spans)]
        return found

    def _mention(self, entry: str, segment: Segment, source: str, start: int, end: int) -> Mention:
        before = self._show(segment, source, max(0, start - CONTEXT), start)
        words = self._show(segment, source, start, end)
        after = self._show(segment, source, end, end + CONTEXT)
        return Mention(entry, self.extension.page.uri, segment.section, before, words, after)

    def _show(self, segment: Segment, source: str, start: int, end: int) -> str:
        """The text of a stretch of a segment as a reader sees it."""
        shown = []
        for first, last, inset in segment.insets:
            if first >= end or last <= start:
                continue
            shown.append(source[start:first])
            if inset.get("class") not in _NO_WORDS:
                shown.append("".join(inset.itertext()))
            start = last
        text = "".join([*shown, source[start:end]])
        if STX not in text and "\x03" not in text:
            return text
        raw = RawHtml(self.md.htmlStash.rawHtmlBlocks)
        text = _TOKEN.sub(lambda token: raw.read(token[0]) or "", text)
        return re.sub(r"^[^\x02\x03]*\x03|\x02[^\x02\x03]*$", "", text)


@dataclass(frozen=True)
class _Found:
    """A match, or a link of the author's, placed in the text of its segment."""

    start: int
    end: int
    entry: str
    written: bool = False


def _found(text: Text, match: Match) -> _Found:
    return _Found(text.start(match.start), text.end(match.end), match.form.entry)


def _leftmost_longest(found: list[_Found]) -> list[_Found]:
    kept: list[_Found] = []
    for one in sorted(set(found), key=lambda f: (f.start, -f.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _place(segment: Segment, tree: Tree, found: _Found, stash: list[Any]) -> _Link | None:
    """Where in the tree a link around a match goes; None if it would cross an element."""
    span = _widen(segment.text, found.start, found.end, stash)
    if span is None:
        return None
    first = bisect_right(segment.starts, span[0]) - 1
    last = bisect_right(segment.starts, span[1] - 1) - 1
    start, end = span[0] - segment.starts[first], span[1] - segment.starts[last]
    (parent, slot), (other, other_slot) = segment.slots[first], segment.slots[last]
    if parent is not other:
        climbed = _meet(tree, (parent, slot, start), (other, other_slot, end))
        if climbed is None:
            return None
        parent, slot, start, other_slot, end = climbed
    return _Link(parent, slot, start, other_slot, end, found.entry)


def _meet(
    tree: Tree, start: tuple[etree.Element, int, int], end: tuple[etree.Element, int, int]
) -> tuple[etree.Element, int, int, int, int] | None:
    """Climb from two places out of inline elements, at their very edges only, to one element."""
    starts = {}
    parent, slot, offset = start
    while True:
        starts[parent] = (slot, offset)
        if slot or offset or parent not in tree.parents:
            break
        parent, slot = tree.parents[parent]
        offset = len(_slot_text(parent, slot))
    parent, slot, offset = end
    while parent not in starts:
        at_edge = slot == len(parent) and offset == len(_slot_text(parent, slot))
        if not at_edge or parent not in tree.parents:
            return None
        parent, index = tree.parents[parent]
        slot, offset = index + 1, 0
    return parent, *starts[parent], slot, offset


def _slot_text(element: etree.Element, slot: int) -> str:
    return (element[slot - 1].tail if slot else element.text) or ""


def _rebuild(
    parent: etree.Element, links: list[_Link], make: Callable[[str], etree.Element]
) -> None:
    """Put links, which stand in order and do not overlap, around text and children of `parent`."""
    children = list(parent)
    texts = [_slot_text(parent, slot) for slot in range(len(children) + 1)]
    parent[:] = []
    parent.text = ""

    def write(text: str, into: etree.Element, after: etree.Element | None) -> None:
        if after is None:
            into.text = (into.text or "") + text
        else:
            after.tail = (after.tail or "") + text

    slot, offset = 0, 0
    after: etree.Element | None = None

    def advance(
        into: etree.Element, previous: etree.Element | None, to_slot: int, to: int
    ) -> etree.Element | None:
        """Move text and children up to a place into an element; return the last child moved."""
        nonlocal slot, offset
        while slot < to_slot:
            write(texts[slot][offset:], into, previous)
            previous = children[slot]
            previous.tail = ""
            into.append(previous)
            slot, offset = slot + 1, 0
        write(texts[slot][offset:to], into, previous)
        offset = to
        return previous

    for link in links:
        after = advance(parent, after, link.first, link.start)
        anchor = make(link.entry)
        parent.append(anchor)
        advance(anchor, None, link.last, link.end)
        after = anchor
    advance(parent, after, len(children), len(texts[-1]))


def _dissolve(root: etree.Element, own: str | None, tree: Tree, stash: list[Any]) -> None:
    """Take away written links that lead to the page itself or stand inside another link."""
    parents = {child: parent for parent in root.iter() for child in parent}

    def is_written(element: etree.Element) -> bool:
        return element.tag == "a" and element.get("class") == CLASS

    nested = [inner for outer in root.iter("a") for inner in outer.iter("a") if inner is not outer]
    for segment in tree.segments():
        raw = RawHtml(stash)
        position = 0
        for place, _, inset in segment.insets:
            for token in _STASHED.finditer(segment.text, position, place):
                raw.read(token[0])
            position = place
            if raw.inside == "a":
                nested.append(inset)
    for anchor in [a for a in root.iter("a") if a.get("data-term") == own] + nested:
        if is_written(anchor) and parents.get(anchor) is not None:
            _unwrap(parents.pop(anchor), anchor)


def _unwrap(parent: etree.Element, anchor: etree.Element) -> None:
    index = list(parent).index(anchor)
    children = list(anchor)
    if children:
        children[-1].tail = (children[-1].tail or "") + (anchor.tail or "")
        text = anchor.text or ""
    else:
        text = (anchor.text or "") + (anchor.tail or "")
    if index:
        parent[index - 1].tail = (parent[index - 1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent[index : index + 1] = children
