"""Reading and judging SPF (RFC 7208). Pure: TXT records in, verdict out; whoever has the network fetches `needed`."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from barometre.facts.statement import Statement, not_concerned, we_failed, yes_no
from barometre.observation.standards.txt import alike, quoted

MAXIMUM = 10
"""Terms that cause a DNS query in one evaluation, included records counted (4.6.4)."""
MISSING = "pas de règle SPF"

_FLAGS = re.IGNORECASE | re.ASCII  # without ASCII, « ſ » would be an s
_VERSION = re.compile(r"v=spf1(?= |\Z)", _FLAGS)  # 4.5: the record, or its start followed by a space
_NEAR = re.compile(r"spf[12]|spf2\.0|\bv\s*=\s*spf", _FLAGS)
_MODIFIER = re.compile(r"([a-z][a-z0-9_.-]*)=(.*)", _FLAGS | re.DOTALL)
_MECHANISM = re.compile(r"([-+~?]?)([a-z0-9]+)(?=[:/]|\Z)(.*)", _FLAGS | re.DOTALL)
_EXPAND = r"%(?:\{{[{letters}](?!0+[r.+,/_=}}-])[0-9]*r?[.+,/_=-]*\}}|[%_-])"  # 7.1; a count of zero is an error (7.3)
_ANYWHERE = _EXPAND.format(letters="slodiphcrtv")
_IN_DOMAIN = _EXPAND.format(letters="slodiphv")  # c, r and t have a meaning in explanations only (7.2)
_STRING = re.compile(rf"(?:[!-$&-~]|{_ANYWHERE})*", _FLAGS)
_TOP = r"(?![0-9]+\.?\Z)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.?"  # 7.1, toplabel: never all digits
_DOMAIN = re.compile(rf"(?:[!-$&-~]|{_IN_DOMAIN})*(?:\.{_TOP}|{_IN_DOMAIN})", _FLAGS)
_DUAL = re.compile(r"(?:/([0-9]+))?(?://([0-9]+))?\Z")
_LENGTH = re.compile(r"0|[1-9][0-9]{0,2}")
_COUNTED = frozenset({"include", "a", "mx", "ptr", "exists"})


@dataclass(frozen=True, slots=True)
class Spf:
    """The SPF record of one domain.

    `fault` (French) says why there is no valid one; then `record` is None when there is none at all. `lookups` counts
    the terms of this record alone that cause a DNS query. `includes` and `redirect` are the names to follow, in lower
    case; those that depend on the message (macros) are counted but cannot be followed.
    """

    record: str | None
    fault: str | None = None
    policy: str | None = None
    lookups: int = 0
    includes: tuple[str, ...] = ()
    redirect: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the records of a domain can be evaluated: `fault` (French) and the number of `lookups`, at worst.

    `missing` names are still to be fetched. `unseen` names could not be: without a fault, they leave us in doubt.
    """

    fault: str | None
    lookups: int
    missing: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()

    @property
    def undetermined(self) -> bool:
        """True when what we failed to see could have held a fault."""
        return self.fault is None and bool(self.unseen or self.missing)


class _SyntaxError(ValueError):
    """A permanent error of the record (2.6.7), with its reason in French."""


@dataclass(slots=True)
class _Reading:
    """What has been read of a record so far."""

    policy: str | None = None
    lookups: int = 0
    includes: list[str] = field(default_factory=list)
    modifiers: dict[str, str] = field(default_factory=dict)


def read_spf(texts: Sequence[str]) -> Spf:
    """Read the SPF record among the TXT records of a domain (4.5, 4.6)."""
    records = [text for text in texts if _VERSION.match(text)]
    if not records:
        return Spf(None, MISSING + alike(list(texts), _NEAR))
    if len(records) > 1:
        shown = " et ".join(quoted(record) for record in records[:2])
        return Spf(records[0], f"{len(records)} règles SPF au lieu d’une, ce qui les annule toutes : {shown}")
    reading = _Reading()
    try:
        # Only spaces separate terms, any number of them (4.6.1); a tab belongs to a term and spoils it.
        for term in records[0][len("v=spf1") :].split(" "):
            if term:
                _read_term(term, reading)
    except _SyntaxError as error:
        return Spf(records[0], str(error))
    redirect = None if reading.policy else reading.modifiers.get("redirect")  # 6.1: `all` makes it ignored
    return Spf(
        records[0],
        policy=reading.policy or ("redirect" if redirect else None),
        lookups=reading.lookups + bool(redirect),
        includes=tuple(name for name in reading.includes if "%" not in name),
        redirect=redirect if redirect and "%" not in redirect else None,
    )


def _read_term(term: str, reading: _Reading) -> None:
    """Add one term; what follows `all` is never evaluated (5.1) but must parse (4.6)."""
    if modifier := _MODIFIER.fullmatch(term):
        _read_modifier(modifier[1].lower(), modifier[2], term, reading)
        return
    match = _MECHANISM.fullmatch(term)
    name, rest = (match[2].lower(), match[3]) if match else ("", "")
    if match is None or name not in _ARGUMENTS:
        raise _SyntaxError(f"terme inconnu dans la règle SPF : {quoted(term)}")
    if not _ARGUMENTS[name](rest):
        raise _SyntaxError(f"terme mal écrit dans la règle SPF : {quoted(term)}")
    if reading.policy is None:
        reading.lookups += name in _COUNTED
        if name == "include":
            reading.includes.append(_name(rest[1:]))
        elif name == "all":
            reading.policy = f"{match[1] or '+'}all"


def _read_modifier(name: str, value: str, term: str, reading: _Reading) -> None:
    """Add a modifier: an unknown one is ignored (6), `redirect` and `exp` are read and may not be repeated."""
    known = name in ("redirect", "exp")
    if name in reading.modifiers:
        raise _SyntaxError(f"terme « {name}= » écrit deux fois dans la règle SPF")
    if not (_DOMAIN if known else _STRING).fullmatch(value):
        raise _SyntaxError(f"terme mal écrit dans la règle SPF : {quoted(term)}")
    if known:
        reading.modifiers[name] = _name(value)


def _length(text: str | None, maximum: int) -> bool:
    """Whether a prefix length is absent or well written and in range (5.6)."""
    return text is None or (_LENGTH.fullmatch(text) is not None and int(text) <= maximum)


def _no_argument(rest: str) -> bool:
    return rest == ""


def _domain(rest: str) -> bool:
    return rest.startswith(":") and _DOMAIN.fullmatch(rest, 1) is not None


def _optional_domain(rest: str) -> bool:
    return rest == "" or _domain(rest)


def _host(rest: str) -> bool:
    """[":" domain] ["/" length] ["//" length], of `a` and `mx` (5.3, 5.4)."""
    lengths = _DUAL.search(rest)
    return (
        lengths is not None
        and _length(lengths[1], 32)
        and _length(lengths[2], 128)
        and _optional_domain(rest[: lengths.start()])
    )


def _network(kind: type[IPv4Address] | type[IPv6Address], maximum: int) -> Callable[[str], bool]:
    """Reader of the argument of `ip4` or `ip6` (5.6)."""

    def read(rest: str) -> bool:
        address, slash, length = rest[1:].partition("/")
        try:
            kind(address)
        except AddressValueError:
            return False
        return rest.startswith(":") and "%" not in address and _length(length if slash else None, maximum)

    return read


_ARGUMENTS: dict[str, Callable[[str], bool]] = {
    "all": _no_argument,
    "include": _domain,
    "exists": _domain,
    "a": _host,
    "mx": _host,
    "ptr": _optional_domain,  # discouraged (5.5), still valid
    "ip4": _network(IPv4Address, 32),
    "ip6": _network(IPv6Address, 128),
}


def _name(target: str) -> str:
    return target.lower().removesuffix(".")


def _possible(name: str) -> bool:
    """Whether a name can exist in the DNS (RFC 1035, 2.3.4)."""
    return len(name) <= 253 and all(0 < len(label) <= 63 for label in name.split("."))


def verdict(domain: str, known: Mapping[str, Spf | None]) -> Verdict:
    """Evaluate a domain's record with those it includes, at worst: no sender matches before the end.

    `known` holds what was fetched by name (lower case, no final dot), None when our look failed. Faults: a record that
    is not valid, an include or a redirect to a domain without a valid record (5.2, 6.1), more than ten lookups (4.6.4;
    a loop ends so). Bounded by these ten. Not looked at: the limits on MX hosts and void lookups, which need addresses.
    """
    lookups, missing, unseen = 0, set[str](), set[str]()
    waiting = [_name(domain)]
    while waiting:
        name = waiting.pop()
        spf = known.get(name) if _possible(name) else Spf(None, "nom impossible")
        if spf is None:
            (unseen if name in known else missing).add(name)
            continue
        lookups += spf.lookups
        if spf.fault and name == _name(domain):
            return Verdict(spf.fault, lookups)
        if spf.fault:
            return Verdict(f"la règle renvoie à celle de {quoted(name)}, qui n’est pas valable ({spf.fault})", lookups)
        if lookups > MAXIMUM:
            more = "la règle demande plus de 10 recherches dans le DNS, une fois suivies celles qu’elle inclut"
            return Verdict(more, lookups)
        waiting += [*spf.includes, *([spf.redirect] if spf.redirect else [])]
    return Verdict(None, lookups, frozenset(missing), frozenset(unseen))


def needed(domain: str, known: Mapping[str, Spf | None]) -> frozenset[str]:
    """Names whose record is still to be fetched before `verdict` is final; empty when a fault is already certain."""
    return verdict(domain, known).missing


def final_policy(domain: str, known: Mapping[str, Spf | None]) -> tuple[str, str]:
    """What the record asks of other senders (« -all »…), redirects followed as far as known; and where it is said."""
    name, spf = _name(domain), known.get(_name(domain))
    for _ in range(MAXIMUM):
        target = known.get(spf.redirect) if spf and spf.redirect else None
        if spf is None or target is None:
            break
        name, spf = spf.redirect or name, target
    return (spf.policy if spf else None) or "?all", name  # 4.7: neutral when nothing matches


def judge_spf(domain: str, known: Mapping[str, Spf | None]) -> list[Statement]:
    """State `mail.spf` (1: exactly one valid record, includes followed) and `mail.spf-policy` (« -all »…)."""
    found, own = verdict(domain, known), known.get(_name(domain))
    if found.fault:
        shown = quoted(own.record) if own and own.record else ""
        why = found.fault if shown in found.fault else f"{found.fault}, règle lue : {shown}"
        return [yes_no("mail.spf", False, why), not_concerned("mail.spf-policy", "pas de règle SPF valable")]
    if own is None or found.undetermined:
        names = ", ".join(sorted(found.unseen | found.missing))
        why = f"nous n’avons pas pu lire dans le DNS la règle SPF de {names}"
        return [we_failed("mail.spf", why), we_failed("mail.spf-policy", why)]
    policy, where = final_policy(domain, known)
    told = (
        f"{quoted(own.record or '')}, {found.lookups} recherche{'s' * (found.lookups > 1)} dans le DNS sur 10 permises"
    )
    said = _POLICIES.get(policy, "la suite dépend de chaque message") + (
        "" if where == _name(domain) else f", dit {where}"
    )
    return [
        yes_no("mail.spf", True, told),
        Statement("mail.spf-policy", text=policy, reason=said),
    ]


_POLICIES = {
    "-all": "les autres serveurs sont à refuser",
    "~all": "les autres serveurs sont suspects, sans être à refuser",
    "?all": "rien n’est demandé contre les autres serveurs",
    "+all": "n’importe quel serveur peut envoyer en ce nom, ce qui rend la règle inutile",
}
