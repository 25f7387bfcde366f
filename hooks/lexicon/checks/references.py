"""References that lead nowhere: links to pages and files, anchors, empty brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from lexicon.addresses import resolve
from lexicon.checks.base import Found, check, within
from lexicon.problems import did_you_mean
from lexicon.project import Page, Project
from lexicon.prose import Block, without_code

_LINK = re.compile(r"(?<!\\)\]\(\s*<?(?P<href>[^()\s<>]+(?:\([^()\s]*\)[^()\s<>]*)?)>?")
_DEFINITION = re.compile(r"^\[[^\]^]+\]:\s+<?(?P<href>[^\s<>]+)", re.MULTILINE)
_ATTRIBUTE = re.compile(r"<[^<>]*?\s(?:href|src)\s*=\s*[\"']?(?P<href>[^\"'\s<>]+)")
_EMPTY = re.compile(r"(?<!\\)\[\[(?:(?:\|[^\[\]]*)?|[^\[\]|]+\|\s*)\]\](?![(\[])")
_BAR = re.compile(r"(?<!\\)\[\[[^\[\]|\\]+(?P<bar>\|)[^\[\]]+\]\]")
_ID = re.compile(r"\sid=\"([^\"]+)\"")


@check(
    "broken-link", "error", "A link or an image leads to a file that does not exist.",
    "Write the path from this file to that one, with its letter case.",
)  # fmt: skip
def broken_link(project: Project) -> Found:
    """Resolve every relative address as the code host and as the site's tree would."""
    files = _files(project)
    for page in project.pages:
        for block, offset, href in _links(page):
            there = _target(page, href)
            if there and there not in files and _in_tree(project, page, href) not in files:
                message = f"The link leads to “{there}”, but there is no such file."
                near = did_you_mean(there, files, "")
                yield within(page, block, offset, message, near)


@check(
    "absolute-link", "warning", "The address of a link or an image begins with a slash.",
    "Write the path from this file to that one, e.g. `../glossary/gpu.md`.",
)  # fmt: skip
def absolute_link(project: Project) -> Found:
    """Look for addresses that hold only where the site has a host of its own."""
    for page in project.pages:
        for block, offset, href in _links(page):
            if href[0] == "/" and href[:2] != "//":
                message = f"The address “{href}” is not looked up among the site's files."
                yield within(page, block, offset, message)


@check(
    "empty-brackets", "warning", "Double brackets hold no label, or no text behind their bar.",
    "Write the label or the id of an entry, e.g. `[[GPU]]`, and no bar without a text.",
)  # fmt: skip
def empty_brackets(project: Project) -> Found:
    """Look for what a reader would see as brackets, or as a link without a word."""
    for page in project.pages:
        for block in page.blocks:
            text = without_code(block.source) if block.kind != "code" else ""
            for found in _EMPTY.finditer(text):
                missing = "label" if found[0][2] in "|]" else "text"
                yield within(page, block, found.start(), f"“{found[0]}” has no {missing}.")


@check(
    "bar-in-table", "warning", "A bar in double brackets ends the cell of a table.",
    "Write a backslash before it: `[[MoE\\|experts]]`.",
)  # fmt: skip
def bar_in_table(project: Project) -> Found:
    """Look for the bar in rows of tables."""
    for page in project.pages:
        for block in page.blocks:
            for found in _BAR.finditer(without_code(block.source) if block.kind == "row" else ""):
                message = f"The bar in “{found[0]}” ends the table's cell."
                yield within(page, block, found.start("bar"), message)


@check(
    "missing-anchor", "error", "A link leads to a heading that its page does not have.",
    "Write the heading's id: its words in lower case, joined by hyphens.",
)  # fmt: skip
def missing_anchor(project: Project) -> Found:
    """Look for the fragment among the ids of the rendered page."""
    layout, html = project.site.layout, project.rendering.html
    by_path = {layout.repository_path(uri): set(_ID.findall(text)) for uri, text in html.items()}
    by_path |= {uri: by_path[layout.repository_path(uri)] for uri in html}
    for page in project.pages:
        for block, offset, href in _links(page):
            fragment = unquote(urlsplit(href).fragment)
            ids = by_path.get((_target(page, href) if href[0] != "#" else page.path) or "")
            if fragment and ids is not None and fragment not in ids:
                message = f"The page has no heading or other place “#{fragment}”."
                yield within(page, block, offset, message, did_you_mean(fragment, ids, ""))


def _links(page: Page) -> Iterator[tuple[Block, int, str]]:
    """Every address written in a page's Markdown, with its place."""
    for block in page.blocks:
        if block.kind != "code":
            text = without_code(block.source)
            for pattern in (_LINK, _DEFINITION, _ATTRIBUTE):
                for found in pattern.finditer(text):
                    yield block, found.start("href"), found["href"]


def _target(page: Page, href: str) -> str | None:
    """The repository path that a relative address leads to."""
    return resolve(href, page.path)


def _in_tree(project: Project, page: Page, href: str) -> str | None:
    """The same for an address written for the site's source tree."""
    uri = resolve(href, page.uri)
    return project.site.layout.repository_path(uri) if uri else None


def _files(project: Project) -> set[str]:
    """The files of the site's sources, as the repository names them, in their letter case."""
    found = set()
    for folder in (project.site.layout.docs, project.site.folder):
        paths = (project.root / folder).rglob("*")
        found |= {path.relative_to(project.root).as_posix() for path in paths if path.is_file()}
    return found
