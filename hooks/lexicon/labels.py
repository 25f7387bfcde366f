"""Labels and the words of a text: how both are written for comparison, and a label's forms.

A text and a label are compared in *folded* form: compatibility characters replaced (Unicode
NFKC), apostrophes straight, every separator a space, letters lower-case. Where letter case
matters the *plain* form, which keeps case and separators, is compared too. Both have one
character for each position, so that a place in one is a place in the other.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, product
from os.path import commonprefix
from typing import Literal, NamedTuple
from unicodedata import combining, is_normalized, normalize

from lexicon.english import other_spelling, plurals, singulars

BARRIER = "\x1a"
"""Stands in a text for something that no label can reach across (U+001A, substitute)."""

APART = "\x1e"
"""Stands between texts that are searched together (U+001E, record separator)."""

APOSTROPHES = dict.fromkeys(map(ord, "\u2019\u2018\u02bc\u201b\uff07"), "'")

SOFT_HYPHENS = "\xad\u200b"
"""Soft hyphen and zero-width space: places where a line may break, invisible otherwise."""

_SEPARATORS = str.maketrans(
    dict.fromkeys("-\u2010\u2011\t\n\v\f\r\x85\xa0\u1680\u2028\u2029" + SOFT_HYPHENS, " ")
)

CJK = (
    "\u2e80-\u2fdf\u3005-\u3007\u3031-\u3035\u303b-\u303c\u3041-\u30ff\u3105-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Chinese, Japanese and Korean characters, as the inside of a regular expression's class."""

_CJK_WORD = re.compile(rf"[{CJK}]|[^\W{CJK}]+")
_ASCII_WORD = re.compile(r"\w+")
_WORD_CHARACTER = re.compile(rf"[^\W{CJK}]")


def is_word_character(character: str) -> bool:
    """Whether a character continues a word of a script that puts spaces between words."""
    return bool(_WORD_CHARACTER.match(character))


def words(folded: str) -> re.Pattern[str]:
    """The pattern that finds the words of a folded text; a CJK character is a word by itself."""
    return _ASCII_WORD if folded.isascii() else _CJK_WORD


# --- texts ---------------------------------------------------------------------------------

_SPACES = re.compile(r"\s{2,}|[\t\v\f\r]")
_UNUSUAL = re.compile(
    r"\x02[^\x02\x03]*\x03"  # a placeholder of Python-Markdown
    r"|[A-Za-z]?[^\x00-\x7f]+"  # characters that NFKC may change, with the letter an accent is on
    r"|\s{2,}|[\t\v\f\r]"
)
_TO_BE_READ = re.compile("[^\x00-\x7f\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2190\u2192]")
"""All characters that need a closer look: all but ASCII, dashes, quotation marks and the like."""

_SPECIAL = re.compile(f"[{SOFT_HYPHENS}ß]")
"""What NFKC leaves alone and this module does not."""

_MARKS = "\u2122\u2120"
"""Trade and service mark: NFKC would make letters of them, and so another word of the word."""

_Piece = tuple[str, int, int, bool]
"""A piece of a plain text, where it stands in the source, and whether the two are the same."""


def is_simple(source: str) -> bool:
    """Whether a text is ready for comparison but for its white space and apostrophes."""
    return "\x02" not in source and (source.isascii() or not _TO_BE_READ.search(source))


class Text:
    """A stretch of running text, made ready for comparison, and the way back to its source.

    `plain[i]` and `folded[i]` come from `source[start(i):end(i + 1)]`.
    """

    __slots__ = ("_pieces", "_source", "_starts", "folded", "plain")

    def __init__(
        self,
        source: str,
        decode: Callable[[str], str | None] | None = None,
        soft_hyphens: Literal["separate", "join"] = "separate",
        hidden: bool = False,
    ) -> None:
        """Prepare `source`.

        `decode` says what a placeholder of Python-Markdown stands for: text, possibly none; or
        None when what follows, up to the next placeholder, is to be hidden behind a barrier.
        `hidden` says that for what comes before the first.
        """
        self._source = source
        self._pieces: list[_Piece] | None = None
        self._starts: array[int] | None = None
        if is_simple(source) and not hidden:
            plain = _SPACES.sub(" ", source)
            self.plain = plain.replace("\u2019", "'").replace("\u2018", "'")
            self.folded = self.plain.lower().replace("-", " ").replace("\n", " ")
        else:
            self._pieces = list(_pieces(source, decode, soft_hyphens, hidden))
            self.plain = "".join(piece[0] for piece in self._pieces)
            self.folded = fold(self.plain)

    @property
    def same(self) -> bool:
        """Whether a place in the plain text is the same place in the source."""
        return self._pieces is None and len(self.plain) == len(self._source)

    def start(self, position: int) -> int:
        """Where in the source the character at `position` begins."""
        at, (_, start, _, same) = self._piece(position)
        return start + position - at if same else start

    def end(self, position: int) -> int:
        """Where in the source the character before `position` ends."""
        at, (_, start, end, same) = self._piece(position - 1)
        return start + position - at if same else end

    def _piece(self, position: int) -> tuple[int, _Piece]:
        """The piece that holds a position, and where it begins."""
        if self.same:
            return 0, ("", 0, 0, True)
        if self._pieces is None:
            # a simple text has nothing unusual but its white space
            self._pieces = list(_pieces(self._source, None, "separate", False, _SPACES))
        if self._starts is None:
            self._starts = array("l", accumulate((len(p[0]) for p in self._pieces), initial=0))
        index = bisect_right(self._starts, position, hi=len(self._pieces)) - 1
        return self._starts[index], self._pieces[index]


def _pieces(
    source: str,
    decode: Callable[[str], str | None] | None,
    soft_hyphens: Literal["separate", "join"],
    hidden: bool,
    unusual: re.Pattern[str] = _UNUSUAL,
) -> Iterator[_Piece]:
    position = 0
    for found in unusual.finditer(source):
        token, start, end = found[0], found.start(), found.end()
        if position < start:
            yield (BARRIER if hidden else source[position:start]), position, start, not hidden
        position = end
        if token[0] == "\x02":
            decoded = decode(token) if decode else BARRIER
            hidden = decoded is None
            if decoded and not (decoded in SOFT_HYPHENS and soft_hyphens == "join"):
                yield _compatible(decoded), start, end, False
        elif hidden:
            yield BARRIER, start, end, False
        elif token.isascii():
            yield " ", start, end, False
        elif is_normalized("NFKC", token) and not _SPECIAL.search(token):
            yield token.translate(APOSTROPHES), start, end, True
        else:
            for at, cluster in _clusters(token):
                if cluster not in SOFT_HYPHENS or soft_hyphens == "separate":
                    here = start + at
                    yield _compatible(cluster), here, here + len(cluster), False
    if position < len(source):
        yield (BARRIER if hidden else source[position:]), position, len(source), not hidden


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Split into base characters with their combining marks (Hangul vowels and finals too)."""
    start = 0
    for index in range(1, len(text) + 1):
        if index < len(text) and (
            combining(character := text[index])
            or "\u1160" <= character <= "\u11ff"
            or character in "\uff9e\uff9f"  # the voicing marks of half-width kana
        ):
            continue
        yield start, text[start:index]
        start = index


def _compatible(text: str) -> str:
    if text in _MARKS:
        return text
    return normalize("NFKC", text).translate(APOSTROPHES).replace("ß", "ss")


def fold(plain: str) -> str:
    """The folded form of a plain text, of the same length."""
    lower = plain.lower()
    if len(lower) != len(plain):  # e.g. İ, whose lower case is two characters
        lower = "".join(low if len(low := c.lower()) == 1 else c for c in plain)
    return lower.translate(_SEPARATORS)


# --- labels --------------------------------------------------------------------------------


class Form(NamedTuple):
    """One way in which a label may stand in a text, besides its letters: those of all labels are
    the keys of a table, and most forms of a label have the rest in common.
    """

    entry: str
    """The id of the entry."""

    label: str
    """The label that this is a form of, as the entry writes it."""

    exact: tuple[tuple[int, str], ...] = ()
    """The words that must match as written: each with its position in the form."""

    derived: bool = False
    """Whether this is an inflection or a spelling variant rather than the label itself."""

    def fits(self, plain: str, start: int, end: int) -> bool:
        """Whether what stands from `start` to `end`, which folds to the form, is written like it.

        A capital S after a small letter makes no plural: PbS is not several Pb.
        """
        if self.derived and plain[end - 1 : end] == "S" and plain[end - 2].islower():
            return False
        return all(plain.startswith(word, start + offset) for offset, word in self.exact)


Case = Literal["smart", "sensitive", "insensitive"]


def canonical(label: str) -> str:
    """A label in plain form with one space for every separator."""
    return " ".join(_compatible(label).translate(_SEPARATORS).split())


def base_form(entry: str, label: str, case: Case = "smart") -> tuple[str, Form]:
    """The label itself, folded, and as a form."""
    written = _words_of(label, case)
    return _folded(written), Form(entry, label, _exact(written))


def forms(entry: str, label: str, case: Case = "smart") -> dict[str, Form]:
    """Every form of a label, folded: itself first, then its inflections and spelling variants.

    The forms are generated by the rules of English, never by cutting words to a stem. A form
    made up of words that do not exist does no harm, for no text holds it.
    """
    written = _words_of(label, case)
    made = {_folded(written): Form(entry, label, _exact(written))}
    if not written[-1].text[-1:].isascii():
        return made
    derived = Form(entry, label, derived=True)
    for variant in _ampersands(written, label, case):
        has_exact = any(word.exact for word in variant)
        for choice in _inflect(variant):
            for chosen in product(*choice):
                folded = _folded(chosen)
                if folded not in made:
                    made[folded] = derived._replace(exact=_exact(chosen)) if has_exact else derived
    return made


def _ampersands(written: _Words, label: str, case: Case) -> Iterator[_Words]:
    """The words of a label, and those it has with its ampersand apart, or close to letters."""
    yield written
    if "&" in label:
        apart, close = _AMPERSAND.sub(" & ", label), _AMPERSAND.sub("&", label)
        yield from (_words_of(other, case) for other in (apart, close) if other != label)
    elif _BETWEEN_LETTERS.search(label):
        yield _words_of(_BETWEEN_LETTERS.sub("&", label), case)


_AMPERSAND = re.compile(r"\s*&\s*")
_BETWEEN_LETTERS = re.compile(r"(?<=\b\w) and (?=\w\b)")


class _Word(NamedTuple):
    text: str
    exact: bool
    """Whether it must match as written."""

    folded: str


def _word(text: str, exact: bool) -> _Word:
    return _Word(text, exact, fold(text))


_Words = tuple[_Word, ...]


def _words_of(label: str, case: Case) -> _Words:
    first, *others = canonical(label).split(" ")
    # one capital that begins a label may be due to its place: "K-means" is "k-means"
    is_letter = others and len(first) == 1 and case == "smart"
    return (
        _word(first, False) if is_letter else _read_word(first, case),
        *(_read_word(word, case) for word in others),
    )


# Labels share most of their words.
_cached = lru_cache(maxsize=8192)


@_cached
def _read_word(word: str, case: Case) -> _Word:
    """A word of a label.

    It must match as written where case is sensitive, or smart and it has a capital after its
    first letter, or is all capitals (MoE, CUDA, H100).
    """
    if case != "smart":
        return _word(word, case == "sensitive")
    letters = [c for c in word if c.isalpha()]
    odd = any(c.isupper() for c in letters[1:]) or (
        bool(letters) and all(map(str.isupper, letters))
    )
    return _word(word, odd)


def _folded(chosen: Iterable[_Word]) -> str:
    return " ".join([word.folded for word in chosen])


def _exact(chosen: Iterable[_Word]) -> tuple[tuple[int, str], ...]:
    exact, position = [], 0
    for text, is_exact, _ in chosen:
        if is_exact:
            exact.append((position, text))
        position += len(text) + 1
    return tuple(exact)


PREPOSITIONS = frozenset(
    """of in for to by on at from with without per as under over between against via
    à au aux de del della des di du""".split()
)
"""Those of French and Italian too, as in "coup de grâce"."""

POSTPOSITIVE = frozenset(
    """absolute apparent curiae designate elect emeritus errant extraordinaire general incarnate
    laureate martial nisi politic provocateur public royal""".split()
)
"""Adjectives, and one genitive, that follow the noun which takes the plural."""

_PARTICLES = frozenset(["by", "in", "off", "on", "out", "up"])


def _inflect(label: tuple[_Word, ...]) -> Iterator[Sequence[Sequence[_Word]]]:
    """Yield lists that give, for each word of the label, the words that may stand there.

    The last word takes singular and plural, and so does the head: the noun before a preposition
    ("chains of thought"), before an adjective that follows it ("attorneys general"), or before
    a qualifier in brackets ("kernels (GPU)"). Before a particle that ends the label only one who
    does something is a noun for certain ("runners-up"): the plural of "plug-in" is not "plugs in".
    """
    spelt = [_spellings(word) for word in label]
    yield spelt
    last = len(label) - 1
    heads = set()
    for index in range(1, last + 1):
        if label[index].text.startswith("(") or (
            index < last and label[index].folded in PREPOSITIONS
        ):
            heads.add(index - 1)
            if index > 1 and label[index - 1].folded.endswith(("ed", "ing")):
                heads.add(index - 2)  # "signals passed at danger"
            break
    if last and (
        label[last].folded in POSTPOSITIVE
        or (label[last].folded in _PARTICLES and label[last - 1].folded.endswith(("er", "or")))
    ):
        heads.add(last - 1)
    if label[last].text.endswith(")") and any(word.text.startswith("(") for word in label):
        last = -1
    for index in heads:
        yield _with(spelt, index, singular=True)
    if last >= 0:
        # what follows "of" is no head: "mixture of experts" has no form "mixture of expert"
        yield _with(spelt, last, singular=not heads)


def _with(
    spelt: Sequence[Sequence[_Word]], index: int, singular: bool
) -> Sequence[Sequence[_Word]]:
    inflected = [number for word in spelt[index] for number in _numbers(word, singular)]
    return [*spelt[:index], inflected, *spelt[index + 1 :]]


@_cached
def _numbers(word: _Word, singular: bool) -> tuple[_Word, ...]:
    """The word in the plural, and in the singular if that is wanted."""
    found = plurals(word.text) + (singulars(word.text) if singular else [])
    return tuple(_word(_cased(number, word), word.exact) for number in found)


def _cased(inflected: str, word: _Word) -> str:
    """An inflection with the letter case of the word, where that matters."""
    if not word.exact:
        return inflected
    same = len(commonprefix((inflected.lower(), word.text.lower())))
    return word.text[:same] + inflected[same:]


@_cached
def _spellings(word: _Word) -> tuple[_Word, ...]:
    """The word as written, and its other spelling: British or American, "&" or "and"."""
    text = word.text
    if text in ("&", "and"):
        return word, _word("and" if text == "&" else "&", False)
    if word.exact or not text.isascii() or not text.isalpha():
        return (word,)
    other = other_spelling(text.lower())
    return (word, _word(other, False)) if other else (word,)


def forget_words() -> None:
    """Give back the memory of the words that were read for labels."""
    for cache in (_read_word, _numbers, _spellings):
        cache.cache_clear()
