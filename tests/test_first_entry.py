"""The page "Your first entry in five minutes", followed literally in a copy of the repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from lxml import html
from planting import ROOT

GUIDE = "docs/contributing/first-entry.md"
_BLOCK = re.compile(
    r"^```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_APPEND = "Add to the end of "


def test_the_guide_ends_with_the_entry_linked_from_an_explainer(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    clone(root)
    shown = "".join(follow(root))
    assert "Nothing to report." in shown
    entry = html.parse(root / "site/glossary/photoresist/index.html")
    assert "Photoresist" in entry.xpath("string(//h1)")
    explainer = html.parse(root / "site/explainers/lithography/index.html")
    (link,) = explainer.xpath("//article//a[@data-term='photoresist']")
    assert link.text == "photoresist"
    assert link.get("href") == "../../glossary/photoresist/"
    assert "explainers/lithography/" in entry.xpath("string(//article)") or entry.xpath(
        "//article//a[contains(@href, 'explainers/lithography/')]"
    )


def clone(root: Path) -> None:
    """The repository's files, with the programs of this one: nothing is fetched or installed."""
    unwanted = shutil.ignore_patterns(
        ".git", ".venv", "site", ".cache", "__pycache__", "node_modules", ".*_cache", ".hypothesis"
    )
    shutil.copytree(ROOT, root, ignore=unwanted)
    (root / ".venv").mkdir()
    (root / ".venv/bin").symlink_to(Path(sys.prefix) / "bin")
    (root / ".venv/.ready").touch()  # younger than what it is made from: make installs nothing


def follow(root: Path) -> Iterator[str]:
    """Do what each block of the guide says; yield what the commands print."""
    for block in _BLOCK.finditer((ROOT / GUIDE).read_text(encoding="utf-8")):
        title, text = block["title"], block["text"]
        if block["language"] == "sh":
            yield run(text, root)
        elif title.startswith(_APPEND):
            file = root / title.removeprefix(_APPEND)
            before = file.read_text(encoding="utf-8")
            gap = "" if file.suffix == ".yml" else "\n"
            file.write_text(before + gap + text, encoding="utf-8")
        else:
            file = root / title
            assert file.is_file(), f"the guide fills in {title}, which no command has made"
            file.write_text(text, encoding="utf-8")


def run(commands: str, root: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment["SOURCE_DATE_EPOCH"] = "1790000000"  # a copy has no commit to take the date of
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=root, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
    return done.stdout
