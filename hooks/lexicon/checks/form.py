"""The form of the files: what an editor leaves behind and a machine can mend."""

from __future__ import annotations

import re

from lexicon.checks.base import Finding, Fix, Found, check
from lexicon.project import Project

_TRAILING = re.compile(r"(?<=\S)(?: |\t| {3,})$")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")


@check(
    "line-ends", "warning", "A file has Windows line ends or a byte order mark.",
    "Save it as UTF-8 with Unix line ends (LF), without a byte order mark.", fixable=True,
)  # fmt: skip
def line_ends(project: Project) -> Found:
    """Look at the bytes of every source file."""
    for path, text in _sources(project):
        if "\r" in text or text.startswith("\ufeff"):
            fix = Fix(path, 0, text, _unix(text))
            yield Finding(path, 1, 1, "The file has Windows line ends or a mark.", fix=fix)


def _unix(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


@check(
    "trailing-space", "warning", "A line ends in a space or a tab that nobody sees.",
    "Delete it; for a line break in a paragraph, write two spaces or a backslash.", fixable=True,
)  # fmt: skip
def trailing_space(project: Project) -> Found:
    """Look for one space, a tab, or more than the two spaces that make a line break."""
    for path, text in _sources(project):
        for number, line in enumerate(text.split("\n"), 1):
            if found := _TRAILING.search(line):
                fix = Fix(path, number, line, line[: found.start()])
                message = "The line ends in a space or a tab."
                yield Finding(path, number, found.start() + 1, message, fix=fix)


@check(
    "last-line", "warning", "A file does not end in exactly one line end.",
    "Let the last line end, and no empty line follow it.", fixable=True,
)  # fmt: skip
def last_line(project: Project) -> Found:
    """Look at the end of every source file."""
    for path, text in _sources(project):
        if text and text != (mended := text.rstrip("\r\n") + "\n") and "\r" not in text:
            count = text.rstrip("\n").count("\n") + 1
            fix = Fix(path, 0, text, mended)
            yield Finding(path, count, 1, "The file does not end in one line end.", fix=fix)


@check(
    "invisible-character", "warning", "A text holds a character that cannot be seen.",
    "Delete it.", fixable=True,
)  # fmt: skip
def invisible_character(project: Project) -> Found:
    """Look for zero-width spaces, word joiners, soft hyphens and stray byte order marks."""
    for path, text in _sources(project):
        for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
            if found := _INVISIBLE.search(line):
                fix = Fix(path, number, line, _INVISIBLE.sub("", line))
                message = f"The line holds U+{ord(found[0]):04X}, which cannot be seen."
                yield Finding(path, number, found.start() + 1, message, fix=fix)


def _sources(project: Project) -> list[tuple[str, str]]:
    """Path and text, line ends as they are, of every source file that is UTF-8."""
    found = []
    for path in [*(page.path for page in project.pages), *project.data_files]:
        try:
            found.append((path, (project.root / path).read_bytes().decode("utf-8")))
        except UnicodeDecodeError:
            continue  # reported when it was read
    return found
