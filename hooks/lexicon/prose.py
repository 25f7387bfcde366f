"""The blocks of a Markdown source, and its plain words, each in its place.

The checks that look at what an author wrote need the line of it, which a rendered page has
lost. This is no Markdown parser: it tells running text from code, tables from paragraphs, and
blanks out what a reader does not read, character for character, so that every position holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Kind = Literal["text", "item", "row", "heading", "note", "code", "html"]

_FENCE = re.compile(r"^\s*(?P<mark>`{3,}|~{3,})")
_HEADING = re.compile(r"^#{1,6}\s")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_NOTE = re.compile(r"^\[\^[^\]]+\]:|^\*\[[^\]]+\]:|^\[[^\]]+\]:\s")
_ROW = re.compile(r"^\s*\|")
_HTML = re.compile(r"^</?[a-zA-Z!]")
_BLOCK_MARK = re.compile(r"^\s*(?:!!!|\?\?\?\+?|===)\s")

_MASKED = re.compile(
    r"<!--.*?-->"  # comments
    r"|(?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`)"  # code
    r"|\[\^[^\]\s]+\]"  # citations
    r"|</?[a-zA-Z][^<>]*>"  # tags
    r"|(?<=\])\([^()\s]*(?:\s+\"[^\"]*\")?\)"  # the address of a link
    r"|(?<=\])\{[^{}]*\}|(?<=\))\{[^{}]*\}"  # attribute lists
    r"|https?://[^\s<>()]+",
    re.DOTALL,
)


_CODE = re.compile(r"(?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`)|<!--.*?-->", re.DOTALL)


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def without_code(source: str) -> str:
    """A Markdown text with blanks for the code and the comments in it."""
    return _CODE.sub(_blank, source)


@dataclass(frozen=True)
class Block:
    """A stretch of Markdown: a paragraph, a list item, a row of a table, a heading, ..."""

    kind: Kind
    line: int
    """The line of the file on which it begins, counted from 1."""

    source: str

    @cached_property
    def words(self) -> str:
        """The text as it is read; blanks stand for code, addresses, tags and citations."""
        return _MASKED.sub(_blank, self.source)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column in the file, counted from 1, of a place in `source`."""
        before = self.source[:offset]
        return self.line + before.count("\n"), offset - before.rfind("\n")


def blocks(body: str, first_line: int) -> list[Block]:
    """The blocks of a Markdown text that begins at `first_line` of its file."""
    return list(_split(body.split("\n"), first_line))


def _split(lines: list[str], first_line: int) -> Iterator[Block]:
    index = 0
    while index < len(lines):
        line = lines[index]
        if not line.strip():
            index += 1
            continue
        end = _end(lines, index)
        kind = _kind(line)
        yield Block(kind, first_line + index, "\n".join(lines[index:end]))
        index = end


def _kind(line: str) -> Kind:
    tests: tuple[tuple[re.Pattern[str], Kind], ...] = (
        (_FENCE, "code"), (_HEADING, "heading"), (_NOTE, "note"),
        (_ROW, "row"), (_ITEM, "item"), (_HTML, "html"), (_BLOCK_MARK, "heading"),
    )  # fmt: skip
    return next((kind for pattern, kind in tests if pattern.match(line)), "text")


def _end(lines: list[str], start: int) -> int:
    """The index of the line after the block that begins at `start`."""
    if fence := _FENCE.match(lines[start]):
        closing = re.compile(rf"^\s*{re.escape(fence['mark'])}+\s*$")
        inside = range(start + 1, len(lines))
        return next((n + 1 for n in inside if closing.match(lines[n])), len(lines))
    kind = _kind(lines[start])
    if kind in ("heading", "row"):
        return start + 1
    if kind == "html" and not re.match(r"^</?(?:a|b|em|i|kbd|span|strong|sub|sup)\b", lines[start]):
        return next((n for n in range(start + 1, len(lines)) if not lines[n].strip()), len(lines))
    end = start + 1
    while end < len(lines) and lines[end].strip() and _kind(lines[end]) == "text":
        end += 1
    return end
