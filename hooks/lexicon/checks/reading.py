"""What was wrong when the files were read and rendered: schemas, ids, labels, citations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lexicon import frontmatter
from lexicon.checks.base import Rule
from lexicon.entry import validate
from lexicon.page import PageMatter
from lexicon.problems import Problem
from lexicon.project import Page, Project

RULES = [
    Rule(code, "warning" if code == "unknown-label" else "error", about, cure)
    for code, about, cure in (
        ("bad-address", "An address is not one.", "Copy it from the browser."),
        ("bad-date", "A date is not one.", "Write it as 2026-04-24, 2026-04 or 2026."),
        ("bad-id", "A file name or id is not written as one.",
         "Use lower-case letters, digits and single hyphens."),
        ("bad-label", "A label has no letter, or holds brackets or a bar.",
         "Write the words that a text would use for the term."),
        ("bad-language", "A language tag is not one.", "Use a BCP 47 tag such as zh or ja."),
        ("bad-yaml", "The front matter or data file is not valid YAML.",
         "Put text with a colon, bracket or # in quotes; indent with spaces."),
        ("control-character", "A text holds an invisible control character.", "Delete it."),
        ("duplicate-id", "Two sources have one id.", "Delete one of the two."),
        ("duplicate-key", "A key is written twice.", "Delete one of the two."),
        ("empty", "An entry's file is empty.", "Begin it with `lexicon new`."),
        ("empty-value", "A key has no text.", "Write one, or delete the key."),
        ("front-matter-long", "The front matter is too long.", "Move long text below it."),
        ("front-matter-open", "The front matter has no end.", "Write `---` below its last key."),
        ("invalid", "A value is wrong.", "See the front matter reference."),
        ("label-taken", "A label belongs to two entries.", "Delete it in one of the two."),
        ("missing-file", "A setting names a file that does not exist.", "Mend the path."),
        ("missing-key", "A required key is missing.", "Add it."),
        ("no-front-matter", "An entry has no front matter.", "Begin the file with `---`."),
        ("not-utf-8", "A file is not UTF-8 text.", "Save it with the encoding UTF-8."),
        ("redirect-taken", "A redirect's address belongs to another entry.", "Delete it."),
        ("self-reference", "An entry is related to itself.", "Delete the id."),
        ("too-long", "A text is longer than is allowed.", "Shorten it."),
        ("unknown-category", "A category is not listed in mkdocs.yml.", "Use one that is."),
        ("unknown-claim", "A page names a claim that is not listed.", "Use the id of one that is."),
        ("unknown-figure", "A page names a figure that does not exist.", "Use the name of one."),
        ("unknown-id", "An id names no entry.", "Use the id of an entry: its file's stem."),
        ("unknown-key", "A key is not one of the model's.", "See the front matter reference."),
        ("unknown-label", "[[…]] names no entry.", "Use a label or an id of an entry."),
        ("unknown-source", "A citation names no source.", "Add it to docs/data/sources.yml."),
        ("wrong-type", "A value is of the wrong type.", "See the front matter reference."),
        ("wrong-value", "A value is not one of those allowed.", "Use one that is."),
    )
]  # fmt: skip
"""What reading applies. The functions that do it belong to the model and come with the build."""


def problems(project: Project) -> Iterable[Problem]:
    """What is wrong with settings, entries, the bibliography, front matter and references.

    Where the file of the bibliography is missing, that is said once, and not of every source.
    """
    name = project.site.settings.bibliography
    if name and not (project.root / name).is_file():
        return (problem for problem in _problems(project) if problem.code != "unknown-source")
    return _problems(project)


def _problems(project: Project) -> Iterator[Problem]:
    rendering = project.rendering
    yield from project.site.problems
    yield from rendering.problems
    for page in project.pages:
        yield from page.problems
        if page.entry is None and not page.problems:
            yield from _page_matter(page)
    for path in project.data_files:
        if path != project.site.settings.bibliography:
            yield from _data_file(project, path)


def _page_matter(page: Page) -> Iterator[Problem]:
    own = ("glossary", "key_terms")  # are checked where the page is rendered
    values = {key: value for key, value in page.matter.values.items() if key not in own}
    yield from validate(PageMatter, page.matter, values, ())[1]


def _data_file(project: Project, path: str) -> Iterator[Problem]:
    text = frontmatter.decode(path, (project.root / path).read_bytes())
    if isinstance(text, Problem):
        yield text
    else:
        yield from frontmatter.syntax(path, text)
