"""Link the terms of a glossary in Markdown: an extension of Python-Markdown.

    from markdown import Markdown
    from lexicon.linking import LinkingExtension

    Markdown(extensions=[LinkingExtension(glossary=glossary)]).convert(text)

or, where extensions are named in a configuration file, `lexicon.linking` with the option
`folder: glossary`; see `standalone`.

The work is done on the element tree, after everything else has made of it what it will. Labels
are matched in the running text of a block (see `segments`); a link is put around a match where
both of its ends can be brought into one element, and nothing but text and anchors changes.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as etree
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, NamedTuple

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, ETX, INLINE_PLACEHOLDER_RE, STX
from pydantic import BaseModel, ConfigDict

from lexicon import lazy, rawhtml
from lexicon.addresses import relative, resolve
from lexicon.entry import validate
from lexicon.frontmatter import FrontMatter
from lexicon.glossary import Frequency, Glossary, Settings
from lexicon.labels import BARRIER, SOFT_HYPHENS, Text, forms, is_simple
from lexicon.matcher import Match, Matcher
from lexicon.mentions import CONTEXT, Mention, Section
from lexicon.problems import Problem, did_you_mean
from lexicon.rawhtml import RawHtml
from lexicon.segments import (
    NO_WORDS,
    Link,
    Segment,
    Tree,
    has_heading,
    place,
    plain_text,
    rebuild,
    unescape,
    units,
    unwrap,
)

if TYPE_CHECKING:
    from markdown import Markdown

    from lexicon import standalone
else:
    standalone = lazy.module("lexicon.standalone")

CLASS = "glossary-term"


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
        glossary: Glossary,
        settings: Settings | None = None,
        href: Callable[[str, str], str] | None = None,
    ) -> None:
        """Prepare to link the terms of `glossary`.

        `href` makes the final address of an entry from its id and the uri of the page; without
        it a link leads to the entry's source file, relative to the page, for the generator to
        resolve.
        """
        super().__init__()
        self.glossary = glossary
        self.settings = settings or Settings()
        self.unlinked = {id_ for id_, entry in glossary.entries.items() if not entry.autolink}
        """The ids of the entries that are linked only on purpose."""
        self.company = {
            id_: Matcher({k: (f,) for word in entry.context for k, f in forms(id_, word).items()})
            for id_, entry in glossary.entries.items()
            if entry.context
        }
        """For an entry that is linked only in the company of other words, those words."""
        self.page = Page()
        self.trace: Trace | None = None
        """Where to note every decision, for `lexicon explain`; None for not at all."""
        self.reset()
        self._folder = ("", "")  # a page, and the way from it to the folder with the entries
        self.href = href
        """Makes the final address of an entry. It is set when generators have resolved the
        others, which for each link means to look for the file behind it."""
        self.anchors: list[etree.Element] = []
        """Those on the page that wait for their final address."""

    def _source_file(self, entry: str, page: str) -> str:
        if self._folder[0] != page:
            folder = relative(self.settings.path, page)
            self._folder = page, "" if folder == "." else folder + "/"
        return f"{self._folder[1]}{entry}.md"

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the processors, and start a new outcome."""
        self.reset()
        md.registerExtension(self)
        # After all that brings text in (snippets 32) or takes it away (raw HTML 20).
        md.preprocessors.register(WrittenLinks(md, self), "glossary-links", 0)
        # After all that changes text or structure (smarty 6, toc 5, tabs 4, titles 1) and before
        # escapes and relative addresses are resolved (both 0).
        md.treeprocessors.register(Linker(md, self), "glossary", 0.5)
        # After relative addresses are resolved.
        md.treeprocessors.register(Addresses(md, self), "glossary-addresses", -1)

    def reset(self) -> None:
        """Forget what was found; Python-Markdown calls this between documents."""
        self.outcome = Outcome()
        self.anchors = []
        self.written = False
        """Whether the page holds a link written as `[[...]]`."""

    @property
    def own(self) -> str | None:
        """The id of the entry whose page this is, or None."""
        return self.target(self.page.uri.rpartition("/")[2])

    def anchor(self, entry: str) -> etree.Element:
        """The element that links to an entry, without its text."""
        anchor = etree.Element("a")
        anchor.set("class", CLASS)
        anchor.set("data-term", entry)
        if self.href:
            anchor.set("href", "#")
            self.anchors.append(anchor)
        else:
            anchor.set("href", self._source_file(entry, self.page.uri))
        definition = self.glossary.entries[entry].definition
        # Python-Markdown leaves an ampersand alone where it seems to begin an entity; this
        # stands for one that is taken as it is
        if "&" in definition:
            definition = definition.replace("&", AMP_SUBSTITUTE + "amp;")
        anchor.set("title", definition)
        return anchor

    def _may_be_entry(self, href: str) -> bool:
        """Whether a link names the folder with the entries, or need not."""
        folder = self.settings.path.rpartition("/")[2] + "/"
        return folder in href or "%" in href or folder in self.page.uri

    def target(self, href: str) -> str | None:
        """The id of the entry that a link on the page leads to, or None."""
        if not href or href[0] == "#" or ":" in href or not self._may_be_entry(href):
            return None
        uri = resolve(href, self.page.uri)
        if uri is None or not uri.startswith(self.settings.path + "/"):
            return None
        id_ = uri.removeprefix(self.settings.path + "/").removesuffix(".md").rstrip("/")
        return id_ if id_ in self.glossary.entries else None


def makeExtension(**config: Any) -> LinkingExtension:  # noqa: N802 - Python-Markdown's name
    """Make the extension from options alone; Python-Markdown calls this."""
    return standalone.StandaloneExtension(**config)


_WRITTEN = (
    r"\[\[([^\[\]|\n]+(?:\n[^\[\]|\n]+)?)"  # [[label
    r"(?:\|((?:[^\[\]]|\[(?!\[)|\](?!\]))+))?\]\]"  # |text]]
)


class WrittenLinks(Preprocessor):
    """Sees to it that `[[...]]` is read on a page that has it, and costs nothing on others.

    It is read after links, images and raw HTML (90), in whose addresses and attributes it is
    text, and before emphasis (60); before references (170) where its label is also that of a
    reference, which would take the inner brackets.
    """

    def __init__(self, md: Markdown, extension: LinkingExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, lines: list[str]) -> list[str]:
        """Register the patterns or take them away; see Python-Markdown's Preprocessor."""
        patterns = self.md.inlinePatterns
        wanted = any("[[" in line for line in lines)
        for name, priority, early in (
            ("glossary-link", 86, False),
            ("glossary-link-early", 171, True),
        ):
            if wanted and name not in patterns:
                patterns.register(WrittenLink(self.md, self._extension, early), name, priority)
            elif not wanted and name in patterns:
                patterns.deregister(name)
        return lines


UNKNOWN = re.compile(r"\[\[[^\[\]]*\]\]")


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
        label = html.unescape(unescape(self.unescape(written)))
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
        anchor.text = _escape(label.strip()) if text is None else text.strip()
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
                if unescape(self.unescape(token[0])) == "|":
                    return written[: token.start()], written[token.end() :]
        return written, text


def _escape(text: str) -> str:
    """The text with all that could be Markdown in it written as Python-Markdown escapes it."""
    return re.sub(r"[^\w\s]|_", lambda m: f"{STX}{ord(m[0])}{ETX}", text)


# --- linking -------------------------------------------------------------------------------


class Verdict(Enum):
    """What becomes of a mention, and why."""

    LINKED = auto()
    WRITTEN = auto()
    """The author wrote the link."""
    ALREADY = auto()
    """The entry is mentioned earlier."""
    OWN = auto()
    """It stands on the entry's own page."""
    SKIPPED = auto()
    """The page skips the entry."""
    UNLINKED = auto()
    """The entry says `autolink: false`."""
    COMPANY = auto()
    """None of the words stands by that the entry asks for."""
    CROSSES = auto()
    """A link would cross the edge of an element."""


class Found(NamedTuple):
    """A match, or a link of the author's, placed in the text of its segment."""

    start: int
    end: int
    entry: str
    written: bool = False


@dataclass
class Trace:
    """What was looked at on a page, and every decision."""

    segments: list[Segment] = field(default_factory=list)
    stash: list[Any] = field(default_factory=list)
    """The raw HTML of the page, as Python-Markdown keeps it."""

    decisions: list[tuple[Segment, Found, Verdict]] = field(default_factory=list)


class Linker(Treeprocessor):
    """Links the mentions on a page."""

    def __init__(self, md: Markdown, extension: LinkingExtension) -> None:
        super().__init__(md)
        self.extension = extension
        self._blocks = frozenset(md.block_level_elements)
        self._by_hand = False
        """Whether the page holds a link of the author's to an entry, outside raw HTML."""

    def run(self, root: etree.Element) -> None:
        """Change the tree; see Python-Markdown's Treeprocessor."""
        extension, page, stash = (
            self.extension,
            self.extension.page,
            self.md.htmlStash.rawHtmlBlocks,
        )
        own = extension.own
        if extension.written:
            _dissolve(root, own, list(Tree(root, self._blocks.__contains__).segments()), stash)
        self._by_hand = extension.written or any(
            extension.target(anchor.get("href") or "") for anchor in root.iter("a")
        )
        thorough = extension.trace is not None
        leave_out = set() if thorough or self._by_hand else self._idle(root)
        tree = Tree(root, self._blocks.__contains__, thorough, leave_out)
        segments = list(tree.segments())
        if extension.trace is not None:
            extension.trace.segments, extension.trace.stash = segments, stash
        links: dict[etree.Element, list[Link]] = {}
        never = extension.unlinked | page.skip
        frequency = page.link or extension.settings.link
        mentioned: set[str] = set()  # on the page
        linked: set[str] = set()  # so far, and not to be linked again
        section: Section | None = None
        for segment, found in zip(segments, self._events(segments), strict=True):
            if frequency == "first-per-section" and segment.section is not section:
                section = segment.section
                linked.clear()
            for event in found:
                entry = event.entry
                verdict, link = Verdict.LINKED, None
                if entry == own:
                    verdict = Verdict.OWN
                elif event.written:
                    verdict = Verdict.WRITTEN
                elif entry in linked:
                    verdict = Verdict.ALREADY
                elif entry in never:
                    verdict = Verdict.SKIPPED if entry in page.skip else Verdict.UNLINKED
                elif not self._in_company(entry, segment):
                    verdict = Verdict.COMPANY
                elif (link := place(segment, tree, *event[:3], stash)) is None:
                    verdict = Verdict.CROSSES
                else:
                    links.setdefault(link.parent, []).append(link)
                if extension.trace is not None:
                    extension.trace.decisions.append((segment, event, verdict))
                if verdict is not Verdict.LINKED and verdict is not Verdict.WRITTEN:
                    continue
                if frequency != "every":
                    linked.add(entry)
                if entry not in mentioned:
                    mentioned.add(entry)
                    extension.outcome.mentions.append(self._mention(segment, event))
        for parent, placed in links.items():
            rebuild(parent, placed, extension.anchor)

    def _idle(self, root: etree.Element) -> set[etree.Element]:
        """The blocks of a page in which no label and no heading stands: often most of them."""
        if not self.extension.glossary.matcher.has_few_forms:
            return set()
        texts = {
            block: text
            for block in units(root)
            if isinstance(block.tag, str)
            and block.tag in self._blocks
            and not has_heading(block)
            and (text := plain_text(block)) is not None
        }
        free = self.extension.glossary.matcher.free_of_labels(list(texts.values()))
        return {block for block, is_free in zip(texts, free, strict=True) if is_free}

    def _events(self, segments: list[Segment]) -> list[list[Found]]:
        """For each segment the author's links and the matches in it, in the order of its text."""
        found = self._search(segments) if self.extension.page.enabled else [[] for _ in segments]
        for index, segment in enumerate(segments):
            if written := self._written(segment):
                found[index] = sorted([*written, *found[index]])
        return found

    def _written(self, segment: Segment) -> list[Found]:
        target = self.extension.target
        written = [
            Found(start, end, entry, written=True)
            for start, end, inset in (segment.insets if self._by_hand else ())
            for anchor in inset.iter("a")
            if (entry := anchor.get("data-term") or target(anchor.get("href") or ""))
            and entry in self.extension.glossary.entries
        ]
        if STX in segment.text:
            written += [
                Found(position, position, entry, written=True)
                for position, href in rawhtml.links(segment.text, self.md.htmlStash.rawHtmlBlocks)
                if (entry := target(href))
            ]
        return written

    def _search(self, segments: list[Segment]) -> list[list[Found]]:
        """The matches in each segment.

        What is simple is searched in one piece: most segments are short, and there are many.
        """
        found: list[list[Found]] = [[] for _ in segments]
        texts = [segment.text for segment in segments]
        inside = rawhtml.open_elements(texts, self.md.htmlStash.rawHtmlBlocks)
        simple, starts, position = [], [], 0
        for index, text in enumerate(texts):
            if not text:
                continue
            if is_simple(text) and index not in inside:
                simple.append(index)
                starts.append(position)
                position += len(text) + 1
            else:
                found[index] = self._search_one(text, inside.get(index))
        joined = Text(BARRIER.join(texts[index] for index in simple))
        same = joined.same
        for match in self.extension.glossary.matcher.find(joined):
            start, end, form = match
            if not same:
                start, end = joined.start(start), joined.end(end)
            nth = bisect_right(starts, start) - 1
            offset = starts[nth]
            found[simple[nth]].append(Found(start - offset, end - offset, form.entry))
        if self.extension.outcome.unknown:
            # nothing inside [[...]] that leads nowhere: the author wanted another link there
            for index, text in enumerate(texts):
                spans = [unknown.span() for unknown in UNKNOWN.finditer(text)]
                found[index] = [
                    f for f in found[index] if not any(a <= f.start < b for a, b in spans)
                ]
        return found

    def _search_one(self, source: str, inside: str | None) -> list[Found]:
        if rawhtml.TOKEN.fullmatch(source):
            return []
        stash, find = self.md.htmlStash.rawHtmlBlocks, self.extension.glossary.matcher.find
        text = Text(source, RawHtml(stash, inside).read, hidden=bool(inside))
        found = [_found(text, match) for match in find(text)]
        if not text.plain.isascii() and any(hyphen in text.plain for hyphen in SOFT_HYPHENS):
            joined = Text(
                source, RawHtml(stash, inside).read, soft_hyphens="join", hidden=bool(inside)
            )
            found = _leftmost_longest([*found, *(_found(joined, match) for match in find(joined))])
        return found

    def _in_company(self, entry: str, segment: Segment) -> bool:
        """Whether a mention in the segment stands beside a word that its entry asks for."""
        wanted = self.extension.company.get(entry)
        if wanted is None:
            return True
        around = (self._show(segment, 0, segment.length), segment.section.title)
        return any(wanted.find(Text(text)) for text in around)

    def _mention(self, segment: Segment, found: Found) -> Mention:
        start, end, entry, _ = found
        text = segment.text
        if segment.insets or STX in text:
            before = self._show(segment, max(0, start - CONTEXT), start)
            words = self._show(segment, start, end)
            text = before + words + self._show(segment, end, end + CONTEXT)
            start, end = len(before), len(before) + len(words)
        return Mention(entry, self.extension.page.uri, segment.section, text, start, end)

    def _show(self, segment: Segment, start: int, end: int) -> str:
        """The text of a stretch of a segment as a reader sees it."""
        source = segment.text
        shown = []
        for first, last, inset in segment.insets:
            if first >= end or last <= start:
                continue
            shown.append(source[start:first])
            if inset.get("class") not in NO_WORDS:
                shown.append("".join(inset.itertext()))
            start = last
        text = "".join([*shown, source[start:end]])
        if STX not in text and "\x03" not in text:
            return text
        raw = RawHtml(self.md.htmlStash.rawHtmlBlocks)
        text = rawhtml.TOKEN.sub(lambda token: raw.read(token[0]) or "", text)
        return re.sub(r"^[^\x02\x03]*\x03|\x02[^\x02\x03]*$", "", text)


class Addresses(Treeprocessor):
    """Gives the links to entries their final addresses."""

    def __init__(self, md: Markdown, extension: LinkingExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, root: etree.Element) -> None:
        """Change the anchors; see Python-Markdown's Treeprocessor."""
        href, page = self.extension.href, self.extension.page.uri
        if href:
            for anchor in self.extension.anchors:
                anchor.set("href", href(anchor.get("data-term", ""), page))


def _found(text: Text, match: Match) -> Found:
    return Found(text.start(match.start), text.end(match.end), match.form.entry)


def _leftmost_longest(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for one in sorted(set(found), key=lambda f: (f.start, -f.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _dissolve(
    root: etree.Element, own: str | None, segments: list[Segment], stash: list[Any]
) -> None:
    """Take away written links that lead to the page itself or stand inside another link."""
    parents = {child: parent for parent in root.iter() for child in parent}

    def is_written(element: etree.Element) -> bool:
        return element.tag == "a" and element.get("class") == CLASS

    nested = [inner for outer in root.iter("a") for inner in outer.iter("a") if inner is not outer]
    inside = rawhtml.open_elements([segment.text for segment in segments], stash)
    for index, segment in enumerate(segments):
        raw = RawHtml(stash, inside.get(index))
        position = 0
        for place_, _, inset in segment.insets:
            for token in rawhtml.TOKEN.finditer(segment.text, position, place_):
                raw.read(token[0])
            position = place_
            if raw.inside == "a":
                nested.append(inset)
    for anchor in [a for a in root.iter("a") if a.get("data-term") == own] + nested:
        if is_written(anchor) and parents.get(anchor) is not None:
            unwrap(parents.pop(anchor), anchor)
