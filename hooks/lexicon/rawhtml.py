"""Raw HTML in the text of a Markdown document, as far as it decides what may be linked.

Python-Markdown keeps raw inline HTML and entities in a stash, and a placeholder for each in the
text: between two placeholders there may be the inside of a written `<kbd>`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from markdown.util import ETX, STX

from lexicon.labels import BARRIER

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

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())

_TAG = re.compile(
    r"<(/?)([A-Za-z][^\s/>]*+)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>|<!--.*?-->", re.DOTALL
)
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_STASHED = re.compile(r"\x02wzxhzdk:(\d+)\x03")
_ESCAPED = re.compile(r"\x02(\d{1,7})\x03")
_LAST_TOKEN = re.compile(r"\x02wzxhzdk:\d+\x03$")
TOKEN = re.compile(r"\x02[^\x02\x03]*\x03")


class RawHtml:
    """Reads the placeholders in the text of a segment, and follows the raw tags among them.

    Call `read` with each placeholder in the order of the text.
    """

    def __init__(self, stash: list[Any], inside: str | None = None) -> None:
        """Begin a segment; `inside` is the barred element that is open where it begins."""
        self._stash = stash
        self.inside = inside
        """The raw element that is open and whose text is not searched."""
        self.unmatched: list[str] = []
        """The barred elements closed here that were not opened here."""
        self._depth = 1 if inside else 0

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
            elif not name or (name in TRANSPARENT and not is_barred_class(tag[3])):
                continue
            elif closing or name in VOID:
                shown = BARRIER
                if closing and name in NEVER_INSIDE:
                    self.unmatched.append(name)
            else:
                shown = BARRIER
                if name in NEVER_INSIDE or is_barred_class(tag[3]):
                    self.inside, self._depth = name, 1
        if not raw.startswith("<"):
            shown = BARRIER
        return None if self.inside else shown


def open_elements(texts: Sequence[str], stash: list[Any]) -> dict[int, str]:
    """The barred raw element that is open where a segment begins, for those where one is.

    `texts` are those of the segments of a page. What is opened in one segment and never closed
    ends with it; what is closed in a later one holds all between them.
    """
    closed_in: dict[str, int] = {}
    tagged = [
        index
        for index, text in enumerate(texts)
        if STX in text and any(_is_end(found, stash) for found in _STASHED.finditer(text))
    ]
    for index in tagged:
        raw = RawHtml(stash)
        for token in _STASHED.finditer(texts[index]):
            raw.read(token[0])
        closed_in.update(dict.fromkeys(raw.unmatched, index))
    if not closed_in:
        return {}
    found: dict[int, str] = {}
    inside: str | None = None
    for index, text in enumerate(texts):
        if inside:
            found[index] = inside
        raw = RawHtml(stash, inside)
        for token in _STASHED.finditer(text):
            raw.read(token[0])
        inside = raw.inside if raw.inside and closed_in.get(raw.inside, -1) > index else None
    return found


def _is_end(token: re.Match[str], stash: list[Any]) -> bool:
    raw = stash[int(token[1])] if int(token[1]) < len(stash) else None
    return isinstance(raw, str) and raw.startswith("</") and raw[2:-1].lower() in NEVER_INSIDE


def _attribute(attributes: str | None, name: str) -> str:
    """The value of an attribute in the text of a raw tag; empty where it has none."""
    for found in _ATTRIBUTE.finditer(attributes or ""):
        if found[1].lower() == name:
            return html.unescape(found[2] or found[3] or found[4] or "")
    return ""


def is_barred_class(attributes: str | None) -> bool:
    """Whether a raw tag with these attributes has a class whose text is never linked."""
    return not NEVER_IN_CLASS.isdisjoint(_attribute(attributes, "class").split())


def links(source: str, stash: list[Any]) -> Iterator[tuple[int, str]]:
    """The position and the address of each raw link in the text of a segment."""
    for token in _STASHED.finditer(source):
        raw = stash[int(token[1])] if int(token[1]) < len(stash) else None
        if isinstance(raw, str) and raw[:2].lower() == "<a" and (tag := _TAG.match(raw)):
            yield token.start(), _attribute(tag[3], "href")


def widen(source: str, start: int, end: int, stash: list[Any]) -> tuple[int, int] | None:
    """The stretch, widened over raw tags right beside it if need be, so that all are paired."""
    beside = source[start - 1 : start] == ETX or source[end : end + 1] == STX
    if not beside and STX not in source[start:end]:
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
            if tag[2] and tag[2].lower() not in VOID:
                depth += -1 if tag[1] else 1
                if depth < 0:
                    return False
    return depth == 0
