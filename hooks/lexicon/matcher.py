"""Find the labels of a glossary in a text.

The text's words are looked up in a table of the words that labels begin with; where one is
found, the lengths of the labels that begin with it are tried, longest first. The work for a
text therefore hardly depends on the number of labels, and grows linearly with the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto
from functools import cached_property, lru_cache
from itertools import islice
from sys import intern
from typing import NamedTuple

from lexicon.labels import APART, CJK, SOFT_HYPHENS, Form, Text, is_word_character, words

MANY = 1_000
"""With more forms than this, few blocks are free of labels."""

LONGEST_ADDRESS = 500
"""How many characters on either side are looked at to tell whether a word is in an address."""

SUFFIXES = frozenset(
    """active adjacent agnostic averse aware backed based bearing blind bound capable centric class
    clean compatible compliant conscious critical day days deep deficient dependent dominant
    driven efficient eligible equivalent era exclusive exempt first focused focussed free friendly
    grade happy heavy high hour hours hungry immune independent intensive invariant led less level
    light like limited linked long made minded minute minutes month months native negative neutral
    only optimal oriented poor positive powered prone proof reactive ready related relevant reliant
    resistant rich run safe savvy scale second seconds secure selective sensitive side sized
    soluble specific stable strong style time tolerant type tuned unaware week weeks wide wise
    worthy year years""".split()
)
"""What may follow a label after a hyphen, besides participles, and leave its meaning alone."""

_PARTICIPLE = re.compile(
    r"[a-z]{2,}(?:ed|ing|built|grown|known|led|made|run|sold|written|proven|driven)$"
)
_NO_PARTICIPLES = frozenset(
    """breed building ceiling exceed evening feed grabbing greed indeed king learning morning
    need ping ring seed shed shred sibling sled speed spring sting string swing thing weed
    wing""".split()
)
_AFTER_WORDS = frozenset(["", " ", ",", "\n"])
"""What most often follows a word, and never belongs to it."""

_HYPHENS = "-\u2010\u2011"
_LETTERS = rf"[^\W\d_{CJK}]+"
_PARTS = re.compile(rf"(?<![^\W\d_]){_LETTERS}(?=[\d_])|(?<=[\d_]){_LETTERS}(?!\w)")
"""The runs of letters in a word that holds digits or underscores as well."""

_SUFFIX = re.compile(rf"[{_HYPHENS}]({_LETTERS})")
_RUN = re.compile(r"[^\s()\[\]{}<>|\"“”‘’\x1a]*")
_FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,9}$")
_DOMAIN = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}/")


_WORDS_APART = bytes(
    c if chr(c).isalnum() or chr(c) in "_" + APART else ord(" ") for c in range(128)
)
_WORDS_APART += b" " * 128
"""For each byte of ASCII text a byte that is white space unless it belongs to a word."""


_Lengths = tuple[tuple[int, int], ...]
"""Of forms that begin alike: how long each is, longest first, and how far before its first word
it begins."""


class Match(NamedTuple):
    """A label in a text."""

    start: int
    """Its first position in the text's plain form."""

    end: int
    """The position after its last one, a possessive ending included."""

    form: Form


class Rejection(Enum):
    """What keeps a label in a text from being a mention."""

    CASE = auto()
    """Its letter case differs from the label's."""
    PART = auto()
    """It is part of a longer word, compound or identifier."""
    ADDRESS = auto()
    """It is part of an address."""
    SHADOWED = auto()
    """It is part of a longer label."""


class Matcher:
    """Labels, compiled for search."""

    def __init__(self, forms: Mapping[str, tuple[Form, ...]]) -> None:
        """Compile the forms of all labels, by what they fold to."""
        self._forms = forms
        starts: dict[str, dict[str, _Lengths]] = {}
        shared: dict[_Lengths, _Lengths] = {}  # few differ, and one of each is enough
        for folded in self._forms:
            found = list(islice(words(folded).finditer(folded), 2))
            if not found:
                continue  # "&", a form of the label "and", is no word
            then = starts.setdefault(intern(found[0][0]), {})
            second = intern(found[1][0]) if len(found) > 1 else ""
            pair, known = (len(folded), found[0].start()), then.get(second, ())
            if pair not in known:
                lengths = tuple(sorted((*known, pair), reverse=True))
                then[second] = shared.setdefault(lengths, lengths)
        self._starts: Mapping[str, Mapping[str, _Lengths]] = starts
        """For the first and the second word of labels, or "" where there is but one, the lengths
        of those labels, longest first, and how far before its first word each begins."""

    def find(self, text: Text) -> list[Match]:
        """The labels in a text, from left to right, none overlapping: the longest leftmost wins."""
        folded, plain = text.folded, text.plain
        hopeful = self._hopeful(folded)
        if not hopeful:
            return []
        positions = [word.start() for word in words(folded).finditer(folded)]
        known = self._forms.get
        found: list[Match] = []
        free = 0  # no label may begin before this position
        for index, lengths in hopeful:
            position = positions[index]
            for length, lead in lengths:
                start = position - lead
                forms = known(folded[start : start + length]) if start >= free else None
                match = _fitting(forms, plain, start, start + length) if forms else None
                if match and not in_address(plain, start):
                    found.append(match)
                    free = match.end
                    break
        return found

    @cached_property
    def _needles(self) -> Mapping[bytes, set[tuple[bytes, bytes]]]:
        """By their first word, the last word of forms made of ASCII words, and all their words
        with a space on either side.
        """
        found: dict[bytes, set[tuple[bytes, bytes]]] = {}
        for form in filter(str.isascii, self._forms):
            if form_words := _bare_words(form):
                needle = b" %b " % b" ".join(form_words)
                found.setdefault(form_words[0], set()).add((form_words[-1], needle))
        return found

    def __len__(self) -> int:
        """How many forms there are."""
        return len(self._forms)

    @property
    def has_few_forms(self) -> bool:
        """Whether there are so few labels that `free_of_labels` is worth its time."""
        return len(self) <= MANY

    def free_of_labels(self, texts: Sequence[str]) -> list[bool]:
        """For each text whether it is certain that no label stands in it.

        Only for texts whose words are all ASCII, and without `APART`. Far quicker than `find`.
        """
        found = _bare_words(f" {APART} ".join(texts))
        needles, once = self._needles, set(found)
        hopeful = [
            needle
            for word in once
            if word in needles
            for last, needle in needles[word]
            if last in once
        ]
        page = b" %b " % b" ".join(found) if hopeful else b""
        present = [needle for needle in hopeful if needle in page]
        if not present:
            return [True] * len(texts)
        parts = page.split(APART.encode())
        return [not any(needle in part for needle in present) for part in parts]

    def _hopeful(self, folded: str) -> list[tuple[int, _Lengths]]:
        """The words with which a label may begin: which word it is, counted from 0, and the
        labels that do, as in `_starts`.
        """
        starts = self._starts
        found = words(folded).findall(folded)
        if starts.keys().isdisjoint(found):
            return []
        found.append("")
        return [
            (index, then.get(found[index + 1], ()) + then.get("", ()))
            for index, word in enumerate(found)
            if word in starts and (found[index + 1] in (then := starts[word]) or "" in then)
        ]

    def examine(self, text: Text) -> list[tuple[Match, Rejection | None]]:
        """Every place where a label stands, with what keeps it from being a mention, if anything.

        Slower than `find`, and agrees with it: what is not rejected is what `find` finds.
        """
        accepted = self.find(text)
        folded, plain = text.folded, text.plain
        seen: list[tuple[Match, Rejection | None]] = [(match, None) for match in accepted]
        for word in words(folded).finditer(folded):
            lengths = {pair for then in self._starts.get(word[0], {}).values() for pair in then}
            for length, lead in sorted(lengths, reverse=True):
                start, end = word.start() - lead, word.start() - lead + length
                forms = self._forms.get(folded[max(start, 0) : end]) if end <= len(folded) else None
                if forms is None:
                    continue
                longer = next((m for m in accepted if m.start < end and start < m.end), None)
                if longer and any(form.entry == longer.form.entry for form in forms):
                    continue  # a part of a mention of the same entry
                form = next((form for form in forms if form.fits(plain, start, end)), None)
                rejection = Rejection.PART
                if form is None:
                    rejection = Rejection.CASE
                elif begins(plain, start) and ends(plain, end) is not None:
                    rejection = Rejection.SHADOWED if longer else Rejection.ADDRESS
                seen.append((Match(start, end, form or forms[0]), rejection))
        seen += [(match, Rejection.PART) for match in self._inside_words(text)]
        return sorted(seen, key=lambda one: (one[0].start, -one[0].end))

    def _inside_words(self, text: Text) -> Iterator[Match]:
        """The labels of one word that stand in identifiers: GPU in `my_GPU_flag`, HBM in HBM3."""
        for part in _PARTS.finditer(text.folded):
            start, end = part.span()
            for form in self._forms.get(part[0], ()):
                if form.fits(text.plain, start, end):
                    yield Match(start, end, form)
                    break

    def heads(self, text: Text) -> list[int]:
        """Where the words begin with which a label may begin, or in which one stands."""
        within = {part.start() for part in _PARTS.finditer(text.folded) if part[0] in self._forms}
        return [
            word.start()
            for word in words(text.folded).finditer(text.folded)
            if word[0] in self._starts or not within.isdisjoint(range(*word.span()))
        ]


def _bare_words(text: str) -> list[bytes]:
    """The ASCII words of a text in lower case."""
    return text.lower().encode("ascii", "replace").translate(_WORDS_APART).split()


def _fitting(forms: Iterable[Form], plain: str, start: int, end: int) -> Match | None:
    """The mention by one of the forms, which all stand at this place, or None."""
    if end > len(plain):
        return None
    for form in forms:
        if (form.exact or form.derived) and not form.fits(plain, start, end):
            continue
        if start and plain[start - 1] != " " and not begins(plain, start):
            return None
        if plain[end : end + 1] in _AFTER_WORDS:
            return Match(start, end, form)
        ended = ends(plain, end)
        return None if ended is None else Match(start, ended, form)
    return None


def begins(plain: str, start: int) -> bool:
    """Whether a whole word may begin at `start`: what stands before is no part of it."""
    if start == 0 or is_cjk(plain[start]):
        return True
    before = plain[start - 1]
    if before in " \n(":
        return True
    if is_word_character(before) or before in "@#$\\&" + SOFT_HYPHENS:
        return False
    earlier = plain[start - 2] if start > 1 else " "
    if before in _HYPHENS:
        # a dash typed as two hyphens separates words; an option's (--gpu) does not
        dash = earlier in _HYPHENS and start > 2 and not plain[start - 3].isspace()
        return dash or not (earlier.isalnum() or earlier in "_" + _HYPHENS)
    if before == ".":
        return earlier in ".)]\"'"  # else an identifier, a file name or its ending
    if before == ":":
        return earlier != ":"
    return not (before == "'" and is_word_character(earlier))


def ends(plain: str, end: int) -> int | None:
    """Where a mention whose label ends at `end` ends, a possessive ending included; else None."""
    if is_cjk(plain[end - 1]):
        return end
    if plain[end : end + 2] in ("'s", "'S") and not _continues(plain, end + 2):
        end += 2
    return None if _continues(plain, end) else end


def _continues(plain: str, end: int, suffixes: int = 3) -> bool:
    """Whether what stands at `end` belongs to the word before it."""
    after = plain[end : end + 1]
    if after in _AFTER_WORDS:
        return False
    if is_word_character(after):
        return True
    following = plain[end + 1 : end + 2]
    attached = bool(following) and (is_word_character(following) or following == "_")
    if after in _HYPHENS:
        return attached and not (suffixes and _leaves_meaning_alone(plain, end, suffixes))
    if after in ".'@&\\" + SOFT_HYPHENS:
        return attached
    if after in "+#":
        return not attached  # C++, F#; but GPU+CPU are two words
    if after == ":":
        return following == ":"
    if after == "(":
        return following == ")"
    if after == "*":  # a name such as A*
        return end < 2 or not is_word_character(plain[end - 2])
    return after in "$="


def _leaves_meaning_alone(plain: str, hyphen: int, suffixes: int) -> bool:
    """Whether the hyphen at this position begins at most that many suffixes such as "-based"."""
    found = _SUFFIX.match(plain[hyphen : hyphen + 40])
    if not found:
        return False
    suffix = found[1]
    if suffix not in SUFFIXES and (suffix in _NO_PARTICIPLES or not _PARTICIPLE.match(suffix)):
        return False
    return not _continues(plain, hyphen + len(found[0]), suffixes - 1)


@lru_cache(maxsize=4096)
def is_cjk(character: str) -> bool:
    """Whether a character is Chinese, Japanese or Korean, and so needs no word boundary."""
    return bool(_CJK_CHARACTER.match(character))


_CJK_CHARACTER = re.compile(f"[{CJK}]")


def in_address(plain: str, position: int) -> bool:
    """Whether a position of a text is inside the address of a page, a file or a mailbox."""
    first, last = max(0, position - LONGEST_ADDRESS), position + LONGEST_ADDRESS
    start = max(plain.rfind(" ", first, position) + 1, first)
    end = plain.find(" ", position, last)
    around = plain[start : end if end > 0 else last]
    if "/" not in around and "@" not in around and "www." not in around:
        return False
    ahead = plain[position : position + LONGEST_ADDRESS]
    behind = plain[max(0, position - LONGEST_ADDRESS) : position]
    run = _RUN.match(behind[::-1])[0][::-1] + _RUN.match(ahead)[0]  # type: ignore[index]
    if "/" not in run and "@" not in run and "www." not in run:
        return False
    bare = run.strip("',;:.!?*")
    return bool(
        "://" in bare
        or bare.startswith(("/", "./", "../", "~/", "www.", "doi:"))
        or bare[1:3] == ":/"  # a drive's letter
        or ("@" in bare[1:-1] and "." in bare.partition("@")[2])
        or ("/" in bare and (_FILE.search(bare) or _DOMAIN.match(bare)))
    )
