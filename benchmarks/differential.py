"""Render thousands of real Markdown documents with the engine and without, and compare.

    make differential

See harmless.py for what is compared. Each document is rendered with every set of extensions and
linked as often as can be and once a page. The labels are the words, pairs and triples of words
that are most frequent in the documents, so that links stand everywhere. A document that differs
is made as small as can be and printed. Exit code 1 if there is one.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus import Document, documents
from harmless import (
    EXTENSION_SETS,
    FREQUENCIES,
    Checker,
    Finding,
    glossary_of,
    minimise,
)
from lexicon.glossary import Frequency

LABELS = 3_000


@dataclass
class Tally:
    """What came of a number of documents."""

    documents: int = 0
    characters: int = 0
    renderings: int = 0
    links: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    different: list[tuple[str, str, Frequency, Finding]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    """The documents whose author left open an element that a browser then puts links in."""

    slowest: tuple[float, str] = (0.0, "")

    def add(self, other: Tally) -> None:
        self.documents += other.documents
        self.characters += other.characters
        self.renderings += other.renderings
        self.links += other.links
        self.skipped += other.skipped
        self.different += other.different
        self.broken |= other.broken
        self.slowest = max(self.slowest, other.slowest)


def frequent_labels(found: Sequence[Document], count: int = LABELS) -> list[str]:
    """The most frequent words, pairs and triples of words of the documents, each once."""
    counts: Counter[str] = Counter()
    for _, text in found:
        prose = re.sub(
            r"```.*?```|~~~.*?~~~|`[^`]*`|<[^>]*>|\]\([^)]*\)", "\n", text, flags=re.DOTALL
        )
        seen = set()
        for line in prose.splitlines():
            words = re.findall(r"[A-Za-z][A-Za-z+#'-]*[A-Za-z+#]", line)
            for length in (1, 2, 3):
                for start in range(len(words) - length + 1):
                    seen.add(" ".join(words[start : start + length]))
        counts.update(seen)
    kept: dict[str, str] = {}
    share = (count // 2, count // 3, count - count // 2 - count // 3)
    for length, wanted in enumerate(share, 1):
        ranked = sorted(
            (c for c in counts.items() if c[0].count(" ") == length - 1),
            key=lambda c: (-c[1], c[0]),
        )
        before = len(kept)
        for label, _ in ranked:
            key = re.sub(r"[\s-]+", " ", label.lower()).removesuffix("s")
            kept.setdefault(key, label)
            if len(kept) - before == wanted:
                break
    return list(kept.values())


_checker: Checker


def _start(labels: list[str]) -> None:
    global _checker
    _checker = Checker(glossary_of(labels, per_entry=2))


def _check(document: Document) -> Tally:
    name, text = document
    tally = Tally(documents=1, characters=len(text))
    begun = time.process_time()
    for key, extensions in EXTENSION_SETS.items():
        results = _checker.check_all(text, extensions)
        if any(result.skipped == "holds [[label]]" for result in results):
            tally.skipped["[[label]] in it made [ [label]]"] += 1
            results = _checker.check_all(text.replace("[[", "[ ["), extensions)
        for link, result in zip(FREQUENCIES, results, strict=True):
            tally.renderings += 1
            tally.links += result.links
            if result.skipped:
                tally.skipped[result.skipped] += 1
            for finding in result.findings:
                if finding.kind == "open":
                    tally.broken.add(name)
                else:
                    tally.different.append((name, key, link, finding))
    tally.slowest = (time.process_time() - begun, name)
    return tally


def _minimised(text: str, key: str, link: Frequency, finding: Finding) -> str:
    def fails(part: str) -> bool:
        result = _checker.check(part, EXTENSION_SETS[key], link)
        return any(found.kind == finding.kind for found in result.findings)

    return minimise(text, fails) if fails(text) else text


def report(tally: Tally, texts: dict[str, str], most: int) -> Iterator[str]:
    """The findings, one example of each kind, set of extensions and place, as lines."""
    shown: set[tuple[str, str]] = set()
    for name, key, link, finding in tally.different:
        if len(shown) < most and (name, finding.kind) not in shown:
            shown.add((name, finding.kind))
            yield f"--- {finding.kind}: {name} (extensions: {key}; link: {link})"
            yield finding.detail[:400]
            yield "The smallest document with it:"
            yield repr(_minimised(texts[name], key, link, finding))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--every", type=int, default=1, help="check only each nth document")
    parser.add_argument("--show", type=int, default=20, help="how many findings to minimise")
    arguments = parser.parse_args()
    begun = time.monotonic()
    found = documents(npm=True)
    labels = frequent_labels(found)
    found = found[:: arguments.every]
    digest = hashlib.sha256("\0".join(text for _, text in found).encode("utf-8", "replace"))
    print(
        f"{len(found):,} documents ({digest.hexdigest()[:12]}), {len(labels):,} labels", flush=True
    )
    total = Tally()
    _start(labels)  # here first: a pool starts a worker that fails again and again
    with multiprocessing.Pool(arguments.processes, _start, [labels]) as pool:
        for number, tally in enumerate(pool.imap(_check, found, chunksize=8), 1):
            total.add(tally)
            for name, key, link, finding in tally.different:
                print(f"{finding.kind}: {name} ({key}, {link})", flush=True)
            if number % 500 == 0:
                seconds = time.monotonic() - begun
                print(f"{number:,} after {seconds:.0f} s", file=sys.stderr, flush=True)
    if total.different:
        print(*report(total, dict(found), arguments.show), sep="\n")
    print(f"documents    {total.documents:,} ({total.characters / 1e6:.1f} million characters)")
    print(f"sets         {', '.join(EXTENSION_SETS)}; link: {', '.join(FREQUENCIES)}")
    print(f"comparisons  {total.renderings:,}")
    print(f"links        {total.links:,}")
    for reason, count in sorted(total.skipped.items()):
        print(f"left out     {count:,}: {reason}")
    print(
        f"broken       {len(total.broken):,}: an element is left open for a browser to go on with"
    )
    print(f"slowest      {total.slowest[1]} ({total.slowest[0]:.1f} s)")
    kinds = Counter(finding.kind for *_, finding in total.different)
    print("differences  " + (", ".join(f"{k}: {n}" for k, n in sorted(kinds.items())) or "none"))
    print(f"time         {time.monotonic() - begun:.0f} s")
    return 1 if total.different else 0


if __name__ == "__main__":
    sys.exit(main())
