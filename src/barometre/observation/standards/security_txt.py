"""The file security.txt, which says whom to warn of a flaw (RFC 9116). Pure."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from barometre.facts.statement import Statement, they_failed, we_failed, yes_no
from barometre.observation.net.answers import FAULT_WORDS, Answer, Fault
from barometre.observation.net.wording import quoted, shortened

FACT = "site.security-txt"
PATHS = ("/.well-known/security.txt", "/security.txt")
"""Where it is looked for: the place of the RFC (3), then the old one, kept for compatibility."""

_FIELD = re.compile(r"([!-9;-~]+):(.*)", re.DOTALL)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
_DATE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:)(\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)
_WITH_URI = frozenset({"contact", "canonical", "encryption", "acknowledgments", "policy", "hiring"})
_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = ("-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----")

Fields = list[tuple[str, str]]
"""Fields of the file in order: name in lower case (names are in any case, RFC 9116, 2.4), value."""


def judge_security_txt(answer: Answer, now: datetime) -> Statement:
    """Return whether a site has a valid security.txt, from the answer at one of `PATHS`.

    `now` is aware of its time zone. The signature of a signed file is not verified: nothing says whose key it is.
    """
    if answer.status is None:
        why = FAULT_WORDS[answer.fault] if answer.fault else "l’adresse n’a pas été visitée"
        return we_failed(FACT, why) if answer.ours or answer.fault is None else they_failed(FACT, why)
    if answer.status == 429:
        return we_failed(FACT, FAULT_WORDS[Fault.RATE_LIMITED])
    if answer.status >= 500:
        return they_failed(FACT, f"le site répond par une erreur {answer.status} à l’adresse du fichier")
    if answer.status != 200:
        return yes_no(FACT, False, f"pas de fichier security.txt (réponse {answer.status})")
    if fault := _transport_fault(answer):
        return yes_no(FACT, False, fault)
    try:
        text = answer.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return yes_no(FACT, False, "le fichier n’est pas en UTF-8")
    faults, fields = _read(text)
    faults = faults or _faults(fields, now, [answer.url, *(hop.url for hop in answer.hops)])
    if faults:
        return yes_no(FACT, False, shortened(" ; ".join(faults[:3])))
    return yes_no(FACT, True, _summary(fields, now, answer))


def _transport_fault(answer: Answer) -> str | None:
    """Return what is wrong with how the file is served (RFC 9116, 3)."""
    if any(urlsplit(url).scheme != "https" for url in (answer.url, answer.final)):
        return "le fichier n’est pas servi en https"
    if answer.certificate_fault:
        return f"le certificat du site est refusé : {answer.certificate_fault}"
    if not {urlsplit(answer.url).path, urlsplit(answer.final).path} & set(PATHS):
        return f"le fichier n’est pas à l’adresse prévue, {PATHS[0]}"
    kind, _, parameters = (answer.header("content-type") or "").partition(";")
    if kind.strip().lower() != "text/plain":
        return f"pas de fichier texte à l’adresse prévue : type {quoted(kind or 'absent', 60)} au lieu de text/plain"
    charset = re.search(r"charset\s*=\s*\"?([\w-]+)", parameters, re.IGNORECASE)
    if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        return f"jeu de caractères {quoted(charset[1], 60)} au lieu de utf-8"
    return "fichier démesuré" if answer.truncated else None


def parse_security_txt(text: str) -> tuple[Fields, list[str]]:
    """Return the fields, and the lines that are neither field, comment nor blank (RFC 9116, 4)."""
    fields: Fields = []
    unread = []
    for line in _lines(text):
        if not line or line.startswith("#"):
            continue
        if match := _FIELD.fullmatch(line):
            fields.append((match[1].lower(), match[2].lstrip(" \t")))
        else:
            unread.append(line)
    return fields, unread


def _lines(text: str) -> list[str]:
    return [line.rstrip(" \t\r") for line in text.split("\n")]


def _read(text: str) -> tuple[list[str], Fields]:
    signed = _lines(text.lstrip())
    if signed[0] == _SIGNED:
        try:
            begin, end = (signed.index(mark) for mark in _SIGNATURE)
            start = signed.index("")
        except ValueError:
            return ["signature PGP incomplète"], []
        if not start < begin < end:
            return ["signature PGP incomplète"], []
        # RFC 4880, 7.1: in a signed text, a line that begins with a dash is written after a dash and a space.
        text = "\n".join(line.removeprefix("- ") for line in signed[start + 1 : begin])
    fields, unread = parse_security_txt(text)
    return ([f"ligne illisible : {quoted(unread[0], 60)}"] if unread else []), fields


def _faults(fields: Fields, now: datetime, addresses: Iterable[str]) -> list[str]:
    """Return what breaks RFC 9116, 2.5, in French."""
    faults = []
    if not _all(fields, "contact"):  # 2.5.3
        faults.append("pas de champ Contact")
    for name, value in fields:
        if name in _WITH_URI and (fault := _uri_fault(value)):
            faults.append(f"{name.capitalize()} {quoted(value, 80)} : {fault}")
    expires = _all(fields, "expires")
    if len(expires) != 1:  # 2.5.5
        faults.append(f"{len(expires)} champs Expires au lieu d’un" if expires else "pas de champ Expires")
    elif (date := parse_date(expires[0])) is None:
        faults.append(f"Expires {quoted(expires[0], 60)} n’est pas une date au format RFC 3339")
    elif date <= now:
        faults.append(f"périmé depuis le {date:%d/%m/%Y}")
    if len(_all(fields, "preferred-languages")) > 1:  # 2.5.8
        faults.append("plusieurs champs Preferred-Languages")
    canonical = _all(fields, "canonical")
    if canonical and not {_normal(url) for url in canonical} & {_normal(url) for url in addresses}:  # 2.5.2
        faults.append(f"le fichier se dit fait pour une autre adresse : {quoted(canonical[0], 80)}")
    return faults


def _all(fields: Fields, name: str) -> list[str]:
    return [value for key, value in fields if key == name]


def _uri_fault(value: str) -> str | None:
    if not _URI.fullmatch(value):
        return "il faut une adresse complète, comme mailto:nom@exemple.fr ou https://…"
    if value.lower().startswith("http:"):  # 2.5.1 to 2.5.9: a web address must begin with https
        return "une adresse web doit commencer par https://"
    return None


def parse_date(value: str) -> datetime | None:
    """Return an RFC 3339 date and time in UTC, None when it is not one. A leap second is the one before it."""
    match = _DATE.fullmatch(value)
    if match is None:
        return None
    seconds = "59" if match[2] == "60" else match[2]
    try:
        return datetime.fromisoformat(f"{match[1]}{seconds}{match[3]}".upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _normal(url: str) -> str:
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    default = ":443" if scheme.lower() == "https" else ":80"
    return f"{scheme.lower()}://{host.lower().removesuffix(default)}{slash}{path}"


def _summary(fields: Fields, now: datetime, answer: Answer) -> str:
    expires = parse_date(_all(fields, "expires")[0])
    until = f", valable jusqu’au {expires:%d/%m/%Y}" if expires else ""
    # 2.5.5: less than a year is recommended, so that the file does not go stale.
    far = " (moins d’un an est conseillé)" if expires and expires - now > timedelta(days=366) else ""
    place = " ; à la racine, ancienne place" if urlsplit(answer.url).path == PATHS[1] else ""
    return f"contact {quoted(_all(fields, 'contact')[0], 100)}{until}{far}{place}"
