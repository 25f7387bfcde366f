"""Pages: found in the navigation, with one heading at the top."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lexicon.checks.base import Finding, Found, check, within
from lexicon.project import CONFIG, Page, Project
from lexicon.prose import Block

_LEVEL = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*$")


@check(
    "not-in-nav", "error", "No reader finds a page that the navigation does not name.",
    "Add a line with its path below `nav:` in mkdocs.yml.",
)  # fmt: skip
def not_in_nav(project: Project) -> Found:
    """Compare the pages in docs/ with `nav`, where there is one."""
    listed = set(_listed(project.config.get("nav")))
    for page in project.pages:
        if listed and page.entry is None and page.uri not in listed:
            cure = f"Add a line `- {page.uri}` below `nav:` in {CONFIG}."
            yield Finding(page.path, 1, 1, "The navigation does not name this page.", cure)


def _listed(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, list | dict):
        for item in nav.values() if isinstance(nav, dict) else nav:
            yield from _listed(item)


@check(
    "heading-order", "warning", "A heading is more than one level below the one before it.",
    "Write one # more than the heading above it has.",
)  # fmt: skip
def heading_order(project: Project) -> Found:
    """Compare each heading's level with the last one's; an entry's title is its level one."""
    for page in project.pages:
        level = 1
        for block in page.blocks:
            found = _LEVEL.match(block.source) if block.kind == "heading" else None
            if found:
                if len(found[1]) > level + 1:
                    message = f"“{found[2]}” has {len(found[1])} #; the heading above has {level}."
                    yield within(page, block, 0, message, f"Write {'#' * (level + 1)} here.")
                level = len(found[1])


@check(
    "second-title", "warning", "A page has a second heading with one #.",
    "Write ## for a section; the page's title is the only heading with one #.",
)  # fmt: skip
def second_title(project: Project) -> Found:
    """Count first-level headings; an entry's comes from its front matter."""
    for page in project.pages:
        for block in list(_titles(page))[0 if page.entry else 1 :]:
            yield within(page, block, 0, f"“{block.source.lstrip('# ')}” is a second title.")


def _titles(page: Page) -> Iterator[Block]:
    return (b for b in page.blocks if b.kind == "heading" and b.source.startswith("# "))
