"""The real server, on loopback, with visitors who are slow."""

import http.client
import re
import socket
import time
from contextlib import ExitStack

import pytest

from served_site import serving

HEAD = b"GET /communes/29232/ HTTP/1.1\r\nHost: localhost\r\n"
FORM = b"POST /communes/29232/contester/site-declare/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\na"
DOWNLOAD = b"GET /api/v1/communes?format=csv HTTP/1.1\r\nHost: localhost\r\n\r\n"
PAGE = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def port(published):
    with serving() as port:
        yield port


@pytest.fixture
def connection(port):
    made = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    yield made
    made.close()


def get(connection, path, method="GET", **headers):
    connection.request(
        method, path, headers={"Host": "localhost", **{k.replace("_", "-"): v for k, v in headers.items()}}
    )
    answer = connection.getresponse()
    return answer, answer.read()


def test_slow_visitors_hold_nobody(port, connection):
    with ExitStack() as stack:
        for number in range(51):
            slow = stack.enter_context(socket.socket())
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.connect(("127.0.0.1", port))
            slow.sendall((HEAD, FORM, DOWNLOAD if number < 9 else PAGE)[number % 3])
        for path in ("/communes/22113/", "/sante", "/api/v1/communes/29232"):
            while (status := get(connection, path)[0].status) == 503:
                time.sleep(0.1)  # a busy machine is not a fault: the server says to come back
            assert status == 200


def test_one_connection_serves_many_requests(connection):
    first, _ = get(connection, "/communes/29232/")
    link = connection.sock
    head, nothing = get(connection, "/communes/29232/", "HEAD")
    assert (head.status, nothing, head.headers["Content-Length"]) == (200, b"", first.headers["Content-Length"])
    known, nothing = get(connection, "/communes/29232/", If_None_Match=first.headers["ETag"])
    assert (known.status, nothing) == (304, b"")
    assert connection.sock is link


def test_what_is_public_varies_with_nothing_personal(connection):
    """Any cache may keep it, and one for everybody."""
    for path in ("/", "/communes/29232/", "/api/v1/communes/29232"):
        headers = get(connection, path, Cookie="session=inventee; a=b", Accept_Encoding="gzip")[0].headers
        assert headers["Cache-Control"] == "public, max-age=300", path
        assert headers["ETag"], path
        assert "Set-Cookie" not in headers, path
        assert headers["Vary"] in ("Accept-Encoding", None), path


def test_each_gets_a_coding_that_it_reads(connection):
    """Whoever asked before: files are there in brotli too."""
    page = get(connection, "/")[1].decode()
    (style, *_) = re.findall(r'href="(/static/[^"]+\.css)"', page)
    asked = ("br, gzip", "gzip", "br", "identity", "br, gzip")
    given = [get(connection, style, Accept_Encoding=coding)[0].headers["Content-Encoding"] for coding in asked]
    assert given == ["br", "gzip", "br", None, "br"]


def test_a_download_is_whole(connection):
    answer, table = get(connection, "/api/v1/communes?format=csv")
    assert answer.headers["Transfer-Encoding"] == "chunked"
    assert len(table.splitlines()) > 4_000


@pytest.mark.parametrize("host", ["evil.example"])
def test_another_host_is_refused_and_never_kept(connection, host):
    for _ in range(2):
        assert get(connection, "/communes/29232/", Host=host)[0].status == 400


def test_a_head_without_end_is_cut(port):
    with socket.create_connection(("127.0.0.1", port)) as slow, pytest.raises(ConnectionError):
        slow.sendall(HEAD)
        while True:
            slow.sendall(b"X-More: " + b"a" * 1000 + b"\r\n")
