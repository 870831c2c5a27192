"""Choose one fact per collectivité among those of several sources: mergers are followed, sources are ranked."""

from collections.abc import Mapping, Sequence

import polars as pl

from barometre.errors import BarometreError

# When sources disagree, observation beats register beats declaration (docs/architecture.md).
KIND_RANK = {"observation": 0, "register": 1, "declaration": 2}
# Order of the columns by which facts are sorted: the last but one is the date, newest first.
_NEWEST_FIRST = [False, False, False, False, True, False]
_STRONGEST_FIRST = [False, False, False, False, False, True, False]


def follow_mergers(facts: pl.DataFrame, successors: pl.DataFrame) -> pl.DataFrame:
    """Carry facts of communes that merged or changed SIREN to today's SIREN.

    A fact of the collectivité itself beats an inherited one. What communes that merged said is inherited when all said
    the same, and is not known otherwise: one of them does not speak for the others. The newest is kept, then the one of
    the smallest former SIREN.

    Args:
        facts: columns of `facts.schema.SOURCED_FACTS`.
        successors: `old_siren`, `siren`.
    """
    heirs = successors.select("old_siren", heir="siren", parts=pl.len().over("siren"))
    merged = pl.col("siren").is_in(pl.concat([successors["old_siren"], successors["siren"]]).unique().implode())
    joined = facts.filter(merged).join(heirs, left_on="siren", right_on="old_siren", how="left", maintain_order="left")
    inherited = pl.col("heir").is_not_null() & (pl.col("heir") != pl.col("siren"))
    key = ("siren", "fact", "source", "inherited")
    spoke = pl.col("former").n_unique().over(key) >= pl.col("parts")
    agreed = pl.struct("outcome", "number", "text").n_unique().over(key) == 1
    carried = (
        joined.with_columns(inherited=inherited, former=pl.col("siren"), siren=pl.coalesce("heir", "siren"))
        .filter(~pl.col("inherited") | (spoke & agreed))
        .sort("siren", "fact", "source", "inherited", "observed_on", "former", descending=_NEWEST_FIRST)
        .unique(["siren", "fact", "source"], keep="first", maintain_order=True)
        .select(facts.columns)
    )
    return pl.concat([facts.filter(~merged), carried])


def best_facts(
    facts: pl.DataFrame, source_kinds: Mapping[str, str], strongest: Mapping[str, Sequence[str]] | None = None
) -> pl.DataFrame:
    """Keep one fact per collectivité: a seen one before one not seen, then by kind of source, then the newest.

    Between registers, the stronger answer comes before the newest: each lists some of those who have, and what one
    lists is there, whatever another leaves out.

    Args:
        facts: columns of `facts.schema.SOURCED_FACTS`.
        source_kinds: source id -> observation, register or declaration.
        strongest: fact id -> its texts, the strongest first; facts that it does not name have no order.

    Raises:
        BarometreError: a source has no known kind; names it.
    """
    _check_sources(facts, source_kinds)
    ranks = {source: KIND_RANK[kind] for source, kind in source_kinds.items()}
    order = {f"{fact} {text}": place for fact, texts in (strongest or {}).items() for place, text in enumerate(texts)}
    place = pl.concat_str("fact", pl.lit(" "), "text").replace_strict(order, default=0, return_dtype=pl.Int64)
    return (
        facts.with_columns(
            unseen=pl.col("outcome") != "seen",
            rank=pl.col("source").replace_strict(ranks, return_dtype=pl.Int64),
        )
        .with_columns(weaker=pl.when(pl.col("rank") == KIND_RANK["register"]).then(place).otherwise(0).fill_null(0))
        .sort("siren", "fact", "unseen", "rank", "weaker", "observed_on", "source", descending=_STRONGEST_FIRST)
        .unique(["siren", "fact"], keep="first", maintain_order=True)
        .select(facts.columns)
    )


def _check_sources(facts: pl.DataFrame, source_kinds: Mapping[str, str]) -> None:
    """Check that the kind of each source is known.

    Raises:
        BarometreError: one is not; names it.
    """
    unknown = sorted(set(facts["source"].unique()) - set(source_kinds))
    if unknown:
        raise BarometreError(
            f"Facts of unknown sources {unknown}: add them to catalogue/data/sources.yaml or move their folder"
        )


# What two sources are compared by beside the number: a number is compared alone.
_COMPARED_TEXT = pl.when(pl.col("number").is_null()).then(pl.col("text").str.to_lowercase())


def disagreements(facts: pl.DataFrame) -> pl.DataFrame:
    """Return the facts on which sources disagree: rows whose (siren, fact) has several seen values.

    A number is compared alone, whatever text goes with it: two sources may word the same yes in two ways.
    """
    value = pl.struct("number", text=_COMPARED_TEXT)
    return facts.filter(pl.col("outcome") == "seen").filter(value.n_unique().over("siren", "fact") > 1)


def with_verdicts(
    facts: pl.DataFrame, source_kinds: Mapping[str, str], strongest: Mapping[str, Sequence[str]] | None = None
) -> pl.DataFrame:
    """Mark each fact: is it the one retained, and does another source contradict it?

    Args:
        facts: columns of `facts.schema.SOURCED_FACTS`.
        source_kinds: see `best_facts`.
        strongest: see `best_facts`.

    Returns:
        `facts`, by SIREN, fact and source, with `retained` and `disputed` (never null).
    """
    _check_sources(facts, source_kinds)
    key = ["siren", "fact", "source"]
    alone, shared = _by_sources(facts)
    best = best_facts(shared, source_kinds, strongest).select(*key, retained=pl.lit(True))
    disputed = disagreements(shared).select(*key, disputed=pl.lit(True))
    judged = (
        shared.join(best, on=key, how="left", maintain_order="left")
        .join(disputed, on=key, how="left", maintain_order="left")
        .with_columns(pl.col("retained", "disputed").fill_null(False))
    )
    return pl.concat([alone.with_columns(retained=pl.lit(True), disputed=pl.lit(False)), judged]).sort(key)


def _by_sources(facts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split facts in those of which one source speaks, most of them, and those of which several do."""
    sources = facts.group_by("fact").agg(pl.col("source").n_unique())
    several = pl.col("fact").is_in(sources.filter(pl.col("source") > 1)["fact"].implode())
    return facts.filter(~several), facts.filter(several)


def agreements(facts: pl.DataFrame) -> pl.DataFrame:
    """Count, for each fact and each pair of sources that saw it of the same collectivités, how often they differ.

    Args:
        facts: columns of `facts.schema.SOURCED_FACTS`; several sources may state one fact of one collectivité.

    Returns:
        Columns fact, source, other (the two sources, in order of ids), both (collectivités of which both saw it),
        differ; sorted.
    """
    _, several = _by_sources(facts.filter(pl.col("outcome") == "seen"))
    seen = several.select("siren", "fact", "source", "number", text=_COMPARED_TEXT)
    shared = seen.filter(pl.len().over("siren", "fact") > 1)
    pairs = shared.join(shared, on=["siren", "fact"], suffix="_other").filter(pl.col("source") < pl.col("source_other"))
    same = pl.col("number").eq_missing(pl.col("number_other")) & pl.col("text").eq_missing(pl.col("text_other"))
    return (
        pairs.group_by("fact", "source", other="source_other")
        .agg(both=pl.len(), differ=(~same).sum())
        .sort("fact", "source", "other")
    )
