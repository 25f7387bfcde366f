"""Pictures of how the entries hang together, as numbers that a template draws.

Two drawings of all entries: a ring with curves across it, for wide screens, and a column with
arcs beside it, for narrow ones. In both, each label has a place of its own, so that none covers
another however many there are; a force-directed drawing cannot promise that. The ring with
curves that bend towards its centre is the layout of hierarchical edge bundling (D. Holten, 2006),
the column an arc diagram (J. Bertin, 1967). The same entries always give the same picture.

All lengths are in the SVG's own units, which are pixels where it is shown at its full size.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from lexicon.entry import Entry
from lexicon.glossary import Glossary

ROW = 22
"""The height of a label with the space around it."""

LETTER = 7.2
"""How wide a letter of a label is, roughly."""

LONGEST = 22
"""A title with more letters gives way to the abbreviation, if there is one."""

ROUNDS = 12
"""How often the order of the entries is improved; it settles well before."""


@dataclass(frozen=True)
class Node:
    """An entry in a drawing."""

    id: str
    title: str
    category: str
    x: float
    y: float
    text_x: float = 0
    text_y: float = 0
    angle: float = 0
    """By how many degrees the label is turned."""

    anchor: str = "start"
    """Which end of the label is at `text_x`, `text_y`: start or end."""

    rays: str = ""
    """The paths of all the node's edges."""


@dataclass(frozen=True)
class Edge:
    """A relation in a drawing."""

    path: str
    category: str = ""
    """The category that both entries have, or the empty string."""

    centre: bool = False
    """Whether it leads to the entry in the middle of a neighbourhood."""


@dataclass(frozen=True)
class Drawing:
    """What an SVG shows, in an area from 0, 0 to `width`, `height`."""

    kind: str
    width: int
    height: int
    nodes: Sequence[Node]
    edges: Sequence[Edge]


def grouped(glossary: Glossary, categories: Iterable[str]) -> list[tuple[str, list[str]]]:
    """The ids of the entries by category: in the order of `categories`, then any others.

    Within a category, those that are related stand close to each other, and close to their
    relations in the categories beside: each entry moves to the mean place of its neighbours,
    over and over (the barycentre heuristic of Sugiyama, Tagawa and Toda, 1981).
    """
    order = list(dict.fromkeys([*categories, *(e.category or "" for e in _entries(glossary))]))
    groups = {c: [i for i, e in glossary.entries.items() if (e.category or "") == c] for c in order}
    near = glossary.relations
    for _ in range(ROUNDS):
        place = {id_: n for n, id_ in enumerate(i for group in groups.values() for i in group)}
        for group in groups.values():
            group.sort(key=lambda id_: (_mean([place[o] for o in (*near[id_], id_)]), place[id_]))
    return [(category, group) for category, group in groups.items() if group]


def ring(glossary: Glossary, categories: Iterable[str]) -> Drawing:
    """All entries on a circle, category by category, with their relations as curves inside."""
    groups = grouped(glossary, categories)
    gap = 1.5
    slots = sum(len(group) + gap for _, group in groups) or 1
    radius = max(120.0, slots * ROW * 0.82 / math.tau)
    ids = [id_ for _, group in groups for id_ in group]
    turns: dict[str, float] = {}
    slot = gap / 2
    for _, group in groups:
        for id_ in group:
            turns[id_] = math.tau * slot / slots - math.pi / 2
            slot += 1
        slot += gap
    out = radius + 11  # where the labels begin
    ends = {i: out + ROW / 2 + LETTER * len(_short(glossary.entries[i])) for i in ids}
    reach = [(ends[i] * math.cos(turns[i]), ends[i] * math.sin(turns[i])) for i in ids]
    left, right = (pick((x for x, _ in reach), default=0) for pick in (min, max))
    top, bottom = (pick((y for _, y in reach), default=0) for pick in (min, max))

    def at(turn: float, far: float) -> tuple[float, float]:
        return round(far * math.cos(turn) - left, 1), round(far * math.sin(turn) - top, 1)

    places = {id_: at(turns[id_], radius) for id_ in ids}

    def curve(a: str, b: str) -> str:
        (ax, ay), (bx, by) = places[a], places[b]
        pull = 0.25 + 0.7 * min(1.0, math.dist(places[a], places[b]) / (1.6 * radius))
        cx, cy = (ax + bx) / 2 * (1 - pull) - left * pull, (ay + by) / 2 * (1 - pull) - top * pull
        return f"M{_n(ax)} {_n(ay)}Q{_n(cx)} {_n(cy)} {_n(bx)} {_n(by)}"

    def node(id_: str, rays: str) -> Node:
        entry, turn = glossary.entries[id_], turns[id_]
        on_left = math.cos(turn) < 0
        angle = round(math.degrees(turn) + (180 if on_left else 0), 1)
        anchor = "end" if on_left else "start"
        return Node(
            id_, _short(entry), entry.category or "", *places[id_], *at(turn, out),
            angle, anchor, rays,
        )  # fmt: skip

    size = math.ceil(right - left), math.ceil(bottom - top)
    return _drawing("ring", size, ids, glossary, curve, node)


def column(glossary: Glossary, categories: Iterable[str], width: int = 380) -> Drawing:
    """All entries in a column, category by category, with their relations as arcs on the left."""
    groups = grouped(glossary, categories)
    longest = max((len(_short(e)) for e in _entries(glossary)), default=0)
    x = max(60.0, width - 16 - LETTER * longest)
    places: dict[str, float] = {}
    y = float(ROW)
    for _, group in groups:
        for id_ in group:
            places[id_] = y
            y += ROW
        y += ROW / 2
    span = max(places.values(), default=1.0)

    def arc(a: str, b: str) -> str:
        top, bottom = places[a], places[b]
        reach = 1.3 * (x - 6) * (abs(top - bottom) / span) ** 0.55
        left = x - min(reach, 1.3 * (x - 6))
        return (
            f"M{_n(x)} {_n(top)}C{_n(left)} {_n(top)} {_n(left)} {_n(bottom)} {_n(x)} {_n(bottom)}"
        )

    def node(id_: str, rays: str) -> Node:
        entry, y = glossary.entries[id_], places[id_]
        category = entry.category or ""
        return Node(id_, _short(entry), category, round(x, 1), y, round(x + 10, 1), y, rays=rays)

    return _drawing("column", (width, math.ceil(y)), list(places), glossary, arc, node)


def neighbourhood(glossary: Glossary, id_: str, narrower: Sequence[str]) -> Drawing | None:
    """An entry and those near it, or None if it stands alone.

    The entry is on the left, its neighbours in a column beside it: the broader ones, then the
    narrower, then the others. Arcs on the right join neighbours that are related to each other.
    """
    near = glossary.relations
    entry = glossary.entries[id_]
    ranked = [*entry.broader, *narrower, *entry.related, *near[id_]]
    others = [other for other in dict.fromkeys(ranked) if other in near[id_]][:10]
    if not others:
        return None
    titles = [_short(glossary.entries[other]) for other in others]
    x, right = 74, 74 + 18 + LETTER * max(map(len, titles))
    height = ROW * len(others) + 8
    rows = {other: 4 + ROW * (n + 0.5) for n, other in enumerate(others)}
    nodes = [Node(id_, entry.title, entry.category or "", 10, height / 2)]
    nodes += [
        Node(o, _short(glossary.entries[o]), glossary.entries[o].category or "", x, y)
        for o, y in rows.items()
    ]
    edges = [
        Edge(f"M10 {_n(height / 2)}C42 {_n(height / 2)} 42 {_n(y)} {x} {_n(y)}", centre=True)
        for y in rows.values()
    ]
    reach = 0.0
    for n, a in enumerate(others):
        for b in others[n + 1 :]:
            if b in near[a]:
                out = 14 + 5 * abs(others.index(b) - n)
                reach = max(reach, out)
                start = right + 2
                edges.append(
                    Edge(
                        f"M{_n(start)} {_n(rows[a])}C{_n(start + out)} {_n(rows[a])} "
                        f"{_n(start + out)} {_n(rows[b])} {_n(start)} {_n(rows[b])}"
                    )
                )
    return Drawing("neighbourhood", math.ceil(right + reach + 6), height, nodes, edges)


def _drawing(
    kind: str,
    size: tuple[int, int],
    ids: Sequence[str],
    glossary: Glossary,
    path: Callable[[str, str], str],
    node: Callable[[str, str], Node],
) -> Drawing:
    near = glossary.relations
    edges = []
    rays: dict[str, list[str]] = {id_: [] for id_ in ids}
    place = {id_: n for n, id_ in enumerate(ids)}
    for a in ids:
        for b in sorted((o for o in near[a] if place[o] > place[a]), key=place.__getitem__):
            drawn = path(a, b)
            rays[a].append(drawn)
            rays[b].append(drawn)
            one, other = (glossary.entries[i].category or "" for i in (a, b))
            edges.append(Edge(drawn, one if one == other else ""))
    nodes = [node(id_, "".join(rays[id_])) for id_ in ids]
    return Drawing(kind, *size, nodes, edges)


def _entries(glossary: Glossary) -> Collection[Entry]:
    return glossary.entries.values()


def _short(entry: Entry) -> str:
    long = len(entry.title) > LONGEST and entry.abbreviation
    return long or entry.title


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
