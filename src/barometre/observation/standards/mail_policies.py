"""Reading and judging what protects mail on its way in: MX, MTA-STS, TLS-RPT, DANE. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from barometre.facts.statement import Statement, not_concerned, we_failed, yes_no
from barometre.observation.net.unread import Unread
from barometre.observation.standards.txt import alike, quoted

_STS = re.compile(r"v=STSv1[ \t]*;")  # RFC 8461, 3.1: case counts, other records are discarded
_STS_FIELD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}=[\x21-\x3a\x3c\x3e-\x7e]+")
_STS_ID = re.compile(r"id=[A-Za-z0-9]{1,32}")
_TLSRPT = re.compile(r"v=TLSRPTv1[ \t]*;")  # RFC 8460, 3
_REPORT = re.compile(r"mailto:[^\s@!;]+@[^\s@!;]+|https://[^\s/!;]+[^\s!;]*", re.IGNORECASE)
_NEAR_STS, _NEAR_RPT = re.compile(r"sts", re.IGNORECASE), re.compile(r"tlsrpt|v=", re.IGNORECASE)
_PATTERN = re.compile(r"(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)+", re.IGNORECASE | re.ASCII)
_AGE = re.compile(r"[0-9]{1,10}")
_ADDRESS = re.compile(r"[0-9.]+|.*:.*")
MAXIMUM_AGE = 31_557_600
"""Seconds a policy may be kept, at most (RFC 8461, 3.2)."""

Tlsa = tuple[int, int, int, str]
"""Usage, selector, matching type, hexadecimal data of one TLSA record."""
_DIGESTS = {1: 32, 2: 64}


@dataclass(frozen=True, slots=True)
class Mx:
    """Mail servers of a domain: `hosts` to resolve, best first; `null` when it refuses mail; `fault` in French."""

    hosts: tuple[str, ...] = ()
    null: bool = False
    fault: str | None = None


def read_mx(records: Sequence[tuple[int, str]]) -> Mx:
    """Read MX records: the null MX « 0 . » (RFC 7505, 3) stands alone, an address in place of a name is none."""
    names = [(preference, host.lower().removesuffix(".")) for preference, host in records]
    hosts = tuple(dict.fromkeys(host for _, host in sorted(names) if host and not _ADDRESS.fullmatch(host)))
    empty, wrong = [host for _, host in names if not host], [host for _, host in names if _ADDRESS.fullmatch(host)]
    if empty and len(empty) == len(names):
        return Mx(null=True)
    if empty:
        return Mx(hosts, fault="l’enregistrement « 0 . », qui refuse tout courriel, est mêlé à d’autres serveurs")
    if wrong:
        # RFC 1035, 3.3.9, and RFC 2181, 10.3: an MX holds the name of a host.
        return Mx(hosts, fault=f"un serveur est donné par son adresse et non par son nom : {quoted(wrong[0])}")
    return Mx(hosts)


def read_sts_record(texts: Sequence[str]) -> tuple[str | None, str | None]:
    """Return the policy id of the TXT records of `_mta-sts`, or why there is none (RFC 8461, 3.1)."""
    records = [text for text in texts if _STS.match(text)]
    if not records:
        return None, "pas de règle MTA-STS" + alike(list(texts), _NEAR_STS)
    if len(records) > 1:
        return None, f"{len(records)} enregistrements MTA-STS au lieu d’un, ce qui les annule tous"
    parts = [part.strip(" \t") for part in records[0].split(";")[1:]]
    identifiers = [part for part in parts if part.startswith("id=")]
    written = all(_STS_FIELD.fullmatch(part) for part in parts if part)
    if not written or not identifiers or not _STS_ID.fullmatch(identifiers[0]):
        return None, f"enregistrement MTA-STS mal écrit : {quoted(records[0])}"
    return identifiers[0][3:], None


@dataclass(frozen=True, slots=True)
class StsPolicy:
    """A policy file of MTA-STS; `fault` (French) says why it is not valid."""

    mode: str = "none"
    mx: tuple[str, ...] = ()
    max_age: int = 0
    fault: str | None = None


def read_sts_policy(text: str) -> StsPolicy:
    """Read the policy file (RFC 8461, 3.2): lines `key: value`, ended by LF or CRLF; the first of a key counts."""
    lines = [line.removesuffix("\r").partition(":") for line in text.split("\n")]
    pairs = [(key.strip(" \t"), value.strip(" \t")) for key, colon, value in lines if colon]
    first = dict(reversed(pairs))
    mode, age = first.get("mode", ""), first.get("max_age", "")
    patterns = tuple(value.lower().removesuffix(".") for key, value in pairs if key == "mx")
    if first.get("version") != "STSv1":
        return StsPolicy(fault="le fichier ne commence pas par « version: STSv1 »")
    if mode not in ("enforce", "testing", "none"):
        return StsPolicy(fault=f"le mode n’est pas enforce, testing ou none : {quoted(mode)}")
    if not _AGE.fullmatch(age) or int(age) > MAXIMUM_AGE:
        return StsPolicy(fault=f"la durée « max_age » manque ou n’est pas permise : {quoted(age)}")
    wrong = next((pattern for pattern in patterns if not _PATTERN.fullmatch(pattern)), None)
    if wrong is not None or (not patterns and mode != "none"):
        return StsPolicy(
            fault="aucun serveur « mx »" if wrong is None else f"serveur « mx » mal écrit : {quoted(wrong)}"
        )
    return StsPolicy(mode, patterns, int(age))


def sts_covers(patterns: Sequence[str], host: str) -> bool:
    """Whether a mail server is among those of a policy; `*.` stands for exactly one label (RFC 8461, 4.1)."""
    name = host.lower().removesuffix(".")
    return name in patterns or f"*.{name.partition('.')[2]}" in patterns


def judge_mta_sts(texts: Sequence[str] | None, policy: str | Unread | None, hosts: Sequence[str]) -> Statement:
    """State `mail.mta-sts`: yes when a policy in mode `enforce` covers every mail server.

    `texts` are the TXT records of `_mta-sts` (None: our look failed), `policy` the body of the file (only asked when
    there is a record, without following redirections, RFC 8461, 3.3), `hosts` the names of the MX.
    """
    fact = "mail.mta-sts"
    if texts is None:
        return we_failed(fact, "nous n’avons pas pu lire la règle MTA-STS dans le DNS")
    if not hosts:
        return not_concerned(fact, "pas de serveur de courriel")
    _, fault = read_sts_record(texts)
    if fault:
        return yes_no(fact, False, fault)
    if policy is None or isinstance(policy, Unread):
        unread = policy or Unread("il n’a pas été demandé", True)
        why = f"l’enregistrement MTA-STS existe, mais son fichier n’a pas pu être lu : {unread.why}"
        return we_failed(fact, why) if unread.ours else yes_no(fact, False, why)
    return _judge_policy(fact, read_sts_policy(policy), hosts)


def _judge_policy(fact: str, read: StsPolicy, hosts: Sequence[str]) -> Statement:
    if read.fault:
        return yes_no(fact, False, f"fichier MTA-STS mal écrit : {read.fault}")
    if read.mode == "testing":
        return yes_no(fact, False, "règle MTA-STS à l’essai (mode testing) : elle ne protège pas encore")
    if read.mode == "none" or read.max_age == 0:
        return yes_no(fact, False, "règle MTA-STS levée (mode none, ou durée nulle)")
    bare = [host for host in hosts if not sts_covers(read.mx, host)]
    if bare:
        return yes_no(fact, False, f"la règle MTA-STS oublie un serveur de courriel : {quoted(bare[0])}")
    return yes_no(fact, True, f"mode enforce, serveurs {quoted(', '.join(read.mx))}")


def judge_tls_rpt(texts: Sequence[str] | None) -> Statement:
    """State `mail.tls-rpt`: yes when exactly one record of `_smtp._tls` gives an address for reports (RFC 8460, 3)."""
    fact = "mail.tls-rpt"
    if texts is None:
        return we_failed(fact, "nous n’avons pas pu lire l’enregistrement TLS-RPT dans le DNS")
    records = [text for text in texts if _TLSRPT.match(text)]
    if not records:
        return yes_no(fact, False, "pas d’enregistrement TLS-RPT" + alike(list(texts), _NEAR_RPT))
    if len(records) > 1:
        return yes_no(fact, False, f"{len(records)} enregistrements TLS-RPT au lieu d’un, ce qui les annule tous")
    parts = [part.strip(" \t") for part in records[0].split(";")[1:]]
    written = next((part[4:] for part in parts if part.startswith("rua=")), "")
    valid = any(_REPORT.fullmatch(uri.strip(" \t")) for uri in written.split(","))
    why = quoted(records[0]) if valid else f"aucune adresse valable pour les rapports : {quoted(records[0])}"
    return yes_no(fact, valid, why)


@dataclass(frozen=True, slots=True)
class Tlsas:
    """TLSA records of one mail server; `secure` when DNSSEC validated the answer."""

    records: tuple[Tlsa, ...]
    secure: bool


def usable_tlsa(record: Tlsa) -> bool:
    """Whether a sender can use a TLSA record: usage 2 or 3 (RFC 7672, 3.1), data of its length (RFC 6698, 2.1)."""
    usage, selector, matching, data = record
    try:
        size = len(bytes.fromhex(data))
    except ValueError:
        return False
    return (
        usage in (2, 3) and selector in (0, 1) and matching in (0, 1, 2) and size == _DIGESTS.get(matching, size or -1)
    )


def judge_dane(mx_secure: bool, answers: Mapping[str, Tlsas | None]) -> Statement:
    """State `mail.dane`: yes when every mail server has a usable TLSA record and DNSSEC vouches for the whole chain.

    `mx_secure`: the MX answer was validated, without which senders never look further (RFC 7672, 2.2.1). `answers`
    holds every MX host, None when our look failed. One server left out is enough for an attacker: all must have one.
    """
    fact = "mail.dane"
    if not answers:
        return not_concerned(fact, "pas de serveur de courriel")
    if not mx_secure:
        return yes_no(fact, False, "la liste des serveurs de courriel n’est pas signée (DNSSEC)")
    for host, answer in answers.items():
        if answer is not None and (why := _no_dane(answer)):
            return yes_no(fact, False, f"{why} pour le serveur {quoted(host)}")
    unseen = [host for host, answer in answers.items() if answer is None]
    if unseen:
        return we_failed(fact, f"nous n’avons pas pu lire dans le DNS les empreintes (TLSA) de {quoted(unseen[0])}")
    return yes_no(fact, True, f"empreintes (TLSA) signées pour {quoted(', '.join(answers))}")


def _no_dane(answer: Tlsas) -> str | None:
    if not answer.records:
        return "pas d’empreinte (TLSA)"
    if not answer.secure:
        return "empreintes (TLSA) non signées (DNSSEC)"
    if not any(usable_tlsa(record) for record in answer.records):
        return f"empreintes (TLSA) inutilisables, comme {quoted(' '.join(map(str, answer.records[0])))}"
    return None
