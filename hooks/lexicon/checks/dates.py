"""Dates: reviews that are due, and dates that have not come yet."""

from __future__ import annotations

import datetime

from lexicon.checks.base import Found, at, check
from lexicon.frontmatter import FrontMatter
from lexicon.project import Project

REVIEW_EVERY = 365
"""Days after which a factual review is due."""


@check(
    "stale-review", "note", "The last factual review is more than a year old.",
    "Check every figure and claim against its source, then set `reviewed:` to that day.",
)  # fmt: skip
def stale_review(project: Project) -> Found:
    """Compare `reviewed` with today; an old review is nobody's mistake, so it fails nothing."""
    for page in project.pages:
        reviewed = page.matter.values.get("reviewed")
        if isinstance(reviewed, datetime.date) and _age(project, reviewed) > REVIEW_EVERY:
            message = f"The last review was on {reviewed}, {_age(project, reviewed)} days ago."
            yield at(page.matter, ("reviewed",), message)


@check(
    "future-date", "error", "A date of a review or a publication has not come yet.",
    "Write the day on which it was done or published.",
)  # fmt: skip
def future_date(project: Project) -> Found:
    """Look at the reviews of pages and the dates of sources."""
    for page in project.pages:
        reviewed = page.matter.values.get("reviewed")
        if isinstance(reviewed, datetime.date) and _age(project, reviewed) < -1:  # time zones
            yield at(page.matter, ("reviewed",), f"The review of {reviewed} lies in the future.")
    tomorrow = (project.today + datetime.timedelta(days=1)).isoformat()
    for id_, source in project.site.sources.items():
        if source.date != "n.d." and source.date > tomorrow[: len(source.date)]:
            matter, place = _source_place(project, id_)
            yield at(matter, (*place, "date"), f"The source “{id_}” is of {source.date}.")


def _age(project: Project, day: datetime.date) -> int:
    return (project.today - day).days


def _source_place(project: Project, id_: str) -> tuple[FrontMatter, tuple[str | int, ...]]:
    matter = project.bibliography
    items = matter.values.get("items", [])
    return matter, ("items", next(n for n, item in enumerate(items) if item.get("id") == id_))
