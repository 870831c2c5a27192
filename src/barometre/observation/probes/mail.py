"""A look at a mail domain in the DNS: MX and their addresses, SPF with what it includes, DMARC."""

import asyncio

from barometre.addresses import Mail, Site
from barometre.catalogue.reference_lists import ReferenceLists
from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, not_concerned, we_failed
from barometre.observation.criteria.rcpnt_mail import MailDomain, judge_mail
from barometre.observation.net.countries import Countries
from barometre.observation.net.resolver import Reply
from barometre.observation.probes.session import ProbeSession, together
from barometre.observation.standards import spf
from barometre.observation.standards.dmarc import AppliedDmarc, Dmarc, applicable, judge_dmarc, read_dmarc
from barometre.observation.standards.mx import read_mx

MAIL_FACTS = ("mail.mx", "mail.spf", "mail.spf-policy", "mail.dmarc", "mail.dmarc-reports", "mail.mx-countries")
_INCLUDED_AT_MOST = 20
_EXCHANGES_AT_MOST = 10


async def ask_mail(session: ProbeSession, domain: str, organisational: str, countries: Countries) -> MailDomain:
    """Ask the DNS everything that criteria 2.4 to 2.8 need of a mail domain.

    Args:
        session: the look.
        domain: what follows the @.
        organisational: its registrable domain.
        countries: the operator's database of addresses.
    """
    mx, rules, dmarc = await asyncio.gather(
        session.ask(domain, "MX"), _spf_records(session, domain), _dmarc(session, domain, organisational)
    )
    read = read_mx(mx.exchanges)
    found = await together([addresses(session, name) for name in read.hosts[:_EXCHANGES_AT_MOST]])
    by_name = dict(zip(read.hosts, found, strict=False))
    fault = reason(ReasonCode.MX_NULL) if read.null else read.fault
    where = {address: countries.of(address) for group in found if group for address in group}
    return MailDomain(domain, mx, tuple(by_name), fault, by_name, rules, dmarc, where, countries.known)


async def addresses(session: ProbeSession, name: str) -> tuple[str, ...] | None:
    """IPv4 addresses of a host, else its IPv6 ones; None when our look failed."""
    failed = False
    for kind in ("A", "AAAA"):
        records = await session.ask(name, kind)
        if records.status is Reply.RECORDS:
            return tuple(str(value) for value in records.values)
        failed = failed or records.status is Reply.FAILED
    return None if failed else ()


async def _spf_records(session: ProbeSession, domain: str) -> dict[str, spf.Spf | None]:
    """The domain's SPF record and those it leads to."""
    known: dict[str, spf.Spf | None] = {}
    waiting = frozenset({domain})
    while waiting and len(known) < _INCLUDED_AT_MOST:
        names = sorted(waiting)
        texts = await together([session.ask(name, "TXT") for name in names])
        for name, records in zip(names, texts, strict=True):
            read = records.texts
            known[name] = None if read is None else spf.read_spf(read)
        waiting = spf.needed(domain, known)
    return known


async def _dmarc(session: ProbeSession, domain: str, organisational: str) -> AppliedDmarc | None:
    known: dict[str, Dmarc | None] = {}
    while isinstance(found := applicable(domain, organisational, known), str):
        texts = (await session.ask(found, "TXT")).texts
        known[found] = None if texts is None else read_dmarc(texts)
    return found


def judge_mail_domain(
    mail: Mail | None, site: Site | None, seen: MailDomain | None, lists: ReferenceLists
) -> list[Statement]:
    """Every fact that the DNS gives of a mail domain: criteria 2.1 to 2.8, servers, SPF, DMARC."""
    verdicts = judge_mail(mail, site, seen, lists.mail_providers)
    criteria = [verdict.statement(f"rcpnt.{number}") for number, verdict in verdicts.items()]
    if seen is None:
        malformed = mail and reason(ReasonCode.MAIL_ADDRESS_MALFORMED, cause=mail.note or "")
        why = malformed or reason(ReasonCode.MAIL_NOT_DECLARED)
        return [*criteria, *(not_concerned(fact, why) for fact in MAIL_FACTS)]
    generic = verdicts["2.2"].met is False
    public = f"{seen.domain} est à un fournisseur ouvert à tous : la collectivité n’en a pas les réglages"
    policies = [*spf.judge_spf(seen.domain, seen.spf_records), *judge_dmarc(seen.dmarc)]
    return [
        *criteria,
        verdicts["2.4"].statement("mail.mx"),
        *([not_concerned(one.fact, public) for one in policies] if generic else policies),
        _countries(seen),
    ]


def _countries(seen: MailDomain) -> Statement:
    codes = sorted({code for code in seen.countries.values() if code})
    if not codes:
        return we_failed("mail.mx-countries", "pays des serveurs inconnu")
    return Statement("mail.mx-countries", text=", ".join(codes))
