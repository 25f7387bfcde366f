"""The command `lexicon`, from its arguments to what it prints, writes and returns."""

from __future__ import annotations

import datetime
import json
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result
from lexicon import checks, frontmatter, schema
from lexicon.cli import main
from lexicon.project import Project
from planting import ROOT, copy_sources

Run = Callable[..., Result]

ENTRY = """---
title: Export controls
definition: Rules on what may be sold abroad.
reviewed: 2026-11-20
---
A state makes them.
"""
PAGE = """---
title: A page
description: A page.
reviewed: 2026-11-20
---
# A page

Export controls are rules.
"""
CONFIG = """site_name: A site
nav: [index.md, explainers/one.md]
markdown_extensions: [footnotes]
extra:
  glossary:
    bibliography: docs/data/sources.yml
    categories: {policy: Policy}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small site with nothing wrong."""
    files = {
        "mkdocs.yml": CONFIG,
        "docs/index.md": "---\ntitle: Home\ndescription: Home.\n---\nWelcome.\n",
        "docs/explainers/one.md": PAGE,
        "docs/data/sources.yml": "[]\n",
        "glossary/export-controls.md": ENTRY,
    }
    for name, text in files.items():
        write(tmp_path / name, text)
    return tmp_path


@pytest.fixture
def lexicon(root: Path) -> Run:
    return lambda *arguments: CliRunner().invoke(main, ["-C", str(root), *arguments])


@pytest.fixture
def check(lexicon: Run) -> Run:
    return lambda *arguments: lexicon("check", "--today", "2026-11-30", *arguments)


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def append(file: Path, text: str) -> None:
    write(file, file.read_text(encoding="utf-8") + text)


# --- check ---------------------------------------------------------------------------------


def test_a_site_with_nothing_wrong_gives_no_report_and_exit_code_0(check: Run) -> None:
    result = check()
    assert (result.output, result.exit_code) == ("Nothing to report.\n", 0)


def test_a_report_names_file_line_column_severity_code_and_cure(root: Path, check: Run) -> None:
    append(root / "docs/explainers/one.md", "\nIt cost $5 billion.\n")
    result = check()
    assert result.output == (
        "docs/explainers/one.md:10:9: warning: The figure “$5 billion” has no citation. "
        "[uncited-figure]\n"
        "    Add `[^source-id]` after it; the ids are in docs/data/sources.yml.\n"
        "1 warning in 1 file.\n"
    )
    assert result.exit_code == 1


def test_all_problems_are_reported_in_one_run(root: Path, check: Run) -> None:
    text = "\nIt cost $5 billion.\n\n![](gone.png)\n\nSee [[Moo]].\n"
    append(root / "docs/explainers/one.md", text)
    write(root / "glossary/router.md", ENTRY.replace("title", "titel"))
    codes = re.findall(r"\[([a-z-]+)\]$", check().output, re.MULTILINE)
    assert codes == [
        "uncited-figure", "missing-alt", "broken-link", "unknown-label",
        "missing-key", "unknown-key",
    ]  # fmt: skip


def test_paths_limit_the_report_to_files_and_folders(root: Path, check: Run) -> None:
    append(root / "docs/explainers/one.md", "\nIt cost $5 billion.\n")
    assert check(str(root / "glossary")).exit_code == 0
    assert check(str(root / "docs")).exit_code == 1
    assert check(str(root / "docs/explainers/one.md")).exit_code == 1


def test_a_note_fails_only_on_request(root: Path, check: Run) -> None:
    file = root / "glossary/export-controls.md"
    write(file, ENTRY.replace("2026-11-20", "2025-11-20"))
    assert "note: The last review was on 2025-11-20, 375 days ago." in check().output
    assert check().exit_code == 0
    assert check("--fail-on", "note").exit_code == 1


def test_warnings_may_pass_on_request(root: Path, check: Run) -> None:
    append(root / "docs/explainers/one.md", "\nIt cost $5 billion.\n")
    assert check("--fail-on", "error").exit_code == 0
    append(root / "docs/explainers/one.md", "\n![](x.png)\n")
    assert check("--fail-on", "error").exit_code == 1
    assert check("--fail-on", "never").exit_code == 0


def test_wrong_usage_is_exit_code_2(check: Run) -> None:
    assert check("--format", "pdf").exit_code == 2


@pytest.mark.parametrize("command", ["check", "explain"])
def test_a_path_outside_the_repository_is_wrong_usage(
    command: str, root: Path, tmp_path_factory: pytest.TempPathFactory, lexicon: Run
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "page.md"
    write(outside, PAGE)
    result = lexicon(command, str(outside))
    assert result.exit_code == 2
    assert f"“{outside}” lies outside the repository {root}." in result.output
    assert lexicon(command, "/").exit_code == 2


def test_a_path_is_found_from_here_or_from_the_root(
    root: Path, lexicon: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(root / "docs/explainers/one.md", "\nIt cost $5 billion.\n")
    for here, path in (
        ("/", "docs/explainers/one.md"),
        (str(root / "docs"), "explainers/one.md"),
        (str(root / "docs"), "docs/explainers/one.md"),
    ):
        monkeypatch.chdir(here)
        assert "[uncited-figure]" in lexicon("check", path).output
        assert "docs/explainers/one.md:8:1: “Export controls”" in lexicon("explain", path).output
    result = lexicon("check", "docs/explainers/two.md")
    assert result.exit_code == 2
    assert f"There is no “docs/explainers/two.md” here or in {root}." in result.output


def test_a_folder_without_a_site_is_exit_code_3(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["-C", str(tmp_path), "check"])
    assert result.exit_code == 3
    assert "no mkdocs.yml" in result.output


def test_a_broken_configuration_is_exit_code_3(root: Path, check: Run) -> None:
    write(root / "mkdocs.yml", "site_name: [\n")
    assert check().exit_code == 3


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("bibliography:", "link: first\n    bibliography:", "mkdocs.yml:6:5", "“link” cannot be"),
        ("categories", "categorys", "mkdocs.yml:7:5", "“categorys” is unknown"),
        ("sources.yml", "sourcs.yml", "mkdocs.yml:6:5", "which does not exist"),
    ],
)
def test_a_wrong_setting_is_one_report(
    old: str, new: str, place: str, message: str, root: Path, check: Run
) -> None:
    write(root / "docs/claims.md", PAGE + "\nA claim.[^some-source]\n")
    config = CONFIG.replace("nav: [", "nav: [claims.md, ")
    write(root / "mkdocs.yml", config.replace(old, new))
    result = check()
    assert result.exit_code == 1
    (report,) = [line for line in result.output.split("\n") if ": error: " in line]
    assert report.startswith(place)
    assert message in report


@pytest.mark.parametrize("command", [["check"], ["explain", "docs/explainers/one.md"]])
@pytest.mark.parametrize("extension", ["footnots", "footnotes: {USE: 1}", "json"])
def test_a_markdown_extension_that_cannot_be_used_is_one_line(
    command: list[str], extension: str, root: Path, lexicon: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    write(root / "mkdocs.yml", CONFIG.replace("[footnotes]", f"[abbr, {extension}]"))
    result = lexicon(*command)
    assert result.exit_code == 3
    name = extension.partition(":")[0]
    start = f"Error: mkdocs.yml:3:29: The Markdown extension “{name}” cannot be used: "
    assert result.output.startswith(start)
    assert result.output.count("\n") == 1


def test_a_site_without_its_folder_of_pages_is_exit_code_3(root: Path, check: Run) -> None:
    (root / "docs").rename(root / "pages")
    result = check()
    assert result.exit_code == 3
    assert "There is no folder docs" in result.output
    assert "`docs_dir`" in result.output


def test_what_is_no_file_is_named(root: Path, check: Run) -> None:
    page = root / "docs/explainers/two.md"
    entry = root / "glossary/router.md"
    for file in (page, entry):
        file.symlink_to("gone.md")
        assert f"{file} cannot be read: No such file" in check().output
        file.unlink()
    entry.mkdir()
    result = check()
    assert result.exit_code == 3
    assert f"{entry} cannot be read: Is a directory. Put a file" in result.output


@pytest.mark.parametrize(
    ("old", "new", "report"),
    [
        ("description: A page.\n", "", "2:1: error: The key “description” is missing."),
        ("reviewed", "key_terms: [GPU]\nreviewed", "4:13: error: “key_terms” names “GPU”"),
        ("reviewed", "key_terms: gpu\nreviewed", "4:1: error: “key_terms” must be a list"),
        (
            "reviewed", 'glossary: "false"\nreviewed',
            ("4:1: error: The value of “glossary” stands in quotation marks. [wrong-type]\n"
             "    Write `glossary: false`, without quotation marks.\n"),
        ),
        (
            "are rules", "are rules.[^nope]",
            ("8:27: error: “[^nope]” cites nothing: it is no footnote of the page and no source. "
             "[unknown-source]\n    Add the source to docs/data/sources.yml.\n"),
        ),
    ],
)  # fmt: skip
def test_a_mistake_on_a_page_is_one_report(
    old: str, new: str, report: str, root: Path, check: Run
) -> None:
    write(root / "docs/explainers/one.md", PAGE.replace(old, new))
    result = check()
    assert result.output.startswith(f"docs/explainers/one.md:{report}")
    assert result.output.endswith("\n1 error in 1 file.\n")


@pytest.mark.parametrize(
    ("value", "report"),
    [
        ("!!python/object:os.system x", "Of tags, only `!ENV` and `!!python/name:` are read here."),
        ("[", "Mend what stands there or just before."),
    ],
)
def test_what_cannot_be_read_in_the_configuration_is_one_line(
    value: str, report: str, root: Path, check: Run
) -> None:
    append(root / "mkdocs.yml", f"copyright: {value}\n")
    result = check()
    assert result.exit_code == 3
    assert re.fullmatch(r"Error: mkdocs\.yml:\d+:\d+: .*\n", result.output)
    assert report in result.output


def test_json_has_a_field_for_everything(root: Path, check: Run) -> None:
    append(root / "docs/explainers/one.md", "\nA space at the end. \n")
    assert json.loads(check("--format", "json").output) == {
        "problems": [
            {
                "path": "docs/explainers/one.md", "line": 10, "column": 20,
                "severity": "warning", "code": "trailing-space",
                "message": "The line ends in a space or a tab.",
                "cure": "Delete it; for a line break in a paragraph, write two spaces or a "
                "backslash.",
                "fixable": True,
            }
        ]
    }  # fmt: skip


def test_sarif_names_rule_level_and_place_of_each_result(root: Path, check: Run) -> None:
    append(root / "docs/explainers/one.md", "\n![](x.png)\n")
    log = json.loads(check("--format", "sarif").output)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    first = run["results"][0]
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"] == "missing-alt"
    assert first["level"] == "error"
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "docs/explainers/one.md"
    assert place["region"] == {"startLine": 10, "startColumn": 1}
    assert {rule["defaultConfiguration"]["level"] for rule in rules} == {"error", "warning", "note"}


def test_github_annotations_escape_what_would_end_them(root: Path, check: Run) -> None:
    append(root / "docs/explainers/one.md", "\nIt grew by 40%: a lot.\n")
    assert check("--format", "github").output == (
        "::warning file=docs/explainers/one.md,line=10,col=12,title=uncited-figure::"
        "The figure “40%25” has no citation. "
        "Add `[^source-id]` after it; the ids are in docs/data/sources.yml.\n"
    )


def test_a_report_can_be_written_to_a_file(root: Path, check: Run) -> None:
    result = check("--format", "sarif", "--output", str(root / "report.sarif"))
    assert result.output == ""
    assert json.loads((root / "report.sarif").read_text())["runs"][0]["results"] == []


def test_a_report_that_cannot_be_written_is_one_line(root: Path, check: Run) -> None:
    file = root / "gone/report.txt"
    result = check("--output", str(file))
    assert result.exit_code == 1
    assert result.output == (
        f"Error: {file} cannot be written: No such file or directory. Make its folder first.\n"
    )


def test_list_shows_every_check(check: Run) -> None:
    output = check("--list").output
    assert all(f"{code}: " in output for code in checks.rules())


def test_every_rule_has_a_cure_and_says_what_is_wrong() -> None:
    for rule in checks.rules().values():
        assert rule.about.endswith("."), rule
        assert rule.cure, rule


# --- silences ------------------------------------------------------------------------------


def test_a_report_is_silenced_with_a_reason(root: Path, check: Run) -> None:
    append(root / "docs/explainers/one.md", "\nIt cost $5 billion.\n\nIt cost $6 billion.\n")
    silence = "- {code: uncited-figure, path: docs/*, text: $5, reason: An invented example.}\n"
    write(root / "checks.yml", silence)
    output = check().output
    assert "$5" not in output
    assert "$6" in output


def test_a_silence_ends_on_its_day(root: Path, lexicon: Run) -> None:
    append(root / "docs/explainers/one.md", "\nIt cost $5 billion.\n")
    silence = "- {code: uncited-figure, reason: An invented example., until: 2026-12-31}\n"
    write(root / "checks.yml", silence)
    assert lexicon("check", "--today", "2026-12-31").exit_code == 0
    after = lexicon("check", "--today", "2027-01-01").output
    assert "[uncited-figure]" in after
    assert "[idle-silence]" in after


# --- fix -----------------------------------------------------------------------------------


def test_fix_mends_what_is_mechanical(root: Path, check: Run) -> None:
    entry = root / "glossary/export-controls.md"
    broken = ENTRY.replace("definition", "aliases: [export control, curbs]\ndefinition")
    entry.write_bytes(("\ufeff" + broken.replace("\n", "\r\n")).encode())
    page = root / "docs/explainers/one.md"
    append(page, "\nCurbs \u200bwork. \n\n\n")
    result = check("--fix")
    assert result.exit_code == 0, result.output
    mended = ENTRY.replace("definition", "aliases: [curbs]\ndefinition")
    assert entry.read_bytes() == mended.encode()
    assert page.read_text(encoding="utf-8") == PAGE + "\nCurbs work.\n"


def test_fix_writes_the_id_that_a_former_one_leads_to(root: Path, check: Run) -> None:
    append_key = ENTRY.replace("reviewed", "redirects: [curbs]\nreviewed")
    write(root / "glossary/export-controls.md", append_key)
    router = "---\ntitle: Router\ndefinition: A device.\nrelated: [curbs]\n---\nText.\n"
    write(root / "glossary/router.md", router)
    append(root / "docs/explainers/one.md", "\nA router.\n")
    check("--fix")
    assert "related: [export-controls]" in (root / "glossary/router.md").read_text()


def test_fix_leaves_files_that_are_not_named_alone(root: Path, check: Run) -> None:
    page = root / "docs/explainers/one.md"
    append(page, "\nA space at the end. \n")
    before = page.read_bytes()
    check("--fix", str(root / "glossary"))
    assert page.read_bytes() == before


# --- false alarms --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "The H100 and the 910C are chips; FP8 has 8 bits.",  # names with digits
        "He called it a “so-called victory”.",  # few words are no quotation
        "`<script>` and `$5 billion` are code.",
        "```html\n<script>alert(1)</script>\n![](x.png)\n```",
        "It cost $5 billion.[^1]\n\n[^1]: A source.",
        'A line: <img src="../assets/x.svg" alt="A line">.',
        "The Bureau of Examples (BOX) is old. BOX is large. BOX is here. BOX stays.",
        "The US, the EU and the UK; the US, the EU and the UK; the US, the EU and the UK.",
        "Two spaces make a break,  \nas Markdown has it.",
        "Write `[[]]`, \\[[]] or [[export controls|rules]]; see [//example.com](//example.com/).",
        "See [below](#a-page) and [the site](https://example.com/#x).",
    ],
)
def test_ordinary_text_gives_no_report(text: str, root: Path, check: Run) -> None:
    write(root / "docs/assets/x.svg", "<svg/>")
    append(root / "docs/explainers/one.md", f"\n{text}\n")
    result = check()
    assert result.output == "Nothing to report.\n"


# --- new -----------------------------------------------------------------------------------


def test_new_writes_a_valid_entry_and_says_what_to_do(root: Path, lexicon: Run) -> None:
    result = lexicon("new", "Chain of thought", "--category", "policy", "--alias", "step by step")
    assert result.exit_code == 0, result.output
    file = root / "glossary/chain-of-thought.md"
    matter, problems = frontmatter.read(file.name, file.read_text(encoding="utf-8"))
    assert problems == []
    assert matter.values["title"] == "Chain of thought"
    assert matter.values["aliases"] == ["step by step"]
    assert matter.values["reviewed"] == datetime.date.today()
    assert "lexicon check glossary/chain-of-thought.md" in result.output
    reports = lexicon("check", str(file)).output
    assert set(re.findall(r"\[([a-z-]+)\]$", reports, re.MULTILINE)) == {
        "unfinished-entry", "unmentioned-entry",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("title", "id_"),
    [
        ("C++", "c-plus-plus"),
        ("R&D", "r-and-d"),
        ("Moore's law: the end", "moores-law-the-end"),
        ("Émigré no. 5", "emigre-no-5"),
    ],
)
def test_new_makes_an_id_of_any_title(title: str, id_: str, root: Path, lexicon: Run) -> None:
    result = lexicon("new", title)
    assert result.exit_code == 0, result.output
    text = (root / f"glossary/{id_}.md").read_text(encoding="utf-8")
    assert frontmatter.read("x", text)[0].values["title"] == title


def test_new_refuses_a_label_that_exists_and_says_where(root: Path, lexicon: Run) -> None:
    result = lexicon("new", "export-control")
    assert result.exit_code == 1
    assert "glossary/export-controls.md, line 2" in result.output
    assert list((root / "glossary").iterdir()) == [root / "glossary/export-controls.md"]


def test_new_refuses_an_address_that_belongs_to_another_entry(root: Path, lexicon: Run) -> None:
    write(root / "glossary/router.md", "---\ntitle: Switch\ndefinition: A device.\n---\nText.\n")
    assert lexicon("new", "Router").exit_code == 1
    assert "title: Switch" in (root / "glossary/router.md").read_text()


def test_new_overwrites_nothing(root: Path, lexicon: Run) -> None:
    index = root / "glossary/index.md"
    for text in (None, "All terms.\n"):
        if text:
            write(index, text)
        for title in ("index", "Index"):
            result = lexicon("new", title)
            assert result.exit_code == 1
            assert "“index” belongs to glossary/index.md already" in result.output
        assert (index.read_text() if index.exists() else None) == text
    (root / "glossary/router.md").symlink_to("gone.md")  # nothing can be read there
    assert lexicon("new", "Router").exit_code != 0
    assert not (root / "glossary/gone.md").exists()


def test_new_without_the_folder_of_entries_says_to_make_it(root: Path, lexicon: Run) -> None:
    (root / "glossary").rename(root / "docs/terms")
    result = lexicon("new", "Router")
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert "cannot be written" in result.output
    assert "Make its folder first." in result.output


@pytest.mark.parametrize("arguments", [["moe"], ["Router", "--alias", "moe"]])
def test_new_refuses_a_label_in_other_letter_case_as_check_does(
    arguments: list[str], root: Path, lexicon: Run
) -> None:
    moe = "---\ntitle: Mixture of experts\nabbreviation: MoE\ndefinition: A network.\n---\nText.\n"
    write(root / "glossary/mixture-of-experts.md", moe)
    result = lexicon("new", *arguments)
    assert result.exit_code == 1
    message = "The label “moe” belongs to glossary/mixture-of-experts.md (line 3) already."
    assert message in result.output
    assert len(list((root / "glossary").iterdir())) == 2


@pytest.mark.parametrize(
    ("definition", "code"),
    [
        ("It is **fast**.", "definition-markup"),
        ("many " * 60, "long-definition"),
        ("It is a router.", "circular-definition"),
    ],
)
def test_new_refuses_a_definition_with_the_words_of_check(
    definition: str, code: str, root: Path, lexicon: Run, check: Run
) -> None:
    result = lexicon("new", "Router", "--definition", definition)
    assert result.exit_code == 2
    assert not (root / "glossary/router.md").exists()
    text = f"---\ntitle: Router\ndefinition: {definition}\n---\nText.\n"
    write(root / "glossary/router.md", text)
    reports = json.loads(check("--format", "json").output)["problems"]
    report = next(report for report in reports if report["code"] == code)
    assert f"{report['message']} {report['cure']}" in result.output


def test_new_asks_for_quotation_marks_round_a_title_of_several_words(lexicon: Run) -> None:
    result = lexicon("new", "Chain", "of", "thought")
    assert result.exit_code == 2
    assert 'lexicon new "Chain of thought"' in result.output


def test_new_says_what_to_do_about_an_address_that_is_taken(lexicon: Run) -> None:
    lexicon("new", "foo-bar")
    result = lexicon("new", "Foo: bar")
    assert result.exit_code == 1
    assert "Write another title." in result.output


def test_new_refuses_an_unknown_category_and_names_those_there_are(lexicon: Run) -> None:
    result = lexicon("new", "Router", "--category", "politics")
    assert result.exit_code == 2
    assert "policy" in result.output


def test_new_names_labels_that_are_like_the_title(lexicon: Run) -> None:
    assert "Export controls" in lexicon("new", "Export contracts").output


# --- suggest -------------------------------------------------------------------------------


def test_suggest_ranks_phrases_that_recur_across_pages_first(root: Path, lexicon: Run) -> None:
    one = "\nThe context window is long. A context window. Two context windows.\n"
    append(root / "docs/explainers/one.md", one + "\nSoft butter, soft butter and soft butter.\n")
    write(root / "docs/explainers/two.md", PAGE + "\nThe context window again.\n")
    lines = lexicon("suggest").output.split("\n")
    assert lines[1] == "  context window  (4×; 2 pages)"
    assert "  soft butter  (3×; 1 page)" in lines


def test_suggest_leaves_out_what_has_an_entry(lexicon: Run, root: Path) -> None:
    append(root / "docs/explainers/one.md", "\nExport controls, export controls.\n")
    assert "export controls" not in lexicon("suggest").output.lower()


@pytest.mark.parametrize("option", ["--limit", "--least"])
@pytest.mark.parametrize("number", ["0", "-5"])
def test_suggest_refuses_a_number_below_one(option: str, number: str, lexicon: Run) -> None:
    assert lexicon("suggest", option, number).exit_code == 2


def test_suggest_names_near_misses_of_labels(root: Path, lexicon: Run) -> None:
    moe = "---\ntitle: Mixture of experts\nabbreviation: MoE\ndefinition: A network.\n---\nText.\n"
    write(root / "glossary/mixture-of-experts.md", moe)
    text = "\nExport restrictions and MoE layers. Export restrictions, and MoE layers.\n"
    append(root / "docs/explainers/one.md", text)
    output = lexicon("suggest").output
    assert "export restrictions  → “Export controls” in export-controls.md" in output
    assert "MoE layers  → “MoE” in mixture-of-experts.md" in output


# --- links ---------------------------------------------------------------------------------


def test_links_reads_the_site_of_the_repository_wherever_it_is_started(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(root / "site/index.html", '<!doctype html><a href="gone/">Gone</a>')
    for here, arguments in (
        (root / "docs/explainers", []),
        (Path("/"), ["-C", str(root)]),
        (Path("/"), ["-C", str(root / "docs")]),
    ):
        monkeypatch.chdir(here)
        result = CliRunner().invoke(main, [*arguments, "links"])
        assert result.exit_code == 1, result.output
        assert "gone/" in result.output


def test_links_without_a_repository_is_wrong_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["links"])
    assert result.exit_code == 2
    assert "no mkdocs.yml" in result.output


@pytest.mark.parametrize("option", ["--report", "--json", "--cache"])
def test_links_refuses_what_goes_with_other_hosts_alone(option: str, lexicon: Run) -> None:
    result = lexicon("links", option, "file")
    assert result.exit_code == 2
    assert f"{option} goes with --external" in result.output


# --- schema --------------------------------------------------------------------------------


def test_what_is_made_from_the_models_is_current() -> None:
    result = CliRunner().invoke(main, ["-C", str(ROOT), "schema", "--check"])
    assert result.exit_code == 0, result.output


def test_schema_check_fails_where_nothing_is_written_yet(root: Path, lexicon: Run) -> None:
    assert lexicon("schema", "--check").exit_code == 1
    assert not (root / "schema").exists()
    assert lexicon("schema").exit_code == 0
    assert lexicon("schema", "--check").exit_code == 0


def test_the_real_front_matter_and_data_follow_the_schemas() -> None:
    project = Project.read(ROOT, datetime.date(2026, 11, 30))
    validators = {name: validator(name) for name in (*schema.MODELS, *schema.LISTS)}
    for page in project.pages:
        kind = "entry" if page.entry else "page"
        errors = list(validators[kind].iter_errors(as_json(page.matter.values)))
        assert errors == [], page.path
    for name, (_, _, path) in schema.LISTS.items():
        if (ROOT / path).exists():
            data = as_json(yaml.safe_load((ROOT / path).read_text(encoding="utf-8")) or [])
            assert list(validators[name].iter_errors(data)) == [], path


@pytest.mark.parametrize(
    "wrong",
    [{"titel": "X"}, {"aliases": "X"}, {"category": "politics"}, {"reviewed": 5}, {"case": "no"}],
)
def test_the_schema_of_an_entry_refuses_what_the_model_refuses(wrong: dict[str, Any]) -> None:
    entry = {"title": "X", "definition": "Y."}
    assert validator("entry").is_valid(entry)
    assert not validator("entry").is_valid(entry | wrong)


def validator(name: str) -> jsonschema.Draft202012Validator:
    text = (ROOT / f"schema/{name}.json").read_text(encoding="utf-8")
    return jsonschema.Draft202012Validator(json.loads(text))


def as_json(values: Any) -> Any:
    return json.loads(json.dumps(values, default=str))


def test_the_editor_knows_a_schema_for_each_data_file() -> None:
    settings = json.loads((ROOT / ".vscode/settings.json").read_text(encoding="utf-8"))
    for path in settings["yaml.schemas"]:
        assert (ROOT / path).is_file()
    assert "docs/data/sources.yml" in settings["yaml.schemas"].values()


def test_the_editors_problem_matcher_reads_a_report(root: Path, check: Run) -> None:
    append(root / "docs/explainers/one.md", "\nIt cost $5 billion.\n")
    tasks = json.loads((ROOT / ".vscode/tasks.json").read_text(encoding="utf-8"))["tasks"]
    matcher = next(t for t in tasks if t["label"] == "lexicon check")["problemMatcher"]
    report, _cure, end = check().output.splitlines()
    found = re.match(matcher["pattern"][0]["regexp"], report)
    assert found
    assert found.groups()[:4] == ("docs/explainers/one.md", "10", "9", "warning")
    assert found[6] == "uncited-figure"
    assert re.match(matcher["background"]["endsPattern"], end)


# --- the rest ------------------------------------------------------------------------------


def test_issue_forms_follow_githubs_schema() -> None:
    forms = sorted(str(file) for file in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml"))
    for kind, files in (
        ("vendor.github-issue-forms", [form for form in forms if "config" not in form]),
        ("vendor.github-issue-config", [form for form in forms if "config" in form]),
    ):
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", kind, *files]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_the_shell(shell: str, lexicon: Run) -> None:
    result = lexicon("completion", shell)
    assert result.exit_code == 0
    assert "_LEXICON_COMPLETE" in result.output


@pytest.mark.parametrize("command", [None, "new", "check", "suggest", "schema"])
def test_help_documents_the_exit_codes(command: str | None) -> None:
    output = CliRunner().invoke(main, [*filter(None, [command]), "--help"]).output
    assert re.search(r"0 .*\n +1 .*\n +2 .*\n +3 ", output)


def test_a_run_over_our_site_takes_less_than_three_seconds(tmp_path: Path) -> None:
    copy_sources(tmp_path)
    command = [sys.executable, "-m", "lexicon", "-C", str(tmp_path), "check"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert used < 3  # CPU time: what else the machine does is not the command's to answer for
