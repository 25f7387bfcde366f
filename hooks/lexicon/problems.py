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


class Names:
    """Names among which the nearest to a word is sought, as a rule more than once."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_fold: dict[str, str] = {}
        for name in names:
            self._by_fold.setdefault(name.casefold(), name)

    def nearest(self, word: str, count: int = 3) -> list[str]:
        """The `count` names most like `word`, best first; an empty list if none is near.

        Letter case is ignored. Similarity is Ratcliff and Obershelp's (difflib), which takes its
        time: names that share few pairs of letters with a long word are not put to it.
        """
        wanted = word.casefold()
        pairs = {wanted[n : n + 2] for n in range(len(wanted) - 1)}
        in_common = len(pairs) // 3
        near = [fold for fold in self._by_fold if sum([p in fold for p in pairs]) >= in_common]
        return [self._by_fold[fold] for fold in get_close_matches(wanted, near, count, 0.6)]


def did_you_mean(word: str, candidates: Names | Iterable[str], otherwise: str) -> str:
    """A cure that names the candidates nearest to `word`, or `otherwise` if none is near."""
    names = candidates if isinstance(candidates, Names) else Names(candidates)
    near = names.nearest(word)
    if not near:
        return otherwise
    return "Did you mean " + " or ".join(f"“{name}”" for name in near) + "?"
