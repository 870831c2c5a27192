"""Two editions side by side: who and what came or went, what moved among the known of both, why, and what is new.

Nothing is said of what one of the two does not know, but that it became known or no longer is.
"""

from typing import Any

import polars as pl

from barometre.edition.changes import Answered, compare, judged_again
from barometre.edition.loading import LoadedEdition
from barometre.edition.method import Why
from barometre.edition.movement import known_scores, moved
from barometre.edition.schema import TABLES
from barometre.errors import BarometreError
from barometre.territory import history
from barometre.update.comparison import new_inputs

# Version of what `between` returns: keys are added under the same one, and change under the next.
FORMAT = 1
_WHO = ["siren", "kind", "code", "name"]


def between(before: LoadedEdition, after: LoadedEdition) -> dict[str, Any]:
    """Return what differs between two editions, as JSON holds it: docs/api.md says what each key is.

    Raises:
        BarometreError: the first is the later one, or one of them alone is of a demonstration.
    """
    if before.day > after.day:
        raise BarometreError(f"Edition {before.day} is after {after.day}: give the earlier one first")
    if before.demonstration != after.demonstration:
        raise BarometreError(f"One of {before.day} and {after.day} is of a demonstration: real and made up never mix")
    former, newer = _answered(before), _answered(after)
    successors = history.successors()
    changes = compare(former, newer, judged_again(former, newer, successors), successors)
    return {
        "format": FORMAT,
        "before": _named(before),
        "after": _named(after),
        "collectivites": _both_ways(_measured(former), _measured(newer)),
        "indicators": _of_sets(before.catalogue["indicators"], after.catalogue["indicators"]),
        "columns": _columns(before, after),
        "movements": _movements(before, after),
        "changes": _changes(changes),
        "inputs": _inputs(before, after),
    }


def _answered(edition: LoadedEdition) -> Answered:
    return Answered(edition.day, edition.collectivites, edition.facts, edition.indicators, edition.catalogue)


def _named(edition: LoadedEdition) -> dict[str, Any]:
    return {"edition": edition.day.isoformat(), "build": edition.build, "demonstration": edition.demonstration}


def _measured(edition: Answered) -> pl.DataFrame:
    return edition.collectivites.filter("measured").select(_WHO)


def _both_ways(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    return {
        "added": after.join(before, on="siren", how="anti").sort("siren").to_dicts(),
        "removed": before.join(after, on="siren", how="anti").sort("siren").to_dicts(),
    }


def _of_sets(before: Any, after: Any) -> dict[str, list[str]]:  # noqa: ANN401 (what has names)
    return {"added": sorted(set(after) - set(before)), "removed": sorted(set(before) - set(after))}


def _columns(before: LoadedEdition, after: LoadedEdition) -> dict[str, list[str]]:
    """Name the columns that the files of one edition have and those of the other have not, as `table.column`."""
    one, other = ({f"{table}.{name}" for table in TABLES for name in each.columns(table)} for each in (before, after))
    return _of_sets(one, other)


def _movements(before: LoadedEdition, after: LoadedEdition) -> list[dict[str, Any]]:
    """Return the national means that differ among those that both know, by measure and kind."""
    was, now = (known_scores(one.indicators, one.scores) for one in (before, after))
    rows = moved(was, now, after.collectivites).filter(pl.col("territory_kind") == "france")
    return (
        rows.filter(pl.col("mean_before") != pl.col("mean_now"))
        .select("measure", "kind", "known_in_both", "mean_before", mean_after="mean_now")
        .sort("measure", "kind")
        .to_dicts()
    )


def _changes(changes: pl.DataFrame) -> dict[str, Any]:
    """Count the answers that are others, by reason, then by indicator and reason."""
    was, now = pl.col("before"), pl.col("after")
    rows = (
        changes.group_by("indicator", "why")
        .agg(
            rose=(now > was).sum(),
            fell=(now < was).sum(),
            became_known=was.is_null().sum(),
            no_longer_known=now.is_null().sum(),
        )
        .rename({"why": "reason"})
        .sort("indicator", "reason")
    )
    counts = dict(changes.group_by("why").len().iter_rows())
    return {"by_reason": {why.value: counts.get(why.value, 0) for why in Why}, "by_indicator": rows.to_dicts()}


def _inputs(before: LoadedEdition, after: LoadedEdition) -> list[dict[str, str]]:
    """Return the newest file of each source that the former edition did not have."""
    one, other = (
        {file["name"]: file["sha256"] for file in each.manifest.get("inputs", [])} for each in (before, after)
    )
    return [{"source": source, "file": name} for source, name in sorted(new_inputs(one, other).items())]
