"""Page of a site, read once into plain values, or why it was not read. Pure functions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from barometre.facts.reason import reason, shortened
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement
from barometre.observation.html.links import Link, absolute, base_of, is_document, plain, read_links, visible
from barometre.observation.html.markup import parse
from barometre.observation.net.answers import Answer
from barometre.observation.net.unread import Unread, why_unread

# Titles of the pages that services against robots show instead of the site.
_BARRIERS = frozenset(
    {"just a moment...", "un instant...", "attention required! | cloudflare", "ddos-guard", "access denied"}
)
# Elements that load a file; of `link` only those of these relations.
_LOADED = (
    "script[src], img[src], img[srcset], iframe[src], frame[src], link[href], source, video, audio, track[src], "
    "embed[src], object[data], input[type=image][src]"
)
_LOADING_LINKS = frozenset({"stylesheet", "icon", "preload", "modulepreload", "manifest", "apple-touch-icon"})
# Elements of one kind read on a page, and characters of its text.
_MOST = 4000
_LONGEST_TEXT = 300_000
# Why nothing is said of the content of a page that is nearly empty without a browser.
SHELL = Unread(reason(ReasonCode.PAGE_SHELL), ours=True)
_HTML = re.compile(rb"\s*(?:<!doctype\s+html|<html|<head|<body|<!--|<\?xml)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Resource:
    """File that the page loads: absolute address, and host."""

    url: str
    host: str


@dataclass(frozen=True, slots=True)
class Page:
    """Page at its address after redirections.

    `words` is what a visitor can read, as `links.plain` leaves it; `actions` the addresses of forms, with their hosts;
    `buttons` the plain words of buttons. `document` is the tree, for selectors; nobody may change it.
    """

    url: str
    lang: str | None
    title: str
    viewport: str | None
    generators: tuple[str, ...]
    words: str
    links: tuple[Link, ...]
    resources: tuple[Resource, ...]
    actions: tuple[tuple[str, str], ...]
    buttons: tuple[str, ...]
    document: LexborHTMLParser = field(repr=False, compare=False)

    @property
    def is_shell(self) -> bool:
        """Return True when the page is nearly empty until scripts fill it, or is a barrier against robots."""
        built = self.document.css_first("script") is not None or self.document.css_first("frameset") is not None
        return plain(self.title) in _BARRIERS or (built and not self.links and len(self.words.split()) < 30)


def read_page(url: str, text: str) -> Page:
    """Read the HTML of the page at `url`; any text can be read, in bounded time."""
    document = parse(text)
    base = base_of(document, url)
    root = document.css_first("html")
    metas = _metas(document)
    body = document.css_first("body")
    document.strip_tags(["style", "template"])
    return Page(
        url=url,
        lang=root.attributes.get("lang") if root is not None else None,
        title=_title(document),
        viewport=next(iter(metas.get("viewport", [])), None),
        generators=tuple(metas.get("generator", [])),
        words=plain(_text(body)) if body is not None else "",
        links=read_links(document, base),
        resources=_resources(document, base),
        actions=_actions(document, base),
        buttons=_buttons(document),
        document=document,
    )


def _text(body: LexborNode) -> str:
    parts: list[str] = []
    length = 0
    for node in body.traverse(include_text=True):
        if node.is_text_node and (parent := node.parent) is not None and parent.tag != "script":
            written = node.text_content or ""
            parts.append(written)
            length += len(written)
            if length > _LONGEST_TEXT:
                break
        elif node.tag == "img" and (alternative := node.attributes.get("alt")):
            parts.append(alternative)
    return " ".join(" ".join(parts)[:_LONGEST_TEXT].split())


def _metas(document: LexborHTMLParser) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for node in document.css("meta[name][content]")[:_MOST]:
        name, content = node.attributes.get("name") or "", node.attributes.get("content") or ""
        metas.setdefault(name.strip().lower(), []).append(content[:500])
    return metas


def _title(document: LexborHTMLParser) -> str:
    node = document.css_first("head title") or document.css_first("title")
    parent = node.parent if node is not None else None
    inside_drawing = parent is not None and parent.tag not in ("head", "body", "html")
    return " ".join(node.text()[:1000].split()) if node is not None and not inside_drawing else ""


def _resources(document: LexborHTMLParser, base: str) -> tuple[Resource, ...]:
    resources: list[Resource] = []
    for node in document.css(_LOADED)[:_MOST]:
        if node.tag == "link" and not _LOADING_LINKS & set((node.attributes.get("rel") or "").lower().split()):
            continue
        for reference in _references(node):
            target = absolute(base, reference[:2000])
            if target is not None:
                resources.append(Resource(*target))
    return tuple(dict.fromkeys(resources))


def _references(node: LexborNode) -> Iterable[str]:
    for name in ("src", "href", "data", "poster"):
        if value := node.attributes.get(name):
            yield value
    for candidate in (node.attributes.get("srcset") or "")[:20_000].split(", "):
        if words := candidate.split():
            yield words[0]


def _actions(document: LexborHTMLParser, base: str) -> tuple[tuple[str, str], ...]:
    actions = [node.attributes.get("action") or "" for node in document.css("form[action]")[:_MOST]]
    return tuple(target for action in actions if (target := absolute(base, action[:2000])) is not None)


def _buttons(document: LexborHTMLParser) -> tuple[str, ...]:
    buttons = []
    for node in document.css("button, input[type=submit], input[type=image], input[type=button]")[:500]:
        label = node.attributes.get("value") or node.attributes.get("alt") or ""
        buttons.append(plain(f"{visible(node)} {label if node.tag == 'input' else ''}"))
    return tuple(buttons)


def is_html(answer: Answer) -> bool:
    """Return True when an answer is an HTML page, by its type, or by its first bytes when it has no type."""
    kind = (answer.header("content-type") or "").partition(";")[0].strip().lower()
    return kind in ("text/html", "application/xhtml+xml") or (not kind and bool(_HTML.match(answer.body[:1024])))


def no_page(answer: Answer, facts: Iterable[str]) -> list[Statement]:
    """Return a statement for each fact when a home page could not be read, an empty list when it could."""
    unread = why_unread(answer)
    if unread is None and not is_html(answer):
        why = reason(ReasonCode.HTTP_NOT_HTML_UNTYPED)
        if header := answer.header("content-type"):
            why = reason(ReasonCode.HTTP_NOT_HTML, type=shortened(header, 60).partition(";")[0].strip())
        unread = Unread(why, ours=False)
    return unread.statements(facts) if unread else []


def unread_link(link: Link, unread: Unread | None) -> Unread:
    """Return why a page was not read (None: it was not chosen), with the link of the home page that leads to it."""
    if unread is None:
        code = ReasonCode.PAGE_DOCUMENT if is_document(link.url) else ReasonCode.PAGE_UNREAD
        unread = Unread(reason(code), ours=True)
    return Unread(reason(ReasonCode.LINK_UNREAD, text=link.text, cause=unread.why), unread.ours)
