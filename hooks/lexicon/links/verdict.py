"""What is known about one external address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "moved", "broken", "unsure"]
"""`ok`: it works; `moved`: it works, but has a new address for good; `broken`: it will not work
until someone does something; `unsure`: it could not be checked, and may work again by itself."""


@dataclass(frozen=True)
class Verdict:
    """The outcome of checking one address."""

    state: State
    code: str = "ok"
    """A short name for the outcome, e.g. `not-found`."""

    detail: str = ""
    """What happened, as the end of a sentence that begins with the address."""

    location: str = ""
    """The new address, if the old one moved."""

    checked: float = 0.0
    """When it was checked, in seconds since 1970."""

    since: float = 0.0
    """When this state was first seen, in seconds since 1970."""
