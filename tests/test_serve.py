"""The live preview shows what the files say now, and nothing of what they said before."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sites import ENVIRONMENT, entry, small_site

PATIENCE = 30.0
"""After how many seconds a change that does not show is a failure."""

HOME = "# Home\n\nCUDA, CANN, ROCm, HBM, FP8, MoE and KV caches.\n"


class Server:
    """`mkdocs serve` in a small site."""

    def __init__(self, root: Path, port: int, log: Path) -> None:
        self.root, self.log = root, log
        self.address = f"http://127.0.0.1:{port}/"
        arguments = ["-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"]
        # the server itself must see to it that it does not write into what it watches
        environment = {k: v for k, v in ENVIRONMENT.items() if k != "PYTHONDONTWRITEBYTECODE"}
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=root,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        """All that the server wrote to the terminal."""
        return self.log.read_text("utf-8")

    def page(self, path: str) -> str | None:
        """The page at this path now; None if there is none."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:
                html: str = answer.read().decode("utf-8")
        except urllib.error.HTTPError as error:
            error.close()
            if error.code != 404:
                raise
            return None
        return html

    def write(self, path: str, text: str) -> None:
        (self.root / path).write_text(text, "utf-8")

    def replace(self, path: str, old: str, new: str) -> None:
        """Change a file by the only place where `old` stands in it."""
        text = (self.root / path).read_text("utf-8")
        assert text.count(old) == 1
        self.write(path, text.replace(old, new))

    def wait(self, ready: Callable[[], object]) -> None:
        """Wait until something is so; fail with what the server said if it never is."""
        deadline = time.monotonic() + PATIENCE
        while not ready():
            assert self.process.poll() is None, f"The server died.\n{self.said()}"
            assert time.monotonic() < deadline, f"The change never showed.\n{self.said()}"
            time.sleep(0.05)

    def wait_for(self, path: str, text: str) -> str:
        """The page at a path as soon as it holds a text."""
        self.wait(lambda: text in (self.page(path) or ""))
        return self.page(path) or ""

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    root = tmp_path_factory.mktemp("site")
    terms = ["CUDA", "CANN", "ROCm", "HBM", "FP8", "MoE"]
    entries = {f"glossary/{term.lower()}.md": entry(term) for term in terms}
    small_site(root, entries | {"docs/index.md": HOME, "glossary/index.md": "# Glossary\n"})
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Server(root, port, root.parent / f"{root.name}.log")
    try:
        server.wait(lambda: "Serving on" in server.said())
        yield server
    finally:
        server.stop()


def link_to(id_: str) -> str:
    return f'data-term="{id_}" href="glossary/{id_}/"'


def test_an_edited_entry_shows_at_once_everywhere(server: Server) -> None:
    assert "What CUDA is." in (server.page("") or "")
    server.write("glossary/cuda.md", entry("CUDA", "A new body.", definition="A new definition."))
    assert "A new definition." in server.wait_for("glossary/cuda/", "A new body.")
    for page in ("", "glossary/"):
        html = server.page(page) or ""
        assert "A new definition." in html
        assert "What CUDA is." not in html


def test_a_new_entry_gets_a_page_and_links(server: Server) -> None:
    assert link_to("kv-cache") not in (server.page("") or "")
    assert server.page("glossary/kv-cache/") is None
    server.write("glossary/kv-cache.md", entry("KV cache"))
    assert ">KV caches</a>" in server.wait_for("", link_to("kv-cache"))
    assert "Where it appears" in (server.page("glossary/kv-cache/") or "")
    assert 'href="kv-cache/"' in (server.page("glossary/") or "")


def test_a_renamed_entry_leaves_nothing_at_its_old_address(server: Server) -> None:
    assert link_to("cann") in (server.page("") or "")
    (server.root / "glossary/cann.md").rename(server.root / "glossary/huawei-cann.md")
    assert link_to("cann") not in server.wait_for("", link_to("huawei-cann"))
    assert server.page("glossary/cann/") is None
    assert "What CANN is." in (server.page("glossary/huawei-cann/") or "")
    assert 'href="cann/"' not in (server.page("glossary/") or "")


def test_a_removed_entry_is_gone(server: Server) -> None:
    assert link_to("rocm") in (server.page("") or "")
    (server.root / "glossary/rocm.md").unlink()
    server.wait(lambda: link_to("rocm") not in (server.page("") or ""))
    assert "ROCm" in (server.page("") or "")
    assert server.page("glossary/rocm/") is None
    assert "ROCm" not in (server.page("glossary/") or "")


def test_a_broken_entry_shows_its_mistake_until_it_is_mended(server: Server) -> None:
    whole = (server.root / "glossary/hbm.md").read_text("utf-8")
    server.replace("glossary/hbm.md", "definition:", "defnition:")
    mistake = "glossary/hbm.md:3:1: The key “defnition” is unknown. Did you mean “definition”?"
    html = server.wait_for("glossary/hbm/", "This entry cannot be shown")
    assert mistake in re.sub(r"<[^>]*>", "", html)
    assert f"ERROR   -  glossary: {mistake}" in server.said()
    home = server.page("") or ""
    assert "HBM" in home
    assert link_to("hbm") not in home
    server.write("glossary/hbm.md", whole)
    assert "cannot be shown" not in server.wait_for("glossary/hbm/", "What HBM is.")
    assert link_to("hbm") in (server.page("") or "")
    before = server.said().count(mistake)
    server.write("docs/index.md", HOME + "\nOne more rebuild.\n")
    server.wait_for("", "One more rebuild.")
    assert server.said().count(mistake) == before


def test_a_label_taken_twice_is_told_and_forgotten_when_it_is_given_up(server: Server) -> None:
    server.write("glossary/float8.md", entry("Float8", aliases=["FP8"]))
    taken = "The label “FP8” belongs to glossary/float8.md"
    server.wait(lambda: taken in server.said())
    server.write("glossary/float8.md", entry("Float8"))
    server.wait_for("glossary/", "What Float8 is.")
    server.wait(lambda: link_to("fp8") in (server.page("") or ""))
    assert "What Float8 is." in (server.page("glossary/float8/") or "")


def test_an_edited_template_shows(server: Server) -> None:
    template = "hooks/overrides/entry.html"
    server.replace(template, '<article class="entry">', '<article class="entry new-template">')
    server.wait_for("glossary/moe/", "entry new-template")
    server.replace(template, '<article class="entry new-template">', '<article class="entry">')
    server.wait(lambda: "new-template" not in (server.page("glossary/moe/") or "new-template"))


def test_an_edited_engine_is_used(server: Server) -> None:
    engine = "hooks/lexicon/linking.py"
    server.replace(engine, 'CLASS = "glossary-term"', 'CLASS = "glossary-word"')
    html = server.wait_for("", 'class="glossary-word"')
    assert 'class="glossary-term"' not in html
    server.replace(engine, 'CLASS = "glossary-word"', 'CLASS = "glossary-term"')
    assert 'class="glossary-word"' not in server.wait_for("", 'class="glossary-term"')


def test_an_edited_hook_is_used(server: Server) -> None:
    whole = (server.root / "glossary/hbm.md").read_text("utf-8")
    server.replace("hooks/glossary.py", "This entry cannot be shown:", "This entry has a mistake:")
    server.replace("glossary/hbm.md", "definition:", "defnition:")
    server.wait_for("glossary/hbm/", "This entry has a mistake:")
    server.write("glossary/hbm.md", whole)
    server.wait_for("glossary/hbm/", "What HBM is.")
