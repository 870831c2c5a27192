"""Text of a page, by the Encoding and HTML standards (WHATWG): the encodings of the web, a mark, labels, `<meta>`."""

import pytest
import webencodings
from hypothesis import given
from hypothesis import strategies as st

from barometre.observation.net.answers import Answer, Hop
from barometre.observation.net.decoding import decode

URL = "https://www.quimper.bzh/"
UTF8, LATIN = "Hébergé".encode(), "Hébergé".encode("latin-1")


@pytest.mark.parametrize(
    ("body", "content_type", "encoding", "text", "why"),
    [
        (UTF8, "text/html; charset=utf-8", "utf-8", "Hébergé", ""),
        (UTF8, 'text/html;CHARSET="UTF8"', "utf-8", "Hébergé", "another label, quoted, in capitals"),
        (UTF8, "text/html; charset='utf-8'", "utf-8", "Hébergé", "quoted as it should not be"),
        (LATIN, "", "windows-1252", "Hébergé", "no label"),
        (b"l\x92h\xf4te \x80", "text/html; charset=ISO-8859-1", "windows-1252", "l’hôte €", "latin-1 is windows-1252"),
        (
            b"a\x81\x8d\x8f\x90\x9d",
            "charset=ascii",
            "windows-1252",
            "a\x81\x8d\x8f\x90\x9d",
            "bytes without a character",
        ),
        (b"\xef\xbb\xbf" + UTF8, "text/html; charset=iso-8859-1", "utf-8", "Hébergé", "the mark wins"),
        (b"\xff\xfe" + "Hébergé".encode("utf-16le"), "charset=utf-8", "utf-16le", "Hébergé", "the mark wins"),
        (b"\xfe\xff" + "Hébergé".encode("utf-16be"), "", "utf-16be", "Hébergé", ""),
        ("Hébergé".encode("utf-16le"), "text/html; charset=utf-16", "utf-16le", "Hébergé", "utf-16 is little-endian"),
        (LATIN, "text/html; charset=klingon", "windows-1252", "Hébergé", "no such encoding"),
        (
            b'<meta charset="utf-8">' + UTF8,
            "charset=klingon",
            "utf-8",
            '<meta charset="utf-8">Hébergé',
            "so the page says",
        ),
        (
            b'<meta charset="utf-8">' + LATIN,
            "charset=latin1",
            "windows-1252",
            '<meta charset="utf-8">Hébergé',
            "header first",
        ),
        (b"a\x80", "charset=x-user-defined", "x-user-defined", "a\uf780", "the bytes as they are"),
    ],
)
def test_which_encoding(body, content_type, encoding, text, why):
    found = decode(body, content_type)
    assert (found.encoding, found.text, found.whole) == (encoding, text, True), why


@pytest.mark.parametrize(
    "name", ["punycode", "idna", "undefined", "unicode_escape", "raw_unicode_escape", "utf_7", "hex"]
)
@pytest.mark.parametrize("where", ["header", "meta"])
def test_a_codec_of_python_is_no_encoding_of_the_web(name, where):
    body = (f"<meta charset={name}>" if where == "meta" else "").encode() + b"a-b\xe9-" * 100_000
    found = decode(body, f"text/html; charset={name}" if where == "header" else "")
    assert (found.encoding, "é" in found.text) == ("windows-1252", True)


@pytest.mark.parametrize(
    ("head", "encoding", "why"),
    [
        ("<meta charset=utf-8>", "utf-8", ""),
        ("<META  CHARSET = 'UTF-8' />", "utf-8", ""),
        ("<meta/charset=utf-8>", "utf-8", "a slash separates as a space does"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=utf-8">', "utf-8", ""),
        ('<meta content="text/html; charset=utf-8" http-equiv=content-type>', "utf-8", "in any order"),
        ('<meta name="x" content="text/html; charset=utf-8">', None, "without http-equiv"),
        ('<meta http-equiv=refresh content="charset=utf-8">', None, "another http-equiv"),
        ("<!-- <meta charset=utf-8> -->", None, "in a comment"),
        ("<!--> <meta charset=utf-8>", "utf-8", "a comment that ends at once"),
        ("<!-- <meta charset=utf-8>", None, "in a comment without end"),
        ('<p title="<meta charset=utf-8>">', None, "in an attribute"),
        ("<p title='<meta charset=utf-8>", None, "in an attribute without end"),
        ("<link href=a.css charset=utf-8>", None, "of another element"),
        ("charset=utf-8", None, "written in the page"),
        ("<metadata charset=utf-8>", None, "another element"),
        ("</meta charset=utf-8>", None, "an end tag"),
        ("<meta charset=klingon><meta charset=utf-8>", "utf-8", "the first that is one"),
        ("<meta charset=koi8-r charset=utf-8>", "koi8-r", "the first attribute of a name"),
        ("<meta charset=utf-16>", "utf-8", "could not be read if it were"),
        ("<meta charset=x-user-defined>", "windows-1252", ""),
        ("<meta charset=utf-8 ", None, "unfinished"),
        (" " * 1010 + "<meta charset=utf-8>", None, "beyond the first 1,024 bytes"),
        ("<meta http-equiv=content-type content='charset = \"utf-8\"'>", "utf-8", "spaces, quotes"),
        ("<meta http-equiv=content-type content='mycharset=utf-8'>", "utf-8", "as the standard extracts it"),
    ],
)
def test_only_a_real_meta_near_the_beginning_counts(head, encoding, why):
    found = decode(head.encode() + LATIN)
    assert (found.encoding, found.declared) == (encoding or "windows-1252", encoding is not None), why


@pytest.mark.parametrize(
    ("body", "content_type", "whole", "why"),
    [
        (LATIN, "charset=utf-8", False, "not the encoding that it says"),
        (UTF8, "charset=iso-8859-1", True, "read as it says, and as a visitor sees it"),
        (UTF8, "", False, "no label, and not in the default encoding: a browser shows « HÃ©bergÃ© »"),
        (LATIN, "", True, "no label, in the default encoding"),
        (b"abc", "", True, "the same in every encoding"),
        (b"\xff\xfea", "", False, "half a character"),
        (UTF8, "charset=iso-2022-kr", False, "an encoding that browsers refuse to read"),
    ],
)
def test_what_was_not_really_read_is_known(body, content_type, whole, why):
    assert decode(body, content_type).whole is whole, why


def test_an_answer_gives_its_text():
    header = ("content-type", "text/html; charset=iso-8859-15")
    assert Answer(URL, (Hop(URL, 200),), 200, (header,), b"\xa4").text == "€"


@given(st.binary(max_size=300), st.sampled_from(sorted(webencodings.LABELS)))
def test_any_bytes_are_text_in_any_encoding_of_the_web(body, label):
    found = decode(body, f"text/html; charset={label}")
    assert isinstance(found.text, str)
    assert decode(f"<meta charset='{label}'>".encode() + body).declared
