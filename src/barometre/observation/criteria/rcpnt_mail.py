"""Criteria 2.1 to 2.8 of the national reference of digital presence (RCPNT, ANCT): the mail. Pure.

Source: https://suiteterritoriale.anct.gouv.fr/conformite/referentiel
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from barometre.addresses import Mail, Site, same_domain
from barometre.observation.criteria.verdict import Verdict, after, declared
from barometre.observation.net.countries import in_union
from barometre.observation.net.resolver import Records, Reply
from barometre.observation.standards import spf
from barometre.observation.standards.dmarc import ABSENT, QUARANTINE, REJECT, Found, policy_for
from barometre.observation.standards.txt import quoted


@dataclass(frozen=True, slots=True)
class MailSeen:
    """What the DNS said of a mail domain.

    `exchanges`: names of the MX, null MX left out. `addresses`: name of an MX -> its addresses, None when our look
    failed. `rules`: name -> SPF record read, None when our look failed. `countries`: address -> ISO code, None when
    unknown.
    """

    domain: str
    mx: Records
    exchanges: Sequence[str] = ()
    mx_fault: str | None = None
    addresses: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    rules: Mapping[str, spf.Spf | None] = field(default_factory=dict)
    dmarc: Found | None = None
    countries: Mapping[str, str | None] = field(default_factory=dict)
    has_countries: bool = False

    @property
    def servers(self) -> list[tuple[str, str]]:
        """(Name, first address) of the mail servers that lead somewhere, best first."""
        found = ((name, self.addresses.get(name)) for name in self.exchanges)
        return [(name, addresses[0]) for name, addresses in found if addresses]


def judge_mail(mail: Mail | None, site: Site | None, seen: MailSeen | None, providers: Set[str]) -> dict[str, Verdict]:
    """Judge the eight criteria of the mail, by number.

    Args:
        mail: the declared address; None when none is.
        site: the declared site, whose domain 2.3 compares.
        seen: what the DNS said; None when the address cannot be looked up.
        providers: mail domains at which anyone can open an address.
    """
    if mail is None or not mail.valid or mail.domain is None or seen is None:
        why = "aucune adresse de courriel déclarée" if mail is None else f"adresse mal formée ({mail.note})"
        return {f"2.{number}": declared(False, why) for number in range(1, 9)}
    own = _own_domain(mail, providers)
    exchanges = _exchanges(seen)
    dmarc = _dmarc(seen)
    return {
        "2.1": declared(True, "une adresse de courriel est déclarée"),
        "2.2": own,
        "2.3": after(_same_domain(mail, site), ("2.2", own)),
        "2.4": exchanges,
        "2.5": after(_spf(seen), ("2.4", exchanges)),
        "2.6": after(dmarc, ("2.4", exchanges)),
        "2.7": after(_policy(seen), ("2.4", exchanges), ("2.6", dmarc)),
        "2.8": after(_european(seen), ("2.4", exchanges)),
    }


def _own_domain(mail: Mail, providers: Set[str]) -> Verdict:
    generic = mail.at_provider(providers)
    return declared(not generic, f"domaine « {mail.domain} »" + (", ouvert à tous" if generic else ""))


def _same_domain(mail: Mail, site: Site | None) -> Verdict:
    if site is None or not site.valid or site.host is None:
        return declared(False, "pas de site avec lequel comparer")
    return declared(*same_domain(site, mail))


def _exchanges(seen: MailSeen) -> Verdict:
    """2.4: at least one MX leads to an address; a null MX (RFC 7505) is none, and an A record is not an MX."""
    if seen.mx.status is Reply.FAILED:
        return Verdict(None, f"notre recherche des serveurs de {seen.domain} a échoué ({seen.mx.detail})")
    if seen.mx.status is Reply.BOGUS:
        return Verdict(False, f"{seen.domain} : {seen.mx.detail}")
    if not seen.exchanges:
        return Verdict(False, seen.mx_fault or f"{seen.domain} ne désigne aucun serveur de courriel (MX)")
    reached = [name for name in seen.exchanges if seen.addresses.get(name)]
    if reached:
        return Verdict(True, f"courriel reçu par {', '.join(reached[:3])}")
    unseen = [name for name in seen.exchanges if seen.addresses.get(name, ()) is None]
    if unseen:
        return Verdict(None, f"notre recherche de l’adresse de {unseen[0]} a échoué")
    return Verdict(False, f"{', '.join(seen.exchanges[:3])} : aucun de ces serveurs n’a d’adresse")


def _spf(seen: MailSeen) -> Verdict:
    """2.5: exactly one valid SPF record, those it includes being valid too (RFC 7208)."""
    found = spf.verdict(seen.domain, seen.rules)
    if found.fault:
        return Verdict(False, found.fault)
    own = seen.rules.get(seen.domain)
    if own is None or found.undetermined:
        return Verdict(None, "notre lecture de la règle SPF a échoué")
    return Verdict(True, f"règle SPF {quoted(own.record or '')}")


def _dmarc(seen: MailSeen) -> Verdict:
    """2.6: a DMARC record is in force, at the domain or inherited from the organisational one."""
    if seen.dmarc is None:
        return Verdict(None, "notre lecture de la consigne DMARC a échoué")
    record = seen.dmarc.dmarc
    if record.record is None or record.fault:
        return Verdict(False, record.fault or "pas de consigne DMARC")
    return Verdict(True, f"consigne DMARC {quoted(record.record)}, au nom de {seen.dmarc.holder}")


def _policy(seen: MailSeen) -> Verdict:
    """2.7: quarantine or reject for every message."""
    if seen.dmarc is None:
        return Verdict(None, "notre lecture de la consigne DMARC a échoué")
    asked = policy_for(seen.dmarc.dmarc, seen.dmarc.inherited) if seen.dmarc.dmarc.record else ABSENT
    record = quoted(seen.dmarc.dmarc.record or "")
    return Verdict(asked in (QUARANTINE, REJECT), f"consigne en force : {asked} ({record})")


def _european(seen: MailSeen) -> Verdict:
    """2.8: every MX is in the European Union, by the operator's database; unknown without one, never guessed."""
    if not seen.has_countries:
        return Verdict(None, "le pays des serveurs n’est pas connu : l’opérateur n’a pas donné de base de pays")
    outside, unknown = [], []
    for name in seen.exchanges:
        for address in seen.addresses.get(name) or ():
            country = seen.countries.get(address)
            if country is None:
                unknown.append(f"{name} ({address})")
            elif not in_union(country):
                outside.append(f"{name} ({country})")
    if outside:
        return Verdict(False, f"hors de l’Union européenne : {', '.join(outside[:3])}")
    if unknown or any(seen.addresses.get(name, ()) is None for name in seen.exchanges):
        return Verdict(None, f"pays inconnu : {', '.join(unknown[:3]) or 'adresse que nous n’avons pas pu lire'}")
    return Verdict(
        True, f"dans l’Union européenne : {', '.join(sorted({code for code in seen.countries.values() if code}))}"
    )
