"""The front matter of a page that is no entry: an explainer, the home page, a list."""

from __future__ import annotations

import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from lexicon.entry import Id, Label, Plain
from lexicon.linking import PageOptions


class PageMatter(BaseModel):
    """What the front matter of an explainer, or of another page, may say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Label = Field(description="The page's title, as its heading has it.")
    description: Plain = Field(
        max_length=300,
        description="One sentence that says what the page answers: for search and lists.",
    )
    key_terms: tuple[Id, ...] = Field(
        (), description="Ids of the entries that a reader should know first."
    )
    reviewed: datetime.date | None = Field(
        None, strict=True, description="The date of the last factual review."
    )
    glossary: StrictBool | PageOptions = Field(
        True,
        description="false: no term is linked by itself. Or {skip: [id], link: every}.",
    )
    hide: tuple[Literal["navigation", "toc", "footer", "tags", "feedback"], ...] = Field(
        (), description="Parts of the page's frame that are left out."
    )
    template: str | None = Field(None, description="The template that shows the page.")
    search: dict[str, Any] | None = Field(
        None, description="Settings of the search, e.g. {exclude: true}."
    )
