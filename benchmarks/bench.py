"""Build one corpus with plain MkDocs and Material, with this engine, and with its peers.

    make bench

The pages are English documentation from the archives in sdists.txt and from the metadata of the
packages installed here. At each size of the glossary every contestant builds the same pages, the
entries among them: plain MkDocs takes the entries as ordinary pages. Measured are the CPU time
(user and system) and the peak memory of the process that builds; the site's own style and scripts
are left out. Plain and the engine take turns, in rounds until the time is up; each peer runs once,
right after a plain build. Each ratio is to the plain build right before; printed are medians and,
in brackets, the smallest and largest.

Contestants beside this engine:

- *abbreviations*: the glossary recipe in Material's manual, `abbr` with a file of abbreviations
  that snippets append to every page, and `content.tooltips`;
- every linker on PyPI that finds terms in running text without mark-up and runs under MkDocs 1.6:
  mkdocs-glossary-plugin (which converts every page with pandoc), mkdocs-glossary (words in italics
  only) and zensical-glossary (an extension of Python-Markdown). mkdocs-ezglossary-plugin and
  md-tooltips-link want every mention marked up, and mkdocs-tooltips no longer installs.

A peer too slow to build all pages in the time there is builds every 40th page with the same
labels, and is compared with a plain build of those; most of that is start-up, so that its ratio
over all pages would be larger still.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml
from corpus import CACHE, HERE, Document, archived, descriptions, distinct, fetch_archives

ROOT = HERE.parent
WORK = CACHE / "bench"
SIZES = (100, 1_000, 10_000)
PER_ENTRY = 10
PAGES = 500
OCCURRING = {100: 25, 1_000: 125, 10_000: 500}
"""How many of the labels occur on the pages: the larger a glossary, the smaller the share."""

COMMON = 0.01
"""The share of pages on which the most widespread term stands."""

FEW = 40
"""A slow peer builds every 40th page."""

PEERS = ("mkdocs-glossary-plugin==0.1.1", "mkdocs-glossary==0.1.5", "zensical-glossary==1.2.1")

WORD = r"\b[A-Za-z]+(?:-[A-Za-z]+)*\b(?!-)"

STOP_WORDS = frozenset(
    """a about after all also an and any are as at be because been but by can could did do does
    each either for from had has have here how however if in into is it its just like may might
    more most must new no not now of on one only or other our out over same see should so some
    such than that the their them then there these they this those to two under up use used using
    very was we were what when where which while who why will with within without would you your
    e.g i.e etc per via example following first second default""".split()
)


# --- the corpus ----------------------------------------------------------------------------


def pages() -> list[Document]:
    """The pages: English prose of an ordinary length, in a fixed order."""
    sources = [*archived(fetch_archives()), *descriptions([Path(sys.prefix)])]
    found = [d for d in distinct(sources) if len(d[1]) <= 15_000 and _is_english(d[1])]
    kept = sorted(found, key=lambda d: (abs(math.log(len(d[1]) / 4_000)), d[0]))[:PAGES]
    return sorted(kept)


def _is_english(text: str) -> bool:
    words = re.findall(r"[A-Za-z']+", text.lower())
    return (
        len(words) >= 60
        and len(text) >= 400
        and sum(w in STOP_WORDS for w in words) / len(words) > 0.2
    )


def labels(documents: Sequence[Document], count: int) -> list[str]:
    """Terms of one to three words, some of which occur on the pages.

    Those that occur are runs of words between stop words, the most widespread first, but for
    words so common that nobody would explain them; the others are made of two words that stand
    on the pages, but never beside each other.
    """
    spread: Counter[str] = Counter()
    for _, text in documents:
        prose = re.sub(r"```.*?```|`[^`]*`|<[^>]*>|\]\([^)]*\)", "\n", text, flags=re.DOTALL)
        found = set()
        for run in re.findall(rf"{WORD}(?: {WORD}){{0,2}}", prose):
            words = run.split()
            if not STOP_WORDS.intersection(run.lower().split()) and len(run) > 4:
                found.add(run if run.isupper() else run.lower())
            found.update(w for w in words if w.isupper() and len(w) > 2)
        spread.update(found)
    most = len(documents) * COMMON
    ranked = sorted(
        (label for label in spread if spread[label] <= most),
        key=lambda label: (-spread[label], label),
    )
    occurring = _distinct_labels(ranked)
    words = [label for label in occurring if " " not in label and label.islower()][:2_000]
    made = (
        f"{words[i]} {words[(i * 7 + step) % len(words)]}"
        for step in range(1, 40)
        for i in range(len(words))
    )
    absent = _distinct_labels(label for label in made if label not in spread)
    wanted = OCCURRING[count]
    others = count // wanted - 1
    # few labels are spread as wide as many: every nth of those that the largest glossary has
    pool = occurring[: OCCURRING[SIZES[-1]]]
    chosen = pool[:: max(1, len(pool) // wanted)][:wanted]
    absent = [label for label in absent if label not in set(chosen)]
    return [
        label
        for place, label in enumerate(chosen)
        for label in (label, *absent[others * place : others * (place + 1)])
    ]


def _distinct_labels(found: Any) -> list[str]:
    kept: dict[str, str] = {}
    for label in found:
        key = re.sub(r"[\s-]+", "", label.lower())
        key = re.sub(r"(ies|es|s|y)$", "", key)
        kept.setdefault(key, label)
    return list(kept.values())


@dataclass(frozen=True)
class Term:
    """An entry of the glossary."""

    id: str
    labels: tuple[str, ...]

    @property
    def definition(self) -> str:
        return f"What {self.labels[0]} means, in a sentence or two, as a reader would want it said."

    def page(self) -> str:
        matter = {"title": self.labels[0], "definition": self.definition}
        if self.labels[1:]:
            matter["aliases"] = list(self.labels[1:])  # type: ignore[assignment]
        head = yaml.safe_dump(matter, allow_unicode=True, sort_keys=False)
        return f"---\n{head}---\n# {self.labels[0]}\n\n{self.definition}\n"


def terms(found: Sequence[str]) -> list[Term]:
    """Entries with ten labels each."""
    return [
        Term(f"t{start // PER_ENTRY:04}", tuple(found[start : start + PER_ENTRY]))
        for start in range(0, len(found), PER_ENTRY)
    ]


# --- contestants ---------------------------------------------------------------------------

ENTRY_TEMPLATES = ("entry.html", "glossary.html", "partials/terms.html", "partials/source.html")
"""What the pages of entries and the index are made with."""

Config = dict[str, Any]
Pages = Sequence[Document]
Terms = Sequence[Term]


def _base(extensions: Sequence[Any] = (), **more: Any) -> Config:
    return {
        "site_name": "Benchmark",
        "site_url": "https://example.org/",
        # Material as it comes; a sidebar with all entries, which this engine does without, would
        # take most of the time and hide what is to be measured
        "theme": {"name": "material", "font": False, "features": []},
        "not_in_nav": "/glossary/t*.md\n",
        "plugins": ["search"],
        "markdown_extensions": [
            "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables",
            {"toc": {"permalink": True}}, "pymdownx.details", "pymdownx.superfences",
            {"pymdownx.tabbed": {"alternate_style": True}}, *extensions,
        ],
        **more,
    }  # fmt: skip


def _write(folder: Path, found: Pages, shown: Terms, docs: str) -> None:
    """Write pages into `docs/`, and the pages of entries into the folder that `docs` names."""
    for number, (name, text) in enumerate(found):
        file = folder / "docs" / f"part{number // 40:02}" / f"page{number:03}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
        file.write_text(f"<!-- {name} -->\n\n{body}", encoding="utf-8")
    (folder / "docs" / "index.md").write_text("# Benchmark\n", encoding="utf-8")
    place = folder / docs
    place.mkdir(parents=True, exist_ok=True)
    (place / "index.md").write_text("# Glossary\n", encoding="utf-8")
    for term in shown:
        (place / f"{term.id}.md").write_text(term.page(), encoding="utf-8")


def plain(folder: Path, found: Pages, shown: Terms, entries: Terms) -> Config:  # noqa: ARG001
    _write(folder, found, shown, "docs/glossary")
    return _base()


def engine(folder: Path, found: Pages, shown: Terms, entries: Terms) -> Config:  # noqa: ARG001
    _write(folder, found, shown, "glossary")
    config = _base(hooks=[str(ROOT / "hooks" / "glossary.py")])
    overrides = ROOT / "hooks" / "overrides"
    for name in ENTRY_TEMPLATES:  # the site's own look, in the others, is not measured
        (folder / "overrides" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(overrides / name, folder / "overrides" / name)
    config["theme"]["custom_dir"] = "overrides"
    return config


def abbreviations(folder: Path, found: Pages, shown: Terms, entries: Terms) -> Config:
    _write(folder, found, shown, "docs/glossary")
    lines = [f"*[{label}]: {term.definition}\n" for term in entries for label in term.labels]
    (folder / "includes").mkdir()
    (folder / "includes" / "abbreviations.md").write_text("".join(lines), encoding="utf-8")
    snippets = {"base_path": [str(folder)], "auto_append": ["includes/abbreviations.md"]}
    config = _base([{"pymdownx.snippets": snippets}])
    config["theme"]["features"] += ["content.tooltips"]
    return config


def glossary_plugin(folder: Path, found: Pages, shown: Terms, entries: Terms) -> Config:  # noqa: ARG001
    _write(folder, found, shown, "docs/glossary")
    for term in shown:  # the file's name is the word; more come as keys of one name
        head = "".join(f"glossary: {label}\n" for label in term.labels)
        file = folder / "docs" / "glossary" / f"{term.id}.md"
        file.write_text(f"---\n{head}---\n\n{term.definition}\n", encoding="utf-8")
    config = _base()
    config["plugins"] += [{"mkdocs-glossary-plugin": {"glossary_dirs": ["glossary"]}}]
    return config


def italics(folder: Path, found: Pages, shown: Terms, entries: Terms) -> Config:
    _write(folder, found, shown, "docs/glossary")
    lines = [f"{n}. **{', '.join(t.labels)}** : {t.definition}\n" for n, t in enumerate(entries, 1)]
    (folder / "docs" / "glossary.md").write_text("".join(lines), encoding="utf-8")
    config = _base(["pymdownx.caret"])
    config["plugins"] += ["glossary"]
    return config


def zensical_glossary(folder: Path, found: Pages, shown: Terms, entries: Terms) -> Config:
    _write(folder, found, shown, "docs/glossary")
    text = "".join(f"## {label}\n\n{t.definition}\n\n" for t in entries for label in t.labels)
    (folder / "docs" / "glossary.md").write_text(text, encoding="utf-8")
    return _base([{"zensical_glossary": {"glossary_file": "glossary.md"}}])


@dataclass(frozen=True)
class Contestant:
    """A way to build the site."""

    name: str
    prepare: Callable[[Path, Pages, Terms, Terms], Config]
    """Writes a site, given the pages, the entries that have pages, and all entries."""

    is_peer: bool = False
    mark: str = ""
    """What stands in a built page for each term found; empty for plain."""


CONTESTANTS = (
    Contestant("plain", plain),
    Contestant("engine", engine, mark='class="glossary-term"'),
    Contestant("abbreviations", abbreviations, mark="<abbr "),
    Contestant("mkdocs-glossary-plugin", glossary_plugin, is_peer=True, mark="/glossary/t"),
    Contestant("mkdocs-glossary", italics, is_peer=True, mark="glossary/#"),
    Contestant("zensical-glossary", zensical_glossary, is_peer=True, mark="glossary-term"),
)


def peers() -> Path:
    """The environment with the peers, made where it is not there."""
    folder = CACHE / "peers"
    wanted = [*PEERS, "pypandoc-binary", "mkdocs==" + version("mkdocs")]
    wanted += ["mkdocs-material==" + version("mkdocs-material")]
    wanted += ["pymdown-extensions==" + version("pymdown-extensions")]
    mark = folder / ".done"
    if not mark.exists() or mark.read_text() != "\n".join(wanted):
        print("Installing the peers ...", file=sys.stderr, flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        # zensical-glossary asks for Python 3.12, and runs with less
        pip = [str(folder / "bin" / "pip"), "install", "--quiet", "--ignore-requires-python"]
        subprocess.run([*pip, *wanted], check=True)
        mark.write_text("\n".join(wanted))
    return folder


# --- measuring -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """What one build took."""

    seconds: float
    """CPU time, user and system, of the process and those it started."""

    memory: float
    """Peak resident memory in MB."""

    ok: bool


def patience(few: bool) -> float:
    """CPU seconds that a build may take; a peer too slow for all pages builds few."""
    return 20.0 if few else 60.0


def measure(folder: Path, environment: Path, limit: float) -> Run:
    """Build the site in a folder; a build over the limit, in CPU seconds, is ended."""
    shutil.rmtree(folder / "site", ignore_errors=True)
    variables = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONHASHSEED": "0"}
    pandoc = next(environment.glob("lib/python*/site-packages/pypandoc/files"), None)
    variables["PATH"] = f"{pandoc}:{variables['PATH']}" if pandoc else variables["PATH"]
    command = [str(environment / "bin" / "python"), "-m", "mkdocs", "--quiet", "build"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=variables, stdout=subprocess.DEVNULL, stderr=log
        )
    ended = False
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        if not ended and _spent(process.pid) > limit:
            process.kill()
            ended = True
        time.sleep(0.05)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = usage.ru_utime + usage.ru_stime
    return Run(seconds, usage.ru_maxrss / 1024, process.returncode == 0)


def _spent(pid: int) -> float:
    """The CPU time of a running process and of those it waited for, in seconds."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Series:
    """The runs of one contestant at one size."""

    few: bool = False
    """Whether it builds few pages only."""

    runs: list[tuple[Run, Run]] = field(default_factory=list)
    """Each run with the plain run of its round."""

    failed: str = ""
    links: int = 0

    def ratio(self, what: str = "seconds") -> tuple[float, float, float]:
        """Median, smallest and largest ratio to plain."""
        found = [getattr(run, what) / getattr(base, what) for run, base in self.runs]
        return statistics.median(found), min(found), max(found)


Table = Mapping[tuple[str, int], Series]
"""The runs by the contestant's name and the number of labels."""


class Race:
    """Builds the sites and measures them."""

    def __init__(self, found: Sequence[Document], report: Callable[[str], None]) -> None:
        self._pages = found
        self._report = report
        self._peers = Path(sys.prefix)
        self._entries = {size: terms(labels(found, size)) for size in SIZES}
        self._ready: set[Path] = set()
        self.series = {(who.name, size): Series() for who in CONTESTANTS for size in SIZES}

    def run(self, until: float, with_peers: bool = True) -> None:
        """Each peer once, then plain and the engine in rounds until the time is up, twice at
        least."""
        plain, engine, *others = CONTESTANTS
        if with_peers:
            self._peers = peers()
        self._build(plain, SIZES[0], few=True)  # so that nothing is read or compiled first
        for who in others if with_peers else ():
            for size in SIZES:
                self._race_peer(who, size)
        rounds = 0
        while rounds < 2 or time.monotonic() < until:
            rounds += 1
            for size in SIZES:
                base = self._build(plain, size)
                run = self._build(engine, size)
                self.series[plain.name, size].runs.append((base, base))
                self._note(engine, size, run, base)

    def _race_peer(self, who: Contestant, size: int) -> None:
        one = self.series[who.name, size]
        guess = 0.0
        if size != SIZES[0]:
            before = self.series[who.name, SIZES[SIZES.index(size) - 1]]
            if before.failed:
                one.failed = before.failed
                return
            run, base = before.runs[0]
            guess = base.seconds + 10 * max(0.0, run.seconds - base.seconds)
            one.few = before.few or guess > patience(few=False)
        base = self._build(CONTESTANTS[0], size, one.few)
        self._note(who, size, self._build(who, size, one.few), base)

    def _build(self, who: Contestant, size: int, few: bool = False) -> Run:
        folder = WORK / f"{who.name}-{size}{'-few' if few else ''}"
        if folder not in self._ready:
            entries, step = self._entries[size], FEW if few else 1
            shutil.rmtree(folder, ignore_errors=True)
            config = who.prepare(folder, self._pages[::step], entries[::step], entries)
            text = yaml.safe_dump(config, sort_keys=False)
            (folder / "mkdocs.yml").write_text(text, encoding="utf-8")
            self._ready.add(folder)
        run = measure(folder, self._peers if who.is_peer else Path(sys.prefix), patience(few))
        note = "" if run.ok else "  failed or ended"
        self._report(
            f"{size:6,} labels  {who.name:24}{run.seconds:7.2f} s {run.memory:5.0f} MB"
            f"{'  few pages' if few else ''}{note}"
        )
        return run

    def _note(self, who: Contestant, size: int, run: Run, base: Run) -> None:
        one = self.series[who.name, size]
        folder = WORK / f"{who.name}-{size}{'-few' if one.few else ''}"
        if run.ok:
            one.runs.append((run, base))
            one.links = one.links or count_links(folder / "site", who.mark)
        elif run.seconds > patience(one.few):
            one.failed = f"more than {run.seconds / base.seconds:.0f} times plain; ended"
        else:
            last = (folder / "log").read_text(encoding="utf-8").strip().rpartition("\n")[2]
            one.failed = f"fails: {last[:60]}"


def count_links(site: Path, mark: str) -> int:
    """How often something stands in the pages of a site, the entries left out."""
    files = site.glob("part*/**/*.html")
    return sum(file.read_text(encoding="utf-8").count(mark) for file in files)


# --- what is printed -----------------------------------------------------------------------


def table(series: Table) -> list[str]:
    head = f"{'':24}{'labels':>8}{'rounds':>8}{'CPU s':>9}{'ratio to plain':>24}"
    head += f"{'memory':>9}{'found':>9}"
    lines = [head, "-" * len(head)]
    for who in CONTESTANTS:
        for size in SIZES:
            one = series[who.name, size]
            if not one.runs:
                lines.append(f"{who.name:24}{size:8,}{'':8}  {one.failed}")
                continue
            middle, low, high = one.ratio()
            seconds = statistics.median(run.seconds for run, _ in one.runs)
            memory = one.ratio("memory")[0]
            spread = f"{middle:.3f} ({low:.3f}-{high:.3f})"
            note = "  few pages" if one.few else ""
            lines.append(
                f"{who.name:24}{size:8,}{len(one.runs):8}{seconds:9.2f}{spread:>24}{memory:9.3f}{one.links:9,}{note}"
            )
    return lines


def bars(series: Table) -> list[str]:
    """The project's bars, and whether they hold."""
    own = {size: series["engine", size] for size in SIZES}
    if not all(one.runs for one in own.values()):
        return ["The bars were not measured: a build with the engine failed."]
    growth = own[10_000].ratio()[0] / own[100].ratio()[0]
    extra = {
        size: statistics.median(run.seconds - base.seconds for run, base in one.runs)
        for size, one in own.items()
    }
    found = [
        ("CPU time at 100 labels, to plain", own[100].ratio()[0], 1.03),
        ("CPU time at 10,000 labels, to plain", own[10_000].ratio()[0], 1.05),
        ("CPU time at 10,000 labels to that at 100, each to plain", growth, 1.3),
        ("peak memory, at worst, to plain", max(s.ratio("memory")[0] for s in own.values()), 1.15),
    ]
    lines = [
        f"{'holds' if value <= bar else 'FAILS':6}{value:7.3f}  (bar {bar})  {what}"
        for what, value, bar in found
    ]
    costs = ", ".join(f"{extra[size]:.2f} s at {size:,}" for size in SIZES)
    return [*lines, f"The engine itself costs {costs} labels."]


COLOURS = ("#888888", "#c2185b", "#1976d2", "#388e3c", "#f57c00", "#7b1fa2")


def plot(series: Table) -> str:
    """The ratios to plain against the number of labels, both logarithmic, as an SVG image."""
    width, height, left, bottom = 720, 400, 60, 40
    most = max([2.0, *(s.ratio()[2] for s in series.values() if s.runs)])

    def x(size: float) -> float:
        return left + (width - left - 200) * math.log10(size / SIZES[0]) / 2

    def y(ratio: float) -> float:
        share = math.log(max(ratio, 0.9) / 0.9) / math.log(most * 1.1 / 0.9)
        return height - bottom - (height - bottom - 20) * share

    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
            'font-family="sans-serif" font-size="12">'
        ),
        "<title>CPU time of a build, as a ratio to plain MkDocs and Material</title>",
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    parts += [
        f'<text x="{x(size)}" y="{height - 15}" text-anchor="middle">{size:,} labels</text>'
        for size in SIZES
    ]
    parts += [
        f'<path d="M{left} {y(tick):.1f}H{width - 200}" stroke="#ddd"/>'
        f'<text x="{left - 8}" y="{y(tick) + 4:.1f}" text-anchor="end">{tick:g}×</text>'
        for tick in (1, 1.5, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000)
        if tick <= most * 1.1
    ]
    ends: list[float] = []
    for who, colour in zip(CONTESTANTS, COLOURS, strict=True):
        points = [(size, series[who.name, size]) for size in SIZES if series[who.name, size].runs]
        if not points:
            continue
        line = " ".join(f"{x(size):.1f},{y(one.ratio()[0]):.1f}" for size, one in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for size, one in points:
            middle, low, high = one.ratio()
            parts.append(
                f'<path d="M{x(size):.1f} {y(low):.1f}V{y(high):.1f}" stroke="{colour}"/>'
                f'<circle cx="{x(size):.1f}" cy="{y(middle):.1f}" r="3" fill="{colour}"/>'
            )
        end = y(points[-1][1].ratio()[0]) + 4
        while any(abs(end - other) < 14 for other in ends):
            end -= 14
        ends.append(end)
        parts.append(
            f'<text x="{x(points[-1][0]) + 10:.1f}" y="{end:.1f}" fill="{colour}">{who.name}</text>'
        )
    return "\n".join([*parts, "</svg>\n"])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument(
        "--every", type=int, default=1, help="build only each nth page, for a trial"
    )
    parser.add_argument("--own", action="store_true", help="leave the peers out")
    parser.add_argument("--output", type=Path, default=CACHE / "bench.svg")
    arguments = parser.parse_args()
    begun = time.monotonic()
    found = pages()[:: arguments.every]
    words = sum(len(text.split()) for _, text in found)
    print(f"{len(found)} pages, {words:,} words", flush=True)
    race = Race(found, lambda line: print(line, file=sys.stderr, flush=True))
    race.run(begun + 60 * arguments.minutes, with_peers=not arguments.own)
    series = race.series
    print(*table(series), "", *bars(series), sep="\n")
    arguments.output.write_text(plot(series), encoding="utf-8")
    numbers = {
        f"{name} {size}": [
            (run.seconds, run.memory, base.seconds, base.memory) for run, base in one.runs
        ]
        for (name, size), one in series.items()
    }
    arguments.output.with_suffix(".json").write_text(json.dumps(numbers, indent=1))
    print(f"The plot is {arguments.output}, all figures {arguments.output.with_suffix('.json')}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
