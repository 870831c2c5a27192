"""Web sites of the public sphere that answer, listed by DINUM: in https when their certificate is valid, else in http.

A host that is not in the list proves nothing. A domain may be that of a body that is gone: only a host that a commune
declares today, alone, is led to it (our reference has no declared site of other kinds).
"""

from datetime import date
from functools import lru_cache

import polars as pl

from barometre.addresses import parse_site
from barometre.sources.register import Column, Csv, Key, Register
from barometre.sources.statements import agreed, seen
from barometre.territory import reference

_BARE = pl.col("host").str.strip_prefix("www.").alias("bare")


@lru_cache(maxsize=1)
def declared_hosts() -> pl.DataFrame:
    """Return `siren`, `declared` (host of the site that a commune declares) and `bare` (without `www.`).

    A host that several declare is left out: a platform, or the site of their intercommunalité.
    """
    declaring = reference.collectivites().filter(pl.col("site").is_not_null())
    hosts = [parse_site(site).host for site in declaring["site"]]
    table = declaring.select("siren", host=pl.Series(hosts, dtype=pl.String)).drop_nulls().with_columns(_BARE)
    return table.filter(pl.len().over("bare") == 1).rename({"host": "declared"})


def domain_keys(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `declaring`, the SIREN of who declares the host, with or without `www.`, and what is compared."""
    hosts = [parse_site(url).host for url in rows["url"]]
    known = rows.with_columns(host=pl.Series(hosts, dtype=pl.String)).with_columns(_BARE)
    return known.join(declared_hosts().rename({"siren": "declaring"}), on="bare", how="left", maintain_order="left")


def domain_facts(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """Return whether the declared host was listed in https.

    Of its other form (with `www.`, or without), only a yes says something of the site.
    """
    https = rows.with_columns(https=pl.col("url").str.starts_with("https://").cast(pl.Float64))
    same = pl.col("host") == pl.col("declared")
    itself = agreed(https.filter(same), ["https"])
    other = agreed(https.filter(~same, pl.col("https") == 1), ["https"])
    other = other.join(https.filter(same), on="siren", how="anti")
    return seen(pl.concat([itself, other]), "domaines-publics.https", on, number=pl.col("https"))


REGISTER = Register(
    id="domaines-publics",
    address="https://gitlab.adullact.net/dinum/noms-de-domaine-organismes-secteur-public/-/raw/master/urls.txt",
    kinds=("commune",),
    form=Csv(separator="\t", headings=("url",)),
    columns=(Column("url", filled=1.0, pattern=r"^https?://[^\s/,;]+\.[^\s/,;]+/?$"),),
    minimum_rows=25_000,
    key=Key(siren="declaring"),
    facts=domain_facts,
    verified="read whole in the version of 11 December 2024 (35,742 lines); the address of today is read in public "
    "code that downloads its neighbour domains.csv, not fetched",
    keyed=domain_keys,
)
