"""Tell an article from a login page and from an error in disguise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from lxml import etree, html


@dataclass(frozen=True)
class Article:
    """The parts of an HTML page that tell what it is."""

    title: str
    anchors: frozenset[str]
    asks_password: bool
    """Whether it has a field for a password."""


def read(content: bytes, encoding: str | None = None) -> Article:
    """Read an HTML page, or as much of one as there is."""
    try:
        parser = html.HTMLParser(encoding=encoding)
        root = html.document_fromstring(content or b"<html/>", parser=parser)
    except (etree.ParserError, LookupError):
        return Article("", frozenset(), asks_password=False)
    title = " ".join("".join(element.text_content() for element in root.iter("title")).split())
    fields = root.xpath("//input[translate(@type, 'PASWORD', 'pasword') = 'password']")
    return Article(title, frozenset(root.xpath("//@id | //a/@name")), bool(fields))


def has_anchor(article: Article, fragment: str) -> bool:
    """Whether the fragment of an address leads to a place on the page.

    A code host writes `user-content-` before the anchors of what users wrote, and its script
    finds them without.
    """
    name = unquote(fragment.partition(":~:")[0])
    names = {name, fragment, f"user-content-{name}"}
    return name in ("", "top") or bool(names & article.anchors)


def is_login(asked: str, answered: str, article: Article | None) -> bool:
    """Whether `answered`, where a request for `asked` ended, asks for a login or consent."""
    if _LOGIN.search(_place(asked)):
        return False
    if _LOGIN.search(_place(answered)):
        return True
    if article is None:
        return False
    return article.asks_password and bool(_LOGIN_TITLE.search(article.title))


def is_lost(asked: str, answered: str, article: Article | None) -> bool:
    """Whether the answer says "not found" under a status of success, or is the home page."""
    if _depth(asked) > 1 and _depth(answered) == 0 and not urlsplit(answered).query:
        return True
    return article is not None and bool(_LOST_TITLE.search(article.title))


def _place(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.hostname or ''}{parts.path}/"


def _depth(address: str) -> int:
    return len([step for step in urlsplit(address).path.split("/") if step])


_LOGIN = re.compile(
    r"(?:^|[/.])(?:log-?in|sign-?in|sign_in|sso|auth|authorize|consent|accounts?)(?:[/.]|$)",
    re.IGNORECASE,
)
_LOGIN_TITLE = re.compile(
    r"\b(?:log|sign)[ -]?in\b|\bsubscrib|\banmelden\b|登录|登入", re.IGNORECASE
)
_LOST_TITLE = re.compile(
    r"^(?:error )?404\b|\b404$|\b(?:page|file|article|content) (?:was )?(?:not|can.?t be|cannot be)"
    r" found\b|^not found$|页面不存在",
    re.IGNORECASE,
)
