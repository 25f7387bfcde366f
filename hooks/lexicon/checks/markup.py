"""HTML in Markdown that runs script, and images that say nothing to those who cannot see them."""

from __future__ import annotations

import re

from lexicon.checks.base import Found, check, within
from lexicon.project import Project
from lexicon.prose import without_code

_SCRIPT = re.compile(
    r"<(?:script|iframe|object|embed|applet|base|form|meta|link)\b"
    r"|<[a-z][^<>]*?[\s/\"']on[a-z]+\s*="  # onclick=...
    r"|<[a-z][^<>]*?\s(?:srcdoc|formaction)\s*="
    r"|\b(?:java|vb)script\s*:|\bdata\s*:\s*text/html",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"!\[(?P<alt>\s*)\](?:\(|\[)|<img\b(?P<attributes>[^<>]*)>", re.IGNORECASE)
_ALT = re.compile(r"\balt\s*=\s*(?:\"[^\"]*\S[^\"]*\"|'[^']*\S[^']*'|[^\s\"'>]+)", re.IGNORECASE)
_DECORATIVE = re.compile(r"\b(?:role\s*=\s*[\"']?presentation|aria-hidden)", re.IGNORECASE)


@check(
    "script-html", "error", "Raw HTML could run script or load another site.",
    "Delete it; write Markdown, or ask a maintainer for what you need.",
)  # fmt: skip
def script_html(project: Project) -> Found:
    """Look for elements, attributes and addresses that run script; not in code."""
    for page in project.pages:
        for block in page.blocks:
            if block.kind != "code" and (found := _SCRIPT.search(without_code(block.source))):
                shown = " ".join(found[0].split())
                yield within(page, block, found.start(), f"“{shown}” could run script.")


@check(
    "missing-alt", "error", "An image has no alternative text.",
    "Say in a few words what it shows: `![A router sends each token to two experts](…)`.",
)  # fmt: skip
def missing_alt(project: Project) -> Found:
    """Look at images in Markdown and in HTML; one marked as decoration needs none."""
    for page in project.pages:
        for block in page.blocks:
            text = without_code(block.source) if block.kind != "code" else ""
            for found in _IMAGE.finditer(text):
                if not _has_alt(found["attributes"]):
                    yield within(page, block, found.start(), "The image has no alternative text.")


def _has_alt(attributes: str | None) -> bool:
    """Whether an image says what it shows, or that it is decoration; None: it has no attributes."""
    return bool(attributes and (_ALT.search(attributes) or _DECORATIVE.search(attributes)))
