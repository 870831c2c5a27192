"""Content codings: undone whatever was asked for, within bounds, and said when they cannot be."""

import gzip
import zlib

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barometre.facts.reason_codes import ReasonCode
from barometre.observation.net.coding import BODY_BYTES, CUT, TOO_LONG, undo_codings
from effort import EXAMPLES

PAGE = "<p>Mentions légales</p>".encode() * 40


def raw_deflate(body):
    maker = zlib.compressobj(wbits=-15)
    return maker.compress(body) + maker.flush()


CODERS = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}


@pytest.mark.parametrize(
    ("header", "body", "why"),
    [
        ("gzip", gzip.compress(PAGE, mtime=0), ""),
        ("X-GZIP", gzip.compress(PAGE, mtime=0), "its old name: RFC 9110, 8.4.1.3"),
        ("deflate", zlib.compress(PAGE), "in its zlib wrapper: RFC 9110, 8.4.1.2"),
        ("deflate", raw_deflate(PAGE), "without it, as many servers send it"),
        ("br", brotli.compress(PAGE), "not asked for"),
        ("deflate, gzip", gzip.compress(zlib.compress(PAGE), mtime=0), "several, in the order applied: RFC 9110, 8.4"),
        ("gzip,gzip", gzip.compress(gzip.compress(PAGE, mtime=0), mtime=0), "twice the same"),
        ("identity", PAGE, ""),
        ("UTF-8", PAGE, "no coding: browsers show the page as it came"),
        (" , ", PAGE, "an empty list"),
        ("gzip", zlib.compress(PAGE), "one for the other: browsers tell them by their beginnings"),
        ("gzip", gzip.compress(PAGE, mtime=0) + b"and more", "what follows the end is ignored"),
    ],
)
def test_codings_are_undone(header, body, why):
    assert undo_codings(body, header) == (PAGE, None), why


@pytest.mark.parametrize("coding", ["zstd", "compress", "aes128gcm", "dcb", "x" * 5000, ",".join(["gzip"] * 9)])
def test_a_coding_that_cannot_be_undone_is_said(coding):
    body = PAGE
    for _ in range(9):
        body = gzip.compress(body, mtime=0)
    read, partial = undo_codings(body, coding)
    assert (read, partial.code) == (b"", ReasonCode.BODY_CODING)
    assert len(partial.context["coding"]) <= 40


@pytest.mark.parametrize("coding", CODERS)
def test_what_is_cut_is_shown_as_far_as_it_goes(coding):
    body = CODERS[coding](bytes(range(256)) * 2000)
    read, partial = undo_codings(body[: len(body) // 2], coding)
    assert partial == CUT
    assert bytes(range(256)) * 2000 == read + (bytes(range(256)) * 2000)[len(read) :]


@pytest.mark.parametrize("coding", CODERS)
def test_what_is_not_compressed_as_said_is_not_read(coding):
    assert undo_codings(b"<p>bonjour</p>", coding) == (b"", CUT)


@pytest.mark.parametrize("coding", CODERS)
def test_a_bomb_is_bounded(coding):
    read, partial = undo_codings(CODERS[coding](b"a" * 30_000_000), coding)
    assert (len(read), partial) == (BODY_BYTES, TOO_LONG)


@settings(max_examples=EXAMPLES)
@given(st.lists(st.sampled_from(sorted(CODERS)), max_size=4), st.binary(max_size=500))
def test_any_codings_in_a_row_are_undone(codings, body):
    coded = body
    for coding in codings:
        coded = CODERS[coding](coded)
    assert undo_codings(coded, ", ".join(codings)) == (body, None)
