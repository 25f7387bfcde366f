"""What is wrong with a source file, where, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in one place of one file."""

    path: str
    """The file, relative to the repository's root, with forward slashes."""

    line: int
    """The line, counted from 1; 1 where the whole file is meant."""

    column: int
    """The column in characters, counted from 1."""

    code: str
    """A short name for this kind of problem, e.g. `unknown-key`."""

    message: str
    """What is wrong, as a sentence."""

    cure: str
    """What to write instead, as a sentence."""

    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message} {self.cure} [{self.code}]"


def nearest(word: str, candidates: Iterable[str], count: int = 3) -> list[str]:
    """The `count` candidates most like `word`, best first; an empty list if none is near.

    Letter case is ignored. Similarity is Ratcliff and Obershelp's (difflib), which takes its
    time: candidates that share few pairs of letters with a long word are not put to it.
    """
    wanted = word.casefold()
    pairs = {wanted[n : n + 2] for n in range(len(wanted) - 1)}
    shared = len(pairs) // 4
    by_fold: dict[str, str] = {}
    for candidate in candidates:
        folded = candidate.casefold()
        if not shared or sum([pair in folded for pair in pairs]) >= shared:
            by_fold.setdefault(folded, candidate)
    return [by_fold[fold] for fold in get_close_matches(wanted, by_fold, count, 0.6)]


def did_you_mean(word: str, candidates: Iterable[str], otherwise: str) -> str:
    """A cure that names the candidates nearest to `word`, or `otherwise` if none is near."""
    near = nearest(word, candidates)
    if not near:
        return otherwise
    return "Did you mean " + " or ".join(f"“{name}”" for name in near) + "?"
