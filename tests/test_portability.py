"""The engine works where MkDocs does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sites import ROOT, entry

BLOCK = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("mkdocs", "material", "jinja2"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Blocker())
"""

IMPORT_ALL = """
import importlib, pkgutil
import lexicon

names = [m.name for m in pkgutil.walk_packages(lexicon.__path__, "lexicon.")]
assert "lexicon.linking" in names and "lexicon.site" in names
for name in names:
    if not name.endswith("__main__"):
        importlib.import_module(name)
try:
    import mkdocs
except ModuleNotFoundError:
    pass
else:
    raise SystemExit("mkdocs could be imported")
"""

LINK = """
import markdown

print(markdown.markdown(
    "A mixture of experts, an MoE.",
    extensions=["lexicon.linking"],
    extension_configs={"lexicon.linking": {"folder": "glossary"}},
))
"""

CITE = """
import markdown

print(markdown.markdown(
    "A claim.[^a-paper]",
    extensions=["footnotes", "lexicon.bibliography"],
    extension_configs={"lexicon.bibliography": {"file": "sources.yml"}},
))
"""


def run_without_mkdocs(folder: Path, code: str) -> str:
    """What a program prints in a process that cannot import MkDocs."""
    run = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT / 'hooks')!r})" + code],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_every_module_is_imported_without_mkdocs(tmp_path: Path) -> None:
    run_without_mkdocs(tmp_path, BLOCK + IMPORT_ALL)


def test_plain_markdown_links_the_terms_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "glossary").mkdir()
    text = entry("Mixture of experts", abbreviation="MoE", definition="Many & <small>.")
    (tmp_path / "glossary/mixture-of-experts.md").write_text(text, "utf-8")
    assert run_without_mkdocs(tmp_path, BLOCK + LINK) == (
        '<p>A <a class="glossary-term" data-term="mixture-of-experts"'
        ' href="glossary/mixture-of-experts.md" title="Many &amp; &lt;small&gt;.">'
        "mixture of experts</a>, an MoE.</p>\n"
    )


def test_plain_markdown_cites_the_sources_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "sources.yml").write_text(
        "- {id: a-paper, title: A paper, publisher: A press, date: 2026-04,"
        " url: https://example.org/a, kind: primary}\n",
        "utf-8",
    )
    shown = run_without_mkdocs(tmp_path, BLOCK + CITE)
    assert (
        '<a href="https://example.org/a" rel="external">A paper</a>. A press, April 2026' in shown
    )


def test_a_site_without_a_bibliography_can_be_checked(tmp_path: Path) -> None:
    (tmp_path / "glossary").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: Kitchen\n", encoding="utf-8")
    text = entry("Dough", definition="Wet flour.")
    (tmp_path / "glossary" / "dough.md").write_text(text, encoding="utf-8")
    page = "---\ntitle: Home\ndescription: Home.\n---\nA dough.\n"
    (tmp_path / "docs" / "index.md").write_text(page, encoding="utf-8")
    run_without_mkdocs(tmp_path, BLOCK + 'from lexicon.cli import main; main(["check"])')


def test_the_example_in_the_documentation_runs(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "contributing" / "elsewhere.md").read_text(encoding="utf-8")
    example = page.split("```python\n")[1].split("```")[0]
    (tmp_path / "docs" / "glossary").mkdir(parents=True)
    text = entry("Mixture of experts", aliases=["MoE"])
    (tmp_path / "docs" / "glossary" / "moe.md").write_text(text, encoding="utf-8")
    text = "An MoE is a model.\n\nSee [[Mof]].\n"
    (tmp_path / "docs" / "x.md").write_text(text, encoding="utf-8")
    printed = run_without_mkdocs(tmp_path, BLOCK + example)
    assert "x.md moe MoE\n" in printed
    assert "docs/x.md:3:5: “[[Mof]]” leads nowhere" in printed
    written = (tmp_path / "site" / "x.html").read_text(encoding="utf-8")
    assert 'href="/glossary/moe.html"' in written
    assert (tmp_path / "site" / "glossary" / "moe.html").exists()
