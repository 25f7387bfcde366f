"""Claims: how Markdown shows them, as golden cases, and what their file may say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lexicon import claims
from lexicon.bibliography import CitationExtension, Source
from lexicon.claims import ClaimExtension
from lexicon.frontmatter import FrontMatter
from lexicon.site import Site
from markdown import Markdown

SOURCES = {
    id_: Source.model_validate(
        {"id": id_, "title": id_.title(), "publisher": "P", "date": "2026", "kind": "press"}
        | {"url": f"https://example.org/{id_}"}
    )
    for id_ in ("paper", "press")
}

FILE = """
- id: without-nvidia
  claim: It was trained without Nvidia chips.
  said_by:
    - {text: A paper said *so*., sources: [press]}
  evidence_for:
    - {text: One thing., sources: [paper, press]}
  evidence_against:
    - {text: Another., sources: [paper]}
    - {text: A third., sources: [press]}
  verdict: disputed
  judged: 2026-05-03
  because: The accounts conflict.
  would_change: A disclosure.
- id: longer
  claim: It took 57% longer.
  said_by:
    - {text: A commentary.}
  evidence_against:
    - {text: No method., sources: [press]}
  verdict: unsupported
  judged: 2026-11-22
  because: We found one mention.
  would_change: A study.
"""


def read(tmp_path: Path, text: str) -> tuple[claims.Claims, list[str]]:
    file = tmp_path / "claims.yml"
    file.write_text(text, encoding="utf-8")
    found, problems = claims.read(file, "claims.yml", SOURCES)
    return found, [str(problem) for problem in problems]


@pytest.mark.golden_test("claims/*.yml")
def test_shows_claims_as_the_case_says(golden: Any, tmp_path: Path) -> None:
    claiming = ClaimExtension(read(tmp_path, FILE)[0])
    claiming.page = golden.get("page") or "index.md"
    citing = CitationExtension(SOURCES)
    markdown = Markdown(extensions=["tables", "footnotes", "toc", citing, claiming])
    html = markdown.convert(golden["markdown"])
    assert html + "\n" == golden.out["html"]
    problems = claiming.problems(claiming.page, golden["markdown"], 1)
    assert "".join(f"{problem}\n" for problem in problems) == (golden.out.get("problems") or "")


def test_a_file_without_mistakes_is_read_in_its_order(tmp_path: Path) -> None:
    found, problems = read(tmp_path, FILE)
    assert problems == []
    assert list(found) == ["without-nvidia", "longer"]
    assert found["longer"].label == "No evidence found"


@pytest.mark.parametrize(("old", "new", "problem"), [
    ("verdict: disputed", "verdict: false",
     "claims.yml:11:3: “verdict” cannot be"),
    ("verdict: disputed", "verdict: proven",
     "claims.yml:11:3: “verdict” cannot be “proven”. Write one of: supported, partly-supported, d"),
    ("judged: 2026-05-03", "judged: May 2026", "claims.yml:12:3: “judged” must be a date"),
    ("  judged: 2026-05-03\n", "", "claims.yml:2:3: The key “judged” is missing."),
    ("[paper, press]", "[paper, presss]",
     "claims.yml:7:43: “presss” is no source of the bibliography. Did you mean “press”?"),
    ("id: longer", "id: without-nvidia",
     "claims.yml:15:3: The claim “without-nvidia” is listed twice."),
    ("would_change: A study", "would_chang: A study",
     "The key “would_chang” is unknown. Did you mean “would_change”?"),
    ("    - {text: A commentary.}", "    []", "claims.yml:17:3: “said_by” is an empty list."),
    ("id: longer", "id: Longer", "claims.yml:15:3: “id” is no id: “Longer”."),
])  # fmt: skip
def test_a_mistake_in_the_file_is_named_with_its_place(
    old: str, new: str, problem: str, tmp_path: Path
) -> None:
    assert old in FILE
    _, problems = read(tmp_path, FILE.replace(old, new))
    assert any(problem in one for one in problems), problems


def test_a_claim_with_a_mistake_is_left_out_and_the_others_stay(tmp_path: Path) -> None:
    found, problems = read(tmp_path, FILE.replace("verdict: disputed", "verdict: proven"))
    assert list(found) == ["longer"]
    assert len(problems) == 1


def test_a_site_names_the_file_and_line_of_an_unknown_claim(tmp_path: Path) -> None:
    (tmp_path / "glossary").mkdir()
    (tmp_path / "claims.yml").write_text("[]", encoding="utf-8")
    site = Site.read(tmp_path, "docs", "mkdocs.yml", {"claims": "claims.yml"})
    site.begin("x.md", FrontMatter("docs/x.md"))
    Markdown(extensions=[*site.extensions]).convert("A\n\n[claim: y]\n")
    assert site.unresolved
    cure = "no claim has this id. Add the claim, or delete the label."
    assert [str(problem) for problem in site.finish("x.md", "A\n\n[claim: y]\n", 7)] == [
        f"docs/x.md:9:1: “[claim: y]” leads nowhere: {cure} [unknown-claim]"
    ]
