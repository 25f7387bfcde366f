"""Mistakes planted in the real site that `lexicon links` must report.

`test_mistakes.py` says how a mistake is written. Those that change files of the built site
(`site/...`) are each planted in a copy of it; those that change sources alone are planted all
together in one copy, which is then built.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lexicon.links import inside, published
from lexicon.links.inside import BuiltSite
from lexicon.links.origins import Origins
from lexicon.problems import Problem
from planting import ROOT, Mistake, copy_sources, mistakes

CAUGHT_BY_LINKS = mistakes("links")


def is_in_sources(mistake: Mistake) -> bool:
    return not any(change.path.startswith("site/") for change in mistake.change)


IN_SOURCES = {name: m for name, m in CAUGHT_BY_LINKS.items() if is_in_sources(m)}
IN_SITE = {name: m for name, m in CAUGHT_BY_LINKS.items() if not is_in_sources(m)}


REDIRECTS = {
    "glossary/transformer.md": "redirects: [transformer-model]",
    "docs/explainers/index.md": "redirects: [articles]",
}
"""Lines that are no mistakes, planted along with those in the sources."""


def build(root: Path) -> None:
    shutil.copytree(ROOT / "hooks", root / "hooks", dirs_exist_ok=True)
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1795000000"}
    for name in ("SITE_URL", "REPO_URL"):
        environment.pop(name, None)
    subprocess.run(command, cwd=root, env=environment, capture_output=True, check=False)
    assert (root / "site" / "index.html").is_file()


def report(root: Path) -> list[Problem]:
    site, origins = BuiltSite.read(root / "site"), Origins(root)
    return [*inside.check(site, origins), *published.check(site, origins)]


def assert_caught(mistake: Mistake, found: list[Problem], root: Path) -> None:
    expected = mistake.expect
    hits = [p for p in found if (p.code, p.path) == (expected.code, expected.path)]
    assert hits, "reported: " + "\n".join(map(str, found))
    line = expected.line_in(root)
    assert line is None or line in [hit.line for hit in hits]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, built; not to be changed."""
    root = tmp_path_factory.mktemp("built")
    copy_sources(root)
    build(root)
    return root


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Problem]]:
    """A copy of the site with every mistake that is in the sources, and what is reported."""
    root = tmp_path_factory.mktemp("rebuilt")
    copy_sources(root)
    for mistake in IN_SOURCES.values():
        mistake.plant(root)
    for path, line in REDIRECTS.items():
        file = root / path
        file.write_text(file.read_text("utf-8").replace("---\n", f"---\n{line}\n", 1), "utf-8")
    build(root)
    return root, report(root)


@pytest.mark.parametrize("name", IN_SOURCES)
def test_links_catches_the_mistake_in_the_sources(
    name: str, rebuilt: tuple[Path, list[Problem]]
) -> None:
    root, found = rebuilt
    assert_caught(IN_SOURCES[name], found, root)


def test_redirects_in_front_matter_work_in_the_built_site(
    rebuilt: tuple[Path, list[Problem]],
) -> None:
    root, found = rebuilt
    for path, there in (
        ("glossary/transformer-model", "../transformer/"),
        ("articles", "../explainers/"),
    ):
        text = (root / "site" / path / "index.html").read_text("utf-8")
        assert f'content="0; url={there}"' in text
        assert not [str(p) for p in found if f"site/{path}/" in str(p)]


@pytest.mark.parametrize("name", IN_SITE)
def test_links_catches_the_mistake_in_the_built_site(
    name: str, built: Path, tmp_path: Path
) -> None:
    root = tmp_path / "copy"
    shutil.copytree(built, root, ignore=shutil.ignore_patterns("hooks"))
    IN_SITE[name].plant(root)
    assert_caught(IN_SITE[name], report(root), root)


def test_links_reports_nothing_on_the_untouched_site(built: Path) -> None:
    assert [str(problem) for problem in report(built)] == []


LYCHEE = Path(sys.executable).with_name("lychee")


@pytest.mark.skipif(not LYCHEE.is_file(), reason="lychee is not installed")
def test_another_checker_finds_nothing_on_the_untouched_site_either(built: Path) -> None:
    site = built / "site"
    options = ["--offline", "--include-fragments", "--no-progress", "--index-files", "index.html"]
    done = subprocess.run(
        [LYCHEE, *options, "--root-dir", site, site],
        capture_output=True, text=True, check=False, cwd=built,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert " 0 Errors" in done.stdout
