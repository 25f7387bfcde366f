"""The measures of reading: sentences, syllables, Flesch's reading ease."""

from __future__ import annotations

import pytest
from reading import reading_ease, sentences, syllables


@pytest.mark.parametrize(("text", "count"), [
    ("One. Two! Three?", 3),
    ("The U.S. Congress met. It had H.R. 8283 before it.", 2),
    ("It grew by 2.7% in March. That was all.", 2),
    ("“It is.” He left.", 2),
    ("V4.1-Flash came out", 1),
    ("...", 0),
])  # fmt: skip
def test_sentences_end_at_a_stop_before_a_capital(text: str, count: int) -> None:
    assert len(sentences(text)) == count


@pytest.mark.parametrize(("word", "count"), [
    ("chip", 1), ("model", 2), ("trained", 1), ("started", 2), ("apple", 2), ("makes", 1),
    ("sanction", 2), ("million", 2), ("quantization", 4), ("interconnect", 4),
    ("the", 1), ("using", 2), ("variation", 4),
])  # fmt: skip
def test_vowels_tell_the_syllables_of_a_word(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_plain_text_reads_easier_than_a_learned_one() -> None:
    plain = "The cat sat on the mat. It saw a rat. It ran."
    learned = "Technological sovereignty necessitates comprehensive institutional coordination."
    assert reading_ease(plain) > 100
    assert reading_ease(learned) < 0
