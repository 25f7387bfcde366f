"""What a check is: a function from the project to findings, with a code and a cure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lexicon.frontmatter import FrontMatter, Place
from lexicon.problems import Problem, Severity
from lexicon.project import Page, Project
from lexicon.prose import Block


@dataclass(frozen=True)
class Rule:
    """One kind of problem."""

    code: str
    severity: Severity
    about: str
    """What is wrong, as a sentence."""

    cure: str
    """What to do about it, as a sentence; a finding may know better."""

    fixable: bool = False
    """Whether `lexicon check --fix` can mend it."""


@dataclass(frozen=True)
class Fix:
    """A mechanical cure: on one line, or in a whole file, one text for another."""

    path: str
    line: int
    """The line, counted from 1; 0 for the whole file."""

    old: str
    new: str

    def apply(self, text: str) -> str:
        """The file's text, mended; unchanged where `old` no longer stands there."""
        if not self.line:
            return text.replace(self.old, self.new)
        lines = text.split("\n")
        lines[self.line - 1] = lines[self.line - 1].replace(self.old, self.new, 1)
        return "\n".join(lines)


@dataclass(frozen=True)
class Finding:
    """One place where a rule is broken."""

    path: str
    line: int
    column: int
    message: str
    cure: str = ""
    """Empty: the rule's."""

    fix: Fix | None = None


Found = Iterator[Finding]
Search = Callable[[Project], Iterable[Finding]]

CHECKS: dict[Rule, Search] = {}
"""Every check, by its rule, in the order in which they are listed and run."""


def check(
    code: str, severity: Severity, about: str, cure: str, *, fixable: bool = False
) -> Callable[[Search], Search]:
    """Register a function as the check for the rule with this code."""

    def register(search: Search) -> Search:
        CHECKS[Rule(code, severity, about, cure, fixable)] = search
        return search

    return register


def at(matter: FrontMatter, place: Place, message: str, cure: str = "") -> Finding:
    """A finding about the front matter's value at `place`."""
    return Finding(matter.path, *matter.position(place), message, cure)


def within(page: Page, block: Block, offset: int, message: str, cure: str = "") -> Finding:
    """A finding about the text of a page, `offset` characters into a block's source."""
    return Finding(page.path, *block.position(offset), message, cure)


def as_problem(rule: Rule, finding: Finding) -> Problem:
    """The problem that a finding is, with its rule's code, severity and, if need be, cure."""
    return Problem(
        finding.path, finding.line, finding.column, rule.code, finding.message,
        finding.cure or rule.cure, rule.severity,
    )  # fmt: skip
