"""Where a built page, and an address on it, come from: the source file and the line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from lexicon.addresses import Layout

Position = tuple[int, int]
"""Line and column, both counted from 1."""


@dataclass
class Origins:
    """The sources of the site whose repository is at `root`."""

    root: Path
    layout: Layout = field(default_factory=Layout)

    def page(self, built: str) -> str | None:
        """The repository path of the Markdown that the built file was made from, if any."""
        stem = built.removesuffix("/index.html") if built.endswith("/index.html") else None
        stem = stem if stem is not None else built.removesuffix(".html")
        if built == stem:
            return None
        for uri in (f"{stem}.md", f"{stem}/index.md", "index.md" if built == "index.html" else ""):
            path = self.layout.repository_path(uri)
            if uri and (self.root / path).is_file():
                return path
        return None

    def file(self, built: str) -> str | None:
        """The repository path of the file that was copied to the built file, if any."""
        path = f"{self.layout.docs}/{built}"
        return path if (self.root / path).is_file() else None

    def built(self, source: str) -> str | None:
        """The built page that the Markdown with this repository path becomes, if it is a page."""
        uri = self.layout.uri(source)
        if uri is None or not uri.endswith(".md"):
            return uri
        stem = uri.removesuffix(".md")
        if stem == "index" or stem.endswith("/index"):
            return stem + ".html"
        return stem + "/index.html"

    def place(self, source: str, written: str, target: str, fragment: str) -> Position | None:
        """Where the source has the address that stands in the built page as `written`.

        `target` is the built file that it should lead to, at `fragment` if that is not empty. A
        link whose file and fragment agree comes before one whose file alone does; then comes a
        list in the front matter that names the target's id, and a footnote of that name.
        """
        text = _text(self.root / source)
        uri = self.layout.uri(source) or ""
        nearly = None
        for position, link in _links(text):
            path, _, anchor = link.partition("#")
            there = normpath(join(dirname(source), unquote(path))) if path else source
            if self.layout.to_site(link, uri) == written:
                return position
            if target in (self.built(there), self.layout.uri(there)):
                if unquote(anchor) == fragment:
                    return position
                nearly = nearly or position
        if nearly:
            return nearly
        if not fragment:
            return self.mention(source, target.removesuffix("/index.html").rpartition("/")[2])
        mark = text.find(f"[^{fragment.removeprefix('fn:')}]")
        return _position(text, mark) if mark >= 0 else None

    def mention(self, source: str, id_: str) -> Position | None:
        """Where a list in the front matter of the source first names this id."""
        text = _text(self.root / source)
        end = text.find("\n---", 3) if text.startswith("---") else 0
        pattern = rf"^(?:[\w-]+:[ \t]*\[|[ \t]*-).*?(?<![\w-])({re.escape(id_)})(?![\w-])"
        found = re.search(pattern, text[: max(end, 0)], re.MULTILINE) if id_ else None
        return _position(text, found.start(1)) if found else None

    def key(self, source: str, key: str) -> Position:
        """Where the front matter of the source has this key, or the file's first line."""
        text = _text(self.root / source)
        found = re.search(rf"^{re.escape(key)}:", text, re.MULTILINE)
        return _position(text, found.start()) if found else (1, 1)

    def text_at(self, source: str, texts: Iterable[str]) -> Position | None:
        """Where the source first has one of the texts, not as a part of a longer word or path."""
        text = _text(self.root / source)
        choice = "|".join(re.escape(sought) for sought in texts if sought)
        found = re.search(rf"(?<![\w./-])(?:{choice})(?![\w-])", text) if choice else None
        return _position(text, found.start()) if found else None


def _text(path: Path) -> str:
    stat = path.stat()
    return _read(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=4096)
def _read(path: Path, changed: int, size: int) -> str:  # noqa: ARG001 - they date the answer
    return path.read_text("utf-8-sig", "replace")


@lru_cache(maxsize=4096)
def _links(text: str) -> list[tuple[Position, str]]:
    return [
        (_position(text, found.start(group)), found[group])
        for found in _LINK.finditer(text)
        for group in (1, 2, 3)
        if found[group]
    ]


def _position(text: str, index: int) -> Position:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


_LINK = re.compile(
    r"\]\(\s*<?([^\s)>]+)"  # [text](address) and ![text](address)
    r"|^ {0,3}\[[^\]\n]+\]:\s*<?([^\s>]+)"  # [label]: address
    r"|(?:href|src)\s*=\s*[\"']?([^\s\"'>]+)",  # raw HTML
    re.MULTILINE,
)
