"""Where in the Markdown of a page the words of its text stand.

Python-Markdown keeps no positions. The page is therefore rendered once more with a mark in the
words that are looked for, a character of Unicode's private use: where the mark comes out, there
the word has come out. Some words are syntax, and a mark in them changes more than itself; then
each half of the marks is tried alone, and so on, until those words are found and left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple

from lexicon.rawhtml import VOID

MOST_RENDERINGS = 60
"""How often a page is rendered at most to find the words that are syntax."""

_FIRST = 0xF0000
_MARK = re.compile("[\U000f0000-\U000ffffd]")

_SYNTAX = re.compile(
    r"^[ >\t]*(?:```|~~~|:::|--8<--).*$"  # fences, figures, snippets
    r"|^[ >\t]*(?:!!!|\?\?\?)[^\"\n]*"  # boxes
    r"|\[\^[^\]\n]*\]"  # footnotes
    r"|^ {0,3}\*?\[[^\]\n]+\]:"  # references and abbreviations
    r"|\[claim:[^\]\n]*\]"
    r"|</?[A-Za-z][\w:-]*",  # raw tags
    re.MULTILINE,
)
_PURPOSE = re.compile(r"\[\[[^\[\]|]+")
_NAMED = re.compile(r"^ {0,3}(\*?)\[([^\]\n]+)\]:", re.MULTILINE)
_LINK = re.compile(r"\[(?=\[)|(?<!\[)\[[*_`~(\"“]*(?=\w[^\]])|<a\s[^<>]*>(?=\w)", re.IGNORECASE)

_WORD_BEFORE = re.compile(r"\w*\Z")

_CODE = frozenset(["code", "pre"])


class Rendering(NamedTuple):
    """What came of rendering a page."""

    texts: list[str]
    """The stretches of its text, in the order of its element tree."""

    html: str


class Mark(NamedTuple):
    """A place in a Markdown source that is looked for."""

    point: int
    """Where in the source the mark is put."""

    origin: int
    """Where what it stands for begins."""


@dataclass
class SourceMap:
    """What came out where."""

    texts: list[list[tuple[int, int]]]
    """For each stretch of the page's text the marks in it: where, and of what origin."""

    contexts: dict[int, str] = field(default_factory=dict)
    """What the words are whose marks came out elsewhere in the page, by their origin."""

    loose: set[int] = field(default_factory=set)
    """The origins of marks that could not be put because they would have changed the page."""

    syntax: set[int] = field(default_factory=set)
    """The origins of what does not come out at all."""

    def origin(self, number: int, text: str, start: int, end: int) -> int | None:
        """Where in the source that begins which stands from `start` to `end` in a text.

        `text` is the text of that number. None if it is not known.
        """
        marks = self.texts[number]
        index = bisect_left(marks, (start, -1))
        if index < len(marks) and marks[index][0] <= end:
            return marks[index][1]
        begin = start - len(_WORD_BEFORE.search(text[:start])[0])  # type: ignore[index]
        if index and marks[index - 1][0] > begin:  # in the same word
            return marks[index - 1][1] + start - begin
        return None

    def context(self, origin: int) -> str | None:
        """What the word is that begins here, if it is looked for and not in the page's text."""
        if origin in self.syntax:
            return "in Markdown's own syntax"
        return self.contexts.get(origin)


def find(render: Callable[[str], Rendering], source: str, words: Iterable[int]) -> SourceMap:
    """Find out where the words come out that begin at these positions of `source`.

    The first words of links, and links written as `[[...]]`, are looked for too.
    """
    syntax = _inside(_SYNTAX.finditer(source))
    loose = set()
    for is_abbreviation, name in set(_NAMED.findall(source)):
        pattern = rf"\b{re.escape(name)}\b" if is_abbreviation else rf"\[{re.escape(name)}\]"
        loose |= _inside(re.finditer(pattern, source))
    wanted = {Mark(position + 1, position) for position in words}
    for link in _LINK.finditer(source):
        if source.startswith("[[", link.start()):
            wanted.add(Mark(link.start(), link.start()))
        else:
            wanted.add(Mark(link.end() + 1, link.end()))
    purpose = _inside(_PURPOSE.finditer(source))
    wanted = {mark for mark in wanted if mark.point not in purpose}
    marks = sorted(mark for mark in wanted if mark.point not in syntax | loose)
    clean = render(source).texts
    found = SourceMap([[] for _ in clean])
    found.syntax.update(mark.origin for mark in wanted if mark.point in syntax)
    found.loose.update(mark.origin for mark in wanted if mark.point in loose - syntax)
    pending, renderings = [marks], 0
    while pending:
        some = pending.pop()
        renderings += 1
        if renderings > MOST_RENDERINGS:
            found.loose.update(mark.origin for mark in some)
            continue
        shown = render(_marked(source, some))
        if [_MARK.sub("", text) for text in shown.texts] == clean:
            _collect(found, shown, some)
        elif len(some) > 1:
            pending += [some[len(some) // 2 :], some[: len(some) // 2]]
        else:
            found.loose.add(some[0].origin)
    for text in found.texts:
        text.sort()
    return found


def _inside(found: Iterable[re.Match[str]]) -> set[int]:
    """The places between the characters of what was found."""
    return {place for one in found for place in range(one.start() + 1, one.end() + 1)}


def _marked(source: str, marks: Sequence[Mark]) -> str:
    pieces, position = [], 0
    for number, mark in enumerate(marks):
        pieces += [source[position : mark.point], chr(_FIRST + number)]
        position = mark.point
    return "".join([*pieces, source[position:]])


def _collect(found: SourceMap, shown: Rendering, marks: Sequence[Mark]) -> None:
    seen = set()
    for text, known in zip(shown.texts, found.texts, strict=True):
        for number, token in enumerate(_MARK.finditer(text)):
            mark = marks[ord(token[0]) - _FIRST]
            known.append((token.start() - number, mark.origin))
            seen.add(mark)
    reader = _ContextReader(marks)
    reader.feed(shown.html)
    reader.close()
    for mark in marks:
        if mark not in seen:
            if mark in reader.contexts:
                found.contexts[mark.origin] = reader.contexts[mark]
            else:
                found.syntax.add(mark.origin)


class _ContextReader(HTMLParser):
    """Finds out in what part of a page's HTML each mark is."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        super().__init__(convert_charrefs=True)
        self._marks = marks
        self._open: list[str] = []
        self.contexts: dict[Mark, str] = {}

    def _note(self, text: str, context: str) -> None:
        for token in _MARK.finditer(text):
            number = ord(token[0]) - _FIRST
            if number < len(self._marks):
                self.contexts.setdefault(self._marks[number], context)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self._note(name + (value or ""), f"in the attribute “{name}” of <{tag}>")
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_comment(self, data: str) -> None:
        self._note(data, "in a comment")

    def handle_data(self, data: str) -> None:
        if not _CODE.isdisjoint(self._open):
            self._note(data, "in code")
        elif self._open:
            self._note(data, f"in raw HTML, inside <{self._open[-1]}>")
