"""A roofline chart of the chips at BF16.

The model is that of Williams, Waterman and Patterson (Communications of the ACM, 2009): what a
program can reach is the smaller of the peak arithmetic and the bandwidth times the operations
that it does for each byte it moves.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lexicon.figures.data import Chip, Data
from lexicon.figures.drawing import Figure, Table, grouped, line, listed, svg, tag, text
from lexicon.figures.timeline import spread

NEEDS = ("chips",)

WIDTH, HEIGHT = 400.0, 380.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 298.0, 26.0, 330.0
INTENSITY = (8.0, 1024.0)
"""The operations per byte at the left and right edge."""

SPEED = (8.0, 4096.0)
"""The teraflops at the bottom and top edge."""


@dataclass(frozen=True)
class Roof:
    """The two limits of one chip by one pair of listings."""

    chip: Chip
    peak: float
    """Teraflops."""

    bandwidth: float
    """Terabytes a second."""

    disputed: bool = False

    @property
    def ridge(self) -> float:
        """The operations per byte from which arithmetic is the limit."""
        return self.peak / self.bandwidth

    def reach(self, intensity: float) -> float:
        """The most teraflops at so many operations per byte."""
        return min(self.peak, self.bandwidth * intensity)


def roofs(chips: Iterable[Chip]) -> list[Roof]:
    """A roof for each chip with both limits at BF16, and one more for each other bandwidth."""
    found = []
    for chip in chips:
        if arithmetic := chip.arithmetic("bf16"):
            for index, bandwidth in enumerate(chip.bandwidth_tbs):
                found.append(Roof(chip, arithmetic[0].value, bandwidth.value, index > 0))
    return found


def draw(data: Data) -> Figure:
    """One line for each chip, on logarithmic scales."""
    found = roofs(data.chips)
    shown = [roof for roof in found if not roof.disputed]
    other = [chip.name for chip in data.chips if chip not in {roof.chip for roof in found}]
    title = "Rooflines of the chips at BF16"
    description = (
        "Across: operations for each byte moved. Up: the most teraflops a chip can reach. "
        "Each line climbs with its memory bandwidth until it meets its peak. "
        + " ".join(
            f"{roof.chip.name}: peak {grouped(roof.peak)}, reached from "
            f"{grouped(roof.ridge, 0)} operations per byte."
            for roof in shown
        )
    )
    parts = [_grid(), *(_roof(roof) for roof in found), *_names(shown)]
    listings = [
        listing
        for chip in {roof.chip.id: roof.chip for roof in found}.values()
        for listing in (*chip.arithmetic("bf16"), *chip.bandwidth_tbs)
    ]
    left_out = f" Not drawn, for want of a BF16 figure: {', '.join(other)}." if other else ""
    return Figure(
        title=title,
        caption=(
            "Left of its bend, a chip's memory sets the limit; right of it, its arithmetic does. "
            "Both scales grow by fours, and the lines go on straight to the left. Chips named "
            "together share a peak; the one that bends first is named first. A band spans listed "
            "peaks that differ, and a dashed line is a disputed bandwidth. All are ceilings from "
            "listed figures, not measured speeds." + left_out
        ),
        drawing=svg(WIDTH, HEIGHT, title, description, *parts),
        sources=tuple(
            dict.fromkeys(["roofline-2009", *(s for listing in listings for s in listing.sources)])
        ),
        tables=(_table(found),),
    )


def _x(intensity: float) -> float:
    low, high = (math.log2(edge) for edge in INTENSITY)
    return LEFT + (math.log2(intensity) - low) / (high - low) * (RIGHT - LEFT)


def _y(teraflops: float) -> float:
    low, high = (math.log2(edge) for edge in SPEED)
    return BOTTOM - (math.log2(teraflops) - low) / (high - low) * (BOTTOM - TOP)


def _grid() -> str:
    parts = []
    for intensity in (8, 32, 128, 512):
        x, words = _x(intensity), grouped(intensity)
        parts.append(line(x, TOP, x, BOTTOM, class_="figure__grid"))
        parts.append(text(x, BOTTOM + 16, words, text_anchor="middle", class_="figure__tick"))
    for teraflops in (8, 32, 128, 512, 2048):
        y, words = _y(teraflops), grouped(teraflops)
        parts.append(line(LEFT, y, RIGHT, y, class_="figure__grid"))
        parts.append(text(LEFT - 6, y + 4, words, text_anchor="end", class_="figure__tick"))
    middle = (LEFT + RIGHT) / 2
    return "".join(
        [
            *parts,
            text(middle, BOTTOM + 36, "operations per byte", text_anchor="middle"),
            text(4, TOP - 12, "teraflops at BF16"),
        ]
    )


def _roof(roof: Roof) -> str:
    edge = [(INTENSITY[0], roof.reach(INTENSITY[0])), (roof.ridge, roof.peak)]
    if not roof.disputed:
        edge.append((INTENSITY[1], roof.peak))
    points = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in edge)
    side = f"figure__line figure__line--{roof.chip.maker.lower()}"
    return tag(
        "g",
        "" if roof.disputed else _band(roof),
        tag("polyline", points=points, class_=side + (" is-disputed" if roof.disputed else "")),
        tag(
            "circle", cx=_x(roof.ridge), cy=_y(roof.peak), r="3.5",
            class_=f"figure__mark figure__mark--{roof.chip.maker.lower()}",
        ),
        data_chip=roof.chip.id,
        data_teraflops=roof.peak,
        data_bandwidth=roof.bandwidth,
    )  # fmt: skip


def _band(roof: Roof) -> str:
    """Between the lowest and the highest peak that are listed for a chip, if they differ."""
    peaks = [listing.value for listing in roof.chip.arithmetic("bf16")]
    if min(peaks) == max(peaks):
        return ""
    x, y = _x(max(peaks) / roof.bandwidth), _y(max(peaks))
    return tag(
        "rect", x=x, y=y, width=RIGHT - x, height=_y(min(peaks)) - y,
        class_=f"figure__band figure__band--{roof.chip.maker.lower()}",
        data_low=min(peaks), data_high=max(peaks),
    )  # fmt: skip


def _names(shown: Sequence[Roof]) -> list[str]:
    """A name at the end of each line; chips of equal peak share one, as their lines do."""
    peaks: dict[float, list[str]] = {}
    for roof in sorted(shown, key=lambda roof: (-roof.peak, roof.ridge)):
        peaks.setdefault(roof.peak, []).append(roof.chip.name.removesuffix(" SXM"))
    places = spread([_y(peak) for peak in peaks], 14)
    return [
        text(RIGHT + 5, y + 4, ", ".join(names), class_="figure__name")
        for names, y in zip(peaks.values(), places, strict=True)
    ]


def _table(found: Sequence[Roof]) -> Table:
    rows = []
    for roof in found:
        if roof.disputed:
            continue
        others = [other.ridge for other in found if other.chip == roof.chip and other.disputed]
        ridge = grouped(roof.ridge, 0) + "".join(f"; or {grouped(o, 0)}, disputed" for o in others)
        chip = roof.chip
        rows.append((chip.name, listed(chip.arithmetic("bf16")), listed(chip.bandwidth_tbs), ridge))
    head = ("Chip", "Teraflops at BF16", "Bandwidth, TB/s", "Bend, operations per byte")
    return Table(
        "The limits of each chip; the bend is our own division of the two", head, tuple(rows)
    )
