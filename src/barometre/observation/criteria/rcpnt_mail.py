"""Criteria 2.1 to 2.8 of the national reference of digital presence (RCPNT, ANCT): the mail.

Source: https://suiteterritoriale.anct.gouv.fr/conformite/referentiel
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from barometre.addresses import Mail, Site, same_domain
from barometre.facts.reason import Reason, Value, reason, without_person
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.criteria.verdict import Verdict, after, declared, none_met
from barometre.observation.net.countries import in_union
from barometre.observation.net.resolver import LookupStatus, Records
from barometre.observation.standards import spf
from barometre.observation.standards.dmarc import ABSENT, QUARANTINE, REJECT, AppliedDmarc, policy_for

# Servers named in a reason, at most.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class MailDomain:
    """What the DNS says of a mail domain.

    Attributes:
        domain: what follows the @.
        mx: its MX records.
        exchanges: names of the mail servers, best first.
        mx_fault: what is wrong with its MX records.
        addresses: those of each mail server; None when our look failed.
        spf_records: its SPF record and those it leads to, by name; None when our look failed.
        dmarc: the DMARC record that applies; None when our look failed.
        countries: ISO code of each address; None when unknown.
        has_countries: the operator gave a database of countries.
        networks: network of each address, in words; None when unknown.
    """

    domain: str
    mx: Records
    exchanges: Sequence[str] = ()
    mx_fault: Reason | None = None
    addresses: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    spf_records: Mapping[str, spf.Spf | None] = field(default_factory=dict)
    dmarc: AppliedDmarc | None = None
    countries: Mapping[str, str | None] = field(default_factory=dict)
    has_countries: bool = False
    networks: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def servers(self) -> list[tuple[str, str]]:
        """Return the (name, first address) of the mail servers that lead somewhere, best first."""
        by_name = ((name, self.addresses.get(name)) for name in self.exchanges)
        return [(name, addresses[0]) for name, addresses in by_name if addresses]


def judge_mail(
    mail: Mail | None, site: Site | None, records: MailDomain | None, providers: Set[str]
) -> dict[str, Verdict]:
    """Judge the eight criteria of the mail, by number; no `records` when the address cannot be looked up.

    At the domains of `providers`, anyone can open an address.
    """
    if mail is None:
        return none_met(2, reason(ReasonCode.MAIL_UNDECLARED))
    if not mail.valid or mail.domain is None or records is None:
        return none_met(2, reason(ReasonCode.MAIL_MALFORMED, cause=mail.note or ""))
    own = _own_domain(mail.domain, mail.at_provider(providers))
    exchanges = _exchanges(records)
    dmarc = _dmarc(records)
    return {
        "2.1": declared(True, reason(ReasonCode.MAIL_DECLARED)),
        "2.2": own,
        "2.3": after(_same_domain(mail, site), ("2.2", own)),
        "2.4": exchanges,
        "2.5": after(_spf(records), ("2.4", exchanges)),
        "2.6": after(dmarc, ("2.4", exchanges)),
        "2.7": after(_policy(records), ("2.4", exchanges), ("2.6", dmarc)),
        "2.8": after(_european(records), ("2.4", exchanges)),
    }


def _own_domain(domain: str, public: bool) -> Verdict:
    """2.2: the domain is not one at which anyone can open an address."""
    code = ReasonCode.MAIL_PUBLIC_DOMAIN if public else ReasonCode.MAIL_OWN_DOMAIN
    return declared(not public, reason(code, domain=domain))


def _same_domain(mail: Mail, site: Site | None) -> Verdict:
    """2.3: the site and the mail have the same registrable domain."""
    if site is None or not site.valid or site.host is None:
        return declared(False, reason(ReasonCode.MAIL_NO_SITE))
    return declared(*same_domain(site, mail))


def _exchanges(records: MailDomain) -> Verdict:
    """2.4: at least one MX leads to an address; a null MX (RFC 7505) is none, and an A record is not an MX."""
    domain, mx, exchanges = records.domain, records.mx, records.exchanges
    if mx.status is LookupStatus.FAILED:
        return Verdict(None, reason(ReasonCode.MX_LOOKUP_FAILED, domain=domain, cause=mx.cause))
    if mx.status is LookupStatus.BOGUS:
        return Verdict(False, reason(ReasonCode.NAME_FAILED, name=domain, cause=mx.cause))
    if not exchanges:
        return Verdict(False, records.mx_fault or reason(ReasonCode.MX_MISSING, domain=domain))
    receiving = tuple(name for name in exchanges if records.addresses.get(name))
    if receiving:
        return Verdict(True, reason(ReasonCode.MX_RECEIVED_BY, servers=receiving[:_SHOWN]))
    unread = next((name for name in exchanges if records.addresses.get(name, ()) is None), None)
    if unread is not None:
        return Verdict(None, reason(ReasonCode.MX_ADDRESS_LOOKUP_FAILED, server=unread))
    return Verdict(False, reason(ReasonCode.MX_WITHOUT_ADDRESS, servers=tuple(exchanges[:_SHOWN])))


def _spf(records: MailDomain) -> Verdict:
    """2.5: exactly one valid SPF record, those it includes being valid too (RFC 7208)."""
    evaluation = spf.evaluate(records.domain, records.spf_records)
    if evaluation.fault:
        return Verdict(False, evaluation.fault)
    own = records.spf_records.get(records.domain)
    if own is None or evaluation.undetermined:
        return Verdict(None, reason(ReasonCode.SPF_READING_FAILED))
    return Verdict(True, reason(ReasonCode.SPF_RECORD, record=without_person(own.record or "")))


def _dmarc(records: MailDomain) -> Verdict:
    """2.6: a DMARC record is in force, at the domain or inherited from the organisational one."""
    if records.dmarc is None:
        return Verdict(None, reason(ReasonCode.DMARC_READING_FAILED))
    dmarc = records.dmarc.dmarc
    if dmarc.record is None or dmarc.fault:
        return Verdict(False, dmarc.fault or reason(ReasonCode.DMARC_MISSING))
    record = without_person(dmarc.record)
    return Verdict(True, reason(ReasonCode.DMARC_RECORD, record=record, holder=records.dmarc.holder))


def _policy(records: MailDomain) -> Verdict:
    """2.7: quarantine or reject for every message."""
    if records.dmarc is None:
        return Verdict(None, reason(ReasonCode.DMARC_READING_FAILED))
    dmarc = records.dmarc.dmarc
    policy = policy_for(dmarc, records.dmarc.inherited) if dmarc.record else ABSENT
    record = without_person(dmarc.record or "")
    return Verdict(policy in (QUARANTINE, REJECT), reason(ReasonCode.DMARC_IN_FORCE, policy=policy, record=record))


def _european(records: MailDomain) -> Verdict:
    """2.8: every MX is in the European Union, by the operator's database; unknown without one, never guessed."""
    if not records.has_countries:
        return Verdict(None, reason(ReasonCode.MAIL_NO_COUNTRIES))
    outside: list[Value] = []
    unknown: list[Value] = []
    for name in records.exchanges:
        for address in records.addresses.get(name) or ():
            country = records.countries.get(address)
            if country is None:
                unknown.append(reason(ReasonCode.MAIL_SERVER_AT, name=name, place=address))
            elif not in_union(country):
                outside.append(reason(ReasonCode.MAIL_SERVER_AT, name=name, place=country))
    if outside:
        return Verdict(False, reason(ReasonCode.MAIL_OUTSIDE_UNION, servers=tuple(outside[:_SHOWN])))
    if unknown:
        return Verdict(None, reason(ReasonCode.MAIL_COUNTRY_UNKNOWN, servers=tuple(unknown[:_SHOWN])))
    if any(records.addresses.get(name, ()) is None for name in records.exchanges):
        return Verdict(None, reason(ReasonCode.MAIL_ADDRESS_UNKNOWN))
    codes = sorted({code for code in records.countries.values() if code})
    return Verdict(True, reason(ReasonCode.MAIL_INSIDE_UNION, countries=tuple(codes)))
