"""/indicators and /themes: the catalogue of the edition, with national figures."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Path, Query, Router
from pydantic import Field as Described

from barometre.web.api import formats, listing, schemas
from barometre.web.api.errors import UNKNOWN_CODE, Problem
from barometre.web.api.measures import national
from barometre.web.api.parameters import InEdition, Measure, Part, Table
from barometre.web.api.publication import answer
from barometre.web.api.records import Field, Row, column, selected
from barometre.web.api.types import SeveralOf
from barometre.web.editions.models import Edition

router = Router(tags=["Catalogue"])


def _references(row: Row) -> list[dict[str, Any]]:
    return [{"titre": one["title"], "nature": one["kind"], "url": one["url"]} for one in row["references"]]


INDICATOR_FIELDS = (
    column("id", "id"),
    column("titre", "title"),
    column("theme", "theme"),
    column("priorites", "priorities"),
    column("question", "question"),
    column("pourquoi", "why"),
    column("ameliorer", "improve"),
    column("concerne", "concerns"),
    column("regle", "scoring", in_csv=False),
    column("poids", "weight"),
    column("faits", "facts"),
    column("prerequis", "prerequisites"),
    Field("references", ("references",), _references, in_csv=False),
    column("source", "source"),
    column("actif", "live"),
    column("national", "national", in_csv=False),
)

THEME_FIELDS = (
    column("id", "id"),
    column("nom", "name"),
    column("resume", "summary"),
    column("indicateurs", "indicators"),
    column("national", "national", in_csv=False),
)


class IndicatorShown(InEdition):
    """What is said of an indicator."""

    format: Table = Described("json", description="Forme de la réponse.")
    fields: Annotated[tuple[str, ...], SeveralOf(field.name for field in INDICATOR_FIELDS)] | None = Described(
        None, description="Clés voulues, séparées par des virgules."
    )


class IndicatorFilters(Part, IndicatorShown):
    """A choice of indicators."""

    theme: Measure | None = Described(None, description="Identifiant d’un thème.")


class ThemeFilters(Part, InEdition):
    """The themes."""

    format: Table = Described("json", description="Forme de la réponse.")
    fields: Annotated[tuple[str, ...], SeveralOf(field.name for field in THEME_FIELDS)] | None = Described(
        None, description="Clés voulues, séparées par des virgules."
    )


@router.get("/indicators", response=list[schemas.IndicatorEntry], summary="Indicateurs", by_alias=True)
def indicators(request: HttpRequest, asked: Query[IndicatorFilters]) -> HttpResponseBase:
    """Les indicateurs du catalogue de l’édition, actifs ou non, avec les chiffres nationaux."""

    def make(edition: Edition) -> HttpResponseBase:
        if asked.theme and asked.theme not in edition.catalogue["themes"]:
            known = ", ".join(edition.catalogue["themes"])
            raise Problem(UNKNOWN_CODE, f"Aucun thème ne s’appelle « {asked.theme} » ; thèmes : {known}.")
        rows = _indicators(edition, asked.theme)
        found = listing.of_rows(rows, selected(INDICATOR_FIELDS, asked), asked.limit, asked.offset)
        return listing.present(request, found, asked, f"indicateurs-{edition.date}")

    return answer(request, asked.edition, make)


@router.get("/indicators/{identifier}", response=schemas.IndicatorEntry, summary="Un indicateur", by_alias=True)
def indicator(request: HttpRequest, identifier: Path[str], asked: Query[IndicatorShown]) -> HttpResponseBase:
    """Un indicateur : question, règle, références, chiffres nationaux."""

    def make(edition: Edition) -> HttpResponseBase:
        for row in _indicators(edition):
            if row["id"] == identifier:
                return formats.one(selected(INDICATOR_FIELDS, asked), row, asked.format, f"{identifier}-{edition.date}")
        raise Problem(
            UNKNOWN_CODE,
            f"Aucun indicateur ne s’appelle « {identifier[:80]} » dans l’édition du {edition.date} ; "
            "ils sont listés par /api/v1/indicators.",
        )

    return answer(request, asked.edition, make)


@router.get("/themes", response=list[schemas.ThemeEntry], summary="Thèmes", by_alias=True)
def themes(request: HttpRequest, asked: Query[ThemeFilters]) -> HttpResponseBase:
    """Les thèmes, leurs indicateurs et les chiffres nationaux."""

    def make(edition: Edition) -> HttpResponseBase:
        found = edition.catalogue["themes"]
        figures = national(edition, found)
        rows = [
            {**found[name], "national": figures[name], "indicators": list(_entries(edition, name))}
            for name in sorted(found)
        ]
        part = listing.of_rows(rows, selected(THEME_FIELDS, asked), asked.limit, asked.offset)
        return listing.present(request, part, asked, f"themes-{edition.date}")

    return answer(request, asked.edition, make)


def _indicators(edition: Edition, theme: str | None = None) -> list[dict[str, Any]]:
    """Entries of the catalogue with the state of their source and their national figures."""
    found = _entries(edition, theme)
    facts, sources = edition.catalogue["facts"], edition.catalogue["sources"]
    figures = national(edition, found)
    rows = []
    for name, entry in found.items():
        source = facts[entry["facts"][0]]["source"]
        live = sources[source]["status"] == "live"
        rows.append({**entry, "source": source, "live": live, "national": figures[name]})
    return rows


def _entries(edition: Edition, theme: str | None) -> dict[str, dict[str, Any]]:
    """Indicators of the catalogue by id, of one theme or of all, in order of themes and ids."""
    entries = edition.catalogue["indicators"].items()
    ordered = sorted(entries, key=lambda item: (item[1]["theme"], item[0]))
    return {name: entry for name, entry in ordered if theme in (None, entry["theme"])}
