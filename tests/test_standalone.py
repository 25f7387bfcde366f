"""The extension by itself in plain Python-Markdown: what it logs, and which options it refuses."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import pytest
from lexicon.standalone import StandaloneExtension
from markdown import Markdown, markdown
from sites import entry


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder `terms/` below the working directory, with one entry."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "terms").mkdir()
    (tmp_path / "terms" / "cuda.md").write_text(entry("CUDA"), encoding="utf-8")
    return tmp_path / "terms"


def extension(**options: Any) -> StandaloneExtension:
    return StandaloneExtension(folder="terms", **options)


def logged(log: pytest.LogCaptureFixture) -> list[str]:
    assert all(record.levelno == logging.WARNING for record in log.records)
    return log.messages


@pytest.mark.usefixtures("folder")
def test_an_unknown_label_is_logged_with_its_line_and_a_cure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert "[[Cudda]]" in markdown("Text.\n\nSee [[Cudda]].", extensions=[extension()])
    (message,) = logged(caplog)
    assert message == (
        "<text>:3:5: “[[Cudda]]” leads nowhere: no entry has this label or id."
        " Did you mean “CUDA”? [unknown-label]"
    )


@pytest.mark.usefixtures("folder")
def test_each_text_is_judged_by_itself(caplog: pytest.LogCaptureFixture) -> None:
    converter = Markdown(extensions=[extension()])
    for text in ("[[One]]", "CUDA", "[[Two]]"):
        converter.reset().convert(text)
    assert [re.findall(r"\[\[.*\]\]", message) for message in logged(caplog)] == [
        ["[[One]]"],
        ["[[Two]]"],
    ]


@pytest.mark.parametrize("given", ["terms", "terms/", "./terms", "../{name}/terms"])
def test_a_broken_entry_is_logged_once_where_the_folder_was_said_to_be(
    given: str, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "new.md").write_text("---\ntitle: New\n---\n", encoding="utf-8")
    given = given.format(name=folder.parent.name)
    for _ in range(3):
        markdown("New CUDA.", extensions=[StandaloneExtension(folder=given)])
    (message,) = logged(caplog)
    path = Path(given).as_posix()
    assert message.startswith(f"{path}/new.md:2:1: The key “definition” is missing.")


def test_an_entry_that_was_mended_is_no_longer_complained_of(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "new.md").write_text("---\ntitle: New\n---\n", encoding="utf-8")
    markdown("New.", extensions=[extension()])
    (folder / "new.md").write_text(entry("New"), encoding="utf-8")
    assert 'data-term="new"' in markdown("New.", extensions=[extension()])
    assert len(logged(caplog)) == 1


@pytest.mark.parametrize("path", ["terms", "terms/", "/terms", "./terms/"])
@pytest.mark.usefixtures("folder")
def test_slashes_around_the_path_are_as_none(path: str) -> None:
    html = markdown("CUDA, [it](terms/cuda.md) again.", extensions=[extension(path=path)])
    assert 'href="terms/cuda.md"' in html
    assert 'title="What CUDA is.">CUDA</a>' in html


@pytest.mark.usefixtures("folder")
def test_a_missing_folder_is_named_with_where_it_was_sought(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=f"no folder “docs”.*{re.escape(str(tmp_path))}"):
        StandaloneExtension(folder="docs")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "the option “folder” is missing"),
        ({"folder": "terms", "lnk": "every"}, "no option “lnk”. Did you mean “link”"),
        ({"folder": "terms", "link": "often"}, "first-per-section"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_wrong_options_are_refused_with_a_cure(options: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        StandaloneExtension(**options)
