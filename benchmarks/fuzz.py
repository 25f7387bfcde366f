"""Look for a document, a glossary or an entry's file that the engine does not bear.

    make fuzz MINUTES=20

First the hostile cases: each is rendered at one size and at twice that size, and the engine's
share of the time may at most about double. Then, until the time is up, documents made of pieces
of Markdown at random and real documents changed at random, each with extensions and a glossary
picked at random, are put through the check of harmless.py; and files of entries and the front
matter of pages, changed at random, are read, which must never raise. What is found is made as
small as can be and printed as a golden case. Exit code 1 if anything is.

Every case has a number, from which alone it is made: `--case N` runs it again.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import random
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import yaml
from corpus import HERE, documents
from harmless import (
    EXTENSION_SETS,
    FREQUENCIES,
    MATERIAL,
    Checker,
    Extensions,
    Finding,
    minimise,
)
from lexicon import frontmatter
from lexicon.entry import Entry, parse
from lexicon.glossary import Frequency, Glossary
from lexicon.linking import page_at
from pydantic import ValidationError

GOLDEN = HERE.parent / "tests" / "linking"

LABELS = [
    *"""CUDA GPU MoE AI C++ C# .NET R&D A* AT&T H100 x86-64 3D I/O Q&A node.js term label note
token kernel amp lt quot klzzwxh wzxhzdk 0001 0 1 a b the_label [x] <b> *star* `tick` o'clock won't
naïve café 混合专家模型 人工智能 カーネル 한국어 שלום مرحبا Straße ﬁne ½ e-mail TCP/IP attention
div span code footnote abbr fn href""".split(),
    "mixture of experts", "mixture-of-experts", "AI stack", "export control",
    "large language model",
    "state of the art", "e.g. this", "no. 1", "a b c", "self attention", "data center", "A* search",
]  # fmt: skip

DEFINITIONS = [
    "D.", "It's \"quoted\" & <b>bold</b>.", "&amp; &lt;script&gt; &#34; &#x22; &bogus; &",
    "'\"><script>alert(1)</script>", "]]> --> <!-- [[CUDA]] `x` *y* _z_ $a$ \\(b\\) ==m==",
    "wzxhzdk:0 klzzwxh:0001 amp", "</a></p></div>", "{: .x } :smile: ++ctrl++ {--del--}",
]  # fmt: skip

PIECES = [
    "\n", "\n\n", "\n\n", " ", "  \n", "    ", "\t", "> ", "- ", "* ", "1. ", "# ", "## ", "***",
    "**", "*", "__", "_", "`", "``", "```\n", "~~~\n", "~~", "==", "^^", "^", "~", "|",
    "|---|---|\n", "| a | b |\n", "[", "]", "(", ")", "](x)", "![", "[[", "]]", "[^1]", "[^1]: ",
    "*[AI]: A\n", "[x]: y\n", "[AI]: z\n", "!!! note\n    ", "!!! note \"AI\"\n    ",
    "??? tip\n    ", "=== \"AI\"\n    ", "/// note | AI\n", "///\n", "///caption\n", ":   ",
    "- [ ] ", "- [x] ", "{: .no-glossary }", "{.no-glossary}", "{ #id title=\"AI\" }", "$", "$$",
    "\\(", "\\)", "\\[", "\\]", "++ctrl+a++", ":smile:", "{++", "++}", "{--", "--}", "{~~", "~>",
    "~~}", "{==", "==}", "{>>", "<<}", "--8<-- \"x\"", "[TOC]", "<b>", "</b>", "<a href='x'>",
    "<a name=x>", "</a>", "<kbd>", "</kbd>", "<code>", "</code>", "<div markdown>",
    "<div markdown=1>\n", "<div>", "</div>", "<p>", "</p>", "<span markdown>", "<br>", "<br/>",
    "<img src=x alt='AI'>", "<!--", "-->", "<!-- AI -->", "<?php", "?>", "<![CDATA[", "]]>",
    "<script>", "</script>", "<style>", "<pre>", "</pre>", "<details markdown><summary>",
    "</summary>", "</details>", "<h2>", "</h2>", "<svg>", "</svg>", "<http://a.b>", "<a@b.c>",
    "https://a.b/AI", "www.AI.com", "&amp;", "&lt;", "&#38;", "&#x41;", "&bogus;", "&", "<", ">",
    "\"", "'", "’", "“", "”", "--", "---", "...", "\\", "\\*", "\\[", "\\&", "\\\\", "\u00ad",
    "\u200b", "\u200d", "\u200e", "\u200f", "\u202e", "\u2066", "\u00a0", "\u2011", "\u2028",
    "\x00", "\x01", "\x02", "\x03", "\x1a", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\r", "\r\n",
    "\ud800", "\udfff", "\ufffe", "\ufeff", "\U0001f469\u200d\U0001f4bb", "e\u0301", "\u0130",
    "\u1e9e", "ﬀ", "\x02amp\x03", "\x02wzxhzdk:0\x03", "\x02klzzwxh:0000\x03", "\x0242\x03", "!",
    "?", ".", ",", ";", ":", "/", "-", "=", "+", "@",
]  # fmt: skip

WORDS = """the a of in is and runs word text 3 2024 state-of-the-art x.py AI's GPUs' MoEs e.g. vs.
My CUDA-based non-GPU GPU/CPU""".split()

MORE_EXTENSIONS: Extensions = {
    "extra": {},
    "smarty": {},
    "sane_lists": {},
    "nl2br": {},
    "codehilite": {},
    "legacy_em": {},
    "legacy_attrs": {},
    "meta": {},
    "wikilinks": {},
    "pymdownx.blocks.admonition": {},
    "pymdownx.blocks.caption": {},
    "pymdownx.blocks.definition": {},
    "pymdownx.blocks.details": {},
    "pymdownx.blocks.html": {},
    "pymdownx.blocks.tab": {},
    "pymdownx.escapeall": {"hardbreak": True, "nbsp": True},
    "pymdownx.fancylists": {},
    "pymdownx.progressbar": {},
    "pymdownx.quotes": {"callouts": True},
    "pymdownx.saneheaders": {},
}

SLOW = 3.0
"""How many times the time without the engine, and one second more, a page may take with it."""


@dataclass(frozen=True)
class Case:
    """A page to be rendered both ways."""

    text: str
    entries: Mapping[str, Mapping[str, Any]]
    extensions: Extensions
    link: Frequency

    def golden(self, html: str = "?") -> str:
        """The case as a file for tests/linking."""
        whole = {
            "glossary": self.entries,
            "link": self.link,
            "extensions": [{n: dict(o)} if o else n for n, o in self.extensions.items()],
            "markdown": self.text,
            "html": html,
        }
        return yaml.dump(whole, allow_unicode=True, sort_keys=False)


# --- cases at random -----------------------------------------------------------------------


@cache
def seeds() -> list[str]:
    """Texts to change at random: the cases of the rules, and real documents that are not long."""
    cases = [file.read_text(encoding="utf-8") for file in sorted(GOLDEN.glob("*.yml"))]
    rules = [
        part.group(1)
        for case in cases
        if (part := re.search(r"markdown: \|\n(.*?)^\S", case, re.DOTALL | re.MULTILINE))
    ]
    rules = [re.sub(r"(?m)^  ", "", rule) for rule in rules]
    real = [text for _, text in documents() if len(text) < 8_000]
    return rules * max(1, len(real) // max(1, len(rules))) + real


def make_case(number: int) -> Case:
    """The case with a number."""
    chance = random.Random(number)
    labels = chance.sample(LABELS, chance.randint(1, 12))
    text = _soup(chance, labels) if chance.random() < 0.5 else _changed(chance, labels)
    words = [w for w in re.findall(r"[^\W\d_][\w'+-]{2,}", text) if w.isascii()]
    labels += chance.sample(words, min(len(words), chance.randint(0, 20)))
    return Case(text, _entries(chance, labels), _extensions(chance), chance.choice(FREQUENCIES))


def _soup(chance: random.Random, labels: list[str]) -> str:
    def piece() -> str:
        kind = chance.random()
        if kind < 0.35:
            return _written(chance, chance.choice(labels))
        if kind < 0.5:
            return chance.choice(WORDS)
        return chance.choice(PIECES)

    joins = chance.choice([("",), (" ",), ("", " "), ("", " ", "\n")])
    return "".join(piece() + chance.choice(joins) for _ in range(chance.randint(1, 60)))


def _written(chance: random.Random, label: str) -> str:
    """A label as an author may write it, or nearly."""
    kind = chance.randrange(9)
    if kind == 0:
        return label.replace(
            " ", chance.choice(["-", "\n", "\u00a0", "  ", "\n> ", "* *", " *", "\u00ad"])
        )
    if kind == 1:
        return label + chance.choice(["s", "'s", "’s", "es", "-based", ".", "_x", ".py", "/"])
    if kind == 2:
        return label.upper() if chance.random() < 0.5 else label.lower()
    if kind == 3:
        return f"[[{label}]]" if chance.random() < 0.5 else f"[[{label}|*x*]]"
    if kind == 4:
        cut = chance.randint(0, len(label))
        return label[:cut] + chance.choice(PIECES) + label[cut:]
    if kind == 5:
        around = chance.choice(["*", "**", "_", "`", "==", "~~", "^", "$", "'", '"'])
        return around + label + around
    return label


def _changed(chance: random.Random, labels: list[str]) -> str:
    text = chance.choice(seeds())
    for _ in range(chance.randint(1, 12)):
        start = chance.randint(0, len(text))
        end = min(len(text), start + int(chance.expovariate(1 / 20)))
        kind = chance.randrange(6)
        if kind == 0:
            text = text[:start] + text[end:]
        elif kind == 1:
            text = text[:end] + text[start:]
        elif kind == 2:
            other = chance.choice(seeds())
            place = chance.randint(0, len(other))
            text = text[:start] + other[place : place + 200] + text[end:]
        elif kind == 3:
            mark = chance.choice(["> ", "    ", "- ", "# ", "1. ", "| ", ":   "])
            text = text[:start] + re.sub(r"(?m)^", mark, text[start:end]) + text[end:]
        else:
            piece = chance.choice(PIECES) if kind == 4 else _written(chance, chance.choice(labels))
            text = text[:start] + piece + text[start:]
    return text


def _entries(chance: random.Random, labels: list[str]) -> dict[str, dict[str, Any]]:
    entries: dict[str, dict[str, Any]] = {}
    taken: set[str] = set()
    for label in labels:
        key = label.lower().replace("-", " ")
        if key in taken:
            continue
        taken.add(key)
        values: dict[str, Any] = {"title": label, "definition": chance.choice(DEFINITIONS)}
        if chance.random() < 0.1:
            values["autolink"] = False
        if chance.random() < 0.2:
            values["case"] = chance.choice(["sensitive", "insensitive"])
        try:
            Entry.model_validate(values)
        except ValidationError:
            continue
        entries[f"e{len(entries)}"] = values
    return entries


def _extensions(chance: random.Random) -> Extensions:
    if chance.random() < 0.5:
        return EXTENSION_SETS[chance.choice(list(EXTENSION_SETS))]
    every = {**MATERIAL, **MORE_EXTENSIONS}
    names = chance.sample(list(every), chance.randint(0, 12))
    return {name: every[name] for name in names}


def run_case(case: Case) -> list[Finding]:
    """What is wrong with how a case is rendered."""
    glossary = Glossary({id_: Entry.model_validate(v) for id_, v in case.entries.items()})
    try:
        checker = Checker(glossary)
    except Exception:
        return [Finding("exception", traceback.format_exc(limit=-2))]
    result = checker.check(case.text, case.extensions, case.link)
    if result.skipped == "holds [[label]]":
        return [f for f in result.findings if f.kind == "exception"]
    findings = [finding for finding in result.findings if finding.kind != "open"]
    if result.linked_time > SLOW * result.plain_time + 1:
        findings.append(Finding("slow", f"{result.linked_time:.1f} s, not {result.plain_time:.1f}"))
    return findings


def reduced(case: Case, kind: str) -> Case:
    """The case with as little as will do for a finding of the same kind."""

    def fails(other: Case) -> bool:
        return any(finding.kind == kind for finding in run_case(other))

    text = minimise(
        case.text, lambda part: fails(Case(part, case.entries, case.extensions, case.link))
    )
    case = Case(text, case.entries, case.extensions, case.link)
    for name in list(case.extensions):
        fewer = {n: o for n, o in case.extensions.items() if n != name}
        if fails(other := Case(case.text, case.entries, fewer, case.link)):
            case = other
    for id_ in list(case.entries):
        less = {i: v for i, v in case.entries.items() if i != id_}
        if fails(other := Case(case.text, less, case.extensions, case.link)):
            case = other
    return case


# --- files of entries ----------------------------------------------------------------------

MATTER = [
    "---\ntitle: CUDA\ndefinition: D.\n---\nBody\n",
    (
        "---\ntitle: MoE\naliases: [a, b]\ndefinition: >-\n  Long\n  text.\nrelated: [x]\n"
        "broader: [y]\ntranslations: {zh: 混合}\ncase: smart\nautolink: true\nredirects: [z]\n"
        "sources: [s]\nreviewed: 2026-11-20\n---\n# T\n"
    ),
    "---\nglossary: {skip: [cuda], link: every}\n---\ntext\n",
]
SCRAPS = [
    "&a ", "*a", "<<: *a", "!!python/object:os.system x", "!!binary x", "!!set {x}", "? ", "- ",
    ": ", "{", "}", "[", "]", "|\n", ">\n", "---\n", "...\n", "%YAML 1.2\n", "\t", "\x00",
    "\ufeff", "\ud800", "#", "'", '"', "null", "~", "true", "1e999", "0x10", "2026-99-99",
    "2026-11-20", "1_000", ".nan", "=", "title: x\n", "title: y\n", "\n", "\r",
    "a: &a [x]\nb: &b [*a,*a,*a]\n", "glossary: *a\n", "&a [*a]", "\u2028", "\x85", "é", "!", "@",
    "`",
]  # fmt: skip


def run_matter(number: int) -> list[tuple[Finding, str]]:
    """Read a file of an entry that was changed at random: no exception, and at once."""
    chance = random.Random(number)
    text = chance.choice(MATTER)
    for _ in range(chance.randint(1, 8)):
        start = chance.randint(0, len(text))
        end = start + chance.choice([0, 0, 1, 3, 10])
        text = text[:start] + chance.choice([*SCRAPS, *LABELS, ""]) + text[end:]
    source = text.encode("utf-8", chance.choice(["surrogatepass", "replace"]))
    if chance.random() < 0.1:
        cut = chance.randint(0, len(source))
        source = source[:cut] + bytes([chance.randrange(256)]) + source[cut:]
    begun = time.process_time()
    try:
        parse("glossary/x.md", source)
        matter, _ = frontmatter.read("docs/x.md", source.decode("utf-8", "replace"))
        page_at("x.md", matter, Glossary())
    except Exception:
        return [(Finding("exception", traceback.format_exc(limit=-2)), repr(source))]
    if (seconds := time.process_time() - begun) > 1:
        return [(Finding("slow", f"{seconds:.1f} s"), repr(source))]
    return []


# --- hostile cases -------------------------------------------------------------------------

Make = Callable[[int], str]

HOSTILE: Mapping[str, tuple[Make, int]] = {
    "a paragraph of 5 MB": (lambda n: "CUDA runs mixture of words on a GPU today. " * n, 60_000),
    "a paragraph of one word": (lambda n: "a" * n, 2_500_000),
    "nested quotes": (lambda n: "> " * n + "CUDA", 5_000),
    "nested lists": (lambda n: "".join("    " * i + "- CUDA\n" for i in range(n)), 100),
    "a million near-misses": (lambda n: "mixture of " * n, 500_000),
    "near-misses of one letter": (lambda n: "mixture of expert_ " * n, 100_000),
    "near-misses by hyphens": (lambda n: "mixture-of-" * n + "experts", 200_000),
    "CJK near-misses": (lambda n: "混合专家" * n, 200_000),
    "apostrophes": (lambda n: "CUDA'" * n, 100_000),
    "soft hyphens": (lambda n: "mix\u00adture of\u200b " * n, 50_000),
    "slashes": (lambda n: "CUDA/" * n, 50_000),
    "full stops": (lambda n: "CUDA." * n, 50_000),
    "right-to-left marks": (lambda n: "\u200fCUDA\u202e \u2066GPU\u2069 " * n, 20_000),
    "joiners": (lambda n: "\U0001f469\u200d\U0001f4bb CUDA\u200d " * n, 20_000),
    "accents": (lambda n: "CUDA" + "\u0301" * n, 50_000),
    "control characters": (lambda n: "\x01\x1a\x7f CUDA \x00" * n, 20_000),
    "placeholders": (lambda n: "\x02wzxhzdk:1\x03 \x0242\x03 CUDA " * n, 5_000),
    "lone surrogates": (lambda n: "\ud800 CUDA \udfff" * n, 20_000),
    "entities": (lambda n: "R&amp;D &lt;CUDA&gt; &#67;UDA " * n, 5_000),
    "escapes": (lambda n: "A\\* search \\_CUDA\\_ " * n, 5_000),
    "raw tags": (lambda n: "<b>CUDA</b> <kbd>GPU</kbd> " * n, 2_500),
    "raw tags left open": (lambda n: "<kbd>CUDA " * n, 2_500),
    "emphasis": (lambda n: "*CUDA* **GPU** " * n, 2_500),
    "open brackets": (lambda n: "[[" * n + "CUDA", 2_500),
    "written links": (lambda n: "[[CUDA]] [[nothing]] " * n, 1_000),
    "paragraphs": (lambda n: "CUDA and a GPU.\n\n" * n, 2_500),
    "headings": (lambda n: "## CUDA\n\nA GPU.\n\n" * n, 1_500),
}

BOMBS: Mapping[str, str] = {
    "a YAML bomb": "".join(
        f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in pairwise("abcdefghijklm")
    ),
    "a YAML bomb of mappings": "".join(
        f"{b}: &{b} {{{', '.join(f'k{key}: *{a}' for key in range(9))}}}\n"
        for a, b in pairwise("abcdefghijklm")
    ),
    "YAML anchors in a ring": "b: &b [*b]\ntitle: *b\n",
    "deep YAML": "b: " + "[" * 5_000 + "]" * 5_000 + "\n",
    "lone surrogates": "b: \ud800\n",
    "lone surrogates, escaped": 'b: "\\ud800"\n',
    "control characters": "b: \x00\x1b\x85\n",
    "a long number": "b: " + "9" * 100_000 + "\n",
    "a long sexagesimal number": "b: 1" + ":59" * 50_000 + "\n",
}

TWICE = 2.8
"""How many times the time twice the text may take: twice, and the noise of a busy machine."""


def hostile_glossary() -> Glossary:
    labels = ["CUDA", "GPU", "mixture of experts", "A* search", "R&D", "混合专家模型", "aaaa"]
    return Glossary(
        {
            f"e{n}": Entry(title=label, definition=DEFINITIONS[n % len(DEFINITIONS)])
            for n, label in enumerate(labels)
        }
    )


def run_hostile(name: str) -> list[Finding]:
    """What is wrong with a hostile case, at its size and at twice that."""
    make, size = HOSTILE[name]
    checker = Checker(hostile_glossary())
    findings: list[Finding] = []
    best = [math.inf, math.inf]
    for attempt in range(3):  # on a busy machine the time of one run says little
        times = []
        for place, factor in enumerate((1, 2)):
            result = checker.check(make(size * factor), {}, "every", again=False)
            if not attempt and result.skipped != "holds [[label]]":
                findings += [f for f in result.findings if f.kind != "open"]
            times.append(result)
            best[place] = min(best[place], max(result.linked_time - result.plain_time, 0.0))
        once, twice = best
        is_slow = twice > 0.5 and twice > TWICE * once
        if not is_slow:
            break
    print(
        f"{name:28} plain {times[1].plain_time:6.2f} s   with {times[1].linked_time:6.2f} s   "
        f"engine {once:5.2f} -> {twice:5.2f} s",
        flush=True,
    )
    if is_slow:
        findings.append(Finding("slow", f"{once:.2f} s for one, {twice:.2f} s for two"))
    return findings


def run_bomb(name: str) -> list[Finding]:
    """What is wrong with how a hostile front matter is read."""
    text = f"---\na: &a [x]\n{BOMBS[name]}title: CUDA\ndefinition: D.\n---\nBody.\n"
    begun = time.process_time()
    try:
        parse("glossary/x.md", text.encode("utf-8", "surrogatepass"))
        matter, _ = frontmatter.read("docs/x.md", text)
        page_at("x.md", matter, Glossary())
    except Exception:
        return [Finding("exception", traceback.format_exc(limit=-2))]
    seconds = time.process_time() - begun
    print(f"{name:28} {seconds:6.2f} s", flush=True)
    return [Finding("slow", f"{seconds:.1f} s")] if seconds > 2 else []


# --- the run -------------------------------------------------------------------------------


def explore(begin: int, step: int, until: float) -> Iterator[tuple[int, Finding, str]]:
    """Run cases until the time is up; yield what is found, and at last the count of cases."""
    number = begin
    while time.monotonic() < until:
        for finding, shown in run_matter(number):
            yield number, finding, shown
        case = make_case(number)
        for finding in run_case(case):
            yield number, finding, ""
        number += step
    yield number, Finding("done", str((number - begin) // step)), ""


def _worker(begin: int, step: int, until: float, queue: Any) -> None:
    for found in explore(begin, step, until):
        queue.put(found)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0, help="the number of the first case")
    parser.add_argument("--case", type=int, help="run one case again, and show it")
    parser.add_argument("--skip-hostile", action="store_true")
    arguments = parser.parse_args()
    if arguments.case is not None:
        return _show(arguments.case)
    until = time.monotonic() + 60 * arguments.minutes
    found: list[str] = []
    if not arguments.skip_hostile:
        for name in HOSTILE:
            found += [f"{name}: {f.kind}: {f.detail}" for f in run_hostile(name)]
        for name in BOMBS:
            found += [f"{name}: {f.kind}: {f.detail}" for f in run_bomb(name)]
        print(*found, sep="\n", flush=True)
    seeds()
    queue: Any = multiprocessing.Queue()
    step = arguments.processes
    workers = [
        multiprocessing.Process(
            target=_worker, args=(arguments.seed + offset, step, until, queue), daemon=True
        )
        for offset in range(step)
    ]
    for worker in workers:
        worker.start()
    count, done = 0, 0
    seen: Counter[str] = Counter()
    while done < step:
        number, finding, shown = queue.get()
        if finding.kind == "done":
            done, count = done + 1, count + int(finding.detail)
            continue
        found.append(f"case {number}: {finding.kind}")
        key = (
            re.sub(r"\d+|'.*'", "", finding.detail) if finding.kind == "exception" else finding.kind
        )
        seen[key] += 1
        if seen[key] <= 5:
            print(f"--- case {number}: {finding.kind}: {finding.detail}", flush=True)
            case = make_case(number)
            print(shown or reduced(case, finding.kind).golden(), flush=True)
    print(f"cases {count:,}, findings {len(found):,}")
    return 1 if found else 0


def _show(number: int) -> int:
    case = make_case(number)
    findings = [*run_case(case), *(finding for finding, _ in run_matter(number))]
    print(case.golden(), *findings, sep="\n")
    for kind in {finding.kind for finding in run_case(case)}:
        print("reduced:", repr(reduced(case, kind).text), reduced(case, kind).golden(), sep="\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
