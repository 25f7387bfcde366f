"""How entries hang together with each other and with the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    mentioned |= {id_ for page in project.pages for id_ in _key_terms(page.matter)}
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
        for form in forms("", label, entry.case):
            if form.folded == fold(alias) and form.fits(alias, 0):
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
            yield from _former(page.matter, key, now)


@check(
    "repeated-id", "warning", "A list names one id twice, or a relation stands in two lists.",
    "Delete one of the two; of `broader` and `related`, keep `broader`.",
)  # fmt: skip
def repeated_id(project: Project) -> Found:
    """Look for an id that was named before, in the same list or in the other kind of relation."""
    for page in project.pages:
        for keys in (("broader", "related"), ("key_terms",), ("sources",)):
            seen: dict[str, str] = {}
            for key in keys:
                ids = page.matter.values.get(key)
                for number, id_ in enumerate(ids if isinstance(ids, list) else []):
                    if not isinstance(id_, str):
                        continue
                    if id_ in seen:
                        where = "" if seen[id_] == key else f", and “{seen[id_]}” names it too"
                        message = f"“{key}” names “{id_}”{where or ' twice'}."
                        yield at(page.matter, (key, number), message)
                    seen.setdefault(id_, key)


@check(
    "broader-circle", "warning", "An entry is broader than itself, by way of others.",
    "Delete one of the steps: what is broader cannot be narrower too.",
)  # fmt: skip
def broader_circle(project: Project) -> Found:
    """Follow `broader` upwards from each entry; report each circle once (SKOS S27, S46)."""
    reading = project.site.reading
    reported: set[str] = set()
    for start in reading.glossary.entries:
        steps = _way_back(start, {i: e.broader for i, e in reading.glossary.entries.items()})
        if steps and reported.isdisjoint(steps):
            reported.update(steps)
            way = " → ".join([*steps, start])
            message = f"“broader” leads in a circle: {way}."
            yield at(reading.bodies[start], ("broader",), message)


def _way_back(start: str, broader: Mapping[str, Sequence[str]]) -> list[str]:
    """The ids from `start` upwards on a way that returns to it; empty if none does."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for wider in broader.get(way[-1], ()):
            if wider == start and len(way) > 1:
                return way
            if wider not in seen:
                seen.add(wider)
                ways.append([*way, wider])
    return []


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


def _key_terms(matter: FrontMatter) -> list[str]:
    terms = matter.values.get("key_terms")
    return [id_ for id_ in terms if isinstance(id_, str)] if isinstance(terms, list) else []


def _former(matter: FrontMatter, key: str, now: dict[str, str]) -> Found:
    ids = matter.values.get(key)
    for number, id_ in enumerate(ids if isinstance(ids, list) else []):
        if isinstance(id_, str) and id_ in now:
            line, column = matter.position((key, number))
            message = f"“{key}” names “{id_}”, which is “{now[id_]}” now."
            fix = Fix(matter.path, line, id_, now[id_])
            yield Finding(matter.path, line, column, message, f"Write `{now[id_]}`.", fix)
