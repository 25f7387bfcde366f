"""The memory that a mixture-of-experts model needs, and how many chips offer as much."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lexicon.figures.data import Chip, Data, Listing, Model
from lexicon.figures.drawing import Figure, Table, cite, grouped, line, listed, svg, tag, text

NEEDS = ("chips", "models")

BITS = (4, 8)
WIDTH = 400.0
LEFT, RIGHT = 98.0, 350.0
TOP, ROW, BAR = 64.0, 26.0, 14.0


@dataclass(frozen=True)
class Row:
    """One listing of the memory of one chip."""

    chip: Chip
    listing: Listing
    other: bool
    """Whether the chip has another listing, which is reckoned with."""

    def needed(self, gigabytes: float) -> int:
        """How many such chips hold so much."""
        return math.ceil(gigabytes / self.listing.value)


def gigabytes(billions: float, bits: int) -> float:
    """The memory for so many billions of parameters of so many bits each."""
    return billions * bits / 8


def rows(chips: Sequence[Chip]) -> list[Row]:
    """A row for each chip, and one more for each other listing of its memory."""
    return [
        Row(chip, listing, other=index > 0)
        for chip in chips
        for index, listing in enumerate(chip.memory_gb)
    ]


def draw(data: Data) -> Figure:
    """For the largest model: chips laid end to end until they hold its weights."""
    model = max(data.models, key=lambda model: model.total)
    low, high = (gigabytes(model.total, bits) for bits in BITS)
    found = rows(data.chips)
    bottom = TOP + ROW * len(found)
    longest = max(row.needed(high) * row.listing.value for row in found)

    def x(amount: float) -> float:
        return LEFT + amount / longest * (RIGHT - LEFT)

    active = gigabytes(model.active, 8)
    title = f"Chips needed to hold the weights of {model.name}"
    lines = [
        _limit(x(active), 48.0, bottom, "per token", grouped(active), "middle", active),
        _limit(x(low), 48.0, bottom, "all, at 4 bits", grouped(low), "middle", low),
        _limit(x(high), 48.0, bottom, "all, at 8 bits", grouped(high), "end", high),
    ]
    bars = [_bar(row, TOP + ROW * index, x, low, high) for index, row in enumerate(found)]
    description = (
        f"{grouped(low)} gigabytes at 4 bits, {grouped(high)} at 8 bits. Chips needed: "
        + (
            "; ".join(f"{_name(row)} {row.needed(low)} or {row.needed(high)}" for row in found)
            + "."
        )
    )
    head = text(RIGHT + 6, 30, "chips", class_="figure__tick")
    return Figure(
        title=title,
        caption=(
            "Each box is the memory of one chip. The lines mark what the weights fill, in "
            "gigabytes: all of them at four or eight bits each, and at eight bits those that "
            "work on one token. "
            + _stored(model)
            + "The count is a floor: the key-value cache and working space come on top. "
            "A dashed row is another listing of the same chip."
        ),
        drawing=svg(WIDTH, bottom + 6, title, description, head, *bars, *lines),
        sources=tuple(
            dict.fromkeys([*model.sources, *(s for row in found for s in row.listing.sources)])
        ),
        tables=(_chips(found, data.models), _models(data.models)),
    )


def _stored(model: Model) -> str:
    if model.weights is None:
        return ""
    format_, sources = model.weights.format, cite(model.weights.sources)
    return f"{model.name} uses {format_}, so its weights lie between the two.{sources} "


def _name(row: Row) -> str:
    return row.chip.name.removesuffix(" SXM") + (", other listing" if row.other else "")


def _limit(
    x: float, top: float, bottom: float, words: str, amount: str, anchor: str, value: float
) -> str:
    return tag(
        "g",
        line(x, top, x, bottom - 6, class_="figure__limit"),
        text(x, top - 18, words, text_anchor=anchor, class_="figure__tick"),
        text(x, top - 5, f"{amount} GB", text_anchor=anchor, class_="figure__name"),
        data_limit=value,
    )


def _bar(row: Row, y: float, x: Callable[[float], float], low: float, high: float) -> str:
    size = row.listing.value
    kind = f"figure__chip figure__chip--{row.chip.maker.lower()}" + (
        " is-disputed" if row.other else ""
    )
    boxes = [
        tag(
            "rect", x=x(size * index), y=y, width=x(size) - x(0) - 1, height=BAR, class_=kind,
        )
        for index in range(row.needed(high))
    ]  # fmt: skip
    name = "other listing" if row.other else row.chip.name.removesuffix(" SXM")
    return tag(
        "g",
        text(LEFT - 6, y + BAR - 3, name, text_anchor="end"),
        *boxes,
        text(RIGHT + 6, y + BAR - 3, f"{row.needed(low)}–{row.needed(high)}"),
        data_chip=row.chip.id,
        data_memory=size,
        data_needed=f"{row.needed(low)} {row.needed(high)}",
    )


def _chips(found: Sequence[Row], models: Sequence[Model]) -> Table:
    ordered = sorted(models, key=lambda model: -model.total)
    head = ("Chip", "Memory, GB", *(f"{model.name}, 4 to 8 bits" for model in ordered))
    body = []
    for row in found:
        if row.other:
            continue
        counts = []
        for model in ordered:
            low, high = (row.needed(gigabytes(model.total, bits)) for bits in BITS)
            counts.append(str(low) if low == high else f"{low} to {high}")
        body.append((row.chip.name, listed(row.chip.memory_gb), *counts))
    return Table("Chips needed to hold all weights, by our own division", head, tuple(body))


def _models(models: Sequence[Model]) -> Table:
    head = ("Model", "Parameters, billions", "Active per token", "GB at 4 bits", "GB at 8 bits")
    body = tuple(
        (
            model.name,
            grouped(model.total) + cite(model.sources),
            grouped(model.active),
            *(grouped(gigabytes(model.total, bits)) for bits in BITS),
        )
        for model in models
    )
    return Table("Memory needed for all weights of each model", head, body)
