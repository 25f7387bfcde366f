"""Generated Markdown, in the dialect of Material for MkDocs, with terms strewn in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Texts = SearchStrategy[str]

ENTRIES: dict[str, dict[str, Any]] = {
    "gpu": {"title": "Graphics processing unit", "abbreviation": "GPU"},
    "cuda": {
        "title": "CUDA",
        "definition": 'A <b>"platform"</b> & *more* [[x]] `y` $z$ &amp; \\_.',
    },
    "mixture-of-experts": {"title": "Mixture of experts", "abbreviation": "MoE"},
    "ai": {"title": "AI"},
    "ai-stack": {"title": "AI stack"},
    "cpp": {"title": "C++"},
    "r-and-d": {"title": "R&D"},
    "a-star": {"title": "A* search", "aliases": ["A*"]},
    "export-controls": {"title": "export controls"},
    "moores-law": {"title": "Moore’s law"},
    "zh": {"title": "混合专家模型", "aliases": ["模型"]},
    "snake": {"title": "__init__", "aliases": ["snake_case"]},
    "net": {"title": ".NET"},
    "tcp-ip": {"title": "TCP/IP"},
}
"""The glossary: labels with letters, symbols and scripts of many kinds."""

MENTIONS = [
    *"""GPU GPUs GPU's CUDA CUDA-based CUDA-X MoE MoEs AI C++ R&D R&amp;D A* A\\* AI-stack
    mixture-of-experts Mixture&nbsp;of&nbsp;experts 混合专家模型 模型 __init__ snake_case .NET
    TCP/IP
    Moore's&#32;law C&#43;&#43; G&#80;U mixture&shy;of&shy;experts ＧＰＵ""".split(),
    "mixture of experts",
    "mixture\nof experts",
    "AI stack",
    "AI *stack*",
    "**AI** stack",
    "export control",
    "export  controls",
    "A* search",
    "Moore’s law",
    "mixture of <b>experts</b>",
    "mixture <!-- c --> of experts",
]

PLAIN = [
    *"""the chip runs fast “quoted” it's don't e.g. 3.5 100% — – … é ß 🚀 &lt; &copy; &#x26; & < > "
    ' \\* \\_ \\[ \\] \\\\ http://example.org/GPU <https://example.org/CUDA> mail@gpu.ai -- --- ...
    (c) 1/2 -> +/- GPU.txt my_GPU_flag #gpu @gpu $5 :rocket: :gpu: ++ctrl+c++ ++gpu++ [[unknown]]
    [[MoEE|words]] [^1] [^note] [^none] [GPU] [GPU][ref] [ref] [x]: HTML ABBR *[ {#id} {:
    | \\| ` `` $ $$ ~ ^ = * _ ** __ ~~ == ^^ {++ ++} {-- --} {>> <<} {== ==} {~~ ~> ~~} [ ] ( ) !
    ![ ][ ]( <b> </b> </a> <kbd> </kbd> </span> <br> <br/> <code> </code> <x-y> </x-y> <!--
    -->""".split(),
    '<a href="x">',
    '<span class="no-glossary">',
    '<img alt="GPU" src="x">',
    "<!-- GPU -->",
    "{: .a }",
    "{: .no-glossary }",
    "  \n",
    "\\\n",
    "\t",
    "\u00a0",
    "\u200b",
    "\u00ad",
    "\u2028",
    "\x02",
    "\x03",
    "wzxhzdk:0",
    "klzzwxh:0000",
]

LINES = [
    *"""# ## - * + 1. > >> : -- === --- *** ``` ~~~ !!! ??? ???+ === /// $$ [TOC] | |- <div> </div>
    <details> </details> <summary> </summary> <p> </p> <table> <script> </script>""".split(),
    '!!! note "GPU"',
    '!!! note ""',
    "??? tip inline",
    '=== "GPU"',
    "[^1]: GPU",
    "*[HTML]: GPU",
    "*[GPU]: Hyper",
    "[ref]: https://example.org/ 'GPU'",
    "| GPU | CUDA |\n|---|:-:|\n",
    '<div markdown="1">',
    '<div markdown class="no-glossary">',
    '<p markdown="span">',
    "```python",
    '``` {.py title="GPU" hl_lines="1"}',
    "- [x] GPU",
    "1. [ ] CUDA",
    "GPU\n: A chip.",
    "    ",
    "\t",
    "",
]

SOUP = [" ", " ", "\n", "\n\n", "\n    ", *MENTIONS, *PLAIN, *("\n" + line + " " for line in LINES)]


def joined(parts: SearchStrategy[str], separator: str = " ", largest: int = 4) -> Texts:
    return st.lists(parts, min_size=1, max_size=largest).map(separator.join)


def around(before: str, after: str | None = None) -> Callable[[str], str]:
    return lambda text: before + text + (before if after is None else after)


def indented(text: str, by: str = "    ") -> str:
    return "\n".join(by + line if line.strip() else line for line in text.split("\n"))


def _inlines(inner: Texts) -> Texts:
    pairs = [
        ("*",), ("_",), ("**",), ("__",), ("***",), ("`",), ("``",), ("$",), ("\\(", "\\)"),
        ("~~",), ("==",), ("^^",), ("^",), ("~",), ("{++", "++}"), ("{--", "--}"), ("{==", "==}"),
        ("{>>", "<<}"), ("{~~a~>", "~~}"), ("[", "](x.md)"), ("[", "](glossary/gpu.md 'CUDA')"),
        ("[", "][ref]"), ("![", "](x.png)"), ("[![", "](x.png)](y.md)"), ('"',), ("'",), ("(", ")"),
        ("<b>", "</b>"), ("<kbd>", "</kbd>"), ('<a href="x">', "</a>"), ("<code>", "</code>"),
        ('<span class="no-glossary">', "</span>"), ("*", "*{.no-glossary}"), ("[[x|", "]]"),
        ("[[not ", "]]"), ("<sub>", "</sub>"), ("<abbr title='GPU'>", "</abbr>"), ("#!py ", ""),
    ]  # fmt: skip
    return st.one_of(*(inner.map(around(*pair)) for pair in pairs))


ATOMS = st.one_of(st.sampled_from(MENTIONS), st.sampled_from(MENTIONS), st.sampled_from(PLAIN))
INLINE = st.recursive(
    joined(ATOMS), lambda inner: st.one_of(_inlines(inner), joined(inner, "", 2)), max_leaves=3
)
LINE = joined(INLINE, " ", 3)
ONE_LINE = LINE.map(lambda text: " ".join(text.split("\n")))


def _cells(row: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def _table(rows: list[list[str]]) -> str:
    return "\n".join([_cells(rows[0]), "|---|:-:|", *map(_cells, rows[1:])])


SIMPLE: Texts = st.one_of(
    joined(LINE, "\n", 2),
    joined(LINE, "\n", 2),
    st.builds("{} {}".format, st.sampled_from(["#", "##", "###", "######"]), ONE_LINE),
    ONE_LINE.map(around("", "\n===")),
    ONE_LINE.map(around("## ", " {#GPU}")),
    joined(LINE, "\n", 2).map(indented),
    joined(LINE, "\n", 2).map(around("```python\n", "\n```")),
    joined(LINE, "\n", 2).map(around('~~~ {.text title="GPU"}\n', "\n~~~")),
    joined(LINE, "\n", 2).map(around("$$\n", "\n$$")),
    joined(LINE, "\n", 2).map(around("<div>\n", "\n</div>")),
    LINE.map(around("<p>", "</p>")),
    LINE.map(around("<!-- ", " -->")),
    st.lists(st.lists(ONE_LINE, min_size=2, max_size=2), min_size=2, max_size=3).map(_table),
    ONE_LINE.map(around("*[HTML]: ", "")),
    ONE_LINE.map(around("[ref]: https://example.org/GPU '", "'")),
    LINE.map(around("", "\n{: .no-glossary }")),
    st.sampled_from(["[TOC]", "---", "***", "<hr>", "*[ABBR]: A GPU", "\\newpage"]),
)


def _containers(inner: Texts) -> Texts:
    body = inner.map(indented)
    titles = st.one_of(st.just(""), ONE_LINE.map(lambda text: f' "{text.replace(chr(34), "")}"'))
    return st.one_of(
        joined(inner, "\n\n", 2),
        st.builds("!!! note{}\n\n{}".format, titles, body),
        st.builds("??? tip{}\n\n{}".format, titles, body),
        st.builds('=== "GPU"\n\n{}\n\n=== "CUDA"\n\n{}'.format, body, body),
        st.builds("- {}\n\n{}".format, LINE, body),
        st.builds("1. {}\n2. {}\n{}".format, LINE, LINE, body),
        st.builds("- [x] {}\n- [ ] {}".format, LINE, LINE),
        st.builds("{}\n:   {}\n\n{}".format, ONE_LINE, LINE, body),
        st.builds("[^1]: {}\n\n{}".format, LINE, body),
        st.builds("Text.[^note]\n\n[^note]:\n{}".format, body),
        inner.map(lambda text: indented(text, "> ")),
        inner.map(around('<div markdown="1">\n\n', "\n\n</div>")),
        inner.map(around('<details markdown="1" class="no-glossary">\n', "\n</details>")),
        inner.map(around("<figure markdown>\n", "\n<figcaption>GPU</figcaption>\n</figure>")),
    )


DOCUMENTS = joined(st.recursive(SIMPLE, _containers, max_leaves=3), "\n\n", 3)
"""Well-formed pages: every construct of the dialect, nested in the others."""

SOUPS = st.lists(st.sampled_from(SOUP), max_size=40).map("".join)
"""Pages of fragments in any order, most of them not well-formed."""
