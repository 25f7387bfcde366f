"""Whether the engine leaves a page alone: the check that differential.py and fuzz.py share.

A page is rendered without the engine and with it. With the inserted anchors unwrapped both must
be the same, byte for byte; no inserted anchor may stand in a forbidden place or around a link; a
second rendering must be the same; and what plain Python-Markdown renders, the engine must.

Places are checked twice. By the tags as written, a link between the start tag and the end tag of
a forbidden element is a finding. By the HTML standard's rules of error recovery (with lexbor),
what a browser does, an element that its author left open may go on over the rest of the page,
headings and all; a link there is counted as one on a page that was broken before.
"""

from __future__ import annotations

import re
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import material.extensions.emoji as material_emoji  # type: ignore[import-untyped]
from lexicon.entry import Entry
from lexicon.glossary import Frequency, Glossary, Settings
from lexicon.linking import LinkingExtension, Page
from markdown import Markdown
from pymdownx import superfences  # type: ignore[import-untyped]
from selectolax.lexbor import LexborHTMLParser, LexborNode

Extensions = Mapping[str, Mapping[str, Any]]
"""Names of extensions of Python-Markdown, and their options."""

MATERIAL: Extensions = {
    "abbr": {},
    "admonition": {},
    "attr_list": {},
    "def_list": {},
    "footnotes": {},
    "md_in_html": {},
    "tables": {},
    "toc": {"permalink": True},
    "pymdownx.arithmatex": {"generic": True},
    "pymdownx.betterem": {"smart_enable": "all"},
    "pymdownx.caret": {},
    "pymdownx.critic": {},
    "pymdownx.details": {},
    "pymdownx.emoji": {
        "emoji_index": material_emoji.twemoji,
        "emoji_generator": material_emoji.to_svg,
    },
    "pymdownx.highlight": {"anchor_linenums": True},
    "pymdownx.inlinehilite": {},
    "pymdownx.keys": {},
    "pymdownx.magiclink": {},
    "pymdownx.mark": {},
    "pymdownx.smartsymbols": {},
    "pymdownx.snippets": {"check_paths": False},
    "pymdownx.superfences": {
        "custom_fences": [
            {"name": "mermaid", "class": "mermaid", "format": superfences.fence_code_format}
        ]
    },
    "pymdownx.tabbed": {"alternate_style": True},
    "pymdownx.tasklist": {"custom_checkbox": True},
    "pymdownx.tilde": {},
}
"""What the documentation of Material proposes, all of it."""

EXTENSION_SETS: Mapping[str, Extensions] = {
    "none": {},
    "mkdocs": {"toc": {}, "tables": {}, "fenced_code": {}},
    "material": MATERIAL,
    "blocks": {
        "extra": {},
        "smarty": {},
        "sane_lists": {},
        "nl2br": {},
        "codehilite": {},
        "toc": {"permalink": "#", "anchorlink": False},
        "pymdownx.blocks.admonition": {},
        "pymdownx.blocks.caption": {},
        "pymdownx.blocks.definition": {},
        "pymdownx.blocks.details": {},
        "pymdownx.blocks.html": {},
        "pymdownx.blocks.tab": {},
        "pymdownx.escapeall": {},
        "pymdownx.progressbar": {},
    },
    "extra": {
        "pymdownx.extra": {},
        "admonition": {},
        "meta": {},
        "smarty": {},
        "toc": {"anchorlink": True},
        "pymdownx.arithmatex": {"inline_syntax": ["dollar", "round"]},
        "pymdownx.details": {},
        "pymdownx.fancylists": {},
        "pymdownx.quotes": {"callouts": True},
        "pymdownx.saneheaders": {},
        "pymdownx.tabbed": {},
        "pymdownx.tasklist": {},
    },
}
"""Sets of extensions that are used together."""

FREQUENCIES: Sequence[Frequency] = ("every", "first-per-page")

FORBIDDEN = frozenset(
    """h1 h2 h3 h4 h5 h6 a abbr button code kbd label math pre samp script style summary svg
    textarea var""".split()
)
FORBIDDEN_CLASSES = frozenset(["no-glossary", "admonition-title", "arithmatex", "headerlink"])

_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())

_ANCHOR = re.compile(
    r'<a class="glossary-term" data-term="[^"<>]*" href="[^"<>]*" title="[^"<>]*">(.*?)</a>',
    re.DOTALL,
)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with the rendering of one page."""

    kind: str
    """`bytes`, `place`, `nested`, `title`, `twice` or `exception`; `open`: see above, no fault."""

    detail: str


@dataclass
class Result:
    """What came of rendering one page both ways."""

    findings: list[Finding]
    links: int = 0
    skipped: str = ""
    """Why nothing could be compared, if so."""

    plain_time: float = 0.0
    """How long the page took without the engine, in seconds of CPU time."""

    linked_time: float = 0.0
    """How long it took with it, rendered once."""


def glossary_of(labels: Sequence[str], per_entry: int = 1, definition: str = "") -> Glossary:
    """A glossary with these labels, `per_entry` to each entry."""
    entries = {}
    for number in range(0, len(labels), per_entry):
        title, *aliases = labels[number : number + per_entry]
        text = definition or f"\"{title}\" isn't <b>bold</b> & it's &amp; 1 < 2; `x` _y_ [z](w)."
        entries[f"e{number // per_entry}"] = Entry(
            title=title, aliases=tuple(aliases), definition=text
        )
    return Glossary(entries)


class Checker:
    """Renders pages with one glossary; the extension is made once, as in a build of a site."""

    def __init__(self, glossary: Glossary) -> None:
        self._linking = {
            link: LinkingExtension(glossary=glossary, settings=Settings(link=link))
            for link in FREQUENCIES
        }

    def check(
        self, text: str, extensions: Extensions, link: Frequency, again: bool = True
    ) -> Result:
        """Render a page without the engine and twice (not `again`: once) with it, and compare."""
        return self.check_all(text, extensions, [link], again)[0]

    def check_all(
        self,
        text: str,
        extensions: Extensions,
        links: Sequence[Frequency] = FREQUENCIES,
        again: bool = True,
    ) -> list[Result]:
        """The same for several frequencies; what need not be rendered again is not."""
        begun = time.process_time()
        plain = self._plain(text, extensions)
        plain_time = time.process_time() - begun
        if isinstance(plain, Exception):
            return [Result([], skipped=f"plain: {type(plain).__name__}") for _ in links]
        if "glossary-term" in plain:
            return [Result([], skipped="holds the engine's own class") for _ in links]
        results = []
        for number, link in enumerate(links):
            one = self._compare(
                text, extensions, plain, self._linking[link], again=again and not number
            )
            one.plain_time = plain_time
            results.append(one)
        return results

    def _plain(self, text: str, extensions: Extensions) -> str | Exception:
        # a method of its own as _compare is: Python-Markdown gives up on nested quotes by the
        # depth of the call stack, which must be the same for both (so no comprehension either)
        try:
            return _render(text, extensions)
        except Exception as error:
            return error

    def _compare(
        self, text: str, extensions: Extensions, plain: str, linking: LinkingExtension, again: bool
    ) -> Result:
        try:
            linking.page = Page("page.md")
            begun = time.process_time()
            linked = _render(text, extensions, linking)
            spent = time.process_time() - begun
            if linking.written:
                return Result([], skipped="holds [[label]]", linked_time=spent)
            second = _render(text, extensions, linking) if again else linked
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{where.name} in {where.filename.rpartition('/')[2]}:{where.lineno}"
            return Result([Finding("exception", f"{type(error).__name__} at {place}")])
        findings = [*compare(plain, linked), *self._titles(linked)]
        if second != linked:
            findings.append(Finding("twice", _difference(linked, second)))
        return Result(findings, linked.count('<a class="glossary-term"'), linked_time=spent)

    def _titles(self, linked: str) -> Iterator[Finding]:
        """Whether a browser reads in each link's title the definition as it was written."""
        entries = self._linking["every"].glossary.entries
        for tag in {anchor[0].partition(">")[0] + ">" for anchor in _ANCHOR.finditer(linked)}:
            node = LexborHTMLParser(tag).css_first("a")
            attributes = node.attributes if node else {}
            entry = entries.get(attributes.get("data-term") or "")
            if entry is None or attributes.get("title") != entry.definition:
                yield Finding("title", tag)


def _render(text: str, extensions: Extensions, linking: LinkingExtension | None = None) -> str:
    names: list[Any] = [*extensions, *([linking] if linking else [])]
    configs = {name: dict(options) for name, options in extensions.items() if options}
    return Markdown(extensions=names, extension_configs=configs).convert(text)


def compare(plain: str, linked: str) -> Iterator[Finding]:
    """What is wrong with a page as the engine made it, given the page as it is without."""
    unwrapped = _ANCHOR.sub(r"\1", linked)
    if unwrapped != plain:
        yield Finding("bytes", _difference(plain, unwrapped))
    if "glossary-term" not in linked:
        return
    for anchor in _ANCHOR.finditer(linked):
        if re.search(r"<a[\s>]", anchor[1]):
            yield Finding("nested", anchor[0][-200:])
    places = _Places(linked)
    if places.wrong:
        yield Finding("place", places.wrong[0])
        return
    for node in LexborHTMLParser(linked).css("a.glossary-term"):
        if place := _forbidden(node):
            yield Finding("open", f"{place}: {node.html}")
            return


class _Places(HTMLParser):
    """Follows the tags as written; `wrong` tells of links in a forbidden element that ends."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self._open: list[tuple[str, list[str] | None]] = []
        """The open elements, and the links in them where they are forbidden there."""
        self.wrong: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if "glossary-term" in classes:
            for name, links in self._open:
                if links is not None:
                    links.append(f"{name}: {self.get_starttag_text()}")
        if tag not in _VOID:
            barred = tag in FORBIDDEN or not FORBIDDEN_CLASSES.isdisjoint(classes)
            self._open.append((tag, [] if barred else None))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, -1, -1):
            name, links = self._open[place]
            if name == tag:
                del self._open[place:]
                self.wrong += links or []
                return


def _forbidden(node: LexborNode) -> str:
    above = node.parent
    while above is not None:
        if above.tag in FORBIDDEN:
            return above.tag or ""
        classes = (above.attributes.get("class") or "").split()
        if not FORBIDDEN_CLASSES.isdisjoint(classes):
            return " ".join(classes)
        above = above.parent
    return ""


def _difference(one: str, other: str) -> str:
    start = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    before = max(0, start - 40)
    return f"{one[before : start + 80]!r} became {other[before : start + 80]!r}"


def minimise(text: str, fails: Callable[[str], bool], budget: int = 400) -> str:
    """A small text for which `fails` still holds, by leaving out ever smaller parts.

    Delta debugging, after A. Zeller and R. Hildebrandt, "Simplifying and isolating
    failure-inducing input" (2002): lines first, then words, then characters.
    """
    for pattern in (r".*\n?", r"\S+\s*|\s+", r"."):
        parts = re.findall(pattern, text, re.DOTALL if pattern == "." else 0)
        parts = [part for part in parts if part]
        size = max(1, len(parts) // 2)
        while size and budget > 0:
            start = 0
            while start < len(parts) and budget > 0:
                rest = parts[:start] + parts[start + size :]
                budget -= 1
                if fails("".join(rest)):
                    parts = rest
                else:
                    start += size
            size //= 2
        text = "".join(parts)
    return text
