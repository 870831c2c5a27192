"""One line a collectivité, one column an answer: the edition as one table, for offices and for programmes."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import polars as pl

from barometre.catalogue.typography import non_breaking
from barometre.rounding import rounded_share_column
from barometre.scoring.readings import measures

# Name of the table, hence of its file.
WIDE = "collectivites-indicateurs"

# Rules of which 0 and 100 are the only scores: their answer is yes or no.
YES_OR_NO = ("yes", "no", "one-of")
# Status -> what stands in the place of an answer; an empty cell of an answer is what nobody looked at.
INSTEAD = {
    "not-concerned": "non concerné",
    "they-failed": "pas de réponse exploitable",
    "we-failed": "nous n’avons pas pu",
}
# How long a column stays, empty, after the last edition that had it.
KEPT = timedelta(days=366)
_SCORE_MEANING = "Score de 0 à 100 ; vide s’il n’est pas connu, la couverture dit alors quelle part du sujet l’est."
_COVERAGE_MEANING = "Part connue du sujet, de 0 à 1, même sans score ; vide si rien n’y concerne la collectivité."
# Decimals of a score and of a share.
_SCORE, _SHARE = 1, 3


class Heading(NamedTuple):
    """A column: its name, which never changes, its type (as in a Data Package) and what it means, in French."""

    name: str
    type: str
    description: str


IDENTITY = {
    "siren": Heading("siren", "string", "Numéro SIREN (neuf chiffres)."),
    "kind": Heading("type", "string", "Type : commune, epci, departement ou region."),
    "nature": Heading("nature", "string", "Nature juridique, en toutes lettres."),
    "code": Heading("code", "string", "Code officiel : code INSEE, ou SIREN pour une intercommunalité."),
    "name": Heading("nom", "string", "Nom officiel."),
    "population": Heading("population", "integer", "Population municipale (INSEE)."),
    "strate": Heading("strate", "string", "Strate de population, propre à chaque type."),
    "epci": Heading("codeEpci", "string", "SIREN de l’EPCI dont la commune est membre."),
    "departement": Heading("codeDepartement", "string", "Code du département."),
    "region": Heading("codeRegion", "string", "Code de la région."),
}


def score_headings(catalogue: Mapping[str, Any]) -> list[Heading]:
    """Return the columns of scores: of each measure, the score and its coverage."""
    return [
        heading
        for measure in sorted(measures(list(catalogue["themes"])))
        for heading in (
            Heading(f"scores.{measure}.score", "number", non_breaking(_SCORE_MEANING)),
            Heading(f"scores.{measure}.couverture", "number", non_breaking(_COVERAGE_MEANING)),
        )
    ]


def headings(catalogue: Mapping[str, Any]) -> list[Heading]:
    """Return the columns: identity, then score and coverage of each measure, then the answer of each indicator.

    `catalogue` is the content of an edition, as its file holds it.
    """
    words = f"{', '.join(INSTEAD.values())} ; vide : pas regardé"
    answers = [
        Heading(
            name,
            "string" if (yes_or_no := entry["scoring"]["rule"] in YES_OR_NO) else "any",
            non_breaking(f"{entry['title']} : {'oui, non' if yes_or_no else 'score de 0 à 100'}, {words}."),
        )
        for name, entry in sorted(catalogue.get("indicators", {}).items())
    ]
    return [*IDENTITY.values(), *score_headings(catalogue), *answers]


def headings_since(
    catalogue: Mapping[str, Any], day: date, before: Sequence[tuple[date, Mapping[str, Any]]]
) -> list[Heading]:
    """Return the columns of an edition in an order that never changes: those of the editions before it, then new ones.

    One that is not there any more stays, empty, for `KEPT` after the last edition that had it.

    Args:
        catalogue: the content of the edition.
        day: its date.
        before: those before it, oldest first: date and content.
    """
    now = {heading.name: heading for heading in headings(catalogue)}
    last: dict[str, date] = {}
    for other, content in before:
        for heading in headings(content):
            last[heading.name] = other
    kept = [name for name, seen in last.items() if name in now or day - seen <= KEPT]
    return [
        now.get(name) or Heading(name, "string", _gone(last[name]))
        for name in [*kept, *(n for n in now if n not in last)]
    ]


def _gone(last: date) -> str:
    return non_breaking(
        f"N’est plus dans le Baromètre depuis l’édition du {last} : colonne vide, retirée après le {last + KEPT}."
    )


def wide(tables: Mapping[str, pl.DataFrame], catalogue: Mapping[str, Any], columns: Sequence[Heading]) -> pl.DataFrame:
    """Return the table: one row for each collectivité measured, in order of kinds and codes. Pure.

    Args:
        tables: collectivites, indicators and scores of an edition (`schema.TABLES`).
        catalogue: its content.
        columns: those wanted, in their order; one that the edition does not have is empty.
    """
    bodies = tables["collectivites"].filter("measured").sort("kind", "code")
    identity = bodies.select(pl.col(column).alias(heading.name) for column, heading in IDENTITY.items())
    yes_or_no = [
        name for name, entry in catalogue.get("indicators", {}).items() if entry["scoring"]["rule"] in YES_OR_NO
    ]
    answer = (
        pl.when(pl.col("score").is_null())
        .then(pl.col("status").replace_strict(INSTEAD, default=None))
        .when(pl.col("indicator").is_in(yes_or_no))
        .then(pl.when(pl.col("score") == 100).then(pl.lit("oui")).otherwise(pl.lit("non")))
        .otherwise(rounded_share_column("score", _SCORE).cast(pl.String))
    )
    looked = tables["indicators"].filter(pl.col("status") != "not-looked")
    answers = looked.select("siren", value=answer, name="indicator")
    whole = identity
    for long in (_scores(tables["scores"]), answers):
        whole = whole.join(long.pivot("name", index="siren", values="value"), on="siren", how="left", validate="1:1")
    absent = [heading for heading in columns if heading.name not in whole.columns]
    whole = whole.with_columns(
        pl.lit(None, _EMPTY.get(heading.type, pl.String)).alias(heading.name) for heading in absent
    )
    return whole.sort("type", "code").select(heading.name for heading in columns)


# Type of a column without any value.
_EMPTY: dict[str, type[pl.DataType]] = {"number": pl.Float64}


def _scores(scores: pl.DataFrame) -> pl.DataFrame:
    """Return scores, null if not known, and their coverage, always there: siren, value, name (of the column)."""
    return pl.concat(
        scores.select(
            "siren", value=rounded_share_column(column, decimals, whole), name=pl.format("scores.{}." + end, "measure")
        )
        for column, end, decimals, whole in (("score", "score", _SCORE, 100), ("coverage", "couverture", _SHARE, 1))
    )


def wide_scores(scores: pl.DataFrame, catalogue: Mapping[str, Any]) -> pl.DataFrame:
    """Return `siren` and the columns of scores (`score_headings`), of those whom some measure concerns. Pure."""
    found = _scores(scores).pivot("name", index="siren", values="value")
    columns = [heading.name for heading in score_headings(catalogue)]
    return found.with_columns(
        pl.lit(None, pl.Float64).alias(name) for name in columns if name not in found.columns
    ).select("siren", *columns)
