"""Entries that `lexicon new` wrote and nobody has filled in yet."""

from __future__ import annotations

from lexicon.checks.base import Found, at, check
from lexicon.create import UNFINISHED, UNFINISHED_BODY
from lexicon.project import Project


@check(
    "unfinished-entry", "error", "An entry is not filled in yet.",
    "Write the definition and the body; the other entries show how.",
)  # fmt: skip
def unfinished_entry(project: Project) -> Found:
    """Look for the words that `lexicon new` puts where the definition belongs, and no body."""
    for id_, entry in project.site.reading.glossary.entries.items():
        matter = project.site.reading.bodies[id_]
        if entry.definition.startswith(UNFINISHED):
            yield at(matter, ("definition",), f"“{entry.title}” has no definition yet.")
        elif matter.body.startswith(UNFINISHED_BODY) or not matter.body.strip():
            yield at(matter, ("title",), f"“{entry.title}” has no body yet.")
