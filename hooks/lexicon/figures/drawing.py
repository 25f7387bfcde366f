"""What a figure is made of, and small helpers to write SVG and numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from lexicon.bibliography import MONTHS
from lexicon.figures.data import Listing


@dataclass(frozen=True)
class Table:
    """A table whose cells are inline Markdown; the first cell of each row is its heading."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A figure ready to stand in a page."""

    title: str
    caption: str
    """Inline Markdown: what to see in the figure, and what it leaves out."""

    drawing: str | Table
    """HTML, or a table where the figure is one."""

    sources: tuple[str, ...] = ()
    """The ids of the sources of everything that is drawn."""

    tables: tuple[Table, ...] = ()
    """The same in words and numbers, for those who do not see the drawing."""

    script: bool = False
    """Whether the figure has a script, of its own name, that makes it interactive."""


def tag(name: str, *content: str, **attributes: object) -> str:
    """An element; `content` is markup, attributes are values. `class_` is class, `a_b` is a-b."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_value(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(content)}</{name}>"


def _value(value: object) -> str:
    return number(value) if isinstance(value, float) else str(value)


def svg(width: float, height: float, title: str, description: str, *content: str) -> str:
    """A drawing with its name and description for those who do not see it."""
    return tag(
        "svg", tag("title", escape(title)), tag("desc", escape(description)), *content,
        viewBox=f"0 0 {number(width)} {number(height)}", role="img",
    )  # fmt: skip


def text(x: float, y: float, words: str, **attributes: object) -> str:
    """Words in a drawing, at a place in its units."""
    return tag("text", escape(words), x=float(x), y=float(y), **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: object) -> str:
    """A straight line."""
    return tag("line", x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2), **attributes)


def controls(name: str, *fields: str) -> str:
    """The settings of an interactive figure, which its script shows: without it they are idle."""
    group = tag("div", *fields, class_="figure__controls", role="group", aria_label=name)
    return group.replace("<div", "<div hidden", 1)


def slider(name: str, label: str, low: float, high: float, step: float, value: float) -> str:
    """A number to set between two bounds, with its label and its value beside it."""
    # no <output>: a label would name that instead of the field
    shown = tag("b", number(value), aria_hidden="true")
    numbers = {"min": low, "max": high, "step": step, "value": value}
    written = " ".join(f'{key}="{number(given)}"' for key, given in numbers.items())
    field = f'<input type="range" name="{name}" {written} autocomplete="off">'
    return tag("label", tag("span", f"{label} ", shown), field)


def checkbox(name: str, label: str) -> str:
    """Something to switch on or off, at first off."""
    field = f'<input type="checkbox" name="{name}" autocomplete="off">'
    return tag("label", field, f" {label}")


def rounded(value: float, digits: int = 0) -> float:
    """Round half up, as the scripts do, so that both show the same."""
    scale = 10.0**digits
    return math.floor(value * scale + 0.5) / scale


def number(value: float, digits: int = 2) -> str:
    """A number with at most so many decimals and no needless zeros: 3.35, 4, 0.5."""
    shown = f"{rounded(value, digits):.{digits}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def grouped(value: float, digits: int = 2) -> str:
    """A number for reading: as `number`, with commas between thousands."""
    whole, _, rest = number(value, digits).partition(".")
    return f"{int(whole):,}" + (f".{rest}" if rest else "")


def cite(ids: Iterable[str]) -> str:
    """Citations in Markdown, with thin spaces between, lest 2 and 5 read as 25."""
    return "\u2009".join(f"[^{id_}]" for id_ in dict.fromkeys(ids))


def listed(listings: Iterable[Listing]) -> str:
    """Listings in Markdown: each value, its note or doubt, and its sources."""
    parts = []
    for listing in listings:
        remarks = [listing.note] if listing.note else []
        if listing.status == "disputed":
            remarks.append("disputed")
        remark = f" ({', '.join(remarks)})" if remarks else ""
        parts.append(f"{grouped(listing.value)}{remark}{cite(listing.sources)}")
    return "; ".join(parts) or "none found"


def written_date(date: str) -> str:
    """A date as a sentence writes it: 24 April 2026, or April 2026."""
    year, month, *day = date.split("-")
    return " ".join([*(str(int(d)) for d in day), MONTHS[int(month) - 1], year])
