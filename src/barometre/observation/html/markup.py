"""HTML from strangers made safe to parse in bounded time and memory.

A tree builder does work that grows with the square of what is open: 200,000 nested `<div>` take it minutes, and a
megabyte of `<b c=1><p><b c=2><p>…` all the memory of the machine (HTML standard, 13.2.6: elements in scope, active
formatting elements). So what is open is counted first; a document beyond any honest measure is reduced to the few tags
that are read, which cannot nest.

The count never falls below the tree builder's: only an end tag that follows its own start tag closes it.
"""

import re
from html import escape

from selectolax.lexbor import LexborHTMLParser

LONGEST = 2_000_000
"""Characters read of one page."""
DEEPEST = 512
"""Open elements at once: browsers stop there too."""
_FORMATTING_WORK = 400_000
"""Formatting elements open, summed over the start tags: what may have to be built again."""
_ATTRIBUTES = 500

_VALUE = r"\"(?P<{1}>[^\"]*+)\"|'(?P<{2}>[^']*+)'|(?P<{3}>[^\s>\"'][^\s>]*+)"
_ATTRIBUTE = rf"[\s/]*+(?P<{{0}}>[^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:{_VALUE})?+)?+"
_ANONYMOUS = re.sub(r"\?P<\{\d\}>", "?:", _ATTRIBUTE)
_TOKEN = re.compile(
    rf"<!--(?:-?>|.*?(?:--!?>|\Z))|<(?:[!?]|/[^a-zA-Z])[^>]*+>|<(/?)([a-zA-Z][^\s/>]*+)((?:{_ANONYMOUS})*+[\s/]*+)(?:>|\Z)",
    re.DOTALL,
)
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE.format("name", "double", "single", "bare"))
_END_OF = {
    name: re.compile(rf"</{name}(?=[\s/>])[^>]*>?", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}
"""Elements whose content is text (HTML standard, 13.2.5.2 and 13.2.5.3)."""
_VOID = frozenset(
    {
        "area",
        "base",
        "basefont",
        "bgsound",
        "br",
        "col",
        "embed",
        "frame",
        "hr",
        "image",
        "img",
        "input",
        "keygen",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    }
)
_FORMATTING = frozenset(
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
_CLOSES_ITSELF = frozenset({"dd", "dt", "li", "optgroup", "option", "p", "td", "th", "tr"})
_CLOSES_P = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "details",
        "div",
        "dl",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "main",
        "nav",
        "ol",
        "pre",
        "section",
        "ul",
    }
)
_SVG = frozenset(
    {
        "svg",
        "g",
        "path",
        "circle",
        "rect",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "use",
        "defs",
        "symbol",
        "stop",
        "image",
        "clippath",
        "mask",
        "lineargradient",
        "radialgradient",
        "pattern",
        "filter",
        "marker",
        "text",
        "tspan",
        "title",
        "desc",
        "style",
        "animate",
        "animatetransform",
        "metadata",
    }
)


def parse(html: str) -> LexborHTMLParser:
    """Parse a page, whole or reduced, in a time and memory that its author does not choose."""
    html = html[:LONGEST]
    if len(html) > 10_000 and _is_hostile(html):
        html = _reduce(html)
    return LexborHTMLParser(html)


class _Open:
    """Elements open at a point of the document."""

    def __init__(self) -> None:
        self.stack: list[str] = []
        self.formatting = 0
        self.work = 0
        self.foreign = False

    def start(self, name: str, closed: bool) -> None:
        top = self.stack[-1] if self.stack else ""
        if (top == name and name in _CLOSES_ITSELF) or (top == "p" and name in _CLOSES_P):
            self.stack.pop()
        self.foreign = name == "svg" or (self.foreign and name in _SVG)
        self.work += self.formatting
        if name in _VOID or (closed and self.foreign):
            return
        self.stack.append(name)
        self.formatting += name in _FORMATTING

    def end(self, name: str) -> None:
        if self.stack and self.stack[-1] == name:
            self.stack.pop()
            self.formatting -= name in _FORMATTING
        if name == "svg":
            self.foreign = False


def _is_hostile(html: str) -> bool:
    """True when the tree builder could be made to work without measure."""
    opened = _Open()
    position = 0
    while found := _TOKEN.search(html, position):
        position = found.end()
        slash, name, attributes = found.groups()
        if name is None:
            continue
        name = name.lower()
        if slash:
            opened.end(name)
            continue
        if name == "plaintext" or (len(attributes) > 2 * _ATTRIBUTES and _too_many(attributes)):
            return True
        if name in _END_OF:
            ended = _END_OF[name].search(html, position)
            position, inside = (ended.end(), html[position : ended.start()]) if ended else (len(html), html[position:])
            if name != "iframe" and "<" in inside and ("svg" in opened.stack or "<!--" in inside):
                return True
            continue
        opened.start(name, attributes.endswith("/"))
        if len(opened.stack) > DEEPEST or opened.work > _FORMATTING_WORK:
            return True
    return False


def _too_many(attributes: str) -> bool:
    return sum(1 for _ in _ONE_ATTRIBUTE.finditer(attributes)) > _ATTRIBUTES


_KEPT = frozenset({"html", "base", "title", "meta", "link", "script", "a", "img", "form", "iframe", "input", "button"})
_KEPT_ATTRIBUTES = frozenset(
    {
        "href",
        "src",
        "lang",
        "name",
        "content",
        "rel",
        "title",
        "alt",
        "aria-label",
        "action",
        "type",
        "value",
        "http-equiv",
        "property",
        "class",
        "id",
    }
)


def _reduce(html: str) -> str:
    """The document with only the tags that are read, written anew: none of them nests in itself."""
    parts: list[str] = []
    position = 0
    while found := _TOKEN.search(html, position):
        parts.append(html[position : found.start()].replace("<", "&lt;"))
        position = found.end()
        slash, name, attributes = found.groups()
        name = (name or "").lower()
        if name == "plaintext":
            break
        kept = name in _KEPT
        parts.append((f"</{name}>" if slash else f"<{name}{_rewrite(attributes)}>") if kept else " ")
        if name in _END_OF and not slash:
            ended = _END_OF[name].search(html, position)
            text = html[position : ended.start() if ended else len(html)] if name == "title" else ""
            parts.append(text.replace("<", "&lt;") + (f"</{name}>" if kept else ""))
            position = ended.end() if ended else len(html)
    parts.append(html[position:].replace("<", "&lt;"))
    return "".join(parts)


def _rewrite(attributes: str) -> str:
    written: dict[str, str] = {}
    for found in _ONE_ATTRIBUTE.finditer(attributes):
        name = found["name"].lower()
        if name in _KEPT_ATTRIBUTES and name not in written:
            value = found["double"] or found["single"] or found["bare"] or ""
            written[name] = f' {name}="{escape(value).replace("&amp;", "&")}"'
        if len(written) > 12:
            break
    return "".join(written.values())
