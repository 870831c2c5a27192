"""Read and judge SPF (RFC 7208), without network: `needed` says which records are still to be fetched."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from barometre.facts.reason import Reason, Value, reason, without_person
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, not_concerned, we_failed, yes_no
from barometre.observation.standards.txt import near

# Terms that may cause a DNS query in one evaluation, included records counted (4.6.4).
_MAXIMUM = 10

# What a policy asks of receivers; any other depends on the message.
_POLICIES = {
    "-all": ReasonCode.SPF_REJECT,
    "~all": ReasonCode.SPF_SUSPECT,
    "?all": ReasonCode.SPF_NEUTRAL,
    "+all": ReasonCode.SPF_ANYONE,
}

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

    Attributes:
        record: None when there is none at all.
        fault: why there is no valid one.
        policy: what it asks about other senders (« -all »…, or « redirect »).
        lookups: number of terms of this record alone that cause a DNS query.
        includes: names of the records to include, in lower case; those that depend on the message (macros) are
            counted but cannot be followed.
        redirect: name of the record to follow, likewise.
    """

    record: str | None
    fault: Reason | None = None
    policy: str | None = None
    lookups: int = 0
    includes: tuple[str, ...] = ()
    redirect: str | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Whether the records of a domain can be evaluated.

    Attributes:
        fault: why they cannot.
        lookups: number of DNS queries, at worst.
        missing: names still to be fetched; none when a fault is already certain.
        unread: names that could not be: without a fault, they leave us in doubt.
    """

    fault: Reason | None
    lookups: int
    missing: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()

    @property
    def undetermined(self) -> bool:
        """Return whether a record that we failed to read could have held a fault."""
        return self.fault is None and bool(self.unread or self.missing)


@dataclass(slots=True)
class _Reading:
    """What was read of a record so far."""

    policy: str | None = None
    lookups: int = 0
    includes: list[str] = field(default_factory=list)
    modifiers: dict[str, str] = field(default_factory=dict)


def read_spf(texts: Sequence[str]) -> Spf:
    """Read the SPF record among the TXT records of a domain (4.5, 4.6)."""
    records = [text for text in texts if _VERSION.match(text)]
    if not records:
        return Spf(None, reason(ReasonCode.SPF_MISSING, **near(texts, _NEAR)))
    if len(records) > 1:
        shown = tuple(map(without_person, records[:2]))
        return Spf(records[0], reason(ReasonCode.SPF_DUPLICATED, count=len(records), records=shown))
    reading = _Reading()
    # Only spaces separate terms, any number of them (4.6.1); a tab belongs to a term and spoils it.
    for term in records[0][len("v=spf1") :].split(" "):
        if term and (fault := _read_term(term, reading)):
            return Spf(records[0], fault)
    redirect = None if reading.policy else reading.modifiers.get("redirect")  # 6.1: `all` makes it ignored
    return Spf(
        records[0],
        policy=reading.policy or ("redirect" if redirect else None),
        lookups=reading.lookups + bool(redirect),
        includes=tuple(name for name in reading.includes if "%" not in name),
        redirect=redirect if redirect and "%" not in redirect else None,
    )


def _read_term(term: str, reading: _Reading) -> Reason | None:
    """Add one term, or return what is wrong with it; what follows `all` is not evaluated (5.1) but must parse (4.6)."""
    if modifier := _MODIFIER.fullmatch(term):
        return _read_modifier(modifier[1].lower(), modifier[2], term, reading)
    match = _MECHANISM.fullmatch(term)
    name, rest = (match[2].lower(), match[3]) if match else ("", "")
    if match is None or name not in _ARGUMENTS:
        return reason(ReasonCode.SPF_UNKNOWN_TERM, term=without_person(term))
    if not _ARGUMENTS[name](rest):
        return reason(ReasonCode.SPF_MALFORMED_TERM, term=without_person(term))
    if reading.policy is None:
        reading.lookups += name in _COUNTED
        if name == "include":
            reading.includes.append(_name(rest[1:]))
        elif name == "all":
            reading.policy = f"{match[1] or '+'}all"
    return None


def _read_modifier(name: str, value: str, term: str, reading: _Reading) -> Reason | None:
    """Add a modifier: an unknown one is ignored (6), `redirect` and `exp` are read and may not be repeated."""
    known = name in ("redirect", "exp")
    if name in reading.modifiers:
        return reason(ReasonCode.SPF_REPEATED_TERM, name=name)
    if not (_DOMAIN if known else _STRING).fullmatch(value):
        return reason(ReasonCode.SPF_MALFORMED_TERM, term=without_person(term))
    if known:
        reading.modifiers[name] = _name(value)
    return None


def _length(text: str | None, maximum: int) -> bool:
    """Return whether a prefix length is absent or well written and in range (5.6)."""
    return text is None or (_LENGTH.fullmatch(text) is not None and int(text) <= maximum)


def _domain(rest: str) -> bool:
    return rest.startswith(":") and _DOMAIN.fullmatch(rest, 1) is not None


def _optional_domain(rest: str) -> bool:
    return rest == "" or _domain(rest)


def _host(rest: str) -> bool:
    """Read [":" domain] ["/" length] ["//" length], of `a` and `mx` (5.3, 5.4)."""
    lengths = _DUAL.search(rest)
    return (
        lengths is not None
        and _length(lengths[1], 32)
        and _length(lengths[2], 128)
        and _optional_domain(rest[: lengths.start()])
    )


def _network(kind: type[IPv4Address] | type[IPv6Address], maximum: int) -> Callable[[str], bool]:
    """Return the reader of the argument of `ip4` or `ip6` (5.6)."""

    def read(rest: str) -> bool:
        address, slash, length = rest[1:].partition("/")
        try:
            kind(address)
        except AddressValueError:
            return False
        return rest.startswith(":") and "%" not in address and _length(length if slash else None, maximum)

    return read


_ARGUMENTS: dict[str, Callable[[str], bool]] = {
    "all": lambda rest: rest == "",
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
    """Return whether a name can exist in the DNS (RFC 1035, 2.3.4)."""
    return len(name) <= 253 and all(0 < len(label) <= 63 for label in name.split("."))


def evaluate(domain: str, known: Mapping[str, Spf | None]) -> Evaluation:
    """Evaluate the record of a domain with those it includes, at worst: no sender matches before the end.

    Faults: a record that is not valid, an include or a redirect to a domain without a valid record (5.2, 6.1), more
    than ten lookups (4.6.4), which also end a loop. Not looked at: the limits on MX hosts and on lookups without
    answer, which need addresses.

    Args:
        domain: the mail domain.
        known: records by name, in lower case without final dot; None when our look failed.
    """
    lookups, missing, unread = 0, set[str](), set[str]()
    waiting = [_name(domain)]
    while waiting:
        name = waiting.pop()
        spf = known.get(name) if _possible(name) else Spf(None, reason(ReasonCode.DNS_IMPOSSIBLE_NAME))
        if spf is None:
            (unread if name in known else missing).add(name)
            continue
        lookups += spf.lookups
        if spf.fault and name == _name(domain):
            return Evaluation(spf.fault, lookups)
        if spf.fault:
            why = reason(ReasonCode.SPF_INCLUDE_INVALID, name=without_person(name), cause=spf.fault)
            return Evaluation(why, lookups)
        if lookups > _MAXIMUM:
            return Evaluation(reason(ReasonCode.SPF_MANY_LOOKUPS), lookups)
        waiting += [*spf.includes, *([spf.redirect] if spf.redirect else [])]
    return Evaluation(None, lookups, frozenset(missing), frozenset(unread))


def final_policy(domain: str, known: Mapping[str, Spf | None]) -> tuple[str, str]:
    """Return what the record asks about other senders (« -all »…), redirects followed, and the domain that says it."""
    name, spf = _name(domain), known.get(_name(domain))
    for _ in range(_MAXIMUM):
        target = known.get(spf.redirect) if spf and spf.redirect else None
        if spf is None or target is None:
            break
        name, spf = spf.redirect or name, target
    return (spf.policy if spf else None) or "?all", name  # 4.7: neutral when nothing matches


def judge_spf(domain: str, known: Mapping[str, Spf | None]) -> list[Statement]:
    """State `mail.spf` (yes: exactly one valid record, includes followed) and `mail.spf-policy`; see `evaluate`."""
    evaluation, own = evaluate(domain, known), known.get(_name(domain))
    if evaluation.fault:
        return [
            yes_no("mail.spf", False, _with_record(evaluation.fault, own)),
            not_concerned("mail.spf-policy", reason(ReasonCode.SPF_NO_VALID_RECORD)),
        ]
    if own is None or evaluation.undetermined:
        unread = reason(ReasonCode.SPF_UNREAD, names=tuple(sorted(evaluation.unread | evaluation.missing)))
        return [we_failed("mail.spf", unread), we_failed("mail.spf-policy", unread)]
    record = without_person(own.record or "")
    policy, holder = final_policy(domain, known)
    context: dict[str, Value] = {} if holder == _name(domain) else {"holder": holder}
    why = reason(_POLICIES.get(policy, ReasonCode.SPF_DEPENDS), **context)
    return [
        yes_no("mail.spf", True, reason(ReasonCode.SPF_VALID, record=record, lookups=evaluation.lookups)),
        Statement("mail.spf-policy", text=policy, reason=why),
    ]


def _with_record(fault: Reason, own: Spf | None) -> Reason:
    """Return a fault with the record of the domain, unless there is none or the fault shows it."""
    if own is None or own.record is None or fault.code is ReasonCode.SPF_DUPLICATED:
        return fault
    return reason(ReasonCode.SPF_INVALID, cause=fault, record=without_person(own.record))
