"""`checks.yml`: the one place where a report is silenced, with the reason.

- code: uncited-figure                  # which check
path: docs/explainers/ai-stack.md     # where; `*` stands for any part of a name; optional
text: 1,024                           # part of the report's message; optional
reason: The number is our own example, not a fact.
until: 2027-06-01                     # optional: afterwards the report comes back
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from pydantic import BaseModel, ConfigDict, Field

from lexicon import frontmatter
from lexicon.checks.base import CHECKS, Finding, Found, as_problem, at, check
from lexicon.checks.reading import RULES
from lexicon.entry import Plain, validate
from lexicon.frontmatter import FrontMatter
from lexicon.problems import Problem, did_you_mean
from lexicon.project import Project

FILE = "checks.yml"


class Silence(BaseModel):
    """One kind of report that is not wanted, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Plain = Field(description="The code of the check.")
    path: Plain = Field("*", description="The file; * stands for any part of a name.")
    text: Plain | None = Field(None, description="A part of the report's message.")
    reason: Plain = Field(min_length=10, description="Why the report is wrong or can wait.")
    until: datetime.date | None = Field(
        None, strict=True, description="The last day of the silence."
    )

    def covers(self, problem: Problem, today: datetime.date) -> bool:
        """Whether this problem is silenced on this day."""
        return (
            self.code == problem.code
            and fnmatchcase(problem.path, self.path)
            and (self.text is None or self.text in problem.message)
            and (self.until is None or today <= self.until)
        )


def apply_silences(project: Project, problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems that no silence covers, and what is wrong with the silences themselves."""
    matter, silences, faults = _read(project)
    yield from faults
    used: set[int] = set()
    for problem in problems:
        covering = {n for n, s in silences.items() if s.covers(problem, project.today)}
        used |= covering
        if not covering:
            yield problem
    for number in silences.keys() - used:
        yield as_problem(_IDLE, _idle(matter, number, silences[number]))


def _read(project: Project) -> tuple[FrontMatter, dict[int, Silence], list[Problem]]:
    file = project.root / FILE
    if not file.is_file():
        return FrontMatter(FILE), {}, []
    text = frontmatter.decode(FILE, file.read_bytes())
    if isinstance(text, Problem):
        return FrontMatter(FILE), {}, [text]
    if not any(line.strip() and not line.startswith("#") for line in text.split("\n")):
        return FrontMatter(FILE), {}, []
    matter, faults = frontmatter.read_list(FILE, text)
    silences: dict[int, Silence] = {}
    known = [rule.code for rule in (*RULES, *CHECKS)]
    for number, values in enumerate(matter.values.get("items", [])):
        silence, more = validate(Silence, matter, values, ("items", number))
        faults += more
        if silence and silence.code not in known:
            cure = did_you_mean(silence.code, known, "`lexicon check --list` shows the codes.")
            message = f"There is no check “{silence.code}”."
            place = ("items", number, "code")
            faults.append(matter.problem(place, "wrong-value", message, cure))
        elif silence:
            silences[number] = silence
    return matter, silences, faults


def _idle(matter: FrontMatter, number: int, silence: Silence) -> Finding:
    return at(matter, ("items", number), f"This silences nothing: “{silence.code}” has no report.")


@check(
    "idle-silence", "warning", "An item of checks.yml silences nothing, or its time is over.",
    "Delete it.",
)  # fmt: skip
def idle_silences(_project: Project) -> Found:
    """Found while the silences are applied, when every other check has spoken."""
    return iter(())


_IDLE = next(rule for rule in CHECKS if rule.code == "idle-silence")
