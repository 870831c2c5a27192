"""Declared web sites, e-mail addresses and telephone numbers, read and checked. Pure."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import SplitResult, urlsplit

import idna
from publicsuffixlist import PublicSuffixList

from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
# Names that IDNA leaves as they are; the rest of the rules is checked on labels.
_PLAIN = re.compile(r"[a-z0-9.-]{1,250}")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
# Ten digits, or a short number (Arcep, decision 2018-0881, annex 1, 2.4): 3BPQ and 10YT, before which a register that
# writes digits by pairs puts a zero (« 03 90 6 » is Nice's 39 06); 118XYZ, 116XYZ and the general-interest numbers.
_FRENCH_NUMBER = re.compile(
    r"(0|\+33|0033|\+262|\+590|\+594|\+596)[1-9]\d{8}|0?(3\d|10)\d{2}|11[68]\d{3}|1[578]|11[02459]|19[167]"
)


@dataclass(frozen=True, slots=True)
class Site:
    """A declared web address; `host` and `domain` are A-labels (RFC 5890), None when they cannot be read.

    `note` says why it is not valid, or what is odd in it. `fit` is False when browsers open it although its host is not
    a name that machines may have (RFC 1123, 2.1).
    """

    valid: bool
    scheme: str | None = None
    host: str | None = None
    domain: str | None = None
    note: Reason | None = None
    fit: bool = True

    @property
    def extension(self) -> str | None:
        """Top-level domain: `bzh` for `www.quimper.bzh`."""
        return self.host.rsplit(".", 1)[-1] if self.host else None


@dataclass(frozen=True, slots=True)
class Mail:
    """A declared e-mail address, without its local part, which may name a person."""

    valid: bool
    domain: str | None = None
    registrable: str | None = None
    note: Reason | None = None

    def at_provider(self, providers: Set[str]) -> bool:
        """Return whether anyone can open an address at its domain: it is one of `providers`, or below one."""
        return self.domain in providers or self.registrable in providers


def same_domain(site: Site, mail: Mail) -> tuple[bool, Reason]:
    """Return whether a site and a mail address have the same registrable domain, and which domains they have."""
    domain = site.domain or site.host or ""
    return domain == mail.registrable, reason(ReasonCode.MAIL_DOMAINS, site=domain, mail=mail.domain or "")


@lru_cache(maxsize=4096)
def ascii_host(host: str) -> str | None:
    """Return a host name in lower case as A-labels (IDNA 2008, UTS 46), None when it is not one (RFC 1123, 2.1)."""
    plain = host.rstrip(".").lower()
    if _PLAIN.fullmatch(plain) and "--" not in plain:
        ascii_name = plain
    else:
        try:
            ascii_name = idna.encode(host.rstrip("."), uts46=True).decode()
        except idna.IDNAError:
            return None
    labels = ascii_name.split(".")
    well_formed = len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdigit()
    return ascii_name if well_formed else None


# Its ten thousand rules take 80 ms to read: most commands ask for no domain.
_suffixes = cache(PublicSuffixList)


@lru_cache(maxsize=65536)
def registrable_domain(host: str) -> str | None:
    """Return the registrable domain by the Public Suffix List, private suffixes included (publicsuffix.org).

    `None` for a bare public suffix: a site at `gouv.fr` itself, or at a platform that lists its own suffix.
    """
    domain: str | None = _suffixes().privatesuffix(host)
    return domain


@lru_cache(maxsize=65536)  # the directory of one day has those of another
def parse_site(raw: str) -> Site:
    """Read a declared site as RFC 3986 has it; what is malformed is kept with the reason.

    An address whose only fault is a missing or mistyped scheme is not valid, but its host is read.
    """
    text = raw.strip()
    scheme, host, fault = _split(text)
    name = ascii_host(host) if host else None
    underscored = _with_underscores(host) if host and name is None else None
    name = name or underscored
    if fault is None and name is None:
        fault = reason(ReasonCode.ADDRESS_IMPOSSIBLE_NAME)
    notes = [fault] if fault else []
    if underscored:
        notes.append(reason(ReasonCode.ADDRESS_UNDERSCORE))
    if text != raw:
        notes.append(reason(ReasonCode.ADDRESS_SURROUNDING_SPACE))
    if name and name != (host or "").lower().rstrip("."):
        notes.append(reason(ReasonCode.ADDRESS_ACCENTED, name=name))
    if "#" in text:
        notes.append(reason(ReasonCode.ADDRESS_FRAGMENT))
    note = reason(ReasonCode.ADDRESS_NOTES, notes=tuple(notes)) if len(notes) > 1 else next(iter(notes), None)
    return Site(fault is None, scheme, name, registrable_domain(name) if name else None, note, not underscored)


def _with_underscores(host: str) -> str | None:
    """Return in lower case a host that would be a fit name without its underscores, which browsers accept."""
    plain = host.rstrip(".").lower()
    fit = plain.isascii() and "_" not in plain.rpartition(".")[2] and ascii_host(plain.replace("_", "x")) is not None
    return plain if fit else None


def _split(text: str) -> tuple[str | None, str | None, Reason | None]:
    """Return scheme (`absent` when the address does not begin with one and `//`), host and fault of an address."""
    if "@" in text and "/" not in text:
        return "absent", None, reason(ReasonCode.ADDRESS_MAIL_FOR_SITE)
    if re.search(r"\s", text):
        return None, None, reason(ReasonCode.ADDRESS_INNER_SPACE)
    if not re.match(r"[a-z][a-z0-9+.-]*:", text, re.IGNORECASE):
        return "absent", re.split(r"[/?#:]", text)[0], reason(ReasonCode.ADDRESS_NO_SCHEME)
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None, None, reason(ReasonCode.ADDRESS_UNREADABLE)
    if _port_fault(parts):
        return parts.scheme, host, reason(ReasonCode.ADDRESS_IMPOSSIBLE_PORT)
    if parts.scheme not in ("http", "https"):
        return None, None, reason(ReasonCode.ADDRESS_OTHER_SCHEME, scheme=parts.scheme)
    if host is None:
        return "absent", re.split(r"[/?#:]", parts.path.lstrip("/"))[0], reason(ReasonCode.ADDRESS_NO_SLASHES)
    return parts.scheme, host, None


def _port_fault(parts: SplitResult) -> bool:
    """Return whether what follows the colon is no port (RFC 3986, 3.2.3)."""
    try:
        return parts.port == 0
    except ValueError:
        return True


def parse_mail(raw: str) -> Mail:
    """Read a declared e-mail address (RFC 5321, 4.1.2, without quoted local parts or address literals)."""
    text = raw.strip()
    if re.search(r"[,;\s]", text):
        return Mail(False, note=reason(ReasonCode.ADDRESS_SEVERAL_MAILS))
    local, at, domain = text.rpartition("@")
    name = ascii_host(domain) if at else None
    if not at or name is None:
        return Mail(False, note=reason(ReasonCode.ADDRESS_NO_AT))
    if not _LOCAL_PART.fullmatch(local) or local.startswith(".") or local.endswith(".") or ".." in local:
        return Mail(False, name, registrable_domain(name), reason(ReasonCode.ADDRESS_LOCAL_PART))
    return Mail(True, name, registrable_domain(name) or name)


def telephone_fault(raw: str) -> Reason | None:
    """Return why a number is not one of the French numbering plan (Arcep, 2018-0881), None if it is."""
    digits = re.sub(r"[\s.\-()]", "", raw)
    return None if _FRENCH_NUMBER.fullmatch(digits) else reason(ReasonCode.TELEPHONE_NOT_TEN_DIGITS)


def platform_of(host: str, platforms: Mapping[str, str]) -> str | None:
    """Return the name of the platform under whose domain `host` is, by its longest matching suffix; else None."""
    labels = host.split(".")
    for start in range(len(labels) - 1):
        name = platforms.get(".".join(labels[start:]))
        if name is not None:
            return name
    return None
