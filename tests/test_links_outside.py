"""The checker of links to other hosts, against a server that does what a script says."""

from __future__ import annotations

import asyncio
import time
from email.utils import formatdate

import pytest
from lexicon.links import outside
from lexicon.links.outside import Limits
from lexicon.links.verdict import Verdict
from links_server import (
    Script,
    Server,
    WoundClock,
    by_method,
    endless,
    in_turn,
    never,
    page,
    serving,
    status,
)

LIMITS = Limits(request=0.3, total=20, pause=1, attempts=3, backoff=2, patience=120, body=200_000)


def ask(
    scripts: dict[str, Script],
    *paths: str,
    limits: Limits = LIMITS,
    clock: WoundClock | None = None,
    broken_tls: bool = False,
) -> tuple[list[Verdict], Server, WoundClock]:
    """The verdicts on the paths, the server, and the clock as it stands afterwards."""
    wound = clock or WoundClock()

    async def run() -> tuple[list[Verdict], Server]:
        async with serving(scripts, broken_tls) as server:
            addresses = [path if "://" in path else server.home + path for path in paths]
            verdicts = await outside.check(addresses, limits, wound.clock)
            return [verdicts[address] for address in addresses], server

    return (*asyncio.run(run()), wound)


def outcome(scripts: dict[str, Script], path: str) -> tuple[str, str]:
    (verdict,), _, _ = ask(scripts, path)
    return verdict.state, verdict.code


def test_a_page_that_is_there_is_ok() -> None:
    assert outcome({"/a": page()}, "/a") == ("ok", "ok")


def test_404_is_broken() -> None:
    assert outcome({"/a": status(404)}, "/a") == ("broken", "not-found")


def test_410_is_gone() -> None:
    assert outcome({"/a": status(410)}, "/a") == ("broken", "gone")


def test_404_is_not_asked_for_again_but_with_get() -> None:
    _, server, _ = ask({"/a": status(404)}, "/a")
    assert server.asked["/a"] == ["HEAD", "GET"]


@pytest.mark.parametrize("code", [401, 403, 451])
def test_a_page_that_refuses_programs_is_unsure(code: int) -> None:
    assert outcome({"/a": status(code)}, "/a") == ("unsure", "refused")


def test_retry_after_in_seconds_is_honoured() -> None:
    script = in_turn(status(429, Retry_After="37"), page())
    (verdict,), _, wound = ask({"/a": script}, "/a")
    assert verdict.state == "ok"
    assert max(wound.slept) == pytest.approx(37)


def test_retry_after_as_a_date_is_honoured() -> None:
    wound = WoundClock(1_795_000_000.0)
    date = formatdate(wound.time + 55, usegmt=True)
    (verdict,), _, _ = ask(
        {"/a": in_turn(status(503, Retry_After=date), page())}, "/a", clock=wound
    )
    assert verdict.state == "ok"
    assert max(wound.slept) == pytest.approx(55)


def test_retry_after_holds_for_every_address_of_the_host() -> None:
    scripts = {"/a": in_turn(status(429, Retry_After="60"), page()), "/b": page()}
    verdicts, _, wound = ask(scripts, "/a", "/b")
    assert [v.state for v in verdicts] == ["ok", "ok"]
    assert sum(wound.slept) >= 60


def test_a_host_that_asks_for_an_hour_is_left_alone() -> None:
    scripts = {"/a": status(429, Retry_After="3600"), "/b": page()}
    verdicts, server, wound = ask(scripts, "/a", "/b")
    assert [(v.state, v.code) for v in verdicts] == [("unsure", "too-many-requests")] * 2
    assert server.asked["/a"] == ["HEAD"]
    assert server.asked["/b"] == []
    assert sum(wound.slept) < 60


def test_a_host_that_never_has_time_is_unsure_after_three_attempts() -> None:
    (verdict,), server, _ = ask({"/a": status(429)}, "/a")
    assert (verdict.state, verdict.code) == ("unsure", "too-many-requests")
    assert server.asked["/a"] == ["HEAD", "GET", "GET", "GET"]


def test_a_server_that_fails_twice_then_answers_is_ok() -> None:
    (verdict,), server, wound = ask({"/a": in_turn(status(500), status(502), page())}, "/a")
    assert verdict.state == "ok"
    assert server.asked["/a"] == ["HEAD", "GET", "GET"]
    assert wound.slept == pytest.approx([2, 2])


def test_the_wait_before_each_further_attempt_doubles() -> None:
    _, _, wound = ask({"/a": status(500)}, "/a", limits=Limits(pause=0, backoff=2, attempts=4))
    assert wound.slept == pytest.approx([2, 2, 4, 8])


def test_a_server_that_always_fails_is_unsure() -> None:
    assert outcome({"/a": status(500)}, "/a") == ("unsure", "server-error")


def test_a_server_that_does_not_answer_is_unsure_and_costs_bounded_time() -> None:
    before = time.monotonic()
    (verdict,), server, _ = ask({"/a": never}, "/a")
    assert (verdict.state, verdict.code) == ("unsure", "time-out")
    assert len(server.asked["/a"]) == 4
    assert time.monotonic() - before < 4 * LIMITS.request + 2


def test_a_host_that_is_not_there_is_unsure() -> None:
    async def closed_port() -> str:
        async with serving({}) as server:
            return server.home

    (verdict,), _, _ = ask({}, asyncio.run(closed_port()) + "/a")
    assert (verdict.state, verdict.code) == ("unsure", "no-connection")


def test_a_permanent_move_is_reported_with_the_new_address() -> None:
    scripts = {"/old": status(301, Location="/new"), "/new": page("<h2 id='part'>Part</h2>")}
    (verdict,), server, _ = ask(scripts, "/old#part")
    assert (verdict.state, verdict.location) == ("moved", f"{server.home}/new#part")


def test_a_chain_of_permanent_moves_is_reported_with_its_end() -> None:
    scripts = {
        "/a": status(301, Location="/b"),
        "/b": status(308, Location="/c"),
        "/c": page(),
    }
    (verdict,), server, _ = ask(scripts, "/a")
    assert (verdict.state, verdict.location) == ("moved", f"{server.home}/c")


def test_what_follows_a_temporary_redirect_is_not_permanent() -> None:
    scripts = {
        "/a": status(301, Location="/b"),
        "/b": status(302, Location="/c"),
        "/c": status(301, Location="/d"),
        "/d": page(),
    }
    (verdict,), server, _ = ask(scripts, "/a")
    assert (verdict.state, verdict.location) == ("moved", f"{server.home}/b")


def test_a_temporary_redirect_is_ok() -> None:
    assert outcome({"/a": status(307, Location="/b"), "/b": page()}, "/a") == ("ok", "ok")


def test_a_redirect_to_nothing_is_broken() -> None:
    assert outcome({"/a": status(301, Location="/b"), "/b": status(404)}, "/a") == (
        "broken",
        "not-found",
    )


def test_a_redirect_loop_is_broken() -> None:
    scripts = {"/a": status(302, Location="/b"), "/b": status(302, Location="/a")}
    assert outcome(scripts, "/a") == ("broken", "redirect-loop")


def test_a_redirect_to_itself_that_brings_a_cookie_is_ok() -> None:
    scripts = {"/a": in_turn(status(302, Location="/a", Set_Cookie="seen=1"), page())}
    assert outcome(scripts, "/a") == ("ok", "ok")


def test_redirects_without_end_are_broken() -> None:
    scripts = {f"/{n}": status(302, Location=f"/{n + 1}") for n in range(30)}
    (verdict,), server, _ = ask(scripts, "/0")
    assert (verdict.state, verdict.code) == ("broken", "redirect-loop")
    assert sum(map(len, server.asked.values())) == LIMITS.hops + 1


def test_a_redirect_to_no_web_address_is_broken() -> None:
    assert outcome({"/a": status(302, Location="file:///etc")}, "/a") == ("broken", "bad-redirect")


@pytest.mark.parametrize("refusal", [400, 403, 404, 405, 500, 501])
def test_where_head_is_refused_get_decides(refusal: int) -> None:
    (verdict,), server, _ = ask({"/a": by_method(status(refusal), page())}, "/a")
    assert verdict.state == "ok"
    assert server.asked["/a"] == ["HEAD", "GET"]


def test_where_head_hangs_get_decides() -> None:
    assert outcome({"/a": by_method(never, page())}, "/a") == ("ok", "ok")


def test_a_file_is_asked_for_with_head_alone() -> None:
    (verdict,), server, _ = ask({"/a.pdf": status(200, Content_Type="application/pdf")}, "/a.pdf")
    assert verdict.state == "ok"
    assert server.asked["/a.pdf"] == ["HEAD"]


def test_a_distrusted_certificate_is_broken_at_once() -> None:
    (verdict,), _, wound = ask({"/a": page()}, "/a", broken_tls=True)
    assert (verdict.state, verdict.code) == ("broken", "tls")
    assert wound.slept == []


def test_an_anchor_that_is_there_is_ok() -> None:
    scripts = {"/a": page("<h2 id='teil-ä'>Teil</h2><a name='old'></a><p id='user-content-x'>")}
    verdicts, server, _ = ask(scripts, "/a#teil-%C3%A4", "/a#old", "/a#x", "/a#top", "/a")
    assert [v.state for v in verdicts] == ["ok"] * 5
    assert server.asked["/a"] == ["HEAD", "GET"], "the page is read once for all its anchors"


def test_a_missing_anchor_is_broken_and_the_page_is_not() -> None:
    verdicts, _, _ = ask({"/a": page("<h2 id='part'>")}, "/a#prat", "/a")
    assert [(v.state, v.code) for v in verdicts] == [("broken", "missing-anchor"), ("ok", "ok")]


def test_a_text_fragment_is_no_anchor() -> None:
    assert outcome({"/a": page()}, "/a#:~:text=article") == ("ok", "ok")


def test_no_more_than_the_limit_of_a_huge_page_is_read() -> None:
    (plain, anchored), server, _ = ask({"/a": endless}, "/a", "/a#far")
    assert plain.state == "ok"
    assert (anchored.state, anchored.code) == ("unsure", "too-long")
    assert server.sent < 20_000_000


@pytest.mark.parametrize("login", ["/login", "/users/sign_in", "/oauth/authorize", "/sso/"])
def test_a_redirect_to_a_login_page_is_broken(login: str) -> None:
    scripts = {"/news/article": status(302, Location=f"{login}?next=1"), login: page()}
    assert outcome(scripts, "/news/article") == ("broken", "login")


def test_a_login_page_in_place_of_the_article_is_broken() -> None:
    form = "<form><input name=user><input type=PassWord></form>"
    assert outcome({"/a": page(form, title="Sign in to read on")}, "/a") == ("broken", "login")


def test_an_article_with_a_login_form_in_its_corner_is_ok() -> None:
    form = "<form><input type=password></form><p>The article.</p>"
    assert outcome({"/a": page(form, title="Chips and rules")}, "/a") == ("ok", "ok")


def test_a_link_to_a_login_page_on_purpose_is_ok() -> None:
    form = "<input type=password>"
    assert outcome({"/login": page(form, title="Log in")}, "/login") == ("ok", "ok")


def test_an_article_about_logging_is_ok() -> None:
    assert outcome({"/blog/authors/login-flows": page()}, "/blog/authors/login-flows")[0] == "ok"


def test_not_found_under_a_status_of_success_is_broken() -> None:
    assert outcome({"/a": page(title="Page not found | Press")}, "/a") == ("broken", "soft-404")


def test_an_article_that_became_the_home_page_is_broken() -> None:
    scripts = {"/2024/article": status(302, Location="/"), "/": page()}
    assert outcome(scripts, "/2024/article") == ("broken", "soft-404")


def test_a_host_is_asked_one_thing_at_a_time_with_pauses() -> None:
    paths = [f"/{n}" for n in range(8)]
    verdicts, server, wound = ask({path: page() for path in paths}, *paths)
    assert {v.state for v in verdicts} == {"ok"}
    assert server.most_at_once == 1
    assert wound.slept == pytest.approx([LIMITS.pause] * 15)


def test_the_run_ends_in_time_and_says_what_it_did_not_reach() -> None:
    scripts: dict[str, Script] = {f"/{n}": never for n in range(50)}
    limits = Limits(request=5, total=0.5)
    before = time.monotonic()
    verdicts, _, _ = ask(scripts, *scripts, limits=limits)
    assert time.monotonic() - before < 3
    assert {(v.state, v.code) for v in verdicts} == {("unsure", "not-reached")}


@pytest.mark.parametrize("address", ["https://", "http://[::1", "https://a b/", "http://x:99999/"])
def test_what_is_no_address_is_broken(address: str) -> None:
    (verdict,), _, _ = ask({}, address)
    assert (verdict.state, verdict.code) == ("broken", "bad-address")
