"""Probe of the DNS: IPv6, DNSSEC, CAA, MTA-STS, TLS-RPT, DANE."""

import asyncio

from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, not_concerned, we_failed, yes_no
from barometre.observation.net.answers import OURS, Fault, fault_reason, why
from barometre.observation.net.resolver import LookupStatus, Records
from barometre.observation.net.unread import Unread
from barometre.observation.net.visitor import ADDRESSES_TRIED
from barometre.observation.probes.session import ProbeSession
from barometre.observation.standards.caa import judge_caa
from barometre.observation.standards.dane import Tlsas, judge_dane
from barometre.observation.standards.mail_transport import FACT as TRANSPORT
from barometre.observation.standards.mail_transport import judge_mail_transport
from barometre.observation.standards.mta_sts import judge_mta_sts, record_fault
from barometre.observation.standards.mx import read_mx
from barometre.observation.standards.tls_rpt import judge_tls_rpt

SITE_FACTS = ("site.ipv6", "site.dnssec", "site.caa")
MAIL_FACTS = ("mail.ipv6", "mail.mta-sts", "mail.tls-rpt", "mail.dane", TRANSPORT)
# What only the owner of a domain can publish; at the domain of a public provider, that is no collectivité.
_OF_THE_OWNER = ("mail.mta-sts", "mail.tls-rpt", TRANSPORT)
_EXCHANGES_AT_MOST = 10


async def probe_domain(
    session: ProbeSession, host: str | None, domain: str | None, *, public: bool = False
) -> list[Statement]:
    """Probe the DNS of a site's host and of a mail domain; either may be missing.

    `public`: anyone can open an address at the mail domain.
    """
    site = _site(session, host) if host else _none(SITE_FACTS, reason(ReasonCode.SITE_NONE_TO_RESOLVE))
    mail = _mail(session, domain, public) if domain else _none(MAIL_FACTS, reason(ReasonCode.MAIL_NONE_TO_RESOLVE))
    return [statement for part in await asyncio.gather(site, mail) for statement in part]


async def _none(facts: tuple[str, ...], cause: Reason) -> list[Statement]:
    return [not_concerned(fact, cause) for fact in facts]


async def _site(session: ProbeSession, host: str) -> list[Statement]:
    ask = session.ask
    ipv4, ipv6, caa = await asyncio.gather(ask(host, "A"), ask(host, "AAAA"), _caa(session, host))
    return [await _ipv6(session, host, ipv6), await _dnssec(session, host, ipv4), caa]


async def _ipv6(session: ProbeSession, host: str, six: Records) -> Statement:
    """State whether the site has an IPv6 address that accepts connections."""
    if six.status is LookupStatus.FAILED:
        return we_failed("site.ipv6", reason(ReasonCode.IPV6_LOOKUP_FAILED, cause=six.cause))
    if six.status is not LookupStatus.RECORDS:
        return yes_no("site.ipv6", False, reason(ReasonCode.IPV6_MISSING, host=host))
    failed: tuple[str, Fault] | None = None
    for address in map(str, six.values[:ADDRESSES_TRIED]):
        fault = await session.visitor.connects(address, session.visitor.settings.https_port)
        if fault is Fault.REFUSED:
            fault = await session.visitor.connects(address, session.visitor.settings.http_port)
        if fault is None:
            return yes_no("site.ipv6", True, reason(ReasonCode.EVIDENCE_ADDRESS, address=address))
        if failed is None or fault in OURS:
            failed = address, fault
    address, fault = failed or ("", Fault.UNREACHABLE)
    cause = fault_reason(fault)
    # Worth trying again; from a network without IPv6, UNREACHABLE, it never is.
    session.failed = session.failed or fault is Fault.TIMEOUT
    if fault not in OURS and (untried := len(six.values[ADDRESSES_TRIED:])):
        fault, cause = Fault.UNREACHABLE, reason(ReasonCode.NETWORK_ADDRESSES_UNTRIED, count=untried)
    unreached = reason(ReasonCode.IPV6_UNREACHED, address=address, cause=cause)
    return we_failed("site.ipv6", unreached) if fault in OURS else yes_no("site.ipv6", False, unreached)


async def _dnssec(session: ProbeSession, host: str, plain: Records) -> Statement:
    if plain.status is LookupStatus.FAILED:
        return we_failed("site.dnssec", reason(ReasonCode.DNSSEC_LOOKUP_FAILED, cause=plain.cause))
    if plain.status is LookupStatus.BOGUS:
        return yes_no("site.dnssec", False, reason(ReasonCode.NAME_FAILED, name=host, cause=plain.cause))
    if plain.secure:
        return yes_no("site.dnssec", True, reason(ReasonCode.DNSSEC_SIGNED, host=host))
    if not await session.visitor.resolver.validates():
        return we_failed("site.dnssec", reason(ReasonCode.DNSSEC_NOT_CHECKED))
    return yes_no("site.dnssec", False, reason(ReasonCode.DNSSEC_UNSIGNED, host=host))


async def _caa(session: ProbeSession, host: str) -> Statement:
    """Climb from the host to the nearest name that has CAA records (RFC 8659, 3)."""
    labels = host.split(".")
    for start in range(len(labels) - 1):
        name = ".".join(labels[start:])
        records = await session.ask(name, "CAA")
        if records.status is LookupStatus.FAILED:
            return we_failed("site.caa", reason(ReasonCode.CAA_LOOKUP_FAILED, cause=records.cause))
        if records.status is LookupStatus.RECORDS:
            return judge_caa([(int(flags), str(tag), str(value)) for flags, tag, value in records.values], name)
    return judge_caa([])


async def _mail(session: ProbeSession, domain: str, public: bool) -> list[Statement]:
    ask = session.ask
    mx, sts, rpt = await asyncio.gather(
        ask(domain, "MX"), ask(f"_mta-sts.{domain}", "TXT"), ask(f"_smtp._tls.{domain}", "TXT")
    )
    if mx.status is LookupStatus.FAILED:
        failed = reason(ReasonCode.MX_LOOKUP_FAILED, domain=domain)
        return [we_failed(fact, failed) for fact in MAIL_FACTS]
    hosts = list(read_mx(mx.exchanges).hosts[:_EXCHANGES_AT_MOST])
    if not hosts:
        return await _none(MAIL_FACTS, reason(ReasonCode.MX_NONE, domain=domain))
    ipv6, dane = await _mail_ipv6(session, hosts), await _dane(session, mx.secure, hosts)
    if public:
        provider = reason(ReasonCode.MAIL_PUBLIC_PROVIDER, domain=domain)
        return [ipv6, dane, *await _none(_OF_THE_OWNER, provider)]
    texts = sts.texts
    policy = await _sts_policy(session, domain) if texts and record_fault(texts) is None else None
    encrypted, reports = judge_mta_sts(texts, policy, hosts), judge_tls_rpt(rpt.texts)
    return [ipv6, encrypted, reports, dane, judge_mail_transport(encrypted, reports, dane)]


async def _sts_policy(session: ProbeSession, domain: str) -> str | Unread:
    """Fetch the policy file: https with a valid certificate, status 200, no redirection (RFC 8461, 3.3)."""
    answer = await session.request(f"https://mta-sts.{domain}/.well-known/mta-sts.txt")
    if answer.certificate_fault is not None:
        return Unread(answer.certificate_fault, ours=False)
    if not answer.opens:
        return Unread(why(answer), ours=answer.ours)
    return Unread(answer.partial, ours=True) if answer.partial is not None else answer.text


async def _mail_ipv6(session: ProbeSession, hosts: list[str]) -> Statement:
    answers = await asyncio.gather(*(session.ask(host, "AAAA") for host in hosts))
    having = [host for host, answer in zip(hosts, answers, strict=True) if answer.status is LookupStatus.RECORDS]
    if having:
        return yes_no("mail.ipv6", True, reason(ReasonCode.IPV6_MAIL_SERVER, server=having[0]))
    if any(answer.status is LookupStatus.FAILED for answer in answers):
        return we_failed("mail.ipv6", reason(ReasonCode.IPV6_MAIL_LOOKUP_FAILED))
    return yes_no("mail.ipv6", False, reason(ReasonCode.IPV6_MAIL_MISSING, servers=tuple(hosts[:3])))


async def _dane(session: ProbeSession, mx_secure: bool, hosts: list[str]) -> Statement:
    if not mx_secure:
        if not await session.visitor.resolver.validates():
            return we_failed("mail.dane", reason(ReasonCode.DNSSEC_NOT_CHECKED))
        return judge_dane(False, dict.fromkeys(hosts))
    answers = await asyncio.gather(*(session.ask(f"_25._tcp.{host}", "TLSA") for host in hosts))
    return judge_dane(True, {host: _tlsas(answer) for host, answer in zip(hosts, answers, strict=True)})


def _tlsas(answer: Records) -> Tlsas | None:
    if answer.status is LookupStatus.FAILED:
        return None
    records = tuple((int(u), int(s), int(m), str(data)) for u, s, m, data in answer.values)
    return Tlsas(records, answer.secure)
