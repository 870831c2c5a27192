"""CHANGELOG.md of a package: what is not as in the edition before, and why. What was not compared is not said."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from barometre.catalogue.typography import bind_numbers, non_breaking, written_day, written_number

_KINDS = {"commune": "communes", "epci": "intercommunalités", "departement": "départements", "region": "régions"}


class Since(NamedTuple):
    """An edition, as it is compared with another.

    Attributes:
        day: its date.
        catalogue: its content.
        sirens: of those that it measures.
        inputs: its files of facts: name -> checksum.
        columns: names of the columns of its wide table.
    """

    day: date
    catalogue: Mapping[str, Any]
    sirens: frozenset[str]
    inputs: Mapping[str, str]
    columns: Sequence[str]


def changelog(now: Since, before: Since | None, counts: pl.DataFrame) -> str:
    """Return what changed, in French. Pure.

    Args:
        now: the edition.
        before: the one before it, if any.
        counts: columns `changes.COUNTS`: what moved between the two, by territory.
    """
    parts = [f"# Ce qui a changé : édition du {written_day(now.day)}"]
    if before is None:
        parts.append("Aucune édition plus ancienne n’était là quand ce paquet a été fait : rien n’est comparé.")
        return _typeset(parts)
    rows = counts.filter(pl.col("territory_kind") == "france").sort("indicator", "kind").to_dicts()
    titles = {
        name: entry["title"]
        for catalogue in (before.catalogue, now.catalogue)
        for name, entry in catalogue.get("indicators", {}).items()
    }
    parts += [
        f"Par rapport à l’édition du {written_day(before.day)}, parmi les collectivités mesurées aux deux dates.",
        "## Ce qui a changé dans les faits",
        _table(
            ("en mieux", "en moins bien"),
            [(row, row["gained"], row["lost"]) for row in rows if row["gained"] or row["lost"]],
            titles,
            "Aucune réponse connue aux deux éditions n’a changé du fait des collectivités ou de leurs registres.",
        ),
        "## Ce qui vient de la méthode",
        _table(
            ("jugées autrement",),
            [(row, row["by_method"]) for row in rows if row["by_method"]],
            titles,
            "Aucune réponse connue aux deux éditions n’a changé du fait de la méthode.",
        ),
        _lists(now, before, titles),
        "## Ce qui vient du territoire",
        _table(
            ("d’une autre collectivité",),
            [(row, row["by_territory"]) for row in rows if row["by_territory"]],
            titles,
            "Aucune réponse connue aux deux éditions n’a changé du fait d’une fusion ou d’une collectivité nouvelle.",
        ),
        f"Collectivités mesurées : {written_number(len(now.sirens))}, dont "
        f"{written_number(len(now.sirens - before.sirens))} qui ne l’étaient pas ; "
        f"{written_number(len(before.sirens - now.sirens))} ne le sont plus.",
        "## Fichiers de faits nouveaux",
        _bullets(
            (f"`{name}`" for name, digest in sorted(now.inputs.items()) if before.inputs.get(name) != digest),
            "Aucun : les mêmes fichiers que l’édition précédente.",
        ),
    ]
    return _typeset(parts)


def _lists(now: Since, before: Since, titles: Mapping[str, str]) -> str:
    """Return the indicators and the columns that come and go."""
    came = [one for one in now.catalogue.get("indicators", {}) if one not in before.catalogue.get("indicators", {})]
    went = [one for one in before.catalogue.get("indicators", {}) if one not in now.catalogue.get("indicators", {})]
    columns = [name for name in now.columns if name not in before.columns]
    dropped = [name for name in before.columns if name not in now.columns]
    said = [
        ("Indicateurs nouveaux", [f"{titles[one]} (`{one}`)" for one in sorted(came)], "aucun"),
        ("Indicateurs retirés", [f"{titles[one]} (`{one}`)" for one in sorted(went)], "aucun"),
        ("Colonnes nouvelles de la table large, à la fin", [f"`{name}`" for name in columns], "aucune"),
        ("Colonnes retirées de la table large", [f"`{name}`" for name in dropped], "aucune"),
    ]
    return "\n".join(f"- {what} : {', '.join(names) or none}." for what, names, none in said)


def _table(heads: Sequence[str], rows: Sequence[tuple[Any, ...]], titles: Mapping[str, str], none: str) -> str:
    """Return rows of a count of the France of each kind, or a sentence when there is none."""
    if not rows:
        return none
    lines = [f"| indicateur | type | {' | '.join(heads)} | connues aux deux |", "| --- " * (len(heads) + 3) + "|"]
    for row, *numbers in rows:
        cells = [titles.get(row["indicator"], row["indicator"]).replace("|", "/"), _KINDS.get(row["kind"], row["kind"])]
        lines.append(f"| {' | '.join([*cells, *map(written_number, [*numbers, row['known_in_both']])])} |")
    return "\n".join(lines)


def _bullets(items: Iterable[str], none: str) -> str:
    return "\n".join(f"- {item}" for item in items) or none


def _typeset(parts: Sequence[str]) -> str:
    text = "\n\n".join(parts)
    return "\n".join(bind_numbers(non_breaking(line)) for line in text.splitlines()) + "\n"
