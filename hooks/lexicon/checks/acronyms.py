"""Acronyms that a reader is left alone with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lexicon.checks.base import Found, check, within
from lexicon.project import Page, Project
from lexicon.prose import Block

OFTEN = 3
"""How often an acronym may stand on a page before it has to be explained there."""

_ACRONYM = re.compile(r"(?<![\w.&/@#-])[A-Z]{2,6}(?=s?(?![\w-]|\.\w))")
_EVERYDAY = frozenset(
    """AD AI AM API BBC BC CEO CNN CPU EU FAQ GDP IBM ID IT OK PC PDF PM TV UK UN UPS URL US USA
    USB""".split()
)
"""What a newspaper does not explain."""

_UNITS = frozenset("KB MB GB TB PB KW MW GW TW KHZ MHZ GHZ TOPS".split())

_SPELT_OUT = re.compile(
    r"\(\s*(?:the\s+)?(?P<inside>[A-Z]{2,6})s?\b[^()]*\)"  # Bureau of Industry (BIS)
    r"|\b(?P<before>[A-Z]{2,6})s?\s*\(\s*\w[^()]*\s[^()]*\)"  # BIS (Bureau of Industry)
    r"|\b(?P<called>[A-Z]{2,6})s?,\s+(?:short for|or|which stands for|the|an?)\s"
)
_ABBR = re.compile(r"^\*\[(?P<name>[^\]]+)\]:", re.MULTILINE)


@check(
    "unexplained-acronym", "warning", f"An acronym stands on a page {OFTEN} times or more, "
    "and is neither spelt out there nor a label of an entry.",
    "Spell it out at its first use, e.g. “Bureau of Industry and Security (BIS)”, "
    "or write an entry for it with `lexicon new`.",
)  # fmt: skip
def unexplained_acronym(project: Project) -> Found:
    """Count words of two to six capitals that no entry has and the page does not spell out."""
    find = project.site.reading.glossary.find
    for page in project.pages:
        counts = Counter(word for _, _, word in _acronyms(page))
        explained = _explained(page)
        for word, count in counts.items():
            if count >= OFTEN and word not in explained and find(word) is None:
                block, offset = next((b, o) for b, o, w in _acronyms(page) if w == word)
                message = f"“{word}” stands here {count} times and is not explained."
                yield within(page, block, offset, message)


def _acronyms(page: Page) -> Iterator[tuple[Block, int, str]]:
    for block in page.blocks:
        if block.kind in ("text", "item", "row"):
            for found in _ACRONYM.finditer(block.words):
                if found[0] not in _EVERYDAY | _UNITS:
                    yield block, found.start(), found[0]


def _explained(page: Page) -> set[str]:
    spelt = {
        word
        for block in page.blocks
        for found in _SPELT_OUT.finditer(block.words)
        for word in found.groups()
        if word
    }
    return spelt | {found["name"] for found in _ABBR.finditer(page.matter.body)}
