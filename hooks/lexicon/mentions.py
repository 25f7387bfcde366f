"""Where terms are mentioned, and the sentence around each mention."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

CONTEXT = 400
"""How many characters on either side of a mention are looked at to find its sentence."""

LONGEST_SIDE = 180
"""How many characters of a sentence are shown on either side of the mention."""

LONGEST_ABBREVIATION = 8
"""How many characters before a full stop are looked at to tell an abbreviation by."""

_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9\u00c0-\u00de])|[。！？]|\x1a\n")
_ABBREVIATION = re.compile(
    r"(?:\b[A-Z]|\b(?:e\.g|i\.e|etc|vs|cf|al|approx|ca|no|Nos?|Dr|Mr|Mrs|Ms|Prof|St|Inc|Ltd|Co|Corp|Fig|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|U\.S|U\.K))\.\s+$"
)


class Section(NamedTuple):
    """A heading and what follows it, up to the next heading."""

    id: str
    """The heading's id in the page, or the empty string where it has none."""

    title: str
    """The heading's text; empty before the first heading."""


class Mention(NamedTuple):
    """The first mention of an entry on a page."""

    entry: str
    """The id of the entry."""

    page: str
    """The uri of the page."""

    section: Section
    """The section it stands in."""

    text: str
    """The text around it, of the same paragraph, as a reader sees it."""

    start: int
    """Where in the text the mention begins."""

    end: int
    """Where it ends."""

    @property
    def words(self) -> str:
        """The words that are the mention."""
        return self.text[self.start : self.end]

    @property
    def sentence(self) -> tuple[str, str, str]:
        """The sentence around the mention: what comes before it, its words, what comes after."""
        text, start, end = self.text, self.start, self.end
        return (
            _shorten_left(_last_sentence(text[max(0, start - CONTEXT) : start])),
            self.words,
            _shorten_right(_first_sentence(text[end : end + CONTEXT])),
        )


def _ends(text: str) -> Iterator[int]:
    """Where the sentences of a text end, the last left out."""
    for end in _END.finditer(text):
        if not _ABBREVIATION.search(text, max(0, end.start() - LONGEST_ABBREVIATION), end.end()):
            yield end.end()


def _last_sentence(text: str) -> str:
    start = max(_ends(text), default=0)
    return _one_line(text[start:]).lstrip()


def _first_sentence(text: str) -> str:
    # a full stop at the very end of the text has nothing after it to tell it by, and needs none
    return _one_line(text[: next(_ends(text), None)]).rstrip()


def _one_line(text: str) -> str:
    text = text.replace("\x1a", "")
    line = " ".join(text.split())
    return " " * text[:1].isspace() + line + " " * (bool(line) and text[-1].isspace())


def _shorten_left(text: str) -> str:
    if len(text) <= LONGEST_SIDE:
        return text
    return "… " + text[-LONGEST_SIDE:].split(" ", 1)[-1]


def _shorten_right(text: str) -> str:
    if len(text) <= LONGEST_SIDE:
        return text
    return text[:LONGEST_SIDE].rsplit(" ", 1)[0] + " …"


def backlinks(pages: Iterable[Iterable[Mention]]) -> Mapping[str, tuple[Mention, ...]]:
    """For each entry that is mentioned, its mentions in the order of the pages."""
    found: dict[str, list[Mention]] = {}
    for mentions in pages:
        for mention in mentions:
            found.setdefault(mention.entry, []).append(mention)
    return {entry: tuple(mentions) for entry, mentions in found.items()}
