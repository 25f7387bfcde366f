"""Mistakes to plant in a copy of the real site; `test_mistakes.py` says how a file is written."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "mistakes"
SOURCES = ("docs", "glossary", "mkdocs.yml", "checks.yml")
"""What makes up the site's sources: all that `lexicon check` reads."""


class Change(BaseModel):
    """One change to one file; exactly one of the verbs besides `path`."""

    model_config = ConfigDict(extra="forbid")

    path: str
    replace: str | None = None
    with_: Annotated[str | None, Field(alias="with")] = None
    append: str | None = None
    create: str | None = None
    rename: str | None = None
    delete: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_verb(self) -> Change:
        verbs = [self.replace, self.append, self.create, self.rename, self.delete]
        assert sum(verb is not None for verb in verbs) == 1, "a change has one verb"
        assert (self.replace is None) == (self.with_ is None), "`replace` goes with `with`"
        return self

    def apply(self, root: Path) -> None:
        """Change the file below `root`; a text to replace that is not there is a failure."""
        file = root / self.path
        if self.delete:
            file.unlink()
        elif self.rename is not None:
            (root / self.rename).parent.mkdir(parents=True, exist_ok=True)
            file.rename(root / self.rename)
        elif self.create is not None:
            assert not file.exists(), f"{self.path} exists already"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.create, encoding="utf-8")
        elif self.append is not None:
            text = file.read_text(encoding="utf-8").rstrip("\n")
            file.write_text(f"{text}\n\n{self.append}", encoding="utf-8")
        elif self.replace is not None and self.with_ is not None:
            text = file.read_text(encoding="utf-8")
            assert self.replace in text, f"{self.path} no longer holds {self.replace!r}"
            file.write_text(text.replace(self.replace, self.with_, 1), encoding="utf-8")


class Expected(BaseModel):
    """The report that the mistake must cause."""

    model_config = ConfigDict(extra="forbid")

    code: str
    path: str
    line: int | None = None
    at: str | None = None

    def line_in(self, root: Path) -> int | None:
        """The expected line, counted from 1, or None where any will do."""
        if self.at is None:
            return self.line
        lines = (root / self.path).read_text(encoding="utf-8").split("\n")
        return next(number for number, line in enumerate(lines, 1) if self.at in line)


class Mistake(BaseModel):
    """One file of `tests/mistakes/`."""

    model_config = ConfigDict(extra="forbid")

    caught_by: Literal["check", "links"]
    change: list[Change]
    expect: Expected

    def plant(self, root: Path) -> None:
        """Make the mistake in the copy of the site at `root`."""
        for change in self.change:
            change.apply(root)


def mistakes(caught_by: str) -> Mapping[str, Mistake]:
    """The mistakes that a tool must catch, by the name of their files."""
    found = {file.stem: read(file) for file in sorted(CASES.glob("*.yml"))}
    return {name: mistake for name, mistake in found.items() if mistake.caught_by == caught_by}


def read(file: Path) -> Mistake:
    values: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    if isinstance(values.get("change"), dict):
        values["change"] = [values["change"]]
    return Mistake.model_validate(values)


def copy_sources(root: Path) -> None:
    """Copy the sources of the real site to the folder `root`."""
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name)
        elif source.exists():
            shutil.copy(source, root / name)
