"""Data files with mistakes: what is said of them, and where."""

from __future__ import annotations

from pathlib import Path

import pytest
from lexicon.bibliography import Bibliography, Source
from lexicon.figures.data import FILES, read, read_file

SOURCES: Bibliography = {
    "roofline-2009": Source(
        id="roofline-2009", title="Roofline", publisher="CACM", date="2009",
        url="https://example.org/", kind="primary",
    )
}  # fmt: skip

EVENT = """\
- date: '2026-04-24'
  lane: launches
  label: V4
  event: V4 is published.
  sources: [roofline-2009]
"""

CHIP = """\
- id: h100
  name: H100
  maker: Nvidia
  memory_gb:
    - {value: 80, sources: [roofline-2009]}
"""


def problems(stem: str, text: str) -> list[str]:
    path = f"docs/data/{stem}.yml"
    found = read_file(path, text.encode(), FILES[stem], SOURCES)[1]
    return [str(problem) for problem in found]


def test_items_without_a_mistake_have_no_problem() -> None:
    assert problems("timeline", EVENT) == []
    assert problems("chips", CHIP) == []


@pytest.mark.parametrize(
    ("stem", "before", "after", "start", "words"),
    [
        ("timeline", "lane: launches", "lane: lunches", "docs/data/timeline.yml:2:", "lunches"),
        ("timeline", "'2026-04-24'", "April", "docs/data/timeline.yml:1:", "no date"),
        ("timeline", "'2026-04-24'", "'2026-13'", "docs/data/timeline.yml:1:", "month"),
        ("timeline", "label: V4", "labl: V4", "docs/data/timeline.yml:3:", "“label”"),
        ("timeline", "label: V4", "label: A label far too long to draw",
         "docs/data/timeline.yml:3:", "22 are allowed"),
        ("timeline", "[roofline-2009]", "[roofline-2008]", "docs/data/timeline.yml:5:13:",
         "Did you mean “roofline-2009”?"),
        ("timeline", "[roofline-2009]", "[]", "docs/data/timeline.yml:5:", "sources"),
        ("chips", "[roofline-2009]", "[roofline]", "docs/data/chips.yml:5:29:", "no source"),
        ("chips", "value: 80", "value: 0", "docs/data/chips.yml:5:", "greater than 0"),
        ("chips", "value: 80", "value: '80'", "docs/data/chips.yml:5:", "number"),
        ("chips", "maker: Nvidia", "maker: Nvidia\n  teraflops: 989", "docs/data/chips.yml:4:",
         "must be a list"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(
    stem: str, before: str, after: str, start: str, words: str
) -> None:
    text = {"timeline": EVENT, "chips": CHIP}[stem]
    assert before in text
    found = problems(stem, text.replace(before, after))
    assert any(problem.startswith(start) and words in problem for problem in found), found


def test_an_id_listed_twice_is_a_problem() -> None:
    (problem,) = problems("chips", CHIP + CHIP)
    assert problem.startswith("docs/data/chips.yml:6:3: “h100” is listed twice.")


def test_an_item_with_a_mistake_leaves_the_others_alone() -> None:
    text = EVENT.replace("launches", "lunches") + EVENT
    records, found = read_file("timeline.yml", text.encode(), FILES["timeline"], SOURCES)
    assert len(records) == 1
    assert len(found) == 1


def test_a_missing_file_counts_as_empty(tmp_path: Path) -> None:
    (tmp_path / "timeline.yml").write_text(EVENT)
    found, complaints = read(tmp_path, ".", SOURCES)
    assert complaints == []
    assert len(found.timeline) == 1
    assert found.chips == ()
