"""The checks: one check, one function; a module for each subject.

To add one, write a function that yields findings and put `@check(code, severity, what is wrong,
cure)` above it; a new module joins the import below. `error` and `warning` both fail a pull
request, an error the build too; a `note` is for the maintainer and fails nothing.
"""

from __future__ import annotations

from dataclasses import replace

from lexicon.checks import (
    acronyms,
    citations,
    dates,
    definitions,
    form,
    markup,
    pages,
    reading,
    references,
    relations,
    unfinished,
)
from lexicon.checks.base import CHECKS, Finding, Fix, Rule, as_problem
from lexicon.checks.silences import apply_silences
from lexicon.entry import Entry
from lexicon.frontmatter import FrontMatter
from lexicon.glossary import Glossary, Reading
from lexicon.problems import Problem
from lexicon.project import Project

__all__ = [
    "Finding", "Fix", "Rule", "acronyms", "citations", "dates", "definitions", "fixes", "form",
    "markup", "of_definition", "pages", "reading", "references", "relations", "rules", "run",
    "unfinished",
]  # fmt: skip


def run(project: Project) -> list[Problem]:
    """Everything wrong in the project that is not silenced, in the order of files and lines."""
    found = {*reading.problems(project)}
    for rule, search in CHECKS.items():
        found |= {as_problem(rule, finding) for finding in search(project)}
    return sorted(apply_silences(project, found))


def of_definition(project: Project, id_: str, entry: Entry, matter: FrontMatter) -> list[Problem]:
    """What is wrong with the definition of an entry that is not in the project yet."""
    alone = Reading(Glossary({id_: entry}), bodies={id_: matter})
    with_it = replace(project, site=replace(project.site, reading=alone))
    return [
        as_problem(rule, finding)
        for rule, search in CHECKS.items()
        if search.__module__ == definitions.__name__
        for finding in search(with_it)
    ]


def fixes(project: Project) -> list[Fix]:
    """The mechanical cures for what is wrong, last lines first, so that each line stays true."""
    found = [
        finding.fix
        for rule, search in CHECKS.items()
        if rule.fixable
        for finding in search(project)
        if finding.fix
    ]
    return sorted(found, key=lambda fix: (fix.path, -fix.line))


def rules() -> dict[str, Rule]:
    """Every rule by its code, those that reading the files applies among them."""
    listed = [*reading.RULES, *CHECKS]
    return {rule.code: rule for rule in sorted(listed, key=lambda rule: rule.code)}
