"""What stands in the built site, read as a browser reads it."""

from __future__ import annotations

import posixpath
import re
import shutil
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from lexicon.site import Site, commit_time
from lxml import html
from sites import ROOT, BuiltPage, BuiltSite, complaints, entry, mkdocs, small_site

CONFIGURATION = (ROOT / "mkdocs.yml").read_text("utf-8")
CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)
FORBIDDEN = """h1 h2 h3 h4 h5 h6 a abbr button code kbd label math pre samp script style summary svg
    textarea var""".split()


def words(element: Any) -> str:
    """The text of an element as a reader sees it, in one line."""
    return " ".join(element.text_content().split())


def prose(page: BuiltPage) -> str:
    """The text of a page without the marks of footnotes and headings, in one line."""
    around = "ancestor::*[contains(@class, 'footnote-ref') or contains(@class, 'headerlink')]"
    texts = page.article.xpath(f".//text()[not({around})]")
    return " ".join("".join(texts).split())


@cache
def written_links(page: BuiltPage) -> list[str]:
    """The relative links to Markdown files that the author of a page wrote."""
    found = re.findall(r"\]\(([^()\s]+)\)", CODE.sub("", page.text))
    return [
        href for href in found if not urlsplit(href).scheme and urlsplit(href).path.endswith(".md")
    ]


def leads_to(page: BuiltPage, href: str) -> str:
    """The source that a link in the source of a page leads to, as a code host follows it."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(page.source), urlsplit(href).path))


def automatic_terms(page: BuiltPage) -> list[Any]:
    """The links to terms whose words the author did not put in double brackets."""
    written = re.findall(r"\[\[(?:[^][|]+\|)?([^][|]+)\]\]", CODE.sub("", page.text))
    shown = {" ".join(text.split()) for text in written}
    return [link for link in page.terms if words(link) not in shown]


# --- where a page belongs ------------------------------------------------------------------


def test_edit_links_lead_to_the_file_of_the_page(built: BuiltSite) -> None:
    found = {
        page.source: page.tree.xpath("//a[@rel='edit']/@href") for page in built.pages.values()
    }
    base = re.search(r'REPO_URL, "(.*?)"', CONFIGURATION)
    assert base
    shown = {source: hrefs for source, hrefs in found.items() if hrefs}
    assert shown == {source: [f"{base[1]}/edit/main/{source}"] for source in shown}
    folders = ("glossary/", "docs/explainers/")
    assert {s for s in found if s.startswith(folders) and "index" not in s} <= shown.keys()


def test_no_page_lists_the_entries_outside_its_content(built: BuiltSite) -> None:
    entries = {f"glossary/{id_}/" for id_ in built.entries}
    listed = {
        (page.url, target[0])
        for page in built.pages.values()
        for href in page.tree.xpath("//a[not(ancestor::article)]/@href")
        if (target := page.target(href)) and target[0] in entries
    }
    assert not listed


def test_the_page_of_an_entry_belongs_to_the_glossary(built: BuiltSite) -> None:
    for id_ in built.entries:
        page = built.pages[f"glossary/{id_}/"]
        active = page.tree.xpath("//header//nav//a[@aria-current]/@href")
        assert [page.target(href) for href in active] == [("glossary/", "")], id_


def test_the_index_lists_every_entry_once(built: BuiltSite) -> None:
    page = built.pages["glossary/"]
    listed = Counter(page.target(href) for href in page.article.xpath(".//dl//dt//a/@href"))
    assert listed == Counter((f"glossary/{id_}/", "") for id_ in built.entries)


# --- links ---------------------------------------------------------------------------------


def test_every_link_within_the_site_leads_somewhere(built: BuiltSite) -> None:
    broken = []
    for page in built.pages.values():
        for href in page.tree.xpath("//a/@href"):
            target = page.target(href)
            if target is None:
                continue
            url, fragment = target
            if url in built.pages:
                if fragment and fragment not in built.pages[url].ids:
                    broken.append((page.url, href))
            elif not (built.folder / url).is_file():
                broken.append((page.url, href))
    assert not broken


@pytest.mark.parametrize(
    ("folder", "other"), [("docs/", "glossary/"), ("glossary/", "docs/"), ("docs/", "docs/")]
)
def test_links_written_for_the_code_host_work_on_the_site(
    built: BuiltSite, folder: str, other: str
) -> None:
    urls = {page.source: page.url for page in built.pages.values()}
    seen = 0
    for page in built.pages.values():
        if not page.source.startswith(folder):
            continue
        reached = {page.target(href) for href in page.article.xpath(".//a/@href")}
        for href in written_links(page):
            source = leads_to(page, href)
            if source.startswith(other):
                assert (ROOT / source).is_file(), f"{page.source}: {href}"
                assert (urls[source], urlsplit(href).fragment) in reached, f"{page.source}: {href}"
                seen += 1
    assert seen


def test_no_page_loads_anything_from_another_host(built: BuiltSite) -> None:
    own = re.search(r'SITE_URL, "(.*?)"', CONFIGURATION)
    assert own
    loading = (
        "//script/@src | //img/@src | //img/@srcset | //iframe/@src | //source/@src"
        " | //source/@srcset | //video/@src | //audio/@src | //embed/@src | //object/@data"
        " | //link[not(@rel='canonical')]/@href | //*[@style][contains(@style, 'url(')]/@style"
    )
    foreign = {
        (file.name, address)
        for file in built.folder.rglob("*.html")
        for address in html.document_fromstring(file.read_text("utf-8")).xpath(loading)
        if "//" in address and not address.startswith(own[1])
    }
    assert not foreign
    for file in built.folder.rglob("*.css"):
        assert not re.findall(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", file.read_text("utf-8"))


# --- terms ---------------------------------------------------------------------------------


def test_a_term_link_has_the_class_the_id_the_address_and_the_definition(built: BuiltSite) -> None:
    count = 0
    for page in built.pages.values():
        for link in page.terms:
            id_ = link.get("data-term")
            assert list(link.attrib) == ["class", "data-term", "href", "title"]
            assert link.get("class") == "glossary-term"
            assert page.target(link.get("href")) == (f"glossary/{id_}/", "")
            assert link.get("title") == " ".join(built.entries[id_]["definition"].split())
            count += 1
    assert count > len(built.entries)


def test_no_term_link_stands_in_a_forbidden_place(built: BuiltSite) -> None:
    for page in built.pages.values():
        for link in automatic_terms(page):
            around = list(link.iterancestors())
            assert not [e.tag for e in around if e.tag in FORBIDDEN], page.url
            classes = {name for e in around for name in e.get("class", "").split()}
            assert not classes & {"no-glossary", "admonition-title", "arithmatex"}, page.url


def test_a_term_is_linked_once_on_a_page_and_never_on_its_own(built: BuiltSite) -> None:
    for page in built.pages.values():
        if "\nglossary:" in page.text:
            continue  # a page may ask for more
        counts = Counter(link.get("data-term") for link in automatic_terms(page))
        assert set(counts.values()) <= {1}, page.url
        assert page.url.removeprefix("glossary/").strip("/") not in counts


# --- where it appears ----------------------------------------------------------------------


def _mentions(page: BuiltPage) -> list[tuple[str, str, str, str]]:
    """Url, fragment, words and sentence of what an entry's page lists as mentions of it."""
    items = page.tree.xpath("//*[@id='where-it-appears']/ancestor::section[1]//li[.//mark]")
    found = []
    for item in items:
        target = page.target(item.xpath(".//a/@href")[0])
        mark = item.xpath(".//mark")[0]
        assert target
        found.append((*target, words(mark), words(mark.getparent())))
    return found


def _links_to(page: BuiltPage, id_: str) -> list[Any]:
    """The links to an entry in what the author of the page wrote, as they stand in the page."""
    by_hand = any(leads_to(page, href) == f"glossary/{id_}.md" for href in written_links(page))
    return [
        link
        for link in page.article.xpath(".//a[@href]")
        if (link.get("class") == "glossary-term" and link.get("data-term") == id_)
        or (by_hand and page.target(link.get("href")) == (f"glossary/{id_}/", ""))
    ]


def test_an_entry_lists_exactly_the_pages_that_link_to_it(built: BuiltSite) -> None:
    for id_ in built.entries:
        own = f"glossary/{id_}/"
        listed = Counter(url for url, *_ in _mentions(built.pages[own]))
        linking = Counter(
            page.url for page in built.pages.values() if page.url != own and _links_to(page, id_)
        )
        assert listed == linking, id_


def test_a_mention_shows_its_words_in_their_sentence_and_leads_to_its_section(
    built: BuiltSite,
) -> None:
    texts = {page.url: prose(page) for page in built.pages.values()}
    for id_ in built.entries:
        for url, fragment, marked, sentence in _mentions(built.pages[f"glossary/{id_}/"]):
            links = _links_to(built.pages[url], id_)
            around = f"{id_} on {url}"
            assert marked in {words(link) for link in links}, around
            assert marked in sentence, around
            assert sentence.strip("… ") in texts[url], around
            if fragment:
                sections = {_section(link) for link in links}
                assert fragment in sections, around


def _section(link: Any) -> str:
    """The id of the heading that a link stands below."""
    headings = link.xpath("preceding::*[self::h1 or self::h2 or self::h3 or self::h4]/@id")
    return headings[-1] if headings else ""


# --- citations -----------------------------------------------------------------------------


def test_every_citation_becomes_a_footnote_with_the_text_of_its_source(built: BuiltSite) -> None:
    listed = yaml.safe_load((ROOT / "docs/data/sources.yml").read_text("utf-8"))
    sources = {source["id"]: source for source in listed}
    count = 0
    for page in built.pages.values():
        assert not page.article.xpath(".//text()[contains(., '[^')][not(ancestor::code)]"), page.url
        for id_ in set(re.findall(r"\[\^([\w-]+)\]", CODE.sub("", page.text))) & sources.keys():
            (note,) = page.tree.xpath("//li[@id=$id]", id=f"fn:{id_}")
            source = sources[id_]
            assert " ".join(source["title"].split()) in words(note)
            assert source["publisher"] in words(note)
            assert source["url"] in note.xpath(".//a/@href")
            assert f"#fn:{id_}" in page.article.xpath(".//a/@href")
            count += 1
    assert count > len(built.entries)


# --- the build as a whole ------------------------------------------------------------------


def test_another_copy_at_another_time_builds_the_same_bytes(
    built: BuiltSite, tmp_path: Path
) -> None:
    time = commit_time(ROOT)
    if time is None:
        pytest.skip("this is no git checkout, so that the dates are those of the day")
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(ROOT / "mkdocs.yml", copy)
    for folder in ("docs", "glossary", "hooks"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, copy / folder, copy_function=shutil.copyfile, ignore=ignored)
    run = mkdocs(
        copy, "build", "--site-dir", tmp_path / "site",
        SOURCE_DATE_EPOCH=time, TZ="Asia/Tokyo", PYTHONHASHSEED="7",
    )  # fmt: skip
    assert run.returncode == 0, run.stdout
    assert _contents(tmp_path / "site") == _contents(built.folder)


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_mistakes_in_pages_are_warnings_with_their_place_and_fail_a_strict_build(
    tmp_path: Path,
) -> None:
    small_site(
        tmp_path,
        {
            "docs/index.md": "---\ntitle: Home\n---\n\nSee [[CUDDA]].\n\n"
            "A claim.[^no-such-source-anywhere]\n\n[x](../glossary/no-such-entry.md)\n",
            "docs/deep/page.md": "---\nglossary: {skip: [gpuu]}\n---\n"
            "[y](../../glossary/gpu.md#no)\n",
            "glossary/index.md": "# Glossary\n",
            "glossary/cuda.md": entry("CUDA", "[z](../docs/no-such-page.md)"),
            "glossary/gpu.md": entry("GPU", "One.\n\nSee [[MoE]] and [[MoE]].\n"),
        },
    )
    run = mkdocs(tmp_path, "build", "--strict")
    assert run.returncode != 0
    warnings = "\n".join(complaints(run.stdout))
    for place in (
        "docs/index.md:5:5: “[[CUDDA]]”",
        "docs/index.md:7:9: “[^no-such-source-anywhere]”",
        "glossary/gpu.md:7:5: “[[MoE]]”",
        "glossary/gpu.md:7:17: “[[MoE]]”",
        "docs/deep/page.md:2:19: “skip” names “gpuu”",
    ):
        assert place in warnings
    for target in ("no-such-entry.md", "gpu.md#no", "no-such-page.md"):
        assert target in warnings


def test_a_page_of_the_small_site_is_linked_without_a_warning(tmp_path: Path) -> None:
    small_site(
        tmp_path,
        {
            "docs/index.md": "# Home\n\nA GPU runs CUDA. [x](../glossary/gpu.md)\n",
            "glossary/index.md": "# Glossary\n",
            "glossary/cuda.md": entry("CUDA", "[z](../docs/index.md)"),
            "glossary/gpu.md": entry("GPU"),
        },
    )
    run = mkdocs(tmp_path, "build", "--strict")
    assert run.returncode == 0, run.stdout
    assert complaints(run.stdout) == []


@pytest.mark.parametrize("strict", [[], ["--strict"]])
def test_ten_broken_entries_give_ten_messages_and_fail_the_build(
    tmp_path: Path, strict: list[str]
) -> None:
    case = yaml.safe_load((ROOT / "tests/entries/ten-mistakes-in-one-run.yml").read_text("utf-8"))
    small_site(
        tmp_path, case["files"] | {"docs/index.md": "# Home\n", "glossary/index.md": "# G\n"}
    )
    for path, text in case["latin-1"].items():
        (tmp_path / path).write_bytes(text.encode("latin-1"))
    run = mkdocs(tmp_path, "build", *strict)
    assert run.returncode != 0
    expected = [line.removeprefix("error: ") for line in case["messages"].splitlines()]
    assert len(expected) == 10
    assert [line for line in complaints(run.stdout) if re.search(r"\.md:\d+:\d+: ", line)] == [
        f"ERROR   -  glossary: {line}" for line in expected
    ]


def test_a_wrong_setting_fails_the_build_and_is_named(tmp_path: Path) -> None:
    small_site(tmp_path, {"docs/index.md": "# Home\n", "glossary/index.md": "# Glossary\n"})
    with (tmp_path / "mkdocs.yml").open("a") as file:
        file.write("extra:\n  glossary:\n    lnik: every\n")
    run = mkdocs(tmp_path, "build")
    assert run.returncode != 0
    assert "mkdocs.yml:5:5: In extra.glossary: The key “lnik” is unknown" in run.stdout


def test_a_configuration_in_another_folder_builds(tmp_path: Path) -> None:
    small_site(tmp_path / "project", {"docs/index.md": "# Home\n", "glossary/index.md": "# A\n"})
    run = mkdocs(tmp_path, "build", "--config-file", "project/mkdocs.yml")
    assert run.returncode == 0, run.stdout


def test_a_glossary_without_an_index_gets_one(tmp_path: Path) -> None:
    small_site(tmp_path, {"docs/index.md": "# Home\n\nCUDA.\n", "glossary/cuda.md": entry("CUDA")})
    run = mkdocs(tmp_path, "build", "--strict")
    assert run.returncode == 0, run.stdout
    tree = html.parse(tmp_path / "site/glossary/index.html")
    assert [words(one) for one in tree.xpath("//h1 | //dt/a")] == ["Glossary", "CUDA"]


def test_the_former_id_of_an_entry_leads_on_where_addresses_are_files(tmp_path: Path) -> None:
    match = entry("Match", redirects=["matchstick"])
    small_site(tmp_path, {"docs/index.md": "# Home\n", "glossary/match.md": match})
    with (tmp_path / "mkdocs.yml").open("a") as file:
        file.write("use_directory_urls: false\n")
    run = mkdocs(tmp_path, "build", "--strict")
    assert run.returncode == 0, run.stdout
    tree = html.parse(tmp_path / "site/glossary/matchstick.html")
    assert tree.xpath("//a/@href") == ["match.html"]


def test_the_index_sorts_titles_by_their_letters_without_accents(tmp_path: Path) -> None:
    titles = ["1-bit model", "Béchamel", "bouillon", "Bouquet garni", "Braise", "Éclair", "egg"]
    files = {f"glossary/e-{n}.md": entry(title) for n, title in enumerate(reversed(titles))}
    small_site(tmp_path, files | {"docs/index.md": "# Home\n"})
    site = Site.read(tmp_path, "docs", "mkdocs.yml", None)
    groups = [(letter, [entry.title for _, entry in group]) for letter, group in site.letters()]
    assert groups == [("#", titles[:1]), ("B", titles[1:5]), ("E", titles[5:])]
    assert [entry.title for entry in site.reading.glossary.entries.values()] == titles
