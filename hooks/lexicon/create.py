"""Write a new entry for a contributor to fill in."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass, field

import yaml

from lexicon.glossary import Reading
from lexicon.problems import Names

UNFINISHED = "Write one or two plain sentences that say what it is"
"""How the definition of a new entry begins; a check asks for what belongs there."""

UNFINISHED_BODY = "Write 80 to 250 words: how it works, why it matters here."
"""How the body of a new entry begins."""

_BODY = f"""\
{UNFINISHED_BODY} Cite every figure and date.

**Common confusion:** write what it is often taken for, and why it is not that.
"""


class TakenError(Exception):
    """A label, an id or a former id belongs to an entry already; the text says where."""


@dataclass(frozen=True)
class Draft:
    """What is known of an entry before it is written."""

    title: str
    abbreviation: str | None = None
    aliases: tuple[str, ...] = ()
    category: str | None = None
    definition: str | None = None
    day: datetime.date = field(default_factory=datetime.date.today)

    @property
    def id(self) -> str:
        """The id that the title gives: `Chain of thought` makes `chain-of-thought`."""
        plain = unicodedata.normalize("NFKD", self.title).encode("ascii", "ignore").decode()
        plain = plain.lower().replace("&", " and ").replace("+", " plus ").replace("'", "")
        return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label that it claims."""
        return (self.title, *((self.abbreviation,) if self.abbreviation else ()), *self.aliases)

    def text(self) -> str:
        """The file's text: valid front matter, and a body to write over."""
        values = {
            "title": self.title,
            "abbreviation": self.abbreviation,
            "aliases": list(self.aliases) or None,
            "definition": self.definition or f"{UNFINISHED}; at most 45 words.",
            "category": self.category,
            "reviewed": self.day,
        }
        lines = "".join(_yaml(key, value) for key, value in values.items() if value is not None)
        return f"---\n{lines}---\n{_BODY}"


def _yaml(key: str, value: object) -> str:
    flow = isinstance(value, list)
    shown = yaml.safe_dump(
        {key: value}, allow_unicode=True, sort_keys=False, width=10_000,
        default_flow_style=flow,
    )  # fmt: skip
    return shown.strip()[1:-1] + "\n" if flow else shown


def refuse_taken(draft: Draft, reading: Reading, folder: str) -> None:
    """Raise TakenError if a label, or the id, of the draft belongs to an entry already."""
    owners = {old: id_ for id_, e in reading.glossary.entries.items() for old in e.redirects}
    owners |= {id_: id_ for id_ in (*reading.bodies, "index")}
    for label in draft.labels:
        if id_ := reading.glossary.find(label):
            raise TakenError(f"“{label}” has an entry already: {_place(reading, id_, label)}.")
    if id_ := owners.get(draft.id):
        message = f"The address “{draft.id}” belongs to {folder}/{id_}.md already."
        raise TakenError(f"{message} Write another title.")


def _place(reading: Reading, id_: str, label: str) -> str:
    """File and line of the label in the entry that has it, or of the title."""
    matter, entry = reading.bodies[id_], reading.glossary.entries[id_]
    place: tuple[str | int, ...] = ("title",)
    if label == entry.abbreviation:
        place = ("abbreviation",)
    elif label in entry.aliases:
        place = ("aliases", entry.aliases.index(label))
    return f"{matter.path}, line {matter.position(place)[0]} (“{entry.title}”)"


def alike(draft: Draft, reading: Reading) -> list[str]:
    """Labels of the glossary that look like one of the draft's, best first."""
    entries = reading.glossary.entries.values()
    names = Names(label for entry in entries for label in entry.labels)
    found = (name for label in draft.labels for name in names.nearest(label))
    return list(dict.fromkeys(found))
