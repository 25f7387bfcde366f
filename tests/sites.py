"""Sites for the tests: the real one, built, and small copies of it that a test may break."""

from __future__ import annotations

import os
import posixpath
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml
from lxml import html

ROOT = Path(__file__).parent.parent
"""The repository."""

ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if name not in ("SOURCE_DATE_EPOCH", "SITE_URL")
} | {"NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def mkdocs(
    root: Path, *arguments: str | Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run MkDocs in the repository at `root`; what it says is all in `stdout`."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *map(str, arguments)],
        cwd=root,
        env=ENVIRONMENT | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def complaints(output: str) -> list[str]:
    """The lines of MkDocs's output that are warnings or errors."""
    return [line for line in output.splitlines() if line.startswith(("WARNING", "ERROR"))]


def small_site(root: Path, files: Mapping[str, str]) -> None:
    """Write a site with the real configuration, hook, templates and bibliography to `root`.

    `files` are its pages and entries. The navigation is what MkDocs makes of the pages.
    """
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "hooks", root / "hooks", ignore=ignored)
    for folder in ("data", "assets"):
        shutil.copytree(ROOT / "docs" / folder, root / "docs" / folder)
    shutil.copy(ROOT / "mkdocs.yml", root / "real.yml")
    (root / "mkdocs.yml").write_text("INHERIT: real.yml\nnav: null\n", "utf-8")
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")


def entry(title: str, body: str = "A body.", **keys: Any) -> str:
    """The text of an entry's file."""
    values = {"title": title, "definition": f"What {title} is."} | keys
    return f"---\n{yaml.safe_dump(values, allow_unicode=True, sort_keys=False)}---\n{body}\n"


def front_matter(text: str) -> dict[str, Any]:
    """What stands in the front matter of a page, read without the engine."""
    values: dict[str, Any] = yaml.safe_load(text.split("\n---\n", 1)[0].removeprefix("---\n"))
    return values


@dataclass(frozen=True)
class BuiltPage:
    """A page of the built site and the file that it was made from."""

    url: str
    """The path below the site's root: empty for the home page, else with a slash at its end."""

    source: str
    """The path of its source in the repository."""

    tree: Any = field(repr=False)

    @cached_property
    def text(self) -> str:
        """The Markdown, with front matter."""
        return (ROOT / self.source).read_text("utf-8")

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of all elements."""
        return frozenset(self.tree.xpath("//@id"))

    @property
    def article(self) -> Any:
        """The element that holds the page's content."""
        return self.tree.xpath("//article")[0]

    @property
    def terms(self) -> list[Any]:
        """The links that the glossary made."""
        found: list[Any] = self.tree.find_class("glossary-term")
        return found

    def target(self, href: str) -> tuple[str, str] | None:
        """The url and the fragment that a link on this page leads to, or None: to another host."""
        parts = urlsplit(href)
        if parts.scheme or parts.netloc:
            return None
        path = posixpath.normpath(posixpath.join("/", self.url, unquote(parts.path)))
        fragment = unquote(parts.fragment).partition(":~:")[0]  # without the words to mark
        slash = "/" if parts.path.endswith(("/", "..", ".")) or not parts.path else ""
        return (path + slash).strip("/") + (slash if path != "/" else ""), fragment


@dataclass(frozen=True)
class BuiltSite:
    """The real site, built."""

    folder: Path

    @cached_property
    def pages(self) -> Mapping[str, BuiltPage]:
        """All pages by url, the one for unknown addresses left out."""
        return {page.url: page for page in self._pages()}

    def _pages(self) -> Iterator[BuiltPage]:
        sources = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "glossary").glob("*.md")]
        for source in sorted(sources):
            path = source.relative_to(ROOT).as_posix()
            stem = path.removeprefix("docs/").removesuffix(".md").removesuffix("index").strip("/")
            url = stem + "/" if stem else ""
            file = self.folder / url / "index.html"
            yield BuiltPage(url, path, html.document_fromstring(file.read_text("utf-8")))

    @cached_property
    def entries(self) -> Mapping[str, dict[str, Any]]:
        """What the front matter of each entry says, by id."""
        return {
            file.stem: front_matter(file.read_text("utf-8"))
            for file in sorted((ROOT / "glossary").glob("*.md"))
            if file.stem != "index"
        }
