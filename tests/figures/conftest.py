"""The data of the real figures, and the built site that shows them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from lexicon import bibliography
from lexicon.figures import data as figure_data
from lexicon.figures.data import Data
from lxml import html

ROOT = Path(__file__).parent.parent.parent

PAGES: Mapping[str, str] = {
    "stacks": "ai-stack",
    "timeline": "deepseek-v4-on-ascend",
    "roofline": "chip-spec-sheet",
    "router": "mixture-of-experts",
    "memory": "mixture-of-experts",
    "distillation": "model-distillation",
}
"""The explainer that shows each figure."""


@pytest.fixture(scope="session")
def sources() -> bibliography.Bibliography:
    name = "docs/data/sources.yml"
    return bibliography.read(ROOT / name, name)[0]


@pytest.fixture(scope="session")
def data(sources: bibliography.Bibliography) -> Data:
    found, problems = figure_data.read(ROOT, "docs/data", sources)
    assert problems == []
    return found


def raw(stem: str) -> Any:
    """A data file as plain YAML, read without the engine."""
    return yaml.safe_load((ROOT / "docs" / "data" / f"{stem}.yml").read_text("utf-8"))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, built."""
    folder = tmp_path_factory.mktemp("site")
    run = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return folder


@pytest.fixture(scope="session")
def figures(site: Path) -> Mapping[str, Any]:
    """Each figure's element in the built site, by its name."""
    found = {}
    for name, page in PAGES.items():
        tree = html.parse(site / "explainers" / page / "index.html")
        (found[name],) = tree.xpath(f"//figure[@id='figure-{name}']")
    return found
