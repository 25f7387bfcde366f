"""The external addresses in the sources and in the built pages, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from lexicon.addresses import Layout
from lexicon.links import inside
from lexicon.links.inside import BuiltSite

Places = tuple[str, ...]
"""Each `path:line`, in a source, or the path alone of a built file."""


def addresses(root: Path, layout: Layout, site: BuiltSite | None) -> Mapping[str, Places]:
    """Every address on another host, with the places in the repository at `root` that have it.

    For an address that no source has (a template makes it), the first built page is the place.
    """
    found: dict[str, list[str]] = {}
    for file in _files(root, layout):
        name = file.relative_to(root).as_posix()
        for number, line in enumerate(file.read_text("utf-8", "replace").split("\n"), 1):
            for address in in_text(line):
                found.setdefault(address, []).append(f"{name}:{number}")
    if site is not None:
        for address, path in inside.external(site):
            found.setdefault(address, [f"{site.name}/{path}"])
    home = urlsplit(site.home).netloc if site else ""
    return {a: tuple(places) for a, places in sorted(found.items()) if _is_outside(a, home)}


def in_text(text: str) -> Iterator[str]:
    """The web addresses in a text, as Markdown, HTML, YAML or plain words have them."""
    for match in _ADDRESS.finditer(text):
        address = match[0].rstrip(".,;:!?*_'\"")
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(".,;:!?*_'\"")
        yield address.replace("&amp;", "&")


def _files(root: Path, layout: Layout) -> Iterator[Path]:
    for folder in (layout.docs, layout.glossary):
        for pattern in ("*.md", "*.yml", "*.yaml"):
            for file in sorted((root / folder).rglob(pattern)):
                if file.name != "link-exceptions.yml":
                    yield file
    yield from sorted(root.glob("*.md"))


def _is_outside(address: str, home: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return True
    return parts.scheme in ("http", "https") and parts.netloc != home and not _RESERVED.search(host)


_ADDRESS = re.compile(r"https?://[^\s<>\"`|\\^{}\[\]]+")

_RESERVED = re.compile(r"(?:^|\.)(?:example(?:\.(?:com|net|org))?|invalid|test|localhost)$")
"""Names that belong to nobody (RFC 2606)."""
