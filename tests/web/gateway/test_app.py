"""What is answered without Django, and when: health, kept answers, refusals."""

import asyncio
import json
import threading
from contextlib import asynccontextmanager

import pytest

from barometre.settings import settings
from barometre.web.gateway import bridge, warm
from barometre.web.gateway.connections import CUT
from barometre.web.gateway.limits import DAY, Usage

# Bytes of a body that come at once.
PART = 65_536


class Site:
    """A WSGI site that counts its calls and answers as told."""

    def __init__(self, body=b"page", **headers):
        self.calls, self.body, self.headers, self.free = 0, body, headers, threading.Event()
        self.free.set()

    def __call__(self, environ, start_response):
        self.calls += 1
        self.free.wait()
        headers = [("Content-Type", "text/html"), *self.headers.items()]
        start_response("200 OK", [(name.replace("_", "-"), value) for name, value in headers])
        return [self.body]


@asynccontextmanager
async def gateway(site, monkeypatch, **more):
    from barometre.web.gateway.app import Gateway

    monkeypatch.setattr(warm, "load", lambda: None)
    monkeypatch.setattr(warm, "visit", lambda: None)
    monkeypatch.setattr("barometre.web.gateway.app.EVERY", 3600)
    made = Gateway(site, "secret", settings().model_copy(update=more))
    await made.start()
    try:
        yield made
    finally:
        site.free.set()
        await made.stop()


async def ask(gateway, path, method="GET", peer="192.0.2.1", body=b"", **headers):
    """Return status, headers and body of an answer."""
    sent = []
    named = [
        (name.replace("_", "-").encode(), value.encode()) for name, value in {"host": "localhost", **headers}.items()
    ]
    starts = range(0, len(body) or 1, PART)
    given = [{"type": "http.request", "body": body[n : n + PART], "more_body": n != starts[-1]} for n in starts]

    async def receive():
        return given.pop(0) if given else await asyncio.get_running_loop().create_future()

    async def send(message):
        sent.append(message)

    path, _, query = path.partition("?")
    length = [(b"content-length", str(len(body)).encode())] if method == "POST" else []
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": query.encode()}
    await gateway(scope | {"http_version": "1.1", "client": (peer, 1), "headers": named + length}, receive, send)
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(part["body"] for part in sent[1:])


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 300))


@pytest.fixture
def public(published):
    """A site whose page may be kept: it has the ETag of the present state."""
    from barometre.web.programme.version import programme_version
    from barometre.web.shared import caching

    tag = caching.etag(caching.published_edition(), programme_version())
    return Site(ETag=tag, Cache_Control="public, max-age=300", Content_Length="4")


def test_a_page_is_made_once_and_given_again(public, monkeypatch):
    async def visit():
        async with gateway(public, monkeypatch) as made:
            first, again = await ask(made, "/a"), await ask(made, "/a")
            known = await ask(made, "/a", if_none_match=first[1][b"etag"].decode())
            return first, again, known, await ask(made, "/b"), await ask(made, "/a", "HEAD")

    first, again, known, other, head = run(visit())
    assert first == again == other == head
    assert (known[0], known[2]) == (304, b"")
    assert public.calls == 2, "one for each address"


def test_pages_that_live_are_made_each_time(published, monkeypatch):
    site = Site(Cache_Control="max-age=0, no-store, private")

    async def visit():
        async with gateway(site, monkeypatch) as made:
            for _ in range(3):
                await ask(made, "/a")

    run(visit())
    assert site.calls == 3


def test_a_full_house_refuses_at_once_and_its_health_still_answers(public, monkeypatch):
    monkeypatch.setattr(bridge, "LONGEST_WAIT", 60)

    async def visit():
        async with gateway(public, monkeypatch) as made:
            await ask(made, "/kept")
            public.free.clear()
            held = [asyncio.create_task(ask(made, f"/{n}")) for n in range(bridge.THREADS + bridge.WAITING)]
            await asyncio.sleep(0.1)
            found = [await ask(made, path) for path in ("/x", "/api/v1/x", "/sante/vivant", "/sante", "/kept")]
            public.free.set()
            await asyncio.gather(*held)
            return *found, await ask(made, "/x")

    page, problem, alive, ready, kept, after = run(visit())
    assert (page[0], page[1][b"retry-after"], page[1][b"cache-control"]) == (503, b"2", b"no-store")
    assert "Site très demandé" in page[2].decode()
    assert page[1][b"content-security-policy"].startswith(b"default-src 'none'")
    assert b"<link" not in page[2], "it costs no other request"
    assert (problem[0], problem[1][b"content-type"]) == (503, b"application/problem+json")
    assert json.loads(problem[2])["type"] == "/api/v1/problems/site-occupe"
    assert (alive[0], ready[0], json.loads(ready[2])["etat"]) == (200, 200, "pret")
    assert kept[0] == 200, "what is kept costs nothing"
    assert after[0] == 200


LOOK = "/communes/29232/observation/regarder/"
CONTEST = "/communes/29232/contester/site-declare/"


@pytest.mark.parametrize(
    ("limit", "path", "method", "kind"),
    [
        ("api_per_minute", "/api/v1/communes", "GET", b"application/problem+json"),
        ("api_per_day", "/api/v1/communes", "HEAD", b"application/problem+json"),
        ("forms_per_day", CONTEST, "POST", b"text/html; charset=utf-8"),
        ("looks_per_day", LOOK, "POST", b"text/html; charset=utf-8"),
    ],
)
def test_who_asks_too_much_is_told_when_to_come_back(published, monkeypatch, limit, path, method, kind):
    site = Site()

    async def visit():
        async with gateway(site, monkeypatch, **{limit: 2}) as made:
            found = [await ask(made, path, method) for _ in range(3)]
            return found, await ask(made, path, method, peer="192.0.2.2"), await ask(made, "/a")

    found, other, page = run(visit())
    _, headers, body = found[2]
    assert [one[0] for one in found] == [200, 200, 429]
    assert 1 <= int(headers[b"retry-after"]) <= DAY + 1
    assert (headers[b"content-type"], headers[b"cache-control"]) == (kind, b"no-store")
    assert b"Trop" in body
    assert (other[0], page[0]) == (200, 200), "others are not concerned, nor are pages"


def test_behind_a_proxy_the_visitor_is_the_one_it_names(published, monkeypatch):
    async def visit(proxied):
        monkeypatch.setattr(settings(), "behind_https", proxied)
        async with gateway(Site(), monkeypatch, api_per_minute=1) as made:
            asked = [("10.0.0.1", "forged, 198.51.100.1"), ("10.0.0.1", "198.51.100.2"), ("10.0.0.1", "198.51.100.1")]
            return [(await ask(made, "/api/v1/x", peer=peer, x_forwarded_for=name))[0] for peer, name in asked]

    assert run(visit(True)) == [200, 200, 429]
    assert run(visit(False)) == [200, 429, 429]


def test_a_form_that_does_not_arrive_is_told_so(published, monkeypatch):
    monkeypatch.setattr("barometre.web.gateway.bodies.SMALL_SECONDS", 0.05)

    async def visit():
        async with gateway(Site(), monkeypatch) as made:
            sent = []

            async def receive():
                await asyncio.get_running_loop().create_future()

            async def send(message):
                sent.append(message)

            scope = {"type": "http", "method": "POST", "path": "/x", "raw_path": b"/x", "query_string": b""}
            await made(
                scope | {"http_version": "1.1", "client": ("a", 1), "headers": [(b"content-length", b"9")]},
                receive,
                send,
            )
            return sent[0]["status"], dict(sent[0]["headers"])

    status, headers = run(visit())
    assert (status, headers[b"connection"]) == (408, b"close")


def test_what_an_account_sends_is_whole_or_refused(published, monkeypatch):
    """Cut, a form would be taken as one without files."""
    monkeypatch.setattr("barometre.web.gateway.bodies.LARGE", 200_000)
    site = Site()

    async def visit():
        async with gateway(site, monkeypatch) as made:
            return [
                await ask(made, "/gestion/x", "POST", body=b"a" * size, cookie="session=x")
                for size in (150_000, 300_000)
            ]

    taken, (status, headers, body) = run(visit())
    assert taken[0] == 200
    assert (status, headers[b"connection"], headers[b"cache-control"]) == (413, b"close", b"no-store")
    assert "32\u00a0Mo" in body.decode()
    assert site.calls == 1


def test_head_gives_no_length_that_is_not_that_of_the_answer(published, monkeypatch):
    async def visit():
        async with gateway(Site(b""), monkeypatch) as made:
            return await ask(made, "/a", "HEAD"), await ask(made, "/a")

    head, got = run(visit())
    assert b"content-length" not in head[1]
    assert got[1][b"content-length"] == b"0"


def test_who_does_not_read_the_answer_before_is_cut(published, monkeypatch):
    monkeypatch.setattr("barometre.web.gateway.app.READ_SECONDS", 0.01)

    async def visit():
        cut = []

        async def never(_message=None):
            await asyncio.get_running_loop().create_future()

        async with gateway(Site(), monkeypatch) as made:
            scope = {"type": "http", "method": "GET", "path": "/a", "raw_path": b"/a", "query_string": b""}
            scope |= {"http_version": "1.1", "client": ("a", 1), "headers": [], CUT: lambda: cut.append(True)}
            await asyncio.wait_for(made(scope, never, never), 30)
        return cut

    assert run(visit()) == [True]


def test_workers_count_together(published):
    """Two workers, one database: what one counted, the other knows a second later."""
    from barometre.web.gateway.limits import Kind, Rule
    from barometre.web.gateway.models import Use
    from barometre.web.gateway.state import State, read_state

    one, other = Usage([Rule(Kind.FORM, DAY, 2)]), Usage([Rule(Kind.FORM, DAY, 2)])
    now = 4_000_000_000.0
    for worker in (one, other):
        assert worker.count(Kind.FORM, "a", now) is None
        state, totals = read_state(State(), worker.take_new())
        assert not state.failure
        worker.learn(totals, now)
    assert Use.objects.filter(window=now // DAY).delete()[0] == 1
    assert other.count(Kind.FORM, "a", now) is not None


def test_without_its_database_the_state_is_the_one_before(published, monkeypatch):
    from datetime import date

    from django.db import OperationalError

    from barometre.web.gateway import state

    def down():
        raise OperationalError("connection refused")

    monkeypatch.setattr(state.caching, "published_edition", down)
    before = state.State(date(2026, 11, 1), tags=frozenset({b"a"}), read_at=1.0)
    now, _ = state.read_state(before, {})
    assert (now.edition, now.tags, now.read_at, now.failure) == (before.edition, before.tags, 1.0, "connection refused")
