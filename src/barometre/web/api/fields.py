"""What the API says of a collectivité: every key of its records, in the words of geo.api.gouv.fr where it has one."""

# Types of answers are made when the program runs.
# mypy: disable-error-code="valid-type"

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field as Bounded

from barometre.web.api.records import Field, Row, Spread, column, example_of, renamed, schema
from barometre.web.api.shapes import Contour, Point, contour, point
from barometre.web.editions import queries
from barometre.web.editions.models import Edition
from barometre.web.replies.shown import shown_replies

Number100 = Annotated[float, Bounded(ge=0, le=100)]
Share = Annotated[float, Bounded(ge=0, le=1)]
Level = Annotated[int, Bounded(ge=1, le=6)]
Quarter = Annotated[int, Bounded(ge=1, le=4)]
Date = datetime.date
KindName = Literal["commune", "epci", "ept", "departement", "region"]
TerritoryName = Literal["france", "region", "departement", "epci", "strate"]
Status = Literal["known", "not-concerned", "not-looked", "we-failed", "they-failed"]

# Keys of the score of a theme, or overall.
SCORE = (
    column("score", "scores.score", Number100 | None, 93.75),
    column("couverture", "scores.coverage", Share | None, 0.35),
    column("connus", "scores.known", int | None, 12),
    column("concernes", "scores.concerned", int | None, 47),
    column("niveau", "scores.level", Level | None, 5),
    column("provisoire", "scores.provisional", bool | None, True),
    column("comparable", "scores.comparable", Number100 | None, 87.5),
    column("plancher", "scores.low", Number100 | None, 87.5),
    column("plafond", "scores.high", Number100 | None, 87.5),
    column("recouvrement", "scores.overlap", Share | None, 1.0),
    column("quartile", "scores.quartile", Quarter | None, 3),
)

# Context of a reason, an object here and a text in the files of the edition.
_CONTEXT = "Valeurs qui vont avec le code de la raison."

# Keys that say as data what the sentence of a reason says.
_REASON = (
    column("codeRaison", "facts.reason_code", str | None, "prerequisite_fact"),
    column("contexteRaison", "facts.reason_context", dict[str, Any] | None, {"fact": "site.declared"}, _CONTEXT),
    column("dependDe", "facts.hangs_on", str | None, "site.declared"),
    column("aConfirmer", "facts.to_confirm", bool | None, None),
)

# Keys of what a collectivité says of one of its indicators, by the right of reply.
_REPLY = (
    column("position", "stance", Literal["agree", "disagree", "none"], "disagree", "Sa position sur ce résultat."),
    column("texte", "words", str | None, "Le site est refait.", "Ses mots, tels quels, après relecture."),
    column("date", "day", Date, "2026-11-20", "Quand elle l’a dit."),
)
_REPLY_TYPE = schema("DroitDeReponse", "Ce qu’une collectivité dit d’un de ses résultats.", _REPLY, chosen=False)

# Keys of one indicator of one collectivité.
INDICATOR = (
    column("etat", "indicators.status", Status, "known"),
    column("valeur", "indicators.value", float | None, None),
    column("texte", "indicators.text", str | None, "https"),
    column("score", "indicators.score", Number100 | None, 100.0),
    column("raison", "indicators.reason", str | None, None),
    *_REASON,
    column("source", "indicators.source", str | None, "annuaire"),
    column("date", "indicators.observed_on", Date | None, "2026-10-06"),
    column("vieilli", "indicators.aged", bool | None, None),
    column(
        "droitDeReponse",
        "reply",
        _REPLY_TYPE | None,
        None,
        "Réponse de la collectivité, publiée telle quelle ; null sans réponse, ce qui ne vaut pas accord.",
    ),
)

# An indicator absent from the edition's row was not looked at.
NOT_LOOKED = {"status": "not-looked"}

# Keys of what one source says of a fact.
_SAID = (
    column("nombre", "facts.number", float | None, 1.0),
    column("texte", "facts.text", str | None, None),
    column("source", "facts.source", str, "annuaire"),
    column("date", "facts.observed_on", Date, "2026-10-06"),
)
_AUTREMENT = schema("Autrement", "Ce qu’une autre source dit d’un fait.", _SAID, chosen=False)

# Keys of one fact of one collectivité, as the indicators read it.
FACT = (
    column("issue", "facts.outcome", Literal["seen", "not-concerned", "they-failed", "we-failed"], "seen"),
    *_SAID,
    column("vieilli", "facts.aged", bool | None, None),
    column("precision", "facts.detail", str | None, None),
    *_REASON,
    column("derniereTentative", "facts.attempted_on", Date, "2026-10-06"),
    column("echecDeLaTentative", "facts.attempt", str | None, None),
    column("codeEchec", "facts.attempt_code", str | None, None),
    column("contexteEchec", "facts.attempt_context", dict[str, Any] | None, None, _CONTEXT),
)
_OTHERS_WORDS = "Ce que disent les autres sources, quand elles ne sont pas d’accord."
_OTHERS = column("autrement", "otherwise", list[_AUTREMENT], [example_of(_SAID)], _OTHERS_WORDS)

# Keys of the scores of the authorities of one kind in one territory.
FIGURES = (
    column("moyenne", "aggregates.mean", Number100 | None, 79.7),
    column("plancher", "aggregates.low", Number100 | None, 79.6),
    column("plafond", "aggregates.high", Number100 | None, 79.7),
    column("atteints", "aggregates.met", int | None, 957),
    column("connus", "aggregates.known", int, 1201),
    column("concernes", "aggregates.concerned", int, 1202),
    column("couverture", "aggregates.coverage", Share | None, None),
    column("q1", "aggregates.q1", Number100 | None, 100.0),
    column("mediane", "aggregates.median", Number100 | None, 100.0),
    column("q3", "aggregates.q3", Number100 | None, 100.0),
    column("histogramme", "aggregates.histogram", list[int] | None, [244, 0, 0, 0, 0, 0, 0, 0, 0, 957]),
)

SCORE_TYPE = schema("Score", "Score d’un thème, ou d’ensemble.", SCORE, chosen=False)
INDICATOR_TYPE = schema("Indicateur", "Un indicateur d’une collectivité.", INDICATOR, chosen=False)
_FACT_WORDS = "Un fait d’une collectivité, comme les indicateurs le lisent."
FACT_TYPE = schema("Fait", _FACT_WORDS, (*FACT, _OTHERS), chosen=False)
FIGURES_TYPE = schema("Distribution", "Scores des collectivités d’un type.", FIGURES, chosen=False)

NAME = column("nom", "collectivites.name", str, "Quimper", always=True)
CODE = column("code", "collectivites.code", str, "29232", always=True)
SIREN = column("siren", "collectivites.siren", str, "212902324")
KIND = column("type", "collectivites.kind", KindName, "commune")
MEASURE = column("mesure", "aggregates.measure", str, "communication.seen")

# With the parameter `nom` only.
NEARNESS = column("_score", "_score", float, 0.95, "Avec « nom » : proximité du nom, de 0 à 1.")


def _in_profile(name: str, source: str, type_: object, example: object) -> Field:
    field = column(name, f"collectivites.{source}", type_, example, usual=False)
    return replace(field, columns=("profile",), value=lambda row: row["profile"][source])


_IDENTITY = (
    NAME,
    CODE,
    SIREN,
    KIND,
    column("nature", "collectivites.nature", str, "commune"),
    column("population", "collectivites.population", int, 64385),
    column("strate", "collectivites.strate", str, "commune-50000-99999"),
    column("codesPostaux", "collectivites.postal_codes", list[str], ["29000"]),
    column("codeEpci", "collectivites.epci", str, "200068120"),
    column("codeDepartement", "collectivites.departement", str, "29"),
    column("codeRegion", "collectivites.region", str, "53"),
    column("score", "score", Number100, 93.75, "Score de tout ce qui se voit, de 0 à 100 ; null s’il n’est pas connu."),
    column("couverture", "coverage", Share, 0.35, "Couverture de ce qui se voit, de 0 à 1."),
)

# Keys given only when asked for.
_PLACE = (
    column("mesuree", "collectivites.measured", bool, True, usual=False),
    _in_profile("codeEpt", "ept", str, "200054781"),
    _in_profile("codesDepartements", "departements", list[str], ["29"]),
    _in_profile("codesRegions", "regions", list[str], ["53"]),
    _in_profile("competences", "powers", list[KindName], ["commune"]),
    _in_profile("territoires", "covers", list[str], ["commune:29232"]),
    Field(
        "centre",
        Point,
        "Point à l’intérieur du territoire.",
        {"type": "Point", "coordinates": [-4.09075, 47.99705]},
        ("profile",),
        lambda row: point(row["profile"]["lon"], row["profile"]["lat"]),
        usual=False,
        alone=True,
        spread=Spread(("longitude", "latitude"), lambda value: value["coordinates"]),
    ),
    Field(
        "contour",
        Contour,
        "Contour du territoire.",
        {"type": "Polygon", "coordinates": [[[-4.1, 48.0], [-4.0, 48.0], [-4.0, 48.1], [-4.1, 48.0]]]},
        ("kind", "code", "profile"),
        lambda row: contour(row["kind"], row["code"], row["profile"]["covers"]),
        usual=False,
        in_csv=False,
    ),
)


def _facts(row: Row) -> dict[str, Any]:
    """Return the facts of the authority, each as retained, with what the other sources say when they do not agree."""
    return {
        name: renamed(fact | {"attempted_on": fact.get("attempted_on", fact["observed_on"])}, FACT)
        | {_OTHERS.name: [renamed(other, _SAID) for other in fact.get("otherwise", ())]}
        for name, fact in row["facts"].items()
    }


_FACTS = Field(
    "faits",
    dict[str, FACT_TYPE],
    "Faits connus, par identifiant (dictionnaire des données).",
    {"site.declared": example_of((*FACT, _OTHERS))},
    ("facts",),
    _facts,
    usual=False,
    in_csv=False,
    file="facts.parquet",
)
_SCORES = column(
    "scores",
    "scores",
    dict[str, SCORE_TYPE],
    {"communication.seen": example_of(SCORE)},
    "Scores par thème et lecture (.seen : ce qui se voit, .said : ce qu’elle dit), et « overall » pour l’ensemble.",
    usual=False,
    alone=True,
)
_INDICATORS = column(
    "indicateurs",
    "indicators",
    dict[str, INDICATOR_TYPE],
    {"site-https": example_of(INDICATOR)},
    "Tous les indicateurs du catalogue : état, valeur, score, source et date.",
    usual=False,
    alone=True,
    file="indicators.parquet",
)

AUTHORITY = (*_IDENTITY, *_PLACE, _FACTS, _SCORES, _INDICATORS)
COLLECTIVITE = schema("Collectivite", "Une collectivité.", (*AUTHORITY, NEARNESS))


def fields_in(edition: Edition, fields: Iterable[Field] = AUTHORITY) -> tuple[Field, ...]:
    """Return every key of a collectivité in an edition: one column of its CSV for each measure and each indicator."""
    measures, indicators = sorted(queries.index_measures(edition)), sorted(edition.catalogue["indicators"])
    indicated = _by_id(_INDICATORS, INDICATOR, indicators, ("etat", "score"), NOT_LOOKED)
    nested = {
        _SCORES.name: _by_id(_SCORES, SCORE, measures, ("score", "couverture"), {}),
        _INDICATORS.name: replace(
            indicated,
            columns=(*indicated.columns, "siren"),
            value=lambda row: indicated.value({**row, "indicators": _with_replies(edition, row)}),
        ),
    }
    return tuple(nested.get(field.name, field) for field in fields)


def _with_replies(edition: Edition, row: Row) -> dict[str, Any]:
    """Return the indicators of a collectivité, with what it says of them."""
    told = shown_replies(edition, row["siren"], row["indicators"])
    replies = {
        one: renamed({"stance": reply.stance.value, "words": reply.words or None, "day": reply.day.isoformat()}, _REPLY)
        for one, reply in told.items()
    }
    known = {one: row["indicators"].get(one, NOT_LOOKED) | {"reply": reply} for one, reply in replies.items()}
    return row["indicators"] | known


def _by_id(
    field: Field, keys: tuple[Field, ...], ids: list[str], in_csv: tuple[str, ...], absent: Mapping[str, Any]
) -> Field:
    """Return a field that holds one document for each id, some of its keys in columns of a CSV."""
    nothing, source = renamed(absent, keys), field.columns[0]

    def value(row: Row) -> dict[str, Any]:
        documents = row[source]
        return {name: renamed(documents[name], keys) if name in documents else nothing for name in ids}

    def cells(documents: dict[str, Any]) -> Iterable[Any]:
        return (documents[identifier][key] for identifier in ids for key in in_csv)

    names = tuple(f"{field.name}.{identifier}.{key}" for identifier in ids for key in in_csv)
    return replace(field, value=value, spread=Spread(names, cells))
