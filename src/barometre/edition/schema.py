"""Tables of an edition: columns, types, meaning. The data dictionary and datapackage.json are made from these."""

from typing import NamedTuple

import polars as pl

from barometre.tables import Schema


class Column(NamedTuple):
    """One column of a table of an edition; `description` is read by the public, in French."""

    type: pl.DataType
    description: str


TEXT, NUMBER, COUNT, DAY = pl.String(), pl.Float64(), pl.Int32(), pl.Date()
TEXTS = pl.List(pl.String())

_SIREN = Column(TEXT, "Numéro SIREN de la collectivité (neuf chiffres).")
_SCORE = Column(NUMBER, "Score de 0 à 100 ; vide s’il n’est pas connu.")

_REASON = {
    "reason_code": Column(TEXT, "Code de cette raison (voir la liste des raisons)."),
    "reason_context": Column(TEXT, "Valeurs qui vont avec ce code, en JSON."),
    "hangs_on": Column(TEXT, "Fait dont celui-ci dépend seul : critère non rempli ou non vu, préalable non rempli."),
    "to_confirm": Column(pl.Boolean(), "Vrai si un constat défavorable attend une seconde vérification."),
}

_AGED = Column(pl.Boolean(), "Vrai si la source devait publier une mise à jour entre cette date et celle de l’édition.")
TABLES: dict[str, dict[str, Column]] = {
    "collectivites": {
        "siren": _SIREN,
        "kind": Column(TEXT, "Type : commune, epci, ept, departement ou region."),
        "nature": Column(TEXT, "Nature juridique, en toutes lettres."),
        "powers": Column(TEXTS, "Niveaux dont elle exerce les compétences."),
        "covers": Column(TEXTS, "Territoires officiels couverts, sous la forme niveau:code."),
        "code": Column(TEXT, "Code officiel : code INSEE, ou SIREN pour les EPCI et les EPT."),
        "name": Column(TEXT, "Nom officiel."),
        "slug": Column(TEXT, "Nom sans accent ni espace, pour les adresses et le tri."),
        "population": Column(pl.Int64(), "Population municipale (INSEE)."),
        "epci": Column(TEXT, "SIREN de l’EPCI à fiscalité propre dont la commune est membre."),
        "ept": Column(TEXT, "SIREN de l’établissement public territorial, dans la Métropole du Grand Paris."),
        "departement": Column(TEXT, "Code du département (pour un EPCI, celui de la plus grande part des habitants)."),
        "departements": Column(TEXTS, "Codes de tous les départements concernés."),
        "region": Column(TEXT, "Code de la région (pour un EPCI, celle de la plus grande part des habitants)."),
        "regions": Column(TEXTS, "Codes de toutes les régions concernées."),
        "strate": Column(TEXT, "Strate de population, propre à chaque type."),
        "postal_codes": Column(TEXTS, "Codes postaux."),
        "lon": Column(NUMBER, "Longitude d’un point du territoire (WGS 84, degrés)."),
        "lat": Column(NUMBER, "Latitude d’un point du territoire (WGS 84, degrés)."),
        "measured": Column(pl.Boolean(), "Compte parmi les collectivités mesurées (faux pour les EPT)."),
    },
    "facts": {
        "siren": _SIREN,
        "fact": Column(TEXT, "Identifiant du fait (voir la liste des faits)."),
        "source": Column(TEXT, "Identifiant de la source."),
        "outcome": Column(TEXT, "Issue : seen, not-concerned, they-failed ou we-failed."),
        "number": Column(NUMBER, "Valeur numérique ; 1 pour oui, 0 pour non."),
        "text": Column(TEXT, "Valeur textuelle."),
        "observed_on": Column(DAY, "Date à laquelle la source l’indique."),
        "aged": _AGED,
        "detail": Column(TEXT, "Précision, ou raison de l’issue, en une phrase."),
        **_REASON,
        "attempted_on": Column(DAY, "Date de la dernière tentative ; celle du fait, sauf échec de notre part depuis."),
        "attempt": Column(TEXT, "Pourquoi la dernière tentative a échoué ; vide si elle a réussi."),
        "attempt_code": Column(TEXT, "Code de la raison de cet échec."),
        "attempt_context": Column(TEXT, "Valeurs qui vont avec ce code, en JSON."),
        "attempt_to_confirm": Column(pl.Boolean(), "Vrai si la dernière tentative attend une seconde vérification."),
        "retained": Column(pl.Boolean(), "Vrai si c’est ce fait, parmi ceux des sources, que lisent les indicateurs."),
        "disputed": Column(pl.Boolean(), "Vrai si une autre source a vu autre chose."),
    },
    "indicators": {
        "siren": _SIREN,
        "indicator": Column(TEXT, "Identifiant de l’indicateur."),
        "status": Column(TEXT, "État : known, not-concerned, not-looked, we-failed ou they-failed."),
        "value": Column(NUMBER, "Valeur numérique retenue."),
        "text": Column(TEXT, "Valeur textuelle retenue."),
        "score": _SCORE,
        "reason": Column(TEXT, "Ce qui explique la valeur ou son absence, en une phrase."),
        **_REASON,
        "source": Column(TEXT, "Source du fait retenu."),
        "observed_on": Column(DAY, "Date du fait retenu."),
        "aged": _AGED,
    },
    "scores": {
        "siren": _SIREN,
        "measure": Column(
            TEXT, "Mesure : thème ou overall, suivi de .seen (ce qui se voit) ou .said (ce qu’elle dit)."
        ),
        "score": _SCORE,
        "coverage": Column(NUMBER, "Couverture de 0 à 1 : part connue, en poids, de ce qui concerne la collectivité."),
        "known": Column(COUNT, "Nombre d’indicateurs connus."),
        "concerned": Column(COUNT, "Nombre d’indicateurs qui concernent la collectivité."),
        "level": Column(pl.Int8(), "Niveau de maturité, de 1 à 6 ; vide sans score, ou si le score est provisoire."),
        "provisional": Column(pl.Boolean(), "Vrai si le score repose sur moins de 80 % de ce qui la concerne."),
        "comparable": Column(
            NUMBER, "Score sur la seule base de comparaison de l’édition ; vide si elle est trop peu connue."
        ),
        "low": Column(NUMBER, "Le plus bas que puisse être le score comparable, si ce qui manque de la base vaut 0."),
        "high": Column(
            NUMBER, "Le plus haut que puisse être le score comparable, si ce qui manque de la base vaut 100."
        ),
        "overlap": Column(NUMBER, "Part connue de la base de comparaison, en poids, de 0 à 1."),
        "quartile": Column(
            pl.Int8(), "Quart de ses pairs (même type, même strate, même base) : 1 le plus bas, 4 le plus haut."
        ),
    },
    "aggregates": {
        "territory_kind": Column(TEXT, "Sorte de territoire : france, region, departement, epci ou strate."),
        "territory": Column(TEXT, "Code du territoire ; FR pour la France."),
        "kind": Column(TEXT, "Type des collectivités comptées."),
        "measure": Column(TEXT, "Indicateur, ou mesure du score (voir scores)."),
        "mean": Column(
            NUMBER, "Moyenne des scores comparables ; d’un oui ou non, part de oui. Vide si moins de 80 % sont connues."
        ),
        "low": Column(
            NUMBER, "Le plus bas que puisse être la moyenne, si toutes les collectivités non connues valent 0."
        ),
        "high": Column(
            NUMBER, "Le plus haut que puisse être la moyenne, si toutes les collectivités non connues valent 100."
        ),
        "met": Column(COUNT, "Nombre de collectivités dont le score est de 100."),
        "known": Column(COUNT, "Nombre de collectivités dont le score est connu."),
        "concerned": Column(COUNT, "Nombre de collectivités concernées."),
        "coverage": Column(
            NUMBER, "Part du sujet sur laquelle reposent les scores, de 0 à 1 ; vide pour un indicateur."
        ),
        "q1": Column(NUMBER, "Premier quartile des scores."),
        "median": Column(NUMBER, "Médiane des scores."),
        "q3": Column(NUMBER, "Troisième quartile des scores."),
        "histogram": Column(
            pl.List(COUNT),
            "Nombre de collectivités par dixième du score, de [0, 10) à [90, 100] ; vide avec la moyenne.",
        ),
    },
    "obligations": {
        "siren": _SIREN,
        "obligation": Column(TEXT, "Identifiant de l’obligation (voir le catalogue de l’édition)."),
        "state": Column(TEXT, "État : met, not-met ou unknown. Celles qui ne la visent pas n’ont pas de ligne."),
        "why": Column(
            TEXT,
            "Pourquoi : shown (montré par une preuve), if (vise la collectivité selon un fait non connu), no-proof, "
            "not-looked, we-failed, they-failed ou unproven.",
        ),
        "proof": Column(TEXT, "Indicateur ou fait qui le montre."),
        "observed_on": Column(DAY, "Date de cette preuve."),
    },
    "obligation_figures": {
        "territory_kind": Column(TEXT, "Sorte de territoire : france, region, departement, epci ou strate."),
        "territory": Column(TEXT, "Code du territoire ; FR pour la France."),
        "kind": Column(TEXT, "Type des collectivités comptées."),
        "obligation": Column(TEXT, "Identifiant de l’obligation."),
        "met": Column(COUNT, "Nombre de collectivités dont une preuve montre qu’elle est remplie."),
        "not_met": Column(COUNT, "Nombre de collectivités dont une preuve montre qu’elle ne l’est pas."),
        "concerned": Column(COUNT, "Nombre de collectivités sûrement visées ; les autres ne sont pas connues."),
        "uncertain": Column(COUNT, "Nombre de collectivités visées seulement selon un fait non connu."),
    },
    "steps": {
        "siren": _SIREN,
        "rank": Column(pl.Int8(), "Rang de l’action, de 1 à 5."),
        "action": Column(TEXT, "Identifiant de l’action (voir le catalogue de l’édition)."),
        "gain": Column(
            NUMBER,
            "Points que gagnerait le score de ce qui se voit, toutes choses égales ; vide sans ce score.",
        ),
        "known": Column(pl.Boolean(), "Vrai si un manque est connu ; faux si l’action consiste à vérifier."),
        "indicators": Column(TEXTS, "Indicateurs qui manquent et que l’action sert."),
        "missed": Column(TEXTS, "Obligations non remplies que l’action sert."),
        "unknown": Column(TEXTS, "Obligations dont l’état n’est pas connu et que l’action sert."),
    },
}
# Tables that former editions do not have: they are read as empty.
SINCE_GUIDANCE = ("obligations", "obligation_figures", "steps")


def schema_of(table: str) -> Schema:
    """Return the Polars schema of a table of an edition."""
    return {name: column.type for name, column in TABLES[table].items()}
