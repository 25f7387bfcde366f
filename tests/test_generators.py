"""The extension makes the same links under each generator that renders with Python-Markdown.

Each generator is installed, as tests/generators/<name>.txt pins it, in an environment of its own
below .cache/generators, and builds the site in tests/generators/site, whose configuration names
the extension and nothing else of ours. The links are compared with those in links.tsv.
"""

from __future__ import annotations

import os
import posixpath
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from subprocess import CompletedProcess
from urllib.parse import urljoin

import pytest
import yaml
from lexicon.addresses import resolve
from lexicon.frontmatter import read as read_front_matter
from lexicon.glossary import Settings, read
from lexicon.linking import LinkingExtension, page_at
from markdown import Markdown

ROOT = Path(__file__).parent.parent
HERE = ROOT / "tests" / "generators"
COMMANDS = {
    "mkdocs": ["mkdocs", "build", "--strict"],
    "properdocs": ["properdocs", "build", "--strict"],
    "zensical": ["zensical", "build", "--strict"],
}
THEMES = {"mkdocs": "mkdocs", "properdocs": "mkdocs", "zensical": "material"}


class Links(HTMLParser):
    """Collects the links to entries on a page: term, text, address, title."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[list[str]] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if tag == "a" and values.get("class") == "glossary-term":
            self._inside = True
            self.found.append([values["data-term"], "", values["href"], values["title"]])

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1][1] += data


def address(uri: str) -> str:
    """The address of a page from its place in the source tree."""
    folder, name = posixpath.split(uri.removesuffix(".md"))
    return posixpath.join(folder, "" if name == "index" else name + "/")


def in_site(href: str, page: str) -> str:
    """The address that a link leads to from the page with an address."""
    host = "https://example.org/"
    return urljoin(host + page, href).removeprefix(host)


def in_sources(href: str, uri: str) -> str:
    """The address of the page that a link leads to from another page's place in the sources."""
    return address(resolve(href, uri) or "")


def lines(html: str, page: str, target: Callable[[str, str], str], place: str) -> Iterator[str]:
    """A page's links, each as a line: page, term, text, target, title."""
    for term, text, href, title in Links(html).found:
        yield "\t".join([page or "/", term, text, target(href, place), title])


def built_links(site: Path) -> list[str]:
    found: list[str] = []
    for file in sorted(site.rglob("index.html")):
        page = address(file.relative_to(site).with_suffix("").as_posix())
        found += lines(file.read_text(encoding="utf-8"), page, in_site, page)
    return sorted(found)


def expected_links() -> list[str]:
    return sorted((HERE / "links.tsv").read_text(encoding="utf-8").splitlines()[1:])


def environment(name: str) -> Path:
    """The folder of an environment with what `<name>.txt` pins, made where it is not there."""
    folder = ROOT / ".cache" / "generators" / name
    wanted, mark = HERE / f"{name}.txt", folder / ".done"
    if not mark.exists() or mark.read_bytes() != wanted.read_bytes():
        shutil.rmtree(folder, ignore_errors=True)
        uv = [sys.executable, "-m", "uv", "--quiet", "--system-certs"]
        subprocess.run([*uv, "venv", "--python", sys.executable, folder], check=True)
        install = ["pip", "install", "--require-hashes", "--requirement", str(wanted)]
        subprocess.run([*uv, *install, "--python", str(folder / "bin" / "python")], check=True)
        mark.write_bytes(wanted.read_bytes())
    return folder


def test_plain_python_markdown_makes_the_expected_links() -> None:
    config = yaml.safe_load((HERE / "site" / "mkdocs.yml").read_text(encoding="utf-8"))
    *others, _ = config["markdown_extensions"]
    docs = HERE / "site" / "docs"
    settings = Settings()
    linking = LinkingExtension(read(docs / "glossary", "glossary", settings).glossary, settings)
    found: list[str] = []
    for file in docs.rglob("*.md"):
        uri = file.relative_to(docs).as_posix()
        matter, _ = read_front_matter(uri, file.read_text(encoding="utf-8"))
        linking.page, problems = page_at(uri, matter, linking.glossary)
        assert problems == []
        names = [one if isinstance(one, str) else next(iter(one)) for one in others]
        html = Markdown(extensions=[*names, linking]).convert(matter.body)
        found += lines(html, address(uri), in_sources, uri)
    assert sorted(found) == expected_links()


def build(generator: str, folder: Path, files: Mapping[str, str]) -> CompletedProcess[str]:
    """Build the small site in `folder`, with these files besides; all it says is in `stdout`."""
    programs = environment(generator) / "bin"
    shutil.copytree(HERE / "site", folder, dirs_exist_ok=True)
    for path, text in files.items():
        (folder / path).write_text(text, encoding="utf-8")
    config = folder / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("name: mkdocs", f"name: {THEMES[generator]}"), encoding="utf-8")
    command, *arguments = COMMANDS[generator]
    return subprocess.run(
        [programs / command, *arguments, "--config-file", config],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT / "hooks")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("generator", COMMANDS)
def test_a_generator_makes_the_expected_links(generator: str, tmp_path: Path) -> None:
    run = build(generator, tmp_path, {})
    assert run.returncode == 0, run.stdout
    assert built_links(tmp_path / "site") == expected_links()


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("docs/glossary/new.md", "---\ntitle: New\n---\n", "2:1: The key “definition” is missing."),
        ("docs/new.md", "---\ntitle: New\n---\n\n# New\n\nAn [[MoF]].\n", "7:4: “[[MoF]]” leads"),
        ("docs/new.md", "---\nglossary: {skip: [gpus]}\n---\n# New\n", "2:19: “skip” names “gpus”"),
    ],
    ids=["a broken entry", "an unknown label", "a wrong option of a page"],
)
@pytest.mark.parametrize("generator", COMMANDS)
def test_what_is_wrong_is_said_once_and_fails_a_strict_build(
    generator: str, path: str, text: str, message: str, tmp_path: Path
) -> None:
    run = build(generator, tmp_path, {path: text})
    assert run.stdout.count(f"{path}:{message}") == 1, run.stdout
    # Zensical counts only its own warnings, even where it is told to be strict
    assert (run.returncode == 0) == (generator == "zensical")
