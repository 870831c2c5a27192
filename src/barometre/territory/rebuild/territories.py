"""Make the tables of départements, régions, and overseas places outside the measured field."""

import polars as pl

from barometre.territory.rebuild.npm import Vintage


def departements(npm: Vintage, collectivites: pl.DataFrame) -> pl.DataFrame:
    """Return code, name, région, SIREN of the collectivité with the powers of a département there, and chef-lieu."""
    inside = npm.departements.filter(~pl.col("outside"))
    return (
        inside.join(_holders(collectivites, "departement"), on="code", how="left")
        .sort("code")
        .select("code", "name", "region", "siren", "chef_lieu")
    )


def regions(npm: Vintage, collectivites: pl.DataFrame) -> pl.DataFrame:
    """Return code, name, SIREN of the collectivité with the powers of a région there, and chef-lieu."""
    inside = npm.regions.filter(~pl.col("outside"))
    return (
        inside.join(_holders(collectivites, "region"), on="code", how="left")
        .sort("code")
        .select("code", "name", "siren", "chef_lieu")
    )


def _holders(collectivites: pl.DataFrame, level: str) -> pl.DataFrame:
    """Return the SIREN for each code of territory, from what each collectivité covers."""
    return (
        collectivites.filter(pl.col("powers").list.contains(level))
        .select("siren", pl.col("covers"))
        .explode("covers")
        .filter(pl.col("covers").str.starts_with(f"{level}:"))
        .select("siren", code=pl.col("covers").str.strip_prefix(f"{level}:"))
    )


def outside(npm: Vintage) -> pl.DataFrame:
    """Return code and name of each place of the overseas collectivities, with the collectivity it belongs to."""
    names = npm.departements.select(territory="code", territory_name="name")
    return (
        npm.communes.filter(pl.col("outside"))
        .select("code", "name", territory="departement")
        .join(names, on="territory", how="left")
        .sort("code")
    )
