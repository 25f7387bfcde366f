"""The repository as a whole, as `lexicon` sees it: configuration, entries, pages, data.

A `Project` is read once and looked at by many: the checks, the suggestions, the schemas. The
configuration is `mkdocs.yml`, of which only what bears on the texts is read: the folders, the
navigation, the Markdown extensions, and `extra.glossary`.
"""

from __future__ import annotations

import datetime
import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from markdown import Markdown

from lexicon import frontmatter
from lexicon.frontmatter import FrontMatter, Place
from lexicon.problems import Problem
from lexicon.prose import Block, blocks
from lexicon.site import Site

CONFIG = "mkdocs.yml"

ALWAYS = ("toc", "tables", "fenced_code")
"""The Markdown extensions that MkDocs adds by itself."""


class ProjectError(Exception):
    """The project cannot be read at all; the text says why and what to do."""


def find_root(start: Path) -> Path:
    """The nearest folder at or above `start` that holds `mkdocs.yml`.

    Raises ProjectError if there is none.
    """
    for folder in (start, *start.parents):
        if (folder / CONFIG).is_file():
            return folder
    raise ProjectError(f"There is no {CONFIG} in {start} or above. Run lexicon in the repository.")


@dataclass(frozen=True)
class Page:
    """One Markdown file of the site: an entry, an explainer, or another page."""

    uri: str
    """Where it stands in the site's source tree."""

    matter: FrontMatter
    """Its front matter and its Markdown."""

    entry: str | None = None
    """The id of the entry it is, if it is one."""

    problems: tuple[Problem, ...] = ()
    """What kept its front matter from being read; an entry's are the glossary's to report."""

    @property
    def path(self) -> str:
        """The file, relative to the repository's root."""
        return self.matter.path

    @cached_property
    def blocks(self) -> list[Block]:
        """The blocks of its Markdown."""
        return blocks(self.matter.body, self.matter.body_line)


@dataclass(frozen=True)
class Rendering:
    """What came of rendering every page."""

    html: Mapping[str, str]
    """The HTML of each page, by uri."""

    problems: Sequence[Problem]
    """Page options, labels in double brackets and citations that are wrong."""


@dataclass
class Project:
    """The repository at `root`, on the day `today`."""

    root: Path
    today: datetime.date
    config: Mapping[str, Any]
    site: Site
    pages: list[Page] = field(default_factory=list)

    @classmethod
    def read(cls, root: Path, today: datetime.date) -> Project:
        """Read the configuration, the entries, the pages and the bibliography below `root`.

        Raises ProjectError if the configuration, the folder of pages or a file cannot be read.
        """
        try:
            config = read_config(root / CONFIG)
            values = config.get("extra", {}).get("glossary")
            docs = config.get("docs_dir", "docs")
            if not (root / docs).is_dir():
                cure = f"Make it, or mend `docs_dir` in {CONFIG}."
                raise ProjectError(f"There is no folder {docs} in {root}. {cure}")
            site = Site.read(root, docs, CONFIG, values)
            project = cls(root, today, config, site)
            project._configured_markdown()  # whatever renders a page may rely on it
            project.pages = [*project._documents(), *project._entries()]
        except OSError as error:
            message = f"{error.filename} cannot be read: {error.strerror}."
            cure = "Put a file that can be read in its place, or delete it."
            raise ProjectError(f"{message} {cure}") from error
        return project

    def _documents(self) -> list[Page]:
        folder = self.root / self.site.layout.docs
        files = sorted(file for file in folder.rglob("*.md") if not file.is_dir())
        return [
            _read_page(file, self.site.layout.docs, file.relative_to(folder).as_posix())
            for file in files
        ]

    def _entries(self) -> list[Page]:
        folder = self.site.folder
        index = self.root / folder / "index.md"
        found = [_read_page(index, folder, f"{folder}/index.md")] if index.is_file() else []
        found += [
            Page(f"{folder}/{id_}.md", matter, id_)
            for id_, matter in self.site.reading.bodies.items()
        ]
        return found

    @property
    def data_files(self) -> list[str]:
        """The YAML files in the data folder, relative to the root."""
        folder = self.root / self.site.layout.docs / "data"
        return sorted(file.relative_to(self.root).as_posix() for file in folder.rglob("*.y*ml"))

    @cached_property
    def bibliography(self) -> FrontMatter:
        """The bibliography as written, with the place of every key; empty if it cannot be read."""
        path = self.site.settings.bibliography
        if not path or not (self.root / path).is_file():
            return FrontMatter(path or "")
        text = frontmatter.decode(path, (self.root / path).read_bytes())
        if isinstance(text, Problem):
            return FrontMatter(path)
        return frontmatter.read_list(path, text)[0]

    @cached_property
    def rendering(self) -> Rendering:
        """Every page rendered as in a build; afterwards the site knows mentions and citations."""
        site, html, problems = self.site, {}, []
        markdown = self.markdown()
        for page in self.pages:
            problems += site.begin(page.uri, page.matter)
            html[page.uri] = markdown.reset().convert(page.matter.body)
            problems += site.finish(page.uri, page.matter.body, page.matter.body_line)
        return Rendering(html, problems)

    def markdown(self) -> Markdown:
        """Python-Markdown with the extensions of the site, as a build has it."""
        markdown = self._configured_markdown()
        markdown.registerExtensions(self.site.extensions, {})
        return markdown

    def _configured_markdown(self) -> Markdown:
        """Python-Markdown with the extensions that the configuration names."""
        names, options = _extensions(self.config.get("markdown_extensions") or [])
        markdown = Markdown()
        for name in dict.fromkeys([*ALWAYS, *names]):
            try:
                markdown.registerExtensions([name], options)
            except Exception as error:  # an extension is anybody's code
                source = (self.root / CONFIG).read_text(encoding="utf-8")
                place: Place = ("markdown_extensions", names.index(name)) if name in names else ()
                line, column = FrontMatter(CONFIG, source=source).position(place)
                raise ProjectError(
                    f"{CONFIG}:{line}:{column}: The Markdown extension “{name}” cannot be used: "
                    f"{error}. Mend its name and options, or install its package."
                ) from error
        return markdown


def _read_page(file: Path, folder: str, uri: str) -> Page:
    path = f"{folder}/{uri.removeprefix(folder + '/')}"
    text = frontmatter.decode(path, file.read_bytes())
    if isinstance(text, Problem):
        return Page(uri, FrontMatter(path), problems=(text,))
    matter, problems = frontmatter.read(path, text)
    return Page(uri, matter, problems=tuple(problems))


def _extensions(listed: list[Any]) -> tuple[list[str], dict[str, dict[str, Any]]]:
    names: list[str] = []
    options: dict[str, dict[str, Any]] = {}
    for one in listed:
        name, values = next(iter(one.items())) if isinstance(one, dict) else (one, None)
        names.append(name)
        if values:
            options[name] = values
    return names, options


# --- the configuration ---------------------------------------------------------------------


class _ConfigLoader(yaml.SafeLoader):
    """Reads MkDocs's dialect of YAML: `!ENV` has a default, `!!python/name:` names a function."""


def _environment(loader: _ConfigLoader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node)[-1]
    return None


def _named(_loader: _ConfigLoader, suffix: str, _node: yaml.Node) -> Any:
    module, _, name = suffix.rpartition(".")
    return getattr(importlib.import_module(module), name)


_ConfigLoader.add_constructor("!ENV", _environment)
_ConfigLoader.add_multi_constructor("tag:yaml.org,2002:python/name:", _named)


def read_config(file: Path) -> dict[str, Any]:
    """The values of `mkdocs.yml`; of `!ENV`, the default.

    Raises ProjectError if it is not YAML or no set of keys, OSError if it cannot be read.
    """
    try:
        values = yaml.load(file.read_text(encoding="utf-8"), _ConfigLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        cure = "Mend what stands there or just before."
        if isinstance(error, yaml.constructor.ConstructorError):
            cure = "Of tags, only `!ENV` and `!!python/name:` are read here."
        raise ProjectError(f"{file.name}{place}: {error.problem}. {cure}") from error
    except (yaml.YAMLError, ImportError, AttributeError) as error:
        raise ProjectError(f"{file.name} cannot be read: {error}") from error
    if not isinstance(values, dict):
        raise ProjectError(f"{file.name} is not a set of keys.")
    return values
