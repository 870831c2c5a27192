"""What is not answered as in the edition before, and why: the evidence, the method or the territory.

The evidence of the edition before is judged again by the method of this one. What that alone changes comes from the
method; the rest comes from the evidence, but for the collectivités that are not the same.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from pydantic import ValidationError

from barometre.catalogue.models import Catalogue
from barometre.edition.build import CATALOGUE, answers
from barometre.edition.files import read_manifest, read_table
from barometre.edition.method import Why, method_of
from barometre.edition.schema import schema_of
from barometre.scoring.aggregates import TERRITORIES
from barometre.tables import Schema
from barometre.territory import history

# Points under which a score is said to be the same.
LEAST_POINTS = 0.5
_KEYS = ["siren", "indicator"]
# What an indicator may depend on, of what the reference says of a collectivité.
_BODY = ["kind", "powers", "covers", "population"]


CHANGES: Schema = {
    "siren": pl.String(),
    "indicator": pl.String(),
    "before": pl.Float64(),
    "after": pl.Float64(),
    "why": pl.String(),
}
COUNTS = (
    *("territory_kind", "territory", "kind", "indicator"),
    *("known_in_both", "gained", "lost", "by_method", "by_territory"),
)


class Answered(NamedTuple):
    """One edition, as its answers are compared.

    Attributes:
        day: its date.
        collectivites, facts, indicators: its tables of these names (`edition.schema.TABLES`); of indicators, siren,
            indicator, source, observed_on and score are enough.
        catalogue: its content.
    """

    day: date
    collectivites: pl.DataFrame
    facts: pl.DataFrame
    indicators: pl.DataFrame
    catalogue: dict[str, Any]


class Changed(NamedTuple):
    """What is answered otherwise: columns `CHANGES`; how much of it in each territory: columns `COUNTS`."""

    changes: pl.DataFrame
    counts: pl.DataFrame


def read_changes(before: Path, now: Path) -> Changed:
    """Compare the editions of two folders.

    Raises:
        BarometreError: one of them is not whole.
    """
    former, newer = _read(before), _read(now, facts=False)
    successors = history.successors()
    again = judged_again(former, newer, successors)
    # Of all France, what is not compared is half a gigabyte.
    again = None if again is None else again.select(*_KEYS, "score")
    former = former._replace(facts=former.facts.clear())
    changes = compare(former, newer, again, successors)
    return Changed(changes, counts(former, newer, changes))


def _read(folder: Path, *, facts: bool = True) -> Answered:
    """Read of an edition what is compared; its facts when they are to be judged again."""
    catalogue = json.loads((folder / CATALOGUE).read_text(encoding="utf-8"))
    said = read_table(folder, "facts") if facts else pl.DataFrame(schema=schema_of("facts"))
    indicators = read_table(folder, "indicators").select(*_KEYS, "source", "observed_on", "score")
    day = date.fromisoformat(read_manifest(folder)["date"])
    return Answered(day, read_table(folder, "collectivites"), said, indicators, catalogue)


def judged_again(former: Answered, newer: Answered, successors: pl.DataFrame) -> pl.DataFrame | None:
    """Return the indicators that the evidence of an edition gives by the method, and to the collectivités, of another.

    Args:
        former: whose evidence it is.
        newer: whose method it is.
        successors: `old_siren`, `siren`.

    Returns:
        Columns of `evaluate`; None when the method is of a former form, which this version cannot apply.
    """
    catalogue = catalogue_of(newer.catalogue)
    if catalogue is None:
        return None
    return answers(newer.collectivites, former.facts, catalogue, successors, former.day)[1]


def catalogue_of(content: dict[str, Any]) -> Catalogue | None:
    """Return the content of an edition as this version judges by it; None when it is of a former form."""
    made = Catalogue.model_computed_fields
    kept = {name: value for name, value in content.items() if name not in made}
    try:
        # What reads the directory is not of the method of an edition: its facts are made already.
        return Catalogue.model_validate(kept | {"general_mail_providers": [], "site_platforms": {}})
    except ValidationError:
        return None


def compare(former: Answered, newer: Answered, again: pl.DataFrame | None, successors: pl.DataFrame) -> pl.DataFrame:
    """Return what is answered otherwise in the later edition, of the collectivités that it measures. Pure.

    Args:
        former: the edition before.
        newer: the later edition.
        again: what `judged_again` gives; without it, the method is another where its text is.
        successors: `old_siren`, `siren`.

    Returns:
        Columns of `CHANGES`; `before` or `after` is null where it was, or is, not known.
    """
    before = former.indicators.drop_nulls("score").select(*_KEYS, _source="source", _day="observed_on", before="score")
    after = newer.indicators.drop_nulls("score").select(*_KEYS, "source", "observed_on", after="score")
    both = (
        after.join(before, on=_KEYS, how="full", coalesce=True)
        .join(newer.collectivites.filter("measured").select("siren"), on="siren", how="semi")
        .filter(_differ("before", "after"))
    )
    if again is not None:
        both = both.join(again.select(*_KEYS, again="score"), on=_KEYS, how="left")
    born, altered = _not_the_same(former, newer, successors)
    same_rule = [one for one in newer.catalogue.get("indicators", {}) if _same_rule(former, newer, one)]
    registers = [name for name, one in newer.catalogue.get("sources", {}).items() if one["kind"] == "register"]
    other_rule = ~pl.col("indicator").is_in(same_rule)
    by_rule = other_rule if again is None else _differ("before", "again")
    read_otherwise = (
        pl.col("source").is_in(registers)
        & (pl.col("source") == pl.col("_source"))
        & (pl.col("observed_on") == pl.col("_day"))
    ).fill_null(False)
    why = (
        pl.when(pl.col("siren").is_in(born))
        .then(pl.lit(Why.TERRITORY.value))
        .when(by_rule & (other_rule | ~pl.col("siren").is_in(altered)))
        .then(pl.lit(Why.METHOD.value))
        .when(by_rule)
        .then(pl.lit(Why.TERRITORY.value))
        .when(read_otherwise | ~pl.col("indicator").is_in(list(former.catalogue.get("indicators", {}))))
        .then(pl.lit(Why.METHOD.value))
        .otherwise(pl.lit(Why.EVIDENCE.value))
    )
    return both.with_columns(why=why).select(list(CHANGES)).sort(_KEYS)


def _same_rule(former: Answered, newer: Answered, indicator: str) -> bool:
    known = former.catalogue.get("indicators", {})
    return indicator in known and method_of(former.catalogue, indicator) == method_of(newer.catalogue, indicator)


def _not_the_same(former: Answered, newer: Answered, successors: pl.DataFrame) -> tuple[list[str], list[str]]:
    """Return the SIREN of those that were not measured or came out of a merger since, and of those that changed."""
    known = former.collectivites.filter("measured")
    merged = successors.filter(
        pl.col("old_siren").is_in(known["siren"].implode()) & (pl.col("old_siren") != pl.col("siren"))
    )
    now = newer.collectivites.filter("measured")
    new = now.join(known, on="siren", how="anti")
    both = now.join(known, on="siren", suffix="_before")
    other = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in _BODY)
    return [*new["siren"], *merged["siren"]], both.filter(other)["siren"].to_list()


def _differ(one: str, other: str) -> pl.Expr:
    """Whether two scores differ; one that is known and one that is not do."""
    known = (pl.col(one) - pl.col(other)).abs() >= LEAST_POINTS
    return known.fill_null(pl.col(one).is_null() != pl.col(other).is_null())


def counts(former: Answered, newer: Answered, changes: pl.DataFrame) -> pl.DataFrame:
    """Count, in each territory, the answers that moved among the collectivités of which both editions know them. Pure.

    Returns:
        Columns of `COUNTS`, where something moved: `gained` and `lost` by the evidence alone.
    """
    known = former.indicators.drop_nulls("score").select(_KEYS)
    both = newer.indicators.drop_nulls("score").select(_KEYS).join(known, on=_KEYS, how="semi")
    places = {kind: column for kind, column in TERRITORIES.items() if kind != "strate"}
    columns = ["siren", "kind", *(column for column in places.values() if column)]
    rows = both.join(changes, on=_KEYS, how="left").join(
        newer.collectivites.filter("measured").select(columns), on="siren"
    )
    rose, why = pl.col("after") > pl.col("before"), pl.col("why")
    by_evidence = why == Why.EVIDENCE
    parts = [
        rows.with_columns(territory=pl.lit("FR") if column is None else pl.col(column))
        .drop_nulls("territory")
        .group_by("territory", "kind", "indicator")
        .agg(
            known_in_both=pl.len(),
            gained=(by_evidence & rose).sum(),
            lost=(by_evidence & ~rose).sum(),
            by_method=(why == Why.METHOD).sum(),
            by_territory=(why == Why.TERRITORY).sum(),
        )
        .select(pl.lit(kind).alias("territory_kind"), *COUNTS[1:])
        for kind, column in places.items()
    ]
    moved = pl.sum_horizontal(COUNTS[-4:]) > 0
    return pl.concat(parts).filter(moved).sort(COUNTS[:4])
