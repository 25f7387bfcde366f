"""External addresses that the checker is told to leave out, each with a reason and a last day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lexicon import frontmatter
from lexicon.entry import validate
from lexicon.problems import Problem

FILE = "docs/data/link-exceptions.yml"

_Text = Annotated[str, StringConstraints(strict=True, min_length=1)]


class Exemption(BaseModel):
    """One address, or with `*` at its end all that begin alike, that is not to be reported."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: _Text = Field(description="The address as the text has it; may end with *.")
    reason: _Text = Field(description="Why the checker is wrong about it.")
    expires: datetime.date = Field(strict=True, description="The last day of the exception.")

    def covers(self, address: str) -> bool:
        """Whether the exception is about this address."""
        if self.address.endswith("*"):
            return address.startswith(self.address[:-1])
        return address == self.address


@dataclass(frozen=True)
class Exemptions:
    """The exceptions that are in force, and what is wrong with the file."""

    items: tuple[Exemption, ...] = ()
    problems: tuple[Problem, ...] = ()

    def cover(self, address: str) -> bool:
        """Whether an exception is about this address."""
        return any(item.covers(address) for item in self.items)


def read(root: Path, addresses: Iterable[str], today: datetime.date) -> Exemptions:
    """Read the repository's exceptions; report those that expired or concern no address."""
    path = root / FILE
    if not path.is_file():
        return Exemptions()
    text = frontmatter.decode(FILE, path.read_bytes())
    if isinstance(text, Problem):
        return Exemptions(problems=(text,))
    if not any(line and not line.startswith("#") for line in text.split("\n")):
        return Exemptions()
    matter, problems = frontmatter.read_list(FILE, text)
    known, items = set(addresses), []
    for index, values in enumerate(matter.values.get("items", ())):
        place = ("items", index)
        item, more = validate(Exemption, matter, values, place)
        problems += more
        if item is None:
            continue
        if item.expires < today:
            message = f"The exception for {item.address} expired on {item.expires}."
            cure = "Check the address by hand; then mend the link, or set a later date."
            problems.append(matter.problem((*place, "expires"), "exception-expired", message, cure))
            continue
        if not any(item.covers(address) for address in known):
            message = f"No page has an address that the exception for {item.address} is about."
            problems.append(matter.problem(place, "exception-unused", message, "Delete it."))
        items.append(item)
    return Exemptions(tuple(items), tuple(problems))
