"""What `lexicon explain` says, as golden cases."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from lexicon.cli import main
from lexicon.explain import explain
from lexicon.labels import Text
from lexicon.project import Project
from lexicon.site import Site


def write_project(
    root: Path,
    entries: dict[str, dict[str, Any]],
    page: str,
    extensions: list[Any] | None = None,
    settings: dict[str, Any] | None = None,
) -> None:
    (root / "docs").mkdir()
    (root / "glossary").mkdir()
    config = {
        "site_name": "T",
        "markdown_extensions": extensions or [],
        "extra": {"glossary": settings or {}},
    }
    (root / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    (root / "docs/index.md").write_text(page, encoding="utf-8")
    for id_, values in entries.items():
        matter = yaml.safe_dump({"definition": "D."} | values)
        (root / f"glossary/{id_}.md").write_text(f"---\n{matter}---\n", encoding="utf-8")


@pytest.mark.golden_test("explain/*.yml")
def test_explains_every_place_where_a_label_stands(golden: Any, tmp_path: Path) -> None:
    more = golden.get("extensions"), golden.get("settings")
    write_project(tmp_path, golden["entries"], golden["page"], *more)
    arguments = ["-C", str(tmp_path), "explain", str(tmp_path / "docs/index.md")]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert result.output == golden.out["output"]


def test_a_file_that_is_no_page_is_refused(tmp_path: Path) -> None:
    write_project(tmp_path, {"ai": {"title": "AI"}}, "AI")
    (tmp_path / "note.txt").write_text("AI", encoding="utf-8")
    arguments = ["-C", str(tmp_path), "explain", str(tmp_path / "note.txt")]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert "note.txt is no page of the site" in result.output


def test_what_is_not_rejected_is_what_is_found() -> None:
    root = Path(__file__).parent.parent
    site = Site.read(root, "docs", "mkdocs.yml", {})
    matcher = site.reading.glossary.matcher
    for file in sorted((root / "docs/explainers").glob("*.md")):
        text = Text(file.read_text(encoding="utf-8"))
        kept = [match for match, rejection in matcher.examine(text) if rejection is None]
        assert kept
        assert kept == matcher.find(text)


def test_every_place_stands_where_it_is_said_to_stand() -> None:
    project = Project.read(Path(__file__).parent.parent, datetime.date(2026, 1, 1))
    pages = [page for page in project.pages if "key_terms" in page.matter.values]
    assert pages
    for page in pages:
        found, problems = explain(project, page)
        assert problems == []
        assert sum(one.linked for one in found) > 10
        lines = page.matter.body.split("\n")
        for one in found:
            first = lines[one.line - page.matter.body_line][one.column - 1 :]
            written = "[" if one.reason == "the author wrote the link (rule 5)" else "\0"
            assert first.startswith((written, one.words.split()[0])), str(one)
