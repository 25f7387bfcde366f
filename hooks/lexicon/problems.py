"""What is wrong with a source file, where, and what to write instead."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from itertools import chain
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
        by_fold: dict[str, str] = {}
        for name in names:
            by_fold.setdefault(name.casefold(), name)
        self._by_fold = by_fold
        self._folded = list(by_fold)

    @cached_property
    def _having(self) -> Mapping[str, array[int]]:
        """For each pair of letters, the names in which it stands, by their place in the list."""
        found: dict[str, array[int]] = {}
        for place, folded in enumerate(self._folded):
            for pair in _pairs(folded):
                found.setdefault(pair, array("I")).append(place)
        return found

    def nearest(self, word: str, count: int = 3) -> list[str]:
        """The `count` names most like `word`, best first; an empty list if none is near.

        Letter case is ignored. Similarity is Ratcliff and Obershelp's (difflib), which takes its
        time: names that share few pairs of letters with a long word are not put to it.
        """
        wanted = word.casefold()
        pairs = _pairs(wanted)
        near = self._folded
        if wanted_in_common := len(pairs) // 4:
            in_common = Counter(chain.from_iterable(self._having.get(pair, ()) for pair in pairs))
            near = [
                near[place] for place in sorted(in_common) if in_common[place] >= wanted_in_common
            ]
        return [self._by_fold[fold] for fold in get_close_matches(wanted, near, count, 0.6)]


def _pairs(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)}


def did_you_mean(word: str, candidates: Names | Iterable[str], otherwise: str) -> str:
    """A cure that names the candidates nearest to `word`, or `otherwise` if none is near."""
    names = candidates if isinstance(candidates, Names) else Names(candidates)
    near = names.nearest(word)
    if not near:
        return otherwise
    return "Did you mean " + " or ".join(f"“{name}”" for name in near) + "?"
