"""Where a page lives: in the repository, and in the tree that the site is built from.

The repository keeps explainers in `docs/` and entries in `glossary/`, side by side. The site's
source tree has the contents of `docs/` at its root and the entries in `glossary/` below it. A
contributor writes links that work in the repository, on a code host; the generator resolves
links in the site's tree. This module translates the one into the other.

A *repository path* is relative to the repository's root (`docs/explainers/x.md`); a *uri* is
relative to the root of the site's source tree (`explainers/x.md`). Both use forward slashes.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from dataclasses import dataclass
from posixpath import dirname, join, normpath, relpath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

if TYPE_CHECKING:
    from markdown import Markdown


@dataclass(frozen=True)
class Layout:
    """The two folders that make up the site's source tree."""

    docs: str = "docs"
    """The repository path of the folder whose contents are the root of the site's tree."""

    glossary: str = "glossary"
    """The repository path of the folder with the entries, and its uri."""

    def repository_path(self, uri: str) -> str:
        """The repository path of the page with this uri."""
        return uri if uri.startswith(self.glossary + "/") else f"{self.docs}/{uri}"

    def uri(self, repository_path: str) -> str | None:
        """The uri of a file in the repository, or None if it is no part of the site."""
        if repository_path.startswith(self.glossary + "/"):
            return repository_path
        if repository_path.startswith(self.docs + "/"):
            return repository_path.removeprefix(self.docs + "/")
        return None

    def to_site(self, href: str, page: str) -> str:
        """Translate a link written for the repository into one for the site's tree.

        `href` is the link as written on the page with the uri `page`. Links that name no file
        relative to the page (other hosts, absolute paths, bare fragments), and links to files
        that are no part of the site, come back unchanged.
        """
        there = resolve(href, self.repository_path(page))
        target = self.uri(there) if there else None
        if target is None or target == resolve(href, page):
            return href
        _, _, _, query, fragment = urlsplit(href)
        return urlunsplit(("", "", quote(relative(target, page)), query, fragment))


def relative(uri: str, page: str) -> str:
    """The link that leads from `page` to `uri`; both are uris."""
    return relpath(uri, dirname(page) or ".")


def resolve(href: str, page: str) -> str | None:
    """The uri that a link on `page` leads to, or None if it names no file relative to the page.

    The uri is not checked to exist; it may begin with `..` when the link leaves the tree.
    """
    try:
        scheme, netloc, path, _, _ = urlsplit(href)
    except ValueError:  # e.g. an unclosed IPv6 bracket
        return None
    if scheme or netloc or not path or path.startswith("/"):
        return None
    return normpath(join(dirname(page), unquote(path)))


class RepositoryLinks(Extension):
    """Python-Markdown extension: links written for the repository lead to pages of the site.

    Set `page` to the uri of the page before it is rendered.
    """

    def __init__(self, layout: Layout) -> None:
        super().__init__()
        self.layout = layout
        self.page = "index.md"

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the processor before the one that links terms (0.5) looks at addresses."""
        md.treeprocessors.register(_Relocator(md, self), "repository-links", 0.6)


class _Relocator(Treeprocessor):
    def __init__(self, md: Markdown, extension: RepositoryLinks) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, root: etree.Element) -> None:
        layout, page = self.extension.layout, self.extension.page
        for tag, key in (("a", "href"), ("img", "src")):
            for element in root.iter(tag):
                address = element.get(key)
                if address and ".." in address:  # a link from one folder into the other goes up
                    element.set(key, layout.to_site(address, page))
