"""Threads are bounded, and no visitor who sends or reads slowly holds one."""

import asyncio
import threading

import pytest

from barometre.web.gateway import bridge as module
from barometre.web.gateway.bodies import SMALL, Bodies, LeftError
from barometre.web.gateway.bridge import Bridge, FullError, GoneError, Reader, environ_of
from barometre.web.shared.caching import STATE

GET = {"REQUEST_METHOD": "GET"}


class Answer(list):
    """A WSGI answer that says when it is closed."""

    def __init__(self, *parts):
        super().__init__(parts)
        self.closed = threading.Event()

    def close(self):
        self.closed.set()


def application(answer):
    def call(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return answer() if callable(answer) else answer

    return call


async def never():
    await asyncio.get_running_loop().create_future()


async def ignore(message):
    pass


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 300))


def test_a_short_answer_is_made_whole():
    answer = Answer(b"deux ", b"parties")

    async def ask():
        return await Bridge(application(answer)).answer(GET, "a", Reader(ignore, never))

    made = run(ask())
    assert (made.status, made.body, made.headers) == (200, b"deux parties", [(b"content-type", b"text/plain")])
    assert answer.closed.is_set()


def test_the_state_that_an_answer_is_of_is_told_to_the_gateway_alone():
    def call(environ, start_response):
        start_response("200 OK", [("ETag", 'W/"content"'), (STATE, 'W/"now"')])
        return Answer(b"badge")

    async def ask():
        return await Bridge(call).answer(GET, "a", Reader(ignore, never))

    made = run(ask())
    assert (made.headers, made.state) == ([(b"etag", b'W/"content"')], b'W/"now"')


def test_a_long_one_is_sent_as_it_is_made():
    size, sent = module.WHOLE, []
    answer = Answer(b"a" * size, b"b", b"c" * module.PART, b"d")

    async def send(message):
        sent.append(message)

    async def ask():
        return await Bridge(application(answer)).answer(GET, "a", Reader(send, never))

    assert run(ask()) is None
    assert sent[0]["type"] == "http.response.start"
    assert b"".join(part["body"] for part in sent[1:]) == b"".join(answer)
    assert [part["more_body"] for part in sent[1:]][-1] is False
    assert len(sent) > 3
    assert answer.closed.is_set()


def endless():
    while True:
        yield b"x" * module.PART


@pytest.mark.parametrize("gone", ["left", "reads nothing"])
def test_who_leaves_a_download_or_does_not_read_it_frees_its_thread(monkeypatch, gone):
    monkeypatch.setattr(module, "STALL_SECONDS", 0.05)

    async def receive():
        return {"type": "http.disconnect"} if gone == "left" else await never()

    async def ask():
        made = Bridge(application(endless))
        with pytest.raises(GoneError):
            await made.answer(GET, "a", Reader(ignore if gone == "left" else lambda _: never(), receive))
        return made._downloads

    assert run(ask()) == {}


def test_slow_readers_of_downloads_leave_the_pages_to_others():
    async def ask():
        long, page = Bridge(application(endless)), application(Answer(b"page"))
        stuck = [asyncio.create_task(long.answer(GET, str(n), Reader(lambda _: never(), never))) for n in range(20)]
        done, waiting = await asyncio.wait(stuck, timeout=1)
        while len(done) < 20 - module.DOWNLOADS:
            more, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            done |= more
        assert {type(one.exception()) for one in done} == {FullError}
        long._application = page
        made = await long.answer(GET, "other", Reader(ignore, never))
        for one in waiting:
            one.cancel()
        return made.body

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "STALL_SECONDS", 2)
        assert run(ask()) == b"page"


def test_one_visitor_does_not_take_every_download():
    made = Bridge(application(Answer()))
    assert [made._begin_download("a") for _ in range(module.OF_ONE + 1)] == [True] * module.OF_ONE + [False]
    assert made._begin_download("b")


def test_beyond_what_may_wait_one_is_refused_at_once():
    free = threading.Event()

    def slow(environ, start_response):
        start_response("200 OK", [])
        free.wait()
        return [b"page"]

    async def ask():
        made = Bridge(slow)
        served = [asyncio.create_task(made.answer(GET, "a", Reader(ignore, never))) for _ in range(module.THREADS)]
        await asyncio.sleep(0)
        waiting = [asyncio.create_task(made.answer(GET, "a", Reader(ignore, never))) for _ in range(module.WAITING)]
        await asyncio.sleep(0)
        try:
            with pytest.raises(FullError):
                await made.answer(GET, "a", Reader(ignore, never))
        finally:
            free.set()
        return [one.body for one in await asyncio.gather(*served, *waiting)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LONGEST_WAIT", 60)
        assert run(ask()) == [b"page"] * (module.THREADS + module.WAITING)


def test_what_breaks_is_told_to_who_asked():
    def broken(environ, start_response):
        raise ZeroDivisionError

    async def ask():
        with pytest.raises(ZeroDivisionError):
            await Bridge(broken).answer(GET, "a", Reader(ignore, never))

    run(ask())


SCOPE = {
    "method": "POST",
    "raw_path": b"/recherche/caf%C3%A9",
    "query_string": b"q=\xc3\xa9",
    "http_version": "1.1",
    "server": ("127.0.0.1", 8000),
    "client": ("192.0.2.1", 5000),
}


def test_a_request_is_told_as_wsgi_has_it():
    headers = [
        (b"host", b"a"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
        (b"x-forwarded-for", b"1"),
        (b"x-forwarded-for", b"2"),
    ]
    environ = environ_of(SCOPE | {"headers": [*headers, (b"x_forwarded_for", b"forged")]}, None, 12)
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/recherche/café"
    assert environ["QUERY_STRING"].encode("latin-1").decode() == "q=é"
    assert (environ["HTTP_COOKIE"], environ["HTTP_X_FORWARDED_FOR"]) == ("a=1; b=2", "1,2")
    assert (environ["REMOTE_ADDR"], environ["CONTENT_LENGTH"]) == ("192.0.2.1", "12")


def messages(*parts, end="http.request"):
    queue = [{"type": "http.request", "body": part, "more_body": True} for part in parts] + [{"type": end}]

    async def receive():
        return queue.pop(0)

    return receive


def test_a_body_is_read_whole_or_left():
    async def read(receive, large=False):
        body, length, whole = await Bodies().read(receive, large)
        with body:
            return body.read(), length, whole

    assert run(read(messages(b"ab", b"c"))) == (b"abc", 3, True)
    big = b"x" * (SMALL + 1)
    assert run(read(messages(big, b"more"))) == (big, len(big), False)
    assert run(read(messages(big, b"more"), large=True)) == (big + b"more", len(big) + 4, True)
    with pytest.raises(LeftError):
        run(read(messages(b"ab", end="http.disconnect")))


def test_large_bodies_that_are_too_many_are_refused_and_small_ones_read(monkeypatch):
    monkeypatch.setattr("barometre.web.gateway.bodies.LARGE_AT_ONCE", 0)
    bodies = Bodies()
    with pytest.raises(FullError):
        run(bodies.read(messages(b"x" * (SMALL + 1), b"more"), large=True))
    assert run(bodies.read(messages(b"form"), large=True))[1:] == (4, True)


def test_files_of_visitors_have_bounds_of_their_own(monkeypatch):
    sent = messages(b"x" * (SMALL + 1), b"more")
    assert run(Bodies().read(sent, large=False, file=True))[1:] == (SMALL + 5, True)
    monkeypatch.setattr("barometre.web.gateway.bodies.FILE", SMALL + 2)
    sent = messages(b"x" * (SMALL + 1), b"more", b"x")
    assert run(Bodies().read(sent, large=False, file=True))[2] is False
    monkeypatch.setattr("barometre.web.gateway.bodies.FILES_AT_ONCE", 0)
    with pytest.raises(FullError):
        run(Bodies().read(messages(b"x" * (SMALL + 1), b"more"), large=False, file=True))


def test_a_body_that_does_not_arrive_is_awaited_no_longer(monkeypatch):
    monkeypatch.setattr("barometre.web.gateway.bodies.SMALL_SECONDS", 0.05)
    with pytest.raises(TimeoutError):
        run(Bodies().read(never, large=False))
