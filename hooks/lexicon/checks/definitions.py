"""Definitions: short, plain, and not circular."""

from __future__ import annotations

import re

from lexicon.checks.base import Found, at, check
from lexicon.glossary import Glossary
from lexicon.labels import Text
from lexicon.project import Project

MOST_WORDS = 45
"""What a reader takes in from a card without scrolling."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_MARKDOWN = re.compile(r"\[\[|\]\(|\*\*|`|\[\^|(?<!\w)[*_][^\s*_][^*_]*[*_](?!\w)|<[a-z/]")


@check(
    "long-definition", "error", f"A definition has more than {MOST_WORDS} words.",
    "Shorten it; put the rest in the body below the front matter.",
)  # fmt: skip
def long_definition(project: Project) -> Found:
    """Count the words between spaces."""
    for id_, entry in project.site.reading.glossary.entries.items():
        count = len(entry.definition.split())
        if count > MOST_WORDS:
            matter = project.site.reading.bodies[id_]
            message = f"The definition has {count} words; {MOST_WORDS} are allowed."
            yield at(matter, ("definition",), message)


@check(
    "circular-definition", "error", "A definition uses the term that it defines.",
    "Say it in other words.",
)  # fmt: skip
def circular_definition(project: Project) -> Found:
    """Look for the entry's own labels, in any form, in the first sentence of its definition.

    The first sentence says what the term is; it may open with the term ("CUDA is ..."). The
    second may use what the first has explained ("Prices are counted in tokens").
    """
    for id_, entry in project.site.reading.glossary.entries.items():
        matcher = Glossary({id_: entry}).matcher
        text = Text(_SENTENCE.split(entry.definition, maxsplit=1)[0])
        found = [match for match in matcher.find(text) if match.start > 0]
        if found:
            words = text.plain[found[0].start : found[0].end]
            matter = project.site.reading.bodies[id_]
            message = f"The definition of “{entry.title}” uses “{words}”."
            yield at(matter, ("definition",), message)


@check(
    "definition-markup", "error", "A definition holds Markdown or HTML, which is shown as it is.",
    "Write plain words; put links and emphasis in the body.",
)  # fmt: skip
def definition_markup(project: Project) -> Found:
    """Look for brackets, asterisks, back-ticks and tags."""
    for id_, entry in project.site.reading.glossary.entries.items():
        if found := _MARKDOWN.search(entry.definition):
            matter = project.site.reading.bodies[id_]
            yield at(matter, ("definition",), f"The definition holds “{found[0]}”.")
