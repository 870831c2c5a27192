"""The GeoPackage of a package: every territory with its contour, who exercises its powers there, and its scores.

One feature a territory, at its true place (WGS 84): all 101 départements are there, those overseas where they are, and
those whose powers another authority exercises (Paris, Alsace, Corse) name it.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
import pyogrio
import shapely

from barometre.edition.package.wide import IDENTITY, wide_scores
from barometre.errors import BarometreError
from barometre.territory.files import table


class Layer(NamedTuple):
    """A layer: its name, the level of its territories, and what it holds."""

    name: str
    level: str
    description: str


LAYERS = (
    Layer("communes", "commune", "Communes : contour, identité, scores"),
    Layer("epci", "epci", "Intercommunalités à fiscalité propre : contour, identité, scores"),
    Layer("departements", "departement", "Départements : contour, collectivité qui en exerce les compétences, scores"),
    Layer("regions", "region", "Régions : contour, collectivité qui en exerce les compétences, scores"),
)
# What of the identity of the authority is in a layer; `territoire` is the code of the contour.
TERRITORY = "territoire"
_IDENTITY = ("siren", "kind", "code", "name", "population", "strate", "departement", "region")


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
    scores = wide_scores(tables["scores"], catalogue)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{day}T00:00:00.000Z"})
    try:
        for layer in LAYERS:
            _write(path, layer, features(layer.level, tables["collectivites"], scores))
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError) as error:
        reason = str(error).splitlines()[0]
        raise BarometreError(f"Cannot write {path} ({reason}); free some disk, then try again") from None
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def features(level: str, bodies: pl.DataFrame, scores: pl.DataFrame) -> pl.DataFrame:
    """Return the territories of a level: code of each, contour (`wkb`), who exercises its powers, scores. Pure."""
    who = (
        bodies.filter("measured")
        .explode("covers", empty_as_null=True, keep_nulls=True)
        .filter(pl.col("covers").str.starts_with(f"{level}:"))
        .select(
            pl.col("covers").str.strip_prefix(f"{level}:").alias(TERRITORY),
            *(pl.col(column).alias(IDENTITY[column].name) for column in _IDENTITY),
        )
    )
    drawn = table(f"contours_{level}").rename({"code": TERRITORY}).sort(TERRITORY)
    both = drawn.join(who, on=TERRITORY, how="inner", validate="1:1", maintain_order="left")
    return both.join(scores, on="siren", how="left", maintain_order="left")


def _write(path: Path, layer: Layer, rows: pl.DataFrame) -> None:
    """Add a layer to a file, outer rings counter-clockwise (RFC 7946, 3.1.6)."""
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
