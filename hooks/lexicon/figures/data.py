"""The data behind the figures: their models, and reading them from YAML files."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from lexicon import frontmatter
from lexicon.bibliography import Bibliography
from lexicon.entry import Id, Plain, validate
from lexicon.frontmatter import FrontMatter, Place
from lexicon.problems import Problem, did_you_mean

Status = Literal["confirmed", "reported", "disputed"]
Precision = Literal["bf16", "fp8", "fp4"]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Positive = Annotated[Number, Field(gt=0)]
Count = Annotated[StrictInt, Field(ge=1)]
Sources = Annotated[tuple[Id, ...], Field(min_length=1, description="Ids in the bibliography.")]

_DATE = re.compile(r"^\d{4}-\d{2}(-\d{2})?$")


def _date(text: str) -> str:
    if not _DATE.match(text):
        raise PydanticCustomError("date", "it is no date such as '2026-04-24' or '2026-04'")
    datetime.date.fromisoformat(text if len(text) == 10 else f"{text}-01")
    return text


Date = Annotated[Plain, AfterValidator(_date)]


class Record(BaseModel):
    """One item of a data file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Listing(Record):
    """A quantity as one or more sources list it."""

    value: Positive
    sources: Sources
    status: Status = "reported"
    note: Plain | None = None


class Arithmetic(Listing):
    """Dense arithmetic at a precision, in teraflops."""

    precision: Precision


class Chip(Record):
    """An accelerator. Of several listings of a quantity, the first is reckoned with."""

    id: Id
    name: Plain
    maker: Plain
    roadmap: StrictBool = Field(False, description="Announced by its maker; not measured.")
    teraflops: tuple[Arithmetic, ...] = ()
    memory_gb: tuple[Listing, ...] = ()
    bandwidth_tbs: tuple[Listing, ...] = ()

    def arithmetic(self, precision: Precision) -> tuple[Arithmetic, ...]:
        """The listings of arithmetic at one precision."""
        return tuple(listing for listing in self.teraflops if listing.precision == precision)


class Experts(Record):
    """The experts of one layer of a model."""

    routed: Count
    chosen: Count
    shared: StrictInt = Field(0, ge=0)
    sources: Sources


class Weights(Record):
    """How the weights of a model are stored."""

    format: Plain = Field(description="As the end of a sentence, e.g. four bits for all.")
    sources: Sources


class Model(Record):
    """A mixture-of-experts model; parameters are in billions."""

    id: Id
    name: Plain
    date: Date
    total: Positive
    active: Positive
    experts: Experts | None = None
    weights: Weights | None = None
    sources: Sources


class Event(Record):
    """Something that happened."""

    date: Date = Field(description="The day or, where it is not known, the month.")
    lane: Literal["controls", "launches"]
    label: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=22)] = Field(
        description="The event in two or three words, for the drawing."
    )
    event: Plain
    status: Status = "confirmed"
    sources: Sources


class Parts(Record):
    """What stands in one layer of one stack."""

    parts: Plain
    sources: Sources


class Layer(Record):
    """A layer of the AI stack in two ecosystems."""

    layer: Plain
    nvidia: Parts
    huawei: Parts
    both: Parts | None = None


class Expert(Record):
    """An expert in the small model of a router; the numbers are made up."""

    name: Plain
    chip: Count
    liking: Number = Field(description="What the router adds to the expert's score.")


class Answer(Record):
    """An answer and the teacher's score for it; the numbers are made up."""

    answer: Plain
    score: Number


@dataclass(frozen=True)
class Data:
    """All that the figures are drawn from; each field is the file of that name."""

    chips: tuple[Chip, ...] = ()
    models: tuple[Model, ...] = ()
    timeline: tuple[Event, ...] = ()
    stacks: tuple[Layer, ...] = ()
    router: tuple[Expert, ...] = ()
    distillation: tuple[Answer, ...] = ()


FILES: Mapping[str, type[Record]] = {
    "chips": Chip,
    "models": Model,
    "timeline": Event,
    "stacks": Layer,
    "router": Expert,
    "distillation": Answer,
}
"""The model of each file's items, by the file's stem."""


def read(root: Path, folder: str, sources: Bibliography) -> tuple[Data, list[Problem]]:
    """Read the data files in `folder`, a path in the repository at `root`.

    A file that is missing counts as empty; an item with a problem is left out. Raises OSError if
    a file cannot be read.
    """
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for stem, model in FILES.items():
        file = root / folder / f"{stem}.yml"
        if file.exists():
            records, more = read_file(f"{folder}/{stem}.yml", file.read_bytes(), model, sources)
            found[stem] = tuple(records)
            problems += more
    return Data(**found), problems


def read_file(
    path: str, source: bytes, model: type[Record], sources: Bibliography
) -> tuple[list[Record], list[Problem]]:
    """Read one data file; `path` is for the messages."""
    text = frontmatter.decode(path, source)
    if isinstance(text, Problem):
        return [], [text]
    matter, problems = frontmatter.read_list(path, text)
    records: list[Record] = []
    ids: set[str] = set()
    for index, values in enumerate(matter.values.get("items", [])):
        record, more = validate(model, matter, values, ("items", index))
        problems += more
        problems += _unknown_sources(matter, values, ("items", index), sources)
        if record is None:
            continue
        if (id_ := getattr(record, "id", None)) in ids and id_ is not None:
            message = f"“{id_}” is listed twice."
            place = ("items", index, "id")
            problems.append(
                matter.problem(place, "duplicate-id", message, "Delete one of the two.")
            )
            continue
        ids.add(str(id_))
        records.append(record)
    return records, problems


def _unknown_sources(
    matter: FrontMatter, value: object, place: Place, sources: Bibliography
) -> Iterator[Problem]:
    """A problem for each id under a key `sources`, however deep, that names no source."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "sources" and isinstance(inner, list):
                for index, id_ in enumerate(inner):
                    if id_ not in sources:
                        message = f"The bibliography has no source “{id_}”."
                        cure = did_you_mean(str(id_), sources, "Add it to the bibliography.")
                        at = (*place, key, index)
                        yield matter.problem(at, "unknown-source", message, cure)
            else:
                yield from _unknown_sources(matter, inner, (*place, key), sources)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _unknown_sources(matter, inner, (*place, index), sources)
