"""Bytes of a page read as text, as browsers read them (WHATWG Encoding and HTML standards). Pure functions.

A site chooses among the encodings of the web, a closed list: none of their decoders costs more than the bytes it reads.
"""

import codecs
import re
from dataclasses import dataclass
from functools import cache

import webencodings

DEFAULT = "windows-1252"
# Bytes in which `<meta>` is looked for (HTML, 13.2.3.2).
PRESCANNED = 1024
# Those in which a character may be several bytes; in every other, each byte is one.
_MULTIBYTE = frozenset("utf-8 utf-16le utf-16be gbk gb18030 big5 euc-jp iso-2022-jp shift_jis euc-kr".split())
# Encoding, 6: decode. The longest mark first.
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xfe\xff", "utf-16be"), (b"\xff\xfe", "utf-16le"))
_PARAMETER = re.compile(r"""(?:\A|;)\s*+charset\s*+=\s*+(?:"([^"]*+)"?|'([^']*+)'?|([^\s;,"']*+))""", re.IGNORECASE)
# HTML, 4.2.5.5: extracting a character encoding from a meta element.
_IN_CONTENT = re.compile(r"""charset\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s;"']++))""", re.IGNORECASE)
_ATTRIBUTE = (
    r"[\s/]*+(?P<name>[^\s/>][^\s/>=]*+)"
    r"(?:\s*+=\s*+(?:\"(?P<double>[^\"]*+)(?:\"|\Z)|'(?P<single>[^']*+)(?:'|\Z)|(?P<bare>[^\s>\"'][^\s>]*+)|(?=>)))?+"
)
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE, re.ASCII)
_UNNAMED = re.sub(r"\?P<[a-z]+>", "?:", _ATTRIBUTE)
_TOKEN = re.compile(
    rf"<!--(?:-?>|.*?(?:-->|\Z))|<[!?][^>]*+|<(/?[a-z][^\s/>]*+)((?:{_UNNAMED})*+)[\s/]*+(>?)",
    re.ASCII | re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of some bytes.

    Attributes:
        text: what a browser shows.
        encoding: name, in lower case, of the encoding in the standard.
        declared: the encoding is given by a byte order mark, a header or a `<meta>`; otherwise it is the default.
        whole: no byte was replaced, and nothing says that the default encoding is not the one they were written in.
    """

    text: str
    encoding: str
    declared: bool
    whole: bool


def decode(body: bytes, content_type: str = "", late_label: str | None = None) -> Decoded:
    """Decode a page: byte order mark, else label of the header, else `<meta>` near the beginning, else the default.

    `late_label`: what a `<meta>` further in the head gives, which counts when nothing else does (HTML, 13.2.3.5).
    """
    for mark, marked in _MARKS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], marked, declared=True)
    name = _header_encoding(content_type) or _meta_encoding(body) or encoding_in_meta(late_label)
    return _decoded(body, name or DEFAULT, declared=name is not None)


def encoding_in_meta(label: str | None) -> str | None:
    """Return the encoding that a label written in a page means; None for a label of no encoding.

    A page whose `<meta>` could be read is not in UTF-16, nor in x-user-defined (HTML, 13.2.3.2).
    """
    name = _encoding(label)
    return {"utf-16be": "utf-8", "utf-16le": "utf-8", "x-user-defined": DEFAULT}.get(name or "", name)


def label_in_content(content: str) -> str | None:
    """Return the label in the `content` of a `<meta http-equiv=content-type>`, None when there is none."""
    found = _IN_CONTENT.search(content)
    return found[1] or found[2] or found[3] if found else None


def _encoding(label: str | None) -> str | None:
    """Return the name of the encoding that a label means, None for one of no encoding of the web."""
    encoding = webencodings.lookup(label) if label and label.isascii() else None
    return encoding.name if encoding else None


def _header_encoding(content_type: str) -> str | None:
    found = _PARAMETER.search(content_type)
    return _encoding(found[1] or found[2] or found[3]) if found else None


def _meta_encoding(body: bytes) -> str | None:
    """Return the encoding of the first `<meta>` that gives one, by the prescan of the HTML standard (13.2.3.2)."""
    if not re.search(rb"charset", body[:PRESCANNED], re.IGNORECASE):
        return None
    for token in _TOKEN.finditer(body[:PRESCANNED].decode("latin-1")):
        if (token[1] or "").lower() == "meta" and token[3] and (name := encoding_in_meta(_meta_label(token[2]))):
            return name
    return None


def _meta_label(written: str) -> str | None:
    attributes: dict[str, str] = {}
    for one in _ONE_ATTRIBUTE.finditer(written):
        attributes.setdefault(one["name"].lower(), one["double"] or one["single"] or one["bare"] or "")
    if "charset" in attributes:
        return attributes["charset"]
    if attributes.get("http-equiv", "").lower() == "content-type":
        return label_in_content(attributes.get("content", ""))
    return None


def _decoded(body: bytes, name: str, *, declared: bool) -> Decoded:
    if body.isascii() and name in ("utf-8", DEFAULT):
        return Decoded(body.decode("ascii"), name, declared, whole=True)
    if name == "replacement":  # Encoding, 14.1: nothing of it is read
        return Decoded("\ufffd" if body else "", name, declared, whole=not body)
    if name not in _MULTIBYTE:
        text = codecs.charmap_decode(body, "strict", _table(name))[0]
        return Decoded(text, name, declared, whole="\ufffd" not in text and (declared or not _is_utf8(body)))
    codec = webencodings.lookup(name).codec_info
    try:
        return Decoded(codec.decode(body, "strict")[0], name, declared, whole=True)
    except UnicodeDecodeError:
        return Decoded(codec.decode(body, "replace")[0], name, declared, whole=False)


@cache
def _table(name: str) -> str:
    """Return the characters of the 256 bytes of an encoding.

    Bytes that Python's codec refuses are control characters up to 9F, which the standard keeps, else none.
    """
    decode_byte = webencodings.lookup(name).codec_info.decode
    characters = (decode_byte(bytes([byte]), "replace")[0] for byte in range(256))
    return "".join(
        chr(byte) if character == "\ufffd" and byte < 0xA0 else character for byte, character in enumerate(characters)
    )


def _is_utf8(body: bytes) -> bool:
    """Return True when bytes that are not all ASCII can be UTF-8: by chance, they hardly ever can."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
