"""Shapes of the answers, for the OpenAPI document. Answers are made from `records.Field`; tests hold the two together.

A key that `fields` did not ask for is absent; a value that is not known is null.
"""

import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

Number100 = Annotated[float, Field(ge=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]
Day = datetime.date
Kind = Literal["commune", "epci", "ept", "departement", "region"]
Status = Literal["known", "not-concerned", "not-looked", "we-failed", "they-failed"]


class Answer(Schema):
    """French keys in camel case, and no others."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class Point(Answer):
    """GeoJSON point: longitude, latitude (WGS 84)."""

    type: Literal["Point"]
    coordinates: tuple[float, float]


class Contour(Answer):
    """GeoJSON polygon or polygons (WGS 84)."""

    type: Literal["Polygon", "MultiPolygon"]
    coordinates: list[Any]


class Score(Answer):
    """Score of a theme or overall."""

    score: Number100 | None = Field(description="De 0 à 100 ; null s’il n’est pas connu.")
    couverture: Share | None = Field(description="Part connue, en poids, de ce qui concerne la collectivité.")
    connus: int | None = Field(description="Indicateurs connus.")
    concernes: int | None = Field(description="Indicateurs qui la concernent.")
    niveau: Annotated[int, Field(ge=1, le=6)] | None = Field(description="Niveau de maturité.")
    provisoire: bool | None = Field(description="Le score repose sur moins de la moitié de ce qui la concerne.")
    quartile: Annotated[int, Field(ge=1, le=4)] | None = Field(description="Quart de ses pairs, 4 le plus haut.")


class Indicateur(Answer):
    """One indicator of one collectivité."""

    etat: Status
    valeur: float | None
    texte: str | None
    score: Number100 | None
    raison: str | None
    source: str | None
    date: Day | None


class Autrement(Answer):
    """What another source says of a fact."""

    source: str
    nombre: float | None
    texte: str | None
    date: Day


class Fait(Answer):
    """One fact of one collectivité, as the indicators read it."""

    issue: Literal["seen", "not-concerned", "they-failed", "we-failed"]
    nombre: float | None = Field(description="1 pour oui, 0 pour non.")
    texte: str | None
    source: str
    date: Day = Field(description="Date du dernier regard réussi.")
    precision: str | None = Field(description="Ce qui a été vu, ou pourquoi rien ne l’a été.")
    derniere_tentative: Day
    echec_de_la_tentative: str | None = Field(description="Pourquoi la dernière tentative a échoué, de notre fait.")
    autrement: list[Autrement] = Field(
        description="Ce que disent les autres sources, quand elles ne sont pas d’accord."
    )


class Collectivite(Answer):
    """One collectivité."""

    nom: str
    code: str = Field(description="Code INSEE ; SIREN pour un EPCI ou un EPT.")
    siren: str | None = None
    type: Kind | None = None
    nature: str | None = None
    population: int | None = Field(None, description="Population municipale.")
    strate: str | None = None
    codes_postaux: list[str] | None = None
    code_epci: str | None = None
    code_ept: str | None = None
    mesuree: bool | None = Field(None, description="Faux pour les EPT, qui ne comptent pas parmi les mesurées.")
    code_departement: str | None = Field(None, description="Pour un EPCI, celui du plus grand nombre d’habitants.")
    code_region: str | None = None
    codes_departements: list[str] | None = None
    codes_regions: list[str] | None = None
    competences: list[Kind] | None = Field(None, description="Niveaux dont elle exerce les compétences.")
    territoires: list[str] | None = Field(None, description="Territoires couverts, sous la forme niveau:code.")
    score: Number100 | None = Field(None, description="Score d’ensemble.")
    couverture: Share | None = Field(None, description="Couverture du score d’ensemble.")
    scores: dict[str, Score] | None = Field(None, description="Scores par thème, et « overall » pour l’ensemble.")
    indicateurs: dict[str, Indicateur] | None = Field(None, description="Tous les indicateurs du catalogue.")
    centre: Point | None = Field(None, description="Point à l’intérieur du territoire.")
    contour: Contour | None = None
    faits: dict[str, Fait] | None = Field(None, description="Faits connus, par identifiant (dictionnaire des données).")
    nearness: float | None = Field(None, alias="_score", description="Avec « nom » : proximité du nom, de 0 à 1.")


class Territoire(Answer):
    """One département or région, with the score of the body that holds its powers."""

    nom: str
    code: str
    siren: str | None = Field(None, description="SIREN de la collectivité qui en exerce les compétences.")
    nature: str | None = Field(None, description="Nature de cette collectivité.")
    chef_lieu: str | None = None
    code_region: str | None = None
    population: int | None = Field(None, description="Somme des populations des communes.")
    score: Number100 | None = Field(None, description="Score d’ensemble de cette collectivité.")
    couverture: Share | None = None
    scores: dict[str, Score] | None = None
    indicateurs: dict[str, Indicateur] | None = None
    centre: Point | None = None
    contour: Contour | None = None
    nearness: float | None = Field(None, alias="_score", description="Avec « nom » : proximité du nom, de 0 à 1.")


class ScoreRow(Answer):
    """One measure of one collectivité: of an indicator the keys from `etat` to `date`, of a theme the last ones."""

    siren: str | None = None
    code: str | None = None
    nom: str | None = None
    type: Kind | None = None
    mesure: str | None = None
    score: Number100 | None = None
    etat: Status | None = Field(None, description="Indicateur : ce qu’on en sait.")
    valeur: float | None = None
    texte: str | None = None
    raison: str | None = None
    source: str | None = None
    date: Day | None = None
    couverture: Share | None = Field(None, description="Thème ou ensemble : part connue.")
    connus: int | None = None
    concernes: int | None = None
    niveau: Annotated[int, Field(ge=1, le=6)] | None = None
    provisoire: bool | None = None
    quartile: Annotated[int, Field(ge=1, le=4)] | None = None


class Distribution(Answer):
    """Scores of the bodies of one kind."""

    moyenne: Number100 | None = Field(description="Moyenne ; pour un oui ou non, la part de oui en pour cent.")
    connus: int = Field(description="Collectivités dont le score est connu.")
    concernes: int = Field(description="Collectivités concernées.")
    q1: Number100 | None
    mediane: Number100 | None
    q3: Number100 | None
    histogramme: list[int] = Field(description="Dix comptes : [0, 10) … [90, 100].")


class AggregateRow(Answer):
    """One measure over the bodies of one kind in one territory or strate."""

    territoire: Literal["france", "region", "departement", "epci", "strate"] | None = None
    code: str | None = None
    nom: str | None = None
    type: Kind | None = None
    mesure: str | None = None
    moyenne: Number100 | None = None
    connus: int | None = None
    concernes: int | None = None
    q1: Number100 | None = None
    mediane: Number100 | None = None
    q3: Number100 | None = None
    histogramme: list[int] | None = None


class Reference(Answer):
    """The text an indicator rests on."""

    titre: str
    nature: Literal["obligation", "recommandation", "programme"]
    url: str | None


class IndicatorEntry(Answer):
    """One indicator of the edition's catalogue, with its national figures."""

    id: str | None = None
    titre: str | None = None
    theme: str | None = None
    priorites: list[str] | None = None
    question: str | None = None
    pourquoi: str | None = None
    ameliorer: str | None = None
    concerne: str | None = Field(None, description="Condition ; vide : toutes les collectivités.")
    regle: dict[str, Any] | None = Field(None, description="Règle de calcul du score.")
    poids: float | None = None
    faits: list[str] | None = Field(None, description="Le fait noté, puis ceux montrés avec lui.")
    prerequis: list[str] | None = None
    references: list[Reference] | None = None
    source: str | None = None
    actif: bool | None = Field(None, description="Faux : sa source n’est pas encore reliée.")
    national: dict[Kind, Distribution] | None = Field(None, description="Chiffres nationaux par genre.")


class ThemeEntry(Answer):
    """One theme, with its national figures."""

    id: str | None = None
    nom: str | None = None
    resume: str | None = None
    indicateurs: list[str] | None = None
    national: dict[Kind, Distribution] | None = None


class EditionEntry(Answer):
    """One published edition."""

    date: Day
    identifiant: str = Field(description="SHA-256 du manifeste.")
    courante: bool


class EditionFile(Answer):
    """One file of an edition."""

    nom: str
    octets: int
    sha256: str
    lignes: int | None
    url: str | None = Field(description="Adresse du fichier ; null pour une édition passée.")


class EditionSheet(EditionEntry):
    """One edition: its files and its manifest, as built."""

    fichiers: list[EditionFile]
    manifeste: dict[str, Any]


class ProblemSheet(Answer):
    """One error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
