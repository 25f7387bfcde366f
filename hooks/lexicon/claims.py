"""Claims commonly made about the subject, and their verdicts in Markdown.

`[claim: id]` is a small label that tells the verdict on a claim and leads to it. `[claims]` and
`[verdicts]`, each a paragraph of its own, are every claim in full and the scale of verdicts.

What is said of a claim is written into the element tree as Markdown, with citations as
`[^source-id]`, so that terms are linked and sources noted as on any other page.
"""

from __future__ import annotations

import datetime
import re
import xml.etree.ElementTree as etree
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from pydantic import BaseModel, ConfigDict, Field

from lexicon import frontmatter
from lexicon.addresses import relative
from lexicon.bibliography import Bibliography
from lexicon.entry import Id, Plain, validate
from lexicon.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from markdown import Markdown

Verdict = Literal[
    "supported", "partly-supported", "disputed", "unsupported", "contradicted", "judgement"
]

SCALE: Mapping[Verdict, tuple[str, str]] = {
    "supported": (
        "Supported",
        "Primary sources, or several good ones, bear it out. A limit is named if there is one.",
    ),
    "partly-supported": (
        "Partly supported",
        "A part of it is borne out. Another part is not, or goes further than the evidence.",
    ),
    "disputed": (
        "Disputed",
        "Sources conflict, or some assert it and others deny it. The record settles nothing.",
    ),
    "unsupported": (
        "No evidence found",
        "We looked for a source or a measurement and found none. It may be true all the same.",
    ),
    "contradicted": (
        "Contradicted",
        "Primary sources, or several good ones, say otherwise.",
    ),
    "judgement": (
        "Matter of judgement",
        "It is an opinion or a forecast. Evidence can bear on it but cannot settle it now.",
    ),
}
"""What each verdict is called and what it means, in the order in which the scale is shown."""


class Statement(BaseModel):
    """A sentence or two, and where they come from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Plain = Field(description="One or two sentences of Markdown.")
    sources: tuple[Id, ...] = Field((), description="Ids of sources in the bibliography.")


class Claim(BaseModel):
    """One claim, who makes it, what speaks for and against it, and the verdict."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Id
    claim: Plain = Field(description="The claim as it is commonly made, as a sentence.")
    said_by: tuple[Statement, ...] = Field(min_length=1, description="Who says it, and when.")
    evidence_for: tuple[Statement, ...] = Field((), description="What speaks for it.")
    evidence_against: tuple[Statement, ...] = Field((), description="What speaks against it.")
    verdict: Verdict = Field(description="Where it stands on the scale.")
    judged: datetime.date = Field(strict=True, description="The date of the verdict.")
    because: Plain = Field(description="Why, in a sentence that needs no source of its own.")
    would_change: Plain = Field(description="What would change the verdict.")

    @property
    def label(self) -> str:
        """The verdict in words."""
        return SCALE[self.verdict][0]


Claims = Mapping[str, Claim]
"""The claims by id, in the order of the file."""


def read(file: Path, name: str, sources: Bibliography) -> tuple[Claims, list[Problem]]:
    """Read the file that lists the claims; `name` is its path in the repository, for messages.

    A claim that cannot be read is left out; one that names an unknown source is kept. Raises
    OSError if the file cannot be read.
    """
    text = frontmatter.decode(name, file.read_bytes())
    if isinstance(text, Problem):
        return {}, [text]
    matter, problems = frontmatter.read_list(name, text)
    claims: dict[str, Claim] = {}
    for index, values in enumerate(matter.values.get("items", [])):
        claim, more = validate(Claim, matter, values, ("items", index))
        problems += more
        if claim is None:
            continue
        if claim.id in claims:
            message, cure = f"The claim “{claim.id}” is listed twice.", "Delete one of the two."
            problems.append(matter.problem(("items", index, "id"), "duplicate-id", message, cure))
        claims.setdefault(claim.id, claim)
        for place, id_ in _cited(claim):
            if id_ not in sources:
                message = f"“{id_}” is no source of the bibliography."
                cure = did_you_mean(id_, sources, "Add the source to the bibliography.")
                where = ("items", index, *place)
                problems.append(matter.problem(where, "unknown-source", message, cure))
    return claims, problems


def _cited(claim: Claim) -> Iterable[tuple[frontmatter.Place, str]]:
    for key in ("said_by", "evidence_for", "evidence_against"):
        statements: tuple[Statement, ...] = getattr(claim, key)
        for number, statement in enumerate(statements):
            for position, id_ in enumerate(statement.sources):
                yield (key, number, "sources", position), id_


class ClaimExtension(Extension):
    """Lets a page cite a claim with `[claim: id]`, or show all of them with `[claims]`.

    Set `page` to the uri of the page before it is rendered.
    """

    def __init__(self, claims: Claims, shown_on: str = "claims.md") -> None:
        """Prepare to cite `claims`, which the page with the uri `shown_on` shows in full."""
        super().__init__()
        self.claims = claims
        self.shown_on = shown_on
        self.page = "index.md"
        self.unknown: list[str] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register both processors."""
        md.registerExtension(self)
        self.reset()
        # 10 makes paragraphs of whatever is left
        md.parser.blockprocessors.register(_Directives(md.parser, self.claims), "claims", 11)
        # 180 reads backslashes and 190 code, 170 and less read links
        md.inlinePatterns.register(_Label(self), "claim", 176)

    def reset(self) -> None:
        """Forget what was cited; Python-Markdown calls this between documents."""
        self.unknown = []
        """The ids in `[claim: ...]` that no claim has."""

    def problems(self, path: str, body: str, first_line: int) -> list[Problem]:
        """A warning wherever an unknown id stands in `body`, Markdown from line `first_line` on."""
        found = []
        for reference in re.finditer(_REFERENCE, body):
            id_, place = reference[1], reference.start()
            if id_ in self.unknown:
                line = first_line + body.count("\n", 0, place)
                column = place - body.rfind("\n", 0, place)
                message = f"“{reference[0]}” leads nowhere: no claim has this id."
                cure = did_you_mean(id_, self.claims, "Add the claim, or delete the label.")
                found.append(Problem(path, line, column, "unknown-claim", message, cure, "warning"))
        return found


_REFERENCE = r"(?<!\[)\[claim:[ ]*([^\[\]\n]*?)[ ]*\](?![\](])"


class _Label(InlineProcessor):
    def __init__(self, extension: ClaimExtension) -> None:
        super().__init__(_REFERENCE)
        self.extension = extension

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | None, int | None, int | None]:
        claim = self.extension.claims.get(m[1])
        if claim is None:
            self.extension.unknown.append(m[1])
            return None, None, None
        page = relative(self.extension.shown_on, self.extension.page)
        return label_element(claim, page), m.start(), m.end()


def label_element(claim: Claim, page: str) -> etree.Element:
    """The label that tells the verdict; `page` is the address of the page with the claims."""
    about = {"href": f"{page}#{claim.id}", "title": f"Verdict of {_day(claim)}"}
    label = etree.Element("a", {"class": "claim-label", "data-verdict": claim.verdict} | about)
    label.text = f"Claim: {claim.claim} "  # in full: else it would seem to be the sentence before
    etree.SubElement(label, "b").text = claim.label
    return label


class _Directives(BlockProcessor):
    """Replaces the paragraphs `[claims]` and `[verdicts]`."""

    def __init__(self, parser: Any, claims: Claims) -> None:
        super().__init__(parser)
        self.claims = claims

    def test(self, parent: etree.Element, block: str) -> bool:
        return bool(self.claims) and block.strip() in ("[claims]", "[verdicts]")

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        if blocks.pop(0).strip() == "[verdicts]":
            parent.append(scale_element(self.claims))
        else:
            parent.append(contents_element(self.claims))
            parent.extend(claim_element(claim) for claim in self.claims.values())


def scale_element(claims: Claims) -> etree.Element:
    """The scale as a list: each verdict, what it means, and how many claims have it."""
    scale = etree.Element("dl", {"class": "verdicts"})
    for verdict, (_, meaning) in SCALE.items():
        _verdict(etree.SubElement(scale, "dt"), verdict)
        count = sum(claim.verdict == verdict for claim in claims.values())
        number = {0: "No claim", 1: "One claim"}.get(count, f"{count} claims")
        etree.SubElement(scale, "dd").text = f"{meaning} {number} at present."
    return scale


def contents_element(claims: Claims) -> etree.Element:
    """A list that leads to each claim and tells its verdict."""
    contents = etree.Element("ul", {"class": "claim-list no-glossary"})
    for claim in claims.values():
        item = etree.SubElement(contents, "li")
        _verdict(item, claim.verdict).tail = " "
        etree.SubElement(item, "a", {"href": f"#{claim.id}"}).text = claim.claim
    return contents


def claim_element(claim: Claim) -> etree.Element:
    """One claim in full, as a section under a heading of level 2."""
    section = etree.Element("section", {"class": "claim", "aria-labelledby": claim.id})
    etree.SubElement(section, "h2", {"id": claim.id}).text = claim.claim.rstrip(".")
    verdict = etree.SubElement(section, "p", {"class": "claim__verdict"})
    _verdict(verdict, claim.verdict).tail = " "
    time = etree.SubElement(verdict, "time", {"datetime": claim.judged.isoformat()})
    time.text = _day(claim)
    etree.SubElement(section, "p", {"class": "claim__because"}).text = claim.because
    case = etree.SubElement(section, "dl", {"class": "claim__case"})
    _part(case, "Who says it", claim.said_by)
    _part(case, "Evidence for", claim.evidence_for)
    _part(case, "Evidence against", claim.evidence_against)
    _part(case, "What would change the verdict", [Statement(text=claim.would_change)])
    return section


def _verdict(parent: etree.Element, verdict: Verdict) -> etree.Element:
    shown = etree.SubElement(parent, "span", {"class": "verdict", "data-verdict": verdict})
    shown.text = SCALE[verdict][0]
    return shown


def _part(case: etree.Element, name: str, statements: Iterable[Statement]) -> None:
    etree.SubElement(case, "dt").text = name
    for statement in statements or [Statement(text="None that we found.")]:
        marks = "".join(f"[^{id_}]" for id_ in statement.sources)
        etree.SubElement(case, "dd").text = statement.text + marks


def _day(claim: Claim) -> str:
    return f"{claim.judged.day} {claim.judged:%B %Y}"
