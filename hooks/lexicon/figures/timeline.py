"""A timeline of controls and launches, to scale, in two lanes."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence

from lexicon.figures.data import Data, Event
from lexicon.figures.drawing import Figure, Table, cite, line, svg, tag, text, written_date

NEEDS = ("timeline",)

WIDTH = 360.0
MIDDLE = 180.0
RAIL = 23.0
"""How far each lane's rail is from the middle; the years stand between the two."""

REACH = 16.0
"""How far a label is from its rail."""

TOP = 36.0
PER_MONTH = 15.0
LABEL = 30.0
"""The height of a label, which has two lines."""

_SIDES = {"controls": -1.0, "launches": 1.0}
_HEADS = {"controls": "Controls", "launches": "Launches"}


def draw(data: Data) -> Figure:
    """Controls to the left of a vertical axis, launches to the right."""
    events = sorted(data.timeline, key=lambda event: months(event.date))
    first = int(months(events[0].date)) - 1
    last = int(months(events[-1].date)) + 1
    lanes = {
        lane: [event for event in events if event.lane == lane] for lane in ("controls", "launches")
    }
    marks, bottom = [], 0.0
    for lane, found in lanes.items():
        targets = [_y(event, first) for event in found]
        for event, target, y in zip(found, targets, spread(targets, LABEL), strict=True):
            marks.append(_mark(event, lane, target, y))
            bottom = max(bottom, y)
    end = max(TOP + (last - first) * PER_MONTH, bottom) + LABEL / 2
    years = [
        line(MIDDLE - RAIL, y, MIDDLE + RAIL, y, class_="figure__axis")
        + text(MIDDLE, y + 14, str(month // 12), class_="figure__year", text_anchor="middle")
        for month in range(-(-first // 12) * 12, last + 1, 12)
        if (y := TOP + (month - first) * PER_MONTH)
    ]
    heads = [
        text(
            MIDDLE + side * (RAIL + REACH), 16, _HEADS[lane],
            class_="figure__head", text_anchor=_anchor(lane),
        )
        + line(MIDDLE + side * RAIL, TOP, MIDDLE + side * RAIL, end, class_="figure__axis")
        for lane, side in _SIDES.items()
    ]  # fmt: skip
    title = "Controls and launches, to scale"
    description = (
        f"A vertical time axis with {len(lanes['controls'])} controls on its left and "
        f"{len(lanes['launches'])} launches on its right. The table below lists them all."
    )
    return Figure(
        title=title,
        caption=(
            "One step up or down the axis is the same length of time throughout. "
            "A hollow mark stands for a month whose day is not given or not known. "
            "That one event follows another does not show that it was caused by it."
        ),
        drawing=svg(WIDTH, end + 8, title, description, *heads, *years, *marks),
        sources=tuple(dict.fromkeys(source for event in events for source in event.sources)),
        tables=(Table("The events in order", ("Date", "Lane", "Event"), _rows(events)),),
    )


def months(date: str) -> float:
    """A date as months since the year 0; the middle of the month where no day is given."""
    if len(date) == 7:
        year, month = (int(part) for part in date.split("-"))
        return year * 12 + month - 1 + 0.5
    day = datetime.date.fromisoformat(date)
    length = calendar.monthrange(day.year, day.month)[1]
    return day.year * 12 + day.month - 1 + (day.day - 0.5) / length


def spread(targets: Sequence[float], gap: float) -> list[float]:
    """Places as near as can be to ascending `targets`, each at least `gap` from the next.

    Neighbours that would overlap share one block, centred on their targets: the pool-adjacent-
    violators algorithm of isotonic regression (Ayer et al., 1955).
    """
    blocks: list[tuple[float, int]] = []  # the mean of target minus offset, and the count
    for index, target in enumerate(targets):
        mean, count = target - index * gap, 1
        while blocks and blocks[-1][0] > mean:
            other, size = blocks.pop()
            mean = (mean * count + other * size) / (count + size)
            count += size
        blocks.append((mean, count))
    starts = [mean for mean, count in blocks for _ in range(count)]
    return [start + index * gap for index, start in enumerate(starts)]


def _y(event: Event, first: float) -> float:
    return TOP + (months(event.date) - first) * PER_MONTH


def _anchor(lane: str) -> str:
    return "end" if lane == "controls" else "start"


def _mark(event: Event, lane: str, target: float, y: float) -> str:
    side, anchor = _SIDES[lane], _anchor(lane)
    kind = f"figure__mark figure__mark--{lane}" + ("" if len(event.date) == 10 else " is-hollow")
    rail = MIDDLE + side * RAIL
    words = rail + side * REACH
    knee, end = rail + side * (REACH - 8), words - side * 3
    points = f"{rail:g},{target:.1f} {knee:g},{y:.1f} {end:g},{y:.1f}"
    when = _short(event.date) + (", reported" if event.status == "reported" else "")
    return tag(
        "g",
        tag("polyline", points=points, class_="figure__leader"),
        tag("circle", cx=rail, cy=target, r="4", class_=kind),
        text(words, y - 3, when, class_="figure__date", text_anchor=anchor),
        text(words, y + 10, event.label, text_anchor=anchor),
        data_date=event.date,
        data_lane=lane,
    )


def _short(date: str) -> str:
    """A date as there is room for in the drawing: 24 Apr 2026."""
    *day, month, year = written_date(date).split()
    return " ".join([*day, month[:3], year])


def _rows(events: Sequence[Event]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            written_date(event.date),
            _HEADS[event.lane].rstrip("s"),
            event.event + cite(event.sources),
        )
        for event in events
    )
