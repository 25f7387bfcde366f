"""Follow every address in the built site as a static host would, on Linux."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import SplitResult, unquote, urlsplit

from lexicon.links import documents
from lexicon.links.documents import Address, Document
from lexicon.links.origins import Origins
from lexicon.problems import Problem, did_you_mean


@dataclass(frozen=True)
class BuiltSite:
    """What was built: the files, and what each says."""

    documents: Mapping[str, Document]
    """Every file of the site, by its path relative to the site's folder."""

    home: str = ""
    """The site's own address, with a slash at its end; empty if the site does not say."""

    name: str = "site"
    """What the folder is called in messages."""

    @classmethod
    def read(cls, folder: Path, name: str = "site") -> BuiltSite:
        """Read the site in `folder`. Raises OSError if that cannot be read."""
        index = documents.read("index.html", (folder / "index.html").read_bytes())
        home = index.canonical if urlsplit(index.canonical).netloc else ""
        found: dict[str, Document] = {}
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                path = file.relative_to(folder).as_posix()
                content = file.read_bytes() if documents.is_known(path) else b""
                found[path] = documents.read(path, content, home)
        return cls(found, home, name)

    def changed(self, path: str, content: bytes | None) -> BuiltSite:
        """The same site with another content of one file; without that file, if it is None."""
        others = {name: document for name, document in self.documents.items() if name != path}
        if content is not None:
            others[path] = documents.read(path, content, self.home)
        return replace(self, documents=others)

    @cached_property
    def by_fold(self) -> Mapping[str, str]:
        """The paths by what they are where letter case does not matter."""
        return {path.casefold(): path for path in self.documents}

    def address(self, path: str) -> str:
        """The address under which a host shows the file, relative to the site's own."""
        return path.removesuffix("index.html") if f"/{path}".endswith("/index.html") else path

    def file(self, path: str) -> str | None:
        """The file that a host shows at a path relative to the site's folder, if there is one."""
        path = path.removesuffix("/")
        for candidate in (path, f"{path}/index.html" if path else "index.html"):
            if candidate in self.documents:
                return candidate
        return None


@dataclass(frozen=True)
class Fault:
    """What is wrong with one address."""

    code: str
    message: str
    cure: str
    target: str = ""
    """The path of the file, relative to the site, that the address should lead to."""

    fragment: str = ""


@dataclass
class Finding:
    """A fault, and the first of the places in the built site that have it."""

    document: Document
    address: Address
    fault: Fault
    more: list[str] = field(default_factory=list)
    """The other built files that have the same address with the same fault."""


def check(site: BuiltSite, origins: Origins) -> list[Problem]:
    """Every problem with the addresses in the built site, each at its source where one is known."""
    problems = [problem for d in site.documents.values() for problem in _of_file(site, d, origins)]
    by_source: dict[tuple[str, ...], Problem] = {}
    elsewhere: dict[tuple[str, ...], Finding] = {}
    for finding in _findings(site):
        fault, document = finding.fault, finding.document
        if problem := _at_source(site, finding, origins):
            here = (problem.path, str(problem.line), fault.code, fault.target, fault.fragment)
            by_source.setdefault(here, problem)
            continue
        same = (fault.code, fault.target or finding.address.value, fault.fragment)
        first = elsewhere.setdefault(same, finding)
        if first.document is not document and document.path not in first.more:
            first.more.append(document.path)
    built = [_in_built_file(site, finding) for finding in elsewhere.values()]
    return sorted([*problems, *by_source.values(), *built])


def external(site: BuiltSite) -> Iterator[tuple[str, str]]:
    """Every address that leads to another host, and the path of the built file that has it."""
    for document in site.documents.values():
        for address in document.addresses:
            parts = _split(address.value) if address.kind == "link" else None
            if parts and parts.netloc and not _is_own(site, parts):
                yield address.value, document.path


def _of_file(site: BuiltSite, document: Document, origins: Origins) -> Iterator[Problem]:
    name = f"{site.name}/{document.path}"
    source = origins.page(document.path)
    for id_, line in document.repeated.items():
        place = origins.text_at(source, [f"#{id_}", f'"{id_}"']) if source else None
        message = f"{name} has more than one element with the id “{id_}”."
        cure = "Give one of them another id: a heading's can be set with `{#another-id}`."
        at = place or ((1, 1) if source else (line, 1))
        yield Problem(source or name, *at, "duplicate-id", message, cure)
    if document.broken:
        line, reason = document.broken
        cure = "Look at the template or the export that writes it."
        yield Problem(name, line, 1, "unreadable", f"{name} cannot be read: {reason}.", cure)


def _findings(site: BuiltSite) -> Iterator[Finding]:
    for document in site.documents.values():
        known: dict[tuple[str, str], Fault | None] = {}
        for address in document.addresses:
            key = (address.value, address.kind)
            if key not in known:
                known[key] = _fault(site, document, address)
            if fault := known[key]:
                yield Finding(document, address, fault)


def _fault(site: BuiltSite, document: Document, address: Address) -> Fault | None:
    parts = _split(address.value)
    if parts is None:
        return Fault("bad-address", "is no address", "Write it as a browser shows it.")
    if parts.scheme not in ("", "http", "https"):
        return None  # mailto:, tel:, data:
    if (parts.netloc or parts.scheme) and not _is_own(site, parts):
        if address.kind != "resource":
            return None
        cure = "Keep the file in this repository: a page loads nothing from another host."
        return Fault("foreign-resource", "is loaded from another host", cure)
    path = _path(site, document, parts)
    if path is None or path.startswith("../") or path == "..":
        cure = "Count its `../`: it must stay below the site's own address."
        return Fault("escaping-address", "leads out of the site", cure)
    file = site.file(path)
    if file is None:
        return _missing(site, path, parts.fragment)
    return _wrong_place(site, document, address, file, parts.fragment)


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _is_own(site: BuiltSite, parts: SplitResult) -> bool:
    return bool(site.home) and parts.netloc == urlsplit(site.home).netloc


def _path(site: BuiltSite, document: Document, parts: SplitResult) -> str | None:
    """The path relative to the site's folder, or None if it lies outside of that."""
    base = urlsplit(site.home).path or "/"
    if parts.netloc or parts.path.startswith("/"):
        there = unquote(parts.path) or "/"
        inside = there.startswith(base) or there + "/" == base
        return _normal(there[len(base) :]) if inside else None
    if not parts.path:
        return document.path
    return _normal(join(dirname(document.path), unquote(parts.path)))


def _normal(path: str) -> str:
    """A path without `.` and `..` but for those that lead out; the top folder is empty."""
    normal = normpath(path) if path else "."
    return "" if normal == "." else normal


def _missing(site: BuiltSite, path: str, fragment: str) -> Fault:
    wanted = path if "." in path.rpartition("/")[2] else f"{path}/index.html"
    wanted = wanted.removeprefix("/")
    for candidate in (path, wanted):
        if other := site.by_fold.get(candidate.casefold()):
            message = "differs in letter case from the file"
            cure = f"Write it as “{site.address(other)}”; most hosts tell the cases apart."
            return Fault("letter-case", message, cure, wanted, fragment)
    return Fault("broken-link", "leads to nothing", "", wanted, fragment)


def _cure(site: BuiltSite, fault: Fault) -> str:
    """What to write instead. To find what is near takes time, so it is done for reports alone."""
    if fault.cure:
        return fault.cure
    otherwise = "Mend or remove the link."
    if fault.code == "missing-anchor":
        anchors = site.documents[fault.target].anchors
        return did_you_mean(f"#{fault.fragment}", (f"#{name}" for name in anchors), otherwise)
    pages = [site.address(path) for path in site.documents if not path.startswith("assets/")]
    wanted = fault.target.removesuffix("index.html")
    return did_you_mean(wanted, filter(None, pages), otherwise)


def _wrong_place(
    site: BuiltSite, document: Document, address: Address, file: str, fragment: str
) -> Fault | None:
    target = site.documents[file]
    if address.kind == "redirect" and (target is document or target.redirect):
        cure = "Let the redirect lead straight to the page."
        return Fault("redirect-chain", "leads to another redirect", cure, file)
    fragment = fragment.partition(":~:")[0]
    if not fragment or fragment == "top" or address.kind == "name":
        return None
    if not file.endswith((".html", ".svg")):
        return None
    if fragment in target.anchors or unquote(fragment) in target.anchors:
        return None
    message = f"leads to “{site.address(file)}”, which has no anchor “{unquote(fragment)}”"
    return Fault("missing-anchor", message, "", file, unquote(fragment))


def _at_source(site: BuiltSite, finding: Finding, origins: Origins) -> Problem | None:
    document, fault = finding.document, finding.fault
    place: tuple[int, int] | None = None
    source = origins.page(document.path)
    if document.redirect is finding.address:
        source = _source_of_redirect(site, document, origins)
        place = origins.key(source, "redirects") if source else None
    elif source:
        written = finding.address.value
        is_telling = "/" in written or "#" in written  # a bare file name may stand anywhere
        place = origins.text_at(source, [written]) if is_telling else None
        place = place or origins.place(source, written, fault.target, fault.fragment)
    elif source := origins.file(document.path):
        place = (finding.address.line, 1)
    if source is None or place is None:
        return None
    return Problem(source, *place, fault.code, _sentence(site, finding), _cure(site, fault))


def _source_of_redirect(site: BuiltSite, document: Document, origins: Origins) -> str | None:
    former = dirname(document.path).rpartition("/")[2]
    sources = (origins.page(path) for path in site.documents)
    return next((s for s in sources if s and _redirects(origins, s, former)), None)


def _redirects(origins: Origins, source: str, former: str) -> bool:
    line, _ = origins.key(source, "redirects")
    place = origins.mention(source, former)
    return line > 1 and place is not None


def _in_built_file(site: BuiltSite, finding: Finding) -> Problem:
    path = f"{site.name}/{finding.document.path}"
    cure = _cure(site, finding.fault)
    code, message = finding.fault.code, _sentence(site, finding)
    return Problem(path, finding.address.line, 1, code, message, cure)


def _sentence(site: BuiltSite, finding: Finding) -> str:
    address, more = finding.address, len(finding.more)
    others = f" (so do {more} other files)" if more > 1 else " (so does one other)" if more else ""
    name = f"{site.name}/{finding.document.path}"
    where = f"{address.where} of {name}{others}" if address.where else name
    return f"“{address.value}” in {where} {finding.fault.message}."
