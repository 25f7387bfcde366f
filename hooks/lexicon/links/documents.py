"""What a built file says: the addresses it leads to and the anchors it offers."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Literal

from lxml import etree, html

Kind = Literal["link", "resource", "redirect", "name", "edit"]
"""`link`: a reader may follow it; `resource`: the browser loads it by itself; `redirect`: the
browser goes there by itself; `name`: it names a thing in data, and its fragment is no anchor;
`edit`: it leads to the code host's editor, which asks readers to log in."""


@dataclass(frozen=True)
class Address:
    """An address in a built file."""

    value: str
    """As written."""

    line: int
    kind: Kind = "link"

    where: str = ""
    """How the file says it, e.g. `<a href>`."""


@dataclass
class Document:
    """What was read in one built file."""

    path: str
    """Relative to the site's folder."""

    addresses: list[Address] = field(default_factory=list)
    anchors: frozenset[str] = frozenset()
    """The ids (and names of `<a>`) that a fragment can lead to."""

    repeated: dict[str, int] = field(default_factory=dict)
    """The ids that more than one element has, and the line of the last."""

    broken: tuple[int, str] | None = None
    """Line and reason if the file, or data in it, cannot be parsed."""

    canonical: str = ""
    """The address that the page calls its own."""

    @property
    def redirect(self) -> Address | None:
        """Where the page sends its readers, if it does."""
        return next((a for a in self.addresses if a.kind == "redirect"), None)


def is_known(path: str) -> bool:
    """Whether files of this kind can hold addresses or anchors."""
    return PurePosixPath(path).suffix.lower() in _READERS


def read(path: str, content: bytes, home: str = "") -> Document:
    """Read one built file.

    `home` is the site's own address. In data (JSON, XML, text), which does not mark its
    addresses, only those that begin with it are found.
    """
    document = Document(path)
    reader = _READERS.get(PurePosixPath(path).suffix.lower())
    if reader:
        reader(document, content, home)
    return document


def _read_html(document: Document, content: bytes, home: str) -> None:
    try:
        root = html.document_fromstring(content, parser=html.HTMLParser(encoding="utf-8"))
    except etree.ParserError:
        document.broken = (1, "it is empty")
        return
    ids: Counter[str] = Counter()
    names: set[str] = set()
    for element in root.iter(etree.Element):
        attributes = element.attrib
        if not attributes:
            continue
        if id_ := attributes.get("id"):
            ids[id_] += 1
            if ids[id_] > 1:
                document.repeated[id_] = element.sourceline or 1
        if element.tag == "a" and (name := attributes.get("name")):
            names.add(name)
        document.addresses += _of_element(element)
        if element.tag == "link" and attributes.get("rel") == "canonical":
            document.canonical = attributes.get("href", "")
    for style in root.iter("style"):
        document.addresses += _of_css(style.text or "", style.sourceline or 1, "<style>")
    for script in root.iter("script"):
        if script.get("type") == "application/ld+json":
            where, line = "JSON-LD", script.sourceline or 1
            _read_data(document, script.text or "", home, line, where)
    document.anchors = frozenset(ids) | names


def _of_element(element: html.HtmlElement) -> Iterator[Address]:
    tag, line = str(element.tag), element.sourceline or 1
    for name, value in element.attrib.items():
        where = f"<{tag} {name}>"
        if name in ("href", "xlink:href"):
            yield Address(value.strip(), line, _kind_of_href(element), where)
        elif name in _LOADED or (name, tag) == ("data", "object"):
            yield Address(value.strip(), line, "resource", where)
        elif name in _FOLLOWED:
            yield Address(value.strip(), line, "link", where)
        elif name in ("srcset", "imagesrcset"):
            for candidate in re.split(r",\s+|,$", value):
                if candidate.strip():
                    yield Address(candidate.split()[0], line, "resource", where)
        elif name == "style":
            yield from _of_css(value, line, where)
        elif name == "content" and tag == "meta":
            yield from _of_meta(element, value, line)


def _kind_of_href(element: html.HtmlElement) -> Kind:
    if element.tag in ("use", "image", "feimage"):
        return "resource"
    if element.get("rel") == "edit":
        return "edit"
    loads = element.tag == "link" and not _NAVIGATION.intersection(element.get("rel", "").split())
    return "resource" if loads else "link"


def _of_meta(element: html.HtmlElement, value: str, line: int) -> Iterator[Address]:
    if element.get("http-equiv", "").lower() == "refresh":
        if found := re.search(r"url\s*=\s*['\"]?([^'\"]+)", value, re.IGNORECASE):
            yield Address(found[1].strip(), line, "redirect", "<meta refresh>")
    elif re.match(r"https?://", value):
        name = element.get("property") or element.get("name") or "content"
        yield Address(value, line, "link", f"<meta {name}>")


def _read_css(document: Document, content: bytes, home: str) -> None:  # noqa: ARG001
    document.addresses += _of_css(content.decode("utf-8", "replace"), 1, "url()")


def _of_css(css: str, line: int, where: str) -> Iterator[Address]:
    text = re.sub(r"/\*.*?\*/", lambda found: "\n" * found[0].count("\n"), css, flags=re.DOTALL)
    for found in _CSS_ADDRESS.finditer(text):
        value = next(group for group in found.groups() if group is not None)
        yield Address(value.strip(), line + text.count("\n", 0, found.start()), "resource", where)


def _read_json(document: Document, content: bytes, home: str) -> None:
    text = content.decode("utf-8", "replace")
    _read_data(document, text, home, 1, "JSON")
    if document.path.startswith("search/") and not document.broken:
        results = json.loads(text)
        if isinstance(results, dict):
            return  # Material's own index
        for number, result in enumerate(results, start=2):  # one a line, below the bracket
            document.addresses.append(Address("../" + result["url"], number, "link", "search"))


def _read_data(document: Document, text: str, home: str, line: int, where: str) -> None:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        document.broken = (line + error.lineno - 1, f"its {where} is not valid ({error.msg})")
        return
    for key, value in _strings(data, ""):
        if key != "@context" and _is_address(key, value, home):
            kind: Kind = "name" if key == "@id" else "link"
            at = line + max(text.count("\n", 0, text.find(json.dumps(value))), 0)
            document.addresses.append(Address(value, at, kind, where))


def _strings(data: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        yield key, data
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from _strings(value, name)
    elif isinstance(data, list):
        for value in data:
            yield from _strings(value, key)


def _is_address(key: str, value: str, home: str) -> bool:
    if home and value.startswith(home):
        return not any(character.isspace() for character in value)
    return key in _DATA_KEYS and bool(re.match(r"https?://|\.{0,2}/", value))


def _read_xml(document: Document, content: bytes, home: str) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        document.broken = (error.lineno or 1, f"it is not valid XML ({error.msg})")
        return
    document.anchors = frozenset(root.xpath("//@id"))
    where = etree.QName(root).localname
    for element in root.iter(etree.Element):
        line = element.sourceline or 1
        for text in (element.text or "", *element.attrib.values()):
            document.addresses += _own(text, home, line, where)


def _read_text(document: Document, content: bytes, home: str) -> None:
    for number, line in enumerate(content.decode("utf-8", "replace").split("\n"), 1):
        document.addresses += _own(line, home, number, "text", "name")


def _own(text: str, home: str, line: int, where: str, kind: Kind = "link") -> Iterator[Address]:
    if home and home in text:
        for found in re.finditer(re.escape(home) + r"[^\s<>\"'`,;\\)\]}]*", text):
            yield Address(found[0].rstrip(".:"), line, kind, where)


_READERS = {
    ".html": _read_html,
    ".css": _read_css,
    ".json": _read_json,
    ".jsonld": _read_json,
    ".webmanifest": _read_json,
    ".xml": _read_xml,
    ".rss": _read_xml,
    ".atom": _read_xml,
    ".rdf": _read_xml,
    ".svg": _read_xml,
    ".txt": _read_text,
    ".md": _read_text,
    ".csv": _read_text,
    ".ttl": _read_text,
    ".nt": _read_text,
}

_LOADED = {"src", "poster", "background", "codebase"}
_FOLLOWED = {"action", "cite", "formaction", "longdesc"}
_NAVIGATION = {"alternate", "author", "canonical", "edit", "help", "license", "me", "next", "prev",
               "search", "up"}  # fmt: skip
"""The relations of a `<link>` that the browser does not load (HTML Standard, 4.6.7)."""

_DATA_KEYS = {"@id", "url", "href", "item", "image", "logo", "thumbnailUrl", "contentUrl",
              "mainEntityOfPage", "isPartOf", "inDefinedTermSet", "sameAs", "citation"}  # fmt: skip
"""The keys whose text is an address in schema.org's JSON-LD and in our exports."""

_CSS_ADDRESS = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"']*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')"""
)
