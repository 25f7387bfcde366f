"""A server on 127.0.0.1 that does what a script says, and a clock that tests wind by hand."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import trustme
from aiohttp import web
from lexicon.links.outside import Clock

Script = Callable[["Server", web.Request], Awaitable[web.StreamResponse]]


class WoundClock:
    """Time passes only when someone sleeps."""

    def __init__(self, now: float = 1_795_000_000.0) -> None:
        self.time = now
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds
        await asyncio.sleep(0)

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.time, self.sleep)


@dataclass
class Server:
    """What was asked of the server."""

    scripts: dict[str, Script]
    asked: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The methods with which each path was asked for, in order."""

    at_once: Counter[str] = field(default_factory=Counter)
    most_at_once: int = 0
    sent: int = 0
    """Bytes of the last long body that left."""

    home: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked[request.path].append(request.method)
        self.at_once["now"] += 1
        self.most_at_once = max(self.most_at_once, self.at_once["now"])
        try:
            return await self.scripts[request.path](self, request)
        finally:
            self.at_once["now"] -= 1


@asynccontextmanager
async def serving(scripts: dict[str, Script], broken_tls: bool = False) -> AsyncIterator[Server]:
    """A server that answers each path by its script; `broken_tls`: its certificate is its own."""
    server = Server(scripts)
    app = web.Application(client_max_size=1024)
    app.router.add_route("*", "/{path:.*}", server.answer)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    context: ssl.SSLContext | None = None
    if broken_tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    host, port = runner.addresses[0][:2]
    server.home = f"{'https' if broken_tls else 'http'}://{host}:{port}"
    try:
        yield server
    finally:
        await runner.cleanup()


def page(body: str = "<p>The article.</p>", title: str = "Article", status: int = 200) -> Script:
    """A page of HTML."""

    async def script(*_: object) -> web.StreamResponse:
        text = f"<!doctype html><title>{title}</title>{body}"
        return web.Response(text=text, status=status, content_type="text/html")

    return script


def status(code: int, **headers: str) -> Script:
    """An empty answer with a status and headers; `_` in their names stands for `-`."""

    fields = {name.replace("_", "-"): value for name, value in headers.items()}

    async def script(*_: object) -> web.StreamResponse:
        return web.Response(status=code, headers=fields)

    return script


def in_turn(*scripts: Script) -> Script:
    """One script for each request; the last goes on."""
    left = list(scripts)

    async def script(server: Server, request: web.Request) -> web.StreamResponse:
        return await (left.pop(0) if len(left) > 1 else left[0])(server, request)

    return script


def by_method(head: Script, get: Script) -> Script:
    """One script for HEAD, another for GET."""

    async def script(server: Server, request: web.Request) -> web.StreamResponse:
        return await (head if request.method == "HEAD" else get)(server, request)

    return script


async def never(*_: object) -> web.StreamResponse:
    """No answer."""
    await asyncio.sleep(60)
    return web.Response()


async def endless(server: Server, request: web.Request) -> web.StreamResponse:
    """A page of a gigabyte."""
    response = web.StreamResponse(headers={"Content-Type": "text/html"})
    await response.prepare(request)
    if request.method == "GET":
        part: Any = b"<p>" + b"x" * 65533
        for _ in range(16384):
            await response.write(part)
            server.sent += len(part)
    return response
