"""Ask other hosts whether the addresses that we publish still work, and be polite about it.

At most one request at a time goes to a host, with a pause after each. A host that answers "try
later" is left alone for as long as it says (Retry-After, RFC 9110, section 10.2.3) or else for a
time that doubles (exponential back-off). HEAD is asked first; GET follows where HEAD is refused,
and where the page must be read to see whether it has the anchor and is the article at all.

aiohttp makes the requests: it is maintained, it can stop reading a body at any byte, and it
follows no redirect by itself. (httpx, the other candidate, has had no release for two years.)
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from urllib.parse import urldefrag, urljoin, urlsplit

import aiohttp

from lexicon.links import article
from lexicon.links.article import Article
from lexicon.links.verdict import Verdict

AGENT = "Mozilla/5.0 (compatible; lexicon-links/1.0)"


@dataclass(frozen=True)
class Limits:
    """How long, how often and how much; times in seconds."""

    request: float = 20
    total: float = 20 * 60
    pause: float = 1.0
    """After each request to a host."""

    attempts: int = 3
    backoff: float = 2.0
    """Before the second attempt; it doubles with each further one."""

    patience: float = 120
    """A host that asks to be left alone for longer is not asked again in this run."""

    hops: int = 10
    body: int = 2 * 1024 * 1024
    """Bytes of a page that are read."""

    hosts: int = 16
    """How many hosts are asked at the same time."""


@dataclass(frozen=True)
class Clock:
    """What tells and passes time; tests bring their own."""

    now: Callable[[], float] = time.time
    """Seconds since 1970."""

    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass
class _Host:
    """One host, and when it may be asked again."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0


@dataclass(frozen=True)
class _Answer:
    status: int
    location: str = ""
    retry_after: float | None = None
    is_html: bool = False
    encoding: str | None = None
    body: bytes = b""
    is_whole: bool = True
    """Whether the body ended before the limit."""


@dataclass(frozen=True)
class _End:
    """Where the redirects from an address ended."""

    address: str
    answer: _Answer
    permanent: str
    """The address that the permanent redirects at the start of the chain lead to."""


class _CheckError(Exception):
    """The address cannot be checked, or does not work."""

    def __init__(self, verdict: Verdict, is_final: bool = False) -> None:
        super().__init__(verdict.detail)
        self.verdict = verdict
        self.is_final = is_final or verdict.state == "broken"
        """Whether to ask again, or in another way, is of no use."""


async def check(
    addresses: Iterable[str], limits: Limits | None = None, clock: Clock | None = None
) -> Mapping[str, Verdict]:
    """The verdict on each address, in at most `limits.total` seconds.

    Addresses that differ in their fragment alone are asked for once.
    """
    return await Checker(limits or Limits(), clock or Clock()).check(addresses)


class Checker:
    """One run of the checker."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self.limits = limits
        self.clock = clock
        self.hosts: dict[str, _Host] = defaultdict(_Host)
        self.verdicts: dict[str, Verdict] = {}

    async def check(self, addresses: Iterable[str]) -> Mapping[str, Verdict]:
        """The verdict on each address."""
        fragments: dict[str, list[str]] = defaultdict(list)
        for address in dict.fromkeys(addresses):
            if not _is_web_address(address):
                verdict = Verdict("broken", "bad-address", "is no web address")
                self.verdicts[address] = _dated(verdict, self.clock.now())
                continue
            page, fragment = urldefrag(address)
            fragments[page].append(fragment)
        room = asyncio.Semaphore(self.limits.hosts)
        timeout = aiohttp.ClientTimeout(total=self.limits.request)
        connector = aiohttp.TCPConnector(limit=self.limits.hosts)
        headers = {"User-Agent": AGENT, "Accept": "text/html,*/*;q=0.8", "Accept-Language": "en"}
        async with aiohttp.ClientSession(
            timeout=timeout, connector=connector, headers=headers, max_field_size=65536
        ) as self.session:
            try:
                async with asyncio.timeout(self.limits.total):
                    await asyncio.gather(
                        *(self._of_host(room, pages) for pages in _by_host(fragments).values())
                    )
            except TimeoutError:
                detail = "was not reached before the run's time was over"
                late = _dated(Verdict("unsure", "not-reached", detail), self.clock.now())
                for page, names in fragments.items():
                    for name in names:
                        self.verdicts.setdefault(_join(page, name), late)
        return self.verdicts

    async def _of_host(self, room: asyncio.Semaphore, pages: Mapping[str, list[str]]) -> None:
        async with room:
            for page, fragments in pages.items():
                self.verdicts.update(await self._of_page(page, fragments))

    async def _of_page(self, page: str, fragments: list[str]) -> Mapping[str, Verdict]:
        verdicts: dict[str, Verdict] = {}
        try:
            end = await self._head(page)
            if end is None or end.answer.status >= 300 or end.answer.is_html:
                end = await self._follow("GET", page)
            content = end.answer
            found = article.read(content.body, content.encoding) if content.is_html else None
            for fragment in fragments:
                verdicts[_join(page, fragment)] = _judge(page, fragment, end, found)
        except _CheckError as failure:
            verdicts = {_join(page, fragment): failure.verdict for fragment in fragments}
        now = self.clock.now()
        return {address: _dated(verdict, now) for address, verdict in verdicts.items()}

    async def _head(self, page: str) -> _End | None:
        """The answer to HEAD, or None if GET may fare better: some servers refuse HEAD or hang."""
        try:
            return await self._follow("HEAD", page)
        except _CheckError as failure:
            if failure.is_final:
                raise
            return None

    async def _follow(self, method: str, address: str) -> _End:
        """Follow the redirects from an address to their end."""
        asked, permanent, is_permanent = [address], address, True
        while True:
            answer = await self._insist(method, asked[-1])
            if answer.status not in (301, 302, 303, 307, 308) or not answer.location:
                return _End(asked[-1], answer, permanent)
            there = _target(asked[-1], answer.location)
            if asked.count(there) > 1:  # once is normal: the first visit brings a cookie
                raise _broken("redirect-loop", f"redirects in a circle, by way of {there}")
            if len(asked) > self.limits.hops:
                raise _broken("redirect-loop", f"redirects more than {self.limits.hops} times")
            if not _is_web_address(there):
                raise _broken("bad-redirect", f"redirects to “{there}”, which is no web address")
            is_permanent = is_permanent and answer.status in (301, 308)
            permanent = there if is_permanent else permanent
            asked.append(there)

    async def _insist(self, method: str, address: str) -> _Answer:
        """Ask for an address again while the host says that it may work later."""
        attempts = 1 if method == "HEAD" else self.limits.attempts
        for attempt in range(attempts):
            pause = self.limits.backoff * 2**attempt
            try:
                answer = await self._ask(method, address)
                if answer.status not in _TRY_LATER:
                    return answer
                pause = pause if answer.retry_after is None else answer.retry_after
                failure = _CheckError(_try_later(answer), is_final=pause > self.limits.patience)
            except _CheckError as error:
                failure = error
            if failure.verdict.state == "unsure":
                self._leave_alone(address, pause)
            if failure.is_final:
                raise failure
        raise failure

    def _leave_alone(self, address: str, seconds: float) -> None:
        host = self.hosts[urlsplit(address).netloc]
        host.free_at = max(host.free_at, self.clock.now() + seconds)

    async def _ask(self, method: str, address: str) -> _Answer:
        host = self.hosts[urlsplit(address).netloc]
        async with host.lock:
            while (wait := host.free_at - self.clock.now()) > 0:
                if wait > self.limits.patience:
                    detail = "is on a host that asks to be left alone"
                    raise _CheckError(Verdict("unsure", "too-many-requests", detail), is_final=True)
                await self.clock.sleep(wait)
            try:
                return await self._request(method, address)
            except aiohttp.ClientSSLError as error:
                raise _broken("tls", f"has no valid TLS certificate ({_reason(error)})") from error
            except ValueError as error:  # aiohttp.InvalidURL is one
                raise _broken("bad-address", "is no web address") from error
            except TimeoutError as error:
                detail = f"did not answer within {self.limits.request:g} s"
                raise _unsure("time-out", detail) from error
            except (aiohttp.ClientError, OSError) as error:
                raise _unsure("no-connection", f"cannot be reached ({_reason(error)})") from error
            finally:
                self._leave_alone(address, self.limits.pause)

    async def _request(self, method: str, address: str) -> _Answer:
        async with self.session.request(method, address, allow_redirects=False) as response:
            body, is_whole = b"", True
            is_html = response.content_type in ("text/html", "application/xhtml+xml")
            if method == "GET" and is_html and response.status < 300:
                body = await _start_of(response, self.limits.body)
                is_whole = len(body) < self.limits.body
            later = _seconds(response.headers.get("Retry-After"), self.clock.now())
            location = response.headers.get("Location", "")
            return _Answer(
                response.status, location, later, is_html, response.charset, body, is_whole
            )


async def _start_of(response: aiohttp.ClientResponse, length: int) -> bytes:
    parts, size = [], 0
    async for part in response.content.iter_chunked(65536):
        parts.append(part)
        size += len(part)
        if size >= length:
            break
    return b"".join(parts)[:length]


def _judge(page: str, fragment: str, end: _End, found: Article | None) -> Verdict:
    """The verdict on an address whose host answered."""
    status = end.answer.status
    if status in (404, 410):
        code = "gone" if status == 410 else "not-found"
        return Verdict("broken", code, f"is not there (status {status})")
    if status in (401, 403, 407, 451):
        return Verdict("unsure", "refused", f"may not be read by a program (status {status})")
    if status >= 300:
        return Verdict("broken", "bad-status", f"answers with status {status}")
    if article.is_login(page, end.address, found):
        return Verdict("broken", "login", f"leads to a login page ({end.address})")
    if article.is_lost(page, end.address, found):
        return Verdict("broken", "soft-404", f"says that there is no such page ({end.address})")
    if found and fragment and not article.has_anchor(found, fragment):
        if not end.answer.is_whole:
            detail = f"is too long to look for “#{fragment}”"
            return Verdict("unsure", "too-long", detail)
        return Verdict("broken", "missing-anchor", f"has no anchor “#{fragment}”")
    if end.permanent != page:
        detail = "has moved for good"
        return Verdict("moved", "moved", detail, _join(end.permanent, fragment))
    return Verdict("ok")


def _dated(verdict: Verdict, now: float) -> Verdict:
    return replace(verdict, checked=now, since=now)


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and " " not in address


def _target(address: str, location: str) -> str:
    """Where a redirect leads; what it says, unchanged, if that cannot be read."""
    try:
        return urldefrag(urljoin(address, location.strip().replace(" ", "%20"))).url
    except ValueError:
        return location


def _by_host(fragments: Mapping[str, list[str]]) -> Mapping[str, Mapping[str, list[str]]]:
    hosts: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for page, names in fragments.items():
        hosts[urlsplit(page).netloc][page] = names
    return hosts


def _join(page: str, fragment: str) -> str:
    return f"{page}#{fragment}" if fragment else page


def _seconds(retry_after: str | None, now: float) -> float | None:
    """What Retry-After says, in seconds from now: it is a number of seconds or an HTTP date."""
    if not retry_after:
        return None
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        date = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(date.timestamp() - now, 0.0)


def _try_later(answer: _Answer) -> Verdict:
    if answer.status == 429:
        return Verdict("unsure", "too-many-requests", "asks us to come back later (status 429)")
    return Verdict("unsure", "server-error", f"fails (status {answer.status})")


def _broken(code: str, detail: str) -> _CheckError:
    return _CheckError(Verdict("broken", code, detail))


def _unsure(code: str, detail: str) -> _CheckError:
    return _CheckError(Verdict("unsure", code, detail))


def _reason(error: BaseException) -> str:
    cause = getattr(error, "os_error", None) or getattr(error, "certificate_error", None) or error
    return getattr(cause, "verify_message", "") or getattr(cause, "strerror", "") or str(cause)


_TRY_LATER = {408, 425, 429, 500, 501, 502, 503, 504}
