import math
from collections.abc import Callable, Iterable

import pytest
from lexicon import conceptmap
from lexicon.entry import Entry
from lexicon.glossary import Glossary


def glossary(count: int) -> Glossary:
    """Entries in three categories, each related to the next one and to one far away."""
    return Glossary(
        {
            f"entry-{n}": Entry(
                title=f"Entry number {n}",
                definition="What it is.",
                category="abc"[n % 3],
                related=(f"entry-{(n + 1) % count}", f"entry-{(n * 7 + 3) % count}"),
            )
            for n in range(count)
        }
    )


@pytest.mark.parametrize("count", [2, 60, 200])
@pytest.mark.parametrize("draw", [conceptmap.ring, conceptmap.column])
def test_every_entry_has_a_place_and_labels_keep_apart(
    draw: Callable[[Glossary, Iterable[str]], conceptmap.Drawing], count: int
) -> None:
    drawing = draw(glossary(count), "abc")
    assert len(drawing.nodes) == count
    for node in drawing.nodes:
        assert 0 <= node.x <= drawing.width
        assert 0 <= node.y <= drawing.height
    apart = min(
        math.hypot(a.x - b.x, a.y - b.y)
        for n, a in enumerate(drawing.nodes)
        for b in drawing.nodes[n + 1 :]
    )
    assert apart >= 15


def test_the_same_entries_give_the_same_picture() -> None:
    assert conceptmap.ring(glossary(80), "abc") == conceptmap.ring(glossary(80), "abc")


def test_entries_of_one_category_stand_together_in_the_order_of_the_categories() -> None:
    drawing = conceptmap.column(glossary(30), "cab")
    categories = [node.category for node in sorted(drawing.nodes, key=lambda node: node.y)]
    assert categories == ["c"] * 10 + ["a"] * 10 + ["b"] * 10


def test_a_relation_that_both_entries_name_is_one_line() -> None:
    both = Glossary(
        {
            "a": Entry(title="A", definition="One.", related=("b",)),
            "b": Entry(title="B", definition="Other.", related=("a",), broader=("a",)),
        }
    )
    assert len(conceptmap.ring(both, ()).edges) == 1


def test_a_neighbourhood_shows_broader_and_narrower_first() -> None:
    near = Glossary(
        {
            "part": Entry(title="Part", definition="It.", broader=("whole",), related=("other",)),
            "whole": Entry(title="Whole", definition="It."),
            "other": Entry(title="Other", definition="It."),
            "piece": Entry(title="Piece", definition="It.", broader=("part",)),
        }
    )
    drawing = conceptmap.neighbourhood(near, "part", near.narrower["part"])
    assert drawing is not None
    assert [node.id for node in drawing.nodes] == ["part", "whole", "piece", "other"]


def test_an_entry_without_relations_has_no_neighbourhood() -> None:
    alone = Glossary({"a": Entry(title="A", definition="One.")})
    assert conceptmap.neighbourhood(alone, "a", ()) is None


def test_no_entries_make_an_empty_picture() -> None:
    assert conceptmap.ring(Glossary(), ()).nodes == []
    assert conceptmap.column(Glossary(), ()).nodes == []
