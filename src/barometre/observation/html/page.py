"""Page of a site, read once into plain values, and what of it was not read. Pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from barometre.facts.reason import reason, shortened
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.html.links import (
    MOST_LINKS,
    Link,
    absolute,
    base_of,
    is_document,
    plain,
    read_links,
    visible,
)
from barometre.observation.html.markup import parse
from barometre.observation.html.refresh import refresh_target
from barometre.observation.net.answers import Answer
from barometre.observation.net.decoding import encoding_in_meta, label_in_content
from barometre.observation.net.head import looks_like_html
from barometre.observation.net.unread import Unread, why_unread

# Elements that load a file; of `link` only those of these relations.
_LOADED = (
    "script[src], img[src], img[srcset], iframe[src], frame[src], link[href], source, video, audio, track[src], "
    "embed[src], object[data], input[type=image][src]"
)
_LOADING_LINKS = frozenset({"stylesheet", "icon", "preload", "modulepreload", "manifest", "apple-touch-icon"})
# Elements of one kind read on a page, and characters of its text.
_MOST = 4000
_LONGEST_TEXT = 300_000
# Words under which a page without a link is the shell that scripts fill.
_SHELL_WORDS = 30
# What of a page is not read: it is nearly empty without a browser, it is beyond our bounds, its bytes are no text.
SHELL = Unread(reason(ReasonCode.PAGE_SHELL), ours=True)
_BEYOND = Unread(reason(ReasonCode.PAGE_BEYOND_BOUNDS), ours=True)
_MOST_HEADINGS = 60
_BUTTONS = "button, input[type=submit], input[type=image], input[type=button]"


@dataclass(frozen=True, slots=True)
class Resource:
    """File that the page loads: absolute address, and host."""

    url: str
    host: str


@dataclass(frozen=True, slots=True)
class Page:
    """Page at its address after redirections.

    `missing` says why the page was not read whole, None when it was: see `criteria.pages`, which lets no « no » rest on
    it. `refresh` is the address to which the page sends on by itself, and after how many seconds.

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
    missing: Unread | None = None
    refresh: tuple[float, str] | None = None


def read_answer(answer: Answer) -> Page | Unread:
    """Return the page of an answer, with what of it could not be read, or why there is none: the only way to a page."""
    if unread := why_unread(answer):
        return unread
    if not is_html(answer):
        why = reason(ReasonCode.HTTP_NOT_HTML_UNTYPED)
        if header := answer.header("content-type"):
            why = reason(ReasonCode.HTTP_NOT_HTML, type=shortened(header, 60).partition(";")[0].strip())
        elif answer.partial is not None:  # what we have of it does not say what it is
            return Unread(answer.partial, ours=True)
        return Unread(why, ours=False)
    decoded = answer.decode()
    page = read_page(answer.final, decoded.text)
    if not decoded.declared and not answer.body.isascii() and (label := _late_label(page.document)):
        decoded = answer.decode(label)  # further than the prescan looks: the parser starts again (HTML, 13.2.3.5)
        page = read_page(answer.final, decoded.text)
    if answer.partial is not None:
        return replace(page, missing=Unread(answer.partial, ours=True))
    if not decoded.whole and page.missing is None:
        return replace(page, missing=_undecoded(page, decoded.declared, decoded.encoding))
    if header := answer.header("refresh"):
        return _refreshed(page, header, answer.final)
    return page


def _undecoded(page: Page, declared: bool, encoding: str) -> Unread | None:
    """Return why the words of a page are not those that were written; None when only its scripts have broken bytes."""
    body = page.document.css_first("body")
    if declared and "\ufffd" not in page.title and (body is None or "\ufffd" not in _text(body)):
        return None
    code = ReasonCode.BODY_UNDECODABLE if declared else ReasonCode.BODY_UNLABELLED
    return Unread(reason(code, encoding=encoding), ours=True)


def _late_label(document: LexborHTMLParser) -> str | None:
    """Return the label of an encoding that the head gives, wherever it is."""
    for node in document.css("head > meta")[:_MOST]:
        attributes = node.attributes
        label = attributes.get("charset")
        if label is None and (attributes.get("http-equiv") or "").lower() == "content-type":
            label = label_in_content(attributes.get("content") or "")
        if encoding_in_meta(label):
            return label
    return None


def _refreshed(page: Page, written: str, url: str) -> Page:
    """Return a page with where it sends on, unless that is to itself."""
    if page.refresh is not None or (refresh := refresh_target(written, url, url)) is None:
        return page
    return replace(page, refresh=refresh, missing=page.missing or _sent_on(refresh))


def _sent_on(refresh: tuple[float, str]) -> Unread:
    return Unread(reason(ReasonCode.PAGE_SENDS_ON, url=refresh[1]), ours=True)


def read_page(url: str, html: str) -> Page:
    """Read the HTML of the page at `url`; any text can be read, in bounded time."""
    document, reduced = parse(html)
    base = base_of(document, url)
    root = document.css_first("html")
    metas = _metas(document)
    body = document.css_first("body")
    document.strip_tags(["style", "template"])
    text = _text(body) if body is not None else ""
    words = plain(text)
    nodes = document.css("a[href], area[href]")
    links = read_links(nodes, base)
    loading, pressed = document.css(_LOADED), document.css(_BUTTONS)
    beyond = len(nodes) > MOST_LINKS or len(text) >= _LONGEST_TEXT or max(len(loading), len(pressed)) > _MOST
    refresh = next(filter(None, (refresh_target(written, base, url) for written in _refreshes(document))), None)
    missing = None
    if refresh is not None:
        missing = _sent_on(refresh)
    elif reduced or beyond:
        missing = _BEYOND
    elif _is_shell(document, base, url, links, words):
        missing = SHELL
    return Page(
        url=url,
        lang=root.attributes.get("lang") if root is not None else None,
        title=_title(document),
        viewport=next(iter(metas.get("viewport", [])), None),
        generators=tuple(metas.get("generator", [])),
        words=words,
        links=links,
        resources=_resources(loading, base),
        actions=_actions(document, base),
        buttons=_buttons(pressed),
        document=document,
        missing=missing,
        refresh=refresh,
    )


def _is_shell(document: LexborHTMLParser, base: str, url: str, links: Sequence[Link], words: str) -> bool:
    """Return True when a page is nearly empty until scripts or frames fill it; nobody reads what `noscript` holds."""
    if document.css_first("script") is None and document.css_first("frameset") is None:
        return False
    unseen = read_links(document.css("noscript a[href], noscript area[href]"), base)
    if _leading_on(links, url) > _leading_on(unseen, url):
        return False
    unread = sum(len(plain(_text(node)).split()) for node in document.css("body noscript")[:100])
    return len(words.split()) - unread < _SHELL_WORDS


def _leading_on(links: Iterable[Link], url: str) -> int:
    """Return how many links lead to another page than the one at `url`."""
    itself = absolute(url, "")
    return sum(link.url != (itself and itself[0]) for link in links)


def _refreshes(document: LexborHTMLParser) -> list[str]:
    """Return what the refreshes of a page say; browsers that run scripts do not read those in `noscript`."""
    nodes = document.css('meta[http-equiv="refresh" i][content]:not(noscript meta)')[:10]
    return [(node.attributes.get("content") or "")[:2000] for node in nodes]


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
    return " ".join(parts)[:_LONGEST_TEXT]


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


def _resources(nodes: Sequence[LexborNode], base: str) -> tuple[Resource, ...]:
    resources: list[Resource] = []
    for node in nodes[:_MOST]:
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


def _buttons(nodes: Sequence[LexborNode]) -> tuple[str, ...]:
    buttons = []
    for node in nodes[:_MOST]:
        label = node.attributes.get("value") or node.attributes.get("alt") or ""
        buttons.append(plain(f"{visible(node)} {label if node.tag == 'input' else ''}"))
    return tuple(buttons)


def headings(page: Page) -> tuple[str, ...]:
    """Return the plain words of the title and of the first headings of a page."""
    nodes = page.document.css("h1, h2, h3")[:_MOST_HEADINGS]
    return (plain(page.title), *(plain(visible(node)) for node in nodes))


def is_html(answer: Answer) -> bool:
    """Return True when an answer is an HTML page, by its type, or by its first bytes when it has no type."""
    kind = (answer.header("content-type") or "").partition(";")[0].strip().lower()
    if kind:
        return kind in ("text/html", "application/xhtml+xml")
    return looks_like_html(answer.body) or answer.body[:1024].lstrip().startswith(b"<?xml")


def unread_link(link: Link, unread: Unread | None) -> Unread:
    """Return why a page was not read (None: it was not chosen), with the link of the home page that leads to it."""
    if unread is None:
        code = ReasonCode.PAGE_DOCUMENT if is_document(link.url) else ReasonCode.PAGE_UNREAD
        unread = Unread(reason(code), ours=True)
    return Unread(reason(ReasonCode.LINK_UNREAD, text=link.text, cause=unread.why), unread.ours)
