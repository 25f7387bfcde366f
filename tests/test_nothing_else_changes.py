"""Rule 8: with the inserted anchors unwrapped, the HTML is byte for byte what it was.

`pytest --hypothesis-profile=long` looks for much longer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given, reject
from hypothesis.strategies import SearchStrategy
from lexicon import matcher
from lexicon.entry import Entry
from lexicon.frontmatter import read
from lexicon.glossary import Frequency, Glossary, Settings
from lexicon.linking import LinkingExtension
from lexicon.mentions import Mention
from lexicon.site import Site
from markdown import Markdown
from markdown_texts import DOCUMENTS, ENTRIES, SOUPS
from mkdocs.config import load_config
from sites import ROOT

ANCHOR = re.compile(
    r'<a class="glossary-term" data-term="[^"<>]*" href="[^"<>]*" title="[^"<>]*">(.*?)</a>',
    re.DOTALL,
)
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("docs", "glossary")
    for path in (ROOT / folder).rglob("*.md")
)
ALL_EXTENSIONS: dict[str, dict[str, Any]] = {
    "abbr": {},
    "admonition": {},
    "attr_list": {},
    "def_list": {},
    "footnotes": {},
    "md_in_html": {},
    "smarty": {},
    "tables": {},
    "toc": {"permalink": True},
    "pymdownx.arithmatex": {"generic": True},
    "pymdownx.betterem": {},
    "pymdownx.caret": {},
    "pymdownx.critic": {},
    "pymdownx.details": {},
    "pymdownx.emoji": {},
    "pymdownx.highlight": {"anchor_linenums": True},
    "pymdownx.inlinehilite": {},
    "pymdownx.keys": {},
    "pymdownx.magiclink": {},
    "pymdownx.mark": {},
    "pymdownx.smartsymbols": {},
    "pymdownx.superfences": {},
    "pymdownx.tabbed": {"alternate_style": True},
    "pymdownx.tasklist": {"custom_checkbox": True},
    "pymdownx.tilde": {},
}
"""Material's whole set."""


def unwrapped(html: str) -> tuple[str, int]:
    """The HTML without the inserted anchors, and how many they were."""
    return ANCHOR.subn(r"\1", html)


# --- the pages of the site -----------------------------------------------------------------


@pytest.fixture(scope="module")
def configuration() -> Any:
    return load_config(str(ROOT / "mkdocs.yml"))


@pytest.fixture(scope="module")
def sites(configuration: Any) -> tuple[Site, Site]:
    """The site twice, so that nothing is shared by the two renderings of a page."""
    settings = configuration.extra["glossary"]
    return (
        Site.read(ROOT, "docs", "mkdocs.yml", settings),
        Site.read(ROOT, "docs", "mkdocs.yml", settings),
    )


WRITTEN = re.compile(
    r"(?P<code>^ *(?P<fence>```+|~~~+).*?^ *(?P=fence)|^(?: {4}|\t).*?$|(?P<ticks>`+).+?(?P=ticks))"
    r"|\[\[(?P<label>[^][|]+)(?:\|(?P<words>[^][]+))?\]\]",
    re.DOTALL | re.MULTILINE,
)


def without_brackets(text: str, find: Callable[[str], str | None]) -> str:
    """The Markdown with the words in place of each `[[label|words]]` that leads somewhere."""

    def replacement(found: re.Match[str]) -> str:
        if found["code"] or not find(found["label"]):
            return found[0]
        return found["words"] or found["label"]

    return WRITTEN.sub(replacement, text)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_the_site_changes_in_its_links_alone(
    path: str, configuration: Any, sites: tuple[Site, Site]
) -> None:
    matter, _ = read(path, (ROOT / path).read_text("utf-8"))
    texts = [matter.body, without_brackets(matter.body, sites[1].reading.glossary.find)]
    rendered = []
    for site, added, text in zip(sites, (slice(0, None), slice(1, None)), texts, strict=True):
        site.begin(path.removeprefix("docs/"), matter)
        markdown = Markdown(
            extensions=[*configuration.markdown_extensions, *list(site.extensions)[added]],
            extension_configs=configuration.mdx_configs,
        )
        rendered.append(markdown.convert(text))
    html, count = unwrapped(rendered[0])
    assert html == rendered[1]
    assert count == rendered[0].count('class="glossary-term"')


# --- generated pages -----------------------------------------------------------------------


class Renderers:
    """Two of Python-Markdown with the same extensions, one of which links."""

    def __init__(self, extensions: list[str], configs: dict[str, Any], link: Frequency) -> None:
        entries = {
            id_: Entry.model_validate({"definition": "D."} | values)
            for id_, values in ENTRIES.items()
        }
        self.linking = LinkingExtension(Glossary(entries), Settings(link=link))
        self.linked = Markdown(extensions=[*extensions, self.linking], extension_configs=configs)
        self.plain = Markdown(extensions=extensions, extension_configs=configs)
        self.count = 0

    def check(self, text: str) -> None:
        try:
            plain = self.convert(self.plain, text)
        except Exception:  # Python-Markdown itself fails on some nonsense
            reject()
        html, count = unwrapped(self.convert(self.linked, text))
        assume(not self.linking.written)  # [[GPU]]: the author asked for more than a link
        # no assert: pytest would explain each of the thousands of steps of a shrinking example
        if html != plain:
            raise AssertionError(f"More than links changed in {text!r}")
        self.count += count

    @staticmethod
    def convert(markdown: Markdown, text: str) -> str:
        markdown.reset()
        return markdown.convert(text)


CONFIGURATIONS: dict[str, tuple[Frequency, dict[str, Any] | None]] = {
    "the site's extensions": ("first-per-page", None),
    "every extension": ("every", ALL_EXTENSIONS),
    "every extension, a link in each section": ("first-per-section", ALL_EXTENSIONS),
}


@pytest.mark.parametrize("pages", [DOCUMENTS, SOUPS], ids=["well-formed", "soup"])
@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_generated_page_changes_in_its_links_alone(
    name: str, pages: SearchStrategy[str], configuration: Any
) -> None:
    link, configs = CONFIGURATIONS[name]
    extensions = list(configs or configuration.markdown_extensions)
    renderers = Renderers(extensions, configs or configuration.mdx_configs, link)

    @given(pages)
    def check(text: str) -> None:
        renderers.check(text)

    check()
    assert renderers.count > 10


@pytest.mark.parametrize("pages", [DOCUMENTS, SOUPS], ids=["well-formed", "soup"])
@pytest.mark.parametrize("link", ["every", "first-per-page"])
def test_to_leave_out_blocks_without_a_label_changes_nothing(
    link: Frequency, pages: SearchStrategy[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    renderers = Renderers(list(ALL_EXTENSIONS), ALL_EXTENSIONS, link)
    assert renderers.linking.glossary.matcher.has_few_forms

    def render(text: str) -> tuple[str, list[Mention]]:
        return renderers.convert(renderers.linked, text), renderers.linking.outcome.mentions

    @given(pages)
    def check(text: str) -> None:
        try:
            quick = render(text)
        except Exception:  # Python-Markdown itself fails on some nonsense
            reject()
        with monkeypatch.context() as patched:
            patched.setattr(matcher, "MANY", 0)
            if render(text) != quick:
                raise AssertionError(f"Other links without a closer look in {text!r}")
        renderers.count += len(quick[1])

    check()
    assert renderers.count > 10
