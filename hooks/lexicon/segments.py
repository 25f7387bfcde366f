"""An element tree as running text, and links put into it.

The text of a block, with the emphasis and other inline elements in it, is one *segment*: words
and sentences run across inline elements. A segment is a list of *slots*, the places in an element
tree where text stands: slot 0 of an element is its text, slot n the tail of its nth child.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from bisect import bisect_right
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from typing import Any

from markdown.util import AtomicString

from lexicon.labels import APART, BARRIER, is_simple
from lexicon.mentions import Section
from lexicon.rawhtml import NEVER_IN_CLASS, NEVER_INSIDE, widen

_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
NO_WORDS = frozenset(["claim-label", "footnote-ref", "headerlink"])
_WORDLESS = frozenset(["br", "hr", "img", "input"])

Slot = tuple[etree.Element, int]
"""An element, and which of the places for text in it: 0 its text, n the tail of its nth child."""


class Segment:
    """The running text of one block."""

    __slots__ = ("_pieces", "_text", "insets", "length", "section", "slots", "starts")

    def __init__(self, section: Section) -> None:
        self.section = section
        self.slots: list[Slot] = []
        self.starts: list[int] = []
        """Where in the text each slot's text begins."""
        self.insets: list[tuple[int, int, etree.Element]] = []
        """The elements that are not searched, such as links: where each begins and ends."""
        self.length = 0
        self._pieces: list[str] = []
        self._text: str | None = None

    @property
    def text(self) -> str:
        """The text, as in the tree; each inset is a barrier. To be read when all is added."""
        if self._text is None:
            self._text = self._pieces[0] if len(self._pieces) == 1 else "".join(self._pieces)
        return self._text

    def add(self, element: etree.Element, number: int, text: str) -> None:
        """Add the text of a slot; what another extension marked as final is not searched."""
        if isinstance(text, AtomicString):
            text = BARRIER
        self.slots.append((element, number))
        self.starts.append(self.length)
        self._pieces.append(text)
        self.length += len(text)

    def add_inset(self, element: etree.Element) -> None:
        """Add an element whose text is not searched; where it begins or ends in a word, say so."""
        shown = "" if element.get("class") in NO_WORDS else "".join(element.itertext())
        before = "_" if shown[:1].isalnum() else ""
        after = "_" if shown[-1:].isalnum() else ""
        piece = before + BARRIER + after
        self.insets.append((self.length, self.length + len(piece), element))
        self._pieces.append(piece)
        self.length += len(piece)


class Tree:
    """The element tree of a page, as segments; knows the parent of every inline element."""

    def __init__(
        self,
        root: etree.Element,
        is_block: Callable[[str], bool],
        thorough: bool = False,
        leave_out: Container[etree.Element] = (),
    ) -> None:
        """Look at the tree below `root`; thoroughly, blocks that are not searched are shown too.

        `leave_out` has blocks that hold neither a label nor a heading.
        """
        self._thorough = thorough
        self._leave_out = leave_out
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
                if (tail := element.tail) and (segment.length or tail != "\n"):
                    segment.add(parent, number, tail)
                continue
            child = element[index]
            frame[1] = index + 1
            tag = child.tag
            block = isinstance(tag, str) and self._is_block(tag)
            if block and segment.length:
                yield segment
                segment = Segment(section)
            if block and child in self._leave_out:
                if (tail := child.tail) and tail != "\n":
                    segment.add(element, index + 1, tail)
                continue
            if is_barred(child):
                if tag in _HEADINGS:
                    section = Section(child.get("id", ""), _heading_text(child))
                    segment = Segment(section)
                if not block:
                    segment.add_inset(child)
                elif self._thorough or next(child.iter("a"), None) is not None:
                    segment.insets.append((0, 0, child))
                    yield segment
                    segment = Segment(section)
                if (tail := child.tail) and (segment.length or tail != "\n"):
                    segment.add(element, index + 1, tail)
                continue
            if not block:
                self.parents[child] = (element, index)
            if (text := child.text) and (segment.length or text != "\n"):
                segment.add(child, 0, text)
            stack.append([child, 0, block])
        if segment.length:
            yield segment


_WITHIN_WORD = re.compile(rf"{BARRIER}(?<=\w{BARRIER})\w")
"""A word that runs across elements, where `BARRIER` stands between their texts."""


def units(root: etree.Element) -> Iterator[etree.Element]:
    """The blocks of a page; of lists the items, of tables the rows."""
    for block in root:
        if block.tag in ("ul", "ol", "dl"):
            yield from block
        elif block.tag == "table":
            yield from block.iter("tr")
        else:
            yield block


def plain_text(block: etree.Element) -> str | None:
    """The text of a block, its pieces apart, if its words can be told at a glance.

    They cannot where a word runs across elements, or a character may be another in folded form.
    """
    text = BARRIER.join(block.itertext())
    return None if APART in text or not is_simple(text) or _WITHIN_WORD.search(text) else text


def has_heading(block: etree.Element) -> bool:
    """Whether a block is or holds a heading."""
    return block.tag != "p" and any(element.tag in _HEADINGS for element in block.iter())


def is_barred(element: etree.Element) -> bool:
    """Whether the text of an element is never linked, or it has none."""
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
    return " ".join(unescape("".join(parts)).split())


def unescape(text: str) -> str:
    """The text without Python-Markdown's placeholders for escaped characters."""
    return re.sub(r"\x02(\d+)\x03", lambda m: chr(int(m[1])), text)


@dataclass
class Link:
    """A link to be made, from a place in one slot of an element to one in the same or a later."""

    parent: etree.Element
    first: int
    start: int
    last: int
    end: int
    entry: str


def place(
    segment: Segment, tree: Tree, start: int, end: int, entry: str, stash: list[Any]
) -> Link | None:
    """Where in the tree a link around a stretch goes; None if it would cross an element."""
    span = widen(segment.text, start, end, stash)
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
    return Link(parent, slot, start, other_slot, end, entry)


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


def rebuild(parent: etree.Element, links: list[Link], make: Callable[[str], etree.Element]) -> None:
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


def unwrap(parent: etree.Element, anchor: etree.Element) -> None:
    """Put what an element holds in its place."""
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
