"""Real Markdown documents, from what package registries carry: fetched once into .cache/corpus.

Three sources: the long descriptions in the metadata of installed Python packages, the
documentation in the source archives that sdists.txt names, and the README files of the npm
packages that npm.json names, with all that they depend on. Nothing of them is run but what pip
needs to read an archive's metadata.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable, Iterator
from email.parser import BytesHeaderParser
from pathlib import Path

HERE = Path(__file__).parent
CACHE = HERE.parent / ".cache"
CORPUS = CACHE / "corpus"
SHORTEST, LONGEST = 200, 200_000
"""The length of a document, in characters: shorter ones say nothing, longer ones are logs."""

Document = tuple[str, str]
"""Where a document comes from, and its text."""


def documents(npm: bool = False) -> list[Document]:
    """Every document once, in the order of their names; `npm`: those of npm packages too."""
    found = [*descriptions([Path(sys.prefix)]), *archived(fetch_archives())]
    if npm:
        found += read_me_files(fetch_npm())
    return distinct(found)


def distinct(found: Iterable[Document]) -> list[Document]:
    """The documents of a useful length, each text once, in the order of their names."""
    seen: set[bytes] = set()
    kept = []
    for name, text in sorted(found):
        digest = hashlib.sha256(" ".join(text.split()).encode("utf-8", "replace")).digest()
        if SHORTEST <= len(text) <= LONGEST and digest not in seen:
            seen.add(digest)
            kept.append((name, text))
    return kept


def descriptions(environments: Iterable[Path]) -> Iterator[Document]:
    """The long descriptions, where they are Markdown, of the packages in some environments."""
    for environment in environments:
        for file in sorted(environment.glob("lib/python*/site-packages/*.dist-info/METADATA")):
            source = file.read_bytes()
            head = BytesHeaderParser().parsebytes(source)
            if str(head.get("Description-Content-Type", "")).startswith("text/markdown"):
                body = source.partition(b"\n\n")[2].decode("utf-8", "replace")
                yield f"pypi/{head['Name']}/{head['Version']}", body


def archived(archives: Iterable[Path]) -> Iterator[Document]:
    """The Markdown files in some source archives."""
    for archive in archives:
        with tarfile.open(archive) as tar:
            for member in tar:
                if member.isfile() and member.name.lower().endswith((".md", ".markdown")):
                    file = tar.extractfile(member)
                    if file is not None:
                        yield f"sdist/{member.name}", file.read().decode("utf-8", "replace")


def read_me_files(folder: Path) -> Iterator[Document]:
    """The Markdown files of the packages in a folder of Node modules."""
    for file in sorted(folder.rglob("*.md")):
        if file.is_file():
            name = file.relative_to(folder).as_posix()
            yield f"npm/{name}", file.read_bytes().decode("utf-8", "replace")


def fetch_archives() -> list[Path]:
    """The source archives that sdists.txt names, fetched where they are not there yet."""
    folder, wanted = CORPUS / "sdists", HERE / "sdists.txt"
    if not _is_done(folder, wanted):
        print("Fetching source archives ...", file=sys.stderr, flush=True)
        run = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        run += ["--no-binary", ":all:", "--require-hashes", "-r", str(wanted), "-d", str(folder)]
        subprocess.run(run, check=True)
        _set_done(folder, wanted)
    return sorted(folder.glob("*.tar.gz"))


def fetch_npm() -> Path:
    """The folder with the npm packages, installed where they are not there yet."""
    folder, wanted = CORPUS / "npm", HERE / "npm.json"
    if shutil.which("npm") is None:
        print("npm is missing: its packages are left out.", file=sys.stderr)
        return folder / "node_modules"
    if not _is_done(folder, wanted):
        print("Fetching npm packages ...", file=sys.stderr, flush=True)
        shutil.copy(wanted, folder / "package.json")
        run = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        run += ["--no-package-lock", "--omit=optional", "--legacy-peer-deps"]
        subprocess.run(run, cwd=folder, check=True)
        _set_done(folder, wanted)
    return folder / "node_modules"


def _is_done(folder: Path, wanted: Path) -> bool:
    mark = folder / ".done"
    folder.mkdir(parents=True, exist_ok=True)
    return mark.exists() and mark.read_bytes() == wanted.read_bytes()


def _set_done(folder: Path, wanted: Path) -> None:
    (folder / ".done").write_bytes(wanted.read_bytes())
