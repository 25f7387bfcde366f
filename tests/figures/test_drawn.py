"""The numbers drawn in the built site are the numbers in the data files.

The files are read here as plain YAML and the sums done again, so that the engine cannot agree
with its own mistake.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest

from figures.conftest import raw

Figures = Mapping[str, Any]


def text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def cells(table: Any) -> list[list[str]]:
    """The rows of a table's body, without footnote marks."""
    return [
        [" ".join("".join(cell.xpath(".//text()[not(ancestor::sup)]")).split()) for cell in row]
        for row in table.xpath("./tbody/tr")
    ]


def tables(figure: Any) -> dict[str, list[list[str]]]:
    return {
        text(table.find("caption")): cells(table) for table in figure.xpath(".//details//table")
    }


def test_the_roofline_draws_every_chip_with_both_limits(figures: Figures) -> None:
    wanted = set()
    for chip in raw("chips"):
        peaks = [t["value"] for t in chip.get("teraflops", ()) if t["precision"] == "bf16"]
        for bandwidth in chip.get("bandwidth_tbs", ()) if peaks else ():
            wanted.add((chip["id"], float(peaks[0]), float(bandwidth["value"])))
    drawn = {
        (g.get("data-chip"), float(g.get("data-teraflops")), float(g.get("data-bandwidth")))
        for g in figures["roofline"].xpath(".//g[@data-chip]")
    }
    assert drawn == wanted
    assert len(wanted) == 6


def test_the_lines_of_the_roofline_lie_where_the_axes_say(figures: Figures) -> None:
    def scale(anchor: str, attribute: str) -> tuple[float, float]:
        """Place of 1 and of one doubling along an axis, read off its labels."""
        ticks = {
            float(tick.text.replace(",", "")): float(tick.get(attribute))
            for tick in figures["roofline"].xpath(
                f".//*[@class='figure__tick'][@text-anchor='{anchor}']"
            )
        }
        (low, at_low), (high, at_high) = min(ticks.items()), max(ticks.items())
        step = (at_high - at_low) / math.log2(high / low)
        return at_low - step * math.log2(low), step

    x0, x_step = scale("middle", "x")
    y0, y_step = scale("end", "y")
    y0 -= 4  # a label's baseline lies below its line
    for group in figures["roofline"].xpath(".//g[@data-chip]"):
        peak, bandwidth = float(group.get("data-teraflops")), float(group.get("data-bandwidth"))
        (line,) = group.xpath("./polyline")
        points = [tuple(map(float, point.split(","))) for point in line.get("points").split()]
        x, y = points[1]
        assert x == pytest.approx(x0 + x_step * math.log2(peak / bandwidth), abs=0.2)
        assert y == pytest.approx(y0 + y_step * math.log2(peak), abs=0.2)
        x, y = points[0]
        intensity = 2 ** ((x - x0) / x_step)
        assert y == pytest.approx(y0 + y_step * math.log2(bandwidth * intensity), abs=0.2)


def test_the_table_of_the_roofline_names_every_listing(figures: Figures) -> None:
    ((_, rows),) = tables(figures["roofline"]).items()
    said = {row[0]: " ".join(row[1:]) for row in rows}
    for chip in raw("chips"):
        if chip["name"] in said:
            listings = [t for t in chip["teraflops"] if t["precision"] == "bf16"]
            for listing in [*listings, *chip["bandwidth_tbs"]]:
                assert f"{listing['value']:,}" in said[chip["name"]]
                assert (listing.get("status") != "disputed") or "disputed" in said[chip["name"]]


def test_the_timeline_draws_every_event_once_in_its_lane(figures: Figures) -> None:
    marks = figures["timeline"].xpath(".//g[@data-date]")
    drawn = sorted((g.get("data-date"), g.get("data-lane"), text(g[-1])) for g in marks)
    wanted = sorted((e["date"], e["lane"], e["label"]) for e in raw("timeline"))
    assert drawn == wanted


def test_the_marks_of_the_timeline_stand_in_proportion(figures: Figures) -> None:
    def month(date: str) -> float:
        year, number, *day = map(int, date.split("-"))
        return year * 12 + number + ((day[0] - 0.5) / 30.4 if day else 0.5)

    places = [
        (month(g.get("data-date")), float(g.find("circle").get("cy")))
        for g in figures["timeline"].xpath(".//g[@data-date]")
    ]
    (first, top), (last, bottom) = min(places), max(places)
    for when, y in places:
        assert y == pytest.approx(top + (when - first) / (last - first) * (bottom - top), abs=1.5)


def test_no_two_labels_of_one_lane_overlap(figures: Figures) -> None:
    for lane in ("controls", "launches"):
        found = figures["timeline"].xpath(f".//g[@data-lane='{lane}']/text[last()]/@y")
        ys = sorted(map(float, found))
        assert min(b - a for a, b in pairwise(ys)) >= 29.9


def test_the_table_of_the_timeline_holds_every_event(figures: Figures) -> None:
    ((_, rows),) = tables(figures["timeline"]).items()
    assert sorted(row[2] for row in rows) == sorted(e["event"] for e in raw("timeline"))


def test_a_box_of_memory_is_drawn_for_each_chip_that_is_needed(figures: Figures) -> None:
    total = max(model["total"] for model in raw("models"))
    active = next(model["active"] for model in raw("models") if model["total"] == total)
    limits = figures["memory"].xpath(".//g[@data-limit]")
    assert [float(g.get("data-limit")) for g in limits] == [active, total / 2, total]
    wanted = [
        (chip["id"], listing["value"])
        for chip in raw("chips")
        for listing in chip.get("memory_gb", ())
    ]
    groups = figures["memory"].xpath(".//g[@data-chip]")
    assert [(g.get("data-chip"), float(g.get("data-memory"))) for g in groups] == wanted
    scale = [(float(g.get("data-limit")), float(g.find("line").get("x1"))) for g in limits]
    (low, x_low), (high, x_high) = scale[0], scale[-1]
    unit = (x_high - x_low) / (high - low)
    for group, (_, size) in zip(groups, wanted, strict=True):
        boxes = group.findall("rect")
        assert len(boxes) == math.ceil(total / size)
        assert group.get("data-needed") == f"{math.ceil(total / 2 / size)} {len(boxes)}"
        assert text(group[-1]) == group.get("data-needed").replace(" ", "–")
        for box in boxes:
            assert float(box.get("width")) + 1 == pytest.approx(unit * size, abs=0.05)


def test_the_tables_of_memory_count_chips_for_every_model(figures: Figures) -> None:
    chips, models = tables(figures["memory"]).values()
    ordered = sorted(raw("models"), key=lambda model: -model["total"])
    sizes = {c["name"]: c["memory_gb"][0]["value"] for c in raw("chips") if "memory_gb" in c}
    for row in chips:
        for model, said in zip(ordered, row[2:], strict=True):
            low, high = (math.ceil(model["total"] * b / 8 / sizes[row[0]]) for b in (4, 8))
            assert said == (str(low) if low == high else f"{low} to {high}")
    for row, model in zip(models, raw("models"), strict=True):
        assert row[0] == model["name"]
        assert [float(cell.replace(",", "")) for cell in row[1:]] == [
            model["total"], model["active"], model["total"] / 2, model["total"],
        ]  # fmt: skip


def test_the_stacks_hold_every_part_of_every_layer(figures: Figures) -> None:
    (table,) = figures["stacks"].xpath("./table")
    wanted = [
        [
            layer["layer"],
            layer["nvidia"]["parts"],
            layer.get("both", {"parts": "nothing found"})["parts"],
            layer["huawei"]["parts"],
        ]
        for layer in raw("stacks")
    ]
    assert cells(table) == wanted


def test_the_router_draws_as_many_sends_as_it_counts(figures: Figures) -> None:
    figure = figures["router"]
    loads = [int(load) for load in figure.xpath(".//*[@data-load]/@data-load")]
    sends, far = (
        figure.xpath(f".//line[{condition}]")
        for condition in ("starts-with(@class, 'figure__send')", "@class='figure__send is-far'")
    )
    assert sum(loads) == len(sends) == 2 * len(figure.xpath(".//*[@class='figure__token']"))
    said = text(figure.xpath(".//*[@class='figure__result']")[0])
    assert f"the busiest expert has {max(loads)} of {sum(loads)} sends" in said
    assert f"{max(loads) * len(loads) / sum(loads):g} times the mean" in said
    assert f"{len(far)} of {len(sends)} sends cross to another chip" in said
    assert len(loads) == len(raw("router"))


def test_the_router_names_the_real_models_with_their_figures(figures: Figures) -> None:
    caption = text(figures["router"].find("figcaption"))
    real = [model for model in raw("models") if "experts" in model]
    assert len(real) == 2
    for model in real:
        experts = model["experts"]
        assert (
            f"{model['name']} sends each token to {experts['chosen']} of {experts['routed']}"
            in (caption)
        )
        assert f"{100 * model['active'] / model['total']:.1f}% of its parameters" in caption


def test_the_teacher_is_the_softmax_of_its_scores(figures: Figures) -> None:
    scores = [answer["score"] for answer in raw("distillation")]
    powers = [math.exp(score / 4) for score in scores]
    wanted = [100 * power / sum(powers) for power in powers]
    bars = figures["distillation"].xpath(".//rect[@class='figure__teacher'][@data-share]")
    assert [float(bar.get("data-share")) for bar in bars] == pytest.approx(wanted, abs=0.06)
    widths = [float(bar.get("width")) for bar in bars]
    assert [w / sum(widths) * 100 for w in widths] == pytest.approx(wanted, abs=0.1)
