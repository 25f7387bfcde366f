"""The promise that an address, once published, goes on working.

`docs/data/addresses.txt` lists every address ever published, one a line, relative to the site's
own. An address leaves the list never; when its page goes, a redirect takes its place.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from pathlib import Path

from lexicon.links.inside import BuiltSite
from lexicon.links.origins import Origins
from lexicon.problems import Problem

MANIFEST = "docs/data/addresses.txt"

_NOT_PROMISED = ("assets/", "search/", "404.html")
"""What the theme makes and names as it likes, and what nobody links to."""


def addresses(site: BuiltSite) -> list[str]:
    """The addresses that the built site offers for others to link to."""
    return sorted(
        site.address(path) or "./"
        for path in site.documents
        if not path.startswith(_NOT_PROMISED) and not path.endswith(".gz")
    )


def recorded(root: Path) -> list[str]:
    """The addresses in the manifest; none if there is no manifest."""
    path = root / MANIFEST
    return path.read_text("utf-8").splitlines() if path.is_file() else []


def unrecorded(site: BuiltSite, root: Path) -> list[str]:
    """The addresses of the built site that the manifest lacks."""
    return sorted(set(addresses(site)) - set(recorded(root)))


def record(site: BuiltSite, root: Path) -> list[str]:
    """Add the site's new addresses to the manifest; return them."""
    new = unrecorded(site, root)
    if new:
        lines = sorted({*recorded(root), *new})
        (root / MANIFEST).write_text("\n".join(lines) + "\n", "utf-8")
    return new


def check(site: BuiltSite, origins: Origins) -> list[Problem]:
    """Every published address at which the built site has nothing, with the line to add."""
    offered = set(addresses(site))
    return [
        Problem(
            MANIFEST, line, 1, "address-lost",
            f"“{address}” was published, but now there is nothing.",
            _cure(address, site, origins),
        )
        for line, address in enumerate(recorded(origins.root), 1)
        if address.strip() and address not in offered
    ]  # fmt: skip


def _cure(address: str, site: BuiltSite, origins: Origins) -> str:
    path = address + "index.html" if address.endswith("/") else address
    if not path.endswith(".html"):
        return "Publish the file again at this address: others load it."
    folder = origins.layout.glossary + "/"
    is_entry = address.startswith(folder)
    former = address.removeprefix(folder).rstrip("/") if is_entry else address
    sources = (origins.page(built) for built in site.documents)
    heirs = [s for s in sources if s and s.startswith(folder) == is_entry and "index.md" not in s]
    heir = _most_like(former.rstrip("/").rpartition("/")[2], heirs)
    if heir is None:
        return "Bring the page back."
    line = origins.key(heir, "redirects")[0]
    add = f"add “{former}” to the list in line {line}" if line > 1 else "add the line"
    where = f"in the front matter of the page that takes its place ({heir}?)"
    return f"Bring the page back, or {where} {add}: `redirects: [{former}]`."


def _most_like(stem: str, sources: Iterable[str]) -> str | None:
    def likeness(source: str) -> float:
        return SequenceMatcher(None, stem, Path(source).stem).ratio()

    return max(sources, key=likeness, default=None)
