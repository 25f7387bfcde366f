"""Does the time for a page grow with the glossary? Builds the site with 500 and 5,000 entries more.

    python benchmarks/scale.py [--rounds 3] [--sizes 500 5000]

The entries are generated beside the real ones: two-word labels and some abbreviations, bodies of
about 180 words that mention twenty other entries, relations, sources. The builds take turns, so
that whatever else the machine does falls on all of them. Prints for each size the best time in
seconds, the seconds for a page, and the ratio of the largest size to the smallest.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import product
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
LIMIT = 1.5
"""How many times as long a page may take in the largest site as in the smallest."""

FIRST = """adaptive bounded cascaded deferred elastic fused gated hashed indexed joint keyed lazy
    masked nested ordered pooled queued ranked sharded tiled unified versioned weighted""".split()
SECOND = """adder balancer counter decoder encoder filter gatherer handler inverter joiner limiter
    merger normaliser optimiser partitioner quantiser reducer sampler tokeniser updater""".split()
THIRD = "array bank cache grid lane mesh pipe ring stage tree unit zone".split()
FILLER = """the result of each step is kept so that a later one can use it without doing the work
    again and this matters most where memory is slow or power is short""".split()


def labels(count: int) -> list[str]:
    """As many labels as wanted, in an order that does not follow the alphabet."""
    found = [" ".join(words) for words in product(FIRST, SECOND, THIRD)]
    random.Random(1).shuffle(found)
    if count > len(found):
        raise SystemExit(f"at most {len(found)} entries can be generated")
    return found[:count]


def sentence(chance: random.Random, mention: str) -> str:
    words = chance.sample(FILLER, 7)
    return f"{' '.join(words[:4]).capitalize()} {mention} {' '.join(words[4:])}."


def entry(number: int, names: list[str], sources: list[str]) -> str:
    """The text of an entry that mentions twenty others."""
    chance = random.Random(number)
    title = names[number]
    others = chance.sample(names, 20)
    ids = [other.replace(" ", "-") for other in others if other != title]
    values = {
        "title": title.capitalize(),
        "definition": f"A part that holds what a {title} needs. It stands for no real thing.",
        "category": "hardware",
        "related": ids[:4],
        "broader": ids[4:5],
        "sources": chance.sample(sources, 2),
        "reviewed": "2026-11-20",
    } | ({"abbreviation": f"XQ{number}"} if number % 5 == 0 else {})
    matter = yaml.safe_dump(values, sort_keys=False, allow_unicode=True)
    matter = matter.replace("'2026-11-20'", "2026-11-20")
    paragraphs = [
        " ".join(sentence(chance, other) for other in others[start : start + 5])
        for start in range(0, 20, 5)
    ]
    paragraphs[0] += f"[^{chance.choice(sources)}]"
    return f"---\n{matter}---\n" + "\n\n".join(paragraphs) + "\n"


def prepare(folder: Path, count: int) -> int:
    """Copy the site to a folder and add entries; return how many pages it has."""
    for name in ("docs", "glossary", "hooks"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    listed = yaml.safe_load((ROOT / "docs/data/sources.yml").read_text("utf-8"))
    names, sources = labels(count), [source["id"] for source in listed]
    for number, name in enumerate(names):
        file = folder / "glossary" / f"{name.replace(' ', '-')}.md"
        file.write_text(entry(number, names, sources), "utf-8")
    return sum(1 for part in ("docs", "glossary") for _ in (folder / part).rglob("*.md"))


def build(folder: Path) -> float:
    """The seconds that one strict build takes."""
    start = time.perf_counter()
    run = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"],
        cwd=folder,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    seconds = time.perf_counter() - start
    if run.returncode:
        raise SystemExit(run.stderr)
    return seconds


def main() -> None:
    """Build in turns and print the table; exit with 1 if the ratio is over the limit."""
    parser = argparse.ArgumentParser(description="Seconds per page by size of the glossary.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="+", default=[500, 5000])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folders = {size: Path(temporary) / str(size) for size in sorted(options.sizes)}
        pages = {size: prepare(folder, size) for size, folder in folders.items()}
        times: dict[int, list[float]] = {size: [] for size in folders}
        for _ in range(options.rounds):
            for size, folder in folders.items():
                times[size].append(build(folder))
    print("entries added   pages   best build   per page")
    each = {size: min(times[size]) / pages[size] for size in folders}
    for size in folders:
        best, per_page = min(times[size]), each[size] * 1000
        print(f"{size:13,} {pages[size]:7,} {best:10.1f} s {per_page:7.2f} ms")
    ratio = each[max(folders)] / each[min(folders)]
    print(f"A page of the largest site takes {ratio:.2f} times as long (limit {LIMIT}).")
    sys.exit(ratio > LIMIT)


if __name__ == "__main__":
    main()
