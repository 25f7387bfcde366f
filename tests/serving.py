"""The built site behind a server that compresses as a host would, and the browser to read it."""

from __future__ import annotations

import functools
import gzip
import http.server
import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SITE = ROOT / "site"
EXPLAINER = "explainers/deepseek-v4-on-ascend/"
KINDS = ["", "glossary/", "glossary/hbm/", EXPLAINER, "explainers/", "map/", "404.html"]
"""One page of each kind."""

ARGUMENTS = """--no-sandbox --disable-gpu --disable-quic --no-first-run
    --disable-background-networking --disable-component-update --disable-sync""".split()


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder with gzip, and its 404.html for what is not there."""

    protocol_version = "HTTP/1.1"
    zipped: dict[str, bytes] = {}  # noqa: RUF012 - shared on purpose: each file is compressed once

    def log_request(self, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_dir() and not self.path.partition("?")[0].endswith("/"):
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", self.path + "/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if path.is_dir():
            path /= "index.html"
        found = path.is_file()
        file = path if found else Path(self.directory, "404.html")
        if (name := str(file)) not in self.zipped:
            self.zipped[name] = gzip.compress(self._content(file), 9)
        body = self.zipped[name]
        self.send_response(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", self.guess_type(name))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _content(self, file: Path) -> bytes:
        """The file; the site map, which instant navigation reads, as if the site were this one."""
        content = file.read_bytes()
        if file.name == "sitemap.xml":
            here = b"<loc>http://" + self.headers["Host"].encode() + b"/"
            content = re.sub(rb"<loc>https?://[^/]+/", here, content)
        return content


def chromium() -> str | None:
    """Where Chromium is, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def explainers() -> list[str]:
    """The address of every explainer, relative to the site's."""
    pages = sorted(SITE.glob("explainers/*/index.html"))
    return [page.parent.relative_to(SITE).as_posix() + "/" for page in pages]


@contextmanager
def serve() -> Iterator[str]:
    """Serve the site on a free port of this machine; yields its address."""
    handler = functools.partial(Handler, directory=str(SITE))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
