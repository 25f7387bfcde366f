"""What surrounds the checkers of links: memory, exceptions, reports, redirects, the promise."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from lexicon.addresses import Layout
from lexicon.links import exceptions, inside, memory, outside, published, redirects, report, sources
from lexicon.links.command import links
from lexicon.links.inside import BuiltSite
from lexicon.links.origins import Origins
from lexicon.links.verdict import Verdict

NOW = 1_795_000_000.0
TODAY = datetime.date(2026, 11, 22)
TOOLS = Path(__file__).parent.parent / "tools"


def site_of(files: dict[str, str]) -> BuiltSite:
    site = BuiltSite({}, "https://site.example/")
    for path, text in files.items():
        site = site.changed(path, text.encode())
    return site


def test_only_this_sites_own_search_is_read_for_addresses() -> None:
    material = {"config": {"lang": ["en"]}, "docs": [{"location": "gone/", "text": ""}]}
    site = site_of({"index.html": "<p>x", "search/search_index.json": json.dumps(material)})
    assert inside.check(site, Origins(Path())) == []


# What earlier runs found


def test_an_address_that_worked_is_not_asked_for_again_within_six_days() -> None:
    known = {
        "fresh": Verdict("ok", checked=NOW - 5 * memory.DAY),
        "old": Verdict("ok", checked=NOW - 7 * memory.DAY),
        "broken": Verdict("broken", checked=NOW),
        "of the future": Verdict("ok", checked=NOW + 60),
    }
    assert memory.stale(known, [*known, "new"], NOW) == ["old", "broken", "of the future", "new"]


def test_a_state_that_lasts_keeps_the_day_it_began() -> None:
    known = {"a": Verdict("unsure", since=1), "b": Verdict("unsure", since=1)}
    found = {"a": Verdict("unsure", since=9), "b": Verdict("broken", since=9)}
    merged = memory.merge(known, found)
    assert (merged["a"].since, merged["b"].since) == (1, 9)


def test_a_run_that_ended_early_does_not_count_as_a_failure() -> None:
    known = {"a": Verdict("unsure", "not-reached", since=1)}
    merged = memory.merge(known, {"a": Verdict("unsure", "time-out", since=9)})
    assert merged["a"].since == 9


def test_what_fails_for_two_weeks_is_broken() -> None:
    failing = Verdict("unsure", "time-out", "did not answer", since=NOW - 15 * memory.DAY)
    assert memory.settle(failing, NOW).state == "broken"
    assert "15 days" in memory.settle(failing, NOW).detail
    assert memory.settle(failing, NOW - 2 * memory.DAY).state == "unsure"


def test_a_page_that_refuses_programs_never_counts_as_broken() -> None:
    refused = Verdict("unsure", "refused", since=0)
    assert memory.settle(refused, NOW).state == "unsure"


@pytest.mark.parametrize("text", ["", "no JSON", "[]", '{"a": {"colour": "red"}}', '{"a": 1}'])
def test_a_cache_that_cannot_be_read_is_empty(text: str, tmp_path: Path) -> None:
    (tmp_path / "cache.json").write_text(text)
    assert memory.read(tmp_path / "cache.json") == {}


def test_a_cache_comes_back_as_it_was_written(tmp_path: Path) -> None:
    verdicts = {"https://a/ä": Verdict("moved", "moved", "has moved", "https://b/", 1.5, 1.0)}
    memory.write(tmp_path / "new" / "cache.json", verdicts)
    assert memory.read(tmp_path / "new" / "cache.json") == verdicts


# Exceptions


def exemptions(tmp_path: Path, text: str, *addresses: str) -> exceptions.Exemptions:
    file = tmp_path / exceptions.FILE
    file.parent.mkdir(parents=True)
    file.write_text(text)
    return exceptions.read(tmp_path, addresses, TODAY)


def test_an_exception_covers_its_address_until_its_last_day(tmp_path: Path) -> None:
    text = "- address: https://a/b\n  reason: Read by hand.\n  expires: 2026-11-22\n"
    found = exemptions(tmp_path, text, "https://a/b")
    assert found.problems == ()
    assert found.cover("https://a/b")
    assert not found.cover("https://a/bc")


def test_an_exception_with_a_star_covers_all_that_begin_alike(tmp_path: Path) -> None:
    text = "- address: https://a/*\n  reason: Read by hand.\n  expires: 2027-01-01\n"
    assert exemptions(tmp_path, text, "https://a/b").cover("https://a/b")


def test_an_expired_exception_is_reported_and_covers_nothing(tmp_path: Path) -> None:
    text = "- address: https://a/b\n  reason: Read by hand.\n  expires: 2026-11-21\n"
    found = exemptions(tmp_path, text, "https://a/b")
    assert [(p.code, p.line) for p in found.problems] == [("exception-expired", 3)]
    assert not found.cover("https://a/b")


def test_an_exception_for_no_address_is_reported(tmp_path: Path) -> None:
    text = "- address: https://a/b\n  reason: Read by hand.\n  expires: 2027-01-01\n"
    assert [p.code for p in exemptions(tmp_path, text).problems] == ["exception-unused"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- address: https://a/b\n  expires: 2027-01-01\n", "missing-key"),
        ("- address: https://a/b\n  reason: x\n  expires: soon\n", "wrong-type"),
        ("- address: https://a/b\n  reason: x\n  expires: 2027-01-01\n  why: y\n", "unknown-key"),
        ("address: https://a/b\n", "bad-yaml"),
    ],
)
def test_an_exception_without_reason_or_date_is_reported(
    text: str, code: str, tmp_path: Path
) -> None:
    found = exemptions(tmp_path, text, "https://a/b")
    assert [p.code for p in found.problems] == [code]
    assert not found.cover("https://a/b")


# Where external addresses stand


def test_addresses_are_found_as_texts_have_them() -> None:
    text = (
        "See <https://a.org/x>, [b](https://b.org/y_(z)), https://c.org/d. "
        'Or "https://e.org/?q=1&amp;r=2" and (https://f.org/g).'
    )
    assert list(sources.in_text(text)) == [
        "https://a.org/x",
        "https://b.org/y_(z)",
        "https://c.org/d",
        "https://e.org/?q=1&r=2",
        "https://f.org/g",
    ]


def test_every_place_of_an_address_is_named_and_examples_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "docs" / "data").mkdir(parents=True)
    (tmp_path / "glossary").mkdir()
    (tmp_path / "docs" / "data" / "sources.yml").write_text("- id: a\n  url: https://a.org/\n")
    (tmp_path / "glossary" / "a.md").write_text("See [a](https://a.org/), https://example.org/.\n")
    page = "<a href='https://b.org/'>b</a> <a href='/'>home</a> <a rel=edit href='https://c.org/'>"
    found = sources.addresses(tmp_path, Layout(), site_of({"index.html": page}))
    assert found == {
        "https://a.org/": ("docs/data/sources.yml:2", "glossary/a.md:1"),
        "https://b.org/": ("site/index.html",),
    }


# The report


def test_a_report_says_what_is_wrong_where_and_what_to_write() -> None:
    verdicts = {
        "https://a.org/": Verdict("broken", "gone", "is not there (status 410)", since=NOW),
        "https://b.org/": Verdict("moved", "moved", "has moved for good", "https://c.org/"),
        "https://d.org/": Verdict("unsure", "time-out", "did not answer", since=NOW),
        "https://e.org/": Verdict("ok"),
    }
    places = dict.fromkeys(verdicts, ("glossary/a.md:7", *(f"docs/{n}.md:1" for n in range(6))))
    text = report.markdown(verdicts, places, (), ["glossary/new/"])
    assert "4 external addresses, 1 work." in text
    assert "`https://a.org/` is not there (status 410), first seen 2026-11-18" in text
    assert "`https://b.org/` has moved for good: write `https://c.org/`" in text
    assert "In `glossary/a.md:7`, `docs/0.md:1`" in text
    assert "and 2 more" in text
    assert "- `glossary/new/`" in text
    assert "https://e.org/" not in text
    assert text.index("## Broken") < text.index("## Moved") < text.index("## Not checked")


def test_a_report_is_empty_when_all_is_well() -> None:
    assert report.markdown({"https://a.org/": Verdict("ok")}, {"https://a.org/": ("a:1",)}) == ""


def test_a_report_calls_nobody_and_ends_no_code_span() -> None:
    verdict = Verdict("broken", "tls", "`@maintainer\n# heading")
    text = report.markdown(
        {"https://a.org/@someone": verdict}, {"https://a.org/@someone": ("a:1",)}
    )
    assert "@maintainer" not in text
    assert "@someone" not in text
    assert "\n# heading" not in text


FAKE_GH = """#!/bin/sh
echo "$1 $2 $3" >> "$LOG"
if [ "$2" = list ]; then printf '%s' "$OPEN"; fi
"""


@pytest.mark.parametrize(
    ("text", "number", "done"),
    [
        ("broken", "", "issue create --title"),
        ("broken", "12", "issue edit 12"),
        ("", "12", "issue close 12"),
        ("", "", "issue list --state"),
    ],
)
def test_one_issue_is_opened_updated_or_closed(
    text: str, number: str, done: str, tmp_path: Path
) -> None:
    (tmp_path / "gh").write_text(FAKE_GH)
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "report.md").write_text(text)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "LOG": str(tmp_path / "log"), "OPEN": number}
    subprocess.run([TOOLS / "issue", tmp_path / "report.md"], env=environment, check=True)
    assert (tmp_path / "log").read_text().splitlines()[-1] == done


# Redirects


def test_a_redirect_page_leads_on_without_script(tmp_path: Path) -> None:
    former = {"glossary/moe/": "glossary/mixture-of-experts/"}
    assert redirects.write(tmp_path, former, "https://site.example/base/") == []
    text = (tmp_path / "glossary" / "moe" / "index.html").read_text()
    assert '<meta http-equiv="refresh" content="0; url=../mixture-of-experts/">' in text
    assert 'rel="canonical" href="https://site.example/base/glossary/mixture-of-experts/"' in text
    assert '<a href="../mixture-of-experts/">' in text
    assert "<script" not in text


def test_a_redirect_overwrites_no_page_and_leaves_no_site(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "a").mkdir(parents=True)
    (site / "a" / "index.html").write_text("A page.")
    assert redirects.write(site, {"a/": "b/", "../c/": "b/"}, None) == ["../c/", "a/"]
    assert (site / "a" / "index.html").read_text() == "A page."
    assert not (tmp_path / "c").exists()


def test_redirects_can_be_written_over_those_of_the_last_build(tmp_path: Path) -> None:
    assert redirects.write(tmp_path, {"a/": "b/"}, None) == []
    assert redirects.write(tmp_path, {"a/": "b/"}, None) == []


@pytest.mark.parametrize(
    ("value", "folder", "former"),
    [
        (["moe"], "glossary", ["glossary/moe/"]),
        (["explainers/old/", "/older"], "", ["explainers/old/", "older/"]),
        (None, "", []),
        ("moe", "", []),
        ([1, ""], "", []),
    ],
)
def test_former_addresses_are_read_from_front_matter(
    value: object, folder: str, former: list[str]
) -> None:
    assert redirects.of_page(value, "x/", folder) == dict.fromkeys(former, "x/")


def test_former_ids_are_files_where_the_pages_are() -> None:
    address = "glossary/match.html"
    former = redirects.of_page(["matchstick"], address, "glossary")
    assert former == {"glossary/matchstick.html": address}
    ((path, text),) = redirects.pages(former, None)
    assert path == "glossary/matchstick.html"
    assert '<a href="match.html">' in text


# The promise


def test_new_addresses_are_recorded_and_lost_ones_never_dropped(tmp_path: Path) -> None:
    manifest = tmp_path / published.MANIFEST
    manifest.parent.mkdir(parents=True)
    manifest.write_text("glossary/gone/\n")
    site = site_of({"index.html": "x", "glossary/moe/index.html": "x", "assets/a.css": "p {}"})
    assert published.record(site, tmp_path) == ["./", "glossary/moe/"]
    assert manifest.read_text() == "./\nglossary/gone/\nglossary/moe/\n"
    (lost,) = published.check(site, Origins(tmp_path))
    assert (lost.line, lost.code) == (2, "address-lost")


def test_the_line_to_add_is_in_the_most_similar_page(tmp_path: Path) -> None:
    for name in ("router", "mixture-of-experts"):
        (tmp_path / "glossary").mkdir(exist_ok=True)
        (tmp_path / "glossary" / f"{name}.md").write_text(f"---\ntitle: {name}\n---\n")
    manifest = tmp_path / published.MANIFEST
    manifest.parent.mkdir(parents=True)
    manifest.write_text("glossary/mixture-of-expert-models/\n")
    pages = ("router", "mixture-of-experts")
    site = site_of({f"glossary/{name}/index.html": "x" for name in pages})
    (lost,) = published.check(site, Origins(tmp_path))
    assert "glossary/mixture-of-experts.md" in lost.cure
    assert "`redirects: [mixture-of-expert-models]`" in lost.cure


# Inside


def test_a_site_below_a_folder_of_its_host_is_followed_there() -> None:
    home = "https://user.example/repo/"
    links_ = "<a href='/repo/b/'></a><a href='/b/'></a><a href='https://user.example/c/'></a>"
    site = BuiltSite({}, home).changed("index.html", links_.encode()).changed("b/index.html", b"x")
    found = inside.check(site, Origins(Path("nowhere")))
    assert sorted(p.code for p in found) == ["escaping-address", "escaping-address"]


def test_a_link_that_every_page_has_is_reported_once() -> None:
    site = site_of({f"{n}/index.html": "<a href='../gone/'>x</a>" for n in range(9)})
    (problem,) = inside.check(site, Origins(Path("nowhere")))
    assert "(so do 8 other files)" in problem.message


# The command


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "site").mkdir()
    (tmp_path / "docs" / "data").mkdir(parents=True)
    (tmp_path / "docs" / "index.md").write_text("[gone](gone.md)\n[a](https://a.org/)\n")
    (tmp_path / "site" / "index.html").write_text("<a href='gone.md'>gone</a>")
    return tmp_path


def run(root: Path, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(links, ["--root", str(root), *options])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout


def test_the_command_names_source_and_line_and_fails(root: Path) -> None:
    code, text = run(root)
    assert code == 1
    assert text.startswith("docs/index.md:1:8: “gone.md” in <a href> of site/index.html")


def test_the_command_annotates_pull_requests(root: Path) -> None:
    _, text = run(root, "--format", "github")
    assert text.startswith("::error file=docs/index.md,line=1,col=8,title=broken-link::“gone.md”")


def test_the_command_speaks_json(root: Path) -> None:
    _, text = run(root, "--format", "json")
    assert [p["code"] for p in json.loads(text)] == ["broken-link"]


def test_the_command_without_a_site_says_how_to_build_one(tmp_path: Path) -> None:
    result = CliRunner().invoke(links, ["--root", str(tmp_path)])
    assert result.exit_code == 2
    assert "make site" in result.output


def test_a_second_run_asks_only_for_what_did_not_work(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "glossary").mkdir()
    (root / "glossary" / "b.md").write_text("https://b.org/ https://c.org/\n")
    asked: list[list[str]] = []
    states = {"https://a.org/": "ok", "https://b.org/": "broken", "https://c.org/": "unsure"}
    monkeypatch.setattr(outside, "check", scripted(states, asked))
    code, text = run(root, "--external", "--report", str(root / "out" / "report.md"))
    assert code == 1
    assert text.startswith("glossary/b.md:1:1: https://b.org/")
    assert "## Broken: 1" in (root / "out" / "report.md").read_text()
    run(root, "--external", "--json", str(root / "out" / "verdicts.json"))
    assert asked == [
        ["https://a.org/", "https://b.org/", "https://c.org/"],
        ["https://b.org/", "https://c.org/"],
    ]
    verdicts = json.loads((root / "out" / "verdicts.json").read_text())
    assert [(v["address"], v["state"]) for v in verdicts] == list(states.items())


def test_a_machine_that_is_offline_blames_no_link(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "glossary").mkdir()
    (root / "glossary" / "b.md").write_text("https://b.org/\n")

    async def check(addresses: list[str], *_: object) -> dict[str, Verdict]:
        return dict.fromkeys(addresses, Verdict("unsure", "no-connection"))

    monkeypatch.setattr(outside, "check", check)
    code, text = run(root, "--external", "--report", str(root / "report.md"))
    assert (code, text) == (2, "")
    assert not (root / "report.md").exists()
    assert not (root / ".cache").exists()


def scripted(states: dict[str, str], asked: list[list[str]]) -> Callable[..., object]:
    async def check(addresses: list[str], *_: object) -> dict[str, Verdict]:
        asked.append(list(addresses))
        now = datetime.datetime.now(datetime.UTC).timestamp()
        return {
            a: Verdict(states[a], checked=now, since=now)  # type: ignore[arg-type]
            for a in addresses
        }

    return check
