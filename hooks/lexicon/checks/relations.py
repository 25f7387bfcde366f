"""How entries hang together with each other and with the pages."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from lexicon.checks.base import Finding, Fix, Found, at, check
from lexicon.entry import Entry
from lexicon.frontmatter import FrontMatter
from lexicon.labels import fold, forms
from lexicon.project import Project


@check(
    "unmentioned-entry", "warning", "No page outside the glossary mentions an entry.",
    "Use the term in an explainer, or add the words that the explainers use to `aliases:`.",
)  # fmt: skip
def unmentioned_entry(project: Project) -> Found:
    """Look for a mention, a written link, or a key term on any page that is no entry."""
    site, html = project.site, project.rendering.html  # rendering records the mentions
    pages = [uri for uri in html if site.id_of(uri) is None]
    mentioned = {mention.entry for uri in pages for mention in site.mentions[uri]}
    mentioned |= {id_ for page in project.pages for _, id_ in _ids(page.matter, "key_terms")}
    for id_, entry in site.reading.glossary.entries.items():
        if id_ not in mentioned:
            matter = site.reading.bodies[id_]
            yield at(matter, ("title",), f"No explainer mentions “{entry.title}”.")


@check(
    "needless-alias", "warning", "An alias is a form of another label, which is found anyway.",
    "Delete it: plurals, possessives, hyphens and letter case need no alias.", fixable=True,
)  # fmt: skip
def needless_alias(project: Project) -> Found:
    """Compare each alias with the inflected forms of the labels before it."""
    for id_, entry in project.site.reading.glossary.entries.items():
        matter = project.site.reading.bodies[id_]
        first = len(entry.labels) - len(entry.aliases)
        for number, alias in enumerate(entry.aliases):
            if other := _covering(entry, alias, entry.labels[: first + number]):
                message = f"The alias “{alias}” is a form of “{other}”."
                yield _with_fix(at(matter, ("aliases", number), message), project, alias)


def _covering(entry: Entry, alias: str, labels: tuple[str, ...]) -> str | None:
    """The label one of whose forms is the alias, however it is written."""
    for label in labels:
        form = forms("", label, entry.case).get(fold(alias))
        if form and form.fits(alias, 0, len(alias)):
            return label
    return None


def _with_fix(finding: Finding, project: Project, alias: str) -> Finding:
    line = (project.root / finding.path).read_text(encoding="utf-8").split("\n")[finding.line - 1]
    for old, new in ((f", {alias}]", "]"), (f"{alias}, ", ""), (f"[{alias}]", "[]")):
        if old in line:
            fix = Fix(finding.path, finding.line, old, new)
            return Finding(finding.path, finding.line, finding.column, finding.message, fix=fix)
    return finding


@check(
    "former-id", "warning", "A relation names an entry by a former id.",
    "Write the id that the entry has now.", fixable=True,
)  # fmt: skip
def former_id(project: Project) -> Found:
    """Look in relations and key terms for ids that are redirects of other entries."""
    reading = project.site.reading
    now = {old: id_ for id_, e in reading.glossary.entries.items() for old in e.redirects}
    for page in project.pages:
        for key in ("related", "broader", "key_terms"):
            for number, id_ in _ids(page.matter, key):
                if id_ in now:
                    line, column = page.matter.position((key, number))
                    message = f"“{key}” names “{id_}”, which is “{now[id_]}” now."
                    fix = Fix(page.path, line, id_, now[id_])
                    yield Finding(page.path, line, column, message, f"Write `{now[id_]}`.", fix)


@check(
    "repeated-id", "warning", "A list names one id twice, or a relation stands in two lists.",
    "Delete one of the two; of `broader` and `related`, keep `broader`.",
)  # fmt: skip
def repeated_id(project: Project) -> Found:
    """Look for an id that stands earlier in its list, or in the other kind of relation.

    What is broader is not related as well, says the SKOS Reference (S27).
    """
    for page in project.pages:
        for keys in (("broader", "related"), ("key_terms",), ("sources",)):
            seen: dict[str, str] = {}
            for key in keys:
                for number, id_ in _ids(page.matter, key):
                    if id_ in seen:
                        how = "twice" if seen[id_] == key else f"as “{seen[id_]}” does"
                        yield at(page.matter, (key, number), f"“{key}” names “{id_}” {how}.")
                    else:
                        seen[id_] = key


@check(
    "broader-circle", "warning", "An entry is broader than itself, by way of others.",
    "Delete one of the steps: what is broader cannot be narrower too.",
)  # fmt: skip
def broader_circle(project: Project) -> Found:
    """Sort the entries from broad to narrow; where that fails, there is a circle.

    The SKOS Reference (8.6.8) leaves circles to applications; here they are mistakes.
    """
    reading = project.site.reading
    entries = reading.glossary.entries
    wider = {id_: [w for w in e.broader if w != id_] for id_, e in entries.items()}
    while True:
        try:
            TopologicalSorter(wider).prepare()
        except CycleError as error:
            circle = error.args[1][:0:-1]  # upwards, each entry once
            start = min(range(len(circle)), key=lambda n: list(wider).index(circle[n]))
            steps = [*circle[start:], *circle[: start + 1]]
            message = f"“broader” leads in a circle: {' → '.join(steps)}."
            yield at(reading.bodies[steps[0]], ("broader",), message)
            wider[steps[0]] = []  # there may be others
        else:
            return


@check(
    "misplaced-entry", "error", "A Markdown file stands in a folder below the glossary's.",
    "Move it into the glossary's own folder: only what stands there is an entry.",
)  # fmt: skip
def misplaced_entry(project: Project) -> Found:
    """Look for Markdown files that nothing reads."""
    folder = project.root / project.site.folder
    for file in sorted(folder.glob("*/**/*.md")):
        path = file.relative_to(project.root).as_posix()
        yield Finding(path, 1, 1, f"“{path}” is no entry: it stands in a folder of its own.")


def _ids(matter: FrontMatter, key: str) -> list[tuple[int, str]]:
    """The ids that a list names, each with its place in the list."""
    ids = matter.values.get(key)
    listed = enumerate(ids if isinstance(ids, list) else [])
    return [(number, id_) for number, id_ in listed if isinstance(id_, str)]
