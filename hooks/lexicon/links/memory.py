"""What earlier runs found out, so that a run asks only for what it has to.

The file is JSON: one object for each address. A cache that cannot be read counts as empty.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path

from lexicon.links.verdict import Verdict

DAY = 86_400.0
"""Seconds."""

FRESH = 6 * DAY
"""How long an address that works is taken to go on working: less than the week between two runs,
so that a link that breaks is reported within a week."""

PATIENCE = 14 * DAY
"""An address that could not be checked for so long is broken."""


def read(path: Path) -> dict[str, Verdict]:
    """The verdicts in the file, by address."""
    try:
        return {k: Verdict(**v) for k, v in json.loads(path.read_text("utf-8")).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write(path: Path, verdicts: Mapping[str, Verdict]) -> None:
    """Write the verdicts to the file. Raises OSError if that cannot be done."""
    path.parent.mkdir(parents=True, exist_ok=True)
    values = {address: asdict(verdict) for address, verdict in sorted(verdicts.items())}
    path.write_text(json.dumps(values, indent=1, ensure_ascii=False) + "\n", "utf-8")


def is_fresh(verdict: Verdict, now: float) -> bool:
    """Whether the address need not be asked for again: it worked a short time ago."""
    return verdict.state in ("ok", "moved") and 0 <= now - verdict.checked < FRESH


def stale(known: Mapping[str, Verdict], addresses: Iterable[str], now: float) -> list[str]:
    """The addresses that must be asked for."""
    return [a for a in addresses if a not in known or not is_fresh(known[a], now)]


def merge(known: Mapping[str, Verdict], found: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """What is known after a run: a state that has not changed keeps the time it began."""
    merged = dict(known)
    for address, verdict in found.items():
        before = known.get(address)
        lasts = before and before.state == verdict.state and before.code not in _OUR_FAULT
        merged[address] = replace(verdict, since=before.since) if before and lasts else verdict
    return merged


def settle(verdict: Verdict, now: float) -> Verdict:
    """The verdict to report: who could not be reached for two weeks is gone, not busy."""
    lasts = now - verdict.since
    if verdict.state == "unsure" and verdict.code not in _OUR_FAULT and lasts >= PATIENCE:
        detail = f"{verdict.detail}, for {lasts / DAY:.0f} days now"
        return replace(verdict, state="broken", detail=detail)
    return verdict


_OUR_FAULT = ("refused", "too-long", "too-many-requests", "not-reached")
"""Reasons that say nothing about the address."""
