"""One request, one answer, on real loopback servers that answer by the bytes given."""

import asyncio
import gzip

import pytest

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.net.answers import Answer, Fault, Hop
from barometre.observation.net.coding import BODY_BYTES, CUT, HEAD_CUT, TOO_LONG
from barometre.observation.net.exchange import HEAD_BYTES, NotConnectedError, TooLargeError, exchange
from barometre.observation.net.head import GarbageError
from barometre.observation.net.limits import Limits
from barometre.observation.net.resolver import LookupStatus, Records, Resolver
from barometre.observation.net.settings import NetworkSettings
from barometre.observation.net.visitor import CONNECT_SECONDS, Visitor

OK = b"HTTP/1.1 200 OK\r\n"


def ask(*parts):
    """What comes back from a server that says `parts`, one after the other, and closes."""

    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        for part in parts:
            writer.write(part)
            await asyncio.sleep(0.02 * (part is not parts[-1]))
        writer.close()

    async def body():
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            return (await exchange(("127.0.0.1",), port, "exemple.fr", b"GET / HTTP/1.1\r\n\r\n", None, 5))[0]

    return asyncio.run(body())


@pytest.mark.parametrize(
    ("answer", "body", "partial", "why"),
    [
        (OK + b"Content-Length: 2\r\n\r\nab", b"ab", None, "a length"),
        (OK + b"\r\nab", b"ab", None, "until the end (RFC 9112, 6.3)"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", b"ab", None, "chunks"),
        (OK + b"Content-Length: 9\r\n\r\nab", b"ab", CUT, "cut: a length not reached"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", b"ab", CUT, "cut: no last chunk"),
        (OK + b"Content-Length: 0\r\n\r\n", b"", None, "an empty page is whole"),
        (OK + b"Content-Length: %d\r\n\r\n" % BODY_BYTES + b"a" * BODY_BYTES, b"a" * BODY_BYTES, None, "at our limit"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", b"", CUT, "a chunk without a size"),
        (OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"ab", mtime=0), b"ab", None, "compressed"),
        (OK + b"Server: x", b"", HEAD_CUT, "no end of the head"),
        (OK + b"Content-Length: 0\r\n", b"", HEAD_CUT, "a head that says that nothing follows is cut all the same"),
        (OK + b"Content-Encoding: gzip\r\n\r\nab", b"", CUT, "said compressed, is not"),
        (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK + b"\r\nab", b"ab", None, "an interim answer (RFC 8297)"),
        (b"HTTP/1.0 200\nServer: x\n\nab", b"ab", None, "old, without reason, lines ended by LF"),
    ],
)
def test_bodies(answer, body, partial, why):
    got = ask(answer)
    assert (got.status, got.body, got.partial) == (200, body, partial), why


def test_headers_keep_order_and_repetition_and_interim_ones_are_forgotten():
    got = ask(b"HTTP/1.1 100 Continue\r\nX: 0\r\n\r\n" + OK + b"Set-Cookie: a=1\r\nSET-COOKIE: b=\xe9\r\n\r\n")
    assert got.headers == [("set-cookie", "a=1"), ("set-cookie", "b=é")]


def test_a_page_without_head_is_known_however_it_is_cut():
    assert ask(b"<!doctyp", b"e html><p>a").body == b"<!doctype html><p>a"


def test_a_redirection_is_not_read_further():
    assert ask(b"HTTP/1.1 301 Moved\r\nLocation: /x\r\n\r\n" + b"a" * 9000).body == b""


@pytest.mark.parametrize(
    "bomb", [b"a" * (BODY_BYTES + 9), gzip.compress(b"a" * 50_000_000, mtime=0)], ids=["plain", "compressed"]
)
def test_bodies_are_cut(bomb):
    coding = b"Content-Encoding: gzip\r\n" if bomb[:2] == b"\x1f\x8b" else b""
    got = ask(OK + coding + b"\r\n" + bomb)
    assert (len(got.body), got.partial) == (BODY_BYTES, TOO_LONG)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"SSH-2.0-OpenSSH_9\r\n\r\n", GarbageError),
        (b"\x00\xff" * 400, GarbageError),
        (b"", ConnectionError),
        (b"HTTP/1.1 100 Continue\r\n\r\n", ConnectionError),
        (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", GarbageError),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 11_000, TooLargeError),
        (OK + b"X: " + b"1" * (HEAD_BYTES + 9), TooLargeError),
    ],
)
def test_what_is_no_answer(answer, error):
    with pytest.raises(error):
        ask(answer)


class Loop(asyncio.SelectorEventLoop):
    """An event loop that is told what each address does with a connection."""

    def __init__(self, told):
        super().__init__()
        self.told = told

    async def create_connection(self, make, address, *rest, **more):
        raise self.told[address]


REFUSED, SLOW, NO_WAY, CLOSED = ConnectionRefusedError(), TimeoutError(), OSError("no route"), ConnectionResetError()


@pytest.mark.parametrize(
    ("errors", "cause"),
    [
        ([REFUSED], REFUSED),
        ([REFUSED, REFUSED], REFUSED),
        ([SLOW, REFUSED], SLOW),
        ([REFUSED, NO_WAY, REFUSED], NO_WAY),
        ([SLOW, CLOSED], SLOW),
    ],
)
def test_an_address_that_we_could_not_reach_is_never_a_refusal(errors, cause):
    told = {f"127.0.0.{rank}": error for rank, error in enumerate(errors)}
    with asyncio.Runner(loop_factory=lambda: Loop(told)) as runner, pytest.raises(NotConnectedError) as error:
        runner.run(exchange(tuple(told), 80, "exemple.fr", b"", None, 5))
    assert error.value.cause is cause


class Names(Resolver):
    """A resolver that is told the records of a host, by their kind."""

    def __init__(self, told):
        super().__init__("127.0.0.1", 53, Limits())
        self.told = told

    async def ask(self, name, kind):
        return self.told.get(kind, Records(LookupStatus.NO_DATA))


FOUR, SIX = tuple(f"127.0.0.{number}" for number in range(1, 9)), Records(LookupStatus.RECORDS, ("::1",))


@pytest.mark.parametrize(
    ("error", "number", "six", "fault", "detail"),
    [
        (REFUSED, 1, Records(LookupStatus.NO_DATA), Fault.REFUSED, None),
        (REFUSED, 3, Records(LookupStatus.NO_DATA), Fault.REFUSED, None),
        (REFUSED, 4, Records(LookupStatus.NO_DATA), Fault.UNREACHABLE, ReasonCode.NETWORK_ADDRESSES_UNTRIED),
        (REFUSED, 1, SIX, Fault.REFUSED, None),
        (REFUSED, 1, Records(LookupStatus.FAILED), Fault.NAME_FAILED, ReasonCode.NETWORK_LOOKUP_FAILED),
        (
            REFUSED,
            1,
            Records(LookupStatus.BOGUS, ("127.0.0.9",)),
            Fault.REFUSED,
            None,
        ),  # nobody goes where a false name leads
        (SLOW, 1, Records(LookupStatus.FAILED), Fault.TIMEOUT, ReasonCode.NETWORK_WAITED),
    ],
)
def test_a_host_whose_addresses_do_not_accept(error, number, six, fault, detail):
    told = dict.fromkeys((*FOUR, "::1"), error)
    names = Names({"A": Records(LookupStatus.RECORDS, FOUR[:number]), "AAAA": six})
    visitor = Visitor(NetworkSettings(("127.0.0.1", 53), allow_private=True), names, Limits())
    with asyncio.Runner(loop_factory=lambda: Loop(told)) as runner:
        answer = runner.run(visitor.request("http://www.crest.fr/"))
    assert (answer.fault, answer.fault_detail and answer.fault_detail.code) == (fault, detail)
    if fault is Fault.TIMEOUT:
        assert answer.fault_detail == reason(ReasonCode.NETWORK_WAITED, seconds=CONNECT_SECONDS)


@pytest.mark.parametrize(
    ("partial", "headers", "fault"),
    [
        (None, (), None),
        (CUT, (), None),
        (HEAD_CUT, (), Fault.UNREACHABLE),  # where it leads may be in what is missing
        (HEAD_CUT, (("location", "file:///x"),), Fault.BAD_REDIRECT),
    ],
)
def test_a_redirection_whose_head_was_cut_leads_we_do_not_know_where(partial, headers, fault):
    url = "http://www.crest.fr/"
    assert Visitor._next(Answer(url, (Hop(url, 301),), 301, headers, partial=partial)).fault is fault


def test_any_contact_of_the_operator_can_be_sent():
    settings = NetworkSettings(("127.0.0.1", 53), allow_private=True, contact="mairie@wołów.example")
    visitor = Visitor(settings, Names({"A": Records(LookupStatus.RECORDS, ("127.0.0.1",))}), Limits())
    with asyncio.Runner(loop_factory=lambda: Loop({"127.0.0.1": REFUSED})) as runner:
        assert runner.run(visitor.request("http://www.crest.fr/")).fault is Fault.REFUSED


def test_a_page_in_the_browser_reaches_no_other_port_than_those_of_the_web():
    visitor = Visitor(NetworkSettings(("127.0.0.1", 53)), Names({}), Limits())
    for port, words in ((6379, "port 6379"), (443, "no_name")):
        with pytest.raises(OSError, match=words):
            asyncio.run(visitor.connect("www.crest.fr", port))
