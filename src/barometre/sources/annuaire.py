"""Directory of the administration (DILA, Licence Ouverte): the contacts that a collectivité declares.

They state what is declared, not what works: no address is visited here. Two ways in: the records of town halls bundled
with the reference data (docs/territory.md), of today and of past days, where a commune whose record was not found has
facts that say that we failed; and the export of the whole directory, whose facts, of the same source and newer, take
their place.
"""

import json
import re
from collections.abc import Mapping, Set
from dataclasses import replace
from datetime import date
from functools import lru_cache

import polars as pl

from barometre.addresses import Mail, Site, parse_mail, parse_site, platform_of, same_domain, telephone_fault
from barometre.catalogue.load import load_catalogue
from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import FACTS as COLUMNS
from barometre.facts.schema import check_facts
from barometre.facts.statement import Statement, facts_table, not_concerned, they_failed, we_failed
from barometre.sources.register import Column, Json, Key, Register
from barometre.sources.statements import agreed
from barometre.territory import reference
from barometre.territory.names import normalise

SOURCE = "annuaire"
# All that a record may tell.
FACTS = (
    *(f"site.{name}" for name in ("declared", "valid", "scheme", "host", "domain", "extension", "platform")),
    *(f"mail.{name}" for name in ("declared", "valid", "domain", "generic", "same-domain")),
    *(f"telephone.{name}" for name in ("declared", "valid")),
)
# Town halls of a part of a commune, and places that are no town hall, as their records are named.
_SECONDARY = re.compile(
    r"\b(?:d[ée]l[ée]gu[ée]e?|annexe|arrondissement|secteur|antenne|mobile|relais|mairie de quartier)\b", re.IGNORECASE
)
_TOWN_HALL = "mairie "
# Type of service of a record -> kinds of those whose own record it is; some have the powers of two kinds.
_KINDS = {
    "mairie": ("commune",),
    "epci": ("epci",),
    "cg": ("departement", "region", "epci"),
    "cr": ("region", "departement"),
}
_TYPE = "pivot.0.type_service_local"
_CONTACTS = ("site_internet", "adresse_courriel", "telephone")

# What is told of a past day: of an address only the domain is kept, of a telephone only that there is one.
PAST_FACTS = tuple(fact for fact in FACTS if fact not in ("mail.valid", "telephone.valid"))

# Most of what records tell, others tell too: half a million statements are a tenth as many.
_seen = lru_cache(maxsize=65_536)(Statement)


@lru_cache
def _absent(fact: str, code: ReasonCode) -> Statement:
    """Return that what a fact is about is not declared."""
    return not_concerned(fact, reason(code))


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
    return they_failed(fact, why) if value is None else _seen(fact, text=value)


def _site_facts(site: Site | None, platforms: Mapping[str, str]) -> list[Statement]:
    if site is None:
        code = ReasonCode.DIRECTORY_NO_SITE
        absent = Statement("site.declared", 0.0, reason=reason(code))
        return [absent, _absent("site.valid", code), _absent("site.platform", code)]
    platform = platform_of(site.host, platforms) if site.host else None
    named = _seen("site.platform", float(platform is not None), platform)
    return [
        _seen("site.declared", 1.0),
        _seen("site.valid", float(site.valid and site.fit), reason=site.note),
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
        _seen("mail.declared", 1.0),
        _seen("mail.valid", float(mail.valid), reason=mail.note),
        _text("mail.domain", mail.domain, mail.note),
    ]
    if mail.domain is None:
        return [*facts, they_failed("mail.generic", mail.note)]
    generic = mail.at_provider(general_providers)
    return [*facts, _seen("mail.generic", float(generic), mail.domain if generic else None)]


def _same_domain(site: Site | None, mail: Mail | None) -> Statement:
    fact = "mail.same-domain"
    if site is None:
        code = ReasonCode.DIRECTORY_NO_SITE if mail else ReasonCode.DIRECTORY_NO_SITE_NOR_MAIL
        return _absent(fact, code)
    if mail is None:
        return _absent(fact, ReasonCode.DIRECTORY_NO_MAIL)
    if site.host is None or mail.domain is None:
        return they_failed(fact, site.note or mail.note)
    same, domains = same_domain(site, mail)
    return Statement(fact, float(same), reason=domains)


def _telephone_facts(telephone: str | None) -> list[Statement]:
    if not telephone:
        code = ReasonCode.DIRECTORY_NO_TELEPHONE
        return [Statement("telephone.declared", 0.0, reason=reason(code)), _absent("telephone.valid", code)]
    fault = telephone_fault(telephone)
    return [_seen("telephone.declared", 1.0), _seen("telephone.valid", float(fault is None), reason=fault)]


def record_keys(rows: pl.DataFrame) -> pl.DataFrame:
    """Tell by what each record is known: a town hall by its INSEE code, surer than its SIRET; the others by SIRET."""
    town_hall = pl.col(_TYPE) == "mairie"
    return rows.with_columns(
        siret_of=pl.when(~town_hall).then("siret"), insee_of=pl.when(town_hall).then("code_insee_commune")
    )


def record_facts(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """Return the facts of the own record of each collectivité; nothing of one that has several that disagree.

    The address of the site is kept beside the yes: it is where to look. What a record no longer declares is « not
    concerned », so that a former host or domain does not stay.
    """
    catalogue = load_catalogue()
    return facts_table(
        (siren, statement, on)
        for siren, site, email, telephone in _own_records(rows).iter_rows()
        for statement in _whole(
            [
                replace(statement, text=site) if site and statement.fact == "site.declared" else statement
                for statement in commune_facts(
                    site, email, telephone, catalogue.general_mail_providers, catalogue.site_platforms
                )
            ]
        )
    )


def _own_records(rows: pl.DataFrame) -> pl.DataFrame:
    """Return `siren`, `site`, `email`, `telephone` of those whose own record is found, and can be read."""
    bodies = reference.collectivites().select("siren", "kind", code_today="code", name_today="name")
    found = []
    for siren, kind, code, name, *record in (
        rows.join(bodies, on="siren", how="left", maintain_order="left")
        .select("siren", "kind", "code_today", "name_today", _TYPE, "nom", "code_insee_commune", *_CONTACTS)
        .iter_rows()
    ):
        service, title, record_code, sites, emails, telephones = record
        if kind not in _KINDS[service] or _SECONDARY.search(title):
            continue
        try:
            contacts = (_first(sites), next(iter((emails or "").replace(";", " ").split()), None), _first(telephones))
        except ValueError:
            continue
        rank = _rank(normalise(title).removeprefix(_TOWN_HALL) == normalise(name), record_code == code)
        found.append((siren, rank if service == "mairie" else 0, *contacts))
    schema = {"siren": pl.String, "rank": pl.Int64} | dict.fromkeys(("site", "email", "telephone"), pl.String)
    table = pl.DataFrame(found, schema=schema, orient="row").filter(pl.col("rank").is_not_null())
    best = table.filter(pl.col("rank") == pl.col("rank").min().over("siren"))
    return agreed(best, ["site", "email", "telephone"])


def _rank(same_name: bool, same_code: bool) -> int | None:
    """Return how surely a town hall's record is the commune's own (0 is the best), None when it is another's.

    A former commune's code with another name is that of a part of the commune.
    """
    return {(True, True): 0, (True, False): 1, (False, True): 2}.get((same_name, same_code))


def _first(text: str | None) -> str | None:
    """Return the first value of a JSON list of the directory; None when it has none.

    Raises:
        ValueError: it is not such a list.
    """
    values = json.loads(text) if text else []
    if not isinstance(values, list) or not all(isinstance(one, dict) for one in values):
        raise ValueError(text)
    return next((value for one in values if (value := str(one.get("valeur") or "").strip())), None)


def _whole(statements: list[Statement]) -> list[Statement]:
    """Add to the facts of a record those of `FACTS` that it cannot have, with the reason why."""
    by_fact = {statement.fact: statement for statement in statements}
    missing = [
        not_concerned(fact, why)
        for fact in FACTS
        if fact not in by_fact and (why := by_fact[f"{fact.partition('.')[0]}.declared"].reason)
    ]
    return [*statements, *missing]


REGISTER = Register(
    id=SOURCE,
    address="https://api-lannuaire.service-public.gouv.fr/api/explore/v2.1/catalog/datasets/api-lannuaire-administration"
    "/exports/json?select=nom,siret,pivot,code_insee_commune,site_internet,adresse_courriel,telephone",
    kinds=("commune", "epci", "departement", "region"),
    form=Json(inside=("pivot", "site_internet", "telephone")),
    columns=(
        Column(_TYPE, filled=1.0),
        Column("nom", filled=1.0),
        Column("siret", filled=0.5),
        Column("code_insee_commune", filled=0.9),
        Column("site_internet"),
        Column("telephone"),
        Column("adresse_courriel", filled=0.7),
        # Were values written otherwise inside the lists, nobody would seem to declare anything.
        Column("site_internet.0.valeur", filled=0.4),
        Column("telephone.0.valeur", filled=0.7),
    ),
    minimum_rows=34_000,
    key=Key(siret="siret_of", insee="insee_of", name="nom"),
    facts=record_facts,
    parts=True,
    verified="read in several public codes that read this export, with records of their tests; not fetched",
    keyed=record_keys,
    rows=pl.col(_TYPE).is_in(list(_KINDS)),
)
