"""Problems as text for people, JSON for scripts, SARIF for code hosts, GitHub annotations."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lexicon.checks import Rule
from lexicon.problems import Problem

Rules = Mapping[str, Rule]
Report = Callable[[Sequence[Problem], Rules], str]

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ANNOTATION = {"error": "error", "warning": "warning", "note": "notice"}


def as_text(problems: Sequence[Problem], rules: Rules) -> str:
    """Two lines for each problem, which editors and terminals can jump from, and a summary."""
    lines: list[str] = []
    for problem in problems:
        place = f"{problem.path}:{problem.line}:{problem.column}"
        lines.append(f"{place}: {problem.severity}: {problem.message} [{problem.code}]")
        lines.append(f"    {problem.cure}")
    return "\n".join([*lines, summary(problems, rules)]) + "\n"


def summary(problems: Sequence[Problem], rules: Rules) -> str:
    """How many problems of which severity in how many files, as a sentence."""
    if not problems:
        return "Nothing to report."
    counts = Counter(problem.severity for problem in problems)
    parts = [_count(counts[name], name) for name in ("error", "warning", "note") if counts[name]]
    files = _count(len({problem.path for problem in problems}), "file")
    fixable = sum(rules[p.code].fixable for p in problems if p.code in rules)
    hint = f" `lexicon check --fix` can mend {fixable} of them." if fixable else ""
    return f"{' and '.join(parts)} in {files}.{hint}"


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"


def as_json(problems: Sequence[Problem], rules: Rules) -> str:
    """One object with the list `problems`; each has the fields of `Problem` and `fixable`."""
    listed = [
        {
            "path": p.path, "line": p.line, "column": p.column, "severity": p.severity,
            "code": p.code, "message": p.message, "cure": p.cure,
            "fixable": p.code in rules and rules[p.code].fixable,
        }
        for p in problems
    ]  # fmt: skip
    return json.dumps({"problems": listed}, ensure_ascii=False, indent=2) + "\n"


def as_github(problems: Sequence[Problem], rules: Rules) -> str:  # noqa: ARG001
    """Workflow commands, one a line, that GitHub shows beside the lines of a pull request.

    The syntax is GitHub's, "Workflow commands for GitHub Actions".
    """
    lines = [
        f"::{_ANNOTATION[p.severity]} file={_property(p.path)},line={p.line},col={p.column},"
        f"title={_property(p.code)}::{_data(f'{p.message} {p.cure}')}"
        for p in problems
    ]
    return "".join(f"{line}\n" for line in lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(problems: Sequence[Problem], rules: Rules) -> str:
    """A log in the Static Analysis Results Interchange Format 2.1.0 (OASIS, 2020)."""
    used = sorted({problem.code for problem in problems} | rules.keys())
    driver = {
        "name": "lexicon",
        "rules": [_sarif_rule(code, rules.get(code)) for code in used],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(problem, used.index(problem.code)) for problem in problems],
    }
    log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _sarif_rule(code: str, rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": rule.about},
        "help": {"text": rule.cure},
        "defaultConfiguration": {"level": rule.severity},
    }


def _sarif_result(problem: Problem, rule: int) -> dict[str, Any]:
    region = {"startLine": problem.line, "startColumn": problem.column}
    where = {"artifactLocation": {"uri": problem.path}, "region": region}
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": problem.severity,
        "message": {"text": f"{problem.message} {problem.cure}"},
        "locations": [{"physicalLocation": where}],
    }


FORMATS: dict[str, Report] = {
    "text": as_text, "json": as_json, "sarif": as_sarif, "github": as_github,
}  # fmt: skip


def within(problems: Iterable[Problem], root: Path, paths: Sequence[Path]) -> list[Problem]:
    """The problems in the files, or in files below the folders, of `paths`; all if none is given.

    Raises ValueError if a path lies outside `root`.
    """
    if not paths:
        return list(problems)
    wanted = [path.resolve().relative_to(root.resolve()).as_posix() for path in paths]
    return [p for p in problems if any(_is_in(p.path, path) for path in wanted)]


def _is_in(path: str, wanted: str) -> bool:
    return wanted in (".", path) or path.startswith(f"{wanted}/")
