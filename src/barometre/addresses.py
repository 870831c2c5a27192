"""Read a declared web site, e-mail address or telephone number. Pure: no network, no table."""

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

import idna
from publicsuffixlist import PublicSuffixList

_SUFFIXES = PublicSuffixList()
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
# Names that IDNA leaves as they are; the rest of the rules is checked on labels.
_PLAIN = re.compile(r"[a-z0-9.-]{1,250}")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_FRENCH_NUMBER = re.compile(r"(0|\+33|0033|\+262|\+590|\+594|\+596)[1-9]\d{8}")


@dataclass(frozen=True, slots=True)
class Site:
    """A declared web address; `host` and `domain` are A-labels (RFC 5890), None when they cannot be read."""

    valid: bool
    scheme: str | None = None
    host: str | None = None
    domain: str | None = None
    note: str | None = None

    @property
    def extension(self) -> str | None:
        """Top-level domain: `fr` for `www.quimper.bzh.fr`."""
        return self.host.rsplit(".", 1)[-1] if self.host else None


@dataclass(frozen=True, slots=True)
class Mail:
    """A declared e-mail address, without its local part, which may name a person."""

    valid: bool
    domain: str | None = None
    registrable: str | None = None
    note: str | None = None

    def at_provider(self, providers: Set[str]) -> bool:
        """Return whether anyone can open an address at its domain: it is one of `providers`, or below one."""
        return self.domain in providers or self.registrable in providers


def same_domain(site: Site, mail: Mail) -> tuple[bool, str]:
    """Return whether a site and a mail address have the same registrable domain, and a sentence with both domains."""
    domain = site.domain or site.host
    return domain == mail.registrable, f"site : {domain} ; courriel : {mail.domain}"


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


@lru_cache(maxsize=65536)
def registrable_domain(host: str) -> str | None:
    """Return the registrable domain by the Public Suffix List, private suffixes included (publicsuffix.org).

    `None` for a bare public suffix: a site at `gouv.fr` itself, or at a platform that lists its own suffix.
    """
    domain: str | None = _SUFFIXES.privatesuffix(host)
    return domain


def parse_site(raw: str) -> Site:
    """Read a declared site as RFC 3986 has it; what is malformed is kept with the reason, in French.

    An address whose only fault is a missing or mistyped scheme is not valid, but its host is read.
    """
    text = raw.strip()
    notes = ["espace en trop autour de l’adresse"] if text != raw else []
    scheme, host, fault = _split(text)
    name = ascii_host(host) if host else None
    if fault is None and name is None:
        fault = "nom de domaine impossible"
    if name and name != (host or "").lower().rstrip("."):
        notes.append(f"nom accentué, lu « {name} »")
    if "#" in text:
        notes.append("ancre (#) inutile dans l’adresse")
    note = " ; ".join(([fault] if fault else []) + notes) or None
    return Site(fault is None, scheme, name, registrable_domain(name) if name else None, note)


def _split(text: str) -> tuple[str | None, str | None, str | None]:
    """Return the scheme (`absent` when the address does not begin with one and `//`), host and fault of an address."""
    if "@" in text and "/" not in text:
        return "absent", None, "adresse de courriel à la place d’un site"
    if re.search(r"\s", text):
        return None, None, "espace dans l’adresse, ou plusieurs adresses"
    if not re.match(r"[a-z][a-z0-9+.-]*:", text, re.IGNORECASE):
        return "absent", re.split(r"[/?#:]", text)[0], "adresse sans https:// ni http://"
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None, None, "adresse illisible"
    if _port_fault(parts):
        return parts.scheme, host, "port impossible après le nom"
    if parts.scheme not in ("http", "https"):
        return None, None, f"adresse qui commence par « {parts.scheme}: »"
    if host is None:
        return "absent", re.split(r"[/?#:]", parts.path.lstrip("/"))[0], "barres obliques manquantes avant le nom"
    return parts.scheme, host, None


def _port_fault(parts: SplitResult) -> bool:
    """Return whether what follows the colon is not a port (RFC 3986, 3.2.3)."""
    try:
        return parts.port == 0
    except ValueError:
        return True


def parse_mail(raw: str) -> Mail:
    """Read a declared e-mail address (RFC 5321, 4.1.2, without quoted local parts or address literals)."""
    text = raw.strip()
    if re.search(r"[,;\s]", text):
        return Mail(False, note="plusieurs adresses ou un espace dans l’adresse")
    local, at, domain = text.rpartition("@")
    name = ascii_host(domain) if at else None
    if not at or name is None:
        return Mail(False, note="adresse sans @ suivi d’un nom de domaine")
    if not _LOCAL_PART.fullmatch(local) or local.startswith(".") or local.endswith(".") or ".." in local:
        return Mail(False, name, registrable_domain(name), "partie avant le @ mal formée")
    return Mail(True, name, registrable_domain(name) or name)


def telephone_fault(raw: str) -> str | None:
    """Say in French why a number is not one of the French numbering plan (Arcep, 2018-0881); None if it is."""
    digits = re.sub(r"[\s.\-()]", "", raw)
    return None if _FRENCH_NUMBER.fullmatch(digits) else "numéro qui n’a pas dix chiffres"
