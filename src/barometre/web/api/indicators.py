"""/indicators and /themes: the catalogue of the edition, with national figures."""

# Types of answers are made when the program runs.
# mypy: disable-error-code="valid-type"

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Path, Query, Router
from pydantic import Field as Described

from barometre.scoring.readings import Reading, measure_id, measures
from barometre.web.api import formats, listing
from barometre.web.api.errors import UNKNOWN_CODE, ProblemError
from barometre.web.api.fields import FIGURES, FIGURES_TYPE, KindName
from barometre.web.api.parameters import EditionPart, InEdition, Measure, Table
from barometre.web.api.publication import answer
from barometre.web.api.records import Field, column, example_of, renamed, schema, selected
from barometre.web.api.types import several_of
from barometre.web.editions import queries
from barometre.web.editions.models import Edition

router = Router(tags=["Catalogue"])


_REFERENCE = (
    column("titre", "title", str, "Référentiel général d’amélioration de l’accessibilité", "Titre du texte."),
    column("nature", "kind", Literal["obligation", "recommandation", "programme"], "obligation", "Nature du texte."),
    column(
        "concerne",
        "concerns",
        str | None,
        "commune and population > 50000",
        "Condition d’une obligation ; vide : celle de l’indicateur ; null : l’édition ne le dit pas.",
    ),
    column(
        "condition",
        "condition",
        str | None,
        "la commune compte plus de 50 000 habitants",
        "La même condition en français, à lire après « obligation si ».",
    ),
    column("url", "url", str | None, "https://accessibilite.numerique.gouv.fr/", "Adresse du texte."),
)
_REFERENCES = schema("Reference", "Un texte sur lequel un indicateur s’appuie.", _REFERENCE, chosen=False)


def _figures(name: str, source: str, description: str) -> Field:
    types, example = dict[KindName, FIGURES_TYPE], {"commune": example_of(FIGURES)}
    return column(name, source, types, example, description, in_csv=False)


INDICATOR_FIELDS = (
    column("id", "id", str, "site-https", "Identifiant."),
    column("titre", "title", str, "Site déclaré en https", "Titre."),
    column("theme", "theme", str, "cybersecurite", "Identifiant de son thème."),
    column("priorites", "priorities", list[str], ["securise"], "Priorités nationales qu’il sert."),
    column("question", "question", str, "L’adresse du site commence-t-elle par « https:// » ?", "La question posée."),
    column("pourquoi", "why", str, "Un échange chiffré ne peut être ni lu ni modifié.", "Pourquoi elle est posée."),
    column(
        "ameliorer", "improve", str, "Demandez un certificat à l’hébergeur.", "Ce qu’il faut faire pour progresser."
    ),
    column("concerne", "concerns", str, "commune", "Condition ; vide : toutes les collectivités."),
    column("regle", "scoring", dict[str, Any], {"rule": "yes"}, "Règle de calcul du score.", in_csv=False),
    column("poids", "weight", float, 1.0, "Poids dans son thème."),
    column("faits", "facts", list[str], ["site.scheme", "site.host"], "Le fait noté, puis ceux montrés avec lui."),
    column("suppose", "presupposes", list[str], ["site.declared"], "Faits sans lesquels la question ne se pose pas."),
    column("prerequis", "prerequisites", list[str], [], "Faits sans lesquels le score est 0."),
    column(
        "qualiteDeFiche",
        "record",
        bool,
        False,
        "Vrai : qualité de la fiche d’un registre, ou simple information, hors de tout score.",
    ),
    Field(
        "references",
        list[_REFERENCES],
        "Textes sur lesquels il s’appuie.",
        [example_of(_REFERENCE)],
        ("references",),
        lambda row: [renamed(one, _REFERENCE) for one in row["references"]],
        in_csv=False,
    ),
    column("source", "source", str, "annuaire", "Identifiant de la source du fait noté."),
    column("actif", "live", bool, True, "Faux : sa source n’est pas encore reliée."),
    _figures("national", "national", "Chiffres nationaux par type de collectivité."),
)
INDICATOR_ENTRY = schema("IndicatorEntry", "Un indicateur du catalogue de l’édition.", INDICATOR_FIELDS)

THEME_FIELDS = (
    column("id", "id", str, "cybersecurite", "Identifiant."),
    column("nom", "name", str, "Cybersécurité", "Nom."),
    column(
        "resume", "summary", str, "Protection des sites, des messageries et des données.", "Ce que le thème couvre."
    ),
    column("indicateurs", "indicators", list[str], ["site-https"], "Identifiants de ses indicateurs."),
    _figures("national", "national", "Chiffres nationaux de ce qui se voit, par type."),
    _figures("nationalDeclare", "national_said", "Chiffres nationaux de ce que disent les collectivités, par type."),
)
THEME_ENTRY = schema("ThemeEntry", "Un thème du catalogue de l’édition.", THEME_FIELDS)


class IndicatorShown(InEdition):
    """Parameters on the form of an answer about indicators."""

    format: Table = "json"
    fields: Annotated[tuple[str, ...], several_of(field.name for field in INDICATOR_FIELDS)] | None = Described(
        None, description="Clés voulues, séparées par des virgules."
    )


class IndicatorFilters(EditionPart, IndicatorShown):
    """A choice of indicators."""

    theme: Measure | None = Described(None, description="Identifiant d’un thème.")


class ThemeFilters(EditionPart):
    """The themes."""

    format: Table = "json"
    fields: Annotated[tuple[str, ...], several_of(field.name for field in THEME_FIELDS)] | None = Described(
        None, description="Clés voulues, séparées par des virgules."
    )


@router.get("/indicators", response=list[INDICATOR_ENTRY], summary="Indicateurs", by_alias=True)
def indicators(request: HttpRequest, asked: Query[IndicatorFilters]) -> HttpResponseBase:
    """Les indicateurs du catalogue de l’édition, actifs ou non, avec les chiffres nationaux."""

    def make(edition: Edition) -> HttpResponseBase:
        if asked.theme and asked.theme not in edition.catalogue["themes"]:
            known = ", ".join(edition.catalogue["themes"])
            raise ProblemError(UNKNOWN_CODE, f"Aucun thème ne s’appelle « {asked.theme} » ; thèmes : {known}.")
        rows = _indicators(edition, asked.theme)
        selection = selected(INDICATOR_FIELDS, asked.fields, asked.format)
        page = listing.of_rows(request, rows, "id", selection, asked, edition)
        return listing.present(request, page, selection, asked, f"indicateurs-{edition.date}", edition)

    return listing.answer_list(request, asked, make)


@router.get("/indicators/{identifier}", response=INDICATOR_ENTRY, summary="Un indicateur", by_alias=True)
def indicator(
    request: HttpRequest,
    identifier: Annotated[str, Path(description="Identifiant de l’indicateur.")],
    asked: Query[IndicatorShown],
) -> HttpResponseBase:
    """Un indicateur : question, règle, références, chiffres nationaux."""

    def make(edition: Edition) -> HttpResponseBase:
        for row in _indicators(edition):
            if row["id"] == identifier:
                selection = selected(INDICATOR_FIELDS, asked.fields, asked.format)
                return formats.one(request, selection, row, f"{identifier}-{edition.date}")
        raise ProblemError(
            UNKNOWN_CODE,
            f"Aucun indicateur ne s’appelle « {identifier[:80]} » dans l’édition du {edition.date} ; "
            "ils sont listés par /api/v1/indicators.",
        )

    return answer(request, asked.edition, make)


@router.get("/themes", response=list[THEME_ENTRY], summary="Thèmes", by_alias=True)
def themes(request: HttpRequest, asked: Query[ThemeFilters]) -> HttpResponseBase:
    """Les thèmes, leurs indicateurs et les chiffres nationaux."""

    def make(edition: Edition) -> HttpResponseBase:
        entries = edition.catalogue["themes"]
        figures = _national(edition, measures(list(entries)))
        rows = [
            {
                **entries[name],
                "national": figures[measure_id(name, Reading.SEEN)],
                "national_said": figures[measure_id(name, Reading.SAID)],
                "indicators": list(_entries(edition, name)),
            }
            for name in sorted(entries)
        ]
        selection = selected(THEME_FIELDS, asked.fields, asked.format)
        page = listing.of_rows(request, rows, "id", selection, asked, edition)
        return listing.present(request, page, selection, asked, f"themes-{edition.date}", edition)

    return listing.answer_list(request, asked, make)


def _indicators(edition: Edition, theme: str | None = None) -> list[dict[str, Any]]:
    """Return the entries of the catalogue with the state of their source and their national figures."""
    entries = _entries(edition, theme)
    facts, sources = edition.catalogue["facts"], edition.catalogue["sources"]
    figures = _national(edition, entries)
    rows = []
    for name, entry in entries.items():
        source = facts[entry["facts"][0]]["source"]
        live = sources[source]["status"] == "live"
        absent = {"presupposes": [], "record": False}
        rows.append({**absent, **entry, "source": source, "live": live, "national": figures[name]})
    return rows


def _entries(edition: Edition, theme: str | None) -> dict[str, dict[str, Any]]:
    """Return the indicators of the catalogue by id, of one theme or of all, in order of themes and ids."""
    entries = edition.catalogue["indicators"].items()
    ordered = sorted(entries, key=lambda item: (item[1]["theme"], item[0]))
    return {name: entry for name, entry in ordered if theme in (None, entry["theme"])}


def _national(edition: Edition, measures: Iterable[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return national figures, measure -> kind of collectivité -> figures; none for what is not known."""
    figures: dict[str, dict[str, dict[str, Any]]] = {measure: {} for measure in measures}
    for row in queries.aggregates(edition, territory_kind="france", measure__in=list(figures)).values():
        figures[row["measure"]][row["kind"]] = renamed(row, FIGURES)
    return figures
