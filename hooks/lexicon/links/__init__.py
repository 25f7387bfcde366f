"""Links: inside the built site, and from it to other hosts.

`documents` reads the addresses and anchors out of a built file; `inside` follows them within the
site; `origins` finds the source line that a built address comes from; `published` keeps the
promise that a published address goes on working, and `redirects` writes the pages that keep it.
`sources`, `outside`, `memory`, `exceptions` and `report` look after links to other hosts.

Checkers that exist were tried first. None does the inside job: lychee, the best of them, asks the
file system whether a file is there, so a wrong letter case passes on macOS and Windows, and
`../../../etc/passwd` passes everywhere; it reads no JSON-LD, sitemap, feed or meta refresh, and
sees no duplicate id. It serves as a second opinion in the tests. For links outside it cannot say
which redirects are permanent, keep exceptions that expire, or tell a login page from an article.
"""
