"""Town-hall directory (annuaire de l'administration, DILA, Licence Ouverte): the contacts that a commune declares.

The values are those bundled with the reference data (docs/territory.md), of today and of past days. They state what is
declared, not what works: no address is visited here. A commune whose record was not found has facts too, which say that
we failed.
"""

from collections.abc import Mapping, Set
from datetime import date

import polars as pl

from barometre.addresses import Mail, Site, parse_mail, parse_site, platform_of, same_domain, telephone_fault
from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import FACTS as COLUMNS
from barometre.facts.schema import check_facts
from barometre.facts.statement import Statement, facts_table, not_concerned, they_failed, we_failed

SOURCE = "annuaire"
# All that a record may tell.
FACTS = (
    *(f"site.{name}" for name in ("declared", "valid", "scheme", "host", "domain", "extension", "platform")),
    *(f"mail.{name}" for name in ("declared", "valid", "domain", "generic", "same-domain")),
    *(f"telephone.{name}" for name in ("declared", "valid")),
)

# What is told of a past day: of an address only the domain is kept, of a telephone only that there is one.
PAST_FACTS = tuple(fact for fact in FACTS if fact not in ("mail.valid", "telephone.valid"))


def directory_facts(
    communes: pl.DataFrame, on: date, general_providers: Set[str], platforms: Mapping[str, str]
) -> pl.DataFrame:
    """Turn the declared contacts of communes into facts.

    Args:
        communes: columns `siren`, `directory` (a record exists), `site`, `email`, `telephone` (raw, null when absent).
        on: date at which the directory said so.
        general_providers: mail domains at which anyone can open an address (`orange.fr`).
        platforms: host suffix of a site builder or host -> its name; a site there has no name of its own.

    Returns:
        The columns of `facts.schema.FACTS`; 7 to 14 facts for each commune with a record, and all of `FACTS`, failed by
        us, for one whose record was not found. The local part of an e-mail address, which may name a person, is not
        kept.
    """
    unfound = [we_failed(fact, reason(ReasonCode.DIRECTORY_NO_RECORD, on=on.isoformat())) for fact in FACTS]
    records = communes.select("siren", "directory", "site", "email", "telephone")
    facts = facts_table(
        (siren, statement, on)
        for siren, found, site, email, telephone in records.iter_rows()
        for statement in (commune_facts(site, email, telephone, general_providers, platforms) if found else unfound)
    )
    return check_facts(facts, SOURCE)


def past_facts(
    records: pl.DataFrame, general_providers: Set[str], platforms: Mapping[str, str]
) -> dict[date, pl.DataFrame]:
    """Turn what is kept of the records of past days into facts, as those of today: day -> facts.

    Whether an address or a number was well written is not said: neither was kept.

    Args:
        records: columns of `reference.directories()`.
        general_providers: see `directory_facts`.
        platforms: see `directory_facts`.
    """
    # Most records are the same from one day to the next: each is read once.
    same = ["site", "mail_domain", "telephone"]
    states = records.filter("directory").select(same).unique(maintain_order=True).with_row_index("state")
    of_states = facts_table(
        (str(state), statement, date.min)
        for state, site, domain, telephone in states.iter_rows()
        for statement in _past(site, domain, telephone, general_providers, platforms)
    ).select(pl.col("siren").cast(pl.UInt32).alias("state"), pl.exclude("siren", "observed_on"))
    facts = {}
    for (day,), rows in records.group_by("day", maintain_order=True):
        assert isinstance(day, date)
        found = rows.filter("directory").join(states, on=same, nulls_equal=True).select("siren", "state")
        said = found.join(of_states, on="state").with_columns(observed_on=pl.lit(day)).select(list(COLUMNS))
        none = reason(ReasonCode.DIRECTORY_NO_RECORD, on=day.isoformat())
        unfound = rows.filter(~pl.col("directory"))["siren"]
        failed = facts_table((siren, we_failed(fact, none), day) for siren in unfound for fact in PAST_FACTS)
        facts[day] = check_facts(pl.concat([said, failed]), SOURCE)
    return facts


def _past(
    site: str | None, domain: str | None, telephone: bool, general_providers: Set[str], platforms: Mapping[str, str]
) -> list[Statement]:
    mail = None if domain is None else f"mairie@{domain}"
    facts = commune_facts(site, mail, "any" if telephone else None, general_providers, platforms)
    return [statement for statement in facts if statement.fact in PAST_FACTS]


def commune_facts(
    site: str | None,
    email: str | None,
    telephone: str | None,
    general_providers: Set[str],
    platforms: Mapping[str, str],
) -> list[Statement]:
    """Return the facts of one record of the directory."""
    read_site = parse_site(site) if site else None
    read_mail = parse_mail(email) if email else None
    return [
        *_site_facts(read_site, platforms),
        *_mail_facts(read_mail, general_providers),
        _same_domain(read_site, read_mail),
        *_telephone_facts(telephone),
    ]


def _text(fact: str, value: str | None, why: Reason | None) -> Statement:
    return they_failed(fact, why) if value is None else Statement(fact, text=value)


def _site_facts(site: Site | None, platforms: Mapping[str, str]) -> list[Statement]:
    if site is None:
        absent = reason(ReasonCode.DIRECTORY_NO_SITE)
        return [
            Statement("site.declared", 0.0, reason=absent),
            not_concerned("site.valid", absent),
            not_concerned("site.platform", absent),
        ]
    platform = platform_of(site.host, platforms) if site.host else None
    named = Statement("site.platform", float(platform is not None), platform)
    return [
        Statement("site.declared", 1.0),
        Statement("site.valid", float(site.valid and site.fit), reason=site.note),
        _text("site.scheme", site.scheme, site.note),
        _text("site.host", site.host, site.note),
        _text("site.domain", site.domain or site.host, site.note),
        _text("site.extension", site.extension, site.note),
        named if site.host else they_failed("site.platform", site.note),
    ]


def _mail_facts(mail: Mail | None, general_providers: Set[str]) -> list[Statement]:
    if mail is None:
        return [Statement("mail.declared", 0.0, reason=reason(ReasonCode.DIRECTORY_NO_MAIL))]
    facts = [
        Statement("mail.declared", 1.0),
        Statement("mail.valid", float(mail.valid), reason=mail.note),
        _text("mail.domain", mail.domain, mail.note),
    ]
    if mail.domain is None:
        return [*facts, they_failed("mail.generic", mail.note)]
    generic = mail.at_provider(general_providers)
    return [*facts, Statement("mail.generic", float(generic), mail.domain if generic else None)]


def _same_domain(site: Site | None, mail: Mail | None) -> Statement:
    fact = "mail.same-domain"
    if site is None:
        code = ReasonCode.DIRECTORY_NO_SITE if mail else ReasonCode.DIRECTORY_NO_SITE_NOR_MAIL
        return not_concerned(fact, reason(code))
    if mail is None:
        return not_concerned(fact, reason(ReasonCode.DIRECTORY_NO_MAIL))
    if site.host is None or mail.domain is None:
        return they_failed(fact, site.note or mail.note)
    same, domains = same_domain(site, mail)
    return Statement(fact, float(same), reason=domains)


def _telephone_facts(telephone: str | None) -> list[Statement]:
    if not telephone:
        absent = reason(ReasonCode.DIRECTORY_NO_TELEPHONE)
        return [Statement("telephone.declared", 0.0, reason=absent), not_concerned("telephone.valid", absent)]
    fault = telephone_fault(telephone)
    return [Statement("telephone.declared", 1.0), Statement("telephone.valid", float(fault is None), reason=fault)]
