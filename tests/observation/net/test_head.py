"""The head of an answer: whatever bytes come, headers that can be written on one line, or a refusal."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.observation.net.head import (
    ContradictionError,
    GarbageError,
    Head,
    head_end,
    looks_like_html,
    read_head,
    status_line_start,
)

NAME = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+")
# Bytes of which heads are made, often enough to be some.
PARTS = [
    b"HTTP/1.1 200 OK",
    b"\r\n",
    b"\n",
    b"\r",
    b":",
    b" ",
    b"\t",
    b"\0",
    b"\xe9",
    b"\x1b",
    b"Content-Length",
    b"5",
    b",",
]
PARTS += [b"Transfer-Encoding", b"chunked", b"Location", b"/", b"a"]
BYTES = st.lists(st.sampled_from(PARTS) | st.binary(max_size=3), max_size=40).map(b"".join)
FIELDS = st.lists(
    st.tuples(st.from_regex(r"[A-Za-z][A-Za-z-]{0,9}", fullmatch=True), st.from_regex(r"[!-~]{0,9}", fullmatch=True))
)


@given(BYTES)
def test_any_bytes_are_a_head_or_refused(data):
    try:
        head = read_head(b"HTTP/1.1 200 OK\r\n" + data)
    except GarbageError:
        return
    for name, value in head.headers:
        assert NAME.fullmatch(name)
        assert not {"\r", "\n", "\0"}.intersection(value) and value == value.strip(" \t")
    assert not (head.chunked and head.length is not None)


@given(FIELDS)
def test_what_is_well_written_is_read_as_it_is(fields):
    fields = [(f"X-{name}", value) for name, value in fields]
    written = "".join(f"{name}: {value}\r\n" for name, value in fields)
    head = read_head(f"HTTP/1.1 200 OK\r\n{written}".encode())
    assert head == Head(200, [(name.lower(), value) for name, value in fields])


@pytest.mark.parametrize(
    ("headers", "chunked", "length"),
    [
        (b"Content-Length: 5", False, 5),
        (b"Content-Length: 5, 5\r\nContent-Length: 5", False, 5),
        (b"Content-Length: 5\r\nTransfer-Encoding: Chunked", True, None),
        (b"Content-Length: 5\r\nContent-Length: 6\r\nTransfer-Encoding: gzip, chunked", True, None),
        (b"Content-Length: +5", False, None),
        (b"Content-Length: \xb2", False, None),
        (b"Content-Length: 9223372036854775807", False, 2**63 - 1),
        (b"Content-Length: 9223372036854775808", False, None),
        (b"X: a", False, None),
    ],
)
def test_what_ends_the_body(headers, chunked, length):
    head = read_head(b"HTTP/1.1 200 OK\r\n" + headers)
    assert (head.chunked, head.length) == (chunked, length)


def test_http_1_0_has_no_chunks():
    assert not read_head(b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked").chunked


@pytest.mark.parametrize("name", ["Content-Length", "Location", "Content-Disposition"])
def test_headers_that_browsers_refuse_when_they_differ(name):
    with pytest.raises(ContradictionError) as error:
        read_head(f"HTTP/1.1 200 OK\r\n{name}: 1\r\n{name}: 2".encode())
    assert error.value.header == name.lower()


@pytest.mark.parametrize(
    ("data", "start"), [(b"HTTP/1.1", 0), (b"\r\n\r\nhttp", 4), (b"12345HTTP", -1), (b"<!doctype", -1)]
)
def test_where_the_status_line_starts(data, start):
    assert status_line_start(data) == start


@pytest.mark.parametrize(
    ("data", "end"), [(b"a\r\n\r\nb", (2, 5)), (b"a\n\nb", (1, 3)), (b"a\n\r\nb", (1, 4)), (b"a\r\nb", None)]
)
def test_where_a_head_ends(data, end):
    assert head_end(bytearray(data), 0) == end


@pytest.mark.parametrize(
    ("data", "html"),
    [
        (b"<!DOCTYPE html>", True),
        (b"\n <p>a", True),
        (b"<!--", True),
        (b"bonjour <p>", False),
        (b"<pre>", False),
        (b"", False),
    ],
)
def test_pages_without_head(data, html):
    assert looks_like_html(data) is html
