"""What can be found: one row per page of the site, with the names and codes it answers to."""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from barometre.territory import history, reference
from barometre.territory.files import table
from barometre.territory.names import normalise
from barometre.web.search.text import split_kind, without_article

UrlKind = Literal["communes", "epci", "departements", "regions", "collectivites", "hors-champ"]


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of the search.

    `siren` is null for what lies outside the measured field; `context` is French and says where it is, and
    by which former name or code it was found; `path` is the address of its page.
    """

    siren: str | None
    code: str
    kind: str
    name: str
    context: str
    url_kind: UrlKind
    population: int
    outside: bool = False

    @property
    def path(self) -> str:
        """Address of the page on the site, like /communes/29232/."""
        return f"/{self.url_kind}/{self.siren if self.url_kind == 'collectivites' else self.code}/"


# Columns of the records: those of a Hit, then what it answers to (`codes` are INSEE codes and SIREN).
COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys("siren code kind name context url_kind".split(), pl.String),
    "population": pl.Int64,
    "outside": pl.Boolean,
    **dict.fromkeys("names codes postal_codes departements".split(), pl.List(pl.String)),
}

HIT_COLUMNS = list(COLUMNS)[:8]

_PAGE_OF_KIND = {"commune": "communes", "epci": "epci", "ept": "epci"}
_NO_LIST = pl.lit([], dtype=pl.List(pl.String))


def all_records() -> pl.DataFrame:
    """Return every record, the most populous first: the row number is the rank among equals.

    Former names come after all names of today. A département or a région is found as the territory, whose page leads
    to its authority; only authorities without such a territory (the CEA) stand by themselves.
    """
    collectivites, departements, regions = reference.collectivites(), reference.departements(), reference.regions()
    homonyms = pl.concat([departements["name"], regions["name"]])
    authorities = _authorities(collectivites, departements, homonyms)
    territories = [
        _territories(departements, "departement", "departements", "département", collectivites),
        _territories(regions, "region", "regions", "région", collectivites),
    ]
    covered = pl.concat(territories)["codes"].explode()
    alone = ~(pl.col("kind").is_in(["departement", "region"]) & pl.col("siren").is_in(covered.implode()))
    today = [authorities.filter(alone), *territories, _outside()]
    ranked = [_ranked(pl.concat(today)), _ranked(_former(authorities))]
    return pl.concat(ranked, rechunk=True)


def keys_of(records: pl.DataFrame) -> pl.DataFrame:
    """Return the normalised names (`key`) of the records by row number (`id`).

    A name counts with and without its leading article, that of an EPCI or of a département also without its kind.
    """
    names = records.with_row_index("id").select("id", "kind", name="names").explode("name").drop_nulls()
    full = list(map(normalise, names["name"].to_list()))
    bare = list(map(without_article, full))
    kinds = names["kind"].to_list()
    short = [
        split_kind(key)[1] if kind in ("epci", "departement") else key for key, kind in zip(full, kinds, strict=True)
    ]
    ids = names["id"].to_list()
    return pl.DataFrame({"key": full + bare + short, "id": ids * 3}).unique()


def _authorities(collectivites: pl.DataFrame, departements: pl.DataFrame, homonyms: pl.Series) -> pl.DataFrame:
    """Return collectivités; a commune named as a département or région (`homonyms`) is said to be a commune."""
    place = departements.select(departement="code", place=pl.format("{} ({})", "name", "code"))
    in_name = pl.col("name").str.to_lowercase().str.starts_with(pl.col("nature"))
    named_in_full = pl.col("kind").is_in(["epci", "ept"]) & in_name
    homonym = pl.col("name").is_in(homonyms.implode())
    needs_nature = pl.when(pl.col("kind") == "commune").then(homonym).otherwise(~named_in_full)
    label = pl.when(pl.col("kind") == "commune").then(pl.lit("commune")).otherwise("nature")
    nature = pl.when(needs_nature).then(label)
    within = pl.when(pl.col("kind").is_in(list(_PAGE_OF_KIND))).then("place")
    where = pl.concat_str(nature, within, separator=", ", ignore_nulls=True)
    return _ordered(
        collectivites.join(place, on="departement", how="left", maintain_order="left").with_columns(
            context=where,
            url_kind=pl.col("kind").replace_strict(_PAGE_OF_KIND, default="collectivites"),
            population=pl.col("population").fill_null(0),
            outside=False,
            names=pl.concat_list("name"),
            codes=pl.concat_list("code", "siren"),
            postal_codes=pl.when(pl.col("kind") == "commune").then("postal_codes"),
        )
    )


def _territories(
    places: pl.DataFrame, kind: str, url_kind: UrlKind, label: str, collectivites: pl.DataFrame
) -> pl.DataFrame:
    """Return départements or régions; the name and SIREN of their authority lead here when it covers no other."""
    of_kind = pl.col("covers").list.eval(pl.element().str.starts_with(f"{kind}:")).list.sum()
    own = collectivites.filter(pl.col("kind") == kind, of_kind == 1)
    inhabitants = (
        collectivites.filter(pl.col("kind") == "commune").group_by(code=pl.col(kind)).agg(pl.col("population").sum())
    )
    return _ordered(
        places.join(inhabitants, on="code", how="left", maintain_order="left")
        .join(own.select("siren", authority="name", own="siren"), on="siren", how="left", maintain_order="left")
        .with_columns(
            kind=pl.lit(kind),
            context=pl.format("{} ({})", pl.lit(label), "code"),
            url_kind=pl.lit(url_kind),
            population=pl.col("population").fill_null(0),
            outside=False,
            names=pl.concat_list("name", "authority").list.drop_nulls(),
            codes=pl.concat_list("code", "own").list.drop_nulls(),
            postal_codes=_NO_LIST,
            departements=pl.concat_list("code") if kind == "departement" else _NO_LIST,
        )
    )


def _outside() -> pl.DataFrame:
    return _ordered(
        reference.outside().with_columns(
            siren=pl.lit(None),
            kind=pl.lit("commune"),
            context=pl.format("{}, hors du champ mesuré", "territory_name"),
            url_kind=pl.lit("hors-champ"),
            population=0,
            outside=True,
            names=pl.concat_list("name"),
            codes=pl.concat_list("code"),
            postal_codes=_NO_LIST,
            departements=_NO_LIST,
        )
    )


def _former(authorities: pl.DataFrame) -> pl.DataFrame:
    """Return the names given up since 2021, and those of communes déléguées and associées and of arrondissements.

    Each leads to its commune of today; `relation` is « anciennement », « commune déléguée »… (source: INSEE, COG).
    """
    given_up = pl.DataFrame(history.former_names(), schema=dict.fromkeys(("former", "siren"), pl.String), orient="row")
    codes = authorities.filter(pl.col("kind") == "commune").select("siren", today="code")
    parts = table("former_codes").drop_nulls("name").join(codes, on="today", maintain_order="left")
    names = [
        given_up.with_columns(relation=pl.lit("anciennement")),
        parts.select("siren", former="name", relation="kind").select("former", "siren", "relation"),
    ]
    return _ordered(
        pl.concat(names)
        .join(authorities, on="siren", how="inner", maintain_order="left")
        .filter(pl.col("former") != pl.col("name"))
        .with_columns(
            context=pl.format("{} {}, {}", "relation", "former", pl.col("context").str.strip_prefix("commune, ")),
            names=pl.concat_list("former"),
            codes=_NO_LIST,
            postal_codes=_NO_LIST,
        )
    )


def _ranked(records: pl.DataFrame) -> pl.DataFrame:
    return records.sort("population", descending=True, maintain_order=True)


def _ordered(records: pl.DataFrame) -> pl.DataFrame:
    return records.select(pl.col(name).cast(dtype) for name, dtype in COLUMNS.items())
