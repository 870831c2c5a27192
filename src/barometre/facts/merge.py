"""Choose one fact per collectivité among those of several sources: mergers are followed, sources are ranked."""

from collections.abc import Mapping

import polars as pl

from barometre.errors import BarometreError

# When sources disagree, observation beats register beats declaration (docs/architecture.md).
KIND_RANK = {"observation": 0, "register": 1, "declaration": 2}
# Order of the six columns by which facts are sorted: the fifth is the date, newest first.
_NEWEST_FIRST = [False, False, False, False, True, False]


def follow_mergers(facts: pl.DataFrame, successors: pl.DataFrame) -> pl.DataFrame:
    """Carry facts of communes that merged or changed SIREN to today's SIREN.

    A fact of the collectivité itself beats an inherited one; among inherited ones the newest, then the one of the
    smallest former SIREN.

    Args:
        facts: columns of `facts.schema.SOURCED_FACTS`.
        successors: `old_siren`, `siren`.
    """
    heirs = successors.select(pl.col("old_siren"), pl.col("siren").alias("heir"))
    joined = facts.join(heirs, left_on="siren", right_on="old_siren", how="left", maintain_order="left")
    inherited = pl.col("heir").is_not_null() & (pl.col("heir") != pl.col("siren"))
    return (
        joined.with_columns(inherited=inherited, former=pl.col("siren"), siren=pl.coalesce("heir", "siren"))
        .sort("siren", "fact", "source", "inherited", "observed_on", "former", descending=_NEWEST_FIRST)
        .unique(["siren", "fact", "source"], keep="first", maintain_order=True)
        .select(facts.columns)
    )


def best_facts(facts: pl.DataFrame, source_kinds: Mapping[str, str]) -> pl.DataFrame:
    """Keep one fact per collectivité: a seen one before one not seen, then by kind of source, then the newest.

    Args:
        facts: columns of `facts.schema.SOURCED_FACTS`.
        source_kinds: source id -> observation, register or declaration.

    Raises:
        BarometreError: a source has no known kind; names it.
    """
    unknown = sorted(set(facts["source"].unique()) - set(source_kinds))
    if unknown:
        raise BarometreError(
            f"Facts of unknown sources {unknown}: add them to catalogue/data/sources.yaml or move their folder"
        )
    ranks = {source: KIND_RANK[kind] for source, kind in source_kinds.items()}
    return (
        facts.with_columns(
            unseen=pl.col("outcome") != "seen",
            rank=pl.col("source").replace_strict(ranks, return_dtype=pl.Int64),
        )
        .sort("siren", "fact", "unseen", "rank", "observed_on", "source", descending=_NEWEST_FIRST)
        .unique(["siren", "fact"], keep="first", maintain_order=True)
        .select(facts.columns)
    )


def disagreements(facts: pl.DataFrame) -> pl.DataFrame:
    """Return the facts on which sources disagree: rows whose (siren, fact) has several seen values.

    A number is compared alone, whatever text goes with it: two sources may word the same yes in two ways.
    """
    text = pl.when(pl.col("number").is_null()).then(pl.col("text").str.to_lowercase())
    value = pl.struct("number", text.alias("text"))
    return facts.filter(pl.col("outcome") == "seen").filter(value.n_unique().over("siren", "fact") > 1)


def with_verdicts(facts: pl.DataFrame, source_kinds: Mapping[str, str]) -> pl.DataFrame:
    """Mark each fact: is it the one retained, and does another source contradict it?

    Args:
        facts: columns of `facts.schema.SOURCED_FACTS`.
        source_kinds: see `best_facts`.

    Returns:
        `facts`, by SIREN, fact and source, with `retained` and `disputed` (never null).
    """
    key = ["siren", "fact", "source"]
    shared = facts.filter(pl.len().over("siren", "fact") > 1)
    best = best_facts(facts, source_kinds).select(*key, retained=pl.lit(True))
    disputed = disagreements(shared).select(*key, disputed=pl.lit(True))
    return (
        facts.join(best, on=key, how="left", maintain_order="left")
        .join(disputed, on=key, how="left", maintain_order="left")
        .with_columns(pl.col("retained", "disputed").fill_null(False))
        .sort(key)
    )
