"""Tell a maintainer which external addresses need work: as an issue's text, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from lexicon.links.sources import Places
from lexicon.links.verdict import State, Verdict
from lexicon.problems import Problem


def markdown(
    verdicts: Mapping[str, Verdict],
    places: Mapping[str, Places],
    problems: Iterable[Problem] = (),
    unrecorded: Sequence[str] = (),
) -> str:
    """The text of the issue; empty if there is nothing to do or to know.

    `problems` are those of the exceptions, `unrecorded` the site's addresses that are not among
    the published ones yet.
    """
    parts = []
    for state, title, advice in _SECTIONS:
        chosen = {a: v for a, v in sorted(verdicts.items()) if v.state == state}
        if chosen:
            parts.append(f"## {title}: {len(chosen)}\n\n{advice}\n")
            parts += [
                _item(address, verdict, places[address]) for address, verdict in chosen.items()
            ]
            parts.append("")
    exceptions = [f"- `{p.path}:{p.line}`: {_plain(p.message)} {_plain(p.cure)}" for p in problems]
    if exceptions:
        parts += ["## Exceptions to look at\n", *exceptions, ""]
    if unrecorded:
        parts += [f"## New addresses: {len(unrecorded)}\n", _RECORD, ""]
        parts += [*(f"- `{_plain(address)}`" for address in unrecorded), ""]
    if not parts:
        return ""
    working = sum(verdict.state == "ok" for verdict in verdicts.values())
    return "\n".join([f"{len(verdicts)} external addresses, {working} work.\n", *parts])


def as_json(verdicts: Mapping[str, Verdict], places: Mapping[str, Places]) -> str:
    """Every verdict, and where the address stands."""
    values = [
        {"address": address, **asdict(verdict), "places": places[address]}
        for address, verdict in sorted(verdicts.items())
    ]
    return json.dumps(values, indent=1, ensure_ascii=False) + "\n"


def _item(address: str, verdict: Verdict, places: Sequence[str]) -> str:
    where = ", ".join(f"`{place}`" for place in places[:_SHOWN])
    more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
    new = f": write `{_plain(verdict.location)}`" if verdict.location else ""
    since = datetime.fromtimestamp(verdict.since, UTC).date()
    known = "" if verdict.state == "moved" else f", first seen {since}"
    detail = f"{_plain(verdict.detail)}{new}{known}"
    return f"- [ ] `{_plain(address)}` {detail}. In {where}{more} [{verdict.code}]"


def _plain(text: str) -> str:
    """Text from elsewhere, unable to end a code span, start a line or call a user."""
    return " ".join(text.replace("`", "'").replace("@", "@\u200b").split())


_SHOWN = 5

_MEND = (
    "Find where the page is now, or an archived copy, and mend each place named. Where the checker "
    "is wrong, add the address to `docs/data/link-exceptions.yml` with the reason and a last day."
)
_WAIT = (
    "These may work again by themselves; what fails for two weeks is listed as broken. A page that "
    "refuses programs can be given an exception once someone has looked at it."
)
_RECORD = "These pages are published; run `make site record` and commit, so that they stay."
_SECTIONS: tuple[tuple[State, str, str], ...] = (
    ("broken", "Broken", _MEND),
    ("moved", "Moved for good", "Write the new address in each place named."),
    ("unsure", "Not checked", _WAIT),
)
