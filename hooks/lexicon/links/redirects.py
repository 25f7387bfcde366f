"""Pages at former addresses that lead to the present ones, on any host that serves files.

A page of HTML, without script: the browser follows it at once, search engines take the canonical
address, and a reader without either follows the link. Google reads an instant meta refresh as a
permanent redirect ("Redirects and Google Search", Search Central).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from posixpath import relpath
from urllib.parse import quote, urljoin


def of_page(redirects: object, address: str, folder: str) -> dict[str, str]:
    """The former addresses that a page's front matter names, each with the page's present one.

    `redirects` is the value of that key: for an entry, former ids, whose addresses lie in
    `folder` and end as the present one does; for another page, former addresses relative to the
    site's own, and `folder` is empty. What is no list of texts counts as empty: the front
    matter's check reports it.
    """
    former = redirects if isinstance(redirects, list) else []
    names = [name.strip("/") for name in former if isinstance(name, str)]
    end = ".html" if folder and address.endswith(".html") else "/"
    return {f"{folder}/{name}{end}".lstrip("/"): address for name in names if name}


def write(site: Path, former: Mapping[str, str], home: str | None) -> list[str]:
    """Write the pages that redirect into the folder `site`.

    Returns the former addresses at which there is a page already; those pages are left alone.
    Raises OSError if a file cannot be written.
    """
    taken = []
    for path, content in pages(former, home):
        file = (site / path).resolve()
        is_ours = file.exists() and file.read_text(encoding="utf-8") == content
        if (file.exists() and not is_ours) or not file.is_relative_to(site.resolve()):
            taken.append(path.removesuffix("index.html"))
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return taken


def pages(former: Mapping[str, str], home: str | None) -> Iterable[tuple[str, str]]:
    """The path in the site's folder, and the content, of each page that redirects.

    `former` maps former addresses to present ones, both relative to the site's own address
    `home`: `glossary/moe/` to `glossary/mixture-of-experts/`.
    """
    for old, new in sorted(former.items()):
        folder = old.removesuffix("index.html").rstrip("/")
        path = folder if folder.endswith(".html") else f"{folder}/index.html"
        start = folder.rpartition("/")[0] or "." if path == folder else folder
        link = escape(quote(relpath(new, start)) + ("/" if new.endswith("/") else ""))
        canonical = escape(urljoin(home, quote(new))) if home else link
        yield path, _PAGE.format(link=link, canonical=canonical)


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>This page has moved</title>
<link rel="canonical" href="{canonical}">
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="0; url={link}">
</head>
<body>
<p>This page has moved: <a href="{link}">go to where it is now</a>.</p>
</body>
</html>
"""
