"""Protection of the HTML parser against hostile pages: bounded time and memory.

The work of a tree builder grows with the square of the number of open elements: 200,000 nested `<div>` take minutes,
and a megabyte of `<b c=1><p><b c=2><p>…` takes all the memory of the machine (HTML standard, 13.2.6: elements in scope,
active formatting elements). So open elements are counted first. A document that exceeds the bounds is reduced to the
few tags that we read, which cannot nest.

The count is never lower than the tree builder's: only an end tag that follows its own start tag closes it.
"""

import re
from html import escape

from selectolax.lexbor import LexborHTMLParser

# Characters read of one page.
LONGEST = 2_000_000
# Open elements at once: browsers stop there too.
DEEPEST = 512
# Open formatting elements, summed over the start tags: those that the tree builder may have to create again.
_FORMATTING_WORK = 400_000
# Attributes of one tag.
_ATTRIBUTES = 500

_VALUE = r"\"(?P<{1}>[^\"]*+)\"|'(?P<{2}>[^']*+)'|(?P<{3}>[^\s>\"'][^\s>]*+)"
_ATTRIBUTE = rf"[\s/]*+(?P<{{0}}>[^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:{_VALUE})?+)?+"
_ANONYMOUS = re.sub(r"\?P<\{\d\}>", "?:", _ATTRIBUTE)
_TOKEN = re.compile(
    rf"<!--(?:-?>|.*?(?:--!?>|\Z))|<(?:[!?]|/[^a-zA-Z])[^>]*+(?:>|\Z)|<(/?)([a-zA-Z][^\s/>]*+)((?:{_ANONYMOUS})*+[\s/]*+)(?:>|\Z)",
    re.DOTALL,
)
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE.format("name", "double", "single", "bare"))
# Elements whose content is text (HTML standard, 13.2.5.2 and 13.2.5.3) -> their end tag.
_END_OF = {
    name: re.compile(rf"</{name}(?=[\s/>])[^>]*>?", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}
_VOID = frozenset(
    "area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr".split()
)
_FORMATTING = frozenset(
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
_CLOSES_ITSELF = frozenset({"dd", "dt", "li", "optgroup", "option", "p", "td", "th", "tr"})
_CLOSES_P = frozenset(
    (
        "address article aside blockquote center details div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header "
        "hr main nav ol pre section ul"
    ).split()
)
_SVG = frozenset(
    (
        "svg g path circle rect ellipse line polyline polygon use defs symbol stop image clippath mask lineargradient "
        "radialgradient pattern filter marker text tspan title desc style animate animatetransform metadata"
    ).split()
)
# What a head holds, up to what ends it: comments and texts, in which no tag counts, and its `noscript`.
_IN_HEAD = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<(script|style|title|template)\b.*?(?:</\1\b[^>]*+(?:>|\Z)|\Z)|"
    r"(?P<noscript><noscript\b.*?(?:</noscript\b[^>]*+(?:>|\Z)|\Z))|"
    r"(?P<end></head\b|<(?!(?:html|head|meta|link|base)\b)[a-z])",
    re.IGNORECASE | re.DOTALL,
)


def parse(html: str) -> tuple[LexborHTMLParser, bool]:
    """Parse a page in bounded time and memory; return its tree, and True when the page is hostile and was reduced."""
    html = _without_noscript(html[:LONGEST])
    hostile = len(html) > 10_000 and _is_hostile(html)
    return LexborHTMLParser(_reduce(html) if hostile else html), hostile


def _without_noscript(html: str) -> str:
    """Return a page without the `noscript` of its head.

    Browsers that run scripts read it as text (HTML, 13.2.6.4.4); Lexbor reads its tags, of which many end the head.
    """
    kept: list[str] = []
    position = 0
    for part in _IN_HEAD.finditer(html):
        if part["end"]:
            break
        if part["noscript"]:
            kept.append(html[position : part.start()])
            position = part.end()
    return "".join((*kept, html[position:])) if kept else html


class _Open:
    """Elements open at one point of the document."""

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
    """Return True when the work of the tree builder could exceed our bounds."""
    opened = _Open()
    position = 0
    while match := _TOKEN.search(html, position):
        position = match.end()
        slash, name, attributes = match.groups()
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
    "href src lang name content rel title alt aria-label action type value http-equiv property class id".split()
)


def _reduce(html: str) -> str:
    """Rewrite a document with only the tags that we read, none of which nests in itself."""
    parts: list[str] = []
    position = 0
    while match := _TOKEN.search(html, position):
        parts.append(html[position : match.start()].replace("<", "&lt;"))
        position = match.end()
        slash, name, attributes = match.groups()
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
    for match in _ONE_ATTRIBUTE.finditer(attributes):
        name = match["name"].lower()
        if name in _KEPT_ATTRIBUTES and name not in written:
            value = match["double"] or match["single"] or match["bare"] or ""
            written[name] = f' {name}="{escape(value).replace("&amp;", "&")}"'
        if len(written) > 12:
            break
    return "".join(written.values())
