"""The two stacks side by side, with what crosses between them."""

from __future__ import annotations

from lexicon.figures.data import Data, Parts
from lexicon.figures.drawing import Figure, Table, cite

NEEDS = ("stacks",)


def draw(data: Data) -> Figure:
    """A row for each layer, from the applications down to the chips."""
    rows = tuple(
        (layer.layer, _cell(layer.nvidia), _cell(layer.both), _cell(layer.huawei))
        for layer in data.stacks
    )
    kept = (p for layer in data.stacks for p in (layer.nvidia, layer.both, layer.huawei) if p)
    return Figure(
        title="Two stacks, and what crosses between them",
        caption=(
            "Each row is a layer; each layer leans on the one below it. The middle column names "
            "what crosses between the two. The rows name typical parts and do not keep score."
        ),
        drawing=Table("", ("Layer", "Around Nvidia", "Crosses between", "Around Huawei"), rows),
        sources=tuple(dict.fromkeys(source for parts in kept for source in parts.sources)),
    )


def _cell(parts: Parts | None) -> str:
    return f"{parts.parts}{cite(parts.sources)}" if parts else "nothing found"
