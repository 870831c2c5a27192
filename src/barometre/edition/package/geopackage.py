"""The GeoPackage of a package: every territory with its contour, who exercises its powers there, and its scores.

One feature a territory, at its true place (WGS 84): all 101 départements are there, those overseas where they are.
A commune or an intercommunalité is a territory and its authority at once. Of a département or a région, the name and
the population are the territory's; what is the authority's has a prefix, for the two differ (Rhône and Métropole de
Lyon, Alsace, Corse): populations of a layer add up to those of its communes.
"""

import logging
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
import shapely

from barometre.edition.package.wide import IDENTITY, Heading, score_headings, wide_scores
from barometre.errors import BarometreError
from barometre.territory.files import table

# It tells each layer that it writes, on the terminal of whoever publishes.
logging.getLogger("pyogrio").setLevel(logging.WARNING)


class Layer(NamedTuple):
    """A layer: its name, the level of its territories, and what it holds."""

    name: str
    level: str
    description: str


LAYERS = (
    Layer("communes", "commune", "Communes : contour, identité, scores"),
    Layer("epci", "epci", "Intercommunalités à fiscalité propre : contour, identité, scores"),
    Layer("departements", "departement", "Départements : contour, population ; collectivité compétente, ses scores"),
    Layer("regions", "region", "Régions : contour, population ; collectivité compétente, ses scores"),
)
# Code of the contour.
TERRITORY = "territoire"
# Before the name of a column that is not the territory's but the authority's, where the two differ.
AUTHORITY = "autorite."
# Levels whose territories have an authority of their own: the two are one.
_ALONE = ("commune", "epci")
# What of the identity is in a layer of these; of the authority in the others.
_IDENTITY = ("siren", "kind", "code", "name", "population", "strate", "departement", "region")
_IDENTITY_OF_AUTHORITY = _IDENTITY[:6]
_COVERED, _SHARED = f"{AUTHORITY}territoires", f"{AUTHORITY}partage"


def write_geopackage(path: Path, tables: Mapping[str, pl.DataFrame], catalogue: Mapping[str, Any], day: date) -> None:
    """Write the layers of an edition; the same edition gives the same bytes.

    Args:
        path: the file, which does not exist.
        tables: collectivites and scores of the edition.
        catalogue: its content.
        day: its date, which stands for the clock in the file.

    Raises:
        BarometreError: it cannot be written.
    """
    import pyogrio  # noqa: PLC0415  (it loads slowly, and most commands write no package)

    scores = wide_scores(tables["scores"], catalogue)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{day}T00:00:00.000Z"})
    try:
        for layer in LAYERS:
            _write(path, layer, features(layer.level, tables["collectivites"], scores, catalogue))
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError) as error:
        reason = str(error).splitlines()[0]
        raise BarometreError(f"Cannot write {path} ({reason}); free some disk, then try again") from None
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def fields(level: str, catalogue: Mapping[str, Any]) -> list[Heading]:
    """Return the columns of a layer beside its contour, in their order: name, type, meaning in French. Pure."""
    code = Heading(TERRITORY, "string", "Code officiel du territoire dont c’est le contour.")
    if level in _ALONE:
        return [code, *(IDENTITY[column] for column in _IDENTITY), *score_headings(catalogue)]
    owned = [IDENTITY[column] for column in _IDENTITY_OF_AUTHORITY]
    return [
        code,
        Heading("nom", "string", "Nom du territoire."),
        Heading("population", "integer", "Population municipale du territoire, la somme de ses communes (INSEE)."),
        *([IDENTITY["region"]] if level == "departement" else []),
        *(_of_authority(heading) for heading in owned),
        Heading(
            _COVERED, "string", "Codes des territoires de ce niveau où elle est compétente, séparés par une virgule."
        ),
        Heading(_SHARED, "string", "Autre collectivité qui exerce ces compétences sur une partie du territoire."),
        *(_of_authority(heading) for heading in score_headings(catalogue)),
    ]


def _of_authority(heading: Heading) -> Heading:
    told = heading.description
    return heading._replace(
        name=AUTHORITY + heading.name,
        description=f"De la collectivité compétente, pas du territoire\u00a0: {told[0].lower()}{told[1:]}",
    )


def layers(catalogue: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Describe the layers, as the Data Package of an edition tells them: name, description, fields. Pure."""
    return [
        {
            "name": layer.name,
            "description": layer.description,
            "fields": [heading._asdict() for heading in fields(layer.level, catalogue)],
        }
        for layer in LAYERS
    ]


def features(level: str, bodies: pl.DataFrame, scores: pl.DataFrame, catalogue: Mapping[str, Any]) -> pl.DataFrame:
    """Return the territories of a level: contour (`wkb`), then the columns of `fields`. Pure.

    Args:
        level: commune, epci, departement or region.
        bodies: collectivites of an edition.
        scores: as `wide_scores` gives them.
        catalogue: content of the edition.
    """
    prefix = "" if level in _ALONE else AUTHORITY
    identity = _IDENTITY if level in _ALONE else _IDENTITY_OF_AUTHORITY
    key = prefix + IDENTITY["siren"].name
    covers = pl.col("covers").list.eval(
        pl.element().filter(pl.element().str.starts_with(f"{level}:")).str.strip_prefix(f"{level}:")
    )
    who = (
        bodies.filter("measured")
        .with_columns(covers.alias(TERRITORY))
        .with_columns(pl.col(TERRITORY).list.join(",").alias(_COVERED))
        .explode(TERRITORY, empty_as_null=True, keep_nulls=True)
        .filter(pl.col(TERRITORY).is_not_null())
        .select(TERRITORY, _COVERED, *(pl.col(one).alias(prefix + IDENTITY[one].name) for one in identity))
        .join(scores.rename(lambda name: prefix + name), on=key, how="left", maintain_order="left")
    )
    drawn = table(f"contours_{level}").rename({"code": TERRITORY}).sort(TERRITORY)
    both = drawn.join(who, on=TERRITORY, how="inner", validate="1:1", maintain_order="left")
    if level not in _ALONE:
        for more in (_named(level), _inhabitants(level, bodies), _others(level, bodies)):
            both = both.join(more, on=TERRITORY, how="left", validate="1:1", maintain_order="left")
    return both.select("wkb", *(heading.name for heading in fields(level, catalogue)))


def _named(level: str) -> pl.DataFrame:
    """Return the name of each territory of a level, and the région of a département."""
    named = table(f"{level}s").rename({"code": TERRITORY, "name": IDENTITY["name"].name})
    if level == "departement":
        named = named.rename({"region": IDENTITY["region"].name})
    return named.drop("siren", "chef_lieu")


def _inhabitants(level: str, bodies: pl.DataFrame) -> pl.DataFrame:
    """Return the population of each territory of a level: that of its communes."""
    communes = bodies.filter(pl.col("kind") == "commune", pl.col(level).is_not_null())
    return communes.group_by(pl.col(level).alias(TERRITORY)).agg(pl.col("population").sum())


def _others(level: str, bodies: pl.DataFrame) -> pl.DataFrame:
    """Return who else exercises the powers of a level in a part of a territory: no contour of the level is its own."""
    own = pl.col("covers").list.eval(pl.element().str.starts_with(f"{level}:")).list.any()
    return (
        bodies.filter("measured", pl.col("powers").list.contains(level), ~own)
        .select(pl.col(f"{level}s").alias(TERRITORY), pl.col("name").alias(_SHARED))
        .explode(TERRITORY, empty_as_null=True, keep_nulls=True)
        .group_by(TERRITORY)
        .agg(pl.col(_SHARED).sort().str.join(", "))
    )


def _write(path: Path, layer: Layer, rows: pl.DataFrame) -> None:
    """Add a layer to a file, outer rings counter-clockwise (RFC 7946, 3.1.6)."""
    import pyogrio  # noqa: PLC0415  (same)

    columns = rows.drop("wkb")
    values, unknown = [], []
    for column in columns:
        unknown.append(column.is_null().to_numpy())
        if column.dtype == pl.String:
            values.append(np.array(column.to_list(), dtype=object))
        else:
            values.append(column.fill_null(0).to_numpy())
    turned = shapely.orient_polygons(shapely.from_wkb(rows["wkb"].to_numpy()))
    pyogrio.raw.write(
        path,
        np.array(shapely.to_wkb(turned, byte_order=1), dtype=object),
        values,
        columns.columns,
        field_mask=unknown,
        layer=layer.name,
        driver="GPKG",
        geometry_type="MultiPolygon",
        promote_to_multi=True,
        crs="EPSG:4326",
        append=path.exists(),
        layer_options={"DESCRIPTION": layer.description, "GEOMETRY_NAME": "contour"},
    )
