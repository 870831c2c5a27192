"""Probe of a mail domain in the DNS: MX and their addresses, SPF and the records it includes, DMARC."""

import asyncio
from collections.abc import Mapping

from barometre.addresses import Mail, Site
from barometre.catalogue.reference_lists import ReferenceLists
from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, not_concerned, we_failed
from barometre.observation.criteria.rcpnt_mail import MailDomain, judge_mail
from barometre.observation.net.countries import Countries
from barometre.observation.net.networks import Networks
from barometre.observation.net.resolver import LookupStatus
from barometre.observation.probes.session import ProbeSession
from barometre.observation.standards import spf
from barometre.observation.standards.dmarc import AppliedDmarc, Dmarc, applicable, judge_dmarc, read_dmarc
from barometre.observation.standards.mx import read_mx

PLACES = ("mail.mx-countries", "mail.mx-networks")
MAIL_FACTS = ("mail.mx", "mail.spf", "mail.spf-policy", "mail.dmarc", "mail.dmarc-reports", *PLACES)
_INCLUDED_AT_MOST = 20
_EXCHANGES_AT_MOST = 10


async def probe_mail(session: ProbeSession, domain: str, countries: Countries, networks: Networks) -> MailDomain:
    """Ask the DNS all that criteria 2.4 to 2.8 need of a mail domain."""
    mx, rules, dmarc = await asyncio.gather(
        session.ask(domain, "MX"), _spf_records(session, domain), _dmarc(session, domain)
    )
    read = read_mx(mx.exchanges)
    by_host = await asyncio.gather(*(_addresses(session, name) for name in read.hosts[:_EXCHANGES_AT_MOST]))
    by_name = dict(zip(read.hosts, by_host, strict=False))
    fault = reason(ReasonCode.MX_NULL) if read.null else read.fault
    addresses = [address for group in by_host if group for address in group]
    where = {address: countries.of(address) for address in addresses}
    whose = {address: str(network) if (network := networks.of(address)) else None for address in addresses}
    return MailDomain(domain, mx, tuple(by_name), fault, by_name, rules, dmarc, where, countries.known, whose)


async def _addresses(session: ProbeSession, name: str) -> tuple[str, ...] | None:
    """Return the IPv4 addresses of a host, else its IPv6 ones; None when our look failed."""
    failed = False
    for kind in ("A", "AAAA"):
        records = await session.ask(name, kind)
        if records.status is LookupStatus.RECORDS:
            return tuple(str(value) for value in records.values)
        failed = failed or records.status is LookupStatus.FAILED
    return None if failed else ()


async def _spf_records(session: ProbeSession, domain: str) -> dict[str, spf.Spf | None]:
    """Return the SPF record of the domain and those it includes (RFC 7208, 5.2 and 6.1)."""
    known: dict[str, spf.Spf | None] = {}
    names = [domain]
    while names and len(known) < _INCLUDED_AT_MOST:
        answers = await asyncio.gather(*(session.ask(name, "TXT") for name in names))
        for name, records in zip(names, answers, strict=True):
            texts = records.texts
            known[name] = None if texts is None else spf.read_spf(texts)
        names = sorted(spf.evaluate(domain, known).missing)
    return known


async def _dmarc(session: ProbeSession, domain: str) -> AppliedDmarc | None:
    """Return the DMARC record that applies to the domain; None when our look failed."""
    known: dict[str, Dmarc | None] = {}
    while isinstance(applied := applicable(domain, known), str):
        texts = (await session.ask(applied, "TXT")).texts
        known[applied] = None if texts is None else read_dmarc(texts)
    return applied


def judge_mail_domain(
    mail: Mail | None, site: Site | None, seen: MailDomain | None, lists: ReferenceLists
) -> list[Statement]:
    """State every fact of a mail domain: criteria 2.1 to 2.8, servers, SPF, DMARC."""
    verdicts = judge_mail(mail, site, seen, lists.mail_providers)
    criteria = [verdict.statement(f"rcpnt.{number}") for number, verdict in verdicts.items()]
    if seen is None:
        malformed = mail and reason(ReasonCode.MAIL_ADDRESS_MALFORMED, cause=mail.note or "")
        why = malformed or reason(ReasonCode.MAIL_NOT_DECLARED)
        return [*criteria, *(not_concerned(fact, why) for fact in MAIL_FACTS)]
    generic = verdicts["2.2"].met is False
    public = reason(ReasonCode.MAIL_PUBLIC_PROVIDER, domain=seen.domain)
    policies = [*spf.judge_spf(seen.domain, seen.spf_records), *judge_dmarc(seen.dmarc)]
    return [
        *criteria,
        verdicts["2.4"].statement("mail.mx"),
        *([not_concerned(statement.fact, public) for statement in policies] if generic else policies),
        _known("mail.mx-countries", seen.countries, ReasonCode.MAIL_COUNTRIES_UNKNOWN),
        _known("mail.mx-networks", seen.networks, ReasonCode.MAIL_NETWORKS_UNKNOWN),
    ]


def _known(fact: str, by_address: Mapping[str, str | None], unknown: ReasonCode) -> Statement:
    """State what is known of the addresses of the mail servers, each once."""
    texts = sorted({text for text in by_address.values() if text})
    return Statement(fact, text=", ".join(texts)) if texts else we_failed(fact, reason(unknown))
