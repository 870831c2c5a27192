"""Content Security Policy (W3C, CSP level 3): policies read, and what they restrict. Pure."""

import re
from collections.abc import Iterable, Mapping

from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode

# Directives of one policy: lower-case name -> source expressions as written.
Policy = Mapping[str, tuple[str, ...]]

_SPACES = re.compile(r"[ \t\n\f\r]+")
_HEADER_ONLY = frozenset({"frame-ancestors", "report-uri", "report-to", "sandbox"})
# CSP3, 2.3.1, grammar of nonce-source and hash-source: only what fits it neutralises 'unsafe-inline'.
_NONCE_OR_HASH = re.compile(r"'(?:nonce|sha256|sha384|sha512)-[A-Za-z0-9+/_-]+={0,2}'", re.IGNORECASE)
# Anybody can serve a script from any host of these; `data:` carries the script in the page itself.
_ANYWHERE = re.compile(r"\*|https?:|data:|(?:https?://)?\*(?:\.[a-z0-9-]+)?(?::(?:\d+|\*))?(?:/.*)?", re.IGNORECASE)


def parse_policies(values: Iterable[str]) -> list[Policy]:
    """Return every policy of the header values.

    A comma separates policies (CSP3, 2.2.2), the first directive of a name is the one that counts (2.2.1).
    """
    return [policy for value in values for text in value.split(",") if (policy := _parse(text))]


def _parse(text: str) -> dict[str, tuple[str, ...]]:
    policy: dict[str, tuple[str, ...]] = {}
    for part in text.split(";"):
        name, *sources = [word for word in _SPACES.split(part) if word] or [""]
        if name and name.isascii():
            policy.setdefault(name.lower(), tuple(sources))
    return policy


def without_header_directives(policy: Policy) -> Policy:
    """Return a policy written in `<meta>` without the directives that count in a header only (CSP3, 3.3)."""
    return {name: sources for name, sources in policy.items() if name not in _HEADER_ONLY}


def script_faults(policy: Policy) -> list[Reason]:
    """Return why this policy lets a script injected into the page run; empty when it prevents that.

    Scripts of elements and of attributes (`onclick=`) have their own directives, which fall back on `script-src`,
    then on `default-src` (CSP3, 6.8.3 and 6.8.4).
    """
    if "sandbox" in policy and "allow-scripts" not in {source.lower() for source in policy["sandbox"]}:
        return []
    elements, attributes = (_governing(policy, f"script-src-{part}") for part in ("elem", "attr"))
    if elements is None or attributes is None:
        return [reason(ReasonCode.CSP_UNLIMITED)]
    inline = [name for name in dict.fromkeys((elements, attributes)) if _allows_inline(policy[name])]
    return [
        *(reason(ReasonCode.CSP_UNSAFE_INLINE, directive=name) for name in inline),
        *(reason(ReasonCode.CSP_ANYWHERE, source=source, directive=elements) for source in _wide(policy[elements])),
    ]


def script_directive(policy: Policy) -> str | None:
    """Return the directive that governs scripts, as it would be written; None when there is none."""
    name = _governing(policy, "script-src-elem")
    return " ".join((name, *policy[name])) if name else None


def _governing(policy: Policy, name: str) -> str | None:
    return next((each for each in (name, "script-src", "default-src") if each in policy), None)


def _allows_inline(sources: tuple[str, ...]) -> bool:
    """Return whether scripts in the page run: a nonce, a hash or 'strict-dynamic' forbids it (CSP3, 6.7.3.2)."""
    words = {source.lower() for source in sources}
    signed = "'strict-dynamic'" in words or any(_NONCE_OR_HASH.fullmatch(source) for source in sources)
    return "'unsafe-inline'" in words and not signed


def _wide(sources: tuple[str, ...]) -> list[str]:
    """Return the sources that anybody can serve from; 'strict-dynamic' makes browsers ignore them (CSP3, 6.7.1.1)."""
    if any(source.lower() == "'strict-dynamic'" for source in sources):
        return []
    return [source for source in sources if _ANYWHERE.fullmatch(source)]


def frame_ancestors(policies: Iterable[Policy]) -> tuple[bool, str] | None:
    """Return whether `frame-ancestors` forbids unknown sites to frame the page, and its text; None when absent.

    All policies apply together: one that holds is enough. An empty list allows nobody, as 'none' (CSP3, 6.4.2).
    """
    found = [policy["frame-ancestors"] for policy in policies if "frame-ancestors" in policy]
    if not found:
        return None
    holding = [sources for sources in found if not any(_ANYWHERE.fullmatch(source) for source in sources)]
    return bool(holding), " ".join(("frame-ancestors", *(holding or found)[0]))
