"""What a contributor is told about a mistake, as golden cases: files in, messages out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from lexicon import frontmatter
from lexicon.site import Site

CONFIGURATION = """\
extra:
  glossary:
    categories:
      models: Models and architecture
      hardware: Hardware
"""


def write_repository(root: Path, golden: Any) -> None:
    """Write the files of a case; those under `latin-1` with one byte for each character.

    A case without a `mkdocs.yml` has the categories `models` and `hardware`.
    """
    (root / "glossary").mkdir()
    (root / "mkdocs.yml").write_text(CONFIGURATION, "utf-8")
    for key, encoding in (("files", "utf-8"), ("latin-1", "latin-1")):
        for path, text in (golden.get(key) or {}).items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode(encoding))


@pytest.mark.golden_test("entries/*.yml")
def test_says_what_is_wrong_and_what_to_write(golden: Any, tmp_path: Path) -> None:
    write_repository(tmp_path, golden)
    configuration = yaml.safe_load((tmp_path / "mkdocs.yml").read_text("utf-8"))
    site = Site.read(tmp_path, "docs", "mkdocs.yml", configuration["extra"]["glossary"])
    messages = "".join(f"{problem.severity}: {problem}\n" for problem in site.problems)
    assert messages == golden.out["messages"]


def test_half_a_character_is_refused_where_it_stands() -> None:
    _, (problem,) = frontmatter.read("x.md", "---\ntitle: a\nb: \ud800 c\n---\n")
    assert (problem.line, problem.column, problem.code) == (3, 4, "bad-yaml")


def test_a_lone_carriage_return_ends_a_line_as_it_does_for_the_parser() -> None:
    _, (problem,) = frontmatter.read("x.md", "---\na: {\rb: x}\nc\rd: e\n---\n")
    assert (problem.line, problem.code) == (4, "bad-yaml")
