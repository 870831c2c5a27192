"""Make the tables of départements, régions, and overseas places outside the measured field."""

import polars as pl

from barometre.territory.rebuild.npm import Vintage


def departements(npm: Vintage, collectivites: pl.DataFrame) -> pl.DataFrame:
    """Return code, name, région, SIREN of the collectivité with the powers of a département there, and chef-lieu."""
    held = _held(npm.departements, collectivites, "departement")
    return held.select("code", "name", "region", "siren", "chef_lieu")


def regions(npm: Vintage, collectivites: pl.DataFrame) -> pl.DataFrame:
    """Return code, name, SIREN of the collectivité with the powers of a région there, and chef-lieu."""
    return _held(npm.regions, collectivites, "region").select("code", "name", "siren", "chef_lieu")


def _held(territories: pl.DataFrame, collectivites: pl.DataFrame, level: str) -> pl.DataFrame:
    """Return the territories measured, each with the `siren` of the collectivité that covers it with the powers."""
    holders = (
        collectivites.filter(pl.col("powers").list.contains(level))
        .explode("covers")
        .filter(pl.col("covers").str.starts_with(f"{level}:"))
        .select("siren", code=pl.col("covers").str.strip_prefix(f"{level}:"))
    )
    return territories.filter(~pl.col("outside")).join(holders, on="code", how="left").sort("code")


def outside(npm: Vintage) -> pl.DataFrame:
    """Return code and name of each place of the overseas collectivities, with the collectivity it belongs to."""
    names = npm.departements.select(territory="code", territory_name="name")
    return (
        npm.communes.filter(pl.col("outside"))
        .select("code", "name", territory="departement")
        .join(names, on="territory", how="left")
        .sort("code")
    )
