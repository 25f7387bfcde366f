import json

from lexicon import search
from lexicon.entry import Entry
from lexicon.glossary import Glossary
from lexicon.search import PageText, Passage
from lexicon.site import text_fragment


def test_a_page_is_cut_at_its_headings() -> None:
    html = (
        '<h1 id="t">Title<a class="headerlink" href="#t">¶</a></h1><p>First <em>words</em>.</p>'
        '<h2 id="s">Section</h2><ul><li>one</li><li>two</li></ul>'
    )
    assert search.passages(html) == [
        Passage("t", "Title", "First words."),
        Passage("s", "Section", "one two"),
    ]


def test_notes_and_their_marks_are_not_searched() -> None:
    html = (
        '<p>Text<sup id="r"><a class="footnote-ref" href="#f">1</a></sup> goes on.</p>'
        '<div class="footnote"><hr><ol><li id="f"><p>A source</p></li></ol></div>'
    )
    assert search.passages(html) == [Passage(text="Text goes on.")]


def test_an_unclosed_or_stray_tag_loses_no_text() -> None:
    assert search.passages("<p>one<p>two</b></div> three") == [Passage(text="one two three")]


def test_every_label_and_translation_of_an_entry_is_there_the_title_first() -> None:
    entry = Entry(
        title="Mixture of experts", abbreviation="MoE", aliases=("sparse expert model",),
        translations={"zh": "混合专家模型"}, definition="A way.",
    )  # fmt: skip
    found = json.loads(search.entries_json(Glossary({"moe": entry}), {"moe": "glossary/moe/"}))
    labels = ["Mixture of experts", "MoE", "sparse expert model", "混合专家模型"]
    assert found[0]["labels"] == labels


def test_a_passage_leads_to_its_section() -> None:
    page = PageText("a/", "A", None, [Passage("s", "S", "words"), Passage(text="before")])
    urls = [passage["url"] for passage in json.loads(search.passages_json([page]))]
    assert urls == ["a/#s", "a/"]


def fragment(before: str, words: str, after: str) -> str:
    return text_fragment((before, words, after))


def test_a_text_fragment_takes_words_from_either_side() -> None:
    made = fragment("A model runs on the ", "GPU", " it was given.")
    assert made == ":~:text=runs%20on%20the-,GPU,-it%20was%20given"


def test_a_text_fragment_stops_at_punctuation_where_a_note_may_stand() -> None:
    assert fragment("As was said, ", "GPU", " chips, too.") == ":~:text=GPU,-chips"
    assert fragment("It is a ", "GPU", ".") == ":~:text=It%20is%20a-,GPU"


def test_words_that_stand_alone_have_no_text_fragment() -> None:
    assert fragment("", "GPU", "") == ""


def test_a_hyphen_in_a_text_fragment_is_no_part_of_its_syntax() -> None:
    assert ":~:text=open%2Dweight,-model" in fragment("", "open-weight", " model")
