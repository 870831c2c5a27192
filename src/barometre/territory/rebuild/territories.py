"""The territories: départements, régions, and the overseas places outside the measured field."""

import polars as pl

from barometre.territory.rebuild.npm import Vintage


def departements(npm: Vintage, bodies: pl.DataFrame) -> pl.DataFrame:
    """Code, name, région, SIREN of the body holding the powers of a département there, chef-lieu."""
    inside = npm.departements.filter(~pl.col("outside"))
    return (
        inside.join(_holders(bodies, "departement"), on="code", how="left")
        .sort("code")
        .select("code", "name", "region", "siren", "chef_lieu")
    )


def regions(npm: Vintage, bodies: pl.DataFrame) -> pl.DataFrame:
    """Code, name, SIREN of the body holding the powers of a région there, chef-lieu."""
    inside = npm.regions.filter(~pl.col("outside"))
    return (
        inside.join(_holders(bodies, "region"), on="code", how="left")
        .sort("code")
        .select("code", "name", "siren", "chef_lieu")
    )


def _holders(bodies: pl.DataFrame, level: str) -> pl.DataFrame:
    """Territory code -> SIREN, from what each body covers."""
    return (
        bodies.filter(pl.col("powers").list.contains(level))
        .select("siren", pl.col("covers"))
        .explode("covers")
        .filter(pl.col("covers").str.starts_with(f"{level}:"))
        .select("siren", code=pl.col("covers").str.strip_prefix(f"{level}:"))
    )


def outside(npm: Vintage) -> pl.DataFrame:
    """Code and name of each place of the overseas collectivities, with the collectivity it belongs to."""
    names = npm.departements.select(territory="code", territory_name="name")
    return (
        npm.communes.filter(pl.col("outside"))
        .select("code", "name", territory="departement")
        .join(names, on="territory", how="left")
        .sort("code")
    )
